import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wag_analyzer.network.agreement import adjusted_rand, at_top, mutual_information, rank_biased_overlap, top_kept

Floats = npt.NDArray[np.float64]
VALUES = st.lists(st.integers(0, 6), min_size=1, max_size=12).map(lambda some: np.array(some, np.float64))
LABELS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=2, max_size=14).map(np.array)


@given(values=VALUES, places=st.integers(1, 14))
@settings(deadline=None, max_examples=60)
def test_a_ranking_keeps_all_of_its_own_top(values: Floats, places: int) -> None:
    assert top_kept(values, values, places) == pytest.approx(1)
    assert rank_biased_overlap(values, values) == pytest.approx(1)
    assert min(places, len(values)) <= len(at_top(values, places)) <= len(values)


@given(one=VALUES, seed=st.integers(0, 99), places=st.integers(1, 14))
@settings(deadline=None, max_examples=60)
def test_shares_stay_between_nothing_and_all(one: Floats, seed: int, places: int) -> None:
    other = np.random.default_rng(seed).permutation(one)
    assert 0 <= top_kept(one, other, places) <= 1 + 1e-9
    assert 0 < rank_biased_overlap(one, other) <= 1
    assert rank_biased_overlap(one, other) == pytest.approx(rank_biased_overlap(other, one))


@given(one=VALUES, seed=st.integers(0, 99))
@settings(deadline=None, max_examples=60)
def test_the_order_of_people_does_not_matter(one: Floats, seed: int) -> None:
    rng = np.random.default_rng(seed)
    other, order = rng.permutation(one), rng.permutation(len(one))
    assert top_kept(one, other, 3) == pytest.approx(top_kept(one[order], other[order], 3))
    assert rank_biased_overlap(one, other) == pytest.approx(rank_biased_overlap(one[order], other[order]))


@given(labels=LABELS)
@settings(deadline=None, max_examples=60)
def test_likeness_of_divisions_has_no_direction_and_an_upper_bound(labels: npt.NDArray[np.int64]) -> None:
    one, other = labels.T
    assert adjusted_rand(one, other) == pytest.approx(adjusted_rand(other, one))
    assert adjusted_rand(one, other) <= 1 + 1e-12
    assert -1e-9 <= mutual_information(one, other) <= 1 + 1e-9
    assert adjusted_rand(one, 3 - one) == pytest.approx(1)
    assert mutual_information(one, 3 - one) == pytest.approx(1)
