"""Bundle, verify, reveal, forget and consent, through the command line, on one small case."""

import fcntl
import io
import json
import os
import re
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from wag_analyzer.__main__ import _run
from wag_analyzer.case import log
from wag_analyzer.case.folder import open_case, renewed
from wag_analyzer.case.remains import still_there, texts_in
from wag_analyzer.people.identities import identify
from wag_analyzer.report.leaks import Secrets

PEOPLE = ("Xanthippe Brambulo", "Zoltan Quirke", "Mbeki Oyelaran", "+62 812-5550-1234", "Sari", "Dewi Quirke")
TALK = (
    "tolong cek stok gudang ya",
    "siap, sebentar saya lihat",
    "tanya Xanthippe saja, atau mail ke xanthippe@example.org",
    "makasih bu Xanthippe",
    "besok rapat jam 9?",
    "iya, @+62 812-5550-1234 ikut ya",
    "Zoltan Quirke sudah kirim laporan",
    "oke siap",
)


def chat(messages: int = 48) -> str:
    lines = ['13/01/2024, 07:59 - Zoltan Quirke created group "Divisi Vexil"', "13/01/2024, 08:00 - Zoltan Quirke added Xanthippe Brambulo"]
    lines += [
        f"{13 + turn // 12}/01/2024, {9 + turn % 12:02}:{turn % 60:02} - {PEOPLE[turn % 6]}: {TALK[turn % 8]}" for turn in range(messages)
    ]
    return "\n".join(lines) + "\n"


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("kept") / "WhatsApp Chat with Divisi Vexil.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(zipfile.ZipInfo("WhatsApp Chat with Divisi Vexil.txt"), chat())
        archive.writestr(zipfile.ZipInfo("Xanthippe.vcf"), "BEGIN:VCARD")
    return path


@pytest.fixture(scope="module")
def made(export: Path) -> Path:
    path, key, roster = export.parent / "vexil.case", export.parent / "key", export.parent / "roster.csv"
    key.write_bytes(b"k" * 32)
    roster.write_text("name,unit,level\nXanthippe Brambulo,Gudang,2\nSari,Kantor,1\n", encoding="utf-8")
    options = ["--purpose", "complaint 7", "--retain-until", "2999-12-31", "--keep-raw", "--bootstrap", "2", "--roster", str(roster)]
    assert _run(["audit", str(export), "-o", str(path), "--key", str(key), *options, "-q"]) == 0
    return path


@pytest.fixture
def case(made: Path, tmp_path: Path) -> Path:
    copy = tmp_path / "case"
    shutil.copytree(made, copy)
    return copy


@pytest.fixture(scope="module")
def bags(made: Path) -> Path:
    """Return a folder with a bag and the same bag as a ZIP, of a case whose log names a person."""
    folder = made.parent / "bags"
    folder.mkdir()
    case = folder / "case"
    shutil.copytree(made, case)
    log.append(case / "audit.jsonl", "reveal", "rina", {"reason": "asked by Xanthippe Brambulo"})
    for name in ("bag", "bag.zip"):
        assert _run(["bundle", str(case), "-o", str(folder / name), "-q"]) == 0
    return folder


def entries(case: Path) -> list[dict[str, object]]:
    return list(log.entries(case / "audit.jsonl"))


def test_a_bag_is_as_the_standard_says_and_the_same_each_time(bags: Path) -> None:
    bag = bags / "bag"
    files = {path.relative_to(bag).as_posix(): path.read_bytes() for path in bag.rglob("*") if path.is_file()}
    assert {"bagit.txt", "bag-info.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt"} <= files.keys()
    assert files["bagit.txt"] == b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
    listed = {line.partition("  ")[2] for line in files["manifest-sha256.txt"].decode().split("\n") if line}
    assert listed == {name for name in files if name.startswith("data/")}
    assert f"Payload-Oxum: {sum(len(files[name]) for name in listed)}.{len(listed)}" in files["bag-info.txt"].decode()
    with zipfile.ZipFile(bags / "bag.zip") as archive:
        assert {name: archive.read(f"bag/{name}") for name in files} == files
    for name in ("bag", "bag.zip"):
        assert _run(["verify", str(bags / name), "-q"]) == 0
    assert [entry["what"] for entry in entries(bags / "case")] == ["audit", "reveal", "bundle", "bundle"]


def test_a_bag_names_nobody_unless_the_whole_case_is_handed_over(bags: Path) -> None:
    secrets = Secrets.of(PEOPLE, ("Divisi Vexil",))
    assert still_there(bags / "bag", secrets)[1] == []
    assert "whole_sha256" in (bags / "bag" / "data" / "audit.jsonl").read_text(encoding="utf-8")
    assert not list((bags / "bag").rglob("*.parquet"))


def test_a_second_person_does_the_work_again_to_the_same_bytes(case: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(["bundle", str(case), "-o", str(tmp_path / "bag"), "--with-raw", "-q"]) == 0
    shutil.rmtree(case)
    key = str(open_case(tmp_path / "bag" / "data").key)
    assert _run(["verify", str(tmp_path / "bag"), "--reproduce", "--key", key, "-q"]) == 0
    told = capsys.readouterr().out
    assert re.search(r"\d\d files came out the same, byte for byte", told)
    assert "not compared" not in told


def test_a_report_written_again_is_made_again_as_it_was_written(case: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Another language or tier comes out the same, byte for byte; other options are told, and are no sign of a change."""
    assert _run(["--lang", "id", "report", str(case), "--tier", "numbers", "-q"]) == 0
    assert _run(["verify", str(case), "--reproduce", "-q"]) == 0
    assert "not compared" not in capsys.readouterr().out
    assert _run(["report", str(case), "--min-group", "9", "-q"]) == 0
    assert _run(["verify", str(case), "--reproduce", "-q"]) == 0
    assert "1 file was not compared: the report was written again since" in capsys.readouterr().out
    (case / "report.html").write_text("other", encoding="utf-8")
    assert _run(["verify", str(case), "--reproduce", "-q"]) == 5


def test_without_the_key_tables_are_compared_and_the_rest_is_told(
    case: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other"
    other.write_bytes(b"o" * 32)
    assert _run(["verify", str(case), "--reproduce", "--key", str(other), "-q"]) == 0
    assert "were not compared: this is another key" in capsys.readouterr().out
    ingest = json.loads((case / "ingest.json").read_text(encoding="utf-8"))
    assert len(ingest["sources"]) == 1
    for path in (case / "raw").iterdir():
        path.chmod(0o600)
        path.write_text(chat(47), encoding="utf-8")
    monkeypatch.setattr(
        "wag_analyzer.case.verify.at_hand",
        lambda case, _raw: {one["sha256"]: next((case.path / "raw").iterdir()) for one in case.run["inputs"]},
    )
    assert _run(["verify", str(case), "--reproduce", "-q"]) == 5
    assert "not the export that its name says" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["report.html", "messages.parquet", "run.json", "audit.jsonl"])
def test_whatever_is_changed_is_told_on_one_line_with_code_5(case: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    log.append(case / "audit.jsonl", "read", "rina", {})
    path = case / name
    if name == "run.json":
        path.write_text(path.read_text(encoding="utf-8").replace('"findings": ', '"findings": 1'), encoding="utf-8")
    elif name == "audit.jsonl":
        path.write_text(path.read_text(encoding="utf-8").replace('"who": ', '"who": "x", "was": ', 1), encoding="utf-8")
    else:
        path.write_bytes(path.read_bytes() + b" ")
    assert _run(["verify", str(case), "-q"]) == 5
    err = capsys.readouterr().err
    assert name in err
    assert len(err.rstrip("\n").split("\n")) == 1


def test_a_damaged_bag_is_told_file_by_file(bags: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bag = tmp_path / "bag"
    shutil.copytree(bags / "bag", bag)
    (bag / "data" / "report.html").unlink()
    (bag / "data" / "people.csv").write_text("x", encoding="utf-8")
    (bag / "data" / "new.txt").write_text("x", encoding="utf-8")
    (bag / "README.txt").write_text("x", encoding="utf-8")
    (bag / "data" / "link.csv").symlink_to(bag / "data" / "ties.csv")
    assert _run(["verify", str(bag), "-q"]) == 5
    lines = capsys.readouterr().err.rstrip("\n").split("\n")
    for name, what in (
        ("report.html", "missing"),
        ("people.csv", "changed"),
        ("new.txt", "no line"),
        ("README.txt", "changed"),
        ("link.csv", "no line"),
    ):
        assert any(name in line and what in line for line in lines), name
    assert any("numbers of bytes" in line for line in lines)


def test_what_is_neither_case_nor_bag_is_refused_and_a_bag_is_not_written_over(case: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "x.zip").write_bytes(b"PK\3\4junk")
    assert _run(["verify", str(tmp_path / "empty"), "-q"]) == 3
    assert _run(["verify", str(tmp_path / "x.zip"), "-q"]) == 5
    assert _run(["bundle", str(case), "-o", str(case), "-q"]) == 3


def test_a_bag_in_a_tier_cannot_be_done_again_and_says_so(bags: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(["verify", str(bags / "bag"), "--reproduce", "-q"]) == 5
    assert "bundle it with --with-raw" in capsys.readouterr().err


def test_reveal_logs_who_asked_and_why_before_it_says_a_name(case: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    people = identify(open_case(case).chat())
    code = (case / "people.csv").read_text(encoding="utf-8").split("\n")[1].partition(",")[0]
    assert _run(["reveal", str(case), code, "--reason", "hearing", "-q"]) == 0
    assert any(name in capsys.readouterr().out for name in people.persons)
    assert entries(case)[-1] | {"what": "reveal", "person": code, "reason": "hearing"} == entries(case)[-1]
    assert _run(["reveal", str(case), code, "-q"]) == 2
    assert _run(["reveal", str(case), code, "--reason", " ", "-q"]) == 2
    assert _run(["reveal", str(case), "M-0000-0000", "--reason", "x", "-q"]) == 2
    (tmp_path / "other").write_bytes(b"o" * 32)
    assert _run(["reveal", str(case), code, "--reason", "x", "--key", str(tmp_path / "other"), "-q"]) == 2
    assert sum(entry["what"] == "reveal" for entry in entries(case)) == 1


@pytest.mark.parametrize("called", ["Xanthippe Brambulo", "6281255501234"])
def test_a_person_is_erased_everywhere_and_the_rest_stays(case: Path, called: str, capsys: pytest.CaptureFixture[str]) -> None:
    before = open_case(case).chat()
    person = identify(before).person_of.get(called, "+62 812-5550-1234")
    (case / "search.sqlite3").write_text(person, encoding="utf-8")
    finding = json.loads((case / "findings.jsonl").read_text(encoding="utf-8").partition("\n")[0] or '{"finding_id": "F-0"}')["finding_id"]
    (case / "reviews.csv").write_text(
        f"finding_id,decision,by,at,note\nF-gone,pending,rina,,about {person}\n{finding},pending,rina,,{person}\n"
    )
    log.append(case / "audit.jsonl", "reveal", "rina", {"reason": f"asked by {person}"})
    log.append(case / "audit.jsonl", "reveal", "rina", {"reason": "again"})
    assert _run(["forget", str(case), called, "--reason", f"{person} asked for it", "-q"]) == 0
    told = capsys.readouterr().out
    after = open_case(case).chat()
    theirs = (before.messages["sender"] == person).to_numpy()
    assert f"{theirs.sum()} messages emptied" in told
    assert after.messages["at"].tolist() == before.messages["at"].tolist()
    assert after.messages["line"].tolist() == before.messages["line"].tolist()
    assert set(after.messages["text"][theirs]) == {""}
    assert len(set(after.messages["sender"][theirs])) == 1
    assert (after.messages["sender"][~theirs] == before.messages["sender"][~theirs]).all()
    own = Secrets.of([person])
    assert still_there(case, own)[1] == []
    assert not {"raw", "search.sqlite3"} & {path.name for path in case.iterdir()}
    assert entries(case)[-1]["what"] == "forget"
    assert person not in (case / "reviews.csv").read_text(encoding="utf-8")
    assert "F-gone" not in (case / "reviews.csv").read_text(encoding="utf-8")
    assert _run(["verify", str(case), "-q"]) == 0
    _refused_from_now_on(case, called)


def _refused_from_now_on(case: Path, called: str) -> None:
    assert _run(["verify", str(case), "--reproduce", "-q"]) == 5
    assert _run(["audit", str(case.parent / "nothing.txt"), "-o", str(case), "-q"]) == 2
    assert _run(["bundle", str(case), "-o", str(case.parent / "bag"), "--with-raw", "-q"]) == 2
    assert _run(["forget", str(case), called, "--reason", "again", "-q"]) == 2


def test_one_who_shares_a_name_keeps_it(case: Path) -> None:
    assert _run(["forget", str(case), "Zoltan Quirke", "--reason", "asked", "-q"]) == 0
    after = open_case(case).chat()
    assert "Dewi Quirke" in set(after.messages["sender"])
    assert not after.messages["text"].str.contains("Zoltan").any()


def test_only_what_those_wrote_who_agreed_is_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    export = tmp_path / "c.txt"
    export.write_text(chat(12) + "20/01/2024, 10:00 - Sari: Saya  SETUJU ikut\n20/01/2024, 10:01 - Sari: salam Zoltan\n", encoding="utf-8")
    assert _run(["messages", str(export), "--consent-message", "saya setuju ikut", "-q"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.strip().split("\n")]
    said = [row for row in rows if row["type"] == "message"]
    assert len(said) == 14
    assert {row["text"] for row in said if row["sender"] != "Sari"} == {""}
    assert not re.search("Zoltan|Xanthippe|Mbeki|5550", json.dumps(rows[:-1]))
    assert {row["sender"] for row in said if row["sender"] != "Sari"} == {f"no consent {said[0]['sender'][11:17]}-{n}" for n in range(1, 6)}
    listed = tmp_path / "list.txt"
    listed.write_text("zoltan quirke\n0062 812 5550 1234\n\n", encoding="utf-8")
    assert _run(["messages", str(export), "--consent-list", str(listed), "--format", "csv", "-q"]) == 0
    assert "Zoltan Quirke" in capsys.readouterr().out
    assert _run(["messages", str(export), "--consent-message", "no", "-q"]) == 2
    assert _run(["messages", str(export), "--consent-list", str(tmp_path / "none"), "-q"]) == 2
    assert _run(["audit", str(export), "--consent-list", str(listed), "--keep-raw", "-o", str(tmp_path / "c"), "-q"]) == 2


def test_purpose_and_retention_are_kept_and_shown_and_its_end_is_told(
    case: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert 'retain_until: "2999-12-31"' in (case / "case.yaml").read_text(encoding="utf-8")
    assert "2999-12-31" in (case / "report.html").read_text(encoding="utf-8")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "33000000000")
    assert _run(["messages", str(case)]) == 0
    assert "was to be removed on 2999-12-31" in capsys.readouterr().err
    assert entries(case)[-1]["command"] == "messages"
    assert _run(["audit", "x.txt", "--retain-until", "soon", "-q"]) == 2


def test_on_a_terminal_it_is_asked_once_why(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from wag_analyzer.cli import audit  # noqa: PLC0415 - the module, not the command
    from wag_analyzer.cli.options import Run  # noqa: PLC0415

    answers = iter(["a complaint", "contract", "2030-01-31"])
    monkeypatch.setattr("sys.stdin", io.StringIO())
    for stream in ("stdin", "stderr"):
        monkeypatch.setattr(f"sys.{stream}.isatty", lambda: True, raising=False)
    monkeypatch.setattr("click.prompt", lambda *_args, **_named: next(answers))
    asked = {"purpose": "", "legal_basis": "", "retain_until": ""}
    assert audit._stated(tmp_path, asked, Run()) == {"purpose": "a complaint", "legal_basis": "contract", "retain_until": "2030-01-31"}
    assert audit._stated(tmp_path, asked, Run(quiet=True)) == {}


def test_an_export_that_changes_while_it_is_read_is_told(tmp_path: Path) -> None:
    from wag_analyzer.case.raw import located  # noqa: PLC0415
    from wag_analyzer.errors import VerificationError  # noqa: PLC0415
    from wag_analyzer.parser.read import read  # noqa: PLC0415

    export = tmp_path / "c.txt"
    export.write_text(chat(12), encoding="utf-8")
    read_before = read([export])
    assert list(located(read_before, [tmp_path]).values()) == [export.resolve()]
    export.write_text(chat(13), encoding="utf-8")
    with pytest.raises(VerificationError, match="changed while it was read"):
        located(read_before, [export])


def test_tables_know_who_is_a_stand_in(case: Path) -> None:
    assert _run(["forget", str(case), "Sari", "--reason", "asked", "-q"]) == 0
    people = pd.read_csv(io.StringIO((case / "people.csv").read_text(encoding="utf-8")))
    assert len(people) == 6


def test_what_a_check_says_is_said_in_indonesian(case: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(["verify", str(case), "--lang", "id"]) == 0
    assert re.search(r"\d+ berkas masih seperti waktu ditulis, \d+ catatan log dalam rantai yang utuh", capsys.readouterr().out)
    (case / "measures.csv").write_text("changed", encoding="utf-8")
    assert _run(["--lang", "id", "verify", str(case)]) == 5
    assert "measures.csv: hilang atau diubah; jangan diandalkan" in capsys.readouterr().err


def test_forgetting_says_how_many_words_of_a_name_were_not_looked_for_alone(case: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(["forget", str(case), "Zoltan Quirke", "--reason", "asked"]) == 0  # Dewi is a Quirke too
    assert "1 word of the name, borne by others too or said every day, not looked for alone" in capsys.readouterr().err
    assert _run(["forget", str(case), "Mbeki Oyelaran", "--reason", "asked"]) == 0
    assert "of the name" not in capsys.readouterr().err


def test_a_table_that_would_unpack_to_far_more_than_it_is_stays_closed() -> None:
    def table(rows: int) -> bytes:
        sink = io.BytesIO()
        pq.write_table(pa.table({"a": pa.array(["Xanthippe"] * rows).dictionary_encode()}), sink)
        return sink.getvalue()

    assert "Xanthippe" in list(texts_in("x.parquet", table(8)))
    assert len(list(texts_in("x.parquet", table(1_000_000)))) == 2


def test_a_report_is_noted_before_anything_else_may_change_the_case(case: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    held: list[bool] = []
    write = log.add

    def add(path: Path, *told: Any) -> None:
        handle = os.open(path.parent, os.O_RDONLY)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            held.append(False)
        except BlockingIOError:
            held.append(True)
        finally:
            os.close(handle)
        write(path, *told)

    monkeypatch.setattr(log, "add", add)
    renewed(open_case(case), "report.html", "<p>", {"what": "report"})
    assert held == [True]
    assert log.verify(case / "audit.jsonl") > 1
