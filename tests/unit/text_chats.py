"""Small chats for the tests of the text layer and the detectors over it: frames without a file behind them."""

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any, cast

import pandas as pd

from wag_analyzer.analysis import Analysis
from wag_analyzer.people.identities import People
from wag_analyzer.settings import Settings
from wag_analyzer.tables import IDENTITIES, MESSAGES, PEOPLE
from wag_analyzer.text.persons import references
from wag_analyzer.text.stance import stance

_START = pd.Timestamp("2024-03-04 09:00:00")
Said = Sequence[tuple[str, str]]


def messages(*sessions: Said, days: int = 1) -> pd.DataFrame:
    """Return the sessions, ``days`` apart, as messages one minute apart."""
    rows: list[dict[str, object]] = []
    for session, said in enumerate(sessions):
        for minute, (person, text) in enumerate(said):
            at = _START + pd.Timedelta(days=session * days, minutes=minute)
            number = len(rows) + 1
            rows.append({"msg_id": f"x-{number}", "at": at, "person": person, "sender": person, "kind": "text", "text": text})
            rows[-1].update(session=session, line=number, last_line=number, edited=False, mentions=[])
    return MESSAGES.frame(rows)


def people(*names: str, other_names: dict[str, str] | None = None) -> People:
    """Return people of these names."""
    more = other_names or {}
    table = PEOPLE.frame(
        [{"person": name, "names": [name], "is_exporter": False, "messages": 0, "admin": False} for name in names],
    )
    return People(table, IDENTITIES.frame(), {**{name: name for name in names}, **more})


def analysis(frame: pd.DataFrame, members: People) -> Analysis:
    """Return what the detectors over episodes read of an analysis."""
    named = references(frame, members)
    found: Any = SimpleNamespace(messages=frame, people=members, references=named, signals=stance(frame, named), settings=Settings())
    return cast("Analysis", found)
