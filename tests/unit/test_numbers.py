import pytest

from wag_analyzer.people.numbers import Numbers

HOME = Numbers(["+62 811-0000-0001", "+62 811-0000-0002", "+65 9000 0001", "Budi"])


@pytest.mark.parametrize(
    ("number", "key"),
    [
        ("0812-0000-0003", "6281200000003"),
        ("62 812 0000 0003", "6281200000003"),
        ("+62 812-0000-0003", "6281200000003"),
        ("0062 812 0000 0003", "6281200000003"),
        ("+65 9000 0001", "6590000001"),
        ("6590000001", "6590000001"),
        ("Budi", ""),
        ("0812", ""),
        ("000000000000000000000000000", "0000000000000000000000000"),
        ("8" * 40, "8" * 40),
    ],
)
def test_a_number_dialled_at_home_gets_the_country_code_most_numbers_of_the_chat_have(number: str, key: str) -> None:
    assert HOME.key(number) == key


def test_without_a_number_with_country_code_a_number_stays_as_it_is_dialled() -> None:
    assert Numbers(["Budi"]).key("0812 0000 0003") == "081200000003"


def test_where_no_zero_is_dialled_the_area_code_comes_after_the_country() -> None:
    assert Numbers(["+1 415-555-0100"]).key("(415) 555-0123") == "14155550123"


def test_a_number_too_long_for_the_country_is_left_alone() -> None:
    assert Numbers(["+1 415-555-0100"]).key("62812345678901") == "62812345678901"


def test_digits_of_no_country_tell_no_region() -> None:
    assert Numbers(["+999 00000000"]).region == ""
