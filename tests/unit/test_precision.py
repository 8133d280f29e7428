import json
from dataclasses import replace
from pathlib import Path

import pytest

from wag_analyzer.errors import SettingsError
from wag_analyzer.precision import Learnt, Precision, read_learnt

GOOD = Precision(right=9, n=10, false_alarms=1, messages=10_000, data="made-up chats", missed=1, all_messages=40_000)


def p(known: Precision) -> float:
    assert known.p_wrong is not None
    return known.p_wrong


def test_the_share_measured_has_a_wilson_interval() -> None:
    assert GOOD.share_wrong == 0.1
    lo, hi = GOOD.interval()
    assert lo == pytest.approx(0.0179, abs=1e-3)
    assert hi == pytest.approx(0.4042, abs=1e-3)
    assert Precision(0, 0, 0, 5, "").interval() == (0.0, 1.0)
    assert Precision(0, 0, 0, 5, "").share_wrong is None


def test_the_rarer_the_episodes_the_more_findings_are_wrong() -> None:
    odds = [p(replace(GOOD, base_rate=rate)) for rate in (10.0, 1.0, 0.1, 0.01)]
    assert odds == sorted(odds)
    assert odds[0] < 0.02
    assert odds[-1] > 0.7


def test_the_odds_are_those_of_false_alarms_against_episodes_found() -> None:
    sure = Precision(right=9_000, n=10_000, false_alarms=0, messages=10_000_000, data="", missed=1_000, base_rate=0.4)
    assert p(sure) == pytest.approx(0.1 / (0.1 + 0.4 * 0.9), abs=0.003)  # 0.1 wrong in 1,000 messages; 0.36 found


def test_more_messages_without_a_wrong_finding_make_surer() -> None:
    clean = replace(GOOD, right=10, false_alarms=0)
    assert p(replace(clean, all_messages=400_000)) < p(clean) < p(replace(clean, all_messages=4_000))
    assert p(replace(clean, all_messages=0)) == p(replace(clean, all_messages=10_000))


def test_reviews_move_the_odds_and_outweigh_the_measurement() -> None:
    before = p(GOOD)
    assert p(replace(GOOD, confirmed=1)) < before < p(replace(GOOD, refuted=1))
    assert p(replace(GOOD, confirmed=1, refuted=99)) > 0.88
    assert p(replace(GOOD, refuted=1)) == pytest.approx((10 * before + 1) / 11)
    assert replace(GOOD, confirmed=2, refuted=1).reviewed == 3


def test_the_interval_holds_the_odds_and_narrows_with_reviews() -> None:
    wide, narrow = GOOD.p_wrong_interval(), replace(GOOD, confirmed=30, refuted=10).p_wrong_interval()
    assert wide[0] < p(GOOD) < wide[1]
    assert narrow[1] - narrow[0] < wide[1] - wide[0]


def test_without_a_finding_and_a_review_nothing_is_known() -> None:
    never = Precision(0, 0, 0, 5_000, "")
    assert never.p_wrong is None
    assert never.p_wrong_interval() == (0.0, 1.0)
    assert p(replace(never, confirmed=3)) < 0.5


def test_what_it_was_measured_on_is_told_in_both_languages() -> None:
    assert GOOD.described("id") == "made-up chats"
    assert replace(GOOD, data_id="obrolan").described("id") == "obrolan"
    assert GOOD.described() == "made-up chats"


def test_decisions_are_counted_by_what_they_say() -> None:
    right, wrong = {"confirmed": 2, "non-compliant": 1, "escalated": 1}, {"false-positive": 3, "compliant": 1}
    learnt = Learnt().with_case("a", {"WAG101": {**right, **wrong, "questionable": 9, "pending": 5}})
    assert learnt.of("WAG101") == (4, 4)
    assert learnt.of("WAG102") == (0, 0)
    assert learnt.codes == ["WAG101"]


def test_a_case_takes_its_own_place_and_the_revision_counts_changes() -> None:
    one = Learnt().with_case("a", {"WAG101": {"confirmed": 1}})
    again = one.with_case("a", {"WAG101": {"confirmed": 1}})
    assert again is one
    more = one.with_case("a", {"WAG101": {"confirmed": 2}}).with_case("b", {"WAG101": {"compliant": 1}})
    assert more.of("WAG101") == (2, 1)
    assert (one.revision, more.revision) == (1, 3)


def test_what_is_learnt_is_kept_and_read_back(tmp_path: Path) -> None:
    learnt = Learnt().with_case("b", {"WAG101": {"confirmed": 1}}).with_case("a", {})
    path = tmp_path / "calibration.json"
    path.write_text(learnt.text(), encoding="utf-8")
    assert read_learnt(path) == learnt
    assert read_learnt(path).text() == learnt.text()


@pytest.mark.parametrize(
    "content",
    ["", "[]", "{}", '{"version": 1}', '{"version": 1, "revision": 0, "cases": {"a": {"W": {"confirmed": -1}}}}',
     '{"version": 1, "revision": 0, "cases": {"a": 3}}', "[" * 100_000],
)  # fmt: skip
def test_a_file_with_something_else_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "calibration.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(SettingsError, match="what reviews tell"):
        read_learnt(path)


def test_a_file_of_another_version_or_that_is_missing_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "calibration.json"
    with pytest.raises(SettingsError, match="cannot be read"):
        read_learnt(path)
    path.write_text(json.dumps({"version": 2}), encoding="utf-8")
    with pytest.raises(SettingsError, match="of version 2"):
        read_learnt(path)
