"""Tests of the detector of belittling answers."""

from tests.unit.detector_chats import analysed
from wag_analyzer.detectors._directed import Desk
from wag_analyzer.detectors.wag103_condescension import Answer, answers, find, unasked
from wag_analyzer.findings import Level

SHARP = [
    "gitu aja nanya, dulu kuliah di mana {}?",
    "tumben bisa {}",
    "{} kan cuma magang",
    "level kamu belum nyampe {}",
    "mana ngerti kamu {}",
]


def laboratory(reaction: str = "oke", sessions: int = 5, words: list[str] = SHARP) -> list[str]:
    lines = []
    for day in range(1, sessions + 1):
        who = ("Yosi", "Irma")[day % 2]
        lines += [f"{day} 09:00 {who}: alat nomor {day} sudah dipakai?", f"{day} 09:01 Sandra: {words[day % len(words)].format(who)}"]
        lines += [f"{day} 09:02 {who}: {reaction}"] if reaction else []
        lines += [f"{day} 13:00 Made: spidol di mana?", f"{day} 13:01 Yosi: di laci Made", f"{day} 13:02 Made: makasih"]
        lines += [f"{day} 16:00 Irma: kunci di mana?", f"{day} 16:01 Made: di meja Irma", f"{day} 16:02 Irma: sip"]
    return lines


def answered(*lines: str) -> list[Answer]:
    analysis = analysed(lines)
    return [answer for answer in answers(analysis, Desk(analysis)) if answer.turns[0].person == "Sandra"]


def test_belittling_answers_over_sessions_are_a_finding() -> None:
    (found,) = find(analysed(laboratory()))
    assert found.persons == ("Sandra",)
    assert set(found.targets) == {"Yosi", "Irma"}
    assert {line.role for line in found.evidence} == {"belittles", "is spoken down to", "answers"}
    assert len(found.evidence) == 15
    assert found.confidence is Level.HIGH
    assert found.test is not None
    assert found.test.p < 0.0005
    for phrase in (found.statement, *found.reasons_for, *found.reasons_against, *found.alternatives):
        assert phrase.render("en") != phrase.render("id")


def test_a_claim_of_standing_is_said_in_the_reasons() -> None:
    words = ["aku sih udah tau dari kamu belum lahir {}"]
    (found,) = find(analysed(laboratory(words=words)))
    assert "5 times higher standing is claimed." in [phrase.render() for phrase in found.reasons_for]


def test_thanks_or_laughter_in_return_is_no_finding() -> None:
    assert list(find(analysed(laboratory("makasih ya")))) == []
    assert list(find(analysed(laboratory("wkwkwk bisa aja")))) == []


def test_help_is_no_finding() -> None:
    assert list(find(analysed(laboratory("siap", words=["sudah {}, ada di rak", "{} nanti aku bantu cek"])))) == []


def test_two_sessions_are_too_few() -> None:
    assert list(find(analysed(laboratory(sessions=2)))) == []


def test_one_person_needs_more_sessions() -> None:
    lines = [line.replace("Irma", "Yosi") for line in laboratory(sessions=4)]
    assert list(find(analysed(lines))) == []


def test_silence_after_it_counts_as_flat() -> None:
    (found,) = find(analysed(laboratory("")))
    assert any("5 times the other then wrote" in phrase.render() for phrase in found.reasons_for)


def test_lively_objection_is_no_finding() -> None:
    assert list(find(analysed(laboratory("saya sudah kerja di sini tiga tahun dan tahu caranya")))) == []


def test_answers_that_were_taken_with_thanks_are_said_in_the_reasons_against() -> None:
    lines = [*laboratory(), "20 09:00 Made: formulir di mana?", "20 09:01 Sandra: di rak Made", "20 09:02 Made: makasih"]
    (found,) = find(analysed(lines))
    assert "1 other answer was taken with thanks or laughter." in [phrase.render() for phrase in found.reasons_against]


def test_a_hurt_reaction_counts_where_the_words_are_not_known() -> None:
    (answer,) = answered("1 09:00 Irma: kunci di mana?", "1 09:01 Sandra: cari pakai mata batin Irma", "1 09:02 Irma: oke...")
    assert answer.is_hurt
    assert answer.is_case
    assert not answer.is_plain


def test_words_to_somebody_else_are_no_answer() -> None:
    made = ["1 08:00 Made: pagi", "1 09:00 Irma: kunci di mana?"]
    assert [answer.to for answer in answered(*made, "1 09:01 Sandra: Made tolong ambil kertas")] == []


def test_insults_count_when_they_name_the_person() -> None:
    (answer,) = answered("1 09:00 Irma: kunci di mana?", "1 09:01 Sandra: Irma goblok banget sih", "1 09:02 Irma: ya")
    assert answer.is_plain


def test_an_answer_of_several_turns_is_one() -> None:
    lines = ["1 09:00 Irma: kunci di mana?", "1 09:01 Sandra: Irma", "1 09:05 Sandra: gitu aja nanya"]
    (answer,) = answered(*lines)
    assert len(answer.turns) == 2
    assert answer.reaction is None


def test_words_put_to_somebody_unasked_count_where_answers_alone_show_nothing() -> None:
    lines = [line for line in laboratory() if "sudah dipakai?" not in line]
    analysis = analysed(lines)
    desk = Desk(analysis)
    replied = answers(analysis, desk)
    words = [answer for answer in unasked(analysis, desk, replied) if answer.turns[0].person == "Sandra"]
    assert {answer.to for answer in words} == {"Yosi", "Irma"}
    assert {turn.number for one in words for turn in one.turns}.isdisjoint(turn.number for one in replied for turn in one.turns)
    (found,) = find(analysis)
    assert found.persons == ("Sandra",)


def directed(times: int) -> list[str]:
    """Sandra answers six people in the same way, so many times."""
    lines = []
    for day in range(1, times + 1):
        who = ("Yosi", "Irma", "Made", "Tari", "Bima", "Rudi")[day % 6]
        lines += [
            f"{day} 09:00 {who}: alat nomor {day} sudah dipakai?",
            f"{day} 09:01 Sandra: {SHARP[day % 5].format(who)}",
            f"{day} 09:02 {who}: oke",
        ]
        lines += [f"{day} 13:00 Made: spidol di mana?", f"{day} 13:01 Yosi: di laci Made", f"{day} 13:02 Made: makasih"]
        lines += [f"{day} 16:00 Irma: kunci di mana?", f"{day} 16:01 Made: di meja Irma", f"{day} 16:02 Irma: sip"]
    return lines


def test_what_everybody_gets_once_is_no_finding() -> None:
    assert list(find(analysed(directed(7)))) == []
    (found,) = find(analysed(directed(9)))
    assert len(found.targets) == 6
