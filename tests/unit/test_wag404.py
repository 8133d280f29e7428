"""Tests of the detector of direct asks left unanswered."""

from tests.unit.detector_chats import analysed
from wag_analyzer.detectors._directed import Desk, asks
from wag_analyzer.detectors.wag404_unresponsive import find, refuses
from wag_analyzer.findings import Level

ASKERS = ["Hana", "Irfan", "Joni", "Vina"]


def office(days: int = 10, answer: str = "", own: str = "16:00 Ratih: hujan deras sekali") -> list[str]:
    lines = []
    for day in range(1, days + 1):
        asker = ASKERS[day % 4]
        lines += [f"{day} 09:00 {asker}: Lukas, kunci gudang di mana?", f"{day} 09:01 Lukas: di laci, {asker}"]
        lines += [f"{day} 11:00 {asker}: Ratih, laporan minggu ini boleh dicetak?"]
        lines += [f"{day} 11:04 Ratih: {answer}"] if answer else []
        lines += [f"{day} {own}"]
    return lines


def outcome(*lines: str) -> tuple[float, bool, bool, bool]:
    analysis = analysed([*lines, "30 09:00 Ratih: pagi semua", "30 09:00 Hana: pagi"])
    (ask,) = [ask for ask in asks(Desk(analysis)) if ask.to == "Ratih"]
    return ask.answered, ask.is_there, ask.told_away, ask.served


def test_asks_in_vain_to_one_who_writes_elsewhere_are_a_finding() -> None:
    (found,) = find(analysed(office()))
    assert found.persons == ("Ratih",)
    assert len(found.evidence) == 10
    assert {line.role for line in found.evidence} == {"unanswered"}
    assert found.confidence is Level.HIGH
    assert found.test is not None
    assert found.test.statistic < 0.1 < found.test.expected
    for phrase in (found.statement, *found.reasons_for, *found.reasons_against, *found.alternatives):
        assert phrase.render("en") != phrase.render("id")


def test_the_same_chat_gives_the_same_numbers() -> None:
    analysis = analysed(office())
    assert list(find(analysis)) == list(find(analysis))


def test_who_at_once_tells_all_of_another_matter_hardly_answers() -> None:
    aside, _, _, _ = outcome("1 09:00 Irfan: Ratih, kunci gudang di mana?", "1 09:01 Ratih: semalam Persija menang dua kosong lawan Bali")
    answer, _, _, _ = outcome("1 09:00 Irfan: Ratih, kunci gudang di mana?", "1 09:01 Ratih: kunci gudang ada di laci meja depan")
    assert aside < 0.75 < answer


def test_who_answers_is_no_finding() -> None:
    assert list(find(analysed(office(answer="boleh, silakan")))) == []


def test_who_answers_by_name_hours_later_is_no_finding() -> None:
    lines = [line.replace("16:00 Ratih:", f"16:00 Ratih: {ASKERS[int(line.split()[0]) % 4]},") for line in office()]
    assert list(find(analysed(lines))) == []


def test_who_never_writes_after_the_ask_is_no_finding() -> None:
    lines = [line for line in office() if "Ratih: hujan" not in line]
    assert list(find(analysed(["1 08:00 Ratih: pagi", *lines]))) == []


def test_one_asker_alone_is_no_finding() -> None:
    lines = [line.replace(" Irfan:", " Hana:").replace(" Joni:", " Hana:").replace(" Vina:", " Hana:") for line in office()]
    assert list(find(analysed(lines))) == []


def test_some_answers_are_said_in_the_reasons_against() -> None:
    lines = [*office(14), "15 09:00 Vina: Ratih, boleh pulang dulu?", "15 09:01 Ratih: boleh"]
    (found,) = find(analysed(lines))
    assert "1 ask was answered." in [phrase.render() for phrase in found.reasons_against]


def test_few_asks_are_refused_with_a_reason() -> None:
    analysis = analysed(office(3))
    reason = refuses(analysis)
    assert reason is not None
    assert "only 6 asks" in reason.render()
    assert list(find(analysis)) == []
    assert refuses(analysed(office())) is None


def test_what_is_asked_again_is_one_ask() -> None:
    lines = ["1 09:00 Hana: Ratih, laporan boleh dicetak?", "1 15:00 Hana: Ratih?", "2 10:00 Ratih: panas sekali", "2 12:00 Joni: iya"]
    analysis = analysed(lines)
    (ask,) = asks(Desk(analysis))
    assert ask.again == 1
    assert ask.counts
    (found,) = list(find(analysed([*office(), "12 09:00 Hana: Ratih, sudah?", "12 12:00 Hana: Ratih?", "12 15:00 Ratih: wah"])))
    assert "asks again" in {line.role for line in found.evidence}
    assert "1 time it was asked again." in [phrase.render() for phrase in found.reasons_for]


def test_who_chases_has_had_no_answer_whatever_was_written_in_between() -> None:
    analysis = analysed(
        ["1 09:00 Hana: Ratih, boleh dicetak?", "1 09:01 Ratih: di sini hujan", "1 15:00 Hana: Ratih jadi gimana? kok belum dibalas"]
    )
    (ask,) = asks(Desk(analysis))
    assert ask.again == 1
    assert ask.answered == 0


def test_agreeing_by_name_asks_for_nothing() -> None:
    analysis = analysed(["1 09:00 Ratih: besok rapat jam 9", "1 09:01 Hana: Siap Ratih", "1 09:05 Ratih: makasih"])
    assert asks(Desk(analysis)) == []


def test_what_is_answered_in_between_is_asked_anew() -> None:
    analysis = analysed(["1 09:00 Hana: Ratih, boleh dicetak?", "1 09:01 Ratih: boleh", "1 15:00 Hana: Ratih, boleh dikirim?"])
    assert len(asks(Desk(analysis))) == 2


def test_an_ask_somebody_else_answers_does_not_count() -> None:
    assert outcome("1 09:00 Hana: Ratih, kunci di mana?", "1 09:01 Joni: Hana, di laci", "1 15:00 Ratih: panas sekali")[3]


def test_leave_that_was_announced_is_known() -> None:
    answered, _, away, _ = outcome("1 09:00 Ratih: saya cuti seminggu ya", "3 09:00 Hana: Ratih, kunci di mana?")
    assert away
    assert not answered


def test_a_name_alone_at_the_beginning_of_a_question_speaks_to_the_person() -> None:
    assert outcome("1 08:00 Ratih: pagi", "1 11:00 Hana: ratih itu laporan kapan dicetak?", "1 15:00 Ratih: panas sekali")[1]


def test_insults_and_thanks_are_no_asks() -> None:
    analysis = analysed(["1 09:00 Ratih: pagi", "1 09:10 Hana: goblok kamu Ratih, bisa kerja tidak?", "1 09:20 Joni: makasih ya Ratih?"])
    assert asks(Desk(analysis)) == []
