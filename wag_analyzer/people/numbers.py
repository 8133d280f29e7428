"""Phone numbers in any spelling as one key: the digits with country code.

WhatsApp writes numbers with their country code. Address books and rosters often write them as they are dialled at home (``0812…``). Such a
number gets the country code that most numbers of the chat have; where the chat has none, it stays as it is and meets only its like.
"""

import re
from collections import Counter
from collections.abc import Iterable
from functools import cached_property
from typing import Final

from wag_analyzer.people.names import digits

__all__ = ["Numbers"]

_ABROAD: Final = re.compile(r"\s*(?:\+|00)")
_LONGEST_CODE: Final = 3


class Numbers:
    """How phone numbers are compared in one chat.

    Parameters
    ----------
    names
        Names and numbers as they stand in the chat; what is no number is passed over.
    """

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._known = frozenset(key for name in names if _ABROAD.match(name) and (key := digits(name)))

    def key(self, number: str) -> str:
        """Return the digits of ``number`` with country code, empty when it is no phone number.

        >>> Numbers(["+62 811-0000-0001"]).key("0812 0000 0003")
        '6281200000003'
        """
        plain = digits(number)
        if not plain or plain in self._known or _ABROAD.match(number) or not self.region:
            return plain
        import phonenumbers  # noqa: PLC0415 - 60 ms, and only for numbers as they are dialled at home

        try:
            read = phonenumbers.parse(number, self.region)
        except phonenumbers.NumberParseException:
            return plain
        return f"{read.country_code}{phonenumbers.national_significant_number(read)}" if phonenumbers.is_possible_number(read) else plain

    @cached_property
    def region(self) -> str:
        """The region (ISO 3166, ``ID``) of the country code most of the chat's numbers have; empty when it has none."""
        import phonenumbers  # noqa: PLC0415 - 60 ms, and only where a number may be dialled at home

        known = phonenumbers.COUNTRY_CODE_TO_REGION_CODE
        starts = ((int(key[:size]) for size in range(1, _LONGEST_CODE + 1)) for key in sorted(self._known))
        codes = Counter(code for sizes in starts if (code := next((size for size in sizes if size in known), 0)))
        return str(phonenumbers.region_code_for_country_code(codes.most_common(1)[0][0])) if codes else ""
