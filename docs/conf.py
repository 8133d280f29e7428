"""How the documentation is built; reference pages of tables, settings and detectors are written from the code."""

import os
import shutil
import sys
import tempfile
from dataclasses import fields
from pathlib import Path
from unittest.mock import patch

from click.testing import CliRunner
from pygments.lexers.special import TextLexer
from sphinx.application import Sphinx

HERE = Path(__file__).parent
MADE = HERE / "reference" / "made"
GALLERY = HERE / "gallery" / "made"
SHOWN = HERE.parent / "sample_exports" / "android" / "id-kantor-gudang.txt"
sys.path.insert(0, str(HERE.parent))

from wag_analyzer import __version__  # noqa: E402 - after the path is set
from wag_analyzer.cli import cli  # noqa: E402 - as above
from wag_analyzer.detectors import DETECTORS, looked_for, page  # noqa: E402 - as above
from wag_analyzer.network.cards import cards_page  # noqa: E402 - as above
from wag_analyzer.settings import Settings, load_settings  # noqa: E402 - as above
from wag_analyzer.tables import TABLES  # noqa: E402 - as above

project = "wag-analyzer"
author = "The wag-analyzer authors"
version = release = __version__
extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx_click"]
myst_enable_extensions = ["colon_fence", "dollarmath"]
myst_heading_anchors = 3
nb_execution_mode = "force"  # the notebooks hold no results: what the book shows was computed for it
nb_execution_raise_on_error = True
nb_execution_timeout = 600
html_theme = "furo"
html_title = f"wag-analyzer {version}"
exclude_patterns = ["_build", "reference/made/accuracy.md", "explanation/findings-measured.md"]
autodoc_typehints = "none"
napoleon_google_docstring = False
nitpick_ignore_regex = [("py:.*", r".*")]


def _tables() -> str:
    parts = ["# Tables\n\nEvery table the tool writes, from `wag_analyzer/tables`; `wag schema TABLE` prints the same.\n"]
    for table in TABLES.values():
        rows = "\n".join(f"| `{c.name}` | {c.kind} | {c.meaning.replace('|', ' or ')} | {c.unit} |" for c in table.columns)
        parts.append(f"\n## {table.name}\n\nOne row is {table.row}.\n\n| column | type | meaning | unit |\n|---|---|---|---|\n{rows}\n")
    return "".join(parts)


def _settings() -> str:
    values, _ = load_settings({})
    said = _meanings()
    rows = "\n".join(f"| `{field.name}` | `{getattr(values, field.name)!r}` | {said[field.name]} |" for field in fields(Settings))
    head = "# Settings\n\nOrder: command line, `--config`, the user's folder, default. Never a file beside an export.\n"
    return f"{head}\n| setting | default | meaning |\n|---|---|---|\n{rows}\n"


def _meanings() -> dict[str, str]:
    """Return setting → meaning, from the parameters of the docstring."""
    said: dict[str, str] = {}
    names: list[str] = []
    for line in (Settings.__doc__ or "").split("----------\n", 1)[-1].rstrip().split("\n"):
        if line.startswith("        "):
            said |= {name: f"{said.get(name, '')} {line.strip()}".strip().replace("``", "`") for name in names}
        else:
            names = [name.strip() for name in line.split(",")]
    return said


def _accuracy() -> str:
    """Return a table of what was measured for each detector, with intervals."""
    rows = ["| detector | wrong | interval | missed | false alarms | expect wrong |", "|---|---|---|---|---|---|"]
    for rule in looked_for():
        told = rule.precision
        if told is None or told.p_wrong is None:
            never = f"never fired | | {told.missed} of {told.missed}" if told is not None and told.missed else "not measured | | "
            rows.append(f"| {rule.code} {rule.name} | {never} | | |")
            continue
        (lo, hi), (least, most) = told.interval(), told.p_wrong_interval()
        share = f"{told.wrong} of {told.n} | {lo:.0%} to {hi:.0%} | {told.missed} of {told.right + told.missed}"
        alarms = f"{told.false_alarms} in {told.messages:,} messages | {told.p_wrong:.0%} ({least:.0%} to {most:.0%})"
        rows.append(f"| {rule.code} {rule.name} | {share} | {alarms} |")
    return "\n".join([*rows, ""])


def _write() -> None:
    shutil.rmtree(MADE, ignore_errors=True)
    (MADE / "detectors").mkdir(parents=True)
    (MADE / "tables.md").write_text(_tables(), encoding="utf-8")
    (MADE / "measures.md").write_text(cards_page(), encoding="utf-8")
    (MADE / "settings.md").write_text(_settings(), encoding="utf-8")
    (MADE / "accuracy.md").write_text(_accuracy(), encoding="utf-8")
    for detector in DETECTORS:
        code = detector.RULE.code
        (MADE / "detectors" / f"{code.lower()}.md").write_text(page(code), encoding="utf-8")
    listed = "\n".join(detector.RULE.code.lower() for detector in DETECTORS)
    head = "# Detectors\n\nThe pages `wag explain CODE` prints; their examples are tests.\n"
    index = f"{head}\n```{{toctree}}\n:maxdepth: 1\n\n{listed}\n```\n"
    (MADE / "detectors" / "index.md").write_text(index, encoding="utf-8")


def _draw() -> None:
    """Draw the gallery from a sample export, as anybody would, in a settings folder of its own; the names in it are invented.

    What was drawn by the program as it stands is left alone.
    """
    made = [path.stat().st_mtime for path in GALLERY.glob("*.svg")]
    parts = (path for path in (HERE.parent / "wag_analyzer").rglob("*") if path.suffix in {".py", ".toml", ".npz"})
    if made and min(made) > max(path.stat().st_mtime for path in (SHOWN, *parts)):
        return
    with tempfile.TemporaryDirectory() as folder, patch.dict(os.environ, {"XDG_CONFIG_HOME": folder}):
        told = ["--output", f"{folder}/report.html", "--tier", "names", "--figures", str(GALLERY)]
        for words in (["audit", str(SHOWN), "--output", f"{folder}/shown.case"], ["report", f"{folder}/shown.case", *told]):
            done = CliRunner().invoke(cli, ["--quiet", *words], catch_exceptions=False)
            if done.exit_code:
                raise RuntimeError(done.output)


def setup(app: Sphinx) -> None:
    """Let Sphinx know the blocks of a detector's page: a chat and what must be found in it."""
    for name in ("chat", "expect", "roster"):
        app.add_lexer(name, TextLexer)


_write()
_draw()
