"""Hints of calling people together against something: what each counts as, and whether there are enough of them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from wag_analyzer.detectors._episodes import Talk, excess

__all__ = ["TOLD_NULL", "hinted", "is_told"]

_FEW_WORDS: Final = 7
_TOLD: Final = frozenset(("grievance", "unity", "refusing", "holding", "fear", "counting", "alike"))
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
    "alike": (("call_to_act", 0.5),),
}
"""Kinds of hints of the lexicon ``together`` and of the head of that name (``alike``), and the signals they count as."""
_MOST_P: Final = 0.001

TOLD_NULL: Final = "the same people's words, with calls, pledges and counts drawn over all their messages"


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
    told = {at for at, kinds in hints.items() if _TOLD.intersection(kinds)}
    times = Counter(kind for at in places for kind in hints.get(at, ()) if kind in _TOLD)
    kinds = sum(count >= _LEAST_TIMES for count in times.values())
    if weight < _SURE_TOLD or times["unity"] < _LEAST_UNITY or kinds < _LEAST_KINDS:
        return False
    return sum(at in told for at in places) >= _LEAST_TOLD * len(places) and excess(chat, places, told, TOLD_NULL).p <= _MOST_P
