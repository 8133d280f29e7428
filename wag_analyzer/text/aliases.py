"""Names the chat uses for members who are shown by a number alone: who speaks around the calls to a name, and never calls it."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from math import comb
from typing import Final

__all__ = ["aliases"]

_WINDOW: Final = 2
_LEAST_CALLS: Final = 3
_LEAST_SHARE: Final = 0.5
_MOST_P: Final = 1e-3
_THIRD: Final = "third"


def aliases(
    calls: Sequence[tuple[int, str, str]], authors: Sequence[str], sessions: Sequence[int], numbers: Sequence[str]
) -> Mapping[str, str]:
    """Return name → member for names that very probably belong to a member known by a number alone.

    Parameters
    ----------
    calls
        Place of the message, name used and form of each reference that is no known member's.
    authors, sessions
        Author and session of every message.
    numbers
        Members without a name.

    Notes
    -----
    For each name, counts the calls (address or mention) with the member writing within two messages of the same session, against the
    member's usual share (binomial tail, corrected for the number of candidates). A name the member uses for somebody is not his own.
    Names only spoken about are never joined: the people who talk about an absent person write around that name too.
    """
    places: dict[str, list[int]] = {number: [] for number in numbers}
    for at, author in enumerate(authors if calls and numbers else ()):
        if author in places:
            places[author].append(at)
    called: defaultdict[str, list[int]] = defaultdict(list)
    users: defaultdict[str, set[str]] = defaultdict(set)
    for at, name, form in calls:
        users[name].add(authors[at])
        if form != _THIRD:
            called[name].append(at)
    found: dict[str, tuple[float, str]] = {}
    for name, spots in called.items():
        if len(spots) < _LEAST_CALLS:
            continue
        tests = [(_tail(spots, places[number], sessions), number) for number in numbers if number not in users[name]]
        best = min(tests, default=(1.0, ""))
        if best[0] * max(1, len(numbers)) <= _MOST_P:
            found[name] = best
    return {name: number for name, (_, number) in found.items()}


def _tail(spots: Sequence[int], places: Sequence[int], sessions: Sequence[int]) -> float:
    """Return how probable it is that the member writes near as many of the calls by chance; 1 when near fewer than half."""
    near = sum(_is_near(spot, places, sessions) for spot in spots)
    if near < _LEAST_SHARE * len(spots) or near < _LEAST_CALLS:
        return 1.0
    share = 1 - (1 - len(places) / max(1, len(sessions))) ** (2 * _WINDOW)
    return sum(comb(len(spots), k) * share**k * (1 - share) ** (len(spots) - k) for k in range(near, len(spots) + 1))


def _is_near(spot: int, places: Sequence[int], sessions: Sequence[int]) -> bool:
    first = bisect_left(places, spot - _WINDOW)
    return any(
        place <= spot + _WINDOW and place != spot and sessions[place] == sessions[spot] for place in places[first : first + 2 * _WINDOW]
    )
