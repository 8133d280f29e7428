"""Wordings that single detectors look for, beside the signals every chat is read for: cues of one lexicon in all messages."""

from collections.abc import Callable, Collection, Iterator, Mapping
from functools import cache
from typing import Final, NamedTuple

from wag_analyzer.analysis import Analysis
from wag_analyzer.detectors._columns import ids
from wag_analyzer.detectors._shared import kept, once
from wag_analyzer.text.cues import Hit, lexicon
from wag_analyzer.text.flat import Said
from wag_analyzer.text.lexicon import grammar

__all__ = ["Cued", "cued", "in_texts", "kinds", "said"]

_BEFORE: Final = 3


class Cued(NamedTuple):
    """The strongest cue of a signal in a message: its strength and its place in the text."""

    value: float
    start: int
    end: int


def said(analysis: Analysis) -> Said:
    """Return the distinct texts of a chat and their words."""
    return Said.of(analysis.messages["text"])


def cued(analysis: Analysis, name: str, affirmed: Collection[str] = (), among: Collection[int] | None = None) -> dict[int, dict[str, Cued]]:
    """Return place of a message → signal → its strongest cue, for messages that show any.

    Messages of one text share what is found in it; nobody may change it.

    Parameters
    ----------
    analysis
        A chat analysed.
    name
        Lexicon, ``lexicons/<language>/<name>.toml``.
    affirmed
        Signals whose cues do not count after a negation within three words ("never took any bribe").
    among
        Places to look at; None: all messages.
    """
    chat = once(said, analysis)
    shown: dict[int, dict[str, Cued]] = {}
    for text, hits in once(_heard(name), analysis).items():
        counted = [hit for hit in hits if _counts(hit, text, chat, affirmed)]
        if counted:
            shown[text] = _strongest(counted, text, chat)
    code = chat.code.tolist()
    return {at: shown[code[at]] for at in (range(len(code)) if among is None else sorted(among)) if code[at] in shown}


@cache
def _heard(name: str) -> Callable[[Analysis], Mapping[int, list[Hit]]]:
    """Return what finds the cues of a lexicon in the distinct texts of a chat."""

    def heard(analysis: Analysis) -> Mapping[int, list[Hit]]:
        return dict(lexicon(name).among(once(said, analysis).words))

    return heard


def in_texts(analysis: Analysis, name: str) -> Iterator[tuple[int, str]]:
    """Yield each distinct text (its number in ``said``) with each signal of a lexicon that it shows, once; nothing is kept of it.

    Parameters
    ----------
    analysis
        A chat analysed.
    name
        Lexicon, ``lexicons/<language>/<name>.toml``.
    """
    known = kept(_heard(name), analysis)
    for text, hits in lexicon(name).among(once(said, analysis).words) if known is None else known.items():
        for signal in {hit.cue.signal for hit in hits}:
            yield text, signal


def kinds(analysis: Analysis, name: str) -> dict[str, frozenset[str]]:
    """Return message → the kinds of cues of a lexicon it shows, for messages that show any."""
    listed = once(ids, analysis)
    equal: dict[frozenset[str], frozenset[str]] = {}
    found = ((listed[at], frozenset(shown)) for at, shown in cued(analysis, name).items())
    return {msg_id: equal.setdefault(shown, shown) for msg_id, shown in found}


def _counts(hit: Hit, text: int, chat: Said, affirmed: Collection[str]) -> bool:
    if hit.cue.signal not in affirmed:
        return True
    words, begin = chat.words, int(chat.words.offsets[text])
    before = words.surface[begin + max(0, hit.first - _BEFORE) : begin + hit.after].tolist()
    return not any(words.words[word] in grammar("not") for word in before)


def _strongest(hits: list[Hit], text: int, chat: Said) -> dict[str, Cued]:
    best: Mapping[str, Hit] = {hit.cue.signal: hit for hit in sorted(hits, key=lambda hit: (hit.cue.value, hit.after - hit.first))}
    begin = int(chat.words.offsets[text])
    start, end = (part[begin : chat.words.offsets[text + 1]].tolist() for part in (chat.words.start, chat.words.end))
    return {signal: Cued(hit.cue.value, start[hit.first], end[hit.after - 1]) for signal, hit in best.items()}
