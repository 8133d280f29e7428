import csv
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from wag_analyzer import Settings, read_text, sensitivity, tables
from wag_analyzer.cli import cli
from wag_analyzer.errors import SettingsError
from wag_analyzer.network.communities import Circles
from wag_analyzer.parser.chat import Chat
from wag_analyzer.validity.figures import compared, top_places
from wag_analyzer.validity.results import MEASURES, Results, base
from wag_analyzer.validity.variants import CHECKS, Plan, changes, in_time, planned_runs

NAMES = ["Sari", "Budi", "Wati", "Tono", "Rina", "Joko", "Dewi"]


def exported(days: int = 12) -> str:
    """Sari is asked by everybody each morning; in the evening people of two halves talk among themselves."""
    rng = np.random.default_rng(0)
    lines = ["01/03/24 07.00 - Sari menambahkan Budi"]
    for day in range(1, days + 1):
        asking = [NAMES[1 + turn] for turn in rng.permutation(6)[:3]]
        for minute, who in enumerate(asking):
            lines += [
                f"{day:02d}/03/24 08.{2 * minute:02d} - {who}: @Sari jam berapa?",
                f"{day:02d}/03/24 08.{2 * minute + 1:02d} - Sari: {who}, jam 9",
            ]
        half = NAMES[1:4] if day % 2 else NAMES[4:]
        lines += [f"{day:02d}/03/24 19.{minute:02d} - {half[minute % 3]}: oke {half[(minute + 1) % 3]}" for minute in range(4)]
    return "\n".join(lines) + "\n"


@pytest.fixture(scope="module", autouse=True)
def _quick_circles() -> Iterator[None]:
    """Look for circles with less effort: how they are found is tested elsewhere."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("wag_analyzer.network.communities.RUNS", 3)
        patch.setattr("wag_analyzer.network.communities.NULLS", 1)
        yield


@pytest.fixture(scope="module")
def chat() -> Chat:
    return read_text(exported())


@pytest.fixture(scope="module")
def card(chat: Chat) -> pd.DataFrame:
    return sensitivity(chat, Settings(draws=5), Plan(runs=1, draws=3))


def rows(card: pd.DataFrame, **wanted: str) -> pd.DataFrame:
    for column, value in wanted.items():
        card = card[(card[column].astype(object) == value).to_numpy()]
    return card


def test_the_card_is_the_table_and_says_every_check(card: pd.DataFrame) -> None:
    tables.SENSITIVITY.check(card)
    assert list(dict.fromkeys(card["check"])) == ["any", *CHECKS]
    assert set(card["result"]) == {"persons", "ties", "circles"}
    assert set(rows(card, result="persons")["measure"]) == set(MEASURES)


def test_shares_lie_between_nothing_and_all(card: pd.DataFrame) -> None:
    shares = card[card["figure"].isin(["first", "top", "rbo", "strong", "beyond_chance", "same_answer", "nmi"]).to_numpy()]
    known = shares["value"].dropna()
    assert len(known) > 80
    assert ((known >= -1e-9) & (known <= 1 + 1e-9)).all()
    assert (card["lo"].dropna() <= card["value"].dropna() + 1e-12).all()


def test_who_is_first_by_far_stays_first_under_every_change(card: pd.DataFrame) -> None:
    some = rows(card, figure="first", measure="in_strength")
    assert some["value"].tolist() == pytest.approx([1.0] * len(some))
    assert [list(who) for who in some["who"]] == [["Sari"]] * len(some)


def test_the_rows_of_any_hold_mean_and_least_over_changes_and_name_the_change(card: pd.DataFrame) -> None:
    some = rows(card, figure="tau", measure="betweenness")
    summed, others = rows(some, check="any").iloc[0], some[(some["check"] != "any").to_numpy()]
    assert summed["value"] == pytest.approx(others["value"].mean())
    worst = others.iloc[int(others["value"].to_numpy().argmin())]
    assert (summed["lo"], summed["variant"]) == (pytest.approx(worst["value"]), f"{worst['check']}: {worst['variant']}")


def test_a_change_speaks_only_of_results_that_it_can_change(card: pd.DataFrame) -> None:
    assert set(rows(card, check="null")["result"]) == {"ties"}
    assert set(rows(card, check="half life")["result"]) == {"ties"}
    assert set(rows(card, check="seed")["result"]) == {"circles"}
    assert set(rows(card, check="conversations")["result"]) == {"persons"}


def test_half_lives_leave_weights_as_they_are(card: pd.DataFrame) -> None:
    assert rows(card, check="half life", figure="weights")["value"].tolist() == [1.0, 1.0]


def test_losing_more_loses_more(card: pd.DataFrame) -> None:
    taus = rows(card, check="messages lost", figure="weights")["value"].tolist()
    assert taus[0] > taus[2]


def test_the_same_seed_gives_the_same_card_and_another_seed_another(chat: Chat) -> None:
    plan = Plan(runs=1, checks=("messages lost",))
    first, again, other = (sensitivity(chat, Settings(draws=2, seed=seed), plan) for seed in (3, 3, 4))
    pd.testing.assert_frame_equal(first, again)
    assert not first["value"].equals(other["value"])


def test_progress_counts_every_run(chat: Chat) -> None:
    told: list[tuple[str, int, int]] = []
    plan = Plan(runs=2, checks=("seed", "conversations"), draws=2)
    sensitivity(chat, Settings(draws=2), plan, lambda *some: told.append(some))
    assert [done for _, done, _ in told] == [0, 1, 2, 3, 4]
    assert {runs for _, _, runs in told} == {planned_runs(chat, Settings(), plan)}


def test_findings_that_need_all_messages_are_lost_with_them(monkeypatch: pytest.MonkeyPatch, chat: Chat) -> None:
    class Found:
        def __init__(self, finding_id: str) -> None:
            self.finding_id = finding_id

    def detect(analysis: object) -> list[Found]:
        messages = len(getattr(analysis, "messages"))  # noqa: B009 - any analysis will do
        return [Found("F-1")] + ([Found("F-2")] if messages == len(chat.messages) else [Found("F-3")])

    monkeypatch.setattr("wag_analyzer.validity.results.detect", detect)
    found = sensitivity(chat, Settings(draws=2), Plan(runs=1, checks=("cap", "seed"), findings=True))
    kept = rows(found, result="findings")
    assert rows(kept, check="cap", figure="kept")["value"].tolist() == [0.5, 0.5]
    assert rows(kept, check="cap", figure="new")["value"].tolist() == [1.0, 1.0]
    assert rows(kept, check="seed", figure="kept")["value"].tolist() == [1.0]
    assert rows(kept, figure="kept")["compared"].tolist() == [2] * 4


def test_losing_messages_keeps_the_others_in_their_order(chat: Chat) -> None:
    rng = np.random.default_rng(0)
    sizes = {}
    for change in changes(chat, Settings(), Plan(runs=1)):
        if change.chat is not None:
            some = change.chat(chat, rng)
            ids = some.messages["msg_id"].tolist()
            assert ids == [msg_id for msg_id in chat.messages["msg_id"] if msg_id in set(ids)]
            sizes[change.check, change.variant] = len(ids) / len(chat.messages)
    assert sizes["messages lost", "20%"] == pytest.approx(0.8, abs=0.01)
    assert sizes["stretches lost", "20%"] == pytest.approx(0.8, abs=0.06)
    assert sizes["cap", "last 25% of the messages"] == pytest.approx(0.25, abs=0.01)
    assert sizes["reply model", "adjacency"] == 1


def test_a_cut_export_has_no_events_from_before_it(chat: Chat) -> None:
    (change,) = changes(chat, Settings(), Plan(checks=("cap",), caps=(10, 10_000)))
    some = change.chat(chat, np.random.default_rng(0)) if change.chat else chat
    assert len(some.messages) == 10
    assert some.events.empty
    assert change.variant == "last 10 messages"


def test_messages_of_several_files_are_taken_in_order_of_time() -> None:
    at = pd.to_datetime(["2024-03-02", "2024-03-01", "2024-03-03"])
    turn, times = in_time(pd.DataFrame({"at": at}))
    assert turn.tolist() == [1, 0, 2]
    assert (np.diff(times) > np.timedelta64(0, "s")).all()


def test_people_who_are_gone_have_lost_their_places(chat: Chat) -> None:
    _, before = base(chat, Settings(draws=2), findings=False)
    after = Results(before.names[1:], {name: value[1:] for name, value in before.values.items()})
    found = {figure.figure: figure for figure in compared(before, after, 1) if figure.measure == "in_strength"}
    assert before.names[0] == "Sari"
    assert found["first"].value == 0
    assert found["tau"].value == pytest.approx(1)


def divided(*labels: int, clear: bool = True) -> Results:
    division = np.array(labels, np.int64)
    names = pd.Index([f"P{turn}" for turn in range(len(labels))], dtype=object)
    table = tables.COMMUNITIES.frame({"person": names, "circle": division * clear, "stability": np.ones(len(labels))})
    return Results(names, {}, circles=Circles(table, division, np.eye(len(labels)), clear, 0.4, 0.01, 1.0, 99, "by hand"))


def test_circles_agree_by_who_is_in_which_and_not_by_their_numbers() -> None:
    before = divided(1, 1, 1, 2, 2, 2, 0)
    same = {figure.figure: figure.value for figure in compared(before, divided(2, 2, 2, 1, 1, 1, 0), 3)}
    assert same == {"same_answer": 1, "count": 2, "nmi": pytest.approx(1), "ari": 1}
    other = {figure.figure: figure.value for figure in compared(before, divided(1, 2, 1, 2, 1, 2, 0, clear=False), 3)}
    assert other["same_answer"] == 0
    assert other["count"] == 0
    assert other["ari"] < 0.2


def test_without_clear_circles_only_the_answer_is_compared() -> None:
    unclear = divided(1, 1, 1, 2, 2, 2, clear=False)
    assert [figure.figure for figure in compared(unclear, unclear, 3)] == ["same_answer", "count"]


@pytest.mark.parametrize("wrong", [{"checks": ("weather",)}, {"runs": 0}, {"caps": (0,)}])
def test_a_plan_that_cannot_be_followed_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(SettingsError):
        Plan(**wrong)  # type: ignore[arg-type]  # that is what is tested


def test_a_chat_without_messages_has_a_card_without_figures() -> None:
    found = sensitivity(
        read_text("01/03/24 07.00 - Sari menambahkan Budi\n"),
        Settings(draws=2),
        Plan(runs=1, draws=2, checks=("cap", "stretches lost", "conversations")),
    )
    assert found.loc[(found["figure"] == "same_answer").to_numpy(), "value"].eq(1).all()
    assert found.loc[(found["figure"] == "strong").to_numpy(), "value"].isna().all()


def test_top_places_grow_with_the_people() -> None:
    assert [top_places(people) for people in (2, 50, 1000)] == [3, 5, 10]


def test_draws_of_conversations_are_as_many_as_asked(export: Path) -> None:
    lines = printed(str(export), "--only", "conversations", "--draws", "4", "--format", "jsonl").strip().split("\n")
    assert {row["runs"] for row in map(json.loads, lines) if row["measure"] == "in_strength"} == {4}


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sensitivity") / "chat.txt"
    path.write_text(exported(8), encoding="utf-8")
    return path


def printed(*words: str) -> str:
    done = CliRunner().invoke(cli, ["sensitivity", *words, "--bootstrap", "2", "--runs", "1", "-q"])
    assert done.exit_code == 0, done.output
    return done.stdout


def test_the_text_says_what_holds_and_under_what_it_does_not(export: Path) -> None:
    shown = printed(str(export), "--findings", "--only", "cap", "--only", "null")
    heads = [line.split(":")[0].split(",")[0] for line in shown.split("\n") if line[:3].isupper()]
    assert heads == ["WHAT HOLDS", "RANKINGS", "TIES", "CIRCLES", "FINDINGS"]
    assert "Sari (100%)" in shown
    assert "cap: last 25% of the messages" in shown
    assert "holds: yes when" in shown


def test_the_text_says_of_what_the_base_has_none(tmp_path: Path) -> None:
    path = tmp_path / "short.txt"
    path.write_text("01/03/24 07.00 - Sari: halo\n01/03/24 07.01 - Budi: halo Sari\n", encoding="utf-8")
    assert "nothing to compare, as the base has none: strong ties, ties beyond chance" in printed(str(path), "--only", "null")


def test_every_format_holds_every_row(export: Path, tmp_path: Path) -> None:
    words = (str(export), "--only", "seed")
    lines = [json.loads(line) for line in printed(*words, "--format", "jsonl").split("\n") if line]
    assert list(lines[0]) == tables.SENSITIVITY.names
    assert len(list(csv.DictReader(printed(*words, "--format", "csv").strip().split("\n")))) == len(lines)
    printed(*words, "--format", "parquet", "-o", str(tmp_path / "card.parquet"))
    assert pq.read_table(tmp_path / "card.parquet").num_rows == len(lines)


def test_an_unknown_check_is_said_with_those_that_are_known(export: Path) -> None:
    with pytest.raises(SettingsError, match="no check is called 'weather'"):
        CliRunner().invoke(cli, ["sensitivity", str(export), "--only", "weather"], standalone_mode=False, catch_exceptions=False)


def test_the_help_explains_every_check_and_figure() -> None:
    shown = CliRunner().invoke(cli, ["sensitivity", "--help"]).stdout
    assert all(f"      {check} " in shown or f"    {check} " in shown for check in CHECKS)
    assert all(
        word in shown
        for word in (
            "first, top",
            "tau",
            "rbo",
            "strong",
            "beyond_chance",
            "same_answer",
            "nmi, ari",
            "kept",
            "new, who",
            "chance",
            "count",
        )
    )
