"""All text signals of a chat: dialogue acts and stance together."""

import pandas as pd

from wag_analyzer import tables
from wag_analyzer.text.acts import acts
from wag_analyzer.text.stance import stance

__all__ = ["signals"]


def signals(messages: pd.DataFrame, references: pd.DataFrame) -> pd.DataFrame:
    """Return dialogue acts and stance of every message.

    Parameters
    ----------
    messages
        ``tables.MESSAGES``.
    references
        ``tables.REFERENCES``.

    Returns
    -------
    pd.DataFrame
        ``tables.SIGNALS``, in order of messages; within a message acts come first.
    """
    rank = {msg_id: place for place, msg_id in enumerate(messages["msg_id"].tolist())}
    rows: list[tuple[object, ...]] = []
    for frame in (acts(messages, references), stance(messages, references)):
        rows.extend(zip(*(frame[name].tolist() for name in tables.SIGNALS.names), strict=True))
    rows.sort(key=lambda row: rank[str(row[0])])
    return tables.SIGNALS.frame({name: [row[place] for row in rows] for place, name in enumerate(tables.SIGNALS.names)})
