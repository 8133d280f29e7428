"""The data files that the program ships: wordings, cue words, layouts, weights, each with its hash, so that a result can name them."""

import tomllib
from collections.abc import Iterator
from hashlib import sha256
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Final

from wag_analyzer.tables import Column, Table

__all__ = ["SHIPPED", "shipped"]

SHIPPED: Final = Table(
    "data",
    "one data file that ships with the program",
    (
        Column("file", "text", "its place in the package"),
        Column("part", "label", "part of the program that reads it"),
        Column("version", "label", "version of the program, with which its data files change"),
        Column("sha256", "text", "SHA-256 of its bytes"),
        Column("source", "text", "where its content comes from, as it says itself; missing where it says so entry by entry"),
    ),
)
_ENDINGS: Final = (".toml", ".npz")


def shipped(version: str) -> list[dict[str, str | None]]:
    """Return the rows of ``SHIPPED``, by file.

    >>> [row["part"] for row in shipped("1") if row["file"] == "lexicons/id/acts.toml"]
    ['lexicons']

    Parameters
    ----------
    version
        Of the program.
    """
    rows = []
    for name, file in sorted(_files(resources.files("wag_analyzer"), "")):
        content = file.read_bytes()
        source = tomllib.loads(content.decode("utf-8")).get("source") if name.endswith(".toml") else None
        told = source if isinstance(source, str) else None
        rows.append(
            {"file": name, "part": name.partition("/")[0], "version": version, "sha256": sha256(content).hexdigest(), "source": told}
        )
    return rows


def _files(folder: Traversable, above: str) -> Iterator[tuple[str, Traversable]]:
    for entry in folder.iterdir():
        name = f"{above}{entry.name}"
        if entry.is_dir():
            yield from _files(entry, f"{name}/")
        elif name.endswith(_ENDINGS):
            yield name, entry
