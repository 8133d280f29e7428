"""The pieces that schemas are built of: a value with its meaning, an object whose fields are all named, a list."""

from collections.abc import Callable, Collection, Mapping
from typing import Any, Final

from wag_analyzer.tables import Column, Kind

__all__ = [
    "ID",
    "SHA256",
    "Schema",
    "column",
    "count",
    "listed",
    "mark",
    "number",
    "obj",
    "one_of",
    "optional",
    "text",
    "time",
    "truth",
    "words",
]

Schema = dict[str, Any]

ID: Final = "^[0-9a-f]{8}-[0-9]+$"
"""A message: eight hex digits of the chat text's SHA-256, a dash, the line."""
SHA256: Final = "^[0-9a-f]{64}$"
TIME: Final = "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}$"
"""The phone's wall clock, to the second, without a zone."""


def text(meaning: str, pattern: str | None = None) -> Schema:
    """Return a text, of a pattern when one is given."""
    return {"type": "string", **({"pattern": pattern} if pattern else {}), "description": meaning}


def words(meaning: str, allowed: Collection[object]) -> Schema:
    """Return one of the allowed values."""
    return {"enum": list(allowed), "description": meaning}


def mark(value: str) -> Schema:
    """Return the word by which one kind of line is told from the others."""
    return {"const": value, "description": "Tells what the line is."}


def time(meaning: str) -> Schema:
    """Return a time on the phone's wall clock."""
    return text(meaning, TIME)


def number(meaning: str, least: float | None = None, most: float | None = None) -> Schema:
    """Return a number, within bounds when they are given."""
    bounds = {"minimum": least, "maximum": most}
    return {"type": "number", **{name: bound for name, bound in bounds.items() if bound is not None}, "description": meaning}


def count(meaning: str, least: int | None = 0) -> Schema:
    """Return a whole number, 0 or above unless said otherwise."""
    return {"type": "integer", **({} if least is None else {"minimum": least}), "description": meaning}


def truth(meaning: str) -> Schema:
    """Return true or false."""
    return {"type": "boolean", "description": meaning}


def listed(meaning: str, item: Schema) -> Schema:
    """Return a list of items."""
    return {"type": "array", "items": item, "description": meaning}


def optional(schema: Schema) -> Schema:
    """Return what may be null, too.

    >>> optional(words("How sure.", ("low", "high")))["enum"]
    ['low', 'high', None]
    """
    if "enum" in schema:
        return {**schema, "enum": [*schema["enum"], None]}
    return {**schema, "type": [schema["type"], "null"]}


def obj(meaning: str, fields: Mapping[str, Schema], *, may_lack: Collection[str] = ()) -> Schema:
    """Return an object with just these fields; all are there but those that it may lack."""
    return {
        "type": "object",
        "description": meaning,
        "properties": dict(fields),
        "required": [name for name in fields if name not in may_lack],
        "additionalProperties": False,
    }


def one_of(meaning: str, *kinds: Schema) -> Schema:
    """Return one of several objects."""
    return {"description": meaning, "oneOf": list(kinds)}


_KINDS: Final[Mapping[Kind, Callable[[str], Schema]]] = {
    "text": lambda meaning: optional(text(meaning)),
    "label": lambda meaning: optional(text(meaning)),
    "int": lambda meaning: count(meaning, None),
    "float": lambda meaning: optional(number(meaning)),
    "bool": truth,
    "time": lambda meaning: optional(time(meaning)),
    "texts": lambda meaning: optional(listed(meaning, {"type": "string"})),
}


def column(of: Column) -> Schema:
    """Return a column as a field of a row: whatever may be missing may be null."""
    schema = _KINDS[of.kind](of.meaning)
    return {**schema, "unit": of.unit} if of.unit else schema
