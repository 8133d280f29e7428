"""Talk moves to a sibling or secret group: it is called for in words, and those who go write less here from then on."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import log
from typing import Final

import numpy as np
import numpy.typing as npt

from wag_analyzer.analysis import Analysis
from wag_analyzer.detectors._episodes import Talk, lines, moment, percent, talk
from wag_analyzer.detectors._said import Cued, cued
from wag_analyzer.detectors._shared import once
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
_LEAST_SESSIONS: Final = 2
_LEAST_DAYS: Final = 20
_LEAST_SIDE: Final = 5
_LEAST_WRITTEN: Final = 20
_LEFT: Final = 0.5
_TOGETHER: Final = 2 / 3
_MOST_P: Final = 0.05
_HALF_SURE: Final = 4.0
_ALTERNATIVES: Final = (
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
    """Calls to another group (message places), who calls, who goes along and where they say so, and signs that it is hidden."""

    calls: tuple[int, ...]
    callers: tuple[str, ...]
    goes: Mapping[str, int]
    hidden: tuple[int, ...]

    @property
    def persons(self) -> tuple[str, ...]:
        """Return callers first, then who goes along."""
        return (*self.callers, *(person for person in self.goes if person not in self.callers))


def find(analysis: Analysis) -> Iterator[Finding]:
    """Yield at most one finding: the people whose talk moves to another group."""
    chat = once(talk, analysis)
    move = moves(chat, cued(analysis, "moves"))
    if move is None:
        return
    found = drop(chat, move, analysis.settings.seed)
    if found is not None:
        left, together, test = found
        if left <= _LEFT and together >= _TOGETHER and test.p <= _MOST_P:
            yield _finding(chat, move, (left, together), test)


def moves(chat: Talk, said: Mapping[int, Mapping[str, Cued]]) -> Move | None:
    """Return the calls to another group and who goes; None when too few people call or go.

    Parameters
    ----------
    chat
        The chat.
    said
        Cues of the lexicon ``moves``; a call that names an official purpose does not count.
    """
    calls = [at for at in sorted({*said, *_links(chat)}) if _is_call(chat, said, at)]
    callers = tuple(dict.fromkeys(chat.people[at] for at in calls))
    goes: dict[str, int] = {}
    for call in calls:
        for at in range(call + 1, min(call + 1 + _GOES_MESSAGES, len(chat.people))):
            near = chat.session[at] == chat.session[call] and chat.seconds[at] - chat.seconds[call] <= _GOES_SECONDS
            if near and chat.people[at] != chat.people[call] and chat.has(at, "accept", "pledge"):
                goes.setdefault(chat.people[at], at)
    move = Move(tuple(calls), callers, goes, tuple(at for at in calls if "hidden" in said.get(at, {})))
    enough = len(move.persons) >= _LEAST_GOING and len(callers) >= _LEAST_CALLERS
    return move if enough and len({chat.session[at] for at in calls}) >= _LEAST_SESSIONS else None


def _links(chat: Talk) -> list[int]:
    return [at for at in chat.signals if chat.has(at, "channel_link") and chat.has(at, "invite", "other_channel")]


def _is_call(chat: Talk, said: Mapping[int, Mapping[str, Cued]], at: int) -> bool:
    shown = said.get(at, {})
    if "official" in shown or any(chat.signals.get(at, {}).get(signal, 0.0) >= _SURE for signal in ("onboarding", "social")):
        return False
    return ("move" in shown and shown["move"].value >= _SURE) or (chat.has(at, "channel_link") and bool(shown))


def drop(chat: Talk, move: Move, seed: int = 0) -> tuple[float, float, ChanceTest] | None:
    """Return what is left of the movers' daily messages after the first call, the share of them who halve, and the test.

    None where the chat is too short on either side of the call, or the movers wrote too little before it.
    """
    days = np.array(chat.seconds, np.int64) // _DAY
    active, day = np.unique(days, return_inverse=True)
    after = active > days[move.calls[0]]
    going = [_per_day(chat, person, day, len(active)) for person in move.persons]
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


def _per_day(chat: Talk, person: str, day: Ints, days: int) -> Floats:
    return np.bincount(day[chat.by_person[person]], minlength=days).astype(np.float64)


def _rate(counts: Floats, after: npt.NDArray[np.bool_]) -> float:
    """Return messages a day after the call over messages a day before it; 1 without any before."""
    before = float(counts[~after].mean())
    return float(counts[after].mean()) / before if before > 0 else 1.0


def _gap(own: Floats, others: Floats, after: npt.NDArray[np.bool_]) -> float:
    """Return by how much (as a logarithm) the movers' messages for one of the others' go down after the call."""
    parts = [log((own[part].sum() + 0.5) / (others[part].sum() + 0.5)) for part in (~after, after)]
    return parts[0] - parts[1]


def _finding(chat: Talk, move: Move, effect: tuple[float, float], test: ChanceTest) -> Finding:
    left, together = effect
    sessions = len({chat.session[at] for at in move.calls})
    values = {"c": len(move.calls), "n": sessions, "k": len(move.persons), "l": percent(1 - left), "t": percent(together)}
    strength = len(move.calls) + 2 * bool(move.hidden) + 4 * (1 - left)
    roles = dict.fromkeys(move.goes.values(), "takes it up") | dict.fromkeys(move.calls, "calls elsewhere")
    return Finding(
        rule=RULE,
        persons=move.persons,
        statement=Phrase(
            "{who} speak of going on in another group, {c} times in {n} sessions, and write {l} % less here from then on.",
            "{who} menyebut akan melanjutkan di grup lain, {c} kali dalam {n} sesi, dan sejak itu menulis {l} % lebih sedikit di sini.",
            {"who": move.persons},
            values,
        ),
        evidence=lines(chat, roles, roles),
        reasons_for=_for(move, values, test),
        reasons_against=(
            Phrase(
                "What is said in the other group, and who is in it, is not in this export.",
                "Apa yang dibicarakan di grup lain itu, dan siapa anggotanya, tidak ada dalam ekspor ini.",
            ),
        )
        + (() if move.hidden else (Phrase("No words hide it.", "Tidak ada kata-kata yang merahasiakannya."),)),
        alternatives=_ALTERNATIVES,
        score=round(strength / (strength + _HALF_SURE), 3),
        confidence=Level.MEDIUM if move.hidden else Level.LOW,
        first=moment(chat, move.calls[0]),
        last=moment(chat, max(*move.calls, *move.goes.values())) if move.goes else moment(chat, move.calls[-1]),
        test=test,
    )


def _for(move: Move, values: Mapping[str, object], test: ChanceTest) -> tuple[Phrase, ...]:
    reasons = [
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
                "Words say who is to be left out, or that one cannot speak here: {h} messages.",
                "Ada kata-kata tentang siapa yang tidak diajak, atau bahwa di sini tidak leluasa: {h} pesan.",
                values={"h": len(move.hidden)},
            )
        )
    return tuple(reasons)
