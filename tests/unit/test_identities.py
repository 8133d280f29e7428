from wag_analyzer.parser.read import read_text
from wag_analyzer.people.identities import SELF, People, identify
from wag_analyzer.people.roster import Member, Roster


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
