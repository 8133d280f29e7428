"""Commands that are given a store: what each does with it, or says."""

from pathlib import Path

import pytest

from tests.unit.test_batch_run import Here
from wag_analyzer.__main__ import _run
from wag_analyzer.analysis import examined
from wag_analyzer.batch.find import found
from wag_analyzer.batch.ledger import note
from wag_analyzer.batch.run import Plan, batch
from wag_analyzer.batch.store import Store
from wag_analyzer.case import log
from wag_analyzer.people.pseudonyms import Pseudonyms
from wag_analyzer.settings import Settings
from wag_analyzer.simulate import Spec, simulate


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a store of two groups, in one of which somebody recruits, and of a file that could not be read."""
    folder = tmp_path_factory.mktemp("store")
    (folder / "in").mkdir()
    for seed, plants in ((3, ()), (9, ("recruiter",))):
        made = simulate(Spec(seed=seed, people=12, messages=300, days=30, plants=plants, twins=(), title=f"Tim {seed}"))
        (folder / "in" / f"WhatsApp Chat with Tim {seed}.txt").write_bytes(made.export())
    (folder / "in" / "bad.txt").write_bytes(b"\x00\x01" * 99)
    filled = Store.made(folder / "S")
    filled.begin()
    batch(filled, found(folder / "in"), Plan(Settings(), Here), lambda *_: None)
    note(filled, "batch")
    return filled.path


@pytest.fixture
def key(tmp_path: Path) -> Path:
    """Give a key of pseudonyms."""
    (tmp_path / "key").write_text("ab" * 32)
    return tmp_path / "key"


def _findings(store: Path, capsys: pytest.CaptureFixture[str]) -> list[str]:
    assert _run(["detect", str(store), "--format", "csv", "-q", "--select", "WAG301"]) == 0
    return [line.split(",")[1] for line in capsys.readouterr().out.strip().split("\n")[1:]]


def test_a_finding_of_a_store_is_shown_with_its_group(store: Path, key: Path, capsys: pytest.CaptureFixture[str]) -> None:
    finding = _findings(store, capsys)[0]
    asked = ["show", str(store), finding, "--key", str(key), "-q"]
    assert _run([*asked, "--tier", "names"]) == 0
    named = capsys.readouterr().out
    assert named.startswith("== Tim 9")
    assert _run(asked) == 0
    hidden = capsys.readouterr().out
    assert hidden.startswith("== group 2")
    assert "Tim 9" not in hidden
    assert _run(["show", str(store), "F-0", "-q"]) == 2
    assert f"{store}: no finding is called F-0; this store has " in capsys.readouterr().err


def test_a_pseudonym_of_a_stores_report_is_revealed_and_noted(store: Path, key: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(["people", str(store), "--format", "csv", "-q"]) == 0
    persons = [line.split(",")[0] for line in capsys.readouterr().out.strip().split("\n")[1:]]
    name = next(person for person in persons if person.startswith("Pak "))
    code = Pseudonyms.load(key).names(persons)[name]
    assert _run(["reveal", str(store), code, "--reason", "asked by audit", "--key", str(key), "-q"]) == 0
    assert name in capsys.readouterr().out
    last = list(log.entries(store / "audit.jsonl"))[-1]
    assert (last["what"], last["person"], last["reason"]) == ("reveal", code, "asked by audit")
    assert name not in (store / "audit.jsonl").read_text().split("\n")[-2]
    assert _run(["reveal", str(store), "M-0000-0000", "--reason", "x", "--key", str(key), "-q"]) == 2


def test_decisions_on_who_is_who_in_a_store_go_into_its_report(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "in").mkdir()
    for name, people, day in (("Satu", ("Ani Wijaya", "Budi Saputra"), 3), ("Dua", ("Budi", "Eka Maulana"), 9)):
        lines = [f"{day:02d}/01/24 08.{turn:02d} - {people[turn % 2]}: pesan {name} {turn}\n" for turn in range(20)]
        (tmp_path / "in" / f"Chat WhatsApp dengan {name}.txt").write_text("".join(lines), encoding="utf-8")
    filled = Store.made(tmp_path / "S")
    filled.begin()
    batch(filled, found(tmp_path / "in"), Plan(Settings(), Here, is_messages_only=True), lambda *_: None)
    assert _run(["people", str(filled.path), "--suggest", "-q"]) == 0
    assert f"wag report {filled.path} -o FOLDER --apply identities.csv" in capsys.readouterr().out


def test_the_doctor_looks_at_every_export_of_a_store(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(["doctor", str(store), "-q"]) == 0
    told = capsys.readouterr().out
    assert "Tim 3" in told
    assert "Tim 9" in told
    assert _run(["doctor", str(store), "--media"]) == 2


def test_a_bag_of_a_store_holds_its_report_in_a_tier_and_can_be_checked(
    store: Path, key: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("wag_analyzer.case.documents.report_page", lambda *_: "page")
    monkeypatch.setattr("wag_analyzer.batch.organisation.analyze", examined)
    asked = ["bundle", str(store), "--key", str(key), "-q", "-o"]
    assert _run([*asked, str(tmp_path / "bag")]) == 0
    assert _run([*asked, str(tmp_path / "bag.zip")]) == 0
    assert _run([*asked, str(tmp_path / "again")]) == 0
    manifests = [(tmp_path / name / "tagmanifest-sha256.txt").read_bytes() for name in ("bag", "again")]
    assert manifests[0] == manifests[1]
    assert _run(["verify", str(tmp_path / "bag")]) == 0
    assert _run(["verify", str(tmp_path / "bag.zip")]) == 0
    held = [path for path in (tmp_path / "bag").rglob("*") if path.is_file()]
    assert {"index.html", "groups.csv", "exports.json", "0001.html", "0002.html", "audit.jsonl"} <= {path.name for path in held}
    assert not any(name in path.read_bytes() for path in held for name in (b"Tim 9", b"Tim 3", b"Pak Joko"))
    assert '"error_code": "not-a-chat"' in (tmp_path / "bag" / "data" / "exports.json").read_text()
    assert _run([*asked, str(tmp_path / "raw"), "--with-raw"]) == 2
    assert "a store keeps no exports" in capsys.readouterr().err
    (tmp_path / "bag" / "data" / "exports.json").write_text("{}")
    assert _run(["verify", str(tmp_path / "bag")]) == 5


@pytest.mark.parametrize("lang", ["en", "id"])
def test_a_methods_section_tells_of_the_store_and_names_nobody(store: Path, lang: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(["methods", str(store), "--lang", lang, "-q"]) == 0
    told = capsys.readouterr().out
    assert ("3 files were handed over: 1 could not be read" if lang == "en" else "3 berkas diserahkan: 1 tidak terbaca") in told
    assert "WAG301 (1)" in told
    assert len([line for line in told.split("\n") if line.startswith("- `")]) == 2
    assert not any(name in told for name in ("Tim 9", "Pak ", "WhatsApp Chat"))


@pytest.mark.parametrize(
    ("command", "hint"),
    [
        (["audit"], "wag report"),
        (["review"], "wag serve STORE"),
        (["calibrate"], "wag serve STORE"),
    ],
)
def test_where_a_store_is_no_input_one_line_says_what_is(
    command: list[str], hint: str, store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run([*command, str(store)]) == 2
    (line,) = capsys.readouterr().err.strip().split("\n")
    assert line.startswith(f"wag: {store}: is a store: ")
    assert hint in line
