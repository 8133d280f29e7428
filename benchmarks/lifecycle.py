"""How often a change of pace or a wave of arrivals is told where there is none, and how often one that is there is found.

Run ``python benchmarks/lifecycle.py``; ``--runs`` says how many groups of each kind are made.
"""

import argparse
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from wag_analyzer.network.arrivals import wave
from wag_analyzer.network.change_points import changes

Floats = npt.NDArray[np.float64]
OFFICE = np.array([1.2, 1.1, 1.0, 1.1, 1.2, 0.3, 0.15])
NEAR = 7


def even(rate: Floats, rng: np.random.Generator) -> Floats:
    """Return Poisson counts."""
    return rng.poisson(rate).astype(np.float64)


def bursty(rate: Floats, rng: np.random.Generator) -> Floats:
    """Return counts that vary more than Poisson counts: negative binomial, variance mean + 1.25 mean²."""
    return even(rate * rng.gamma(0.8, 1.25, len(rate)), rng)


def moody(rate: Floats, rng: np.random.Generator) -> Floats:
    """Return counts of which lively days follow one another: log rate with autocorrelation 0.4."""
    noise, now = np.zeros(len(rate)), 0.0
    for day in range(len(rate)):
        now = 0.4 * now + rng.normal(0, 0.55)
        noise[day] = now
    return even(rate * np.exp(noise - noise.var() / 2), rng)


KINDS: dict[str, Callable[[Floats, np.random.Generator], Floats]] = {"even": even, "bursty": bursty, "autocorrelated": moody}


def group(kind: str, level: Floats, seed: int) -> tuple[Floats, npt.NDArray[np.int64]]:
    """Return messages a day and weekdays of one group with office weeks."""
    rng = np.random.default_rng(seed)
    weekday = (np.arange(len(level)) + int(rng.integers(7))) % 7
    return KINDS[kind](level * OFFICE[weekday], rng), weekday


def false_alarms(kind: str, days: int, runs: int) -> float:
    """Return the share of groups without change in which one is told."""
    return float(np.mean([bool(changes(*group(kind, np.full(days, 12.0), seed), seed)) for seed in range(runs)]))


def found(kind: str, days: int, factor: float, runs: int) -> float:
    """Return the share of groups in which the pace changes by ``factor`` half-way and is told to, within a week of the day."""
    level = np.where(np.arange(days) < days // 2, 12.0, 12.0 * factor)
    told = (changes(*group(kind, level, seed), seed) for seed in range(runs))
    return float(np.mean([any(abs(change.day - days // 2) <= NEAR for change in each) for each in told]))


def waves(arrivals: int, days: int, runs: int) -> float:
    """Return the share of groups with arrivals spread by chance in which a wave is told."""
    drawn = (wave(np.random.default_rng(seed).integers(0, days, arrivals), days, seed) for seed in range(runs))
    return float(np.mean([each is not None and each.p <= 0.05 for each in drawn]))


def main() -> None:
    """Print the tables."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--runs", type=int, default=200)
    runs = reader.parse_args().runs
    print("| days | counts | told without change | ×2 found | ×3 found |\n|---:|---|---:|---:|---:|")
    for days in (42, 90, 180, 360):
        for kind in KINDS:
            figures = (false_alarms(kind, days, runs), found(kind, days, 2, runs // 2), found(kind, days, 3, runs // 2))
            print(f"| {days} | {kind} | " + " | ".join(f"{figure:.0%}" for figure in figures) + " |", flush=True)
    print("\n| days | arrivals | wave told without one |\n|---:|---:|---:|")
    for days, arrivals in ((60, 6), (180, 20), (360, 100)):
        print(f"| {days} | {arrivals} | {waves(arrivals, days, runs):.0%} |", flush=True)


if __name__ == "__main__":
    main()
