from dataclasses import replace

from wag_analyzer.parser.chat import Chat
from wag_analyzer.parser.merge import merged
from wag_analyzer.parser.read import read_text
from wag_analyzer.people.decisions import DECIDED, Decisions, Row
from wag_analyzer.people.identities import SELF, People, Told, identify
from wag_analyzer.people.identities import decided as given
from wag_analyzer.people.roster import Member, Roster
from wag_analyzer.people.vcard import Card
from wag_analyzer.tables import ALIASES, LINKS


def people(text: str, roster: Roster | None = None) -> People:
    return identify(read_text(text), roster)


GROUP = """\
31/12/24, 09.00 - Rina membuat grup "Gudang"
31/12/24, 09.01 - Rina menambahkan Budi dan Dewi
31/12/24, 09.02 - Budi: halo semua
31/12/24, 09.03 - Rina: halo Budi
31/12/24, 10.00 - Budi keluar
"""


def test_a_silent_member_is_an_isolate_not_absent() -> None:
    table = people(GROUP).table.set_index("person")
    assert list(table.index) == ["Rina", "Budi", "Dewi"]
    assert table.loc["Dewi", "messages"] == 0
    assert table.loc["Dewi", "added_by"] == "Rina"


def test_comings_and_goings_are_noted() -> None:
    table = people(GROUP).table.set_index("person")
    assert str(table.loc["Budi", "joined"]) == "2024-12-31 09:01:00"
    assert str(table.loc["Budi", "left"]) == "2024-12-31 10:00:00"
    assert table["left"].isna()["Dewi"]
    assert bool(table.loc["Rina", "admin"])
    assert not bool(table.loc["Budi", "admin"])


def test_somebody_who_comes_back_has_not_left() -> None:
    table = people(GROUP + "31/12/24, 11.00 - Rina menambahkan Budi\n").table.set_index("person")
    assert table["left"].isna()["Budi"]
    assert str(table.loc["Budi", "joined"]) == "2024-12-31 09:01:00"


def test_who_removes_others_is_an_admin() -> None:
    table = people(GROUP + "31/12/24, 11.00 - Dewi mengeluarkan Budi\n").table.set_index("person")
    assert bool(table.loc["Dewi", "admin"])


def test_one_number_in_two_spellings_is_one_person() -> None:
    found = people("31/12/24, 09.02 - +62 812-0000-0003: halo\n31/12/24, 09.03 - Rina: @6281200000003 siap?\n")
    assert found.person_of["6281200000003"] == "+62 812-0000-0003"
    assert len(found.table) == 2
    reasons = found.identities.set_index("name")["reason"]
    assert reasons["6281200000003"] == "same number in another spelling"


def test_digits_that_no_member_has_make_no_person() -> None:
    assert people("31/12/24, 09.03 - Rina: @6281200000003 siap?\n31/12/24, 09.04 - Budi: ya\n").persons == ["Rina", "Budi"]


def test_a_changed_number_is_the_same_person() -> None:
    text = "31/12/24, 09:00 - +62 812-0000-0001: halo\n31/12/24, 09:10 - +62 812-0000-0001 changed to +62 812-0000-0002\n"
    found = people(text + "31/12/24, 09:11 - +62 812-0000-0002: nomor baru\n")
    assert found.persons == ["+62 812-0000-0002"]
    assert found.table.loc[0, "messages"] == 2


def test_the_exporter_is_who_the_file_says_you_to() -> None:
    text = '31/12/24, 09:00 - You created group "Plan"\n31/12/24, 09:01 - Rina: You deleted this message\n31/12/24, 09:02 - Budi: hi\n'
    found = people(text)
    assert found.person_of[SELF] == "Rina"
    assert found.table.set_index("person")["is_exporter"].to_dict() == {"Rina": True, "Budi": False}


def test_an_exporter_nobody_can_tell_stays_you() -> None:
    found = people('31/12/24, 09:00 - You created group "Plan"\n31/12/24, 09:01 - Rina: hi\n')
    assert SELF in found.persons
    assert bool(found.table.set_index("person").loc[SELF, "is_exporter"])


def test_names_that_look_or_sound_alike_are_only_suggested() -> None:
    found = people("31/12/24, 09:00 - Sari: a\n31/12/24, 09:01 - Ѕari: b\n31/12/24, 09:02 - SARI: c\n")
    assert len(found.table) == 3
    suggested = found.identities[~found.identities["applied"]]
    assert set(suggested["name"]) == {"Ѕari", "SARI"}


def test_composed_and_decomposed_letters_are_one_name() -> None:
    found = people("31/12/24, 09:00 - Jörg: a\n31/12/24, 09:01 - Jo\u0308rg: b\n")
    assert len(found.table) == 1


def test_a_roster_joins_aliases_and_brings_units() -> None:
    member = Member("Sari Dewi", ("Sari", "Bu Sari"), unit="Gudang", level=2)
    roster = Roster((member,), {"Sari": member, "Bu Sari": member, "Sari Dewi": member}, {})
    found = people("31/12/24, 09:00 - Sari: a\n31/12/24, 09:01 - Bu Sari: b\n31/12/24, 09:02 - Budi: c\n", roster)
    table = found.table.set_index("person")
    assert list(table.index) == ["Sari", "Budi"]
    assert table.loc["Sari", "unit"] == "Gudang"
    assert table["unit"].isna()["Budi"]


def test_who_is_only_mentioned_comes_after_everybody_who_acted_however_late() -> None:
    people = identify(read_text("13/01/9998, 08:00 - Sari: halo @\u2068Budi\u2069 dan @\u2068Rina\u2069\n13/01/9999, 08:01 - Tono: siap\n"))
    assert people.persons == ["Sari", "Tono", "Budi", "Rina"]


def decided(*rows: tuple[str, str, bool]) -> Told:
    return Told(decisions=Decisions(tuple(Row(name, person, applied=said) for name, person, said in rows)))


TWO = "31/12/24, 09.00 - Budi: halo\n31/12/24, 09.01 - Dewi: halo\n31/12/24, 09.02 - Pak Budi: siap\n"


def test_the_user_joins_names_and_may_give_the_person_a_new_one() -> None:
    found = identify(read_text(TWO), told=decided(("Budi", "Budi Santoso", True), ("Pak Budi", "Budi Santoso", True)))
    assert found.persons == ["Budi Santoso", "Dewi"]
    assert found.table.loc[0, "messages"] == 2
    assert found.person_of["Pak Budi"] == "Budi Santoso"
    row = found.identities.set_index("name").loc["Pak Budi"]
    assert (row["score"], row["reason"], bool(row["applied"])) == (1.0, DECIDED, True)
    assert found.identities.set_index("name").loc["Budi Santoso", "form"] == "given"


def test_a_join_can_be_taken_back_even_one_the_tool_makes_itself() -> None:
    text = "31/12/24, 09:00 - +62 812-0000-0001: halo\n31/12/24, 09:10 - +62 812-0000-0001 changed to +62 812-0000-0002\n"
    chat = read_text(text + "31/12/24, 09:11 - +62 812-0000-0002: nomor baru\n")
    assert len(identify(chat).persons) == 1
    apart = identify(chat, told=decided(("+62 812-0000-0001", "+62 812-0000-0002", False)))
    assert len(apart.persons) == 2
    assert apart.suggestions == ()
    refused = apart.identities[~apart.identities["applied"]].iloc[0]
    assert (refused["score"], refused["reason"]) == (0.0, "decided by you: two persons")


def test_two_names_the_user_gave_stay_two_persons_whatever_the_tool_thinks() -> None:
    chat = read_text("31/12/24, 09.02 - +62 812-0000-0003: halo\n31/12/24, 09.03 - Rina: @6281200000003 siap?\n")
    found = identify(chat, told=decided(("+62 812-0000-0003", "Budi", True), ("6281200000003", "Dewi", True)))
    assert set(found.persons) == {"Budi", "Dewi", "Rina"}


def test_decisions_on_names_that_are_not_here_do_nothing() -> None:
    found = identify(read_text(TWO), told=decided(("Nobody", "Budi", True), ("Nobody", "Dewi", False)))
    assert found.persons == identify(read_text(TWO)).persons


def test_below_the_threshold_names_are_suggested_and_at_it_they_are_joined() -> None:
    score = identify(read_text(TWO)).suggestions[0].score
    assert len(identify(read_text(TWO), told=Told(threshold=score + 0.01)).persons) == 3
    joined = identify(read_text(TWO), told=Told(threshold=score))
    assert joined.person_of["Pak Budi"] == "Budi"
    assert joined.suggestions == ()
    assert "form of address" in str(joined.identities.set_index("name").loc["Pak Budi", "reason"])


def test_names_that_only_look_alike_are_joined_by_no_threshold_but_by_the_user() -> None:
    chat = read_text("31/12/24, 09:00 - Sari: a\n31/12/24, 09:01 - Ѕari: b\n")
    assert len(identify(chat, told=Told(threshold=0.01)).persons) == 2
    assert len(identify(chat, told=decided(("Ѕari", "Sari", True))).persons) == 1


def test_above_every_score_even_a_changed_number_is_only_told() -> None:
    text = "31/12/24, 09:00 - +62 812-0000-0001: halo\n31/12/24, 09:10 - +62 812-0000-0001 changed to +62 812-0000-0002\n"
    assert len(identify(read_text(text), told=Told(threshold=1.0)).persons) == 2


NUMBERS = "31/12/24, 09.00 - +62 812-0000-0001: a\n31/12/24, 09.01 - +62 812-0000-0002: b\n31/12/24, 09.02 - Dewi: c\n"


def test_numbers_become_the_name_saved_for_them_however_they_are_dialled() -> None:
    cards = (Card("Budi Santoso", ("0812 0000 0001", "+62 812-0000-0002")), Card("Orang Lain", ("0899 0000 0009",)))
    found = identify(read_text(NUMBERS), told=Told(cards))
    assert found.persons == ["Budi Santoso", "Dewi"]
    row = found.identities.set_index("name").loc["+62 812-0000-0001"]
    assert (row["person"], row["reason"]) == ("Budi Santoso", "saved under this name in your contacts")
    assert "Orang Lain" not in found.person_of


def test_a_saved_name_that_writes_too_is_the_same_person_and_a_second_card_of_that_name_is_not() -> None:
    found = identify(read_text(NUMBERS), told=Told((Card("Dewi", ("+6281200000001",)), Card("Dewi", ("+6281200000002",)))))
    assert found.persons == ["Dewi", "+62 812-0000-0002"]


def test_the_user_outranks_the_contacts() -> None:
    rows = Decisions((Row("+62 812-0000-0001", "Pak Budi", applied=True), Row("+62 812-0000-0002", "Dewi", applied=False)))
    found = identify(read_text(NUMBERS), told=Told((Card("Budi", ("081200000001",)), Card("Dewi", ("081200000002",))), rows))
    assert found.persons == ["Pak Budi", "+62 812-0000-0002", "Dewi"]


def test_a_number_in_the_roster_as_it_is_dialled_at_home_is_called_by_the_roster_s_name() -> None:
    member = Member("Sari Dewi", number="0812 0000 0001", unit="Gudang")
    found = identify(read_text(NUMBERS), Roster((member,), {"Sari Dewi": member}, {"081200000001": member}))
    assert found.table.set_index("person").loc["Sari Dewi", "unit"] == "Gudang"


def test_a_person_with_two_numbers_who_lets_one_leave_is_still_there_and_did_not_add_himself() -> None:
    text = (
        "31/12/24, 09.00 - Budi menambahkan +62 812-0000-0001\n31/12/24, 09.01 - Budi: pindah\n31/12/24, 09.02 - Budi keluar\n"
        "31/12/24, 09.03 - +62 812-0000-0001: halo\n"
    )
    found = identify(read_text(text), told=decided(("+62 812-0000-0001", "Budi", True)))
    assert (found.persons, found.table["messages"].tolist()) == (["Budi"], [2])
    assert found.table[["left", "added_by"]].isna().all(axis=None)


def aliased(*rows: tuple[str, str, bool]) -> Chat:
    listed = [
        {"name": name, "file": "b.txt", "same_as": same, "score": 0.9, "reason": "40 lines", "applied": said} for name, same, said in rows
    ]
    return replace(read_text(TWO), aliases=ALIASES.frame(listed))


def test_what_other_phones_call_a_person_is_one_of_the_person_s_names() -> None:
    found = identify(
        aliased(("Bosku", "Budi", True), ("@self", "Dewi", True), ("Dewi", "Budi", True), ("Adik", "Budi", True), ("Adik", "Dewi", True))
    )
    assert found.person_of["Bosku"] == "Budi"
    row = found.identities.set_index("name").loc["Bosku"]
    assert (row["form"], row["score"], row["reason"]) == ("alias", 0.9, "40 lines")
    assert found.person_of["Dewi"] == "Dewi"
    assert "Adik" not in found.person_of


def test_what_the_joining_of_two_phones_only_finds_probable_is_a_suggestion() -> None:
    found = identify(aliased(("Dewi", "Budi", False), ("Nobody", "Budi", False)))
    assert any("aligned" in pair.keys and {pair.name, pair.person} == {"Budi", "Dewi"} for pair in found.suggestions)


def test_who_only_reacts_is_a_member_too() -> None:
    chat = read_text(TWO)
    links = LINKS.frame([{"answers": chat.messages["msg_id"][0], "kind": "reaction", "source": "Tono", "emoji": "👍"}])
    found = identify(replace(chat, links=links))
    assert found.identities.set_index("name").loc["Tono", "form"] == "reaction"
    assert found.persons[-1] == "Tono"


def test_a_roster_and_the_rows_decided_make_the_same_persons_again() -> None:
    told = Told((Card("Budi Santoso", ("0812 0000 0001",)),), Decisions((Row("+62 812-0000-0002", "Dewi", applied=True),)))
    first = identify(read_text(NUMBERS), told=told)
    rows = given(first)
    assert rows["name"].tolist() == ["+62 812-0000-0001", "+62 812-0000-0002"]
    again = Decisions(tuple(Row(row["name"], row["person"], applied=True, reason=row["reason"]) for _, row in rows.iterrows()))
    second = identify(read_text(NUMBERS), told=Told(decisions=again))
    assert second.persons == first.persons
    assert given(second)["reason"].tolist() == ["decided by you; saved under this name in your contacts", "decided by you"]


def test_a_number_given_beside_a_name_is_read_with_the_hyphens_and_spaces_of_an_address_book() -> None:
    text = "31/12/24, 09.00 - Budi: halo\n31/12/24, 09.01 - Rina: nomor Budi +62\u00a0812\u20110000\u20110003\n"
    found = people(text + "31/12/24, 09.02 - +62 812-0000-0003: siap\n")
    assert [(pair.name, pair.person) for pair in found.suggestions] == [("+62 812-0000-0003", "Budi")]


def test_you_is_somebody_only_where_every_phone_says_so() -> None:
    told = '31/12/24, 09:00 - You created group "Plan"\n31/12/24, 09:01 - Rina: You deleted this message\n31/12/24, 09:02 - Budi: hi\n'
    untold = '31/10/24, 09:00 - You created group "Gudang"\n31/10/24, 09:02 - Joko: halo\n'
    both = identify(merged([read_text(told, "Plan.txt"), read_text(untold, "Gudang.txt")]))
    assert both.person_of[SELF] == SELF
    same = identify(merged([read_text(told, "Plan.txt"), read_text(told.replace("Plan", "Lain").replace("/24", "/23"), "Lain.txt")]))
    assert same.person_of[SELF] == "Rina"
