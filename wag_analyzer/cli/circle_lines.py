"""Circles as lines to read: each with all of its people."""

from collections.abc import Iterator
from textwrap import wrap
from typing import TYPE_CHECKING, Final

from wag_analyzer.report.counted import filled, number
from wag_analyzer.report.table_words import Language, wording
from wag_analyzer.visible import visible

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["circle_lines"]

SURE: Final = 0.9
WIDE: Final = 120


def circle_lines(communities: "pd.DataFrame", lang: Language = "en") -> Iterator[str]:
    """Yield the people of each circle, surest first, then who is in none.

    Parameters
    ----------
    communities
        ``tables.COMMUNITIES`` with clear circles.
    lang
        Language of the words.
    """
    words, unsure = wording(lang), False
    ordered = communities.sort_values("stability", ascending=False, kind="stable")
    for turn in [*range(1, int(communities["circle"].max()) + 1), 0]:
        some = ordered[(ordered["circle"] == turn).to_numpy()]
        people = [visible(str(person)) for person in some["person"]]
        if turn:
            people = [_told(name, share, lang) for name, share in zip(people, some["stability"].tolist(), strict=True)]
            unsure = unsure or bool((some["stability"] < SURE).any())
        if people:
            line = words["circle" if turn else "alone"].format(number=turn, n=len(people), who=", ".join(people))
            yield from wrap(line, WIDE, subsequent_indent="    ", break_long_words=False, break_on_hyphens=False)
    if unsure:
        yield filled(words["unsure"], lang, sure=SURE)


def _told(name: str, share: float, lang: Language) -> str:
    return name if share >= SURE else f"{name} ({number(share, lang, 2)})"
