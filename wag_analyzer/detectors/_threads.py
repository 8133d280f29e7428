"""One thing that others bring to one member time and again, and hardly to anybody else."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from wag_analyzer.analysis import Analysis
from wag_analyzer.detectors._columns import texts
from wag_analyzer.detectors._reading import Reading, Turn
from wag_analyzer.detectors._said import said
from wag_analyzer.detectors._shared import once
from wag_analyzer.detectors._spelled import Spelled
from wag_analyzer.text.names import is_everyday

__all__ = ["Thread", "Worded", "threads"]

_NEAR_TURNS: Final = 2
_NEAR_MINUTES: Final = 15.0
_SHORTEST: Final = 4
_STEM: Final = 5
"""So many letters tell a word, whatever ending it has."""
_LEAST_SESSIONS: Final = 3
_LEAST_OTHERS: Final = 2
_LEAST_SHARE: Final = 0.67


@dataclass(frozen=True, slots=True)
class Thread:
    """What a member and those who speak with that member say of one thing.

    ``own`` are turns of the member, ``others`` turns next to the member's.
    """

    word: str
    own: tuple[Turn, ...]
    others: tuple[Turn, ...]

    @property
    def people(self) -> tuple[str, ...]:
        """Return who else speaks of it with the member, in order."""
        return tuple(dict.fromkeys(turn.person for turn in self.others))

    @property
    def sessions(self) -> int:
        """Return in how many sessions it comes up."""
        return len({turn.session for turn in (*self.own, *self.others)})


class Worded:
    """The words of each turn that are no everyday words and no names, by their beginnings; each turn is read once.

    Parameters
    ----------
    analysis
        A chat analysed.
    """

    def __init__(self, analysis: Analysis) -> None:
        self.reading = once(Reading, analysis)
        self._texts = once(texts, analysis)
        self._names = {part for turn in self.reading.turns for part in turn.person.lower().split()}
        self._lower = once(Spelled, analysis).lower
        self._chat = once(said, analysis)
        lengths = np.array([len(turn.msg_ids) for turn in self.reading.turns], np.intp)
        self._number = np.repeat(np.arange(len(lengths)), lengths)
        self._tell: dict[str, bool] = {}
        self._said: dict[str, frozenset[str]] = {}
        self._known: dict[int, frozenset[str]] = {}

    def of(self, turn: Turn) -> frozenset[str]:
        """Return the words of a turn."""
        if turn.number not in self._known:
            said = [self._of_text(text) for msg_id in turn.msg_ids if isinstance(text := self._texts[msg_id], str)]
            self._known[turn.number] = said[0] if len(said) == 1 else frozenset().union(*said)
        return self._known[turn.number]

    def _of_text(self, text: str) -> frozenset[str]:
        """Return the words of a text; many turns are one text that others said too."""
        found = self._said.get(text)
        if found is None:
            found = self._said[text] = frozenset(word[:_STEM] for word in self._lower(text) if self._tells(word))
        return found

    def times(self, words: Collection[str]) -> Mapping[str, int]:
        """Return in how many turns of the chat each of some words stands."""
        chat = self._chat
        texts = chat.words.message[chat.words.are(lambda word: word.lower()[:_STEM] in words)[chat.words.surface]]
        turns = np.unique(self._number[np.isin(chat.code, texts)]).tolist()
        return Counter(word for turn in turns for word in self.of(self.reading.turns[turn]).intersection(words))

    def _tells(self, word: str) -> bool:
        tells = self._tell.get(word)
        if tells is None:
            tells = len(word) >= _SHORTEST and word.isalpha() and word not in self._names and not is_everyday(word)
            self._tell[word] = tells
        return tells


def threads(worded: Worded, person: str, begun: Collection[Turn]) -> Iterator[Thread]:
    """Yield what a member brings up and two others or more take up with that member, over three sessions or more, and hardly elsewhere.

    Parameters
    ----------
    worded
        The words of the chat's turns.
    person
        The member.
    begun
        Turns of the member whose words are looked at.
    """
    wanted = frozenset(word for turn in begun for word in worded.of(turn))
    near = _near(worded.reading, person)
    uses: defaultdict[str, list[Turn]] = defaultdict(list)
    for turn in near.values():
        for word in wanted & worded.of(turn):
            uses[word].append(turn)
    found = [
        Thread(word, tuple(turn for turn in said if turn.person == person), tuple(turn for turn in said if turn.person != person))
        for word, said in sorted(uses.items())
    ]
    taken_up = [thread for thread in found if len(thread.people) >= _LEAST_OTHERS and thread.sessions >= _LEAST_SESSIONS]
    times = worded.times({thread.word for thread in taken_up}) if taken_up else {}
    yield from (thread for thread in taken_up if len(uses[thread.word]) >= _LEAST_SHARE * times[thread.word])


def _near(reading: Reading, person: str) -> Mapping[int, Turn]:
    """Return a member's turns and those just before and after them that are not said to somebody else, by number."""
    found: dict[int, Turn] = {}
    for turn in reading.of.get(person, ()):
        for other in reading.turns[max(0, turn.number - _NEAR_TURNS) : turn.number + _NEAR_TURNS + 1]:
            close = other.session == turn.session and abs(other.clock - turn.clock) <= 60 * _NEAR_MINUTES
            if other is turn or (close and (not other.to or person in other.to)):
                found[other.number] = other
    return dict(sorted(found.items()))
