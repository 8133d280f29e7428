"""A YAML document read safely, with the line of every value: no tags, no anchors, no key twice, bounded in size and depth."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from wag_analyzer.errors import SettingsError
from wag_analyzer.given import opened

if TYPE_CHECKING:
    import yaml

__all__ = ["Part", "document"]

_MOST_BYTES: Final = 1_000_000
_DEEPEST: Final = 12
_SIMPLE: Final = "write it plainly: 'key: value' and '- item'"


@dataclass(frozen=True, slots=True)
class Part:
    """A value of the document and the line it stands on.

    Parameters
    ----------
    value
        A text (as written, whatever YAML would make of it), a list, a mapping or None.
    path, line
        File and line, for errors.
    quoted
        Whether a text stood between quotes or in a block.
    """

    value: "str | tuple[Part, ...] | dict[str, Part] | None"
    path: str
    line: int
    quoted: bool = False

    @property
    def where(self) -> str:
        """Return ``file:line``."""
        return f"{self.path}:{self.line}"

    def wrong(self, what: str, hint: str) -> SettingsError:
        """Return the error that says what is wrong on this line and what to do."""
        return SettingsError(what, where=self.where, hint=hint)


def document(path: Path) -> Part:
    """Return the one document of a YAML file.

    Raises
    ------
    SettingsError
        The file cannot be read, is not YAML, or uses what a policy has no need of.
    """
    import yaml  # noqa: PLC0415 - only when a policy is named

    text = _text(path)
    try:
        _refuse_odd(yaml.parse(text, Loader=yaml.SafeLoader), str(path))
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise SettingsError(f"is not YAML ({error.problem or error.context})", where=_at(str(path), mark), hint=_SIMPLE) from None
    except yaml.YAMLError:
        raise SettingsError("is not YAML (it holds a character that no text has)", where=str(path), hint="save it as UTF-8 text") from None
    if node is None:
        raise SettingsError("is empty", where=str(path), hint="see 'wag policy --help' for what a policy holds")
    return _part(node, str(path))


def _text(path: Path) -> str:
    try:
        with opened(path) as file:
            data = file.read(_MOST_BYTES + 1)
        if len(data) > _MOST_BYTES:
            raise SettingsError("is larger than 1 MB", where=str(path), hint="a policy is a short list; see 'wag policy --help'")
        return data.decode("utf-8-sig")
    except OSError as error:
        raise SettingsError(f"cannot be read ({error.strerror})", where=str(path), hint="check --policy") from None
    except UnicodeDecodeError:
        raise SettingsError("is not UTF-8", where=str(path), hint="save it as UTF-8 text") from None


def _at(path: str, mark: "yaml.Mark | None") -> str:
    return path if mark is None else f"{path}:{mark.line + 1}"


def _refuse_odd(events: "Iterator[yaml.Event]", path: str) -> None:
    """Stop at the first anchor, alias, tag, second document or too deep nesting, before anything is built from it."""
    import yaml  # noqa: PLC0415 - only when a policy is named

    depth = documents = 0
    for event in events:
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        documents += isinstance(event, yaml.DocumentStartEvent)
        odd = _odd(event) or ("is nested too deeply" if depth > _DEEPEST else "") or ("holds several documents" if documents > 1 else "")
        if odd:
            raise SettingsError(odd, where=_at(path, event.start_mark), hint=_SIMPLE)


def _odd(event: "yaml.Event") -> str:
    import yaml  # noqa: PLC0415 - only when a policy is named

    if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
        return "uses an anchor (&name or *name), which a policy may not"
    if getattr(event, "tag", None):
        return "uses a tag (!name), which a policy may not"
    return ""


def _part(node: "yaml.Node", path: str) -> Part:
    import yaml  # noqa: PLC0415 - only when a policy is named

    line = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        return Part(_mapping(node, path), path, line)
    if isinstance(node, yaml.SequenceNode):
        return Part(tuple(_part(item, path) for item in node.value), path, line)
    quoted = node.style is not None
    return Part(None if node.tag.endswith(":null") and not quoted else str(node.value), path, line, quoted)


def _mapping(node: "yaml.MappingNode", path: str) -> dict[str, Part]:
    import yaml  # noqa: PLC0415 - only when a policy is named

    found: dict[str, Part] = {}
    for key, value in node.value:
        where = _at(path, key.start_mark)
        if not isinstance(key, yaml.ScalarNode):
            raise SettingsError("a key is no word", where=where, hint=_SIMPLE)
        if key.value in found:
            raise SettingsError(f"{key.value} is given twice", where=where, hint="keep one of them")
        found[key.value] = _part(value, path)
    return found
