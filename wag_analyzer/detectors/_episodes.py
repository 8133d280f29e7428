"""Episodes: who keeps meeting around the same thing. What several detectors need to see a chat as stretches of talk."""

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from sys import intern
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from wag_analyzer.analysis import Analysis
from wag_analyzer.detectors._columns import authors, ids, places, rows
from wag_analyzer.detectors._shared import once
from wag_analyzer.findings import ChanceTest, Evidence
from wag_analyzer.people.places import places as places_of

__all__ = ["Circle", "Talk", "circle", "excess", "extended", "lines", "moment", "percent", "stretches", "talk"]

_PAUSE: Final = 10 * 60
_LONGEST: Final = 60
_NEVER: Final = 1 << 40
_DRAWS: Final = 4999


@dataclass(frozen=True)
class Talk:
    """A chat as plain lists, one entry a message in file order.

    Parameters
    ----------
    people, seconds, session, lines, ids
        Author, clock in seconds, session, line and id of each message.
    signals
        Message → signal → strongest value (by size).
    named
        Message → persons referred to, with form.
    """

    people: list[str]
    seconds: list[int]
    session: list[int]
    lines: list[int]
    ids: list[str]
    signals: Mapping[int, Mapping[str, float]]
    topics: Mapping[int, frozenset[str]]
    named: Mapping[int, tuple[tuple[str, str], ...]]
    absent: frozenset[str]

    @cached_property
    def by_person(self) -> Mapping[str, list[int]]:
        """Return author → places of the messages."""
        found: defaultdict[str, list[int]] = defaultdict(list)
        for at, person in enumerate(self.people):
            found[person].append(at)
        return found

    @cached_property
    def pauses(self) -> npt.NDArray[np.int64]:
        """Return the seconds from each message to the next; ``_NEVER`` where that is of another session or has an earlier clock."""
        seconds, session = np.array(self.seconds, np.int64), np.array(self.session, np.int64)
        later = np.diff(seconds)
        return np.where((np.diff(session) == 0) & (later >= 0), later, _NEVER)

    @cached_property
    def ends(self) -> list[int]:
        """Return where stretches of talk end: after each pause of ten minutes, and after the last message."""
        return _ends(self.pauses, _PAUSE, len(self.people))

    def has(self, at: int, *signals: str) -> bool:
        """Say whether the message shows one of the signals."""
        shown = self.signals.get(at)
        return shown is not None and not shown.keys().isdisjoint(signals)

    def showing(self, *signals: str) -> bytes:
        """Return of each message, in file order, 1 where it shows one of the signals and 0 where not."""
        found = self._showing.get(signals)
        if found is None:
            found = self._showing[signals] = self._flags(lambda shown: not shown.keys().isdisjoint(signals)).tobytes()
        return found

    def where(self, tells: Callable[[Mapping[str, float]], bool]) -> list[int]:
        """Return the messages, in file order, of whose signals something is true; it is asked once of what several show."""
        found: list[int] = np.flatnonzero(self._flags(tells)).tolist()
        return found

    def _flags(self, tells: Callable[[Mapping[str, float]], bool]) -> npt.NDArray[np.bool_]:
        shown, number = self.alike
        return np.array([*map(tells, shown), False], bool)[number]

    @cached_property
    def _showing(self) -> dict[tuple[str, ...], bytes]:
        """Return what :meth:`showing` was asked before."""
        return {}

    @cached_property
    def alike(self) -> tuple[list[Mapping[str, float]], npt.NDArray[np.int32]]:
        """Return what messages show, each object once, and the number of what each message shows; -1 where it shows nothing."""
        known: dict[int, int] = {}
        number = np.full(len(self.people), -1, np.int32)
        number[list(self.signals)] = [known.setdefault(id(shown), len(known)) for shown in self.signals.values()]
        return list({id(shown): shown for shown in self.signals.values()}.values()), number

    @cached_property
    def naming(self) -> Mapping[str, list[int]]:
        """Return person → messages that refer to the person, in file order, each once."""
        found: defaultdict[str, list[int]] = defaultdict(list)
        for at, named in sorted(self.named.items()):
            for person in dict.fromkeys(person for person, _ in named):
                found[person].append(at)
        return found

    def forms(self, person: str, meetings: Iterable[range]) -> list[str]:
        """Return the forms in which a person is referred to in some stretches of talk."""
        spots = self.naming.get(person, [])
        inside = (at for meeting in meetings for at in spots[bisect_left(spots, meeting.start) : bisect_left(spots, meeting.stop)])
        return [form for at in inside for one, form in self.named[at] if one == person]

    def writes(self, person: str, time: range) -> bool:
        """Say whether a person writes in some stretch of talk."""
        own = self.by_person.get(person, [])
        return bisect_left(own, time.start) < bisect_left(own, time.stop)

    def mass(self, places: Collection[int], *signals: str) -> float:
        """Return the mean strength of the signals over the messages; a weak cue counts little."""
        if not places:
            return 0.0
        return sum(
            max((abs(self.signals[at].get(signal, 0.0)) for signal in signals), default=0.0) for at in places if at in self.signals
        ) / len(places)

    def share(self, places: Collection[int], *signals: str) -> float:
        """Return the share of messages that show one of the signals; 0 of none."""
        return sum(map(self.showing(*signals).__getitem__, places)) / len(places) if places else 0.0


def talk(analysis: Analysis) -> Talk:
    """Return the messages, signals and references of an analysis as plain lists."""
    messages, refs = analysis.messages, analysis.references
    place = once(places, analysis)
    protected = analysis.signals[analysis.signals["signal"] == "protected"]
    topics: defaultdict[int, set[str]] = defaultdict(set)
    for msg_id, target in rows(protected, "msg_id", "target"):
        topics[place[msg_id]].add(str(target))
    named: defaultdict[int, list[tuple[str, str]]] = defaultdict(list)
    for msg_id, person, form in rows(refs, "msg_id", "refers_to", "form"):
        named[place[msg_id]].append((intern(str(person)), intern(str(form))))
    return Talk(
        people=once(authors, analysis),
        seconds=messages["at"].to_numpy().astype("datetime64[s]").astype("int64").tolist(),
        session=messages["session"].tolist(),
        lines=messages["line"].tolist(),
        ids=once(ids, analysis),
        signals=_shown(analysis),
        topics={at: frozenset(found) for at, found in topics.items()},
        named={at: tuple(found) for at, found in named.items()},
        absent=frozenset(refs["refers_to"][~refs["is_member"]].tolist()),
    )


def _shown(analysis: Analysis) -> dict[int, Mapping[str, float]]:
    """Return what each message shows; what is equal is made once and is one object."""
    table = analysis.signals
    at = places_of(table["msg_id"], analysis.messages["msg_id"])
    signal, names = pd.factorize(table["signal"])
    size, bits = pd.factorize(table["value"].to_numpy(np.float64).view(np.int64))
    coded, every = pd.factorize(signal * len(bits) + size)
    words, sizes = [intern(str(name)) for name in names], bits.view(np.float64).tolist()
    pairs = [(words[one // len(sizes)], sizes[one % len(sizes)]) for one in every.tolist()]
    order = np.argsort(at, kind="stable")
    pair: list[int] = coded[order].tolist()
    begin = np.flatnonzero(np.diff(at[order], prepend=-1))
    known: dict[tuple[int, ...], dict[str, float]] = {}
    equal: dict[tuple[tuple[str, float], ...], dict[str, float]] = {}
    found: dict[int, Mapping[str, float]] = {}
    for place, first, after in zip(at[order][begin].tolist(), begin.tolist(), np.append(begin, len(pair))[1:].tolist(), strict=True):
        mine = tuple(pair[first:after])
        if mine not in known:
            shown: dict[str, float] = {}
            for name, value in map(pairs.__getitem__, mine):
                shown[name] = max(shown.get(name, 0.0), value, key=abs)
            known[mine] = equal.setdefault(tuple(shown.items()), shown)
        found[place] = known[mine]
    return found


def stretches(chat: Talk, anchors: Iterable[int], pause: int = _PAUSE) -> list[range]:
    """Return the stretches of talk that begin at an anchor message; anchors inside a stretch begin no other.

    A stretch ends at a pause of ``pause`` seconds, at the end of the session or after 60 messages.
    """
    found: list[range] = []
    ends = chat.ends if pause == _PAUSE else _ends(chat.pauses, pause, len(chat.people))
    for anchor in sorted(anchors):
        if not found or anchor >= found[-1].stop:
            found.append(range(anchor, min(ends[bisect_right(ends, anchor)], anchor + _LONGEST)))
    return found


def _ends(pauses: npt.NDArray[np.int64], pause: int, messages: int) -> list[int]:
    found: list[int] = np.append(np.flatnonzero(pauses > pause) + 1, messages).tolist()
    return found


@dataclass(frozen=True, slots=True)
class Circle:
    """People who keep meeting: ``persons`` (most present first) and the stretches in which enough of them meet."""

    persons: tuple[str, ...]
    meetings: tuple[range, ...]

    def places(self, chat: Talk, others: Collection[str] = ()) -> list[int]:
        """Return the messages of the circle (and of ``others``) in its meetings, up to the circle's last word in each."""
        found: list[int] = []
        for meeting in self.meetings:
            own = [at for at in meeting if chat.people[at] in self.persons or chat.people[at] in others]
            found.extend(own)
        return found

    def sessions(self, chat: Talk) -> int:
        """Return in how many sessions the circle meets."""
        return len({chat.session[meeting.start] for meeting in self.meetings})


def circle(chat: Talk, meetings: Sequence[range], *, least: int = 3, share: float = 0.4, without: Collection[str] = ()) -> Circle | None:
    """Return the people who come together in ``meetings``, None when fewer than ``least`` do so in two or more.

    Persons who are in fewer than two of the meetings are dropped, then meetings with fewer than ``least - 1`` (at least two) of the
    rest, and so on until nothing changes; then the same with persons who are in less than ``share`` of the meetings left.
    """
    left_out = set(without)
    present = {meeting: set(chat.people[meeting.start : meeting.stop]) - left_out for meeting in meetings}
    for part in (0.0, share):
        present = _settled(present, least, part)
        if len(present) < 2:
            return None
    times = Counter(chain.from_iterable(present.values()))
    return Circle(tuple(sorted(times, key=lambda person: (-times[person], person))), tuple(present))


def _settled(present: Mapping[range, set[str]], least: int, share: float) -> dict[range, set[str]]:
    """Drop persons and meetings in turn until all left are often enough, and many enough; empty when none are."""
    kept = dict(present)
    while True:
        often, enough = max(2, share * len(kept)), max(2, least - 1)
        core = {person for person, count in Counter(chain.from_iterable(kept.values())).items() if count >= often}
        of_core = ((meeting, people & core) for meeting, people in kept.items())
        still = {meeting: people for meeting, people in of_core if len(people) >= enough}
        if len(core) < least or not still:
            return {}
        if still == kept:
            return still
        kept = still


def extended(chat: Talk, found: Circle, anchors: Iterable[int], *, share: float = 0.5) -> Circle:
    """Return the circle with the further stretches, begun at one of ``anchors``, in which at least ``share`` of it (two or more) write."""
    taken = {at for meeting in found.meetings for at in meeting}
    persons = frozenset(found.persons)
    least = max(2, share * len(persons))
    more = [
        meeting
        for meeting in stretches(chat, set(anchors) - taken)
        if len(persons.intersection(map(chat.people.__getitem__, meeting))) >= least and taken.isdisjoint(meeting)
    ]
    return Circle(found.persons, tuple(sorted((*found.meetings, *more), key=lambda meeting: meeting.start)))


def excess(chat: Talk, places: Sequence[int], flagged: Collection[int], null: str) -> ChanceTest:
    """Test whether flagged messages gather in ``places`` more than the same people's messages do by chance.

    Keeps for each person the number of messages in the episode and the number of flagged messages, and draws which are flagged
    (hypergeometric, 4,999 draws with a fixed seed). A person who writes little else (fewer messages than in the episode) tells nothing
    about other talk; for such a person the words of all others outside the episode stand in.
    """
    rng = np.random.default_rng(20)
    inside = Counter(chat.people[at] for at in places)
    hit = set(flagged)
    marks = Counter(chat.people[at] for at in hit)
    elsewhere = marks.total() - sum(marks[person] for person in inside)
    outside = len(chat.people) - sum(len(chat.by_person[person]) for person in inside)
    drawn = np.zeros(_DRAWS)
    for person in sorted(inside):
        marked, size = marks[person], len(chat.by_person[person])
        if size < 2 * inside[person]:
            marked, size = marked + elsewhere, size + outside
        drawn += rng.hypergeometric(marked, size - marked, inside[person], _DRAWS)
    observed = sum(at in hit for at in places)
    p = (1 + int((drawn >= observed).sum())) / (1 + _DRAWS)
    return ChanceTest(null=null, statistic=float(observed), expected=float(drawn.mean()), p=p)


def lines(chat: Talk, places: Iterable[int], roles: Mapping[int, str]) -> tuple[Evidence, ...]:
    """Return the evidence lines of an episode in file order."""
    return tuple(Evidence(msg_id=chat.ids[at], line=chat.lines[at], role=roles.get(at, "takes part")) for at in sorted(set(places)))


def moment(chat: Talk, at: int) -> pd.Timestamp:
    """Return the clock of a message."""
    return pd.Timestamp(chat.seconds[at], unit="s")


def percent(share: float) -> int:
    """Return a share as whole percent, for a sentence."""
    return round(100 * share)
