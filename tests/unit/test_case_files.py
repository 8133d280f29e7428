import json
from pathlib import Path

import pandas as pd
import pytest

from wag_analyzer import tables
from wag_analyzer.case import log
from wag_analyzer.case.files import same_file, write_text, writing
from wag_analyzer.case.tables_in_files import from_parquet, to_parquet
from wag_analyzer.errors import CaseError, VerificationError


def test_a_file_takes_its_place_whole_and_is_readable_by_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    write_text(path, "selamat pagi\n")
    assert path.read_text(encoding="utf-8") == "selamat pagi\n"
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_writing_that_fails_leaves_what_was_there_and_no_remains(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    write_text(path, "before")

    def half() -> None:
        with writing(path) as stream:
            stream.write(b"half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        half()
    assert path.read_text(encoding="utf-8") == "before"
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.txt"]


def test_a_folder_that_is_missing_is_told(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match="cannot be written"):
        write_text(tmp_path / "none" / "a.txt", "x")


def test_labels_with_gaps_come_back(tmp_path: Path) -> None:
    frame = tables.MEMBERSHIP.frame([{"person": "Sari", "went_by": how, "admin": False, "certain": True} for how in ("left", None)])
    (tmp_path / "m.parquet").write_bytes(to_parquet(frame))
    back = from_parquet(tmp_path / "m.parquet", tables.MEMBERSHIP)["went_by"]
    assert back.astype(object).tolist()[0] == "left"
    pd.testing.assert_series_equal(back, frame["went_by"])


@pytest.mark.parametrize("ways", [["left", None], [None, None], ["left", "removed"], []])
def test_labels_come_back_as_they_were_whatever_is_missing(tmp_path: Path, ways: list[str | None]) -> None:
    """What is missing is ``nan``, as in a frame that was never stored: ``pd.NA`` is neither equal nor unequal to a word."""
    frame = tables.MEMBERSHIP.frame([{"person": "Sari", "went_by": how, "admin": False, "certain": True} for how in ways])
    (tmp_path / "m.parquet").write_bytes(to_parquet(frame))
    back = from_parquet(tmp_path / "m.parquet", tables.MEMBERSHIP)["went_by"]
    assert back.cat.categories.dtype == object
    assert [value is pd.NA for value in back.astype(object)] == [False] * len(ways)
    pd.testing.assert_series_equal(back, frame["went_by"])


def test_same_file_follows_links_and_knows_missing_ones(tmp_path: Path) -> None:
    write_text(tmp_path / "a", "x")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    assert same_file(tmp_path / "a", tmp_path / "b")
    assert not same_file(tmp_path / "a", tmp_path / "none")


def test_a_table_comes_back_from_parquet_as_it_was(tmp_path: Path) -> None:
    row = {
        "msg_id": "a-1",
        "at": "2024-12-31T09:00:00",
        "kind": "text",
        "text": "=1+1\n",
        "edited": True,
        "mentions": ["Budi"],
        "line": 1,
        "last_line": 2,
    }
    frame = tables.PARSED.frame([row, {**row, "mentions": None, "edited": False, "media": "image"}])
    path = tmp_path / "m.parquet"
    path.write_bytes(to_parquet(frame))
    assert path.read_bytes() == to_parquet(frame)
    pd.testing.assert_frame_equal(from_parquet(path, tables.PARSED), frame)


def test_a_damaged_or_missing_table_is_told(tmp_path: Path) -> None:
    path = tmp_path / "m.parquet"
    for content in (None, b"PAR1 nonsense", to_parquet(pd.DataFrame({"x": [1]}))):
        if content is not None:
            path.write_bytes(content)
        with pytest.raises(CaseError, match="run 'wag audit' again"):
            from_parquet(path, tables.TIES)


def test_the_log_holds_while_nobody_touches_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    path = tmp_path / "audit.jsonl"
    for number in range(3):
        log.append(path, "audit", "rina", {"number": number})
    assert log.verify(path) == 3
    assert [entry["number"] for entry in log.entries(path)] == [0, 1, 2]
    assert next(log.entries(path))["when"] == "2023-11-14T22:13:20Z"
    assert next(log.entries(path))["previous"] == log.START


def test_what_can_be_repeated_tells_the_hour_and_what_cannot_the_second(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two audits in one hour are equal to the last byte, the log too; who showed a name is told to the second."""
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    path, again = tmp_path / "audit.jsonl", tmp_path / "again" / "audit.jsonl"
    again.parent.mkdir()
    for second, place in enumerate((path, again)):
        monkeypatch.setattr(log, "now", lambda at=second: f"2026-11-23T13:05:0{at}Z")
        for what in ("audit", "export"):
            log.append(place, what, "rina", {})
    assert path.read_bytes() == again.read_bytes()
    assert [(entry["when"], entry["precision"]) for entry in log.entries(path)] == [("2026-11-23T13:00:00Z", "hour")] * 2
    log.append(path, "reveal", "rina", {})
    last = list(log.entries(path))[-1]
    assert last["when"] == "2026-11-23T13:05:01Z"
    assert "precision" not in last
    assert json.loads(log.without_texts(path.read_text(), lambda _: False).splitlines()[0])["precision"] == "hour"


def test_a_log_without_its_last_line_end_goes_on_as_one_with_it(tmp_path: Path) -> None:
    path = tmp_path / "audit.jsonl"
    for number in range(2):
        log.append(path, "audit", "rina", {"number": number})
    path.write_text(path.read_text(encoding="utf-8").rstrip("\n"), encoding="utf-8")
    assert log.verify(path) == 2
    log.append(path, "export", "rina", {})
    assert log.verify(path) == 3


@pytest.mark.parametrize("given", ["253402300800", "99999999999999", "\u00b2", "-1", "x"])
def test_an_epoch_that_is_no_time_stops_nothing(given: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", given)
    log.append(tmp_path / "audit.jsonl", "reveal", "rina", {})
    assert log.verify(tmp_path / "audit.jsonl") == 1


@pytest.mark.parametrize("line", [0, 1])
def test_a_changed_line_breaks_the_chain(tmp_path: Path, line: int) -> None:
    path = tmp_path / "audit.jsonl"
    for number in range(3):
        log.append(path, "audit", "rina", {"number": number})
    lines = path.read_text(encoding="utf-8").split("\n")
    lines[line] = json.dumps({**json.loads(lines[line]), "who": "somebody else"}, sort_keys=True)
    path.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(VerificationError, match="the chain breaks"):
        log.verify(path)


def test_a_line_that_is_no_entry_breaks_the_chain(tmp_path: Path) -> None:
    path = tmp_path / "audit.jsonl"
    path.write_text("[]\n", encoding="utf-8")
    with pytest.raises(VerificationError):
        log.verify(path)


def test_the_user_has_a_name() -> None:
    assert log.user()
