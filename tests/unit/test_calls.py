"""Mentions in columns are those that each body has by itself."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tests.scans import signs_in
from wag_analyzer.parser.bodies import Texts, bounds
from wag_analyzer.parser.calls import called
from wag_analyzer.parser.placeholders import mentions

PIECES = (
    "@\u2068Budi Santoso\u2069", "@\u2068~\u202fNila\u2069", "@\u2068\u202a+62\u00a0812\u2011000\u202c\u2069", "@\u2068a\nb\u2069",
    "@\u2068x",
    "\u2069", "\u200e", "@628123456789", "@+62 812-3456-7890", "@12345678@87654321", "@1234567", "@1234567890123456789012", "a@6281234567",
    "@6281234567.id", "\n", " ", "halo", "@", "é", "@\u2068@\u2069",
)  # fmt: skip


def columns(bodies: list[str], known: dict[int, tuple[str, ...]] | None = None) -> list[list[str]]:
    raw = [body.encode() for body in bodies]
    data, starts, at = b"", [], 0
    for body in raw:
        data += b"- X: " + body + b"\n"
        starts.append(at + 5)
        at = len(data)
    start = np.array(starts, np.int64)
    end = start + np.array([len(body) for body in raw], np.int64)
    rows = np.array(sorted(known or {}), np.int64)
    found = called(Texts(data, bounds(start, end), signs_in(data)), rows, list((known or {}).values()), np.arange(len(rows)))
    listed: list[list[str]] = found.to_pylist()
    return listed


@given(st.lists(st.lists(st.sampled_from(PIECES), max_size=5).map("".join), min_size=1, max_size=8))
def test_mentions_of_many_are_those_of_each(bodies: list[str]) -> None:
    assert columns(bodies) == [list(mentions(body)) for body in bodies]


def test_what_is_known_is_not_read_again() -> None:
    assert columns(["@\u2068Budi\u2069", "x", "@\u2068Sari\u2069"], {0: ("A", "B")}) == [["A", "B"], [], ["Sari"]]


def test_usual_mentions_keep_their_order_beside_unusual_ones() -> None:
    bodies = ["@\u2068Budi\u2069 @628123456789", "@+62 812-3456-7890 @\u2068Sari\u2069", "@\u2068Ana\u2069"]
    assert columns(bodies) == [["Budi", "628123456789"], ["+62 812-3456-7890", "Sari"], ["Ana"]]
