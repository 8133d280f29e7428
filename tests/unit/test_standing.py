import numpy as np
import pandas as pd

from wag_analyzer import tables
from wag_analyzer.cli.circle_lines import circle_lines
from wag_analyzer.network.standing import Standing, standings

NAN = float("nan")


def ranked(*rows: tuple[str, float, float, float, float]) -> pd.DataFrame:
    """Rows are person, value, rank, rank_lo, rank_hi."""
    columns = ("person", "value", "rank", "rank_lo", "rank_hi")
    made = [dict(zip(columns, row, strict=True)) | {"measure": "betweenness", "window": "all"} for row in rows]
    return tables.MEASURES.frame(made)


def first(*rows: tuple[str, float, float, float, float]) -> Standing:
    (standing,) = standings(ranked(*rows), ["closeness", "betweenness"])
    return standing


def test_whose_rank_interval_ends_above_all_others_is_first_for_sure() -> None:
    assert first(("A", 0.4, 2, 2, 3), ("B", 0.51234, 1, 1, 1), ("C", 0.1, 3, 2, 3)).told == "B (0.512), for sure"


def test_whose_ranks_overlap_are_said_not_distinguishable() -> None:
    standing = first(("A", 0.5, 1, 1, 2), ("B", 0.4, 2, 1, 3), ("C", 0.1, 3, 3, 3))
    assert standing.told == "A (0.5); not distinguishable: B"


def test_equal_values_share_the_first_place() -> None:
    standing = first(("A", 0.5, 1.5, 1, 2), ("B", 0.5, 1.5, 1, 2), ("C", 0.1, 3, 3, 3))
    assert standing.first == ("A", "B")
    assert standing.alike == ()


def test_when_too_many_overlap_nobody_stands_out() -> None:
    rows = [(f"P{place}", 9.0 - place, place + 1.0, 1.0, 9.0) for place in range(9)]
    assert first(*rows).told == "nobody stands out: 9 people cannot be told apart"


def test_without_intervals_that_is_said() -> None:
    assert first(("A", 0.5, 1, NAN, NAN), ("B", 0.4, 2, NAN, NAN)).told == "A (0.5); no intervals"


def test_without_values_nobody_is_first() -> None:
    assert first(("A", NAN, NAN, NAN, NAN)).told == "nobody has a value"


def test_other_windows_do_not_count() -> None:
    rows = ranked(("A", 0.5, 1, 1, 1))
    assert standings(rows.assign(window="2024-03-04/2024-03-17"), ["betweenness"]) == []


def listed(circle: list[int], stability: list[float]) -> list[str]:
    names = [f"P{number}" for number in range(len(circle))]
    return list(circle_lines(tables.COMMUNITIES.frame({"person": names, "circle": circle, "stability": stability})))


def test_every_person_of_a_circle_is_named_surest_first() -> None:
    lines = listed([1, 1, 1, 2, 2, 2, 0], [0.5, 1, 0.95, 1, 1, 1, 0])
    assert lines[:3] == ["circle 1, 3 people: P1, P2, P0 (0.50)", "circle 2, 3 people: P3, P4, P5", "in no circle, 1: P6"]
    assert "below 0.9" in lines[3]


def test_long_circles_are_wrapped_and_nobody_is_left_out() -> None:
    lines = listed([1] * 80, [1.0] * 80)
    assert len(lines) > 1
    assert max(map(len, lines)) <= 120
    assert {f"P{number}" for number in range(80)} <= set(" ".join(lines).replace(",", "").split())
    assert not np.any(["brackets" in line for line in lines])
