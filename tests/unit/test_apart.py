"""A 'no' of the user takes back that two phones' names are one person; without it everything is as before."""

from pathlib import Path

import pytest

from wag_analyzer.__main__ import _run
from wag_analyzer.parser.chat import Chat
from wag_analyzer.parser.merge import merged
from wag_analyzer.parser.read import read_text
from wag_analyzer.people.apart import unjoined
from wag_analyzer.people.decisions import Decisions, Row
from wag_analyzer.people.identities import Told, identify

NUMBER = "+62 811-0000-0001"
NAMES = ("Sari", "Budi", "Tono")
OTHERS = (NUMBER, "Budi Kantor", "Tono")


def export(names: tuple[str, ...]) -> str:
    return "".join(f"13/01/24, 08:{turn:02} - {names[turn % len(names)]}: kabar nomor {turn} dari gudang\n" for turn in range(30))


def joined() -> Chat:
    files = (("WhatsApp Chat with Tim.txt", NAMES), ("WhatsApp Chat with Tim (1).txt", OTHERS))
    return merged([read_text(export(names), file) for file, names in files])


def no(*pairs: tuple[str, str]) -> Decisions:
    return Decisions(tuple(Row(name, person, applied=False) for name, person in pairs))


@pytest.mark.parametrize("pair", [(NUMBER, "Sari"), ("Sari", NUMBER), (f"'{NUMBER}", "Sari")])
def test_what_two_phones_made_one_person_is_two_again_and_their_messages_too(pair: tuple[str, str]) -> None:
    chat = joined()
    assert chat.messages["sender"].value_counts().to_dict() == {"Sari": 10, "Budi Kantor": 10, "Tono": 10}
    apart = unjoined(chat, no(pair))
    assert apart.messages["sender"].value_counts().to_dict() == {"Sari": 10, NUMBER: 10, "Budi Kantor": 10, "Tono": 10}
    assert set(apart.aliases["name"]) == {"Budi"}
    people = identify(apart, told=Told(decisions=no(pair)))
    assert {people.person_of["Sari"], people.person_of[NUMBER]} == {"Sari", NUMBER}
    assert not {frozenset((row.name, row.person)) for row in people.suggestions} & {frozenset(("Sari", NUMBER))}


def test_two_phones_names_are_two_persons_also_where_neither_is_shown() -> None:
    apart = unjoined(joined(), no(("Budi", "Budi Kantor"), (NUMBER, "Sari")))
    assert len(apart.messages) == 50
    assert apart.aliases.empty


def test_without_the_decision_everything_is_as_before() -> None:
    chat = joined()
    apart = unjoined(chat, no((NUMBER, "Sari")))
    again = merged(apart.parts)
    assert again.messages.equals(chat.messages)
    assert again.aliases.equals(chat.aliases)


@pytest.mark.parametrize(
    "decisions", [Decisions(), no(("Sari", "Budi")), no(("Sari", "Nobody")), Decisions((Row(NUMBER, "Sari", applied=True),))]
)
def test_decisions_that_take_no_join_back_change_nothing(decisions: Decisions) -> None:
    chat = joined()
    assert unjoined(chat, decisions) is chat


def test_one_export_has_nothing_to_take_back() -> None:
    chat = read_text(export(NAMES))
    assert unjoined(chat, no(("Sari", "Budi"))) is chat


def test_a_name_that_two_books_give_to_two_people_is_meant_without_the_file_behind_it() -> None:
    files = (("WhatsApp Chat with Tim.txt", ("Ibu", "Budi")), ("WhatsApp Chat with Tim (1).txt", ("Budi", "Ibu")))
    chat = merged([read_text(export(names), file) for file, names in files])
    pairs = [(str(name), str(person)) for name, person in zip(chat.aliases["name"], chat.aliases["same_as"], strict=True)]
    same, other = (next(pair for pair in pairs if pair[1].startswith(pair[0]) == wanted) for wanted in (True, False))
    assert unjoined(chat, no(same)) is chat
    assert len(unjoined(chat, no(other)).messages) == 60


def test_the_command_line_takes_the_table_back_and_forth(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    paths = [tmp_path / "WhatsApp Chat with Tim.txt", tmp_path / "WhatsApp Chat with Tim (1).txt"]
    for path, names in zip(paths, (NAMES, OTHERS), strict=True):
        path.write_text(export(names), encoding="utf-8")
    table = tmp_path / "identities.csv"
    table.write_text(f"name,person,applied\n'{NUMBER},Sari,no\n", encoding="utf-8")
    counts = []
    for more in ([], ["--apply", str(table)], []):
        assert _run(["people", *map(str, paths), "--format", "csv", "-q", *more]) == 0
        counts.append(capsys.readouterr().out.count("\n") - 1)
    assert counts == [3, 4, 3]
