"""All text signals of a chat: dialogue acts and stance together."""

import numpy as np
import pandas as pd

from wag_analyzer import tables
from wag_analyzer.people.places import places
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
    both = acts(messages, references), stance(messages, references)
    ids = pd.concat([frame["msg_id"] for frame in both], ignore_index=True)
    order = np.argsort(places(ids, messages["msg_id"]), kind="stable")
    columns = {name: pd.concat([frame[name].astype(object) for frame in both], ignore_index=True) for name in tables.SIGNALS.names}
    return tables.SIGNALS.frame({name: values.to_numpy()[order] for name, values in columns.items()})
