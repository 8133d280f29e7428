"""The tables of the run beside other readers, in Markdown, and their place in the page on performance."""

import statistics
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, Protocol

__all__ = ["page", "put"]

BEGIN: Final = "<!-- made by benchmarks/peers.py: begin -->"
END: Final = "<!-- made by benchmarks/peers.py: end -->"
LIMITS: Final = {"reading": "reading the bytes", "counting": "and counting line ends", "floor": "finding each line end, validating UTF-8"}


class Score(Protocol):
    """How right a reader was."""

    messages: int
    right: int

    @property
    def is_whole(self) -> bool:
        """Whether nothing is wrong."""

    def words(self) -> str:
        """Return it in words."""


class Measured(Protocol):
    """What was measured of one system on one shape."""

    cpu: dict[int, float]
    added: list[float]
    small: list[float]
    score: Score | None
    error: str

    def small_ms(self) -> float:
        """Return the milliseconds of a small export."""


Found = Mapping[str, Mapping[str, Any]]


def page(found: Found, peers: Sequence[str], streamed: Mapping[int, Any], notes: Iterable[str]) -> str:
    """Return all tables and what stands under them."""
    here = [peer for peer in peers if any(peer in systems for systems in found.values())]
    parts = [_speed(found, here), _right(found, here), _small(found, here), _memory(found, here), _limits(found)]
    if streamed:
        parts.append(_streamed(streamed))
    return "\n\n".join((*parts, "\n".join(f"- {note}" for note in notes)))


def put(path: Path, text: str) -> None:
    """Put the tables between the two marks of a page."""
    before, _, rest = path.read_text(encoding="utf-8").partition(BEGIN)
    _, mark, after = rest.partition(END)
    if not mark:
        raise SystemExit(f"{path.name} lacks the lines {BEGIN} and {END}")
    path.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{after}", encoding="utf-8")


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    titles = list(head)
    lines = [titles, ["---"] * len(titles), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _titled(title: str, table: str) -> str:
    return f"**{title}**\n\n{table}"


def spread(values: Sequence[float], digits: int = 1) -> str:
    """Return the median, and the range where there is one."""
    if not values:
        return "–"
    middle = f"{statistics.median(values):.{digits}f}"
    return middle if len(values) == 1 else f"{middle} ({min(values):.{digits}f}–{max(values):.{digits}f})"


def _ratios(one: Measured, other: Measured) -> list[float]:
    """Return how many times as much one took as the other, by round."""
    return [one.cpu[turn] / other.cpu[turn] for turn in sorted(one.cpu.keys() & other.cpu.keys()) if other.cpu[turn]]


def _speed(found: Found, peers: Sequence[str]) -> str:
    rows = []
    for shape, systems in found.items():
        ours = systems["ours"]
        spent = list(ours.cpu.values())
        rate = f"{ours.score.messages / statistics.median(spent):,.0f}" if spent and ours.score else "–"
        rows.append([shape, spread(spent, 2), rate, *(_ratio(systems.get(peer), ours) for peer in peers)])
    head = ["header shape", "ours, CPU s", "messages a CPU second", *peers]
    return _titled("CPU seconds of ours, and how many times as much the others take (\\*: reads not all of it rightly)", _table(head, rows))


def _ratio(peer: Measured | None, ours: Measured) -> str:
    if peer is None:
        return "–"
    if _nothing(peer):
        return "reads 0"
    flaw = "" if peer.score and peer.score.is_whole else " \\*"
    return f"{spread(_ratios(peer, ours))} ×{flaw}"


def _nothing(peer: Measured) -> bool:
    return bool(peer.error) or peer.score is None or not peer.score.right


def _right(found: Found, peers: Sequence[str]) -> str:
    rows = [[shape, *(_words(systems.get(name)) for name in ("ours", *peers))] for shape, systems in found.items()]
    return _titled("Messages read rightly: time, sender and text with its line breaks", _table(["header shape", "ours", *peers], rows))


def _words(here: Measured | None) -> str:
    if here is None:
        return "–"
    if here.error:
        return f"0 (stops: {here.error.partition('. ')[0].replace('|', '/')})"
    return here.score.words() if here.score else "–"


def _small(found: Found, peers: Sequence[str]) -> str:
    rows = []
    for shape, systems in found.items():
        told = [systems.get(name) for name in ("ours", *peers)]
        rows.append([shape, *("–" if here is None or _nothing(here) or not here.small else f"{here.small_ms():.1f}" for here in told)])
    return _titled("An export of 3,000 messages, CPU milliseconds after imports (median)", _table(["header shape", "ours", *peers], rows))


def _memory(found: Found, peers: Sequence[str]) -> str:
    rows = []
    for shape, systems in found.items():
        rows.append(
            [shape, *(spread(here.added, 0) if (here := systems.get(name)) and not _nothing(here) else "–" for name in ("ours", *peers))]
        )
    return _titled("Peak memory added while reading, MB", _table(["header shape", "ours", *peers], rows))


def _limits(found: Found) -> str:
    rows = []
    for shape, systems in found.items():
        cells = [f"{spread(list(systems[name].cpu.values()), 3)} s: {spread(_ratios(systems['ours'], systems[name]))}" for name in LIMITS]
        rows.append([shape, *cells])
    return _titled("Limits: CPU seconds, and how many times as much ours takes", _table(["header shape", *LIMITS.values()], rows))


def _streamed(streamed: Mapping[int, Measured]) -> str:
    rows = []
    for messages, here in streamed.items():
        cells = [f"{here.cpu[0]:.1f}", f"{here.added[0]:.0f}"] if here.cpu else ["–", "–"]
        rows.append([f"{messages:,}", *cells, _words(here)])
    return _titled("Streaming to a store, Android 24 h", _table(["messages", "CPU s", "peak memory added, MB", "read rightly"], rows))
