"""An organisation's own topics in messages: names of its rules, systems and confidential things, as a policy lists them."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

import pandas as pd

from wag_analyzer.policies import Topic
from wag_analyzer.tables import SIGNALS
from wag_analyzer.text.normalize import Token, normal, stems, tokens

__all__ = ["Found", "TopicFinder", "with_topics"]

_SIGNAL: Final[Mapping[str, str]] = {
    "policy": "policy",
    "system": "policy",
    "management": "management",
    "restricted": "restricted",
    "protected": "protected",
}
"""Kind of a topic → signal that its words give."""


class Found(NamedTuple):
    """A topic found in a text, and where."""

    topic: Topic
    start: int
    end: int


class TopicFinder:
    """Finds topics by their terms, in whatever spelling, with the endings that Indonesian and English put on words.

    Parameters
    ----------
    topics
        What to look for; of one topic the first place in a text counts.
    """

    def __init__(self, topics: Sequence[Topic]) -> None:
        self._by_word: defaultdict[str, list[tuple[tuple[str, ...], Topic]]] = defaultdict(list)
        for topic in topics:
            for term in topic.terms:
                words = tuple(token.word for token in tokens(term)) or (normal(term),)
                self._by_word[words[0]].append((words, topic))

    def find(self, text: str) -> list[Found]:
        """Return the topics of a text, in order of their place."""
        said = tokens(text)
        found: dict[str, Found] = {}
        for at, token in enumerate(said):
            for words, topic in self._beginning(token):
                if topic.name not in found and _fits(words, said[at : at + len(words)]):
                    found[topic.name] = Found(topic, token.start, said[at + len(words) - 1].end)
        return list(found.values())

    def _beginning(self, token: Token) -> Iterator[tuple[tuple[str, ...], Topic]]:
        for stem in stems(token.word):
            if stem in self._by_word:
                yield from self._by_word[stem]


def with_topics(signals: pd.DataFrame, messages: pd.DataFrame, topics: Sequence[Topic]) -> pd.DataFrame:
    """Return the signals of a chat with those that an organisation's topics give; in order of messages, its own last.

    Parameters
    ----------
    signals
        ``tables.SIGNALS``.
    messages
        ``tables.MESSAGES``.
    topics
        The topics of a policy; none changes nothing.
    """
    if not topics:
        return signals
    finder = TopicFinder(topics)
    ids = messages["msg_id"].tolist()
    rank = {msg_id: place for place, msg_id in enumerate(ids)}
    rows = list(zip(*(signals[name].tolist() for name in SIGNALS.names), strict=True))
    for msg_id, text in zip(ids, messages["text"].tolist(), strict=True):
        if isinstance(text, str) and text:
            rows.extend(_row(msg_id, found) for found in finder.find(text))
    rows.sort(key=lambda row: rank[str(row[0])])
    return SIGNALS.frame({name: [row[place] for row in rows] for place, name in enumerate(SIGNALS.names)})


def _row(msg_id: str, found: Found) -> tuple[object, ...]:
    topic = found.topic
    return (msg_id, _SIGNAL[topic.kind], 1.0, topic.about or topic.name, found.start, found.end)


def _fits(words: Sequence[str], said: Sequence[Token]) -> bool:
    return len(words) == len(said) and all(word in stems(token.word) for word, token in zip(words, said, strict=True))
