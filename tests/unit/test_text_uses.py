import numpy as np
import pandas as pd
import pytest

from tests.unit.network_chats import START, messages
from wag_analyzer.text.cues import lexicon
from wag_analyzer.text.uses import BRINGS, LANGUAGES, brings


def said(*texts: str | None) -> pd.DataFrame:
    rows = messages([(f"m{place}", "Sari", 0, START + pd.Timedelta(minutes=place)) for place in range(len(texts))])
    return rows.assign(text=pd.Series(list(texts), dtype=rows["text"].dtype))


def loudest(text: str) -> str:
    found, _ = brings(said(text))
    return BRINGS[int(np.argmax(found[0]))] if found.max() >= 0.8 else "nothing"


@pytest.mark.parametrize(
    ("text", "cue"),
    [
        ("printer lantai 2 macet lagi", "trouble"),
        ("the scanner doesnt work", "trouble"),
        ("motore ora gelem mlaku", "trouble"),
        ("sistem tak boleh buka", "trouble"),
        ("ada yang punya saran? butuh masukan soal vendor", "ask_advice"),
        ("sebaiknya ditunda sampai lusa", "advice"),
        ("have you tried restarting it", "advice"),
        ("gimana caranya bikin faktur pajak?", "ask_how"),
        ("caranya klik menu lalu pilih ekspor", "explain"),
        ("because the bank wants it so", "explain"),
        ("minta nomor WA Bu Ratih dong", "ask_way"),
        ("who should i ask about leave?", "ask_way"),
        ("hubungi Bu Ratih saja, nanti saya kenalkan", "way"),
        ("I can introduce you to her", "way"),
        ("sudah saya kasih akses foldernya", "way"),
        ("selamat ulang tahun mbak, semoga sehat selalu", "warmth"),
        ("sebentar saya cek", "hold"),
        ("pagi ini cerah", "nothing"),
    ],
)
def test_what_a_message_brings_is_heard_in_office_words(text: str, cue: str) -> None:
    assert loudest(text) == cue


def test_values_lie_between_nothing_and_one_and_the_same_text_says_the_same() -> None:
    found, words = brings(said("macet lagi, coba restart", None, "macet lagi, coba restart", "https://contoh.example/macet/lagi"))
    assert found.shape == (4, len(BRINGS))
    assert ((found >= 0) & (found <= 1)).all()
    assert (found[0] == found[2]).all()
    assert words.tolist() == [4, 0, 4, 0]
    assert not found[[1, 3]].any()


def test_a_shared_contact_is_a_way_to_somebody() -> None:
    some = said("").assign(kind=pd.Series(["contact"], dtype="category"))
    assert brings(some)[0][0, BRINGS.index("way")] == 1.0


def test_no_chat_at_all_is_read_too() -> None:
    found, words = brings(said())
    assert found.shape == (0, len(BRINGS))
    assert len(words) == 0


def test_every_language_knows_wordings_of_every_cue_and_no_other() -> None:
    assert {cue.signal for cue in lexicon("uses")._cues} == set(BRINGS)
    assert LANGUAGES == ("en", "id", "jv", "ms")
