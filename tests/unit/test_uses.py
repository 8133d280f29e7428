import numpy as np
import pandas as pd
import pytest

from tests.unit import network_chats as chats
from wag_analyzer import tables
from wag_analyzer.network.acts import acts, talk
from wag_analyzer.network.uses import Uses, uses, wilson90
from wag_analyzer.network.uses_ladder import RUNGS
from wag_analyzer.network.uses_pairs import apart
from wag_analyzer.network.uses_reading import USES
from wag_analyzer.settings import Settings
from wag_analyzer.text.acts import acts as dialogue

Line = tuple[str, str, int, float]
"""Who writes what, the line it answers (-1: none) and how probably."""


def used(*lines: Line, beyond: tuple[tuple[str, str], ...] = (), draws: int = 20, mentions: tuple[tuple[int, str], ...] = ()) -> Uses:
    rows = chats.messages(
        [(f"a{place}", who, place // 4, chats.START + pd.Timedelta(hours=place)) for place, (who, *_) in enumerate(lines)]
    )
    rows = rows.assign(text=pd.Series([text for _, text, _, _ in lines], dtype=rows["text"].dtype))
    answers = [(who, lines[to][0], "reply", f"a{place}", f"a{to}", p) for place, (who, _, to, p) in enumerate(lines) if to >= 0]
    named = [(lines[place][0], who, "mention", f"a{place}", None, 1.0) for place, who in mentions]
    some = chats.acts(*answers, *named) if answers or named else tables.INTERACTIONS.frame()
    places = [int(one[1:]) for one in some["msg_id"]]
    some = some.assign(at=rows["at"].take(places).reset_index(drop=True))
    known = sorted({who for who, *_ in lines})
    sure = [
        {"source": one, "target": other, "layer": "all", "window": "all", "q": 0.01, "weight_lo": 1.0, "expected": 0.5, "msg_ids": []}
        for one, other in beyond
    ]
    tied = tables.TIES.frame([{name: row.get(name, 0 if name == "acts" else None) for name in tables.TIES.names} for row in sure])
    people = chats.people(known)
    found = uses((some, rows, dialogue(rows, tables.REFERENCES.frame())), people, tied, Settings(draws=draws))
    tables.USES.check(found.ties)
    tables.EXCHANGES.check(found.exchanges)
    tables.LADDER.check(found.ladder)
    return found


TALK: tuple[Line, ...] = (
    ("Ani", "rapatnya jam berapa?", -1, 1.0),
    ("Budi", "jam dua di ruang atas", 0, 1.0),
    ("Ani", "makasih ya Budi", 1, 1.0),
    ("Ani", "printer lantai dua macet lagi", 1, 1.0),
    ("Budi", "coba dimatikan dulu", 3, 1.0),
    ("Budi", "sama-sama, semoga lancar", 2, 1.0),
)


def test_shares_of_a_tie_are_told_with_interval_and_messages() -> None:
    found = used(*TALK).ties
    mine = found[(found["source"] == "Budi").to_numpy()].set_index("use")
    assert mine["share"].round(3).to_dict() == {"information": 0.333, "problem-solving": 0.333, "communication": 0.333}
    assert mine["msg_ids"].map(list).to_dict()["information"] == ["a1"]
    assert ((mine["lo"] < mine["share"]) & (mine["share"] < mine["hi"])).all()
    assert mine["few"].all()
    assert mine["given"].sum() == 3.0
    theirs = found[(found["source"] == "Ani").to_numpy()].set_index("use")
    assert theirs.loc["problem-solving", "asked"] == 1.0


def test_shares_sum_to_one_and_acts_to_the_tie() -> None:
    found = used(*TALK).ties
    assert len(set(found["use"])) > 1
    for _, some in found.groupby(["source", "target"]):
        assert some["share"].sum() == pytest.approx(1.0)
        assert some["acts"].sum() == pytest.approx(some["tie_acts"].iloc[0])


def test_improbable_acts_count_what_they_are_worth_and_faint_ties_have_no_rows() -> None:
    found = used(("Ani", "jam berapa rapat?", -1, 1.0), ("Budi", "jam dua", 0, 0.7), ("Cici", "jam dua", 0, 0.2)).ties
    assert found[["source", "use", "acts"]].to_numpy().tolist() == [["Budi", "information", 0.7]]


def test_a_mention_is_an_act_of_its_own() -> None:
    found = used(("Ani", "@Budi printer rusak lagi", -1, 1.0), ("Budi", "halo", -1, 1.0), mentions=((0, "Budi"),)).ties
    assert found[["source", "target", "use", "asked"]].to_numpy().tolist() == [["Ani", "Budi", "problem-solving", 1.0]]


def test_a_pair_tells_what_each_gives_the_other() -> None:
    (row,) = used(*TALK).exchanges.to_dict("records")
    assert (row["person"], row["other"]) == ("Ani", "Budi")
    assert set(row["gets"]) == {"communication", "information", "problem-solving"}
    assert row["jaccard"] == pytest.approx(1 / 3)
    assert 0 < row["evenness"] < 1
    assert np.isnan(row["different"])
    assert (row["rung"], row["helped"]) == ("none", 1.0)
    assert list(row["msg_ids"]) == ["a4"]


def test_the_ladder_counts_pairs_rung_by_rung() -> None:
    ladder = used(*TALK, beyond=(("Budi", "Ani"),)).ladder.set_index("rung")
    assert ladder["dyads"].to_dict() == {"know": 1, "like": 1, "trust": 1, "buy": 0}
    assert ladder["possible"].tolist() == [1] * 4
    assert ((ladder["lo"] <= ladder["dyads"]) & (ladder["dyads"] <= ladder["hi"])).all()
    without = used(*TALK).ladder.set_index("rung")
    assert without["dyads"].sum() == 0
    assert without["skipped"].to_dict() == {"know": 0, "like": 1, "trust": 1, "buy": 0}


def test_without_draws_the_ladder_has_no_interval() -> None:
    assert used(*TALK, draws=1).ladder["lo"].notna().all()
    rows = chats.messages([("a0", "Ani", 0, chats.START)])
    some = (tables.INTERACTIONS.frame(), rows, tables.SIGNALS.frame())
    found = uses(some, chats.people(["Ani"]), tables.TIES.frame(), Settings(), draws=0)
    assert found.ladder["lo"].isna().all()
    assert not len(found.ties)
    assert not len(found.exchanges)


@pytest.mark.parametrize(("later", "kept"), [(1, 1.0), (200, 0.0)])
def test_a_promise_is_kept_when_it_is_delivered_within_a_week(later: int, kept: float) -> None:
    lines = [("Ani", "tolong kirim laporan ya", -1, 1.0), ("Budi", "siap, besok saya kirim", 0, 1.0)]
    lines += [("Ani", "halo", 1, 1.0)] * later + [("Budi", "sudah saya kirim ke email", len(lines) + later - 1, 1.0)]
    (row,) = used(*lines, draws=1).exchanges.to_dict("records")
    assert row["kept"] == kept


def test_a_request_met_at_once_is_kept() -> None:
    found = used(("Ani", "tolong kirim laporan ya", -1, 1.0), ("Budi", "sudah saya kirim ke email", 0, 1.0), ("Ani", "makasih", 1, 1.0))
    assert found.exchanges["kept"].tolist() == [1.0]


def test_people_who_give_alike_are_seldom_called_different_and_opposites_often() -> None:
    rng = np.random.default_rng(3)
    mixture = rng.dirichlet(np.ones(len(USES)), 400)
    one, other = (rng.multinomial(12, mixture).astype(float) for _ in range(2))
    different, expected, p = apart(one, other, seed=1)
    assert (p <= 0.05).mean() <= 0.07
    assert abs(different.mean() - expected.mean()) < 0.05
    assert (apart(np.tile([12.0, 0, 0, 0, 0], (5, 1)), np.tile([0, 12.0, 0, 0, 0], (5, 1)), seed=1)[2] <= 0.01).all()


def test_too_few_acts_are_not_compared() -> None:
    different, expected, p = apart(np.array([[1.5, 0, 0, 0, 0]]), np.array([[9.0, 0, 0, 0, 0]]), seed=0)
    assert np.isnan([different[0], expected[0], p[0]]).all()


def test_wilson_holds_the_share_and_shrinks_with_trials() -> None:
    lo, hi = wilson90(np.array([0.0, 2.0, 20.0, 3.0, 0.0]), np.array([4.0, 4.0, 40.0, 3.0, 0.0]))
    assert ((lo >= 0) & (hi <= 1)).all()
    assert lo[0] == 0
    assert hi[3] == 1
    assert hi[2] - lo[2] < hi[1] - lo[1]
    assert (lo[4], hi[4]) == (0.0, 1.0)


def test_the_same_chat_gives_the_same_tables() -> None:
    one, other = (used(*TALK, beyond=(("Ani", "Budi"),)) for _ in range(2))
    for name in ("ties", "exchanges", "ladder"):
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name))
    assert tuple(one.ladder["rung"]) == RUNGS


def test_acts_in_events_are_left_out() -> None:
    rows = chats.messages([("a0", "Ani", 0, chats.START)])
    some = chats.acts(("Ani", "Budi", "mention", "e9", None, 1.0))
    names = pd.Index(["Ani", "Budi"])
    assert len(acts(some, talk(rows, names), names)["mention"]) == 1
    found = uses((some, rows, tables.SIGNALS.frame()), chats.people(["Ani", "Budi"]), tables.TIES.frame(), Settings(draws=2))
    assert not len(found.ties)
