"""Scores of findings: small cases counted by hand."""

from typing import Any

import pytest

from wag_analyzer.simulate.finding_scores import FindingScore, score_findings
from wag_analyzer.simulate.gold import Episode, Truth
from wag_analyzer.simulate.guesses import Said
from wag_analyzer.simulate.score_tables import MEANINGS, control_table, figure_table, kind_table


def episode(name: str, kind: str, core: str, start: int, **more: Any) -> Episode:
    given = {"around": frozenset[str](), "targets": (), "twin": "", **more}
    return Episode(name, kind, frozenset(core), lines=frozenset(range(start, start + 6)), **given)


RISK = episode("R1", "gossip", "ABC", 10, targets=("Bu Ratna",))
TWINS = (episode("C1", "gossip", "DEF", 30, twin="praise_absent"), episode("C2", "rally", "G", 50, twin="safety_protest"))
PLANTED = Truth(risks=(RISK,), twins=TWINS, messages=500)


def said(kind: str, persons: str, *lines: int, **more: Any) -> Said:
    return Said(kind, frozenset(persons), more.pop("targets", ()), frozenset(lines), **more)


def score(*findings: Said, truth: Truth = PLANTED) -> FindingScore:
    return score_findings([(truth, findings)])


def test_a_finding_on_the_episode_is_found_once_and_then_repeated() -> None:
    found = score(said("gossip", "AB", 10, 11, 99), said("gossip", "BC", 12))
    mine = found.kinds["gossip"]
    assert (mine.found, mine.repeated, mine.wrong, mine.missed) == (1, 1, 0, 0)
    assert found.parts == {
        "persons_right": 2, "persons_wrong": 0, "persons_missed": 1, "lines_right": 2, "lines_wrong": 1, "lines_missed": 4,
    }  # fmt: skip
    assert found.figures["evidence_precision"].value == pytest.approx(2 / 3)


def test_the_strongest_finding_is_counted_first() -> None:
    found = score(said("gossip", "AB", 10, 99, score=0.2), said("gossip", "AB", 11, score=0.9))
    assert found.figures["evidence_precision"].value == 1


def test_a_finding_on_the_twin_trips_it_and_misses_the_episode() -> None:
    found = score(said("gossip", "DE", 31), said("gossip", "DF", 32))
    mine = found.kinds["gossip"]
    assert (mine.found, mine.wrong, mine.missed, mine.twins, mine.tripped) == (0, 2, 1, 1, 1)
    assert found.twins == {"praise_absent": [1, 1], "safety_protest": [1, 0]}
    assert found.figures["controls_tripped"].value == 0.5


def test_a_finding_with_too_many_others_too_few_of_the_core_or_no_line_is_wrong() -> None:
    for finding in (said("gossip", "ABVWXYZ", 10), said("gossip", "A", 10), said("gossip", "AB", 99), said("gossip", "", 10)):
        assert score(finding).kinds["gossip"].wrong == 1


def test_the_one_attacked_belongs_to_a_pile_on_but_not_to_gossip() -> None:
    for kind, right in (("pile_on", 1), ("gossip", 0)):
        truth = Truth(risks=(episode("R1", kind, "AB", 1, targets=("V", "W")),))
        assert score(said(kind, "ABVWX", 1), truth=truth).kinds[kind].found == right


def test_protected_talk_shown_as_protected_trips_nothing() -> None:
    assert score(said("rally", "G", 51, protected=True)).kinds["rally"].wrong == 0
    hidden = score(said("rally", "G", 51))
    assert (hidden.kinds["rally"].wrong, hidden.twins["safety_protest"]) == (1, [1, 1])
    assert score(said("gossip", "D", 31, protected=True)).kinds["gossip"].wrong == 1


def test_kinds_of_which_the_truth_says_nothing_are_not_judged() -> None:
    judged = Truth(risks=(RISK,), kinds=frozenset({"gossip"}))
    found = score(said("broker", "A", 10), said("gossip", "AB", 10), truth=judged)
    assert (found.unjudged, sorted(found.kinds)) == (1, ["gossip"])
    assert score(said("broker", "A", 10)).kinds["broker"].wrong == 1


def test_targets_count_where_both_name_one_and_a_part_of_the_name_is_enough() -> None:
    assert score(said("gossip", "AB", 10, targets=("ratna",))).figures["targets_right"].value == 1
    assert score(said("gossip", "AB", 10, targets=("Heru",))).figures["targets_right"].value == 0
    assert score(said("gossip", "AB", 10)).figures["targets_right"].value is None


def test_wrong_findings_in_a_chat_without_any_risk_are_false_alarms() -> None:
    found = score(said("gossip", "DE", 31), truth=Truth(risks=(), twins=TWINS, messages=500))
    assert (found.innocent_messages, found.false_alarms) == (500, 1)
    assert found.figures["false_alarms_per_1000"].value == pytest.approx(2)


def test_average_precision_rewards_right_findings_with_high_scores() -> None:
    risks = (RISK, episode("R2", "gossip", "XYZ", 70))
    findings = (said("gossip", "AB", 10, score=0.9), said("gossip", "K", 90, score=0.5), said("gossip", "XY", 71, score=0.4))
    assert score(*findings, truth=Truth(risks=risks)).kinds["gossip"].average_precision == pytest.approx((1 + 2 / 3) / 2)
    assert score(truth=Truth(risks=())).figures["micro_f1"].value is None


def test_micro_f1_has_an_interval_from_five_chats_on() -> None:
    right, none = (PLANTED, [said("gossip", "AB", 10)]), (PLANTED, list[Said]())
    few, many = score_findings([right, none]), score_findings([right, right, none, none, right], draws=200)
    assert few.figures["micro_f1"].lo is None
    figure = many.figures["micro_f1"]
    assert figure.value == pytest.approx(0.75)
    assert figure.lo is not None
    assert figure.hi is not None
    assert 0.3 < figure.lo < 0.75 < figure.hi <= 1
    assert many.figures["macro_f1"].value == pytest.approx(0.75)


def test_the_tables_for_a_reader_hold_every_kind_control_and_figure() -> None:
    found = score(said("gossip", "AB", 10))
    assert figure_table(found.figures)["meaning"].str.len().min() > 5
    assert kind_table(found)["kind"].tolist() == ["gossip", "rally"]
    assert control_table(found)["planted"].tolist() == [1, 1]
    assert set(found.figures) <= set(MEANINGS)
    assert found.record()["kinds"]["gossip"]["precision"]["value"] == 1
