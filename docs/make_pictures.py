"""Make the pictures of the README and the docs from a case, with a headless Chromium: the report at four widths, and the app.

    python docs/make_pictures.py CASE [FOLDER]

Needs playwright (dependency group ``test``) and a Chromium on the path; nothing is fetched.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, Literal

USE: Final = "usage: python docs/make_pictures.py CASE [FOLDER]"
PATIENCE: Final = 120_000  # milliseconds
DESKTOP: Final = {"viewport": {"width": 1440, "height": 1000}}
WIDE: Final = {"viewport": {"width": 1920, "height": 1080}}
TABLET: Final = {"viewport": {"width": 820, "height": 1180}}
PHONE: Final = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2}
OPEN: Final = "const card = document.querySelector('details.finding'); if (card) card.open = true;"
STILL: Final = "document.documentElement.style.scrollBehavior = 'auto'; "
TO_MAP: Final = STILL + "document.getElementById('map').scrollIntoView();"
PAIR: Final = STILL + "document.querySelector('[data-view=matrix]').click(); chooseTie(3);"
TO_FINDING: Final = STILL + OPEN + " card.scrollIntoView();"
TO_PEOPLE: Final = STILL + "document.getElementById('people').scrollIntoView();"
PICTURES: Final[tuple[tuple[str, dict[str, Any], Literal["light", "dark"], str], ...]] = (
    ("report-desktop.png", DESKTOP, "light", OPEN),
    ("report-desktop-dark.png", DESKTOP, "dark", PAIR),
    ("report-wide.png", WIDE, "light", TO_MAP),
    ("report-tablet.png", TABLET, "light", TO_PEOPLE),
    ("report-phone.png", PHONE, "light", TO_MAP),
    ("report-phone-dark.png", PHONE, "dark", TO_FINDING),
)
APP: Final[tuple[tuple[str, dict[str, Any], Literal["light", "dark"], str, str], ...]] = (
    ("app-desktop.png", DESKTOP, "light", "", ""),
    ("app-run.png", DESKTOP, "dark", "#run", ".filecard"),
    ("app-phone.png", PHONE, "light", "", ""),
)


def pictures(case: Path, folder: Path) -> Iterator[Path]:
    """Write one picture for each of ``PICTURES`` and ``APP`` into ``folder`` and give their paths."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only this script needs it

    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"])
        for name, size, scheme, act in PICTURES:
            context = browser.new_context(**size, color_scheme=scheme)
            page = context.new_page()
            page.goto((case / "report.html").resolve().as_uri())
            page.wait_for_selector("html[data-ready=yes]")
            page.evaluate(f"() => {{ {act} }}")
            yield kept(page, folder / name)
            context.close()
        for name, size, scheme, part, what in APP:
            context = browser.new_context(**size, color_scheme=scheme)
            with served(case) as address:
                page = context.new_page()
                page.set_default_timeout(PATIENCE)
                page.goto(address)
                page.wait_for_selector(".card")
                if part:
                    page.locator(f"a[href='{part}']").first.click()
                    page.wait_for_selector(what)
                yield kept(page, folder / name)
            context.close()
        browser.close()


def kept(page: Any, path: Path) -> Path:
    """Take a picture of what is seen, when it has come to rest."""
    page.wait_for_timeout(600)
    page.screenshot(path=path)
    return path


@contextmanager
def served(case: Path) -> Iterator[str]:
    """Serve a copy of a case under a plain name, and give the address to begin with."""
    with tempfile.TemporaryDirectory() as folder:
        copied = Path(shutil.copytree(case, Path(folder) / "Kantor Gudang.case"))
        home: Mapping[str, str] = {"XDG_CONFIG_HOME": f"{folder}/config", "XDG_DATA_HOME": f"{folder}/data"}
        command = [sys.executable, "-m", "wag_analyzer", "serve", "--no-browser", str(copied)]
        with subprocess.Popen(command, env={**os.environ, **home}, stdout=subprocess.PIPE, text=True) as child:  # noqa: S603 - our own command
            try:
                yield str(child.stdout.readline() if child.stdout else "").strip()
            finally:
                child.send_signal(signal.SIGINT)


def main(arguments: list[str]) -> int:
    """Run the script; 2 when it is used wrongly."""
    if len(arguments) not in {1, 2} or not (Path(arguments[0]) / "report.html").is_file():
        sys.stderr.write(USE + "\n")
        return 2
    folder = Path(arguments[1]) if len(arguments) > 1 else Path(__file__).parent / "pictures"
    sys.stdout.writelines(f"{path}\n" for path in pictures(Path(arguments[0]), folder))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
