"""What leaves an organisation: an index that links the groups' reports, and tables, all in one tier and scanned for leaks."""

import tomllib
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any, Final, Literal

import pandas as pd
from jinja2 import Environment

from wag_analyzer import tables
from wag_analyzer.batch.groups import titles
from wag_analyzer.batch.organisation import Organisation
from wag_analyzer.batch.task import LEVELS
from wag_analyzer.batch.telling import told, wording
from wag_analyzer.findings import Finding
from wag_analyzer.network.across import SURE
from wag_analyzer.report.counted import filled
from wag_analyzer.report.csv import csv_text
from wag_analyzer.report.leaks import leak_scan
from wag_analyzer.report.tables_in_tier import in_tier
from wag_analyzer.report.tiers import Tier
from wag_analyzer.visible import visible

__all__ = ["documents", "folder_name", "page_name"]

_PAIRS: Final = 50
_GROUP_COLUMNS: Final = ("name", "exports", "messages", "people", "first", "last", "lost", *LEVELS)
Rename = Callable[[str], str]
_SHEETS: Final = {"affiliations": tables.AFFILIATIONS, "overlap": tables.GROUP_OVERLAP, "ties": tables.ORGANISATION_TIES}


def page_name(number: int) -> str:
    """Return where the report of the ``number``-th group lies, from 1."""
    return f"{folder_name(number)}.html"


def folder_name(number: int) -> str:
    """Return where the tables of the ``number``-th group lie, from 1."""
    return f"groups/{number:04d}"


def documents(one: Organisation, tier: Tier, made_with: Mapping[str, str], *, has_pages: bool) -> dict[str, str]:
    """Return file name → content: ``index.html``, ``groups.csv``, ``affiliations.csv``, ``overlap.csv``, ``ties.csv``, ``signals.csv``.

    Parameters
    ----------
    tier
        How people and groups are called.
    made_with
        Name → version of what made it.
    has_pages
        Whether the groups have reports to be linked.

    Raises
    ------
    LeakError
        A name or number that must stay inside occurs in one of them.
    """
    lang = one.everybody.settings.lang
    words = _words(lang)
    rename = _rename(one, tier)
    signals = [told(signal, lang, rename) for signal in one.signals]
    listed = _groups(one, tier, words, has_pages=has_pages)
    shown = {
        "lang": lang,
        "w": words,
        "signals": signals,
        "groups": listed,
        "pairs": _pairs(one, tier, words),
        "counted": _counted(one, words, lang),
        "made_with": ", ".join(f"{name} {version}" for name, version in made_with.items()),
    }
    made = {"index.html": _template().render(shown)}
    frames = {"affiliations": one.affiliations, "overlap": one.overlap, "ties": one.ties}
    for name, table in _SHEETS.items():
        made[f"{name}.csv"] = csv_text(in_tier(frames[name], table, tier))
    made["groups.csv"] = csv_text(_listed_groups(one, tier, listed))
    rows = [
        (
            signal.kind,
            _listed(signal.persons, rename),
            _listed(signal.groups, rename),
            signal.p,
            said.statement,
        )
        for signal, said in zip(one.signals, signals, strict=True)
    ]
    made["signals.csv"] = csv_text(pd.DataFrame(rows, columns=["kind", "persons", "groups", "p", "statement"]).astype({"p": float}))
    own = (*_GROUP_COLUMNS, *_pages(one))
    fixed = "\n".join(
        (
            *_ours(words),
            *(column for table in tables.TABLES.values() for column in table.names),
            *wording(),
            "kind signals csv all group",
            *own,
        )
    )
    for name, content in made.items():
        leak_scan(content, tier.secrets, fixed=fixed, where=name)
    return made


def _pages(one: Organisation) -> list[str]:
    return [page_name(number) for number in range(1, len(one.groups) + 1)]


def _listed_groups(one: Organisation, tier: Tier, rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Return what the index says of the groups as a table: ``group_id`` is that of the other tables."""
    ids = [group.group_id if tier.level == "names" else tier.group(group.group_id) for group in one.groups]
    plain = {"group_id": ids, "page": _pages(one)}
    return pd.DataFrame({**plain, **{name: [row[name] for row in rows] for name in _GROUP_COLUMNS}})


def _listed(names: Sequence[str], rename: Rename) -> str:
    return ";".join(rename(name) for name in names)


def _rename(one: Organisation, tier: Tier) -> Rename:
    groups = titles(one.groups)

    def rename(name: str) -> str:
        if name in groups:
            return visible(groups[name]) if tier.level == "names" else tier.group(name)
        return tier.name(name)

    return rename


def _counted(one: Organisation, words: Mapping[str, Any], lang: Literal["en", "id"]) -> str:
    in_groups = one.affiliations.groupby("person", observed=True)["group_id"].nunique()
    sources = one.everybody.chat.sources
    return filled(
        str(words["counted"]),
        lang,
        exports=len(sources),
        groups=len(one.groups),
        messages=len(one.everybody.messages),
        people=one.affiliations["person"].nunique(),
        several=int((in_groups > 1).sum()),
        lost=sum(source.skipped_lines for source in sources),
        open=len(one.everybody.people.suggestions),
    )


def _groups(one: Organisation, tier: Tier, words: Mapping[str, Any], *, has_pages: bool) -> list[dict[str, Any]]:
    rename = _rename(one, tier)
    people = one.affiliations.groupby(one.affiliations["group_id"].astype(str))["person"].nunique()
    return [
        {
            "name": rename(group.group_id),
            "link": page_name(number) if has_pages else "",
            "exports": len(group.chat.sources),
            "messages": len(group.chat.messages),
            "people": _folded(int(people.get(group.group_id, 0)), one, tier, words),
            "first": _day(group.chat.messages["at"].min()),
            "last": _day(group.chat.messages["at"].max()),
            "lost": sum(source.skipped_lines for source in group.chat.sources),
            **{level: _count(findings, level) for level in LEVELS},
        }
        for number, (group, findings) in enumerate(zip(one.groups, one.findings, strict=True), start=1)
    ]


def _pairs(one: Organisation, tier: Tier, words: Mapping[str, Any]) -> list[dict[str, Any]]:
    rename = _rename(one, tier)
    clear = one.overlap[(one.overlap["q"] <= SURE) & (one.overlap["both"] > one.overlap["expected"])].head(_PAIRS)
    return [
        {
            "one": rename(str(row["group_id"])),
            "other": rename(str(row["other_group"])),
            "both": _folded(int(row["both"]), one, tier, words),
            "expected": f"{row['expected']:.1f}",
            "q": f"{row['q']:.2g}",
        }
        for row in clear.to_dict("records")
    ]


def _folded(count: int, one: Organisation, tier: Tier, words: Mapping[str, Any]) -> str:
    """Return a count of people; outside tier names a small one is folded."""
    least = one.everybody.settings.min_group
    return str(count) if tier.level == "names" or count >= least else str(words["fewer"]).format(n=least)


def _count(findings: Sequence[Finding], level: str) -> int:
    return sum(finding.rule.severity.word == level and not finding.rule.strength for finding in findings)


def _day(at: Any) -> str:
    return "" if at is None or at != at else at.strftime("%Y-%m-%d")  # noqa: PLR0124 - a missing time is not itself


def _ours(words: Mapping[str, Any]) -> list[str]:
    return [line for value in words.values() for line in (value if isinstance(value, list) else [value])]


@cache
def _words(lang: Literal["en", "id"]) -> Mapping[str, Any]:
    return tomllib.loads((resources.files("wag_analyzer.batch") / f"words.{lang}.toml").read_text(encoding="utf-8"))


@cache
def _template() -> Any:
    text = (resources.files("wag_analyzer.batch") / "index.html.j2").read_text(encoding="utf-8")
    return Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(text)
