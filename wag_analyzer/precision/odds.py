"""The odds that a finding is wrong: false alarms against episodes that are there and found, then what reviews say.

Let *b* be the base rate, episodes of the kind in 1,000 messages; *λ* the rule's wrong findings in 1,000 messages; *r* the share of episodes
it finds. Of the findings in a group, λ / (λ + b r) are wrong. λ and r are not known but measured, so each has a distribution,

    λ ~ Gamma(½ + wrong, thousands of messages),   r ~ Beta(½ + found, ½ + missed)   (Jeffreys),

and the expectation over both, p₀, is what to expect of the next finding. Reviews then count as in the Beta-Binomial model: with *s* = what
the measurement is worth, at most ten reviews, since it was made on simulated chats,

    p = (s p₀ + refuted) / (s + confirmed + refuted),

which is the posterior predictive probability that the next finding is wrong.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

__all__ = ["Precision"]

_WORTH: Final = 10
"""Reviews that the measurement on simulated chats is worth at most."""
_RATES: Final = 200
_SHARES: Final = 40
_THOUSAND: Final = 1000.0
_Z: Final = 1.96


@dataclass(frozen=True, slots=True)
class Precision:
    """How often a rule was right where the truth is known, and how often it is expected to be wrong where it is used.

    Parameters
    ----------
    right, n
        So many of ``n`` findings were right.
    false_alarms, messages
        Wrong findings in chats without any planted risk, and messages of those chats.
    data, data_id
        What it was measured on, in English and in Indonesian.
    missed
        Planted episodes that were not found.
    all_messages
        Messages of all chats in which the ``n`` findings were made; 0: those of ``messages``.
    base_rate
        Episodes of the kind expected in 1,000 messages of the user's groups.
    confirmed, refuted
        Reviewed findings of the rule that were what they looked like, and that were not.
    """

    right: int
    n: int
    false_alarms: int
    messages: int
    data: str
    data_id: str = ""
    missed: int = 0
    all_messages: int = 0
    base_rate: float = 0.1
    confirmed: int = 0
    refuted: int = 0

    def described(self, lang: str = "en") -> str:
        """Return what the figures were measured on, in Indonesian where it is known in it."""
        return self.data_id if lang == "id" and self.data_id else self.data

    @property
    def wrong(self) -> int:
        """Return how many findings were wrong where the truth is known."""
        return self.n - self.right

    @property
    def share_wrong(self) -> float | None:
        """Return the share of wrong findings where the truth is known, None when none was ever made."""
        return self.wrong / self.n if self.n else None

    def interval(self, z: float = _Z) -> tuple[float, float]:
        """Return the Wilson score interval of ``share_wrong`` (Wilson 1927, JASA 22); (0, 1) without data."""
        if not self.n:
            return (0.0, 1.0)
        p, n = self.wrong / self.n, self.n
        middle = (p + z * z / (2 * n)) / (1 + z * z / n)
        half = z * ((p * (1 - p) / n + z * z / (4 * n * n)) ** 0.5) / (1 + z * z / n)
        return (max(0.0, middle - half), min(1.0, middle + half))

    @property
    def reviewed(self) -> int:
        """Return how many reviews count."""
        return self.confirmed + self.refuted

    @property
    def p_wrong(self) -> float | None:
        """Return the probability that the next finding is wrong; None without a measured finding or a review."""
        a, b = self._counts()
        return a / (a + b) if a + b else None

    def p_wrong_interval(self) -> tuple[float, float]:
        """Return the 95 % interval of the share of wrong findings where the rule is used; (0, 1) without data."""
        a, b = self._counts()
        return _beta_interval(a, b) if a + b else (0.0, 1.0)

    def _counts(self) -> tuple[float, float]:
        """Return the two parameters of the Beta distribution of that share; (0, 0) without data."""
        if not self.n and not self.reviewed:
            return (0.0, 0.0)
        seen = (self.wrong, self.all_messages or self.messages, self.right, self.missed)
        worth = max(1, min(self.n, _WORTH))
        expected = _expected_wrong(seen, self.base_rate)
        return (worth * expected + self.refuted, worth * (1 - expected) + self.confirmed)


@lru_cache(maxsize=256)
def _expected_wrong(seen: tuple[int, int, int, int], base_rate: float) -> float:
    """Return the mean of λ / (λ + b r) over a grid of equally likely values of λ and of r."""
    import numpy as np  # noqa: PLC0415 - the command line starts without it
    from scipy.special import betaincinv, gammaincinv  # noqa: PLC0415 - as above

    wrong, messages, found, missed = seen
    rates = gammaincinv(0.5 + wrong, (np.arange(_RATES) + 0.5) / _RATES) / max(messages / _THOUSAND, 1e-9)
    shares = betaincinv(0.5 + found, 0.5 + missed, (np.arange(_SHARES) + 0.5) / _SHARES)
    true = base_rate * shares[:, None]
    return float((rates / (rates + true)).mean())


@lru_cache(maxsize=256)
def _beta_interval(a: float, b: float) -> tuple[float, float]:
    from scipy.special import betaincinv  # noqa: PLC0415 - the command line starts without it

    return (float(betaincinv(a, b, 0.025)), float(betaincinv(a, b, 0.975)))
