"""Archives and folders: whatever is in them, every line is accounted for, or one clean line says why nothing was read."""

import io
import tempfile
import warnings
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from wag_analyzer import tables
from wag_analyzer.errors import WagError
from wag_analyzer.parser.chat import Chat
from wag_analyzer.parser.inventory import inventory
from wag_analyzer.parser.provenance import content_hashes, hashed
from wag_analyzer.parser.read import read, read_bytes

FEW = settings(max_examples=25, deadline=None)
GOOD = b"13/01/2024, 8:00 - Sari: halo\n13/01/2024, 8:01 - Budi: IMG-20240113-WA0001.jpg (file attached)\nbaris\n14/01/2024, 9:00 - Sari: x"
LINES = st.sampled_from(
    [
        b"13/01/2024, 08:00 - Sari: halo\n",
        b"14/01/2024, 9:05 PM - Budi: a: b\n",
        b"[15/01/24, 08:00:00] Sari: \xe2\x80\x8e<attached: 00000001-PHOTO-2024-01-15-08-00-00.jpg>\r\n",
        b"lanjutan\n",
        b"\xff\xfe\x00\n",
        b"13/01/2024, 08:00 - Sari left\n",
        b"\n",
        b"\0",
    ]
)
TEXTS = st.one_of(st.lists(LINES, max_size=9).map(b"".join), st.binary(max_size=60), st.just(GOOD), st.just(GOOD.decode().encode("utf-16")))
NAMES = st.sampled_from(
    [
        "_chat.txt", "a/_chat.txt", "WhatsApp Chat with Tim.txt", "b/Chat WhatsApp dengan Peña.txt", "x.txt", "IMG-20240113-WA0001.jpg",
        "data.json", "dalam.zip", "../lari.txt", "C:\\lari.txt", "\u202e.txt", "kosong/",
    ]
)  # fmt: skip
MEMBERS = st.lists(st.tuples(NAMES, TEXTS), max_size=5)


def packed(members: list[tuple[str, bytes]], level: int = 6) -> bytes:
    memory = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # two members of one name
        with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
            for name, data in members:
                archive.writestr(zipfile.ZipInfo(name), data)
    return memory.getvalue()


def settled(chat: Chat) -> None:
    """Check that the ranges tile each file, that the counts add up, and that each message has a hash and its place."""
    assert len({source.file for source in chat.sources}) == len(chat.sources)
    for source in chat.sources:
        assert source.lines_total == source.message_lines + source.continuation_lines + source.skipped_lines
        ranges = chat.coverage[chat.coverage["file"] == source.file]
        assert ranges["line"].tolist() == [1, *(ranges["last_line"] + 1)][: len(ranges)]
        assert [0, *ranges["last_line"]][-1] == source.lines_total
        size = ranges["last_line"] - ranges["line"] + 1
        became = ranges["became"].astype(object)
        heads = chat.messages.loc[chat.messages["file"] == source.file, "line"].tolist()
        heads += chat.events.loc[chat.events["file"] == source.file, "line"].unique().tolist()
        assert len(set(heads)) <= source.message_lines == int(size[became.isin(["message", "system"])].sum())
        assert source.skipped_lines == int(size[became == "skipped"].sum())
    assert len(content_hashes(chat.messages)) == len(chat.messages)


def tried(call: Callable[[], Chat]) -> Chat | None:
    """Return the chat, or None where it was refused in one line that says what to do."""
    try:
        return call()
    except WagError as error:
        refused = error
    assert "\n" not in str(refused)
    assert refused.hint
    return None


@FEW
@given(members=MEMBERS, cut=st.integers(0, 2000), byte=st.integers(0, 255))
def test_any_archive_gives_an_accounted_chat_or_one_clean_line(members: list[tuple[str, bytes]], cut: int, byte: int) -> None:
    whole = packed(members)
    place = cut % len(whole)
    for data in (whole, whole[:place] + bytes([byte]) + whole[place + 1 :], whole[:place]):
        chat = tried(partial(read_bytes, data, "WhatsApp Chat with Tim.zip"))
        if chat is not None:
            settled(chat)
            tables.MEDIA.check(inventory(chat))


@FEW
@given(members=MEMBERS)
def test_a_folder_and_an_archive_of_one_content_are_accounted_for(members: list[tuple[str, bytes]]) -> None:
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        (folder / "semua.zip").write_bytes(packed(members))
        for name, data in members:
            if not name.endswith("/") and ".." not in name and not (folder / name).exists():
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                (folder / name).write_bytes(data)
        for path in (folder, folder / "semua.zip"):
            chat = tried(partial(read, [path]))
            if chat is not None:
                settled(chat)
                media = tables.MEDIA.check(inventory(chat, [path]))
                assert set(media["file"].astype(object)) <= {source.file for source in chat.sources}
                assert (media["sha256"].notna() == media["reason"].isna()).all()


@FEW
@given(
    level=st.integers(0, 9),
    name=st.sampled_from(["_chat.txt", "x/WhatsApp Chat with Tim.txt", "tim.txt"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_neither_wrapping_nor_encoding_changes_what_is_read(level: int, name: str, encoding: str) -> None:
    plain = hashed(read_bytes(GOOD, "chat.txt").messages)
    members = [("IMG-20240113-WA0001.jpg", b"1"), (name, GOOD.decode().encode(encoding))]
    wrapped = hashed(read_bytes(packed(members, level), "WhatsApp Chat with Tim.zip").messages)
    columns = ["at", "sender", "text", "media", "line", "last_line", "content_hash"]
    pd.testing.assert_frame_equal(plain[columns], wrapped[columns])
