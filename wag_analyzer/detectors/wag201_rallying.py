"""Frame, call, pledge, date: people gather against a policy. About pay, safety, hours or union it is protected collective voice."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import exp
from typing import Final

import numpy as np

from wag_analyzer.analysis import Analysis
from wag_analyzer.detectors._episodes import Circle, Talk, circle, excess, extended, lines, moment, percent, stretches, talk
from wag_analyzer.detectors._gathering import TOLD_NULL, hinted, is_told
from wag_analyzer.detectors._learned import readings
from wag_analyzer.detectors._shared import once
from wag_analyzer.detectors._shield import about
from wag_analyzer.detectors._topics import recurring
from wag_analyzer.findings import ChanceTest, Finding, Level, Phrase, Precision, Rule

__all__ = ["RULE", "Episode", "episodes", "find"]

RULE: Final = Rule(
    code="WAG201",
    name="rallying",
    kind="rally",
    summary=Phrase(
        "People are called together against a policy and join; protected when it is about pay, safety, hours or union.",
        "Orang diajak bersama menentang suatu kebijakan dan ikut; dilindungi bila soal upah, keselamatan, jam kerja, atau serikat.",
    ),
    severity=Level.MEDIUM,
    source="Pera and Aiello (levels of collective action: problem, call, intention, execution); Rogers et al. 2019 (NLP4IF).",
    precision=Precision(
        right=8,
        n=8,
        false_alarms=0,
        messages=6156,
        data="30 simulated office chats in Indonesian and English on which the rule was developed; protected findings not counted",
        data_id="30 obrolan kantor simulasi (Indonesia dan Inggris) untuk pengembangan aturan ini; temuan dilindungi tidak dihitung",
    ),
)

_CALL: Final = ("call_to_act",)
_FRAME: Final = ("opposition", "pressure", "protected")
_SUBJECT: Final = ("policy", "management")
_ANY: Final = (*_CALL, "opposition", "pressure")
_CUES: Final[Mapping[str, float]] = {
    "call_to_act": 1.0,
    "opposition": 1.0,
    "pressure": 1.0,
    "policy": 0.4,
    "protected": 0.5,
    "management": 0.3,
}
_LEAST_CUE: Final = 0.5
_WEAK: Final = 0.4
_JOIN: Final = ("pledge", "headcount")
_LEAST_CIRCLE: Final = 3
_LEAST_JOINERS: Final = 2
_ALIKE: Final = 0.4
_AT_ONCE: Final = 64
_LEAST_WEIGHT: Final = 0.5
_MOST_P: Final = 0.01
_LEAST_MESSAGES: Final = 10
_MANY_WRONGS: Final = 3
_MOST_TAKEN: Final = 0.3
_LEAST_SESSIONS: Final = 2
_LEAST_PROTECTED: Final = 2
_OF_MOST: Final = 0.25
_NEARLY_ALWAYS: Final = 0.8
_SURE_P: Final = 0.001
_SURE_SESSIONS: Final = 3
_SURE_WEIGHT: Final = 0.8
_ROLES: Final = (
    ("pledge", "joins"),
    ("headcount", "counts"),
    ("date", "sets a time"),
    ("protected", "names the grievance"),
    ("opposition", "frames"),
    ("call_to_act", "calls"),
    ("pressure", "presses"),
)
_NOTICE: Final = Phrase(
    "Employees who act together on pay, safety, hours, union matters, harassment or wrongdoing are protected: in Indonesia by Law 21/2000, "
    "article 28 (nobody may obstruct it, also not by transfer, demotion or intimidation), in the United States by section 7 of the NLRA. "
    "This is shown as collective voice; it is no ground for measures against anybody. Not legal advice.",
    "Pekerja yang bertindak bersama soal upah, keselamatan, jam kerja, serikat, pelecehan, atau pelanggaran dilindungi: di Indonesia oleh "
    "UU 21/2000 pasal 28 (siapa pun dilarang menghalanginya, termasuk dengan mutasi, penurunan jabatan, atau intimidasi), di Amerika "
    "Serikat oleh NLRA pasal 7. Ini ditampilkan sebagai suara bersama; bukan dasar tindakan terhadap siapa pun. Bukan nasihat hukum.",
)
_CAUTION: Final = Phrase(
    "Speaking together about a rule at work can be protected whatever its subject (UU 21/2000 article 28; NLRA section 7). "
    "Ask for legal advice before any step.",
    "Berbicara bersama tentang aturan kerja dapat dilindungi apa pun pokoknya (UU 21/2000 pasal 28; NLRA pasal 7). "
    "Mintalah nasihat hukum sebelum melangkah.",
)
ALTERNATIVES: Final = (
    Phrase(
        "Staff speak up together about a rule that does not work, in an orderly way; the rule may need another look.",
        "Karyawan menyuarakan bersama, secara tertib, aturan yang tidak berjalan baik; aturannya mungkin perlu ditinjau lagi.",
    ),
    Phrase(
        "Grumbling with big words, which nobody means to carry out.",
        "Keluhan dengan kata-kata besar yang tidak sungguh-sungguh akan dilakukan.",
    ),
    Phrase("An event is organised: a meal, sports, a collection.", "Mengatur acara: makan bersama, olahraga, atau iuran."),
)


@dataclass(frozen=True, slots=True)
class Episode:
    """Meetings of one set of people with calls and pledges: who calls, what about, and the messages with what they show as shares."""

    callers: tuple[str, ...]
    joiners: tuple[str, ...]
    circle: Circle
    places: tuple[int, ...]
    topic: str
    calls: float
    frames: float
    subject: float
    joins: float
    joined: bool
    framed: int
    wrongs: int
    dated: bool
    pressed: bool
    protected: tuple[str, ...]

    @property
    def weight(self) -> float:
        """Return how much speaks for rallying, 0 to 1: callers who call, say what is wrong and name the rule, others who join."""
        return (
            0.25 * min(1, self.calls / 0.3)
            + 0.3 * min(1, self.frames / 0.25)
            + 0.15 * min(1, self.subject / 0.25)
            + 0.3 * min(1, self.joins / 0.5)
        )

    @property
    def is_whole(self) -> bool:
        """Say whether the parts are there: a call that others join, and enough of joining, of what is wrong and of the rule."""
        if not self.joined or not self.framed or len(self.places) < _LEAST_MESSAGES:
            return False
        many_join = self.joins >= 0.4 and self.subject >= 0.2 and self.wrongs > 0 and self.framed > 1
        some_join = self.joins >= 0.25 and self.frames >= 0.12 and self.wrongs >= _MANY_WRONGS and self.framed > 1
        loud = self.calls >= 0.25 and self.frames >= 0.17 and self.wrongs >= _MANY_WRONGS
        return many_join or some_join or loud


def find(analysis: Analysis) -> Iterator[Finding]:
    """Yield one finding for each set of people who are called together against something, in two sessions or more.

    First by plain words; then, for what these leave, by hints of several kinds (what is wrong, unity, refusing, holding to it, fear,
    counting), which must be many among these people's words.
    """
    texts = analysis.messages["text"].tolist()
    plain = once(talk, analysis)
    taken: set[int] = set()
    for episode, test in _sure(plain, texts):
        taken.update(episode.places)
        yield _finding(plain, episode, test)
    for hints in readings(analysis, "together"):
        for episode, test in _sure(hinted(plain, hints, texts), texts):
            free = len(taken.intersection(episode.places)) <= _MOST_TAKEN * len(episode.places)
            if free and is_told(plain, episode.places, episode.weight, hints):
                taken.update(episode.places)
                yield _finding(plain, episode, test)


def _sure(chat: Talk, texts: Sequence[object]) -> Iterator[tuple[Episode, ChanceTest]]:
    """Yield the whole episodes whose words chance does not bring together."""
    flagged = chat.where(lambda shown: not shown.keys().isdisjoint((*_ANY, *_JOIN)))
    for episode in episodes(chat, texts):
        if episode.weight >= _LEAST_WEIGHT and episode.is_whole:
            test = excess(chat, episode.places, flagged, TOLD_NULL)
            if test.p <= _MOST_P:
                yield episode, test


def episodes(chat: Talk, texts: Sequence[object]) -> Iterator[Episode]:
    """Yield every set of three or more that meets around calls to act, whatever the subject.

    First from meetings in which others join at once; then, among what these leave, from meetings that only begin with a call or a frame,
    because people may speak of what is wrong on one day and join on another.
    """
    begins = frozenset(chat.where(lambda shown: _cue(shown) >= _LEAST_CUE))
    every = _meetings(chat, begins)
    taken: set[int] = set()
    for meetings in ([meeting for meeting in every if _is_answered(chat, meeting)], every):
        for group in _alike(chat, meetings):
            found = circle(chat, group, least=_LEAST_CIRCLE, share=0.3)
            if found is None or found.sessions(chat) < _LEAST_SESSIONS:
                continue
            own = (at for person in found.persons for at in chat.by_person[person] if at in begins)
            episode = _episode(chat, extended(chat, found, own, share=0.4), texts)
            if len(taken.intersection(episode.places)) > _MOST_TAKEN * len(episode.places):
                continue
            if episode.is_whole:
                taken.update(episode.places)
            yield episode


def _meetings(chat: Talk, begins: Iterable[int]) -> list[range]:
    """Return stretches of three or more people that begin with a call or a frame."""
    return [meeting for meeting in stretches(chat, begins) if len(set(chat.people[meeting.start : meeting.stop])) >= _LEAST_CIRCLE]


def _is_answered(chat: Talk, meeting: range) -> bool:
    """Say whether somebody calls there and two or more others than the first speaker join."""
    joins, calls = chat.showing(*_JOIN), chat.showing(*_CALL)
    joiners = {chat.people[at] for at in meeting if joins[at]} - {chat.people[meeting.start]}
    return len(joiners) >= _LEAST_JOINERS and any(calls[meeting.start : meeting.stop])


def _is_joined(chat: Talk, meeting: range, callers: Sequence[str]) -> bool:
    """Say whether a caller calls and two or more others join there."""
    joiners = {chat.people[at] for at in meeting if chat.has(at, *_JOIN)}
    called = any(chat.has(at, *_CALL) and chat.people[at] in callers for at in meeting)
    return called and any(len(joiners - {caller}) >= _LEAST_JOINERS for caller in callers)


def _cue(shown: Mapping[str, float]) -> float:
    """Return how strongly a message that shows something calls or frames: a rule named with a mild call counts like a clear call."""
    return sum(factor * abs(shown[signal]) for signal, factor in _CUES.items() if signal in shown)


def _alike(chat: Talk, meetings: Sequence[range]) -> Iterator[list[range]]:
    """Yield groups of meetings of much the same people: chains of meetings that share 40 % or more of all who take part in the two."""
    number = {person: place for place, person in enumerate(chat.by_person)}
    there = np.zeros((len(meetings), len(number)), np.float32)
    for place, meeting in enumerate(meetings):
        there[place, [number[chat.people[at]] for at in meeting]] = 1
    sizes = there.sum(axis=1)
    parent = list(range(len(meetings)))
    for start in range(0, len(meetings), _AT_ONCE):
        some = slice(start, start + _AT_ONCE)
        both = (there[some] @ there[: some.stop].T).astype(np.float64)
        alike = both >= _ALIKE * (sizes[some, None] + sizes[: some.stop] - both)
        for one, other in zip(*(place.tolist() for place in np.nonzero(alike)), strict=True):
            parent[_root(parent, other)] = _root(parent, start + one)
    together: defaultdict[int, list[range]] = defaultdict(list)
    for place, meeting in enumerate(meetings):
        together[_root(parent, place)].append(meeting)
    yield from (found for found in together.values() if len(found) > 1)


def _root(parent: list[int], one: int) -> int:
    while parent[one] != one:
        parent[one] = parent[parent[one]]
        one = parent[one]
    return one


def _episode(chat: Talk, found: Circle, texts: Sequence[object]) -> Episode:
    places = found.places(chat)
    callers, regulars = _callers(chat, found)
    theirs = [at for at in places if chat.people[at] in callers]
    others = [at for at in places if chat.people[at] not in callers]
    topics = Counter(topic for at in places for topic in chat.topics.get(at, ()))
    return Episode(
        callers=(*callers, *regulars),
        joiners=tuple(person for person in found.persons if person not in (*callers, *regulars)),
        circle=found,
        places=tuple(places),
        topic=_topic(chat, found, callers, texts),
        calls=chat.mass(theirs, *_CALL),
        frames=chat.mass(theirs, *_FRAME),
        subject=chat.mass(theirs, *_SUBJECT),
        joins=chat.mass(others or places, *_JOIN),
        joined=any(_is_joined(chat, meeting, callers) for meeting in found.meetings),
        framed=sum(_is_framed(chat, meeting, callers) for meeting in found.meetings),
        wrongs=sum(any(abs(chat.signals.get(at, {}).get(signal, 0)) >= _WEAK for signal in _FRAME) for at in places),
        dated=any(chat.has(at, "date") and chat.has(at, *_CALL) for at in places),
        pressed=any(chat.has(at, "pressure", "secrecy") for at in places),
        protected=tuple(topic for topic, _ in sorted(topics.items(), key=lambda item: (-item[1], item[0])))
        if topics.total() >= _LEAST_PROTECTED
        else (),
    )


def _is_framed(chat: Talk, meeting: range, callers: Sequence[str]) -> bool:
    """Say whether callers both call and say what is wrong (or press) in a meeting."""
    own = [at for at in meeting if chat.people[at] in callers]
    return any(chat.has(at, *_CALL) for at in own) and any(chat.has(at, *_FRAME, *_SUBJECT) for at in own)


def _callers(chat: Talk, found: Circle) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return who calls (a quarter as many calls and frames as the one with most), and who else does so at times and is nearly always there.

    Words of joining do not count; to open a meeting does.
    """
    times: Counter[str] = Counter()
    there: Counter[str] = Counter()
    for meeting in found.meetings:
        own = [at for at in meeting if chat.people[at] in found.persons]
        times.update(chat.people[at] for at in own[:1])
        times.update(chat.people[at] for at in own if _cue(chat.signals.get(at, {})) >= _LEAST_CUE and not chat.has(at, "pledge"))
        there.update({chat.people[at] for at in own})
    least = max(2, _OF_MOST * max(times.values(), default=0))
    often = max(3, _NEARLY_ALWAYS * len(found.meetings))
    ranked = [person for person, _ in sorted(times.items(), key=lambda item: (-item[1], item[0]))]
    callers = tuple(person for person in ranked if times[person] >= least)
    return callers, tuple(person for person in ranked if person not in callers and there[person] >= often)


def _topic(chat: Talk, found: Circle, callers: Sequence[str], texts: Sequence[object]) -> str:
    """Return the words the callers come back to; empty when no words come back."""
    said = (
        (meeting.start, str(texts[at]))
        for meeting in found.meetings
        for at in meeting
        if chat.people[at] in callers and isinstance(texts[at], str)
    )
    return recurring(said, chat.by_person.keys())


def _finding(chat: Talk, episode: Episode, test: ChanceTest) -> Finding:
    sessions = episode.circle.sessions(chat)
    sure = test.p <= _SURE_P and sessions >= _SURE_SESSIONS and episode.weight >= _SURE_WEIGHT
    people: dict[str, str | tuple[str, ...]] = {"who": episode.callers}
    values = {"n": sessions, "k": len(episode.joiners)}
    if episode.protected:
        statement = Phrase(
            "Collective voice: {who} and {k:other|others} speak up together in {n:session|sessions}.",
            "Suara bersama: {who} dan {k} orang lain menyuarakan hal yang sama dalam {n} sesi.",
            people,
            values,
        )
    else:
        statement = Phrase(
            "{who} call others not to go along with a rule, in {n:session|sessions}, and {k:other joins|others join}.",
            "{who} mengajak yang lain tidak mengikuti suatu aturan, dalam {n} sesi, dan {k} orang lain ikut.",
            people,
            values,
        )
    return Finding(
        rule=RULE,
        persons=episode.callers,
        targets=(episode.topic,) if episode.topic else (),
        statement=statement,
        evidence=lines(chat, episode.places, _roles(chat, episode)),
        reasons_for=_for(episode, test, sessions),
        reasons_against=_against(episode),
        alternatives=ALTERNATIVES,
        score=1 / (1 + exp(-6 * (episode.weight - 0.55))),
        confidence=Level.HIGH if sure else Level.MEDIUM if episode.weight >= _SURE_WEIGHT or sessions >= _SURE_SESSIONS else Level.LOW,
        first=moment(chat, episode.places[0]),
        last=moment(chat, episode.places[-1]),
        protected=bool(episode.protected),
        test=test,
    )


def _roles(chat: Talk, episode: Episode) -> Mapping[int, str]:
    return {at: role for at in episode.places for signal, role in _ROLES if chat.has(at, signal)}


def _for(episode: Episode, test: ChanceTest, sessions: int) -> tuple[Phrase, ...]:
    reasons = [
        Phrase(
            "{c:person calls|people call} in {n:session|sessions} and {k:other takes|others take} part in two or more of them.",
            "{c} orang mengajak dalam {n} sesi dan {k} orang lain ikut dalam dua sesi atau lebih.",
            values={"c": len(episode.callers), "n": sessions, "k": len(episode.joiners)},
        ),
        Phrase(
            "Weighted, {a} % of the callers' messages call and {f} % say what is wrong or press; {j} % of the others' join or count.",
            "Secara tertimbang, {a} % pesan pengajak mengajak dan {f} % menyebut yang salah atau menekan; {j} % pesan yang lain ikut.",
            values={"a": percent(episode.calls), "f": percent(episode.frames), "j": percent(episode.joins)},
        ),
        Phrase(
            "Such words are {x} there where {e} would be expected from the same people's other talk (p = {p}).",
            "Kata-kata seperti itu muncul {x} kali, padahal dari percakapan mereka yang lain diperkirakan {e} kali (p = {p}).",
            values={"x": round(test.statistic), "e": round(test.expected, 1), "p": f"{test.p:.4f}"},
        ),
    ]
    if episode.dated:
        reasons.append(Phrase("A day or hour is set.", "Hari atau jamnya ditetapkan."))
    if episode.pressed:
        reasons.append(
            Phrase(
                "Those who stay out are pressed, or it is to be kept from the management.",
                "Yang tidak ikut ditekan, atau hal ini diminta dirahasiakan dari manajemen.",
            )
        )
    return tuple(reasons)


def _against(episode: Episode) -> tuple[Phrase, ...]:
    if not episode.protected:
        return (_CAUTION,)
    return (_NOTICE, about(episode.protected))
