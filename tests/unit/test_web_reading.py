"""A case in the app: its report, decisions in several tabs, searching."""

import sqlite3
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import MakeAnalysis
from tests.unit.app_calls import Caller, case_in
from wag_analyzer.analysis import Analysis
from wag_analyzer.case import reviews
from wag_analyzer.case.folder import Case, open_case
from wag_analyzer.case.making import tier_of
from wag_analyzer.case.names import INDEX
from wag_analyzer.errors import CaseError
from wag_analyzer.findings import Finding
from wag_analyzer.report.tiers import Tier
from wag_analyzer.web import search
from wag_analyzer.web.asking import Room
from wag_analyzer.web.desk import Desk, identity
from wag_analyzer.web.pages import words
from wag_analyzer.web.search import Asked


@pytest.fixture
def case(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, small_analysis: Analysis, findings: list[Finding]) -> Case:
    return open_case(case_in(tmp_path, tmp_path_factory.getbasetemp(), small_analysis, findings))


@pytest.fixture
def caller(tmp_path: Path, case: Case) -> Caller:
    return Caller(Room(Desk(tmp_path / "cases", [case.path]), 1 << 20))


@pytest.fixture
def base(case: Case) -> str:
    return f"/api/cases/{identity(case.path)}"


def first(case: Case) -> str:
    return next(iter(reviews.known(case)))


def test_a_decision_is_kept_with_who_and_why(caller: Caller, case: Case, base: str) -> None:
    finding = first(case)
    said = {"decision": "confirmed", "by": "Rina", "note": "=cek", "revision": ""}
    kept = caller.ask("PUT", f"{base}/reviews/{finding}", said).json["review"]
    assert (kept["decision"], kept["by"], kept["note"], kept["count"]) == ("confirmed", "Rina", "=cek", 1)
    assert caller.ask("GET", f"{base}/reviews").json["reviews"] == [kept]
    assert case.reviews()["decision"].tolist() == ["confirmed"]
    assert (case.path / "audit.jsonl").read_text().count('"review"') == 1


def test_a_decision_on_an_older_one_is_told_the_newest_and_not_kept(caller: Caller, case: Case, base: str) -> None:
    place = f"{base}/reviews/{first(case)}"
    kept = caller.ask("PUT", place, {"decision": "confirmed", "by": "A", "revision": ""}).json["review"]
    refused = caller.ask("PUT", place, {"decision": "escalated", "by": "B", "revision": ""})
    assert (refused.status, refused.json["review"]) == (409, kept)
    again = caller.ask("PUT", place, {"decision": "escalated", "by": "B", "revision": kept["revision"]})
    assert again.json["review"]["count"] == 2
    assert case.reviews()["decision"].tolist() == ["confirmed", "escalated"]


def test_a_decision_over_the_one_the_same_page_sent_before_is_kept(caller: Caller, case: Case, base: str) -> None:
    place, before = f"{base}/reviews/{first(case)}", {"decision": "confirmed", "by": "", "note": ""}
    caller.ask("PUT", place, {**before, "revision": ""})
    kept = caller.ask("PUT", place, {**before, "note": "cek", "revision": "", "over": before})
    assert (kept.status, kept.json["review"]["count"], kept.json["review"]["note"]) == (200, 2, "cek")


@pytest.mark.parametrize("over", [{"decision": "compliant"}, {"decision": "confirmed", "note": "other"}, "confirmed", None])
def test_a_decision_over_one_that_is_not_the_last_is_refused(caller: Caller, case: Case, base: str, over: object) -> None:
    place = f"{base}/reviews/{first(case)}"
    caller.ask("PUT", place, {"decision": "confirmed", "revision": ""})
    assert caller.ask("PUT", place, {"decision": "escalated", "revision": "", "over": over}).status == 409
    assert case.reviews()["decision"].tolist() == ["confirmed"]


def test_a_decision_made_with_the_command_line_meanwhile_counts_too(caller: Caller, case: Case, base: str) -> None:
    reviews.add(case, [reviews.Decision(first(case), "compliant", "cli", "2025-01-01T00:00:00")])
    refused = caller.ask("PUT", f"{base}/reviews/{first(case)}", {"decision": "confirmed", "revision": ""})
    assert (refused.status, refused.json["review"]["by"]) == (409, "cli")


def test_decisions_on_two_findings_do_not_meet(caller: Caller, case: Case, base: str) -> None:
    two = list(reviews.known(case))[:2]
    assert len(two) == 2
    for finding in two:
        assert caller.ask("PUT", f"{base}/reviews/{finding}", {"decision": "confirmed", "revision": ""}).status == 200


def test_taking_a_revision_of_nothing_for_a_decision_is_told_that_there_is_none(caller: Caller, case: Case, base: str) -> None:
    refused = caller.ask("PUT", f"{base}/reviews/{first(case)}", {"decision": "confirmed", "revision": "0000"})
    assert (refused.status, refused.json["review"]["decision"]) == (409, "pending")


@pytest.mark.parametrize(("finding", "decision"), [("F-none", "confirmed"), (None, "guilty"), (None, "")])
def test_unknown_findings_and_decisions_are_refused(caller: Caller, case: Case, base: str, finding: str | None, decision: str) -> None:
    answer = caller.ask("PUT", f"{base}/reviews/{finding or first(case)}", {"decision": decision, "revision": ""})
    assert answer.status == 400
    assert case.reviews().empty


def test_the_report_in_the_app_runs_only_what_we_wrote(caller: Caller, case: Case) -> None:
    place = f"/case/{identity(case.path)}/report"
    page = caller.ask("GET", place)
    policy = page.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert policy.count("'sha256-") == 5
    assert "connect-src 'self'" in policy
    assert "http-equiv" not in page.text
    report = case.path / "report.html"
    report.write_text(report.read_text().replace("<script>", "<script>alert(1);"))
    instead = caller.ask("GET", place)
    assert (instead.status, '"old":true' in instead.text, "alert(1)" in instead.text) == (200, True, False)
    report.unlink()
    assert "cannot be read" in caller.ask("GET", place).json["error"]


def test_the_app_speaks_both_languages_alike() -> None:
    english, indonesian = words("en"), words("id")
    assert {name: set(section) for name, section in english.items()} == {name: set(section) for name, section in indonesian.items()}
    for name, section in english.items():
        for key, text in section.items():
            assert sorted(slots(text)) == sorted(slots(indonesian[name][key])), (name, key)


def slots(text: str) -> list[str]:
    return [piece.partition("}")[0] for piece in text.split("{")[1:]]


@pytest.fixture
def indexed(tmp_path: Path, make_analysis: MakeAnalysis) -> Any:
    def make(texts: list[str], level: Any = "names") -> Case:
        analysis = make_analysis(texts=texts)
        analysis = replace(analysis, settings=replace(analysis.settings, tier=level))
        called = tier_of(analysis.settings, analysis, [], tmp_path / "key")
        made = Case(tmp_path, {"settings": level})
        assert search.build(made, analysis, called) >= 0
        return made

    return make


TEXTS = ["rapat pagi dimulai", "lembur lagi, rapat batal", 'katanya "rapat" NOT lembur', "Café tutup", "x" * 30]


def test_all_words_must_occur_also_as_beginnings(indexed: Any) -> None:
    case = indexed(TEXTS)
    assert [hit["text"] for hit in search.found(case, Asked("rap lem"))["messages"]] == TEXTS[1:3]
    assert search.found(case, Asked('"rapat pagi"'))["total"] == 1
    assert search.found(case, Asked("cafe"))["total"] == 1
    assert search.found(case, Asked("zebra")) == {"total": 0, "messages": [], "more": False}


@pytest.mark.parametrize(
    "words", ['"', "NOT", "a OR b", "text:x", "*", "^rapat", "(", "NEAR(a b)", "'; DROP TABLE message", "\x00", "-", "🎉"]
)
def test_nothing_typed_is_an_operator(indexed: Any, words: str) -> None:
    assert search.found(indexed(TEXTS), Asked(words))["total"] >= 0


def test_hits_are_marked_where_the_words_stand(indexed: Any) -> None:
    (hit,) = search.found(indexed(TEXTS), Asked("lembur batal"))["messages"]
    assert [hit["text"][start:end] for start, end in hit["marks"]] == ["lembur", "batal"]


def test_hits_are_narrowed_by_person_and_day_and_come_in_pages(indexed: Any) -> None:
    case = indexed([f"pesan {turn}" for turn in range(120)])
    everything = search.found(case, Asked("pesan"))
    assert (everything["total"], len(everything["messages"]), everything["more"]) == (120, search.PAGE, True)
    rest = search.found(case, Asked("pesan", after=everything["messages"][-1]["n"]))
    assert rest["messages"][0]["text"] == "pesan 50"
    person = search.people_in(case)[0]
    assert {hit["who"] for hit in search.found(case, Asked(who=person))["messages"]} == {person}
    assert search.found(case, Asked(since="2025-01-07", until="2025-01-07"))["total"] == 4


def test_a_hit_is_shown_with_those_around_it_in_its_file(indexed: Any) -> None:
    case = indexed([f"pesan {turn}" for turn in range(30)])
    hit = search.found(case, Asked("pesan 15"))["messages"][0]
    texts = [other["text"] for other in search.around(case, hit["n"], 2)]
    assert texts == ["pesan 13", "pesan 14", "pesan 15", "pesan 16", "pesan 17"]
    assert search.around(case, 10_000) == []


def test_the_index_holds_what_the_report_may_show(indexed: Any) -> None:
    case = indexed(["Sari Wulandari bilang 0812-5550-1234", "oke Budi"], "pseudonym")
    content = (case.path / INDEX).read_bytes()
    assert not any(name in content for name in (b"Wulandari", b"Budi", b"5550"))
    assert (case.path / INDEX).stat().st_mode & 0o077 == 0
    assert search.found(case, Asked("bilang"))["messages"][0]["who"].startswith("M-")
    assert search.found(indexed(TEXTS, "numbers"), Asked())["total"] == 0


@pytest.mark.parametrize(("words", "total"), [("👍", 1), ("*", 1), ("_", 1), ("oke 👍", 1), ("rapat 👍", 0), ('"👍 👍"', 0), ('"', 5)])
def test_signs_that_are_no_words_are_found_as_they_stand(indexed: Any, words: str, total: int) -> None:
    case = indexed(["oke 👍", "a * b", "nama_berkas", "rapat pagi"])
    assert search.found(case, Asked(words))["total"] == total


@pytest.mark.parametrize(
    ("words", "marks"),
    [
        ("会議", [[(2, 4)]]),
        ("会", [[(2, 3), (6, 7)]]),
        ("ประชุม", [[(3, 9)]]),
        ("ꦫꦥꦠ꧀", [[(0, 4)]]),
        ("rapat 会議", []),
        ("議室", [[(3, 5)]]),
        ('"の会"', [[(5, 7)]]),
    ],
)
def test_words_of_scripts_without_spaces_are_found_wherever_they_stand(
    indexed: Any, words: str, marks: list[list[tuple[int, int]]]
) -> None:
    case = indexed(["明日会議室の会", "พรุประชุมนี้", "ꦫꦥꦠ꧀ꦲꦶꦏꦶ", "rapat pagi"])
    assert [one["marks"] for one in search.found(case, Asked(words))["messages"]] == marks


def test_signs_are_marked_where_they_stand_and_once(indexed: Any) -> None:
    case = indexed(["oke 👍👍 siap oke"])
    assert [one["marks"] for one in search.found(case, Asked("oke 👍"))["messages"]] == [[(0, 3), (4, 5), (5, 6), (12, 15)]]


def test_an_index_of_another_state_is_not_used(caller: Caller, case: Case, base: str, small_analysis: Analysis) -> None:
    assert caller.ask("GET", f"{base}/messages?words=pesan").json == {"error": "no index"}
    search.build(case, small_analysis, Tier("names"))
    assert search.is_fresh(case)
    found = caller.ask("GET", f"{base}/messages?words=pesan&after=x").json
    assert (found["total"], found["tier"], len(found["people"])) == (60, "pseudonym", 7)
    number = found["messages"][3]["n"]
    assert any(one["n"] == number for one in caller.ask("GET", f"{base}/messages/{number}").json["messages"])
    assert not search.is_fresh(replace(case, run={**case.run, "findings": 99}))
    (case.path / INDEX).write_bytes(b"no database")
    assert not search.is_fresh(case)
    assert open_case(case.path).run == case.run


def test_an_index_that_cannot_be_written_is_told(case: Case, small_analysis: Analysis, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any, **__: Any) -> Any:
        raise sqlite3.OperationalError("no such module: fts5")

    monkeypatch.setattr(sqlite3, "connect", full)
    with pytest.raises(CaseError, match="no full-text search"):
        search.build(case, small_analysis, Tier("names"))
    assert not list(case.path.glob("*.part"))
