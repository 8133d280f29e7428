"""The floor plan: every table, its columns, their types and meaning. No logic beyond building and checking.

``wag schema`` and the reference pages are written from this package; each module holds one family of tables.
"""

from collections.abc import Mapping
from typing import Final

from wag_analyzer.tables.acts import INTERACTIONS, REFERENCES, REPLIES, SIGNALS, TIES
from wag_analyzer.tables.files import COVERAGE, DIFFERENCES, EVENTS, LINKS, MEDIA, MESSAGES, PARSED
from wag_analyzer.tables.histories import INVITATIONS, INVITE_TESTS, LIFECYCLE, RECRUITERS, RECRUITING_TEAMS
from wag_analyzer.tables.networks import (
    AFFILIATIONS,
    CIRCLE_WINDOWS,
    CIRCLES,
    COMEMBERSHIP,
    COMMUNITIES,
    EXPLAINED,
    GROUP,
    GROUP_OVERLAP,
    INTRODUCTIONS,
    MEASURES,
    ROLE_CHANGES,
    ROLES,
    SPEAKER_SETS,
    WHATIF,
)
from wag_analyzer.tables.organisations import ORGANISATION_TIES
from wag_analyzer.tables.persons import ALIASES, IDENTITIES, MEMBERSHIP, PEOPLE, SUBJECTS
from wag_analyzer.tables.reviews import DECISIONS, EVIDENCE, FINDINGS, REVIEWS
from wag_analyzer.tables.table import Column, Kind, Table
from wag_analyzer.tables.uses import EXCHANGES, LADDER, USES
from wag_analyzer.tables.validity import AGREEMENT, LABELS, SENSITIVITY

__all__ = [
    "AFFILIATIONS",
    "AGREEMENT",
    "ALIASES",
    "CIRCLES",
    "CIRCLE_WINDOWS",
    "COMEMBERSHIP",
    "COMMUNITIES",
    "COVERAGE",
    "DECISIONS",
    "DIFFERENCES",
    "EVENTS",
    "EVIDENCE",
    "EXCHANGES",
    "EXPLAINED",
    "FINDINGS",
    "GROUP",
    "GROUP_OVERLAP",
    "IDENTITIES",
    "INTERACTIONS",
    "INTRODUCTIONS",
    "INVITATIONS",
    "INVITE_TESTS",
    "LABELS",
    "LADDER",
    "LIFECYCLE",
    "LINKS",
    "MEASURES",
    "MEDIA",
    "MEMBERSHIP",
    "MESSAGES",
    "ORGANISATION_TIES",
    "PARSED",
    "PEOPLE",
    "RECRUITERS",
    "RECRUITING_TEAMS",
    "REFERENCES",
    "REPLIES",
    "REVIEWS",
    "ROLES",
    "ROLE_CHANGES",
    "SENSITIVITY",
    "SIGNALS",
    "SPEAKER_SETS",
    "SUBJECTS",
    "TABLES",
    "TIES",
    "USES",
    "WHATIF",
    "Column",
    "Kind",
    "Table",
]

TABLES: Final[Mapping[str, Table]] = {
    table.name: table
    for table in (
        MESSAGES, PARSED, EVENTS, LINKS, COVERAGE, MEDIA, PEOPLE, MEMBERSHIP, SUBJECTS, IDENTITIES, ALIASES, DIFFERENCES,
        REPLIES, INTERACTIONS, REFERENCES, SIGNALS, TIES, USES, EXCHANGES, LADDER,
        MEASURES, GROUP, COMMUNITIES, ROLES, ROLE_CHANGES, LIFECYCLE,
        INVITATIONS, RECRUITERS, INVITE_TESTS, RECRUITING_TEAMS,
        CIRCLES, CIRCLE_WINDOWS, COMEMBERSHIP, SPEAKER_SETS, AFFILIATIONS, GROUP_OVERLAP, ORGANISATION_TIES, WHATIF, INTRODUCTIONS,
        EXPLAINED, SENSITIVITY, LABELS, AGREEMENT, FINDINGS, EVIDENCE, REVIEWS,
    )
}  # fmt: skip
