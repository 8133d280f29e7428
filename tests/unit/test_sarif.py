import json

from wag_analyzer.analysis import Analysis
from wag_analyzer.findings import Finding
from wag_analyzer.people.pseudonyms import Pseudonyms
from wag_analyzer.report.sarif import sarif
from wag_analyzer.report.tiers import Tier, tier


def test_a_finding_asks_for_review_and_fails_nobody(small_analysis: Analysis, findings: list[Finding]) -> None:
    log = json.loads(sarif(small_analysis, findings, Tier("names"), version="1.2.3"))
    run = log["runs"][0]
    assert log["version"] == "2.1.0"
    assert run["tool"]["driver"]["version"] == "1.2.3"
    assert [result["kind"] for result in run["results"]] == ["review", "review", "informational"]
    assert {result["level"] for result in run["results"]} == {"none"}
    assert [run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] for result in run["results"]] == ["WAG402", "WAG101", "WAG601"]


def test_places_are_lines_of_the_export(small_analysis: Analysis, findings: list[Finding]) -> None:
    result = json.loads(sarif(small_analysis, findings, Tier("names")))["runs"][0]["results"][1]
    places = [place["physicalLocation"] for place in result["locations"]]
    assert [place["region"]["startLine"] for place in places] == [3, 5, 20]
    assert places[0]["artifactLocation"]["uri"] == "WhatsApp%20Chat%20with%20Kantor%20Gudang%20Selatan.txt"
    assert result["partialFingerprints"]["findingId/v1"] == findings[1].finding_id


def test_in_tier_pseudonym_the_file_is_not_named(small_analysis: Analysis, findings: list[Finding]) -> None:
    text = sarif(small_analysis, findings, tier("pseudonym", small_analysis, Pseudonyms(b"k" * 32), findings=findings), "id")
    assert "export%201" in text
    assert "Kantor" not in text
    assert "Budi" not in text
