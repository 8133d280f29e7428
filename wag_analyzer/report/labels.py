"""What people who label are given, and what they give back: sheets in the tier, a codebook, and the key that tells what was flagged."""

import csv
import io
import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from wag_analyzer import tables
from wag_analyzer.errors import SettingsError
from wag_analyzer.findings import Rule
from wag_analyzer.given import content, opened
from wag_analyzer.precision.records import Refusals, record_in
from wag_analyzer.report.csv import csv_text
from wag_analyzer.report.leaks import leak_scan
from wag_analyzer.report.tiers import Tier
from wag_analyzer.report.words import Language
from wag_analyzer.validity.sampling import Excerpt, Picked
from wag_analyzer.visible import visible

__all__ = ["Sheets", "codebook", "is_sheet", "key_text", "read_key", "read_sheet", "sheets"]

_LONGEST: Final = 1 << 16
"""Characters of the first row of a sheet."""
_INNOCENT: Final = 3
"""Place of the section on innocent cases in the page of a detector of ours."""

VERSION: Final = 1
_REFUSALS: Final = Refusals(
    "name the key of the sample with --sample",
    "draw the sample again",
    "is not the key of a sample",
    "name the file that 'wag label' wrote",
)
_YES: Final = frozenset({"yes", "y", "ya", "1", "true"})
_NO: Final = frozenset({"no", "n", "tidak", "bukan", "0", "false"})
_OPEN: Final = frozenset({"", "?", "unsure", "ragu"})
_SIGNS: Final = frozenset({"item", "code", "label"})


@dataclass(frozen=True, slots=True)
class Sheets:
    """What was drawn, how it is shown.

    Parameters
    ----------
    cut
        The excerpts of the chat.
    picked
        What was drawn for each rule.
    rules
        Code → card.
    context
        Messages shown before and after an excerpt.
    lang
        Language of the questions.
    """

    cut: Sequence[Excerpt]
    picked: Sequence[Picked]
    rules: Mapping[str, Rule]
    context: int
    lang: Language

    @property
    def items(self) -> list[tuple[str, str, int, str]]:
        """Return number, code, excerpt and stratum of each item."""
        every = [(one.code, place, stratum) for one in self.picked for place, stratum in one.chosen]
        return [(f"{turn:03d}", *item) for turn, item in enumerate(every, start=1)]


def sheets(drawn: Sheets, messages: pd.DataFrame, tier: Tier, coders: int, seed: int) -> list[str]:
    """Return a sheet for each person who labels, each in an order of its own, rule by rule, as ``tables.LABELS`` in CSV.

    Raises
    ------
    LeakError
        A name or number that must stay inside occurs in one of them.
    """
    rows = [
        {
            "item": item,
            "code": code,
            "question": _question(drawn.rules[code], drawn.lang),
            "excerpt": _excerpt(drawn.cut[place], messages, tier, drawn.context),
        }
        for item, code, place, _ in drawn.items
    ]
    own = " ".join([*(_question(rule, lang) for rule in drawn.rules.values() for lang in ("en", "id")), *tables.LABELS.names])
    made = []
    for coder in range(coders):
        order = np.random.default_rng([seed, coder]).permutation(len(rows))
        mixed = sorted((rows[turn] for turn in order), key=lambda row: row["code"])
        text = csv_text(tables.LABELS.frame(mixed))
        leak_scan(text, tier.secrets, fixed=own, where="labels")
        made.append(text)
    return made


@cache
def _words(lang: Language) -> Mapping[str, str]:
    text = resources.files("wag_analyzer.report").joinpath("label_words.toml").read_text(encoding="utf-8")
    said: Mapping[str, str] = tomllib.loads(text)[lang]
    return said


def _question(rule: Rule, lang: Language) -> str:
    said = _words(lang)
    return f"{said['ask']} {rule.summary.render(lang)}"


def _excerpt(one: Excerpt, messages: pd.DataFrame, tier: Tier, context: int) -> str:
    first, last = max(0, one.start - context), min(len(messages), one.stop + context)
    part = messages.iloc[first:last]
    group = messages["group_id"].iloc[one.start]
    lines = []
    for place, (person, kind, text, where) in enumerate(
        zip(*(part[name].astype(object) for name in ("person", "kind", "text", "group_id")), strict=True), start=first
    ):
        if where == group:
            said = tier.text(text) if isinstance(text, str) and text else f"[{kind}]"
            mark = ">" if one.start <= place < one.stop else "·"
            lines.append(f"{mark} {tier.name(str(person))}: {' / '.join(visible(said or '').split(chr(10)))}")
    return "\n".join(lines)


def codebook(drawn: Sheets, pages: Mapping[str, str]) -> str:
    """Return what people who label should read first: the task, and of each rule what it asks and what is innocent, not how it works."""
    said = _words(drawn.lang)
    parts = [f"# {said['title']}", said["task"].strip()]
    for code, rule in drawn.rules.items():
        parts += [f"## {code} {rule.name}", rule.summary.render(drawn.lang), *_innocent(pages[code], said["innocent"])]
    return "\n\n".join(parts) + "\n"


def _innocent(page: str, title: str) -> list[str]:
    """Return what a detector's page says of innocent cases; of a plug-in's page, which may be laid out otherwise, all of it."""
    parts = page.split("\n## ")
    if len(parts) <= _INNOCENT:
        return [page.partition("\n")[2].strip() if page.startswith("# ") else page.strip()]
    return [f"{title}:", parts[_INNOCENT].partition("\n")[2].strip()]


def key_text(drawn: Sheets, messages: pd.DataFrame, about: Mapping[str, Any]) -> str:
    """Return the key of a sample: what was flagged, how many excerpts there are of each stratum; no name and no word of the chat."""
    ids = messages["msg_id"].tolist()
    items = {
        item: {"code": code, "stratum": stratum, "msg_ids": [ids[turn] for turn in range(drawn.cut[place].start, drawn.cut[place].stop)]}
        for item, code, place, stratum in drawn.items
    }
    record = {"version": VERSION, **about, "rules": {one.code: dict(one.sizes) for one in drawn.picked}, "items": items}
    return json.dumps(record, ensure_ascii=False, indent=1) + "\n"


def read_key(path: Path) -> dict[str, Any]:
    """Return the key of a sample.

    Raises
    ------
    SettingsError
        The file cannot be read, is of another version or holds something else.
    """
    with record_in(path, VERSION, _REFUSALS) as record:
        return {
            **record,
            "rules": dict(record["rules"]),
            "items": {str(one): dict(of) for one, of in record["items"].items()},
        }


def is_sheet(path: Path) -> bool:
    """Say whether a file is a sheet of labels: by the names in its first row."""
    if path.suffix != ".csv" or not path.is_file():
        return False
    try:
        with opened(path) as file:
            first = file.readline(_LONGEST).decode("utf-8-sig", "replace").replace(";", ",")
        return set(next(csv.reader([first]), [])) >= _SIGNS
    except (OSError, csv.Error):
        return False


def read_sheet(path: Path, items: Mapping[str, Any]) -> dict[str, str | None]:
    """Return item → yes, no or None where a person left it open; spreadsheets may have written it with semicolons.

    Parameters
    ----------
    items
        The items of the key.

    Raises
    ------
    SettingsError
        The file cannot be read, a label is another word, or an item is not of the sample.
    """
    try:
        text = content(path).decode("utf-8-sig", "replace")
    except OSError as error:
        raise SettingsError(f"cannot be read ({error.strerror})", where=str(path), hint="check the path and your rights") from None
    divider = ";" if text.partition("\n")[0].count(";") > text.partition("\n")[0].count(",") else ","
    found: dict[str, str | None] = {}
    try:
        rows = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=divider))
    except csv.Error as error:
        raise SettingsError(f"is no CSV ({error})", where=str(path), hint="save it as CSV UTF-8") from None
    for row in rows:
        item, label = str(row.get("item") or "").zfill(3), str(row.get("label") or "").strip().casefold()
        if item not in items:
            raise SettingsError(f"item {visible(item)} is not of this sample", where=str(path), hint="name its key with --sample")
        if label not in _YES | _NO | _OPEN:
            raise SettingsError(f"item {item} is labelled {visible(label)!r}", where=str(path), hint="write yes, no or ? (ya, tidak)")
        found[item] = "yes" if label in _YES else "no" if label in _NO else None
    return found
