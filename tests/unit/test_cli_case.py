"""A case from audit to review, through the command line."""

import io
import json
import re
import shutil
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from wag_analyzer.__main__ import _run
from wag_analyzer.case import log
from wag_analyzer.case.folder import open_case
from wag_analyzer.detectors import page
from wag_analyzer.errors import CaseError

SAMPLE = Path(__file__).parents[2] / "sample_exports" / "android" / "id-kantor-gudang.txt"


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the first example on the recruiter's page: a small chat with a finding."""
    path = tmp_path_factory.mktemp("audit") / "WhatsApp Chat with Ward 4 nights.txt"
    path.write_text(page("WAG301").split("```chat\n")[1].split("```")[0], encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def case(export: Path) -> Path:
    path = export.parent / "ward.case"
    key = path.parent / "key"
    key.write_bytes(b"k" * 32)
    assert _run(["audit", str(export), "-o", str(path), "--key", str(key), "--purpose", "test", "-q"]) == 0
    return path


def findings(case: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in (case / "findings.jsonl").read_text(encoding="utf-8").split("\n") if line]


def test_a_case_holds_what_the_contract_names_for_its_owner_only(case: Path) -> None:
    names = {entry.name for entry in case.iterdir()}
    assert {"run.json", "case.yaml", "audit.jsonl", "ingest.json", "coverage.csv", "messages.parquet", "events.csv", "people.csv"} <= names
    assert {
        "identities.csv",
        "replies.parquet",
        "ties.parquet",
        "measures.csv",
        "communities.csv",
        "roles.csv",
        "lifecycle.csv",
        "invitations.csv",
        "recruiters.csv",
        "findings.jsonl",
        "findings.csv",
    } <= names
    assert {"report.html", "network.graphml", "network.gexf"} <= names
    assert case.stat().st_mode & 0o777 == 0o700
    assert {entry.stat().st_mode & 0o777 for entry in case.rglob("*") if entry.is_file()} == {0o600}
    assert {entry.stat().st_mode & 0o777 for entry in case.rglob("*") if entry.is_dir()} == {0o700}
    assert {path.suffix for path in (case / "evidence").iterdir()} == {".html", ".csv"}
    assert not [name for name in names if name.endswith(".part")]


def test_the_log_names_input_and_purpose_is_kept(case: Path) -> None:
    assert log.verify(case / "audit.jsonl") >= 1
    assert next(log.entries(case / "audit.jsonl"))["what"] == "audit"
    assert 'purpose: "test"' in (case / "case.yaml").read_text(encoding="utf-8")


def test_names_stay_inside_in_the_default_tier(case: Path) -> None:
    people = open_case(case).chat().messages["sender"].dropna().unique()
    written = "".join(path.read_text(encoding="utf-8") for path in case.iterdir() if path.suffix in {".html", ".csv", ".jsonl", ".graphml"})
    secret = [name for name in people if len(name) > 4]
    assert len(secret) == 3  # Sister Agnes, Edith, Carmen
    assert len(written) > 10_000
    assert not [name for name in secret if re.search(rf"\b{re.escape(name)}\b", written)]


def test_the_same_export_and_key_give_the_same_bytes(case: Path, export: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.case"
    assert _run(["audit", str(export), "-o", str(again), "--key", str(case.parent / "key"), "--purpose", "test", "-q"]) == 0
    assert (again / "run.json").read_bytes() == (case / "run.json").read_bytes()
    for name in open_case(case).run["files"]:
        assert (again / name).read_bytes() == (case / name).read_bytes(), name


def test_a_case_is_an_input(case: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert findings(case)
    assert _run(["detect", str(case), "--format", "jsonl", "--fail-on", "low"]) == 1
    assert len(capsys.readouterr().out.strip().split("\n")) == len(findings(case))


def test_a_case_remembers_its_key(case: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert open_case(case).key == case.parent / "key"
    assert _run(["show", str(case), str(findings(case)[0]["finding_id"])]) == 0
    shown = capsys.readouterr().out
    assert all(person in shown for person in findings(case)[0]["persons"])  # type: ignore[attr-defined] # JSON


def test_an_audit_that_fails_half_way_leaves_nothing(export: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_args: object) -> None:
        raise CaseError("cannot be written (No space left on device)")

    monkeypatch.setattr("wag_analyzer.case.log.append", full)
    assert _run(["audit", str(export), "-o", str(tmp_path / "new" / "case"), "-q"]) == 3
    assert list((tmp_path / "new").iterdir()) == []


def test_a_case_can_be_made_again_in_its_place_and_keeps_its_log(case: Path, export: Path) -> None:
    before = log.verify(case / "audit.jsonl")
    assert _run(["audit", str(export), "-o", str(case), "--key", str(case.parent / "key"), "--purpose", "test", "-q"]) == 0
    assert log.verify(case / "audit.jsonl") == before + 1


def test_show_prints_a_finding_with_its_lines(case: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = findings(case)[0]
    assert _run(["show", str(case), str(first["finding_id"]), "--key", str(case.parent / "key")]) == 0
    shown = capsys.readouterr().out
    assert str(first["code"]) in shown
    assert _run(["show", str(case), "F-none", "--key", str(case.parent / "key")]) == 2
    assert "this case has F-" in capsys.readouterr().err


def test_a_decision_is_kept_listed_and_logged(case: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    first = str(findings(case)[0]["finding_id"])
    assert _run(["review", str(case), first, "--as", "compliant", "--by", "rina", "--note", "=agreed"]) == 0
    saved = tmp_path / "saved.json"
    saved.write_text(json.dumps({"reviews": [{"finding_id": first, "decision": "escalated", "by": "budi", "at": "2024-06-01T08:00:00"}]}))
    assert _run(["review", str(case), "--import", str(saved)]) == 0
    capsys.readouterr()
    assert _run(["review", str(case), "--format", "jsonl"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.strip().split("\n")]
    assert [row["decision"] for row in rows] == ["compliant", "escalated"]
    assert log.verify(case / "audit.jsonl") >= 3


@pytest.mark.parametrize("content", ["[1]", "nonsense", '[{"finding_id": "F-1", "decision": "guilty"}]'])
def test_decisions_that_are_none_are_refused(case: Path, tmp_path: Path, content: str, capsys: pytest.CaptureFixture[str]) -> None:
    saved = tmp_path / "saved.json"
    saved.write_text(content)
    assert _run(["review", str(case), "--import", str(saved)]) == 2
    assert str(saved) in capsys.readouterr().err
    assert _run(["review", str(case), "--import", str(tmp_path / "none.json")]) == 2
    assert _run(["review", str(case), "F-1"]) == 2


@pytest.mark.parametrize("tier", ["numbers", "names"])
def test_a_report_can_be_written_again_in_another_tier_and_language(case: Path, tmp_path: Path, tier: str) -> None:
    target = tmp_path / "r.html"
    assert _run(["--lang", "id", "report", str(case), "--tier", tier, "--key", str(case.parent / "key"), "-o", str(target)]) == 0
    page = target.read_text(encoding="utf-8")
    assert '<html lang="id"' in page


def test_a_case_that_was_touched_is_told(case: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(case, copy)
    assert _run(["verify", str(copy)]) == 0
    assert "unbroken chain" in capsys.readouterr().out
    assert _run(["report", str(copy), "--tier", "numbers"]) == 0
    assert _run(["verify", str(copy)]) == 0
    people = copy / "people.csv"
    people.write_text(people.read_text(encoding="utf-8").replace("M-", "X-", 1), encoding="utf-8")
    assert _run(["verify", str(copy)]) == 5
    assert "people.csv" in capsys.readouterr().err


def test_a_case_keeps_its_own_settings_where_the_line_says_nothing(export: Path, tmp_path: Path) -> None:
    own = tmp_path / "own"
    assert _run(["audit", str(export), "-o", str(own), "--session-gap", "15", "--reply-model", "adjacency", "-q"]) == 0
    paths = [tmp_path / "a.csv", tmp_path / "b.csv", tmp_path / "c.csv"]
    assert _run(["ties", str(own), "--format", "csv", "-o", str(paths[0])]) == 0
    given = ["--session-gap", "15", "--reply-model", "adjacency"]
    assert _run(["ties", str(export), *given, "--format", "csv", "-o", str(paths[1])]) == 0
    assert _run(["ties", str(own), "--reply-model", "full", "--format", "csv", "-o", str(paths[2])]) == 0
    assert paths[0].read_bytes() == paths[1].read_bytes() != paths[2].read_bytes()


def test_tables_and_graphs_can_be_exported(case: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "tables"
    formats = "graphml,gexf,edgelist,csv,parquet"
    assert _run(["export", str(case), "--format", formats, "-o", str(out), "--key", str(case.parent / "key")]) == 0
    names = {entry.name for entry in out.iterdir()}
    assert {"network.graphml", "network.gexf", "edges.csv", "ties.csv", "ties.parquet"} <= names
    assert _run(["export", str(case), "--format", "edgelist", "-o", str(out / "more"), "--key", str(case.parent / "key")]) == 0
    assert {entry.name for entry in (out / "more").iterdir()} == {"edges.csv", "nodes.csv"}
    capsys.readouterr()
    assert _run(["export", str(case), "--format", "word", "-o", str(out)]) == 2
    assert "use graphml" in capsys.readouterr().err


def test_findings_and_their_lines_are_exported_as_tables(case: Path, tmp_path: Path) -> None:
    out = tmp_path / "tables"
    assert _run(["export", str(case), "--format", "csv,parquet", "-o", str(out), "--key", str(case.parent / "key")]) == 0
    assert (out / "findings.csv").read_bytes() == (case / "findings.csv").read_bytes()
    each = [path.read_text(encoding="utf-8").split("\n", 1) for path in (case / "evidence").glob("*.csv")]
    head, *rows = (out / "evidence.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    assert {part[0] + "\n" for part in each} == {head}
    assert sorted(rows) == sorted(row for part in each for row in part[1].splitlines(keepends=True))
    assert pq.read_table(io.BytesIO((out / "evidence.parquet").read_bytes())).num_rows == len(rows) > 0


def test_without_findings_their_tables_have_no_row(tmp_path: Path) -> None:
    quiet = tmp_path / "quiet.txt"
    quiet.write_text("31/12/24, 09.00 - Sari: selamat pagi\n31/12/24, 09.01 - Budi: pagi\n", encoding="utf-8")
    assert _run(["audit", str(quiet), "-o", str(tmp_path / "case"), "-q"]) == 0
    assert _run(["export", str(tmp_path / "case"), "--format", "csv", "-o", str(tmp_path / "out"), "-q"]) == 0
    for name in ("findings.csv", "evidence.csv"):
        assert len((tmp_path / "out" / name).read_text(encoding="utf-8").splitlines()) == 1


def test_an_audit_never_writes_over_other_things(case: Path, export: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "holiday.jpg").write_bytes(b"x")
    assert _run(["audit", str(export), "-o", str(tmp_path), "-q"]) == 3
    assert "other things" in capsys.readouterr().err
    assert _run(["audit", str(export), "-o", str(tmp_path / "holiday.jpg"), "-q"]) == 3
    assert _run(["audit", str(case.parent / "key"), "-o", str(case.parent / "key"), "-q"]) == 2


def test_something_that_is_no_case_is_told(tmp_path: Path, case: Path) -> None:
    with pytest.raises(CaseError, match="is not a case folder"):
        open_case(tmp_path)
    for name in ("run.json", "ingest.json"):
        (tmp_path / name).write_text("[]", encoding="utf-8")
    with pytest.raises(CaseError, match="does not hold an object"):
        open_case(tmp_path)
    (tmp_path / "run.json").write_text("{", encoding="utf-8")
    with pytest.raises(CaseError, match="cannot be read"):
        open_case(tmp_path)
    (tmp_path / "run.json").write_text('{"case_version": 99}', encoding="utf-8")
    with pytest.raises(CaseError, match="another version"):
        open_case(tmp_path)
    assert open_case(case).settings.tier == "pseudonym"


def test_a_member_called_like_a_word_of_xml_is_no_leak(tmp_path: Path) -> None:
    path = tmp_path / "c.txt"
    path.write_text("14/03/24 09.00 - Chema Schema: pagi\n14/03/24 09.01 - Graph Node: pagi juga\n", encoding="utf-8")
    assert _run(["audit", str(path), "-o", str(tmp_path / "case"), "-q"]) == 0


def test_the_sample_of_the_readme_shows_findings_and_keeps_names_inside(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(["audit", str(SAMPLE), "-o", str(tmp_path / "case"), "-q", "--lang", "id", "--fail-on", "low"]) == 1
    assert "Laporan: " in capsys.readouterr().out
    people = open_case(tmp_path / "case").chat().messages["sender"].dropna().unique()
    page = (tmp_path / "case" / "report.html").read_text(encoding="utf-8")
    assert not [name for name in people if re.search(rf"\b{re.escape(name)}\b", page)]


@pytest.mark.parametrize("told", [[], ['13/01/2024, 07:58 - Budi created group "Gudang"', "13/01/2024, 07:59 - Budi added Sari"]])
def test_lines_of_the_app_whose_wording_nobody_knows_stop_no_command_on_a_case(told: list[str], tmp_path: Path) -> None:
    """What a case holds of them is read as it was written: a kind that is missing is neither this nor that kind."""
    said = [f"13/01/2024, 08:{turn:02} - {('Sari', 'Budi', 'Tono')[turn % 3]}: halo teman {turn}" for turn in range(30)]
    lines = [*told, "13/01/2024, 08:00 - Rhubarb glimmers beneath the seventh stair", *said]
    export = tmp_path / "c.txt"
    export.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    place = str(tmp_path / "c.case")
    assert _run(["audit", str(export), "-o", place, "--bootstrap", "1", "-q"]) == 0
    tables = [["export", place, "--format", "csv,graphml", "-o", str(tmp_path / "out")], ["report", place, "--format", "md"]]
    shown = [[command, place] for command in ("detect", "network", "lifecycle", "invitations", "ties", "replies", "methods", "verify")]
    assert [_run([*command, "-q"]) for command in (*tables, *shown)] == [0] * 10
