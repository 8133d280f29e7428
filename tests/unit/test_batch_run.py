"""The run: what is new is read, what is known is left, and one file never stops the others."""

import json
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tests.unit.batch_chats import chat_text, write_chats
from wag_analyzer.analysis import analyze
from wag_analyzer.batch import keep, work
from wag_analyzer.batch.find import digest_of, found
from wag_analyzer.batch.pool import hand
from wag_analyzer.batch.run import Outcome, Plan, batch
from wag_analyzer.batch.store import Store
from wag_analyzer.batch.summary import write_summary
from wag_analyzer.batch.warm import warmed
from wag_analyzer.detectors import judged
from wag_analyzer.errors import CaseError, SettingsError
from wag_analyzer.parser import stream
from wag_analyzer.parser.read import read
from wag_analyzer.settings import Settings

IOS = Path(__file__).parents[2] / "sample_exports" / "ios" / "en-media.zip"
OFFICE = Path(__file__).parents[2] / "sample_exports" / "android" / "id-kantor-gudang.txt"


class Here(Executor):
    """Does the work at once; ``dies_of`` names the files of which a worker dies, and all that is under way with it."""

    def __init__(self, *dies_of: str) -> None:
        self._dies_of = dies_of
        self._is_broken = False

    def submit(self, fn: Callable[..., Any], /, *args: Any, **named: Any) -> Future[Any]:
        if self._is_broken:
            raise BrokenExecutor
        future: Future[Any] = Future()
        self._is_broken = any(word in args[0].name for word in self._dies_of)
        if self._is_broken:
            future.set_exception(BrokenExecutor())
            return future
        try:
            future.set_result(fn(*args, **named))
        except Exception as error:  # noqa: BLE001 - as an executor does
            future.set_exception(error)
        return future


def _batch(folder: Path, store: Store, **plan: Any) -> list[Outcome]:
    told: list[Outcome] = []
    workers = plan.pop("workers", Here)
    store.begin()
    batch(store, found(folder), Plan(plan.pop("settings", Settings()), workers, **plan), lambda _, outcome: told.append(outcome))
    write_summary(store, ((outcome.name, outcome.meta) for outcome in told if "sha256" not in outcome.meta))
    return sorted(told, key=lambda outcome: outcome.name)


def _states(outcomes: list[Outcome]) -> list[str]:
    return [outcome.status for outcome in outcomes]


def _bytes(store: Store) -> dict[str, bytes]:
    return {str(path.relative_to(store.path)): path.read_bytes() for path in sorted(store.path.rglob("*")) if path.is_file()}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.made(tmp_path / "store")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Store]:
    """Give a folder with one office group, and the store it was read into."""
    folder = tmp_path_factory.mktemp("office")
    (folder / "in").mkdir()
    (folder / "in" / OFFICE.name).write_bytes(OFFICE.read_bytes())
    store = Store.made(folder / "store")
    assert _states(_batch(folder / "in", store)) == ["done"]
    return folder / "in", store


def test_a_chat_comes_back_from_a_store_as_it_was_read(office: tuple[Path, Store]) -> None:
    folder, store = office
    chat = read([folder / OFFICE.name])
    again = keep.chat_of_store(store.path)
    for name in ("messages", "events", "coverage", "links", "aliases"):
        mine, theirs = getattr(again, name), getattr(chat, name)
        assert list(mine.columns) == list(theirs.columns)
        pd.testing.assert_frame_equal(mine.astype(object), theirs.astype(object))
    assert (again.sources, again.notices) == (chat.sources, chat.notices)


def test_a_store_holds_the_ties_and_findings_of_the_whole_analysis(office: tuple[Path, Store]) -> None:
    folder, store = office
    entry = store.entries()[0]
    analysis = analyze(read([folder / OFFICE.name]))
    pd.testing.assert_frame_equal(keep.rows_in(entry, "ties").astype(object), analysis.network.ties.astype(object))
    findings = judged(analysis, ignore=("WAG6",)).findings
    path = entry.path / keep.FINDINGS
    told = [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line] if path.exists() else []
    assert [record["finding_id"] for record in told] == [finding.finding_id for finding in findings]
    assert sum(entry.meta["findings"].values()) == len(findings)
    assert entry.meta["people"] == len(analysis.people.table) == len(keep.rows_in(entry, "people"))


def test_parts_of_an_export_hold_every_line_once_and_in_order(office: tuple[Path, Store], monkeypatch: pytest.MonkeyPatch) -> None:
    folder, _ = office
    chat = read([folder / OFFICE.name])
    monkeypatch.setattr("wag_analyzer.case.tables_in_files._GROUP", 50)
    small = Store.made(folder.parent / "small")
    _batch(folder, small, is_messages_only=True)
    parts = list(keep.parts_in(small.entries()[0]))
    assert len(parts) > 2
    for name in ("messages", "events"):
        lines = [line for part in parts for line in getattr(part, name)["line"]]
        assert lines == getattr(chat, name)["line"].tolist()
    ends = [
        (max([*part.messages["line"], *part.events["line"]]), min([*after.messages["line"], *after.events["line"]]))
        for part, after in pairwise(parts)
    ]
    assert all(last < first for last, first in ends)


def test_a_second_run_reads_nothing_and_changes_no_byte(tmp_path: Path, store: Store) -> None:
    folder = write_chats(tmp_path / "in")
    (folder / "bad.txt").write_bytes(b"\x00\x01" * 99)
    assert _states(_batch(folder, store, is_messages_only=True)) == ["read", "read", "read", "failed"]
    before = _bytes(store)
    assert _states(_batch(folder, store, is_messages_only=True)) == ["known"] * 4
    assert _bytes(store) == before


def test_the_store_does_not_depend_on_names_order_or_runs(tmp_path: Path, store: Store) -> None:
    folder = write_chats(tmp_path / "in", 3)
    _batch(folder, store)
    other = Store.made(tmp_path / "other")
    for number in (2, 0):
        name = f"WhatsApp Chat with Grup {number:03d}.txt"
        _batch(write_chats(tmp_path / f"part{number}", 0), other)
        (tmp_path / f"part{number}" / name).write_bytes((folder / name).read_bytes())
        _batch(tmp_path / f"part{number}", other)
    _batch(folder, other)
    assert _without_seconds(_bytes(other)) == _without_seconds(_bytes(store))


def _without_seconds(files: dict[str, bytes]) -> dict[str, bytes]:
    """Return the files without how long the work took and with what depends on it."""
    kept = {}
    for name, content in files.items():
        if name.endswith("meta.json"):
            meta = json.loads(content)
            del meta["seconds"]
            kept[name] = json.dumps(meta).encode()
        elif name.endswith((".parquet", ".jsonl")):
            kept[name] = content
    return kept


def test_the_same_bytes_under_two_names_are_one_export(tmp_path: Path, store: Store) -> None:
    folder = write_chats(tmp_path / "in", 1)
    (folder / "copy.txt").write_text(chat_text(), encoding="utf-8")
    assert _states(_batch(folder, store, jobs=4)) == ["same", "done"] or len(store.entries()) == 1
    assert len(store.entries()) == 1
    assert sorted(_states(_batch(folder, store))) == ["known", "same"]


def test_a_bad_file_is_told_with_its_code_and_stops_nothing(tmp_path: Path, store: Store) -> None:
    folder = write_chats(tmp_path / "in", 1)
    (folder / "a-bad.txt").write_bytes(b"\x00\x01" * 99)
    (folder / "b-cut.zip").write_bytes(b"PK\x03\x04junk")
    (folder / "c-empty.txt").write_bytes(b"")
    (folder / "d.json").write_text('[{"a": 1}]', encoding="utf-8")
    found_ = _batch(folder, store)
    assert [(outcome.status, outcome.meta.get("error_code")) for outcome in found_] == [
        ("done", None),
        ("failed", "not-a-chat"),
        ("failed", "archive"),
        ("failed", "unreadable"),
        ("passed", "not-a-chat"),
    ]
    assert [outcome.is_failed for outcome in found_] == [False, True, True, True, False]
    rows = pd.read_csv(store.summary)
    assert rows["status"].tolist() == ["passed", "failed", "failed", "failed", "done"] or set(rows["status"]) == {
        "passed",
        "failed",
        "done",
    }
    assert rows.set_index("file").loc["WhatsApp Chat with Grup 000.txt", "messages"] == 12


def test_a_file_that_cannot_be_opened_is_in_the_summary_without_a_hash(
    tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_chats(tmp_path / "in", 2)

    def refused(path: Path) -> str:
        if path.name.endswith("000.txt"):
            raise PermissionError(13, "Permission denied")
        return digest_of(path)

    monkeypatch.setattr("wag_analyzer.batch.run.digest_of", refused)
    assert _states(_batch(folder, store)) == ["failed", "done"]
    rows = pd.read_csv(store.summary)
    assert rows["error_code"].dropna().tolist() == ["unreadable"]
    assert int(rows["hash"].isna().sum()) == 1


def test_a_worker_that_dies_takes_only_its_own_file_with_it(tmp_path: Path, store: Store) -> None:
    folder = write_chats(tmp_path / "in", 6)
    outcomes = _batch(folder, store, workers=lambda: Here("Grup 002"), jobs=2, is_messages_only=True)
    assert _states(outcomes) == ["read", "read", "failed", "read", "read", "read"]
    assert outcomes[2].meta["error_code"] == "worker-died"
    assert _states(_batch(folder, store, is_messages_only=True)) == ["known", "known", "read", "known", "known", "known"]
    assert len(store.entries()) == 6


@pytest.mark.parametrize(("error", "code"), [(MemoryError(), "memory"), (ZeroDivisionError("secret words"), "fault")])
def test_a_fault_is_told_without_words_of_the_chat_and_tried_again_next_time(
    tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch, error: Exception, code: str
) -> None:
    folder = write_chats(tmp_path / "in", 1)

    def failing(*_: object) -> None:
        raise error

    with monkeypatch.context() as patched:
        patched.setattr(work, "examined", failing)
        outcome = _batch(folder, store)[0]
    assert (outcome.status, outcome.meta["error_code"]) == ("failed", code)
    assert "secret" not in outcome.meta["error"]
    assert _states(_batch(folder, store)) == ["done"]


def test_a_file_that_changes_while_it_is_read_is_told(tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write_chats(tmp_path / "in", 1)
    monkeypatch.setattr("wag_analyzer.batch.run.digest_of", lambda _: "cd" * 32)
    assert _batch(folder, store)[0].meta["error_code"] == "changed"
    monkeypatch.setattr(stream, "LARGE", 1)
    assert _batch(folder, store)[0].meta["error_code"] == "changed"


def test_what_is_wrong_with_store_or_settings_stops_the_run(tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write_chats(tmp_path / "in", 2)
    with pytest.raises(SettingsError):
        _batch(folder, store, settings=Settings(roster=tmp_path / "missing.csv"))

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(keep, "write_parts", full)
    with pytest.raises(CaseError, match="No space left"):
        _batch(folder, store)
    assert list(store.exports.iterdir()) == []


def test_messages_alone_are_completed_by_a_whole_run_and_force_reads_again(tmp_path: Path, store: Store) -> None:
    folder = write_chats(tmp_path / "in", 1)
    assert _states(_batch(folder, store, is_messages_only=True)) == ["read"]
    assert keep.rows_in(store.entries()[0], "ties").empty
    assert _states(_batch(folder, store, is_messages_only=True)) == ["known"]
    assert _states(_batch(folder, store)) == ["done"]
    assert _states(_batch(folder, store, is_messages_only=True)) == ["known"]
    assert _states(_batch(folder, store, is_forced=True)) == ["done"]
    assert len(store.entries()) == len(list(store.exports.iterdir())) == 1


def test_a_dry_run_says_what_is_new_and_writes_nothing(tmp_path: Path) -> None:
    folder = write_chats(tmp_path / "in", 2)
    (folder / "copy.txt").write_text(chat_text(), encoding="utf-8")
    store = Store(tmp_path / "never")
    told: list[Outcome] = []
    batch(store, found(folder), Plan(Settings(), Here, is_dry=True), lambda _, outcome: told.append(outcome))
    assert sorted(_states(told)) == ["new", "new", "same"]
    assert not store.path.exists()


def test_an_export_too_large_for_memory_keeps_its_messages(tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / OFFICE.name).write_bytes(OFFICE.read_bytes())
    whole = Store.made(tmp_path / "whole")
    _batch(folder, whole, settings=Settings(tz="Asia/Jakarta"), is_messages_only=True)
    monkeypatch.setattr(stream, "LARGE", 1)
    outcome = _batch(folder, store, settings=Settings(tz="Asia/Jakarta"))[0]
    one, other = store.entries()[0], whole.entries()[0]
    assert (outcome.status, one.meta["is_large"]) == ("read", True)
    for name in ("messages", "events", "coverage"):
        assert (one.path / f"{name}.parquet").read_bytes() == (other.path / f"{name}.parquet").read_bytes()
    assert [one.meta[name] for name in ("group", "from", "to", "lines_total", "locale")] == [
        other.meta[name] for name in ("group", "from", "to", "lines_total", "locale")
    ]
    assert _states(_batch(folder, store, settings=Settings(tz="Asia/Jakarta"))) == ["known"]


def test_an_archive_is_read_and_a_damaged_table_is_a_clean_error(tmp_path: Path, store: Store) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "export.zip").write_bytes(IOS.read_bytes())
    assert _states(_batch(folder, store)) == ["done"]
    entry = store.entries()[0]
    (entry.path / "messages.parquet").write_bytes(b"junk")
    with pytest.raises(CaseError, match="cannot be read as messages"):
        keep.chat_of_store(store.path)
    (entry.path / "messages.parquet").unlink()
    with pytest.raises(CaseError, match="cannot be read as messages"):
        list(keep.parts_in(entry))
    (entry.path / "messages.parquet").write_bytes((entry.path / "ties.parquet").read_bytes())
    with pytest.raises(CaseError, match="cannot be read as"):
        keep.chat_in(entry)


def test_what_is_warmed_up_and_handed_over_is_the_work_itself(tmp_path: Path, store: Store) -> None:
    warmed()
    folder = write_chats(tmp_path / "in", 1)
    outcome = _batch(folder, store)[0]
    record = outcome.record()
    assert (record["messages"], record["people"], record["lines_lost"]) == (12, 4, 0)
    assert json.loads(json.dumps(record)) == record
    assert hand.__module__ == "wag_analyzer.batch.pool"


def test_only_those_who_agreed_are_in_a_store_and_a_chat_without_any_is_told(tmp_path: Path, store: Store) -> None:
    write_chats(tmp_path / "in", 2)
    listed = tmp_path / "agreed.txt"
    listed.write_text("Budi\nSari\n")
    (tmp_path / "in" / "WhatsApp Chat with Grup 001.txt").write_text("13/01/24, 09:00 - Maya: halo\n13/01/24, 09:01 - Putra: ya\n")
    told = _batch(tmp_path / "in", store, settings=Settings(consent_list=listed))
    assert [(outcome.status, outcome.meta.get("error_code")) for outcome in told] == [("done", None), ("failed", "no-consent")]
    (entry,) = [entry for entry in store.entries() if entry.is_read]
    messages = keep.rows_in(entry, "messages")
    assert {"Budi", "Sari"} < set(messages["sender"])
    assert not {"Tono", "Rina"} & set(messages["sender"])
    assert set(messages.loc[~messages["sender"].isin(["Budi", "Sari"]), "text"]) == {""}
    assert not any(b"Tono" in content or b"Maya" in content for content in _bytes(store).values())
