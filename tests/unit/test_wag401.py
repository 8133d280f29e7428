import pytest

from tests.unit.detector_chats import analysed
from wag_analyzer.detectors._reading import Reading
from wag_analyzer.detectors._requests import Request, requests
from wag_analyzer.detectors.wag401_taker import find

PRESENT = ["1 07:00 Tono: pagi", "1 07:30 Wati: pagi", "1 08:10 Yoga: pagi", "1 08:50 Zahra: pagi"]


def taking(day: int, helper: str, *, thanks: bool = False) -> list[str]:
    lines = [f"{day} 09:00 Tono: {helper} tolong cetakin daftar nilai", f"{day} 09:03 {helper}: nih ya, sudah di meja"]
    return [*lines, f"{day} 09:04 Tono: makasih {helper}"] if thanks else lines


def asked(day: int, by: str, answer: str) -> list[str]:
    return [f"{day} 13:00 {by}: Tono bisa bantu angkat proyektor?", f"{day} 13:04 Tono: {answer}"]


def others(day: int) -> list[str]:
    return [f"{day} 15:00 Yoga: Wati boleh pinjam kunci lab?", f"{day} 15:02 Wati: sudah di meja", f"{day} 15:03 Yoga: makasih Wati"]


def taker(*, thanks: bool = False, answer: str = "lagi repot") -> list[str]:
    lines = list(PRESENT)
    for day, helper in enumerate(("Wati", "Yoga", "Zahra", "Wati", "Yoga", "Zahra"), 2):
        lines += taking(day, helper, thanks=thanks)
        lines += asked(day, helper, answer) if day % 2 == 0 else []
        lines += others(day)
    return lines


def outcome(*lines: str) -> Request:
    (ask, *_) = requests(Reading(analysed([*PRESENT, *lines])))
    return ask


def test_help_taken_without_return_or_thanks_is_a_finding() -> None:
    (found,) = find(analysed(taker()))
    assert found.persons == ("Tono",)
    assert {line.role for line in found.evidence} == {"asks", "helps", "declines"}
    assert found.test is not None
    assert found.test.p <= 0.05
    assert found.test.statistic > found.test.expected
    assert "0 of 6 times" in found.reasons_for[1].render()
    for phrase in (found.statement, *found.reasons_for, *found.reasons_against, *found.alternatives):
        assert phrase.render("en") != phrase.render("id")


def test_who_gives_back_and_thanks_is_no_finding() -> None:
    assert list(find(analysed(taker(thanks=True, answer="siap aku bantu")))) == []


def test_thanks_alone_or_help_alone_speak_against() -> None:
    assert list(find(analysed(taker(thanks=True)))) == []
    assert list(find(analysed(taker(answer="siap aku bantu")))) == []


def test_some_thanks_and_help_are_said_in_the_reasons_against() -> None:
    lines = [*taker(), *taking(9, "Wati", thanks=True), "10 13:00 Yoga: Tono tolong jagain kelas", "10 13:02 Tono: oke aku jaga"]
    (found,) = find(analysed(lines))
    said = [phrase.render() for phrase in found.reasons_against]
    assert "Thanks were given 1 time." in said
    assert "The person helped 1 time." in said


def test_a_newcomers_first_weeks_do_not_count() -> None:
    lines = [f"{int(line.split(' ')[0]) + 10} {line.split(' ', 1)[1]}" for line in taker()]
    assert len(list(find(analysed(["1 06:00 Wati: pagi", "1 06:30 Yoga: pagi", *lines])))) == 1
    assert list(find(analysed(["1 06:00 Wati: pagi", "1 06:30 Yoga: pagi", "11 06:00 + Wati added Tono", *lines]))) == []


def test_a_request_is_followed_to_help_and_thanks() -> None:
    ask = outcome(*taking(2, "Wati", thanks=True))
    assert (ask.by, ask.to, ask.helper, ask.thanked) == ("Tono", "Wati", "Wati", True)
    assert [role for _, role in ask.shows] == ["asks", "helps", "thanks"]


def test_another_may_help_when_the_one_named_declines() -> None:
    ask = outcome("2 09:00 Yoga: Tono bisa bantu angkat meja?", "2 09:02 Tono: lagi repot", "2 09:03 Zahra: Yoga sini aku bantu")
    assert (ask.to, ask.helper, ask.declined) == ("Tono", "Zahra", ("Tono",))


def test_silence_helps_nobody() -> None:
    ask = outcome("2 09:00 Yoga: Tono bisa bantu angkat meja?", "2 12:00 Wati: hujan deras di sini")
    assert not ask.helped
    assert ask.declined == ()


def test_thanks_of_somebody_else_are_not_the_askers() -> None:
    ask = outcome("2 09:00 Yoga: Tono tolong kirim soal", "2 09:02 Tono: sudah dikirim", "2 09:03 Zahra: makasih Tono")
    assert ask.helped
    assert not ask.thanked


def test_a_new_request_of_the_asker_ends_the_wait_for_the_old_one() -> None:
    lines = ("2 09:00 Yoga: Tono tolong kirim soal ujian", "2 09:12 Yoga: Zahra tolong cek absensi", "2 09:13 Tono: sudah dikirim")
    first, *_ = requests(Reading(analysed([*PRESENT, *lines])))
    assert not first.helped


def test_words_we_do_not_know_are_a_request_when_something_is_handed_over() -> None:
    ask = outcome("2 09:00 Yoga: Tono, amplasin papan nama dulu", "2 09:05 Tono: sudah beres")
    assert ask.helper == "Tono"


@pytest.mark.parametrize("text", ["pengumuman: mohon semua karyawan mengisi formulir", "makasih sudah dibantu tadi", "maaf tadi lupa"])
def test_announcements_thanks_and_excuses_are_no_requests(text: str) -> None:
    assert requests(Reading(analysed([*PRESENT, f"2 09:00 Yoga: {text}"]))) == []


def test_who_offers_in_a_few_words_to_do_what_somebody_wants_helps() -> None:
    assert outcome("2 09:00 Tono: ada yang bisa gantiin aku jaga besok pagi?", "2 09:01 Wati: aku bisa").helper == "Wati"
    assert outcome("2 09:00 Tono: ada yang bisa bantu angkat meja?", "2 09:01 Wati: aku ikut makan").helper == ""


def test_a_weak_word_for_a_wish_is_a_request_where_it_is_refused() -> None:
    ask = outcome("2 09:00 Wati: minggu depan gantian nyatat ya Tono?", "2 09:01 Tono: gak bisa, lagi repot")
    assert (ask.to, ask.declined) == ("Tono", ("Tono",))
