"""The messages for other programs: a ConvoKit corpus with the answers we infer, ChatLab's JSON."""

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

import numpy as np
import pandas as pd

from wag_analyzer.analysis import Analysis
from wag_analyzer.parser.foreign_words import kinds
from wag_analyzer.report.tiers import Tier
from wag_analyzer.visible import visible

__all__ = ["chatlab", "convokit", "parents"]

_OTHER: Final = 99
_EPOCH: Final = pd.Timestamp("1970-01-01")


def parents(analysis: Analysis) -> dict[str, tuple[str, float]]:
    """Return message → the message it most probably answers, and that probability; a message that more probably answers none is absent."""
    table = analysis.replies
    if not len(table):
        return {}
    best = table.loc[table.groupby("msg_id", sort=False)["p"].idxmax()]
    best = best[best["candidate"].notna()]
    return {str(own): (str(parent), float(p)) for own, parent, p in zip(best["msg_id"], best["candidate"], best["p"], strict=True)}


def convokit(analysis: Analysis, tier: Tier) -> dict[str, str]:
    """Return file name → content of a corpus that ``convokit.Corpus(filename=…)`` opens.

    Parameters
    ----------
    analysis
        A chat analysed.
    tier
        How people are called; in tier numbers texts are empty.

    Notes
    -----
    ``reply_to`` is the most probable candidate, with its probability in ``meta.reply_p``; a message that more probably answers none opens a
    conversation. Timestamps are seconds of the phone's wall clock as if it were UTC, to the hour outside tier names.
    """
    answers = parents(analysis)
    messages = analysis.messages
    known = set(map(str, messages["msg_id"]))
    answers = {own: found for own, found in answers.items() if found[0] in known and found[0] != own}
    roots = _roots(map(str, messages["msg_id"]), answers)
    lines = []
    for row in _said(analysis, tier):
        own = row["msg_id"]
        parent, p = answers.get(own, (None, None))
        meta = {name: row[name] for name in ("kind", "group", "session", "line")} | {"reply_p": None if p is None else round(p, 4)}
        told = {"id": own, "conversation_id": roots[own], "text": row["text"], "speaker": row["person"], "meta": meta}
        lines.append(_dumped(told | {"reply-to": parent, "timestamp": row["at"], "vectors": []}))
    speakers = {visible(tier.name(str(person))): {"meta": {"messages": int(count)}, "vectors": []} for person, count in _counts(analysis)}
    return {
        "utterances.jsonl": "".join(line + "\n" for line in lines),
        "speakers.json": _dumped(speakers) + "\n",
        "conversations.json": _dumped({root: {"meta": {}, "vectors": []} for root in dict.fromkeys(roots.values())}) + "\n",
        "corpus.json": _dumped({"made_by": "wag-analyzer", "tier": tier.level}) + "\n",
        "index.json": _dumped(_index()) + "\n",
    }


def _index() -> dict[str, Any]:
    """Return the types of the metadata, as ConvoKit lists them."""
    kinds = {"kind": "str", "group": "str", "session": "int", "line": "int", "reply_p": "float"}
    return {
        "utterances-index": {name: [f"<class '{kind}'>"] for name, kind in kinds.items()},
        "speakers-index": {"messages": ["<class 'int'>"]},
        "conversations-index": {},
        "overall-index": {"made_by": ["<class 'str'>"], "tier": ["<class 'str'>"]},
        "version": 1,
        "vectors": [],
    }


def _roots(order: Iterable[str], answers: Mapping[str, tuple[str, float]]) -> dict[str, str]:
    """Return message → the first message of its conversation; answers go back in the file, so one pass in file order is enough."""
    root: dict[str, str] = {}
    for own in order:
        found = answers.get(own)
        root[own] = root.get(found[0], own) if found else own
    return root


def _counts(analysis: Analysis) -> Iterable[tuple[str, int]]:
    return zip(analysis.people.table["person"], analysis.people.table["messages"], strict=True)


def _said(analysis: Analysis, tier: Tier) -> Iterable[dict[str, Any]]:
    """Yield the messages in file order, as the tier shows them."""
    messages = analysis.messages
    at = messages["at"] if tier.has_minutes else messages["at"].dt.floor("h")
    seconds = ((at - _EPOCH) / np.timedelta64(1, "s")).tolist()
    columns = [messages[name].astype(object) for name in ("msg_id", "person", "text", "kind", "group_id", "session", "line")]
    for (own, person, text, kind, group, session, line), when in zip(zip(*columns, strict=True), seconds, strict=True):
        yield {
            "msg_id": str(own),
            "person": visible(tier.name(str(person))),
            "text": (tier.text(text) or "") if isinstance(text, str) else "",
            "kind": str(kind),
            "group": tier.group(str(group)),
            "session": int(session),
            "line": int(line),
            "at": None if when != when else int(when),  # noqa: PLR0124 - the only value unlike itself is a missing one
        }


def chatlab(analysis: Analysis, tier: Tier) -> str:
    """Return the chat in ChatLab's exchange format 0.0.2, one JSON object; answers above one half as ``replyToMessageId``."""
    answers = {own: parent for own, (parent, p) in parents(analysis).items() if p > 0.5}
    codes = {"text": 0} | {kind: code for code, (kind, _) in reversed(list(kinds("chatlab").items()))}
    groups = [source.group for source in analysis.chat.sources if source.group]
    members = [{"platformId": name, "accountName": name} for name in (visible(tier.name(str(person))) for person, _ in _counts(analysis))]
    said = []
    for row in _said(analysis, tier):
        told: dict[str, Any] = {
            "platformMessageId": row["msg_id"],
            "sender": row["person"],
            "accountName": row["person"],
            "timestamp": row["at"] or 0,
            "type": codes.get(row["kind"], _OTHER),
            "content": row["text"] or None,
        }
        if row["msg_id"] in answers:
            told["replyToMessageId"] = answers[row["msg_id"]]
        said.append(told)
    head = {"version": "0.0.2", "exportedAt": 0, "generator": "wag-analyzer"}
    meta = {"name": tier.group(groups[0]) if groups else "", "platform": "whatsapp", "type": "group"}
    return _dumped({"chatlab": head, "meta": meta, "members": members, "messages": said}) + "\n"


def _dumped(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.encode("utf-8", "backslashreplace").decode()
