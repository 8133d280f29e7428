import pytest

from wag_analyzer.parser.read import read_text
from wag_analyzer.people.identities import People, identify
from wag_analyzer.people.likeness import Likeness
from wag_analyzer.people.name_forms import form


def chat(*lines: str, start: str = '01/02/24, 09.00 - Rina membuat grup "Gudang"') -> People:
    """Read lines such as ``2 09.01 Budi: halo`` (day, time, rest)."""
    told = [f"{int(day):02d}/02/24, {time} - {rest}" for day, time, rest in (line.split(" ", 2) for line in lines)]
    return identify(read_text("\n".join([start, *told, "28/02/24, 09.00 - Rina: salam", ""])))


def told(people: People) -> dict[frozenset[str], tuple[str, ...]]:
    return {frozenset({pair.name, pair.person}): pair.keys for pair in people.suggestions}


def test_a_first_name_that_only_one_member_has_is_suggested_with_its_reason() -> None:
    people = chat("1 09.01 Budi Santoso: halo", "2 10.00 Budi: siap")
    (pair,) = people.suggestions
    assert (pair.name, pair.person, pair.keys) == ("Budi", "Budi Santoso", ("short",))
    assert 0.5 < pair.score < 0.95
    row = people.identities[~people.identities["applied"]].iloc[0]
    assert (row["name"], row["person"], row["score"]) == ("Budi", "Budi Santoso", pair.score)
    assert row["reason"] == "one is the other's first name or beginning"


def test_a_first_name_that_fits_two_members_is_weaker_and_says_so() -> None:
    people = chat("1 09.01 Budi Santoso: halo", "2 10.00 Budi: siap", "3 11.00 Budi Hartono: siap")
    assert all("rival" in keys for keys in told(people).values())
    assert all(pair.score < 0.5 for pair in people.suggestions)


def test_two_who_answer_each_other_are_hardly_one_person() -> None:
    lines = [f"1 09.{minute:02d} {'Budi' if minute % 2 else 'Budi Santoso'}: pesan" for minute in range(1, 9)]
    assert told(chat(*lines)) == {}
    few = chat(*lines[:2], "3 09.00 Budi: pesan")
    assert told(few) == {frozenset({"Budi", "Budi Santoso"}): ("short", "exchanges_few")}
    some = chat(*[line.replace("Budi Santoso", "BUDI") for line in lines[:4]])
    assert "exchanges" in told(some)[frozenset({"Budi", "BUDI"})]


def test_one_who_stops_when_the_other_begins_speaks_for_one_person() -> None:
    early = [f"{day} 09.00 Dewi: pagi" for day in range(1, 6)]
    late = [f"{day} 09.00 Dewi Lestari: pagi" for day in range(10, 15)]
    assert told(chat(*early, *late)) == {frozenset({"Dewi", "Dewi Lestari"}): ("short", "succeeds")}


def test_writing_on_different_days_more_than_chance_explains_speaks_for_one_person() -> None:
    odd = [f"{day} 09.00 {'Dewi' if day % 2 else 'Dewi Lestari'}: pagi" for day in range(1, 15)]
    assert told(chat(*odd)) == {frozenset({"Dewi", "Dewi Lestari"}): ("short", "never_same_day")}


def test_a_mention_of_the_other_or_of_both_in_one_message_speaks_against() -> None:
    first = chat("1 09.01 BUDI: halo @\u2068Budi\u2069", "5 09.01 Budi: ya")
    assert told(first) == {frozenset({"BUDI", "Budi"}): ("case", "mentions")}
    both = chat("1 09.01 Rina: tolong @\u2068Budi\u2069 dan @\u2068BUDI\u2069", "5 09.01 Budi: ya")
    assert told(both) == {frozenset({"BUDI", "Budi"}): ("case", "together")}


def test_sir_and_madam_and_different_offices_speak_against() -> None:
    assert told(chat("1 09.01 Pak Dwi: a", "2 09.01 Bu Dwi: b")) == {}
    offices = told(chat("1 09.01 Budi Gudang: a", "2 09.01 Budi HRD: b"))
    assert offices == {frozenset({"Budi Gudang", "Budi HRD"}): ("work", "places")}


def test_letters_of_another_script_may_be_an_impersonation_and_stay_low() -> None:
    (pair,) = chat("1 09.01 Sari Dewi: a", "2 09.01 Ѕari Dewi: b").suggestions
    assert pair.keys == ("looks",)
    assert pair.score == 0.2
    assert not pair.is_joinable


NUMBER = "+62 812-3456-7890"


@pytest.mark.parametrize(
    ("line", "key"),
    [
        (f"5 09.00 {NUMBER}: halo, ini nomor baru saya, Joko", "intro"),
        (f"5 09.00 {NUMBER}: Assalamualaikum, perkenalkan saya Joko dari gudang", "intro"),
        (f"5 09.00 {NUMBER}: this is my new number, Joko Widagdo", "intro"),
        (f"5 09.00 {NUMBER}: ini Joko", "intro_likely"),
        (f"5 09.00 {NUMBER}: pagi semua, saya Djoko, mohon izin", "intro_likely"),
        ("5 09.00 Rina: no hp Joko 0812 3456 7890", "told"),
        ("5 09.00 Rina: Joko: +62 812-3456-7890\nBudi: +62 813-0000-0000", "told"),
        ("5 09.00 Joko Widagdo: nomor baru saya 0812-3456-7890", "own"),
    ],
)
def test_what_is_said_about_a_number_ties_it_to_a_name(line: str, key: str) -> None:
    people = chat("1 09.01 Joko Widagdo: halo", line, f"9 09.00 {NUMBER}: siap", "20 09.00 Rina: terima kasih")
    assert told(people) == {frozenset({"Joko Widagdo", NUMBER}): (key,)}
    assert next(iter(people.suggestions)).person == "Joko Widagdo"


@pytest.mark.parametrize(
    "line",
    [
        f"5 09.00 {NUMBER}: ini Joko belum kirim laporan",
        f"5 09.00 {NUMBER}: saya setuju",
        f"5 09.00 {NUMBER}: nomor baru siapa ini?",
        f"5 09.00 {NUMBER}: {'panjang ' * 60} ini Joko",
        "5 09.00 Rina: Joko pesan 0812 0000 1111 unit",
        "5 09.00 Rina: hubungi 0812 3456 7890",
    ],
)
def test_what_only_sounds_like_an_introduction_ties_nothing(line: str) -> None:
    assert told(chat("1 09.01 Joko: halo", line, f"9 09.00 {NUMBER}: siap")) == {}


def test_a_name_that_fits_two_members_introduces_neither() -> None:
    assert told(chat("1 09.01 Joko Adi: halo", "1 12.01 Joko Bayu: halo", f"5 09.00 {NUMBER}: ini Joko")) == {}


def test_a_change_of_number_of_which_only_one_end_is_told_points_to_the_one_newcomer() -> None:
    changed = "3 09.00 +62 812-0000-0001 telah mengganti nomor teleponnya ke nomor baru. Ketuk untuk kirim pesan atau tambahkan nomor baru."
    before = ["1 09.00 +62 812-0000-0001: pagi", "1 09.05 Budi: pagi"]
    people = chat(*before, changed, f"5 09.00 {NUMBER}: pagi")
    assert told(people)[frozenset({"+62 812-0000-0001", NUMBER})] == ("changed",)
    several = chat(*before, changed, f"5 09.00 {NUMBER}: pagi", "6 09.00 Tono: pagi")
    assert told(several)[frozenset({"+62 812-0000-0001", NUMBER})] == ("changed_many",)


def test_who_answers_when_a_number_is_mentioned_may_be_its_owner() -> None:
    calls = [
        line
        for day in range(1, 13)
        for line in (
            f"{day} 09.00 Budi: @\u2068{NUMBER}\u2069 tolong",
            f"{day} 09.05 Sari: siap",
            f"{day} 15.00 Tono: a",
            f"{day} 15.01 Rina: b",
            f"{day} 15.02 Budi: c",
            f"{day} 15.03 Tono: d",
            f"{day} 15.04 Rina: e",
            f"{day} 15.05 Budi: f",
        )
    ]
    joined = chat("1 08.00 Rina menambahkan +62 812-3456-7890", *calls)
    assert told(joined)[frozenset({"Sari", NUMBER})] == ("answers",)
    assert "answers_weak" in told(chat("1 08.00 Rina menambahkan +62 812-3456-7890", *calls[:32])).get(
        frozenset({"Sari", NUMBER}), ("answers_weak",)
    )


def test_the_one_sender_of_whose_coming_no_line_tells_may_be_the_exporter() -> None:
    start = '01/02/24, 09.00 - Anda membuat grup "Gudang"\n01/02/24, 09.00 - Anda menambahkan Rina dan Budi'
    people = chat("1 09.01 Budi: halo", "1 09.02 Tono: pagi", start=start)
    assert told(people) == {frozenset({"@self", "Tono"}): ("exporter",)}
    assert people.suggestions[0].person == "Tono"
    assert told(chat("1 09.01 Budi: halo", "1 09.02 Tono: pagi", "1 09.03 Dewi: pagi", start=start)) == {}
    late = chat("1 08.01 Budi: halo", "1 09.02 Tono: pagi", start="01/02/24, 07.00 - Budi: sudah ada\n" + start)
    assert told(late) == {}


def test_a_chat_of_events_alone_and_one_of_a_single_person_have_nothing_to_suggest() -> None:
    assert identify(read_text('13/02/2024, 08:00 - Rina created group "Tim"\n13/02/2024, 08:01 - Rina added Budi\n')).suggestions == ()
    assert identify(read_text("13/02/2024, 08:00 - Rina: halo\n")).suggestions == ()


def test_suggestions_come_best_first_and_the_same_on_every_run() -> None:
    lines = ["1 09.01 Budi Santoso: a", "2 09.01 BUDI: b", "3 09.01 Budi: c", "4 09.01 Bud: d"]
    first, second = chat(*lines), chat(*lines)
    assert first.suggestions == second.suggestions
    scores = [pair.score for pair in first.suggestions]
    assert scores == sorted(scores, reverse=True)


def test_words_with_one_beginning_or_ending_are_found_without_looking_at_all() -> None:
    likeness = Likeness({name: [name] for name in ("Rina Sari", "Sarinah", "Ina", "Wulansari", "Budi")})
    pairs = {frozenset(pair) for pair in likeness.pairs()}
    assert frozenset(("Rina Sari", "Sarinah")) in pairs
    one, other = form("Rina Sari"), form("Sari")
    assert likeness.has_rival("Rina Sari", "Sarinah", one, other)
    assert not likeness.has_rival("Budi", "x", form("Budi"), form("Budi Joko"))


def test_in_a_chat_of_more_names_than_a_group_holds_only_rare_keys_are_followed() -> None:
    many = {f"Budi {number:05}x{number % 7}": [f"Budi {number:05}x{number % 7}"] for number in range(40)}
    assert len(list(Likeness(many).pairs())) >= 40 * 39 // 2
    more = {**many, **{f"Q{number:06}": [f"Q{number:06}"] for number in range(20_000)}}
    assert len([pair for pair in Likeness(more).pairs() if set(pair) <= many.keys()]) < 40 * 39 // 4
