"""P27: talk that is drawn at random, whoever talks, whenever and in whatever words, is no finding about anybody."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from wag_analyzer import analyze, detect
from wag_analyzer.parser.read import read_bytes
from wag_analyzer.settings import Settings

PEOPLE = ("Sari", "Budi", "Tono", "Dewi", "Rizky", "Maya", "Agus", "Lina", "Putri")
SAID = (
    "halo", "baik", "rapat", "laporan", "besok", "siap", "kirim", "barang", "gudang", "makan", "nanti", "sudah", "belum", "ok", "kenapa?",
    "tolong", "terima kasih", "maaf", "jangan", "bos", "aturan", "salah", "kita", "dia", "mereka", "ayo", "hello", "report", "late", "why?",
)  # fmt: skip


@settings(max_examples=8, deadline=None, derandomize=True)
@given(st.integers(0, 2**32 - 1), st.integers(3, len(PEOPLE)), st.integers(5, len(SAID)), st.integers(1, 8), st.sampled_from([1, 7, 40]))
def test_talk_without_structure_accuses_nobody(seed: int, people: int, words: int, longest: int, pause: int) -> None:
    draw = np.random.default_rng(seed)
    lines, clock = [], 8 * 60
    for _ in range(600):
        clock += int(draw.integers(1, 2 * pause + 1))
        day, minute = divmod(clock, 1440)
        text = " ".join(draw.choice(SAID[:words], int(draw.integers(1, longest + 1))))
        at = f"{1 + day % 28:02}/{1 + day // 28:02}/2024, {minute // 60:02}:{minute % 60:02}"
        lines.append(f"{at} - {draw.choice(PEOPLE[:people])}: {text}\n")
    found = detect(analyze(read_bytes("".join(lines).encode(), "c.txt"), Settings(draws=1)))
    assert [one.rule.code for one in found if not one.rule.code.startswith(("WAG5", "WAG6"))] == []
