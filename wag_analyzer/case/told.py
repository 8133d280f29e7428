"""What reading told of exports, back from JSON."""

from collections.abc import Mapping
from types import UnionType
from typing import Any, Final, get_args, get_origin, get_type_hints

from wag_analyzer.errors import CaseError
from wag_analyzer.parser.chat import Notice, Source

__all__ = ["notices_of", "sources_of"]

_ODD: Final = (TypeError, KeyError, AttributeError, ValueError)


def notices_of(told: Mapping[str, Any]) -> tuple[Notice, ...]:
    """Return the notices of a case or a store.

    Raises
    ------
    CaseError
        They are not what a program of ours writes.
    """
    try:
        return tuple(Notice(**_fitting(notice, Notice)) for notice in told["notices"])
    except _ODD:
        raise _wrong("notices") from None


def sources_of(told: Mapping[str, Any]) -> tuple[Source, ...]:
    """Return what a case or a store tells of each file that was read.

    Raises
    ------
    CaseError
        It is not what a program of ours writes.
    """
    try:
        found = [{**source, "layouts": tuple(source["layouts"])} for source in told["sources"]]
        return tuple(Source(**_fitting(source, Source)) for source in found)
    except _ODD:
        raise _wrong("sources") from None


def _wrong(what: str) -> CaseError:
    return CaseError(f"the record of what was read tells no {what}", hint="run 'wag audit' again, into a new folder")


def _fitting(told: Mapping[str, Any], kind: type) -> Mapping[str, Any]:
    """Return what is told when every value is of the kind that its field takes.

    Raises
    ------
    TypeError
        One is not.
    """
    for name, hint in get_type_hints(kind).items():
        wanted = tuple(get_origin(one) or one for one in (get_args(hint) if get_origin(hint) is UnionType else (hint,)))
        wanted += (int,) if float in wanted else ()
        if name in told and not isinstance(told[name], wanted):
            raise TypeError(name)
    return told
