"""How one person writes: slang, mixing of languages, small letters, slips of the finger and emoji."""

import re
from collections.abc import Mapping
from typing import Final

from wag_analyzer.simulate.cast import Member
from wag_analyzer.simulate.dice import Dice
from wag_analyzer.simulate.phrasebook import PhraseBook

__all__ = ["voiced"]

_WORD: Final = re.compile(r"@\[[^\]]+\]|https?://\S+|[\w'-]+")
_SLIP: Final = 0.012
_LONG: Final = 0.05
_MIN_SLIP: Final = 5


def voiced(text: str, member: Member, book: PhraseBook, dice: Dice) -> str:
    """Return a text as this person would type it; mentions, links and numbers stay."""
    text = _WORD.sub(lambda found: _word(found[0], member, book, dice), text)
    if dice.random() < member.small:
        text = _lowered(text)
    if text and text[-1].isalpha() and text[-1] in "aeiou" and dice.random() < _LONG * member.slang:
        text += text[-1] * dice.between(1, 3)
    if text.endswith(".") and dice.random() < member.slang:
        text = text[:-1]
    if text and (text[-1].isalnum() or text[-1] in ".!?") and dice.random() < member.emoji * 0.5:
        pick = dice.one(book.emoji)
        text += " " + pick * dice.one((1, 1, 1, 2))
    return text


def _word(word: str, member: Member, book: PhraseBook, dice: Dice) -> str:
    low = word.lower()
    for table, habit in ((book.slang, member.slang), (book.mixed, member.mixed)):
        if low in table and dice.random() < habit:
            said = _pick(table, low, dice)
            return said.capitalize() if word[0].isupper() and word.islower() is False and not word.isupper() else said
    if len(word) >= _MIN_SLIP and low.isalpha() and word.islower() and dice.random() < _SLIP * (0.5 + member.slang):
        spot = dice.between(1, len(word) - 3)
        return word[:spot] + word[spot + 1] + word[spot] + word[spot + 2 :]
    return word


def _pick(table: Mapping[str, tuple[str, ...]], word: str, dice: Dice) -> str:
    return dice.one(table[word])


def _lowered(text: str) -> str:
    head = re.match(r"\w+", text)
    if head is None or head[0].isupper():
        return text
    return text[0].lower() + text[1:]
