"""Who keeps calling others together: the same two or three people, in session after session, with others joining each time.

Those who join may be others every day, so people who keep meeting are not looked for; who leads is. One alone, to whom all say *yes, Sir*,
gives orders.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from wag_analyzer.detectors._episodes import Circle, Talk, excess, stretches

__all__ = ["Gathering", "gathering", "hinted", "is_told"]

_LEADS: Final = frozenset(("grievance", "unity", "refusing", "holding", "counting"))
_BINDS: Final = frozenset(("unity", "holding", "counting"))
_FEW_WORDS: Final = 7
_TOLD: Final = frozenset(("grievance", "unity", "refusing", "holding", "fear", "counting"))
_LEAST_TIMES: Final = 2
_LEAST_UNITY: Final = 3
_LEAST_KINDS: Final = 4
_LEAST_TOLD: Final = 0.3
_SURE_TOLD: Final = 0.7
_HINTS: Final[Mapping[str, tuple[tuple[str, float], ...]]] = {
    "unity": (("call_to_act", 0.6),),
    "refusing": (("call_to_act", 0.6), ("opposition", -0.4)),
    "grievance": (("opposition", -0.6),),
    "holding": (("pressure", 0.7),),
    "counting": (("headcount", 0.7),),
    "joining": (("pledge", 0.7),),
}
"""Kinds of hints of the lexicon ``together``, and the signals they count as."""
_LEAST_LED: Final = 3
_LEAST_CALLERS: Final = 2
_MOST_CALLERS: Final = 3
_OF_MOST: Final = 0.6
_LEAST_SESSIONS: Final = 4
_LEAST_JOINERS: Final = 4
_LEAST_FAMILIES: Final = 3
_LEAST_REFUSING: Final = 2
_LEAST_BINDING: Final = 2
_LEAST_LEADING: Final = 0.6
_MOST_P: Final = 0.001
_NULL: Final = "the same people's words, with hints of calling together drawn over all their messages"


_TOLD_NULL: Final = "the same people's words, with calls, pledges and counts drawn over all their messages"


@dataclass(frozen=True, slots=True)
class Gathering:
    """People who call, those who join, and the meetings."""

    callers: tuple[str, ...]
    joiners: tuple[str, ...]
    meetings: tuple[range, ...]

    @property
    def circle(self) -> Circle:
        """Return callers and joiners with their meetings."""
        return Circle((*self.callers, *self.joiners), self.meetings)


def gathering(chat: Talk, hints: Mapping[int, Mapping[str, object]], texts: Sequence[object]) -> Gathering | None:
    """Return who calls others together again and again, None when nobody does or chance explains it.

    Parameters
    ----------
    chat
        The chat.
    hints
        Place of a message → kinds of hints of the lexicon ``together``.
    texts
        The words of each message.
    """
    told = {at for at, kinds in hints.items() if _LEADS & kinds.keys()}
    joins = {at for at, kinds in hints.items() if "joining" in kinds and len(str(texts[at]).split()) <= _FEW_WORDS}
    meetings = {meeting: _parts(chat, meeting, told, joins) for meeting in stretches(chat, told)}
    led = Counter(person for leaders, joiners in meetings.values() if joiners for person in leaders)
    most = max(led.values(), default=0)
    if most < _LEAST_LED:
        return None
    ranked = sorted(led.items(), key=lambda item: (-item[1], item[0]))
    callers = tuple(person for person, times in ranked if times >= max(2, _OF_MOST * most))
    if not _LEAST_CALLERS <= len(callers) <= _MOST_CALLERS:
        return None
    own = tuple(meeting for meeting, (leaders, joiners) in meetings.items() if (leaders & {*callers}) and joiners)
    joiners = Counter(person for meeting in own for person in meetings[meeting][1] if person not in callers)
    found = Gathering(callers, tuple(sorted(joiners, key=lambda person: (-joiners[person], person))), own)
    return found if _is_plain(chat, found, hints, told) else None


def _parts(chat: Talk, meeting: range, told: set[int], joins: set[int]) -> tuple[frozenset[str], frozenset[str]]:
    """Return who leads in a meeting and who joins after a leader's word."""
    leaders = frozenset(chat.people[at] for at in meeting if at in told and at not in joins)
    first = next((at for at in meeting if at in told and at not in joins), meeting.stop)
    return leaders, frozenset(chat.people[at] for at in meeting if at in joins and at > first) - leaders


def _is_plain(chat: Talk, found: Gathering, hints: Mapping[int, Mapping[str, object]], told: set[int]) -> bool:
    """Say whether there are enough sessions, joiners and kinds of hints, most of what the callers say there is such, and chance is out."""
    places = found.circle.places(chat)
    theirs = [at for at in places if chat.people[at] in found.callers]
    families = Counter(kind for at in theirs for kind in hints.get(at, ()) if kind in _LEADS)
    return (
        len({chat.session[meeting.start] for meeting in found.meetings}) >= _LEAST_SESSIONS
        and len(found.joiners) >= _LEAST_JOINERS
        and len(families) >= _LEAST_FAMILIES
        and families["refusing"] >= _LEAST_REFUSING
        and sum(count for kind, count in families.items() if kind in _BINDS) >= _LEAST_BINDING
        and families["unity"] + families["counting"] >= _LEAST_BINDING
        and (families["grievance"] > 0 or any(chat.has(at, "opposition") for at in theirs))
        and sum(at in told for at in theirs) >= _LEAST_LEADING * len(theirs)
        and excess(chat, theirs, sorted(told), _NULL).p <= _MOST_P
    )


def hinted(chat: Talk, hints: Mapping[int, Mapping[str, object]], texts: Sequence[object]) -> Talk:
    """Return the chat with hints of calling, refusing and joining among its signals; words of joining are few.

    Parameters
    ----------
    chat
        The chat.
    hints
        Place of a message → kinds of hints of the lexicon ``together``.
    texts
        The words of each message.
    """
    signals = dict(chat.signals)
    for at, kinds in hints.items():
        shown = dict(signals.get(at, {}))
        for kind in kinds:
            for signal, value in _HINTS.get(kind, ()) if kind != "joining" or len(str(texts[at]).split()) <= _FEW_WORDS else ():
                shown[signal] = max(shown.get(signal, 0.0), value, key=abs)
        signals[at] = shown
    return replace(chat, signals=signals)


def is_told(chat: Talk, places: Sequence[int], weight: float, hints: Mapping[int, Mapping[str, object]]) -> bool:
    """Say whether hints of most kinds come, unity among them, and far more often than in the same people's other talk.

    Parameters
    ----------
    chat
        The chat.
    places, weight
        Messages of an episode, and how much speaks for it.
    hints
        Place of a message → kinds of hints of the lexicon ``together``.
    """
    told = [at for at, kinds in hints.items() if _TOLD.intersection(kinds)]
    times = Counter(kind for at in places for kind in hints.get(at, ()) if kind in _TOLD)
    kinds = sum(count >= _LEAST_TIMES for count in times.values())
    if weight < _SURE_TOLD or times["unity"] < _LEAST_UNITY or kinds < _LEAST_KINDS:
        return False
    test = excess(chat, places, told, _TOLD_NULL)
    return test.p <= _MOST_P and test.statistic >= _LEAST_TOLD * len(places)
