"""Who is who by decision is the same as a chat in which it had been written so (P18); names carry no number (P13)."""

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from wag_analyzer.analysis import Analysis, analyze
from wag_analyzer.parser.read import read_text
from wag_analyzer.people.decisions import Decisions, Row
from wag_analyzer.people.identities import Told, identify
from wag_analyzer.settings import Settings

NAMES = ("Zorvek", "Quilma", "Bextor", "Wumfra", "Jyldan", "+62 812-0000-0007")
OTHERS = ("Krontu", "Plivov", "Maztek", "Urzola", "Fendri", "+62 813-9999-0001")
WORDS = ("siap", "oke kak", "besok rapat jam 9?", "terima kasih", "sudah dikirim ya", "belum", "wkwk", "tolong cek stok")
QUICK = Settings(draws=2)
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)  # shrinking runs the whole analysis for minutes

Line = tuple[int, str, int, int | None]
LINES = st.lists(
    st.tuples(st.integers(0, 5), st.sampled_from(WORDS), st.integers(0, 90), st.none() | st.integers(0, 5)), min_size=6, max_size=24
)
PAIRS = st.sampled_from([(0, 1), (1, 0), (2, 5), (5, 2), (3, 4)])


def export(lines: list[Line], names: tuple[str, ...], unmentioned: int = -1) -> str:
    """Return an export of lines: author, words, minutes since the line before, who is mentioned (never ``unmentioned``)."""
    at = pd.Timestamp("2024-12-30 08:00")
    told = [f'30/12/24, 07.58 - {names[2]} membuat grup "Gudang"', f"30/12/24, 07.59 - {names[2]} menambahkan {names[0]} dan {names[1]}"]
    for author, words, minutes, mentioned in lines:
        at += pd.Timedelta(minutes=minutes)
        mention = "" if mentioned in {None, author, unmentioned} else f" @\u2068{names[mentioned or 0]}\u2069"
        told.append(f"{at:%d/%m/%y, %H.%M} - {names[author]}: {words}{mention}")
    return "\n".join([*told, ""])


def rows(frame: pd.DataFrame, called: dict[str, str]) -> list[str]:
    """Return the rows of a table as words, names called as ``called`` says, without the ids that hold the file's hash."""
    plain = frame.drop(columns=["msg_ids"], errors="ignore").astype(object)
    cells = ([called.get(str(cell), "-" if pd.isna(cell) else str(cell)) for cell in row] for row in plain.itertuples(index=False))
    return sorted(map(repr, cells))


def check_same(one: Analysis, other: Analysis, called: dict[str, str]) -> None:
    """Check that two analyses hold the same persons, answers, ties and measures."""
    assert [called.get(str(name), name) for name in one.messages["person"]] == other.messages["person"].tolist()
    for column in ("line", "candidate_line", "p"):
        assert one.replies[column].tolist() == other.replies[column].tolist()
    for table in ("ties", "measures", "group"):
        assert rows(getattr(one.network, table), called) == rows(getattr(other.network, table), {})


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("alias") / "identities.csv"


@settings(max_examples=4, deadline=None, phases=PHASES)
@given(lines=LINES, pair=PAIRS)
def test_an_alias_makes_the_same_analysis_as_a_chat_in_which_it_stands(table: Path, lines: list[Line], pair: tuple[int, int]) -> None:
    x, y = NAMES[pair[0]], NAMES[pair[1]]
    table.write_text(f"name,person,applied\n{x},{y},yes\n", encoding="utf-8")
    written = export(lines, NAMES, pair[0])  # a name inside a text is a word of that text too, and changes how the text reads
    joined = analyze(read_text(written), replace(QUICK, identities=table))
    check_same(joined, analyze(read_text(written.replace(x, y)), QUICK), {})


@settings(max_examples=3, deadline=None, phases=PHASES)
@given(lines=LINES)
def test_other_names_for_all_change_the_names_and_no_number(lines: list[Line]) -> None:
    check_same(
        analyze(read_text(export(lines, NAMES)), QUICK),
        analyze(read_text(export(lines, OTHERS)), QUICK),
        dict(zip(NAMES, OTHERS, strict=True)),
    )


@settings(max_examples=12, deadline=None, phases=PHASES)
@given(lines=LINES, joined=PAIRS, split=st.lists(PAIRS, max_size=3))
def test_decisions_hold_whatever_else_is_decided(lines: list[Line], joined: tuple[int, int], split: list[tuple[int, int]]) -> None:
    chat = read_text(export(lines, NAMES))
    yes = Row(NAMES[joined[0]], NAMES[joined[1]], applied=True)
    no = [Row(NAMES[a], NAMES[b], applied=False) for a, b in split if {a, b} != set(joined)]
    people = identify(chat, told=Told(decisions=Decisions((yes, *no))))
    known = people.person_of
    assert all((known[row.name] == known[row.person]) is row.applied for row in (yes, *no) if {row.name, row.person} <= known.keys())
    assert int(people.table["messages"].sum()) == len(chat.messages)
    assert sorted(name for names in people.table["names"] for name in names) == sorted(known)
