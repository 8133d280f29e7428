"""In which language the phone that made an export wrote its own words."""

import itertools
from collections.abc import Iterable
from typing import Final

from wag_analyzer.parser.events import Recogniser
from wag_analyzer.parser.phrases import FALLBACK, Locale, fold, load, strip_marks
from wag_analyzer.parser.placeholders import placeholder

__all__ = ["UNKNOWN", "guess_locale"]

UNKNOWN: Final = "unknown"
_LINES: Final = 60  # distinct lines of each sort that are looked at
_LONGEST: Final = 400
_CLUES: Final = 16  # of these, lines whose words are looked up to see which languages are likely
_CANDIDATES: Final = 4
_SAID_EVERYWHERE: Final = "null"


def guess_locale(system_texts: Iterable[str], bodies: Iterable[str] = ()) -> tuple[str, str]:
    """Return the language of the phone's wording and the evidence for it.

    Parameters
    ----------
    system_texts
        System lines without date, in any number; the first distinct ones are looked at.
    bodies
        Bodies of messages, best those that recur or begin with a direction mark; words people typed do no harm.

    Returns
    -------
    tuple
        A code of ``phrases.load().codes`` and a sentence; ``unknown`` when nothing tells.
    """
    lines, said = _sample(system_texts), _sample(bodies)
    phrases = load()
    recogniser = Recogniser(phrases)
    scores: list[tuple[int, int, str]] = []
    likely = phrases.likely((*lines[:_CLUES], *said[:_CLUES]))[:_CANDIDATES]
    for code in dict.fromkeys((*likely, FALLBACK)):
        language = phrases[code]
        read = sum(recogniser.reads(line, language) for line in lines)
        stood = sum(_stands_alone(body, language) for body in said)
        scores.append((read, stood, code))
    best = max(scores, key=lambda score: (2 * score[0] + score[1], score[2] == FALLBACK), default=(0, 0, UNKNOWN))
    if not best[0] and not best[1]:
        return UNKNOWN, "no system line and no placeholder shows a wording we know"
    rivals = [code for read, stood, code in scores if code != best[2] and (read, stood) == best[:2]]
    also = f"; the same lines also fit {', '.join(sorted(rivals))}" if rivals else ""
    where = f"{best[0]} of {len(lines)} different system lines and {best[1]} kinds of placeholder"
    return best[2], f"{where} are in {phrases[best[2]].name}{also}"


def _sample(texts: Iterable[str]) -> list[str]:
    short = (text for text in texts if text and len(text) <= _LONGEST)
    return list(itertools.islice(dict.fromkeys(short), _LINES))


def _stands_alone(body: str, language: Locale) -> bool:
    """Whether a body, or what stands behind its last colon (the sender's name may hold the others), is a placeholder of this language."""
    return any(
        fold(strip_marks(part)).strip() != _SAID_EVERYWHERE and placeholder(part, language) is not None
        for part in dict.fromkeys((body, body.rpartition(": ")[2]))
    )
