"""Texts as slices: with rows replaced, without marks."""

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from tests.scans import signs_in
from wag_analyzer.parser.bodies import Texts, bounds, replaced, slices, trimmed
from wag_analyzer.parser.encoding import pieces
from wag_analyzer.parser.patterns import strip_marks
from wag_analyzer.parser.prefixes import Prefixes
from wag_analyzer.parser.scan import scan

MARKED = st.text(st.sampled_from("ab é\u200e\u200f\u061c\u2068\u2069\u202c\ufeff😀\n"), max_size=8)


@given(st.lists(st.tuples(st.text(max_size=5), st.text(max_size=5) | st.just("stay")), max_size=9))
def test_some_rows_have_other_values(rows: list[tuple[str, str]]) -> None:
    places = np.array([number for number, (_, new) in enumerate(rows) if new != "stay"], np.int64)
    values = [new for _, new in rows if new != "stay"]
    whole = pa.array(["before", *(old.encode("utf-8", "ignore").decode() for old, _ in rows)], pa.large_string())[1:]
    values = [new.encode("utf-8", "ignore").decode() for new in values]
    found = replaced(whole, places, pa.array(values[::-1], pa.large_string()), np.arange(len(values))[::-1])
    found.validate(full=True)
    expected = whole.to_pylist()
    for place, value in zip(places.tolist(), values, strict=True):
        expected[place] = value
    assert found.to_pylist() == expected


@given(st.lists(st.tuples(st.binary(max_size=6).map(bytes.hex), st.none() | st.tuples(st.integers(0, 12), st.integers(0, 12))), max_size=9))
def test_some_rows_are_cut_and_all_others_stay(rows: list[tuple[str, tuple[int, int] | None]]) -> None:
    whole = pa.array(["before", *(text for text, _ in rows)], pa.large_string())[1:]
    cuts = [(row, *(min(place, len(text)) for place in sorted(cut))) for row, (text, cut) in enumerate(rows) if cut is not None]
    row, start, end = np.array(cuts, np.int64).reshape(-1, 3).T
    found = trimmed(whole, row, start, end - start)
    found.validate(full=True)
    expected = whole.to_pylist()
    for place, first, last in cuts:
        expected[place] = expected[place][first:last]
    assert found.to_pylist() == expected


@given(st.lists(MARKED, max_size=6), st.lists(st.booleans(), min_size=6, max_size=6))
def test_bodies_without_marks_are_those_with_the_marks_taken_out(bodies: list[str], stays: list[bool]) -> None:
    raw = [body.encode() for body in bodies]
    data = b"".join(b"\xe2\x80\x8e- " + body + b"\n" for body in raw)
    start = np.cumsum([0, *(len(body) + 6 for body in raw)])[: len(raw)] + 5
    end = start + np.array([len(body) for body in raw], np.int64)
    texts = Texts(data, bounds(start, end), signs_in(data))
    assert texts.slices().to_pylist() == [strip_marks(body) for body in bodies]
    kept = np.array(stays[: len(bodies)], bool)
    assert texts.only(kept).slices().to_pylist() == [strip_marks(body) for body, stay in zip(bodies, kept, strict=True) if stay]
    every = np.flatnonzero(kept)
    assert texts.only(every).slices().to_pylist() == [strip_marks(bodies[row]) for row in every.tolist()]
    assert slices(data, start, end).to_pylist() == bodies


@given(st.binary(max_size=60).map(lambda data: data.replace(b"\x00", b"\n")), st.integers(1, 20))
def test_pieces_are_the_whole_and_end_behind_line_feeds_where_they_can(data: bytes, size: int) -> None:
    found = list(pieces(data, size))
    assert b"".join(found) == data
    for piece in found[:-1]:
        assert len(piece) <= size
        assert piece.endswith(b"\n") or b"\n" not in piece


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["Budi", "Sari: HRD", "N" * 39, "N" * 40, "N" * 41, "أحمد عبد الرحمن السيد", "", "12:30"]),
            st.sampled_from([": x", ":", " x", ":x", ": "]),
        ),
        min_size=1,
        max_size=12,
    )
)
def test_prefixes_of_any_length_end_at_the_first_colon_with_a_space(lines: list[tuple[str, str]]) -> None:
    text = "".join(f"05/01/24, 21:07 - {name}{rest}\n" for name, rest in lines)
    known = Prefixes()
    for _ in range(2):
        found = scan(text.encode())
        body, code = known.read(found)
        for row, (name, rest) in enumerate(lines):
            line = name + rest
            at = line.find(": ")
            at = len(line) - 1 if at < 0 and line.endswith(":") else at
            assert (known.names[code[row]] if code[row] >= 0 else None) == (line[:at] if at >= 0 else None)
            begins = found.rest[row] + len(line[: at + 1].encode()) + (line[at + 1 : at + 2] == " ")
            assert body[row] == (begins if at >= 0 else -1)
