import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wag_analyzer.report.layout import HEIGHT, WIDTH, Layout, layout

Tie = tuple[int, int, float]


def overlaps(made: Layout) -> int:
    spots = np.c_[made.x, made.y]
    apart = np.sqrt(((spots[:, None] - spots[None]) ** 2).sum(-1)) - made.radius[:, None] - made.radius
    np.fill_diagonal(apart, 1)
    return int((apart < -0.3).sum() // 2)


def planted(people: int, circles: int, ties: int) -> tuple[npt.NDArray[np.int64], list[Tie]]:
    rng = np.random.default_rng(5)
    circle = rng.integers(1, circles + 1, people)
    listed: list[Tie] = []
    while len(listed) < ties:
        a, b = (int(number) for number in rng.integers(0, people, 2))
        if a != b and (circle[a] == circle[b]) == (rng.random() < 0.9):
            listed.append((a, b, float(rng.gamma(1, 2) + 0.1)))
    return circle, listed


@pytest.mark.parametrize(("people", "circles", "ties"), [(2, 1, 1), (12, 2, 30), (30, 3, 90), (60, 4, 200), (300, 6, 1500)])
def test_nobody_stands_on_anybody_and_all_are_on_the_map(people: int, circles: int, ties: int) -> None:
    circle, listed = planted(people, circles, ties)
    made = layout(people, listed, circle.tolist())
    assert overlaps(made) == 0
    assert (made.x >= made.radius * 0.5).all()
    assert (made.x <= WIDTH - made.radius * 0.5).all()
    assert (made.y >= made.radius * 0.5).all()
    assert (made.y <= HEIGHT - made.radius * 0.5).all()


def test_circles_are_patches_of_their_own() -> None:
    circle, listed = planted(200, 5, 1000)
    made = layout(200, listed, circle.tolist())
    spots = np.c_[made.x, made.y]
    centres = np.array([spots[circle == number].mean(0) for number in range(1, 6)])
    nearest = ((spots[:, None] - centres[None]) ** 2).sum(-1).argmin(1) + 1
    assert (nearest == circle).mean() > 0.97


def test_a_thousand_people_are_placed_without_overlap() -> None:
    circle, listed = planted(1024, 8, 5000)
    assert overlaps(layout(1024, listed, circle.tolist())) == 0


def test_the_same_input_gives_the_same_map() -> None:
    circle, listed = planted(40, 3, 120)
    one, other = (layout(40, ties, circle.tolist(), seed=4) for ties in (listed, listed[::-1]))
    assert np.allclose(one.x, other.x)
    assert np.allclose(one.y, other.y)


def test_people_without_ties_stand_at_the_rim_in_rings() -> None:
    made = layout(500, [(0, 1, 2.0)], [0] * 500)
    rim = np.minimum(np.minimum(made.x, WIDTH - made.x), np.minimum(made.y, HEIGHT - made.y))
    assert (rim[2:] < 60).all()
    assert (rim[:2] > 60).all()
    assert overlaps(made) == 0


def test_who_is_tied_outside_the_circle_stands_on_that_side() -> None:
    inside = [(a, b, 1.0) for start in (0, 10) for a in range(start, start + 10) for b in range(a + 1, start + 10)]
    made = layout(20, [*inside, (0, 10, 3.0)], [1] * 10 + [2] * 10)
    other = np.array([made.x[10:].mean(), made.y[10:].mean()])
    far = np.hypot(made.x[:10] - other[0], made.y[:10] - other[1])
    assert far[0] < np.median(far)


@settings(deadline=None, max_examples=30)
@given(
    st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11), st.floats(0.01, 1e6)), max_size=30),
    st.lists(st.integers(0, 4), min_size=12, max_size=12),
)
def test_any_network_can_be_placed(ties: list[Tie], circles: list[int]) -> None:
    made = layout(12, ties, circles)
    assert np.isfinite(np.r_[made.x, made.y, made.radius]).all()
    assert (made.radius > 0).all()
    assert overlaps(made) == 0


def test_nobody_at_all_is_an_empty_map() -> None:
    assert layout(0, [], []).x.size == 0
