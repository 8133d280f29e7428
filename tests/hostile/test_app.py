"""The app against pages of other sites, odd requests and a case that somebody else prepared; its guard has tests of its own."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.unit.app_calls import Caller
from wag_analyzer.__main__ import _run
from wag_analyzer.errors import CaseError
from wag_analyzer.web import draft
from wag_analyzer.web.asking import Room
from wag_analyzer.web.desk import Desk, identity
from wag_analyzer.web.search import build

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
    from wag_analyzer.analysis import analyze  # noqa: PLC0415 - pulls in everything
    from wag_analyzer.case.folder import open_case  # noqa: PLC0415
    from wag_analyzer.report.tiers import Tier  # noqa: PLC0415

    opened = open_case(case)
    build(opened, analyze(opened.chat(), opened.settings), Tier("names"))
    assert caller.ask("GET", f"/api/cases/{identity(case)}/{target}").status == 200


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
