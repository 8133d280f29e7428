from wag_analyzer.people.names import digits, folded
from wag_analyzer.visible import skeleton


def test_one_number_in_many_spellings_has_the_same_digits() -> None:
    spellings = ["+62 812-0000-0003", "6281200000003", "+62\u00a0812\u20110000\u20110003", "0062 812 0000 0003", "٦٢٨١٢٠٠٠٠٠٠٠٣"]
    assert {digits(spelling) for spelling in spellings} == {"6281200000003"}


def test_a_name_with_digits_is_no_number() -> None:
    assert digits("Budi 12345678") == ""
    assert digits("12-34-567") == ""
    assert digits("+44 7700 900123") == "447700900123"


def test_case_spaces_and_composition_do_not_tell_names_apart_when_folded() -> None:
    assert folded("Jörg  HAAS") == folded("jo\u0308rg haas")


def test_look_alikes_share_a_skeleton_and_different_names_do_not() -> None:
    assert skeleton("Ѕari") == skeleton("Sari") == skeleton("Sa\u200bri")
    assert skeleton("Sari") != skeleton("Sara")
