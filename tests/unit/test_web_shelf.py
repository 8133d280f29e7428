"""A store in the app: each group is a case, read from the store when it is opened."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from tests.unit.batch_chats import chat_text, write_chats
from tests.unit.test_batch_run import Here
from wag_analyzer.batch.find import found
from wag_analyzer.batch.run import Plan, batch
from wag_analyzer.batch.store import Store
from wag_analyzer.case.folder import open_case
from wag_analyzer.cli.options import Run
from wag_analyzer.cli.serving import _laid_out
from wag_analyzer.errors import ExportError
from wag_analyzer.settings import Settings
from wag_analyzer.web import work
from wag_analyzer.web.desk import Desk
from wag_analyzer.web.shelf import chat_of, is_shelved, shelved


def _filled(folder: Path, **settings: Any) -> Store:
    store = Store.made(folder.parent / "store")
    store.begin()
    batch(store, found(folder), Plan(Settings(**settings), Here, is_messages_only=True), lambda *_: None)
    return store


def _order(desk: Desk, case: Path) -> dict[str, Any]:
    return {"case": str(case), "draft": asdict(desk.load(case)), "config": None}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return _filled(write_chats(tmp_path / "in", 2))


def test_each_group_of_a_store_is_a_case_that_keeps_its_name_when_exports_come(tmp_path: Path, store: Store) -> None:
    before = [name for name, _ in shelved(store.path, "id")]
    assert [name[:9] for name in before] == ["Grup-000-", "Grup-001-"]
    later = chat_text(0, 40).split("\n")[5:]
    (tmp_path / "in" / "WhatsApp Chat with Grup 000 (1).txt").write_text("\n".join(later), encoding="utf-8")
    _filled(tmp_path / "in")
    after = dict(shelved(store.path, "id"))
    assert list(after) == before
    assert [len(order.exports) for order in after.values()] == [2, 1]
    assert all(is_shelved(one.path) for order in after.values() for one in order.exports)
    assert not is_shelved(str(tmp_path / "in"))


def test_a_case_from_a_store_is_made_without_the_exports(tmp_path: Path, store: Store) -> None:
    for path in (tmp_path / "in").iterdir():
        path.unlink()
    desk, opened = _laid_out([store.path], tmp_path / "cases", Run(lang="en"))
    assert (opened, len(desk.own)) == ("", 2)
    assert not (tmp_path / "cases").exists()
    looked = work.look(desk.own[0], _order(desk, desk.own[0]), lambda _: None)
    assert [card["grade"] for card in looked["files"]] != ["unread"]
    assert {one["person"] for one in looked["people"]} == {"Budi", "Sari", "Tono", "Rina"}
    case = desk.made(desk.own[0])
    work.audit(case, _order(desk, case), lambda _: None)
    made = open_case(case)
    assert len(made.chat().messages) == 12
    assert [entry["path"] for entry in made.run["inputs"]] == [None]
    again, _ = _laid_out([store.path], tmp_path / "cases", Run())
    assert again.own == desk.own
    assert [one.path for one in again.load(case).exports] == [one.path for one in desk.load(case).exports]


def test_exports_that_came_to_the_store_are_read_with_the_next_run(tmp_path: Path, store: Store) -> None:
    desk, _ = _laid_out([store.path], tmp_path / "cases", Run())
    case = desk.made(desk.own[0])
    (tmp_path / "in" / "WhatsApp Chat with Grup 000 (1).txt").write_text(chat_text(0, 40), encoding="utf-8")
    _filled(tmp_path / "in")
    desk, _ = _laid_out([store.path], tmp_path / "cases", Run())
    kept = json.loads((case / "draft.json").read_text())
    assert (len(kept["exports"]), kept["revision"]) == (2, 1)
    assert len(chat_of([one["path"] for one in kept["exports"]], Settings()).messages) == 40


def test_times_of_a_store_are_moved_once_and_an_upload_is_read_beside_it(tmp_path: Path) -> None:
    store = _filled(write_chats(tmp_path / "in", 1), tz="Asia/Jakarta")
    (order,) = [order for _, order in shelved(store.path, "en")]
    (path,) = [one.path for one in order.exports]
    plain = chat_of([path], Settings()).messages["at"]
    assert str(plain.iloc[0]) == "2024-01-13 01:00:00"
    assert chat_of([path], Settings(tz="Asia/Jakarta")).messages["at"].equals(plain)
    beside = tmp_path / "WhatsApp Chat with Lain.txt"
    beside.write_text("13/01/24, 09:00 - Maya: halo\n13/01/24, 09:01 - Putra: ya\n")
    both = chat_of([path, str(beside)], Settings(tz="Asia/Jakarta")).messages
    assert set(both["sender"]) >= {"Maya", "Budi"}
    assert str(both.loc[both["sender"] == "Maya", "at"].iloc[0]) == "2024-01-13 02:00:00"
    assert str(both.loc[both["sender"] == "Budi", "at"].iloc[0]) == "2024-01-13 01:00:00"


def test_an_empty_store_is_told(tmp_path: Path) -> None:
    store = Store.made(tmp_path / "store")
    store.begin()
    with pytest.raises(ExportError, match="no chat yet"):
        list(shelved(store.path, "en"))
