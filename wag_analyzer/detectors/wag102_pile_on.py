"""Several people attack one present person repeatedly, and it is not returned."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import exp
from typing import Final

import numpy as np

from wag_analyzer.analysis import Analysis
from wag_analyzer.detectors._episodes import Circle, Talk, circle, excess, extended, lines, moment, percent, stretches, talk
from wag_analyzer.detectors._shared import once
from wag_analyzer.detectors._wrongs import Wrongs, wrongs
from wag_analyzer.findings import ChanceTest, Finding, Level, Phrase, Precision, Rule

__all__ = ["RULE", "Episode", "episodes", "find"]

RULE: Final = Rule(
    code="WAG102",
    name="pile-on",
    kind="pile_on",
    summary=Phrase(
        "Several people attack one present person in more than one session, and it is not returned.",
        "Beberapa orang menyerang satu orang yang hadir dalam lebih dari satu sesi, dan tidak dibalas.",
    ),
    severity=Level.HIGH,
    source="Einarsen, Hoel and Notelaers 2009 (NAQ-R, Work & Stress 23): repeated negative acts against one who cannot easily defend.",
    precision=Precision(
        right=6,
        n=6,
        false_alarms=0,
        messages=6156,
        data="30 simulated office chats in Indonesian and English on which the rule was developed",
        data_id="30 obrolan kantor simulasi (Indonesia dan Inggris) untuk pengembangan aturan ini",
    ),
)

_HOSTILE: Final = ("insult", "exclusion", "negative", "sarcasm", "scorn")
_STRONG: Final = ("insult", "exclusion")
_SHARP: Final = (*_STRONG, "negative")
_PLAY: Final = ("laughter", "banter")
_HURT: Final = ("distress", "apology")
_LEAST_NAMERS: Final = 2
_OF_NAMED: Final = 0.5
_MOST_WRONGS: Final = 0.3
_MOST_HINTS: Final = 0.2
_LEAST_WEIGHT: Final = 0.25
_CLEAR_WEIGHT: Final = 0.5
_LEAST_SENDERS: Final = 2
_PLAINLY: Final = 0.5
_MOST_P: Final = 0.05
_MOST_P_HURT: Final = 0.3
_MUCH_PLAY: Final = 0.3
_ABSENT_ADDRESSED: Final = 0.34
_SURE_P: Final = 0.001
_SURE_SESSIONS: Final = 3
_SURE_WEIGHT: Final = 0.9
_NULL: Final = "the same people's words, with what attacks drawn over all their messages"
ALTERNATIVES: Final = (
    Phrase(
        "Rough banter that the person takes part in elsewhere or face to face.",
        "Candaan kasar yang biasa dilakukan bersama, juga oleh orang itu sendiri, di tempat lain atau tatap muka.",
    ),
    Phrase(
        "Criticism of a real mistake at work, badly worded under pressure.",
        "Kritik atas kesalahan kerja yang nyata, yang disampaikan kurang baik karena sedang tertekan.",
    ),
    Phrase(
        "A conflict between equals of which the other half took place outside this chat.",
        "Perselisihan antara pihak yang setara, yang sebagian lainnya terjadi di luar grup ini.",
    ),
)


@dataclass(frozen=True, slots=True)
class Episode:
    """Stretches of talk at one person: the messages of both sides and what they show, as shares of the messages."""

    target: str
    circle: Circle
    places: tuple[int, ...]
    own: tuple[int, ...]
    hostile: float
    strong: float
    senders: int
    play: float
    praise: float
    hurt: float
    answered_playfully: float
    returned: float

    @property
    def weight(self) -> float:
        """Return how much speaks for an attack; play, praise and a target who joins in are subtracted."""
        against = 2 * max(0.0, self.play - _MUCH_PLAY) + 1.5 * self.praise + 0.8 * self.answered_playfully + 0.8 * self.returned
        return 1.6 * min(self.hostile, 0.6) + 1.2 * min(self.strong, 0.4) + 0.4 * self.hurt - against

    @property
    def is_shared(self) -> bool:
        """Say whether two or more are hostile, or one is and the person is plainly hurt."""
        return self.senders >= _LEAST_SENDERS or (self.senders > 0 and self.hurt >= _PLAINLY)


def find(analysis: Analysis) -> Iterator[Finding]:
    """Yield one finding for each person whom several others attack in two sessions or more."""
    chat = once(talk, analysis)
    hostile = chat.showing(*_HOSTILE)
    flagged = [at for at in chat.signals if hostile[at]]
    for episode in episodes(chat):
        if episode.weight >= _LEAST_WEIGHT and episode.is_shared:
            own = set(episode.own)
            if (not own or episode.hurt < _PLAINLY) and _tells_of_wrongs(once(wrongs, analysis), episode):
                continue  # that is WAG104
            test = excess(chat, [at for at in episode.places if at not in own], flagged, _NULL)
            most = _MOST_P_HURT if episode.hurt >= _PLAINLY else _MOST_P
            if test.p <= (most if episode.weight >= _CLEAR_WEIGHT else _SURE_P):
                yield _finding(chat, episode, test)


def _tells_of_wrongs(told: Wrongs, episode: Episode) -> bool:
    """Say whether much of an episode tells of wrongdoing of the person, or hints at any."""
    acts = len(told.acts_of(episode.target).intersection(episode.places))
    return acts >= _MOST_WRONGS * len(episode.places) or told.acts(episode.places) >= _MOST_HINTS * len(episode.places)


def episodes(chat: Talk) -> Iterator[Episode]:
    """Yield every group of three or more that keeps naming one person in bursts, whatever its tone.

    Where these do not make one, it takes one who names and another who is hostile.
    """
    naming = _Naming(chat)
    for target, spots in sorted(naming.of.items()):
        if len(set(spots)) < _LEAST_NAMERS:
            continue
        about = [(meeting, _sides(chat, meeting, target, by)) for meeting, by in naming.mostly(target)]
        plain = [meeting for meeting, (most, _) in about if most >= _LEAST_NAMERS]
        either = [meeting for meeting, (_, most) in about if most >= _LEAST_NAMERS]
        found = next((found for meetings in (plain, either) if (found := _circle(chat, meetings, target)) is not None), None)
        if found is None:
            continue
        sharp = chat.showing(*_SHARP)
        hostile = (at for person in found.persons for at in chat.by_person[person] if sharp[at])
        wider = extended(chat, found, (*hostile, *spots))
        kept = tuple(meeting for meeting in wider.meetings if meeting in found.meetings or _is_sharp(chat, meeting, target))
        yield _episode(chat, target, Circle(found.persons, kept))


def _circle(chat: Talk, meetings: Sequence[range], target: str) -> Circle | None:
    """Return who come together around a person who is there, in two sessions or more, in sharp meetings if these are enough."""
    sharp = [meeting for meeting in meetings if _is_sharp(chat, meeting, target)]
    found = circle(chat, sharp, without=(target,)) or circle(chat, meetings, without=(target,))
    return found if found is not None and found.sessions(chat) > 1 and _is_present(chat, target, found) else None


class _Naming:
    """Who is named by others, in file order: person → messages, one as often as the person is named there."""

    def __init__(self, chat: Talk) -> None:
        self._chat = chat
        self.of: defaultdict[str, list[int]] = defaultdict(list)
        times = np.zeros(len(chat.people) + 1, np.intp)
        for at, named in sorted(chat.named.items()):
            for person, _ in named:
                if person != chat.people[at]:
                    self.of[person].append(at)
                    times[at + 1] += 1
        self._before = np.cumsum(times)

    def mostly(self, target: str) -> Iterator[tuple[range, list[str]]]:
        """Yield the stretches begun where a person is named in which half or more of all naming is of that person, and who does so."""
        spots = self.of[target]
        meetings = stretches(self._chat, spots)
        begin, end = (np.array([getattr(meeting, side) for meeting in meetings], np.intp) for side in ("start", "stop"))
        first, last = np.searchsorted(spots, begin), np.searchsorted(spots, end)
        most = last - first >= _OF_NAMED * (self._before[end] - self._before[begin])
        for number in np.flatnonzero(most).tolist():
            yield meetings[number], [self._chat.people[at] for at in spots[first[number] : last[number]]]


def _sides(chat: Talk, meeting: range, target: str, by: Sequence[str]) -> tuple[int, int]:
    """Return how many are on one side against a person in a stretch, and how many are when naming and being hostile count together.

    Those who name the person (``by``); or those who are hostile; or, where the person says sorry, those who write.
    """
    writers, sharp, hurt = set(map(chat.people.__getitem__, meeting)) - {target}, chat.showing(*_SHARP), chat.showing(*_HURT)
    hostile = {chat.people[at] for at in meeting if sharp[at]} - {target}
    before = len(writers) if any(hurt[at] and chat.people[at] == target for at in meeting) else 0
    most = max(len(set(by)), len(hostile), before)
    return most, max(most, len({*by, *hostile}))


def _is_sharp(chat: Talk, meeting: range, target: str) -> bool:
    """Say whether somebody is hostile there, or the person spoken to is hurt."""
    hurt, hostile = chat.showing(*_HURT), chat.showing(*_HOSTILE)
    return any(hurt[at] if chat.people[at] == target else hostile[at] for at in meeting)


def _is_present(chat: Talk, target: str, found: Circle) -> bool:
    """Say whether the person writes in the time of the episode, or is at least spoken to in it."""
    if chat.writes(target, range(found.meetings[0].start, found.meetings[-1].stop)):
        return True
    forms = chat.forms(target, found.meetings)
    return sum(form != "third" for form in forms) > _ABSENT_ADDRESSED * len(forms)


def _episode(chat: Talk, target: str, found: Circle) -> Episode:
    own = tuple(at for meeting in found.meetings for at in meeting if chat.people[at] == target)
    said = found.places(chat)
    returned = sum(any(person in found.persons for person, _ in chat.named.get(at, ())) or chat.has(at, *_STRONG) for at in own)
    turned = sum(any(person in found.persons and person != chat.people[at] for person, _ in chat.named.get(at, ())) for at in said)
    aimed = sum(any(person == target for person, _ in chat.named.get(at, ())) for at in said)
    return Episode(
        target=target,
        circle=found,
        places=tuple(sorted((*said, *own))),
        own=own,
        hostile=chat.share(said, *_HOSTILE),
        strong=chat.share(said, *_STRONG),
        senders=len({chat.people[at] for at in said if chat.has(at, *_HOSTILE)}),
        play=chat.share(said, *_PLAY),
        praise=chat.share(said, "positive"),
        hurt=chat.share(own, *_HURT),
        answered_playfully=chat.share(own, *_PLAY),
        returned=returned / len(own) * min(1.0, len(own) / 3) + turned / max(1, turned + aimed) if own else turned / max(1, turned + aimed),
    )


def _finding(chat: Talk, episode: Episode, test: ChanceTest) -> Finding:
    sessions = episode.circle.sessions(chat)
    sure = test.p <= _SURE_P and sessions >= _SURE_SESSIONS and episode.weight >= _SURE_WEIGHT
    return Finding(
        rule=RULE,
        persons=episode.circle.persons,
        targets=(episode.target,),
        statement=Phrase(
            "{who} speak sharply to or about {whom}, who is present, in {n:session|sessions}, and {whom} does not return it.",
            "{who} berkata tajam kepada atau tentang {whom}, yang ada di grup, dalam {n} sesi, dan {whom} tidak membalasnya.",
            {"who": episode.circle.persons, "whom": episode.target},
            {"n": sessions},
        ),
        evidence=lines(chat, episode.places, _roles(chat, episode)),
        reasons_for=_for(episode, test, sessions),
        reasons_against=_against(episode),
        alternatives=ALTERNATIVES,
        score=1 / (1 + exp(-5 * (episode.weight - 0.35))),
        confidence=Level.HIGH if sure else Level.MEDIUM if episode.weight >= _SURE_WEIGHT or sessions >= _SURE_SESSIONS else Level.LOW,
        first=moment(chat, episode.places[0]),
        last=moment(chat, episode.places[-1]),
        test=test,
    )


def _roles(chat: Talk, episode: Episode) -> Mapping[int, str]:
    roles: dict[int, str] = {}
    own = set(episode.own)
    for at in episode.places:
        if at in own:
            roles[at] = "defends or withdraws" if chat.has(at, *_HURT) else "answers"
        elif chat.has(at, *_HOSTILE):
            roles[at] = "attacks"
        elif any(person == episode.target for person, _ in chat.named.get(at, ())):
            roles[at] = "names the person"
    return roles


def _for(episode: Episode, test: ChanceTest, sessions: int) -> tuple[Phrase, ...]:
    reasons = [
        Phrase(
            "{k:person takes|people take} part in bursts in {n:session|sessions}, always around the same person.",
            "{k} orang ikut serta dalam rentetan pesan pada {n} sesi, selalu tertuju pada orang yang sama.",
            values={"k": len(episode.circle.persons), "n": sessions},
        ),
        Phrase(
            "{p} % of their messages there talk down, insult or push away; {s:person does|people do} so.",
            "{p} % pesan mereka di sana merendahkan, menghina, atau menyingkirkan; pelakunya {s} orang.",
            values={"p": percent(episode.hostile), "s": episode.senders},
        ),
        Phrase(
            "Such words are {x} there where {e} would be expected from the same people's other talk (p = {p}).",
            "Kata-kata seperti itu muncul {x} kali, padahal dari percakapan mereka yang lain diperkirakan {e} kali (p = {p}).",
            values={"x": round(test.statistic), "e": round(test.expected, 1), "p": f"{test.p:.4f}"},
        ),
    ]
    if episode.hurt:
        reasons.append(
            Phrase(
                "In {p} % of the answers the person apologises, defends himself or herself, or asks to stop.",
                "Dalam {p} % jawabannya, orang itu meminta maaf, membela diri, atau meminta berhenti.",
                values={"p": percent(episode.hurt)},
            )
        )
    elif not episode.own:
        reasons.append(Phrase("The person falls silent in these stretches.", "Orang itu diam selama rentetan ini."))
    return tuple(reasons)


def _against(episode: Episode) -> tuple[Phrase, ...]:
    reasons = []
    if episode.play or episode.answered_playfully:
        reasons.append(
            Phrase(
                "{p} % of the messages laugh or joke, and {a} % of the person's own answers do.",
                "{p} % pesannya bernada tawa atau canda, dan {a} % jawaban orang itu sendiri juga.",
                values={"p": percent(episode.play), "a": percent(episode.answered_playfully)},
            )
        )
    if episode.returned:
        reasons.append(
            Phrase(
                "Some of it is returned, or turns to others of the circle.",
                "Sebagian dibalas, atau beralih ke anggota lain dalam lingkaran itu.",
            )
        )
    if episode.praise:
        reasons.append(
            Phrase(
                "{p} % of the messages praise or wish well.",
                "{p} % pesannya memuji atau mendoakan.",
                values={"p": percent(episode.praise)},
            )
        )
    reasons.append(
        Phrase(
            "Tone of voice, and what passed outside the chat, cannot be read from an export.",
            "Nada bicara dan apa yang terjadi di luar grup tidak terbaca dari ekspor.",
        )
    )
    return tuple(reasons)
