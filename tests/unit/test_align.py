"""Clocks, names and order of two exports, in the small."""

from datetime import datetime, timedelta

import numpy as np
import pytest

from wag_analyzer.parser.align import align
from wag_analyzer.parser.align_clock import Clock, clock_between
from wag_analyzer.parser.align_lines import Lines, lines_of, number_of
from wag_analyzer.parser.align_names import Link, persons
from wag_analyzer.parser.align_pairs import near, paired, singles
from wag_analyzer.parser.align_variants import HOW
from wag_analyzer.parser.merge_order import interleaved, steady
from wag_analyzer.parser.read import read_text

START = datetime.fromisoformat("2024-01-13T08:00:00")
Row = tuple[int, str, str]


def android(rows: list[Row], name: str = "Tim") -> Lines:
    """Rows of seconds, sender (empty for a system line) and text, as an Android phone shows them."""
    return lines_of(read_text(text(rows, "%d/%m/%y, %H:%M - "), f"WhatsApp Chat with {name}.txt"))


def ios(rows: list[Row], name: str = "Tim") -> Lines:
    return lines_of(read_text(text(rows, "[%d/%m/%y, %H:%M:%S] "), f"WhatsApp Chat with {name}.txt"))


def text(rows: list[Row], head: str) -> str:
    return "".join(f"{(START + timedelta(seconds=at)).strftime(head)}{f'{who}: ' if who else ''}{said}\n" for at, who, said in rows)


def talk(count: int = 12, shift: int = 0, names: tuple[str, str] = ("Sari", "Budi"), step: int = 97) -> list[Row]:
    return [(turn * step + shift, names[turn % 2], f"kabar nomor {turn} dari gudang") for turn in range(count)]


def unlike(_x: int, _y: int) -> float:
    return 0.0


@pytest.mark.parametrize(("shift", "found"), [(0, 0), (3600, -3600), (-420, 420), (50400, -50400)])
def test_the_clock_is_found_from_words_that_occur_once(shift: int, found: int) -> None:
    assert clock_between(android(talk()), android(talk(shift=shift))).shifts.tolist() == [found]


def test_a_clock_with_seconds_and_one_without_differ_by_whole_minutes_where_that_explains_all() -> None:
    assert clock_between(ios(talk()), android(talk(shift=3600))).shifts.tolist() == [-3600]
    assert clock_between(android(talk()), ios(talk(shift=3600))).shifts.tolist() == [-3600]


def test_a_clock_that_is_wrong_by_seconds_is_seen_through_minutes() -> None:
    clock = clock_between(android(talk(40)), android(talk(40, shift=137)))
    assert int(clock.shifts[0]) in {-120, -180}
    assert clock.reach == 60
    found = align(android(talk(40)), android(talk(40, shift=137)), unlike)
    assert len(found.a) == 40


def test_a_daily_routine_is_not_a_shift_by_a_day() -> None:
    monday = [(3600 * turn, "Sari", f"absen jam {turn} ya") for turn in range(4)]
    tuesday = [(86400 + at, who, said) for at, who, said in monday]
    assert clock_between(android([*monday, (20000, "Budi", "selesai hari ini")]), android(tuesday)).shifts.tolist() == [0]


def test_summer_time_on_one_phone_is_a_second_piece_of_the_clock() -> None:
    winter, summer = talk(30), [(at + 8640000, who, f"{said} musim panas") for at, who, said in talk(30)]
    moved = [(at + 3600, who, said) for at, who, said in summer]
    clock = clock_between(android([*winter, *summer]), android([*winter, *moved]))
    assert sorted(clock.shifts.tolist()) == [-3600, 0]
    assert clock.agree == 60
    at = np.array([0, 10**12])
    assert clock.back(clock.forth(at)).tolist() == at.tolist()


def test_nothing_in_common_tells_nothing_of_the_clock() -> None:
    clock = clock_between(android(talk()), android([(0, "Tono", "lain sama sekali")]))
    assert (clock.shifts.tolist(), clock.agree) == ([0], 0)
    assert Clock().share == 0.0


def test_who_is_who_is_learned_from_equal_words_at_equal_times() -> None:
    a, b = android(talk()), android(talk(names=("+62 812-0000-0001", "Sari")))
    found = {(next(iter(a.names[link.a])), next(iter(b.names[link.b]))) for link in align(a, b, unlike).links}
    assert found == {("Sari", "+62 812-0000-0001"), ("Budi", "Sari")}


def test_the_score_of_a_link_grows_with_the_lines_that_agree() -> None:
    scores = [Link(0, 0, agree, of, "").score for agree, of in ((1, 1), (5, 5), (5, 8), (400, 400), (0, 0))]
    assert scores[0] < scores[1] < scores[3] < 1
    assert scores[2] < scores[1]
    assert scores[4] == 0.9


def test_you_in_system_lines_is_found_out() -> None:
    one = [(0, "", "You added Dewi"), (60, "", "Budi removed Tono"), *talk(names=("Sari", "Budi"))]
    two = [(0, "", "Bu Sari added Dewi"), (60, "", "You removed Tono"), *talk(names=("Bu Sari", "Bud"))]
    a, b = android(one), android(two)
    links = {(next(iter(a.names[link.a])), next(iter(b.names[link.b]))) for link in align(a, b, unlike).links}
    assert {("@self", "Bu Sari"), ("Budi", "@self"), ("Sari", "Bu Sari"), ("Budi", "Bud")} <= links


def test_one_phone_that_calls_everybody_the_same_twice_has_one_exporter() -> None:
    a, b = android([(0, "", "You added Dewi"), *talk()]), android([*talk(), (9000, "", "You removed Dewi")])
    assert any(a.names[link.a] == {"@self"} == b.names[link.b] for link in align(a, b, unlike).links)


def test_words_a_phone_shows_otherwise_are_the_same_words() -> None:
    a = android([(0, "Sari", "tolong ya @\u2068Budi\u2069  ❤️"), (60, "Budi", "cafe\u0301")])
    b = android([(0, "Sari", "tolong ya @\u2068Bud Kantor\u2069 ❤"), (60, "Budi", "caf\u00e9")])
    assert align(a, b, unlike).a.tolist() == [0, 1]


def test_a_deleted_line_goes_with_the_words_of_that_person_at_that_time() -> None:
    gone = "This message was deleted"
    a = android([*talk(), (5000, "Sari", "satu"), (5000, "Sari", gone), (5000, "Sari", "tiga")])
    b = android([*talk(), (5000, "Sari", "satu"), (5000, "Sari", "dua"), (5000, "Sari", gone)])
    found = align(a, b, unlike)
    assert [HOW[how] for how in found.how.tolist()][-3:] == ["same", "deleted", "deleted"]


def test_differing_words_at_one_time_are_changed_only_where_they_are_alike() -> None:
    a, b = android([*talk(), (5000, "Sari", "rapat jam 9")]), android([*talk(), (5000, "Sari", "rapat jam 10")])
    assert align(a, b, lambda _x, _y: 0.9).unexplained == [(12, 12)]
    assert align(a, b, unlike).unexplained == []


def test_an_edited_line_goes_with_its_earlier_words_and_unequal_numbers_go_by_likeness() -> None:
    a = android([*talk(), (5000, "Sari", "rapat jam 9"), (5000, "Sari", "bawa rekap")])
    b = android([*talk(), (5000, "Sari", "rapat jam 10 <This message was edited>")])
    found = align(a, b, lambda x, _y: 0.9 if x == 12 else 0.1)
    assert [(x, y, HOW[how]) for x, y, how in zip(found.a, found.b, found.how, strict=True)][-1] == (12, 12, "edited")


def test_equal_keys_are_paired_by_turn_and_single_ones_by_themselves() -> None:
    a, b = np.array([7, 7, 8, 9], np.uint64), np.array([7, 8, 7, 7], np.uint64)
    assert [side.tolist() for side in paired(a, b)] == [[0, 1, 2], [0, 2, 1]]
    assert [side.tolist() for side in singles(a, b)] == [[2], [1]]


def test_near_keys_are_paired_in_the_order_of_time_and_once() -> None:
    one, two = np.array([1, 1, 2], np.uint64), np.array([1, 1, 3], np.uint64)
    found = near((one, np.array([0, 500, 0])), (two, np.array([400, 540, 0])), 60)
    assert [side.tolist() for side in found] == [[1], [1]]


def test_lines_of_two_exports_keep_both_orders_and_time_decides_between() -> None:
    pairs = (np.array([0, 3]), np.array([0, 2]))
    place_a, place_b = interleaved(np.array([0, 10, 30, 50]), np.array([0, 20, 50, 60]), pairs)
    assert place_a.tolist() == [0, 1, 3, 4]
    assert place_b.tolist() == [0, 2, 4, 5]


def test_a_clock_that_jumps_for_a_line_does_not_move_it() -> None:
    assert steady(np.array([10, 20, 30, 9999, 40, 50, 60])).tolist() == [10, 20, 30, 40, 50, 50, 60]
    assert steady(np.array([3, 1])).tolist() == [3, 1]


def test_a_number_is_its_digits() -> None:
    assert number_of("+62 812-0000-0003") == "6281200000003"
    assert number_of("Budi 2") == ""


def test_many_persons_are_numbered_at_once() -> None:
    many = 30_000
    old, new = persons(many, many, [Link(code, many - 1 - code, 1, 1, "") for code in range(many)])
    assert old.tolist() == list(range(many))
    assert new.tolist() == list(range(many))[::-1]


def test_who_is_one_through_others_is_one() -> None:
    old, new = persons(3, 3, [Link(0, 0, 1, 1, ""), Link(2, 1, 1, 1, ""), Link(2, 0, 1, 1, "")])
    assert (old.tolist(), new.tolist()) == ([0, 1, 0], [0, 0, 2])
