"""How much a chat names people: what the replies found in it rest on, and how sure they can be."""

from dataclasses import dataclass
from typing import Final, Literal

import pandas as pd

from wag_analyzer.interactions.replies import said
from wag_analyzer.people.identities import People

__all__ = ["MANY_NAMED", "SOME_NAMED", "Regime", "regime"]

#: A chat names people often above the first share of its messages, sometimes from the second on.
MANY_NAMED: Final = 0.4
SOME_NAMED: Final = 0.2


@dataclass(frozen=True, slots=True)
class Regime:
    """How much a chat names people.

    Parameters
    ----------
    share
        Share of the messages that call or mention another member.
    """

    share: float

    @property
    def name(self) -> Literal["often", "sometimes", "rarely"]:
        """Return the regime in a word.

        Examples
        --------
        >>> [Regime(share).name for share in (0.55, 0.4, 0.2, 0.1)]
        ['often', 'sometimes', 'sometimes', 'rarely']
        """
        return "often" if self.share > MANY_NAMED else "sometimes" if self.share >= SOME_NAMED else "rarely"

    def facts(self) -> dict[str, float | str]:
        """Return what a record of a run keeps of it.

        Examples
        --------
        >>> Regime(0.12345).facts()
        {'named_share': 0.123, 'names_people': 'rarely'}
        """
        return {"named_share": round(self.share, 3), "names_people": self.name}


def regime(messages: pd.DataFrame, people: People) -> Regime:
    """Return how much the messages (rows of ``tables.MESSAGES``) name people; groups are taken together."""
    if not len(messages):
        return Regime(0.0)
    _, words = said(messages, people)
    return Regime(float(((words.lead >= 0) | (words.mid >= 0)).mean()))
