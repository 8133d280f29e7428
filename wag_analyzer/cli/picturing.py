"""Option --figures of 'wag report': pictures for papers and slides beside the report."""

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from wag_analyzer.errors import CaseError, SettingsError

if TYPE_CHECKING:
    from wag_analyzer.analysis import Analysis
    from wag_analyzer.report.tiers import Tier

__all__ = ["draw", "figure_formats_option", "figures_option"]

_EXTRA: Final = "pip install 'wag-analyzer[plots]'"
_FORMATS: Final = ("svg", "pdf", "png")

figures_option = click.option(
    "--figures",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder for pictures: map, timeline, ties, answers, invitations, roles, brokerage.",
)
figure_formats_option = click.option(
    "--figure-formats",
    help=f"With commas: {', '.join(_FORMATS)}; more than map.svg needs matplotlib.  [default: svg where it is installed]",
)


def draw(folder: Path, wanted: str | None, analysis: "Analysis", tier: "Tier") -> list[str]:
    """Write the figures of an analysis into a folder; return the paths, and what was left out for want of matplotlib.

    Raises
    ------
    SettingsError
        A format is unknown, or matplotlib is needed for what was asked and not installed.
    CaseError
        The folder cannot be written.
    LeakError
        A name or number that must stay inside occurs in one of them.
    """
    from wag_analyzer.case.files import write_bytes  # noqa: PLC0415 - pulls in everything
    from wag_analyzer.case.pictures import pictures  # noqa: PLC0415
    from wag_analyzer.report.figures.plots import installed  # noqa: PLC0415

    forms = _formats(wanted, can=installed())
    made = pictures(analysis, tier, forms)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CaseError(f"cannot be made ({error.strerror})", where=str(folder), hint="choose another --figures") from None
    for name, content in made.items():
        write_bytes(folder / name, content, mode=0o644)
    told = [] if forms else [f"only the map: the other figures need matplotlib ({_EXTRA})"]
    return [*(str(folder / name) for name in made), *told]


def _formats(wanted: str | None, *, can: bool) -> list[str]:
    forms = [form.strip() for form in (wanted or "svg").split(",") if form.strip()]
    unknown = [form for form in forms if form not in _FORMATS]
    if unknown:
        raise SettingsError(f"no format is called {', '.join(unknown)}", where="--figure-formats", hint=f"use {', '.join(_FORMATS)}")
    if can:
        return forms
    if wanted:
        raise SettingsError("needs matplotlib, which is not installed", where="--figure-formats", hint=_EXTRA)
    return []
