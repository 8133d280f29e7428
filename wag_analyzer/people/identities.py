"""One person per saved name, number or mention, as far as one export allows. Nothing is joined on looks."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

__all__ = ["People"]


@dataclass(frozen=True, slots=True)
class People:
    """The persons of a chat.

    Parameters
    ----------
    table
        ``tables.PEOPLE``, in order of first appearance.
    identities
        ``tables.IDENTITIES``: every name seen, the person it belongs to, and suggestions not applied.
    person_of
        Name, number or mention as it stands in the chat → ``people.person``.
    """

    table: pd.DataFrame
    identities: pd.DataFrame
    person_of: Mapping[str, str]
