"""Wordings that single detectors look for, beside the signals every chat is read for: cues of one lexicon in all messages."""

from collections.abc import Collection, Mapping
from typing import Final, NamedTuple

from wag_analyzer.analysis import Analysis
from wag_analyzer.text.cues import Hit, lexicon, plain
from wag_analyzer.text.lexicon import grammar
from wag_analyzer.text.normalize import Token, tokens

__all__ = ["Cued", "cued", "kinds"]

_BEFORE: Final = 3


class Cued(NamedTuple):
    """The strongest cue of a signal in a message: its strength and its place in the text."""

    value: float
    start: int
    end: int


def cued(analysis: Analysis, name: str, affirmed: Collection[str] = (), among: Collection[int] | None = None) -> dict[int, dict[str, Cued]]:
    """Return place of a message → signal → its strongest cue, for messages that show any.

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
    cues = lexicon(name)
    texts = analysis.messages["text"].tolist()
    found: dict[int, dict[str, Cued]] = {}
    for at in range(len(texts)) if among is None else sorted(among):
        text = texts[at]
        if isinstance(text, str) and text:
            words = tokens(text)
            hits = [hit for hit in cues.hits([plain(word.word) for word in words]) if _counts(hit, words, affirmed)]
            if hits:
                found[at] = _strongest(hits, words)
    return found


def kinds(analysis: Analysis, name: str) -> dict[str, frozenset[str]]:
    """Return message → the kinds of cues of a lexicon it shows, for messages that show any."""
    ids = analysis.messages["msg_id"].tolist()
    return {ids[at]: frozenset(shown) for at, shown in cued(analysis, name).items()}


def _counts(hit: Hit, words: tuple[Token, ...], affirmed: Collection[str]) -> bool:
    if hit.cue.signal not in affirmed:
        return True
    return not any(word.word in grammar("not") for word in words[max(0, hit.first - _BEFORE) : hit.after])


def _strongest(hits: list[Hit], words: tuple[Token, ...]) -> dict[str, Cued]:
    best: Mapping[str, Hit] = {hit.cue.signal: hit for hit in sorted(hits, key=lambda hit: (hit.cue.value, hit.after - hit.first))}
    return {signal: Cued(hit.cue.value, words[hit.first].start, words[hit.after - 1].end) for signal, hit in best.items()}
