"""In which language the phone that made an export wrote its own words."""

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, Literal, NamedTuple

from wag_analyzer.parser.events import Recogniser
from wag_analyzer.parser.phrases import FALLBACK, Line, Phrases, load, strip_marks
from wag_analyzer.parser.placeholders import placeholder

__all__ = ["UNKNOWN", "guess_locale"]

UNKNOWN: Final = "unknown"
_LINES: Final = 30  # distinct system lines that are looked at
_BODIES: Final = 60  # distinct bodies that are
_LONGEST: Final = 400
_SAID_EVERYWHERE: Final = "null"
Heard = Mapping[str, Sequence[tuple[str, Line]]]
"""By language the texts that may be in it, as they stand and folded."""


class _Score(NamedTuple):
    """How well a language fits: the smallest is best."""

    lost: int
    light: int
    is_foreign: bool
    code: str
    read: int
    stood: int


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
    phrases = load()
    lines, said = _sample(system_texts, _LINES), _sample((part for body in bodies for part in _parts(body)), _BODIES)
    scores = sorted(_scores(phrases, _heard(phrases, lines, "events"), _heard(phrases, said, "placeholders")))
    if not scores:
        return UNKNOWN, "no system line and no placeholder shows a wording we know"
    best = scores[0]
    rivals = sorted(score.code for score in scores[1:] if (score.read, score.stood) == (best.read, best.stood))
    also = f"; the same lines also fit {', '.join(rivals)}" if rivals else ""
    where = f"{best.read} of {len(lines)} different system lines and {best.stood} kinds of placeholder"
    return best.code, f"{where} are in {phrases[best.code].name}{also}"


def _sample(texts: Iterable[str], most: int) -> list[tuple[str, Line]]:
    short = (text for text in texts if text and len(text) <= _LONGEST)
    return [(text, Line(strip_marks(text).strip())) for text in itertools.islice(dict.fromkeys(short), most)]


def _parts(body: str) -> Iterator[str]:
    """Yield a body and what stands behind its last colon: the sender's name may hold the others."""
    yield body
    if ": " in body:
        yield body.rpartition(": ")[2]


def _heard(phrases: Phrases, texts: Sequence[tuple[str, Line]], section: Literal["events", "placeholders"]) -> Heard:
    """Return, by language, the lines that may be in it."""
    heard: dict[str, list[tuple[str, Line]]] = {}
    for text, line in texts:
        for code in phrases.speakers(line, section) if line.plain != _SAID_EVERYWHERE else ():
            heard.setdefault(code, []).append((text, line))
    return heard


def _scores(phrases: Phrases, lines: Heard, said: Heard) -> Iterator[_Score]:
    """Yield how well each language fits that may fit best, likeliest first."""
    recogniser = Recogniser(phrases)
    most = {code: 2 * len(lines.get(code, ())) + len(said.get(code, ())) for code in lines.keys() | said.keys()}
    best = 1
    for code in sorted(most, key=lambda code: (-most[code], code)):
        if most[code] < best:
            return
        weights = [weight for _, line in lines.get(code, ()) if (weight := recogniser.weight(line, phrases[code]))]
        stood = sum(placeholder(text, phrases[code]) is not None for text, _ in said.get(code, ()))
        count = 2 * len(weights) + stood
        if count:
            best = max(best, count)
            yield _Score(-count, -sum(weights), code != FALLBACK, code, len(weights), stood)
