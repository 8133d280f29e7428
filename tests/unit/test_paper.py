"""The report and the evidence on paper: everything open, nothing that runs, nobody named who must not be."""

import csv
import io
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wag_analyzer.__main__ import _run
from wag_analyzer.analysis import Analysis
from wag_analyzer.case.making import About, written
from wag_analyzer.findings import Finding
from wag_analyzer.people.pseudonyms import Pseudonyms
from wag_analyzer.report.paper.blocks import Heading, Items, Line, Lines, Rows, Text
from wag_analyzer.report.paper.making import evidence, report_on_paper
from wag_analyzer.report.paper.writing import markdown, printable
from wag_analyzer.report.tiers import Tier, tier
from wag_analyzer.report.words import Language
from wag_analyzer.tables import EVIDENCE

NAMES = ("Sari", "Budi", "Tono", "Zulkarnain")


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - as the parser calls it
        self.tags.add(tag)

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def _read(page: str) -> _Tags:
    found = _Tags()
    found.feed(page)
    return found


@given(st.text(max_size=60))
def test_words_of_a_chat_never_become_marks(text: str) -> None:
    line = Line("7", "1 Feb", "Sari", text, "asks", is_cited=True, before="2 messages in between")
    blocks = (Heading(2, text), Text(text), Items([text]), Rows(("a", "b"), [(text, text)]), Lines([line]))
    made = markdown(blocks)
    assert "\n<" not in made
    table = next(part for part in made.split("\n\n") if part.startswith("| a"))
    assert table.count("|") - table.count("\\|") == 3 + 3 + 3
    assert not {"script", "img", "a", "iframe"} & _read(printable(blocks, text, "en")).tags


@pytest.mark.parametrize("mark", ["# head", "- item", "1. item", "<b>", "[x](y)", "*strong*", "`code`", "| cell |", "> said"])
def test_marks_are_escaped(mark: str) -> None:
    (made,) = markdown([Text(mark)]).rstrip("\n").split("\n")
    assert made != mark
    assert made.replace("\\", "") == mark


def test_a_paper_tells_all_of_a_finding_and_runs_nothing(small_analysis: Analysis, findings: list[Finding]) -> None:
    page = report_on_paper(small_analysis, findings, Tier("names"), {"wag-analyzer": "1"}, "print")
    told = _read(page)
    words = " ".join(told.words)
    assert not {"script", "link", "img"} & told.tags
    for finding in findings:
        assert finding.rule.code in words
        assert finding.finding_id in words
        assert all(phrase.render("en", str) in words for phrase in (*finding.reasons_for, *finding.reasons_against, *finding.alternatives))
    assert "Sari Wulandari" in words
    assert "a .txt" in words.lower()


def test_markdown_and_page_say_the_same(small_analysis: Analysis, findings: list[Finding]) -> None:
    both = [report_on_paper(small_analysis, findings, Tier("names"), {}, form) for form in ("md", "print")]
    heads = [line.lstrip("# ").replace("\\", "") for line in both[0].split("\n") if line.startswith("#")]
    assert [head for head in heads if head not in " ".join(_read(both[1]).words)] == []
    assert len(heads) > 20


@pytest.mark.parametrize("lang", ["en", "id"])
def test_evidence_is_written_in_the_tier(small_analysis: Analysis, findings: list[Finding], lang: Language) -> None:
    analysis = replace(small_analysis, settings=replace(small_analysis.settings, lang=lang))
    hidden = tier("pseudonym", analysis, Pseudonyms(b"k" * 32), findings=findings)
    made = evidence(analysis, findings, hidden)
    assert sorted(made) == sorted(f"evidence/{hidden.finding_id(one)}.{form}" for one in findings for form in ("html", "csv"))
    assert not [name for name in NAMES for content in made.values() if name in content]
    for finding in findings:
        rows = list(csv.DictReader(io.StringIO(made[f"evidence/{hidden.finding_id(finding)}.csv"])))
        assert list(rows[0]) == list(EVIDENCE.names)
        cited = {int(row["line"]) for row in rows if row["cited"] == "true"}
        assert cited == {line.line for line in finding.evidence}
        assert len(rows) > len(cited)


def test_numbers_have_no_texts_and_protected_talk_no_lines(small_analysis: Analysis, findings: list[Finding]) -> None:
    numbers = tier("numbers", small_analysis, Pseudonyms(b"k" * 32), findings=findings)
    made = evidence(small_analysis, findings, numbers)
    rows = [row for name, text in made.items() if name.endswith("csv") for row in csv.DictReader(io.StringIO(text))]
    assert {row["text"] for row in rows} == {""}
    voice = replace(findings[1], protected=True)
    names = tier("names", small_analysis, Pseudonyms(b"k" * 32), findings=[voice])
    made = evidence(small_analysis, [voice], names)
    assert list(csv.DictReader(io.StringIO(next(text for name, text in made.items() if name.endswith("csv"))))) == []
    assert not [name for name in NAMES if any(name in text for text in made.values())]


def test_a_case_holds_its_evidence_and_its_report_can_be_printed(
    small_analysis: Analysis, findings: list[Finding], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case, key = tmp_path / "case", tmp_path / "key"
    key.write_text("ab" * 32)
    hidden = tier("pseudonym", small_analysis, Pseudonyms.load(key), findings=findings)
    written(case, small_analysis, findings, hidden, About(key=key))
    assert len(list((case / "evidence").iterdir())) == 2 * len(findings)
    assert _run(["-q", "verify", str(case)]) == 0
    written(case, small_analysis, findings[:1], hidden, About(key=key))
    assert len(list((case / "evidence").iterdir())) == 2
    capsys.readouterr()
    assert _run(["-q", "report", str(case), "--format", "md", "--lang", "id"]) == 0
    assert capsys.readouterr().out.startswith("# Audit grup obrolan\n")
    assert _run(["-q", "report", str(case), "--format", "print", "-o", str(tmp_path / "print.html")]) == 0
    assert (tmp_path / "print.html").read_text().startswith("<!doctype html>")
    assert '"form": "print"' in (case / "audit.jsonl").read_text()
