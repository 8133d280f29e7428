"""One reader in a process of its own: ``python worker.py SYSTEM WARM PATH DUMP TIMES``; prints one line of JSON.

Reads WARM once (``-``: does not), then PATH so many times, and says the CPU seconds of each read (user and system, children included;
imports are done before) and the peak of memory the last one added. DUMP (``-``: none) gets what was read, one JSON list a line: time,
sender (null: nobody), text, and where the reader says so kind (of a system line, its event) and number of mentions. Needs nothing but the
reader itself.
"""

import contextlib
import gc
import json
import logging
import platform
import resource
import sys
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

Rows = Iterable[tuple[Any, ...]]


class Reader(NamedTuple):
    """What reads a path, what makes rows of that, and which version it is."""

    read: Callable[[str], Any]
    rows: Callable[[Any], Rows]
    version: str


def ours() -> Reader:
    """Return our reader: tables of messages, events and coverage."""
    read = import_module("wag_analyzer.parser.read").read
    import_module("pandas"), import_module("pyarrow.compute")

    def rows(chat: Any) -> Iterator[tuple[Any, ...]]:
        said, events = chat.messages, chat.events.drop_duplicates(["file", "line"])
        at = said["at"].dt.strftime("%Y-%m-%dT%H:%M:%S")
        yield from zip(at, said["sender"], said["raw"], said["kind"].astype(str), map(len, said["mentions"]), strict=True)
        at = events["at"].dt.strftime("%Y-%m-%dT%H:%M:%S")
        yield from ((time, None, text, kind, 0) for time, text, kind in zip(at, events["text"], events["type"].astype(str), strict=True))
        kept, told = chat.coverage, sum(source.lines_total for source in chat.sources)
        if (held := int((kept["last_line"] - kept["line"] + 1).sum())) != told:
            raise ValueError(f"the ledger holds {held} of {told} lines")

    return Reader(lambda path: read([path]), rows, version("wag-analyzer"))


def stream() -> Reader:
    """Return our way from an export into a Parquet store beside it, for files larger than memory."""
    write = import_module("wag_analyzer.case.store").write_store
    settings = import_module("wag_analyzer.settings").Settings()
    dataset, compute = import_module("pyarrow.dataset").dataset, import_module("pyarrow.compute")

    def read(path: str) -> Path:
        store = Path(path).with_suffix(".store")
        write(Path(path), store, settings)
        return store

    def rows(store: Path) -> Iterator[tuple[Any, ...]]:
        for name in ("messages", "events"):
            for batch in dataset(store / f"{name}.parquet").to_batches(batch_size=50_000):
                at = compute.strftime(batch["at"], "%Y-%m-%dT%H:%M:%S").to_pylist()
                if name == "messages":
                    yield from zip(at, *(batch[column].to_pylist() for column in ("sender", "raw")), strict=True)
                else:
                    lines = {
                        line: (time, None, text)
                        for time, line, text in zip(at, *(batch[c].to_pylist() for c in ("line", "text")), strict=True)
                    }
                    yield from lines.values()

    return Reader(read, rows, version("wag-analyzer"))


def chatpack() -> Reader:
    """Return chatpack (Rust)."""
    parser = import_module("chatpack").WhatsAppParser()
    return Reader(parser.parse, lambda found: (((row.timestamp or "")[:19], row.sender, row.content) for row in found), version("chatpack"))


def whatstk() -> Reader:
    """Return whatstk, without its limit of size."""
    read = import_module("whatstk.whatsapp.parser").df_from_whatsapp

    def rows(frame: Any) -> Rows:
        return zip(frame["date"].dt.strftime("%Y-%m-%dT%H:%M:%S"), frame["username"], frame["message"], strict=True)

    return Reader(lambda path: read(path, max_size=None), rows, version("whatstk"))


def chat_miner() -> Reader:
    """Return chat-miner up to its list of messages, without the table, its log and its progress bar."""
    module: Any = import_module("chatminer.chatparsers")
    logging.disable(logging.CRITICAL)
    module.tqdm = lambda lines: lines
    module.logging_redirect_tqdm = contextlib.nullcontext

    def read(path: str) -> Any:
        parser = module.WhatsAppParser(path)
        parser.parse_file()
        return parser.parsed_messages

    def rows(found: Any) -> Rows:
        return ((row.timestamp.isoformat()[:19], row.author, row.message) for row in found._parsed_messages)  # noqa: SLF001 - no other way

    return Reader(read, rows, version("chat-miner"))


def read_only() -> Reader:
    """Return the first limit: the bytes in memory."""
    return Reader(lambda path: Path(path).read_bytes(), lambda _: (), platform.python_version())


def counting() -> Reader:
    """Return the second limit: line ends counted."""
    return Reader(lambda path: Path(path).read_bytes().count(b"\n"), lambda _: (), platform.python_version())


def floor() -> Reader:
    """Return the third limit: the place of every line end, and the bytes proved to be UTF-8."""
    numpy = import_module("numpy")

    def read(path: str) -> Any:
        data = Path(path).read_bytes()
        places = numpy.flatnonzero(numpy.frombuffer(data, numpy.uint8) == 10)
        data.decode()
        return places

    return Reader(read, lambda _: (), numpy.__version__)


READERS = {
    "ours": ours, "stream": stream, "chatpack": chatpack, "whatstk": whatstk, "chat-miner": chat_miner,
    "reading": read_only, "counting": counting, "floor": floor,
}  # fmt: skip


def cpu() -> float:
    """Return the CPU seconds of this process and its children."""
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def memory(word: str) -> float:
    """Return a line of the kernel's account of this process, in MB; where there is none, the peak since its start."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
    line = next(line for line in status.read_text(encoding="ascii").split("\n") if line.startswith(word))
    return int(line.split()[1]) / 1024


def forget_peak() -> None:
    """Let the kernel measure the peak from now on."""
    with contextlib.suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def measured(read: Callable[[str], Any], path: str, times: int) -> tuple[list[float], float, Any]:
    """Return the CPU seconds of each read, MB added by the last one, and what it returned."""
    spent: list[float] = []
    added, found = 0.0, None
    for _ in range(times):
        found = None
        gc.collect()
        forget_peak()
        before, started = memory("VmRSS"), cpu()
        found = read(path)
        spent.append(cpu() - started)
        added = memory("VmHWM") - before
    return spent, added, found


def run(reader: Reader, warm: str, path: str, dump: str, times: int) -> dict[str, object]:
    """Return what is to be said about a reader."""
    about = {"version": reader.version, "runtime": f"Python {platform.python_version()}"}
    if warm != "-":
        with contextlib.suppress(Exception):  # a reader that fails here fails below, and is said to
            reader.read(warm)
    try:
        spent, added, found = measured(reader.read, path, times)
        if dump != "-":
            with Path(dump).open("w", encoding="utf-8") as file:
                file.writelines(json.dumps(row) + "\n" for row in reader.rows(found))
    except Exception as error:  # noqa: BLE001 - whatever a reader raises is its answer
        return {**about, "error": f"{type(error).__name__}: {error}".split("\n", maxsplit=1)[0][:200]}
    return {**about, "cpu": spent, "added": added}


def main(system: str, warm: str, path: str, dump: str, times: str) -> None:
    """Print the line."""
    try:
        reader = READERS[system]()
    except ImportError as error:
        print(json.dumps({"missing": str(error)}))
        return
    print(json.dumps(run(reader, warm, path, dump, int(times))))


if __name__ == "__main__":
    main(*sys.argv[1:])
