"""One Chromium for the tests of a module; without playwright they are skipped with a word."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser.pages import Look, chromium, watching


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as driver:
        chrome = chromium(driver)
        yield chrome
        chrome.close()


@pytest.fixture
def watched(browser: Any) -> Iterator[Look]:
    with watching(browser) as look:
        yield look
