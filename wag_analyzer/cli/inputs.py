"""From what the user named to a chat or an analysis, with the exit code for lost lines."""

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from wag_analyzer.case.names import LOG, RUN
from wag_analyzer.case.settling import settled
from wag_analyzer.cli.console import advance, notices, tell
from wag_analyzer.cli.options import Run
from wag_analyzer.errors import ExportError, SettingsError
from wag_analyzer.settings import STRENGTHS, Settings, under_policy
from wag_analyzer.visible import visible

if TYPE_CHECKING:
    import pandas as pd

    from wag_analyzer.analysis import Analysis
    from wag_analyzer.case.folder import Case
    from wag_analyzer.network.ties import View
    from wag_analyzer.parser.chat import Chat

__all__ = ["LOST", "analysed", "chat_of", "lost", "noted", "opened", "refuse_store", "store_in", "tied", "told_if_empty", "under"]

LOST: Final = 4
_TIE_STAGES: Final = 5
_AGAIN: Final = "export the chat again from the phone"


def store_in(inputs: Sequence[str]) -> str:
    """Return the store that was named, empty when the inputs are something else.

    Raises
    ------
    SettingsError
        It was named beside others.
    """
    from wag_analyzer.batch.store import is_store  # noqa: PLC0415 - start-up

    stores = [name for name in inputs if name != "-" and is_store(Path(name))]
    if stores and len(inputs) > 1:
        raise SettingsError("a store is read by itself", where=visible(stores[0]), hint="name it alone")
    return stores[0] if stores else ""


def refuse_store(path: Path | str, what: str, hint: str) -> None:
    """Refuse a store where another thing is asked for.

    Raises
    ------
    SettingsError
        ``path`` is a store.
    """
    from wag_analyzer.batch.store import is_store  # noqa: PLC0415 - start-up

    if str(path) != "-" and is_store(Path(path)):
        raise SettingsError(f"is a store: {what}", where=visible(str(path)), hint=hint)


def opened(inputs: Sequence[str], settings: Settings, run: Run, *, empty: bool = False) -> "tuple[Chat, Settings]":
    """Return the chat in the named exports with the settings, or a case's chat with its own settings under what the line says.

    Raises
    ------
    ExportError
        Nothing can be read, or there is no line in it at all and ``empty`` does not allow that.
    """
    if len(inputs) == 1 and inputs[0] != "-" and (Path(inputs[0]) / RUN).is_file():
        from wag_analyzer.case.folder import open_case  # noqa: PLC0415 - pulls in the whole pipeline

        case = open_case(Path(inputs[0]))
        noted(case, run, "read", command=str(click.get_current_context().info_name), tier="names")
        return case.chat(), under(case.settings, run)
    if store := store_in(inputs):
        from wag_analyzer.batch.keep import chat_of_store  # noqa: PLC0415 - pulls in pandas

        chat = chat_of_store(Path(store))
        notices(run, chat.notices)
        return chat, settings
    return chat_of(inputs, settings, run, empty=empty), settings


def noted(case: "Case", run: Run, what: str, **told: str) -> None:
    """Note in the log of a case that it was looked at; where it cannot be written (a case on a disc), the user is told so."""
    from wag_analyzer.case import log  # noqa: PLC0415 - pulls in the pipeline
    from wag_analyzer.errors import CaseError  # noqa: PLC0415

    due = case.run.get("retain_until")
    if due and due < log.now()[:10]:
        tell(run, "overdue", path=case.path, day=due)
    try:
        log.append(case.path / LOG, what, log.user(), told)
    except CaseError as error:
        from wag_analyzer.report.error_words import error_text  # noqa: PLC0415 - reads a table

        tell(run, "not_noted", path=error.where, why=error_text(error.what, run.speaks))


def under(own: Settings, run: Run) -> Settings:
    """Return a case's own settings under what the command line says in so many words."""
    said = {**click.get_current_context().params, "seed": run.seed, "lang": run.lang}
    known = {field.name for field in fields(Settings)}
    given: dict[str, Any] = {name: value for name, value in said.items() if name in known and value not in (None, ())}
    return under_policy(replace(own, **given))


def chat_of(inputs: Sequence[str], settings: Settings, run: Run, *, empty: bool = False) -> "Chat":
    """Return the chat in the named exports; its notices go to standard error. See ``opened``."""
    from wag_analyzer.parser.read import read  # noqa: PLC0415 - pulls in pandas

    chat = read(inputs, settings)
    if not empty and _is_empty(chat):
        raise ExportError("is empty", where=chat.sources[0].file, hint=_AGAIN)
    told_if_empty(chat, run)
    if not (_is_empty(chat) or len(chat.messages) or len(chat.events)):
        raise ExportError("holds no message", where=chat.sources[0].file, hint=_AGAIN)
    chat = settled(chat, settings)
    notices(run, chat.notices)
    return chat


def told_if_empty(chat: "Chat", run: Run) -> None:
    """Say so when there is no line in a chat."""
    if _is_empty(chat):
        tell(run, "empty", file=chat.sources[0].file)


def _is_empty(chat: "Chat") -> bool:
    return not any(source.lines_total for source in chat.sources)


def analysed(chat: "Chat", settings: Settings, run: Run, *, for_findings: bool = False) -> "Analysis":
    """Return the analysis of ``chat``, with a bar on long work; ``for_findings`` alone, without what only strengths rest on."""
    from wag_analyzer.analysis import STAGES, analyze, examined  # noqa: PLC0415 - pulls in SciPy and networkx
    from wag_analyzer.aside import LONG, hands, is_free  # noqa: PLC0415 - only here

    with nullcontext() if is_free() else hands(wanted=len(chat.messages) >= LONG), advance(run, len(STAGES)) as told:
        if for_findings and STRENGTHS in settings.ignore:
            return examined(chat, settings, told)
        return analyze(chat, settings, told, told.step)


def tied(chat: "Chat", settings: Settings, run: Run, view: "View") -> "pd.DataFrame":
    """Return the ties of ``chat`` alone, without the measures that rest on them, with a bar on long work."""
    from wag_analyzer.analysis import acted  # noqa: PLC0415 - pulls in SciPy
    from wag_analyzer.network.ties import ties  # noqa: PLC0415 - as above

    with advance(run, _TIE_STAGES) as told:
        people, messages, interactions = acted(chat, settings, told)
        told("ties")
        return ties(interactions, messages, people, settings, view)


def lost(chat: "Chat", settings: Settings) -> int:
    """Return 4 when more lines than ``max_loss`` percent stayed unread in any file, else 0."""
    shares = (100 * source.skipped_lines / source.lines_total for source in chat.sources if source.lines_total)
    return LOST if max(shares, default=0) > settings.max_loss else 0
