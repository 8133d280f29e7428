"""The examples of every detector's page, in every language, are the detector's test."""

from importlib import resources
from pathlib import Path

import pytest

from wag_analyzer.analysis import analyze
from wag_analyzer.detectors import DETECTORS, detect, rule
from wag_analyzer.detectors._pages import HEADINGS, Example, examples, headings, measured, text
from wag_analyzer.detectors._protocol import Detector
from wag_analyzer.parser.read import read_text
from wag_analyzer.settings import Settings

SUFFIXES = {"en": ".md", "id": ".id.md"}


def stem(detector: Detector) -> str:
    return str(getattr(detector, "__name__", "")).rpartition(".")[2]


def has_page(detector: Detector, lang: str) -> bool:
    return resources.files("wag_analyzer.detectors").joinpath(stem(detector) + SUFFIXES[lang]).is_file()


EVERY = [pytest.param(detector, lang, id=f"{detector.RULE.code}-{lang}") for detector in DETECTORS for lang in SUFFIXES]
PAGES = {
    (detector.RULE.code, lang): text(stem(detector), rule(detector.RULE.code).precision, lang)
    for detector in DETECTORS
    for lang in SUFFIXES
    if has_page(detector, lang)
}
PRESENT = [pytest.param(*key, id="-".join(key)) for key in PAGES]


def cases() -> list[object]:
    """Return every example once, though pages of two languages may share it."""
    found: dict[tuple[str, Example], str] = {}
    for (code, lang), page in PAGES.items():
        for number, example in enumerate(examples(page), 1):
            found.setdefault((code, example), f"{code}-{lang}-{number}")
    return [pytest.param(*key, id=name) for key, name in found.items()]


@pytest.mark.parametrize(("code", "example"), cases())
def test_an_example_gives_what_its_page_says(code: str, example: Example, tmp_path: Path) -> None:
    roster = tmp_path / "roster.csv"
    roster.write_text(example.roster, encoding="utf-8")
    settings = Settings(roster=roster if example.roster else None)
    findings = detect(analyze(read_text(example.chat), settings), select=[code])
    found = sorted((finding.rule.code, sorted(finding.persons)) for finding in findings)
    assert found == sorted((expected, sorted(persons)) for expected, persons in example.expect)


@pytest.mark.parametrize(("detector", "lang"), EVERY)
def test_every_detector_has_a_page_in_every_language(detector: Detector, lang: str) -> None:
    assert has_page(detector, lang)


@pytest.mark.parametrize(("code", "lang"), PRESENT)
def test_a_page_has_the_fixed_headings_of_its_language(code: str, lang: str) -> None:
    assert headings(PAGES[code, lang]) == HEADINGS[lang]


@pytest.mark.parametrize(("code", "lang"), PRESENT)
def test_a_page_shows_both_kinds_of_example(code: str, lang: str) -> None:
    shown = examples(PAGES[code, lang])
    assert any(example.expect for example in shown)
    assert any(not example.expect for example in shown)


@pytest.mark.parametrize(("detector", "lang"), EVERY)
def test_a_page_says_in_its_language_how_often_the_rule_was_wrong(detector: Detector, lang: str) -> None:
    precision = rule(detector.RULE.code).precision
    assert measured(precision, lang) in PAGES[detector.RULE.code, lang]
    assert precision is None or (precision.data in measured(precision, lang)) == (lang == "en")


@pytest.mark.parametrize("code", [detector.RULE.code for detector in DETECTORS])
def test_the_pages_of_a_detector_open_with_the_same_title_and_give_as_many_sources(code: str) -> None:
    pages = [PAGES[code, lang] for lang in SUFFIXES]
    assert len({page.partition("\n")[0] for page in pages}) == 1
    assert len({page.rpartition("\n## ")[2].count("\n- ") for page in pages}) == 1


@pytest.mark.parametrize("detector", DETECTORS, ids=lambda detector: detector.RULE.code)
def test_the_module_is_named_after_code_and_name(detector: Detector) -> None:
    assert stem(detector) == f"{detector.RULE.code.lower()}_{detector.RULE.name.replace('-', '_')}"
