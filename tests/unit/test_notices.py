"""What a careful reader is told about a file."""

import pytest

from wag_analyzer.parser.notices import twins
from wag_analyzer.parser.read import read_bytes, read_text


def words(data: bytes | str) -> list[str]:
    chat = read_bytes(data) if isinstance(data, bytes) else read_text(data)
    return [note.word for note in chat.notices]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Budi", "Bu\u202edi"), ("Budi", "Bu\u200bdi"), ("Sari", "S\u0430ri"), ("Pak Budi", "Pak\u00a0Budi"), ("Budi", "BUDI"),
        ("José", "Jose\u0301"), ("Budi", "Ｂｕｄｉ"), ("Sari❤", "Sari❤\ufe0f"), ("Sari", "Sari\u200d"),
    ],
)  # fmt: skip
def test_names_that_look_alike_stay_two_and_are_told(one: str, other: str) -> None:
    chat = read_text(f"13/01/24, 08:00 - {one}: asli\n13/01/24, 08:01 - {other}: palsu\n")
    assert chat.messages["sender"].tolist() == [one, other]
    told = " ".join(note.text for note in chat.notices)
    assert "confusable" in told
    assert "\u202e" not in told


def test_ordinary_names_are_not_told() -> None:
    assert not list(twins(["Budi", "Sari", "Budi Santoso", "+62 812-0000-0003", "👩🏽\u200d💻"]))


def test_an_override_that_turns_a_name_around_is_told() -> None:
    assert [note.word for note in twins(["Budi", "\u202eiduB"])] == ["invisible-characters"]


def test_a_clock_that_runs_back_is_told_with_its_line() -> None:
    chat = read_text("14/01/24, 08:00 - Sari: a\n13/01/24, 08:00 - Budi: b\n14/01/24, 09:00 - Sari: c\n")
    note = next(note for note in chat.notices if note.code == "WAG005")
    assert (note.word, note.line) == ("time-runs-backwards", 2)
    assert chat.messages["text"].tolist() == ["a", "b", "c"]


def test_dates_no_phone_can_have_are_told() -> None:
    assert "date-out-of-range" in words("13/01/2024, 08:00 - Sari: a\n13/01/2300, 08:01 - Sari: b\n13/01/2024, 08:02 - Sari: c\n")


def test_the_encoding_and_damage_are_told() -> None:
    line = "13/01/24, 08:00 - Jörg: Grüße\n"
    assert words("\ufeff".encode("utf-16-le") + line.encode("utf-16-le")) == ["encoding"]
    assert words(line.encode("cp1252")) == ["damaged-bytes"]
    assert words((line * 2 + "ü").encode()[:-1]) == ["cut-short"]
    assert words(b"13/01/24, 08:00 - Sari: a\0b\n") == ["nul-bytes"]


def test_as_many_messages_as_whatsapp_lets_out_are_suspect_of_being_cut() -> None:
    lines = "".join(f"13/01/24, {number // 1000:02}:{number % 60:02} - Sari: x\n" for number in range(10_000))
    assert "message-cap" in words(lines)
    assert "message-cap" not in words(lines[: len(lines) // 2])


def test_a_capital_of_another_script_is_confusable_too() -> None:
    chat = read_text("31/12/24, 09.00 - Budi: a\n31/12/24, 09.01 - Вudi: b\n")
    assert "confusable-names" in [note.word for note in chat.notices]
