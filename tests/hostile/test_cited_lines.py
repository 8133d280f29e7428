"""What findings say of people: cited lines stand in the export, talk without structure is nobody's fault, asking others to stop is none."""

from pathlib import Path

import numpy as np
import pytest

from wag_analyzer import analyze, detect
from wag_analyzer.parser.read import read, read_bytes

SAMPLES = Path(__file__).parents[2] / "sample_exports"
PEOPLE = ("Sari", "Budi", "Tono", "Dewi", "Rizky", "Maya")
WORDS = (
    "halo",
    "baik",
    "rapat",
    "laporan",
    "besok",
    "siap",
    "kirim",
    "barang",
    "gudang",
    "makan",
    "siang",
    "nanti",
    "sudah",
    "belum",
    "ok",
)
ASKED = (
    "Jangan gosip ya teman teman",
    "tolong jangan membicarakan Tono di belakang",
    "stop bergosip tentang Tono, tidak baik",
    "ayo fokus kerja",
)


@pytest.mark.parametrize("name", ["android/id-kantor-gudang.txt", "android/id-dapur.txt"])
def test_every_line_that_a_finding_cites_stands_in_the_export_and_holds_what_is_quoted(name: str) -> None:
    chat = read([SAMPLES / name])
    analysis = analyze(chat)
    lines = (SAMPLES / name).read_text(encoding="utf-8-sig").split("\n")
    rows = analysis.messages.set_index("msg_id")
    for finding in detect(analysis):
        assert finding.evidence
        for cited in finding.evidence:
            assert 1 <= cited.line <= len(lines)
            if cited.msg_id in rows.index:
                text = rows.loc[cited.msg_id, "text"]
                assert cited.line == rows.loc[cited.msg_id, "line"]
                assert (cited.start, cited.end) == (-1, -1) or 0 <= cited.start <= cited.end <= len(str(text))


@pytest.mark.parametrize("seed", range(8))
def test_talk_drawn_at_random_is_no_finding_about_anybody(seed: int) -> None:
    draw = np.random.default_rng(seed)
    said = [
        f"{1 + turn // 40:02}/01/2024, {8 + turn // 4 % 10:02}:{turn % 4}0 - {draw.choice(PEOPLE)}: {' '.join(draw.choice(WORDS, 5))}"
        for turn in range(1100)
    ]
    analysis = analyze(read_bytes("\n".join(said).encode(), "c.txt"))
    accusing = [found.rule.code for found in detect(analysis) if not found.rule.code.startswith(("WAG5", "WAG6"))]
    assert accusing == []


def test_who_asks_others_not_to_gossip_is_not_named_for_it() -> None:
    said = [
        f"{1 + turn // 8:02}/01/2024, {8 + turn % 8:02}:{turn % 60:02} - {('Sari', 'Budi', 'Dewi', 'Rizky')[turn % 4]}: {ASKED[turn % 4]}"
        for turn in range(160)
    ]
    found = detect(analyze(read_bytes("\n".join(said).encode(), "c.txt")))
    assert [one.rule.code for one in found if one.rule.code in {"WAG101", "WAG102", "WAG103", "WAG104"}] == []
