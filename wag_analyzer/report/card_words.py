"""Cards of measures and roles in the user's language; sources stay as the field writes them, and of formulas all but their words."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Final

from wag_analyzer.network import cards
from wag_analyzer.network.cards import Card, Role
from wag_analyzer.report.sentences import Language, sentence

__all__ = ["explained"]

_UNITS: Final[Mapping[str, str]] = {
    "share of pairs": "bagian pasangan", "yes or no": "ya atau tidak", "share": "bagian", "triads": "triad", "acts": "tindakan",
    "expected acts": "tindakan yang diperkirakan", "chains": "rantai", "parts": "bagian", "people": "orang", "pairs": "pasangan",
    "circles": "lingkaran", "conversations": "percakapan", "minutes": "menit", "firsts": "kali pertama", "draws": "pengambilan ulang",
}  # fmt: skip


def explained(name: str, lang: Language = "en") -> str:
    r"""Return the cards of the measure and the role of this name in ``lang``; empty when there are none.

    >>> explained("gatekeeper", "id").split("\n")[0]
    '### Penjaga gerbang (`gatekeeper`)'
    """
    if lang == "en":
        return cards.explained(name)
    measures = (*cards.MEASURE_CARDS, *cards.GROUP_CARDS, *cards.CIRCLE_CARDS, *cards.PAIR_CARDS)
    told = [_measure(each) for each in measures if each.name.lower() == name.lower()]
    return "\n".join([*told, *(_role(each) for each in cards.ROLES if each.name == name)])


def _measure(each: Card) -> str:
    unit = f" {_UNITS.get(each.unit, each.unit)}" if each.unit else ""
    formula = (_words("formulas").get(each.formula) or sentence(each.formula, "id")).replace("|", "&#124;")
    rows = [("rumus", formula), ("rentang", f"{_bound(each.least)} sampai {_bound(each.most)}{unit}"), ("sumber", each.source)]
    return _section(each.label["id"], each.name, rows, f"{_said(each.meaning)} *Yang tidak dikatakannya:* {_said(each.limits)}")


def _role(each: Role) -> str:
    limit = f"{each.limit:.2g}".replace(".", ",")
    rule = {
        "first": f"pertama menurut `{each.measure}`, di atas {limit}",
        "limit": f"`{each.measure}` {'mulai' if each.highest else 'sampai'} {limit}",
        "told": "dinyatakan",
    }[each.rule]
    told = f"{each.definition['id']} *Yang tidak dikatakannya:* {_said(each.limits)}"
    return _section(each.label["id"], each.name, [("aturan", rule), ("sumber", each.source)], told)


def _section(label: str, name: str, rows: list[tuple[str, str]], told: str) -> str:
    table = "\n".join(f"| {head} | {cell} |" for head, cell in rows)
    return f"### {label} (`{name}`)\n\n| | |\n|---|---|\n{table}\n\n{told}\n"


def _bound(value: float | None) -> str:
    return "tanpa batas" if value is None else f"{value:g}".replace(".", ",")


def _said(text: str) -> str:
    return _words("sentences").get(text, text)


@cache
def _words(table: str) -> Mapping[str, str]:
    text = resources.files("wag_analyzer.report").joinpath("cards.id.toml").read_text(encoding="utf-8")
    found: Mapping[str, str] = tomllib.loads(text)[table]
    return found
