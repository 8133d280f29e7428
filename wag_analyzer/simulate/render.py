"""Items into the bytes of an export, in any dialect, and the lines each item became."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from wag_analyzer.simulate.dialects import Dialect
from wag_analyzer.simulate.items import MENTION, SELF, Item

__all__ = ["Rendered", "render", "shown_at"]


@dataclass(frozen=True, slots=True)
class Rendered:
    """The text of an export and, for each item, its first and last line and the text WhatsApp wrote for it."""

    text: str
    lines: tuple[tuple[int, int], ...]
    bodies: tuple[str, ...]

    @property
    def data(self) -> bytes:
        """Return the bytes of the file."""
        return self.text.encode()


def render(items: Iterable[Item], group: str, dialect: Dialect) -> Rendered:
    """Return the export of a chat.

    Parameters
    ----------
    items
        The chat in file order.
    group
        Name of the group; iOS writes it before its own lines.
    dialect
        The phone.
    """
    parts: list[str] = []
    lines: list[tuple[int, int]] = []
    bodies: list[str] = []
    subject, line = group, 1
    for item in items:
        body = _body(item, dialect)
        written = (_line(item, body, subject, dialect)).replace("\n", dialect.eol) + dialect.eol
        height = written.count("\n")
        parts.append(written)
        bodies.append(body)
        lines.append((line, line + height - 1))
        line += height
        if item.event == "subject_changed" and item.new:
            subject = item.new
    return Rendered("".join(parts), tuple(lines), tuple(bodies))


def _line(item: Item, body: str, subject: str, dialect: Dialect) -> str:
    head = dialect.head(item.at)
    if item.sender is None:
        return f"{head}{subject}: {dialect.mark}{body}" if dialect.platform == "ios" else f"{head}{body}"
    first = dialect.mark if dialect.platform == "ios" and item.media else ""
    return f"{first}{head}{_written_name(item.sender, dialect)}: {body}"


def _written_name(name: str, dialect: Dialect) -> str:
    if dialect.platform == "ios" and name.startswith("+"):
        return "\u202a" + name.replace(" ", "\u00a0").replace("-", "\u2011") + "\u202c"
    return name


def _body(item: Item, dialect: Dialect) -> str:
    if item.sender is None:
        return _event(item, dialect)
    body = _WRITERS[item.kind](item, dialect)
    if item.edited and "edited" in dialect.words:
        body += f" {_own(dialect)}{dialect.words['edited']}"
    return body


def _own(dialect: Dialect) -> str:
    return dialect.mark if dialect.platform == "ios" else ""


def _event(item: Item, dialect: Dialect) -> str:
    key = str(item.event)
    if item.actor == SELF:
        key = f"{key}_self"
    elif item.targets == (SELF,):
        key = f"{key}_me"
    joined = _listed(item.targets, dialect)
    return dialect.words[key].format(actor=item.actor, target=joined, old=item.old, new=item.new)


def _listed(names: tuple[str, ...], dialect: Dialect) -> str:
    if len(names) < 2:
        return "".join(names)
    return ", ".join(names[:-1]) + f"{dialect.words.get('and', ', ')}{names[-1]}"


def _text(item: Item, _: Dialect) -> str:
    return MENTION.sub("@\u2068\\1\u2069", item.text)


def _media(item: Item, dialect: Dialect) -> str:
    caption = _text(item, dialect)
    own = _own(dialect)
    if dialect.platform == "android":
        shown = dialect.words["attached"].format(file=item.file) if item.file else dialect.words["media_omitted"]
        return f"{shown}\n{caption}" if caption else shown
    shown = dialect.words["attached"].format(file=item.file) if item.file else dialect.words[f"{item.media}_omitted"]
    if item.media == "document" and item.pages and "pages" in dialect.words:
        return dialect.words["pages"].format(file=caption, n=item.pages, mark=own) + f" {own}{shown}"
    return f"{caption} {own}{shown}" if caption else f"{own}{shown}"


def _deleted(item: Item, dialect: Dialect) -> str:
    return _own(dialect) + dialect.words["deleted_self" if item.actor == SELF else "deleted"]


def _poll(item: Item, dialect: Dialect) -> str:
    own = _own(dialect)
    votes = {text: f"{own}{n} vote" if n == 1 else f"{own}{n} votes" for text, n in item.options.items()}
    rows = [f"{own}OPTION: {text} ({said})" for text, said in votes.items()]
    return "\n".join([f"{own}{dialect.words['poll']}", item.text, *rows])


def _location(item: Item, dialect: Dialect) -> str:
    return f"{_own(dialect)}{dialect.words['location']}: {item.file}"


_WRITERS: Final[Mapping[str, Callable[[Item, Dialect], str]]] = {
    "text": _text, "media": _media, "contact": _media, "deleted": _deleted, "poll": _poll, "location": _location,
}  # fmt: skip


def shown_at(at: datetime, dialect: Dialect) -> datetime:
    """Return the moment as the export shows it, without what its header leaves out."""
    return at if dialect.has_seconds else at.replace(second=0)
