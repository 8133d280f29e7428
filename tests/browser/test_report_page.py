"""The report in a real browser: what a person sees and does."""

import dataclasses
import itertools
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.browser.pages import DESKTOP, PHONE, Look, axe, until, written
from tests.histories import histories
from wag_analyzer.analysis import Analysis
from wag_analyzer.findings import Finding, Phrase

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(shutil.which("chromium") is None, reason="no chromium on this machine"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),  # playwright's own pipes
]
PAYLOADS = [
    "<script>window.pwned=1</script>",
    "<img src=x onerror=window.pwned=1>",
    "<svg onload=window.pwned=1>",
    '" onmouseover=window.pwned=1 autofocus onfocus=window.pwned=1 x="',
    "' onclick=window.pwned=1 x='",
    "</script><script>window.pwned=1</script>",
    "<!--<script>window.pwned=1//-->",
    "</title></style></textarea><script>window.pwned=1</script>",
    "';window.pwned=1;//\\';window.pwned=1;//\u2028window.pwned=1//",
    "${window.pwned=1}`;window.pwned=1;//",
    "javascript:window.pwned=1//",
    "java\tscript:window.pwned=1",
    "[x](javascript:window.pwned=1)",
    "data:text/html,<script>window.pwned=1</script>",
    "<iframe srcdoc='<script>parent.pwned=1</script>'></iframe>",
    "<base href=http://127.0.0.1:9/>",
    "<meta http-equiv=refresh content='0;url=javascript:window.pwned=1'>",
    "<style>*{display:none}</style>",
    "<form action=javascript:window.pwned=1><input type=submit>",
    "<a id=defaultView name=pwned>",
    "&lt;img src=x onerror=window.pwned=1&gt;",
    "<math><style><img src=x onerror=window.pwned=1></style>",
    "{{7*7}} {%print(7*7)%} #{7*7} <%=7*7%>",
    "\u202etxt.exe\u2066\u200b",
    "__proto__\u0000\x1b]52;c;aGk=\x07",
]


@pytest.fixture
def report(tmp_path: Path, small_analysis: Analysis, findings: list[Finding]) -> Path:
    return written(tmp_path, small_analysis, findings)


def width(page: Any) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth"))


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_fits_the_screen_and_logs_nothing(report: Path, watched: Look, size: tuple[int, int], scheme: str) -> None:
    page = watched(report, size, scheme)
    assert width(page) == size[0]
    assert page.locator("h1").inner_text().startswith("2 things in these 60 messages")
    page.locator("details.finding summary").first.click()
    page.wait_for_selector("details.finding[open] .msg")  # lines are drawn just after the finding opens
    assert width(page) == size[0]


def test_a_finding_opens_with_for_against_and_its_lines_in_context(report: Path, watched: Look) -> None:
    page = watched(report)
    page.locator("details.finding summary").first.click()
    page.wait_for_selector("details.finding[open] .msg")  # lines are drawn just after the finding opens
    opened = page.locator("details.finding[open]")
    for words in ("Why it is listed", "What speaks against it", "What else could explain it", "How often this rule is wrong"):
        assert opened.get_by_role("heading", name=words).is_visible()
    assert opened.locator(".msg.cited").count() == 3
    assert opened.locator(".msg:not(.cited)").count() > 3
    assert opened.locator("mark").first.inner_text() == "nomor"


def test_a_message_of_evidence_is_two_clicks_away(report: Path, watched: Look) -> None:
    page = watched(report, PHONE)
    page.locator("details.finding summary").first.click()
    page.wait_for_selector("details.finding[open] .msg")  # lines are drawn just after the finding opens
    assert page.locator("details.finding[open] .msg.cited").first.is_visible()


def test_a_cue_after_an_emoji_is_marked_where_it_stands(
    tmp_path: Path, make_analysis: Callable[..., Analysis], findings: list[Finding], watched: Look
) -> None:
    analysis = make_analysis(texts=["🙄🙄 pesan 🙄 nomor"] * 30)
    plain = dataclasses.replace(findings[1], evidence=(dataclasses.replace(findings[1].evidence[0], start=11, end=16),))
    page = watched(written(tmp_path, analysis, [plain]))
    page.locator("details.finding summary").first.click()
    page.wait_for_selector("details.finding[open] .msg")  # lines are drawn just after the finding opens
    assert page.locator("mark").all_inner_texts() == ["nomor"]


def test_findings_are_filtered_by_severity(report: Path, watched: Look) -> None:
    page = watched(report)
    page.locator(".chips [data-level='1']").click()
    assert page.locator("#risks .finding:visible").count() == 1
    page.locator(".chips [data-level='good']").click()
    assert page.locator("#risks .finding:visible").count() == 0
    assert page.locator("#strengths .finding:visible").count() == 1
    page.locator(".chips [data-level='0']").click()
    assert page.locator("#risks .finding:visible").count() == 2


def test_searching_a_person_shows_figures_ties_and_messages(report: Path, watched: Look) -> None:
    page = watched(report)
    page.fill("#find", "budi")
    page.press("#find", "Enter")
    panel = page.locator("#panel")
    assert panel.locator("h3").inner_text() == "Budi Santoso"
    assert "10 acts" in panel.inner_text()
    assert panel.locator(".msg").count() == 3
    panel.get_by_role("button", name="Sari Wulandari to Budi Santoso").click()
    assert "9 acts (90\N{NO-BREAK SPACE}% interval 6.3 to 12.6)" in panel.inner_text()
    assert panel.locator(".msg").count() > 3
    assert "[object" not in page.locator("body").inner_text()
    free = page.evaluate("[Math.max(sx(px(T.a[state.tie])), sx(px(T.b[state.tie]))), frame.clientWidth - panel.clientWidth]")
    assert free[0] < free[1]
    panel.get_by_role("button", name="Close").click()
    assert panel.is_hidden()


def test_a_click_on_the_map_chooses_the_person_there(report: Path, watched: Look) -> None:
    page = watched(report)
    spot = page.evaluate("[sx(px(1)), sy(py(1))]")
    page.locator("#net").click(position={"x": spot[0], "y": spot[1]})
    assert page.locator("#panel h3").inner_text() == page.evaluate("P.name[1]")


def test_the_wheel_scrolls_the_page_until_the_map_was_clicked(report: Path, watched: Look) -> None:
    page = watched(report)
    before = page.evaluate("camera.k")
    page.hover("#net")
    page.mouse.wheel(0, -200)
    page.wait_for_timeout(100)
    assert page.evaluate("camera.k") == before
    page.locator("#net").click(position={"x": 5, "y": 5})
    page.mouse.wheel(0, -200)
    until(page, f"camera.k > {before}")


def test_arrow_keys_go_from_person_to_person_and_escape_clears(report: Path, watched: Look) -> None:
    page = watched(report)
    page.focus("#net")
    page.keyboard.press("ArrowRight")
    first = page.evaluate("state.person")
    for key in ("ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"):
        page.keyboard.press(key)
    assert first >= 0
    assert page.evaluate("state.person") >= 0
    page.keyboard.press("Escape")
    assert page.evaluate("state.person") == -1


def test_ties_are_filtered_by_strength_and_kind(report: Path, watched: Look) -> None:
    page = watched(report)
    assert page.locator("#shown").inner_text().startswith("8 of 8 ties")
    page.locator("#least").fill("100")
    assert page.locator("#shown").inner_text().startswith("1 of 8 ties, 9 or more acts")
    page.locator("#least").fill("0")
    page.select_option("#which", "mutual")
    assert page.locator("#shown").inner_text().startswith("4 of 8 ties")
    page.check("#direction")


def test_the_time_slider_and_play_change_what_the_map_counts(report: Path, watched: Look) -> None:
    page = watched(report)
    page.locator("#to").fill("0")
    assert page.locator("#span").inner_text() == "Week of 6 Jan 2025"
    assert page.evaluate("visibleTies.length") < 8
    page.locator("#play").click()
    until(page, "state.from > 0")
    page.locator("#play").click()


def test_people_are_alphabetical_until_somebody_sorts(report: Path, watched: Look) -> None:
    page = watched(report)
    rows = page.locator("#peopletable tbody tr th")
    assert rows.first.inner_text() == "+62 812-5550-1234"
    page.get_by_role("button", name="Gets", exact=True).click()
    assert rows.first.inner_text() == "Budi Santoso"
    page.fill("#peoplefilter", "maya")
    assert rows.count() == 1


def test_a_decision_is_kept_saved_and_loaded_again(report: Path, tmp_path: Path, watched: Look) -> None:
    page = watched(report)
    page.on("dialog", lambda dialog: dialog.accept())
    page.locator("details.finding summary").first.click()
    page.locator("details.finding[open] select").select_option("false-positive")
    page.locator("details.finding[open] textarea").fill("serah terima </script>")
    page.reload()
    page.wait_for_selector("html[data-ready=yes]")
    assert page.locator(".finding .state").first.inner_text() == "false positive"
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Save review").click()
    kept = tmp_path / "kept.json"
    waiting.value.save_as(kept)
    saved = json.loads(kept.read_text(encoding="utf-8"))
    assert set(saved["reviews"][0]) == {"finding_id", "decision", "by", "at", "note"}
    assert saved["reviews"][0]["note"] == "serah terima </script>"
    other = watched(report)
    assert other.locator(".finding .state").first.inner_text() == "pending"
    other.locator("#load").set_input_files(kept)
    until(other, "document.getElementById('said').textContent === '1 decision loaded.'")
    assert other.locator(".finding .state").first.inner_text() == "false positive"


def test_a_file_that_is_no_review_is_refused(report: Path, tmp_path: Path, watched: Look) -> None:
    page = watched(report)
    strange = tmp_path / "strange.json"
    strange.write_text('{"reviews": [{"finding_id": "F-x", "decision": "guilty"}]}', encoding="utf-8")
    page.locator("#load").set_input_files(strange)
    until(page, "document.getElementById('said').textContent.includes('no decisions')")


def test_light_and_dark_change_by_a_button(report: Path, watched: Look) -> None:
    page = watched(report, DESKTOP, "light")
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.get_by_role("button", name="Light or dark").click()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != light


def test_on_paper_all_findings_are_open_and_controls_are_gone(report: Path, watched: Look) -> None:
    page = watched(report, DESKTOP, "dark")
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("details.finding[open]").count() == 3
    assert page.evaluate("document.documentElement.dataset.theme") == "light"
    assert page.get_by_role("button", name="Save review").count() == 0
    page.evaluate("dispatchEvent(new Event('afterprint'))")


def test_every_figure_says_what_it_means(report: Path, watched: Look) -> None:
    page = watched(report)
    for place in range(5):
        page.locator(".figure .help").nth(place).click()
        assert len(page.get_by_role("tooltip").inner_text()) > 40


def test_landmarks_labels_and_headings_are_in_order(report: Path, watched: Look) -> None:
    page = watched(report)
    page.locator("details.finding summary").first.click()
    assert page.locator("main").count() == page.locator("h1").count() == 1
    unnamed = page.evaluate(
        "[...document.querySelectorAll('button,select,input,textarea,canvas')].filter(e => !(e.ariaLabel || e.textContent.trim() ||"
        " e.labels?.length || e.placeholder)).length"
    )
    assert unnamed == 0
    levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4')].map(e => +e.tagName[1])")
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id)")
    assert len(ids) == len(set(ids))


@pytest.mark.skipif(axe() is None, reason="axe-core is not there: npm install axe-core, or WAG_AXE=path of axe.min.js")
@pytest.mark.parametrize("size", [DESKTOP, PHONE])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(report: Path, watched: Look, size: tuple[int, int], scheme: str) -> None:
    place = axe()
    assert place is not None
    page = watched(report, size, scheme)
    for turn in range(3):
        page.locator("details.finding summary").nth(turn).click()
    page.evaluate("choosePerson(0, true)")
    page.evaluate(place.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run().then(r => r.violations.map(v => v.id + ': ' + v.nodes.map(n => n.target).join(' ')))")
    assert found == []


def test_hostile_names_texts_and_groups_do_nothing(
    tmp_path: Path, make_analysis: Callable[..., Analysis], findings: list[Finding], watched: Look
) -> None:
    names = [f"{payload} {turn}" for turn, payload in enumerate(PAYLOADS)]
    claim = Phrase("{who} said {n}", "{who}", {"who": tuple(names)}, {"n": 1})
    nasty = [
        type(one)(
            **{field: getattr(one, field) for field in one.__slots__} | {"persons": (names[0],), "statement": claim, "targets": (names[1],)}
        )
        for one in findings
    ]
    pairs = [(turn, turn + 1, 2.0) for turn in range(len(names) - 1)]
    plain = make_analysis(names, PAYLOADS * 2, pairs, circles=[1] * len(names), group=PAYLOADS[5], file=PAYLOADS[1] + ".txt")
    said = plain.messages.copy()
    said["media"] = [f"{payload}.jpg" for payload in PAYLOADS * 2]
    said.loc[: len(PAYLOADS), "text"] = None
    page = watched(written(tmp_path, dataclasses.replace(plain, messages=said), nasty, histories(names)))
    page.locator(".views [data-view='matrix']").click()
    for place in range(3):
        page.locator("details.finding summary").nth(place).click()
    for place in range(len(names)):
        page.evaluate(f"choosePerson({place}, true)")
    page.evaluate("for (const e of document.querySelectorAll('*')) for (const t of ['mouseover', 'focus']) e.dispatchEvent(new Event(t))")
    page.wait_for_timeout(200)
    assert page.evaluate("window.pwned === undefined")
    assert page.locator("iframe, form, base, img, main style, main script").count() == 0
    text = page.locator("body").inner_text()
    assert "{{7*7}}" in text
    assert "\u202e" not in page.content()
    assert "[U+202E]" in text


def test_a_thousand_people_are_ready_soon_and_move_fluently(tmp_path: Path, large_analysis: Analysis, watched: Look) -> None:
    page = watched(written(tmp_path, large_analysis, []))
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})

    def spent() -> float:
        return float(next(one["value"] for one in session.send("Performance.getMetrics")["metrics"] if one["name"] == "ThreadTime"))

    assert spent() < 2.5  # CPU seconds; 0.3 on an idle machine
    before = spent()
    page.evaluate("for (let i = 0; i < 20; i += 1) { camera.k *= 1.02; motion(); paintMap(); }")
    assert (spent() - before) / 20 < 0.15  # 0.01 on an idle machine
    page.locator(".views [data-view='matrix']").click()
    assert page.locator("#matrixview tbody tr").count() == 8
