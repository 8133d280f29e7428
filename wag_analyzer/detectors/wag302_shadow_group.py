"""Talk moves to a sibling or secret group: it is called for in words, and those who go write less here from then on."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import log
from typing import Final

import numpy as np
import numpy.typing as npt

from wag_analyzer.analysis import Analysis
from wag_analyzer.detectors._episodes import Talk, lines, moment, percent, talk
from wag_analyzer.detectors._haunts import haunts
from wag_analyzer.detectors._said import Cued, cued
from wag_analyzer.detectors._shared import once
from wag_analyzer.detectors._spelled import Spelled
from wag_analyzer.findings import ChanceTest, Finding, Level, Phrase, Rule

__all__ = ["RULE", "Move", "drop", "find", "moves"]

RULE: Final = Rule(
    code="WAG302",
    name="shadow-group",
    kind="shadow_group",
    summary=Phrase(
        "Talk moves to a sibling or secret group: words call for it, and those who go write less here from then on.",
        "Pembicaraan pindah ke grup sebelah atau rahasia: ada ajakannya, dan yang pindah lebih jarang menulis di sini sejak itu.",
    ),
    severity=Level.LOW,
    source="Brader Yefta, Kompasiana, 2020: groups without the management's knowledge; Besag and Clifford 1989 (random shifts as a test).",
)

_SURE: Final = 0.8
_GOES_MESSAGES: Final = 8
_GOES_SECONDS: Final = 20 * 60
_DAY: Final = 86_400
_LEAST_GOING: Final = 3
_LEAST_CALLERS: Final = 2
_MORE_CALLERS: Final = 3
_MOST_OF_ALL: Final = 0.5
_MOST_BY_ONE: Final = 0.75
_LEAST_SESSIONS: Final = 2
_MORE_SESSIONS: Final = 3
_LEAST_DAYS: Final = 20
_LEAST_SIDE: Final = 5
_LEAST_WRITTEN: Final = 20
_LEFT: Final = 0.5
_TOGETHER: Final = 2 / 3
_MOST_P: Final = 0.05
_HALF_SURE: Final = 4.0
ALTERNATIVES: Final = (
    Phrase(
        "A project, a training or a shift has a group of its own, and its talk belongs there.",
        "Proyek, pelatihan, atau sif punya grup sendiri, dan pembicaraannya memang di sana.",
    ),
    Phrase("Friends, or people of one hobby, chat elsewhere.", "Teman, atau orang sehobi, mengobrol di tempat lain."),
    Phrase(
        "They do not feel free to speak here; the group may ask itself why.",
        "Mereka tidak leluasa berbicara di sini; grup dapat bertanya pada diri sendiri mengapa.",
    ),
    Phrase("Leave, another shift or other work keeps them away.", "Cuti, sif lain, atau pekerjaan lain membuat mereka jarang menulis."),
)
_DRAWS: Final = 999
_NULL: Final = "circular shifts in time of the days of each of those who go, against the days of all others"

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Move:
    """Talk of another group (message places), who speaks of it, who goes along and where they say so, and signs that it is hidden.

    ``elsewhere`` are the calls that name another place to talk. ``is_linked`` says that the people take up each other's words; else they
    only speak of the same.
    """

    calls: tuple[int, ...]
    callers: tuple[str, ...]
    goes: Mapping[str, tuple[int, ...]]
    hidden: tuple[int, ...]
    elsewhere: tuple[int, ...] = ()
    is_linked: bool = True

    @property
    def persons(self) -> tuple[str, ...]:
        """Return callers first, then who goes along."""
        return (*self.callers, *(person for person in self.goes if person not in self.callers))

    @property
    def places(self) -> frozenset[int]:
        """Return the messages that speak of it or take it up."""
        return frozenset((*self.calls, *(at for places in self.goes.values() for at in places)))

    def is_hidden(self, chat: Talk) -> bool:
        """Say whether words alone show that it is kept from others: several say so, in several sessions, and talk with each other."""
        sessions = {chat.session[at] for at in self.calls}
        far = {chat.people[at] for at in self.elsewhere}
        enough = self.is_linked or (len(far) >= _MORE_CALLERS and self._together(chat) >= _MORE_SESSIONS)
        return enough and len({chat.people[at] for at in self.hidden}) >= _LEAST_CALLERS and len(sessions) >= _MORE_SESSIONS

    def _together(self, chat: Talk) -> int:
        """Return in how many sessions another of these people speaks next after a call."""
        following = ((at, at + 1) for at in self.calls if at + 1 < len(chat.people) and chat.session[at] == chat.session[at + 1])
        return len({chat.session[at] for at, later in following if chat.people[later] in {*self.persons} - {chat.people[at]}})


def find(analysis: Analysis) -> Iterator[Finding]:
    """Yield at most one finding: the people whose talk moves to another group."""
    chat = once(talk, analysis)
    move = moves(chat, _said(analysis, chat))
    if move is None:
        return
    found = drop(chat, move, analysis.settings.seed)
    if found is not None and (found[0] > _LEFT or found[1] < _TOGETHER or found[2].p > _MOST_P):
        found = None
    if found is not None or move.is_hidden(chat):
        yield _finding(chat, move, found)


def _said(analysis: Analysis, chat: Talk) -> Mapping[int, Mapping[str, Cued]]:
    """Return the cues of the lexicon ``moves``, and as one of them each name that a few give to another place to talk."""
    said: dict[int, dict[str, Cued]] = {at: dict(shown) for at, shown in cued(analysis, "moves").items()}
    for at in haunts(analysis.messages["text"].tolist(), chat.people, once(Spelled, analysis).lower):
        said.setdefault(at, {}).setdefault("move", Cued(_SURE, 0, 0))
    return said


def moves(chat: Talk, said: Mapping[int, Mapping[str, Cued]]) -> Move | None:
    """Return the talk of another group and who goes there; None when too few people speak of it or go.

    Words of another place, of moving and of who must not know are looked at together, and people who take them up from each other; of
    several such circles the one that speaks of it most counts; where none is large enough, all who speak of it are taken together.

    Parameters
    ----------
    chat
        The chat.
    said
        Cues of the lexicon ``moves``; words that name an official purpose do not count.
    """
    linking = chat.where(lambda shown: "channel_link" in shown)
    calls = [at for at in sorted({*said, *linking}) if _is_call(chat, said, at)]
    taken = {call: _taken_up(chat, call) for call in calls}
    found = [_move(chat, said, part, taken) for part in _circles(chat, taken)]
    linked = max((move for move in found if _is_enough(chat, said, move)), key=lambda move: len(move.calls), default=None)
    if linked is not None:
        return linked
    scattered = replace(_move(chat, said, calls, taken), is_linked=False)
    few = len(scattered.callers) <= _MOST_OF_ALL * len(chat.by_person)
    return scattered if few and _is_enough(chat, said, scattered) else None


def _is_enough(chat: Talk, said: Mapping[int, Mapping[str, Cued]], move: Move) -> bool:
    """Say whether several people speak of another place, in several sessions, and enough go along."""
    return (
        len(move.persons) >= _LEAST_GOING
        and len(move.callers) >= _LEAST_CALLERS
        and len({chat.session[at] for at in move.calls}) >= _LEAST_SESSIONS
        and _is_shared([chat.people[at] for at in move.calls if _is_elsewhere(chat, said, at)])
    )


def _is_shared(callers: Sequence[str]) -> bool:
    """Say whether several people speak of another place, none of them nearly alone: who calls alone recruits, which is another matter."""
    most = max(Counter(callers).values(), default=0)
    return len(set(callers)) >= _LEAST_CALLERS and most <= _MOST_BY_ONE * len(callers)


def _taken_up(chat: Talk, call: int) -> dict[str, int]:
    """Return who takes a call up within minutes, and where."""
    found: dict[str, int] = {}
    for at in range(call + 1, min(call + 1 + _GOES_MESSAGES, len(chat.people))):
        near = chat.session[at] == chat.session[call] and chat.seconds[at] - chat.seconds[call] <= _GOES_SECONDS
        if near and chat.people[at] != chat.people[call] and chat.has(at, "accept", "pledge"):
            found.setdefault(chat.people[at], at)
    return found


def _circles(chat: Talk, taken: Mapping[int, Mapping[str, int]]) -> list[list[int]]:
    """Return the calls in circles: two calls belong together when the same people speak or take them up, or one follows the other."""
    circles: list[tuple[set[str], list[int]]] = []
    last: int | None = None
    for call in taken:
        people = {chat.people[call], *taken[call]}
        if last is not None and chat.session[last] == chat.session[call] and chat.seconds[call] - chat.seconds[last] <= _GOES_SECONDS:
            people.add(chat.people[last])
        joined = [one for one in circles if one[0] & people]
        circles = [one for one in circles if not one[0] & people]
        circles.append((people.union(*(one[0] for one in joined)), sorted([call, *(at for one in joined for at in one[1])])))
        last = call
    return [calls for _, calls in circles]


def _move(chat: Talk, said: Mapping[int, Mapping[str, Cued]], calls: Sequence[int], taken: Mapping[int, Mapping[str, int]]) -> Move:
    """Return one circle: who takes up one call only, as anybody may, is left out unless few others do."""
    goes: defaultdict[str, dict[int, None]] = defaultdict(dict)
    for call in calls:
        for person, at in taken[call].items():
            goes[person].setdefault(at)
    callers = tuple(dict.fromkeys(chat.people[at] for at in calls))
    often = {person: tuple(places) for person, places in goes.items() if len(places) > 1}
    if len({*callers, *often}) < _LEAST_GOING:
        often = {person: tuple(places) for person, places in goes.items()}
    hidden, elsewhere = (tuple(at for at in calls if told(chat, said, at)) for told in (_is_hidden, _is_elsewhere))
    return Move(tuple(calls), callers, often, hidden, elsewhere)


def _is_call(chat: Talk, said: Mapping[int, Mapping[str, Cued]], at: int) -> bool:
    shown = said.get(at, {})
    official = "official" in shown or any(_size(chat, at, signal) >= _SURE for signal in ("onboarding", "social"))
    elsewhere, hidden = _is_elsewhere(chat, said, at), _is_hidden(chat, said, at)
    return (elsewhere and hidden) if official else (elsewhere or hidden)


def _is_elsewhere(chat: Talk, said: Mapping[int, Mapping[str, Cued]], at: int) -> bool:
    shown = said.get(at, {})
    if "move" in shown and shown["move"].value >= _SURE:
        return True
    return chat.has(at, "channel_link") and (bool(shown) or chat.has(at, "invite", "other_channel", "discretion"))


def _is_hidden(chat: Talk, said: Mapping[int, Mapping[str, Cued]], at: int) -> bool:
    """Say whether words keep somebody out or ask for silence about it."""
    shown = said.get(at, {})
    return ("hidden" in shown and shown["hidden"].value >= _SURE) or (bool(shown) and _size(chat, at, "discretion") >= _SURE)


def _size(chat: Talk, at: int, signal: str) -> float:
    return chat.signals.get(at, {}).get(signal, 0.0)


def drop(chat: Talk, move: Move, seed: int = 0) -> tuple[float, float, ChanceTest] | None:
    """Return what is left of the movers' daily messages after the first call, the share of them who halve, and the test.

    None where the chat is too short on either side of the call, or the movers wrote too little before it.
    """
    days = np.array(chat.seconds, np.int64) // _DAY
    active, day = np.unique(days, return_inverse=True)
    after = active > days[move.calls[0]]
    going = [_per_day([at for at in chat.by_person[person] if at not in move.places], day, len(active)) for person in move.persons]
    own = np.sum(going, axis=0)
    others = np.bincount(day, minlength=len(active)) - own
    if len(active) < _LEAST_DAYS or not _LEAST_SIDE <= int(after.sum()) <= len(active) - _LEAST_SIDE or own[~after].sum() < _LEAST_WRITTEN:
        return None
    seen = _gap(own, others, after)
    rng = np.random.default_rng(seed)
    steps = rng.integers(0, len(active), size=(_DRAWS, len(going)))
    drawn = np.array([_gap(np.sum([np.roll(*one) for one in zip(going, row, strict=True)], axis=0), others, after) for row in steps])
    p = (1 + int((drawn >= seen - 1e-12).sum())) / (1 + _DRAWS)
    left = _rate(own, after)
    together = float(np.mean([_rate(each, after) <= _LEFT for each in going]))
    return left, together, ChanceTest(_NULL, seen, float(drawn.mean()), p)


def _per_day(places: Sequence[int], day: Ints, days: int) -> Floats:
    return np.bincount(day[list(places)], minlength=days).astype(np.float64)


def _rate(counts: Floats, after: npt.NDArray[np.bool_]) -> float:
    """Return messages a day after the call over messages a day before it; 1 without any before."""
    before = float(counts[~after].mean())
    return float(counts[after].mean()) / before if before > 0 else 1.0


def _gap(own: Floats, others: Floats, after: npt.NDArray[np.bool_]) -> float:
    """Return by how much (as a logarithm) the movers' messages for one of the others' go down after the call."""
    parts = [log((own[part].sum() + 0.5) / (others[part].sum() + 0.5)) for part in (~after, after)]
    return parts[0] - parts[1]


def _finding(chat: Talk, move: Move, effect: tuple[float, float, ChanceTest] | None) -> Finding:
    left, together, test = effect if effect is not None else (1.0, 0.0, None)
    sessions = len({chat.session[at] for at in move.calls})
    values = {"c": len(move.calls), "n": sessions, "k": len(move.persons), "l": percent(1 - left), "t": percent(together)}
    strength = len(move.calls) + 2 * bool(move.hidden) + 4 * (1 - left)
    roles = dict.fromkeys(sorted(move.places), "takes it up") | dict.fromkeys(move.calls, "calls elsewhere")
    return Finding(
        rule=RULE,
        persons=move.persons,
        statement=_statement(move, values, test),
        evidence=lines(chat, roles, roles),
        reasons_for=_for(move, values, test),
        reasons_against=_against(move, test),
        alternatives=ALTERNATIVES,
        score=round(strength / (strength + _HALF_SURE), 3),
        confidence=Level.MEDIUM if move.hidden and test else Level.LOW,
        first=moment(chat, move.calls[0]),
        last=moment(chat, max(move.places)),
        test=test,
    )


def _statement(move: Move, values: Mapping[str, object], test: ChanceTest | None) -> Phrase:
    if test is None:
        return Phrase(
            "{who} speak of another group, {c:time|times} in {n:session|sessions}, and of who is not to know of it.",
            "{who} menyebut grup lain, {c} kali dalam {n} sesi, dan siapa yang tidak boleh tahu.",
            {"who": move.persons},
            values,
        )
    return Phrase(
        "{who} speak of going on in another group, {c:time|times} in {n:session|sessions}, and write {l} % less here from then on.",
        "{who} menyebut akan melanjutkan di grup lain, {c} kali dalam {n} sesi, dan sejak itu menulis {l} % lebih sedikit di sini.",
        {"who": move.persons},
        values,
    )


def _against(move: Move, test: ChanceTest | None) -> tuple[Phrase, ...]:
    reasons = [
        Phrase(
            "What is said in the other group, and who is in it, is not in this export.",
            "Apa yang dibicarakan di grup lain itu, dan siapa anggotanya, tidak ada dalam ekspor ini.",
        )
    ]
    if not move.hidden:
        reasons.append(Phrase("No words hide it.", "Tidak ada kata-kata yang merahasiakannya."))
    if test is None:
        reasons.append(
            Phrase(
                "It is not seen that they write less here; perhaps the chat is too short to tell.",
                "Tidak terlihat bahwa mereka lebih jarang menulis di sini; mungkin obrolannya terlalu pendek untuk memastikannya.",
            )
        )
    return tuple(reasons)


def _for(move: Move, values: Mapping[str, object], test: ChanceTest | None) -> tuple[Phrase, ...]:
    reasons: list[Phrase] = []
    if test is not None:
        reasons += [
            Phrase(
                "{t} % of the {k} people write at most half as much a day after the first call.",
                "{t} % dari {k} orang itu menulis paling banyak separuh per hari setelah ajakan pertama.",
                values=values,
            ),
            Phrase(
                "The others do not fall silent in the same way: a drop of all of them at once comes up in {p} % of shifts in time.",
                "Anggota lain tidak ikut sepi: penurunan bersamaan seperti itu muncul pada {p} % pergeseran waktu.",
                values={"p": round(100 * test.p, 1)},
            ),
        ]
    if move.hidden:
        reasons.append(
            Phrase(
                "Words say who is to be left out, or that one cannot speak here: {h:message|messages}.",
                "Ada kata-kata tentang siapa yang tidak diajak, atau bahwa di sini tidak leluasa: {h} pesan.",
                values={"h": len(move.hidden)},
            )
        )
    return tuple(reasons)
