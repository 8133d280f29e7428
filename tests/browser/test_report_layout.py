"""How the report's page stands on a phone, beside the open panel and on paper: nothing is torn apart, hidden or endless."""

import dataclasses
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.browser.pages import DESKTOP, PHONE, Look, until, written
from tests.conftest import NAMES
from tests.histories import histories
from wag_analyzer.analysis import Analysis
from wag_analyzer.findings import Evidence, Finding
from wag_analyzer.people.pseudonyms import Pseudonyms
from wag_analyzer.report.tiers import tier

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(shutil.which("chromium") is None, reason="no chromium on this machine"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),  # playwright's own pipes
]
TORN = """(places) => {
  const torn = [];
  for (const place of document.querySelectorAll(places)) {
    const walk = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
      for (const found of node.data.matchAll(/\\S+/g)) {
        const range = document.createRange();
        range.setStart(node, found.index);
        range.setEnd(node, found.index + found[0].length);
        if (new Set([...range.getClientRects()].map((box) => Math.round(box.top))).size > 1) torn.push(found[0]);
      }
    }
  }
  return torn;
}"""


@pytest.fixture
def report(tmp_path: Path, small_analysis: Analysis, findings: list[Finding]) -> Path:
    own = tier("pseudonym", small_analysis, Pseudonyms(b"k" * 32), findings=findings, lang="id")
    return written(tmp_path, small_analysis, findings, histories(NAMES), tier=own, lang="id")


def torn(page: Any, places: str) -> list[str]:
    return list(page.evaluate(TORN, places))


def test_on_a_phone_no_word_and_no_pseudonym_of_a_table_is_torn_over_lines(report: Path, watched: Look) -> None:
    page = watched(report, PHONE)
    page.locator("#tree table").wait_for()
    assert torn(page, "th, td") == []
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE[0]


def test_on_a_phone_who_is_meant_stays_in_sight_when_a_table_is_moved(report: Path, watched: Look) -> None:
    page = watched(report, PHONE)
    for table in ("#peopletable", "#tiestable"):
        first = page.locator(f"{table} tbody th").first
        before = first.bounding_box()
        page.evaluate(f"document.querySelector('{table}').closest('.scroll').scrollLeft = 120")
        after = first.bounding_box()
        assert before is not None
        assert after is not None
        assert after["x"] == before["x"]


def test_beside_the_open_panel_no_column_of_the_matrix_lies_out_of_sight(
    tmp_path: Path, make_analysis: Callable[..., Analysis], watched: Look
) -> None:
    names = [f"Anggota {turn:02d}" for turn in range(30)]
    pairs = [(a, b, 1.0 + a) for a in range(30) for b in range(30) if a != b]
    own = make_analysis(names, ["pesan"] * 60, pairs, circles=[1 + turn // 10 for turn in range(30)])
    page = watched(written(tmp_path, own, []), DESKTOP)
    page.locator(".views [data-view='matrix']").click()
    page.evaluate("chooseTie(0)")
    sight = page.locator("#matrixview").evaluate("(box) => [box.scrollWidth, box.clientWidth]")
    assert sight[0] <= sight[1]
    assert page.locator("#matrixview thead th").count() == 30
    page.keyboard.press("Escape")


def test_on_a_phone_cells_of_the_matrix_are_seen_over_the_open_panel(
    tmp_path: Path, make_analysis: Callable[..., Analysis], watched: Look
) -> None:
    pairs = [(a, b, 2.0) for a in range(8) for b in range(8) if a != b]
    page = watched(written(tmp_path, make_analysis(pairs=pairs), []), PHONE)
    page.locator(".views [data-view='matrix']").click()
    assert page.evaluate("[matrixBox.scrollWidth - matrixBox.clientWidth]") == [0]
    page.evaluate("chooseTie(0)")
    top = page.evaluate("document.querySelector('#panel').getBoundingClientRect().top")
    seen = page.locator("#matrixview tbody th").evaluate_all("(all) => all.map((one) => one.getBoundingClientRect().top)")
    assert sum(y < top - 20 for y in seen) >= 3


def test_paper_shows_the_first_lines_of_a_finding_and_says_how_many_more_there_are(
    tmp_path: Path, small_analysis: Analysis, findings: list[Finding], watched: Look
) -> None:
    cited = tuple(Evidence(f"01234567-{line}", line, "talks down", 6, 11) for line in range(3, 60, 8))
    long = dataclasses.replace(findings[1], evidence=cited)
    page = watched(written(tmp_path, small_analysis, [long]))
    told = page.locator(".lines .paper")
    page.locator("details.finding summary").click()
    page.wait_for_selector("details.finding[open] .msg")
    assert told.is_hidden()
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator(".lines .msg.cited:visible").count() == 4
    assert told.inner_text() == "4 more lines are on the screen, and on paper with wag report --format print."
    assert page.locator(".lines .msg.cited").first.evaluate("(line) => line.offsetHeight") < 25
    page.emulate_media(media="screen")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    page.get_by_role("button", name="Show 4 more lines").click()
    page.emulate_media(media="print")
    assert page.locator(".lines .msg.cited:visible").count() == 8
    assert told.count() == 0


PAINTS = """const usual = CanvasRenderingContext2D.prototype.fillRect;
window.paints = 0;
CanvasRenderingContext2D.prototype.fillRect = function (...where) {
  if (this.canvas.id === "net") window.paints += 1;
  return usual.apply(this, where);
};"""


def test_at_the_start_the_map_is_drawn_once_and_names_to_find_are_made_when_asked_for(report: Path, browser: Any) -> None:
    page = browser.new_page(viewport={"width": 1440, "height": 1000})
    page.add_init_script(PAINTS)
    page.goto(report.as_uri())
    page.wait_for_selector("#tree table")
    page.wait_for_timeout(300)
    assert page.evaluate("window.paints") == 1
    assert page.locator("#names option").count() == 0
    page.focus("#find")
    assert page.locator("#names option").count() == 8
    page.set_viewport_size({"width": 1200, "height": 900})
    until(page, "window.paints > 1")
    page.close()


def test_an_address_that_names_a_finding_opens_it(report: Path, watched: Look) -> None:
    first = watched(report)
    name = first.evaluate("D.findings[1].id")
    for place, opened in ((f"#{name}", [name]), ("#%", []), ("#map", [])):
        page = watched(report)
        page.goto(report.as_uri() + place)
        page.reload()
        page.wait_for_selector("html[data-ready=yes]")
        page.wait_for_timeout(100)
        assert page.evaluate("[...document.querySelectorAll('details.finding[open]')].map((one) => one.dataset.finding)") == opened
