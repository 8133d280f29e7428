"""Whether a turn of the one asked answers the ask: by the reply model, by what it is about, and by what the asker does next.

Who writes at once after an ask need not answer it. What tells most is the asker: who is served goes on, thanks or falls silent; who is not
asks again. The weights are those of a logistic fit on ordinary simulated talk whose true replies are known, rounded; lateness and naming,
which are rare there, are set by hand in favour of the one asked. Words long after an ask that share none with it, react to nothing and are
followed up by nobody count as about another matter: there the reply model knows only that nothing stands between.
"""

from collections.abc import Iterator, Mapping, Sequence
from math import exp, exp2
from typing import Final

import numpy as np

from wag_analyzer.analysis import Analysis
from wag_analyzer.detectors._columns import places
from wag_analyzer.detectors._reading import Reading, Turn
from wag_analyzer.detectors._said import said
from wag_analyzer.detectors._shared import once
from wag_analyzer.interactions.cues import load_cues
from wag_analyzer.text.flat import Said
from wag_analyzer.text.normalize import stems

__all__ = ["CLOSES", "REACTS", "WEIGHTS", "Answering", "hours"]

REACTS: Final = ("acknowledgement", "offer", "refusal", "delivery", "promise", "excuse", "apology", "accept")
CLOSES: Final = ("thanks", "acknowledgement", "pledge", "accept", "greeting")
WEIGHTS: Final[Mapping[str, float]] = {
    "always": -4.1, "linked": 3.9, "first": 1.9, "adjacent": 2.5, "to_others": -2.2, "to_asker": 2.5, "same_matter": 1.4, "thanked": 1.5,
    "asked_again": -2.9, "taken_up_by_others": -1.6, "asker_goes_on": 2.2, "late_reaction": 1.5,
    "others_ask": -1.5, "late_other_matter": -1.8, "turns_away": -3.0,
}  # fmt: skip
_PLAINLY: Final = 0.7
_LEAST_WORD: Final = 3
_LEAST_STEM: Final = 4
_MOST_COMMON: Final = 0.02
_FEW: Final = 10
_HALF_MINUTES: Final = 20.0
_REACTION_MINUTES: Final = 30.0
_REACTION_TURNS: Final = 6
_AGAIN_HOURS: Final = 72.0
_NEW_WORDS: Final = 1
_TOLD: Final = 5


class Answering:
    """How probable it is that a turn answers an ask.

    Parameters
    ----------
    analysis
        A chat analysed.
    reading
        Its turns.
    """

    def __init__(self, analysis: Analysis, reading: Reading) -> None:
        self._reading = reading
        messages = analysis.messages
        self._place = once(places, analysis)
        self._said = once(said, analysis)
        words = self._said.words
        names = {word for person in messages["person"].unique().tolist() for word in str(person).lower().split()}
        most = max(_FEW, _MOST_COMMON * len(messages))
        cues = load_cues()
        often = (word for word, count in _used(self._said).items() if count > most or word in cues.common)
        self._plain = frozenset((*often, *names, *cues.honorifics))
        self._tells = [
            len(word) >= _LEAST_WORD and word not in self._plain and not surface.startswith("@")
            for word, surface in zip(words.words, words.surfaces, strict=True)
        ]
        self._about: dict[int, frozenset[str]] = {}
        self._about_text: dict[int, frozenset[str]] = {}

    def about(self, turn: Turn) -> frozenset[str]:
        """Return the words, with the bases they may come from, that say what a turn is about."""
        found = self._about.get(turn.number)
        if found is None:
            each = [self._of_text(int(self._said.code[self._place[msg_id]])) for msg_id in turn.msg_ids]
            found = self._about[turn.number] = each[0] if len(each) == 1 else frozenset().union(*each)
        return found

    def _of_text(self, text: int) -> frozenset[str]:
        """Return what a text is about by its number; many turns are one text that others said too."""
        found = self._about_text.get(text)
        if found is None:
            found = self._about_text[text] = frozenset(form for word in self._words_of(text) for form in (word, *_bases(word)))
        return found

    def _words(self, turn: Turn) -> Iterator[str]:
        for msg_id in turn.msg_ids:
            yield from self._words_of(int(self._said.code[self._place[msg_id]]))

    def _words_of(self, text: int) -> Iterator[str]:
        words = self._said.words
        if text >= 0:
            yield from (words.words[at] for at in words.surface[words.offsets[text] : words.offsets[text + 1]].tolist() if self._tells[at])

    def shares(self, ask: Turn, window: Sequence[Turn], later: Sequence[Turn]) -> list[float]:
        """Return how probable it is that each turn of what the one asked wrote afterwards answers the ask.

        Parameters
        ----------
        ask
            The ask.
        window
            What the one asked wrote afterwards, in order.
        later
            What the asker wrote to the one asked after the ask.
        """
        again = max((one.number for one in later if self.asks_again(ask, one)), default=-1) if window else -1
        linked: dict[int, float] = {}
        for answer, p in self._reading.answers.to(ask.number) if window else ():
            linked.setdefault(answer.number, p)
        found = []
        for place, turn in enumerate(window):
            shown = {
                **self._shown(ask, turn, is_first=place == 0),
                "linked": linked.get(turn.number, 0.0),
                "first": float(place == 0),
                "asked_again": float(again > turn.number),
            }
            found.append(1 / (1 + exp(-sum(weight * shown[name] for name, weight in WEIGHTS.items()))))
        return found

    def _shown(self, ask: Turn, turn: Turn, *, is_first: bool) -> dict[str, float]:
        """Return what in a turn and around it speaks for and against its being the answer, by the names of ``WEIGHTS``."""
        reading, asker = self._reading, ask.person
        soon = exp2(-60 * max(0.0, hours(ask, turn)) / _HALF_MINUTES)  # clocks may be set back
        after = [one for one in reading.following(turn, _REACTION_MINUTES, _REACTION_TURNS) if one.person == asker]
        same = not self.about(ask).isdisjoint(self.about(turn))
        reacts = turn.does(*REACTS, least=_PLAINLY)
        heard = same or reacts or bool(after) or asker in turn.to
        return {
            "always": 1.0,
            "adjacent": soon * (turn.number == ask.number + 1),
            "to_others": float(bool(turn.to) and asker not in turn.to),
            "to_asker": float(asker in turn.to and not turn.does("thanks", least=_PLAINLY)),
            "same_matter": float(same),
            "thanked": float(any(one.does("thanks", "acknowledgement", least=_PLAINLY) for one in after)),
            "taken_up_by_others": float(sum(p for one, p in reading.answers.to(turn.number) if one.person != asker) > _PLAINLY),
            "asker_goes_on": float(bool(after)),
            "late_reaction": (1 - soon) * (is_first and reacts),
            "late_other_matter": 0.0 if heard else 1 - soon,
            "turns_away": soon * (not heard and turn.words >= _TOLD and not turn.does("answer", least=_PLAINLY)),
            "others_ask": float(self._others_ask(ask, turn)),
        }

    def _others_ask(self, ask: Turn, turn: Turn) -> bool:
        """Say whether somebody else asks something directly before a turn, after the ask."""
        between = self._reading.turns[max(ask.number + 1, turn.number - _REACTION_TURNS) : turn.number]
        two = (ask.person, turn.person)
        return any(one.person not in two and one.does("question", least=_PLAINLY) for one in between)

    def asks_again(self, ask: Turn, turn: Turn) -> bool:
        """Say whether words to the one asked come back to the ask: they chase, share a word with it, or bring hardly anything new."""
        if hours(ask, turn) > _AGAIN_HOURS or turn.does(*CLOSES, least=_PLAINLY):
            return False
        return (
            turn.does("chase", least=_PLAINLY)
            or not self.about(ask).isdisjoint(self.about(turn))
            or len(set(self._words(turn))) <= _NEW_WORDS
        )


def _used(chat: Said) -> dict[str, int]:
    """Return word → number of messages that use it."""
    words = chat.words
    number: dict[str, int] = {}
    one = np.array([number.setdefault(word, len(number)) for word in words.words], np.intp)
    pairs = np.unique(words.message * len(number) + one[words.surface])
    times = np.bincount(chat.code[chat.code >= 0], minlength=len(chat.texts))
    used = np.bincount(pairs % max(1, len(number)), times[pairs // max(1, len(number))], len(number))
    return dict(zip(number, used.astype(int).tolist(), strict=True))


def _bases(word: str) -> Iterator[str]:
    return (base for base in stems(word) if len(base) >= _LEAST_STEM)


def hours(one: Turn, other: Turn) -> float:
    """Return the hours from one turn to another."""
    return (other.clock - one.clock) / 3600
