"""All benchmarks, one after the other, into one folder: one text file each, and what each took.

Run: python benchmarks/run.py OUT [NAME…]

NAME picks some of them (``reader``, ``replies``, ``batch`` …); without names all run, which takes hours. Run it on a quiet machine.
"""

import os
import subprocess
import sys
from pathlib import Path
from time import perf_counter

HERE = Path(__file__).parent
STEPS = {
    "startup": ["startup.py"],
    "reader": ["reader.py"],
    "peers": ["peers.py"],
    "replies": ["replies.py"],
    "ties": ["ties.py"],
    "nulls": ["nulls.py"],
    "measures": ["measures.py"],
    "circles": ["circles.py"],
    "roles": ["roles.py"],
    "lifecycle": ["lifecycle.py"],
    "uses": ["uses.py"],
    "identities": ["identities.py"],
    "risks": ["risks.py"],
    "store": ["batch_store.py"],
    "batch": ["batch.py", "200", "1000"],
}
"""Name → script and its words."""


def main() -> int:
    """Run what is asked for, and return 1 when one of them failed."""
    if len(sys.argv) < 2:
        print(__doc__)
        return 2
    out = Path(sys.argv[1])
    wanted = sys.argv[2:] or list(STEPS)
    unknown = [name for name in wanted if name not in STEPS]
    if unknown:
        print(f"no benchmark is called {', '.join(unknown)}; there are {', '.join(STEPS)}")
        return 2
    out.mkdir(parents=True, exist_ok=True)
    failed = 0
    for name in wanted:
        started = perf_counter()
        with (out / f"{name}.txt").open("w", encoding="utf-8") as file:
            done = subprocess.run(
                [sys.executable, str(HERE / STEPS[name][0]), *STEPS[name][1:]],
                check=False,
                stdout=file,
                stderr=subprocess.STDOUT,
                env={"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", **os.environ},
            )
        failed += done.returncode != 0
        print(
            f"{name:<12}{perf_counter() - started:>9.1f} s  {'ok' if done.returncode == 0 else f'failed ({done.returncode})'}", flush=True
        )
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
