"""From the records of a foreign file to the tables of a chat."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

import numpy as np
import pandas as pd

from wag_analyzer import tables
from wag_analyzer.counts import counted
from wag_analyzer.parser.archive import Blob
from wag_analyzer.parser.chat import Chat, Notice, Source
from wag_analyzer.parser.coverage import BECAME
from wag_analyzer.parser.foreign_links import links
from wag_analyzer.parser.foreign_records import Conversation, Happened, Said
from wag_analyzer.parser.groups import group_id
from wag_analyzer.parser.notices import twins

__all__ = ["chat"]

_SKIPPED, _MESSAGE, _SYSTEM, _CONTINUATION = (BECAME.index(word) for word in ("skipped", "message", "system", "continuation"))
_BEGAN: Final = 1_230_768_000  # 2009, when WhatsApp began
_FAR: Final = 20 * 365 * 86_400
_SHOWN: Final = 5


def chat(conversation: Conversation, blob: Blob) -> Chat:
    """Return the chat of one conversation of a foreign file."""
    digest = hashlib.sha256(conversation.content).hexdigest()
    _number(conversation, digest[:8])
    recorded = links(conversation)
    _warn(conversation)
    known = conversation.group_id or group_id(conversation.group or conversation.file)
    place = {"group_id": known, "file": conversation.file, "file_sha256": blob.sha256}
    became, reason, reasons = _ledger(conversation)
    return Chat(
        messages=_messages(conversation.said, place),
        events=_events(conversation.happened, place),
        coverage=_coverage(became, reason, reasons, place),
        notices=tuple(replace(note, file=conversation.file) for note in conversation.notices),
        sources=(_source(conversation, blob, digest, known, became),),
        links=_links(recorded),
    )


def _number(conversation: Conversation, short: str) -> None:
    """Give every record its id: the one it brings along when no other brings the same, else hash and line."""
    records: list[Said | Happened] = [*conversation.said, *conversation.happened]
    brought = Counter(record.msg_id for record in records if record.msg_id)
    made = {f"{short}-{record.place.line}" for record in records}
    twice = 0
    for record in records:
        own = f"{short}-{record.place.line}"
        if record.msg_id and (brought[record.msg_id] > 1 or (record.msg_id in made and record.msg_id != own)):
            twice += 1
            record.msg_id = None
        record.msg_id = record.msg_id or own
    if twice:
        text = counted("{n:record brings|records bring} an id that is not {n:=its|theirs} alone and {n:=was|were} given another", n=twice)
        conversation.notices.append(Notice("WAG024", "ids-not-unique", text))


def _warn(conversation: Conversation) -> None:
    """Say what a careful reader should know: lines not read, clocks that run back, names that look alike."""
    lost: defaultdict[str, list[int]] = defaultdict(list)
    for place, why in conversation.aside:
        if not why.startswith("structure"):
            lost[why].append(place.line)
    for why, lines in lost.items():
        shown = ", ".join(map(str, lines[:_SHOWN])) + (" …" if len(lines) > _SHOWN else "")
        text = counted("{n:record was|records were} not read ({why}): {shown}", n=len(lines), why=why, shown=shown)
        conversation.notices.append(Notice("WAG002", "records-not-read", text, lines[0]))
    if conversation.encoding != "utf-8":
        text = f"the file was read as {conversation.encoding.upper()}, not as UTF-8: another program saved it again"
        conversation.notices.append(Notice("WAG004", "encoding", text))
    _warn_of_clock(conversation)
    names = {said.sender for said in conversation.said if said.sender}
    for note in twins(sorted(names)):
        conversation.notices.append(note)


def _warn_of_clock(conversation: Conversation) -> None:
    records: list[Said | Happened] = [*conversation.said, *conversation.happened]
    every = sorted(((record.place.line, record.at) for record in records), key=lambda found: found[0])
    at = np.array([moment for _, moment in every], np.int64)
    back = np.flatnonzero(np.diff(at) < 0) + 1
    if len(back):
        where = counted("time runs backwards at {n:record|records}", n=len(back))
        text = f"{where}: a clock was changed or the file is not in order; file order is kept"
        conversation.notices.append(Notice("WAG005", "time-runs-backwards", text, every[int(back[0])][0]))
    odd = np.flatnonzero((at < _BEGAN) | (at > (np.median(at) if len(at) else 0) + _FAR))
    if len(odd):
        text = counted("{n:record carries|records carry} a date before 2009, when WhatsApp began, or far from all others", n=len(odd))
        conversation.notices.append(Notice("WAG006", "date-out-of-range", text, every[int(odd[0])][0]))


def _times(seconds: Sequence[int | None]) -> Any:
    empty = np.iinfo(np.int64).min  # NaT
    return np.array([empty if at is None else at for at in seconds], np.int64).astype("datetime64[s]")


def _label(words: Sequence[str | None]) -> pd.Categorical:
    """Return a label column with the kind of categories that all readers give, so that chats can be stacked."""
    every = list(dict.fromkeys(word for word in words if word is not None))
    place: dict[str | None, int] = {word: number for number, word in enumerate(every)}
    return pd.Categorical.from_codes([place.get(word, -1) for word in words], categories=pd.Index(every, dtype="object"))


def _place(records: Sequence[Said] | Sequence[Happened], place: dict[str, str]) -> dict[str, Any]:
    return {
        "msg_id": [record.msg_id for record in records],
        "at": _times([record.at for record in records]),
        **{column: _label([value] * len(records)) for column, value in place.items()},
        "line": np.array([record.place.line for record in records], np.int64),
        "last_line": np.array([record.place.last_line for record in records], np.int64),
    }


def _messages(said: Sequence[Said], place: dict[str, str]) -> Any:
    own = ("sender", "text", "raw", "media")
    columns: dict[str, Any] = {name: [getattr(record, name) for record in said] for name in own}
    edited = np.array([record.edited for record in said], bool)
    mentions = [list(record.mentions) for record in said]
    columns["kind"] = _label([record.kind for record in said])
    return tables.PARSED.frame({**_place(said, place), **columns, "edited": edited, "mentions": mentions})


def _events(happened: Sequence[Happened], place: dict[str, str]) -> Any:
    rows = [(event, target) for event in happened for target in event.targets or (None,)]
    listed = [event for event, _ in rows]
    columns: dict[str, Any] = {name: [getattr(event, name) for event in listed] for name in ("actor", "old", "new", "text")}
    columns["type"] = _label([event.type for event in listed])
    return tables.EVENTS.frame({**_place(listed, place), **columns, "target": [target for _, target in rows]})


def _links(recorded: Sequence[tuple[Any, ...]]) -> Any:
    columns = list(zip(*recorded, strict=True)) or [()] * len(tables.LINKS.names)
    named: dict[str, Any] = dict(zip(tables.LINKS.names, map(list, columns), strict=True))
    return tables.LINKS.frame({**named, "kind": _label(named["kind"]), "at": _times(named["at"])})


def _ledger(conversation: Conversation) -> tuple[Any, Any, list[str | None]]:
    """Return for every line what became of it and why, as numbers of ``BECAME`` and of the reasons."""
    became = np.full(conversation.lines, _CONTINUATION, np.int64)
    reason = np.zeros(conversation.lines, np.int64)
    reasons: dict[str | None, int] = {None: 0}
    for place, is_system in conversation.places():
        became[place.line - 1] = _SYSTEM if is_system else _MESSAGE
    for place, why in conversation.aside:
        span = slice(place.line - 1, place.last_line)
        became[span] = _CONTINUATION if why.startswith("structure") else _SKIPPED
        reason[span] = reasons.setdefault(why, len(reasons))
    return became, reason, list(reasons)


def _coverage(became: Any, reason: Any, reasons: list[str | None], place: dict[str, str]) -> Any:
    changed = (np.diff(became) != 0) | (np.diff(reason) != 0)
    start = np.flatnonzero(np.concatenate((np.ones(min(len(became), 1), bool), changed)))
    return tables.COVERAGE.frame(
        {
            "file": _label([place["file"]] * len(start)),
            "file_sha256": _label([place["file_sha256"]] * len(start)),
            "line": start + 1,
            "last_line": np.append(start[1:], len(became))[: len(start)],
            "became": _label([BECAME[code] for code in became[start].tolist()]),
            "reason": [reasons[code] for code in reason[start].tolist()],
        }
    )


def _source(conversation: Conversation, blob: Blob, digest: str, known: str, became: Any) -> Source:
    skipped, continued = (int((became == code).sum()) for code in (_SKIPPED, _CONTINUATION))
    return Source(
        file=conversation.file,
        sha256=blob.sha256,
        member_sha256=digest,
        size=len(conversation.content),
        group=conversation.group,
        group_id=known,
        platform=conversation.platform,
        locale=conversation.locale,
        encoding=conversation.encoding,
        layouts=(conversation.layout,),
        date_order=conversation.date_order,
        date_evidence=conversation.time_evidence,
        date_confidence=1.0,
        lines_total=len(became),
        message_lines=len(became) - skipped - continued,
        continuation_lines=continued,
        skipped_lines=skipped,
        media=dict(blob.media),
        clock=conversation.clock,
    )
