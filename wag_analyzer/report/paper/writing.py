"""A paper written down: as Markdown, or as a page without script that prints well."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any, Final

from wag_analyzer.report.html.embedding import hash_of
from wag_analyzer.report.paper.blocks import Block, Heading, Items, Lines, Rows, Text
from wag_analyzer.report.words import Language

if TYPE_CHECKING:
    from jinja2 import Template

__all__ = ["markdown", "part", "printable"]

_MARKS: Final = re.compile(r"([\\`*_\[\]<>|~#&])")
_STARTS: Final = re.compile(r"^(\s*)([-+=]|\d+[.)])")


def markdown(blocks: Iterable[Block]) -> str:
    """Return blocks as Markdown (CommonMark with tables); no word of a chat can become a mark, a link or HTML."""
    return "\n\n".join("\n".join(_WRITERS[type(block)](block)) for block in blocks if not _is_empty(block)) + "\n"


def _is_empty(block: Block) -> bool:
    return isinstance(block, Text) and not block.text


def _plain(text: str) -> str:
    escaped = _MARKS.sub(r"\\\1", " ".join(text.split("\n")))
    return _STARTS.sub(r"\1\\\2", escaped)


def _heading(block: Heading) -> Iterator[str]:
    yield f"{'#' * block.level} {_plain(block.text)}"


def _text(block: Text) -> Iterator[str]:
    yield _plain(block.text)


def _items(block: Items) -> Iterator[str]:
    yield from (f"- {_plain(item)}" for item in block.items)


def _rows(block: Rows) -> Iterator[str]:
    yield f"| {' | '.join(_plain(cell) for cell in block.head)} |"
    yield f"|{'---|' * len(block.head)}"
    yield from (f"| {' | '.join(_plain(cell) for cell in row)} |" for row in block.rows)


def _lines(block: Lines) -> Iterator[str]:
    for line in block.lines:
        if line.before:
            yield f"> {_plain(line.before)}  "
        said = f"{_plain(line.number)} {_plain(line.at)} {_plain(line.who)}: {_plain(line.text)}"
        yield f"> {f'**{said}** ({_plain(line.role)})' if line.is_cited and line.role else f'**{said}**' if line.is_cited else said}  "


_WRITERS: Final[Mapping[type, Callable[[Any], Iterator[str]]]] = {
    Heading: _heading,
    Text: _text,
    Items: _items,
    Rows: _rows,
    Lines: _lines,
}


def printable(blocks: Iterable[Block], title: str, lang: Language) -> str:
    """Return blocks as one HTML file without script, for paper or for making a PDF; it asks nothing from the network."""
    style = part("paper.css")
    named = [(type(block).__name__.lower(), block) for block in blocks if not _is_empty(block)]
    page = _template().render(blocks=named, title=title, lang=lang, style_hash=hash_of(style), style="\0style\0")
    return page.replace("\0style\0", style)


@cache
def _template() -> "Template":
    from jinja2 import Environment, StrictUndefined  # noqa: PLC0415 - only papers need it

    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(part("paper.html.j2"))


@cache
def part(name: str) -> str:
    """Return a file of ours that papers are made with."""
    return resources.files("wag_analyzer.report.paper").joinpath(name).read_text(encoding="utf-8")
