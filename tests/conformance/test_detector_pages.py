"""The examples of every detector's page are the detector's test."""

from importlib import resources

import pytest

from wag_analyzer.analysis import analyze
from wag_analyzer.detectors import DETECTORS, detect
from wag_analyzer.detectors._pages import HEADINGS, Example, examples, headings, text
from wag_analyzer.detectors._protocol import Detector
from wag_analyzer.parser.read import read_text


def stem(detector: Detector) -> str:
    return str(getattr(detector, "__name__", "")).rpartition(".")[2]


def has_page(detector: Detector) -> bool:
    return resources.files("wag_analyzer.detectors").joinpath(f"{stem(detector)}.md").is_file()


PAGES = {detector.RULE.code: text(stem(detector), None) for detector in DETECTORS if has_page(detector)}
CASES = [
    pytest.param(code, example, id=f"{code}-{number}") for code, page in PAGES.items() for number, example in enumerate(examples(page), 1)
]


@pytest.mark.parametrize(("code", "example"), CASES)
def test_an_example_gives_what_its_page_says(code: str, example: Example) -> None:
    findings = detect(analyze(read_text(example.chat)), select=[code])
    found = sorted((finding.rule.code, sorted(finding.persons)) for finding in findings)
    assert found == sorted((expected, sorted(persons)) for expected, persons in example.expect)


@pytest.mark.parametrize("detector", DETECTORS, ids=lambda detector: detector.RULE.code)
def test_every_detector_has_a_page(detector: Detector) -> None:
    assert has_page(detector)


@pytest.mark.parametrize("code", PAGES)
def test_a_page_has_the_fixed_headings(code: str) -> None:
    assert headings(PAGES[code]) == HEADINGS


@pytest.mark.parametrize("code", PAGES)
def test_a_page_shows_both_kinds_of_example(code: str) -> None:
    shown = examples(PAGES[code])
    assert any(example.expect for example in shown)
    assert any(not example.expect for example in shown)


@pytest.mark.parametrize("detector", DETECTORS, ids=lambda detector: detector.RULE.code)
def test_the_module_is_named_after_code_and_name(detector: Detector) -> None:
    assert stem(detector) == f"{detector.RULE.code.lower()}_{detector.RULE.name.replace('-', '_')}"
