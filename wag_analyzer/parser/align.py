"""Two exports of one group laid side by side: which lines are the same, how the clocks differ, who is who.

Near linear in time and memory: words that each export holds once give the clock and the names; then equal words of one person at one
time are paired by sorting, the k-th with the k-th; only what is left is compared line by line, within one person's minute.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from wag_analyzer.parser.align_clock import Clock, anchors, clock_between
from wag_analyzer.parser.align_events import event_pairs, event_votes
from wag_analyzer.parser.align_lines import SYSTEM, Bools, Lines
from wag_analyzer.parser.align_names import WEAK, Apart, Link, links, persons
from wag_analyzer.parser.align_pairs import Pairs, mixed, near, paired, singles
from wag_analyzer.parser.align_variants import HOW, Words, leftovers, variants
from wag_analyzer.parser.dates import Ints
from wag_analyzer.parser.merge_order import steady

__all__ = ["Alignment", "align"]

Edges = tuple[Bools, Bools]
LONG: Final = 10
"""Letters from which a text counts as a full vote for who is who."""


@dataclass(frozen=True, slots=True)
class Alignment:
    """Two exports side by side.

    Parameters
    ----------
    a, b
        Places of paired lines in the two exports, in the order of the first.
    how
        How the two lines of each pair differ: index into ``HOW``.
    clock
        What to add to the second export's times.
    links
        Who is who.
    edges
        For each export, which lines stand before the other begins, and which behind its end.
    unexplained
        Places of lines of one person at one time whose words differ though no export calls them edited; these are not paired.
    """

    a: Ints
    b: Ints
    how: Ints
    clock: Clock
    links: list[Link]
    edges: tuple[Edges, Edges]
    unexplained: list[tuple[int, int]]


def align(a: Lines, b: Lines, alike: Words, apart: Apart = ()) -> Alignment:
    """Return how the lines of two exports of one group go together.

    Parameters
    ----------
    a, b
        The lines of the two exports.
    alike
        Likeness of the words of two lines, 0 to 1; asked only for the few that are left over.
    apart
        Names that are two persons because the user says so.
    """
    clock = clock_between(a, b)
    at_a, at_b, _ = clock.buckets(a, b)
    said = _said_votes(a, b, (at_a, at_b), clock)
    known = links(a, b, said, event_votes(a, b, (at_a, at_b)), apart)
    person = persons(len(a.names), len(b.names), known)
    known = links(a, b, said, event_votes(a, b, (at_a, at_b), person), apart)
    person = persons(len(a.names), len(b.names), known)
    who = np.append(person[0], -1)[a.who], np.append(person[1], -1)[b.who]
    i, j = _same_words(a, b, who, (at_a, at_b), clock.reach)
    inside = _both_cover((at_a, at_b), clock.reach)
    free = [leftovers(len(lines), used, np.flatnonzero(within & (lines.kind != SYSTEM)))
            for lines, used, within in ((a, i, inside[0]), (b, j, inside[1]))]  # fmt: skip
    keys = (mixed(who[0], at_a).astype(np.int64), mixed(who[1], at_b).astype(np.int64))
    rest = variants(a, b, keys, (free[0], free[1]), alike)
    changed = HOW.index("changed")
    events = event_pairs(a, b, (at_a, at_b), person)
    found = [
        *zip(i.tolist(), j.tolist(), [0] * len(i), strict=True),
        *zip(*(side.tolist() for side in events), [0] * len(events[0]), strict=True),
    ]
    table = np.array(sorted([*found, *(pair for pair in rest if pair[2] != changed)]), np.int64).reshape(-1, 3)
    unexplained = [pair[:2] for pair in rest if pair[2] == changed]
    edges = _edges((at_a, at_b), (table[:, 0], table[:, 1]))
    return Alignment(table[:, 0], table[:, 1], table[:, 2], clock, known, edges, unexplained)


def _said_votes(a: Lines, b: Lines, at: Pairs, clock: Clock) -> list[tuple[int, int, float]]:
    """Return who sent words that both hold once at one time."""
    rows_a, rows_b = (np.flatnonzero((lines.who >= 0) & (lines.length > 0)) for lines in (a, b))
    i, j = singles(mixed(a.loose[rows_a], at[0][rows_a]), mixed(b.loose[rows_b], at[1][rows_b]))
    i, j = rows_a[i], rows_b[j]
    if clock.reach:
        lone_a, lone_b = anchors(a, b)
        close = (np.abs(at[0][lone_a] - at[1][lone_b]) <= clock.reach) & ~np.isin(lone_a, i)
        i, j = np.concatenate((i, lone_a[close])), np.concatenate((j, lone_b[close]))
    weight = np.where(a.length[i] >= LONG, 1.0, WEAK)
    return list(zip(a.who[i].tolist(), b.who[j].tolist(), weight.tolist(), strict=True))


def _same_words(a: Lines, b: Lines, who: Pairs, at: Pairs, reach: int) -> Pairs:
    """Return the pairs with equal words: exactly equal first, then but for what phones show differently, then up to ``reach`` apart."""
    done: list[Pairs] = []
    for words, wide in (("exact", 0), ("loose", 0), *((("exact", reach), ("loose", reach)) if reach else ())):
        used = [np.concatenate([np.zeros(0, np.int64), *(pair[side] for pair in done)]) for side in (0, 1)]
        rows = [leftovers(len(lines), gone, np.flatnonzero((lines.who >= 0) & (lines.kind < 3)))
                for lines, gone in ((a, used[0]), (b, used[1]))]  # fmt: skip
        hashes = [getattr(lines, words)[row] for lines, row in ((a, rows[0]), (b, rows[1]))]
        keys = [mixed(hashed, side[row]) for hashed, side, row in zip(hashes, who, rows, strict=True)]
        times = [side[row] for side, row in zip(at, rows, strict=True)]
        if wide:
            i, j = near((keys[0], times[0]), (keys[1], times[1]), wide)
        else:
            i, j = paired(mixed(keys[0], times[0]), mixed(keys[1], times[1]))
        done.append((rows[0][i], rows[1][j]))
    return np.concatenate([pair[0] for pair in done]), np.concatenate([pair[1] for pair in done])


def _both_cover(at: Pairs, slack: int) -> tuple[Bools, Bools]:
    """Return which lines of each lie in the time that both cover, the step of a cut included."""
    (first_a, last_a), (first_b, last_b) = (_span(side) for side in at)
    first, last = max(first_a, first_b) - slack, min(last_a, last_b) + slack
    return (at[0] >= first) & (at[0] <= last), (at[1] >= first) & (at[1] <= last)


def _edges(at: Pairs, pairs: Pairs) -> tuple[Edges, Edges]:
    """Return for each export which lines stand before the other begins and behind its end; within the step of a cut their order tells."""
    spans = [_span(side) for side in at]
    found = []
    for turn, (first, last) in enumerate(reversed(spans)):
        place, mine = np.arange(len(at[turn])), at[turn]
        early, late = place < pairs[turn].min(initial=len(mine)), place > pairs[turn].max(initial=-1)
        some = bool(len(pairs[turn]))
        found.append(((mine < first) | (some & early & (mine == first)), (mine > last) | (some & late & (mine == last))))
    return found[0], found[1]


def _span(at: Ints) -> tuple[int, int]:
    smooth = steady(at)
    return (int(smooth.min()), int(smooth.max())) if len(at) else (1, 0)
