"""Long work in a process of its own: the server stays responsive, and a crash of the work is told in one line."""

import contextlib
import json
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from time import monotonic
from typing import Any, Final, Literal

from wag_analyzer.errors import SettingsError, WagError
from wag_analyzer.web.guard import faults

__all__ = ["Job", "Jobs"]

WORKER: Final = (sys.executable, "-P", "-m", "wag_analyzer.web.work")
"""Our own interpreter and module; -P: nothing is loaded from the folder the user happens to be in."""

_GOODBYE_SECONDS: Final = 3


@dataclass(frozen=True, slots=True)
class Job:
    """How a piece of work stands.

    Parameters
    ----------
    kind
        ``look``, ``audit``, ``index``, ``report`` or ``tables``.
    state
        ``running``, ``done``, ``failed`` or ``stopped``.
    stage, number, stages
        What it does now, and which step of how many that is.
    done, steps
        Within the stage.
    seconds
        Since it began.
    error, error_id
        One line, when it failed, in English and Indonesian.
    result
        What it found, when it is done.
    """

    kind: str
    state: Literal["running", "done", "failed", "stopped"] = "running"
    stage: str = ""
    number: int = 0
    stages: int = 0
    done: int = 0
    steps: int = 0
    seconds: float = 0.0
    error: str = ""
    error_id: str = ""
    result: Any = None

    def told(self) -> dict[str, Any]:
        """Return the job for a page."""
        return {**asdict(self), "seconds": round(self.seconds, 1)}


class Jobs:
    """The work of this run of the app: at most one piece for a case.

    Parameters
    ----------
    command
        What does the work.
    """

    def __init__(self, command: Sequence[str] = WORKER) -> None:
        self._command = list(command)
        self._lock = threading.Lock()
        self._jobs: dict[Path, Job] = {}
        self._began: dict[Path, float] = {}
        self._results: dict[tuple[Path, str], Any] = {}
        self._children: dict[Path, subprocess.Popen[bytes]] = {}

    def of(self, case: Path) -> Job | None:
        """Return the last job of a case, None when there was none in this run of the app."""
        with self._lock:
            job = self._jobs.get(case)
            return replace(job, seconds=monotonic() - self._began[case]) if job is not None and job.state == "running" else job

    def result(self, case: Path, kind: str) -> Any:
        """Return what the last finished work of a kind found in a case, None when there was none."""
        with self._lock:
            return self._results.get((case, kind))

    def forget(self, case: Path, kind: str) -> None:
        """Forget what work of a kind found: it no longer holds."""
        with self._lock:
            self._results.pop((case, kind), None)

    def start(self, case: Path, kind: str, order: Mapping[str, Any]) -> Job:
        """Begin a piece of work.

        Raises
        ------
        SettingsError
            Another piece is under way for this case.
        """
        with self._lock:
            running = self._jobs.get(case)
            if running is not None and running.state == "running":
                raise SettingsError("is being worked on", where="the case", hint="wait for it, or stop it first")
            self._jobs[case], self._began[case] = Job(kind), monotonic()
            child = subprocess.Popen(  # noqa: S603 - our own interpreter and module, nothing of the user's
                self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            )
            self._children[case] = child
        line = json.dumps({"kind": kind, "case": str(case), **order}).encode() + b"\n"
        threading.Thread(target=self._follow, args=(case, child, line), daemon=True).start()
        return self._jobs[case]

    def stop(self, case: Path) -> None:
        """Stop the work on a case; what was there before it is still there."""
        with self._lock:
            child, job = self._children.get(case), self._jobs.get(case)
            if child is None or job is None or job.state != "running":
                return
            self._jobs[case] = replace(job, state="stopped", seconds=monotonic() - self._began[case])
        child.kill()

    def close(self) -> None:
        """Stop all work and wait for its end."""
        with self._lock:
            children = dict(self._children)
        for case, child in children.items():
            self.stop(case)
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(_GOODBYE_SECONDS)

    def _follow(self, case: Path, child: "subprocess.Popen[bytes]", order: bytes) -> None:
        """Read what the work tells until it ends; what stands on its standard input keeps it alive, so it ends with us."""
        stdin, stdout = child.stdin, child.stdout
        if stdin is None or stdout is None:  # pragma: no cover - both are pipes
            return
        with stdin, stdout:
            with contextlib.suppress(OSError):
                stdin.write(order)
                stdin.flush()
            for line in stdout:
                with contextlib.suppress(ValueError):
                    self._take(case, json.loads(line))
            code = child.wait()
        with self._lock:
            job = self._jobs[case]
            if job.state == "running":
                why = f"by signal {-code}" if code < 0 else f"with code {code}"
                what = f"the work ended before it was done ({why})"
                error = WagError(what, hint="the machine may be short of memory; nothing of the case was lost")
                told, seconds = faults(error), monotonic() - self._began[case]
                self._jobs[case] = replace(job, state="failed", error=told["error"], error_id=told["error_id"], seconds=seconds)

    def _take(self, case: Path, told: Mapping[str, Any]) -> None:
        with self._lock:
            job = self._jobs[case]
            if job.state == "running":
                known = {name: value for name, value in told.items() if name in Job.__slots__}
                self._jobs[case] = replace(job, **known, seconds=monotonic() - self._began[case])
                if known.get("state") == "done":
                    self._results[case, job.kind] = known.get("result")
