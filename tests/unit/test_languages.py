from wag_analyzer.parser.languages import guess_locale


def test_system_lines_tell_the_language_and_the_evidence_says_so() -> None:
    code, evidence = guess_locale(["Anda membuat grup", "Budi keluar", "halo"], ["pagi", "<Media tidak disertakan>"])
    assert code == "id"
    assert evidence.startswith("2 of 3 different system lines and 1 kinds of placeholder are in Indonesian")


def test_a_placeholder_alone_tells_the_language() -> None:
    assert guess_locale([], ["oi", "<Mídia omitida>"])[0] == "pt-BR"


def test_a_placeholder_behind_a_sender_with_a_colon_counts() -> None:
    assert guess_locale([], ["Senin 10: <Media tidak disertakan>"])[0] == "id"


def test_lines_that_fit_two_languages_name_both() -> None:
    code, evidence = guess_locale([], ["‎GIF omitido"])
    assert "also fit" in evidence
    assert code in {"es", "pt-BR", "pt-PT", "ca"}


def test_english_wins_a_draw() -> None:
    assert guess_locale(["Budi left"])[0] == "en"


def test_null_is_said_in_every_language() -> None:
    assert guess_locale([], ["null"])[0] == "unknown"


def test_nothing_tells_when_only_people_speak() -> None:
    assert guess_locale([], ["halo", "apa kabar", ""]) == ("unknown", "no system line and no placeholder shows a wording we know")
    assert guess_locale([])[0] == "unknown"
