import re
import unicodedata

import pytest

from wag_analyzer.parser.patterns import Line, expand, fold, loose, strip_marks, variants
from wag_analyzer.parser.phrases import clean_name, load


def places(pattern: str, text: str) -> list[list[str]]:
    (variant, *_) = variants("left", [{"text": pattern}])
    line = Line(text)
    return [[line.cut(start, end) for start, end in way] for way in variant.splits(line.folded)]


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


def speakers(text: str) -> frozenset[str]:
    return load().speakers(Line(text), "events")


def test_a_line_tells_which_languages_may_have_written_it() -> None:
    assert "id" in speakers("Ayunda bergabung menggunakan tautan undangan grup ini")
    assert "ja" in speakers("山田が田中を追加しました")
    assert speakers("xq zzzz") == frozenset()


@pytest.mark.parametrize("code", load().codes)
def test_every_wording_is_found_by_its_key(code: str) -> None:
    language = load()[code]
    names = ("Rina", "山田", "आशा", "O'Hara")
    for number, variant in enumerate(language.events):
        name = names[number % len(names)]
        line = Line(name.join(variant.pieces))
        assert variant in language.candidates(line)
        assert code in load().speakers(line, "events")
    for listed in language.placeholders.values():
        for variant in listed:
            assert code in load().speakers(Line("IMG-1.jpg".join(variant.pieces)), "placeholders")


def test_a_language_file_can_be_asked_for_its_sources() -> None:
    assert load()["id"].data["sources"]["a19"]["platform"] == "android"


def test_a_loose_expression_finds_what_was_not_folded() -> None:
    assert re.search(loose('this group"s "x"'), "in this\u00a0group’s “x”")
    assert not re.search(loose("a.c"), "abc")


def test_a_loose_expression_finds_letters_composed_or_not() -> None:
    for wording in ("छोड़ा", "gelöscht", "বাংলায়", "ব্যক্তি"):
        for form in ("NFC", "NFD"):
            for sought in ("NFC", "NFD"):
                assert re.search(loose(unicodedata.normalize(form, wording)), f"x {unicodedata.normalize(sought, wording)} x")
    assert re.search(loose("छोड़ा"), "छो\u095cा")


@pytest.mark.parametrize("text", ["आशा ने छो\u095cा", "Zoe\u0308 é e\u0301", "\u0301", "가\u1100\u1161", "a\u095c\u0301b", "ẛ̣"])
def test_slots_are_cut_from_the_text_as_it_was(text: str) -> None:
    line = Line(text)
    assert unicodedata.is_normalized("NFC", line.folded)
    assert line.cut(0, len(line.folded)) == text
