"""What people come back to: words that recur over meetings and are not everyday words."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from wag_analyzer.text.flat import Said
from wag_analyzer.text.lexicon import grammar
from wag_analyzer.text.names import is_everyday
from wag_analyzer.text.normalize import tokens

__all__ = ["Spoken", "recurring", "spread"]

_LONGEST: Final = 5


def recurring(said: Iterable[tuple[int, str]], members: Collection[str]) -> str:
    """Return the words that come back in most meetings, long and not everyday ones first; empty when no words come back.

    Parameters
    ----------
    said
        (meeting, text) of each message.
    members
        Names of the members; they are no topic.
    """
    met: defaultdict[tuple[str, ...], set[int]] = defaultdict(set)
    names = _names(members)
    for meeting, text in said:
        for words in _runs(text, names):
            met[words].add(meeting)
    best = max(met, key=lambda words: (_worth(words, len(met[words])), words), default=())
    return " ".join(best) if best and _worth(best, len(met[best])) else ""


class Spoken:
    """Who says what in a chat, so that users of some words are counted at once.

    Parameters
    ----------
    people
        Author of each message.
    chat
        The texts of the messages.
    """

    def __init__(self, people: Sequence[str], chat: Said) -> None:
        self._chat = chat
        _, self._person = np.unique(np.array(people, dtype=object).astype(str), return_inverse=True)
        known: dict[str, int] = {}
        lower = np.array([known.setdefault(surface.lower(), len(known)) for surface in chat.words.surfaces], np.intp)
        self._number = known
        self._word = lower[chat.words.surface]
        self._rows = np.argsort(chat.code, kind="stable")
        self._first = np.searchsorted(chat.code[self._rows], np.arange(len(chat.texts) + 1))
        order = np.argsort(self._word, kind="stable")
        self._places = np.split(order, np.searchsorted(self._word[order], np.arange(1, len(known)))) if known else []

    def users(self, wanted: Iterable[tuple[str, ...]], counted: npt.NDArray[np.bool_]) -> dict[tuple[str, ...], int]:
        """Return run of words (lower case) → how many members use it in the messages that count; those that none uses are left out."""
        found = {run: len(np.unique(self._person[rows[counted[rows]]])) for run, rows in ((run, self._messages(run)) for run in wanted)}
        return {run: users for run, users in found.items() if users}

    def _messages(self, run: tuple[str, ...]) -> npt.NDArray[np.intp]:
        """Return the messages in which a run of words stands."""
        texts = np.unique(self._texts(run))
        count = self._first[texts + 1] - self._first[texts]
        found: npt.NDArray[np.intp] = self._rows[np.repeat(self._first[texts] - np.cumsum(count) + count, count) + np.arange(count.sum())]
        return found

    def _texts(self, run: tuple[str, ...]) -> npt.NDArray[np.intp]:
        """Return the texts in which a run of words stands."""
        numbers = [self._number.get(word, -1) for word in run]
        message = self._chat.words.message
        if min(numbers) < 0:
            return message[:0]
        at = self._places[numbers[0]]
        for further, number in enumerate(numbers[1:], 1):
            at = at[at + further < len(message)]
            at = at[(self._word[at + further] == number) & (message[at + further] == message[at])]
        return message[at]


def spread(said: Iterable[str], spoken: Spoken, elsewhere: npt.NDArray[np.bool_], members: Collection[str]) -> str:
    """Return the words of some messages that most other members use elsewhere as well, long and not everyday ones first.

    The name of a rule is known to all; how somebody puts things is not. Empty when nobody else uses such words.

    Parameters
    ----------
    said
        Texts of the messages.
    spoken
        The chat.
    elsewhere
        Of each message of the chat whether it is one of others, elsewhere.
    members
        Names of the members; they are no topic.
    """
    names = _names(members)
    times: Counter[tuple[str, ...]] = Counter()
    for text in said:
        times.update(dict.fromkeys(_runs(text, names), 1))
    named = [words for words in times if (len(words) > 1 or not is_everyday(words[0])) and _worth(words, 2)]
    worth = {words: _worth(words, 1 + others) * times[words] for words, others in spoken.users(named, elsewhere).items()}
    best: tuple[str, ...] = max(worth, key=lambda words: (worth[words], words), default=())
    return " ".join(best)


def _names(members: Collection[str]) -> set[str]:
    return {part for person in members for part in person.lower().split()}


def _runs(text: str, names: Collection[str]) -> Iterator[tuple[str, ...]]:
    """Yield all runs of up to five words; a member's name is an empty word."""
    words = ["" if token.surface.lower() in names else token.surface.lower() for token in tokens(text)]
    for size in range(1, _LONGEST + 1):
        for first in range(len(words) - size + 1):
            yield tuple(words[first : first + size])


def _worth(words: tuple[str, ...], meetings: int) -> float:
    function = grammar("function")
    if (
        meetings <= 1
        or words[-1] in {*function, "the"}
        or words[0] in function
        or not all(words)
        or not any(word.isalpha() for word in words)
    ):
        return 0.0
    return meetings * float(len(words) ** 0.5) * (1 + sum(not is_everyday(word) for word in words) / len(words))
