"""What browser tests share: a page written from an analysis, a watched browser, and waiting that the page's own policy allows."""

import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from wag_analyzer.analysis import Analysis
from wag_analyzer.findings import Finding
from wag_analyzer.report.html.page import html
from wag_analyzer.report.tiers import Tier

DESKTOP, PHONE = (1440, 1000), (390, 844)
FLAGS = ("--no-sandbox", "--disable-gpu")
Look = Callable[..., Any]


def chromium(driver: Any) -> Any:
    """Return a started Chromium."""
    return driver.chromium.launch(executable_path=shutil.which("chromium"), args=list(FLAGS))


@contextmanager
def watching(browser: Any) -> Iterator[Look]:
    """Give a function that opens a page at a size; at the end nothing may have been logged and nothing asked from outside."""
    contexts, logged, asked = [], [], []

    def look(path: Path, size: tuple[int, int] = DESKTOP, scheme: str = "light", **more: Any) -> Any:
        context = browser.new_context(viewport={"width": size[0], "height": size[1]}, color_scheme=scheme, accept_downloads=True, **more)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: logged.append(message.text))
        page.on("pageerror", lambda error: logged.append(str(error)))
        page.on("request", lambda request: asked.append(request.url))
        page.goto(path.as_uri())
        page.wait_for_selector("html[data-ready=yes]")
        return page

    yield look
    for context in contexts:
        context.close()
    assert logged == []
    assert [url for url in asked if not url.startswith(("file:", "blob:"))] == []


def written(
    folder: Path,
    analysis: Analysis,
    findings: Sequence[Finding],
    more: Mapping[str, pd.DataFrame] | None = None,
    *,
    tier: Tier | None = None,
    lang: Any = "en",
) -> Path:
    """Write a report into ``folder``; names are shown unless a tier says otherwise."""
    path = folder / "report.html"
    text = html(analysis, findings, tier=tier or Tier("names"), lang=lang, min_group=5, made_with={"wag-analyzer": "0"}, more=more or {})
    path.write_text(text, encoding="utf-8")
    return path


def until(page: Any, claim: str) -> None:
    """Wait until a claim holds; the page's own policy forbids what playwright's waiting does."""
    for _ in range(600):
        if page.evaluate(claim):
            return
        page.wait_for_timeout(50)
    pytest.fail(f"never: {claim}")


def axe() -> Path | None:
    """Return axe-core's script: named by WAG_AXE, or installed by npm in the project's folder."""
    places = [Path(os.environ["WAG_AXE"])] if "WAG_AXE" in os.environ else []
    places.append(Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js")
    return next((place for place in places if place.is_file()), None)
