"""All text signals of a chat: dialogue acts and stance together."""

import numpy as np
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
    columns: dict[str, list[object]] = {name: [] for name in tables.SIGNALS.names}
    for frame in (acts(messages, references), stance(messages, references)):
        for name, values in columns.items():
            values.extend(frame[name].tolist())
    order = np.argsort([rank[str(msg_id)] for msg_id in columns["msg_id"]], kind="stable").tolist()
    return tables.SIGNALS.frame({name: [values[place] for place in order] for name, values in columns.items()})
