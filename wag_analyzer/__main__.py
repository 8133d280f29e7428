"""Entry point of ``wag``, ``wag-analyzer`` and ``python -m wag_analyzer``: exit codes, signals and streams; nothing else."""

import os
import signal
import sys
from types import FrameType
from typing import TYPE_CHECKING, NoReturn, TextIO

from wag_analyzer.errors import WagError
from wag_analyzer.heap import look_seldom
from wag_analyzer.threads import THREADS

if TYPE_CHECKING:
    from click import ClickException

__all__ = ["main"]

DONE, WRONG_USE, NOTHING_READABLE, INTERRUPTED = 0, 2, 3, 130
_LEFT = WagError("interrupted", hint="nothing half-written was left")
_LONGEST = 1200
"""Characters of an error."""
_interrupts: list[int] = []
"""Signals that came: code that was struck by one may turn it into an error of its own."""


def main() -> NoReturn:
    """Run the command line and leave with one of the contract's exit codes; no traceback ever reaches a user."""
    _interrupts.clear()
    signal.signal(signal.SIGINT, _interrupted)  # before the heavy imports, which take most of a short run
    look_seldom()
    os.environ.update(dict.fromkeys(THREADS, "1"))  # sums of matrices are rounded by how many threads share them
    here = os.getcwd()  # noqa: PTH109 - pathlib is not loaded yet
    sys.path[:] = [entry for entry in sys.path if entry not in {"", ".", here}]  # a sent folder may hold a pandas.py
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")
    _no_core_dumps()
    arguments = sys.argv[1:]
    try:
        code = _run(arguments)
    except KeyboardInterrupt:  # while what tells errors apart was still being loaded
        code = _told(_LEFT, INTERRUPTED, arguments)
    code = _flushed(sys.stdout, code, arguments)
    _flushed(sys.stderr, code, arguments)
    os._exit(code)  # results are flushed; interpreter shutdown could only add noise or delay


def _run(arguments: list[str]) -> int:
    import click  # noqa: PLC0415 - after the signal handler

    from wag_analyzer.cli import cli  # noqa: PLC0415

    try:
        result = cli.main(arguments, prog_name="wag", standalone_mode=False)
    except click.ClickException as error:
        return _told(_usage(error), WRONG_USE, arguments)
    except WagError as error:
        return _told(error, error.exit_code, arguments)
    except (click.Abort, KeyboardInterrupt):
        return _told(_LEFT, INTERRUPTED, arguments)
    except (BrokenPipeError, SystemExit):  # click turns a broken pipe into an exit of its own
        return DONE  # the reader of our output has seen enough
    except Exception as error:  # noqa: BLE001 - the last net: a user never meets a traceback
        return _told(_LEFT, INTERRUPTED, arguments) if _interrupts else _told(_of_the_machine(error), NOTHING_READABLE, arguments)
    return result if isinstance(result, int) else DONE


def _of_the_machine(error: Exception) -> WagError:
    """Return what went wrong outside our own errors: memory, streams, a fault of ours."""
    if isinstance(error, MemoryError):
        return WagError("not enough memory", hint="read fewer or smaller exports at once")
    if isinstance(error, OSError):
        return WagError(error.strerror or "cannot be used", where=str(error.filename or "output"), hint="check space and rights")
    return _unforeseen(error)


def _usage(error: "ClickException") -> WagError:
    context = getattr(error, "ctx", None)
    hint = f"see '{context.command_path} --help'" if context is not None else ""
    return WagError(error.format_message().rstrip("."), hint=hint)


def _unforeseen(error: Exception) -> WagError:
    """Return where it happened, never what was read: a message of an exception may hold words of a chat."""
    if os.environ.get("WAG_DEBUG"):
        raise error
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = f"{os.path.basename(trace.tb_frame.f_code.co_filename)}:{trace.tb_lineno}" if trace is not None else "?"  # noqa: PTH119
    what = f"an unforeseen fault ({type(error).__name__} at {where})"
    return WagError(what, hint="nothing of the input was changed; please report these words")


def _told(said: WagError, code: int, arguments: list[str]) -> int:
    """Write why the run ends, in the language that the arguments or the settings file ask for."""
    from wag_analyzer.visible import visible  # noqa: PLC0415

    try:
        text = _in_words(said, arguments)
    except (Exception, KeyboardInterrupt):  # noqa: BLE001 - whatever is wrong with the words, the reason must be told
        text = str(said)
    shown = visible(text)
    if len(shown) > _LONGEST:  # what stands in a hostile file may be quoted
        shown = f"{shown[: _LONGEST // 2]} … {shown[-_LONGEST // 2 :]}"
    try:
        sys.stderr.write(f"wag: {shown}\n")
    except OSError:
        return code
    return code


def _in_words(said: WagError, arguments: list[str]) -> str:
    if _language(arguments) == "en":
        return str(said)
    from wag_analyzer.report.error_words import error_line  # noqa: PLC0415 - reads a table

    return error_line(said, "id")


def _language(arguments: list[str]) -> str:
    """Return the language of errors; what the arguments mean may be just what could not be told, so they are only looked through."""
    said = _option(arguments, "--lang")
    if said:
        return said if said == "id" else "en"
    from pathlib import Path  # noqa: PLC0415 - only where something went wrong

    from wag_analyzer.settings import load_settings  # noqa: PLC0415

    config = _option(arguments, "--config")
    return load_settings({}, Path(config) if config else None)[0].lang


def _option(arguments: list[str], name: str) -> str:
    """Return the last value that is given to an option, empty when none is."""
    value = ""
    for turn, word in enumerate(arguments):
        if word == name:
            value = "".join(arguments[turn + 1 : turn + 2])
        elif word.startswith(f"{name}="):
            value = word.removeprefix(f"{name}=")
    return value


def _flushed(stream: TextIO, code: int, arguments: list[str]) -> int:
    """Flush ``stream``; output that could not be delivered is a failure, unless the reader went away by itself."""
    try:
        stream.flush()
    except BrokenPipeError:
        return code
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", "") or "closed"
        return _told(WagError(why, where="standard output", hint="the result is not complete"), code or NOTHING_READABLE, arguments)
    return code


def _interrupted(number: int, _frame: FrameType | None) -> None:
    _interrupts.append(number)
    raise KeyboardInterrupt


def _no_core_dumps() -> None:
    """Switch core files off: one would hold chat text."""
    try:
        import resource  # noqa: PLC0415 - not on Windows
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))


if __name__ == "__main__":
    main()
