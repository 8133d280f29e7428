"""Follow the tutorials as a newcomer does: ``python tests/newcomer.py`` with the Python of an environment that holds nothing but the tool.

Each tutorial is followed in an empty folder with the samples in it and a home without settings. Ends with 1, and says where, when a command
fails or prints something else than the page shows. What is followed is the installed package, never the one beside this file.
"""

import os
import sys
import tempfile
from importlib import import_module
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]


def followed(page: Path) -> list[str]:
    """Return what a page shows and does not happen."""
    pages: Any = import_module("pages")  # beside this file; as a script it is no part of a package
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "sample_exports").symlink_to(ROOT / "sample_exports")
        os.environ["XDG_CONFIG_HOME"] = str(Path(folder) / "own")
        os.environ.pop("COLUMNS", None)
        os.chdir(folder)
        try:
            return list(pages.Reader(Path(folder)).follow(page))
        finally:
            os.chdir(ROOT)


def main() -> int:
    """Follow every tutorial, and return the exit code."""
    import wag_analyzer  # noqa: PLC0415 - the installed one

    if Path(wag_analyzer.__file__).parent == ROOT / "wag_analyzer":
        sys.stderr.write("install the package first: this is the one of the repository\n")
        return 2
    wrong = [told for page in sorted((ROOT / "docs" / "tutorial").glob("*.md")) for told in followed(page)]
    sys.stderr.write("\n\n".join([*wrong, f"{len(wrong)} things shown do not happen"]) + "\n")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
