"""Tails of distributions that detectors test against."""

from math import exp, lgamma

__all__ = ["gathered"]


def gathered(total: int, marked: int, drawn: int, seen: int) -> float:
    """Return how probable it is that ``seen`` or more of the marked are among those drawn (hypergeometric upper tail).

    Parameters
    ----------
    total, marked
        How many there are, and how many of them are marked.
    drawn, seen
        How many are drawn at random, and how many marked ones are seen among them.
    """
    whole = _log_ways(total, drawn)
    counts = range(max(seen, drawn - (total - marked)), min(marked, drawn) + 1)
    return min(1.0, sum(exp(_log_ways(marked, k) + _log_ways(total - marked, drawn - k) - whole) for k in counts))


def _log_ways(n: int, k: int) -> float:
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)
