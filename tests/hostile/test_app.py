"""The app against pages of other sites, odd requests and a case that somebody else prepared; its guard has tests of its own."""

import contextlib
import json
import sqlite3
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from tests.unit.app_calls import Caller
from wag_analyzer.__main__ import _run
from wag_analyzer.case.folder import open_case
from wag_analyzer.case.names import INDEX, SEAL
from wag_analyzer.errors import CaseError
from wag_analyzer.people.pseudonyms import Pseudonyms
from wag_analyzer.web import draft
from wag_analyzer.web.asking import Room
from wag_analyzer.web.desk import Desk, identity
from wag_analyzer.web.search import build, stamp

LINES = "".join(f"13/01/2024, 08:{turn:02} - {('Sari', 'Budi', 'Tono')[turn % 3]}: halo teman {turn}\n" for turn in range(30))
DIGEST = "0" * 64


@pytest.fixture
def case(tmp_path: Path) -> Path:
    (tmp_path / "c.txt").write_text(LINES, encoding="utf-8")
    place = tmp_path / "made.case"
    assert _run(["audit", str(tmp_path / "c.txt"), "-o", str(place), "--bootstrap", "1", "-q"]) == 0
    (tmp_path / "mine.txt").write_text("mine\n", encoding="utf-8")
    return place


@pytest.fixture
def caller(tmp_path: Path, case: Path) -> Caller:
    return Caller(Room(Desk(tmp_path / "cases", [case]), 1 << 20))


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
@pytest.mark.parametrize("target", ["/", "/api/cases", "/case/CASE/report", "/case/CASE/download/report.html"])
def test_nothing_is_read_for_a_page_of_another_site(caller: Caller, case: Path, site: str, target: str) -> None:
    answer = caller.ask("GET", target.replace("CASE", identity(case)), origin=None, sec_fetch_site=site)
    assert answer.status == 403
    assert answer.text.count("\n") == 1
    assert caller.ask("GET", target.replace("CASE", identity(case)), origin=None, sec_fetch_site="none").status == 200


@pytest.mark.parametrize("said", [3, "x", None, [[1]]])
def test_settings_that_are_no_list_of_settings_are_refused(caller: Caller, case: Path, said: Any) -> None:
    answer = caller.ask("PUT", f"/api/cases/{identity(case)}/draft", {"settings": said})
    assert answer.status == 400
    assert "is no list of settings" in answer.json["error"]


@pytest.mark.parametrize("target", ["messages/" + "9" * 25, "messages/" + "9" * 3000, "messages?after=--5", "messages?after=9-9"])
def test_no_number_in_an_address_is_too_large(caller: Caller, case: Path, target: str) -> None:
    _indexed(case)
    assert caller.ask("GET", f"/api/cases/{identity(case)}/{target}").status == 200


def _indexed(case: Path) -> None:
    from wag_analyzer.analysis import analyze  # noqa: PLC0415 - pulls in everything
    from wag_analyzer.report.tiers import Tier  # noqa: PLC0415

    opened = open_case(case)
    build(opened, analyze(opened.chat(), opened.settings), Tier("names"))


def _made_up(case: Path) -> None:
    with contextlib.closing(sqlite3.connect(case / INDEX)) as index:
        index.execute("UPDATE message SET text = 'halo, uangnya aku ambil' WHERE n = 3")
        index.commit()


def _endless(case: Path) -> None:
    """Put a view that never ends in the place of the messages."""
    (case / INDEX).unlink()
    with contextlib.closing(sqlite3.connect(case / INDEX)) as index:
        index.execute(
            "CREATE VIEW message AS WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT n, 'halo' AS text FROM c"
        )
        index.commit()


def _of_another(case: Path) -> None:
    """Seal a made-up index as somebody with another key would."""
    _made_up(case)
    digest = sha256((case / INDEX).read_bytes()).hexdigest()
    (case / SEAL).write_text(Pseudonyms(b"k" * 32).seal(f"search {stamp(open_case(case))} {digest}".encode()) + "\n")


@pytest.mark.parametrize("prepared", [_made_up, _endless, _of_another, lambda case: (case / SEAL).unlink()])
def test_an_index_that_somebody_prepared_is_not_opened_but_made_anew(caller: Caller, case: Path, prepared: Callable[[Path], None]) -> None:
    _indexed(case)
    base = f"/api/cases/{identity(case)}"
    assert caller.ask("GET", f"{base}/messages?words=halo").json["total"] == 30
    prepared(case)
    assert caller.ask("GET", f"{base}/messages?words=halo").json == {"error": "no index"}
    assert "made anew" in caller.ask("GET", f"{base}/messages/3").json["error"]
    _indexed(case)
    assert caller.ask("GET", f"{base}/messages?words=uangnya").json["total"] == 0


@pytest.mark.parametrize("name", ["\U0001d4d0" * 100 + ".txt", "名" * 200, "\ud800", "=cmd|", "CON"])
def test_a_case_may_be_called_anything(caller: Caller, tmp_path: Path, name: str) -> None:
    assert caller.ask("POST", "/api/cases", json.dumps({"name": name}).encode()).status == 201
    (made,) = (tmp_path / "cases").iterdir()
    assert len(made.name.encode()) < 255


def test_a_fault_in_an_answer_is_told_in_one_line_of_ours(caller: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise ZeroDivisionError("rahasia")

    monkeypatch.setattr(Desk, "cases", fails)
    answer = caller.ask("GET", "/api/cases")
    assert answer.status == 500
    assert "ZeroDivisionError" in answer.json["error"]
    assert "rahasia" not in answer.text


@pytest.mark.parametrize("path", ["../mine.txt", "raw/../../mine.txt", "MINE", f"raw/{DIGEST}.txt/../../../mine.txt"])
def test_a_prepared_draft_removes_and_reads_nothing_outside_its_case(caller: Caller, case: Path, path: str) -> None:
    mine = case.parent / "mine.txt"
    export = {"name": "c.txt", "size": 5, "sha256": DIGEST, "path": path.replace("MINE", str(mine))}
    settings = {"plugins": ["evil"], "roster": str(mine), "seed": 3}
    told = {"version": 1, "revision": 1, "exports": [export], "settings": settings, "identities": [], "stated": {}}
    (case / "draft.json").write_text(json.dumps(told), encoding="utf-8")
    kept = draft.load(case)
    assert dict(kept.settings) == {"seed": 3}
    with pytest.raises(CaseError, match="names an upload that is none"), draft.handed_over(case, kept.exports):
        pass
    assert caller.ask("DELETE", f"/api/cases/{identity(case)}/exports/0").status == 200
    assert mine.read_text(encoding="utf-8") == "mine\n"


@pytest.mark.parametrize("name", ["raw", "given", "draft.json", "report.html"])
def test_a_prepared_link_is_told_and_not_followed(caller: Caller, case: Path, name: str) -> None:
    (case / name).unlink(missing_ok=True)
    (case / name).symlink_to(case.parent if "." not in name else case.parent / "mine.txt")
    before = sorted(path.name for path in case.parent.iterdir())
    for method, target in (("GET", ""), ("PUT", "/exports/x.txt"), ("PUT", "/given/roster")):
        answer = caller.ask(method, f"/api/cases/{identity(case)}{target}", b"name\nSari\n")
        assert answer.status == 400
        assert "is a link or no file" in answer.json["error"]
    assert sorted(path.name for path in case.parent.iterdir()) == before
    assert (case.parent / "mine.txt").read_text(encoding="utf-8") == "mine\n"
