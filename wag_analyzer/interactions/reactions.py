"""Reactions: acts that the file itself records; an export made by WhatsApp holds none."""

import numpy as np
import pandas as pd

from wag_analyzer.interactions.mentions import persons_by_name
from wag_analyzer.people.identities import People
from wag_analyzer.people.places import places
from wag_analyzer.tables import INTERACTIONS

__all__ = ["reactions"]


def reactions(links: pd.DataFrame, messages: pd.DataFrame, people: People) -> pd.DataFrame:
    """Return one act per message and person who reacted to it, certain (weight 1).

    Parameters
    ----------
    links
        Rows of ``tables.LINKS``.
    messages
        Rows of ``tables.MESSAGES``.
    people
        The persons; a reaction by somebody nothing else in the file tells of is left out.

    Returns
    -------
    DataFrame
        ``tables.INTERACTIONS``, layer ``reaction``. A reaction is no message: ``msg_id`` and ``answers`` are the message it stands on, and
        where the file does not say when it was made, ``at`` is that message's and ``latency_s`` is missing. Several by one person on one
        message are one act, and nobody reacts to oneself.
    """
    marks = links[(links["kind"] == "reaction").to_numpy()]
    if marks.empty:
        return INTERACTIONS.frame()
    known = persons_by_name(people)
    place = places(marks["answers"], messages["msg_id"])
    source = np.array([known.get(name) if isinstance(name, str) else None for name in marks["source"]], object)
    there = place >= 0
    target = np.full(len(marks), None, object)
    target[there] = messages["person"].astype(object).to_numpy()[place[there]]
    acts = pd.DataFrame({"place": place, "source": source, "target": target, "at": marks["at"].to_numpy()})
    acts = acts[there & acts["source"].notna() & acts["target"].notna() & (acts["source"] != acts["target"])]
    acts = acts.drop_duplicates(["place", "source"])
    rows = acts["place"].to_numpy()
    written = messages["at"].to_numpy()[rows].astype("datetime64[s]")
    when = acts["at"].to_numpy().astype("datetime64[s]")
    wait = np.where(np.isnat(when), np.nan, (when - written).astype(np.int64).astype(np.float64))
    msg_id = messages["msg_id"].take(rows).reset_index(drop=True)
    return INTERACTIONS.frame(
        {
            "source": acts["source"].to_numpy(),
            "target": acts["target"].to_numpy(),
            "layer": np.full(len(acts), "reaction"),
            "msg_id": msg_id,
            "answers": msg_id,
            "at": np.where(np.isnat(when), written, when),
            "latency_s": wait,
            "weight": np.ones(len(acts)),
        }
    )
