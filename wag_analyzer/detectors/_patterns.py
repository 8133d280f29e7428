"""Personal data in texts by their layout: numbers of identity cards, taxes, cards and accounts, telephones, mails, secrets.

The layouts are data (``lexicons/data_patterns.toml``); here are the tests of their digits.
"""

import re
import tomllib
from collections.abc import Callable, Mapping
from functools import cache
from importlib import resources
from typing import Final, NamedTuple

__all__ = ["Datum", "data_in"]

_PROVINCES: Final = frozenset((*range(11, 20), 21, *range(31, 37), *range(51, 54), *range(61, 66), *range(71, 77), 81, 82, *range(91, 98)))
_WOMEN: Final = 40
_MARK: Final = re.compile(r"[\d@:=]")


class Datum(NamedTuple):
    """One piece of personal data: kind, the value without separators, how surely it is about a person, and its place."""

    kind: str
    value: str
    weight: float
    start: int
    end: int


class _Pattern(NamedTuple):
    kind: str
    regex: re.Pattern[str]
    weight: float
    check: Callable[[str], bool]


def data_in(text: str) -> list[Datum]:
    """Return the personal data in ``text`` from left to right; where two layouts overlap the surer one counts.

    Parameters
    ----------
    text
        A message.
    """
    if len(text) < 6 or not _MARK.search(text):
        return []
    found: list[Datum] = []
    for pattern in _patterns():
        for match in pattern.regex.finditer(text):
            value = re.sub(r"[^\w@+.]", "", match[0])
            free = all(match.end() <= one.start or match.start() >= one.end for one in found)
            if free and pattern.check(value):
                found.append(Datum(pattern.kind, value, pattern.weight, match.start(), match.end()))
    return sorted(found, key=lambda one: one.start)


@cache
def _patterns() -> tuple[_Pattern, ...]:
    text = resources.files("wag_analyzer.lexicons").joinpath("data_patterns.toml").read_text(encoding="utf-8")
    rows = tomllib.loads(text)["pattern"]
    made = (_Pattern(row["kind"], re.compile(row["regex"]), float(row["weight"]), _CHECKS[row["check"]]) for row in rows)
    return tuple(sorted(made, key=lambda one: -one.weight))


def _is_nik(value: str) -> bool:
    """Say whether sixteen digits can be an Indonesian resident number: a province, a day (40 more for women) and a month."""
    day, month = int(value[6:8]), int(value[8:10])
    return int(value[:2]) in _PROVINCES and 1 <= day - _WOMEN * (day > _WOMEN) <= 31 and 1 <= month <= 12


def _is_luhn(value: str) -> bool:
    """Say whether the last digit is Luhn's check digit (ISO/IEC 7812), and not all digits are alike."""
    digits = [int(digit) for digit in reversed(value)]
    doubled = (2 * digit - 9 * (digit > 4) for digit in digits[1::2])
    return len(set(digits)) > 1 and (sum(digits[::2]) + sum(doubled)) % 10 == 0


def _is_iban(value: str) -> bool:
    """Say whether letters and digits pass the test of an IBAN (ISO 7064 mod 97-10)."""
    turned = value[4:] + value[:4]
    return 15 <= len(value) <= 34 and int("".join(str(int(char, 36)) for char in turned)) % 97 == 1


_CHECKS: Final[Mapping[str, Callable[[str], bool]]] = {"": bool, "nik": _is_nik, "luhn": _is_luhn, "iban": _is_iban}
