import json
from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from wag_analyzer.errors import TableError
from wag_analyzer.interactions import weights as weights_module
from wag_analyzer.interactions.candidates import Candidates, accumulated, adjacent, softmax
from wag_analyzer.interactions.cues import ANY, FIRST, LANGUAGES, load_cues
from wag_analyzer.interactions.features import Pairs, pair_features, start_features
from wag_analyzer.interactions.history import AHEAD
from wag_analyzer.interactions.parse import Parse
from wag_analyzer.interactions.passes import first_pass, read
from wag_analyzer.interactions.reach import Block, cut_values
from wag_analyzer.interactions.replies import LEAST, prepare, replies, reply_acts
from wag_analyzer.interactions.scene import WINDOW, echoes
from wag_analyzer.interactions.weights import Cut, load_weights
from wag_analyzer.people.identities import People
from wag_analyzer.report.reply_lines import reply_lines
from wag_analyzer.settings import Settings
from wag_analyzer.tables import IDENTITIES, INTERACTIONS, MESSAGES, PEOPLE, REPLIES

Line = tuple[str, str] | tuple[str, str, int] | tuple[str, str, int, list[str]]


def chat(*lines: Line, group: Sequence[str] | None = None) -> pd.DataFrame:
    """One message per (person, text[, seconds[, mentions]]); a minute apart unless said."""
    rows = []
    for number, line in enumerate(lines):
        seconds = line[2] if len(line) > 2 else 60 * number
        rows.append(
            {
                "msg_id": f"m{number}",
                "group_id": group[number] if group else "g",
                "at": np.datetime64("2026-03-02T09:00:00") + np.timedelta64(seconds, "s"),
                "person": line[0],
                "sender": line[0],
                "kind": "text",
                "text": line[1],
                "raw": line[1],
                "edited": False,
                "mentions": line[3] if len(line) > 3 else [],
                "session": 0,
                "line": number + 1,
                "last_line": number + 1,
            }
        )
    rows = [{name: value for name, value in row.items() if name in MESSAGES.names} for row in rows]
    return MESSAGES.frame(rows)


def people_of(*names: str, **known: str) -> People:
    table = PEOPLE.frame([{"person": name, "names": [name], "is_exporter": False, "messages": 0, "admin": False} for name in names])
    return People(table, IDENTITIES.frame(), {**{name: name for name in names}, **known})


def everyone(messages: pd.DataFrame) -> People:
    return people_of(*dict.fromkeys(messages["person"].astype(str)))


def answers(messages: pd.DataFrame, people: People | None = None, model: Any = "full") -> pd.DataFrame:
    return REPLIES.check(replies(messages, people or everyone(messages), Settings(reply_model=model)))


def best(found: pd.DataFrame) -> dict[str, str | None]:
    top = found.loc[found.groupby("msg_id")["p"].idxmax()]
    return {str(row.msg_id): row.candidate if isinstance(row.candidate, str) else None for row in top.itertuples()}


def chance(found: pd.DataFrame, message: str, candidate: str | None) -> float:
    rows = found[found["msg_id"] == message]
    hit = rows["candidate"].isna() if candidate is None else rows["candidate"] == candidate
    return float(rows.loc[hit, "p"].sum())


OFFICE = (
    ("Sari", "ada yang punya template laporan bulanan?"),
    ("Joko", "besok jadi futsal jam berapa?"),
    ("Budi", "Sari, ada di folder bersama"),
    ("Rina", "Joko: jam 7 malam"),
    ("Sari", "makasih Budi"),
    ("Joko", "sip"),
)


@pytest.mark.parametrize("model", ["full", "linear", "adjacency"])
def test_the_probabilities_of_a_message_sum_to_one(model: str) -> None:
    found = answers(chat(*OFFICE), model=model)
    assert np.allclose(found.groupby("msg_id")["p"].sum(), 1)
    assert found.groupby("msg_id")["candidate"].apply(lambda column: column.isna().sum()).eq(1).all()


@pytest.mark.parametrize("model", ["full", "linear"])
def test_what_a_message_hardly_answers_is_not_in_the_table(model: str) -> None:
    messages = chat(*(OFFICE * 6))
    found = answers(messages, model=model)
    everything = read(prepare(messages, everyone(messages)), load_weights(), linear=model == "linear")
    assert (found["p"][found["candidate"].notna()] >= LEAST).all()
    assert found["candidate"].notna().sum() == (everything.p >= LEAST).sum()


def test_a_message_that_names_somebody_answers_that_person() -> None:
    found = answers(chat(*OFFICE))
    assert best(found)["m2"] == "m0"
    assert best(found)["m3"] == "m1"
    assert best(found)["m4"] == "m2"


def test_the_first_message_answers_none() -> None:
    found = answers(chat(*OFFICE))
    assert best(found)["m0"] is None
    assert chance(found, "m0", None) == pytest.approx(1)


def test_a_candidate_is_always_an_earlier_message() -> None:
    found = answers(chat(*OFFICE))
    real = found[found["candidate"].notna()]
    assert (real["candidate_line"] < real["line"]).all()
    assert (found.loc[found["candidate"].isna(), "candidate_line"] == 0).all()


@pytest.mark.parametrize("named", ["Pak Budi", "pak budi", "budi", "@Budi", "Budi Santoso"])
def test_a_person_is_found_by_short_name_and_form_of_address(named: str) -> None:
    messages = chat(
        ("Pak Budi Santoso", "laporan sudah saya kirim ya"), ("Sari", "ada rapat hari ini?"), ("Rina", f"{named}, terima kasih")
    )
    assert chance(answers(messages), "m2", "m0") > chance(answers(chat(*_other(messages))), "m2", "m0")


def _other(messages: pd.DataFrame) -> list[tuple[str, str]]:
    texts = [*messages["text"][:2], "terima kasih"]
    return list(zip(messages["person"].astype(str), texts, strict=True))


def test_a_form_of_address_alone_means_the_last_speaker_who_is_called_so() -> None:
    messages = chat(("Bu Dian", "tolong cek datanya"), ("Pak Arif", "rapat jam 10"), ("Tika", "siap bu"))
    scene = prepare(messages, everyone(messages))
    assert scene.wording.mid.tolist() == [-1, -1, 0]


def test_of_two_persons_of_one_name_the_last_speaker_is_meant() -> None:
    messages = chat(("Budi Ops", "a"), ("Budi Fin", "b"), ("Budi Ops", "c"), ("Sari", "budi, jam berapa?"), ("Budi Ops", "budi: sudah?"))
    scene = prepare(messages, everyone(messages))
    assert scene.wording.lead.tolist() == [-1, -1, -1, 0, 1]


def test_a_mention_is_addressing_whatever_the_text_says() -> None:
    people = people_of("Sari", "Joko", "+62 812-0000-0003", **{"6281200000003": "+62 812-0000-0003"})
    messages = chat(
        ("+62 812-0000-0003", "file ada di saya"),
        ("Joko", "makan siang yuk"),
        ("Sari", "boleh minta? @6281200000003", 120, ["6281200000003"]),
        ("Sari", "halo @orang lain", 180, ["orang lain"]),
    )
    scene = prepare(messages, people)
    assert scene.wording.lead.tolist() == [-1, -1, 2, -1]
    assert best(answers(messages, people))["m2"] == "m0"


def test_a_name_that_is_an_everyday_word_needs_a_colon() -> None:
    messages = chat(("Indah", "sudah sampai"), ("Sari", "indah sekali pemandangannya"), ("Sari", "indah: sudah?"))
    assert prepare(messages, everyone(messages)).wording.lead.tolist() == [-1, -1, 0]


def test_a_completed_short_nick_counts_only_before_a_stop() -> None:
    messages = chat(("Hikaru79", "mulai"), ("thesha", "hika: ya"), ("thesha", "hika ya"))
    assert prepare(messages, everyone(messages)).wording.lead.tolist() == [-1, 0, -1]


def test_a_shortened_name_counts_after_a_form_of_address() -> None:
    messages = chat(("Surya Lestari", "vendor itu bagaimana"), ("Sari", "kontrak sampai minggu depan mas Sur"), ("Sari", "sur lagi"))
    assert prepare(messages, everyone(messages)).wording.mid.tolist() == [-1, 0, -1]


@pytest.mark.parametrize(
    ("text", "cue"), [("👍", "agree_first"), ("👍🏽", "agree_first"), ("🙏🙏", "thanks_any"), ("😂 haduh", "laugh_any")]
)
def test_a_sign_says_what_the_word_would(text: str, cue: str) -> None:
    messages = chat(("Sari", text))
    assert prepare(messages, everyone(messages)).cue[cue].tolist() == [1]


def test_a_name_glued_to_the_text_is_still_a_name() -> None:
    messages = chat(("pronet", "coba cek"), ("ubunbo", "pronet:saya coba"))
    assert prepare(messages, everyone(messages)).wording.lead.tolist() == [-1, 0]


@pytest.mark.parametrize("name", ["(.*", "a|b", "[x]", "\\d+", "😀", "+62 812-0000-0001", "O'Neil", "  "])
def test_a_name_may_be_any_string(name: str) -> None:
    messages = chat((name, "halo semua"), ("Sari", f"{name}: halo juga"), (name, "apa kabar?"))
    assert np.allclose(answers(messages).groupby("msg_id")["p"].sum(), 1)


@pytest.mark.parametrize("texts", [["", "", ""], ["😀", "😂😂", "👍"], ["https://contoh.test/?a=b", "ok", "?"], [None, None, "hai"]])
def test_messages_without_words_are_scored_too(texts: list[Any]) -> None:
    messages = chat(*zip(["Sari", "Budi", "Sari"], texts, strict=True))
    assert np.allclose(answers(messages).groupby("msg_id")["p"].sum(), 1)


@pytest.mark.parametrize("model", ["full", "linear", "adjacency"])
def test_an_empty_chat_has_no_replies(model: str) -> None:
    assert answers(chat(), people_of("Sari"), model).empty


def test_a_message_without_a_known_person_is_scored_too() -> None:
    messages = chat(*OFFICE)
    messages["person"] = messages["person"].cat.remove_categories(["Rina"])
    found = replies(messages, everyone(messages[messages["person"].notna()]), Settings())
    assert np.allclose(found.groupby("msg_id")["p"].sum(), 1)
    assert "m3" not in set(reply_acts(found, messages)["msg_id"])


def test_one_message_answers_none() -> None:
    found = answers(chat(("Sari", "halo")))
    assert found["p"].tolist() == [1.0]


def test_groups_are_kept_apart() -> None:
    lines = [("Sari", "ada yang bisa bantu?"), ("Joko", "rapat jam berapa?"), ("Budi", "bisa, Sari"), ("Rina", "jam 10, Joko")]
    found = answers(chat(*lines, group=["a", "b", "a", "b"]))
    assert found["msg_id"].drop_duplicates().tolist() == ["m0", "m1", "m2", "m3"]
    assert set(found.loc[found["msg_id"] == "m2", "candidate"].dropna()) <= {"m0"}
    assert set(found.loc[found["msg_id"] == "m3", "candidate"].dropna()) <= {"m1"}


def test_the_next_speaker_rule_answers_the_last_turn_of_another() -> None:
    found = adjacent(np.array([0, 1, 1, 0, 2], np.int32))
    assert found.child.tolist() == [1, 2, 3, 4]
    assert found.parent.tolist() == [0, 0, 2, 3]
    assert found.none.tolist() == [1, 0, 0, 0, 0]
    assert found.p.tolist() == [1, 1, 1, 1]


def test_rows_are_summed_downwards_in_place() -> None:
    rows = np.arange(6, dtype=np.float32).reshape(3, 2)
    assert accumulated(rows) is rows
    assert rows.tolist() == [[0, 1], [2, 4], [6, 9]]


def test_unlikely_candidates_are_left_out_and_the_others_stay_where_they_were() -> None:
    found = Candidates(
        np.array([0, 0, 1, 3]), np.array([0, 1, 0]), np.array([0.9, 0.001, 0.4], np.float32), np.array([1, 0.1, 0.599], np.float32)
    )
    likely, kept = found.likely(0.01)
    assert kept.tolist() == [0, 2]
    assert likely.child.tolist() == [1, 2]
    assert likely.parent.tolist() == [0, 0]


@pytest.mark.parametrize(("none", "score", "offset"), [([0.0, 1.0], [2.0, -300.0, 500.0], [0, 0, 3]), ([5.0], [], [0, 0])])
def test_probabilities_of_a_message_sum_to_one_whatever_the_scores(none: list[float], score: list[float], offset: list[int]) -> None:
    alone, p = softmax(np.array(none, np.float32), np.array(score, np.float32), np.array(offset))
    total = alone.copy()
    np.add.at(total, np.repeat(np.arange(len(none)), np.diff(offset)), p)
    assert np.allclose(total, 1)
    assert np.isfinite(p).all()


def test_acts_are_the_candidates_of_other_people() -> None:
    messages = chat(*OFFICE)
    found = answers(messages)
    acts = INTERACTIONS.check(reply_acts(found, messages))
    assert (acts["source"] != acts["target"]).all()
    assert set(acts["layer"]) == {"reply"}
    row = acts[(acts["msg_id"] == "m2") & (acts["answers"] == "m0")].iloc[0]
    assert (row["source"], row["target"], row["latency_s"]) == ("Budi", "Sari", 120)
    assert row["weight"] == pytest.approx(chance(found, "m2", "m0"))


def test_lines_of_json_sum_to_one_and_name_every_message_once() -> None:
    lines = [json.loads(line) for line in reply_lines(answers(chat(*OFFICE)))]
    assert [line["msg_id"] for line in lines] == [f"m{number}" for number in range(len(OFFICE))]
    for line in lines:
        assert sum(one["p"] for one in line["candidates"]) + line["p_new"] == pytest.approx(1, abs=1e-5)
        assert [one["p"] for one in line["candidates"]] == sorted((one["p"] for one in line["candidates"]), reverse=True)
    assert not list(reply_lines(REPLIES.frame()))


def test_all_features_are_finite_and_the_weights_fit_them() -> None:
    messages = chat(*(OFFICE * 12))
    scene = prepare(messages, everyone(messages))
    known = load_weights()
    found, seen = first_pass(scene, known)
    names, pairs = pair_features(Pairs(scene, 0, found.offset, found.parent, seen))
    start_names, starts = start_features(scene, 0, scene.size)
    assert np.isfinite(pairs).all()
    assert np.isfinite(starts).all()
    assert len(set(names)) == len(names) == len(known.linear.pair)
    assert len(set(start_names)) == len(start_names) == len(known.linear.start)
    assert len(list(cut_values(Block(scene, 0, scene.size)))) == len(known.cut.pair)
    parse = Parse(scene, found)
    parse.nearby.move(0, 10)
    more = [name for name, _ in parse.pairs(0, 10)]
    assert len(set(more)) == len(more)
    for net in known.nets:
        assert len(net.pair_in) == len(names) + len(more)
        assert len(net.start_in) == len(start_names) + len(list(parse.starts(0, 10)))


@pytest.mark.parametrize("linear", [True, False])
def test_blocks_give_what_one_block_gives(monkeypatch: pytest.MonkeyPatch, linear: bool) -> None:  # noqa: FBT001 - a parameter of a test
    messages = chat(*(OFFICE * 12))
    scene = prepare(messages, everyone(messages))
    monkeypatch.setattr("wag_analyzer.interactions.parse.STEP", 16)
    whole = read(scene, load_weights(), linear=linear)
    monkeypatch.setattr("wag_analyzer.interactions.passes.BLOCK", 16)
    parts = read(scene, load_weights(), linear=linear)
    assert np.array_equal(whole.parent, parts.parent)
    assert np.allclose(whole.p, parts.p, atol=1e-5)


@pytest.mark.parametrize("name", ["PART", "TILE"])
def test_how_many_are_worked_on_at_a_time_changes_no_probability(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    messages = chat(*(OFFICE * 12))
    scene = prepare(messages, everyone(messages))
    whole = read(scene, load_weights())
    monkeypatch.setattr(f"wag_analyzer.interactions.passes.{name}", 7)
    parts = read(scene, load_weights())
    assert np.array_equal(whole.parent, parts.parent)
    assert np.allclose(whole.p, parts.p, atol=1e-5)


def test_cues_of_two_messages_count_together_for_just_these_two() -> None:
    messages = chat(*(OFFICE * 12))
    scene = prepare(messages, everyone(messages))
    mine, theirs = scene.mine_names.index("length"), scene.their_names.index("length")
    weights = load_weights()
    cues = np.zeros_like(weights.linear.both)
    found = first_pass(scene, replace(weights, linear=replace(weights.linear, both=cues)))[0]
    cues = cues.copy()
    cues[mine, theirs] = 0.5
    more = first_pass(scene, replace(weights, linear=replace(weights.linear, both=cues)))[0]
    author = scene.history.author
    other = author[found.child] != author[found.parent]
    odds = np.log(more.p / found.p) - np.log(more.none / found.none)[found.child]
    assert np.allclose(odds, 0.5 * scene.mine[mine, found.child] * scene.theirs[theirs, found.parent] * other, atol=1e-3)
    assert len(np.unique(odds.round(2))) > 5


def test_only_messages_within_reach_and_the_likeliest_of_them_are_candidates() -> None:
    messages = chat(*(OFFICE * 12))
    scene = prepare(messages, everyone(messages))
    found, _ = first_pass(scene, load_weights())
    assert ((found.child - found.parent > 0) & (found.child - found.parent <= WINDOW)).all()
    kept = first_pass(scene, replace(load_weights(), cut=_nothing()))[0]
    assert len(kept.p) == sum(min(number, WINDOW) for number in range(scene.size)) > len(found.p)
    best = {(child, parent) for child, parent, p in zip(kept.child, kept.parent, kept.p, strict=True) if p > 0.3}
    assert best <= set(zip(found.child, found.parent, strict=True))


def _nothing() -> Cut:
    known = load_weights().cut
    return Cut(*(np.zeros_like(getattr(known, field.name)) for field in fields(Cut)))


def test_around_a_message_stand_the_last_and_the_next_of_a_person_also_at_the_end_of_the_chat() -> None:
    messages = chat(*(OFFICE * 12))
    scene = prepare(messages, everyone(messages))
    parse = Parse(scene, first_pass(scene, load_weights())[0])
    author, block = scene.history.author, parse.block(0, scene.size)
    last, coming = parse._around(block)
    assert block.other.any()
    for place in np.flatnonzero(block.other):
        person, number = block.them[place], block.i[place]
        assert last[place] == np.flatnonzero(author[:number] == person)[-1]
        after = np.flatnonzero(author[number + 1 : number + 1 + AHEAD] == person)
        assert coming[place] == (number + 1 + after[0] if len(after) else -1)


def test_tables_around_a_block_tell_what_each_message_answers_and_who_answers_it() -> None:
    messages = chat(*(OFFICE * 30))
    scene = prepare(messages, everyone(messages))
    found, _ = first_pass(scene, load_weights())
    parse = Parse(scene, found)
    start, stop = 100, 130
    parse.nearby.move(start, stop)
    near, author, child = parse.nearby, scene.history.author, found.child
    person = author[stop - 5]
    column = near.column(np.array([person]))
    by_person = author[found.parent] == person
    for message in (start - 10, start, stop - 1, int(scene.history.before[start])):
        wanted = found.p[(child == message) & by_person].sum()
        assert near.towards(near.row(np.array([message])), column)[0] == pytest.approx(wanted, abs=1e-5)
    assert near.towards(near.row(np.array([-1])), column)[0] == 0
    for message in (start, stop - 1):
        mine = (found.parent == message) & (author[child] != author[message])
        wanted = found.p[mine & (author[child] == person)].sum() if person != author[message] else 0
        assert near.answered_from(np.array([message]), column)[0] == pytest.approx(wanted, abs=1e-5)
        for back in (0, 3, WINDOW):
            wanted = found.p[mine & (child - message <= back)].sum()
            assert near.answered(np.array([message]), np.array([back]))[0] == pytest.approx(wanted, abs=1e-5)
    entry = np.flatnonzero(child == start)
    told = near.answers_it(np.full(len(entry), start), found.parent[entry])
    assert told.tolist() == pytest.approx(found.p[entry].tolist())
    assert near.answers_it(np.array([start, -1]), np.array([start, start])).tolist() == [0, 0]


def test_a_group_with_very_many_people_is_read_too(monkeypatch: pytest.MonkeyPatch) -> None:
    few = answers(chat(*OFFICE * 3))
    monkeypatch.setattr("wag_analyzer.interactions.parse._SHORT", 4)
    assert np.allclose(answers(chat(*OFFICE * 3))["p"], few["p"])
    monkeypatch.setattr("wag_analyzer.interactions.parse._SLOTS", 4)
    assert np.allclose(answers(chat(*OFFICE)).groupby("msg_id")["p"].sum(), 1)


def test_a_rare_shared_word_echoes_and_a_common_one_does_not() -> None:
    messages = chat(("Sari", "soal proyektor itu bagaimana"), ("Budi", "yang mana"), ("Rina", "proyektor sudah di ruang rapat"))
    scene = prepare(messages, everyone(messages))
    assert list(zip(scene.echoes.at, scene.echoes.back, strict=True)) == [(2, 2)]
    assert scene.echoes.cosine[0] > 0.2
    nothing = prepare(chat(("Sari", "ya"), ("Budi", "ok")), people_of("Sari", "Budi"))
    assert not len(echoes(nothing.wording, 2).at)


def test_every_language_says_where_its_cue_words_come_from() -> None:
    cues = load_cues()
    assert set(LANGUAGES) == {"en", "id", "ms", "jv"}
    assert cues.words["kenapa"] & FIRST["question"]
    assert cues.words["makasih"] & ANY["thanks"]
    assert cues.pairs["matur", "nuwun"] & ANY["thanks"]
    assert cues.honorifics["bapak"] == cues.honorifics["pak"]
    assert ("kah", ANY["question"]) in cues.suffixes


def test_unreadable_weights_are_a_clear_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weights_module, "FILE", "nothing.npz")
    load_weights.cache_clear()
    with pytest.raises(TableError, match="install the package anew"):
        load_weights()
    load_weights.cache_clear()
