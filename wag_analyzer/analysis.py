"""The corridor: calls the stages in order and holds what they made of a chat; nothing is added to it later."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from wag_analyzer import tables
from wag_analyzer.aside import aside
from wag_analyzer.heap import MANY, give_back
from wag_analyzer.interactions.about import about
from wag_analyzer.interactions.invitations import invitations
from wag_analyzer.interactions.mentions import mentions
from wag_analyzer.interactions.reactions import reactions
from wag_analyzer.interactions.replies import replies, reply_acts
from wag_analyzer.network.build import BUILDING, network, outline
from wag_analyzer.network.graph import Network
from wag_analyzer.network.objects import igraph_of, networkx_of
from wag_analyzer.parser.chat import Chat
from wag_analyzer.parser.merge_frames import stacked as rows_of_all
from wag_analyzer.parser.one_group import one_group
from wag_analyzer.parser.provenance import content_hashes
from wag_analyzer.people.decisions import Decisions, read_decisions
from wag_analyzer.people.identities import People, Told, identify, people_in
from wag_analyzer.people.roster import read_roster
from wag_analyzer.people.vcard import read_vcard
from wag_analyzer.policies import Policy, read_policy
from wag_analyzer.settings import Settings
from wag_analyzer.text.heads import made_with
from wag_analyzer.text.own_topics import with_topics
from wag_analyzer.text.persons import references
from wag_analyzer.text.signals import signals

if TYPE_CHECKING:
    import igraph
    import networkx as nx

__all__ = ["STAGES", "Analysis", "acted", "analyze", "examined", "people_of", "stacked", "with_persons"]

Progress = Callable[[str], None]
Steps = Callable[[int, int], None]

STAGES = ("people", "references", "signals", "replies", "interactions", *BUILDING)
"""What ``analyze`` announces, in order."""


@dataclass(frozen=True, slots=True, weakref_slot=True)
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
        ``tables.REPLIES``: candidate parents with probabilities; what the file quotes has 1.
    references
        ``tables.REFERENCES``: who is named or addressed where.
    signals
        ``tables.SIGNALS``: dialogue acts and stance.
    interactions
        ``tables.INTERACTIONS``: replies, mentions, invitations, talk about, reactions.
    network
        Ties, graph, measures, circles.
    settings
        What was asked for.
    policy
        What the organisation says about its own rules; an empty one when the settings name none.
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
    policy: Policy = field(default_factory=Policy)

    def to_networkx(self, layer: str = "all") -> "nx.DiGraph[str]":
        r"""Return the group as a new directed network of networkx; see :func:`wag_analyzer.network.objects.networkx_of`.

        >>> from wag_analyzer import Settings, analyze, read_text
        >>> chat = read_text("31/12/24, 09.00 - Sari: selamat pagi @Budi\n31/12/24, 09.01 - Budi: pagi, Sari\n")
        >>> group = analyze(chat, Settings(draws=1)).to_networkx()
        >>> sorted(group.nodes), group.nodes["Sari"]["messages"]
        (['Budi', 'Sari'], 1)
        >>> 0 < group["Budi"]["Sari"]["weight"] <= 2
        True

        Parameters
        ----------
        layer
            A layer of ``tables.TIES``: ``all``, ``reply``, ``mention`` …
        """
        return networkx_of(self.network, self.people.table, layer)

    def to_igraph(self, layer: str = "all") -> "igraph.Graph":
        """Return the group as a new directed graph of igraph, when that is installed; else as ``to_networkx``.

        Parameters
        ----------
        layer
            A layer of ``tables.TIES``.

        Raises
        ------
        SettingsError
            igraph is not installed.
        """
        return igraph_of(self.network, self.people.table, layer)

    def _repr_html_(self) -> str:
        """Return what a notebook shows; the report is asked for by name only then, as nothing here may know it."""
        return str(import_module("wag_analyzer.report.notebook").analysis_html(self))


def analyze(chat: Chat, settings: Settings | None = None, progress: Progress = lambda _: None, steps: Steps | None = None) -> Analysis:
    """Return what the stages make of ``chat``.

    Parameters
    ----------
    chat
        As read.
    settings
        What to use; the defaults when None.
    progress
        Called with the name of each stage of ``STAGES`` when it starts.
    steps
        Called with (done, to do) while intervals are drawn, which is most of the work in large groups.

    Raises
    ------
    SettingsError
        The roster, the contacts, the decisions or the policy named in the settings cannot be used.
    """
    stage = _tidied(chat, progress)
    return _analysed(chat, settings or Settings(), stage, partial(network, progress=steps, stage=stage))


def examined(chat: Chat, settings: Settings, progress: Progress = lambda _: None) -> Analysis:
    """Return what findings rest on, in a fraction of the time: as ``analyze``, without intervals of measures, roles and group measures.

    All detectors but that of connectors (WAG603), which rests on roles, find in it what they find in the whole analysis.

    Parameters
    ----------
    chat, settings, progress
        As for ``analyze``.
    """
    stage = _tidied(chat, progress)
    return _analysed(chat, settings, stage, partial(outline, stage=stage))


def _tidied(chat: Chat, progress: Progress) -> Progress:
    """Return what announces a stage and, where a chat is long, gives back what the stage before used."""

    def stage(name: str) -> None:
        give_back()
        progress(name)

    return stage if len(chat.messages) >= MANY else progress


def _analysed(chat: Chat, use: Settings, progress: Progress, tied: Callable[..., Network]) -> Analysis:
    if use.heads != "off":
        made_with(semantic=use.heads == "semantic")  # says at once what is missing, not after minutes
    progress("people")
    people = people_of(chat, use)
    messages = with_persons(chat, people, use)
    progress("references")
    named = _named(chat, messages, people)
    progress("signals")
    policy = read_policy(use.policy) if use.policy else Policy()
    said = aside(lambda: with_topics(signals(messages, named), messages, policy.topics)).at_once()
    progress("replies")
    answers = replies(messages, people, use, chat.links)
    progress("interactions")
    interactions = _interactions(chat, people, messages, named, answers)
    whole = tied(interactions, messages, people, use)
    return Analysis(chat, people, messages, answers, named, said.result(), interactions, whole, use, policy)


def acted(chat: Chat, settings: Settings, progress: Progress = lambda _: None) -> tuple[People, pd.DataFrame, pd.DataFrame]:
    """Return people, messages and interactions of a chat: all that ties need, without signals and measures.

    Parameters
    ----------
    chat, settings, progress
        As for ``analyze``.
    """
    progress("people")
    people = people_of(chat, settings)
    messages = with_persons(chat, people, settings)
    progress("references")
    named = _named(chat, messages, people)
    progress("replies")
    answers = replies(messages, people, settings, chat.links)
    progress("interactions")
    return people, messages, _interactions(chat, people, messages, named, answers)


def _named(chat: Chat, messages: pd.DataFrame, people: People) -> pd.DataFrame:
    """Return ``tables.REFERENCES``; in each of several groups a name is first of all that of somebody there, and so is looked for alone."""
    groups = messages["group_id"].drop_duplicates().tolist()
    if len(groups) < 2:
        return references(messages, people)
    parts = [one_group(chat, group) for group in groups]
    own = [messages[(messages["group_id"] == group).to_numpy()].reset_index(drop=True) for group in groups]
    named = [references(rows, people_in(part, chat, people)) for rows, part in zip(own, parts, strict=True)]
    return rows_of_all(tables.REFERENCES, named)


def _interactions(chat: Chat, people: People, messages: pd.DataFrame, named: pd.DataFrame, answers: pd.DataFrame) -> pd.DataFrame:
    acts = (
        reply_acts(answers, messages),
        mentions(messages, people),
        invitations(chat.events, people),
        about(named, messages),
        reactions(chat.links, messages, people),
    )
    return tables.INTERACTIONS.check(stacked(acts))


def people_of(chat: Chat, settings: Settings) -> People:
    """Return the persons of ``chat``, with the roster, contacts and decisions the settings name."""
    told = Told(
        read_vcard(settings.vcard) if settings.vcard else (),
        read_decisions(settings.identities) if settings.identities else Decisions(),
        settings.identity_threshold,
    )
    return identify(chat, read_roster(settings.roster) if settings.roster else None, told)


def with_persons(chat: Chat, people: People, settings: Settings) -> pd.DataFrame:
    """Return ``tables.MESSAGES``: the messages as read, with person, session and content hash.

    A new session starts after a silence of ``settings.session_gap`` minutes; a clock that runs back by more than that starts one too.
    """
    read = chat.messages
    quiet = np.abs(np.diff(read["at"].to_numpy().astype("int64"), prepend=0)) > settings.session_gap * 60
    session = np.maximum(np.cumsum(quiet) - 1, 0) if len(read) else quiet.astype("int64")
    columns: dict[str, object] = {name: read[name] for name in tables.MESSAGES.names if name in read}
    made = {"person": read["sender"].map(people.person_of), "session": session, "content_hash": content_hashes(read)}
    return tables.MESSAGES.frame({**columns, **made})


def stacked(frames: tuple[pd.DataFrame, ...]) -> pd.DataFrame:
    """Return the rows of several frames of ``tables.INTERACTIONS`` as one."""
    rows = [frame for frame in frames if len(frame)] or [frames[0]]
    columns = {name: pd.concat([frame[name] for frame in rows], ignore_index=True) for name in tables.INTERACTIONS.names if name != "layer"}
    layers = pd.api.types.union_categoricals([frame["layer"] for frame in rows], sort_categories=True)
    return tables.INTERACTIONS.frame({**columns, "layer": layers})
