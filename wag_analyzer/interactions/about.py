"""Talk about a third person as an act of the speaker towards the one spoken about."""

import numpy as np
import pandas as pd

from wag_analyzer.people.places import places
from wag_analyzer.tables import INTERACTIONS

__all__ = ["about"]


def about(references: pd.DataFrame, messages: pd.DataFrame) -> pd.DataFrame:
    """Return one act per message and person spoken about in the third person.

    Parameters
    ----------
    references
        Rows of ``tables.REFERENCES``.
    messages
        Rows of ``tables.MESSAGES`` the references were found in.

    Returns
    -------
    DataFrame
        ``tables.INTERACTIONS``, layer ``about``, weight 1; the target may be somebody who is not in the group.
        Talk about oneself is left out.
    """
    third = references[(references["form"] == "third") & references["refers_to"].notna() & references["source"].notna()]
    third = third[third["source"].astype(object) != third["refers_to"].astype(object)].drop_duplicates(["msg_id", "source", "refers_to"])
    place = places(third["msg_id"], messages["msg_id"])
    third, place = third[place >= 0], place[place >= 0]
    return INTERACTIONS.frame(
        {
            "source": third["source"].to_numpy(),
            "target": third["refers_to"].to_numpy(),
            "layer": np.full(len(third), "about"),
            "msg_id": third["msg_id"].to_numpy(),
            "answers": np.full(len(third), None, object),
            "at": messages["at"].take(place).to_numpy(),
            "latency_s": np.full(len(third), np.nan),
            "weight": np.ones(len(third)),
        }
    )
