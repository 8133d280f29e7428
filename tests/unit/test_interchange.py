import csv
import io
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import igraph
import networkx as nx
import pandas as pd
import pytest

from wag_analyzer.analysis import Analysis, analyze
from wag_analyzer.case.exports import EXPORTS, exports
from wag_analyzer.cli import cases
from wag_analyzer.parser.read import read, read_text
from wag_analyzer.people.pseudonyms import Pseudonyms
from wag_analyzer.report.corpus import chatlab, convokit, parents
from wag_analyzer.report.graph import Drawn, drawn
from wag_analyzer.report.interchange import dl, edges_csv, nodes_csv, pajek, pajek_partition, unique_labels
from wag_analyzer.report.tiers import Tier, tier

NAMES = Tier("names")
SAMPLE = Path(__file__).parents[2] / "sample_exports" / "android" / "id-dapur.txt"
MakeAnalysis = Callable[..., Analysis]


@pytest.fixture(scope="module")
def sample() -> Analysis:
    return analyze(read([SAMPLE]))


def network(labels: list[str]) -> Drawn:
    nodes: dict[str, list[Any]] = {"label": labels, "messages": [1] * len(labels), "circle": [1, 0, 2][: len(labels)]}
    edges: dict[str, list[Any]] = {"weight": [2.5, 0.25], "acts": [3, 1], "reciprocity": [0.1, None], "strength": ["weak", None]}
    return Drawn(labels, nodes, [(0, 1), (2, 0)], edges | {"first": ["2025-01-01", None], "last": ["2025-01-02", None]})


def test_networkx_reads_pajek_with_names_that_hold_quotes_and_blanks() -> None:
    back = nx.read_pajek(io.BytesIO(pajek(network(['Sari "S" W', "Budi \\ B", "\u00e9mile"])).encode()))
    assert set(back.nodes) == {"Sari 'S' W", "Budi / B", "\u00e9mile"}
    assert back["Sari 'S' W"]["Budi / B"][0]["weight"] == 2.5


def test_igraph_reads_pajek_and_dl(tmp_path: Path) -> None:
    made = network(["Sari W", "Budi, B", "c"])
    (tmp_path / "n.net").write_text(pajek(made), encoding="utf-8")
    (tmp_path / "n.dl").write_text(dl(made), encoding="utf-8")
    for back in (igraph.Graph.Read_Pajek(str(tmp_path / "n.net")), igraph.Graph.Read_DL(str(tmp_path / "n.dl"))):
        assert back.vcount() == 3
        assert sorted(zip(back.get_edgelist(), back.es["weight"], strict=True)) == [((0, 1), 2.5), ((2, 0), 0.25)]
    assert igraph.Graph.Read_DL(str(tmp_path / "n.dl")).vs["name"] == ["Sari_W", "Budi;_B", "c"]


def test_two_people_of_one_name_stay_two() -> None:
    assert unique_labels(network(["a", "a", ""])) == ["a", "a (2)", " (3)"]
    assert nx.read_pajek(io.BytesIO(pajek(network(["a", "a", "b"])).encode())).number_of_nodes() == 3


def test_a_partition_has_a_circle_for_every_vertex() -> None:
    assert pajek_partition(network(["a", "b", "c"])).split("\n") == ["*Vertices 3", "1", "0", "2", ""]


def test_tables_for_gephi_have_its_headers_and_fit_each_other(small_analysis: Analysis) -> None:
    made = drawn(small_analysis, NAMES)
    nodes = list(csv.DictReader(io.StringIO(nodes_csv(made))))
    edges = list(csv.DictReader(io.StringIO(edges_csv(made))))
    assert list(nodes[0])[:4] == ["Id", "Label", "messages", "circle"]
    assert list(edges[0])[:4] == ["Source", "Target", "Type", "Weight"]
    assert {edge["Type"] for edge in edges} == {"Directed"}
    assert {edge[end] for edge in edges for end in ("Source", "Target")} <= {node["Id"] for node in nodes}


def test_a_cell_that_looks_like_a_formula_is_guarded() -> None:
    assert "'=cmd" in nodes_csv(network(["=cmd", "b", "c"]))


def test_the_answer_of_a_message_is_its_most_probable_candidate(sample: Analysis) -> None:
    found = parents(sample)
    table = sample.replies
    for own, (parent, p) in list(found.items())[:50]:
        rows = table[table["msg_id"] == own]
        assert p == rows["p"].max()
        assert parent in set(rows["candidate"].dropna())
    assert parents(replace(sample, replies=table.iloc[:0])) == {}


def opened(files: dict[str, str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in files["utterances.jsonl"].removesuffix("\n").split("\n")]


def test_every_utterance_hangs_together_with_the_first_of_its_conversation(sample: Analysis) -> None:
    files = convokit(sample, NAMES)
    said = opened(files)
    by_id = {one["id"]: one for one in said}
    assert len(by_id) == len(sample.messages)
    for one in said:
        parent = one["reply-to"]
        assert (parent is None) == (one["conversation_id"] == one["id"])
        if parent is not None:
            assert by_id[parent]["conversation_id"] == one["conversation_id"]
            assert 0 < one["meta"]["reply_p"] <= 1
    assert set(json.loads(files["conversations.json"])) == {one["conversation_id"] for one in said}
    assert {one["speaker"] for one in said} <= set(json.loads(files["speakers.json"]))


def test_index_names_every_field_of_metadata(sample: Analysis) -> None:
    files = convokit(sample, NAMES)
    index = json.loads(files["index.json"])
    assert set(index["utterances-index"]) == set(opened(files)[0]["meta"])
    assert set(index["overall-index"]) == set(json.loads(files["corpus.json"]))


def test_tiers_hold_in_a_corpus(sample: Analysis) -> None:
    hidden = tier("pseudonym", sample, Pseudonyms(b"k" * 32))
    text = "".join(convokit(sample, hidden).values()) + chatlab(sample, hidden)
    assert not any(str(person) in text for person in sample.people.table["person"])
    assert all(one["timestamp"] % 3600 == 0 for one in opened(convokit(sample, hidden)))
    numbers = tier("numbers", sample, Pseudonyms(b"k" * 32))
    assert all(one["text"] == "" for one in opened(convokit(sample, numbers)))


def test_our_reader_reads_the_chatlab_file_back(sample: Analysis, tmp_path: Path) -> None:
    path = tmp_path / "chat.json"
    path.write_text(chatlab(sample, NAMES), encoding="utf-8")
    back = read([path]).messages
    messages = sample.messages
    assert len(back) == len(messages)
    assert back["sender"].tolist() == messages["person"].tolist()
    spoken = messages["kind"].astype(object) == "text"
    assert back.loc[spoken.to_numpy(), "text"].tolist() == messages.loc[spoken, "text"].tolist()
    assert back["at"].tolist() == messages["at"].tolist()


def test_a_message_without_a_time_has_none_in_a_corpus(small_analysis: Analysis) -> None:
    never = pd.Series(pd.NaT, index=small_analysis.messages.index, dtype="datetime64[s]")
    untimed = replace(small_analysis, messages=small_analysis.messages.assign(at=never), replies=small_analysis.replies.iloc[:0])
    assert {one["timestamp"] for one in opened(convokit(untimed, NAMES))} == {None}


def test_every_format_is_offered_by_the_command_and_written(sample: Analysis) -> None:
    assert set(cases.EXPORTS) >= set(EXPORTS)
    hidden = tier("pseudonym", sample, Pseudonyms(b"k" * 32))
    made = exports(sample, [], hidden, EXPORTS)
    named = {
        "network.graphml",
        "network.gexf",
        "network-static.gexf",
        "network.net",
        "circles.clu",
        "network.dl",
        "edges.csv",
        "nodes.csv",
        "chatlab.json",
    }
    assert named | {"convokit/utterances.jsonl", "convokit/index.json", "ties.csv", "ties.parquet"} <= set(made)


def test_the_static_gexf_is_the_same_network_without_days(sample: Analysis) -> None:
    made = exports(sample, [], NAMES, ["gexf", "gexf-static"])
    moving, still = (made[name].decode() for name in ("network.gexf", "network-static.gexf"))
    assert 'mode="dynamic"' in moving
    assert 'mode="static" defaultedgetype' in still
    assert not [word for word in ("spell", " start=", " end=") if word in still]
    one, other = (nx.read_gexf(io.BytesIO(text.encode())) for text in (moving, still))
    assert set(one.edges) == set(other.edges)
    assert [other.edges[edge]["weight"] for edge in one.edges] == [one.edges[edge]["weight"] for edge in one.edges]


def test_a_chat_of_one_is_exported_too() -> None:
    alone = analyze(read_text("31/12/24, 09.00 - Sari: pagi\n"))
    made = exports(alone, [], NAMES, [form for form in EXPORTS if form != "parquet"])
    assert "*Vertices 1" in made["network.net"].decode()
    assert nx.read_gexf(io.BytesIO(made["network.gexf"])).number_of_nodes() == 1
