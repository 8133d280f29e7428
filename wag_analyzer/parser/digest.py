"""The language files in a form that is read at once: ``python -m wag_analyzer.parser.digest`` writes it anew after a language changed.

One line of JSON for what concerns all languages, then one for each language. A wording is found by its *key*, the rarest word that every
line of this wording holds; so a line is compared with a handful of wordings instead of thousands.
"""

import json
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from wag_analyzer.parser.patterns import Variant, bounded, variants

__all__ = ["NAME", "digest", "main"]

NAME: Final = "digest.jsonl"
Keys = Mapping[str, Iterable[int]]


def digest() -> str:
    """Return the language files as lines of JSON."""
    listed = (entry for entry in files("wag_analyzer.locales").iterdir() if entry.name.endswith(".toml"))
    data = [tomllib.loads(entry.read_text(encoding="utf-8")) for entry in sorted(listed, key=lambda entry: entry.name)]
    events = [_sorted(found["events"]) for found in data]
    shown = [_sorted(found["placeholders"]) for found in data]
    common = Counter(word for language in (*events, *shown) for variant in language for word in {*bounded(variant)})
    every = {
        "codes": [found["code"] for found in data],
        "files": _rows(sorted((name for found in data for name in _listed(found["files"])), key=_heaviest)),
        "events": _places(_keyed(language, common) for language in events),
        "placeholders": _places(_keyed(language, common) for language in shown),
    }
    languages = (_language(*found, common) for found in zip(data, events, shown, strict=True))
    return "".join(f"{json.dumps(line, ensure_ascii=False, separators=(',', ':'))}\n" for line in (every, *languages))


def _language(data: Mapping[str, Any], events: list[Variant], shown: list[Variant], common: Counter[str]) -> dict[str, Any]:
    return {
        **{name: data[name] for name in ("code", "name", "you", "and")},
        "events": _rows(events),
        "placeholders": _rows(shown),
        "keys": _keyed(events, common),
    }


def _listed(section: Mapping[str, list[dict[str, str]]]) -> Iterable[Variant]:
    return dict.fromkeys(variant for kind, entries in section.items() for variant in variants(kind, entries))


def _sorted(section: Mapping[str, list[dict[str, str]]]) -> list[Variant]:
    return sorted(_listed(section), key=_heaviest)


def _heaviest(variant: Variant) -> tuple[int, int]:
    return -variant.weight, len(variant.slots)


def _rows(listed: Iterable[Variant]) -> list[list[Any]]:
    return [[variant.type, variant.pieces, variant.slots, variant.you] for variant in listed]


def _keyed(listed: Iterable[Variant], common: Counter[str]) -> dict[str, list[int]]:
    """Return key → places of wordings in the list; every wording has exactly one key."""
    keys: dict[str, list[int]] = {}
    for number, variant in enumerate(listed):
        key = min(bounded(variant), key=lambda word: (common[word], -len(word), word))
        keys.setdefault(key, []).append(number)
    return keys


def _places(languages: Iterable[Iterable[str]]) -> dict[str, list[int]]:
    """Return key → numbers of the languages that have wordings of this key."""
    places: dict[str, list[int]] = {}
    for number, keys in enumerate(languages):
        for key in keys:
            places.setdefault(key, []).append(number)
    return dict(sorted(places.items()))


def main(folder: Path | None = None) -> None:
    """Write the digest beside the language files."""
    path = Path(str(files("wag_analyzer.locales"))) if folder is None else folder
    (path / NAME).write_text(digest(), encoding="utf-8")


if __name__ == "__main__":
    main()
