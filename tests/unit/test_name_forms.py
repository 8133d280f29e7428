import pytest

from wag_analyzer.people.likeness import Likeness
from wag_analyzer.people.name_forms import form, one_slip, relation
from wag_analyzer.people.reasons import CAP, LOOKS_CAP, reasons, score, worded

ALIKE = [
    ("Budi", "BUDI", "case"),
    ("José", "Jose", "accents"),
    ("Budi 🏭", "budi", "marks"),
    ("BudiSantoso", "Budi Santoso", "marks"),
    ("Santoso Budi", "Budi Santoso", "order"),
    ("Pak Budi", "Budi", "titles"),
    ("Budi Santoso, S.E.", "Budi Santoso", ""),
    ("Budi Kantor", "Budi", "work"),
    ("Bu Sri HRD", "Sri", "work"),
    ("Budi Baru", "Budi", "second"),
    ("Budi 2", "Pak Budi", "second"),
    ("Budi", "Budi Santoso", "short"),
    ("Santoso", "Budi Santoso", "part"),
    ("BS", "Budi Santoso", "initials"),
    ("B. Santoso", "Budi Santoso", "initials"),
    ("Budi S", "Budi Santoso", "initials"),
    ("Yanto", "Supriyanto", "nick"),
    ("Mul", "Mulyadi Akbar", "nick"),
    ("Djoko", "Joko", "spelled"),
    ("Rahmat", "Rahmad", "slip"),
    ("Dewi", "Desi", "slip_short"),
    ("Ѕari", "Sari", "looks"),
    ("Bu Sari", "Ѕari", "looks"),
    ("Bu\u200bdi", "Budi", "looks"),
    ("Bu\u200edi", "Budi", "looks"),
    ("Budi", "Dewi", ""),
    ("Budi Santoso", "Budi Hartono", ""),
    ("🌸", "🌺", ""),
    ("", "Budi", ""),
    ("Ani", "Ari", ""),
    ("Joko A", "Joko B", ""),
    ("Dewi Lestari", "Devi Lestari", "slip"),
]


@pytest.mark.parametrize(("one", "other", "said"), ALIKE)
def test_how_two_names_are_alike_does_not_depend_on_their_order(one: str, other: str, said: str) -> None:
    assert relation(form(one), form(other)) == relation(form(other), form(one))
    if said:
        assert relation(form(one), form(other)) == said
        assert said in reasons()


def test_a_name_made_of_a_title_alone_keeps_its_last_word() -> None:
    assert form("Bu Umi").core == ("umi",)
    assert form("Pak").core == ("pak",)


def test_a_form_of_address_says_man_or_woman_only_where_it_is_one_of_theirs() -> None:
    assert [form(name).sex for name in ("Pak Budi", "Bu Dwi", "Kak Dwi", "Dwi", "Pak Bu Dwi")] == ["m", "w", "", "", ""]


@pytest.mark.parametrize(
    ("a", "b", "said"), [("abc", "abd", True), ("abc", "abcd", True), ("abc", "acb", True), ("abc", "cba", False), ("a", "a", False)]
)
def test_one_slip_is_one_letter_more_less_other_or_swapped(a: str, b: str, said: bool) -> None:  # noqa: FBT001 - a case of the table
    assert one_slip(a, b) is said
    assert one_slip(b, a) is said


def test_every_alike_pair_is_found_without_comparing_all() -> None:
    for one, other, said in ALIKE:
        if said and one and other:
            assert list(Likeness({"p": [one], "q": [other]}).pairs()) == [("p", "q")], (one, other)


def test_a_first_name_shared_by_a_crowd_is_not_followed() -> None:
    crowd = {f"Muhammad {letter * 4}": [f"Muhammad {letter * 4}"] for letter in map(chr, range(0x4E00, 0x4E00 + 70))}
    assert list(Likeness(crowd).pairs()) == []


def test_rivals_are_others_whom_the_shorter_name_would_fit() -> None:
    like = Likeness({"a": ["Budi"], "b": ["Budi Santoso"], "c": ["Budiman"], "d": ["Dewi", "+62 812-0000-0001"]})
    assert like.has_rival("a", "b", form("Budi"), form("Budi Santoso"))
    assert not like.has_rival("a", "d", form("De"), form("Dewi"))
    assert like.best("a", "d", {}) is None


def test_a_score_never_reaches_what_whatsapp_itself_says_and_looks_stay_low() -> None:
    assert score(["case", "succeeds", "never_same_day", "intro"]) == CAP < 0.95
    assert score(["looks", "intro", "succeeds"]) == LOOKS_CAP < 0.5
    assert score(["short"]) > score(["short", "exchanges"]) > score(["short", "exchanges_many"])


def test_reasons_are_told_in_both_languages_with_what_speaks_against() -> None:
    assert worded(["case"]) == "the same letters; only capitals differ"
    assert worded(["short", "mentions", "rival"], "id").count("; ") == 2
    assert "yang melawan: yang satu menyebut" in worded(["short", "mentions", "rival"], "id")
    assert all(reason.en and reason.id and reason.en != reason.id for reason in reasons().values())
