"""Policies, reviews and what they tell of the rules, as a user meets them."""

import json
import shutil
from pathlib import Path

import pytest

from wag_analyzer.__main__ import _run
from wag_analyzer.detectors import page
from wag_analyzer.detectors._pages import examples

POLICY = """\
version: 1
name: Office
topics:
  - name: visit form
    terms: [visit form, no]
  - name: other form
    terms: [visit form]
select: [WAG101, WAG9]
suppress:
  - code: WAG101
    reason: being talked about openly
    until: 2024-12-31
"""


def run(*arguments: object, code: int = 0) -> None:
    assert _run([str(argument) for argument in arguments]) == code


@pytest.fixture(autouse=True)
def own_settings(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home))
    return home


@pytest.fixture(scope="module")
def chat(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("chat") / "chat.txt"
    path.write_text(next(example.chat for example in examples(page("WAG101", "id")) if example.expect), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def case(chat: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("config")
    target = chat.parent / "c.case"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CONFIG_HOME", str(home))
        assert (
            _run(["audit", str(chat), "-o", str(target), "--key", str(home / "key"), "--select", "WAG101", "--bootstrap", "10", "-q"]) == 0
        )
    return target


def policy(folder: Path, text: str = POLICY) -> Path:
    path = folder / "office.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def only_finding(case: Path) -> str:
    (row,) = [json.loads(line) for line in (case / "findings.jsonl").read_text("utf-8").split("\n") if line]
    return str(row["finding_id"])


def test_lint_lists_doubts_with_file_and_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = policy(tmp_path)
    run("policy", "lint", path)
    assert capsys.readouterr().out.split("\n")[:-1] == [
        f"{path}:1: has no tests; add messages with the topics they must show",
        f"{path}:1: no detector has a code that begins with WAG9; see 'wag rules'",
        f"{path}:4: no is too short to mean one thing",
        f"{path}:6: visit form stands for visit form already",
        f"{path}:10: sets every finding of WAG101 aside; name persons or targets",
        f"{path}: no error; 2 topics, 0 thresholds, 1 suppression, 0 tests",
    ]
    run("policy", "lint", policy(tmp_path, "version: 1\ntests:\n  - {message: hi, topics: []}\n"))
    assert capsys.readouterr().out == f"{path}: in order; 0 topics, 0 thresholds, 0 suppressions, 1 test\n"


def test_an_error_is_one_line_with_file_line_and_what_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = policy(tmp_path, "version: 1\nsuppress:\n  - code: X\n")
    run("policy", "lint", path, code=2)
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert f"{path}:3" in said


def test_a_policys_own_tests_run_on_messages_and_on_chats(chat: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shown = "\n".join(f"      {line}" for line in chat.read_text("utf-8").rstrip("\n").split("\n"))
    ends = POLICY.replace("2024-12-31", "2024-01-01").replace("WAG9", "WAG2")
    text = (
        f"{ends}tests:\n  - {{message: the visit form please, topics: [visit form, other form]}}\n"
        f"  - chat: |\n{shown}\n    expect: WAG101 Dimas | Ratna | Yulia\n"
    )
    path = policy(tmp_path, text)
    run("policy", "test", path)
    told = capsys.readouterr()
    assert told.out.count(": ok ") == 2
    assert "2 tests pass" in told.err
    run("policy", "test", policy(tmp_path, f"{text}  - {{message: hi, topics: [visit form]}}\n"), code=5)
    told = capsys.readouterr()
    assert "FAIL wanted visit form, got nothing: hi" in told.out
    assert "1 of 3 tests fail" in told.err


def test_show_prints_every_statement_with_its_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = f"{POLICY}ignore: [WAG4]\nthresholds:\n  - {{codes: [WAG1], confidence: medium, score: 0.5}}\n"
    run("policy", "show", policy(tmp_path, text), "--json")
    rows = [json.loads(line) for line in capsys.readouterr().out.split("\n") if line]
    assert [row["what"] for row in rows] == ["policy", "select", "select", "ignore", "policy", "policy", "threshold", "suppress"]
    assert rows[6]["says"] == "confidence at least medium, score at least 0.5"
    assert rows[7]["says"] == "everybody, until 2024-12-31: being talked about openly"


def test_detect_says_what_a_policy_sets_aside_and_what_was_looked_for(
    chat: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = policy(tmp_path)
    run("detect", chat, "--policy", path, "-q")
    assert capsys.readouterr().out.rstrip("\n").split("\n")[-1] == "What was looked for: WAG101 gossip-circle"
    run("detect", chat, "--policy", path)
    told = capsys.readouterr()
    assert "Nothing found" in told.out
    assert "set aside by the policy (line 10, until 2024-12-31): WAG101" in told.err
    run("detect", chat, "--policy", path, "--as-of", "2025-01-01", "--json")
    told = capsys.readouterr()
    assert json.loads(told.out)["code"] == "WAG101"
    assert "ended on 2024-12-31" in told.err


def test_a_case_keeps_the_policy_it_was_made_with(chat: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, target = policy(tmp_path), tmp_path / "c.case"
    run("audit", chat, "-o", target, "--policy", path, "--bootstrap", 10, "-q")
    made = json.loads((target / "run.json").read_text("utf-8"))
    assert (made["policy"]["name"], made["policy"]["as_of"], made["findings"]) == ("Office", None, 0)
    assert made["files"]["policy.yaml"] == made["policy"]["sha256"]
    path.unlink()
    capsys.readouterr()
    run("detect", target)
    assert "set aside by the policy" in capsys.readouterr().err


def test_a_decision_on_a_finding_that_is_not_there_is_refused(case: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (case / "reviews.csv").exists()
    run("review", case, "F-0000000000", "--as", "confirmed", "-q", code=2)
    assert f"this case has {only_finding(case)}" in capsys.readouterr().err
    assert (case / "reviews.csv").exists() is before


def test_reviews_tell_how_often_a_rule_is_wrong_from_then_on(
    case: Path, chat: Path, own_settings: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def p_wrong() -> float:
        capsys.readouterr()
        run("detect", chat, "--select", "WAG101", "--json", "-q")
        return float(json.loads(capsys.readouterr().out)["p_wrong"])

    before = p_wrong()
    run("review", case, only_finding(case), "--as", "pending", "-q")
    run("review", case, only_finding(case), "--as", "compliant", "-q")
    capsys.readouterr()
    run("calibrate", case, "--json")
    told = capsys.readouterr()
    (row,) = [json.loads(line) for line in told.out.split("\n") if line]
    assert (row["code"], row["confirmed"], row["not confirmed"]) == ("WAG101", 0, 1)
    assert row["p_wrong"] > row["p_wrong before"]
    kept = own_settings / "wag-analyzer" / "calibration.json"
    assert f"{kept}: revision 1, 1 case" in told.err
    assert "Dimas" not in kept.read_text("utf-8")
    assert p_wrong() > before
    run("calibrate", case, "-q")
    assert json.loads(kept.read_text("utf-8"))["revision"] == 1
    run("explain", "WAG101")
    assert "Your reviews count in this: 0 confirmed, 1 not." in capsys.readouterr().out


def test_decisions_on_findings_that_are_gone_are_left_out(case: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = tmp_path / "d.case"
    shutil.copytree(case, other)
    (other / "reviews.csv").write_text("finding_id,decision,by,at,note\nF-0000000000,confirmed,me,2024-01-01T00:00:00,\n", encoding="utf-8")
    run("calibrate", other, "-o", tmp_path / "own.json", "--format", "csv")
    told = capsys.readouterr()
    assert "decisions on 1 finding that the case no longer has are left out" in told.err
    assert json.loads((tmp_path / "own.json").read_text("utf-8"))["cases"].popitem()[1] == {}


def test_the_report_names_the_policy(chat: Path, tmp_path: Path) -> None:
    target = tmp_path / "c.case"
    run("audit", chat, "-o", target, "--policy", policy(tmp_path), "--bootstrap", 10, "-q")
    page = (target / "report.html").read_text("utf-8")
    assert "Office (SHA-256 " in page
    assert str(tmp_path) not in page
