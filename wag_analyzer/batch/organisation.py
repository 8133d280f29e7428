"""The groups of a store as one organisation: persons joined over groups, who is in which, one network, signals across groups."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from wag_analyzer import tables
from wag_analyzer.analysis import Analysis, analyze, examined, people_of, with_persons
from wag_analyzer.batch.groups import Group, whole
from wag_analyzer.detectors import judged
from wag_analyzer.findings import Finding
from wag_analyzer.network.across import Across, bridging, inside, moving, recruiting_across
from wag_analyzer.network.graph import Network
from wag_analyzer.network.organisation import organisation_ties
from wag_analyzer.network.two_mode import affiliations, overlap
from wag_analyzer.people.identities import SELF
from wag_analyzer.people.membership import membership
from wag_analyzer.settings import Settings
from wag_analyzer.text.persons import references

__all__ = ["Judged", "Organisation", "organisation"]

_RECRUITER = "recruiter"


@dataclass(frozen=True, slots=True)
class Judged:
    """One group with what was found in it."""

    group: Group
    analysis: Analysis
    findings: Sequence[Finding]


@dataclass(frozen=True, slots=True)
class Organisation:
    """Several groups seen as one.

    Parameters
    ----------
    groups
        The groups, in the order of the store.
    everybody
        All groups as one chat with people and references, without network: what tiers are made of.
    findings
        Of each group, in the order of the groups.
    affiliations, overlap, ties
        ``tables.AFFILIATIONS``, ``tables.GROUP_OVERLAP``, ``tables.ORGANISATION_TIES``.
    signals
        Across groups.
    """

    groups: Sequence[Group]
    everybody: Analysis
    findings: Sequence[Sequence[Finding]]
    affiliations: pd.DataFrame
    overlap: pd.DataFrame
    ties: pd.DataFrame
    signals: Sequence[Across]


def organisation(
    found: Sequence[Group],
    settings: Settings,
    taken: Callable[[Judged], None] | None = None,
    step: Callable[[Group], None] = lambda _: None,
) -> Organisation:
    """Return the groups as one organisation.

    Parameters
    ----------
    found
        The groups of a store.
    settings
        With the roster, contacts and decisions that join persons over groups.
    taken
        Gets each group with the whole analysis and its findings; when None, only what findings rest on is made.
    step
        Is told each group when its turn comes.
    """
    everybody = _everybody(found, settings)
    findings, ties = [], []
    for group in found:
        step(group)
        one = _one(group, settings, is_whole=taken is not None)
        findings.append(list(one.findings))
        ties.append(one.analysis.network.ties)
        if taken is not None:
            taken(one)
    person_of = everybody.people.person_of
    affiliated = _known(affiliations(membership(everybody.chat, everybody.people), everybody.messages), person_of)
    overlapping = overlap(affiliated, settings.seed)
    signals = (
        *recruiting_across(dict(_recruiters(found, findings, person_of)), _members(affiliated)),
        *moving(overlapping, affiliated),
        *inside(overlapping, affiliated),
        *bridging(affiliated),
    )
    return Organisation(found, everybody, findings, affiliated, overlapping, organisation_ties(ties, person_of, affiliated), signals)


def _known(affiliated: pd.DataFrame, person_of: Mapping[str, str]) -> pd.DataFrame:
    """Leave out "you", who is somebody else on every phone, unless it is said who that is."""
    is_you = (affiliated["person"].astype(object) == SELF) & (person_of.get(SELF) == SELF)
    return affiliated[~is_you.to_numpy()].reset_index(drop=True)


def _one(group: Group, settings: Settings, *, is_whole: bool) -> Judged:
    analysis = analyze(group.chat, settings) if is_whole else examined(group.chat, settings)
    return Judged(group, analysis, judged(analysis, select=settings.select, ignore=settings.ignore).findings)


def _everybody(found: Sequence[Group], settings: Settings) -> Analysis:
    chat = whole(found)
    people = people_of(chat, settings)
    messages = with_persons(chat, people, settings)
    nothing = Network(
        tables.TIES.frame(), {}, tables.MEASURES.frame(), tables.GROUP.frame(), tables.COMMUNITIES.frame(), circles_are_clear=False
    )
    return Analysis(
        chat,
        people,
        messages,
        tables.REPLIES.frame(),
        references(messages, people),
        tables.SIGNALS.frame(),
        tables.INTERACTIONS.frame(),
        nothing,
        settings,
    )


def _recruiters(
    found: Sequence[Group], findings: Sequence[Sequence[Finding]], person_of: Mapping[str, str]
) -> Iterator[tuple[str, set[str]]]:
    """Yield each group with the persons of whom it was found there that they recruit."""
    for group, listed in zip(found, findings, strict=True):
        named = [person for finding in listed if finding.rule.kind == _RECRUITER for person in finding.persons]
        yield group.group_id, {person_of.get(person, person) for person in named}


def _members(affiliated: pd.DataFrame) -> dict[str, set[str]]:
    members: dict[str, set[str]] = {}
    for person, group in zip(affiliated["person"].astype(str), affiliated["group_id"].astype(str), strict=True):
        members.setdefault(group, set()).add(person)
    return members
