"""From a case to sheets, and from sheets that were filled in to figures."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from wag_analyzer.__main__ import _run
from wag_analyzer.detectors import page
from wag_analyzer.detectors._pages import examples
from wag_analyzer.report.labels import _innocent

Sheet = list[dict[str, str]]


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("labels") / "chat.txt"
    path.write_text(next(example.chat for example in examples(page("WAG301")) if example.expect), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def drawn(export: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = export.parent / "drawn"
    folder.mkdir()
    words = ["label", str(export), "-o", str(folder / "labels.csv"), "-q", "--select", "WAG301,WAG101", "--length", "3", "--size", "8"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CONFIG_HOME", str(tmp_path_factory.getbasetemp() / "config"))
        assert _run(words) == 0
    return folder


def _sheet(path: Path) -> Sheet:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))


def _filled(path: Path, to: Path, label: Callable[[str], str], divider: str = ",") -> Path:
    rows = _sheet(path)
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), delimiter=divider)
    writer.writeheader()
    writer.writerows({**row, "label": label(row["item"])} for row in rows)
    to.write_text(out.getvalue(), encoding="utf-8")
    return to


def test_each_person_gets_the_same_items_in_another_order_and_nothing_tells_what_was_flagged(drawn: Path) -> None:
    assert sorted(path.name for path in drawn.iterdir()) == ["labels-1.csv", "labels-2.csv", "labels.guide.md", "labels.key.json"]
    one, other = _sheet(drawn / "labels-1.csv"), _sheet(drawn / "labels-2.csv")
    assert list(one[0]) == ["item", "code", "question", "excerpt", "label", "note"]
    assert sorted(row["item"] for row in one) == sorted(row["item"] for row in other)
    assert [row["item"] for row in one] != [row["item"] for row in other]
    assert {row["excerpt"] for row in one} == {row["excerpt"] for row in other}
    assert {row["label"] + row["note"] for row in one} == {""}
    assert {row["code"] for row in one} == {"WAG101", "WAG301"}
    told = "".join(path.read_text(encoding="utf-8") for path in drawn.iterdir() if path.suffix != ".json")
    assert "flagged" not in told
    assert "How it is tested" not in told


def test_sheets_are_in_the_tier_and_the_key_holds_no_name_and_no_word(drawn: Path, export: Path) -> None:
    writers = {line.partition(" - ")[2].partition(":")[0] for line in export.read_text(encoding="utf-8").split("\n") if ": " in line}
    names = {name for name in writers if len(name) > 4}
    assert names
    for path in drawn.iterdir():
        text = path.read_text(encoding="utf-8")
        assert not [name for name in names if name in text], path.name
    key = json.loads((drawn / "labels.key.json").read_text(encoding="utf-8"))
    assert set(key) == {"version", "seed", "tier", "length", "inputs", "rules", "items"}
    assert {of["stratum"] for of in key["items"].values()} >= {"flagged", "far"} or key["rules"]["WAG301"]["far"] == 0
    assert (drawn / "labels.key.json").stat().st_mode & 0o077 == 0


def test_the_same_sample_is_drawn_again_and_another_with_another_seed(drawn: Path, export: Path, tmp_path: Path) -> None:
    words = ["label", str(export), "-q", "--select", "WAG301,WAG101", "--length", "3", "--size", "8", "--coders", "1"]
    assert _run([*words, "-o", str(tmp_path / "a.csv")]) == 0
    assert _sheet(tmp_path / "a.csv") == _sheet(drawn / "labels-1.csv")
    assert _run([*words, "-o", str(tmp_path / "b.csv"), "--seed", "5", "--lang", "id", "--tier", "names"]) == 0
    again = _sheet(tmp_path / "b.csv")
    assert again[0]["question"].startswith("Apakah cuplikan ini")
    assert {row["excerpt"] for row in again} != {row["excerpt"] for row in _sheet(tmp_path / "a.csv")}


def test_labels_give_agreement_precision_and_recall(drawn: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    key = json.loads((drawn / "labels.key.json").read_text(encoding="utf-8"))["items"]
    one = _filled(drawn / "labels-1.csv", tmp_path / "ani.csv", lambda item: "Ya" if key[item]["stratum"] == "flagged" else "tidak")
    other = _filled(
        drawn / "labels-2.csv", tmp_path / "budi.csv", lambda item: "yes" if key[item]["stratum"] == "flagged" else "no", divider=";"
    )
    assert _run(["label", str(one), str(other), "--sample", str(drawn / "labels.key.json"), "--json"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.rstrip("\n").split("\n")]
    found = {(row["code"], row["figure"]): row for row in rows}
    assert found["WAG301", "precision"]["value"] == 1
    assert found["WAG301", "recall"]["value"] == 1
    assert found["all", "kappa"]["value"] == 1
    assert found["all", "alpha"]["value"] == 1
    assert "ani and budi" in found["all", "kappa"]["basis"]
    assert found["WAG101", "precision"]["value"] is None
    (tmp_path / "labels.key.json").write_bytes((drawn / "labels.key.json").read_bytes())
    assert _run(["label", str(one), "--format", "csv", "-o", str(tmp_path / "told.csv")]) == 0
    assert (tmp_path / "told.csv").read_text(encoding="utf-8").startswith("code,figure,value,lo,hi,n,basis\n")


def test_wrong_use_is_told_in_one_line(drawn: Path, export: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def refused(*words: str) -> str:
        assert _run(["label", *words]) == 2
        told = capsys.readouterr().err.rstrip("\n")
        assert "\n" not in told
        return told

    sheet = drawn / "labels-1.csv"
    assert "nowhere to write" in refused(str(export))
    assert "shows no texts" in refused(str(export), "-o", str(tmp_path / "x.csv"), "--tier", "numbers")
    assert "two sheets" in refused(str(sheet), str(sheet))
    alone = _filled(sheet, tmp_path / "x.csv", lambda _: "perhaps")
    assert "not beside it" in refused(str(alone))
    assert "'perhaps'" in refused(str(alone), "--sample", str(drawn / "labels.key.json"))
    bad = tmp_path / "bad.json"
    for content, word in (("{}", "is not the key"), ('{"version": 9}', "version 9")):
        bad.write_text(content, encoding="utf-8")
        assert word in refused(str(sheet), "--sample", str(bad))
    assert "cannot be read" in refused(str(sheet), "--sample", str(tmp_path / "none.json"))
    strange = tmp_path / "strange.csv"
    strange.write_text("item,code,label\n999,WAG101,yes\n", encoding="utf-8")
    assert "item 999" in refused(str(strange), "--sample", str(drawn / "labels.key.json"))


def test_a_chat_without_findings_asks_for_rules_to_be_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "c.txt"
    assert _run(["label", str(path), "-o", str(tmp_path / "x.csv"), "-q"]) == 3
    capsys.readouterr()
    path.write_text("14/03/24 09.00 - Budi: pagi semua\n14/03/24 09.01 - Sari: pagi Bud\n", encoding="utf-8")
    assert _run(["label", str(path), "-o", str(tmp_path / "x.csv"), "-q"]) == 2
    assert "--select" in capsys.readouterr().err
    assert not list(tmp_path.glob("x*"))


def test_people_are_called_in_the_sheets_of_a_case_as_in_its_report(export: Path, tmp_path: Path) -> None:
    key = tmp_path / "own.key"
    assert _run(["audit", str(export), "-o", str(tmp_path / "case"), "-q", "--key", str(key)]) == 0
    assert _run(["label", str(tmp_path / "case"), "-o", str(tmp_path / "l.csv"), "-q", "--coders", "1", "--length", "3"]) == 0
    called = {row["person"] for row in _sheet(tmp_path / "case" / "people.csv")}
    shown = {line[2:].partition(":")[0] for row in _sheet(tmp_path / "l.csv") for line in row["excerpt"].split("\n")}
    assert shown
    assert shown <= called


def test_a_page_laid_out_otherwise_is_handed_out_whole() -> None:
    assert _innocent("# EX101 late asks\n\nAll there is to know.\n", "Innocent") == ["All there is to know."]
    assert _innocent("no title", "Innocent") == ["no title"]
    assert _innocent("# A\n## one\n1\n## two\n2\n## three\n3\n## four\n4\n", "Innocent") == ["Innocent:", "3"]


def test_a_case_without_texts_gives_no_sheets(export: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    key = tmp_path / "key"
    key.write_text("ab" * 32)
    assert _run(["-q", "audit", str(export), "-o", str(tmp_path / "case"), "--tier", "numbers", "--key", str(key)]) == 0
    assert _run(["-q", "label", str(tmp_path / "case"), "-o", str(tmp_path / "x.csv")]) == 2
    assert "shows no texts" in capsys.readouterr().err


def test_a_key_nested_without_end_is_refused_in_one_line(drawn: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "deep.key.json").write_text("[" * 200_000)
    sheet = min(drawn.glob("*.csv"))
    assert _run(["-q", "label", str(sheet), "--sample", str(tmp_path / "deep.key.json")]) == 2
    assert "is not the key of a sample" in capsys.readouterr().err
