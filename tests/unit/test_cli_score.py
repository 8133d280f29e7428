"""The commands simulate and score as a user meets them."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from wag_analyzer.__main__ import _run
from wag_analyzer.cli import cli

SMALL = ("simulate", "--people", "14", "--messages", "150", "--days", "20", "--plant", "gossip", "--plant", "praise_absent")


def run(*arguments: object, code: int = 0) -> None:
    assert _run([str(argument) for argument in arguments]) == code


@pytest.fixture(scope="module")
def chat(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("simulated")
    run(*SMALL, "-o", folder / "chat.txt", "--truth", folder / "truth.json", "-q")
    for what, form in (("replies", "jsonl"), ("replies", "csv"), ("detect", "jsonl")):
        run(what, folder / "chat.txt", "--format", form, "-o", folder / f"{what}.{form}", "-q")
    run("ties", folder / "chat.txt", "--layers", "reply", "--format", "parquet", "-o", folder / "ties.parquet", "--bootstrap", 20, "-q")
    return folder


def score(capsys: pytest.CaptureFixture[str], *arguments: object) -> dict[str, Any]:
    capsys.readouterr()
    run("score", *arguments, "--format", "json", "-q", "--bootstrap", 20)
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_the_same_seed_writes_the_same_bytes_to_a_file_and_to_standard_output(
    chat: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(*SMALL, "-o", tmp_path / "again.zip", "-q")
    with zipfile.ZipFile(tmp_path / "again.zip") as archive:
        assert archive.read("Chat WhatsApp dengan Kantor & Gudang Tirta Niaga.txt") == (chat / "chat.txt").read_bytes()
    assert capsys.readouterr().out == f"{tmp_path / 'again.zip'}\n"
    run(*SMALL, "--truth", tmp_path / "t.json")
    shown = capsys.readouterr()
    assert shown.out.encode() == (chat / "chat.txt").read_bytes()
    assert "planted: praise_absent, gossip" in shown.err
    assert (tmp_path / "t.json").read_bytes() == (chat / "truth.json").read_bytes()
    run(*SMALL, "--seed", 1, "-q")
    assert capsys.readouterr().out.encode() != (chat / "chat.txt").read_bytes()


def test_several_chats_go_into_a_folder_with_their_truth_and_seeds_count_up(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(*SMALL, "--count", 2, "-o", tmp_path / "a", "--locale", "ja", "--phone", "ios")
    assert sorted(path.name for path in (tmp_path / "a").iterdir()) == [
        "chat_001.truth.json", "chat_001.zip", "chat_002.truth.json", "chat_002.zip",
    ]  # fmt: skip
    truths = [json.loads((tmp_path / "a" / f"chat_00{number}.truth.json").read_text("utf-8")) for number in (1, 2)]
    assert [truth["seed"] for truth in truths] == [0, 1]
    assert {(truth["lang"], truth["locale"], truth["platform"]) for truth in truths} == {("en", "ja", "ios")}
    assert "seed 1:" in capsys.readouterr().err


def test_one_chat_in_a_folder_is_called_as_the_phone_calls_it(tmp_path: Path) -> None:
    run(*SMALL, "-o", tmp_path / "f", "--title", "Tim A/B", "--truth", tmp_path / "truths", "-q")
    assert [path.name for path in (tmp_path / "f").iterdir()] == ["Chat WhatsApp dengan Tim A_B.txt"]
    assert [path.name for path in (tmp_path / "truths").iterdir()] == ["Chat WhatsApp dengan Tim A_B.truth.json"]


def test_two_phones_export_one_chat_each_with_its_own_truth(tmp_path: Path) -> None:
    run(*SMALL, "--messages", 60, "-o", tmp_path, "--phones", 2, "-q")
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == [
        "chat_001-phone_1.truth.json", "chat_001-phone_1.txt", "chat_001-phone_2.truth.json", "chat_001-phone_2.zip",
    ]  # fmt: skip
    run("score", "replies", tmp_path, "--truth", tmp_path, "-q", "--bootstrap", 5)


def test_a_spec_file_is_the_ground_under_the_options(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spec = tmp_path / "spec.toml"
    spec.write_text(
        '[spec]\nseed = 9\npeople = 14\nmessages = 100\ndays = 20\nlang = "en"\ndialect = "ios-en-gb"\nplants = ["taker"]\ntwins = []\n'
    )
    run("simulate", "--spec", spec, "--truth", tmp_path / "a.json", "--start", "2023-05-01")
    truth = json.loads((tmp_path / "a.json").read_text("utf-8"))
    assert (truth["seed"], truth["dialect"], [risk["type"] for risk in truth["risks"]]) == (9, "ios-en-gb", ["taker"])
    assert capsys.readouterr().out.startswith("[30/04/2023, ")
    run("simulate", "--spec", spec, "--truth", tmp_path / "b.json", "--seed", 3, "--phone", "android-nl", "--plant", "none", "-q")
    truth = json.loads((tmp_path / "b.json").read_text("utf-8"))
    assert (truth["seed"], truth["dialect"], truth["risks"], truth["controls"]) == (3, "android-nl", [], [])


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("--plant", "gosip"), "nothing to plant is called gosip"),
        (("--locale", "xx"), "no language of phones has the code xx"),
        (("--phone", "fax"), "no dialect is called fax"),
        (("--count", "2"), "add -o FOLDER"),
        (("--count", "2", "-o", "x.txt"), "give a folder"),
        (("--people", "2"), "--people"),
        (("--people", "12", "--plant", "all"), "too few people"),
        (("--sector", "whaling"), "no sector"),
        (("--title", "a\nb"), "no group can have that title"),
        (("--spec", "nowhere.toml"), "cannot be read"),
    ],
)
def test_what_cannot_be_simulated_is_refused_with_one_line(
    arguments: tuple[str, ...], word: str, capsys: pytest.CaptureFixture[str]
) -> None:
    run("simulate", *arguments, code=2)
    shown = capsys.readouterr()
    assert word in shown.err
    assert shown.err.count("\n") == 1
    assert shown.out == ""


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("x")
    run(*SMALL, "-o", tmp_path / "file" / "f", "-q", code=3)
    assert "cannot be made" in capsys.readouterr().err


def test_an_input_and_every_format_of_its_result_score_alike(chat: Path, capsys: pytest.CaptureFixture[str]) -> None:
    truth = ("--truth", chat / "truth.json")
    live = score(capsys, "replies", chat / "chat.txt", *truth)
    assert live == score(capsys, "replies", chat / "replies.csv", *truth)
    rounded = score(capsys, "replies", chat / "replies.jsonl", *truth)
    assert rounded["figures"]["link_f1"] == live["figures"]["link_f1"]
    assert 0.4 < live["figures"]["link_f1"]["value"] < 1
    assert live["messages"] == sum(row["n"] for row in live["reliability"])
    ties = [score(capsys, "ties", chat / name, *truth) for name in ("chat.txt", "ties.parquet")]
    assert ties[0] == ties[1]
    assert ties[0]["figures"]["rank_correlation"]["value"] > 0.5
    findings = [score(capsys, "findings", chat / name, *truth) for name in ("chat.txt", "detect.jsonl")]
    assert findings[0] == findings[1]
    assert findings[0]["controls"] == {"praise_absent": {"planted": 1, "tripped": 0}}


def test_text_says_each_figure_with_interval_and_meaning(chat: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run("score", "replies", chat / "replies.jsonl", "--truth", chat / "truth.json", "--bootstrap", 20)
    shown = capsys.readouterr().out
    assert shown.startswith("figure ")
    assert "person_f1" in shown
    assert "\nfrom   to" in shown
    run("score", "-q", "findings", chat / "detect.jsonl", "--truth", chat / "truth.json", "-o", tmp_path / "s.txt")
    assert "praise_absent" in (tmp_path / "s.txt").read_text("utf-8")


def test_results_may_come_from_standard_input(chat: Path) -> None:
    lines = (chat / "replies.jsonl").read_bytes()
    arguments = ["score", "replies", "-", "--truth", str(chat / "truth.json"), "--json"]
    found = CliRunner().invoke(cli, arguments, input=lines, standalone_mode=False)
    assert json.loads(found.stdout)["score"] == "replies"
    broken = CliRunner().invoke(cli, arguments, input=io.BytesIO(b"{"), standalone_mode=False)
    assert "is not JSON lines" in str(broken.exception)


def test_annotated_pairs_are_enough_and_the_chat_tells_who_wrote(chat: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    truth = json.loads((chat / "truth.json").read_text("utf-8"))
    rows = [f"{row['line']},{row['answers'] or ''}" for row in truth["replies"]]
    pairs = tmp_path / "pairs.csv"
    pairs.write_text("\n".join(["child,parent", *rows]) + "\n")
    alone = score(capsys, "replies", chat / "replies.jsonl", "--truth", pairs)
    assert "person_f1" not in alone["figures"]
    beside = score(capsys, "replies", chat / "replies.jsonl", "--truth", pairs, "--chat", chat / "chat.txt")
    live = score(capsys, "replies", chat / "chat.txt", "--truth", pairs)
    assert beside["figures"]["person_f1"] == live["figures"]["person_f1"]
    assert score(capsys, "ties", chat / "chat.txt", "--truth", pairs)["figures"]["cosine"]["value"] > 0.5
    run("score", "ties", chat / "ties.parquet", "--truth", pairs, code=2)
    assert "who wrote each message must be known" in capsys.readouterr().err
    run("score", "findings", chat / "detect.jsonl", "--truth", pairs, code=2)
    assert "says nothing about findings" in capsys.readouterr().err


def test_ties_of_all_layers_together_are_refused_with_what_to_type(chat: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "ties.csv").write_text("source,target,layer,weight,weight_lo,weight_hi\nA,B,all,1,0,2\n")
    run("score", "ties", tmp_path / "ties.csv", "--truth", chat / "truth.json", code=2)
    assert "print it with 'wag ties --layers reply'" in capsys.readouterr().err


def test_guesses_of_another_chat_are_refused(chat: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pairs = tmp_path / "pairs.csv"
    pairs.write_text("child,parent\n9000001,9000000\n")
    run("score", "replies", chat / "replies.jsonl", "--truth", pairs, code=2)
    assert "no message of the truth is in it" in capsys.readouterr().err


def test_folders_pair_by_name_and_say_what_is_missing(chat: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run("score", "findings", chat, "--truth", tmp_path, code=2)
    assert "holds no truth" in capsys.readouterr().err
    (tmp_path / "a.truth.json").write_bytes((chat / "truth.json").read_bytes())
    run("score", "findings", chat, "--truth", tmp_path, code=2)
    assert "nothing is called a.*" in capsys.readouterr().err
    (tmp_path / "a.detect.jsonl").write_bytes((chat / "detect.jsonl").read_bytes())
    assert score(capsys, "findings", tmp_path, "--truth", tmp_path)["chats"] == 1


def test_several_exports_cannot_be_scored_against_one_truth(chat: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for number in (1, 2):
        run(
            "simulate",
            "--people",
            5,
            "--messages",
            20,
            "--seed",
            number,
            "--title",
            f"Grup {number}",
            "-o",
            tmp_path / f"{number}.txt",
            "-q",
        )
    run("score", "replies", tmp_path, "--truth", chat / "truth.json", "-q", code=2)
    assert "holds several exports" in capsys.readouterr().err


def test_score_without_a_word_behind_it_says_what_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    run("score", code=2)
    assert capsys.readouterr().err == "wag: Missing command; see 'wag score --help'\n"
