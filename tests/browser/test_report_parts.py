"""The parts of the report beside findings and map: matrix, life, invite tree, uses, filters, other tiers and languages."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.browser.pages import DESKTOP, PHONE, Look, axe, until, written
from tests.conftest import NAMES
from tests.histories import histories
from wag_analyzer.analysis import Analysis
from wag_analyzer.findings import Finding
from wag_analyzer.people.pseudonyms import Pseudonyms
from wag_analyzer.report.tiers import tier

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(shutil.which("chromium") is None, reason="no chromium on this machine"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),  # playwright's own pipes
]


@pytest.fixture
def report(tmp_path: Path, small_analysis: Analysis, findings: list[Finding]) -> Path:
    return written(tmp_path, small_analysis, findings, histories(NAMES))


def test_a_cell_of_the_matrix_tells_its_pair_and_follows_filters_and_weeks(report: Path, watched: Look) -> None:
    page = watched(report)
    page.locator(".views [data-view='matrix']").click()
    cells = page.locator("#matrixview td.c")
    assert cells.count() == 36
    assert page.locator("#matrixview td[data-shade^='s']:not([data-shade=self])").count() == 8
    strongest = page.locator("#matrixview td[data-shade=s8]")
    strongest.hover()
    assert (
        page.get_by_role("tooltip").inner_text()
        == "Sari Wulandari to Budi Santoso: 9 acts (90\N{NO-BREAK SPACE}% interval 6.3 to 12.6; 1 by chance)"
    )
    strongest.click()
    assert page.locator("#panel h3").inner_text() == "Sari Wulandari – Budi Santoso"
    assert "information 67\N{NO-BREAK SPACE}%" in page.locator("#panel").inner_text()
    assert page.locator("#matrixview td.chosen").count() == 2
    for cell in page.locator("#matrixview td.chosen").all():
        place, row = cell.bounding_box(), cell.locator("xpath=..").bounding_box()
        assert place is not None
        assert row is not None
        assert row["y"] <= place["y"] + 1 <= row["y"] + row["height"]
    page.keyboard.press("Escape")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.evaluate("MATRIX.at[0]") > 0
    page.select_option("#which", "mutual")
    assert page.locator("#matrixview td[data-shade^='s']:not([data-shade=self])").count() == 4
    page.select_option("#which", "all")
    page.locator("#to").fill("0")
    assert page.locator("#matrixview td[data-shade^='s']:not([data-shade=self])").count() < 8


def test_many_people_stand_in_the_matrix_by_circle_and_a_cell_opens_its_people(
    tmp_path: Path, large_analysis: Analysis, watched: Look
) -> None:
    page = watched(written(tmp_path, large_analysis, []))
    page.locator(".views [data-view='matrix']").click()
    assert page.locator("#matrixview tbody tr").count() == 8
    assert "1,000 people are too many" in page.locator(".matrixhead").inner_text()
    page.locator("#matrixview td.c").nth(1).click()
    assert 8 <= page.locator("#matrixview tbody tr").count() <= 40
    assert page.locator(".matrixhead").inner_text().startswith("← All circles")
    page.get_by_role("button", name="All circles").click()
    assert page.locator("#matrixview tbody tr").count() == 8


def test_phases_stand_over_the_weeks_and_open_with_their_lines(report: Path, watched: Look) -> None:
    page = watched(report)
    assert page.locator("#lane .stretch").all_inner_texts() == ["Created", "Purpose told", "Growth", "↗ Change of pace"]
    page.locator("#lane .stretch.change").click()
    card = page.locator(".phase.change")
    text = card.inner_text()
    assert "since 13 Jan 2025" in text
    assert "4 → 9.5 messages a day" in text
    assert "began between 11 Jan 2025 and 14 Jan 2025 (90\N{NO-BREAK SPACE}% interval)" in text
    assert card.locator(".msg:visible").count() == 4
    assert "4 of 7 lines" in text
    assert page.locator("#unseen").inner_text().startswith("Not seen: No stretch is busier")


def test_names_of_phases_stand_apart_also_when_the_page_gets_narrower(report: Path, watched: Look) -> None:
    page = watched(report)
    apart = """() => {
      const boxes = [...document.querySelectorAll("#lane .stretch")].map((one) => one.getBoundingClientRect());
      const meet = (a, b) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1;
      return !boxes.some((a, i) => boxes.slice(i + 1).some((b) => meet(a, b)));
    }"""
    for width in (1440, 500, 390, 320):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_function(apart)
    assert page.locator("#lane .stretch").count() == 4


def test_the_invite_tree_says_who_brought_whom_in_which_wave(report: Path, watched: Look) -> None:
    page = watched(report)
    tree = page.locator("#tree .tree")
    tree.wait_for()
    assert tree.locator("li > p").all_inner_texts() == [
        "Sari Wulandari brought in 2 people, 3 in the whole branch",
        "Budi Santoso brought in 1 person",
    ]
    assert "7 Jan 2025 · wave 1" in tree.inner_text()
    tree.get_by_role("button", name="Tono Hartanto").hover()
    assert page.get_by_role("tooltip").inner_text() == "Tono Hartanto: by this person with a probability of 50\N{NO-BREAK SPACE}%"
    assert page.locator("#arrivals .figure").all_inner_texts()[0].split() == ["came", "in,", "as", "lines", "say", "4"]
    assert page.locator("#tree table tbody tr").count() == 1


def test_uses_and_rungs_are_counts_of_ties_with_what_they_mean(report: Path, watched: Look) -> None:
    page = watched(report)
    assert page.locator("#usetable tbody tr").first.inner_text().split("\n")[0].startswith("information")
    rungs = page.locator("#rungs li").all_inner_texts()
    assert "4 pairs (0 to 5) of 28" in rungs[0]
    assert "1 pair (0 to 2) of 28" in rungs[1]
    assert "2 more show this step without one below it" in rungs[1]
    page.locator("#rungs").get_by_role("button", name="Trust").click()
    assert page.get_by_role("tooltip").inner_text() == "Help was asked for and given between them."


def test_people_are_filtered_by_circle_and_by_what_is_known_of_them(report: Path, watched: Look) -> None:
    page = watched(report)
    rows = page.locator("#peopletable tbody tr")
    assert rows.count() == 8
    page.select_option("#peoplewhich", "alone")
    assert rows.count() == 2
    page.select_option("#peoplewhich", "found")
    page.select_option("#peoplecircle", "1")
    assert page.locator("#peoplefilter ~ #peopleshown").inner_text() == "3 of 3 shown"
    page.get_by_role("button", name="Returned").hover()
    assert "both give" in page.get_by_role("tooltip").inner_text()


def test_every_figure_of_a_person_and_of_a_tie_is_explained(report: Path, watched: Look) -> None:
    page = watched(report)
    page.evaluate("chooseTie(0)")
    for choice in ("chooseTie(0)", "choosePerson(0, false)"):
        page.evaluate(choice)
        labels = page.locator("#panel dt")
        explained = page.locator("#panel dt [data-help]")
        assert explained.count() == labels.count() > 4
    headers = page.locator("#peopletable thead button, #tiestable thead button")
    assert headers.count() == page.locator("#peopletable thead [data-help], #tiestable thead [data-help]").count() == 16


@pytest.mark.parametrize("level", ["numbers", "pseudonym"])
def test_other_tiers_and_the_other_language_open_without_an_error(
    tmp_path: Path, small_analysis: Analysis, findings: list[Finding], watched: Look, level: Any
) -> None:
    own = tier(level, small_analysis, Pseudonyms(b"k" * 32), findings=findings, lang="id")
    page = watched(written(tmp_path, small_analysis, findings, histories(NAMES), tier=own, lang="id"), PHONE, reduced_motion="reduce")
    page.locator("details.finding summary").first.click()
    page.locator(".views [data-view='matrix']").click()
    page.locator("#play").click()
    until(page, "state.from > 0")
    body = page.locator("body").inner_text()
    assert not [name for name in ("Wulandari", "Santoso", "undefined", "NaN", "[object") if name in body]
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE[0]
    for width in (820, 1280, 1366, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") == width


def test_on_a_phone_nobody_stands_under_the_zoom_buttons(tmp_path: Path, large_analysis: Analysis, watched: Look) -> None:
    page = watched(written(tmp_path, large_analysis, []), PHONE)
    hidden = page.evaluate(
        "(() => { const box = canvas.getBoundingClientRect(); const zoom = document.querySelector('.zoom').getBoundingClientRect();"
        " return P.x.filter((_, i) => sx(px(i)) + box.left > zoom.left - 2 && sy(py(i)) + box.top > zoom.top - 2).length; })()"
    )
    assert hidden == 0


def test_the_app_takes_over_the_decisions(report: Path, browser: Any) -> None:
    page = browser.new_page()
    page.add_init_script(
        "document.addEventListener('readystatechange', () => {}); new MutationObserver((_, seer) => {"
        " if (document.documentElement) { document.documentElement.dataset.app = 'yes'; seer.disconnect(); } })"
        ".observe(document, { childList: true }); window.told = [];"
        " document.addEventListener('wag:reviewed', (event) => window.told.push(event.detail));"
    )
    page.goto(report.as_uri())
    page.wait_for_selector("html[data-ready=yes]")
    assert page.locator("#save").is_hidden()
    page.locator("details.finding summary").first.click()
    page.locator("details.finding[open] select").select_option("escalated")
    assert [one["decision"] for one in page.evaluate("window.told")] == ["escalated"]
    name = page.evaluate("D.findings[0].id")
    page.evaluate(
        "(id) => document.dispatchEvent(new CustomEvent('wag:reviews', { detail: [{ finding_id: id, decision: 'compliant' }] }))", name
    )
    assert page.locator(".finding .state").first.inner_text() == "compliant"
    assert page.evaluate("unsaved") is False
    page.close()


@pytest.mark.skipif(axe() is None, reason="axe-core is not there: npm install axe-core, or WAG_AXE=path of axe.min.js")
@pytest.mark.parametrize(("size", "scheme"), [(DESKTOP, "light"), (DESKTOP, "dark"), (PHONE, "light"), (PHONE, "dark")])
def test_axe_finds_nothing_in_matrix_phases_and_trees(report: Path, watched: Look, size: tuple[int, int], scheme: str) -> None:
    place = axe()
    assert place is not None
    page = watched(report, size, scheme)
    page.locator(".views [data-view='matrix']").click()
    page.evaluate("for (const details of document.querySelectorAll('details')) details.open = true; chooseTie(0)")
    page.evaluate(place.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run().then(r => r.violations.map(v => v.id + ': ' + v.nodes.map(n => n.target).join(' ')))")
    assert found == []
