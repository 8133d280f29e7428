"""How many threads matrix libraries use is told them by the environment, before they are loaded."""

from typing import Final

__all__ = ["THREADS"]

THREADS: Final = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
"""Variables read by OpenMP, OpenBLAS and MKL."""
