import importlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from wag_analyzer.parser.read import read_bytes

FOLDER = Path(__file__).parents[2] / "benchmarks"
SHAPES = ("android 24h", "android 12h", "android dot time", "ios 24h", "ios arabic")


@pytest.fixture
def exports(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(FOLDER))
    return importlib.import_module("exports")


@pytest.fixture
def check(exports: Any) -> Any:
    assert exports
    return importlib.import_module("peers_check")


@pytest.fixture
def table(exports: Any) -> Any:
    assert exports
    return importlib.import_module("peers_table")


def answers(rows: Sequence[tuple[object, ...]], path: Path) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.mark.parametrize("shape", SHAPES)
def test_a_generated_export_is_read_back_row_by_row(exports: Any, shape: str) -> None:
    rows = [row for _, row in exports.rows(shape, 800)]
    chat = read_bytes(exports.export(shape, 800))
    said = [row for row in rows if row.sender is not None]
    found = chat.messages
    assert found["at"].dt.strftime("%Y-%m-%dT%H:%M:%S").tolist() == [row.at for row in said]
    assert found["sender"].tolist() == [row.sender for row in said]
    assert found["kind"].astype(str).tolist() == [row.kind for row in said]
    assert [len(names) for names in found["mentions"]] == [row.mentions for row in said]
    assert chat.events.drop_duplicates("line")["type"].astype(str).tolist() == [row.kind for row in rows if row.sender is None]


def test_the_generator_gives_the_same_bytes_every_time_and_in_blocks(exports: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "BLOCK", 7)
    exports.write(tmp_path / "chat.txt", "ios 24h", 100)
    assert (tmp_path / "chat.txt").read_bytes() == exports.export("ios 24h", 100)


def test_a_whole_answer_is_whole_whatever_its_order_and_marks(check: Any, exports: Any, tmp_path: Path) -> None:
    truth = [row for _, row in exports.rows("ios 24h", 300)]
    rows = [(row.at, row.sender, f"\u200e{row.text} ") for row in truth]
    score = check.Truth(truth).score(answers(rows[::-1], tmp_path / "rows"))
    assert score.is_whole
    assert score.system_right == score.system > 0


def test_what_is_wrong_with_an_answer_is_counted_and_named(check: Any, exports: Any, tmp_path: Path) -> None:
    truth = [row for _, row in exports.rows("android 24h", 300)]
    rows = [(row.at, row.sender, row.text) for row in truth if row.sender is not None]
    (at, who, _), (_, other, text), *rest = rows
    wrong = [(at, who, "not what was said"), ("1999-01-01T00:00:00", other, text), *rest, (at, "Nobody", "too many")]
    score = check.Truth(truth).score(answers(wrong, tmp_path / "rows"))
    assert not score.is_whole
    assert score.right == len(rows) - 2
    assert "1 times or senders wrong; 1 texts wrong; 1 too many; system lines 0 of" in score.words()


def test_the_tables_are_put_between_the_marks_of_a_page_and_nothing_else_changes(table: Any, tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"before\n{table.BEGIN}\nold\n{table.END}\nafter\n", encoding="utf-8")
    table.put(page, "new")
    table.put(page, "newer")
    assert page.read_text(encoding="utf-8") == f"before\n{table.BEGIN}\n\nnewer\n\n{table.END}\nafter\n"
    with pytest.raises(SystemExit, match="lacks"):
        table.put(FOLDER / "exports.toml", "new")
