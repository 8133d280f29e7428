"""Protected talk is a collective voice: nobody in it is named in what leaves a case, not even in tier names."""

import json
from dataclasses import replace

from wag_analyzer.analysis import Analysis
from wag_analyzer.findings import Finding
from wag_analyzer.people.pseudonyms import Pseudonyms
from wag_analyzer.report.findings_jsonl import findings_jsonl
from wag_analyzer.report.html.page import html
from wag_analyzer.report.sarif import sarif
from wag_analyzer.report.text import finding_lines, summary
from wag_analyzer.report.tiers import Tier, tier

NAMES = ("Sari", "Budi", "Tono", "Zulkarnain")


def shielded(analysis: Analysis, findings: list[Finding]) -> tuple[Finding, Tier]:
    voice = replace(findings[1], protected=True)
    return voice, tier("names", analysis, Pseudonyms(b"k" * 32), findings=[voice])


def test_a_protected_finding_is_told_without_names_in_every_form(small_analysis: Analysis, findings: list[Finding]) -> None:
    voice, names = shielded(small_analysis, findings)
    told = {
        "jsonl": findings_jsonl([voice], names),
        "sarif": sarif(small_analysis, [voice], names),
        "text": "\n".join(finding_lines(voice, small_analysis, tier=names)),
        "summary": "\n".join(summary(small_analysis, [voice], tier=names)).partition("People")[0],
    }
    assert {form: [name for name in NAMES if name in text] for form, text in told.items()} == {form: [] for form in told}
    assert json.loads(told["jsonl"])["finding_id"] != voice.finding_id
    assert names.finding_id(voice) == json.loads(told["jsonl"])["finding_id"]
    assert json.loads(told["jsonl"])["lines"] == [line.line for line in voice.evidence]


def test_the_page_shows_a_protected_finding_without_people_and_lines(small_analysis: Analysis, findings: list[Finding]) -> None:
    voice, names = shielded(small_analysis, findings)
    page = html(small_analysis, [voice, findings[0]], tier=names, lang="en", min_group=5, made_with={})
    data = json.loads(page.partition('<script type="application/json" id="data">')[2].partition("</script>")[0])
    card = next(card for card in data["findings"] if card["protected"])
    assert (card["who"], card["lines"], card["more"], card["n"]) == ([], [], 0, len(voice.evidence))
    assert not any(name in json.dumps([card["said"], card["for"], card["about"]]) for name in NAMES)
    assert next(card for card in data["findings"] if not card["protected"])["who"]


def test_other_findings_and_printed_exports_are_as_they_were(small_analysis: Analysis, findings: list[Finding]) -> None:
    voice, names = shielded(small_analysis, findings)
    assert names.of(findings[0]) is names
    assert Tier("names").of(voice) == Tier("names")
    assert tier("names", small_analysis, findings=[findings[0]]).shield is None
    pseudonyms = tier("pseudonym", small_analysis, Pseudonyms(b"k" * 32), findings=[voice])
    assert pseudonyms.of(voice) is pseudonyms
