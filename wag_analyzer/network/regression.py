"""Regression on a network: what of pairs goes with their ties, when pairs that share a person are not independent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["Effect", "mrqap"]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Effect:
    """What one factor of pairs goes with, the others held fixed.

    Parameters
    ----------
    factor
        Its name.
    estimate
        Change of the outcome with one unit of the factor; missing when the factor does not vary beside the others.
    standardised
        The same in standard deviations of both.
    t
        Student's t of the estimate, not to be compared with its table: pairs are not independent.
    p
        Share of permutations in which t is as far from 0; missing as the estimate is.
    """

    factor: str
    estimate: float
    standardised: float
    t: float
    p: float


def mrqap(outcome: Floats, factors: Mapping[str, Floats], permutations: int, seed: int) -> list[Effect]:
    """Return the effect of each factor on the outcome, by least squares over ordered pairs, with p by double semi-partialling.

    Parameters
    ----------
    outcome
        One value per ordered pair, source by row; the diagonal does not count.
    factors
        The same for each factor, by name.
    permutations
        How often people are shuffled.
    seed
        Seed of the shuffling.

    Notes
    -----
    For each factor, what the others do not explain of it is shuffled over people (rows and columns together, so that what a person does to
    all stays together), and t of the regression with this in place of the factor is compared with that of the data. Of the ways to permute
    a regression on networks it is the one that stays exact when factors go together and the outcome has a long tail.

    References
    ----------
    Dekker, Krackhardt, Snijders 2007, Psychometrika 72, 563-581. Krackhardt 1988, Social Networks 10, 359-381.
    """
    people = len(outcome)
    pairs = ~np.eye(people, dtype=bool)
    y = outcome[pairs]
    columns = {name: factor[pairs] for name, factor in factors.items()}
    rng = np.random.default_rng(seed)
    orders = [rng.permutation(people) for _ in range(permutations)]
    found = []
    for name, x in columns.items():
        others = _basis([each for other, each in columns.items() if other != name], len(y))
        free = x - others @ (others.T @ x)
        if len(y) <= len(columns) + 2 or float(free @ free) <= 1e-9 * max(float(x @ x), 1e-300):
            found.append(Effect(name, np.nan, np.nan, np.nan, np.nan))
            continue
        rest = y - others @ (others.T @ y)
        shape = (rest, others, len(y) - len(columns) - 1)
        estimate, t = _fitted(free, shape)
        matrix = np.zeros_like(outcome)
        matrix[pairs] = free
        far = sum(abs(_fitted(matrix[np.ix_(order, order)][pairs], shape)[1]) >= abs(t) - 1e-12 for order in orders)
        scale = float(np.std(x) / np.std(y)) if np.std(y) > 0 else np.nan
        found.append(Effect(name, estimate, estimate * scale, t, (1 + far) / (1 + permutations)))
    return found


def _basis(columns: Sequence[Floats], pairs: int) -> Floats:
    """Return an orthonormal basis of the columns and the constant."""
    whole = np.stack([np.ones(pairs), *columns], axis=1)
    left, size, _ = np.linalg.svd(whole, full_matrices=False)
    return np.asarray(left[:, size > 1e-10 * size[0]], dtype=np.float64)


def _fitted(x: Floats, shape: tuple[Floats, Floats, int]) -> tuple[float, float]:
    """Return estimate and t of one more column; ``shape`` is the outcome without the others, their basis, and the degrees of freedom."""
    rest, others, freedom = shape
    free = x - others @ (others.T @ x)
    size = float(free @ free)
    if size <= 1e-12:
        return 0.0, 0.0
    estimate = float(free @ rest) / size
    spread = max(float(rest @ rest) - estimate**2 * size, 1e-300) / freedom
    return estimate, estimate / float(np.sqrt(spread / size))
