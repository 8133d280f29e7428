"""P13 (names are only names), P19 (sums, ranges, removal, shift) and determinism of the network."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit import network_chats as chats
from wag_analyzer.network.build import network
from wag_analyzer.network.cards import card
from wag_analyzer.network.chance import benjamini_hochberg
from wag_analyzer.network.lives import LIVES
from wag_analyzer.network.ties import LAYERS, View, ties
from wag_analyzer.settings import Settings

NAMES = "ABCDE"
FEW = Settings(draws=3)
ACTS = View(layers=tuple(layer for layer in LAYERS if layer != "co-presence"))
LIKELY = st.floats(0.01, 1.0)
TALK = st.lists(st.text(NAMES, min_size=1, max_size=8), min_size=1, max_size=3)


@st.composite
def scenes(draw: st.DrawFn) -> tuple[pd.DataFrame, pd.DataFrame]:
    """A chat of five people, an answer to an earlier message or two candidates for some messages, and some mentions."""
    said = chats.talk(*draw(TALK))
    people = said["person"].tolist()
    rows: list[tuple[str, str, str, str, str | None, float]] = []
    for row in range(1, len(said)):
        first, second = draw(st.integers(0, row - 1)), draw(st.integers(0, row - 1))
        p = draw(LIKELY)
        rows.append((people[row], people[first], "reply", f"a{row}", f"a{first}", p))
        if first != second:
            rows.append((people[row], people[second], "reply", f"a{row}", f"a{second}", 1 - p))
        if draw(st.booleans()):
            rows.append((people[row], draw(st.sampled_from(NAMES)), draw(st.sampled_from(["mention", "about"])), f"a{row}", None, 1.0))
    return said, chats.acts(*rows)


def renamed(frame: pd.DataFrame, columns: tuple[str, ...], names: dict[str, str]) -> pd.DataFrame:
    changed = frame.copy()
    for column in columns:
        changed[column] = frame[column].astype(object).map(names).astype(frame[column].dtype if column != "person" else "category")
    return changed


@settings(deadline=None, max_examples=4)
@given(scenes(), st.permutations(["Zulaikha", "Adi Putra", "+62 812", "Über", "b"]))
def test_renaming_people_changes_nothing_but_names(scene: tuple[pd.DataFrame, pd.DataFrame], new: list[str]) -> None:
    said, done = scene
    names = dict(zip(NAMES, new, strict=True))
    one = network(done, said, chats.people(list(NAMES)), FEW)
    other = network(renamed(done, ("source", "target"), names), renamed(said, ("person",), names), chats.people(new), FEW)
    pd.testing.assert_frame_equal(renamed(one.ties, ("source", "target"), names), other.ties)
    pd.testing.assert_frame_equal(one.group, other.group)
    for table in ("measures", "communities"):
        first, second = getattr(one, table), getattr(other, table)
        assert first["person"].map(names).tolist() == second["person"].tolist()
        pd.testing.assert_frame_equal(first.drop(columns="person"), second.drop(columns="person"))


@settings(deadline=None, max_examples=12)
@given(scenes())
def test_weights_sum_to_the_expected_acts(scene: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    said, done = scene
    table = ties(done, said, chats.people(list(NAMES)), FEW, ACTS)
    others = done[done["source"] != done["target"]]
    per_act = others.groupby(["layer", "msg_id", "source", "target"], observed=True)["weight"].sum().clip(upper=1)
    for layer, total in per_act.groupby("layer", observed=True).sum().items():
        assert table.loc[table["layer"] == layer, "weight"].sum() == pytest.approx(total)
    both = per_act.drop(index="about", level="layer", errors="ignore").groupby(["msg_id", "source", "target"]).max()
    every = table[table["layer"] == "all"]
    assert every["weight"].sum() == pytest.approx(both.sum())
    assert every.groupby("source")["weight"].sum().sum() == pytest.approx(every.groupby("target")["weight"].sum().sum())


@settings(deadline=None, max_examples=12)
@given(scenes())
def test_ties_stay_in_range_and_expectations_sum_to_the_acts(scene: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    said, done = scene
    table = ties(done, said, chats.people(list(NAMES)), FEW)
    assert (table["weight"] > 0).all()
    assert ((table["weight_lo"] >= 0) & (table["weight_lo"] <= table["weight"]) & (table["weight"] <= table["weight_hi"])).all()
    assert table["reciprocity"].between(0, 1).all()
    assert table["q"].dropna().between(0, 1).all()
    assert (table["first"] <= table["last"]).all()
    assert table["strength"].isin(["strong", "weak", "bridging", "latent"]).all()
    assert ((table["current"] >= 0) & (table["current"] <= table["weight"] + 1e-9)).all()
    assert table["life"].isin(LIVES).all()
    assert (table["born"].isna() == (table["life"] == "faint")).all()
    expected = table[table["layer"] != "co-presence"].groupby("layer", observed=True)[["expected", "weight"]].sum()
    assert (expected["expected"] <= expected["weight"] + 1e-9).all()  # pairs that never acted hold the rest


@settings(deadline=None, max_examples=10)
@given(scenes())
def test_measures_stay_in_range(scene: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    said, done = scene
    built = network(done, said, chats.people(list(NAMES)), FEW)
    for name, rows in built.measures.groupby("measure", observed=True):
        each = card(str(name))
        for column in ("lo", "value", "hi"):
            known = rows[column].dropna()
            assert each.least is None or (known >= each.least - 1e-9).all()
            assert each.most is None or (known <= each.most + 1e-9).all()
        assert rows["rank"].dropna().between(1, 5).all()
    group = built.group.set_index("measure")["value"]
    assert 0 <= group["density"] <= 1
    assert group[["dyads_mutual", "dyads_one_way", "dyads_none"]].sum() == 10
    assert built.communities["stability"].between(0, 1).all()


@settings(deadline=None, max_examples=12)
@given(scenes(), st.sampled_from(NAMES))
def test_removing_a_members_acts_removes_the_ties_and_no_other(scene: tuple[pd.DataFrame, pd.DataFrame], gone: str) -> None:
    said, done = scene
    left = done[(done["source"] != gone) & (done["target"] != gone)].reset_index(drop=True)
    after = ties(left, said, chats.people(list(NAMES)), FEW, ACTS)
    before = ties(done, said, chats.people(list(NAMES)), FEW, ACTS)
    assert gone not in {*after["source"], *after["target"]}
    kept = before[(before["source"] != gone) & (before["target"] != gone)]
    key = ["layer", "source", "target"]
    weights = (
        [dict(zip(rows[key].astype(str).agg("|".join, axis=1), rows["weight"], strict=True)) for rows in (kept, after)]
        if len(kept)
        else [{}, {}]
    )
    assert weights[0] == pytest.approx(weights[1])
    assert len(kept) == len(after)


@settings(deadline=None, max_examples=12)
@given(scenes(), st.integers(-20_000, 20_000))
def test_shifting_all_times_by_days_moves_only_the_times(scene: tuple[pd.DataFrame, pd.DataFrame], days: int) -> None:
    said, done = scene
    shift = pd.Timedelta(days=days)
    before = ties(done, said, chats.people(list(NAMES)), FEW)
    after = ties(done.assign(at=done["at"] + shift), said.assign(at=said["at"] + shift), chats.people(list(NAMES)), FEW)
    times = ["first", "last", "born", "dormant", "revived"]
    pd.testing.assert_frame_equal(before.drop(columns=times), after.drop(columns=times))
    for time in times:
        pd.testing.assert_series_equal((before[time] + shift).astype("datetime64[s]"), after[time])


@settings(deadline=None, max_examples=60)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_q_is_never_below_p_and_keeps_its_order(p: list[float]) -> None:
    values = np.array(p)
    q = benjamini_hochberg(values)
    assert (q >= values - 1e-12).all()
    assert (q <= 1).all()
    order = np.argsort(values, kind="stable")
    assert (np.diff(q[order]) >= -1e-12).all()


def summed(table: pd.DataFrame, value: str) -> dict[tuple[str, str, str], float]:
    """Return the sum of a column for each layer, source and target."""
    sums: dict[tuple[str, str, str], float] = {}
    for row in table.to_dict("records"):
        key = (str(row["layer"]), str(row["source"]), str(row["target"]))
        sums[key] = sums.get(key, 0.0) + float(row[value])
    return sums


@settings(deadline=None, max_examples=12)
@given(scenes(), st.integers(1, 3))
def test_weights_of_windows_that_tile_the_chat_sum_to_the_whole(scene: tuple[pd.DataFrame, pd.DataFrame], days: int) -> None:
    said, done = scene
    whole = ties(done, said, chats.people(list(NAMES)), FEW)
    parts = ties(done, said, chats.people(list(NAMES)), FEW, View(window=f"{days}d"))
    for value in ("weight", "acts"):
        assert summed(parts, value) == pytest.approx(summed(whole, value))


@settings(deadline=None, max_examples=12)
@given(scenes())
def test_ties_of_all_groups_together_are_the_sum_of_the_groups(scene: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    said, done = scene
    named = chats.grouped(said, {session: "ab"[session % 2] for session in range(3)})
    table = ties(done, named, chats.people(list(NAMES)), FEW, View(by_group=True))
    if named["group_id"].nunique() < 2:
        return
    together = table["group_id"].isna()
    for value in ("weight", "acts"):
        assert summed(table[~together], value) == pytest.approx(summed(table[together], value))
