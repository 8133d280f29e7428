import json

from wag_analyzer import tables
from wag_analyzer.analysis import Analysis
from wag_analyzer.findings import Finding
from wag_analyzer.people.pseudonyms import Pseudonyms
from wag_analyzer.report.findings_jsonl import findings_frame, findings_jsonl, json_line
from wag_analyzer.report.tiers import Tier, tier

KEYS = [
    "finding_id", "code", "kind", "persons", "targets", "severity", "confidence", "score", "p_wrong", "first", "last", "lines", "msg_ids",
    "reasons_for", "reasons_against", "alternatives", "protected", "statement",
]  # fmt: skip


def test_a_line_holds_exactly_the_words_of_the_contract(findings: list[Finding]) -> None:
    records = [json.loads(line) for line in findings_jsonl(findings, Tier("names")).rstrip("\n").split("\n")]
    assert [list(record) for record in records] == [KEYS] * 3
    assert records[1]["persons"] == ["Sari Wulandari", "Budi Santoso", "Tono Hartanto"]
    assert records[1]["lines"] == [3, 5, 20]
    known = findings[1].rule.precision
    assert known is not None
    assert records[1]["p_wrong"] == round(known.p_wrong or 0.0, 4) > 0.15  # as rare as such episodes are, more are wrong than were here
    assert records[0]["p_wrong"] is None
    assert records[1]["first"] == "2025-01-07T09:14:00"
    assert records[1]["statement"] == "Sari Wulandari, Budi Santoso and Tono Hartanto talk down Pak Zulkarnain in 3 lines."


def test_in_tier_pseudonym_nobody_is_named_and_times_are_to_the_hour(small_analysis: Analysis, findings: list[Finding]) -> None:
    text = findings_jsonl(findings, tier("pseudonym", small_analysis, Pseudonyms(b"k" * 32), findings=findings), "id")
    assert not any(word in text for word in ("Sari", "Budi", "Zul", "812"))
    assert json.loads(text.split("\n")[1])["first"] == "2025-01-07T09:00:00"


def test_no_finding_is_an_empty_text() -> None:
    assert findings_jsonl([], Tier("names")) == ""


def test_the_table_of_findings_fits_the_floor_plan(findings: list[Finding]) -> None:
    frame = tables.FINDINGS.check(findings_frame(findings, Tier("names")))
    assert frame["code"].tolist() == ["WAG402", "WAG101", "WAG601"]


def test_invisible_characters_are_escaped_and_come_back() -> None:
    line = json_line({"x": "a\u202eb\x9bc\ud800"})
    assert line == '{"x": "a\\u202eb\\u009bc\\ud800"}'
    assert json.loads(line)["x"] == "a\u202eb\x9bc\ud800"
