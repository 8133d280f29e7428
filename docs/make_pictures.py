"""Make the pictures of the README and the docs from a report, with a headless Chromium.

    python docs/make_pictures.py CASE/report.html [FOLDER]

Needs playwright (dependency group ``test``) and a Chromium on the path; nothing is fetched.
"""

import shutil
import sys
from pathlib import Path
from typing import Any, Final, Literal

USE: Final = "usage: python docs/make_pictures.py REPORT.html [FOLDER]"
DESKTOP: Final = {"viewport": {"width": 1440, "height": 1000}}
PHONE: Final = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2}
OPEN: Final = "const card = document.querySelector('details.finding'); if (card) card.open = true;"
STILL: Final = "document.documentElement.style.scrollBehavior = 'auto'; "
TO_MAP: Final = STILL + "document.getElementById('map').scrollIntoView();"
PAIR: Final = STILL + "document.querySelector('[data-view=matrix]').click(); chooseTie(3);"
TO_FINDING: Final = STILL + OPEN + " card.scrollIntoView();"
PICTURES: Final[tuple[tuple[str, dict[str, Any], Literal["light", "dark"], str], ...]] = (
    ("report-desktop.png", DESKTOP, "light", OPEN),
    ("report-desktop-dark.png", DESKTOP, "dark", PAIR),
    ("report-phone.png", PHONE, "light", TO_MAP),
    ("report-phone-dark.png", PHONE, "dark", TO_FINDING),
)


def pictures(report: Path, folder: Path) -> list[Path]:
    """Write one picture for each of ``PICTURES`` into ``folder`` and return their paths."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only this script needs it

    folder.mkdir(parents=True, exist_ok=True)
    made = []
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"])
        for name, size, scheme, act in PICTURES:
            context = browser.new_context(**size, color_scheme=scheme)
            page = context.new_page()
            page.goto(report.resolve().as_uri())
            page.wait_for_selector("html[data-ready=yes]")
            page.evaluate(f"() => {{ {act} }}")
            page.wait_for_timeout(600)
            page.screenshot(path=folder / name)
            made.append(folder / name)
            context.close()
        browser.close()
    return made


def main(arguments: list[str]) -> int:
    """Run the script; 2 when it is used wrongly."""
    if len(arguments) not in {1, 2} or not Path(arguments[0]).is_file():
        sys.stderr.write(USE + "\n")
        return 2
    folder = Path(arguments[1]) if len(arguments) > 1 else Path(__file__).parent / "pictures"
    sys.stdout.writelines(f"{path}\n" for path in pictures(Path(arguments[0]), folder))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
