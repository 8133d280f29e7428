"""How fast the reader is beside others, in one interleaved run: ``python benchmarks/peers.py --peers-python PATH --node-modules PATH``.

The others are chatpack (a wheel for Python 3.11 only), whatstk and chat-miner, in an environment of their own whose Python is given, and
whatsapp-chat-parser, in a folder ``node_modules``. Each read happens in a process of its own, in turns, the turn rotating from round to
round; figures are ratios of CPU seconds within a round. Every row of every reader is compared with the truth. ``--write-docs`` puts the
tables into the page on performance.
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import exports
import peers_table
from peers_check import Score, Truth

HERE: Final = Path(__file__).parent
PAGE: Final = HERE.parent / "docs" / "explanation" / "performance.md"
LIMITS: Final = ("reading", "counting", "floor")
PYTHON_PEERS: Final = ("chatpack", "whatstk", "chat-miner")
NODE_PEER: Final = "whatsapp-chat-parser"
PEERS: Final = (*PYTHON_PEERS, NODE_PEER)
SYSTEMS: Final = ("ours", *LIMITS, *PEERS)
SLOW: Final = frozenset({"whatstk", "chat-miner"})
SMALL: Final = 3000
STREAMED: Final = "android 24h"
INSTALL: Final = {
    **{name: f"pip install {name} in an environment of its own, then --peers-python PATH" for name in PYTHON_PEERS},
    NODE_PEER: f"npm install {NODE_PEER}, then --node-modules PATH",
}


@dataclass
class Measured:
    """What was measured of one system on one shape: CPU seconds by round, MB added, ms for a small export, what was right or refused."""

    cpu: dict[int, float] = field(default_factory=dict)
    added: list[float] = field(default_factory=list)
    small: list[float] = field(default_factory=list)
    score: Score | None = None
    error: str = ""

    def small_ms(self) -> float:
        """Return the milliseconds of a small export in a process that has read one before."""
        return 1000 * statistics.median(self.small[1:] or self.small)


class Run:
    """One run of all systems: what is installed, and what was measured by shape and system."""

    def __init__(self, given: argparse.Namespace, folder: Path) -> None:
        self.given = given
        self.folder = folder
        self.versions: dict[str, str] = {}
        self.missing: dict[str, str] = {}
        self.found: dict[str, dict[str, Measured]] = {}
        self.streamed: dict[int, Measured] = {}

    def command(self, system: str) -> list[str]:
        """Return how the worker of a system is started."""
        if system == NODE_PEER:
            return [self.given.node, str(HERE / "peers" / "worker.js"), str(self.given.node_modules)]
        python = self.given.peers_python if system in PYTHON_PEERS else sys.executable
        return [str(python), str(HERE / "peers" / "worker.py"), system]

    def ask(self, system: str, *words: str) -> dict[str, Any]:
        """Return what a worker says; how it ended when it says nothing."""
        environment = {**os.environ, "TZ": "UTC", "OMP_NUM_THREADS": "1"}
        try:
            done = subprocess.run(
                [*self.command(system), *words], capture_output=True, text=True, env=environment, check=False, timeout=self.given.timeout
            )
        except FileNotFoundError as error:
            return {"missing": str(error)}
        except subprocess.TimeoutExpired:
            return {"error": f"not done after {self.given.timeout} s"}
        lines = done.stdout.strip().split("\n")
        if done.returncode or not lines[-1].startswith("{"):
            return {"error": f"ended with {done.returncode}: {done.stderr.strip()[-160:]}"}
        said: dict[str, Any] = json.loads(lines[-1])
        return said

    def look(self) -> None:
        """Find out who is there."""
        tiny = self.folder / "tiny.txt"
        exports.write(tiny, "android 24h", 50)
        for system in SYSTEMS:
            said = self.ask(system, "-", str(tiny), "-", "1")
            if "missing" in said:
                self.missing[system] = said["missing"]
                self.say(f"{system}: not installed ({INSTALL.get(system, said['missing'])})")
            else:
                self.versions[system] = f"{said.get('version', '?')} ({said.get('runtime', '?')})"

    def say(self, line: str) -> None:
        """Tell how far it is."""
        print(line, file=sys.stderr, flush=True)

    def shape(self, name: str) -> None:
        """Measure all systems on one shape, in turns."""
        large, small = self.folder / "large.txt", self.folder / "small.txt"
        exports.write(small, name, SMALL)
        truth = Truth(exports.written(large, name, self.given.messages))
        here = self.found[name] = {system: Measured() for system in SYSTEMS if system not in self.missing}
        systems = list(here)
        for turn in range(self.given.repeats):
            shift = turn % len(systems)
            for system in (*systems[shift:], *systems[:shift]):
                if not here[system].error and (turn < self.given.slow_repeats or system not in SLOW):
                    self.read(system, here[system], turn, (small, large), truth)
        for system in systems:
            if not here[system].error and system not in LIMITS:
                here[system].small = self.ask(system, "-", str(small), "-", str(self.given.small_reads)).get("cpu", [])

    def read(self, system: str, here: Measured, turn: int, paths: tuple[Path, Path], truth: Truth) -> None:
        """Measure one system once; the first time, compare what it read with the truth."""
        dump = self.folder / "rows.jsonl"
        checked = turn == 0 and system not in LIMITS
        said = self.ask(system, *map(str, paths), str(dump) if checked else "-", "1")
        if "error" in said:
            here.error = said["error"]
        else:
            here.cpu[turn] = said["cpu"][0]
            here.added.append(said["added"])
            if checked:
                here.score = truth.score(dump)
        self.say(f"  round {turn + 1} {system:22s}{here.error or f'{here.cpu[turn]:9.3f} CPU s, {here.added[-1]:6.0f} MB'}")

    def stream(self, messages: int) -> None:
        """Measure reading into a store, without holding the export in memory; compare every row of the store with the truth."""
        small, large, dump = (self.folder / name for name in ("small.txt", "large.txt", "rows.jsonl"))
        exports.write(small, STREAMED, SMALL)
        truth = Truth(exports.written(large, STREAMED, messages))
        here = self.streamed[messages] = Measured()
        said = self.ask("stream", str(small), str(large), str(dump), "1")
        here.error = said.get("error", "") or said.get("missing", "")
        if not here.error:
            here.cpu[0] = said["cpu"][0]
            here.added.append(said["added"])
            here.score = truth.score(dump)
        self.say(f"streamed {messages:,}: {here.error or f'{here.cpu[0]:.1f} CPU s, {here.added[0]:.0f} MB'}")

    def notes(self) -> list[str]:
        """Return under what conditions the figures were taken."""
        given = self.given
        skipped = [f"{system}: not installed ({INSTALL[system]})" for system in PEERS if system in self.missing]
        rounds = f"{given.repeats} interleaved rounds, {given.slow_repeats} for {' and '.join(sorted(SLOW))}"
        return [
            f"{given.messages:,} messages of {len(exports.MEMBERS)} members a shape; {rounds}; behind a median stands the range.",
            "In the first round every row of every reader was compared with the truth of the generated export.",
            "Versions: " + ", ".join(f"{system} {self.versions[system]}" for system in ("ours", *PEERS) if system in self.versions) + ".",
            f"Machine: {processor()}, {os.cpu_count()} cores, {platform.system()}.",
            *skipped,
        ]


def processor() -> str:
    """Return the name of the processor."""
    about = Path("/proc/cpuinfo")
    if about.exists():
        for line in about.read_text(encoding="utf-8", errors="replace").split("\n"):
            if line.startswith("model name"):
                return " ".join(line.partition(":")[2].split())
    return platform.processor() or platform.machine()


def options() -> argparse.Namespace:
    """Return what was asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--messages", type=int, default=1_000_000)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--slow-repeats", type=int, default=2, help="rounds in which whatstk and chat-miner take part")
    parser.add_argument("--small-reads", type=int, default=41, help=f"reads of {SMALL:,} messages in one process; the first does not count")
    parser.add_argument("--shapes", nargs="+", choices=list(exports.SHAPES), default=list(exports.SHAPES))
    parser.add_argument(
        "--peers-python", type=Path, default=Path(sys.executable), help="the Python that has chatpack, whatstk and chat-miner"
    )
    parser.add_argument("--node", default="node", help="the command node")
    parser.add_argument("--node-modules", type=Path, default=Path("node_modules"), help="the folder that has whatsapp-chat-parser")
    parser.add_argument(
        "--stream-messages", type=int, default=0, metavar="N", help="also stream N messages, and a tenth of it, into a store"
    )
    parser.add_argument("--timeout", type=int, default=3600, help="seconds for one read")
    parser.add_argument("--write-docs", action="store_true", help="put the tables into the page on performance")
    return parser.parse_args()


def main() -> None:
    """Measure and print."""
    given = options()
    with tempfile.TemporaryDirectory() as folder:
        run = Run(given, Path(folder))
        run.look()
        for name in given.shapes:
            run.say(name)
            run.shape(name)
        for messages in (given.stream_messages // 10, given.stream_messages) if given.stream_messages else ():
            run.stream(messages)
    text = peers_table.page(run.found, PEERS, run.streamed, run.notes())
    print(text)
    if given.write_docs:
        peers_table.put(PAGE, text)


if __name__ == "__main__":
    main()
