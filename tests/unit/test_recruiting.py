import json
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

from wag_analyzer import Settings, read, tables
from wag_analyzer.analysis import people_of, with_persons
from wag_analyzer.cli import cli
from wag_analyzer.interactions.mentions import mentions
from wag_analyzer.interactions.replies import replies, reply_acts
from wag_analyzer.network.recruit_chance import Arrivals, _shape, beside_chance, trees
from wag_analyzer.network.recruiting import Asked, Recruiting, recruiting

START = pd.Timestamp("2024-03-04 08:00")
NAMES = ("Budi", "Rina", "Tono", "Wati", "Yusuf", "Lina")
LINK = "ini tautannya https://chat.whatsapp.com/AbCdEf123"


def line(day: float, text: str) -> str:
    return f"{START + pd.Timedelta(days=day):%d/%m/%y, %H.%M} - {text}"


def export(folder: Path, group: str, lines: list[str]) -> Path:
    path = folder / f"Chat WhatsApp dengan {group}.txt"
    path.write_text("\n".join([line(0, f'Sari membuat grup "{group}"'), *lines]) + "\n", encoding="utf-8")
    return path


def found(paths: list[Path], asked: Asked | None = None, **settings: Any) -> Recruiting:
    use = Settings(**settings)
    chat = read([str(path) for path in paths], use)
    people = people_of(chat, use)
    messages = with_persons(chat, people, use)
    answers = reply_acts(replies(messages, people, use, chat.links), messages)
    result = recruiting(chat, people, messages, pd.concat([answers, mentions(messages, people)], ignore_index=True), asked)
    tables.INVITATIONS.check(result.persons)
    tables.RECRUITERS.check(result.recruiters)
    tables.INVITE_TESTS.check(result.tests)
    tables.RECRUITING_TEAMS.check(result.teams)
    return result


FOUNDED = [line(0.001 * n, f"Sari menambahkan {name}") for n, name in enumerate(NAMES, start=1)]


def one(rows: pd.DataFrame, **wanted: object) -> Any:
    for name, value in wanted.items():
        rows = rows[rows[name] == value]
    assert len(rows) == 1
    return rows.iloc[0]


def test_the_tree_knows_recruits_branches_and_waves(tmp_path: Path) -> None:
    lines = [*FOUNDED, *(line(20 + n, f"Budi menambahkan Orang {n}") for n in range(5)), line(40, "Orang 1 menambahkan Orang 9")]
    result = found([export(tmp_path, "Kas", lines)])
    budi = one(result.persons, person="Budi")
    assert (budi["by"], budi["depth"], budi["wave"], budi["recruits"], budi["below"]) == ("Sari", 1, 1, 5.0, 6)
    assert one(result.persons, person="Orang 3")["wave"] == 2
    assert one(result.persons, person="Orang 9")[["depth", "wave"]].tolist() == [3, 0]
    assert one(result.persons, person="Sari")["below"] == 12


def test_a_recruiter_stands_out_and_the_runner_up_does_not(tmp_path: Path) -> None:
    lines = [*FOUNDED, *(line(10 + 5 * n, f"Budi menambahkan Orang {n}") for n in range(8)), line(30, "Rina menambahkan Orang 20")]
    result = found([export(tmp_path, "Kas", lines)])
    sari, budi, rina = (one(result.recruiters, person=name) for name in ("Sari", "Budi", "Rina"))
    assert budi["q"] < 0.001
    assert (budi["later"], round(budi["expected"], 1)) == (8, 0.9)
    assert rina["q"] > 0.5
    there = (7, 8, 9, 10, 12, 12, 13, 14, 15)  # who were in at each line; two are of one minute
    nobody = np.prod([1 - 1 / people for people in there])  # the chance that none of the nine lines were hers
    assert sari["later"] == 0  # who founds the group adds people; that is no recruiting beyond chance
    assert sari["p"] == pytest.approx(1 - nobody / 2)
    assert rina["rank"] == 3
    assert budi["rank_lo"] <= budi["rank"] <= budi["rank_hi"]
    most = one(result.tests, measure="most_recruits")
    assert (most["value"], most["p"] < 0.01) == (8, True)
    assert one(result.tests, measure="recruiters")["z"] < -2


def test_people_added_by_one_line_are_one_act(tmp_path: Path) -> None:
    result = found([export(tmp_path, "Kas", [*FOUNDED, line(20, "Budi menambahkan Andi, Dewi, Eko, Fajar, dan Gita")])])
    budi = one(result.recruiters, person="Budi")
    assert budi["later"] == 5
    assert budi["p"] == pytest.approx(1 / 7 / 2)  # seven were in, one line; of the probability of just one, half counts


def test_of_two_posters_of_a_link_the_second_is_the_runner_up(tmp_path: Path) -> None:
    lines = [
        *FOUNDED,
        line(19, f"Rina: {LINK}"),
        line(20, f"Budi: {LINK}"),
        line(20.1, "Dewi bergabung menggunakan tautan undangan grup ini"),
    ]
    result = found([export(tmp_path, "Kas", lines)])
    dewi = one(result.persons, person="Dewi")
    assert (dewi["how"], dewi["by"], dewi["runner_up"]) == ("link", "Budi", "Rina")
    assert dewi["p"] > dewi["runner_up_p"] > 0
    assert one(result.recruiters, person="Rina")["recruits"] == pytest.approx(dewi["runner_up_p"])


def test_who_asked_to_be_let_in_is_noted(tmp_path: Path) -> None:
    lines = [*FOUNDED, line(20, "Dewi requested to join"), line(21, "Sari menambahkan Dewi")]
    rows = found([export(tmp_path, "Kas", lines)]).persons
    assert one(rows, person="Dewi")["requested"] == START + pd.Timedelta(days=20)
    assert pd.isna(one(rows, person="Budi")["requested"])


def test_what_recruits_do_first_is_told(tmp_path: Path) -> None:
    lines = [*FOUNDED, line(20, "Budi menambahkan Dewi"), line(20.001, "Rina: selamat datang Dewi, sudah bawa laporannya?")]
    lines += [line(20.003, "Dewi: sudah mbak Rina, ini laporannya"), line(20.5, "Tono: siang semua")]
    dewi = one(found([export(tmp_path, "Kas", lines)]).persons, person="Dewi")
    assert dewi["first_said"] == (START + pd.Timedelta(days=20.003)).floor("min")
    assert dewi["first_answered"] == "Rina"
    assert 0 <= dewi["to_recruiter"] < 0.5


def test_earlier_ties_in_another_group_are_counted(tmp_path: Path) -> None:
    came = [line(0.1, "Sari menambahkan Budi"), line(0.2, "Sari menambahkan Dewi")]
    other = export(tmp_path, "Lama", [*came, line(1, "Budi: Dewi, sudah makan?"), line(1.001, "Dewi: sudah Budi")])
    later = [line(20, "Sari menambahkan Budi"), line(30, "Budi menambahkan Dewi")]
    new = export(tmp_path, "Baru", [line(0.001, "Sari menambahkan Rina"), *later])
    result = found([other, new])
    names = dict.fromkeys(result.persons["group_id"])
    dewi = [one(result.persons, person="Dewi", group_id=name) for name in names]
    assert sorted(row["prior_groups"] for row in dewi) == [0, 1]
    assert max(row["prior_acts"] for row in dewi) > 0.5
    assert {"prior_groups", "prior_acts"} <= set(result.tests["measure"])


def test_likeness_is_tested_for_the_attributes_asked_for_only(tmp_path: Path) -> None:
    old = [f"Lama {n}" for n in range(10)]
    lines = [line(0.001 * n, f"Sari menambahkan {name}") for n, name in enumerate(old, start=1)]
    lines += [line(10 + n, f"Lama {n % 10} menambahkan Baru {n}") for n in range(20)]
    roster = tmp_path / "roster.csv"
    members = [(f"Lama {n}", n) for n in range(10)] + [(f"Baru {n}", n) for n in range(20)]
    roster.write_text(
        "name,unit,level\n" + "\n".join(f"{name},{'gudang' if n % 2 else 'kas'},{n % 2 + 1}" for name, n in members), encoding="utf-8"
    )
    path = export(tmp_path, "Kas", lines)
    result = found([path], Asked(alike=("unit", "level")), roster=roster)
    unit, level = one(result.tests, measure="alike_unit"), one(result.tests, measure="alike_level")
    assert (unit["value"], level["value"]) == (1, 0)
    assert unit["expected"] == pytest.approx(0.5, abs=0.1)
    assert max(unit["p"], level["p"]) < 0.01
    assert not {"alike_unit", "alike_level"} & set(found([path], roster=roster).tests["measure"])


def test_a_team_brings_people_in_on_the_same_days(tmp_path: Path) -> None:
    lines = list(FOUNDED)
    for day in range(10, 70, 10):
        lines += [line(day, f"Budi menambahkan B {day}"), line(day + 0.1, f"Rina menambahkan R {day}")]
        lines += [line(day + n, f"{name} menambahkan {name} {day}{n}") for n, name in enumerate(("Tono", "Wati", "Yusuf"), start=3)]
    result = found([export(tmp_path, "Kas", lines)])
    team = result.teams.iloc[0]
    assert {team["person"], team["other"]} == {"Budi", "Rina"}
    assert (team["days"], team["q"] < 0.01) == (6, True)
    assert len(result.teams) == 1


def test_without_events_nothing_is_said(tmp_path: Path) -> None:
    path = tmp_path / "Chat WhatsApp dengan Kas.txt"
    path.write_text(line(0, "Sari: halo") + "\n" + line(0.1, "Budi: halo") + "\n", encoding="utf-8")
    result = found([path])
    assert [len(frame) for frame in (result.persons, result.recruiters, result.tests, result.teams)] == [0, 0, 0, 0]


def random_tree(seed: int) -> Arrivals:
    """Six founders, thirty later arrivals, each brought in by anybody."""
    rng = np.random.default_rng(seed)
    return Arrivals(
        child=np.arange(6, 36),
        parent=np.array([rng.integers(0, who) for who in range(6, 36)]),
        line=np.arange(30),
        present=tuple(np.arange(who) for who in range(6, 36)),
        depth=np.zeros(36, np.int64),
        alike={"alike_unit": (np.arange(36)[:, None] % 2 == np.arange(36)[None, :] % 2).astype(np.float64)},
    )


def test_trees_that_chance_made_are_seldom_called_unusual() -> None:
    wrong = dict.fromkeys(("depth", "mean_depth", "most_recruits", "recruiters", "alike_unit"), 0)
    for seed in range(80):
        for name, test in beside_chance(random_tree(seed), seed).items():
            wrong[name] += test.p <= 0.05
    assert max(wrong.values()) <= 10  # 5 % are 4; more than 10 would happen once in 300


def test_drawn_trees_keep_lines_together_and_take_who_was_in() -> None:
    some = Arrivals(
        child=np.array([2, 3, 4]), parent=np.array([0, 0, 1]), line=np.array([0, 0, 1]),
        present=(np.array([0, 1]), np.array([0, 1, 2])), depth=np.zeros(5, np.int64),
    )  # fmt: skip
    drawn = trees(some, 0)
    assert (drawn[:, 0] == drawn[:, 1]).all()
    assert set(np.unique(drawn[:, 2])) == {0, 1, 2}


def test_nothing_is_compared_when_nothing_is_known() -> None:
    some = random_tree(0)
    blank = Arrivals(some.child, some.parent, some.line, some.present, some.depth, {"alike_level": np.full((36, 36), np.nan)})
    assert "alike_level" not in beside_chance(blank, 0)
    lonely = np.full((36, 36), np.nan)
    lonely[some.parent[0], some.child[0]] = 1.0
    only = Arrivals(some.child[:1], some.parent[:1], some.line[:1], (np.array([0]),), some.depth, {"alike_unit": lonely})
    assert np.isnan(beside_chance(only, 0)["depth"].z)


def run(*args: str) -> str:
    done = CliRunner().invoke(cli, ["invitations", *args, "-q"])
    assert done.exit_code == 0, done.output
    return done.stdout


def test_the_command_prints_blocks_and_single_tables(tmp_path: Path) -> None:
    lines = [*FOUNDED, *(line(10 + 5 * n, f"Budi menambahkan Orang {n}") for n in range(6))]
    path = str(export(tmp_path, "Kas", lines))
    blocks = run(path).split("\n\n")
    assert [block.split("\n")[1].split()[0] for block in blocks] == ["person", "person", "measure"]
    assert [block.split(" ")[0] for block in blocks] == ["PERSONS", "RECRUITERS", "THE"]
    assert [json.loads(row)["person"] for row in run(path, "--table", "recruiters", "--format", "jsonl").splitlines()] == ["Sari", "Budi"]
    assert run(path, "--format", "csv").startswith("group_id,person,by,how,p,at,depth,wave,")
    assert run(path, "--table", "tests").startswith("group_id")


def test_trees_are_put_in_order_by_depth_then_reach_then_mean_and_by_how_uneven_they_are() -> None:
    came = Arrivals(
        child=np.arange(1, 5),
        parent=np.zeros(4, np.int64),
        line=np.arange(4),
        present=tuple(np.arange(place + 1) for place in range(4)),
        depth=np.zeros(5, np.int64),
    )
    every = np.array(list(product(range(1), range(2), range(3), range(4))))
    told = _shape(every, came)
    for values, order in told.values():
        for one, other in product(range(len(every)), repeat=2):
            assert not (values[one] < values[other] and order[one] >= order[other])
    depth, order = told["depth"]
    two = {"star below one": [0, 1, 1, 1], "one at the end": [0, 0, 0, 1], "two at the end": [0, 0, 1, 1]}
    place = {name: int(np.flatnonzero((every == tree).all(axis=1))[0]) for name, tree in two.items()}
    assert len({depth[at] for at in place.values()}) == 1
    assert order[place["one at the end"]] < order[place["two at the end"]] < order[place["star below one"]]
    _, most = told["most_recruits"]
    gathered, spread = ([0, 0, 1, 1], [0, 0, 1, 2])
    at = [int(np.flatnonzero((every == tree).all(axis=1))[0]) for tree in (spread, gathered)]
    assert most[at[0]] < most[at[1]]
    assert told["most_recruits"][0][at].tolist() == [2, 2]
