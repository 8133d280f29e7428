"""What people come back to: words that recur over meetings and are not everyday words."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import Final

from wag_analyzer.text.lexicon import grammar
from wag_analyzer.text.names import is_everyday
from wag_analyzer.text.normalize import tokens

__all__ = ["recurring", "spread"]

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


def spread(said: Iterable[str], elsewhere: Iterable[tuple[str, str]], members: Collection[str]) -> str:
    """Return the words of some messages that most other members use elsewhere as well, long and not everyday ones first.

    The name of a rule is known to all; how somebody puts things is not. Empty when nobody else uses such words.

    Parameters
    ----------
    said
        Texts of the messages.
    elsewhere
        (member, text) of the other messages of the chat.
    members
        Names of the members; they are no topic.
    """
    names = _names(members)
    times: defaultdict[tuple[str, ...], int] = defaultdict(int)
    for text in said:
        for words in dict.fromkeys(_runs(text, names)):
            times[words] += 1
    users: defaultdict[tuple[str, ...], set[str]] = defaultdict(set)
    for member, text in elsewhere:
        for words in _runs(text, names):
            if words in times:
                users[words].add(member)
    named = {words: len(who) for words, who in users.items() if len(words) > 1 or not is_everyday(words[0])}
    worth = {words: _worth(words, 1 + others) * times[words] for words, others in named.items()}
    best = max(worth, key=lambda words: (worth[words], words), default=())
    return " ".join(best) if best and worth[best] else ""


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
