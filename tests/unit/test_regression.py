from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
from scipy import stats

from tests.unit import network_chats as chats
from wag_analyzer import tables
from wag_analyzer.network import explained as explained_module
from wag_analyzer.network.explained import explained
from wag_analyzer.network.regression import mrqap
from wag_analyzer.people.identities import People
from wag_analyzer.settings import Settings

Floats = npt.NDArray[np.float64]


def noise(people: int, seed: int) -> Floats:
    made = np.random.default_rng(seed).normal(size=(people, people))
    np.fill_diagonal(made, 0)
    return made


def test_estimates_and_t_are_those_of_least_squares() -> None:
    x, z, y = noise(8, 1), noise(8, 2), noise(8, 3)
    y = y + 2 * x - z
    pairs = ~np.eye(8, dtype=bool)
    design = np.stack([np.ones(56), x[pairs], z[pairs]], axis=1)
    beta, left = np.linalg.lstsq(design, y[pairs])[:2]
    errors = np.sqrt(np.diag(np.linalg.inv(design.T @ design)) * left / (56 - 3))
    one, two = mrqap(y, {"x": x, "z": z}, 19, 0)
    assert [one.estimate, two.estimate] == pytest.approx(beta[1:].tolist())
    assert [one.t, two.t] == pytest.approx((beta / errors)[1:].tolist())
    assert one.standardised == pytest.approx(beta[1] * x[pairs].std() / y[pairs].std())


def test_what_is_there_is_found_and_what_is_not_is_not() -> None:
    x, z = noise(15, 1), noise(15, 2)
    found = {effect.factor: effect.p for effect in mrqap(noise(15, 3) + x, {"x": x, "z": z}, 199, 0)}
    assert found["x"] == 1 / 200
    assert found["z"] > 0.05


def test_p_is_right_where_pairs_of_one_person_go_together() -> None:
    # everybody has a bent for giving and for getting; the table of t would take that for an effect in a third of cases
    rng = np.random.default_rng(0)
    ours, plain = [], []
    for _ in range(120):
        unit = rng.permutation(np.arange(12) % 2)
        bent = 2 * rng.normal(size=(12, 1)) + 2 * rng.normal(size=(1, 12))
        y, x = bent + rng.normal(size=(12, 12)), np.abs(unit[:, None] + rng.normal(size=(12, 1)) + np.zeros((1, 12)))
        (effect,) = mrqap(y, {"x": x}, 99, int(rng.integers(1000)))
        ours.append(effect.p <= 0.05)
        plain.append(2 * stats.t.sf(abs(effect.t), 130) <= 0.05)
    assert np.mean(ours) <= 0.11
    assert np.mean(plain) > 0.2


def test_a_factor_that_the_others_tell_whole_has_no_estimate() -> None:
    x = noise(6, 1)
    one, two = mrqap(noise(6, 2), {"x": x, "again": 2 * x + 1}, 9, 0)
    assert np.isnan([one.estimate, two.p]).all()


def test_too_few_pairs_for_the_factors_have_no_estimates() -> None:
    assert np.isnan([effect.p for effect in mrqap(noise(2, 1), {"x": noise(2, 2)}, 9, 0)]).all()


def test_an_outcome_that_does_not_vary_has_no_standardised_estimate() -> None:
    (effect,) = mrqap(np.zeros((6, 6)), {"x": noise(6, 1)}, 9, 0)
    assert effect.estimate == pytest.approx(0)
    assert np.isnan(effect.standardised)


def staff(units: str, levels: list[float] | None = None) -> People:
    group = chats.people([chr(65 + number) for number in range(len(units))], [9] * len(units))
    columns: dict[str, object] = {str(name): group.table[name] for name in group.table}
    columns |= {"unit": pd.Series([None if unit == "-" else unit for unit in units]), "level": pd.Series(levels or [np.nan] * len(units))}
    return People(tables.PEOPLE.frame(columns), group.identities, group.person_of)


def by_factor(found: pd.DataFrame) -> dict[str, dict[str, Any]]:
    rows: list[Any] = tables.EXPLAINED.check(found).astype(object).to_dict("records")
    return {row["factor"]: row for row in rows}


def talked(own: float, people: int = 10, *, apart: bool = False) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Everybody answers somebody who spoke before in the session, with probability ``own`` one of the own half."""
    rng = np.random.default_rng(4)
    rows: list[tuple[str, str, str, str, str | None, float]] = []
    sessions, days = [], []
    for day in range(40):
        present = [number for number in range(people) if not apart or day % 5 == 0 or number % 2 == day % 2]
        spoken = rng.choice(present, 14).tolist()
        first = 14 * day
        for turn, who in enumerate(spoken[1:], start=1):
            before = [back for back in range(turn) if spoken[back] != who]
            mates = [back for back in before if spoken[back] % 2 == who % 2]
            if before:
                back = (mates if mates and rng.random() < own else before)[-1]
                rows.append((chr(65 + who), chr(65 + spoken[back]), "reply", f"a{first + turn}", f"a{first + back}", 1.0))
                days.append(day)
        sessions.append("".join(chr(65 + who) for who in spoken))
    return chats.acts(*rows, days=days), chats.talk(*sessions)


def test_people_who_prefer_their_own_unit_are_seen() -> None:
    done, said = talked(0.7)
    found = by_factor(explained(done, said, staff("xyxyxyxyxy"), Settings(), 99))
    assert found["same_unit"]["p"] <= 0.02
    assert found["same_unit"]["q"] <= 0.05
    assert found["same_unit"]["estimate"] > 0.5
    assert set(found) == {"same_unit", "meetings"}


def test_units_that_meet_apart_do_not_for_that_prefer_each_other() -> None:
    done, said = talked(0.0, apart=True)
    found = by_factor(explained(done, said, staff("xyxyxyxyxy"), Settings(), 99))
    assert found["same_unit"]["p"] > 0.05
    assert found["same_unit"]["estimate"] < 1


def test_levels_count_as_distance_and_as_direction() -> None:
    done, said = talked(0.0)
    levels = [float(1 + number % 3) for number in range(10)]
    found = explained(done, said, staff("xyxyxyxyxy", levels), Settings(), 19)
    assert found["factor"].tolist() == ["same_unit", "level_distance", "level_up", "meetings"]
    assert (found["people"] == 10).all()


def test_who_has_no_unit_is_left_out() -> None:
    done, said = talked(0.0)
    found = explained(done, said, staff("xyxyxyxyx-"), Settings(), 19)
    assert (found["people"] == 9).all()


def test_without_a_roster_only_meetings_are_looked_at() -> None:
    done, said = talked(0.0)
    assert explained(done, said, staff("-" * 10), Settings(), 19)["factor"].tolist() == ["meetings"]


def test_few_people_and_too_many_have_no_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    done, said = talked(0.0, 5)
    assert explained(done, said, staff("xyxyx"), Settings(), 19).empty
    monkeypatch.setattr(explained_module, "MOST_PEOPLE", 7)
    done, said = talked(0.0)
    assert explained(done, said, staff("xyxyxyxyxy"), Settings(), 19).empty
