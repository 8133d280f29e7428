"""How often a rule is wrong: what was measured where the truth is known, how rare episodes are, and what reviews have told since."""

from wag_analyzer.precision.learnt import Learnt, read_learnt
from wag_analyzer.precision.odds import Precision

__all__ = ["Learnt", "Precision", "read_learnt"]
