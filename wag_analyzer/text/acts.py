"""Dialogue acts: what a message does.

Every act is a row of ``tables.SIGNALS``: its strength from 0 to 1, the person spoken to when one is named, and the words that show it.

================== ==========================================================================================================
signal             the message …
================== ==========================================================================================================
question           asks something
request            asks somebody to do or give something
offer              offers help or things
answer             answers an open question of somebody else, by its place and wording
delivery           says that something asked for is done or here, or is the file itself
thanks             thanks
greeting           greets (a lone greeting is stronger than one before other matter)
promise            commits to something later
chase              asks what became of something promised
excuse             explains a delay
refusal            declines to help or sends the asker elsewhere
acknowledgement    takes note, agrees
share              shares news or treats
announcement       tells everybody something; expects no answer
leave_notice       says that the writer is or will be away
invite             asks people to come, join or move somewhere
gain               promises income or another benefit
scarcity           says that places or time are short, or that few are chosen
bring_others       asks to bring more people
private_channel    moves the talk to private messages
other_channel      speaks of another group or channel
channel_link       holds a link into another group or channel
stay               asks people not to leave, or asks those who showed interest why they do not come
discretion         asks not to talk about it here or to others
accept             takes up an invitation or asks for details of it
open_to_all        says that everybody may come
onboarding         is about new members of the organisation and what they need
social             is about sport, meals, collections and other company
solicitation       works as a pitch: several of invite … discretion together, less what makes it public, official or social
================== ==========================================================================================================
"""

import itertools
import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

import numpy as np
import pandas as pd

from wag_analyzer import tables
from wag_analyzer.text.cues import Hit, lexicon
from wag_analyzer.text.flat import Words, flat
from wag_analyzer.text.standing import Standing

__all__ = ["ACTS", "acts"]

ACTS: Final = (
    "question", "request", "offer", "answer", "delivery", "thanks", "greeting", "promise", "chase", "excuse", "refusal",
    "acknowledgement", "share", "announcement", "leave_notice", "invite", "gain", "scarcity", "bring_others", "private_channel",
    "other_channel", "channel_link", "stay", "discretion", "accept", "open_to_all", "onboarding", "social", "solicitation",
)  # fmt: skip
_RANK: Final[Mapping[str, int]] = {signal: rank for rank, signal in enumerate(ACTS)}
_LINK: Final = re.compile(
    r"(?:https?://)?(?:chat\.whatsapp\.com/|whatsapp\.com/channel/|wa\.me/|t\.me/|telegram\.me/|discord\.gg/|signal\.group/|line\.me/|m\.me/)[^\s]+",
    re.IGNORECASE,
)
_ANY_LINK: Final = re.compile(r"https?://\S+|www\.\S+", re.IGNORECASE)
_QUESTION: Final = re.compile(r"[?؟？]")
_FILES: Final = frozenset({"media", "location", "contact"})
_SHORT: Final[Mapping[str, int]] = {"delivery": 9, "acknowledgement": 6, "refusal": 10, "accept": 10, "share": 18}
_PITCH: Final[Mapping[str, float]] = {
    "invite": 0.5, "gain": 0.6, "scarcity": 0.5, "bring_others": 0.6, "private_channel": 0.5, "other_channel": 0.5, "channel_link": 0.5,
    "stay": 0.5, "discretion": 0.3,
}  # fmt: skip
_PUBLIC: Final[Mapping[str, float]] = {"open_to_all": 0.6, "onboarding": 0.6, "announcement": 0.3, "social": 0.6}
_LEAST: Final = 0.3
_OPEN_MINUTES: Final = 20
_OPEN_MESSAGES: Final = 8
_GREETING_WORDS: Final = 4
_HINTS: Final = ("imperative", "no_imperative", "vocative", "self")
_ONE_CUE: Final = 0.9


class _Found(NamedTuple):
    value: float
    start: int = -1
    end: int = -1


class _Spoken(NamedTuple):
    """A person spoken to, and where."""

    person: str
    start: int
    end: int


@dataclass(slots=True)
class _Open:
    """Questions that wait for an answer in the running session."""

    session: int = -1
    asked: list[tuple[int, str, int]] = field(default_factory=list)

    def at(self, number: int, session: int, clock: int) -> list[str]:
        """Return who waits for an answer, latest first."""
        if session != self.session:
            self.session, self.asked = session, []
        if not self.asked:
            return []
        self.asked = [(n, who, then) for n, who, then in self.asked if number - n <= _OPEN_MESSAGES and clock - then <= 60 * _OPEN_MINUTES]
        return list(dict.fromkeys(who for _, who, _ in reversed(self.asked)))


def acts(messages: pd.DataFrame, references: pd.DataFrame) -> pd.DataFrame:
    """Return the dialogue acts of every message.

    Parameters
    ----------
    messages
        ``tables.MESSAGES``.
    references
        ``tables.REFERENCES``; who is spoken to is taken from here.

    Returns
    -------
    pd.DataFrame
        ``tables.SIGNALS`` with the signals listed in this module's docstring, in order of messages.
    """
    spoken = _spoken_to(references)
    waiting = _Open()
    rows: list[tuple[object, ...]] = []
    columns = (messages[name].tolist() for name in ("msg_id", "person", "session"))
    clocks = messages["at"].to_numpy().astype("datetime64[s]").astype("int64").tolist()
    alone = _alone(messages, spoken)
    for number, (msg_id, person, session, clock) in enumerate(zip(*columns, clocks, strict=True)):
        to = spoken.get(msg_id, ())
        found = dict(alone[number])
        asked = [who for who in waiting.at(number, session, clock) if who != person]
        _answer(found, asked, to)
        if max(_value(found, "question"), _value(found, "request")) >= 0.5:
            waiting.asked.append((number, person, clock))
        _store(rows, msg_id, found, _target(to, person))
    return tables.SIGNALS.frame({name: [row[place] for row in rows] for place, name in enumerate(tables.SIGNALS.names)})


def _spoken_to(references: pd.DataFrame) -> dict[str, tuple[_Spoken, ...]]:
    found: dict[str, list[_Spoken]] = {}
    direct = references[references["form"].isin(["address", "mention"])]
    places = zip(*(direct[name].tolist() for name in ("msg_id", "refers_to", "start", "end")), strict=True)
    for msg_id, person, start, end in places:
        found.setdefault(msg_id, []).append(_Spoken(person, start, end))
    return {msg_id: tuple(listed) for msg_id, listed in found.items()}


def _covered(to: Sequence[_Spoken]) -> Callable[[int], bool]:
    """Return what says whether a place of the text belongs to a name."""
    spans = sorted((one.start, one.end) for one in to)
    starts = [start for start, _ in spans]
    ends = list(itertools.accumulate((end for _, end in spans), max))
    return lambda place: bool(at := bisect_right(starts, place)) and place < ends[at - 1]


def _target(to: Sequence[_Spoken], person: str) -> str | None:
    return next((one.person for one in to if one.person != person), None)


def _store(rows: list[tuple[object, ...]], msg_id: str, found: Mapping[str, _Found], target: str | None) -> None:
    strong = [(_RANK[signal], signal, one) for signal, one in found.items() if one.value >= _LEAST]
    if len(strong) > 1:
        strong.sort()
    rows += [(msg_id, signal, round(one.value, 3), target, one.start, one.end) for _, signal, one in strong]


class _Case(NamedTuple):
    """What a message says, which kind it is of, and whom it speaks to."""

    text: str
    kind: str
    to: tuple[_Spoken, ...]


class _Heard(NamedTuple):
    """The cues in a text without its links and the names it speaks to, and where each of its words begins and ends."""

    bare: str
    hits: Sequence[Hit]
    starts: Sequence[int]
    ends: Sequence[int]


def _alone(messages: pd.DataFrame, spoken: Mapping[str, tuple[_Spoken, ...]]) -> list[Mapping[str, _Found]]:
    """Return the acts of each message seen by itself; many are written again and again."""
    said = zip(*(messages[name].tolist() for name in ("msg_id", "text", "kind")), strict=True)
    cases = [_Case(text if isinstance(text, str) else "", kind, spoken.get(msg_id, ())) for msg_id, text, kind in said]
    different = list(dict.fromkeys(cases))
    known = {case: _message(case, heard) for case, heard in zip(different, _heard(different), strict=True)}
    return [known[case] for case in cases]


def _heard(cases: Sequence[_Case]) -> Iterator[_Heard]:
    """Yield what is heard in each message."""
    cues = lexicon("acts")
    bare = [_ANY_LINK.sub(lambda match: " " * len(match[0]), text) if "://" in text or "www." in text else text for text, _, _ in cases]
    words = _without_names(flat(bare), cases)
    found = Standing(words).among(cues)
    bounds = np.searchsorted(found.text, np.arange(len(cases) + 1)).tolist()
    hits = list(zip(found.cue.tolist(), found.first.tolist(), found.after.tolist(), strict=True))
    starts, ends, offsets = words.start.tolist(), words.end.tolist(), words.offsets.tolist()
    for number, text in enumerate(bare):
        begin, end = offsets[number], offsets[number + 1]
        mine = [Hit(cues.cues[cue], first - begin, after - begin) for cue, first, after in hits[bounds[number] : bounds[number + 1]]]
        yield _Heard(text, mine, starts[begin:end], ends[begin:end])


def _without_names(words: Words, cases: Sequence[_Case]) -> Words:
    """Return the words that belong to no name of somebody spoken to."""
    kept = np.ones(len(words.message), bool)
    for number, case in enumerate(cases):
        if case.to:
            own = slice(words.offsets[number], words.offsets[number + 1])
            covered = _covered(case.to)
            kept[own] = [not covered(start) for start in words.start[own].tolist()]
    return words if kept.all() else words.take(kept)


def _message(case: _Case, heard: _Heard) -> dict[str, _Found]:
    """Return the acts of one message seen by itself."""
    text, kind, to = case
    bare, hits, starts, ends = heard
    found: dict[str, _Found] = {}
    if kind in _FILES:
        found["delivery"] = _Found(0.6)
    if not text:
        return found
    link = _LINK.search(text)
    for signal, mine in _by_signal(hits).items():
        best = max(mine, key=lambda hit: (hit.cue.value, hit.after - hit.first))
        found[signal] = _Found(_together({hit.cue: hit.cue.value for hit in mine}.values()), starts[best.first], ends[best.after - 1])
    if link:
        found["channel_link"] = _Found(1.0, link.start(), link.end())
    _ask(found, bare, hits, addressed=bool(to))
    _settle(found, len(starts))
    _pitch(found)
    return found


def _by_signal(hits: Iterable[Hit]) -> dict[str, list[Hit]]:
    found: dict[str, list[Hit]] = {}
    for hit in hits:
        found.setdefault(hit.cue.signal, []).append(hit)
    return found


def _together(values: Iterable[float]) -> float:
    """Return the noisy-or of independent cues."""
    missed = 1.0
    for value in values:
        missed *= 1 - value
    return 1 - missed


def _value(found: Mapping[str, _Found], signal: str) -> float:
    one = found.get(signal)
    return one.value if one else 0.0


def _ask(found: dict[str, _Found], text: str, hits: Sequence[Hit], *, addressed: bool) -> None:
    """Settle questions and requests: a mark, an imperative at the beginning, who it is said to."""
    mark = _QUESTION.search(text)
    if mark:
        found["question"] = _Found(max(0.9, _value(found, "question")), mark.start(), mark.end())
    order = _order(found, hits, addressed=addressed)
    if order and order.value > _value(found, "request"):
        found["request"] = order
    request = found.get("request")
    if request and (_value(found, "offer") >= 0.8 or _value(found, "thanks") >= 0.8) and request.value <= _ONE_CUE and not mark:
        del found["request"]


def _order(found: dict[str, _Found], hits: Sequence[Hit], *, addressed: bool) -> _Found | None:
    """Return the request a message makes by beginning, after a form of address, with an order; surer when somebody or the self is named."""
    named = {signal: found.pop(signal, None) for signal in _HINTS}
    begin = max((hit.after for hit in hits if hit.cue.signal == "vocative" and hit.first == 0), default=0)
    barred = {hit.first for hit in hits if hit.cue.signal == "no_imperative"}
    order = named["imperative"]
    if order is None or not any(hit.cue.signal == "imperative" and hit.first in {0, begin} - barred for hit in hits):
        return None
    surer = addressed or named["self"] is not None
    return order._replace(value=0.7 if surer else 0.4)


def _settle(found: dict[str, _Found], length: int) -> None:
    """Drop what a message of this length or with these other acts does not do."""
    for signal, longest in _SHORT.items():
        if signal in found and length > longest:
            del found[signal]
    asks = max(_value(found, "question"), _value(found, "request")) >= 0.6
    for signal in ("delivery", "acknowledgement", "answer"):
        if asks and signal in found:
            del found[signal]
    if "refusal" in found and max(_value(found, "delivery"), _value(found, "offer")) >= 0.8:
        del found["refusal"]
    greeting = found.get("greeting")
    if greeting and length > _GREETING_WORDS:
        found["greeting"] = greeting._replace(value=min(greeting.value, 0.5))


def _pitch(found: dict[str, _Found]) -> None:
    kinds = {signal: weight * found[signal].value for signal, weight in _PITCH.items() if signal in found}
    if not kinds:
        return
    public = _together(weight * found[signal].value for signal, weight in _PUBLIC.items() if signal in found)
    first = found[max(kinds, key=lambda signal: kinds[signal])]
    found["solicitation"] = _Found(_together(kinds.values()) * (1 - public), first.start, first.end)


def _answer(found: dict[str, _Found], asked: Sequence[str], to: Sequence[_Spoken]) -> None:
    """Judge by its place whether the message answers an open question."""
    said = found.pop("answer", None)
    if not asked or max(_value(found, "question"), _value(found, "greeting")) >= 0.6:
        return
    named = any(one.person in asked for one in to)
    place = 0.5 / len(asked) if not named else 0.8
    found["answer"] = _Found(_together((place, 0.4 * said.value if said else 0.0)))
