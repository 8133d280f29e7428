"""All text signals of a chat: dialogue acts and stance together."""

import pandas as pd

from wag_analyzer import tables
from wag_analyzer.text.acts import acts

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
    found = [acts(messages, references)]
    rank = pd.Series(range(len(messages)), index=messages["msg_id"].tolist())
    joined = pd.concat(found, ignore_index=True)
    order = joined["msg_id"].map(rank).sort_values(kind="stable").index
    return tables.SIGNALS.frame({name: joined.loc[order, name].tolist() for name in tables.SIGNALS.names})
