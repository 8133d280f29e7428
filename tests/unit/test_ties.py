from math import sqrt
from typing import Any

import pandas as pd
import pytest

from tests.unit import network_chats as chats
from wag_analyzer import tables
from wag_analyzer.errors import SettingsError
from wag_analyzer.network.intervals import phi
from wag_analyzer.network.ties import LAYERS, View, ties
from wag_analyzer.settings import Settings

ACTS = View(layers=tuple(layer for layer in LAYERS if layer != "co-presence"))


def found(
    said: pd.DataFrame, done: pd.DataFrame, names: str = "ABCDEFGH", settings: Settings | None = None, view: View = ACTS
) -> pd.DataFrame:
    table = ties(done, said, chats.people(list(names)), settings or Settings(), view)
    return tables.TIES.check(table)


def one(table: pd.DataFrame, source: str, target: str, layer: str = "all") -> "pd.Series[Any]":
    rows = table[(table["source"] == source) & (table["target"] == target) & (table["layer"] == layer)]
    assert len(rows) == 1
    return rows.iloc[0]


def test_the_weight_is_the_expected_number_of_acts_and_the_interval_is_hand_worked() -> None:
    done = chats.acts(("A", "B", "reply", "a1", "a0", 0.9), ("A", "B", "reply", "a3", "a2", 0.6))
    tie = one(found(chats.talk("BABA"), done), "A", "B", "reply")
    assert tie["weight"] == pytest.approx(1.5)
    assert tie["weight_lo"] == pytest.approx(1.5 - 1.645 * sqrt(0.09 + 0.24) - 0.5)
    assert tie["weight_hi"] == pytest.approx(1.5 + 1.645 * sqrt(0.09 + 0.24) + 0.5)
    assert tie["acts"] == 2
    assert tie["msg_ids"] == ["a1", "a3"]


def test_the_interval_is_wider_where_the_replies_of_the_chat_are_in_doubt() -> None:
    said = chats.talk("BABACDCDCD")
    reply = ("A", "B", "reply", "a1", "a0", 0.5)
    sure = chats.acts(reply, *(("C", "D", "reply", f"a{row}", f"a{row - 1}", 1.0) for row in (6, 8)))
    unsure = chats.acts(reply, *(("C", "D", "reply", f"a{row}", f"a{row - 1}", 0.5) for row in (6, 8)))
    widths = [one(found(said, done), "A", "B")["weight_hi"] for done in (sure, unsure)]
    assert widths == pytest.approx([0.5 + 1.645 * 0.5 + 0.5, 0.5 + 1.645 * 0.5 * sqrt(phi(0.5)) + 0.5])
    assert widths[1] > widths[0]


def test_candidates_of_one_person_are_one_act() -> None:
    done = chats.acts(("A", "B", "reply", "a2", "a0", 0.3), ("A", "B", "reply", "a2", "a1", 0.6))
    tie = one(found(chats.talk("BBA"), done), "A", "B")
    assert tie["acts"] == 1
    assert tie["weight"] == pytest.approx(0.9)
    assert tie["weight_hi"] == pytest.approx(0.9 + 1.645 * sqrt(0.09) + 0.5)


def test_a_message_that_answers_and_mentions_counts_once_with_the_larger_probability() -> None:
    done = chats.acts(
        ("A", "B", "reply", "a1", "a0", 0.4),
        ("A", "B", "mention", "a1", None, 1.0),
        ("A", "B", "mention", "a1", None, 1.0),
        ("A", "B", "reply", "a3", "a2", 0.8),
        ("A", "B", "mention", "a3", None, 0.5),
        ("A", "C", "mention", "a3", None, 1.0),
    )
    table = found(chats.talk("BABA"), done)
    assert one(table, "A", "B")["weight"] == pytest.approx(1.8)
    assert one(table, "A", "B", "mention")["weight"] == pytest.approx(1.5)
    assert one(table, "A", "B", "reply")["weight"] == pytest.approx(1.2)
    assert one(table, "A", "C")["weight"] == pytest.approx(1)


def test_invitations_and_talk_about_are_layers_of_their_own() -> None:
    done = chats.acts(("A", "B", "invitation", "e9", None, 1.0), ("A", "C", "about", "a0", None, 1.0))
    table = found(chats.talk("ABC"), done)
    assert set(table["layer"]) == {"invitation", "about"}
    assert pd.isna(one(table, "A", "B", "invitation")["q"])
    assert one(table, "A", "C", "about")["expected"] == pytest.approx(0.5)


def test_acts_towards_oneself_and_outsiders_make_no_tie() -> None:
    done = chats.acts(("A", "A", "reply", "a1", "a0", 1.0), ("A", "Pak Z", "about", "a1", None, 1.0), ("A", "B", "reply", "a1", "a0", 0.0))
    assert found(chats.talk("AA"), done).empty


def test_expectation_z_and_q_are_hand_worked() -> None:
    done = chats.acts(("A", "B", "reply", "a1", "a0", 1.0), ("A", "C", "reply", "a3", "a2", 1.0))
    tie = one(found(chats.talk("BACAD"), done), "A", "B")
    assert tie["expected"] == pytest.approx(2 / 3)
    assert tie["z"] == pytest.approx((1 - 2 / 3) / sqrt(2 / 9))
    assert 0 < tie["q"] <= 1


def test_z_and_q_are_missing_where_the_session_leaves_no_choice() -> None:
    tie = one(found(chats.talk("BA"), chats.acts(("A", "B", "reply", "a1", "a0", 1.0))), "A", "B")
    assert tie["expected"] == pytest.approx(1)
    assert pd.isna(tie["z"])
    assert pd.isna(tie["q"])


def test_a_planted_pair_stands_out_and_no_other_does() -> None:
    said = chats.talk(*["ABCDABCDABCD", "DCBADCBADCBA", "ACBDBDACBCAD"] * 5)
    order = said["person"].tolist()
    done = []
    for row, (msg_id, person, session) in enumerate(zip(said["msg_id"], said["person"], said["session"], strict=True)):
        before = [back for back in range(row - 1, -1, -1) if said["session"].iloc[back] == session and order[back] != person][:3]
        if before:
            liked = [back for back in before if {person, order[back]} == {"A", "B"}]
            parent = (liked or before)[0]
            done.append((person, order[parent], "reply", msg_id, f"a{parent}", 1.0))
    table = found(said, chats.acts(*done))
    unusual = table[(table["layer"] == "all") & (table["q"] < 0.01)]
    assert set(zip(unusual["source"], unusual["target"], strict=True)) == {("A", "B"), ("B", "A")}


def test_reciprocity_first_and_last() -> None:
    done = chats.acts(
        ("A", "B", "reply", "a1", "a0", 1.0),
        ("B", "A", "reply", "a2", "a1", 1.0),
        ("A", "B", "reply", "a3", "a2", 1.0),
        days=(0, 1, 5),
    )
    tie = one(found(chats.talk("BABA"), done), "A", "B")
    assert tie["reciprocity"] == pytest.approx(0.5)
    assert tie["first"] == chats.START
    assert tie["last"] == chats.START + pd.Timedelta(days=5)


def test_all_messages_are_listed_the_most_probable_first_then_the_earliest() -> None:
    said = chats.talk("B" + "A" * 250)
    done = chats.acts(*(("A", "B", "reply", f"a{row}", "a0", 0.5 + (row % 2) / 4) for row in range(1, 251)))
    tie = one(found(said, done), "A", "B")
    ids = list(tie["msg_ids"])
    assert len(ids) == tie["acts"] == 250
    assert ids[:2] == ["a1", "a3"]
    assert ids[125:127] == ["a2", "a4"]


def both_ways(one_person: str, other: str, msg: int, p: float = 1.0) -> list[tuple[str, str, str, str, str | None, float]]:
    return [(one_person, other, "reply", f"a{msg}", f"a{msg + 1}", p), (other, one_person, "reply", f"a{msg + 1}", f"a{msg}", p)]


def test_strong_is_intensive_mutual_and_lasting_and_one_way_is_weak() -> None:
    said = chats.talk(*["ABABCD"] * 6)
    rows, days = [], []
    for day in range(6):
        rows += [*both_ways("A", "B", 6 * day), ("C", "A", "reply", f"a{6 * day + 4}", f"a{6 * day}", 1.0)]
        days += [day, day, day]
    table = found(said, chats.acts(*rows, days=days))
    assert one(table, "A", "B")["strength"] == "strong"
    assert one(table, "C", "A")["strength"] == "weak"


def test_variety_of_layers_makes_up_for_days() -> None:
    said = chats.talk("ABABAB")
    replies = [*both_ways("A", "B", 0), *both_ways("A", "B", 2)]
    assert one(found(said, chats.acts(*replies)), "A", "B")["strength"] == "weak"
    invited = chats.acts(*replies, ("B", "A", "invitation", "e0", None, 1.0))
    assert one(found(said, invited), "A", "B")["strength"] == "strong"


def test_latent_is_unsure_or_asleep() -> None:
    said = chats.talk("ABABAB", "CD", gap=pd.Timedelta(days=200))
    old = chats.acts(*both_ways("A", "B", 0), *both_ways("A", "B", 2), ("C", "D", "reply", "a6", "a7", 0.4), days=(0, 0, 0, 0, 200))
    table = found(said, old)
    assert one(table, "A", "B")["strength"] == "latent"
    assert one(table, "C", "D")["strength"] == "latent"
    assert one(found(said, old, settings=Settings(half_life=1000)), "A", "B")["strength"] == "weak"


def test_the_only_tie_between_two_circles_is_bridging() -> None:
    rows: list[tuple[str, str, str, str, str | None, float]] = []
    for circle in ("ABCD", "EFGH"):
        rows += [(x, y, "mention", f"{x}{y}{n}", None, 1.0) for x in circle for y in circle if x != y for n in range(2)]
    rows.append(("A", "E", "mention", "bridge", None, 1.0))
    table = found(chats.talk("ABCDEFGH"), chats.acts(*rows))
    assert one(table, "A", "E")["strength"] == "bridging"
    assert one(table, "A", "B")["strength"] == "weak"


@pytest.mark.parametrize("names", ["", "A", "AB"])
def test_nobody_and_nothing_make_an_empty_table(names: str) -> None:
    assert found(chats.talk(), chats.acts(), names).empty
    assert found(chats.talk("AB"), chats.acts(), names).empty


def test_ties_stand_by_layer_heaviest_first() -> None:
    said = chats.random_talk(3)
    table = found(said, chats.answers_before(said, 0.7))
    for _, rows in table.groupby("layer", observed=True):
        assert rows["weight"].is_monotonic_decreasing


def test_co_presence_counts_the_sessions_in_which_both_wrote_and_stays_out_of_all() -> None:
    table = found(chats.talk("ABCA", "AB", "CC", "B"), chats.acts(), "ABC", view=View())
    assert set(table["layer"]) == {"co-presence"}
    for source, target in (("A", "B"), ("B", "A")):
        tie = one(table, source, target, "co-presence")
        assert (tie["weight"], tie["acts"], tie["reciprocity"]) == (2, 2, 1)
        assert (tie["weight_lo"], tie["weight_hi"]) == (1.5, 2.5)
    assert list(one(table, "A", "B", "co-presence")["msg_ids"]) == ["a0", "a4"]
    assert list(one(table, "B", "A", "co-presence")["msg_ids"]) == ["a1", "a5"]


def test_being_there_together_is_no_variety_of_layers() -> None:
    said = chats.talk("ABABAB")
    replies = chats.acts(*both_ways("A", "B", 0), *both_ways("A", "B", 2))
    assert one(found(said, replies, view=View()), "A", "B")["strength"] == "weak"


def test_windows_are_stretches_of_days_each_read_by_itself() -> None:
    said = chats.talk("BA", "BA", "BA", "BA")
    done = chats.acts(*(("A", "B", "reply", f"a{2 * day + 1}", f"a{2 * day}", 1.0) for day in range(4)), days=range(4))
    table = found(said, done, view=View(layers=("all",), window="2d"))
    assert table["window"].tolist() == ["2024-03-04/2024-03-05", "2024-03-06/2024-03-07"]
    assert table["weight"].tolist() == [2, 2]
    assert table["first"].tolist() == [chats.START, chats.START + pd.Timedelta(days=2)]
    assert found(said, done, view=View(layers=("all",), window="3d,step=1d"))["weight"].tolist() == [3, 3]


def test_several_groups_have_ties_of_their_own_and_together() -> None:
    said = chats.grouped(chats.talk("BA", "BABA"), {0: "one", 1: "two"})
    done = chats.acts(*(("A", "B", "reply", f"a{row}", f"a{row - 1}", 1.0) for row in (1, 3, 5)))
    table = found(said, done, view=View(layers=("reply", "co-presence"), by_group=True)).astype({"group_id": object})
    replies = table[table["layer"] == "reply"]
    assert replies["group_id"].fillna("together").tolist() == ["one", "two", "together"]
    assert replies["weight"].tolist() == [1, 2, 3]
    assert found(said, done)["group_id"].isna().all()
    assert set(found(chats.talk("BA"), chats.acts(("A", "B", "reply", "a1", "a0", 1.0)))["group_id"]) == {"g"}


def test_an_invitation_belongs_to_the_group_of_its_file() -> None:
    said = chats.grouped(chats.talk("AB", "AB"), {0: "one", 1: "two"})
    said["msg_id"] = pd.Series(["f1-1", "f1-2", "f2-1", "f2-2"], dtype=said["msg_id"].dtype)
    done = chats.acts(("A", "B", "invitation", "f2-9", None, 1.0), ("A", "B", "invitation", "f7-9", None, 1.0))
    table = found(said, done, view=View(layers=("invitation",), by_group=True)).astype({"group_id": object})
    assert table["group_id"].fillna("together").tolist() == ["two", "together"]
    assert table["weight"].tolist() == [1, 2]


def test_resampled_conversations_give_a_second_interval_and_the_same_seed_the_same() -> None:
    said = chats.random_talk(2)
    done = chats.answers_before(said, 0.6)
    mentioned = chats.acts(("A", "B", "mention", "a3", None, 1.0))
    every = pd.concat([done, mentioned], ignore_index=True).astype(done.dtypes.to_dict() | {"layer": "category"})
    table = found(said, every, view=View(draws=40))
    assert (table["boot_lo"] <= table["weight"]).all()
    assert (table["weight"] <= table["boot_hi"]).all()
    assert (table["boot_lo"] < table["boot_hi"]).mean() > 0.9
    pd.testing.assert_frame_equal(table, found(said, every, view=View(draws=40)))
    assert found(said, every)["boot_lo"].isna().all()


def test_the_null_that_is_asked_for_is_the_one_compared_with() -> None:
    said = chats.talk("BA", "CDCD", gap=pd.Timedelta(hours=5))
    done = chats.acts(("A", "B", "reply", "a1", "a0", 1.0))
    expected = {null: one(found(said, done, settings=Settings(null=null)), "A", "B")["expected"] for null in ("session", "day", "activity")}
    assert expected == pytest.approx({"session": 1.0, "day": 0.2, "activity": 0.2})


def test_an_unknown_layer_is_refused() -> None:
    with pytest.raises(SettingsError, match="no layer is called 'likes'"):
        found(chats.talk("AB"), chats.acts(), view=View(layers=("all", "likes")))
