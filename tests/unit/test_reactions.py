"""What a file records itself: quotes are answers with probability 1, reactions a layer of their own."""

import json
import random
from pathlib import Path

import pandas as pd
import pytest

from tests.unit.foreign_chats import exported, said
from wag_analyzer.analysis import Analysis, analyze
from wag_analyzer.interactions.reactions import reactions
from wag_analyzer.interactions.replies import replies
from wag_analyzer.parser.read import read, read_bytes
from wag_analyzer.report.html.page import html as report
from wag_analyzer.report.tiers import Tier
from wag_analyzer.settings import Settings
from wag_analyzer.tables import LINKS

NAMES = ("Sari", "Budi", "Dewi", None)


def busy(seed: int = 0, count: int = 80) -> dict[str, object]:
    """Return a file in which every message after the first quotes an earlier one, and a third of them got reactions."""
    draw = random.Random(seed)  # noqa: S311 - a synthetic chat
    records = []
    for number in range(count):
        marks = {name: "👍" for name in ("You", "Budi", "Rina") if draw.random() < 0.3}
        quoted = f"KEY{draw.randrange(number)}" if number else None
        records.append(said(number, draw.choice(NAMES), f"pesan {number}", reply=quoted, reactions=marks))
    return exported(*records)


@pytest.fixture(scope="module")
def analysis() -> Analysis:
    return analyze(read_bytes(json.dumps(busy()).encode(), "result.json"), Settings(draws=20))


def layer(analysis: Analysis, name: str, table: str = "ties") -> pd.DataFrame:
    frame = analysis.network.ties if table == "ties" else analysis.interactions
    return frame[frame["layer"].astype(object) == name]


def test_a_message_that_quotes_has_one_candidate_and_is_sure(analysis: Analysis) -> None:
    quotes = analysis.chat.links[analysis.chat.links["kind"].astype(object) == "reply"]
    found = analysis.replies[analysis.replies["msg_id"].isin(quotes["msg_id"])]
    sure = found[found["candidate"].notna()]
    assert sure.set_index("msg_id")["candidate"].to_dict() == quotes.set_index("msg_id")["answers"].to_dict()
    assert (sure["p"] == 1.0).all()
    assert (found[found["candidate"].isna()]["p"] == 0.0).all()
    assert found.groupby("msg_id")["p"].sum().tolist() == [1.0] * len(quotes)


def test_replies_stay_in_the_order_of_the_messages(analysis: Analysis) -> None:
    assert analysis.replies["msg_id"].drop_duplicates().tolist() == analysis.messages["msg_id"].tolist()
    assert analysis.replies["line"].is_monotonic_increasing


@pytest.mark.parametrize("name", ["reply", "reaction"])
def test_tie_weights_sum_to_the_number_of_acts(analysis: Analysis, name: str) -> None:
    acts, ties = layer(analysis, name, "interactions"), layer(analysis, name)
    assert len(acts) > 20
    assert (acts["weight"] == 1.0).all()
    assert ties["weight"].sum() == pytest.approx(len(acts))
    assert int(ties["acts"].sum()) == len(acts)


def test_the_number_of_recorded_acts_is_that_of_quotes_and_reactions_to_others(analysis: Analysis) -> None:
    person = analysis.messages.set_index("msg_id")["person"].astype(object)
    links = analysis.chat.links.assign(by=analysis.chat.links["source"].map(analysis.people.person_of))
    others = links[links["by"] != links["answers"].map(person)]
    counts = others["kind"].astype(object).value_counts()
    assert len(layer(analysis, "reaction", "interactions")) == counts["reaction"]
    assert len(layer(analysis, "reply", "interactions")) == counts["reply"]


def test_reactions_stay_out_of_layer_all_and_are_not_tested_against_chance(analysis: Analysis) -> None:
    ties = layer(analysis, "reaction")
    assert ties[["expected", "z", "q"]].isna().all(axis=None)
    both = layer(analysis, "all")["weight"].sum()
    assert both <= layer(analysis, "reply")["weight"].sum() + layer(analysis, "mention")["weight"].sum() + 1e-9


def test_who_only_reacts_is_a_member_who_never_wrote(analysis: Analysis) -> None:
    row = analysis.people.table.set_index("person").loc["Rina"]
    assert row["messages"] == 0
    assert "Rina" in set(layer(analysis, "reaction")["source"])


def test_a_message_without_a_quote_is_inferred_as_ever() -> None:
    data = exported(*(said(number, NAMES[number % 3], f"pesan {number}?") for number in range(12)))
    chat = read_bytes(json.dumps(data).encode(), "x.json")
    with_links = analyze(chat, Settings(draws=5)).replies
    assert with_links["p"].between(0.01, 0.99).any()
    plain = read_bytes(json.dumps(data).encode(), "x.json")
    pd.testing.assert_frame_equal(with_links, analyze(plain, Settings(draws=5)).replies)


def test_a_reaction_says_when_it_was_made_if_the_file_does(analysis: Analysis) -> None:
    ids = analysis.messages["msg_id"].tolist()
    late = analysis.messages["at"].iloc[0] + pd.Timedelta(minutes=5)
    rows = [
        {"answers": ids[0], "kind": "reaction", "source": "Rina", "emoji": "x", "at": late},
        {"answers": ids[0], "kind": "reaction", "source": "Rina", "emoji": "y", "at": late},
        {"answers": ids[1], "kind": "reaction", "source": "Rina", "emoji": "x"},
        {"answers": ids[1], "kind": "reaction", "source": "Stranger", "emoji": "x"},
        {"answers": ids[1], "kind": "reaction", "emoji": "x"},
        {"answers": "gone", "kind": "reaction", "source": "Rina", "emoji": "x"},
    ]
    acts = reactions(LINKS.frame(rows), analysis.messages, analysis.people)
    assert acts["msg_id"].tolist() == ids[:2]
    assert acts["latency_s"].iloc[0] == 300.0
    assert acts["latency_s"].isna().tolist() == [False, True]
    assert acts["at"].tolist() == [late, analysis.messages["at"].iloc[1]]


def test_links_that_fit_no_message_change_nothing(analysis: Analysis) -> None:
    ids = analysis.messages["msg_id"].tolist()
    rows = [{"msg_id": "gone", "answers": ids[0], "kind": "reply"}, {"msg_id": ids[3], "answers": ids[3], "kind": "reply"}]
    bare = replies(analysis.messages, analysis.people, analysis.settings)
    pd.testing.assert_frame_equal(replies(analysis.messages, analysis.people, analysis.settings, LINKS.frame(rows)), bare)


def test_the_report_does_not_deny_what_the_file_records(analysis: Analysis) -> None:
    page = report(analysis, [], tier=Tier("names"), lang="en", min_group=5, made_with={})
    assert "Quotes and reactions that the file records were used" in page
    assert "Quotes (which message an answer belongs to)" not in page


def test_two_exports_of_one_group_keep_each_quote_once(tmp_path: Path) -> None:
    data = busy(3, 20)
    (tmp_path / "a.json").write_text(json.dumps(data), encoding="utf-8")
    (tmp_path / "b.json").write_text(json.dumps(data, indent=1), encoding="utf-8")
    chat = read([tmp_path / "a.json", tmp_path / "b.json"])
    alone = read([tmp_path / "a.json"])
    assert len(chat.messages) == len(alone.messages)
    assert sorted(chat.links["kind"].astype(object)) == sorted(alone.links["kind"].astype(object))
    assert set(chat.links["answers"]) <= set(chat.messages["msg_id"])
