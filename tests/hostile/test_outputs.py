"""Names and texts made to act in what we write: pages, tables, graphs, terminals, files."""

import csv
import io
import json
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest
from defusedxml.ElementTree import fromstring

from wag_analyzer.__main__ import _run
from wag_analyzer.analysis import Analysis
from wag_analyzer.findings import Finding
from wag_analyzer.report.csv import csv_text
from wag_analyzer.report.findings_jsonl import findings_frame, findings_jsonl
from wag_analyzer.report.graph import drawn, gexf, graphml
from wag_analyzer.report.html.page import html
from wag_analyzer.report.spells import spells
from wag_analyzer.report.summary import in_order
from wag_analyzer.report.text import summary
from wag_analyzer.report.tiers import Tier
from wag_analyzer.visible import visible

PAYLOADS = [
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "'-alert(1)-'",
    "{{7*7}}{% raw %}${7*7}<%= 7*7 %>",
    "<!--<script>",
    "]]><x/>",
    "javascript:alert(1)",
    "\u2028alert(1)//",
    "<iframe src=//evil.example>",
    "<base href=//evil.example>",
]
NASTY = [*PAYLOADS, "=cmd|' /C calc'!A0", "+1+1", "@SUM(1)", "\x1b]52;c;aGk=\x07", "a\rGANTI", "\u202egnp.exe", "\x00\x01\x02\ufffe"]


class Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.acting: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            reaches = name in {"src", "href", "action", "data", "poster"} and not (value or "").startswith(
                ("#", "data:", "https://", "http://")
            )
            if name.startswith("on") or reaches or (name in {"src", "data", "poster"} and not (value or "").startswith("data:")):
                self.acting.append(f"{tag} {name}={value}")


def parsed(page: str) -> Page:
    found = Page()
    found.feed(page)
    return found


@pytest.fixture(scope="module")
def plain_tags(request: pytest.FixtureRequest) -> dict[str, int]:
    make: Callable[..., Analysis] = request.getfixturevalue("make_analysis")
    page = parsed(
        html(
            make(["Name A", "Name B", "Name C"], ["text"] * 12, [(0, 1, 5.0)], circles=(0, 0, 0)),
            [],
            tier=Tier("names"),
            lang="en",
            min_group=5,
            made_with={},
        )
    )
    return {tag: page.tags.count(tag) for tag in ("script", "iframe", "img", "base", "object", "embed", "link", "form")}


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_name_text_or_group_becomes_part_of_the_page(
    payload: str, make_analysis: Callable[..., Analysis], plain_tags: dict[str, int]
) -> None:
    names = [f"{payload} A", "Name B", "Name C"]
    analysis = make_analysis(names, [payload] * 12, [(0, 1, 5.0)], circles=(0, 0, 0), group=payload, file=f"{payload}.txt")
    page = parsed(html(analysis, [], tier=Tier("names"), lang="en", min_group=5, made_with={"purpose": payload}))
    assert {tag: page.tags.count(tag) for tag in plain_tags} == plain_tags
    assert page.acting == []


def test_the_page_asks_nobody_for_anything(small_analysis: Analysis, findings: list[Finding]) -> None:
    page = html(small_analysis, findings, tier=Tier("names"), lang="en", min_group=5, made_with={})
    policy = page.partition('http-equiv="Content-Security-Policy" content="')[2].partition('"')[0]
    assert "default-src 'none'" in policy
    assert "unsafe-inline" not in policy.partition("script-src")[2].partition(";")[0]
    assert "http:" not in policy


@pytest.mark.parametrize("text", NASTY)
def test_no_cell_is_calculated_by_a_spreadsheet_and_tables_come_back(text: str, small_analysis: Analysis) -> None:
    frame = small_analysis.chat.messages.head(2).assign(text=text, sender=text)
    rows = list(csv.DictReader(io.StringIO(csv_text(frame), newline="")))
    for row in rows:
        for name in ("text", "sender"):
            assert row[name][:1] not in set("=+-@\t\r\n\0＝＋－＠")
            assert row[name] in {visible(text, one_line=False), "'" + visible(text, one_line=False)}


@pytest.mark.parametrize("name", NASTY)
def test_graphs_are_well_formed_whatever_people_are_called(name: str, make_analysis: Callable[..., Analysis]) -> None:
    analysis = make_analysis([name, "Name B", "Name C"], ["text"] * 6, [(0, 1, 5.0)], circles=(0, 0, 0))
    network = drawn(analysis, Tier("names"))
    for text in (graphml(network), gexf(network, spells(analysis, network.people, network.ends))):
        assert len(list(fromstring(text).iter())) > 5
        assert visible(text, one_line=False) == text


@pytest.mark.parametrize("name", NASTY)
def test_nothing_acts_on_a_terminal(name: str, make_analysis: Callable[..., Analysis]) -> None:
    analysis = make_analysis([name, "Name B", "Name C"], [name] * 6, [(0, 1, 5.0)], circles=(0, 0, 0), group=name)
    shown = "\n".join(summary(analysis, [], tier=Tier("names"), lang="en"))
    assert visible(shown, one_line=False) == shown


def test_findings_are_strict_json(findings: list[Finding]) -> None:
    def refused(constant: str) -> None:
        raise AssertionError(constant)

    for line in findings_jsonl(in_order(findings), Tier("names"), "en").rstrip("\n").split("\n"):
        json.loads(line, parse_constant=refused)
    assert len(findings_frame(findings, Tier("names"), "en")) == len(findings)


def test_an_export_is_never_written_over(tmp_path: Path) -> None:
    export = tmp_path / "c.txt"
    export.write_text("13/01/2024, 08:00 - Sari: pagi\n" * 3, encoding="utf-8")
    before = export.read_bytes()
    assert _run(["messages", str(export), "-o", str(export), "-q"]) == 2
    assert _run(["audit", str(export), "-o", str(export), "-q"]) == 2
    assert export.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["c.txt"]


@pytest.mark.parametrize("command", ["people", "ties", "network", "doctor", "lifecycle"])
def test_json_lines_act_on_no_terminal_and_hold_the_names_all_the_same(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name, path = "\u009b2J\u202eBudi\u2028", tmp_path / "c.txt"
    path.write_text("".join(f"13/01/2024, 08:{turn:02} - {(name, 'Sari')[turn % 2]}: halo\n" for turn in range(20)), encoding="utf-8")
    form = ["--json"] if command == "doctor" else ["--format", "jsonl"]
    assert _run([command, str(path), *form, "-q"]) == 0
    out = capsys.readouterr().out
    assert not {"\u009b", "\u202e", "\u2028", "\x1b"} & set(out)
    told = [json.loads(line) for line in out.split("\n") if line]
    assert told
    if command in {"people", "ties", "network"}:
        assert any("\u202eBudi" in json.dumps(row, ensure_ascii=False) for row in told)
