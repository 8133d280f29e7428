"""Bytes looked for in a text, and digits counted near line starts."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from wag_analyzer.parser.masks import Words, digit_counts, every, places

_TEXTS = st.lists(st.sampled_from([10, 64, 48, 57, 97, 226]), max_size=400).map(bytes)


@settings(deadline=None, max_examples=60)
@given(_TEXTS, st.integers(0, 3))
def test_a_byte_is_found_wherever_it_stands_rare_or_not(data: bytes, more: int) -> None:
    data = data + b"x" * (more * 100_000) + data
    stands = [place for place, byte in enumerate(data) if byte == 64]
    view = np.frombuffer(data, np.uint8)
    assert every(view, 64).tolist() == stands
    assert [found.tolist() for found in places(view, (10, 64))] == [[at for at, byte in enumerate(data) if byte == 10], stands]


@settings(deadline=None, max_examples=60)
@given(_TEXTS)
def test_digits_are_counted_up_to_the_end_of_their_line(data: bytes) -> None:
    lines = data.split(b"\n")
    sizes = np.array([len(line) for line in lines], np.int64)
    starts = np.concatenate(([0], np.cumsum(sizes[:-1] + 1))).astype(np.int64)
    assert digit_counts(Words(data), starts, sizes, 5).tolist() == [sum(byte in b"0123456789" for byte in line[:40]) for line in lines]
