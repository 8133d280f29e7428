"""P10: a text read part by part is the text read whole, whatever the size of the blocks."""

import tempfile
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests import strategies as draw
from tests.property.test_reader_input import FILES, LINES, SAID
from tests.unit.test_stream import same, whole
from wag_analyzer.errors import WagError
from wag_analyzer.parser.chat import Chat
from wag_analyzer.parser.looks import looks_foreign
from wag_analyzer.parser.read import read
from wag_analyzer.parser.stream import Stream
from wag_analyzer.settings import Settings

BLOCKS = st.sampled_from([64, 65, 97, 256, 1000, 4096, 1 << 22])
_MARKED = st.tuples(draw.rich_chat(), draw.named_dialect()).map(lambda made: draw.render(*made))
_TWO = st.tuples(_MARKED, _MARKED).map(b"\n".join)


def _is_text(data: bytes) -> bool:
    """JSON and tables are never read part by part (``stream.is_large``)."""
    return not looks_foreign(data)


_TEXTS = FILES.filter(_is_text)


def compared(name: str, data: bytes, block: int, settings: Settings) -> None:
    """Check that both ways give the same chat, or refuse with the same words."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        one, other = _outcome(lambda: read([path], settings)), _outcome(lambda: whole(Stream(path, settings, block)))
    if isinstance(one, Chat) and isinstance(other, Chat):
        same(one, other)
    else:
        assert one == other


def _outcome(work: Any) -> Any:
    try:
        return work()
    except WagError as error:
        return type(error), str(error)


@draw.examples(0.15)
@given(_TEXTS, BLOCKS, SAID)
def test_any_bytes_read_part_by_part_are_the_bytes_read_whole(data: bytes, block: int, settings: Settings) -> None:
    compared("chat.txt", data, block, settings)


@draw.examples(0.06)
@given(_MARKED | _TWO, BLOCKS, st.data())
def test_chats_of_every_phone_and_two_phones_in_one_file_are_the_same(data: bytes, block: int, more: st.DataObject) -> None:
    data = more.draw(st.just(data) | draw.damage(data).filter(_is_text))
    compared("chat.txt", data, block, Settings())


@draw.examples(0.04)
@given(_MARKED, BLOCKS, st.sampled_from(["utf-16", "utf-16-be", "utf-8-sig", "utf-32"]))
def test_wide_texts_are_the_same(data: bytes, block: int, encoding: str) -> None:
    compared("chat.txt", data.decode().encode(encoding), block, Settings())


@draw.examples(0.04)
@given(_MARKED | _TEXTS, BLOCKS, st.sampled_from([0, 6]))
def test_chats_in_archives_are_the_same(data: bytes, block: int, level: int) -> None:
    compared("WhatsApp Chat.zip", draw.packed(data, level), block, Settings())


@draw.examples(0.04)
@given(LINES, st.integers(0, 400), BLOCKS)
def test_long_messages_and_lines_before_the_first_are_the_same(lines: list[str], many: int, block: int) -> None:
    text = "\n".join(["sebelum"] * (many % 7) + lines + ["14/03/24, 09:44 - Sari: panjang"] + ["lagi " * (many % 50)] * many)
    compared("chat.txt", text.encode("utf-8", "replace"), block, Settings())


def test_an_empty_file_has_empty_tables() -> None:
    compared("chat.txt", b"", 64, Settings())
    compared("chat.txt", b"\n\n\n", 64, Settings())
