"""The run over a folder: what is new is read, what is known is left, and what became of each file is told."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, field
from typing import Any, Final

from wag_analyzer.batch.crew import Answer, answers
from wag_analyzer.batch.find import Found, digest_of
from wag_analyzer.batch.pool import hand
from wag_analyzer.batch.store import Entry, Store
from wag_analyzer.batch.task import PASSING, Task, failure, made_with
from wag_analyzer.settings import Settings

__all__ = ["Outcome", "Plan", "Told", "batch", "is_finished"]

_DIED: Final = "the worker that read it died; perhaps it needs more memory than there is"
_TOLD: Final = ("sha256", "group", "people", "lines_lost", "locale", "from", "to", "findings", "seconds", "error_code", "error")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file.

    Parameters
    ----------
    name
        The file.
    status
        ``done`` (read and examined), ``read`` (messages only), ``failed``, ``passed`` (it is no chat, and is not called like an export),
        ``known`` (the store has it), ``same`` (another file of this run has the same bytes), ``new`` (would be read, in a dry run).
    meta
        What the store keeps of it; empty when nothing is known.
    """

    name: str
    status: str
    meta: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_failed(self) -> bool:
        """Whether the file could not be read, in this run or an earlier one."""
        return "failed" in {self.status, self.meta.get("status")}

    def record(self) -> dict[str, Any]:
        """Return the outcome as one JSON object."""
        known = {name: self.meta[name] for name in _TOLD if name in self.meta}
        messages = {"messages": self.meta["rows"].get("messages", 0)} if self.meta.get("sources") else {}
        return {"type": "export", "file": self.name, "status": self.status, **messages, **known}


Told = Callable[[Found, Outcome], None]
"""Who is told what became of a file, as soon as it is known."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How a run is done.

    Parameters
    ----------
    settings
        What can change a result.
    workers
        Gives the workers.
    jobs
        How many there are.
    is_messages_only
        Whether nothing is made but the messages.
    is_forced
        Whether files that the store has are read again.
    is_dry
        Whether nothing is done but said.
    tag
        Of the shard.
    """

    settings: Settings
    workers: Callable[[], Executor]
    jobs: int = 1
    is_messages_only: bool = False
    is_forced: bool = False
    is_dry: bool = False
    tag: str = ""


def batch(store: Store, files: Iterable[Found], plan: Plan, told: Told) -> None:
    """Read the files that are new to a store, which is locked, and tell what became of each.

    Raises
    ------
    CaseError
        The store cannot be written; what was finished before is in it.
    SettingsError
        The roster, the contacts, the decisions or the policy cannot be used.
    """
    run = _Run(store, plan, told)
    for task, answer in answers(run.tasks(files), hand, plan.workers, plan.jobs):
        run.settle(task, answer)


def is_finished(entry: Entry, plan: Plan) -> bool:
    """Say whether a store has all of an export that a plan would make, or would fail to read it in the same way."""
    status = entry.meta["status"]
    if entry.meta.get("erased"):
        return True  # to read the file again would bring somebody back who was forgotten
    if plan.is_forced:
        return False
    if status in {"failed", "passed"}:
        return entry.meta["error_code"] not in PASSING and entry.meta["made_with"] == made_with()
    return bool(status == "done" or plan.is_messages_only or entry.meta.get("is_large"))


class _Run:
    """What is under way and what was seen."""

    def __init__(self, store: Store, plan: Plan, told: Told) -> None:
        self._store = store
        self._plan = plan
        self._told = told
        self._doing: dict[str, Found] = {}
        self._same: defaultdict[str, list[Found]] = defaultdict(list)
        self._done: set[str] = set()

    def tasks(self, files: Iterable[Found]) -> Iterator[Task]:
        """Yield what is to be read, and tell of what is not."""
        for file in files:
            try:
                digest = digest_of(file.path)
            except OSError as error:
                self._told(file, Outcome(file.name, "failed", {"error_code": "unreadable", "error": f"cannot be read ({error.strerror})"}))
                continue
            yield from self._task(file, digest)

    def settle(self, task: Task, answer: Answer) -> None:
        """Tell what became of a file, and of those with the same bytes."""
        meta = self._died(task) if answer is None else answer
        self._done.add(task.sha256)
        self._told(self._doing.pop(task.sha256), Outcome(task.name, meta["status"], meta))
        for file in self._same.pop(task.sha256, ()):
            self._told(file, Outcome(file.name, "same", meta))

    def _task(self, file: Found, digest: str) -> Iterator[Task]:
        if digest in self._doing:
            self._same[digest].append(file)
            return
        entry = self._store.entry(digest)
        if entry is not None and (digest in self._done or is_finished(entry, self._plan)):
            self._told(file, Outcome(file.name, "same" if digest in self._done else "known", entry.meta))
            self._done.add(digest)
        elif self._plan.is_dry:
            self._told(file, Outcome(file.name, "same" if digest in self._done else "new", {"sha256": digest}))
            self._done.add(digest)
        else:
            self._doing[digest] = file
            yield Task(
                path=file.path,
                name=file.name,
                size=file.size,
                sha256=digest,
                store=self._store.path,
                settings=self._plan.settings,
                is_messages_only=self._plan.is_messages_only,
                is_sure=file.is_sure,
                replacing=entry is not None,
                tag=self._plan.tag,
            )

    def _died(self, task: Task) -> dict[str, Any]:
        meta = {**failure(task, "worker-died", _DIED), "seconds": 0.0}
        with self._store.staged(task.sha256, task.tag, replacing=task.replacing) as folder:
            self._store.describe(folder, meta)
        return meta
