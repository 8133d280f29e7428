import re

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from wag_analyzer.parser.placeholders import Content, content, deleted_by_you, may_need, mentions, poll, prefilter, wordings
from wag_analyzer.parser.read import read_text


def android(body: str, locale: str | None = "en") -> Content:
    return content(body, platform="android", locale=locale, marked=False)


def ios(body: str, locale: str | None = "en", *, marked: bool = True) -> Content:
    return content(body, platform="ios", locale=locale, marked=marked)


def test_typed_words_are_text() -> None:
    assert android("image omitted in the report") == Content("text", "image omitted in the report")
    assert android("I saw <Media omitted> there") == Content("text", "I saw <Media omitted> there")
    assert android("the file attached is old").kind == "text"
    assert android("null pointer again?").kind == "text"
    assert android("Why? This message was deleted by whom").kind == "text"
    assert android("Waiting for this message to arrive").kind == "text"
    assert android("  kept as typed \n ") == Content("text", "  kept as typed \n ")


def test_a_caption_stands_below_what_android_left_out() -> None:
    assert android("<Media omitted>") == Content("media", "", "unknown")
    assert android("<Media tidak disertakan>\nmeja baru\nkita", "id") == Content("media", "meja baru\nkita", "unknown")


def test_an_attached_file_is_named_and_its_caption_kept() -> None:
    assert android("\u200eIMG-20220323-WA0002.jpg (file attached)\nTitle") == Content("media", "Title", "IMG-20220323-WA0002.jpg")
    assert android("Alex.vcf (file attached)") == Content("contact", "", "Alex.vcf")
    assert android("no file (file attached)").kind == "text"


def test_a_document_that_repeats_its_title_has_no_caption() -> None:
    assert android("Rencana.pdf (file attached)\nRencana") == Content("media", "", "Rencana.pdf")
    assert android("Rencana.pdf (file attached)\nRencana.pdf\nbaca ya") == Content("media", "baca ya", "Rencana.pdf")


@pytest.mark.parametrize(
    ("said", "media"), [("gambar", "image"), ("video", "video"), ("audio", "audio"), ("stiker", "sticker"), ("GIF", "gif")]
)
def test_ios_says_what_it_left_out(said: str, media: str) -> None:
    assert ios(f"\u200e{said} tidak disertakan", "id") == Content("media", "", media)


def test_ios_puts_the_caption_before_or_below() -> None:
    assert ios("meja baru \u200egambar tidak disertakan", "id") == Content("media", "meja baru", "image")
    assert ios("\u200egambar tidak disertakan\nmeja baru", "id") == Content("media", "meja baru", "image")
    assert ios("halo \u200e<attached: 00000035-PHOTO-2019-01-01-10-00-00.jpg>").text == "halo"


def test_a_contact_card_is_a_contact() -> None:
    assert ios("\u200eKartu kontak tidak disertakan", "id") == Content("contact", "", "contact")
    assert ios("\u200e<attached: 00000012-Alex.vcf>") == Content("contact", "", "00000012-Alex.vcf")


def test_a_document_keeps_its_title_and_loses_its_pages() -> None:
    assert ios("Rencana.pdf • \u200e2 halaman \u200edokumen tidak disertakan", "id") == Content("media", "", "Rencana.pdf")
    assert ios("Rencana.pdf \u200edokumen tidak disertakan", "id") == Content("media", "", "Rencana.pdf")
    assert ios("notulen.txt \u200e<attached: 00000003-notulen.txt>") == Content("media", "", "00000003-notulen.txt")
    assert ios("Plan.pdf • \u200e2 pages \u200e<attached: 0000002-Plan.pdf>") == Content("media", "", "0000002-Plan.pdf")


def test_a_file_without_marks_still_shows_documents_and_attachments() -> None:
    assert ios("Plan.pdf • 2 pages document omitted", marked=False) == Content("media", "", "Plan.pdf")
    named = "00000035-PHOTO-2019-01-01-10-00-00.jpg"
    assert ios(f"look\n<attached: {named}>", marked=False) == Content("media", "look", named)
    assert ios("image omitted", marked=False) == Content("media", "", "image")
    assert ios("see <attached: me.jpg>", marked=False).kind == "text"
    assert ios("my document omitted", marked=False).kind == "text"


def test_a_placeholder_without_a_mark_in_a_marked_file_was_typed() -> None:
    assert ios("image omitted").kind == "text"
    assert ios("null").kind == "text"


@pytest.mark.parametrize("body", ["This message was deleted", "You deleted this message", "This message was deleted by admin Budi."])
def test_deleted_messages(body: str) -> None:
    assert android(body) == Content("deleted", "")


def test_a_deleted_notice_with_more_below_it_was_typed() -> None:
    assert android("This message was deleted\nby whom?").kind == "text"


def test_view_once_and_waiting() -> None:
    assert android("null", "id").kind == "view_once"
    notice = "You received a view once message. For added privacy, you can only open it on your phone."
    assert android(notice) == Content("view_once", "")
    assert android("Menunggu pesan ini", "id") == Content("waiting", "")


@pytest.mark.parametrize(
    "body",
    [
        "location: https://maps.google.com/?q=51.5,-0.12",
        "Kopi Kita\nJakarta\nlocation: https://maps.google.com/?q=-6.2,106.8",
        "\u200eLocation: https://maps.google.com/?q=-6.2,106.8",
        "Kopi Kita (Jakarta): https://foursquare.com/v/4b5",
    ],
)
def test_locations(body: str) -> None:
    assert android(body) == Content("location", "")


def test_a_place_in_a_longer_text_is_text() -> None:
    assert android("a\nb\nc\nlocation: https://maps.google.com/?q=1,2").kind == "text"
    assert android("location: https://example.org").kind == "text"


def test_a_point_behind_a_mark_is_a_location_whatever_its_name() -> None:
    assert ios("\u200eUbicación: https://maps.google.com/?q=-6.2,106.8", "es") == Content("location", "")
    assert ios("\u200eKopi Kita (Jl. Melati 5): https://maps.google.com/?q=55.1,37", "en") == Content("location", "")


def test_the_word_for_a_place_may_be_written_with_a_capital() -> None:
    assert android("Lokasi: https://maps.google.com/?q=55.1,37", "id") == Content("location", "")
    assert android("LOCATION: https://maps.google.com/?q=55.1,37", "id") == Content("location", "")


def test_a_link_to_a_point_that_somebody_typed_stays_text() -> None:
    for typed in ("ketemu di sini: https://maps.google.com/?q=55.1,37", "https://maps.google.com/?q=55.1,37"):
        assert android(typed, "id") == Content("text", typed)


def test_an_invitation_to_an_event_is_known_by_its_mark() -> None:
    assert ios("\u200eEVENT: Rapat\nSenin", "en") == Content("event_invite", "")
    assert android("EVENT: Rapat", "en").kind == "text"


def test_a_question_about_a_deleted_message_is_text() -> None:
    assert android("This message was deleted by admin because of spam?").kind == "text"


def test_a_live_location_may_have_a_comment() -> None:
    assert android("live location shared") == Content("live_location", "")
    assert android("live location shared\non my way") == Content("live_location", "on my way")


@pytest.mark.parametrize(
    "body", ["\u200eMissed voice call. \u200eTap to call back", "\u200eVoice call. \u200e12 min", "\u200eVideo call. \u200eNo answer"]
)
def test_calls_stay_with_the_caller(body: str) -> None:
    assert ios(body) == Content("call", "")


def test_a_missed_call_may_say_when() -> None:
    assert android("Panggilan video tak terjawab pada 10.05", "id") == Content("call", "")
    assert android("Missed voice call at noon").kind == "text"


POLL = "\u200ePOLL:\nMakan di mana?\n\u200eOPTION: Kantin (\u200e3 votes)\n\u200eOPTION: Warung: Bu Tini (\u200e1 vote)"


def test_a_poll_has_a_question_and_options_with_votes() -> None:
    assert ios(POLL) == Content("poll", "")
    read = poll(POLL)
    assert read is not None
    assert read.question == "Makan di mana?"
    assert read.options == (("Kantin", 3), ("Warung: Bu Tini", 1))


def test_the_words_of_a_poll_may_be_of_any_language_when_whatsapp_marked_them() -> None:
    marked = "\u200eSONDAGE:\nOù ?\n\u200eCHOIX: Ici (\u200e2 votes)"
    assert ios(marked, "fr").kind == "poll"
    assert android(marked.replace("\u200e", ""), "fr").kind == "text"


@pytest.mark.parametrize("body", ["POLL:", "POLL:\nquestion", "POLL:\nOPTION: a (1 vote)", "poll\nx\nOPTION: a (1 vote)"])
def test_half_a_poll_is_text(body: str) -> None:
    assert poll(body) is None
    assert android(body).kind == "text"


def test_the_note_that_a_message_was_edited_is_cut_from_its_end() -> None:
    assert android("Fixed <This message was edited>") == Content("text", "Fixed", edited=True)
    assert android("a\nb <This message was edited>") == Content("text", "a\nb", edited=True)
    assert android("I saw <This message was edited> on yours") == Content("text", "I saw <This message was edited> on yours")
    assert android("<This message was edited>").edited is False
    assert android("x<This message was edited>").edited is False
    assert ios("hola \u200e<Se editó este mensaje.>", "es") == Content("text", "hola", edited=True)
    assert android("<Media omitted>\nnew <This message was edited>") == Content("media", "new", "unknown", edited=True)


def test_a_marked_note_is_understood_in_languages_whose_wording_was_never_seen() -> None:
    assert ios("cześć \u200e<Ta wiadomość była zmieniona>", "pl") == Content("text", "cześć", edited=True)


def test_mentions_are_held_together_by_isolates() -> None:
    body = "@\u2068Budi Santoso\u2069 @\u2068Rapat: Senin 10\u2069, cek @\u2068Budi Santoso\u2069!"
    assert mentions(body) == ("Budi Santoso", "Rapat: Senin 10", "Budi Santoso")
    assert android(body) == Content("text", "@Budi Santoso @Rapat: Senin 10, cek @Budi Santoso!", mentions=mentions(body))


def test_mentions_by_number_have_the_length_of_a_number() -> None:
    assert mentions("@6281200000001 @+6281200000002, @5000 a@62812000000 @62812000000.id @ kantor") == ("6281200000001", "+6281200000002")
    assert mentions("@\u2068\u202a+62\u00a0812\u20110001\u202c\u2069") == ("+62 812-0001",)
    assert mentions("@\u2068 \u2069") == ()


def test_a_caption_may_mention() -> None:
    assert android("<Media omitted>\n@6281200000001 lihat").mentions == ("6281200000001",)


def test_without_a_language_all_are_tried() -> None:
    assert android("<Mídia omitida>", None) == Content("media", "", "unknown")
    assert android("<Mídia omitida>", "tlh").kind == "media"


def test_the_prefilter_is_one_expression_for_python_and_arrow() -> None:
    bodies = ["halo", "Anda telah menghapus pesan ini", "@6281200000001", "\u200ex", "a.pdf (file terlampir)", "null", "harga @500"]
    found = pc.match_substring_regex(pa.array(bodies), prefilter("id")).to_pylist()
    assert found == [False, True, True, True, True, True, False]
    assert [may_need(body, "id") for body in bodies] == found
    assert all(re.compile(prefilter(code)) for code in (None, "en", "ar", "zh-CN"))


def test_any_space_may_stand_before_a_placeholder() -> None:
    spaces = [char for char in map(chr, range(0x3001)) if char.isspace() and char != "\n"]
    bodies = [f"\u2069{space}<Media omitted>" for space in spaces] + [f"{space}You deleted this message" for space in spaces]
    assert all(pc.match_substring_regex(pa.array(bodies), wordings("en")).to_pylist())
    lines = "".join(f"31/12/24, 09:{minute:02} - Sari: {body}\n" for minute, body in enumerate(bodies))
    messages = read_text(lines).messages
    assert [*messages["kind"]] == [android(body, "en").kind for body in bodies] == ["media"] * len(spaces) + ["deleted"] * len(spaces)


def test_a_message_says_whether_the_owner_of_the_phone_deleted_it() -> None:
    for locale in ("en", None):
        assert deleted_by_you("\u200eYou deleted this message.", locale)
        assert not deleted_by_you("This message was deleted", locale)
    assert deleted_by_you("Anda menghapus pesan ini", "id")


def test_a_wording_of_any_language_is_found_in_a_long_text_of_no_known_language() -> None:
    long = "kata " * 400
    assert content(f"{long}\u200e<Bu mesaj düzenlendi>", platform="ios", locale=None, marked=True).edited
    assert content(f"{long}<Bu mesaj düzenlendi>", platform="android", locale=None, marked=False).edited
