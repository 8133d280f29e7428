from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import pytest

from wag_analyzer.analysis import Analysis
from wag_analyzer.findings import Finding
from wag_analyzer.people.pseudonyms import Pseudonyms
from wag_analyzer.report.formats import FORMATS, findings_lines
from wag_analyzer.report.summary import in_order, live_ties
from wag_analyzer.report.summary import summary as verdict
from wag_analyzer.report.text import finding_lines, summary
from wag_analyzer.report.tiers import Tier, tier
from wag_analyzer.report.words import day, hour, number

NAMES = Tier("names")


def test_the_summary_begins_with_one_plain_sentence_and_five_figures(small_analysis: Analysis, findings: list[Finding]) -> None:
    lines = summary(small_analysis, findings, tier=NAMES)
    assert " ".join(lines).startswith(
        "2 things in these 60 messages deserve a careful look; they are signals, not verdicts. One of them comes first."
    )
    assert "2 of 64 lines were not understood" in " ".join(lines[:3])
    told = "\n".join(lines)
    for words in (
        "8  people (1 never wrote)",
        "60  messages",
        "8  ties (50 % returned)",
        "2  circles (2 people have no tie)",
        "96.88 %  of lines read",
    ):
        assert words in told


def test_figures_of_several_chats_say_that_they_are_sums(small_analysis: Analysis) -> None:
    one, other = small_analysis.chat.sources[0], replace(small_analysis.chat.sources[0], file="b.txt", group_id="g2")
    both = replace(small_analysis, chat=replace(small_analysis.chat, sources=(one, other)))
    assert "The figures are sums over 2 different chats." in verdict(both, [], "en").sentence
    assert "sums" not in verdict(small_analysis, [], "en").sentence


@pytest.mark.parametrize(("alone", "note"), [(0, "everybody has a tie"), (1, "1 person has no tie"), (3, "3 people have no tie")])
def test_people_without_a_tie_are_counted_in_words(small_analysis: Analysis, alone: int, note: str) -> None:
    ties = live_ties(small_analysis)
    tied = sorted({*ties["source"], *ties["target"]})
    table = pd.DataFrame({"person": [*tied, *(f"X{number}" for number in range(alone))], "messages": 1})
    people = replace(small_analysis.people, table=table)
    assert note in {figure.note for figure in verdict(replace(small_analysis, people=people), [], "en").figures}


def test_nothing_found_is_a_normal_result(small_analysis: Analysis) -> None:
    told = "\n".join(summary(small_analysis, [], tier=NAMES))
    assert told.startswith("Nothing in these 60 messages calls for a review.")
    assert "That is a normal result." in told


def test_the_summary_shows_an_innocent_reading_beside_each_finding(small_analysis: Analysis, findings: list[Finding]) -> None:
    told = "\n".join(summary(small_analysis, findings, tier=NAMES, lang="id"))
    assert "▲ Tinggi  Pembicaraan berulang tentang orang yang tidak hadir" in told
    assert told.count("Penjelasan lain yang mungkin: Tim mungkin sedang serah terima.") == 3
    assert "✦ Kekuatan" in told


def test_risks_come_before_strengths_and_high_before_low(findings: list[Finding]) -> None:
    assert [finding.rule.code for finding in in_order(findings)] == ["WAG101", "WAG402", "WAG601"]


def test_ambiguous_dates_are_said_in_the_first_sentence(make_analysis: Callable[..., Analysis]) -> None:
    sentence = verdict(make_analysis(date_order="ambiguous"), [], "en").sentence
    assert "Day and month could not be told apart" in sentence


def test_a_chat_without_messages_has_a_summary(make_analysis: Callable[..., Analysis]) -> None:
    empty = make_analysis(texts=[], pairs=[], circles=[0] * 8)
    figures = verdict(empty, [], "en").figures
    assert [figure.value for figure in figures][:4] == ["8", "0", "0", "–"]


def test_a_finding_is_told_with_for_against_and_its_lines(small_analysis: Analysis, findings: list[Finding]) -> None:
    told = "\n".join(finding_lines(findings[1], small_analysis, tier=NAMES, context=1))
    for words in (
        "Why it is listed",
        "What speaks against it",
        "What else could explain it",
        "3 of 20 such findings were wrong: 15 % (95 % interval 5 to 36 %)",
        "Likely protected talk",
        "> 3  6 Jan 2025, 13:00  Budi Santoso: pesan nomor 1 untuk semua (talks down)",
        "    …",
    ):
        assert words in told


def test_a_rule_never_measured_says_so(small_analysis: Analysis, findings: list[Finding]) -> None:
    assert "Not measured yet" in "\n".join(finding_lines(findings[0], small_analysis, tier=NAMES))
    assert "It never fired" in "\n".join(finding_lines(findings[2], small_analysis, tier=NAMES))


def test_in_tier_numbers_no_text_and_no_name_is_printed(small_analysis: Analysis, findings: list[Finding]) -> None:
    hidden = tier("numbers", small_analysis, Pseudonyms(b"k" * 32), findings=findings)
    told = "\n".join([*finding_lines(findings[1], small_analysis, tier=hidden), *summary(small_analysis, findings, tier=hidden)])
    assert "3 lines. Texts and names are left out" in told
    assert "Budi" not in told
    assert "pesan" not in told


def test_nothing_of_a_chat_acts_on_the_terminal(make_analysis: Callable[..., Analysis], findings: list[Finding]) -> None:
    names = ["Sari\x1b[2J Wulandari", "Budi Santoso", "Tono Hartanto", "+62 812-5550-1234", "a", "b", "c", "d"]
    nasty = make_analysis(names, ["\x1b]52;c;aGk=\x07 halo \u202e"] * 30)
    told = "\n".join([*finding_lines(findings[1], nasty, tier=NAMES), *summary(nasty, findings, tier=NAMES)])
    assert not set(told) & set("\x1b\x07\u202e\r")
    assert "[U+001B]" in told


@pytest.mark.parametrize("form", list(FORMATS))
def test_every_format_prints_findings_and_nothing(form: str, small_analysis: Analysis, findings: list[Finding]) -> None:
    assert any("WAG101" in line for line in findings_lines(findings, small_analysis, form))
    assert isinstance(list(findings_lines([], small_analysis, form)), list)


def test_figures_are_written_as_people_write_them() -> None:
    assert (number(1234567, "en"), number(0.5, "id", 2)) == ("1,234,567", "0,50")
    assert (day(None, "en"), hour(None, "en", minutes=True)) == ("", "")
