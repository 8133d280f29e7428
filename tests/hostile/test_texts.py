"""Texts made to mislead: encodings, line ends, floods, names that look like others, times that cannot be."""

import time
import unicodedata
from pathlib import Path

import pytest

from wag_analyzer.__main__ import _run
from wag_analyzer.errors import ExportError
from wag_analyzer.parser.chat import Chat
from wag_analyzer.parser.read import read_bytes, read_text
from wag_analyzer.people.identities import identify
from wag_analyzer.visible import visible

HEAD = "13/01/2024, 08:{:02} - {}: {}\n"
CHAT = "".join(HEAD.format(turn, ("Sari", "Budi")[turn % 2], f"pesan {turn}") for turn in range(6))
ODD = ["\u2028", "\u2029", "\x85", "\x0b", "\x0c", "\x1c"]


def notices(chat: Chat) -> str:
    return " ".join(f"{notice.word} {notice.text}" for notice in chat.notices)


@pytest.mark.parametrize("form", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_every_unicode_form_with_or_without_a_mark_is_read(form: str) -> None:
    assert len(read_bytes(CHAT.encode(form)).messages) == 6


@pytest.mark.parametrize("bad", [b"\xff\xfe\xfd", b"\xc3", b"\xc0\xaf", b"\xed\xa0\x80\xed\xb0\x80", b"\0\0"])
def test_broken_bytes_cost_no_message_and_leave_no_half_character(bad: bytes) -> None:
    data = CHAT.encode() + b"13/01/2024, 08:30 - Sari: ada " + bad + b" rusak\n" + CHAT.encode()
    chat = read_bytes(data)
    assert len(chat.messages) == 13
    for text in chat.messages["text"]:
        text.encode("utf-8")


@pytest.mark.parametrize("mark", ODD)
def test_only_line_feeds_end_a_line_so_nobody_forges_one_with_another_sign(mark: str) -> None:
    chat = read_text(CHAT + HEAD.format(9, "Budi", f"halo{mark}13/01/2024, 08:10 - Sari: saya mundur"))
    assert chat.messages["sender"].tolist()[-1] == "Budi"
    assert len(chat.messages) == 7


def test_a_forged_header_on_a_real_line_that_runs_back_in_time_is_told() -> None:
    chat = read_text(CHAT + HEAD.format(30, "Budi", "halo\n12/01/2024, 07:00 - Sari: saya mundur"))
    assert "back" in notices(chat)


def flood(kind: str) -> str:
    return {
        "one line": "a" * 4_000_000,
        "digits": "1" * 400_000,
        "half headers": "13/01/2024, 08:00 - " * 40_000,
        "colons": ": " * 200_000,
        "brackets": "[" * 400_000,
        "mentions": "@" * 400_000,
        "spaces": " \u202f" * 200_000,
        "slashes": "1/1/" * 100_000,
        "links": "http://" * 50_000,
        "marks": "\u200e" * 400_000,
    }[kind]


@pytest.mark.parametrize(
    "kind", ["one line", "digits", "half headers", "colons", "brackets", "mentions", "spaces", "slashes", "links", "marks"]
)
def test_a_flood_takes_time_in_proportion(kind: str) -> None:
    flooded = flood(kind)
    spent = []
    for size in (len(flooded) // 4, len(flooded)):
        start = time.process_time()
        read_text(CHAT + HEAD.format(30, "Sari", flooded[:size]) + flooded[:size] + "\n")
        spent.append(time.process_time() - start)
    assert spent[1] < 3 * 4 * max(spent[0], 0.05)


@pytest.mark.parametrize(
    "twin", ["Вudi Santoso", "Budi\u200b Santoso", "Budi\u00a0Santoso", "\u202eBudi Santoso", "Ｂudi Santoso", "Budi Santoso\ufe0f"]
)
def test_a_name_that_looks_like_another_is_another_and_is_told(twin: str) -> None:
    chat = read_text("".join(HEAD.format(turn, ("Budi Santoso", twin, "Sari")[turn % 3], "pesan") for turn in range(9)))
    assert len(identify(chat).persons) == 3
    assert any(word in notices(chat) for word in ("confus", "invisible", "hidden", "bidi"))
    assert not {"\u202e", "\u200b"} & set(visible(twin))


def test_two_spellings_of_one_letter_are_one_person() -> None:
    names = ("José", unicodedata.normalize("NFD", "José"))
    chat = read_text("".join(HEAD.format(turn, names[turn % 2], "pesan") for turn in range(6)))
    assert len(identify(chat).persons) == 1


def test_a_member_cannot_type_a_notice_of_whatsapp() -> None:
    chat = read_text(CHAT + HEAD.format(20, "Budi", "Sari removed Tono") + HEAD.format(21, "Budi", "Messages are end-to-end encrypted"))
    assert chat.events.empty


@pytest.mark.parametrize("date", ["29/02/2023", "31/04/2024", "13/01/0000", "13/01/9999", "00/00/2024", "99/99/9999"])
def test_a_day_that_cannot_be_stops_nothing(date: str) -> None:
    chat = read_text(CHAT + f"{date}, 08:00 - Sari: dari hari yang tidak ada\n" + CHAT)
    assert len(chat.messages) >= 12
    assert chat.sources[0].lines_total == chat.sources[0].message_lines + chat.sources[0].continuation_lines + chat.sources[0].skipped_lines


def test_a_clock_that_runs_back_keeps_the_order_of_the_file_and_is_told() -> None:
    chat = read_text(CHAT + "12/01/2024, 08:00 - Sari: kemarin\n" + HEAD.format(50, "Budi", "hari ini"))
    assert chat.messages["line"].is_monotonic_increasing
    assert "back" in notices(chat)


def test_dates_that_fit_both_orders_are_told() -> None:
    chat = read_text("".join(f"0{day}/0{day}/2024, 08:00 - Sari: pesan\n" for day in range(1, 7)))
    assert "ambiguous" in notices(chat)


def test_prose_is_no_chat() -> None:
    with pytest.raises(ExportError):
        read_text("Ini hanya sebuah cerita.\n" * 50)


def test_a_file_of_blank_lines_is_no_chat(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "c.txt"
    path.write_bytes(b" \n\t\n\r\n" * 50)
    assert _run(["messages", str(path), "-q"]) == 3
    assert "holds no message" in capsys.readouterr().err
