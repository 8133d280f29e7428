"""Agreement, precision and recall from labels, against worked examples that were published."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wag_analyzer import tables
from wag_analyzer.validity.agreement import alpha, kappa, share_agreed
from wag_analyzer.validity.labelled import labelled, majority
from wag_analyzer.validity.sampling import STRATA, Excerpt, excerpts, sample
from wag_analyzer.validity.shares import Stratum, shares

WORDS = st.sampled_from(["yes", "no", None])
UNITS = st.integers(1, 4).flatmap(lambda people: st.lists(st.tuples(*[WORDS] * people), min_size=1, max_size=12))


def _units(*people: str) -> list[tuple[str | None, ...]]:
    return list(zip(*([None if one == "." else one for one in person.split()] for person in people), strict=True))


def _pairs(*rows: tuple[int, ...]) -> list[tuple[str, str]]:
    return [(str(i), str(j)) for i, row in enumerate(rows) for j, count in enumerate(row) for _ in range(count)]


def test_alpha_of_four_people_with_missing_labels_is_that_of_krippendorff_2011() -> None:
    units = _units("1 2 3 3 2 1 4 1 2 . . .", "1 2 3 3 2 2 4 1 2 5 . 3", ". 3 3 3 2 3 4 2 2 5 1 .", "1 2 3 3 2 4 4 1 2 5 1 .")
    found = alpha(units)
    assert found.value == pytest.approx(0.743, abs=5e-4)
    assert found.units == 11
    assert found.lo is not None
    assert found.hi is not None
    assert found.lo < 0.743 < found.hi


def test_alpha_of_two_people_and_two_categories_is_that_of_krippendorff_2011() -> None:
    assert alpha(_units("0 1 0 0 0 0 0 0 1 0", "1 1 1 0 0 1 0 0 0 0")).value == pytest.approx(0.095, abs=5e-4)


def test_kappa_and_its_interval_are_those_of_two_dermatologists() -> None:
    """The example of SAS/STAT, PROC FREQ: kappa 0.3449, standard error 0.0724, 95 % limits 0.2030 and 0.4868."""
    found = kappa(_pairs((10, 4, 1, 0), (5, 10, 12, 2), (2, 4, 12, 5), (0, 2, 6, 13)))
    assert (found.value, found.lo, found.hi, found.units) == pytest.approx((0.3449, 0.2030, 0.4868, 88), abs=5e-5)


def test_kappa_of_two_diagnoses_is_that_of_fleiss_1981() -> None:
    assert kappa(_pairs((75, 1, 4), (5, 4, 1), (0, 0, 10))).value == pytest.approx(0.676, abs=5e-4)


def test_nothing_can_be_said_of_agreement_when_all_labels_are_the_same_or_few() -> None:
    same = [("no", "no")] * 9
    assert (alpha(same).value, kappa(same).value, share_agreed(same)) == (None, None, 1.0)
    few = [("yes", "yes"), ("no", "no"), ("no", "yes")]
    assert (alpha(few).lo, kappa(few).lo) == (None, None)
    assert (alpha([]).value, share_agreed([("yes", None)])) == (None, None)


@settings(max_examples=60)
@given(UNITS)
def test_alpha_is_one_less_observed_over_expected_disagreement_pair_by_pair(units: list[tuple[str | None, ...]]) -> None:
    kept = [[label for label in row if label is not None] for row in units]
    kept = [row for row in kept if len(row) > 1]
    every = [label for row in kept for label in row]
    observed = sum(sum(a != b for a, b in combinations(row, 2)) * 2 / (len(row) - 1) for row in kept) / max(len(every), 1)
    expected = sum(a != b for a, b in combinations(every, 2)) * 2 / max(len(every) * (len(every) - 1), 1)
    found = alpha(units, draws=20)
    assert found.value == (pytest.approx(1 - observed / expected) if expected else None)


@settings(max_examples=40)
@given(st.lists(st.tuples(WORDS, WORDS), max_size=20))
def test_kappa_does_not_ask_who_is_first(units: list[tuple[str | None, str | None]]) -> None:
    one, other = kappa(units), kappa([(b, a) for a, b in units])
    assert one.value == (None if other.value is None else pytest.approx(other.value))
    assert one.value is None or -1 <= one.value <= 1


def test_more_than_half_must_agree() -> None:
    assert majority(["yes", "no", "no"]) == "no"
    assert majority(["yes", "no", None]) is None
    assert majority([None]) is None


def test_recall_is_weighted_back_and_a_sample_without_a_yes_is_no_proof() -> None:
    precision, recall = shares({"flagged": Stratum(10, 5, 4), "near": Stratum(20, 10, 1), "far": Stratum(100, 20, 0)})
    assert precision.value == 0.8
    assert recall.value == pytest.approx(8 / 10)
    assert recall.lo is not None
    assert recall.hi is not None
    assert 0 < recall.lo < 0.8 < recall.hi <= 1
    _, sure = shares({"flagged": Stratum(10, 10, 10), "far": Stratum(1000, 20, 0)})
    assert sure.value == sure.hi == 1
    assert sure.lo is not None
    assert sure.lo < 0.5


def test_a_chat_labelled_whole_leaves_no_doubt() -> None:
    precision, recall = shares({"flagged": Stratum(4, 4, 3), "far": Stratum(6, 6, 1)})
    assert (precision.lo, precision.value, precision.hi) == (0.75, 0.75, 0.75)
    assert (recall.lo, recall.value, recall.hi) == (0.75, 0.75, 0.75)


def test_without_labels_in_a_stratum_recall_is_not_known() -> None:
    precision, recall = shares({"flagged": Stratum(4, 4, 3), "far": Stratum(6, 0, 0)})
    assert precision.value == 0.75
    assert recall.value is None
    assert shares({"far": Stratum(6, 6, 0)})[0].value is None


def test_intervals_hold_the_truth_about_as_often_as_they_say() -> None:
    rng = np.random.default_rng(7)
    held = 0
    for turn in range(200):
        flagged, far = rng.binomial(1, 0.7, 40), rng.binomial(1, 0.03, 400)
        truth = flagged.sum() / max(flagged.sum() + far.sum(), 1)
        one, other = rng.choice(flagged, 15, replace=False), rng.choice(far, 60, replace=False)
        _, recall = shares({"flagged": Stratum(40, 15, int(one.sum())), "far": Stratum(400, 60, int(other.sum()))}, turn, 500)
        assert recall.lo is not None
        assert recall.hi is not None
        held += recall.lo <= truth <= recall.hi
    assert held >= 180


def _messages(sessions: list[int]) -> pd.DataFrame:
    numbers = list(range(len(sessions)))
    same = {"group_id": "g", "edited": False, "mentions": []}
    columns = {name: [value] * len(sessions) for name, value in same.items()}
    return tables.MESSAGES.frame({**columns, "session": sessions, "line": numbers, "last_line": numbers})


@settings(max_examples=40)
@given(st.lists(st.integers(1, 30), max_size=8), st.integers(1, 9))
def test_excerpts_hold_every_message_once_and_never_reach_over_a_silence(lengths: list[int], length: int) -> None:
    sessions = [turn for turn, count in enumerate(lengths) for _ in range(count)]
    cut = excerpts(_messages(sessions), length)
    assert [place for one in cut for place in range(one.start, one.stop)] == list(range(len(sessions)))
    assert all(0 < one.stop - one.start <= length and len(set(sessions[one.start : one.stop])) == 1 for one in cut)


@settings(max_examples=40)
@given(st.lists(st.sampled_from(STRATA), max_size=60), st.integers(4, 40))
def test_a_sample_takes_what_is_asked_or_all_there_is(strata: list[str], size: int) -> None:
    picked = sample("WAG101", strata, size, 0)
    assert len(picked.chosen) == min(size, len(strata))
    assert all(strata[place] == stratum for place, stratum in picked.chosen)
    assert len({place for place, _ in picked.chosen}) == len(picked.chosen)
    flagged = sum(stratum == "flagged" for _, stratum in picked.chosen)
    assert flagged >= min(strata.count("flagged"), size // 2)
    assert picked == sample("WAG101", strata, size, 0)


def test_an_empty_chat_has_no_excerpts() -> None:
    assert excerpts(_messages([]), 8) == []
    assert excerpts(_messages([0, 0, 1]), 8) == [Excerpt(0, 2), Excerpt(2, 3)]


def test_labels_tell_by_rule_and_over_all() -> None:
    items = {f"{turn:03d}": {"code": f"WAG10{turn % 2 + 1}", "stratum": "flagged" if turn % 4 < 2 else "far"} for turn in range(24)}
    key = {
        "seed": 0,
        "rules": {"WAG101": {"flagged": 6, "near": 0, "far": 6}, "WAG102": {"flagged": 6, "near": 0, "far": 6}},
        "items": items,
    }
    true = {item: "yes" if of["stratum"] == "flagged" else "no" for item, of in items.items()}
    told = labelled(key, {"ani": true, "budi": {**true, "000": "no"}, "citra": {}})
    assert list(told["code"].unique()) == ["WAG101", "WAG102", "all"]
    first = told[told["code"] == "WAG101"].set_index(["figure", "basis"])["value"]
    assert first.loc["precision"].tolist() == [1.0]
    assert first.loc["recall"].tolist() == [1.0]
    assert first.loc["split"].tolist() == [1.0]
    assert told[told["figure"] == "kappa"]["basis"].str.contains("ani and budi").sum() == 3
    alone = labelled(key, {"ani": true})
    assert set(alone["figure"]) == {"labelled", "split", "precision", "recall"}
