"""What a worker does with one file: read, people, ties, findings, and all of it written as one export of the store."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from wag_analyzer.analysis import examined
from wag_analyzer.batch import keep
from wag_analyzer.batch.places import written
from wag_analyzer.batch.store import Store
from wag_analyzer.batch.task import LEVELS, Task, about, failure
from wag_analyzer.case.settling import is_asked, settled
from wag_analyzer.detectors import judged
from wag_analyzer.errors import ArchiveError, CaseError, ConsentError, ExportError, LayoutError, SettingsError, WagError
from wag_analyzer.network.two_mode import affiliations
from wag_analyzer.parser.chat import Chat
from wag_analyzer.parser.read import read
from wag_analyzer.parser.stream import Stream, is_large
from wag_analyzer.parser.zones import in_utc
from wag_analyzer.people.membership import membership
from wag_analyzer.report.findings_jsonl import findings_jsonl
from wag_analyzer.report.tiers import Tier
from wag_analyzer.settings import Settings, without_strengths
from wag_analyzer.visible import visible

if TYPE_CHECKING:
    from wag_analyzer.analysis import Analysis
    from wag_analyzer.findings import Finding

__all__ = ["made_of", "work"]

_CODES: Final[tuple[tuple[type[Exception], str], ...]] = (
    (ArchiveError, "archive"),
    (LayoutError, "not-a-chat"),
    (ConsentError, "no-consent"),
    (ExportError, "unreadable"),
    (WagError, "fault"),
    (MemoryError, "memory"),
)


def work(task: Task) -> dict[str, Any]:
    """Read one file into the store, and return what its ``meta.json`` says.

    Whatever is wrong with the file is told in the answer. What is wrong with the store or the settings stops the run.

    Raises
    ------
    CaseError
        The store cannot be written.
    SettingsError
        The roster, the contacts, the decisions or the policy cannot be used.
    """
    started = monotonic()
    try:
        return _kept(task, lambda folder: _read(task, folder), started)
    except Exception as error:
        if isinstance(error, (CaseError, SettingsError)) and not isinstance(error, ConsentError):
            raise  # all other faults are of one file, and never stop the others
        found = failure(task, *_told(error))
    return _kept(task, lambda _: found, started)


def _kept(task: Task, made: Callable[[Path], dict[str, Any]], started: float) -> dict[str, Any]:
    store = Store(task.store)
    with store.staged(task.sha256, task.tag, replacing=task.replacing) as folder:
        meta = {**made(folder), "seconds": round(monotonic() - started, 3)}
        store.describe(folder, meta)
    entry = store.entry(task.sha256)
    return meta if entry is None else dict(entry.meta)


def _told(error: Exception) -> tuple[str, str]:
    """Return code and words of what was wrong with a file; the words of a fault of ours may be those of a chat and are left out."""
    code = next((code for kind, code in _CODES if isinstance(error, kind)), "fault")
    if isinstance(error, WagError):
        changed = error.what.startswith("changed")
        return "changed" if changed else code, visible(f"{error.what}; {error.hint}" if error.hint else error.what)
    if isinstance(error, MemoryError):
        return code, "not enough memory"
    return code, f"an unforeseen fault ({type(error).__name__}); please report these words"


def _read(task: Task, folder: Path) -> dict[str, Any]:
    if is_large(task.path) and not is_asked(task.settings):  # who agreed is known at the end only
        return _streamed(task, folder)
    chat = read([task.path], task.settings)
    if any(source.sha256 != task.sha256 for source in chat.sources):
        raise ExportError("changed while it was read", hint="wait until it is written, then start again")
    if not any(source.lines_total for source in chat.sources):
        raise ExportError("is empty", hint="export the chat again from the phone")
    chat = settled(chat, task.settings)
    return {**about(task), **made_of(chat, folder, task.settings, is_whole=not task.is_messages_only)}


def made_of(chat: Chat, folder: Path, settings: Settings, *, is_whole: bool) -> dict[str, Any]:
    """Write the tables of a chat, and what is made of it when all is wanted; return what the description of the export says of them.

    Raises
    ------
    OSError
        They cannot be written.
    """
    rows = keep.write_parts(folder, [chat])
    for name, frame in (("links", chat.links), ("aliases", chat.aliases)):
        rows |= keep.write_table(folder, name, frame)
    found = {**keep.told_of(chat), **_span([chat]), "status": "read", "rows": rows}
    return {**found, **_examined(settings, chat, folder, rows)} if is_whole else found


def _streamed(task: Task, folder: Path) -> dict[str, Any]:
    """Keep the messages of a file that is too large to be in memory; nothing more is made of it."""
    stream = Stream(task.path, task.settings)
    senders: set[str] = set()
    spans: list[tuple[pd.Timestamp, pd.Timestamp]] = []

    def parts() -> Any:
        for part in stream:
            shown = in_utc(part, task.settings.tz) if task.settings.tz else part
            senders.update(shown.messages["sender"].dropna().unique().tolist())
            if len(shown.messages):
                spans.append((shown.messages["at"].min(), shown.messages["at"].max()))
            yield shown

    rows = keep.write_parts(folder, parts())
    source = stream.source
    if source is None or source.sha256 != task.sha256:
        raise ExportError("changed while it was read", hint="wait until it is written, then start again")
    whole = Chat(pd.DataFrame(), pd.DataFrame(), pd.DataFrame(), notices=stream.notices, sources=(source,))
    ends = {"from": _iso(min(span[0] for span in spans)), "to": _iso(max(span[1] for span in spans))} if spans else {}
    told = {"status": "read", "rows": rows, "people": len(senders), "is_large": True, "from": None, "to": None}
    return {**about(task), **keep.told_of(whole), **_counts(whole), **told, **ends}


def _examined(asked: Settings, chat: Chat, folder: Path, rows: dict[str, int]) -> dict[str, Any]:
    """Keep what was made of a chat, and return what is new in its description."""
    settings = without_strengths(asked)
    analysis = examined(chat, settings)
    found = judged(analysis, select=settings.select, ignore=settings.ignore).findings
    moves = membership(chat, analysis.people)
    frames = {
        "people": analysis.people.table,
        "identities": analysis.people.identities,
        "membership": moves,
        "affiliations": affiliations(moves, analysis.messages),
        "ties": analysis.network.ties,
    }
    made = dict(rows)
    for name, frame in frames.items():
        made |= keep.write_table(folder, name, frame)
    return {"status": "done", "rows": made, "people": len(analysis.people.table), "findings": _judged(found, analysis, folder)}


def _judged(found: "list[Finding]", analysis: "Analysis", folder: Path) -> dict[str, int]:
    """Keep the findings, and return how many there are of each severity."""
    if found:
        with written(folder / keep.FINDINGS) as file:
            file.write(findings_jsonl(found, Tier("names"), analysis.settings.lang).encode("utf-8", "backslashreplace"))
    counted = Counter(finding.rule.severity.word for finding in found if not finding.rule.strength)
    return {level: counted[level] for level in LEVELS}


def _span(parts: list[Chat]) -> dict[str, Any]:
    """Return what the summary tells of a chat: group, lines lost, language, from when to when, and who wrote."""
    chat = parts[0]
    times = chat.messages["at"]
    first, last = (times.min(), times.max()) if len(times) else (None, None)
    return {**_counts(chat), "people": chat.messages["sender"].nunique(), "from": _iso(first), "to": _iso(last)}


def _counts(chat: Chat) -> dict[str, Any]:
    sources = chat.sources
    return {
        "group": " / ".join(dict.fromkeys(source.group or source.file for source in sources)),
        "group_ids": sorted({source.group_id for source in sources}),
        "lines_total": sum(source.lines_total for source in sources),
        "lines_lost": sum(source.skipped_lines for source in sources),
        "locale": "/".join(dict.fromkeys(source.locale for source in sources)),
    }


def _iso(at: pd.Timestamp | None) -> str | None:
    return None if at is None else at.isoformat()
