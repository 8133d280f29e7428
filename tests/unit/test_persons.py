"""Tests of references to persons."""

import pytest

from tests.unit.text_chats import messages, people
from wag_analyzer.tables import REFERENCES
from wag_analyzer.text.aliases import aliases
from wag_analyzer.text.flat import flat
from wag_analyzer.text.names import absent_names, directory, is_everyday
from wag_analyzer.text.persons import references

MEMBERS = people("Rosa", "Pak Gilang", "Tanti Dewanti", "+62 811-0000-0001")


def _found(*texts: str, sender: str = "Rosa") -> list[tuple[str, str, bool]]:
    frame = references(messages([(sender, text) for text in texts]), MEMBERS)
    REFERENCES.check(frame)
    return list(zip(frame["refers_to"].tolist(), frame["form"].tolist(), frame["is_member"].tolist(), strict=True))


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("Gilang, bisa bantu?", "address"),
        ("makasih pak Gilang", "address"),
        ("tolong dicek ya Tanti", "address"),
        ("aku sudah tanya soal Gilang", "third"),
        ("kata Tanti besok libur", "third"),
        ("Gilang itu sudah pulang", "third"),
        ("si Tanti telat", "third"),
    ],
)
def test_a_member_is_addressed_or_spoken_about(text: str, form: str) -> None:
    assert [(found[1], found[2]) for found in _found(text)] == [(form, True)]


def test_short_forms_and_stretched_names_are_the_member() -> None:
    assert [who for who, _, _ in _found("pak Gil di mana?", "mbak Tantiii?", "pak gilang")] == ["Pak Gilang", "Tanti Dewanti", "Pak Gilang"]


def test_first_and_last_name_together_are_one_reference() -> None:
    assert _found("kata Tanti Dewanti besok") == [("Tanti Dewanti", "third", True)]


def test_one_absent_person_has_one_name_whatever_the_form() -> None:
    found = _found("pak Hesto belum datang", "si hesto lagi", "kata Hesto besok", "soal hesto gimana")
    assert {(who, member) for who, _, member in found} == {("Hesto", False)}
    assert len(found) == 4


def test_a_capital_inside_sentences_makes_a_name_without_any_title() -> None:
    found = _found("I heard Osgood is late", "we told Osgood twice", "cleaning up after osgood", sender="Tanti Dewanti")
    assert [who for who, _, _ in found] == ["Osgood", "Osgood", "Osgood"]


def test_an_everyday_word_is_a_name_only_where_it_acts_as_one() -> None:
    assert [who for who, _, _ in _found("I heard Grace is late", "so Grace said no")] == ["Grace", "Grace"]
    assert _found("please mark it", "mark the box") == []


def test_days_places_and_products_are_no_persons() -> None:
    assert (
        _found("we meet on Friday", "on Friday then", "see you in Bandung", "back from Bandung", "open it in Excel", "the Excel sheet")
        == []
    )


def test_titles_before_everyday_words_name_nobody() -> None:
    assert _found("bu guru datang", "mas bisa bantu", "pak siapa itu") == []


def test_initials_point_at_somebody() -> None:
    assert _found("si R lagi", "Mr B again") == [("R.", "third", False), ("B.", "third", False)]


def test_a_pronoun_carries_on_the_last_person_of_the_session_only() -> None:
    frame = messages(
        [("Rosa", "bu Hesti telat"), ("Tanti Dewanti", "dia selalu begitu"), ("Rosa", "suaranya keras")], [("Rosa", "dia siapa")]
    )
    found = references(frame, MEMBERS)
    assert found["msg_id"].tolist() == ["x-1", "x-2", "x-3"]
    assert set(found["refers_to"]) == {"Hesti"}


def test_mentions_are_found_by_name_number_and_first_name() -> None:
    known = people("Rosa", "Pak Gilang", "+62 811-0000-0001")
    frame = messages([("Rosa", "@\u2068Pak Gilang\u2069 halo"), ("Rosa", "@6281100000001"), ("Rosa", "@gilang"), ("Rosa", "@62999999999")])
    found = references(frame, known)
    assert found["refers_to"].tolist() == ["Pak Gilang", "+62 811-0000-0001", "Pak Gilang", "@62999999999"]
    assert found["form"].tolist() == ["mention"] * 4
    assert found["is_member"].tolist() == [True, True, True, False]


def test_people_do_not_refer_to_themselves_by_name() -> None:
    assert _found("Rosa di sini") == []
    assert _found("ini @\u2068Rosa\u2069") == [("Rosa", "mention", True)]


def test_of_two_members_with_one_first_name_the_one_who_wrote_last_is_meant() -> None:
    known = people("Dian Satu", "Dian Dua", "Rosa")
    frame = messages([("Dian Satu", "pagi"), ("Dian Dua", "pagi"), ("Rosa", "makasih Dian"), ("Rosa", "Dian Satu mana?")])
    assert references(frame, known)["refers_to"].tolist() == ["Dian Dua", "Dian Satu"]


def test_without_recent_words_the_one_who_writes_most_is_meant() -> None:
    known = people("Dian Satu", "Dian Dua", "Rosa")
    filler = [("Rosa", f"nota {number}") for number in range(45)]
    frame = messages([("Dian Satu", "a"), ("Dian Satu", "b"), ("Dian Dua", "c"), *filler, ("Rosa", "makasih Dian")])
    assert references(frame, known)["refers_to"].tolist() == ["Dian Satu"]


def test_a_number_that_answers_to_a_name_gets_it() -> None:
    number = "+62 811-0000-0001"
    day = [("Rosa", "makasih bu Wening"), (number, "sama-sama"), *[("Tanti Dewanti", "nota")] * 14]
    frame = references(messages(*[day] * 6), MEMBERS)
    assert set(frame["refers_to"]) == {number}
    assert frame["is_member"].all()


def test_a_name_the_number_itself_uses_is_somebody_else() -> None:
    calls = [(at, "wening", "address") for at in range(0, 80, 10)]
    authors = ["a", "n"] + ["b"] * 8
    assert aliases(calls, authors * 8, [0] * 80, ["n"]) == {"wening": "n"}
    assert aliases([*calls, (1, "wening", "third")], authors * 8, [0] * 80, ["n"]) == {}


def test_names_only_spoken_about_are_never_joined_to_a_number() -> None:
    calls = [(at, "wening", "third") for at in range(0, 80, 10)]
    assert aliases(calls, (["a", "n"] + ["b"] * 8) * 8, [0] * 80, ["n"]) == {}


def test_an_empty_chat_has_no_references() -> None:
    frame = references(messages(), MEMBERS)
    assert frame.empty
    REFERENCES.check(frame)


def test_missing_texts_refer_to_nobody() -> None:
    frame = messages([("Rosa", "Gilang?"), ("Rosa", "x")]).assign(text=None)
    assert references(frame, MEMBERS).empty


def test_shouting_makes_no_names() -> None:
    shouted = ["SEMUA KARDUS SUDAH DATANG TADI", "SEMUA KARDUS SUDAH DIHITUNG TADI"]
    assert absent_names(flat(shouted), directory(MEMBERS)) == frozenset()


def test_numbers_have_no_name_to_be_called_by() -> None:
    known = directory(MEMBERS)
    assert known.numbers == ("+62 811-0000-0001",)
    assert "gilang" in known.names
    assert "pak" not in known.names


def test_everyday_words_are_known_in_their_forms() -> None:
    assert is_everyday("disuruh")
    assert is_everyday("kursinya")
    assert not is_everyday("osgood")


def test_a_name_that_is_always_written_with_a_capital_needs_to_stand_inside_a_sentence_once() -> None:
    found = _found("Osgood is late", "who saw what Osgood did", "Osgood again", sender="Tanti Dewanti")
    assert [who for who, _, _ in found] == ["Osgood", "Osgood", "Osgood"]


def test_words_that_mostly_stand_without_a_title_are_no_names() -> None:
    said = ("kang abdi tos setor", "abdi ge ngiring", "punten abdi telat", "muhun abdi di dieu", "abdi teu acan")
    assert _found(*said, sender="Tanti Dewanti") == []
    assert [who for who, _, _ in _found("pak hesto belum datang", "hesto lagi di gudang", "kata hesto besok")] == ["Hesto"] * 3


def test_laughter_after_a_title_is_nobody() -> None:
    assert _found("iya kak wkwk", "aduh mbak hahaha", "siap bu hihihi", sender="Tanti Dewanti") == []


def test_a_word_for_a_rank_needs_a_name_with_a_capital() -> None:
    assert _found("the boss theme is loud", "boss theme again", sender="Tanti Dewanti") == []
    assert [who for who, _, _ in _found("chief Osgood said so", "soal chief Osgood", sender="Tanti Dewanti")] == ["Osgood", "Osgood"]


def test_a_name_that_looks_like_a_form_of_a_word_is_one_after_two_titles() -> None:
    assert [who for who, _, _ in _found("bu melani telat", "kata bu melani besok", sender="Tanti Dewanti")] == ["Melani", "Melani"]
    assert _found("bu melani telat", sender="Tanti Dewanti") == []
