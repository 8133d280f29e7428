"""Objects that the program keeps as dataclasses, as fields of a schema: types from the annotations, meanings from the docstring."""

from collections.abc import Collection, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path
from types import UnionType
from typing import Any, Final, Literal, get_args, get_origin, get_type_hints

from wag_analyzer.schemas.parts import Schema, count, listed, number, optional, text, truth, words

__all__ = ["fields_of", "meanings"]

_HEAD: Final = "----------\n"
_INDENT: Final = 4
_PLAIN: Final[Mapping[Any, Any]] = {
    str: text,
    Path: text,
    float: number,
    bool: truth,
    int: lambda meaning: count(meaning, None),
    Any: lambda meaning: {"description": meaning},
}


@cache
def meanings(kind: type) -> Mapping[str, str]:
    """Return parameter → meaning, from the ``Parameters`` of a numpy docstring.

    >>> from wag_analyzer.settings import Settings
    >>> meanings(Settings)["seed"]
    'Seed of every random draw.'
    """
    said: dict[str, str] = {}
    names: list[str] = []
    lines = (kind.__doc__ or "").partition(_HEAD)[2].rstrip().split("\n")
    indent = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
    for line in (line[indent:] for line in lines):
        if line.startswith(" " * _INDENT):
            said |= {name: f"{said.get(name, '')} {line.strip()}".strip().replace("``", "`") for name in names}
        else:
            names = [name.strip() for name in line.split(",")]
    return said


def fields_of(kind: type, known: Mapping[str, str] | None = None, *, but: Collection[str] = ()) -> dict[str, Schema]:
    """Return the fields of a dataclass as they stand in JSON.

    Parameters
    ----------
    kind
        The dataclass.
    known
        Meanings that its docstring does not tell.
    but
        Fields to leave out.
    """
    assert is_dataclass(kind)  # noqa: S101 - tells the type checker what the caller promises
    hints, said = get_type_hints(kind), {**meanings(kind), **(known or {})}
    return {field.name: _typed(hints[field.name], said.get(field.name, "")) for field in fields(kind) if field.name not in but}


def _typed(hint: Any, meaning: str) -> Schema:
    origin, inner = get_origin(hint), get_args(hint)
    if origin is UnionType:
        return optional(_typed(inner[0], meaning))
    if origin is Literal:
        return words(meaning, inner)
    if origin is tuple:
        return listed(meaning, _typed(inner[0], ""))
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return {"type": "object", "additionalProperties": _typed(inner[1], ""), "description": meaning}
    schema: Schema = _PLAIN[hint](meaning)
    return schema
