"""What a command costs before it does anything: CPU seconds and wall time of short runs, best of several, and the heavy libraries it loads.

Run: python benchmarks/startup.py [RUNS]

Each run is a process of its own; those of one command are spread over the others', so that a busy minute hits all alike. CPU seconds are
user and system of the process and its children. The first line is Python itself, which is the limit.
"""

import os
import subprocess
import sys
from pathlib import Path
from time import perf_counter

SAMPLE = str(Path(__file__).resolve().parents[1] / "sample_exports" / "android" / "id-dapur.txt")
WAG = ["-m", "wag_analyzer"]
RUNS: dict[str, list[str]] = {
    "python -c pass": ["-c", "pass"],
    "import wag_analyzer": ["-c", "import wag_analyzer"],
    "wag --version": [*WAG, "--version"],
    "wag --help": [*WAG, "--help"],
    "wag ties --help": [*WAG, "ties", "--help"],
    "wag audit --help": [*WAG, "audit", "--help"],
    "wag completion bash": [*WAG, "completion", "bash"],
    "import numpy": ["-c", "import numpy"],
    "import pandas": ["-c", "import pandas"],
    "wag doctor (26 lines)": [*WAG, "doctor", SAMPLE],
    "wag messages (26 lines)": [*WAG, "messages", SAMPLE],
    "wag ties (26 lines)": [*WAG, "ties", SAMPLE],
    "wag detect (26 lines)": [*WAG, "detect", SAMPLE],
}
HEAVY = ("click", "rich", "numpy", "pandas", "pyarrow", "scipy", "networkx", "jinja2", "starlette", "matplotlib")
SEEN = "import sys; sys.argv = ['wag', *sys.argv[1:]]\nfrom wag_analyzer.__main__ import _run\n_run(sys.argv[1:])\n"
TOLD = f"print(' '.join(name for name in {HEAVY!r} if name in sys.modules), file=sys.stderr)"


def once(words: list[str]) -> tuple[float, float]:
    """Return CPU and wall seconds of one run."""
    before, started = os.times(), perf_counter()
    subprocess.run([sys.executable, *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system, perf_counter() - started


def loaded(words: list[str]) -> str:
    """Return the heavy libraries that a command of ours loads."""
    if words[:2] != WAG:
        return ""
    done = subprocess.run([sys.executable, "-c", SEEN + TOLD, *words[2:]], capture_output=True, text=True, check=False)
    return done.stderr.rstrip("\n").split("\n")[-1]


def main() -> None:
    """Print the table."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in RUNS}
    for _ in range(runs):
        for name, words in RUNS.items():
            found[name].append(once(words))
    print(f"Best of {runs} runs.\n\n| command | CPU s | wall s | of our heavy libraries it loads |\n|---|---|---|---|")
    for name, words in RUNS.items():
        cpu, wall = (min(one[turn] for one in found[name]) for turn in (0, 1))
        print(f"| `{name}` | {cpu:.2f} | {wall:.2f} | {loaded(words)} |")


if __name__ == "__main__":
    main()
