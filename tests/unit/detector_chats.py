"""Small chats for tests of detectors: a script of lines, read as the stages read it, with replies by adjacency."""

from collections.abc import Iterable

import pandas as pd

from wag_analyzer import tables
from wag_analyzer.analysis import Analysis, with_persons
from wag_analyzer.network.graph import Network
from wag_analyzer.parser.chat import Chat
from wag_analyzer.people.identities import identify
from wag_analyzer.settings import Settings
from wag_analyzer.text.persons import references
from wag_analyzer.text.signals import signals

BEGIN = pd.Timestamp("2024-05-01 07:00:00")


def analysed(lines: Iterable[str]) -> Analysis:
    """Return the analysis of lines such as ``3 09:15 Ana: text`` or ``3 09:15 + Ana added Budi`` (day, clock, who)."""
    messages, events = [], []
    for number, line in enumerate(lines, 1):
        day, clock, rest = line.split(" ", 2)
        at = BEGIN.normalize() + pd.Timedelta(days=int(day) - 1) + pd.Timedelta(f"{clock}:00")
        place = {"msg_id": f"x-{number}", "group_id": "g", "at": at, "file": "f", "file_sha256": "0", "line": number, "last_line": number}
        if rest.startswith("+ "):
            actor, target = rest[2:].split(" added ")
            events.append({**place, "type": "added", "actor": actor, "target": target, "text": rest})
        else:
            sender, text = rest.split(": ", 1)
            messages.append({**place, "sender": sender, "kind": "text", "text": text, "raw": text, "edited": False, "mentions": []})
    chat = Chat(tables.PARSED.frame(messages), tables.EVENTS.frame(events), tables.COVERAGE.frame())
    people = identify(chat)
    settings = Settings()
    typed = with_persons(chat, people, settings)
    named = references(typed, people)
    nothing = Network(*(None,) * 5, circles_are_clear=False)  # type: ignore[arg-type]  # these detectors do not look at the network
    said = signals(typed, named)
    return Analysis(chat, people, typed, _adjacent(typed), named, said, tables.INTERACTIONS.frame(), nothing, settings)


def _adjacent(messages: pd.DataFrame) -> pd.DataFrame:
    """Return replies in which each message answers the one before, surely when it came within ten minutes."""
    rows = []
    before = None
    for msg_id, line, at in zip(messages["msg_id"], messages["line"], messages["at"], strict=True):
        p = 0.0 if before is None or (at - before[2]).total_seconds() > 600 else 0.9
        if before is not None and p:
            rows.append({"msg_id": msg_id, "line": line, "candidate": before[0], "candidate_line": before[1], "p": p})
        rows.append({"msg_id": msg_id, "line": line, "candidate": None, "candidate_line": 0, "p": 1 - p})
        before = (msg_id, line, at)
    return tables.REPLIES.frame(rows)
