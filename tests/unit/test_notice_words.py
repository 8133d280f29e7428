"""The notices of the reader have a headline in every language other than their own."""

import ast
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from importlib import resources
from pathlib import Path

import pytest

import wag_analyzer
from wag_analyzer.parser.chat import Chat, Notice
from wag_analyzer.parser.read import read_text
from wag_analyzer.report.doctor import verdict_lines
from wag_analyzer.report.notice_words import headlines, told

PASSED_ON = {"note.word"}
CHAT = "13/01/2025, 09:00 - Ana: pagi\n13/01/2025, 09:01 - Budi: pagi juga\n"


def calls() -> Iterator[ast.Call]:
    for path in sorted(Path(wag_analyzer.__file__).parent.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Notice" and len(node.args) > 1:
                yield node


def told_by(chat: Chat, lang: str) -> list[str]:
    return list(verdict_lines(chat, "id" if lang == "id" else "en"))


SECOND = [call.args[1] for call in calls()]
WORDS = sorted({node.value for node in SECOND if isinstance(node, ast.Constant) and isinstance(node.value, str)})


def test_every_notice_in_the_code_is_made_with_a_fixed_word() -> None:
    assert {ast.unparse(node) for node in SECOND if not isinstance(node, ast.Constant)} <= PASSED_ON


def test_every_word_of_a_notice_has_an_indonesian_headline_and_no_headline_is_left_over() -> None:
    assert WORDS
    assert sorted(headlines("id")) == WORDS


def test_headlines_are_single_lines_without_full_stop_and_differ() -> None:
    lines = list(headlines("id").values())
    assert len(set(lines)) == len(lines)
    assert all(line == line.strip() and line[0].isupper() and not line.endswith(".") and "\n" not in line for line in lines)


def test_the_headlines_say_where_they_come_from() -> None:
    text = resources.files("wag_analyzer.report").joinpath("notices.id.toml").read_text(encoding="utf-8")
    assert tomllib.loads(text)["source"]


@pytest.mark.parametrize(
    ("word", "text", "lang", "shown"),
    [
        ("nul-bytes", "the file holds NUL characters, which no phone writes", "en", "the file holds NUL characters, which no phone writes"),
        (
            "shifted",
            "times are shown in UTC; the phone's clock is taken to show Asia/Jakarta",
            "id",
            "Waktu ditampilkan dalam UTC; jam ponsel dianggap menunjukkan Asia/Jakarta, seperti yang Anda nyatakan",
        ),
        ("shifted", "a sentence of a shape nobody foresaw", "id", "Waktu ditampilkan dalam UTC"),
        ("shifted", None, "id", "Waktu ditampilkan dalam UTC"),
        ("shifted", None, "en", "shifted"),
        ("new-word", "a sentence", "id", "new-word"),
        ("new-word", None, "id", "new-word"),
    ],
)
def test_a_notice_is_told_in_the_language_asked_for_and_never_half_in_english(word: str, text: str | None, lang: str, shown: str) -> None:
    assert told(word, text, "id" if lang == "id" else "en") == shown


def test_the_doctor_gives_the_line_of_a_doubt_in_both_languages() -> None:
    text = "time runs backwards at 1 lines: a clock was changed, exports were joined, or a line is forged; file order is kept"
    chat = replace(read_text(CHAT), notices=(Notice("WAG005", "time-runs-backwards", text, 2),))
    assert any("Waktu berjalan mundur di 1 tempat" in line and "(baris 2)" in line for line in told_by(chat, "id"))
    assert any("Time runs backwards at 1 place;" in line and "(line 2)" in line for line in told_by(chat, "en"))
