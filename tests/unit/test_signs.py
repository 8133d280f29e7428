"""Direction marks and mentions as places in a text, its parts put together again."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.scans import signs_in
from wag_analyzer.parser.patterns import strip_marks
from wag_analyzer.parser.signs import Signs, find_marks, joined

PIECES = ("a", "\n", "é", "ي", "@", "@6", "@+", "@\u2068", "\u200e", "\u200f", "\u061c", "\u2069", "\u202c", "\ufeff", "\ufe0f", "’", "，")
TEXTS = st.lists(st.sampled_from(PIECES), max_size=30).map("".join)


def listed(signs: Signs) -> tuple[list[int], list[bool], list[int]]:
    return signs.marks.at.tolist(), signs.marks.leading.tolist(), signs.calls.tolist()


@settings(deadline=None, max_examples=80)
@given(TEXTS)
def test_every_direction_mark_is_found_and_nothing_else(text: str) -> None:
    data = text.encode()
    marks = [len(text[:at].encode()) for at, char in enumerate(text) if not strip_marks(char)]
    at, leading, _ = listed(signs_in(data))
    assert at == marks
    assert leading == [data[place : place + 3] in {b"\xe2\x80\x8e", b"\xe2\x80\x8f"} for place in marks]
    assert find_marks(data).at.tolist() == marks


@settings(deadline=None, max_examples=80)
@given(TEXTS)
def test_an_at_sign_may_call_only_before_a_digit_a_plus_or_an_isolate(text: str) -> None:
    data = text.encode()
    calls = [at for at, byte in enumerate(data[:-1]) if byte == 64 and data[at + 1] in b"0123456789+\xe2"]
    assert listed(signs_in(data))[2] == calls


@settings(deadline=None, max_examples=80)
@given(st.lists(TEXTS, max_size=5))
def test_the_signs_of_parts_put_together_are_those_of_the_whole(parts: list[str]) -> None:
    data = [f"{part}\n".encode() for part in parts]
    starts = [sum(map(len, data[:number])) for number in range(len(data))]
    whole = signs_in(b"".join(data))
    assert listed(joined([(start, signs_in(part)) for start, part in zip(starts, data, strict=True)])) == listed(whole)
    for start, part in zip(starts, data, strict=True):
        assert listed(whole.between(start, start + len(part))) == listed(signs_in(part))
