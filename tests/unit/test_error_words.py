"""Every error has its Indonesian text, and what is filled into it is the same in both languages."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.error_texts import constants, error_texts
from wag_analyzer.__main__ import _run
from wag_analyzer.cli import COMMANDS
from wag_analyzer.errors import SettingsError, VerificationError
from wag_analyzer.report import error_words
from wag_analyzer.report.sentences import shaped
from wag_analyzer.tables import TABLES

SLOT = re.compile(r"\{(\w+)\}")
TYPED = {*TABLES, *COMMANDS, "all"}
"""Words that stay, since they are typed so."""


def filled(text: str) -> str:
    """Return a text with figures in its places: they are the same in every language."""
    turn = iter(range(71, 99))
    return re.sub(r"\{\}", lambda _: str(next(turn)), text)


def english(text: str) -> Iterator[str]:
    """Yield what of a text would stay English."""
    table = error_words._tables()["texts"]
    if text in table or shaped(text, error_words._CHECKS) != text:
        return
    if not re.search("[a-z]", text):
        return
    for pattern, _ in error_words._shapes("texts"):
        if found := pattern.fullmatch(text):
            for name, value in found.groupdict().items():
                if name in error_words._WHOLE:
                    yield from english(value)
                elif re.search("[a-z]{3}", value) and value[0] not in "-." and not (value in TYPED or (name == "word" and value in table)):
                    yield value
            return
    yield text


def test_every_error_has_its_indonesian_text() -> None:
    told = sorted({(text, place) for place, text in error_texts()})
    assert len({text for text, _ in told}) > 300
    missing = [f"{place}: {text!r} ({left!r})" for text, place in told for left in english(filled(text))]
    assert not missing, "\n".join(missing)


def test_figures_of_an_error_are_the_same_in_both_languages() -> None:
    wrong = [
        text
        for _, text in error_texts()
        if sorted(re.findall(r"\d+", filled(text))) != sorted(re.findall(r"\d+", error_words.error_text(filled(text), "id")))
    ]
    assert not wrong


@pytest.mark.parametrize("table", ["texts", "where"])
def test_places_to_fill_are_the_same_in_both_languages(table: str) -> None:
    wrong = [text for text, said in error_words._tables()[table].items() if sorted(SLOT.findall(text)) != sorted(SLOT.findall(said))]
    assert not wrong
    assert all(len(set(SLOT.findall(text))) == len(SLOT.findall(text)) for text in error_words._tables()[table])


def test_no_text_is_kept_that_nothing_says_any_more() -> None:
    said = {filled(text) for _, text in error_texts()}
    parts = "\n".join(constants() | said)
    shapes = {text: error_words._shape(text) for text in error_words._own()["texts"]}
    stale = [text for text, shape in shapes.items() if text not in parts and not any(map(shape.fullmatch, said))]
    assert not stale, "\n".join(stale)


def test_what_stands_before_an_error_keeps_its_name() -> None:
    told = error_words.error_line(SettingsError("is not UTF-8", where="anggota.csv, line 3", hint="save it as CSV UTF-8"), "id")
    assert told == "anggota.csv, baris 3: bukan UTF-8; simpan sebagai CSV UTF-8"
    assert error_words.error_line(SettingsError("is not UTF-8", where="line, the case"), "id") == "line, the case: bukan UTF-8"
    assert error_words.error_line(VerificationError("the chain breaks", where="audit.jsonl, line 2", hint="ask for it again"), "id") == (
        "audit.jsonl, baris 2: rantainya putus; mintalah lagi"
    )


def test_of_several_shapes_the_one_with_words_of_its_own_counts() -> None:
    assert error_words.error_text("no format is called a is b", "id") == "tidak ada format bernama a is b"
    assert error_words.error_text("min_group is 0.5", "id") == "min_group berisi 0.5"
    assert error_words.error_text("use no smoking, use is it", "id") == "pakai no smoking, use is it"


CHAT = "31/12/24, 09.00 - Sari: selamat pagi\n31/12/24, 09.01 - Budi: pagi\n"


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the place of the user's settings file, in a folder with a chat."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    (tmp_path / "chat.txt").write_text(CHAT, encoding="utf-8")
    (tmp_path / "config" / "wag-analyzer").mkdir(parents=True)
    return tmp_path / "config" / "wag-analyzer" / "config.toml"


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        ("frobnicate", 2, "tidak ada perintah 'frobnicate'; lihat 'wag --help'"),
        ("audit", 2, "argumen 'EXPORT...' tidak disebut; lihat 'wag audit --help'"),
        ("detect x --seed a", 2, "nilai '--seed' keliru: 'a' bukan bilangan bulat; lihat 'wag detect --help'"),
        ("network x --bootstrap 0", 2, "nilai '--bootstrap' keliru: 0 di luar rentang 1<=x<=10000; lihat 'wag network --help'"),
        (
            "detect x --fail-on foo",
            2,
            "nilai '--fail-on' keliru: 'foo' bukan salah satu dari 'low', 'medium', 'high'; lihat 'wag detect --help'",
        ),
        (
            "batch x -o y --shard 9",
            2,
            "nilai '--shard' keliru: '9' bukan bagian; tulis bagian ketiga dari delapan sebagai 3/8; lihat 'wag batch --help'",
        ),
        ("audit x -o", 2, "opsi '-o' harus diberi nilai"),
        ("export x", 2, "opsi '-o' / '--output' tidak disebut; lihat 'wag export --help'"),
        (
            "audit nix.txt",
            3,
            "nix.txt: tidak dapat dibaca (tidak ada berkas atau folder bernama begitu); periksa nama, folder, dan izinnya",
        ),
        (
            "doctor nix.txt",
            3,
            "nix.txt: tidak dapat dibaca (tidak ada berkas atau folder bernama begitu); periksa nama, folder, dan izinnya",
        ),
        ("messages chat.txt --tz Mars", 2, "--tz: tidak ada zona waktu bernama Mars; tulis misalnya Asia/Jakarta atau Europe/Berlin"),
        ("report .", 3, ".: bukan folder kasus; buat dengan 'wag audit EXPORT -o CASE'"),
    ],
)
def test_a_run_that_fails_tells_why_in_the_language_asked_for(
    line: str, code: int, said: str, own: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run(["--lang", "id", *line.split()]) == code
    assert capsys.readouterr().err == f"wag: {said}\n"
    own.write_text('lang = "id"\n', encoding="utf-8")
    assert _run(line.split()) == code
    assert capsys.readouterr().err == f"wag: {said}\n"
    assert _run(["--lang", "en", *line.split()]) == code
    assert said not in capsys.readouterr().err


def test_a_settings_file_that_cannot_be_read_leaves_errors_english(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "own.toml").write_text("lang = 7\n", encoding="utf-8")
    assert _run(["--config", str(tmp_path / "own.toml"), "settings"]) == 2
    assert "lang is 7; use one of en, id" in capsys.readouterr().err
    assert _run(["--config", str(tmp_path / "own.toml"), "settings", "--lang", "id"]) == 2
    assert "lang berisi 7; pakai salah satu: en, id" in capsys.readouterr().err
