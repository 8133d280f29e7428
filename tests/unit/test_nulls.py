import numpy as np
import pytest

from tests.unit import network_chats as chats
from wag_analyzer.network.nulls import Keep, pass_over, rewired


def test_rewiring_can_about_keeps_strengths() -> None:
    activity = np.random.default_rng(4).lognormal(0, 1, 24)
    weights = np.random.default_rng(5).poisson(np.outer(activity, activity)).astype(float)
    np.fill_diagonal(weights, 0)
    both = weights + weights.T
    null = rewired(both, np.random.default_rng(1), keep="strengths")
    assert (null == null.T).all()
    assert np.diag(null).sum() == 0
    assert np.corrcoef(null.sum(axis=0), both.sum(axis=0))[0, 1] > 0.8
    assert null.sum() == pytest.approx(both.sum(), rel=0.1)
    assert not np.array_equal(null, both)


def test_rewiring_keeps_every_degree_and_the_weights() -> None:
    weights = chats.blocks([12, 12], 1.0, 0.1, seed=4)
    both = weights + weights.T
    null = rewired(both, np.random.default_rng(1))
    assert ((null > 0).sum(axis=0) == (both > 0).sum(axis=0)).all()
    assert sorted(null.ravel()) == sorted(both.ravel())
    assert (null == null.T).all()
    assert ((null > 0) & (both > 0)).sum() < 0.6 * (both > 0).sum()


@pytest.mark.parametrize("weights", [np.zeros((0, 0)), np.zeros((3, 3)), np.array([[0.0, 2.0], [2.0, 0.0]])])
def test_rewiring_what_cannot_be_rewired_gives_it_back(weights: np.ndarray) -> None:
    for keep in ("weights", "strengths"):
        assert np.allclose(rewired(weights, np.random.default_rng(0), keep=keep), weights)


@pytest.mark.parametrize("keep", ["weights", "strengths"])
@pytest.mark.parametrize("people", [0, 2, 24])
def test_a_network_passed_over_takes_the_random_numbers_of_a_rewired_one(keep: Keep, people: int) -> None:
    weights = chats.blocks([people // 2, people - people // 2], 0.9, 0.2, seed=4)
    both = weights + weights.T
    drawn, passed = np.random.default_rng(1), np.random.default_rng(1)
    rewired(both, drawn, keep=keep)
    pass_over(both, passed, keep=keep)
    assert drawn.bit_generator.state == passed.bit_generator.state
