"""What a phone writes is read back (P1, P2), in any packing (P6), in parts (P5, P7), and damage stays where it is (P8)."""

from hypothesis import given
from hypothesis import strategies as st

from tests import strategies as draw
from wag_analyzer.simulate.dialects import Dialect
from wag_analyzer.simulate.items import Item


@draw.examples(0.5)
@given(items=draw.chat(), phone=draw.dialect_of_any_phone())
def test_what_any_phone_writes_is_read_back(items: list[Item], phone: Dialect) -> None:
    found = draw.reading(draw.render(items, phone), draw.given_order(phone))
    assert draw.rows_of(found) == draw.wanted(items, phone)
    assert [event for _, _, event, _ in found.events] == ["encryption"]
    assert (found.platform, found.skipped) == (phone.platform, 0)


@draw.examples(0.25)
@given(items=draw.chat(), phone=draw.dialect_of_any_phone())
def test_the_order_that_a_day_above_twelve_tells_is_found(items: list[Item], phone: Dialect) -> None:
    data = draw.render(items, phone)
    found = draw.reading(data)
    assert found.order == phone.date_order
    assert found == draw.reading(data, draw.given_order(phone))


@draw.examples(0.1)
@given(items=draw.chat(), phone=draw.dialect_of_any_phone(), level=st.integers(0, 9))
def test_line_ends_marks_and_packing_change_nothing(items: list[Item], phone: Dialect, level: int) -> None:
    data = draw.render(items, phone)
    text = data.decode().replace("\r\n", "\n")
    plain = text.encode()
    found = draw.rows_of(draw.reading(plain, draw.given_order(phone)))
    variants = (
        text.replace("\n", "\r\n").encode(), b"\xef\xbb\xbf" + plain, plain[:-1], draw.packed(data, level), ("\u200e" + text).encode(),
        b"\xff\xfe" + text.encode("utf-16-le"), b"\xfe\xff" + text.replace("\n", "\r\n").encode("utf-16-be"),
    )  # fmt: skip
    for variant in variants:
        assert draw.rows_of(draw.reading(variant, draw.given_order(phone))) == found


@draw.examples(0.25)
@given(items=draw.chat(nasty=False), phone=draw.dialect_of_any_phone(), cut=st.integers(2, 9))
def test_parts_of_one_phone_read_one_after_the_other_as_together(items: list[Item], phone: Dialect, cut: int) -> None:
    cut = min(cut, len(items) - 1)
    said = draw.given_order(phone)
    first, second = (draw.render([items[0], *part], phone) for part in (items[1:cut], items[cut:]))
    together = draw.rows_of(draw.reading(first + second, said))
    assert together == [row for part in (first, second) for row in draw.rows_of(draw.reading(part, said))]


@draw.examples(0.25)
@given(items=draw.chat(nasty=False), phone=draw.dialect_of_any_phone(), lines=st.integers(2, 20))
def test_the_beginning_of_a_file_reads_as_the_beginning_of_the_whole(items: list[Item], phone: Dialect, lines: int) -> None:
    said, data = draw.given_order(phone), draw.render(items, phone)
    part = b"\n".join(data.split(b"\n")[:lines])
    whole, begun = (draw.rows_of(draw.reading(text, said)) for text in (data, part))
    assert begun[:-1] == whole[: max(len(begun) - 1, 0)]


@draw.examples(0.25)
@given(items=draw.chat(nasty=False), phone=draw.dialect_of_any_phone(), place=st.integers(1, 8), noise=st.binary(min_size=1, max_size=6))
def test_damage_in_one_message_stays_there(items: list[Item], phone: Dialect, place: int, noise: bytes) -> None:
    place = min(place, len(items) - 3)
    said, parts = draw.given_order(phone), [draw.render([item], phone) for item in items]
    end = phone.eol.encode()
    broken = parts[place].removesuffix(end) + noise.replace(b"\n", b"?").replace(b"\r", b"?").replace(b"\0", b"?") + b"?" + end
    before = draw.rows_of(draw.reading(b"".join(parts), said))
    after = draw.rows_of(draw.reading(b"".join([*parts[:place], broken, *parts[place + 1 :]]), said))
    assert before[: place - 1] + before[place:] == after[: place - 1] + after[place:]
    assert before[place - 1][:2] == after[place - 1][:2]
