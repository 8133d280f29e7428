"""The last look before an output leaves: no name, number or mail may be in it that must stay inside.

Scanned for: words of names with five or more letters, whole names made of shorter words, numbers in eight spellings, group names of more
than one word. Not scanned for: shorter single words, and words that our own wording uses too (a member called Grace Circle would make
every report fail); both are replaced in texts all the same, by ``wag_analyzer.report.redact``, and every name passes a ``Tier``.
"""

import html
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

from wag_analyzer.errors import LeakError
from wag_analyzer.people.names import digits
from wag_analyzer.report.redact import LONG_PART, folded_word, name_parts, plain_words

__all__ = ["Secrets", "leak_scan", "leaks", "number_spellings"]

_ESCAPED: Final = re.compile(r"\\u([0-9a-fA-F]{4})")
_WORD: Final = re.compile(r"[^\W\d_][^\W_]{4,}")
_FIGURES: Final = re.compile(r"[0-9]+")
_RUN_OF_FIGURES: Final = re.compile(rb"[0-9]+")
_LEAST_SPELLING: Final = 8
_RUNS: Final = bytes(byte if byte >= 0x80 or chr(byte).isalnum() else 0x20 for byte in range(256))
"""What parts words in ASCII becomes a blank; no byte of another letter is below 0x80."""
_AT_ONCE: Final = 1 << 20
_PARTED: Final = re.compile("[ \\n]")


@dataclass(frozen=True, slots=True)
class Secrets:
    """What must not occur in an output: parts of names, whole short names, spellings of numbers."""

    parts: frozenset[str] = frozenset()
    wholes: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()

    @classmethod
    def of(cls, names: Iterable[str], groups: Iterable[str] = ()) -> "Secrets":
        """Return what must not occur when ``names`` (as spelled in the chat) and ``groups`` are to stay inside."""
        parts: set[str] = set()
        wholes: set[str] = set()
        numbers: set[str] = set()
        for name in names:
            numbers.update(number_spellings(name))
            words = name_parts(name)
            long = [word for word in words if len(word) >= LONG_PART and word not in plain_words() and not word.isdigit()]
            parts.update(long)
            if len(words) > 1 and not long and sum(map(len, words)) > LONG_PART:
                wholes.add(" ".join(words))
        for words in map(name_parts, groups):
            if len(words) > 1:
                wholes.add(" ".join(words))
            parts.update(word for word in words if len(words) == 1 and len(word) >= LONG_PART and word not in plain_words())
        return cls(frozenset(parts), frozenset(wholes), frozenset(numbers))


def number_spellings(name: str) -> set[str]:
    """Return eight spellings of a phone number as people write it; none when ``name`` is no number.

    >>> sorted(number_spellings("+62 812-5550-1234"))[:3]
    ['+62 812-5550-1234', '+62812-5550-1234', '+6281255501234']
    """
    number = digits(name.strip("~@ \u202f\u00a0"))
    if not number:
        return set()
    rest = number[1:] if number.startswith("1") else number[2:]
    local = rest if number.startswith("1") else "0" + rest
    plain = "".join(char for char in name if char.isprintable()).strip("~@ ")
    spaced = " ".join((local[:4], local[4:8], local[8:]))
    spellings = {plain, number, "+" + number, local, rest, spaced, plain.replace(" ", ""), number[-_LEAST_SPELLING:]}
    return {spelling for spelling in spellings if len(spelling) >= _LEAST_SPELLING}


def leaks(output: str, secrets: Secrets, fixed: str = "") -> list[str]:
    """Return the secrets that occur in ``output``, in any case, accents or not, HTML and JSON escapes undone.

    Parameters
    ----------
    output
        What is about to be written.
    secrets
        What must not be in it.
    fixed
        Our own wording in it; words that occur there cannot be told from a name and are not reported.
    """
    plain = folded_word(html.unescape(_ESCAPED.sub(lambda found: chr(int(found[1], 16)), output)))
    numbers = {number: set(_FIGURES.findall(number.casefold())) for number in secrets.numbers}
    held, figures = _runs(plain, frozenset().union(*numbers.values()))
    words = "\n".join(_long(held))
    wholes = [whole for whole in secrets.wholes if _has_words(held, whole) and whole in plain]
    named = [*(part for part in secrets.parts if part in words), *wholes]
    own = folded_word(fixed) if named else ""
    found = [name for name in named if name not in own]
    found += [number for number, own in numbers.items() if own <= figures and _stands_alone(number.casefold(), plain)]
    return sorted(found)


def _runs(plain: str, wanted: Collection[str]) -> tuple[bytes, set[str]]:
    """Return the different words, a line each, and those runs of figures that are wanted and are there.

    An output has millions of words and figures, few different ones, so these are told apart first. A number that stands alone in it has
    all its runs of figures there.
    """
    asked = {figures.encode() for figures in wanted}
    held: set[bytes] = set()
    figures: set[bytes] = set()
    begin = 0
    while begin < len(plain):
        parted = _PARTED.search(plain, begin + _AT_ONCE)
        end = parted.start() if parted else len(plain)
        apart = set(plain[begin:end].encode("utf-8", "surrogatepass").translate(_RUNS).split())
        figures |= asked & apart
        held.update(run for run in apart if not run.isdigit())
        begin = end
    words = b"\n".join(held)
    figures |= asked.intersection(_RUN_OF_FIGURES.findall(words))
    return words, {run.decode() for run in figures}


def _long(held: bytes) -> set[str]:
    """Return the words that may hold a long part of a name."""
    long = b"\n".join(run for run in held.split(b"\n") if len(run) >= LONG_PART)
    return set(_WORD.findall(long.decode("utf-8", "surrogatepass")))


def _has_words(held: bytes, whole: str) -> bool:
    """Say whether all words of a name, which may stand together, stand somewhere at all."""
    words = whole.encode("utf-8", "surrogatepass").translate(_RUNS).split()
    return all(word in held for word in words if not word.isdigit())


def _stands_alone(number: str, text: str) -> bool:
    """Say whether a number occurs in ``text`` by itself; the digits of a longer figure such as 0.30000000000000003 are none."""
    return number in text and re.search(rf"(?<!\d)(?<!\d\.){re.escape(number)}(?!\d)", text) is not None


def leak_scan(output: str, secrets: Secrets, *, fixed: str = "", where: str = "output") -> list[str]:
    """Return an empty list when nothing leaks.

    Raises
    ------
    LeakError
        A secret occurs; the message counts and names none of them.
    """
    found = leaks(output, secrets, fixed)
    if found:
        raise LeakError(
            "a name or number of a member would leave in it"
            if len(found) == 1
            else f"{len(found)} names or numbers of members would leave in it",
            where=where,
            hint="nothing was written; write it with --tier numbers, or report this with the version",
        )
    return found
