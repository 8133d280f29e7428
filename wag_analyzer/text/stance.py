"""Stance and episode cues of each message: judgement of persons, secrecy, calls to act, topics. One lexicon for all languages.

Signals (``value`` in brackets; ``target`` is the person or topic when known):

===============  ====================================================================================================
negative         talks a person or the person's work down (-1 to 0)
insult           insult or contempt (-1 to 0)
exclusion        wishes a person away or without help (-1 to 0)
sarcasm          praise that is hardly meant (-1 to 0)
scorn            eye-rolling, disgust, snake and clown pictographs (-1 to 0)
positive         praise, care, good wishes (0 to 1); also a negated fault ("never brags")
self_blame       a fault word the writer turns on himself or herself (0 to 1)
hearsay          "katanya", "I heard", openings of a story (0 to 1)
secrecy          "jangan bilang siapa-siapa", "between us", "no screenshots" (0 to 1)
laughter         laughing words and pictographs (0 to 1)
me_too           joins in: "aku juga", "called it" (0 to 1)
banter           friendly teasing and its answers (0 to 1)
apology          says sorry (0 to 1)
distress         asks to stop, defends oneself, gives up (0 to 1)
call_to_act      calls others to act together or to refuse (0 to 1)
pledge           joins a call (0 to 1)
pressure         leans on those who stay out, keeps it from the management (0 to 1)
opposition       against a rule or a decision (-1 to 0)
policy           names a rule, decision or system of the workplace (1)
management       names the management (1)
date             day or hour (1)
headcount        list, tally, count of supporters; also any numbered list of two or more (1)
belittling       talks down to somebody: schooling, role, made simple on purpose, surprise that it went well (-1 to 0)
standing         claims higher standing: years, degrees, "before you were born" (0 to 1)
noncompliance    advises not to follow a rule, to follow it in appearance, or what to say when asked (0 to 1)
reassurance      vouches that nothing will happen (0 to 1)
compliance       asks to follow a rule, or says that a way round is authorised (0 to 1)
protected        topic with legal protection; ``target`` is pay, safety, hours, union, harassment or whistle_blowing (1)
===============  ====================================================================================================

``start`` and ``end`` are characters of the cue.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Final, NamedTuple

import pandas as pd

from wag_analyzer.tables import SIGNALS
from wag_analyzer.text.flat import flat
from wag_analyzer.text.lexicon import Match, Phrases, grammar

__all__ = ["EVALUATIONS", "STANCES", "stance"]

EVALUATIONS: Final = ("negative", "insult", "exclusion", "sarcasm", "scorn", "positive")
STANCES: Final = (
    *EVALUATIONS, "self_blame", "hearsay", "secrecy", "laughter", "me_too", "banter", "apology", "distress", "call_to_act", "pledge",
    "pressure", "opposition", "policy", "management", "date", "headcount", "belittling", "standing", "noncompliance",
    "reassurance", "compliance", "protected",
)  # fmt: skip
_TURNED: Final = frozenset(("negative", "insult", "positive", "exclusion"))
_SHORT_ONLY: Final = frozenset(("pledge", "me_too"))
_NUMBERED: Final = re.compile(r"(?:^|\n) *1[.)] ?\S.*\n *2[.)] ?\S")
_SHORT: Final = 5
_NEAR: Final = 3


class _Signal(NamedTuple):
    at: int
    signal: str
    value: float
    target: str | None
    start: int
    end: int


@cache
def _phrases() -> Phrases:
    return Phrases("stance")


def stance(messages: pd.DataFrame, references: pd.DataFrame) -> pd.DataFrame:
    """Return the stance signals of every message.

    Parameters
    ----------
    messages
        Rows of ``tables.MESSAGES``.
    references
        Rows of ``tables.REFERENCES``; who a judgement is about is taken from here.

    Returns
    -------
    DataFrame
        ``tables.SIGNALS`` in file order; a message has at most one row, the strongest, for each signal and topic.
    """
    ids = messages["msg_id"].tolist()
    about = _about(references)
    rows: list[_Signal] = []
    texts = messages["text"].tolist()
    known = _known(list(dict.fromkeys(text for text in texts if isinstance(text, str) and text)))
    for at, (msg_id, text) in enumerate(zip(ids, texts, strict=True)):
        if isinstance(text, str) and text:
            person = about.get(msg_id)
            rows += [
                one._replace(at=at, target=person if one.target is None and one.signal in EVALUATIONS else one.target)
                for one in known[text]
            ]
    return SIGNALS.frame(
        {
            "msg_id": [ids[row.at] for row in rows],
            "signal": [row.signal for row in rows],
            "value": [row.value for row in rows],
            "target": [row.target for row in rows],
            "start": [row.start for row in rows],
            "end": [row.end for row in rows],
        }
    )


def _about(references: pd.DataFrame) -> Mapping[str, str]:
    """Return message → the person it is about: the first one spoken about, else the first one addressed."""
    found: dict[str, tuple[bool, str]] = {}
    for msg_id, person, form in zip(*(references[name].tolist() for name in ("msg_id", "refers_to", "form")), strict=True):
        third = form == "third"
        if msg_id not in found or (third and not found[msg_id][0]):
            found[msg_id] = (third, str(person))
    return {msg_id: person for msg_id, (_, person) in found.items()}


def _known(texts: Sequence[str]) -> Mapping[str, Sequence[_Signal]]:
    """Return what each of some different texts shows; many messages are written again and again."""
    said = flat(texts)
    offsets, starts, ends = said.offsets.tolist(), said.start.tolist(), said.end.tolist()
    words = [said.words[word] for word in said.surface.tolist()]
    spans = ((text, slice(offsets[number], offsets[number + 1])) for number, text in enumerate(texts))
    return {text: list(_signals(text, words[own], starts[own], ends[own])) for text, own in spans}


def _signals(text: str, words: Sequence[str], starts: Sequence[int], ends: Sequence[int]) -> Iterator[_Signal]:
    """Yield what a text shows, with the topic where its words name one; of which message stays open."""
    found: dict[tuple[str, str], _Signal] = {}
    listed = _NUMBERED.search(text)
    if listed is not None:
        found["headcount", ""] = _Signal(-1, "headcount", 1.0, None, listed.start(), listed.end())
    for match in _phrases().find(words):
        signal, value = _judged(match, words)
        key = (signal, match.entry.target)
        if signal and (key not in found or abs(value) > abs(found[key].value)):
            found[key] = _Signal(-1, signal, value, match.entry.target or None, starts[match.first], ends[match.last])
    yield from found.values()


def _judged(match: Match, words: Sequence[str]) -> tuple[str, float]:
    """Return the signal and value a phrase has in its sentence; an empty signal when it says nothing here."""
    signal, value = match.entry.signal, match.entry.value
    if signal in _SHORT_ONLY and len(match.entry.words) == 1 and (len(words) > _SHORT or match.first > 1):
        return "", 0.0
    if signal not in _TURNED:
        return signal, value
    before = words[max(0, match.first - 2) : match.first]
    if any(word in grammar("not") for word in before):
        return ("positive", 0.5) if value < 0 else ("negative", -0.5)
    if signal in {"insult", "negative"} and any(word in grammar("i") for word in words[max(0, match.first - _NEAR) : match.last + _NEAR]):
        return ("self_blame", -value) if match.entry.value <= -0.7 and signal == "insult" else (signal, value)
    return signal, value
