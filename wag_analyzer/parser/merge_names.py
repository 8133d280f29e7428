"""One name for each person of a joined chat, whatever the address books call him."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from wag_analyzer.parser.align_lines import SELF, Lines, number_of
from wag_analyzer.parser.merge_steps import Joining

__all__ = ["Named", "named"]


@dataclass(frozen=True, slots=True)
class Named:
    """One name in one export: the person's name in the joined chat, how sure that is and why."""

    part: int
    name: str
    same_as: str
    score: float
    reason: str


def named(state: Joining, lines: Mapping[int, Lines], files: Mapping[int, str]) -> list[Named]:
    """Return every name of every export with the name its person bears in the joined chat.

    A saved name goes before a number, both before 'you'; then the name that most exports use, then the longest, then the first in the
    alphabet. A name that some export gives to somebody else is taken only when there is no other, with the export's name behind it.

    Parameters
    ----------
    state
        The joined exports.
    lines, files
        Lines and file name of each export.
    """
    uses: defaultdict[int, Counter[str]] = defaultdict(Counter)
    held: defaultdict[str, set[int]] = defaultdict(set)
    owners: list[tuple[int, str, int, int]] = []
    for part, codes in sorted(state.codes.items()):
        for code, (person, names) in enumerate(zip(codes.tolist(), lines[part].names, strict=True)):
            (name,) = names
            uses[person][name] += 1
            held[name].add(person)
            owners.append((part, name, person, code))
    shared = {name for name, persons in held.items() if len(persons) > 1}
    first = {(person, name): files[part] for part, name, person, _ in reversed(owners)}
    picked = {person: _chosen(names, shared) for person, names in sorted(uses.items())}
    chosen = {person: f"{name} ({first[person, name]})" if name in shared else name for person, name in picked.items()}
    return [Named(part, name, chosen[person], *_why(state, part, code, person)) for part, name, person, code in owners]


def _chosen(names: Counter[str], shared: set[str]) -> str:
    return min(
        names, key=lambda name: (name == SELF, name in shared, bool(number_of(name)), -names[name], -len(name), name.casefold(), name)
    )


def _why(state: Joining, part: int, code: int, person: int) -> tuple[float, str]:
    """Return how sure it is and why that a name of an export is the person: by its own link, else by one from another export."""
    own = [(link, other) for link, other in state.links.get(part, ()) if link.b == code]
    if own:
        link, other = max(own, key=lambda pair: (pair[0].agree, pair[0].score))
        return link.score, f"{link.why} (with {other})"
    others = [
        link
        for number, links in sorted(state.links.items())
        for link, _ in links
        if int(state.codes[number][link.b]) == person
    ]  # fmt: skip
    if others:
        best = max(others, key=lambda link: (link.agree, link.score))
        return best.score, best.why
    return 1.0, "the name itself"
