"""What is a header and what is text; every line kept as text is told."""

import pytest

from wag_analyzer.errors import LayoutError
from wag_analyzer.parser.read import read_text
from wag_analyzer.settings import Settings

RINA = "15/01/24, 08:00 - Rina: Agenda\n"
AFTER = "15/01/24, 08:03 - Joko: Siap\n16/01/24, 09:00 - Rina: ok\n"


def texts(text: str) -> list[str]:
    chat = read_text(text)
    assert chat.coverage["last_line"].iloc[-1] == text.count("\n")
    return chat.messages["text"].tolist()


def words(text: str) -> list[str]:
    return [note.word for note in read_text(text).notices]


@pytest.mark.parametrize(
    "pasted",
    [
        "01/02/24, 09:00 - 10:00: Rapat\n02/02/24, 13:00 - 15.00: Evaluasi\n",
        "01/02/24, 09:00 - Rapat: koordinasi\n02/02/24, 13:00 - Evaluasi: hasil\n",
        "01/02/24, 09:00 - Rapat koordinasi\n",
        "[10:15, 2/11/2024] Budi: kutip\n[10:16, 2/11/2024] Joko: ya\n",
        "[12/11/23, 10:15:00] Budi: kutip\n",
        "2024-01-15 08:00 - server: restart\n",
        "1/15/24, 8:01\u202fAM - Tono: kutip\n",
        "10/10/23, 08:00 - Orang Asing: kebijakan\n10/10/23, 08:05 - Lain Lagi: ya\n",
        "31/04/24, 08:01 - Rina: tak ada\n",
        "15/01/24, 25:61 - Rina: tak ada\n",
    ],
)
def test_lines_that_look_like_headers_inside_a_message_are_its_text(pasted: str) -> None:
    assert texts(RINA + pasted + AFTER) == ["Agenda\n" + pasted.removesuffix("\n"), "Siap", "ok"]
    assert "header-like-text" in words(RINA + pasted + AFTER)


@pytest.mark.parametrize(
    "line",
    [
        "2024-01-15T08:00 - {}\n",
        "15/01/24, 08.00 – {}\n",
        "15.01.24, 08:00 — {}\n",
        "1/15/24, 8:00\u202fAM – {}\n",
        "15/1/2024 8:00 a. m. – {}\n",
    ],
)
def test_headers_after_iso_and_with_the_dash_of_an_editor_are_read(line: str) -> None:
    chat = read_text(line.format("Rina: halo") + line.format("Joko: hai") + "lagi\n")
    assert chat.messages["sender"].tolist() == ["Rina", "Joko"]
    assert chat.messages["text"].tolist() == ["halo", "hai\nlagi"]
    assert {str(at)[:16] for at in chat.messages["at"]} == {"2024-01-15 08:00"}
    assert not [note for note in chat.notices if note.word == "header-like-text"]


def test_an_agenda_with_dashes_in_an_export_with_hyphens_is_text() -> None:
    agenda = "15/01/24, 09:00 – Rina: buka\n15/01/24, 10:00 – Joko: materi\n15/01/24, 11:00 – Rina: tutup\n"
    assert texts(RINA + AFTER + agenda) == ["Agenda", "Siap", "ok\n" + agenda.removesuffix("\n")]
    assert "header-like-text" in words(RINA + AFTER + agenda)


def test_bare_lines_in_a_bracketed_export_are_text() -> None:
    text = "[12/11/24, 19:00:00] Rina: Lihat:\n12/11/24, 19:00 - Budi: Kebijakan\n[13/11/24, 19:05:00] Dewi: Waduh\n"
    assert texts(text) == ["Lihat:\n12/11/24, 19:00 - Budi: Kebijakan", "Waduh"]


def test_copies_from_the_web_do_not_outvote_the_export_they_stand_before() -> None:
    assert texts("[10:15, 2/11/2024] Budi: kutip\n" + RINA + AFTER) == ["Agenda", "Siap", "ok"]


def test_a_wrong_clock_of_a_known_sender_is_kept() -> None:
    wrong = "[01/01/10, 00:00:41] Tono: habis\n[01/01/10, 00:01:02] Tono: nyala\n"
    lines = f"[12/10/24, 01:50:00] Maya: tes\n{wrong}[13/10/24, 07:00:00] Tono: ya\n"
    assert texts(lines) == ["tes", "habis", "nyala", "ya"]
    assert "time-runs-backwards" in words(lines)


def test_an_event_far_from_its_neighbours_is_kept_as_an_event() -> None:
    chat = read_text(RINA + "01/01/10, 00:01 - Budi left\n" + AFTER)
    assert chat.events["type"].tolist() == ["left"]


def test_an_appended_export_in_another_layout_is_read_part_by_part() -> None:
    text = (
        "30/12/23, 09:10 - Rina: a\n02/01/24, 21:15 - Joko: b\n"
        "1/13/24, 9:05\u202fAM - Rina: c\n2/1/24, 6:30\u202fPM - Joko: d\n2/3/24, 7:00\u202fAM - Rina: e\n"
    )
    chat = read_text(text)
    assert chat.messages["at"].dt.strftime("%m-%d %H:%M").tolist() == [
        "12-30 09:10",
        "01-02 21:15",
        "01-13 09:05",
        "02-01 18:30",
        "02-03 07:00",
    ]
    assert chat.sources[0].date_order == "mixed"
    assert len(chat.sources[0].layouts) == 2


def test_a_long_part_of_strangers_at_the_end_is_a_part() -> None:
    other = "".join(f"2024-03-{day:02} 08:00 - Orang {day}: x\n" for day in range(1, 13))
    assert len(texts(RINA + AFTER + other)) == 15


@pytest.mark.parametrize("order", ["dmy", "mdy"])
def test_the_user_may_give_the_order(order: str) -> None:
    chat = read_text("05/06/24, 10:00 - Rina: a\n", settings=Settings(date_order=order))  # type: ignore[arg-type] # one of the literals
    assert chat.messages["at"].dt.month.tolist() == [6 if order == "dmy" else 5]
    assert (chat.sources[0].date_order, chat.sources[0].date_confidence) == (order.upper(), 1.0)
    assert not chat.notices


def test_an_order_that_nothing_decides_is_said_aloud() -> None:
    chat = read_text("05/06/24, 10:00 - Rina: a\n05/06/24, 10:02 - Joko: b\n")
    assert chat.sources[0].date_order == "ambiguous"
    assert [(note.code, note.word) for note in chat.notices] == [("WAG001", "ambiguous-date-order")]


def test_us_english_is_known_by_its_shape_when_nothing_else_decides() -> None:
    chat = read_text("3/4/24, 7:55\u202fAM - Rina: a\n")
    assert chat.messages["at"].dt.month.tolist() == [3]
    assert read_text("03/04/24, 7:55 - R: a\n", settings=Settings(locale="en-US")).messages["at"].dt.month.tolist() == [3]


@pytest.mark.parametrize(
    "text",
    [
        "[2024-01-01 10:00:00] INFO: server started\n[2024-01-01 10:00:05] WARN: disk 81% full\n",
        "2024-01-01 10:00 - sshd[812]: closed\n2024-01-01 10:01 - cron[1]: run\n",
        "Sepucuk surat.\nBukan obrolan.\n",
        "12/11/24 10:00 - makan siang\n13/11/24 12:00 - rapat\n",
    ],
)
def test_logs_and_prose_are_no_export(text: str) -> None:
    with pytest.raises(LayoutError, match="not a WhatsApp export") as refused:
        read_text(text)
    assert "server" not in str(refused.value)


@pytest.mark.parametrize("name", ["IMG-20240304-WA0001.jpg (file attached)", "<attached: 00000005-PHOTO-2024-03-04-09-01-10.jpg>"])
def test_a_dated_name_of_a_media_file_decides_day_and_month(name: str) -> None:
    chat = read_text(f"3/4/24, 09:00 - Dana: pagi\n3/4/24, 09:01 - Dana: {name}\n4/4/24, 09:00 - Eli: hai IMG-20249999-WA0001 -WA7\n")
    assert chat.messages["at"].dt.strftime("%m-%d").tolist() == ["03-04", "03-04", "04-04"]
    assert "media files" in chat.sources[0].date_evidence
