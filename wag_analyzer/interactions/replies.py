"""Who answers whom: for every message the earlier messages it may answer, each with a probability.

An export made by WhatsApp holds no quotes, so this is an inference; ``docs/explanation/replies.md`` says how it works and how wrong it is.
Where another program's file records a quote, that is the answer, with probability 1.
"""

from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from wag_analyzer.interactions.candidates import Candidates, adjacent
from wag_analyzer.interactions.cues import load_cues
from wag_analyzer.interactions.history import history
from wag_analyzer.interactions.passes import read
from wag_analyzer.interactions.scene import Scene, scene
from wag_analyzer.interactions.vocatives import namebook, persons
from wag_analyzer.interactions.weights import load_weights
from wag_analyzer.interactions.wording import Wording, wording
from wag_analyzer.people.identities import People
from wag_analyzer.people.places import picked, places, strings
from wag_analyzer.settings import Settings
from wag_analyzer.tables import INTERACTIONS, REPLIES

__all__ = ["prepare", "replies", "reply_acts", "said"]

#: Candidates below this probability are left out; what remains is made to sum to 1 again.
LEAST: Final = 0.02


Rows = tuple[npt.NDArray[np.intp], npt.NDArray[np.intp], npt.NDArray[np.float64]]
"""Child, parent (-1 is none) and probability, one entry a row."""


def replies(messages: pd.DataFrame, people: People, settings: Settings, links: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return for every message the earlier messages it may answer, with probabilities.

    Parameters
    ----------
    messages
        Rows of ``tables.MESSAGES`` in file order; groups are kept apart.
    people
        The persons, for the names they are called by.
    settings
        ``reply_model`` chooses ``full``, ``linear`` (the first pass only) or ``adjacency`` (the next speaker answers the one before).
    links
        ``tables.LINKS``. A message that quotes another answers that one and nothing else, p = 1. One that quotes nothing is inferred as
        ever: people who could have quoted often answer without.

    Returns
    -------
    DataFrame
        ``tables.REPLIES``: over the rows of a message ``p`` sums to 1; the row without candidate is "answers none of them".
    """
    parts = [_rows(part, candidates(messages.iloc[part], people, settings)) for part in _groups(messages)]
    child = np.concatenate([part[0] for part in parts]) if parts else np.zeros(0, np.intp)
    parent = np.concatenate([part[1] for part in parts]) if parts else np.zeros(0, np.intp)
    p = np.concatenate([part[2] for part in parts]) if parts else np.zeros(0)
    if len(parts) > 1:
        order = np.argsort(child, kind="stable")
        child, parent, p = child[order], parent[order], p[order]
    if links is not None and len(links):
        child, parent, p = _with_quotes((child, parent, p), messages["msg_id"], links)
    ids, lines = strings(messages["msg_id"]), messages["line"].to_numpy(np.int64)
    return REPLIES.frame(
        {
            "msg_id": picked(ids, child),
            "line": lines[child],
            "candidate": picked(ids, parent),
            "candidate_line": np.where(parent < 0, 0, lines[parent]) if len(child) else np.zeros(0, np.int64),
            "p": p,
        }
    )


def candidates(messages: pd.DataFrame, people: People, settings: Settings) -> Candidates:
    """Return the candidates of the messages of one group."""
    if settings.reply_model == "adjacency":
        return adjacent(pd.factorize(messages["person"])[0].astype(np.int32))
    return read(prepare(messages, people), load_weights(), linear=settings.reply_model == "linear")


def prepare(messages: pd.DataFrame, people: People) -> Scene:
    """Return the messages of one group ready for scoring."""
    author, words = said(messages, people)
    time = messages["at"].to_numpy().astype("datetime64[s]").astype(np.int64).astype(np.float64)
    return scene(history(author, time, words), words)


def said(messages: pd.DataFrame, people: People) -> tuple[npt.NDArray[np.int32], Wording]:
    """Return the author of each message, as a number, and what it says."""
    listed = persons(messages, people)
    number = {person: place for place, person in enumerate(listed)}
    codes, names = pd.factorize(messages["person"].astype(object))
    author = np.array([*(number[str(name)] for name in names), len(listed)], np.int32)[codes]  # a missing person is one of its own
    cues = load_cues()
    return author, wording(messages, author, namebook(people, listed, cues), cues)


def _groups(messages: pd.DataFrame) -> list[npt.NDArray[np.intp]]:
    if not len(messages):
        return []
    if "group_id" not in messages.columns:
        return [np.arange(len(messages))]
    codes, names = pd.factorize(messages["group_id"].astype(object), use_na_sentinel=False)
    return [np.flatnonzero(codes == code) for code in range(len(names))]


def _with_quotes(inferred: Rows, msg_ids: "pd.Series[str]", links: pd.DataFrame) -> Rows:
    """Return the rows with the recorded answer in place of the inferred ones, for the messages that quote."""
    quotes = links[(links["kind"].astype(object) == "reply").to_numpy()].drop_duplicates("msg_id")
    place = pd.Index(msg_ids)
    child, parent = (place.get_indexer(pd.Index(quotes[name])) for name in ("msg_id", "answers"))
    known = (child >= 0) & (parent >= 0) & (child != parent)
    child, parent = child[known], parent[known]
    other = ~np.isin(inferred[0], child)
    quoted = (np.repeat(child, 2), np.stack([parent, np.full(len(parent), -1)], axis=1).ravel(), np.tile([1.0, 0.0], len(child)))
    rows = [np.concatenate([own[other], recorded]) for own, recorded in zip(inferred, quoted, strict=True)]
    order = np.argsort(rows[0], kind="stable")
    return rows[0][order], rows[1][order], rows[2][order]


def _rows(part: npt.NDArray[np.intp], found: Candidates) -> Rows:
    """Return the rows of a group, candidates before "none"."""
    found, _ = found.likely(LEAST)
    count = np.diff(found.offset) + 1
    end = np.cumsum(count) - 1
    p, parent = np.empty(len(found.p) + len(end)), np.full(len(found.p) + len(end), -1, np.intp)
    candidate = np.ones(len(p), bool)
    candidate[end] = False
    p[candidate], p[end] = found.p, found.none
    parent[candidate] = part[found.parent]
    return np.repeat(part, count), parent, p / np.repeat(np.add.reduceat(p, end - count + 1), count)


def reply_acts(replies: pd.DataFrame, messages: pd.DataFrame) -> pd.DataFrame:
    """Return the acts of answering: one row per message and candidate of another person.

    Parameters
    ----------
    replies
        Rows of ``tables.REPLIES``.
    messages
        Rows of ``tables.MESSAGES`` the replies were inferred from.

    Returns
    -------
    DataFrame
        ``tables.INTERACTIONS``, layer ``reply``; ``weight`` is the probability, the source answers the target.
    """
    ids, answers = strings(replies["msg_id"]), strings(replies["candidate"])
    child, parent = places(ids, messages["msg_id"]), places(answers, messages["msg_id"])
    person, names = _persons(messages["person"])
    source, target = person[child], person[parent]
    rows = np.flatnonzero((child >= 0) & (parent >= 0) & (source != target) & (source >= 0) & (target >= 0))
    child, parent = child[rows], parent[rows]
    at = messages["at"].to_numpy().astype("datetime64[s]")
    return INTERACTIONS.frame(
        {
            "source": picked(names, source[rows]),
            "target": picked(names, target[rows]),
            "layer": pd.Categorical.from_codes(np.zeros(len(rows), np.int8), pd.Index(["reply"])),
            "msg_id": picked(ids, rows),
            "answers": picked(answers, rows),
            "at": at[child],
            "latency_s": (at[child] - at[parent]).astype(np.int64).astype(np.float64),
            "weight": replies["p"].to_numpy()[rows],
        }
    )


def _persons(column: "pd.Series[Any]") -> tuple[npt.NDArray[np.int64], pa.Array]:
    """Return the number of each message's person (-1 is missing) and the persons by number."""
    coded = column.astype("category").cat
    return np.asarray(coded.codes, np.int64), strings(coded.categories)
