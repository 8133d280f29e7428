"""The command that opens the local web app."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from wag_analyzer.cli.console import tell
from wag_analyzer.cli.options import Run, run_and_settings
from wag_analyzer.errors import ExportError
from wag_analyzer.settings import Settings
from wag_analyzer.visible import visible

if TYPE_CHECKING:
    from wag_analyzer.web.desk import Desk

__all__ = ["serve"]

_PORTS: Final = 65535
_UPLOAD_MB: Final = 2048


@click.command()
@click.argument("inputs", nargs=-1, type=click.Path(path_type=Path), metavar="[CASE|STORE|EXPORT]...")
@run_and_settings()
@click.option("--port", type=click.IntRange(0, _PORTS), default=0, help="Port on this machine. [any free one]")
@click.option("--no-browser", is_flag=True, help="Only print the address.")
@click.option("--max-upload", type=click.IntRange(1), default=_UPLOAD_MB, metavar="MB", show_default=True, help="Largest file to take.")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, file_okay=False), help="Folder in which new cases are kept. [your data folder]"
)
def serve(
    inputs: tuple[Path, ...], run: Run, settings: Settings, *, port: int, no_browser: bool, max_upload: int, output: Path | None
) -> None:
    """Open the local web app: drop exports, see what they are, audit, explore, search, decide.

    With a CASE it opens that; with a STORE a case for each of its groups, audited when you open it; with EXPORTs a new case for them;
    with none of these the list of cases it made before. The app listens on this machine only and answers only the browser that opened the
    printed address, which holds a secret of this run. Ctrl-C ends it; nothing is lost, and work that was interrupted can be begun again.
    """
    from wag_analyzer.web.asking import Room  # noqa: PLC0415 - pulls in the server
    from wag_analyzer.web.desk import default_home  # noqa: PLC0415
    from wag_analyzer.web.server import listening, start  # noqa: PLC0415

    home = output or default_home()
    desk, opened = _laid_out(inputs, home, run)
    with listening(port) as sock:
        here = Room(desk, max_upload << 20, settings.lang, run.config)
        app, address = start(here, sock, opened)
        tell(run, "app_home", path=visible(str(home)))
        sys.stdout.write(address + "\n")
        sys.stdout.flush()
        if not no_browser:
            click.launch(address)
        app()


def _laid_out(inputs: Sequence[Path], home: Path, run: Run) -> "tuple[Desk, str]":
    """Return the desk with what the user named on it, and the id of the case to open first."""
    from wag_analyzer.batch.store import is_store  # noqa: PLC0415 - start-up
    from wag_analyzer.web import draft  # noqa: PLC0415 - pulls in the server
    from wag_analyzer.web.desk import Desk, identity  # noqa: PLC0415
    from wag_analyzer.web.shelf import shelved  # noqa: PLC0415

    cases = [path for path in inputs if draft.is_written(path)]
    stores = [path for path in inputs if is_store(path)]
    exports = [path for path in inputs if path not in cases and path not in stores]
    for path in exports:
        if not path.exists():
            raise ExportError("cannot be found", where=visible(str(path)), hint="check the path")
    desk = Desk(home, cases)
    for store in stores:
        for name, order in shelved(store, run.speaks):
            desk.shelve(name, order)
    if not exports:
        return desk, identity(desk.own[0]) if len(desk.own) == 1 else ""
    told = tuple(
        draft.Export(visible(path.name), path.stat().st_size if path.is_file() else 0, "", str(path.absolute())) for path in exports
    )
    case = desk.plan(exports[0].absolute().name, draft.Draft(exports=told, settings={"lang": run.speaks}))
    tell(run, "app_case", path=visible(str(case)))
    return desk, identity(case)
