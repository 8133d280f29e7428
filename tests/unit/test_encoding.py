"""From bytes to text: nothing is dropped without a word."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wag_analyzer.errors import LayoutError
from wag_analyzer.parser.encoding import Decoded, Decoder, pieces
from wag_analyzer.parser.encoding import decoded as decode

SIZES = (1, 3, 7, 1 << 20)


def decoded(raw: bytes, name: str) -> Decoded:
    """Return what is read, which is the same in pieces of any size that hold the first bytes."""
    whole = decode(raw, name)
    for size in SIZES:
        decoder = Decoder(name)
        data = b"".join(decoder.blocks([raw[:16384], *pieces(raw[16384:], size)]))
        assert whole == Decoded(data, decoder.encoding, tuple(decoder.repaired), decoder.cut)
    return whole


TEXT = "13/01/24, 08:00 - Jörg: Grüße 👋\n" * 4


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("marked", [True, False])
def test_wide_encodings_are_found_with_and_without_a_mark(*, encoding: str, marked: bool) -> None:
    text = TEXT if marked else TEXT.replace("👋", "!")
    raw = (("\ufeff" if marked else "") + text).encode(encoding)
    found = decoded(raw, "a.txt")
    assert (found.data.decode(), found.encoding, found.repaired) == (text, encoding, ())


def test_a_mark_and_crlf_go_and_nothing_is_said() -> None:
    found = decoded(b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode(), "a.txt")
    assert (found.data.decode(), found.encoding, found.repaired, found.cut) == (TEXT, "utf-8", (), False)


def test_each_damaged_line_is_read_for_itself() -> None:
    lines = ["ok é".encode(), "café déjà".encode("cp1252"), b"x\xc0\xafy", "é".encode() + b"\xff", b"\xff\x81"]
    found = decoded(b"\n".join(lines) + b"\n", "a.txt")
    assert found.data.decode().split("\n") == ["ok é", "café déjà", "x\ufffd\ufffdy", "é\ufffd", "\ufffd\ufffd", ""]
    assert found.repaired == (2, 3, 4, 5)


def test_a_cut_inside_a_character_is_told() -> None:
    found = decoded("a\nb👋".encode()[:-2], "a.txt")
    assert (found.data.decode(), found.cut, found.repaired) == ("a\nb\ufffd", True, ())
    assert decoded("\ufeffab".encode("utf-16-le")[:-1], "a.txt").cut


def test_padding_of_nuls_goes_and_old_line_ends_are_understood() -> None:
    assert decoded(b"a\nb" + bytes(4096), "a.txt").data == b"a\nb"
    assert decoded(b"a\rb\r", "a.txt").data == b"a\nb\n"
    assert decoded(b"a\rb\r\nc", "a.txt").data == b"a\rb\nc"


def test_a_return_that_stands_alone_in_a_long_text_stays() -> None:
    lines = b"31/12/24, 21:07 - Sari: halo\r\n" * 300
    for alone in (b"", b"a\rb\r\n", b"a\r\r\n", b"odd length\r\n", b"\r"):
        for data in (lines + alone, alone + lines, b"x" + alone + lines):
            assert decoded(data, "a.txt").data == data.replace(b"\r\n", b"\n")


@pytest.mark.parametrize(
    "magic", [b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf\x27\x1c", b"%PDF-1.7", b"SQLite format 3", b"\x89PNG", b"\xff\xd8\xff", b"GIF8"]
)
def test_other_kinds_of_files_are_named(magic: bytes) -> None:
    with pytest.raises(LayoutError, match="this is a"):
        decoded(magic + bytes(100), "a.txt")


@settings(deadline=None, max_examples=80)
@given(st.binary(max_size=400), st.sampled_from([b"", b"\xef\xbb\xbf"]), st.integers(1, 90))
def test_blocks_that_are_said_to_stand_in_the_file_do(raw: bytes, mark: bytes, size: int) -> None:
    whole, decoder, at = mark + b"halo\n" + raw, Decoder("chat.txt"), 0
    for block in decoder.blocks(pieces(whole, size)):
        if decoder.is_same:
            assert whole[decoder.mark + at : decoder.mark + at + len(block)] == block
            at += len(block)


def test_only_a_text_that_is_changed_is_not_the_same() -> None:
    told = {}
    for raw in (b"a\nb", b"\xef\xbb\xbfa\nb", b"a\r\nb", b"a\xffb\n", "a\nb".encode("utf-16")):
        decoder = Decoder("chat.txt")
        list(decoder.blocks([raw]))
        told[raw] = decoder.is_same
    assert list(told.values()) == [True, True, False, False, False]
