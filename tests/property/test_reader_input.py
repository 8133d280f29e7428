"""What must hold for every input, also the broken and the hostile ones: P3, P4, P9, P10, and the scan beside the simple one."""

import io
import zipfile
from datetime import datetime, timedelta
from functools import partial
from unittest import mock

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import strategies as draw
from tests.scans import alike
from wag_analyzer import tables
from wag_analyzer.errors import WagError
from wag_analyzer.parser import parse
from wag_analyzer.parser.archive import from_bytes
from wag_analyzer.parser.chat import Chat
from wag_analyzer.parser.encoding import Decoder, pieces
from wag_analyzer.parser.layouts import grammar
from wag_analyzer.parser.phrases import strip_marks
from wag_analyzer.parser.read import read_bytes, read_text
from wag_analyzer.report.jsonl import chat_lines
from wag_analyzer.settings import Settings
from wag_analyzer.simulate.dialects import Dialect
from wag_analyzer.simulate.items import Item

HEADS = (
    "{d:02}/{m:02}/{y}, {H:02}:{M:02} - ", "{m}/{d}/{s:02}, {h}:{M:02}\u202f{p} - ", "{y}-{m:02}-{d:02} {H:02}.{M:02} - ",
    "[{d:02}.{m:02}.{s:02}, {H:02}:{M:02}:{S:02}] ", "\u200e[{y}/{m}/{d} {z}{h}:{M:02}:{S:02}] ", "[{H:02}:{M:02}:{S:02}, {m}/{d}/{s:02}] ",
    "{d}.{m}.{y} klo {H}.{M:02} - ", "{y}. {m}. {d}. {h}:{M:02} {p} - ", "{d}.{m}.{s:02} г., {H}:{M:02} ч. - ",
)  # fmt: skip
FIRST = datetime.fromisoformat("2023-01-14T23:58:00")
WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\n\r"), max_size=12) | st.sampled_from(draw.NASTY)


def stamp(minutes: int, head: str) -> str:
    at = FIRST + timedelta(minutes=minutes)
    return head.format(
        d=at.day, m=at.month, y=at.year, s=at.year % 100, H=at.hour, h=at.hour % 12 or 12, M=at.minute, S=at.second,
        p="AM" if at.hour < 12 else "PM", z="上午" if at.hour < 12 else "下午",
    )  # fmt: skip


LINES = st.lists(
    WORDS | st.builds(lambda minutes, head, text: stamp(minutes, head) + text, st.integers(0, 9999), st.sampled_from(HEADS), WORDS),
    max_size=12,
)
FILES = (
    st.binary(max_size=400)
    | LINES.map(lambda lines: "\n".join(lines).encode())
    | st.tuples(draw.chat(), draw.dialect_of_any_phone()).map(lambda made: draw.render(*made)).flatmap(draw.damage)
)
SAID = st.builds(
    Settings,
    date_order=st.sampled_from(["auto", "auto", "dmy", "mdy", "ymd"]),
    locale=st.sampled_from([None, None, "en", "en-US", "id", "ar"]),
    tz=st.sampled_from([None, "Asia/Jakarta", "Europe/Berlin"]),
)


def settled(chat: Chat) -> None:
    """Check what every chat must keep: tables, the sum of lines, ranges that tile, text that is UTF-8."""
    tables.PARSED.check(chat.messages)
    tables.EVENTS.check(chat.events)
    tables.COVERAGE.check(chat.coverage)
    for source in chat.sources:
        assert source.lines_total == source.message_lines + source.continuation_lines + source.skipped_lines
        ranges = chat.coverage[chat.coverage["file"] == source.file]
        edges = [0, *ranges["last_line"]]
        assert list(ranges["line"]) == [edge + 1 for edge in edges[:-1]]
        assert edges[-1] == source.lines_total
    for line in chat_lines(chat):
        assert line.encode("utf-8")


def settled_or_refused(data: bytes, given_settings: Settings) -> None:
    try:
        chat: Chat | WagError = read_bytes(data, "chat.txt", given_settings)
    except WagError as error:
        chat = error
    if isinstance(chat, Chat):
        settled(chat)
    else:
        assert "\n" not in str(chat)


@draw.examples(0.5)
@given(data=FILES, said=SAID)
def test_any_bytes_give_messages_or_a_clean_error(data: bytes, said: Settings) -> None:
    settled_or_refused(data, said)


@draw.examples(0.5)
@given(
    data=FILES,
    members=st.lists(st.sampled_from(["_chat.txt", "WhatsApp Chat with X.txt", "a.txt", "b.jpg", "ü/ö.txt"]), unique=True),
    shake=st.data(),
)
def test_any_archive_gives_messages_or_a_clean_error(data: bytes, members: list[str], shake: st.DataObject) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in members:
            archive.writestr(name, data)
    whole = out.getvalue()
    settled_or_refused(whole, Settings())
    settled_or_refused(shake.draw(draw.damage(whole)), Settings())


def decoded(data: bytes) -> list[str]:
    """Return the lines of a file as text, marks and all."""
    text = b"".join(Decoder("chat.txt").blocks(pieces(data))).decode()
    return text.removesuffix("\n").split("\n") if text else []


@draw.examples(0.4)
@given(data=FILES)
def test_every_character_is_in_exactly_one_message_header_or_skipped_line(data: bytes) -> None:
    try:
        found = draw.reading(data)
    except WagError:
        return
    lines = decoded(data)
    blocks = sorted([*((row[0], row[1], row[5]) for row in found.rows), *((first, last, text) for first, last, _, text in found.events)])
    edges = [found.skipped, *(last for _, last, _ in blocks)]
    assert [first for first, _, _ in blocks] == [edge + 1 for edge in edges[:-1]]
    assert edges[-1] == len(lines)
    for first, last, body in blocks:
        written = strip_marks("\n".join(lines[first - 1 : last]))
        assert written.endswith(body)
        head = written[: len(written) - len(body)]
        assert "\n" not in head
        assert grammar().header(lines[first - 1]) is not None


@draw.examples()
@given(lines=LINES, newline=st.booleans())
def test_the_scan_by_shapes_finds_what_the_simple_scan_finds(*, lines: list[str], newline: bool) -> None:
    alike(("\n".join(lines) + "\n" * newline).encode("utf-8", "replace").replace(b"\r\n", b"\n"))


@draw.examples(0.08)
@given(items=draw.chat(), phone=draw.dialect_of_any_phone(), size=st.integers(1, 400))
def test_pieces_of_any_size_are_read_as_the_whole(items: list[Item], phone: Dialect, size: int) -> None:
    data = draw.render(items, phone)
    for whole in (data, b"\xef\xbb\xbf" + data, b"\xff\xfe" + data.decode().encode("utf-16-le"), data + b"\xf0\x9f"):
        found = draw.reading(whole)
        with mock.patch.object(parse, "pieces", partial(pieces, size=size)):
            assert draw.reading(whole) == found


@draw.examples(0.3)
@given(items=draw.chat(nasty=False), phone=draw.dialect_of_any_phone(), seed=st.integers(0, 2**16))
def test_the_date_order_does_not_depend_on_the_order_of_lines(items: list[Item], phone: Dialect, seed: int) -> None:
    said = [Item(item.at, item.sender, "x") for item in items if item.sender]
    mixed = [said[index] for index in np.random.default_rng(seed).permutation(len(said))]
    orders = [draw.reading(draw.render(part, phone)).order for part in (said, mixed)]
    assert orders == [phone.date_order, phone.date_order]


@draw.examples(0.3)
@given(items=draw.chat(nasty=False), more=draw.chat(nasty=False), phone=draw.dialect_of_any_phone())
def test_lines_that_agree_never_turn_the_date_order(items: list[Item], more: list[Item], phone: Dialect) -> None:
    later = [Item(item.at + timedelta(days=150), item.sender, item.text) for item in more if item.sender]
    data = draw.render([*items, *later], phone)
    assert draw.reading(data).order == draw.reading(draw.render(items, phone)).order == phone.date_order


@draw.examples(0.3)
@given(names=st.tuples(*[st.sampled_from(draw.PEOPLE)] * 3), verb=st.sampled_from(["added", "removed", "menambahkan", "left", "keluar"]))
def test_no_member_can_type_an_event(names: tuple[str, str, str], verb: str) -> None:
    actor, target, sender = names
    typed = f"{actor} {verb} {target}"
    chat = read_text(f"31/12/24, 09.00 - {sender}: {typed}\n31/12/24, 09.01 - {sender}: {typed}")
    assert chat.messages["text"].tolist() == [typed, typed]
    assert chat.events.empty


def test_bytes_of_nothing_are_a_chat_of_nothing() -> None:
    assert draw.reading(b"").rows == []
    assert [len(blob.data) for blob in from_bytes(b"", "chat.txt")] == [0]


@pytest.mark.parametrize("head", HEADS)
def test_the_heads_of_this_test_are_headers(head: str) -> None:
    assert grammar().header(stamp(5, head)) is not None
