import pytest

from wag_analyzer.parser.events import Recognised, Recogniser
from wag_analyzer.parser.phrases import load

READ = Recogniser(load()).recognise


def test_who_added_whom() -> None:
    assert READ("Rina added Budi", "en") == Recognised("added", "Rina", ("Budi",), locale="en")


def test_several_persons_are_added_in_one_line() -> None:
    found = READ("Rina menambahkan Budi Santoso, Joko dan +62 812-0000-0003", "id")
    assert found is not None
    assert found.targets == ("Budi Santoso", "Joko", "+62 812-0000-0003")


def test_a_word_for_and_behind_the_last_comma_is_no_name() -> None:
    found = READ("Rina added Ana, Budi, and Joko", "en")
    assert found is not None
    assert found.targets == ("Ana", "Budi", "Joko")


def test_two_persons_may_be_joined_by_and_alone() -> None:
    found = READ("Rina added Ana and Budi", "en")
    assert found is not None
    assert found.targets == ("Ana", "Budi")


def test_a_known_name_keeps_its_and_and_its_comma() -> None:
    known = {"Rina", "Ani dan Budi", "Santoso, Joko"}
    found = READ("Rina menambahkan Santoso, Joko, Ani dan Budi", "id", known)
    assert found is not None
    assert found.targets == ("Santoso, Joko", "Ani dan Budi")
    whole = READ("Rina menambahkan Ani dan Budi", "id", known)
    assert whole is not None
    assert whole.targets == ("Ani dan Budi",)


@pytest.mark.parametrize(
    ("line", "locale", "actor", "targets"),
    [
        ("You added Budi", "en", "@self", ("Budi",)),
        ("Budi added you", "en", "Budi", ("@self",)),
        ("Anda telah mengeluarkan Budi", "id", "@self", ("Budi",)),
        ("Te uniste desde la comunidad", "es", "@self", ()),
        ("Du wurdest hinzugefügt.", "de", None, ("@self",)),
        ("Budi hat dich hinzugefügt.", "de", "Budi", ("@self",)),
        ("You're now an admin", "en", None, ("@self",)),
        ("Вы добавили Иван", "ru", "@self", ("Иван",)),
    ],
)
def test_the_owner_of_the_phone_is_self(line: str, locale: str, actor: str | None, targets: tuple[str, ...]) -> None:
    found = READ(line, locale)
    assert found is not None
    assert (found.actor, found.targets) == (actor, targets)


def test_who_was_added_by_nobody_named_has_no_actor() -> None:
    assert READ("Budi was added", "en") == Recognised("added", None, ("Budi",), locale="en")


def test_a_subject_may_hold_anything() -> None:
    found = READ('Rina: R changed the subject from "A to B: “x”" to "Budi added Joko - ok"', "en")
    assert found == Recognised("subject_changed", "Rina: R", (), "A to B: “x”", "Budi added Joko - ok", "en")


def test_spaces_inside_a_subject_stay_as_typed() -> None:
    found = READ("You created group “Tim\u00a0A  B”", "en")
    assert found is not None
    assert found.new == "Tim\u00a0A  B"


def test_a_changed_number_ties_two_numbers() -> None:
    found = READ("\u202a+62 812\u20110001\u202c changed to \u202a+62\u00a0812-0002\u202c", "en")
    assert found == Recognised("number_changed", "+62 812-0001", (), "+62 812-0001", "+62 812-0002", "en")


def test_a_changed_number_may_be_unsaid() -> None:
    line = "Rina changed their phone number to a new number. Tap to message or add the new number."
    assert READ(line, "en") == Recognised("number_changed", "Rina", locale="en")


def test_a_notice_may_go_on_in_words_never_seen() -> None:
    assert READ("Messages and calls are end-to-end encrypted. Whatever comes next.", "en") == Recognised("encryption", locale="en")
    assert READ("Messages and calls are end-to-end encryptedly odd", "en") is None


def test_marks_and_odd_spaces_do_not_hide_an_event() -> None:
    assert READ("\u200e~\u202fDefne joined using a group\u00a0link.", "en") == Recognised("joined_link", "Defne", locale="en")


def test_names_may_hold_the_words_of_a_pattern_when_they_are_known() -> None:
    known = {"Who added Me", "Left left"}
    assert READ("Who added Me added Left left", "en", known) == Recognised("added", "Who added Me", ("Left left",), locale="en")
    assert READ("Left left left", "en", known) == Recognised("left", "Left left", locale="en")


def test_one_known_name_is_better_than_none() -> None:
    assert READ("Who added Me added Newcomer", "en", {"Who added Me"}) == Recognised("added", "Who added Me", ("Newcomer",), locale="en")


def test_the_shortest_reading_stands_when_no_reading_is_known() -> None:
    assert READ("A added B added C", "en", {"X"}) == Recognised("added", "A", ("B added C",), locale="en")


def test_names_divided_by_a_space_alone_are_settled_by_known_names_or_evenly() -> None:
    line = "Rina Maya Hapsari Budi را اضافه کرد"
    known = READ(line, "fa", {"Rina Maya Hapsari", "Budi"})
    assert known is not None
    assert (known.actor, known.targets) == ("Rina Maya Hapsari", ("Budi",))
    even = READ(line, "fa")
    assert even is not None
    assert (even.actor, even.targets) == ("Rina Maya", ("Hapsari Budi",))


def test_an_app_that_lacks_a_translation_writes_english() -> None:
    found = READ("Rina pinned a message", "de")
    assert found is not None
    assert (found.type, found.locale) == ("pinned", "en")


def test_without_a_language_the_heaviest_wording_of_all_wins() -> None:
    found = READ("Budi hat die Gruppe verlassen.")
    assert found == Recognised("left", "Budi", locale="de")
    assert READ("Budi hat die Gruppe verlassen.", "tlh") == found


@pytest.mark.parametrize("line", ["", "\u200e", "halo semua", " left", "~ ", "x" * 5000 + " left", "A\nB left"])
def test_what_is_no_event_is_none(line: str) -> None:
    assert READ(line, "en") is None


def test_a_hostile_line_is_read_in_linear_time() -> None:
    assert READ(" to ".join(["a changed from b"] + ["x"] * 600), "en", {"nobody"}) is not None
    assert READ("A added " * 400, "en", {"nobody"}) is not None
    crowd = READ("A added " + ", ".join(["b"] * 1300), "en", {"nobody"})
    assert crowd is not None
    assert len(crowd.targets) == 1300
