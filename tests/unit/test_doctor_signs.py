"""What inside one export speaks for pieces put together or lines taken out, and what does not."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from wag_analyzer.parser.read import read, read_text
from wag_analyzer.report.doctor import verdict, verdict_lines
from wag_analyzer.report.doctor_signs import signs

ROOT = Path(__file__).parents[2]
DASH, DASH_12H, SHORT_YEAR, BRACKETS = "%d/%m/%Y, %H:%M - ", "%d/%m/%Y, %I:%M %p - ", "%d/%m/%y, %H:%M - ", "[%d/%m/%Y, %H:%M:%S] "


def talk(count: int = 240, head: str = DASH, other: Callable[[int], bool] = lambda _: False, as_: str = DASH) -> list[tuple[datetime, str]]:
    """Return messages eight hours apart, those that ``other`` picks written as another phone would."""
    at = datetime(2024, 1, 1, 7)  # noqa: DTZ001 - a phone's wall clock
    made = []
    for turn in range(count):
        at += timedelta(hours=8)
        made.append((at, f"{at:{as_ if other(turn) else head}}{('Ana', 'Budi', 'Cici')[turn % 3]}: pesan {turn}\n"))
    return made


def told(text: str) -> list[tuple[str, str]]:
    chat = read_text(text, "c.txt")
    return [(note.word, note.text) for note in signs(chat, chat.sources[0])]


def said(lines: list[tuple[datetime, str]]) -> str:
    return "".join(line for _, line in lines)


def test_a_whole_export_of_one_phone_shows_no_sign() -> None:
    assert told(said(talk())) == []


@pytest.mark.parametrize("sample", sorted((ROOT / "sample_exports").glob("*/*.txt")), ids=lambda path: path.name)
def test_no_sample_of_a_phone_is_doubted(sample: Path) -> None:
    chat = read([sample])
    assert [note.word for note in signs(chat, chat.sources[0]) if note.code == "WAG014"] == []


@pytest.mark.parametrize("way", [DASH_12H, SHORT_YEAR])
def test_messages_that_begin_in_two_ways_are_a_doubt(way: str) -> None:
    text = said(talk(other=lambda turn: turn > 120, as_=way))
    assert [word for word, _ in told(text)] == ["layout-changes"]
    chat = read_text(text, "c.txt")
    assert verdict(chat, chat.sources[0])["verdict"] == "doubt"
    for lang in ("en", "id"):
        shown = "\n".join(verdict_lines(chat, "id" if lang == "id" else "en"))
        assert "wag compare" in shown


def test_many_lines_of_another_make_are_a_doubt_and_a_pasted_chat_is_none() -> None:
    joined = said(talk(other=lambda turn: turn > 120, as_=BRACKETS))
    assert [word for word, _ in told(joined)] == ["lines-of-another-make"]
    pasted = said(talk(other=lambda turn: 100 < turn < 110, as_=BRACKETS))
    assert told(pasted) == []


def test_days_taken_out_of_a_lively_chat_are_told_and_weekends_are_not() -> None:
    lines = talk()
    cut = [one for one in lines if not datetime(2024, 2, 1) <= one[0] < datetime(2024, 2, 15)]  # noqa: DTZ001
    assert told(said(cut)) == [
        ("long-silence", "no line on 14 days in a row, 2024-02-01 to 2024-02-14; on 100 % of the other days there is one")
    ]
    assert told(said([one for one in lines if one[0].weekday() < 5])) == []


def test_a_quiet_chat_has_no_silence_to_speak_of() -> None:
    assert told(said(talk()[::11])) == []
    assert told(said(talk(12))) == []


@pytest.mark.parametrize(
    ("back", "count"),
    [("", 1), ("05/01/2024, 09:10 - Ana added Budi\n", 0), ("05/01/2024, 09:10 - Budi joined using this group's invite link\n", 0),
     ("05/01/2024, 09:10 - Someone did something odd\n", 0)],
)  # fmt: skip
def test_words_of_a_member_who_left_are_told_unless_the_file_brings_them_back(back: str, count: int) -> None:
    head = '05/01/2024, 08:00 - Ana created group "Kantor"\n05/01/2024, 08:01 - Budi: halo\n05/01/2024, 08:02 - Budi left\n'
    found = told(f"{head}{back}05/01/2024, 10:00 - Budi: aku lagi\n05/01/2024, 10:01 - Ana: siap\n")
    assert len(found) == count
    assert all(text.startswith("1 message of 1 member who had left") for _, text in found)


def test_a_change_of_numbers_leaves_open_who_is_in() -> None:
    head = "05/01/2024, 08:01 - Budi: halo\n05/01/2024, 08:02 - Budi left\n"
    change = "05/01/2024, 08:05 - +62 812-5550-1234 changed to +62 812-5550-9999\n"
    assert told(f"{head}{change}05/01/2024, 10:00 - Budi: aku lagi\n05/01/2024, 10:01 - Ana: siap\n") == []


def test_files_of_other_programs_have_no_layout_to_judge() -> None:
    found = read_text(
        '{"type":"message","msg_id":"a","timestamp":"2024-01-01T08:00:00","sender":"Ana","kind":"text","text":"x"}\n', "c.jsonl"
    )
    assert list(signs(found, found.sources[0])) == []
