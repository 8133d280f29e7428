"""Which tables a case holds; the one list behind its files, its exports and the words the leak scan knows as ours."""

from typing import NamedTuple

import pandas as pd

from wag_analyzer import tables
from wag_analyzer.analysis import Analysis
from wag_analyzer.heap import MANY, release
from wag_analyzer.network.lifecycle import lifecycle
from wag_analyzer.network.recruiting import Asked, Recruiting, recruiting
from wag_analyzer.network.uses import Uses, uses
from wag_analyzer.parser.inventory import inventory
from wag_analyzer.people.membership import membership
from wag_analyzer.people.subjects import subjects
from wag_analyzer.tables import Table

__all__ = ["Listed", "Worked", "tables_of", "worked"]

Listed = dict[str, tuple[Table, pd.DataFrame]]
"""The tables of a case by the name of their file."""


class Worked(NamedTuple):
    """The tables that are computed for a case from its analysis."""

    came: Recruiting
    used: Uses
    life: pd.DataFrame


def worked(analysis: Analysis) -> Worked:
    """Return what a case shows beyond its analysis: who brought in whom, what ties are used for, how the group came to be and went on."""
    said = analysis.interactions, analysis.messages, analysis.signals
    came = recruiting(analysis.chat, analysis.people, analysis.messages, analysis.interactions, Asked(analysis.settings.seed))
    life = lifecycle(analysis.chat, analysis.people, analysis.messages, analysis.signals, analysis.settings)
    if len(analysis.messages) >= MANY:
        release()
    return Worked(came, uses(said, analysis.people, analysis.network.ties, analysis.settings), life)


def tables_of(analysis: Analysis, media: pd.DataFrame | None = None, made: Worked | None = None) -> Listed:
    """Return the tables of an analysis by the name of their file.

    Parameters
    ----------
    media
        ``tables.MEDIA`` with SHA-256; when None it is what was noted while reading.
    made
        What ``worked`` made of the analysis; when None it is made here.
    """
    network = analysis.network
    came, used, life = made or worked(analysis)
    return {
        "messages": (tables.MESSAGES, analysis.messages),
        "events": (tables.EVENTS, analysis.chat.events),
        "links": (tables.LINKS, analysis.chat.links),
        "aliases": (tables.ALIASES, analysis.chat.aliases),
        "coverage": (tables.COVERAGE, analysis.chat.coverage),
        "media": (tables.MEDIA, inventory(analysis.chat) if media is None else media),
        "people": (tables.PEOPLE, analysis.people.table),
        "membership": (tables.MEMBERSHIP, membership(analysis.chat, analysis.people)),
        "subjects": (tables.SUBJECTS, subjects(analysis.chat, analysis.people)),
        "identities": (tables.IDENTITIES, analysis.people.identities),
        "replies": (tables.REPLIES, analysis.replies),
        "interactions": (tables.INTERACTIONS, analysis.interactions),
        "ties": (tables.TIES, network.ties),
        "uses": (tables.USES, used.ties),
        "exchanges": (tables.EXCHANGES, used.exchanges),
        "ladder": (tables.LADDER, used.ladder),
        "measures": (tables.MEASURES, network.measures),
        "group": (tables.GROUP, network.group),
        "communities": (tables.COMMUNITIES, network.communities),
        "roles": (tables.ROLES, network.roles),
        "invitations": (tables.INVITATIONS, came.persons),
        "recruiters": (tables.RECRUITERS, came.recruiters),
        "invite_tests": (tables.INVITE_TESTS, came.tests),
        "recruiting_teams": (tables.RECRUITING_TEAMS, came.teams),
        "lifecycle": (tables.LIFECYCLE, life),
    }
