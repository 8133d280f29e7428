"""The corridor: what the stages made of a chat. Nothing is computed here and nothing is added later."""

from dataclasses import dataclass

import pandas as pd

from wag_analyzer.network.graph import Network
from wag_analyzer.parser.chat import Chat
from wag_analyzer.people.identities import People
from wag_analyzer.settings import Settings

__all__ = ["Analysis"]


@dataclass(frozen=True, slots=True)
class Analysis:
    """A chat analysed.

    Parameters
    ----------
    chat
        As read.
    people
        Persons and the names joined to them.
    messages
        ``tables.MESSAGES``: one row per typed message, with person and session, in file order.
    replies
        ``tables.REPLIES``: candidate parents with probabilities.
    references
        ``tables.REFERENCES``: who is named or addressed where.
    signals
        ``tables.SIGNALS``: dialogue acts and stance.
    interactions
        ``tables.INTERACTIONS``: replies, mentions, invitations, talk about.
    network
        Ties, graph, measures, circles.
    settings
        What was asked for.
    """

    chat: Chat
    people: People
    messages: pd.DataFrame
    replies: pd.DataFrame
    references: pd.DataFrame
    signals: pd.DataFrame
    interactions: pd.DataFrame
    network: Network
    settings: Settings
