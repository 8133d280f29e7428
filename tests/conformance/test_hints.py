"""No body that is more than a writer's words is passed over by its beginning and end."""

import unicodedata
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conformance.test_locales import CODES, THINGS, filled
from tests.scans import signs_in
from wag_analyzer.parser.bodies import Texts
from wag_analyzer.parser.edits import plainly_edited
from wag_analyzer.parser.hints import Hints, hints
from wag_analyzer.parser.phrases import expand, load
from wag_analyzer.parser.placeholders import Content, content, edit_notes

NONE = np.zeros(0, np.int64)
BEFORE = b"05/01/24, 21:07 - Sari: "
BEHIND = b"\n05/01/24, 21:08 - Budi: selamat pagi semuanya\n"


def flagged(hint: Hints, body: str) -> bool:
    raw = body.encode()
    data = BEFORE + raw + BEHIND
    offsets = np.array([len(BEFORE), len(BEFORE) + len(raw)])
    several = Texts(data, offsets, signs_in(data)).inner(np.arange("\n" in body))
    return len(hint.rows(data, offsets[:1], offsets[1:], several)) == 1


def bodies(code: str) -> Iterator[str]:
    for kind, entries in load()[code].data["placeholders"].items():
        for wording in (wording for entry in entries for wording in expand(entry["text"])):
            plain = filled(wording, {**THINGS, "text": "besok", "votes": "2"})
            for body in (plain, unicodedata.normalize("NFD", plain), f" {plain}", f"{plain} ", f"{plain}."):
                yield f"halo {body}" if kind == "edited_suffix" else body
            yield f"{plain} keterangan foto ini"
            yield f"keterangan foto ini {plain}"
            two = ("dua baris\n{}", "{}\nbaris dua", "\n{}\n")
            three = ("{}\n\nbaris tiga ", " {} \nbaris dua\nbaris tiga", "satu\n{}.\ntiga")
            for lines in (*two, *three):
                yield lines.format(plain)


@pytest.mark.parametrize("code", CODES)
def test_every_body_that_is_more_than_words_is_looked_at(code: str) -> None:
    hint = hints(code)
    for body in bodies(code):
        found = content(body, platform="android", locale=code, marked=False)
        if found.kind != "text" or found.edited or found.text != body:
            assert flagged(hint, body), body


def test_ordinary_words_are_not_looked_at() -> None:
    hint = hints("id")
    ordinary = (
        "selamat pagi",
        "rapat jam 10:30 ya",
        "ok siap pak",
        "laporan sudah saya kirim 🙏",
        "dia makan di kantin",
        "lihat www.contoh.id/a ya",
    )
    assert [body for body in ordinary if flagged(hint, body)] == []


def test_without_a_known_language_whatever_has_the_shape_of_a_note_is_looked_at() -> None:
    hint = hints(None)
    assert flagged(hint, "halo <keçi sakla>")
    assert flagged(hint, "surat.pdf (ekli dosya)")
    assert flagged(hint, "Kantor: https://foursquare.com/v/abc123")


def test_a_text_too_short_to_be_compared_is_looked_at() -> None:
    assert hints("en").rows(b"1/1/24, 9:00 -x", np.array([14]), np.array([15]), (NONE, NONE, NONE)).tolist() == [0]


@pytest.mark.parametrize("code", CODES)
def test_a_note_behind_words_is_read_alike_in_columns_and_one_by_one(code: str) -> None:
    words = [
        "halo",
        "dua\nbaris",
        "satu. dua",
        "@budi ayo",
        "akhir \u200e",
        "(lampiran)",
        " ",
        "",
        "x\u3000",
        "a\n(b) <c>",
        "a\n@628123456789",
    ]
    every = [head + note for note in ("", *edit_notes(code)) for head in words]
    raw = [body.encode() for body in every]
    end = np.cumsum([len(body) for body in raw])
    found = plainly_edited(b"".join(raw), end - [len(body) for body in raw], end, code)
    long = [content(every[row], platform="android", locale=code, marked=False) for row in found.rows.tolist()]
    text = b"".join(raw)
    words = [text[end[row] - len(raw[row]) : stop].decode() for row, stop in zip(found.rows.tolist(), found.stop.tolist(), strict=True)]
    assert [Content("text", part, edited=True) for part in words] == long
    assert {every[row] for row in found.rows.tolist()} == {
        head + note for note in edit_notes(code) for head in ("halo", "dua\nbaris", "a\n(b) <c>")
    }


@given(st.sampled_from(["id", "en", "ar", "ja", "de"]), st.text(max_size=40))
def test_whatever_is_written_is_words_when_it_is_not_looked_at(code: str, body: str) -> None:
    body = body.replace("\r", "").strip("\n")
    if body and not flagged(hints(code), body) and not {"\u200e", "\u200f"} & set(body):
        found = content(body, platform="android", locale=code, marked=False)
        assert (found.kind, found.edited) == ("text", False)
