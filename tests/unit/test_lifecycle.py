import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

from wag_analyzer import read_text, tables
from wag_analyzer.analysis import Analysis, people_of, with_persons
from wag_analyzer.case.contents import tables_of
from wag_analyzer.cli import cli
from wag_analyzer.network.lifecycle import PHASES, has_clear_phases, lifecycle
from wag_analyzer.people.pseudonyms import Pseudonyms
from wag_analyzer.report.csv import csv_text
from wag_analyzer.report.tables_in_tier import in_tier
from wag_analyzer.report.tiers import tier
from wag_analyzer.settings import Settings
from wag_analyzer.text.persons import references
from wag_analyzer.text.signals import signals

START = pd.Timestamp("2024-03-04 08:00")
HEAD = 'Sari membuat grup "Panitia Bazar"'
GOAL = "Selamat pagi semua, grup ini dibuat untuk koordinasi panitia bazar"
END = "Acara selesai, grup ini saya tutup ya. Terima kasih atas kerjasamanya selama ini"
NAMES = ("Sari", "Budi", "Rina", "Tono", "Wati")


def line(day: float, text: str) -> str:
    return f"{START + pd.Timedelta(days=day):%d/%m/%y, %H.%M} - {text}"


def talk(rates: list[tuple[int, float]], seed: int = 0, text: str = "siap, nanti saya kirim datanya") -> list[str]:
    """Messages of five people, so many a day for so many days."""
    rng = np.random.default_rng(seed)
    level = np.concatenate([np.full(days, rate) for days, rate in rates])
    rows = []
    for day, count in enumerate(rng.poisson(level)):
        times = np.sort(rng.integers(15, 500, count)) / 1440
        rows += [line(day + float(at), f"{NAMES[int(rng.integers(5))]}: {text} {number}") for number, at in enumerate(times)]
    return rows


def phases(lines: list[str]) -> pd.DataFrame:
    settings = Settings()
    chat = read_text("\n".join(sorted(lines, key=lambda row: pd.to_datetime(row[:15], format="%d/%m/%y, %H.%M"))) + "\n")
    people = people_of(chat, settings)
    messages = with_persons(chat, people, settings)
    return tables.LIFECYCLE.check(lifecycle(chat, people, messages, signals(messages, references(messages, people)), settings))


def one(found: pd.DataFrame, phase: str) -> Any:
    return found[found["phase"] == phase].iloc[0]


FOUNDED = [line(0, HEAD), *(line(0.001 * n, f"Sari menambahkan {name}") for n, name in enumerate(NAMES[1:], start=1))]


def test_a_whole_life_is_told_with_dates_and_words() -> None:
    late = [line(day, f"Sari menambahkan Orang {day}") for day in (8, 9, 9.1, 10, 10.2, 11, 11.5)]
    lines = [*FOUNDED, line(0.01, f"Sari: {GOAL}"), *talk([(30, 3.0), (30, 14.0), (40, 2.0)]), *late, line(99.4, f"Sari: {END}")]
    found = phases(lines)
    assert found["phase"].drop_duplicates().tolist() == [*PHASES, "change"]
    created, purpose, action, closing = (one(found, phase) for phase in ("created", "purpose", "action", "closing"))
    assert (created["by"], created["certain"], created["start"]) == ("Sari", True, START)
    assert (purpose["text"], purpose["by"], purpose["certain"]) == (GOAL, "Sari", True)
    assert purpose["basis"].startswith("told by who created or runs the group on day 1")
    founding, wave = (found[found["phase"] == "growth"].iloc[place] for place in (0, 1))
    assert founding["certain"]
    assert wave["p"] <= 0.05
    assert (wave["start"], len(wave["msg_ids"])) == (START.normalize() + pd.Timedelta(days=8), 7)
    assert abs((action["start"] - START).days - 30) <= 3
    assert action["start_lo"] <= action["start"] <= action["start_hi"]
    assert abs((action["end"] - START).days - 60) <= 3
    assert action["after"] == pytest.approx(14, rel=0.25)
    assert "ask, offer, promise or deliver" in action["basis"]
    assert len(action["msg_ids"]) == 10
    assert closing["certain"]
    assert closing["text"] == END
    assert (closing["start"] - START).days in range(56, 64)  # the pace falls first
    assert "words of farewell; " in closing["basis"]
    assert "at the height" in closing["basis"]
    assert (found["phase"] == "change").sum() == 2
    assert has_clear_phases(found)


def test_a_group_that_just_talks_has_no_clear_phases() -> None:
    found = phases([*FOUNDED, *talk([(90, 6.0)], 2)])
    assert not has_clear_phases(found)
    assert one(found, "purpose")["text"] == "Panitia Bazar"
    assert one(found, "purpose")["basis"] == "no message tells a purpose; this is the group's first known name"
    assert one(found, "action")["basis"] == "no stretch is busier than chance and weekdays explain"
    assert one(found, "closing")["basis"].startswith("no sign of an end by 2024-06-0")


def test_without_the_first_lines_the_beginning_is_not_guessed() -> None:
    found = phases([*talk([(10, 4.0)]), line(2, f"Budi: {GOAL}"), line(3, f"Rina: {GOAL}")])
    created, purpose = one(found, "created"), one(found, "purpose")
    assert pd.isna(created["start"])
    assert created["basis"] == "no line says when; the export begins on 2024-03-04"
    assert purpose["basis"] == "told by a member on day 3 of the export, which does not hold the beginning; 2 messages tell one"
    assert "too short" in one(found, "action")["basis"]
    assert one(found, "growth")["basis"] == "0 arrivals are too few to tell"


def test_arrivals_spread_evenly_are_no_growth() -> None:
    found = phases([*talk([(60, 3.0)], 1), *(line(day, f"Sari menambahkan Orang {day}") for day in range(2, 60, 7))])
    assert one(found, "growth")["basis"].startswith("arrivals are spread as chance spreads them")


def test_people_who_leave_in_a_body_close_a_group() -> None:
    leaving = [line(49 + 0.1 * n, f"{name} keluar") for n, name in enumerate(NAMES[1:])]
    closing = one(phases([*FOUNDED, *talk([(50, 5.0)], 3), *leaving]), "closing")
    assert closing["basis"] == "4 of 5 people left in the last 14 days"
    assert not closing["certain"]


def test_farewells_after_which_much_is_said_close_nothing() -> None:
    found = phases([*FOUNDED, *talk([(60, 5.0)], 4), line(20, f"Sari: {END}")])
    assert pd.isna(one(found, "closing")["start"])


def test_whatsapps_own_word_that_a_group_ended_closes_it() -> None:
    lines = [*FOUNDED, *talk([(20, 3.0)], 5)]
    settings = Settings()
    chat = read_text("\n".join(lines) + "\n")
    last = chat.events.iloc[[0]].assign(
        type=pd.Categorical(["group_ended"]), at=chat.messages["at"].max(), msg_id="end", text="Grup ini berakhir"
    )
    events = tables.EVENTS.frame({str(name): [*chat.events[name].astype(object), *last[name].astype(object)] for name in chat.events})
    people = people_of(chat, settings)
    messages = with_persons(chat, people, settings)
    found = lifecycle(replace(chat, events=events), people, messages, tables.SIGNALS.frame(), settings)
    closing = one(found, "closing")
    assert (closing["start"], closing["end"], closing["certain"]) == (closing["end"], chat.messages["at"].max(), True)
    assert closing["text"] == "Grup ini berakhir"


def test_two_busy_stretches_are_told_apart_and_neighbouring_ones_as_one() -> None:
    apart = phases([*FOUNDED, *talk([(35, 2.0), (28, 14.0), (35, 2.0), (28, 14.0), (35, 2.0)], 6)])
    assert (apart["phase"] == "action").sum() == 2
    joined = phases([*FOUNDED, *talk([(80, 2.0), (40, 8.0), (40, 25.0), (80, 2.0)], 7)])
    assert (joined["phase"] == "action").sum() == 1


def test_an_empty_chat_has_no_life() -> None:
    assert phases([]).empty


@pytest.fixture
def export(tmp_path: Path) -> Path:
    path = tmp_path / "WhatsApp Chat with Panitia Bazar.txt"
    path.write_text("\n".join([*FOUNDED, line(0.01, f"Sari: {GOAL}"), line(0.3, "Budi: siap")]) + "\n", encoding="utf-8")
    return path


def run(*args: str) -> str:
    done = CliRunner().invoke(cli, ["lifecycle", *args, "-q"])
    assert done.exit_code == 0, done.output
    return done.stdout


def test_the_command_prints_text_json_lines_csv_and_parquet(export: Path, tmp_path: Path) -> None:
    text = run(str(export))
    assert text.startswith("phase ")
    assert "\nno clear phases\n" in text
    assert text.rstrip().endswith("weekdays evened out")
    rows = [json.loads(row) for row in run(str(export), "--format", "jsonl").splitlines()]
    assert [row["phase"] for row in rows] == list(PHASES)
    assert rows[1]["text"] == GOAL
    assert run(str(export), "--format", "csv").startswith("group_id,phase,start,end,")
    run(str(export), "--format", "parquet", "-o", str(tmp_path / "life.parquet"))
    assert (tmp_path / "life.parquet").stat().st_size > 0


def test_what_leaves_a_case_holds_the_life_in_its_tier(small_analysis: Analysis) -> None:
    said = small_analysis.messages
    words = [GOAL, "Sari Wulandari, grup ini khusus untuk panitia", *said["text"][2:]]
    analysis = replace(small_analysis, messages=said.assign(text=pd.Series(words, dtype=said["text"].dtype)))
    table, found = tables_of(analysis)["lifecycle"]
    assert one(found, "purpose")["by"] == "Sari Wulandari"
    sheet = csv_text(in_tier(found, table, tier("pseudonym", analysis, Pseudonyms(b"k" * 32), findings=[])))
    assert "Sari" not in sheet
    assert "koordinasi" in sheet
