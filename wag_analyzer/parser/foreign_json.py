"""JSON as a stranger wrote it: one clean error instead of a crash, and values of the wrong type made harmless."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from wag_analyzer.errors import LayoutError
from wag_analyzer.parser.foreign_records import clean

__all__ = ["Repeated", "key", "listed", "mapping", "members", "parse", "told", "words"]

_MOST_SHOWN: Final = 100


class Repeated(dict[str, Any]):
    """An object in which a name stands twice; ``pairs`` holds all, the mapping the last of each."""

    def __init__(self, pairs: Sequence[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        self.pairs = pairs


def parse(text: str, where: str, line: int = 0) -> Any:
    """Return the value of a JSON text.

    NaN and infinities are None, an object with a repeated name is ``Repeated``.

    Raises
    ------
    LayoutError
        The text is not JSON, ends early, is nested too deeply or holds a number too long to read.
    """
    place = f"{where}, line {line}" if line else where
    try:
        return _DECODER.decode(text)
    except json.JSONDecodeError as error:
        if error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated string"):
            what, hint = f"the JSON ends early, after {len(text)} characters: the file was cut short", "make the file again"
        else:
            at = f"line {error.lineno}, column {error.colno}" if error.lineno > 1 else f"character {error.pos + 1}"
            what, hint = f"is not JSON ({error.msg} at {at})", "give the file as its program wrote it"
        raise LayoutError(what, where=place, hint=hint) from None
    except RecursionError:
        raise LayoutError("the JSON is nested too deeply to be a chat", where=place, hint="give the file as its program wrote it") from None
    except ValueError as error:
        raise LayoutError(f"a number in the JSON cannot be read ({str(error)[:_MOST_SHOWN]})", where=place, hint="mend it") from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    return found if len(found) == len(pairs) else Repeated(pairs)


_DECODER: Final = json.JSONDecoder(object_pairs_hook=_object, parse_constant=lambda _: None, strict=False)


def members(value: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield the names and values of an object in the order of the file, repeated names too."""
    yield from value.pairs if isinstance(value, Repeated) else value.items()


def mapping(value: object) -> Mapping[str, Any]:
    """Return an object, an empty one for any other value."""
    return value if isinstance(value, dict) else {}


def listed(value: object) -> Sequence[Any]:
    """Return an array, an empty one for any other value."""
    return value if isinstance(value, list) else ()


def told(value: object) -> str | None:
    """Return a text that is not empty, None for any other value."""
    return clean(value) if isinstance(value, str) and value else None


def key(value: object) -> str | None:
    """Return an id: a text, or a whole number as its digits; never a float, which may have lost digits."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return told(value)


def words(value: object) -> str:
    """Return the words a value holds, whatever its type; nothing for null.

    Examples
    --------
    >>> words("Halo"), words(None), words(5), words(["a"])
    ('Halo', '', '5', '["a"]')
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return clean(value)
    try:
        return clean(json.dumps(value, ensure_ascii=False))
    except (RecursionError, ValueError):
        return "\ufffd"
