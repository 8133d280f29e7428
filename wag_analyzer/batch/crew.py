"""Files handed to workers and answers taken back; a worker that dies takes no other file's answer with it."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, CancelledError, Executor, Future, wait
from itertools import islice
from typing import Any, Final

from wag_analyzer.batch.task import Task

__all__ = ["Answer", "answers"]

Answer = dict[str, Any] | None
"""What became of a file; None when its worker died of it."""

Work = Callable[[Task], dict[str, Any]]
_AHEAD: Final = 2
"""Files that are handed over for each worker, so that none waits for the next."""

_KILLED: Final = frozenset({"KilledWorker"})
"""Names of the errors by which engines with workers elsewhere say that one died; their classes are not imported for that."""


def answers(tasks: Iterable[Task], work: Work, workers: Callable[[], Executor], jobs: int) -> Iterator[tuple[Task, Answer]]:
    """Yield each file with what became of it, as they are done.

    When a worker dies, nobody knows of which file: those that were under way are tried again one by one, each with a new worker, and the
    one of which a worker dies again has no answer.

    Parameters
    ----------
    work
        What a worker does; what it raises stops the run.
    workers
        Gives workers; called again when they are broken.
    jobs
        How many workers there are.
    """
    crew = _Crew(work, workers)
    try:
        left = iter(tasks)
        doing: dict[Future[dict[str, Any]], Task] = {}
        while True:
            suspects = _filled(crew, doing, islice(left, _AHEAD * jobs - len(doing)))
            if not doing and not suspects:
                break
            done = set() if suspects else wait(doing, return_when=FIRST_COMPLETED).done
            for future in done:
                task = doing.pop(future)
                if _is_broken(future):
                    suspects.append(task)
                else:
                    yield task, future.result()
            if suspects:
                suspects += doing.values()
                doing.clear()
                yield from _one_by_one(crew, suspects)
        crew.leave()
    except BaseException:
        crew.drop()
        raise


class _Crew:
    """Workers that are there when they are needed."""

    def __init__(self, work: Work, workers: Callable[[], Executor]) -> None:
        self._work = work
        self._workers = workers
        self._executor: Executor | None = None

    def take(self, task: Task) -> Future[dict[str, Any]]:
        """Hand over a file."""
        if self._executor is None:
            self._executor = self._workers()
        return self._executor.submit(self._work, task)

    def leave(self) -> None:
        """Let the workers go; the next file gets new ones."""
        if self._executor is not None:
            self._executor.shutdown()
        self._executor = None

    def drop(self) -> None:
        """Let the workers go without waiting for what they do."""
        if self._executor is not None:
            self._executor.shutdown(wait=False)
        self._executor = None


def _filled(crew: _Crew, doing: dict[Future[dict[str, Any]], Task], tasks: Iterable[Task]) -> list[Task]:
    """Hand over files, and return those that found the workers broken."""
    for task in tasks:
        try:
            doing[crew.take(task)] = task
        except BrokenExecutor:
            return [task]
    return []


def _one_by_one(crew: _Crew, tasks: Iterable[Task]) -> Iterator[tuple[Task, Answer]]:
    crew.leave()
    for task in sorted(tasks, key=lambda task: task.name):
        future = crew.take(task)
        if _is_broken(future):
            crew.leave()
            yield task, None
        else:
            yield task, future.result()


def _is_broken(future: Future[dict[str, Any]]) -> bool:
    try:
        error = future.exception()
    except CancelledError:
        return True
    return isinstance(error, BrokenExecutor) or type(error).__name__ in _KILLED
