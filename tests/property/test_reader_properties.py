"""What must hold for every input of the reader, also the broken and the hostile ones."""

import io
import zipfile
from datetime import datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wag_analyzer import tables
from wag_analyzer.errors import WagError
from wag_analyzer.parser.chat import Chat
from wag_analyzer.parser.read import read_bytes, read_text
from wag_analyzer.parser.reference import simple_scan
from wag_analyzer.parser.scan import scan
from wag_analyzer.report.jsonl import chat_lines

FEW = settings(max_examples=25, deadline=None)

HEADS = (
    "{d:02}/{m:02}/{y}, {H:02}:{M:02} - ",
    "{m}/{d}/{s:02}, {h}:{M:02}\u202f{p} - ",
    "{y}-{m:02}-{d:02} {H:02}.{M:02} - ",
    "[{d:02}.{m:02}.{s:02}, {H:02}:{M:02}:{S:02}] ",
    "\u200e[{y}/{m}/{d} {z}{h}:{M:02}:{S:02}] ",
    "[{H:02}:{M:02}:{S:02}, {m}/{d}/{s:02}] ",
    "{d}.{m}.{y} klo {H}.{M:02} - ",
)
FIRST = datetime.fromisoformat("2023-01-14T23:58:00")
NASTY = (
    "01/02/24, 09:00 - 10:00: Rapat", "[10:15, 2/3/2024] Budi: kutip", "x\u2028y\u2029z\x85", "=1+1", "<Media omitted>", "e\u0301",
    "\u00e9", "Budi added Dewi", "a: b: c", "\u202e123", "👩🏽\u200d💻", "\t", "@6281200000001", "12/31/99 - x", "[", "-", ":", "]", " - ",
    "\u0665\u0666",
)  # fmt: skip
WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\n\r"), max_size=12) | st.sampled_from(NASTY)
TEXTS = st.lists(WORDS, min_size=1, max_size=3).map("\n".join)
NAMES = st.sampled_from(["Sari", "Budi Santoso", "+62 812-0000-0003", "李 雷", "ليلى", "🤓"])
LINES = st.lists(
    st.one_of(WORDS, st.builds(lambda number, head, text: stamp(number, head) + text, st.integers(0, 9999), st.sampled_from(HEADS), WORDS)),
    max_size=12,
)


def stamp(minutes: int, head: str) -> str:
    at = FIRST + timedelta(minutes=minutes)
    return head.format(
        d=at.day, m=at.month, y=at.year, s=at.year % 100, H=at.hour, h=at.hour % 12 or 12, M=at.minute, S=at.second,
        p="AM" if at.hour < 12 else "PM", z="上午" if at.hour < 12 else "下午",
    )  # fmt: skip


def rows(chat: Chat) -> list[tuple[object, ...]]:
    return list(chat.messages[["at", "sender", "kind", "text", "raw"]].itertuples(index=False, name=None))


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


def read_or_refused(data: bytes) -> Chat | WagError:
    try:
        return read_bytes(data, "chat.txt")
    except WagError as error:
        return error


@FEW
@given(data=st.binary(max_size=400) | LINES.map(lambda lines: "\n".join(lines).encode()), cut=st.integers(0, 400), byte=st.integers(0, 255))
def test_any_bytes_give_messages_or_a_clean_error(data: bytes, cut: int, byte: int) -> None:
    damaged = data[:cut] + bytes([byte]) + data[cut + 1 :]
    for given_bytes in (data, damaged):
        chat = read_or_refused(given_bytes)
        if isinstance(chat, Chat):
            settled(chat)
        else:
            assert "\n" not in str(chat)


@FEW
@given(lines=LINES, newline=st.booleans())
def test_the_scan_by_shapes_finds_what_the_simple_scan_finds(*, lines: list[str], newline: bool) -> None:
    data = ("\n".join(lines) + "\n" * newline).encode("utf-8", "replace").replace(b"\r\n", b"\n")
    fast, slow = scan(data), simple_scan(data)
    assert fast.line.tolist() == slow.line.tolist()
    assert fast.rest.tolist() == slow.rest.tolist()
    assert fast.clock.tolist() == slow.clock.tolist()
    assert [fast.shapes[shape] for shape in fast.shape] == [slow.shapes[shape] for shape in slow.shape]
    assert [fast.dates[date] for date in fast.date] == [slow.dates[date] for date in slow.date]


SAFE = st.text(
    st.characters(codec="utf-8", categories=("L", "P", "S"), exclude_characters="@<>:[]\"“”„«»「」『』'"), min_size=1, max_size=9
)


@st.composite
def chats(draw: st.DrawFn) -> list[tuple[int, str, str]]:
    """A chat over three weeks whose texts hold nothing that looks like a header."""
    minutes = 0
    out = []
    for text in draw(st.lists(st.lists(SAFE, min_size=1, max_size=3).map("\n".join), min_size=4, max_size=9)):
        minutes += draw(st.integers(0, 3000))
        out.append((minutes, draw(NAMES), text))
    return [*out, (minutes + 20 * 24 * 60, "Sari", "selesai"), (minutes + 40 * 24 * 60, "Sari", "betul")]


def rendered(chat: list[tuple[int, str, str]], head: str, end: str = "\n") -> bytes:
    return "".join(f"{stamp(at, head)}{sender}: {text}".replace("\n", end) + end for at, sender, text in chat).encode()


@pytest.mark.parametrize("head", HEADS)
@settings(max_examples=8, deadline=None)
@given(chat=chats())
def test_what_a_dialect_writes_is_read_back(head: str, chat: list[tuple[int, str, str]]) -> None:
    found = read_bytes(rendered(chat, head))
    settled(found)
    assert found.messages["sender"].tolist() == [sender for _, sender, _ in chat]
    assert found.messages["raw"].tolist() == [text for _, _, text in chat]
    assert [moment.to_pydatetime() for moment in found.messages["at"]] == [FIRST + timedelta(minutes=at) for at, _, _ in chat]


@FEW
@given(chat=chats(), level=st.integers(0, 9))
def test_line_ends_marks_and_packing_change_nothing(chat: list[tuple[int, str, str]], level: int) -> None:
    head = HEADS[0]
    plain = rendered(chat, head)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
        archive.writestr("_chat.txt", plain)
    marked = "".join(f"\u200e{line}\n" if line[:2].isdigit() else f"{line}\n" for line in plain.decode().split("\n")[:-1])
    variants = (
        rendered(chat, head, "\r\n"), b"\xef\xbb\xbf" + plain, plain[:-1], packed.getvalue(), marked.encode(),
        b"\xff\xfe" + plain.decode().encode("utf-16-le"),
    )  # fmt: skip
    expected = rows(read_bytes(plain))
    for variant in variants:
        assert rows(read_bytes(variant)) == expected


@FEW
@given(chat=chats(), cut=st.integers(1, 8))
def test_parts_of_one_dialect_read_one_after_the_other_as_together(chat: list[tuple[int, str, str]], cut: int) -> None:
    first, second = (rendered(part, HEADS[0]) for part in (chat[:cut], chat[cut:]))
    settled_order = b"24/12/2023, 09:00 - Sari: hari\n"
    together = rows(read_bytes(settled_order + first + second))
    assert together == [*rows(read_bytes(settled_order + first)), *rows(read_bytes(settled_order + second))[1:]]


@FEW
@given(chat=chats(), lines=st.integers(1, 20))
def test_the_beginning_of_a_file_reads_as_the_beginning_of_the_whole(chat: list[tuple[int, str, str]], lines: int) -> None:
    data = b"24/12/2022, 09:00 - Sari: hari\n" + rendered(chat, HEADS[0])
    part = b"\n".join(data.split(b"\n")[:lines])
    whole, begun = rows(read_bytes(data)), rows(read_bytes(part))
    assert begun[:-1] == whole[: len(begun) - 1]


@FEW
@given(chat=chats(), place=st.integers(0, 7), noise=st.binary(min_size=1, max_size=6))
def test_damage_in_one_message_stays_there(chat: list[tuple[int, str, str]], place: int, noise: bytes) -> None:
    place = min(place, len(chat) - 3)
    lines = [rendered([message], HEADS[0]) for message in chat]
    damaged = list(lines)
    damaged[place] = lines[place][:-1] + noise.replace(b"\n", b"?").replace(b"\r", b"?").replace(b"\0", b"?") + b"?\n"
    before, after = rows(read_bytes(b"".join(lines))), rows(read_bytes(b"".join(damaged)))
    assert [row for index, row in enumerate(before) if index != place] == [row for index, row in enumerate(after) if index != place]


@FEW
@given(actor=NAMES, target=NAMES, sender=NAMES, verb=st.sampled_from(["added", "removed", "menambahkan", "left", "keluar"]))
def test_no_member_can_type_an_event(actor: str, target: str, sender: str, verb: str) -> None:
    typed = f"{actor} {verb} {target}"
    chat = read_text(f"31/12/24, 09.00 - {sender}: {typed}\n31/12/24, 09.01 - {sender}: {typed}")
    assert chat.messages["text"].tolist() == [typed, typed]
    assert chat.events.empty


@FEW
@given(chat=chats(), seed=st.integers(0, 2**16))
def test_the_date_order_does_not_depend_on_the_order_of_lines(chat: list[tuple[int, str, str]], seed: int) -> None:
    lines = rendered([(at, sender, "x") for at, sender, _ in chat], HEADS[1]).split(b"\n")[:-1]
    mixed = [lines[index] for index in np.random.default_rng(seed).permutation(len(lines))]
    days = {(FIRST + timedelta(minutes=at)).day for at, _, _ in chat}
    if max(days) > 12:
        assert read_bytes(b"\n".join(mixed)).sources[0].date_order == read_bytes(b"\n".join(lines)).sources[0].date_order == "MDY"
