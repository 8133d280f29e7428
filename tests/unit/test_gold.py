"""Truths and guesses as files: what is read, and what is refused with one line."""

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from wag_analyzer.errors import SettingsError
from wag_analyzer.simulate.gold import Truth, line_of, read_truth, truth_of
from wag_analyzer.simulate.guesses import TieGuess, finding_guesses, frame_rows, is_table, reply_guesses, table_rows, tie_guesses

PAIRS = "child,parent,sender\n1,,A\n2,1,B\n0f3a99c1-3,0f3a99c1-1,A\n3,2,A\n4,4,B\n"


def written(tmp_path: Path, text: str, name: str = "truth.csv") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def pairs(truth: Truth) -> dict[int, set[int]]:
    return {line: set(parents) for line, parents in truth.parents.items()}


def test_pairs_are_read_from_csv_with_lines_or_ids_and_several_parents(tmp_path: Path) -> None:
    truth = read_truth(written(tmp_path, PAIRS))
    assert pairs(truth) == {1: set(), 2: {1}, 3: {1, 2}, 4: set()}
    assert truth.writers == {1: "A", 2: "B", 3: "A", 4: "B"}
    assert truth.risks is None


def test_pairs_are_read_from_json_lines_also_when_there_is_but_one(tmp_path: Path) -> None:
    text = '{"child": 1, "parent": null}\n{"child": 2, "parent": [1]}\n\n'
    assert pairs(read_truth(written(tmp_path, text))) == {1: set(), 2: {1}}
    assert pairs(read_truth(written(tmp_path, '{"child": 7, "parent": "abc-3"}'))) == {7: {3}}


@pytest.mark.parametrize(
    "text",
    ["", "a,b\n1,2\n", "child,parent\n", "child,parent\nx,1\n", "child,parent\n0,1\n",
     '{"child": true, "parent": 1}\n{"child":2,"parent":1}',
     '{"replies": [{"line": 1}]}', '{"risks": [{"id": "R1"}]}', '{"replies": 3}', "[1, 2]", '{"child": 1}\n{"child"', '{"replies": [3]}',
     '{"controls": [{"type": "nothing"}], "risks": []}'],
)  # fmt: skip
def test_a_truth_in_another_form_is_refused_with_one_line(tmp_path: Path, text: str) -> None:
    with pytest.raises(SettingsError) as caught:
        read_truth(written(tmp_path, text))
    assert "\n" not in str(caught.value)
    assert "truth.csv" in str(caught.value)


def test_a_truth_that_is_missing_or_no_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read"):
        read_truth(tmp_path / "none.json")
    (tmp_path / "x.json").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SettingsError, match="not UTF-8"):
        read_truth(tmp_path / "x.json")


def test_a_message_that_answers_an_event_or_something_lost_is_told_apart() -> None:
    rows: list[dict[str, Any]] = [
        {"line": 2, "sender": "A", "answers": 1},
        {"line": 3, "sender": "B", "answers": 2},
        {"line": 4, "sender": "B", "answers": None, "known": False},
    ]
    truth = truth_of({"replies": rows, "identities": [{"person": "A", "names": ["A", "Abi"]}]})
    assert pairs(truth) == {2: set(), 3: {2}}
    assert truth.writers[4] == "B"
    assert (truth.called("Abi"), truth.called("C")) == ("A", "C")


@pytest.mark.parametrize("value", [True, 1.5, None, 0, "0", 2**31])
def test_what_is_no_line_is_refused(value: object) -> None:
    with pytest.raises((TypeError, ValueError)):
        line_of(value)


REPLIES = pd.DataFrame({"msg_id": ["x-2", "x-2"], "line": [2, 2], "candidate": ["x-1", None], "candidate_line": [1, 0], "p": [0.8, 0.2]})


@pytest.mark.parametrize("form", ["csv", "parquet", "jsonl"])
def test_replies_are_read_back_from_every_format(tmp_path: Path, form: str) -> None:
    path = tmp_path / f"r.{form}"
    if form == "csv":
        REPLIES.to_csv(path, index=False)
    elif form == "parquet":
        REPLIES.to_parquet(path)
    else:
        path.write_text('{"msg_id": "x-2", "line": 2, "candidates": [{"msg_id": "x-1", "line": 1, "p": 0.8}], "p_new": 0.2}\n')
    assert is_table(path, "replies")
    assert reply_guesses(table_rows(path)) == {2: {1: 0.8, 0: 0.2}}
    assert reply_guesses(frame_rows(REPLIES)) == {2: {1: 0.8, 0: 0.2}}


def test_only_ties_of_replies_count_and_a_guarded_name_loses_its_apostrophe(tmp_path: Path) -> None:
    text = "source,target,layer,weight,weight_lo,weight_hi\n'+62 812,B,reply,2,1,3\n'Abi,B,reply,1,0,2\nA,B,mention,9,9,9\n"
    path = written(tmp_path, text, "t.csv")
    assert is_table(path, "ties")
    assert not is_table(path, "findings")
    assert tie_guesses(table_rows(path)) == {("+62 812", "B"): TieGuess(2, 1, 3), ("'Abi", "B"): TieGuess(1, 0, 2)}


def test_findings_need_the_lines_that_only_json_has() -> None:
    row = {"kind": "gossip", "persons": ["A"], "targets": None, "lines": [3], "protected": True}
    (said,) = finding_guesses([row])
    assert (said.targets, said.score, said.protected) == ((), 1.0, True)
    with pytest.raises(SettingsError, match="--format jsonl"):
        finding_guesses([{"kind": "gossip", "persons": "A"}], "d.csv")


@pytest.mark.parametrize("rows", [[{"line": "x", "candidates": []}], [{"line": 1, "candidates": 3}], [{"line": 1}]])
def test_replies_in_another_form_are_refused(rows: list[dict[str, Any]]) -> None:
    with pytest.raises(SettingsError, match="wag replies"):
        reply_guesses(rows)


def test_ties_in_another_form_are_refused() -> None:
    assert tie_guesses([]) == {}
    with pytest.raises(SettingsError, match="no weight"):
        tie_guesses([{"source": "A", "target": "B", "layer": "reply"}])


def test_a_chat_or_a_broken_file_is_no_result_of_the_tool(tmp_path: Path) -> None:
    assert not is_table(tmp_path, "replies")
    assert not is_table(written(tmp_path, "31/12/24 09.00 - A: b", "chat.txt"), "replies")
    for name in ("x.jsonl", "x.csv", "x.parquet"):
        assert not is_table(written(tmp_path, "no table", name), "replies")
    assert not is_table(written(tmp_path, "3", "x.jsonl"), "replies")
    with pytest.raises(SettingsError, match="cannot be read"):
        table_rows(written(tmp_path, json.dumps({"line": 1}) + "\nnot json\n", "y.jsonl"))
