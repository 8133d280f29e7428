"""A store as one organisation: overlapping exports joined, persons over groups, an index in a tier."""

import re
from collections.abc import Callable
from concurrent.futures import Executor
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tests.unit.test_batch_run import Here
from wag_analyzer.__main__ import _run
from wag_analyzer.analysis import examined
from wag_analyzer.batch import organisation as rooms
from wag_analyzer.batch.find import found
from wag_analyzer.batch.groups import Group, groups, titles
from wag_analyzer.batch.organisation_page import documents
from wag_analyzer.batch.run import Plan, batch
from wag_analyzer.batch.store import Store
from wag_analyzer.batch.telling import told
from wag_analyzer.network.across import Across
from wag_analyzer.parser.merge import merged
from wag_analyzer.parser.read import read_text
from wag_analyzer.people.pseudonyms import Pseudonyms
from wag_analyzer.report.tiers import tier
from wag_analyzer.settings import Settings

PEOPLE = [f"Orang {letter}" for letter in "ABCDEFGHIJKLMNOPQRST"]
GROUPS = {"Besar": PEOPLE[:11], "Kecil": PEOPLE[:6], "Lain": PEOPLE[10:]}
Workers = Callable[[], Executor]


def _text(name: str, people: list[str], turns: int) -> str:
    lines = [f'13/01/2024, 07:00 - {people[0]} created group "{name}"']
    lines += [f"13/01/2024, 07:00 - {people[0]} added {person}" for person in people[1:]]
    lines += [
        f"14/01/2024, {8 + turn // 60:02d}:{turn % 60:02d} - {people[turn % len(people)]}: pesan {name} ke {turn}" for turn in range(turns)
    ]
    return "\n".join(lines) + "\n"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Give a store of three groups, of which one has two overlapping exports."""
    folder = tmp_path_factory.mktemp("organisation")
    (folder / "in").mkdir()
    for name, people in GROUPS.items():
        (folder / "in" / f"WhatsApp Chat with {name}.txt").write_text(_text(name, people, 33), encoding="utf-8")
    later = _text("Besar", GROUPS["Besar"], 44).split("\n")[20:]
    (folder / "in" / "WhatsApp Chat with Besar (1).txt").write_text("\n".join(later), encoding="utf-8")
    made = Store.made(folder / "store")
    made.begin()
    batch(made, found(folder / "in"), Plan(Settings(), Here, is_messages_only=True), lambda *_: None)
    return made


def test_overlapping_exports_of_one_group_are_one_group(store: Store) -> None:
    listed = {group.name: group for group in groups(store)}
    assert sorted(listed) == sorted(GROUPS)
    assert len(listed["Besar"].chat.sources) == 2
    assert len(listed["Besar"].chat.messages) == 44
    assert {group.group_id for group in listed.values()} == {group.chat.sources[0].group_id for group in listed.values()}


def test_persons_are_one_over_groups_and_what_shows_across_is_found(store: Store) -> None:
    one = rooms.organisation(list(groups(store)), Settings())
    assert one.everybody.people.persons.count("Orang A") == 1
    assert len(one.everybody.people.table) == len(PEOPLE)
    signals = {signal.kind: signal for signal in one.signals}
    assert set(signals) == {"shadow_group", "bridge"}
    assert signals["bridge"].persons == ("Orang K",)
    shared = one.ties[(one.ties["source"] == "Orang A") & (one.ties["target"] == "Orang B") & (one.ties["layer"] == "group")]
    assert shared["groups"].tolist() == [2]


@pytest.mark.parametrize("lang", ["en", "id"])
def test_an_index_in_a_tier_holds_no_name_and_asks_nothing_of_the_net(store: Store, lang: str) -> None:
    one = rooms.organisation(list(groups(store)), Settings(lang="id" if lang == "id" else "en"))
    pseudonymous = tier("pseudonym", one.everybody, Pseudonyms(bytes(32)), lang=lang)
    made = documents(one, pseudonymous, {"wag-analyzer": "0"}, has_pages=True)
    assert sorted(made) == ["affiliations.csv", "groups.csv", "index.html", "overlap.csv", "signals.csv", "ties.csv"]
    assert not any(re.search(r"Orang [A-T]\b|Besar|Kecil", content) for content in made.values())
    assert "//" not in made["index.html"]
    assert "<script" not in made["index.html"]
    assert 'href="groups/0001.html"' in made["index.html"]
    named = documents(one, tier("names", one.everybody), {}, has_pages=False)
    assert "Besar" in named["index.html"]
    assert "Orang K" in named["signals.csv"]
    assert "href" not in named["index.html"]


def test_report_and_detect_take_a_store(
    store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wag_analyzer.case.documents.report_page", lambda *_: "page")
    monkeypatch.setattr(rooms, "analyze", examined)
    key = tmp_path / "key"
    key.write_text("ab" * 32)
    assert _run(["report", str(store.path), "-o", str(tmp_path / "out"), "--key", str(key), "-q"]) == 0
    assert capsys.readouterr().out.strip() == str(tmp_path / "out" / "index.html")
    assert sorted(path.name for path in (tmp_path / "out" / "groups").iterdir()) == ["0001.html", "0002.html", "0003.html"]
    for form in ("text", "jsonl", "csv"):
        assert _run(["detect", str(store.path), "--format", form, "-q", "-o", str(tmp_path / form)]) == 0
    assert (tmp_path / "csv").read_text().startswith("group_id,finding_id,")
    assert [line for line in (tmp_path / "text").read_text().split("\n") if line.startswith("==")] == ["== Besar", "== Kecil", "== Lain"]
    assert _run(["detect", str(store.path), "--format", "sarif"]) == 2


def test_a_store_is_exported_group_by_group_in_a_tier(
    store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rooms, "analyze", examined)
    key = tmp_path / "key"
    key.write_text("ab" * 32)
    out = tmp_path / "out"
    assert _run(["export", str(store.path), "--format", "csv,parquet,graphml", "-o", str(out), "--key", str(key), "-q"]) == 0
    assert capsys.readouterr().out.strip().split("\n") == [str(out / "index.html"), *(str(out / "groups" / f"000{n}") for n in (1, 2, 3))]
    assert len(pd.read_csv(out / "groups" / "0002" / "people.csv")) == len(GROUPS["Kecil"])
    assert len(pd.read_parquet(out / "groups" / "0001" / "messages.parquet")) > 33
    assert (out / "groups" / "0003" / "network.graphml").is_file()
    assert (out / "ties.csv").is_file()
    assert not [path for path in out.rglob("*") if path.is_file() and b"Orang " in path.read_bytes()]


def test_a_store_is_read_wherever_an_export_is(store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(["people", str(store.path), "--format", "jsonl", "-q"]) == 0
    assert len(capsys.readouterr().out.strip().split("\n")) == len(PEOPLE)
    assert _run(["messages", str(store.path), "--format", "parquet", "-o", str(tmp_path / "all.parquet"), "-q"]) == 0
    assert _run(["messages", str(store.path), "--format", "csv", "-o", str(tmp_path / "all.csv"), "-q"]) == 0
    assert len(pd.read_csv(tmp_path / "all.csv")) == len(pd.read_parquet(tmp_path / "all.parquet")) > 33 * 3
    assert _run(["people", str(store.path), str(store.path)]) == 2
    empty = Store.made(tmp_path / "empty")
    empty.begin()
    for command in ("messages", "people", "detect", "report", "serve"):
        assert _run([command, str(empty.path)]) == 3
    assert "no chat yet" in capsys.readouterr().err


def _phones(folder: Path, names: dict[str, list[str]], own: str = "") -> Store:
    """Return a store of groups that were exported from different phones, each of which calls its owner "you"."""
    (folder / "in").mkdir()
    for name, people in names.items():
        text = _text(name, ["You", *people], 0) + "".join(
            f"15/01/2024, 09:{turn:02d} - {person}: halo {name}\n" for turn, person in enumerate(people)
        )
        text += f"15/01/2024, 10:00 - {own}: You deleted this message\n" if own else ""
        (folder / "in" / f"WhatsApp Chat with {name}.txt").write_text(text, encoding="utf-8")
    made = Store.made(folder / "store")
    made.begin()
    batch(made, found(folder / "in"), Plan(Settings(), Here, is_messages_only=True), lambda *_: None)
    return made


def test_who_exported_is_not_one_person_because_every_phone_says_you(tmp_path: Path) -> None:
    one = rooms.organisation(list(groups(_phones(tmp_path, {"Satu": PEOPLE[:5], "Dua": PEOPLE[5:9], "Tiga": PEOPLE[9:14]}))), Settings())
    assert not one.signals
    assert one.overlap["both"].max() == 0
    assert set(one.affiliations["person"]) == set(PEOPLE[:14])


def test_who_is_told_to_have_exported_is_in_the_group_under_the_own_name(tmp_path: Path) -> None:
    store = _phones(tmp_path, {"Satu": PEOPLE[:5], "Dua": [*PEOPLE[5:9], "Orang A"]}, own="Orang A")
    one = rooms.organisation(list(groups(store)), Settings())
    assert [signal.persons for signal in one.signals] == [("Orang A",)]
    assert set(one.affiliations["person"]) == set(PEOPLE[:9])


def test_groups_of_one_name_are_told_apart_by_their_files() -> None:
    chats = [merged([read_text(_text("Tim", people, 3), name)]) for people, name in ((PEOPLE[:3], "a.txt"), (PEOPLE[3:6], "b.txt"))]
    one, other, third = Group("g1", "Tim", chats[0]), Group("g2", "Tim", chats[1]), Group("g3", "Lain", chats[1])
    assert titles([one, other, third]) == {"g1": "Tim (a.txt)", "g2": "Tim (b.txt)", "g3": "Lain"}
    assert titles([one, Group("g4", "Tim", chats[0])]) == {"g1": "Tim (a.txt) [g1]", "g4": "Tim (a.txt) [g4]"}


def test_a_group_has_the_number_of_its_page_in_the_index(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[set[str]] = []

    def page(*given: Any) -> str:
        called.append(set(given[2].groups.values()))
        return "page"

    monkeypatch.setattr("wag_analyzer.case.documents.report_page", page)
    monkeypatch.setattr(rooms, "analyze", examined)
    key = tmp_path / "key"
    key.write_text("ab" * 32)
    assert _run(["report", str(store.path), "-o", str(tmp_path / "out"), "--key", str(key), "-q"]) == 0
    assert called == [{"group 1"}, {"group 2"}, {"group 3"}]


def test_what_the_user_says_of_who_is_who_holds_for_the_organisation(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wag_analyzer.case.documents.report_page", lambda *_: "page")
    monkeypatch.setattr(rooms, "analyze", examined)
    (tmp_path / "who.csv").write_text("name,form,person,score,reason,applied\nOrang B,sender,Orang A,1,ask,true\n", encoding="utf-8")
    asked = ["report", str(store.path), "-q", "--tier", "names", "-o"]
    assert _run([*asked, str(tmp_path / "one"), "--apply", str(tmp_path / "who.csv")]) == 0
    assert _run([*asked, str(tmp_path / "two")]) == 0
    one, two = (pd.read_csv(tmp_path / name / "affiliations.csv")["person"].nunique() for name in ("one", "two"))
    assert one == two - 1
    listed = pd.read_csv(tmp_path / "one" / "groups.csv")
    assert listed["name"].tolist() == ["Besar", "Kecil", "Lain"]
    assert set(listed["group_id"]) == set(pd.read_csv(tmp_path / "one" / "affiliations.csv")["group_id"])
    assert listed["page"].tolist() == [f"groups/000{number}.html" for number in (1, 2, 3)]


def test_what_may_be_chance_speaks_against_a_signal() -> None:
    may_be = told(Across("recruiter", ("Ani",), ("g1", "g2"), {"groups": 2, "of": 3}, 0.12), "en", str)
    clear = told(Across("recruiter", ("Ani",), ("g1", "g2"), {"groups": 2, "of": 3}, 0.01), "en", str)
    assert any("p 0.12" in line for line in may_be.reasons_against)
    assert any("p 0.01" in line for line in clear.reasons_for)
    assert not any("p 0." in line for line in (*may_be.reasons_for, *clear.reasons_against))
