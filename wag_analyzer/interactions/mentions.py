"""Mentions: acts whose target WhatsApp itself wrote down."""

import re
from collections.abc import Mapping

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from wag_analyzer.people.identities import People
from wag_analyzer.tables import INTERACTIONS

__all__ = ["mentions", "persons_by_name"]


def mentions(messages: pd.DataFrame, people: People) -> pd.DataFrame:
    """Return one act per message and member mentioned with @, certain (weight 1).

    Parameters
    ----------
    messages
        Rows of ``tables.MESSAGES``.
    people
        The persons; a mention of somebody nothing else in the file tells of names no known person and is left out.

    Returns
    -------
    DataFrame
        ``tables.INTERACTIONS``, layer ``mention``; a message that mentions a person twice is one act, and nobody mentions oneself.
    """
    lists = pa.array(messages["mentions"], pa.list_(pa.string()), from_pandas=True)
    lists = lists.combine_chunks() if isinstance(lists, pa.ChunkedArray) else lists
    at = np.asarray(pc.list_parent_indices(lists), np.intp)
    known = persons_by_name(people)
    target = [known.get(str(name)) or known.get(re.sub(r"\D", "", str(name))) for name in pc.list_flatten(lists).to_pylist()]
    source = messages["person"].astype(object).to_numpy()[at]
    acts = pd.DataFrame({"at": at, "source": source, "target": np.array(target, object)})
    acts = acts[acts["target"].notna() & acts["source"].notna() & (acts["source"] != acts["target"])].drop_duplicates()
    place = acts["at"].to_numpy()
    return INTERACTIONS.frame(
        {
            "source": acts["source"].to_numpy(),
            "target": acts["target"].to_numpy(),
            "layer": np.full(len(acts), "mention"),
            "msg_id": messages["msg_id"].take(place).reset_index(drop=True),
            "answers": np.full(len(acts), None, object),
            "at": messages["at"].take(place).reset_index(drop=True),
            "latency_s": np.full(len(acts), np.nan),
            "weight": np.ones(len(acts)),
        }
    )


def persons_by_name(people: People) -> Mapping[str, str]:
    """Return persons by name, and by the digits of a number however it is spaced."""
    names = {**{person: person for person in people.table["person"]}, **people.person_of}
    numbers = {re.sub(r"\D", "", name): person for name, person in names.items() if name.strip() and not re.search(r"[^\W\d]", name)}
    numbers.pop("", None)
    return {**numbers, **names}
