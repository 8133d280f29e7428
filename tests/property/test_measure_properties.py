"""What measures promise for any network."""

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from wag_analyzer.network.brokerage import BROKERS, brokerage
from wag_analyzer.network.cards import card
from wag_analyzer.network.census import triads
from wag_analyzer.network.edges import dense, from_matrix
from wag_analyzer.network.group import group_values
from wag_analyzer.network.measures import values

Floats = npt.NDArray[np.float64]


@st.composite
def networks(draw: st.DrawFn) -> Floats:
    people = draw(st.integers(0, 9))
    acts = draw(arrays(np.int64, (people, people), elements=st.sampled_from([0, 0, 0, 1, 2, 4, 9])))
    weights: Floats = acts / 4.0
    np.fill_diagonal(weights, 0.0)
    return weights


@settings(deadline=None, max_examples=60)
@given(weights=networks(), seed=st.integers(0, 99))
def test_measures_do_not_depend_on_the_order_of_people(weights: Floats, seed: int) -> None:
    people = len(weights)
    order = np.random.default_rng(seed).permutation(people)
    parts = np.arange(people) % 3
    one = values(from_matrix(weights), parts)
    other = values(from_matrix(weights[np.ix_(order, order)]), parts[order])
    for name in one:
        if name not in {"hub", "authority", "eigenvector"}:  # not unique where halves are equally strong
            assert other[name] == pytest.approx(one[name][order], abs=1e-7, nan_ok=True), name


@settings(deadline=None, max_examples=60)
@given(weights=networks())
def test_measures_stay_within_their_cards(weights: Floats) -> None:
    for name, found in values(from_matrix(weights), np.arange(len(weights)) % 2).items():
        known = found[np.isfinite(found)]
        each = card(name)
        assert each.least is None or (known >= each.least - 1e-9).all(), name
        assert each.most is None or (known <= each.most + 1e-9).all(), name


@settings(deadline=None, max_examples=60)
@given(weights=networks())
def test_every_open_chain_has_one_broker_of_one_kind(weights: Floats) -> None:
    there = weights >= 0.5
    people = len(there)
    chains = there.astype(np.int64) @ there.astype(np.int64)
    np.fill_diagonal(chains, 0)
    found = brokerage(from_matrix(weights), np.arange(people) % 3)
    assert sum(found[name].sum() for name in BROKERS) == chains[~there].sum()


@settings(deadline=None, max_examples=60)
@given(weights=networks())
def test_triads_and_dyads_count_all_there_are(weights: Floats) -> None:
    some = from_matrix(weights)
    people = len(weights)
    counts = triads(some)
    assert sum(counts.values()) == people * (people - 1) * (people - 2) / 6
    assert min(counts.values()) >= 0
    figures = group_values(some)
    assert figures["dyads_mutual"] * 2 + figures["dyads_one_way"] == figures["ties"]


@settings(deadline=None, max_examples=30)
@given(weights=networks())
def test_ties_are_the_matrix_without_its_zeros(weights: Floats) -> None:
    some = from_matrix(weights)
    assert dense(some).tolist() == weights.tolist()
    assert dense(some.both).tolist() == (weights + weights.T).tolist()
    assert dense(some.turned).tolist() == weights.T.tolist()
