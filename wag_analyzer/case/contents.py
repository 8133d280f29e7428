"""Which tables a case holds; the one list behind its files, its exports and the words the leak scan knows as ours."""

import pandas as pd

from wag_analyzer import tables
from wag_analyzer.analysis import Analysis
from wag_analyzer.tables import Table

__all__ = ["tables_of"]


def tables_of(analysis: Analysis) -> dict[str, tuple[Table, pd.DataFrame]]:
    """Return the tables of an analysis by the name of their file."""
    network = analysis.network
    return {
        "messages": (tables.MESSAGES, analysis.messages),
        "events": (tables.EVENTS, analysis.chat.events),
        "links": (tables.LINKS, analysis.chat.links),
        "coverage": (tables.COVERAGE, analysis.chat.coverage),
        "people": (tables.PEOPLE, analysis.people.table),
        "identities": (tables.IDENTITIES, analysis.people.identities),
        "replies": (tables.REPLIES, analysis.replies),
        "interactions": (tables.INTERACTIONS, analysis.interactions),
        "ties": (tables.TIES, network.ties),
        "measures": (tables.MEASURES, network.measures),
        "group": (tables.GROUP, network.group),
        "communities": (tables.COMMUNITIES, network.communities),
    }
