"""Tests of commitments and what became of them."""

from collections.abc import Sequence

from tests.unit.detector_chats import analysed
from wag_analyzer.detectors._deferrals import deferrals
from wag_analyzer.detectors._directed import Desk
from wag_analyzer.detectors._promises import Promise, promises


def followed(*lines: str) -> list[Promise]:
    analysis = analysed(lines)
    return promises(analysis, Desk(analysis))


def test_a_nod_to_an_ask_is_a_commitment_once_it_is_asked_after() -> None:
    nod = ["1 09:00 Lusi: Wira, tolong urus brosur pameran ya", "1 09:02 Wira: oke siap"]
    assert [one for one in followed(*nod) if not one.is_firm] == []
    (made,) = followed(*nod, "4 09:00 Lusi: Wira, brosur pameran kok belum ada?", "4 09:05 Wira: aduh kelupaan")
    assert not made.is_firm
    assert made.is_overdue
    assert made.stalls


def test_a_promise_to_nobody_by_name_belongs_to_who_asks_after_it() -> None:
    (made,) = followed(
        "1 09:00 Wira: katalog baru aku janji bagikan besok",
        "4 09:00 Lusi: Wira, katalog baru mana? aku belum dapat",
        "4 12:00 Joni: panas",
    )
    assert made.to == "Lusi"
    assert made.is_broken


def test_what_is_said_first_when_asked_after_decides() -> None:
    first = ["1 09:00 Lusi: Wira, bisa telepon pelanggan?", "1 09:02 Wira: besok aku telepon"]
    chase = "4 09:00 Lusi: Wira, pelanggan bilang apa?"
    (kept, *_) = followed(*first, chase, "4 09:10 Wira: barusan selesai, mereka bayar jumat")
    assert kept.kept is not None
    (late, *_) = followed(*first, chase, "4 09:10 Wira: belum sempat, sudah numpuk banget")
    assert late.kept is None
    assert late.stalls


def test_an_answer_hours_after_the_chase_puts_off_too() -> None:
    (made, *_) = followed(
        "1 09:00 Lusi: Wira, bisa buatkan brosur?", "1 09:02 Wira: besok aku setor", "4 09:00 Lusi: Wira, brosurnya mana?",
        "4 13:00 Joni: panas", "4 14:00 Wira: sabar, masih dikerjakan",
    )  # fmt: skip
    assert made.stalls


def test_an_offer_with_a_day_commits_by_name() -> None:
    (made, *_) = followed("1 08:00 Lusi: hi all", "1 12:00 Wira: Lusi I'll bring the crates round tomorrow")
    assert (made.by, made.to) == ("Wira", "Lusi")


def test_one_chase_is_counted_once() -> None:
    found = followed(
        "1 09:00 Lusi: Wira, bisa buatkan brosur?", "1 09:02 Wira: besok aku setor", "2 09:00 Lusi: Wira, brosur jadi dua ya",
        "2 09:01 Wira: besok aku setor semua brosur", "5 09:00 Lusi: Wira, brosurnya mana?", "5 12:00 Joni: panas",
    )  # fmt: skip
    chases = [chase.number for promise in found for chase in promise.chases]
    assert len(chases) == len(set(chases))


PUT_OFF = (
    "1 09:00 Lusi: Wira, sepatu proyek kapan datang?", "1 09:01 Wira: senin aku bagikan, sudah di kapal",
    "6 09:00 Joni: senin ini. gudang masih kosong",
    "6 09:02 Wira: kapalnya telat, rabu sore ya", "8 17:00 Lusi: rabu sore lewat", "8 17:03 Wira: jumat pasti",
    "11 09:00 Seno: jumat juga lewat",
    "11 09:01 Wira: sabar, minggu depan",
)  # fmt: skip


def put_off(lines: Sequence[str]) -> list[tuple[str, str, int]]:
    """Return who puts off whom on which day, in a chat in which any answer does."""
    found = deferrals(Desk(analysed(lines)), lambda _: True, lambda _: True)
    return [(one.named.person, one.chase.person, one.answer.at.day) for one in found]


def test_a_date_named_anew_each_time_somebody_comes_back_is_put_off_each_time() -> None:
    assert put_off(PUT_OFF) == [("Wira", "Joni", 6), ("Wira", "Lusi", 8), ("Wira", "Seno", 11)]
    late = [one for one in followed(*PUT_OFF) if one.is_overdue]
    assert len({chase.person for one in late for chase in one.chases}) > 1


def test_what_is_told_unasked_as_done_ends_the_putting_off() -> None:
    assert put_off([*PUT_OFF[:4], "7 08:00 Wira: sepatu sudah di gudang semua, silakan ambil", "7 08:05 Joni: asik", *PUT_OFF[4:]]) == []


def test_thanks_for_the_matter_end_the_putting_off() -> None:
    assert put_off([*PUT_OFF[:4], "7 08:00 Joni: makasih sepatu proyeknya Wira", "7 09:00 Joni: panas", *PUT_OFF[4:]]) == []
    assert put_off([*PUT_OFF[:4], "7 08:00 Joni: makasih infonya Seno", "7 09:00 Joni: panas", *PUT_OFF[4:]]) != []


def test_thanks_of_the_member_alone_end_nothing() -> None:
    assert put_off([*PUT_OFF[:4], "7 08:00 Wira: makasih masukan sepatu proyeknya", *PUT_OFF[4:]]) == put_off(PUT_OFF)


def test_one_person_who_comes_back_alone_is_no_group_that_waits() -> None:
    assert put_off([line.replace("Joni", "Lusi").replace("Seno", "Lusi") for line in PUT_OFF]) == []


def chatter(day: int, turns: int = 45) -> list[str]:
    """Return lines of the member about nothing that matters, each a turn of its own."""
    return [f"{day} {9 + minute // 60:02}:{minute % 60:02} Wira: cuaca cerah" for minute in range(0, 8 * turns, 8)]


def test_a_matter_is_found_again_behind_much_other_talk() -> None:
    assert put_off([*PUT_OFF[:4], *chatter(7), *PUT_OFF[4:]]) == put_off(PUT_OFF)


def test_what_ends_the_putting_off_is_found_behind_much_other_talk() -> None:
    told = "7 16:30 Wira: sepatu sudah di gudang semua, silakan ambil"
    thanks = "7 16:30 Joni: makasih sepatu proyeknya Wira"
    for end in (told, thanks):
        assert put_off([*PUT_OFF[:4], *chatter(7), end, "7 18:00 Wira: cuaca cerah", *PUT_OFF[4:]]) == []


def test_a_clock_set_back_does_not_bring_a_matter_back() -> None:
    later = ["40 09:00 Wira: cuaca cerah", "6 12:00 Wira: cuaca cerah"]
    assert put_off([*PUT_OFF[:4], *later, *PUT_OFF[4:]]) == put_off(PUT_OFF[:4]) == []
