"""The app in a real browser: dropping an export, who is who, the audit, decisions in two tabs, a restart, and whom it does not serve."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import pytest

from tests.browser.pages import DESKTOP, PHONE, axe, until
from wag_analyzer.analysis import Analysis
from wag_analyzer.case.folder import open_case
from wag_analyzer.case.making import About, written
from wag_analyzer.findings import Finding
from wag_analyzer.report.tiers import Tier

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(shutil.which("chromium") is None, reason="no chromium on this machine"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),  # playwright's own pipes
]
LONG: Final = 300_000
BEFORE: Final = ("Wati", "Budi", "Rina", "<img src=x onerror=window.pwned=1>")
AFTER: Final = ("Wati Lestari", "Budi S", *BEFORE[2:])
"""Two people under other names, from the day on which they changed their phones."""
CHAT: Final = "\n".join(
    f"{day:02}/01/25 0{hour}.{turn:02} - {who}: laporan stok {hour}{turn}, mohon dicek"
    for day in range(13, 23)
    for hour in (8, 9)
    for turn, who in enumerate(BEFORE if day < 18 else AFTER)
)
Open = Callable[..., Any]


class App:
    """One run of ``wag serve``."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        home = {"XDG_CONFIG_HOME": str(folder / "config"), "XDG_DATA_HOME": str(folder / "data")}
        self.child = subprocess.Popen(
            [sys.executable, "-m", "wag_analyzer", "serve", "--no-browser", *arguments],
            env={**os.environ, **home},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        assert self.child.stdout is not None
        self.address = self.child.stdout.readline().decode().strip()

    @property
    def origin(self) -> str:
        return self.address.partition("/start")[0]

    def end(self) -> tuple[int, str]:
        self.child.send_signal(signal.SIGINT)
        _, told = self.child.communicate(timeout=300)
        return self.child.returncode, told.decode()


@contextmanager
def running(folder: Path, *arguments: str) -> Iterator[App]:
    app = App(folder, *arguments)
    try:
        yield app
    finally:
        if app.child.poll() is None:
            app.end()


@pytest.fixture
def opened(browser: Any) -> Iterator[Open]:
    """Open the app in a browser of its own; at the end nothing may have been logged and nothing asked but of the app."""
    contexts, logged, asked = [], [], []

    def look(app: App, size: tuple[int, int] = DESKTOP, scheme: str = "light", **more: Any) -> Any:
        context = browser.new_context(viewport={"width": size[0], "height": size[1]}, color_scheme=scheme, accept_downloads=True, **more)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(LONG)
        page.on("pageerror", lambda error: logged.append(str(error)))
        page.on("request", lambda request: asked.append((app.origin, request.url)))
        page.goto(app.address)
        page.wait_for_selector("html[data-ready=yes]")
        return page

    yield look
    for context in contexts:
        context.close()
    assert logged == []
    assert [url for origin, url in asked if not url.startswith((f"{origin}/", "blob:"))] == []


@pytest.fixture
def case(tmp_path: Path, small_analysis: Analysis, findings: list[Finding]) -> Path:
    path = tmp_path / "made.case"
    written(path, small_analysis, findings, Tier("names"), About())
    return path


def in_report(page: Any, app: App, case_id: str) -> Any:
    page.goto(f"{app.origin}/case/{case_id}/report")
    page.wait_for_selector("html[data-kept=yes]")
    page.locator("details.finding summary").first.click()
    return page.locator("details.finding").first


def first_decision(case: Path) -> list[str]:
    rows = open_case(case).reviews()
    return [str(decision) for decision in rows["decision"]]


def audited(page: Any, export: Path) -> None:
    """Drop an export, say that two names are one person, choose Indonesian, run."""
    page.set_input_files("#choose", export)
    page.wait_for_selector(".filecard")
    assert "80 messages by 6 people" in page.locator(".filecard").first.inner_text()
    for name, choice in (("Budi S", "One person"), ("Wati Lestari", "Two persons")):
        page.locator(".pair2", has_text=name).first.get_by_text(choice, exact=True).click()
        until(page, "document.getElementById('said').textContent === 'Kept.'")
        page.evaluate("document.getElementById('said').textContent = ''")
    page.select_option("#s-lang", "id")
    until(page, "!document.getElementById('run').disabled")
    page.click("#run")
    page.wait_for_selector("#result")


def searched(page: Any) -> None:
    """Search for words, and look at a hit in context."""
    page.click("a[href='#search']")
    sought(page, "stok 83")
    page.locator("#hits button").first.click()
    page.wait_for_selector(".around .cited")


def test_the_whole_way_from_a_dropped_export_over_a_restart_to_a_download(tmp_path: Path, opened: Open) -> None:
    export = tmp_path / "WhatsApp Chat with Tim.txt"
    export.write_text(CHAT, encoding="utf-8")
    with running(tmp_path) as app:
        page = opened(app)
        audited(page, export)
        (kept,) = (tmp_path / "data" / "wag-analyzer" / "cases").iterdir()
        assert open_case(kept).settings.lang == "id"
        decided = {line.split(",")[0]: line.rpartition(",")[2] for line in (kept / "given" / "identities.csv").read_text().split("\n")}
        assert (decided.get("Budi S", decided.get("Budi")), decided.get("Wati Lestari", decided.get("Wati"))) == ("true", "false")
        searched(page)
        assert "Budi S" not in page.locator("#main").inner_text()
        assert page.evaluate("window.pwned") is None
        code, told = app.end()
    assert (code, "laporan" in told) == (130, False)
    with running(tmp_path) as again:
        page = opened(again)
        page.click(".cases a")
        page.wait_for_selector("#result")
        with page.expect_download() as download:
            page.click("a[href$='/download/report.html']")
        assert Path(download.value.path()).read_bytes() == (kept / "report.html").read_bytes()


def test_a_decision_is_kept_in_the_case_and_shown_after_a_reload(tmp_path: Path, case: Path, opened: Open) -> None:
    with running(tmp_path, str(case)) as app:
        page = opened(app)
        case_id = page.url.rpartition("/")[2]
        finding = in_report(page, app, case_id)
        finding.locator("select").select_option("confirmed")
        finding.locator(".r-by").fill("Rina")
        finding.locator("textarea").fill("=cek lagi")
        finding.locator("textarea").blur()
        until(page, "document.querySelector('.appbar [role=status]').textContent.startsWith('Decision kept')")
        assert first_decision(case)[-1] == "confirmed"
        finding = in_report(page, app, case_id)
        assert finding.locator("select").input_value() == "confirmed"
        assert finding.locator("textarea").input_value() == "=cek lagi"
        assert not page.locator("#save").is_visible()


def test_the_overview_lists_what_was_found_and_leads_to_it_and_to_what_was_decided(tmp_path: Path, case: Path, opened: Open) -> None:
    with running(tmp_path, str(case)) as app:
        page = opened(app)
        rows = page.locator("#found li")
        rows.first.wait_for()
        assert rows.locator(".state").all_inner_texts() == ["pending"] * 3
        title = rows.nth(1).locator("b").inner_text()
        rows.nth(1).locator("a").click()
        page.wait_for_selector("html[data-kept=yes]")
        page.wait_for_selector("details.finding[open] .review")
        shown = page.locator("details.finding[open]")
        assert shown.locator("h3").inner_text() == title
        shown.locator("select").select_option("compliant")
        until(page, "document.querySelector('.appbar [role=status]').textContent.startsWith('Decision kept')")
        page.locator(".appbar a", has_text="Overview").click()
        page.wait_for_selector("#found .decided")
        assert rows.nth(1).locator(".state").inner_text() == "compliant"
        page.get_by_role("button", name="Bahasa Indonesia").click()
        until(page, "document.querySelector('#found .decided').textContent === 'sesuai aturan'")


SLOWLY = """const usual = window.fetch;
window.fetch = async (...what) => {
  const answer = await usual(...what);
  if ((what[1] || {}).method === "PUT") await new Promise((go) => setTimeout(go, 1500));
  return answer;
};"""


def decided_quickly(page: Any, app: App, case: Path) -> None:
    """Decide, name oneself and write a note, before the app has answered the first of them."""
    page.add_init_script(SLOWLY)
    finding = in_report(page, app, page.url.rpartition("/")[2])
    finding.locator("select").select_option("confirmed")
    finding.locator("textarea").focus()
    eventually(lambda: first_decision(case) == ["confirmed"])
    finding.locator("textarea").fill("cek lagi")


FIRST_LATE = """const usual = window.fetch;
let first = true;
window.fetch = async (...what) => {
  const isLate = first && what[0].includes("/messages?");
  if (isLate) first = false;
  const answer = await usual(...what);
  if (isLate) { await new Promise((go) => setTimeout(go, 1500)); setTimeout(() => { document.title = "late"; }, 500); }
  return answer;
};"""


def sought(page: Any, words: str) -> None:
    page.fill("#q-words", words)
    page.press("#q-words", "Enter")
    page.wait_for_selector("#hits mark")


def test_what_is_set_in_haste_is_kept_and_a_press_that_outlasts_the_answer_still_runs(tmp_path: Path, opened: Open) -> None:
    export = tmp_path / "WhatsApp Chat with Tim.txt"
    export.write_text(CHAT, encoding="utf-8")
    with running(tmp_path) as app:
        page = opened(app)
        page.add_init_script(SLOWLY.replace("1500", "300"))  # soon enough for the pointer to be still down
        page.set_input_files("#choose", export)
        page.wait_for_selector(".filecard")
        page.reload()
        page.wait_for_selector(".filecard")
        page.evaluate("""for (const [id, value] of [["s-lang", "id"], ["s-legal_basis", "kontrak"]]) {
            const control = document.getElementById(id);
            control.value = value;
            control.dispatchEvent(new Event("change"));
        }""")
        until(page, "document.getElementById('s-legal_basis').value === 'kontrak' && document.getElementById('s-lang').value === 'id'")
        page.fill("#s-purpose", "tinjauan")
        run = page.locator("#run")
        run.hover()
        page.mouse.down()
        page.wait_for_timeout(700)
        page.mouse.up()
        page.wait_for_selector("#result")
        (kept,) = (tmp_path / "data" / "wag-analyzer" / "cases").iterdir()
        case = open_case(kept)
        assert (case.settings.lang, case.stated) == ("id", {"purpose": "tinjauan", "legal_basis": "kontrak"})


def test_words_typed_before_the_index_is_made_are_searched_and_stay(tmp_path: Path, case: Path, opened: Open) -> None:
    with running(tmp_path, str(case)) as app:
        page = opened(app)
        page.click("a[href='#search']")
        sought(page, "pesan")
        assert "pesan" in page.locator("#hits mark").first.inner_text().lower()
        page.click("nav a[href='#run']")
        page.click("nav a[href='#search']")
        page.wait_for_selector("#hits mark")
        assert page.input_value("#q-words") == "pesan"


def test_the_last_search_is_shown_though_the_first_is_answered_last(tmp_path: Path, case: Path, opened: Open) -> None:
    with running(tmp_path, str(case)) as app:
        page = opened(app)
        page.click("a[href='#search']")
        page.wait_for_selector("#hits .hit")
        page.add_init_script(FIRST_LATE)
        page.reload()
        page.wait_for_selector("html[data-ready=yes]")
        sought(page, "pesan")
        until(page, "document.title === 'late'")
        assert page.locator("#hits mark").count() > 0


def eventually(holds: Callable[[], bool]) -> None:
    for _ in range(2400):
        if holds():
            return
        time.sleep(0.05)
    pytest.fail("never")


def notes(case: Path) -> list[str]:
    return [str(note) for note in open_case(case).reviews()["note"].astype(object).fillna("")]


def test_a_tab_is_no_rival_of_itself_when_the_app_answers_late(tmp_path: Path, case: Path, opened: Open) -> None:
    with running(tmp_path, str(case)) as app:
        page = opened(app)
        decided_quickly(page, app, case)
        page.locator("details.finding").first.locator("textarea").blur()
        until(page, "document.querySelector('.appbar [role=status]').textContent.startsWith('Decision kept')")
        assert page.locator(".conflict").count() == 0
        assert notes(case) == ["", "cek lagi"]


def test_a_page_left_before_the_app_has_answered_loses_nothing(tmp_path: Path, case: Path, opened: Open) -> None:
    with running(tmp_path, str(case)) as app:
        page = opened(app)
        decided_quickly(page, app, case)
        page.goto(f"{app.origin}/")
        eventually(lambda: notes(case) == ["", "cek lagi"])


def test_two_tabs_never_overwrite_each_other(tmp_path: Path, case: Path, opened: Open) -> None:
    with running(tmp_path, str(case)) as app:
        first = opened(app)
        case_id = first.url.rpartition("/")[2]
        second = first.context.new_page()
        for page in (first, second):
            in_report(page, app, case_id)
        mine = second.locator("details.finding").first
        mine.locator("textarea").focus()  # while somebody types, nothing is changed under the hands
        first.locator("details.finding").first.locator("select").select_option("compliant")
        until(first, "document.querySelector('.appbar [role=status]').textContent.startsWith('Decision kept')")
        mine.locator("select").select_option("escalated")
        second.wait_for_selector(".conflict")
        assert "compliant, by" in second.locator(".conflict").inner_text()
        assert first_decision(case) == ["compliant"]
        second.click(".conflict .mine")
        until(second, "document.querySelector('.appbar [role=status]').textContent.startsWith('Decision kept')")
        assert first_decision(case) == ["compliant", "escalated"]


def test_a_file_that_is_no_chat_and_one_that_is_too_large_are_told(tmp_path: Path, opened: Open) -> None:
    (tmp_path / "notes.txt").write_text("no chat at all\n")
    (tmp_path / "large.zip").write_bytes(b"x" * (1 << 21))
    with running(tmp_path, "--max-upload", "1") as app:
        page = opened(app)
        page.set_input_files("#choose", [tmp_path / "large.zip"])
        page.wait_for_selector(".send.bad")
        assert "--max-upload" in page.locator(".send.bad").inner_text()
        page.set_input_files("#choose", [tmp_path / "notes.txt"])
        page.wait_for_selector(".filecard")
        assert page.locator(".filecard").get_attribute("data-grade") == "unread"


def test_foreign_names_pages_and_browsers_are_not_served(tmp_path: Path, case: Path, opened: Open, browser: Any) -> None:
    with running(tmp_path, str(case)) as app:
        page = opened(app)
        assert "token" not in page.url
        ask = page.context.request
        assert ask.get(app.origin, headers={"Host": "evil.example"}).status == 421
        changed = ask.post(f"{app.origin}/api/cases", data={"name": "a"}, headers={"Origin": "http://evil.example"})
        assert changed.status == 403
        stranger = browser.new_context()
        assert stranger.request.get(app.origin).status == 403
        assert stranger.request.get(re.sub("token=[^&]+", "token=guess", app.address)).status == 403
        assert ask.fetch(app.origin, method="TRACE").status == 405
        stranger.close()


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_app_fits_the_screen(tmp_path: Path, case: Path, opened: Open, size: tuple[int, int], scheme: str) -> None:
    with running(tmp_path, str(case)) as app:
        page = opened(app, size, scheme)
        for hash_part in ("", "#run"):
            page.goto(f"{page.url.partition('#')[0]}{hash_part}")
            page.wait_for_selector("#settings" if hash_part else "#result")
            assert page.evaluate("document.documentElement.scrollWidth") == size[0]


@pytest.mark.skipif(axe() is None, reason="axe-core is not there: npm install axe-core, or WAG_AXE=path of axe.min.js")
@pytest.mark.parametrize("size", [DESKTOP, PHONE])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_the_app(tmp_path: Path, case: Path, opened: Open, size: tuple[int, int], scheme: str) -> None:
    place = axe()
    assert place is not None
    with running(tmp_path, str(case)) as app:
        page = opened(app, size, scheme)
        own = page.url.partition("#")[0]
        for address, what in ((own, "#found"), (f"{own}#search", "#hits .hit"), (f"{own}#run", "#settings"), (f"{own}/report", "#tree")):
            page.goto(address)
            page.wait_for_selector(what)
            page.evaluate(place.read_text(encoding="utf-8"))
            found = page.evaluate("axe.run().then(r => r.violations.map(v => v.id + ': ' + v.nodes.map(n => n.target).join(' ')))")
            assert (address, found) == (address, [])
