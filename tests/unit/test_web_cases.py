"""Cases in the app: dropping exports, what the next run shall do, work, two tabs, downloads."""

import json
import re
import sys
import time
import tomllib
from dataclasses import asdict, replace
from importlib.resources import files
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest

from tests.unit.app_calls import Answer, Caller, case_in
from wag_analyzer.analysis import Analysis
from wag_analyzer.case.folder import open_case
from wag_analyzer.findings import Finding
from wag_analyzer.settings import Settings
from wag_analyzer.web import draft, work
from wag_analyzer.web.asking import Room
from wag_analyzer.web.desk import Desk, default_home, identity
from wag_analyzer.web.draft import Draft, Export
from wag_analyzer.web.jobs import Jobs

CHAT = "\n".join(
    f"16/01/25 0{hour}.0{turn} - {who}: laporan {hour}{turn}"
    for hour in range(8, 10)
    for turn, who in enumerate(("Sari", "Budi", "Budi S"))
)
CAP = 1 << 20


@pytest.fixture
def caller(tmp_path: Path) -> Caller:
    return Caller(Room(Desk(tmp_path / "cases"), CAP, jobs=Jobs([sys.executable, "-c", "import time; time.sleep(60)"])))


@pytest.fixture
def case(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, small_analysis: Analysis, findings: list[Finding]) -> Path:
    return case_in(tmp_path, tmp_path_factory.getbasetemp(), small_analysis, findings)


@pytest.fixture
def at_case(tmp_path: Path, case: Path) -> Caller:
    return Caller(Room(Desk(tmp_path / "cases", [case]), CAP))


def begun(caller: Caller, name: str = "WhatsApp Chat with Tim.txt") -> str:
    return str(caller.ask("POST", "/api/cases", {"name": name}).json["id"])


def dropped(caller: Caller, name: str = "WhatsApp%20Chat%20with%20Tim.txt", content: bytes = CHAT.encode()) -> tuple[str, Answer]:
    case = begun(caller)
    return case, caller.ask("PUT", f"/api/cases/{case}/exports/{name.replace('%20', ' ')}", content)


def state(caller: Caller, case: str) -> Any:
    return caller.ask("GET", f"/api/cases/{case}").json


def test_a_dropped_export_is_kept_by_its_hash_and_readable_by_its_owner_only(caller: Caller) -> None:
    case, answer = dropped(caller)
    path = caller.room.desk.find(case)
    assert answer.status == 201
    assert path is not None
    kept = path / answer.json["export"]["path"]
    assert kept.read_bytes() == CHAT.encode()
    assert kept.name == f"{answer.json['export']['sha256']}.txt"
    assert kept.stat().st_mode & 0o377 == 0
    assert path.stat().st_mode & 0o077 == 0
    assert state(caller, case)["draft"]["exports"][0]["name"] == "WhatsApp Chat with Tim.txt"


def test_the_same_content_dropped_twice_is_one_export(caller: Caller) -> None:
    case, _ = dropped(caller)
    caller.ask("PUT", f"/api/cases/{case}/exports/copy.txt", CHAT.encode())
    assert [export["name"] for export in state(caller, case)["draft"]["exports"]] == ["copy.txt"]


def test_an_upload_beyond_the_cap_is_refused_by_what_it_says_and_by_what_comes(caller: Caller) -> None:
    case = begun(caller)
    told = caller.ask("PUT", f"/api/cases/{case}/exports/a.zip", b"", content_length=str(CAP + 1))
    assert told.status == 413
    assert "--max-upload" in told.json["error"]
    headers = [(name, value) for name, value in {**caller.usual, "content-length": "10"}.items()]
    assert caller.send("PUT", f"/api/cases/{case}/exports/a.zip", [b"x" * CAP, b"x"], headers).status == 413
    assert state(caller, case)["draft"]["exports"] == []
    assert not list(caller.room.desk.home.rglob("*.part"))


def test_an_upload_that_does_not_say_how_long_it_is_is_refused(caller: Caller) -> None:
    case = begun(caller)
    assert caller.ask("PUT", f"/api/cases/{case}/exports/a.zip", b"x", content_length=None).status == 411
    assert caller.ask("PUT", f"/api/cases/{case}/exports/a.zip", b"x", content_length="-1").status == 411


@pytest.mark.parametrize(
    ("name", "kept"),
    [("..\\..\\x.txt", "x.txt"), ("a\x00b.txt", None), ("con|<>.zip", "con.zip"), ("x" * 300 + ".txt", "x" * 120 + ".txt")],
)
def test_the_name_of_an_upload_is_never_a_path(caller: Caller, name: str, kept: str | None) -> None:
    case = begun(caller)
    answer = caller.ask("PUT", f"/api/cases/{case}/exports/{name}", CHAT.encode())
    assert answer.json["export"]["name"] == (kept or "a[U+0000]b.txt")


def test_a_name_of_nothing_is_refused(caller: Caller) -> None:
    assert caller.ask("POST", "/api/cases", {"name": "..."}).status == 400


def test_an_export_taken_out_is_gone(caller: Caller) -> None:
    case, answer = dropped(caller)
    path = caller.room.desk.find(case)
    assert path is not None
    assert caller.ask("DELETE", f"/api/cases/{case}/exports/0").status == 200
    assert not (path / answer.json["export"]["path"]).exists()
    assert caller.ask("DELETE", f"/api/cases/{case}/exports/0").status == 404


def test_two_cases_of_one_name_lie_in_two_folders(caller: Caller) -> None:
    begun(caller)
    begun(caller)
    assert [path.name for path in caller.room.desk.cases().values()] == ["WhatsApp-Chat-with-Tim-2.case", "WhatsApp-Chat-with-Tim.case"]


def test_a_planned_case_writes_nothing_before_it_is_run_or_given_a_file(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "cases")
    path = desk.plan("Tim.txt", Draft(exports=(Export("Tim.txt", 3, "", str(tmp_path / "Tim.txt")),)))
    caller = Caller(Room(desk, CAP, jobs=Jobs([sys.executable, "-c", ""])))
    found = state(caller, identity(path))
    said = {"revision": 0, "settings": {"lang": "id"}, "identities": [["a", "b", True]]}
    assert caller.ask("PUT", f"/api/cases/{found['id']}/draft", said).json["revision"] == 1
    assert state(caller, found["id"])["settings"]["lang"] == "id"
    assert not desk.home.exists()
    assert caller.ask("POST", f"/api/cases/{found['id']}/work", {"kind": "audit"}).status == 202
    assert draft.load(path).exports[0].name == "Tim.txt"
    assert draft.load(path).revision == 1


def test_a_planned_case_whose_place_was_taken_is_told(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "cases")
    path = desk.plan("Tim.txt", Draft())
    path.mkdir(parents=True)
    answer = Caller(Room(desk, CAP)).ask("PUT", f"/api/cases/{identity(path)}/exports/a.txt", b"x")
    assert (answer.status, "cannot be made" in answer.json["error"]) == (400, True)


def test_a_tab_that_shows_an_older_state_cannot_overwrite_a_newer_one(caller: Caller) -> None:
    case, _ = dropped(caller)
    revision = state(caller, case)["draft"]["revision"]
    first = caller.ask("PUT", f"/api/cases/{case}/draft", {"revision": revision, "settings": {"tier": "numbers"}})
    second = caller.ask("PUT", f"/api/cases/{case}/draft", {"revision": revision, "settings": {"tier": "names"}})
    assert (first.status, second.status) == (200, 409)
    assert second.json["state"]["settings"]["tier"] == "numbers"


@pytest.mark.parametrize(
    "wrong",
    [
        {"settings": {"tier": "all"}},
        {"settings": {"roster": "/etc/passwd"}},
        {"settings": {"seed": -1}},
        {"identities": [["a"]]},
        {"identities": 3},
        {"stated": {"retain_until": "soon"}},
        {"identities": [["a", "b", True], ["a", "b", False]]},
    ],
)
def test_what_cannot_be_used_is_refused_and_changes_nothing(caller: Caller, wrong: dict[str, Any]) -> None:
    case, _ = dropped(caller)
    before = state(caller, case)["draft"]
    answer = caller.ask("PUT", f"/api/cases/{case}/draft", {"revision": before["revision"], **wrong})
    assert answer.status == 400
    assert state(caller, case)["draft"] == before


def test_decisions_on_who_is_who_become_the_table_every_command_takes(caller: Caller) -> None:
    case, _ = dropped(caller)
    path = caller.room.desk.find(case)
    assert path is not None
    revision = state(caller, case)["draft"]["revision"]
    said = {"revision": revision, "identities": [["Budi S", "Budi", True]], "stated": {"purpose": "why", "other": "x"}}
    assert caller.ask("PUT", f"/api/cases/{case}/draft", said).status == 200
    settings = draft.decided(path, draft.load(path), draft.settings_of(path, draft.load(path)))
    assert settings.identities is not None
    assert "Budi S,,Budi,1.0,,true\n" in settings.identities.read_text()
    assert draft.load(path).stated == {"purpose": "why"}


def test_a_roster_is_checked_when_it_is_given(caller: Caller) -> None:
    case, _ = dropped(caller)
    good = caller.ask("PUT", f"/api/cases/{case}/given/roster", b"name,unit\nSari,A\n")
    assert good.json["attached"] == ["roster"]
    bad = caller.ask("PUT", f"/api/cases/{case}/given/roster", b"nonsense\n1\n")
    assert bad.status == 400
    path = caller.room.desk.find(case)
    assert path is not None
    assert (path / "given" / "roster.csv").read_bytes().startswith(b"name")
    assert caller.ask("PUT", f"/api/cases/{case}/given/vcard", b"no card").status == 400
    assert not (path / "given" / "contacts.vcf").exists()
    assert caller.ask("PUT", f"/api/cases/{case}/given/roster", b"").json["attached"] == []
    assert caller.ask("PUT", f"/api/cases/{case}/given/passwords", b"x").status == 404


def test_work_is_begun_once_and_can_be_stopped(caller: Caller) -> None:
    case, _ = dropped(caller)
    assert caller.ask("POST", f"/api/cases/{case}/work", {"kind": "audit"}).status == 202
    second = caller.ask("POST", f"/api/cases/{case}/work", {"kind": "look"})
    assert (second.status, "is being worked on" in second.json["error"]) == (400, True)
    assert state(caller, case)["job"]["state"] == "running"
    assert caller.ask("DELETE", f"/api/cases/{case}/work").json["state"] == "stopped"
    caller.room.jobs.close()


def test_there_is_no_audit_of_nothing_and_no_other_work_before_it(caller: Caller) -> None:
    case = begun(caller)
    refused = caller.ask("POST", f"/api/cases/{case}/work", {"kind": "audit"}).json
    assert "drop an export first" in refused["error"]
    assert refused["error_id"] == "kasus ini: belum ada yang dapat dibaca; jatuhkan dulu sebuah ekspor"
    assert caller.ask("POST", f"/api/cases/{case}/work", {"kind": "index"}).status == 409
    assert caller.ask("GET", f"/case/{case}/report").status == 409


def test_pages_know_only_cases_there_are(caller: Caller) -> None:
    case = begun(caller)
    assert caller.ask("GET", f"/case/{case}").status == 200
    for target in ("/case/0", "/case/0/report", "/api/cases/0", "/case/..%2f..", "/nowhere", "/case/"):
        assert caller.ask("GET", target).status == 404
    assert caller.ask("GET", "/favicon.ico").status == 204


def test_a_body_that_is_no_object_is_refused(caller: Caller) -> None:
    assert caller.ask("POST", "/api/cases", b"[1]").status == 400
    assert caller.ask("POST", "/api/cases", b"{").status == 400
    assert caller.ask("POST", "/api/cases", b"[" * 100_000).status == 400


def test_the_desk_lists_cases_with_their_state(at_case: Caller, case: Path) -> None:
    listed = at_case.ask("GET", "/api/cases").json["cases"]
    assert [(one["name"], one["ready"], one["findings"], one["strengths"], one["reviewed"]) for one in listed] == [("made", True, 2, 1, 0)]
    (case / "findings.jsonl").write_text("{}\n")
    assert "cannot be read" in at_case.ask("GET", "/api/cases").json["cases"][0]["problem"]


def test_a_home_that_cannot_be_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def closed(_: Path) -> Any:
        raise PermissionError(13, "Permission denied")

    (tmp_path / "cases").mkdir()
    monkeypatch.setattr(Path, "iterdir", closed)
    answer = Caller(Room(Desk(tmp_path / "cases"), CAP)).ask("GET", "/api/cases")
    assert (answer.status, "cannot be read" in answer.json["error"]) == (400, True)


def test_a_case_made_elsewhere_keeps_what_it_was_made_with(at_case: Caller, case: Path) -> None:
    found = state(at_case, identity(case))
    assert found["draft"]["stated"] == {"purpose": "a test"}
    assert found["settings"]["tier"] == "pseudonym"


def test_a_case_made_elsewhere_is_run_again_from_its_exports_where_they_are_at_hand(at_case: Caller, case: Path) -> None:
    refused = at_case.ask("PUT", f"/api/cases/{identity(case)}/exports/second.txt", CHAT.encode())
    assert (refused.status, "not at hand" in refused.json["error"]) == (400, True)
    run = json.loads((case / "run.json").read_text())
    run["inputs"][0] |= {"path": str(case / "report.html"), "file": "Tim.zip/_chat.txt"}
    (case / "run.json").write_text(json.dumps(run))
    (export,) = draft.load(case).exports
    assert (export.name, export.sha256, export.path) == ("Tim.zip", "", str(case / "report.html"))
    (case / "run.json").write_text(json.dumps({**run, "erased": 1}))
    assert draft.load(case).exports == ()
    (case / "run.json").write_text(json.dumps(run))
    (case / "raw").mkdir()
    (case / "raw" / f"{run['inputs'][0]['sha256']}.zip").write_bytes(b"PK")
    (export,) = draft.load(case).exports
    assert (export.size, export.path.startswith("raw/")) == (2, True)
    assert at_case.ask("PUT", f"/api/cases/{identity(case)}/exports/second.txt", CHAT.encode()).status == 201
    assert [one["name"] for one in state(at_case, identity(case))["draft"]["exports"]] == ["Tim.zip", "second.txt"]


def test_settings_of_a_case_stay_unless_the_draft_says_otherwise(case: Path) -> None:
    settings = draft.settings_of(case, Draft(settings={"seed": 7, "select": ["WAG1"]}))
    assert (settings.seed, settings.select, settings.draws) == (7, ("WAG1",), open_case(case).settings.draws)


def test_what_a_case_was_made_with_can_be_taken_back(case: Path) -> None:
    run = json.loads((case / "run.json").read_text())
    run["settings"]["seed"] = 5
    run["files"]["consent.txt"] = ""
    (case / "run.json").write_text(json.dumps(run))
    assert draft.settings_of(case, Draft()).seed == 5
    assert draft.settings_of(case, Draft(settings={"seed": None, "tier": "names"})).seed == 0
    taken = Draft(settings={"consent_list": None}, exports=(Export("a.txt", 1, "", "a.txt"),))
    assert draft.settings_of(case, taken).consent_list is None
    # Without the export there is nothing but what those who agreed wrote.
    assert draft.settings_of(case, replace(taken, exports=())).consent_list is not None


def test_a_roster_of_an_earlier_run_is_shown_and_can_be_taken_away(at_case: Caller, case: Path) -> None:
    run = json.loads((case / "run.json").read_text())
    (case / "roster.csv").write_text("name,unit\nSari,A\n")
    run["files"]["roster.csv"] = ""
    (case / "run.json").write_text(json.dumps(run))
    base = f"/api/cases/{identity(case)}"
    assert state(at_case, identity(case))["attached"] == ["roster"]
    assert at_case.ask("PUT", f"{base}/given/roster", b"").json["attached"] == []
    changed = {"revision": state(at_case, identity(case))["draft"]["revision"], "settings": {"roster": None, "seed": 3, "tz": ""}}
    assert at_case.ask("PUT", f"{base}/draft", changed).status == 200
    assert draft.load(case).settings == {"roster": None, "seed": 3, "tz": None}
    assert state(at_case, identity(case))["attached"] == []
    assert at_case.ask("PUT", f"{base}/given/roster", b"name,unit\nSari,B\n").json["attached"] == ["roster"]
    assert draft.load(case).settings == {"seed": 3, "tz": None}


def test_those_who_agreed_are_given_as_a_list(caller: Caller) -> None:
    case, _ = dropped(caller)
    assert caller.ask("PUT", f"/api/cases/{case}/given/consent_list", b"Sari\n").json["attached"] == ["consent_list"]
    path = caller.room.desk.find(case)
    assert path is not None
    assert draft.settings_of(path, draft.load(path)).consent_list == path / "given" / "consent.txt"


def test_a_damaged_draft_is_told(caller: Caller) -> None:
    case, _ = dropped(caller)
    path = caller.room.desk.find(case)
    assert path is not None
    (path / "draft.json").write_text("{}")
    assert "draft.json: cannot be read" in caller.ask("GET", f"/api/cases/{case}").json["error"]


def test_downloads_are_those_of_a_fixed_table(at_case: Caller, case: Path) -> None:
    base = f"/case/{identity(case)}/download"
    page = at_case.ask("GET", f"{base}/report.html")
    assert page.headers["content-disposition"].startswith('attachment; filename="made-report.html"')
    assert page.body == (case / "report.html").read_bytes()
    for name in ("run.json", "messages.parquet", "draft.json", "..%2frun.json", "tables", "reviews.csv", "audit.jsonl"):
        assert at_case.ask("GET", f"{base}/{name}").status == 404


def done(caller: Caller, case: Path) -> Any:
    for _ in range(6000):
        job = caller.room.jobs.of(case)
        if job is not None and job.state != "running":
            return job
        time.sleep(0.02)
    pytest.fail("the work does not end")


def test_what_was_made_to_be_downloaded_is_handed_out_once(tmp_path: Path, case: Path) -> None:
    (case / ".tables-names.zip.part").write_bytes(b"PK")
    told = json.dumps({"state": "done", "result": {"file": ".tables-names.zip.part"}})
    caller = Caller(Room(Desk(tmp_path, [case]), CAP, jobs=Jobs([sys.executable, "-c", f"print({told!r})"])))
    assert caller.ask("POST", f"/api/cases/{identity(case)}/work", {"kind": "tables", "tier": "names"}).status == 202
    assert done(caller, case).state == "done"
    answer = caller.ask("GET", f"/case/{identity(case)}/download/tables")
    assert (answer.body, 'filename="made-tables-names.zip"' in answer.headers["content-disposition"]) == (b"PK", True)
    assert not (case / ".tables-names.zip.part").exists()
    assert caller.ask("GET", f"/case/{identity(case)}/download/tables").status == 404
    assert caller.ask("POST", f"/api/cases/{identity(case)}/work", {"kind": "mischief"}).status == 404
    assert caller.ask("POST", f"/api/cases/{identity(case)}/work", {"kind": "tables", "tier": "all"}).status == 400


@pytest.mark.parametrize(
    ("script", "words"),
    [("import os; os.abort()", "by signal 6"), ("import sys; sys.exit(3)", "with code 3"), ("print('no json')", "code 0")],
)
def test_work_that_crashes_is_told_in_one_line(tmp_path: Path, script: str, words: str) -> None:
    jobs = Jobs([sys.executable, "-c", script])
    jobs.start(tmp_path, "audit", {})
    caller = Caller(Room(Desk(tmp_path), CAP, jobs=jobs))
    job = done(caller, tmp_path)
    assert job.state == "failed"
    assert words in job.error
    assert "\n" not in job.error
    assert job.error_id.startswith("pengerjaan berhenti sebelum selesai (")


def test_progress_is_told_as_it_comes(tmp_path: Path) -> None:
    said = [{"stage": "replies", "number": 4, "stages": 10, "secret": 1}, {"done": 2, "steps": 5}, {"state": "failed", "error": "is empty"}]
    jobs = Jobs(
        [sys.executable, "-c", f"import sys; sys.stdin.readline(); [print(line) for line in {[json.dumps(one) for one in said]!r}]"]
    )
    assert jobs.of(tmp_path) is None
    jobs.start(tmp_path, "audit", {})
    job = done(Caller(Room(Desk(tmp_path), CAP, jobs=jobs)), tmp_path)
    assert (job.state, job.stage, job.number, job.stages, job.done, job.steps, job.error) == ("failed", "replies", 4, 10, 2, 5, "is empty")
    jobs.stop(tmp_path)
    assert jobs.of(tmp_path) == job


def test_the_default_home_is_the_users_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", "/home/a/data")
    assert default_home() == Path("/home/a/data/wag-analyzer/cases")
    monkeypatch.delenv("XDG_DATA_HOME")
    monkeypatch.delenv("LOCALAPPDATA", raising=False)
    assert default_home().parts[-4:] == (".local", "share", "wag-analyzer", "cases")


def order(desk: Desk, path: Path) -> dict[str, Any]:
    return {"draft": asdict(desk.load(path)), "config": None}


def test_the_whole_way_from_a_dropped_export_to_a_case_that_can_be_searched(tmp_path: Path) -> None:
    caller = Caller(Room(Desk(tmp_path / "cases"), CAP))
    identity_of, _ = dropped(caller)
    desk = caller.room.desk
    path = desk.find(identity_of)
    assert path is not None
    told: list[Any] = []
    seen = work.look(path, order(desk, path), told.append)
    assert [card["grade"] for card in seen["files"]] == ["good"]
    assert {one["person"] for one in seen["people"]} == {"Sari", "Budi", "Budi S"}
    assert any({pair["name"], pair["person"]} == {"Budi", "Budi S"} and pair["for"]["id"] for pair in seen["pairs"])
    desk.save(path, replace(desk.load(path), identities=(("Budi S", "Budi", True),)))
    found = work.audit(path, order(desk, path), told.append)
    assert found["findings"] >= 0
    assert [one["stage"] for one in told if "stage" in one][-1] == "search"
    assert not list(path.glob(".reading-*"))
    assert len(open_case(path).chat().messages) == 6
    hits = caller.ask("GET", f"/api/cases/{identity_of}/messages?words=laporan").json
    assert (hits["total"], hits["tier"]) == (6, "pseudonym")
    assert "Budi" not in json.dumps(hits)
    page = caller.ask("GET", f"/case/{identity_of}/report")
    assert page.status == 200
    again = work.look(path, {"draft": {**order(desk, path)["draft"], "exports": []}, "config": None}, told.append)
    assert [one["person"] for one in again["people"]] == ["Sari", "Budi", "Budi S"]  # what was decided can be decided anew
    assert open_case(path).decisions is not None


def test_what_leaves_a_case_is_made_again_from_its_tables(
    case: Path, small_analysis: Analysis, findings: list[Finding], monkeypatch: pytest.MonkeyPatch
) -> None:
    def analysed(chat: Any, settings: Settings, stage: Any, steps: Any) -> Analysis:
        assert len(chat.messages) == 60
        stage("people")
        steps(1, 2)
        return replace(small_analysis, settings=settings)

    monkeypatch.setattr("wag_analyzer.analysis.analyze", analysed)
    monkeypatch.setattr("wag_analyzer.detectors.detect", lambda *_, **__: findings)
    told: list[Any] = []
    assert work.index(case, {}, told.append)["messages"] == 61
    before = (case / "report.html").read_text()
    assert work.page(case, {}, told.append)["file"] == "report.html"
    assert (case / "report.html").read_text() != before
    for kind in (work.tables, work.bundle):
        assert (case / kind(case, {"tier": "pseudonym"}, told.append)["file"]).read_bytes()[:2] == b"PK"
    made = work.report(case, {"tier": "numbers", "lang": "id"}, told.append)
    assert '<html lang="id"' in (case / made["file"]).read_text()
    assert [one["stage"] for one in told if "stage" in one][-1] == "writing"


def test_a_file_that_is_no_chat_is_told_and_hides_no_other(tmp_path: Path) -> None:
    caller = Caller(Room(Desk(tmp_path / "cases"), CAP))
    case, _ = dropped(caller)
    caller.ask("PUT", f"/api/cases/{case}/exports/notes.txt", b"just\nsome\nnotes\n")
    path = caller.room.desk.find(case)
    assert path is not None
    seen = work.look(path, order(caller.room.desk, path), lambda _: None)
    assert [card["grade"] for card in seen["files"]] == ["good", "unread"]
    assert seen["files"][1]["id"]["verdict"]
    alone = {"draft": {**order(caller.room.desk, path)["draft"], "exports": [seen_export(caller, case)]}, "config": None}
    assert work.look(path, alone, lambda _: None)["people"] == []


def seen_export(caller: Caller, case: str) -> Any:
    return state(caller, case)["draft"]["exports"][1]


def test_the_page_offers_for_each_setting_what_can_be_set(caller: Caller) -> None:
    script = (files("wag_analyzer.web") / "js" / "settings.js").read_text()
    offered = dict(re.findall(r"(\w+): (\[[^]]*\])", script.partition("const CHOICES = {")[2].partition("};")[0]))
    kinds = get_type_hints(Settings)
    words = {lang: tomllib.loads((files("wag_analyzer.web") / f"words.{lang}.toml").read_text())["settings"] for lang in ("en", "id")}
    assert {"lang", "tier", "reply_model", "heads"} <= offered.keys()
    case, _ = dropped(caller)
    for name, listed in offered.items():
        values = json.loads(listed)
        assert not (extra := get_args(kinds[name])) or sorted(values) == sorted(extra)
        for value in values:
            said = {"revision": state(caller, case)["draft"]["revision"], "settings": {name: value}}
            assert caller.ask("PUT", f"/api/cases/{case}/draft", said).status == 200
        assert {name, *values} <= words["en"].keys() & words["id"].keys()
