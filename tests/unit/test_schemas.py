"""Every table, line and file that the tool writes is what its JSON Schema says, and a schema changes only with its version."""

import csv
import io
import json
import re
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from jsonschema import Draft202012Validator

from wag_analyzer.__main__ import _run
from wag_analyzer.detectors import page
from wag_analyzer.detectors._pages import examples
from wag_analyzer.schemas import NAMES, all_schemas, fields, meanings, schema, version
from wag_analyzer.settings import Settings
from wag_analyzer.tables import TABLES

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "sample_exports" / "android" / "en-launch.txt"
FIELDS = ROOT / "tests" / "data" / "schema_fields.json"
IN_FILES = {"messages.parquet": "messages.parquet", "findings.jsonl": "findings.jsonl", "audit.jsonl": "audit.jsonl"}

Rows = list[dict[str, Any]]


def _wrong(name: str, rows: Rows) -> list[str]:
    validator = Draft202012Validator(schema(name))
    return [f"{name}: {error.json_path}: {error.message[:200]}" for row in rows for error in validator.iter_errors(row)]


def _lines(text: str) -> Rows:
    return [json.loads(line) for line in text.split("\n") if line]


def _printed(capsys: pytest.CaptureFixture[str], *words: str) -> Rows:
    assert _run([*words, "-q"]) in {0, 4}
    return _lines(capsys.readouterr().out)


def _parquet(content: bytes) -> Rows:
    rows: Rows = pq.read_table(io.BytesIO(content)).to_pylist()
    return [{name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in row.items()} for row in rows]


def _csv(name: str, text: str) -> Rows:
    known = schema(name)["properties"]
    return [{key: _value(cell, known.get(key, {})) for key, cell in row.items()} for row in csv.DictReader(io.StringIO(text, newline=""))]


def _value(cell: str, part: dict[str, Any]) -> Any:
    """Return a cell of CSV as the value of a field, as the page on schemas says."""
    kinds = part.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    if "array" in kinds:
        return cell.split(";") if cell else []
    if not cell and ("null" in kinds or None in part.get("enum", ())):
        return None
    if "integer" in kinds:
        return int(cell)
    if "number" in kinds:
        return float(cell)
    return {"true": True, "false": False}[cell] if "boolean" in kinds else cell


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("schemas") / "case"
    export = path.parent / "chat.txt"
    export.write_text(next(example.chat for example in examples(page("WAG301")) if example.expect), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CONFIG_HOME", str(tmp_path_factory.getbasetemp() / "config"))
        assert _run(["audit", str(export), "-o", str(path), "-q", "--purpose", "a test", "--retain-until", "2030-01-01"]) == 0
    return path


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("exports")
    (folder / "a.txt").write_bytes(b"".join(SAMPLE.read_bytes().splitlines(keepends=True)[:40]))
    (folder / "notes.txt").write_text("no chat\n", encoding="utf-8")
    return folder, folder.parent / "store"


def test_each_schema_is_valid_json_schema_and_named_by_its_version() -> None:
    whole = all_schemas()
    Draft202012Validator.check_schema(whole)
    assert list(whole["$defs"]) == list(NAMES)
    assert {made["$id"] for made in whole["$defs"].values()} == {f"urn:wag-analyzer:{name}:{version(name)}" for name in NAMES}


@pytest.mark.parametrize("name", NAMES)
def test_every_field_says_what_it_means(name: str) -> None:
    told = (
        [(column.name, column.meaning) for column in TABLES[name].columns]
        if name in TABLES
        else [(row["field"], row["meaning"]) for row in fields(name)]
    )
    assert told
    assert not [field for field, meaning in told if not meaning]


def test_a_field_that_is_not_declared_and_a_value_of_another_kind_are_mistakes() -> None:
    good = {"msg_id": "0123abcd-7", "line": 7, "candidates": [], "p_new": 1.0}
    assert not _wrong("replies.jsonl", [good])
    assert _wrong("replies.jsonl", [good | {"mood": 1}])
    assert _wrong("replies.jsonl", [good | {"p_new": 2}])
    assert _wrong("replies.jsonl", [{name: value for name, value in good.items() if name != "line"}])


def test_every_file_of_a_case_is_what_its_schema_says(case: Path) -> None:
    seen: set[str] = set()
    wrong: list[str] = []
    for path in sorted(case.iterdir()):
        name = path.name if path.name in NAMES else path.stem
        if path.suffix == ".parquet":
            rows = _parquet(path.read_bytes())
        elif path.suffix == ".csv":
            rows = _csv(name, path.read_text(encoding="utf-8"))
        elif path.suffix == ".jsonl":
            rows = _lines(path.read_text(encoding="utf-8"))
        elif path.suffix == ".json":
            rows = [json.loads(path.read_text(encoding="utf-8"))]
        else:
            continue
        seen.add(name)
        wrong += _wrong(name, rows)
    assert not wrong, wrong[:10]
    assert {"messages.parquet", "run.json", "ingest.json", "audit.jsonl", "findings.jsonl", "findings", "ties", "people"} <= seen


@pytest.mark.parametrize(
    ("command", "name"),
    [
        (["messages", "--format", "jsonl"], "messages.jsonl"),
        (["replies", "--format", "jsonl"], "replies.jsonl"),
        (["detect", "--format", "jsonl", "--strengths"], "findings.jsonl"),
        (["people", "--format", "jsonl"], "people"),
        (["people", "--membership", "--format", "jsonl"], "membership"),
        (["ties", "--format", "jsonl", "--bootstrap", "10"], "ties"),
        (["invitations", "--format", "jsonl"], "invitations"),
        (["lifecycle", "--format", "jsonl"], "lifecycle"),
    ],
)
def test_what_commands_print_of_a_case_is_what_its_schema_says(
    command: list[str], name: str, case: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = _printed(capsys, command[0], str(case), *command[1:])
    assert rows
    wrong = _wrong(name, rows)
    assert not wrong, wrong[:10]


def test_every_table_that_leaves_a_case_is_what_its_schema_says(case: Path, tmp_path: Path) -> None:
    assert _run(["export", str(case), "--format", "csv,parquet", "-o", str(tmp_path), "-q"]) == 0
    rows = {path.name: _csv(path.stem, path.read_text(encoding="utf-8")) for path in sorted(tmp_path.glob("*.csv"))}
    rows |= {path.name: _parquet(path.read_bytes()) for path in sorted(tmp_path.glob("*.parquet"))}
    wrong = [line for name, some in rows.items() for line in _wrong(name.partition(".")[0], some)]
    assert not wrong, wrong[:10]
    assert all(rows[f"{name}.{form}"] for name in ("findings", "evidence", "ties") for form in ("csv", "parquet"))


def test_what_is_printed_about_the_tool_and_a_file_is_what_its_schema_says(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wrong: list[str] = []
    for command in ("rules", "locales", "settings", "data"):
        wrong += _wrong(f"{command}.jsonl", _printed(capsys, command, "--json"))
    (tmp_path / "notes.txt").write_text("no chat\n", encoding="utf-8")
    (tmp_path / "a.txt").write_bytes(SAMPLE.read_bytes())
    rows = _printed(capsys, "doctor", "--json", "--media", str(tmp_path))
    wrong += _wrong("doctor.jsonl", rows)
    wrong += _wrong("compare.jsonl", _printed(capsys, "compare", str(SAMPLE), str(tmp_path / "a.txt"), "--json"))
    assert not wrong, wrong[:10]
    table = tmp_path / "m.csv"
    assert _run(["messages", str(SAMPLE), "--format", "csv", "-o", str(table)]) == 0
    assert not _wrong("messages.csv", _csv("messages.csv", table.read_text(encoding="utf-8")))


def test_every_data_file_is_listed_with_its_hash(capsys: pytest.CaptureFixture[str]) -> None:
    rows = {row["file"]: row for row in _printed(capsys, "data", "--json")}
    package = ROOT / "wag_analyzer"
    there = {str(path.relative_to(package)) for path in package.rglob("*") if path.suffix in {".toml", ".npz"}}
    assert set(rows) == there
    file = "interactions/reply_weights.npz"
    assert rows[file]["sha256"] == sha256((package / file).read_bytes()).hexdigest()
    assert rows["lexicons/id/acts.toml"]["source"]


def test_lines_and_files_of_a_batch_are_what_their_schemas_say(store: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    folder, filled = store
    rows = _printed(capsys, "batch", str(folder), "-o", str(filled), "--format", "jsonl", "--jobs", "1")
    assert [row["type"] for row in rows] == ["export", "export", "summary"]
    wrong = _wrong("batch.jsonl", rows)
    wrong += _wrong("store.json", [json.loads((filled / "store.json").read_text(encoding="utf-8"))])
    metas = [json.loads(path.read_text(encoding="utf-8")) for path in filled.glob("exports/*/meta.json")]
    assert {meta["status"] for meta in metas} == {"done", "failed"}
    wrong += _wrong("meta.json", metas)
    wrong += _wrong("summary.csv", _csv("summary.csv", (filled / "summary.csv").read_text(encoding="utf-8")))
    for path in filled.glob("exports/*/*.parquet"):
        wrong += _wrong("messages.csv" if path.stem == "messages" else path.stem, _parquet(path.read_bytes()))
    for path in filled.glob("exports/*/findings.jsonl"):
        wrong += _wrong("findings.jsonl", _lines(path.read_text(encoding="utf-8")))
    wrong += _wrong("findings.jsonl", _printed(capsys, "detect", str(filled), "--format", "jsonl", "--strengths"))
    wrong += _wrong("messages.jsonl", _printed(capsys, "messages", str(filled)))
    assert not wrong, wrong[:10]


def test_reviews_and_what_they_tell_are_what_their_schemas_say(case: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = _lines((case / "findings.jsonl").read_text(encoding="utf-8"))[0]["finding_id"]
    assert _run(["review", str(case), found, "--as", "confirmed", "--by", "Ani", "-q"]) == 0
    assert _run(["calibrate", str(case), "-o", str(tmp_path / "c.json"), "-q"]) == 0
    capsys.readouterr()
    wrong = _wrong("reviews", _csv("reviews", (case / "reviews.csv").read_text(encoding="utf-8")))
    wrong += _wrong("calibration.json", [json.loads((tmp_path / "c.json").read_text(encoding="utf-8"))])
    wrong += _wrong("audit.jsonl", _lines((case / "audit.jsonl").read_text(encoding="utf-8")))
    assert not wrong, wrong


def test_the_settings_in_a_schema_are_all_settings() -> None:
    assert set(schema("run.json")["properties"]["settings"]["properties"]) == set(Settings.__dataclass_fields__)


def _shape() -> Iterator[tuple[str, dict[str, str]]]:
    for name in NAMES:
        if name in TABLES:
            yield f"{name}:{version(name)}", {column.name: column.kind for column in TABLES[name].columns}
        else:
            yield f"{name}:{version(name)}", {row["field"]: row["type"] for row in fields(name) if not row["field"].startswith("settings.")}


def test_what_was_promised_in_a_version_is_still_so() -> None:
    """A field may come within a version; one that goes or changes asks for a new one, in ``wag_analyzer/schemas/__init__.py``."""
    now = dict(_shape())
    promised: dict[str, dict[str, str]] = json.loads(FIELDS.read_text(encoding="utf-8"))
    broken = [
        f"{name}: {field} was {kind}, is {now[name].get(field)}"
        for name, kinds in promised.items()
        if name in now
        for field, kind in kinds.items()
        if now[name].get(field) != kind and not kind.startswith("one of")
    ]
    assert not broken, f"{broken}: raise the version"
    names = {name.rpartition(":")[0] for name in promised}
    assert names <= set(NAMES), "a schema that was promised is gone"


def test_every_meaning_has_its_indonesian_and_none_is_kept_that_nothing_says() -> None:
    columns = [column for table in TABLES.values() for column in table.columns]
    said = {part for column in columns for part in (column.meaning, column.unit) if part} | {table.row for table in TABLES.values()}
    for name in set(NAMES) - set(TABLES):
        said |= {schema(name)["description"], *(field["meaning"] for field in fields(name))}
    told = meanings._meanings()
    assert not sorted(said - told.keys())
    assert not sorted(told.keys() - said)
    typed = re.compile(r"\d+|`[^`]*`|'wag [^']*'")
    wrong = [text for text, own in told.items() if sorted(typed.findall(text)) != sorted(typed.findall(own))]
    assert not wrong, wrong


def test_schemas_are_shown_to_people_in_their_language_and_to_programs_in_english(capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("", "ties", "summary.csv"):
        words = ["schema", *([name] if name else []), "--lang", "id"]
        assert _run(words) == 0
        shown = capsys.readouterr().out
        assert "tindakan terakhir" in shown or "satu ekspor" in shown or "string atau null" in shown
        assert not re.search(r"\b(one|of|the|or)\b", shown.partition("\n")[2])
        assert _run([*words, "--json"]) == 0
        in_rows = capsys.readouterr().out
        assert _run([*words[:-1], "en", "--json"]) == 0
        assert in_rows == capsys.readouterr().out


def test_schemas_are_printed_one_by_one_and_all_together(capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(["schema", "ties", "--format", "json-schema"]) == 0
    assert json.loads(capsys.readouterr().out) == schema("ties")
    assert _run(["schema", "--format", "json-schema"]) == 0
    assert json.loads(capsys.readouterr().out) == all_schemas()
    assert [row["field"] for row in _printed(capsys, "schema", "store.json", "--json")] == ["store_version"]
    assert {row["table"] for row in _printed(capsys, "schema", "--json")} == set(NAMES)
