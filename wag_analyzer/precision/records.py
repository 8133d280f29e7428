"""Records that the program keeps for itself as JSON, and that people may have changed: one way to read and to refuse them."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wag_analyzer.errors import SettingsError
from wag_analyzer.given import text

__all__ = ["Refusals", "record_in"]


@dataclass(frozen=True, slots=True)
class Refusals:
    """What is said of a record that cannot be used.

    Parameters
    ----------
    lost
        What to do about a file that cannot be read.
    old
        What to do about one of another version.
    wrong, again
        What one is that holds something else, and what to do about it.
    """

    lost: str
    old: str
    wrong: str
    again: str


@contextmanager
def record_in(path: Path, version: int, say: Refusals) -> Iterator[Any]:
    """Give the record in a file; what does not fit while it is taken apart inside the block is refused as well.

    Raises
    ------
    SettingsError
        The file cannot be read, is of another version or holds something else.
    """
    try:
        record = json.loads(text(path))
        if record["version"] != version:
            raise SettingsError(f"is of version {record['version']}", where=str(path), hint=say.old)
        yield record
    except OSError as error:
        raise SettingsError(f"cannot be read ({error.strerror})", where=str(path), hint=say.lost) from None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError):
        raise SettingsError(say.wrong, where=str(path), hint=say.again) from None
