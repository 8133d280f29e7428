"""Where the sender ends and the words begin, and which lines nobody wrote."""

import pytest

from wag_analyzer.parser.read import read_text
from wag_analyzer.parser.senders import clean_sender

L = "\u200e"


def said(*lines: str, head: str = "[13/04/2023, 21:56:{n:02}] ") -> list[tuple[str, str]]:
    chat = read_text("".join(f"{head.format(n=number)}{line}\n" for number, line in enumerate(lines)))
    return list(chat.messages[["sender", "text"]].itertuples(index=False, name=None))


def bare(*lines: str) -> list[tuple[str, str]]:
    return said(*lines, head="13/04/2023, 21:{n:02} - ")


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Rina", "Rina"),
        ("~ Nila", "Nila"),
        ("~\u202fNila", "Nila"),
        ("~Nila", "~Nila"),
        ("\u200e\u202a+1\u00a0(555)\u00a0010\u20110123\u202c", "+1 (555) 010-0123"),
        ("\u202eiduB", "\u202eiduB"),
        ("Bu\u202edi", "Bu\u202edi"),
        ("Pak\u00a0Budi", "Pak\u00a0Budi"),
        ("Sari\u200d", "Sari\u200d"),
        ("🤓", "🤓"),
    ],
)
def test_only_what_whatsapp_wraps_around_a_name_goes(written: str, name: str) -> None:
    assert clean_sender(written) == name


def test_a_name_with_a_colon_is_known_from_a_system_line() -> None:
    lines = bare("Rina menambahkan Rapat: Senin 10", "Rapat: Senin 10: hadir?", "Rina: hadir", "Rapat: Senin 10 keluar")
    assert lines == [("Rapat: Senin 10", "hadir?"), ("Rina", "hadir")]


def test_a_name_with_a_colon_is_known_from_its_mentions() -> None:
    assert bare("Dr: Andi: halo", "Rina: ya @\u2068Dr: Andi\u2069")[0] == ("Dr: Andi", "halo")


def test_a_name_with_a_colon_is_known_when_the_same_words_always_follow() -> None:
    assert bare("Dr: Andi: satu", "Dr: Andi: dua: tiga", "Dr: Andi:")[:2] == [("Dr: Andi", "satu"), ("Dr: Andi", "dua: tiga")]
    assert bare("Rina: jam: 10", "Rina: jam: 11", "Rina: ya")[0] == ("Rina", "jam: 10")
    assert bare("Rina: jam: 10", "Rina: jam: 10", "Rina: jam: 10")[0] == ("Rina", "jam: 10")


def test_a_colon_inside_an_open_quotation_belongs_to_a_system_line() -> None:
    chat = read_text('21/05/24, 08:00 - Rina changed the subject from "Rapat: A" to "Rapat: B"\n21/05/24, 08:02 - Rina "Ina": hai\n')
    assert chat.messages["sender"].tolist() == ['Rina "Ina"']
    assert chat.events[["type", "old", "new"]].to_numpy().tolist() == [["subject_changed", "Rapat: A", "Rapat: B"]]


def test_on_ios_events_under_a_name_are_nobodys_and_typed_ones_stay() -> None:
    lines = [
        f"Tim: {L}Messages and calls are end-to-end encrypted.", f"Rina: {L}Rina created this group", "Rina: Rina created this group",
        f"Tim: {L}Rina left", f"Budi: {L}image omitted", f"Budi: {L}something new that WhatsApp says",
    ]  # fmt: skip
    assert said(*lines) == [("Rina", "Rina created this group"), ("Budi", "")]


def test_on_ios_a_group_whose_name_holds_a_colon_is_no_person() -> None:
    lines = [f"Proyek: Fase 2: {L}Messages and calls are end-to-end encrypted.", "Budi: hi", f"Proyek: Fase 2: {L}Rina left"]
    assert said(*lines) == [("Budi", "hi")]


def test_an_older_ios_export_without_marks_keeps_typed_events() -> None:
    lines = [
        "Tim: Messages and calls are end-to-end encrypted.",
        "Rina: Rina created this group",
        "Budi: hi",
        "Joko: Rina left",
        "Joko: ya",
    ]
    assert said(*lines, "Budi: Budi left") == [("Budi", "hi"), ("Joko", "Rina left"), ("Joko", "ya")]


def test_an_arabic_text_that_begins_with_a_mark_stays_a_message() -> None:
    assert said(f"Tim: {L}Rina left", "Layla: \u200fمرحبا") == [("Layla", "مرحبا")]


def test_a_message_may_be_empty() -> None:
    assert bare("Rina:", "Rina: ", "Rina: x") == [("Rina", ""), ("Rina", ""), ("Rina", "x")]


@pytest.mark.parametrize("prefix", ["", L, "~\u202f", "\u202a\u202c", "\ufeff"])
def test_what_stands_under_no_name_is_a_message_of_somebody_unnamed_and_told(prefix: str) -> None:
    chat = read_text(f"13/04/23, 21:56 - Rina: a\n13/04/23, 21:57 - {prefix}: b\n13/04/23, 21:58 - {prefix}: c\nd\n")
    assert chat.messages[["sender", "text"]].to_numpy().tolist() == [["Rina", "a"], ["(no name)", "b"], ["(no name)", "c\nd"]]
    assert [note.text.partition(" ")[0] for note in chat.notices if note.word == "nameless-sender"] == ["2"]


def test_a_name_that_does_not_show_stays_a_name() -> None:
    chat = read_text("13/04/23, 21:56 - \u200b: a\n13/04/23, 21:57 - (no name): b\n")
    assert chat.messages["sender"].tolist() == ["\u200b", "(no name)"]
    assert [note.word for note in chat.notices] == ["invisible-characters"]
