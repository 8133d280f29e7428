"""JSON Schema (draft 2020-12) of every table, line format and file: made of the register of tables, the settings and what lines hold.

A schema is closed: a field that it does not name is a mistake. Its version stands at the end of ``$id`` and is raised by whatever an older
reader would misread: a field that goes, has another name or holds another kind of value. New fields may come within a version.
"""

from collections.abc import Mapping
from typing import Any, Final

from wag_analyzer.schemas.documents import DOCUMENTS
from wag_analyzer.schemas.files import STORED
from wag_analyzer.schemas.lines import LINES
from wag_analyzer.schemas.parts import Schema, column, obj
from wag_analyzer.tables import TABLES, Table

__all__ = ["DRAFT", "NAMES", "all_schemas", "fields", "schema", "version"]

DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"
_RAISED: Final[Mapping[str, int]] = {}
"""Name → version, where it is above 1."""
_FILES: Final[Mapping[str, Schema]] = {**LINES, **STORED, **DOCUMENTS}
NAMES: Final = (*TABLES, *_FILES)
"""Every table, then every line format and file."""


def version(name: str) -> int:
    """Return the version of a schema."""
    return _RAISED.get(name, 1)


def schema(name: str) -> Schema:
    """Return the schema of a row of a table, of a line, or of a file.

    >>> schema("ties")["$id"], schema("ties")["properties"]["weight"]["unit"]
    ('urn:wag-analyzer:ties:1', 'acts')

    Parameters
    ----------
    name
        One of ``NAMES``.
    """
    body = _row(TABLES[name]) if name in TABLES else _FILES[name]
    return {"$schema": DRAFT, "$id": f"urn:wag-analyzer:{name}:{version(name)}", "title": name, **body}


def all_schemas() -> Schema:
    """Return one schema that holds all others, by their names."""
    return {"$schema": DRAFT, "$id": "urn:wag-analyzer", "title": "wag-analyzer", "$defs": {name: schema(name) for name in NAMES}}


def _row(table: Table) -> Schema:
    return obj(f"One row is {table.row}.", {one.name: column(one) for one in table.columns})


def fields(name: str) -> list[dict[str, str]]:
    """Return the fields of a line or a file, those inside others with a dot before their own name: field, type, meaning."""
    return [row for part in (_FILES[name].get("oneOf") or [_FILES[name]]) for row in _fields(part, "")]


def _fields(part: Schema, above: str) -> list[dict[str, str]]:
    rows = []
    for name, inner in part.get("properties", {}).items():
        rows.append({"field": f"{above}{name}", "type": _kind(inner), "meaning": inner.get("description", "")})
        rows += _fields(_inside(inner), f"{above}{name}.")
    return rows


def _inside(part: Schema) -> Schema:
    found: Schema = part.get("items", part)
    return found


def _kind(part: Schema) -> str:
    if "const" in part:
        return f"just {part['const']}"
    if "enum" in part:
        return "one of: " + ", ".join("null" if value is None else str(value) for value in part["enum"])
    kind: Any = part.get("type", "any")
    return " or ".join(kind) if isinstance(kind, list) else str(kind)
