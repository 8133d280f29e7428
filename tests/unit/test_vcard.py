from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wag_analyzer.errors import SettingsError
from wag_analyzer.people.vcard import Card, cards, read_vcard

ANDROID = (
    b"BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:;=53=61=72=69=20=\r\n=44=65=77=69;;;\r\n"
    b"FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=53=61=72=69=20=\r\n=44=65=77=69\r\nTEL;CELL:081200000001\r\n"
    b"PHOTO;ENCODING=BASE64;JPEG:/9j/4AAQ\r\n AAAA\r\n\r\nTEL;HOME:021 555 0001\r\nEND:VCARD\r\n"
)


def one(lines: str) -> Card:
    (card,) = cards(f"BEGIN:VCARD\n{lines}\nEND:VCARD\n".encode())
    return card


def test_folded_quoted_printable_names_of_version_2_are_read() -> None:
    assert cards(ANDROID) == (Card("Sari Dewi", ("081200000001", "021 555 0001")),)


def test_a_grouped_number_of_version_3_with_escapes_organisation_and_title_is_read() -> None:
    card = one("VERSION:3.0\nFN:Budi\\, Gudang\nitem1.TEL;type=pref:+62 812-0000-0001\nitem1.X-ABLabel:x\nORG:PT Satu;Gudang\nTITLE:Kepala")
    assert card == Card("Budi, Gudang", ("+62 812-0000-0001",), "PT Satu, Gudang", "Kepala")


def test_a_number_of_version_4_written_as_an_address_is_read() -> None:
    card = one('VERSION:4.0\nFN:Budi\nTEL;VALUE=uri;TYPE="voice,cell;a:b":tel:+62-812-0000-0001;ext=1')
    assert card.numbers == ("+62-812-0000-0001",)


def test_the_number_whatsapp_knows_stands_beside_the_one_written() -> None:
    assert one("FN:Budi\nTEL;waid=6281200000001:0812 0000 0001").numbers == ("0812 0000 0001", "+6281200000001")


def test_parts_of_a_name_are_put_together_where_no_whole_name_stands() -> None:
    assert one("N:Santoso;Budi;Adi;Pak;SE\nTEL:0812").name == "Pak Budi Adi Santoso SE"
    assert one("NICKNAME:Bud\nTEL:0812").name == "Bud"
    assert one("ORG:Toko Jaya\nTEL:0812").name == "Toko Jaya"


@pytest.mark.parametrize(
    "data",
    [
        b"BEGIN:VCARD\nFN;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:J=F6rg\nTEL:1\nEND:VCARD",
        b"BEGIN:VCARD\nFN;CHARSET=no-such;ENCODING=QUOTED-PRINTABLE:J=C3=B6rg\nTEL:1\nEND:VCARD",
        b"BEGIN:VCARD\nFN;CHARSET=unicode_escape:J\xc3\xb6rg\nTEL:1\nEND:VCARD",
        b"BEGIN:VCARD\nFN:J\xf6rg\nTEL:1\nEND:VCARD",
        "\ufeffBEGIN:VCARD\nFN:Jörg\nTEL:1\nEND:VCARD".encode(),
        "BEGIN:VCARD\r\nFN:Jörg\r\nTEL:1\r\nEND:VCARD".encode("utf-16"),
        "BEGIN:VCARD\rFN:Jö\r rg\rTEL:1\rEND:VCARD".encode(),
    ],
)
def test_a_name_is_read_in_whatever_charset_it_is_written(data: bytes) -> None:
    assert cards(data) == (Card("Jörg", ("1",)),)


def test_a_damaged_line_or_a_card_without_an_end_costs_only_itself() -> None:
    data = (
        b"junk\nBEGIN:VCARD\nFN:Budi\nthis is no line\nTEL:1\nBEGIN:VCARD\nFN:Sari\nTEL:2\nEND:VCARD\nBEGIN:VCARD\nFN:No number\nEND:VCARD"
    )
    assert [card.name for card in cards(data)] == ["Budi", "Sari"]


def test_a_file_without_a_contact_or_that_is_missing_is_told(tmp_path: Path) -> None:
    path = tmp_path / "c.vcf"
    path.write_bytes(ANDROID)
    assert read_vcard(path)[0].name == "Sari Dewi"
    path.write_bytes(b"BEGIN:VCARD\nFN:x\nEND:VCARD")
    assert read_vcard(path) == ()
    path.write_bytes(b"name,number\n")
    with pytest.raises(SettingsError, match="holds no contact; export the contacts of the phone"):
        read_vcard(path)
    with pytest.raises(SettingsError, match="check --vcard"):
        read_vcard(tmp_path / "none.vcf")


@given(
    st.lists(
        st.sampled_from([b"BEGIN:VCARD", b"END:VCARD", b"FN;ENCODING=QUOTED-PRINTABLE:=", b"TEL:+62 1", b' "', b";:", b"\xff=", b"\t"])
    )
)
def test_no_bytes_make_anything_but_cards(lines: list[bytes]) -> None:
    assert all(card.name and card.numbers for card in cards(b"\n".join(lines)))
