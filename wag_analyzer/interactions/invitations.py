"""Who brought whom in: additions, which the file states, and joins by link, which it only lets one guess."""

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd

from wag_analyzer.people.identities import People
from wag_analyzer.tables import INTERACTIONS

__all__ = ["LINK_SHARE", "invitations", "invite_tree"]

#: Probability that one who joined by link came through a link posted in this chat; the rest came by links sent elsewhere.
#: A convention, not a measurement: nothing in an export tells where a link was read.
LINK_SHARE: Final = 0.5
_LINK_HALF_LIFE_DAYS: Final = 3.0
_LINK_REACH_DAYS: Final = 30.0
_DAY: Final = 86400.0
_LINK: Final = "chat.whatsapp.com/"
_JOINED: Final = frozenset({"joined_link", "joined_community"})


def invitations(events: pd.DataFrame, people: People) -> pd.DataFrame:
    """Return one act per member added by somebody, certain (weight 1).

    Parameters
    ----------
    events
        Rows of ``tables.EVENTS``.
    people
        The persons behind the names in the events.

    Returns
    -------
    DataFrame
        ``tables.INTERACTIONS``, layer ``invitation``: the source added the target.
    """
    added = events[events["type"].astype(object) == "added"]
    source, target = _persons(added["actor"], people), _persons(added["target"], people)
    known = source.notna().to_numpy() & target.notna().to_numpy() & (source != target).to_numpy()
    rows = added[known]
    return INTERACTIONS.frame(
        {
            "source": source.to_numpy()[known],
            "target": target.to_numpy()[known],
            "layer": np.full(len(rows), "invitation"),
            "msg_id": rows["msg_id"].to_numpy(),
            "answers": np.full(len(rows), None, object),
            "at": rows["at"].to_numpy(),
            "latency_s": np.full(len(rows), np.nan),
            "weight": np.ones(len(rows)),
        }
    )


def _persons(names: "pd.Series[Any]", people: People) -> "pd.Series[Any]":
    """Return the person behind each name; a name ``people`` does not know stands for itself."""
    return names.astype(object).map(lambda name: people.person_of.get(name, name) if isinstance(name, str) else None)


class _Entry(NamedTuple):
    """How one person came in, as far as the file tells."""

    person: str
    by: str | None
    how: str
    p: float
    at: pd.Timestamp
    msg_id: str
    runner_up: str | None = None
    runner_up_p: float = 0.0


def invite_tree(events: pd.DataFrame, messages: pd.DataFrame, people: People) -> pd.DataFrame:
    """Return who brought whom in: each person's first way into the group.

    Parameters
    ----------
    events
        Rows of ``tables.EVENTS``.
    messages
        Rows of ``tables.MESSAGES``, for the invite links posted in them.
    people
        The persons behind the names in the events.

    Returns
    -------
    DataFrame
        One row per person who is known to have come in, in order of time: ``person``, ``by`` (missing when unknown), ``how``
        (``created``, ``added``, ``link``, ``community``), ``p`` (probability that ``by`` brought the person in: 1 for additions, at most
        ``LINK_SHARE`` for a link posted in the chat, 0 when nobody is credited), ``at``, ``depth`` (0 for the creator and for those
        whose way in is unknown, one more than ``by`` otherwise), ``msg_id``, ``runner_up`` and ``runner_up_p`` (who else may have brought
        in one who came by link), and ``requested`` (when a line says that the person asked to be let in).
    """
    posts = _posts(messages)
    depth: dict[str, int] = {}
    asked = _requests(events, people)
    rows = []
    for entry in _entries(events, people, posts):
        if entry.person in depth:
            continue
        depth[entry.person] = 0 if entry.by is None else depth.get(entry.by, 0) + 1
        requested = next((at for at in asked.get(entry.person, ()) if at <= entry.at), pd.NaT)
        rows.append((*entry[:5], depth[entry.person], *entry[5:], requested))
    return pd.DataFrame(rows, columns=list(_TYPES)).astype(_TYPES)


_TYPES: Final[Mapping[str, Any]] = {
    "person": "str",
    "by": "str",
    "how": "str",
    "p": "float64",
    "at": "datetime64[s]",
    "depth": "int64",
    "msg_id": "str",
    "runner_up": "str",
    "runner_up_p": "float64",
    "requested": "datetime64[s]",
}


def _requests(events: pd.DataFrame, people: People) -> dict[str, list[pd.Timestamp]]:
    """Return when each person asked to be let in, latest first."""
    rows = events[events["type"].astype(object) == "join_requested"].sort_values("at", kind="stable", ascending=False)
    found: dict[str, list[pd.Timestamp]] = {}
    for person, at in zip(_persons(rows["actor"], people), rows["at"], strict=True):
        if isinstance(person, str):
            found.setdefault(person, []).append(at)
    return found


def _entries(events: pd.DataFrame, people: People, posts: pd.DataFrame) -> Iterator[_Entry]:
    columns = (
        events["type"].astype(object),
        _persons(events["actor"], people),
        _persons(events["target"], people),
        events["at"],
        events["msg_id"],
    )
    for kind, *named, at, msg_id in zip(*columns, strict=True):
        actor, target = (name if isinstance(name, str) else None for name in named)
        if kind == "created" and actor:
            yield _Entry(actor, None, "created", 1.0, at, msg_id)
        elif kind == "added" and target:
            by = actor if actor and actor != target else None
            yield _Entry(target, by, "added", float(by is not None), at, msg_id)
        elif kind in _JOINED and (actor or target):
            yield _joined(str(target or actor), str(kind), at, msg_id, posts)


def _joined(joiner: str, kind: str, at: pd.Timestamp, msg_id: str, posts: pd.DataFrame) -> _Entry:
    """Credit the member whose posted link is the likeliest to have been used."""
    if kind == "joined_community":
        return _Entry(joiner, None, "community", 0.0, at, msg_id)
    share = _credit(joiner, at, posts)
    if not share:
        return _Entry(joiner, None, "link", 0.0, at, msg_id)
    by, *others = sorted(share, key=lambda person: (share[person], person), reverse=True)
    second = others[0] if others else None
    return _Entry(joiner, by, "link", share[by], at, msg_id, second, share[second] if second else 0.0)


def _posts(messages: pd.DataFrame) -> pd.DataFrame:
    text = messages["text"].astype(object).map(lambda value: isinstance(value, str) and _LINK in value).astype(bool)
    return pd.DataFrame({"person": messages["person"].astype(object)[text], "at": messages["at"][text]})


def _credit(joiner: str, at: pd.Timestamp, posts: pd.DataFrame) -> Mapping[str, float]:
    """Return posters of links and their share of ``LINK_SHARE``; a link counts half after three days."""
    age = (at - posts["at"]).dt.total_seconds() / _DAY
    near = (age >= 0) & (age <= _LINK_REACH_DAYS) & (posts["person"] != joiner) & posts["person"].notna()
    weight = 0.5 ** (age[near] / _LINK_HALF_LIFE_DAYS)
    if weight.empty:
        return {}
    total = weight.groupby(posts["person"][near]).sum()
    freshest = float(weight.max())
    return {str(person): float(value) for person, value in (LINK_SHARE * freshest * total / total.sum()).items()}
