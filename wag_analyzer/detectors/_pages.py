"""The page of a detector: what a manager reads, and the examples that are the detector's test."""

import re
from collections.abc import Mapping
from importlib import resources
from typing import Final, NamedTuple

from wag_analyzer.findings import Precision

__all__ = ["HEADINGS", "Example", "examples", "headings", "measured", "text"]

HEADINGS: Final = {
    "en": (
        "What it looks for",
        "Why it matters",
        "What else it could be",
        "How it is tested against chance",
        "How often it is wrong",
        "Examples",
        "Sources",
    ),
    "id": (
        "Apa yang dicari",
        "Mengapa ini penting",
        "Penjelasan lain yang mungkin",
        "Bagaimana diuji terhadap kebetulan",
        "Seberapa sering salah",
        "Contoh",
        "Sumber",
    ),
}
"""The fixed second-level headings of a page, by language."""

_FENCED: Final = re.compile(r"^```(roster|chat|expect)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_HEADING: Final = re.compile(r"^## (.+)$", re.MULTILINE)
_NOTHING: Final = "nothing"
_MEASURED: Final = "{measured}"
_SWAPPED: Final = str.maketrans(",.", ".,")
_SENTENCES: Final = {
    "en": (
        "Wrong in {wrong} of {n} findings (95 % interval {low}–{high} %), and {per} false alarms per 1,000 messages on {messages} messages "
        "without any planted episode. Data: {data}."
    ),
    "id": (
        "Salah pada {wrong} dari {n} temuan (selang 95 %: {low}–{high} %), dan {per} alarm palsu per 1.000 pesan pada {messages} pesan "
        "tanpa kejadian yang ditanam. Data: {data}."
    ),
}

_FORESEEN: Final = {
    "en": (
        "Expect about {p} % of such findings to be wrong ({low}–{high} %) where there is one such episode in {rarity} messages; "
        "in a group without any, every one is."
    ),
    "id": (
        "Perkirakan sekitar {p} % temuan seperti ini salah ({low}–{high} %) bila ada satu kejadian semacam itu per {rarity} pesan; "
        "dalam grup tanpa kejadian semacam itu, semuanya salah."
    ),
}
_NEVER: Final = {
    "en": "It found none of {missed} planted episodes, and nothing else, so how often it is wrong is unknown. Data: {data}.",
    "id": "Dari {missed} kejadian yang ditanam tidak satu pun ditemukan, dan tidak ada temuan lain; tingkat salahnya belum diketahui. "
    "Data: {data}.",
}
_BESIDE: Final = {
    "en": "What this rule leaves is looked at once more: weak hints of all kinds are weighed together, and a finding made of them says so "
    "and has low confidence (`--weighed off` leaves them out). Of these:",
    "id": "Yang tidak tertangkap aturan ini dilihat sekali lagi: petunjuk lemah ditimbang bersama; temuan dari sana menyebutkannya dan "
    "keyakinannya rendah (`--weighed off` meniadakannya). Untuk temuan itu:",
}
_REVIEWED: Final = {
    "en": "Your reviews count in this: {confirmed} confirmed, {refuted} not.",
    "id": "Tinjauan Anda ikut dihitung: {confirmed} terbukti, {refuted} tidak.",
}


class Example(NamedTuple):
    """A chat and the findings it should give: one ``(code, persons)`` a finding, none for ``nothing``; a roster (CSV) where one is used."""

    chat: str
    expect: tuple[tuple[str, frozenset[str]], ...]
    roster: str = ""


def text(stem: str, precision: Precision | None, lang: str = "en", weighed: Precision | None = None) -> str:
    """Return the page of the detector module ``stem`` with its measured figures filled in, and those of what is weighed beside it.

    A page in another language is ``<stem>.<lang>.md``; where there is none the English one is given.
    """
    folder = resources.files("wag_analyzer.detectors")
    path = folder / f"{stem}.{lang}.md"
    page = path if path.is_file() else folder / f"{stem}.md"
    return page.read_text(encoding="utf-8").replace(
        _MEASURED, "\n\n".join(filter(None, (measured(precision, lang), _weighed(weighed, lang))))
    )


def measured(precision: Precision | None, lang: str = "en") -> str:
    """Return in words how often a rule was wrong where the truth is known."""
    if precision is None or (precision.p_wrong is None and not precision.missed):
        return "Belum pernah diukur." if lang == "id" else "Not measured yet."
    if precision.p_wrong is None:
        return _filled(_NEVER, lang, {"missed": precision.missed}).replace("{data}", precision.described(lang))
    said = (_known(precision, lang) if precision.n else "", _foreseen(precision, lang))
    return "\n\n".join(filter(None, said))


def _known(precision: Precision, lang: str) -> str:
    """Return what was counted where the truth is known."""
    low, high = (round(100 * share) for share in precision.interval())
    per = 1000 * precision.false_alarms / precision.messages if precision.messages else 0.0
    figures = {"wrong": precision.wrong, "n": precision.n, "low": low, "high": high, "messages": precision.messages}
    return _filled(_SENTENCES, lang, {**figures, "per": round(per, 2)}).replace("{data}", precision.described(lang))


def _foreseen(precision: Precision, lang: str) -> str:
    """Return how often the next finding is expected to be wrong, given how rare such episodes are and what was reviewed."""
    low, high = (round(100 * share) for share in precision.p_wrong_interval())
    figures = {"p": round(100 * (precision.p_wrong or 0.0)), "low": low, "high": high, "rarity": round(1000 / precision.base_rate)}
    said = _filled(_FORESEEN, lang, figures)
    if not precision.reviewed:
        return said
    return f"{said} {_filled(_REVIEWED, lang, {'confirmed': precision.confirmed, 'refuted': precision.refuted})}"


def _filled(sentences: Mapping[str, str], lang: str, figures: Mapping[str, float]) -> str:
    """Return a sentence with its figures, written as its language writes them."""
    shown = {name: f"{figure:,}" if isinstance(figure, int) else f"{figure:,.2f}" for name, figure in figures.items()}
    if lang == "id":
        shown = {name: figure.translate(_SWAPPED) for name, figure in shown.items()}
    return sentences["id" if lang == "id" else "en"].format_map({"data": "{data}", **shown})


def _weighed(precision: Precision | None, lang: str) -> str:
    """Return how often findings were wrong that only weak hints weighed together told; empty where none is made for the rule."""
    return f"{_BESIDE['id' if lang == 'id' else 'en']} {measured(precision, lang)}" if precision else ""


def headings(page: str) -> tuple[str, ...]:
    """Return the second-level headings of a page in order."""
    return tuple(_HEADING.findall(page))


def examples(page: str) -> list[Example]:
    """Return the examples of a page: every ``chat`` block with the ``expect`` block after it, and the ``roster`` block before it, if any.

    Raises
    ------
    ValueError
        The blocks do not come in pairs.
    """
    found: list[Example] = []
    waiting: dict[str, str] = {}
    for kind, block in _FENCED.findall(page):
        if (kind == "expect") != ("chat" in waiting):
            raise ValueError("every chat block needs an expect block after it")
        if kind == "expect":
            found.append(Example(waiting["chat"], _expected(block), waiting.get("roster", "")))
            waiting = {}
        else:
            waiting[kind] = block
    if waiting:
        raise ValueError("every chat block needs an expect block after it")
    return found


def _expected(block: str) -> tuple[tuple[str, frozenset[str]], ...]:
    lines = [line.strip() for line in block.strip().split("\n")]
    if lines == [_NOTHING]:
        return ()
    found = []
    for line in lines:
        code, _, persons = line.partition(" ")
        found.append((code, frozenset(name.strip() for name in persons.split("|"))))
    return tuple(found)
