"""The life of a group: created, told what it is for, growing, acting, closing; each with what it rests on, or why it was not seen."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import pairwise
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from wag_analyzer import tables
from wag_analyzer.network.arrivals import wave
from wag_analyzer.network.change_points import LEAST, Change, changes, pace
from wag_analyzer.parser.chat import Chat
from wag_analyzer.people.identities import People
from wag_analyzer.people.subjects import subjects
from wag_analyzer.settings import Settings
from wag_analyzer.text.phases import LANGUAGES, Told, told

__all__ = ["PHASES", "has_clear_phases", "lifecycle"]

PHASES: Final = ("created", "purpose", "growth", "action", "closing")
"""The phases in order; a row ``change`` is a change of pace, whatever phase it belongs to."""

ALPHA: Final = 0.05
BUSY: Final = 1.25
"""A stretch is called action when its pace is at least this many times the group's mean pace."""
QUIET: Final = 1 / 3
"""A last stretch is called closing when its pace is at most this share of the highest before."""
EARLY_DAYS: Final = 14
EARLY_SHARE: Final = 0.1
LAST_DAYS: Final = 14
LEFT_LEAST: Final = 3
LEFT_SHARE: Final = 1 / 3
AFTER_SHARE: Final = 0.1
FOUNDING_DAYS: Final = 2
SHOWN: Final = 10
_CAME: Final = frozenset({"added", "joined_link", "joined_community"})
_WENT: Final = frozenset({"left", "removed"})
_DOING: Final = ("request", "offer", "promise", "delivery")
_SURE: Final = 0.7

Row = dict[str, object]
Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Life:
    """What one group's lines say; days are counted from ``start``; ``deaf`` says so when wordings are not known in the phone's language."""

    group: str
    messages: pd.DataFrame
    events: pd.DataFrame
    said: Sequence[Told]
    doing: frozenset[str]
    leaders: frozenset[str]
    name: tuple[pd.Timestamp | None, str | None]
    start: pd.Timestamp
    counts: Floats
    weekday: Ints
    changes: Sequence[Change]
    seed: int
    deaf: str

    def day(self, number: int) -> pd.Timestamp:
        """Return the date of a day."""
        return self.start + timedelta(days=number)

    def number(self, at: "pd.Series[pd.Timestamp]") -> Ints:
        """Return the days' numbers of times."""
        return np.asarray((at - self.start).dt.days.to_numpy(), dtype=np.int64)

    @property
    def created(self) -> pd.DataFrame:
        """Return the line that says the group was created, if there is one."""
        return self.events[self.events["type"].astype(object) == "created"].head(1)


def lifecycle(chat: Chat, people: People, messages: pd.DataFrame, signals: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """Return the phases of each group's life.

    Parameters
    ----------
    chat
        As read.
    people
        Its persons.
    messages
        ``tables.MESSAGES``.
    signals
        ``tables.SIGNALS``: requests, offers, promises and deliveries show what a busy stretch was about.
    settings
        ``seed``.

    Returns
    -------
    DataFrame
        ``tables.LIFECYCLE``: of each group one row per phase (several when it acted or grew in several stretches; without dates when the
        phase was not seen), then one row per change of pace.

    Notes
    -----
    ``created`` and ``purpose`` are told by lines and quoted. ``growth`` is the founding day and the stretch in which arrivals were densest
    (``arrivals.wave``); ``action`` is a stretch between changes of pace (``change_points.changes``) with at least 1.25 times the mean
    pace; ``closing`` is the end of the group as WhatsApp notes it, words of farewell after which little follows, a third of the people
    leaving in the last two weeks, or a last stretch at a third or less of an earlier pace. Nothing of this is certain to be what the
    people had in mind: a phase is a reading of dates and words, both given.
    """
    doing = frozenset(signals["msg_id"][signals["signal"].isin(_DOING) & (signals["value"] >= _SURE)].astype(str))
    names = subjects(chat, people)
    rows: list[Row] = []
    for group in dict.fromkeys(source.group_id for source in chat.sources):
        life = _life(group, (messages, chat.events, names), people, doing, settings.seed)
        if life is not None:
            life = replace(life, deaf=_deaf(source.locale for source in chat.sources if source.group_id == group))
        if life is not None:
            parts = (
                _created(life, people),
                _purpose(life),
                *_growth(life, people),
                *_action(life),
                _closing(life, people),
                *_changes(life),
            )
            rows += [{"group_id": group, "certain": False, **row} for row in parts]
    return tables.LIFECYCLE.frame(rows)


def has_clear_phases(rows: pd.DataFrame) -> bool:
    """Return whether a stretch of growth, of action or a closing was seen; to be created, filled and named at once are no phases."""
    later = rows["phase"].isin(("action", "closing")) | ((rows["phase"] == "growth") & rows["p"].notna())
    return bool((later & rows["start"].notna()).any())


def _life(
    group: str, frames: tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame], people: People, doing: frozenset[str], seed: int
) -> _Life | None:
    messages, events, names = (frame[frame["group_id"] == group] for frame in frames)
    times = pd.concat([messages["at"], events["at"]])
    if times.empty:
        return None
    start = times.min().normalize()
    length = (times.max() - start).days + 1
    counts = np.bincount((messages["at"] - start).dt.days.to_numpy(), minlength=length).astype(np.float64)
    weekday = (np.arange(length) + start.weekday()) % 7
    admins = people.table["person"][people.table["admin"]].astype(str)
    founders = {people.person_of.get(str(who), str(who)) for who in events["actor"][events["type"].astype(object) == "created"].dropna()}
    called = names[(names["kind"] == "subject") & names["name"].notna()]
    name = (called["at"].iloc[0], str(called["name"].iloc[0])) if len(called) else (None, None)
    return _Life(
        group=group,
        messages=messages,
        events=events,
        said=told(messages),
        doing=doing,
        leaders=frozenset({*admins, *founders}),
        name=name,
        start=start,
        counts=counts,
        weekday=weekday,
        changes=changes(counts, weekday, seed),
        seed=seed,
        deaf="",
    )


def _deaf(locales: Iterable[str | None]) -> str:
    """Return what is to be said when the phone's language is one in which no wordings of purpose and end are known."""
    unknown = sorted({code for code in locales if code and code.partition("-")[0] not in LANGUAGES})
    return f"; words that tell it are not known in the phone's language ({', '.join(unknown)})" if unknown else ""


def _created(life: _Life, people: People) -> Row:
    made = life.created
    if made.empty:
        return {"phase": "created", "basis": f"no line says when; the export begins on {life.start.date()}"}
    event = made.iloc[0]
    by = people.person_of.get(event["actor"], event["actor"]) if isinstance(event["actor"], str) else None
    return {
        "phase": "created",
        "start": event["at"],
        "certain": True,
        "by": by,
        "msg_ids": [event["msg_id"]],
        "text": event["text"],
        "basis": "WhatsApp's own line",
    }


def _purpose(life: _Life) -> Row:
    """Return the clearest words early on, or by who leads the group; else the group's first name."""
    early = life.start + timedelta(days=max(EARLY_DAYS, EARLY_SHARE * len(life.counts)))
    heard = [one for one in life.said if one.phase == "purpose" and (one.at <= early or one.person in life.leaders)]
    if not heard:
        at, name = life.name
        basis = "no message tells a purpose; this is the group's first known name" if name else "no message tells a purpose"
        return {"phase": "purpose", "start": at, "text": name, "basis": basis + life.deaf}
    best = max(heard, key=lambda one: (one.at <= early) + 0.5 * (one.person in life.leaders) + one.value)
    who = "who created or runs the group" if best.person in life.leaders else "a member"
    more = f"; {len(heard)} messages tell one" if len(heard) > 1 else ""
    when = f"day {(best.at - life.start).days + 1}" + ("" if len(life.created) else " of the export, which does not hold the beginning")
    return {
        "phase": "purpose",
        "start": best.at,
        "certain": True,
        "by": best.person,
        "msg_ids": [best.msg_id, *(one.msg_id for one in heard if one is not best)][:SHOWN],
        "text": best.text,
        "basis": f"told by {who} on {when}{more}",
    }


def _growth(life: _Life, people: People) -> Iterator[Row]:
    came = life.events[life.events["type"].isin(_CAME)]
    who = _subject(came, people)
    came = came[~who.duplicated().to_numpy()]
    day = life.number(came["at"])
    founding = (day < FOUNDING_DAYS) & bool(len(life.created))
    first, later = came[founding], came[~founding].drop_duplicates("msg_id")
    if len(first):
        ids = first["msg_id"].drop_duplicates()
        basis = f"{len(first)} of {len(came)} who are known to have come came within {FOUNDING_DAYS} days of its creation"
        yield {
            "phase": "growth",
            "start": first["at"].min(),
            "end": first["at"].max(),
            "certain": True,
            "msg_ids": list(ids[:SHOWN]),
            "basis": basis,
        }
    skipped = FOUNDING_DAYS if len(life.created) else 0
    found = wave(life.number(later["at"]) - skipped, len(life.counts) - skipped, life.seed)
    if found is not None and found.p <= ALPHA:
        start, stop = life.day(found.start + skipped), life.day(found.stop + skipped)
        ids = later["msg_id"][(later["at"] >= start) & (later["at"] < stop)]
        basis = f"{found.count} arrivals, {found.expected:.1f} expected if they were spread evenly"
        yield {"phase": "growth", "start": start, "end": stop, "p": found.p, "msg_ids": list(ids[:SHOWN]), "basis": basis}
    elif not len(first):
        why = f"arrivals are spread as chance spreads them (p {found.p:.2f})" if found else f"{len(later)} arrivals are too few to tell"
        yield {"phase": "growth", "p": found.p if found else None, "basis": why}


def _action(life: _Life) -> Iterator[Row]:
    mean = pace(life.counts, life.weekday, (0, len(life.counts)))
    stretches = list(pairwise([0, *(change.day for change in life.changes), len(life.counts)]))
    busy = [span for span in stretches if len(life.changes) and pace(life.counts, life.weekday, span) >= BUSY * mean]
    for start, stop in _joined(busy):
        edges = [change for change in life.changes if change.day in {start, stop}]
        came = next((change for change in edges if change.day == start), None)
        inside = (life.messages["at"] >= life.day(start)) & (life.messages["at"] < life.day(stop))
        does = life.messages["msg_id"].isin(life.doing)
        ids = life.messages["msg_id"][inside & does]
        here, there = (100 * float(does[where].mean()) if where.any() else 0.0 for where in (inside, ~inside))
        now = pace(life.counts, life.weekday, (start, stop))
        yield {
            "phase": "action",
            "start": life.day(start),
            "start_lo": life.day(came.lo) if came else None,
            "start_hi": life.day(came.hi) if came else None,
            "end": life.day(stop),
            "p": max(change.p for change in edges),
            "before": came.before if came else None,
            "after": now,
            "msg_ids": list(ids[:SHOWN]),
            "basis": f"{now:.1f} messages a day, {mean:.1f} on the whole; {here:.0f} % ask, offer, promise or deliver ({there:.0f} % else)",
        }
    if not busy:
        yield {"phase": "action", "basis": "no stretch is busier than chance and weekdays explain" if len(life.counts) >= LEAST else _SHORT}


_SHORT: Final = f"less than {LEAST} days: too short to tell a change of pace from a weekday"


def _joined(spans: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield stretches that touch as one."""
    run: tuple[int, int] | None = None
    for start, stop in spans:
        if run is not None and run[1] == start:
            run = run[0], stop
            continue
        if run is not None:
            yield run
        run = start, stop
    if run is not None:
        yield run


def _closing(life: _Life, people: People) -> Row:
    signs = [sign for sign in (_ended(life), _farewell(life), _leaving(life, people), _fading(life)) if sign]
    if not signs:
        ends = f"no sign of an end by {life.day(len(life.counts) - 1).date()}, when the export ends"
        return {"phase": "closing", "basis": ends + life.deaf}
    row: Row = {"phase": "closing"}
    for sign in signs:
        row |= {name: value for name, value in sign.items() if row.get(name) is None}
    starts: list[Any] = [sign["start"] for sign in signs]
    ids: list[Any] = [one for sign in signs for one in _listed(sign.get("msg_ids"))]
    return {**row, "start": min(starts), "msg_ids": ids[:SHOWN], "basis": "; ".join(str(sign["basis"]) for sign in signs)}


def _listed(value: Any) -> Sequence[Any]:
    return value or ()


def _ended(life: _Life) -> Row:
    ended = life.events[life.events["type"].astype(object) == "group_ended"]
    if ended.empty:
        return {}
    event = ended.iloc[-1]
    basis = "WhatsApp's own line says that the group ended"
    return {"start": event["at"], "end": event["at"], "certain": True, "msg_ids": [event["msg_id"]], "text": event["text"], "basis": basis}


def _farewell(life: _Life) -> Row:
    """Return the first words of an end after which at most a tenth of the messages follows."""
    for one in life.said:
        after = int((life.messages["at"] > one.at).sum())
        if one.phase == "closing" and after <= AFTER_SHARE * len(life.messages):
            basis = f"words of farewell; {after} of {len(life.messages)} messages follow"
            return {"start": one.at, "certain": True, "by": one.person, "msg_ids": [one.msg_id], "text": one.text, "basis": basis}
    return {}


def _leaving(life: _Life, people: People) -> Row:
    recent = life.day(len(life.counts) - LAST_DAYS)
    went = life.events[life.events["type"].isin(_WENT) & (life.events["at"] >= recent)]
    who = _subject(went, people)
    everybody = _present(life, people)
    if who.nunique() < max(LEFT_LEAST, LEFT_SHARE * len(everybody)) or len(life.counts) < LEAST:
        return {}
    basis = f"{who.nunique()} of {len(everybody)} people left in the last {LAST_DAYS} days"
    return {"start": went["at"].min(), "msg_ids": list(went["msg_id"].drop_duplicates()), "basis": basis}


def _subject(events: pd.DataFrame, people: People) -> "pd.Series[Any]":
    """Return the person who came or went: the target, or the actor when there is none."""
    named = events["target"].astype(object).where(events["target"].notna(), events["actor"].astype(object))
    return named.map(lambda name: people.person_of.get(name, name))


def _present(life: _Life, people: People) -> frozenset[str]:
    named = pd.concat([life.events["actor"], life.events["target"]]).dropna().astype(str)
    wrote = life.messages["person"].dropna().astype(str).unique().tolist()
    return frozenset({*wrote, *(people.person_of.get(name, name) for name in named.tolist())})


def _fading(life: _Life) -> Row:
    if not life.changes:
        return {}
    last = life.changes[-1]
    highest = max(change.before for change in life.changes)
    if last.after > QUIET * highest:
        return {}
    return {
        "start": life.day(last.day),
        "start_lo": life.day(last.lo),
        "start_hi": life.day(last.hi),
        "p": last.p,
        "before": last.before,
        "after": last.after,
        "basis": f"{last.after:.1f} messages a day at the end, {highest:.1f} at the height",
    }


def _changes(life: _Life) -> Iterator[Mapping[str, object]]:
    for change in life.changes:
        yield {
            "phase": "change",
            "start": life.day(change.day),
            "start_lo": life.day(change.lo),
            "start_hi": life.day(change.hi),
            "p": change.p,
            "before": change.before,
            "after": change.after,
            "basis": f"{'more' if change.after > change.before else 'less'} is written from here on, weekdays evened out",
        }
