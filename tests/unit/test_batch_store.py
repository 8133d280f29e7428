"""The store: whole or absent, whatever happens; nothing outside it, nothing through links."""

import json
import os
import threading
from pathlib import Path

import pytest

from wag_analyzer.batch.lock import locked
from wag_analyzer.batch.store import META, Store, is_store
from wag_analyzer.errors import CaseError

SHA = "ab" * 32


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = Store.made(tmp_path / "store")
    made.begin()
    return made


def _keep(store: Store, word: str = "one", *, replacing: bool = False, sha256: str = SHA) -> None:
    with store.staged(sha256, replacing=replacing) as folder:
        told = {
            "file": "c.txt",
            "settings": {},
            "rows": {},
            "sources": [],
            "notices": [],
            "lines_total": 0,
            "lines_lost": 0,
            "made_with": "0",
        }
        store.describe(folder, {**told, "sha256": sha256, "store_version": 1, "status": "read", "word": word, "group": "", "from": None})


def test_what_was_staged_is_an_entry_only_when_the_block_ended_well(store: Store) -> None:
    def stop() -> None:
        with store.staged(SHA) as folder:
            (folder / "half").write_text("x")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        stop()
    assert store.entry(SHA) is None
    assert list(store.exports.iterdir()) == []
    _keep(store)
    found = store.entry(SHA)
    assert found is not None
    assert (found.meta["word"], found.is_read, found.sha256) == ("one", True, SHA)


def test_an_entry_stays_unless_it_is_to_be_replaced(store: Store) -> None:
    _keep(store, "one")
    _keep(store, "two")
    assert [entry.meta["word"] for entry in store.entries()] == ["one"]
    _keep(store, "three", replacing=True)
    assert [entry.meta["word"] for entry in store.entries()] == ["three"]
    assert [path.name for path in store.exports.iterdir()] == [SHA]


@pytest.mark.parametrize("content", ["", "{", "[]", '{"sha256": "other", "store_version": 1}', '{"store_version": 2}'])
def test_an_entry_without_its_description_is_not_there_and_is_replaced(store: Store, content: str) -> None:
    (store.exports / SHA).mkdir()
    (store.exports / SHA / META).write_text(content)
    assert store.entries() == []
    _keep(store)
    assert [entry.sha256 for entry in store.entries()] == [SHA]


def test_entries_are_in_an_order_that_does_not_depend_on_when_they_came(tmp_path: Path) -> None:
    orders = []
    for number, hashes in enumerate((["aa" * 32, "bb" * 32], ["bb" * 32, "aa" * 32])):
        some = Store.made(tmp_path / str(number))
        some.begin()
        for sha256 in hashes:
            _keep(some, sha256=sha256)
        orders.append([entry.sha256 for entry in some.entries()])
    assert orders[0] == orders[1] == ["aa" * 32, "bb" * 32]


def test_only_its_owner_may_look_into_a_store(store: Store) -> None:
    _keep(store)
    store.put("summary.csv", b"x")
    for path in (store.path, *store.path.rglob("*")):
        assert path.stat().st_mode & 0o077 == 0, path


def test_a_file_that_would_not_change_is_not_touched(store: Store) -> None:
    store.put("summary.csv", b"x")
    before = (store.path / "summary.csv").stat()
    store.put("summary.csv", b"x")
    after = (store.path / "summary.csv").stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)
    store.put("summary.csv", b"y")
    assert (store.path / "summary.csv").read_bytes() == b"y"


def test_a_run_removes_what_an_earlier_one_left_and_nothing_else(store: Store, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "kept").write_text("x")
    (store.exports / ".abab.0123.part").mkdir()
    (store.exports / ".abab.0123.part" / "link").symlink_to(outside)
    (store.exports / ".abab.2-of-3.0123.part").symlink_to(outside)
    (store.path / ".summary.csv.0f.part").write_text("x")
    (store.path / "note.txt").write_text("x")
    store.begin("2-of-3")
    assert [path.name for path in store.exports.iterdir()] == [".abab.0123.part"]
    store.begin()
    assert list(store.exports.iterdir()) == []
    assert (outside / "kept").exists()
    assert sorted(path.name for path in store.path.iterdir()) == ["exports", "note.txt", "store.json"]


def test_a_link_in_the_place_of_a_folder_or_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "store").mkdir()
    (tmp_path / "store" / "exports").symlink_to(tmp_path / "outside")
    with pytest.raises(CaseError, match="is not a folder"):
        Store.made(tmp_path / "store")
    (tmp_path / "other").mkdir()
    (tmp_path / "mark").write_text('{"store_version": 1}')
    (tmp_path / "other" / "store.json").symlink_to(tmp_path / "mark")
    with pytest.raises(CaseError, match="is not what a store begins with"):
        Store.made(tmp_path / "other").begin()
    assert not is_store(tmp_path / "other")


@pytest.mark.parametrize("content", ["", "[]", "{not json", '{"store_version": 99}'])
def test_a_folder_marked_by_another_program_or_version_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "exports").mkdir()
    (tmp_path / "store.json").write_text(content)
    with pytest.raises(CaseError):
        Store.made(tmp_path).begin()
    with pytest.raises(CaseError):
        Store.opened(tmp_path)


def test_what_is_no_store_is_not_opened(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match="is not a store"):
        Store.opened(tmp_path / "missing")
    assert not is_store(tmp_path / "a\0b")


def test_a_full_disk_is_one_clean_error_and_leaves_nothing(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(CaseError, match="No space left on device"):
            _keep(store)
        with pytest.raises(CaseError, match="No space left on device"):
            store.put("summary.csv", b"x")
    assert list(store.exports.iterdir()) == []
    assert not store.summary.exists()
    _keep(store)
    assert store.entry(SHA) is not None


def test_an_entry_is_on_the_disk_before_it_has_its_name(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    steps: list[str] = []
    fsync, rename = os.fsync, Path.rename

    def flushed(handle: int) -> None:
        steps.append(f"fsync {Path(f'/proc/self/fd/{handle}').readlink().name}")
        fsync(handle)

    def renamed(path: Path, target: Path) -> Path:
        steps.append(f"rename {path.name}")
        return rename(path, target)

    monkeypatch.setattr(os, "fsync", flushed)
    monkeypatch.setattr(Path, "rename", renamed)
    _keep(store)
    part = steps[1].removeprefix("fsync ")
    assert steps == ["fsync meta.json", f"fsync {part}", f"rename {part}", "fsync exports"]


def test_a_store_has_one_writer_and_says_who(store: Store) -> None:
    with locked(store.path):
        with pytest.raises(CaseError, match=rf"in use by another run \(process {os.getpid()}\)"), locked(store.path):
            pass
        with pytest.raises(CaseError, match="in use"), locked(store.path, "1-of-2"):
            pass
    with locked(store.path):
        pass
    assert (store.path / "store.lock").read_bytes() == b""


def test_shards_write_side_by_side_but_not_the_same_one_twice(store: Store) -> None:
    with locked(store.path, "1-of-2"), locked(store.path, "2-of-2"):
        with pytest.raises(CaseError, match="in use"), locked(store.path, "2-of-2"):
            pass
        with pytest.raises(CaseError, match="in use"), locked(store.path):
            pass


def test_a_run_may_wait_for_another(store: Store) -> None:
    said: list[str] = []
    held, go = threading.Event(), threading.Event()

    def hold() -> None:
        with locked(store.path):
            held.set()
            go.wait(5)

    other = threading.Thread(target=hold)
    other.start()
    held.wait(5)

    def told(text: str) -> None:
        said.append(text)
        go.set()

    with locked(store.path, wait=5, waiting=told):
        pass
    other.join()
    assert len(said) == 1
    assert "waiting" in said[0]


def test_a_lock_that_is_a_link_is_refused(store: Store, tmp_path: Path) -> None:
    (store.path / "store.lock").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(CaseError), locked(store.path):
        pass
    assert not (tmp_path / "elsewhere").exists()


def test_a_description_is_the_same_bytes_for_the_same_words(store: Store) -> None:
    _keep(store)
    first = (store.exports / SHA / META).read_bytes()
    _keep(store, replacing=True)
    assert (store.exports / SHA / META).read_bytes() == first
    assert json.loads(first)["word"] == "one"
