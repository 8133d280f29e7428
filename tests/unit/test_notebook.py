import re
from dataclasses import replace
from pathlib import Path

import pytest

from wag_analyzer.analysis import Analysis, analyze
from wag_analyzer.findings import Finding
from wag_analyzer.parser.read import read, read_text
from wag_analyzer.report.notebook import finding_html, map_html

SAMPLE = Path(__file__).parents[2] / "sample_exports" / "android" / "id-dapur.txt"
HOSTILE = "<img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def sample() -> Analysis:
    return analyze(read([SAMPLE]))


def test_a_chat_tells_what_was_read_and_lost(sample: Analysis) -> None:
    shown = sample.chat._repr_html_()
    source = sample.chat.sources[0]
    assert source.file in shown
    assert f"<td>{source.lines_total}</td>" in shown
    assert "lines not understood" in shown


def test_an_analysis_shows_figures_and_the_map(sample: Analysis) -> None:
    shown = sample._repr_html_()
    assert map_html(sample) in shown
    assert shown.count("<circle") >= len(sample.people.table)
    assert not re.search(r"<script|\son\w+=|https?://(?!www\.w3\.org/2000/svg)", shown)


def test_names_and_texts_are_only_words_in_a_notebook() -> None:
    chat = read_text(f"31/12/24, 09.00 - {HOSTILE}: pagi\n31/12/24, 09.01 - Sari: pagi\n", name=f"{HOSTILE}.txt")
    assert "<img" not in chat._repr_html_() + analyze(chat)._repr_html_()


def test_a_finding_tells_what_speaks_for_and_against_it(findings: list[Finding]) -> None:
    found = findings[0]
    shown = found._repr_html_()
    assert all(phrase.render("en").split()[0] in shown for phrase in (*found.reasons_for, *found.alternatives))
    assert "never a verdict" in shown
    assert found.finding_id in shown


def test_nobody_in_protected_talk_is_named_in_a_notebook(findings: list[Finding]) -> None:
    found = replace(findings[0], protected=True)
    shown = finding_html(found)
    assert "[name]" in shown
    assert not any(person in shown for person in found.persons)


def test_an_empty_chat_is_shown_too() -> None:
    empty = read_text("31/12/24, 09.00 - Messages and calls are end-to-end encrypted.\n")
    assert "0 messages" in empty._repr_html_()
