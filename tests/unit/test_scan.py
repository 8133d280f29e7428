"""The header grammar, and the scan by shapes beside the simple one."""

import tomllib
from importlib import resources

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.scans import alike
from wag_analyzer.parser.layouts import grammar
from wag_analyzer.parser.reference import simple_scan
from wag_analyzer.parser.scan import Scanner, line_bounds

LAYOUTS = tomllib.loads(resources.files("wag_analyzer.parser").joinpath("layouts.toml").read_text(encoding="utf-8"))

HEADERS = [
    "8/21/21, 11:06 PM - ", "2/4/23, 10:02\u202fPM - ", "09/10/2023, 11:11\u202fam - ", "2023-12-20, 5:46 p.m. - ",
    "7.9.2020, 11:23 - ", "12/11/24 19.19 - ", "29.01.18, 11:33 nachm. - ", "26-04-2022 12:11 - ",
    "20/6/2017 8:28\u00a0p.\u00a0m. - ", "31.5.2019 klo 16.58 - ", "18:53, 7 Mar - ", "18:53, 7 Mar 2014 - ",
    "[1/4/23, 7:02:11\u202fPM] ", "[25/09/20 10:27:18 a.m.] ", "[5.05.2017 18:01:12] ", "[12.3.2022 klo 14.08.18] ",
    "[14:56:01, 3/18/22] ", "[\u200f18\u200f/3\u200f/2022\u060c 14:56:01] ", "[١٨\u200f/٣\u200f/٢٠٢٢، ٢:٥٦:٠٠\u00a0م] ",
    "[3/18/2565 BE, 14:56:01] ", "[3/18/R4, 14:56:01] ", "[2024/10/31 下午3:50:46] ", "[2024. 10. 31. 오후 3:50:46] ",
    "[2024/10/31,\u200915:50:46] ", "१८/३/२०२२, २:५६ pm - ", "۱۸/۳/۲۰۲۲،\u200f ۱۴:۵۶ - ", "[令和4/3/18 14:56:01] ",
    "\u200e[3/27/22, 21:41:55] ", "2024. 3. 1. 오전 7:55 - ", "1/3/24, 7:55\u202fa.\u00a0m. - ", "20/06/2017 8:28 da tarde - ",
    "2024-03-01 17 h 55 - ", "\ufeff05/06/24, 10:00 - ",
]  # fmt: skip

NO_HEADERS = [
    "", "halo", "05/06/24", "05/06/24, 10:00", "05/06/24, 10:00 halo", "5/6, 10:00 - x", "1/2/3/4, 10:00 - x",
    "[10:15] Budi: x", "-13/01/2024, 08:00 - x", "1²/01/2024, 08:00 - x", "13/01/99999999999999999999, 08:00 - x",
    "12:00 - x", "[2024-01-01T10:00:00] x", "[05/06/24, 10:00:00]x", " 05/06/24, 10:00 -x",
]  # fmt: skip


@pytest.mark.parametrize("layout", LAYOUTS["layout"], ids=lambda layout: layout["id"])
def test_each_layout_reads_its_own_example(layout: dict[str, str]) -> None:
    found = grammar().header(layout["example"])
    assert found is not None
    assert found.layout == layout["id"]
    assert layout["example"][found.end :] == "Sari: selamat malam"


@pytest.mark.parametrize("marker", LAYOUTS["marker"], ids=lambda marker: f"{marker['half']}-{marker['basis']}")
def test_every_word_for_a_half_of_the_day_is_understood(marker: dict[str, str]) -> None:
    words = [word.strip() for word in marker["words"].split("|")]
    lines = [f"31/12/24, 9:05 {word} - Sari: ya\n[2024/12/31 {word} 9:05:06] Sari: ya" for word in words]
    found = alike("\n".join(lines).encode())
    assert len(found.line) == 2 * len(words)
    morning = marker["half"] == "am"
    assert set(found.clock.tolist()) == ({9 * 3600 + 300, 9 * 3600 + 306} if morning else {21 * 3600 + 300, 21 * 3600 + 306})


@pytest.mark.parametrize("head", HEADERS)
def test_every_known_header_is_found_by_both_scans(head: str) -> None:
    found = alike(f"{head}Sari: satu\nlanjut\n{head}Budi: dua\n".encode())
    assert found.line.tolist() == [0, 2]
    assert [found.data[rest : rest + 4] for rest in found.rest.tolist()] == [b"Sari", b"Budi"]


@pytest.mark.parametrize("line", NO_HEADERS)
def test_what_only_resembles_a_header_is_none(line: str) -> None:
    assert not len(alike(f"{line}\n{line}x".encode()).line)


def test_all_shapes_in_one_text_are_found_in_the_order_of_lines() -> None:
    found = alike("".join(f"{head}Sari: x\n" for head in HEADERS * 3).encode())
    assert found.line.tolist() == list(range(3 * len(HEADERS)))


def test_a_header_without_words_and_a_very_long_one_stand_for_themselves() -> None:
    marks = "\u200e" * 30
    lines = ["12/11/24 19.19 -", f"{marks}12/11/24 19.19 - a: b", f"{marks}12/11/24 19.20 - a: b", "12/11/24 19.21 - a: b"]
    assert alike("\n".join(lines).encode()).line.tolist() == [0, 1, 2, 3]


def test_shapes_learned_in_one_block_serve_the_next() -> None:
    blocks = ["".join(f"{head}Sari: x\n1. butir\n" for head in HEADERS[start::3]).encode() for start in range(3)] * 2
    scanner = Scanner()
    for data in blocks:
        fast, slow = scanner.scan(data), simple_scan(data)
        assert (fast.line.tolist(), fast.rest.tolist(), fast.clock.tolist()) == (
            slow.line.tolist(),
            slow.rest.tolist(),
            slow.clock.tolist(),
        )
        assert [fast.shapes[shape] for shape in fast.shape] == [slow.shapes[shape] for shape in slow.shape]
        assert [fast.dates[date] for date in fast.date] == [slow.dates[date] for date in slow.date]


def test_only_line_feeds_end_lines() -> None:
    data = "a\u2028b\u0085c\x0bd\x0ce\rf\n\ng".encode()
    starts, ends = line_bounds(data)
    assert [data[start:end].decode() for start, end in zip(starts, ends, strict=True)] == ["a\u2028b\u0085c\x0bd\x0ce\rf", "", "g"]
    assert [len(bound) for bound in line_bounds(b"")] == [0, 0]


_FOREIGN = st.sampled_from([
    "ي", "م ", "é", "ด", "१", "٢", "۳", "２", "५/", "😀", "\u200e", "[", "٢٥/١٢/٢٠٢٠، ١:٠٥ م - ", "०", "ก", "\u061c", "/", ", ",
])  # fmt: skip


@settings(deadline=None, max_examples=80)
@given(st.lists(st.lists(_FOREIGN, max_size=40).map("".join), max_size=8))
def test_lines_in_letters_of_other_scripts_are_read_as_the_simple_scan_reads_them(lines: list[str]) -> None:
    heads = [LAYOUTS["layout"][0]["example"], *lines, "x" * 200]
    alike("\n".join(heads).encode())
    alike("\n".join(lines).encode())


def test_a_header_behind_many_direction_marks_is_found() -> None:
    found = alike(("\u200e" * 29 + "[25/12/2020, 10:27:43] Tim: x\n" + "y" * 300 + "\n").encode())
    assert found.line.tolist() == [0]
