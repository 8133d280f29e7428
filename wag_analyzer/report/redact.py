"""Texts without the people in them: names, nicknames, numbers, mails, links and file names replaced.

Matching is on words without case, accents and invisible characters, so that a hidden character does not carry a name out. It rather
replaces one word too many than one too few: a word that holds five or more letters of a name goes as a whole.
"""

import re
import tomllib
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Final

from wag_analyzer.people.names import digits
from wag_analyzer.people.pseudonyms import PSEUDONYM
from wag_analyzer.visible import visible

__all__ = ["LONG_PART", "SHORT_PART", "Redactor", "folded_word", "name_parts", "plain_words"]

LONG_PART: Final = 5
"""A part of a name of so many letters is looked for inside words too, and scanned for before anything is written."""
SHORT_PART: Final = 3
"""A shorter part of a name is not looked for by itself, only in the whole name."""
_LONGEST: Final = 24
_CLITICS: Final = ("nya", "lah", "kah", "pun", "ku", "mu", "s")
_UNSPACED: Final = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]"
)  # scripts that put no space between words
_UNSPACED_PART: Final = 2
_PASSES: Final = 4
_TAIL: Final = 8  # the last digits that tell one number from another
_PHONE_DIGITS: Final = range(8, 16)
_WORD: Final = re.compile(r"[^\W_]+(?:[\u0300-\u036f]+[^\W_]*)*")
_ENDINGS: Final = "vcf|pdf|docx?|xlsx?|pptx?|txt|csv|zip|rar|jpe?g|png|gif|webp|heic|mp4|3gp|mov|opus|mp3|m4a|ogg|aac|apk|json|html?"
_DOMAINS: Final = "com|org|net|edu|gov|info|biz|io|me|id|co|uk|us|de|fr|es|it|nl|br|in|my|sg|au|ru|tr|dev|app|example|test|invalid|link"
_FORMS: Final = re.compile(
    rf"(?P<kept>{PSEUDONYM}|\[(?:phone|number|link|mail|file|contact|name|group)\])"
    r"|(?P<mail>(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
    r"|(?P<link>(?<!\w)(?:[a-z][a-z0-9+.-]{1,15}:/{1,3}|www\.|(?:mailto|tel|sms|javascript|vbscript|data|intent):)\S+"
    rf"|(?<![\w.-])(?:[\w-]+\.)+(?:{_DOMAINS})(?:[/?:]\S*|(?![\w-])))"
    rf"|(?P<contact>(?<![\w.-])[\w.-]+\.vcf(?!\w))|(?P<file>(?<![\w.-])[\w.-]+\.(?:{_ENDINGS})(?!\w))"
    r"|(?P<phone>(?<![\d+])@?[+(]{0,2}\d(?:[\s\u00a0\u202f().\-\u2010-\u2015·/]{0,2}\d){6,24}(?!\d))",
    re.IGNORECASE,
)
_MAY_BE_FORM: Final = re.compile(r"[@.:\[\d]|[Mm]-")
"""Every form holds one of these: most texts hold none, and need not be tried against all forms."""
_MONEY: Final = re.compile(r"\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*")
_DATE: Final = re.compile(r"\d{1,4}([/.\-])\d{1,2}\1\d{1,4}(?:\s+\d{1,2}[.:]\d{2}(?:[.:]\d{2})?)?|\d{4}-\d{4}")
_BRACKETS: Final = {"mail": "[mail]", "link": "[link]", "contact": "[contact]", "file": "[file]"}

_KEPT: Final = ""
"""Stands for a name that is not replaced."""

Marks = tuple[tuple[int, int], ...]


def folded_word(word: str) -> str:
    """Return ``word`` without case, accents and compatibility forms, for comparing."""
    if word.isascii():
        return word.lower()
    plain = unicodedata.normalize("NFKD", word)
    accents = "".join(char for char in set(plain) if unicodedata.combining(char))  # a page has millions of characters, few different ones
    return (re.sub(f"[{accents}]+", "", plain) if accents else plain).casefold()


@cache
def plain_words() -> frozenset[str]:
    """Return the words that stand in saved names but name nobody."""
    told = tomllib.loads(resources.files("wag_analyzer.report").joinpath("plain_words.toml").read_text(encoding="utf-8"))
    return frozenset(folded_word(word) for key, words in told.items() if key != "source" for word in words)


def name_parts(name: str) -> list[str]:
    """Return the folded words of a saved name, in order; a phone number has none."""
    return [] if digits(name.strip("~@ \u202f\u00a0")) else [folded_word(found[0]) for found in _WORD.finditer(_seen(name))]


def _seen(text: str) -> str:
    """Return what a reader sees: composed letters, no format characters (joiners inside emoji stay)."""
    if text.isascii():
        return text
    kept = "".join(char for char in text if unicodedata.category(char) != "Cf" or char == "\u200d")
    return unicodedata.normalize("NFC", kept)


@dataclass(frozen=True, slots=True)
class Redactor:
    """Replaces people in texts.

    Build it with ``Redactor.of``; ``phrases`` are whole names by their first word, ``parts`` single words, ``tails`` ends of numbers;
    ``forms`` says whether links, mails, file names and all numbers are replaced too.
    """

    phrases: Mapping[str, list[tuple[tuple[str, ...], str]]]
    parts: Mapping[str, str]
    tails: Mapping[str, str]
    forms: bool = True
    known: dict[str, str] = field(default_factory=dict, repr=False, compare=False)
    """Folded word → whom it names by itself, as far as it was asked; a chat has many words, few different ones."""
    harmless: set[str] = field(default_factory=set, repr=False, compare=False)
    """Words as written that neither name anybody nor begin a whole name."""

    @classmethod
    def erasing(cls, spelled: Mapping[str, str], others: Iterable[str] = ()) -> "Redactor":
        """Return a redactor that replaces only the people in ``spelled``; links, mails, files and other numbers stay but for names in them.

        Parameters
        ----------
        spelled
            As for ``of``.
        others
            Names of people who stay; a word that they share with one who goes becomes ``[name]`` unless the whole name stands there.
        """
        going = cls.of(spelled)
        staying = cls.of(dict.fromkeys(others, _KEPT))
        phrases = {word: list(listed) for word, listed in going.phrases.items()}
        for name in others:
            words = tuple(name_parts(name))
            if words and (words[0] in phrases or not going.parts.keys().isdisjoint(words)):
                phrases.setdefault(words[0], []).append((words, _KEPT))
        for listed in phrases.values():
            listed.sort(key=lambda pair: (-len(pair[0]), pair))
        parts = {word: "[name]" if word in staying.parts else code for word, code in going.parts.items()}
        return cls(phrases, parts, going.tails, forms=False)

    @classmethod
    def of(cls, spelled: Mapping[str, str], groups: Iterable[str] = ()) -> "Redactor":
        """Return a redactor for names as spelled → pseudonym, and names of groups.

        A word that two people share becomes ``[name]``, for it cannot be told who was meant.
        """
        phrases: dict[str, list[tuple[tuple[str, ...], str]]] = defaultdict(list)
        holders: dict[str, set[str]] = defaultdict(set)
        tails: dict[str, str] = {}
        for name, code in spelled.items():
            tails.update({number[-_TAIL:]: code for number in [digits(name.strip("~@ \u202f\u00a0"))] if number})
            words = tuple(name_parts(name))
            if len(words) > 1:
                phrases[words[0]].append((words, code))
            for word in words:
                least = _UNSPACED_PART if _UNSPACED.search(word) else SHORT_PART
                if len(word) >= least and not (word in plain_words() or word.isdigit()):
                    holders[word].add(code)
        for group in groups:
            words = tuple(name_parts(group))
            if len(words) > 1 or (words and len(words[0]) >= LONG_PART and words[0] not in plain_words()):
                phrases[words[0]].append((words, "[group]"))
        for listed in phrases.values():
            listed.sort(key=lambda pair: (-len(pair[0]), pair))
        parts = {word: min(codes) if len(codes) == 1 else "[name]" for word, codes in holders.items()}
        return cls(dict(phrases), parts, tails)

    def replace(self, text: str, marks: Marks = ()) -> tuple[str, Marks]:
        """Return ``text`` without the people in it, safe to show, and where ``marks`` (start, end) are in it.

        ``replace(replace(x)) == replace(x)``; a mark that touches a replaced word covers all of it.
        """
        for _ in range(_PASSES):  # what stood glued to a name or number may show only when that is gone
            once, marks = self._once(text, marks)
            if once == text:
                break
            text = once
        return text, marks

    def touches(self, text: str) -> bool:
        """Say whether anything in ``text`` would be replaced."""
        return next(self._found(_seen(text)), None) is not None

    def _once(self, text: str, marks: Marks) -> tuple[str, Marks]:
        plain = _seen(text)
        found = list(self._found(plain))
        if not (found or marks):
            return visible(plain, one_line=False), marks
        moved = [(len(_seen(text[:start])), len(_seen(text[:end]))) for start, end in marks]
        out: list[str] = []
        places: list[tuple[int, int, int, int]] = []  # from, to in plain; from, to in the result
        done = length = 0
        for start, end, new in (*found, (len(plain), len(plain), "")):
            before = visible(plain[done:start], one_line=False)
            for piece, a, b in ((before, done, start), (_spaced(plain, start, end, new), start, end)):
                places.append((a, b, length, length + len(piece)))
                out.append(piece)
                length += len(piece)
            done = end
        return "".join(out), tuple((_at(places, a, last=False), _at(places, b, last=True)) for a, b in moved)

    def _found(self, text: str) -> Iterator[tuple[int, int, str]]:
        done = 0
        for found in _FORMS.finditer(text) if _MAY_BE_FORM.search(text) else ():
            new = self._form(found)
            if new is None:
                continue
            yield from self._named(text, done, found.start())
            yield found.start(), found.end(), new
            done = found.end()
        yield from self._named(text, done, len(text))

    def _form(self, found: re.Match[str]) -> str | None:
        kind = str(found.lastgroup)
        if kind not in {"phone", "kept"} and not self.forms:
            return None
        if kind != "phone":
            return found[0] if kind == "kept" else _BRACKETS[kind]
        number = "".join(str(unicodedata.digit(char)) for char in found[0] if char.isdigit())
        if number[-_TAIL:] in self.tails or not self.forms:
            return self.tails.get(number[-_TAIL:])
        bare = found[0].strip()
        if _DATE.fullmatch(bare) or (not bare.startswith(("+", "@", "(", "0")) and _MONEY.fullmatch(bare)):
            return None
        return "[phone]" if len(number) in _PHONE_DIGITS else "[number]"

    def _named(self, text: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
        if self.harmless.issuperset(_WORD.findall(text, start, end)):
            return
        words = [(found.start(), found.end(), folded_word(found[0])) for found in _WORD.finditer(text, start, end)]
        at = 0
        while at < len(words):
            length, code = self._phrase(words, at)
            if code:
                yield words[at][0], words[at + length - 1][1], code
            elif not length and words[at][2] not in self.phrases:
                self.harmless.add(text[words[at][0] : words[at][1]])
            at += max(length, 1)

    def _phrase(self, words: list[tuple[int, int, str]], at: int) -> tuple[int, str]:
        """Return how many words from ``at`` on name somebody, and the pseudonym."""
        word = words[at][2]
        for listed, code in self.phrases.get(word, ()):
            if tuple(other for _, _, other in words[at : at + len(listed)]) == listed:
                return len(listed), code
        return (1, code) if (code := self._part(word)) else (0, "")

    def _part(self, word: str) -> str:
        if word not in self.known:
            self.known[word] = self._named_in(word)
        return self.known[word]

    def _named_in(self, word: str) -> str:
        """Return whom a word names by itself: as it stands, by a part of it, or but for its ending."""
        if word in self.parts:
            return self.parts[word]
        least = _UNSPACED_PART if _UNSPACED.search(word) else LONG_PART
        for start in range(len(word) - least + 1):
            for end in range(min(len(word), start + _LONGEST), start + least - 1, -1):
                if word[start:end] in self.parts:
                    return self.parts[word[start:end]]
        return self._ending(word)

    def _ending(self, word: str) -> str:
        """Return whose name ``word`` is but for a clitic (``Budinya``, ``Sarikah``); also names of three and four letters."""
        for ending in _CLITICS:
            if word.endswith(ending) and word.removesuffix(ending) in self.parts:
                return self.parts[word.removesuffix(ending)]
        return ""


def _spaced(text: str, start: int, end: int, new: str) -> str:
    """Return ``new`` apart from letters and digits it would stick to."""
    if not new or new == text[start:end]:
        return new
    before = " " if start and text[start - 1].isalnum() else ""
    return before + new + (" " if end < len(text) and text[end].isalnum() else "")


def _at(places: list[tuple[int, int, int, int]], position: int, *, last: bool) -> int:
    """Return where ``position`` of the plain text is in the result."""
    for start, end, new_start, new_end in places:
        if (start < position <= end) if last else (start <= position < end):
            same = end - start == new_end - new_start
            return new_start + position - start if same else new_end if last else new_start
    return places[-1][3] if last or position else 0
