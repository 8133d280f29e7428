"""Turns that set a rule aside, and the talk of one rule that others bring to the member who told them to."""

from collections.abc import Collection, Iterator, Mapping
from functools import cached_property
from typing import Final

from wag_analyzer.analysis import Analysis
from wag_analyzer.detectors._chance import gathered
from wag_analyzer.detectors._reading import Reading, Turn
from wag_analyzer.detectors._shared import once
from wag_analyzer.detectors._threads import Thread, Worded, threads
from wag_analyzer.findings import ChanceTest

__all__ = ["Asides"]

_SETS_ASIDE: Final = frozenset(("leave", "drops"))
_LEAST_PEOPLE: Final = 2
_LEAST_SHARE: Final = 0.5
_LEAST_WORDS: Final = 2
_NULL: Final = "turns of all members, with those that set a rule aside drawn among them (Fisher)"


class Asides:
    """The turns of a chat that set a rule aside.

    Parameters
    ----------
    analysis
        A chat analysed.
    hints
        Message → kinds of hints of the lexicon ``setting_aside``.
    """

    def __init__(self, analysis: Analysis, hints: Mapping[str, frozenset[str]]) -> None:
        self._analysis, self._hints = analysis, hints
        self._turns = once(Reading, analysis).turns

    @cached_property
    def _marked(self) -> frozenset[int]:
        """Return the turns that set a rule aside, in words that nobody else said before."""
        return frozenset(turn.number for turn in self._turns if self._sets_aside(turn, self._hints)) - frozenset(self._said_before())

    @cached_property
    def _worded(self) -> Worded:
        return once(Worded, self._analysis)

    @staticmethod
    def _sets_aside(turn: Turn, hints: Mapping[str, frozenset[str]]) -> bool:
        shown = {kind for msg_id in turn.msg_ids for kind in hints.get(msg_id, ())}
        return bool(_SETS_ASIDE & shown or turn.does("noncompliance")) and "authorised" not in shown

    def _said_before(self) -> Iterator[int]:
        """Yield the turns that say again, word for word, what somebody else has said: a saying of the house, or something passed on."""
        first: dict[frozenset[str], str] = {}
        for turn in self._turns:
            words = self._worded.of(turn)
            if len(words) >= _LEAST_WORDS and first.setdefault(words, turn.person) != turn.person:
                yield turn.number

    def holds(self, turn: Turn) -> bool:
        """Say whether a turn sets a rule aside, in words that nobody else said before."""
        return turn.number in self._marked

    def thread(self, person: str, begun: Collection[Turn]) -> Thread | None:
        """Return the talk of one thing that two or more bring to a member and mostly set aside; None when there is none.

        Parameters
        ----------
        person
            The member.
        begun
            What the member said against a rule.
        """
        found = [
            thread
            for thread in threads(self._worded, person, begun)
            if sum(map(self.holds, thread.others)) >= _LEAST_SHARE * len(thread.others)
            and len({turn.person for turn in thread.others if self.holds(turn)}) >= _LEAST_PEOPLE
        ]
        return max(found, key=lambda thread: (thread.sessions, len(thread.others), thread.word), default=None)

    def test(self, thread: Thread, tried: int) -> ChanceTest:
        """Test whether turns that set a rule aside gather in the talk of it (Fisher's exact test, one-sided)."""
        inside = (*thread.own, *thread.others)
        seen, marked, every = sum(map(self.holds, inside)), len(self._marked), len(self._turns)
        return ChanceTest(_NULL, float(seen), len(inside) * marked / every, gathered(every, marked, len(inside), seen), tried=tried)
