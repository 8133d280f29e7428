import re

import pytest

from wag_analyzer.parser.phrases import Locale, clean_name, expand, fold, load, loose, strip_marks


def locale(**events: list[dict[str, str]]) -> Locale:
    return Locale({"code": "xx", "name": "Test", "you": ["You"], "and": ["and"], "files": {}, "placeholders": {}, "events": events})


def places(pattern: str, text: str) -> list[list[str]]:
    (variant, *_) = locale(left=[{"text": pattern}]).events
    return [[text[start:end] for start, end in way] for way in variant.splits(fold(text))]


def test_a_part_in_brackets_may_be_missing() -> None:
    assert expand("{actor} [telah ]keluar") == ["{actor} keluar", "{actor} telah keluar"]


def test_a_bar_in_brackets_gives_several_parts_or_none() -> None:
    assert expand("left[ now| then]") == ["left", "left now", "left then"]


def test_parentheses_need_a_bar_to_be_a_choice() -> None:
    assert expand("ajouté(e) (par|pour) toi") == ["ajouté(e) par toi", "ajouté(e) pour toi"]


def test_a_backslash_takes_the_meaning_away() -> None:
    assert expand(r"a \| b \[c\] (d\|e|f)") == ["a | b [c] d|e", "a | b [c] f"]


def test_marks_go_and_joiners_stay() -> None:
    assert strip_marks("\u200e\u2068Budi\u2069 👩\u200d💻 a\u200cb\ufeff") == "Budi 👩\u200d💻 a\u200cb"


def test_folding_keeps_every_character_in_its_place() -> None:
    text = "«\u00a0Budi\u202f’s»："
    assert fold(text) == '" Budi "s":'
    assert len(fold(text)) == len(text)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("~ Defne", "Defne"),
        ("~\u202fNila", "Nila"),
        ("\u202a+1\u00a0(555)\u00a0010\u20110123\u202c", "+1 (555) 010-0123"),
        ("PT Maju - Lt. 2", "PT Maju - Lt. 2"),
        ("A ~ B", "A ~ B"),
        ("~", "~"),
        ("Zoë  Ana", "Zoë  Ana"),
        ("\u2068Budi\u2069", "Budi"),
    ],
)
def test_names_lose_what_whatsapp_wraps_around_them(written: str, name: str) -> None:
    assert clean_name(written) == name


def test_a_slot_takes_every_place_where_the_fixed_words_fit() -> None:
    assert places("{actor} added {target}", "A added B added C") == [["A", "B added C"], ["A added B", "C"]]


def test_a_slot_is_never_empty() -> None:
    assert places("{actor} added {target}", "A added ") == []
    assert places("{actor} left", " left") == []


def test_three_slots_are_found_in_order() -> None:
    assert places("{actor} changed from {old} to {new}", "A changed from B to C") == [["A", "B", "C"]]
    assert places("{actor} changed from {old} to {new}", "A to B changed from C") == []


def test_a_final_full_stop_may_be_there_or_not() -> None:
    assert places("{actor} left", "Budi left.") == [["Budi"]]
    assert places("{actor} left.", "Budi left") == [["Budi"]]


def test_a_full_stop_behind_a_slot_belongs_to_the_name_unless_the_wording_has_one() -> None:
    assert places("added {target}", "added PT Maju Tbk.") == [["PT Maju Tbk."]]
    assert places("added {target}.", "added Budi.") == [["Budi"]]
    assert places("added {target}.", "added Budi") == []


def test_a_wording_without_slots_is_the_whole_line() -> None:
    assert places("You were removed", "You were removed.") == [[]]
    assert places("You were removed", "You were removed by Budi") == []


def test_any_quotation_marks_stand_for_the_straight_one() -> None:
    for quoted in ("“Plan 4”", "„Plan 4“", "«Plan 4»", "'Plan 4'", "「Plan 4」"):
        assert places('made "{new}"', f"made {quoted}") == [["Plan 4"]]


def test_the_heaviest_wording_comes_first() -> None:
    weights = [variant.weight for variant in load()["en"].events]
    assert weights == sorted(weights, reverse=True)


def test_a_language_is_read_once() -> None:
    assert load()["id"] is load()["id"]
    assert load() is load()


def test_an_unknown_language_is_a_key_error() -> None:
    assert "tlh" not in load()
    with pytest.raises(KeyError):
        load()["tlh"]


def test_likely_languages_share_words_with_the_lines() -> None:
    assert load().likely(["Ayunda bergabung menggunakan tautan undangan grup ini"])[0] == "id"
    assert load().likely(["山田が田中を追加しました"])[0] == "ja"
    assert load().likely(["xq zzzz"]) == []


def test_a_loose_expression_finds_what_was_not_folded() -> None:
    assert re.search(loose('this group"s "x"'), "in this\u00a0group’s “x”")
    assert not re.search(loose("a.c"), "abc")
