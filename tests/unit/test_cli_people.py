import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from wag_analyzer.cli import cli

CHAT = """\
31/12/24, 09.00 - Rina membuat grup "Gudang"
31/12/24, 09.02 - Budi: halo semua
31/12/24, 09.05 - Pak Budi: siap
31/12/24, 09.10 - +62 812-3456-7890: halo Rina
31/12/24, 09.11 - =Sum(A1): ok
31/12/24, 10.00 - =SUM(A1): ok
01/01/25, 11.06 - Rina: pagi Budi
"""


@pytest.fixture
def chat(tmp_path: Path) -> Path:
    path = tmp_path / "chat.txt"
    path.write_text(CHAT, encoding="utf-8")
    return path


def run(*arguments: object, code: int = 0) -> Result:
    result = CliRunner().invoke(cli, [str(argument) for argument in arguments], standalone_mode=False)
    if code == 0:
        assert result.exception is None, result.output
    return result


def names(*arguments: object) -> list[str]:
    rows = map(json.loads, run("people", *arguments, "--format", "jsonl", "-q").stdout.split("\n")[:-1])
    return [row["person"] for row in rows]


def test_suggestions_read_as_plain_words_in_both_languages(chat: Path) -> None:
    english = run("people", chat, "--suggest", "-q").stdout
    assert "Pak Budi  =  Budi ?" in english
    assert "for: the same name, with and without a form of address or degree" in english
    assert f"wag audit {chat} --apply identities.csv" in english
    indonesian = run("people", chat, "--suggest", "-q", "--lang", "id").stdout
    assert "mendukung: nama yang sama" in indonesian
    assert "0,93 sangat mungkin" in indonesian


def test_the_list_of_people_reads_as_plain_words_in_both_languages(chat: Path, tmp_path: Path) -> None:
    english = run("people", chat)
    assert english.stdout.startswith("6 people; 0 never wrote.\n\nname ")
    assert "31 Dec 2024" in english.stdout
    assert "admin" in english.stdout
    assert "brought in by" not in english.stdout
    assert f"2 pairs of names may be one person: wag people {chat} --suggest" in english.stderr
    roster = tmp_path / "roster.csv"
    roster.write_text("name,aliases,unit,level\nBudi,Pak Budi,Gudang,2\n", encoding="utf-8")
    indonesian = run("people", chat, "--lang", "id", "--roster", roster)
    assert indonesian.stdout.startswith("5 orang; 0 tidak pernah menulis.\n\nnama ")
    assert "Gudang  2        Pak Budi" in indonesian.stdout
    assert "1 pasang nama mungkin satu orang" in indonesian.stderr


def test_the_exporter_without_a_name_is_called_you(tmp_path: Path) -> None:
    path = tmp_path / "chat.txt"
    path.write_text('31/12/24, 08.59 - Anda membuat grup "Gudang"\n31/12/24, 09.00 - Rina: a\n', encoding="utf-8")
    assert "you (who exported this chat)  =  Rina ?" in run("people", path, "--suggest", "-q").stdout
    listed = run("people", path, "-q", "--lang", "id").stdout
    assert "Anda (yang mengekspor obrolan ini)" in listed
    assert "@self" not in listed


def test_a_chat_without_doubtful_names_says_so(tmp_path: Path) -> None:
    path = tmp_path / "chat.txt"
    path.write_text("31/12/24, 09.00 - Rina: a\n31/12/24, 09.02 - Budi: b\n", encoding="utf-8")
    assert run("people", path, "--suggest", "-q").stdout == "No names look like one person under two names.\n"
    path.write_text("31/12/24, 09.00 - Rina: a\n31/12/24, 09.02 - RINA: b\n", encoding="utf-8")
    assert run("people", path, "--suggest", "-q").stdout.startswith("1 pair of names may be one person.")


def test_the_table_of_suggestions_is_filled_in_and_handed_back(chat: Path, tmp_path: Path) -> None:
    table = tmp_path / "identities.csv"
    run("people", chat, "--suggest", "--format", "csv", "-o", table, "-q")
    rows = list(csv.DictReader(io.StringIO(table.read_text(encoding="utf-8"))))
    assert list(rows[0]) == ["name", "form", "person", "score", "reason", "applied"]
    assert {row["applied"] for row in rows} == {""}
    assert names(chat, "--apply", table) == names(chat)
    for row in rows:
        row["applied"] = "yes" if "Sum" in row["name"] + row["person"] else "no"
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    assert names(chat, "--apply", table) == ["Rina", "Budi", "Pak Budi", "+62 812-3456-7890", "=Sum(A1)"]
    told = run("people", chat, "--identities", table)
    assert "1 joined and 1 kept apart by your table." in told.stderr
    left = run("people", chat, "--apply", table, "--suggest", "--format", "csv", "-q").stdout
    assert [row["applied"] for row in csv.DictReader(io.StringIO(left))] == ["no"]


def test_a_threshold_joins_what_reaches_it(chat: Path) -> None:
    assert "Pak Budi" not in names(chat, "--identity-threshold", "0.75")
    assert "Pak Budi" in names(chat, "--identity-threshold", "0.9")


def test_contacts_name_the_numbers_in_every_command_that_knows_people(chat: Path, tmp_path: Path) -> None:
    cards = tmp_path / "contacts.vcf"
    cards.write_text("BEGIN:VCARD\nFN:Joko Widagdo\nTEL:0812-3456-7890\nEND:VCARD\n", encoding="utf-8")
    assert "Joko Widagdo" in names(chat, "--vcard", cards)
    assert "+62" in run("invitations", chat, "-q", "--format", "csv").stdout + run("ties", chat, "-q", "--bootstrap", "1").stdout
    named = run("ties", chat, "-q", "--format", "csv", "--bootstrap", "1", "--vcard", cards).stdout
    assert "+62" not in named
    assert "Joko Widagdo" in named


@pytest.mark.parametrize("command", ["people", "replies", "ties", "network", "invitations", "detect", "audit"])
def test_every_command_that_knows_people_takes_what_the_user_knows(command: str) -> None:
    told = run(command, "--help").stdout
    assert all(option in told for option in ("--roster", "--vcard", "--apply", "--identity-threshold"))


def test_rows_about_nobody_in_the_chat_are_counted(chat: Path, tmp_path: Path) -> None:
    table = tmp_path / "identities.csv"
    table.write_text("name;person;applied\nBudi;Budi Santoso;ya\nTono;Rina;ya\n", encoding="utf-8")
    told = run("people", chat, "--apply", table, "--lang", "id")
    assert "1 digabung dan 0 dipisahkan oleh tabel Anda. 1 baris tabel tidak menyebut siapa pun di obrolan ini." in told.stderr
    assert "Budi Santoso" in told.stdout


def test_a_bad_table_is_one_line_with_its_line_number(chat: Path, tmp_path: Path) -> None:
    table = tmp_path / "identities.csv"
    table.write_text("name,person,applied\nBudi,Rina,perhaps\n", encoding="utf-8")
    result = run("people", chat, "--apply", table, code=2)
    assert str(result.exception) == f"{table}, line 2: applied is 'perhaps'; write yes, no, or leave it empty"


def test_a_case_keeps_the_decisions_through_every_later_command_and_audit(chat: Path, tmp_path: Path) -> None:
    table, cards, case = tmp_path / "identities.csv", tmp_path / "contacts.vcf", tmp_path / "a.case"
    table.write_text("name,person,applied\nPak Budi,Budi,yes\n=SUM(A1),=Sum(A1),no\n", encoding="utf-8")
    cards.write_text("BEGIN:VCARD\nFN:Joko\nTEL:081234567890\nEND:VCARD\n", encoding="utf-8")
    key = tmp_path / "key"
    run("audit", chat, "-o", case, "--apply", table, "--vcard", cards, "--bootstrap", "2", "--key", key, "-q")
    table.unlink()
    cards.unlink()
    expected = ["Rina", "Budi", "Joko", "=Sum(A1)", "=SUM(A1)"]
    assert names(case) == expected
    assert "files as they were written" in run("verify", case).stdout
    again = run("audit", chat, "-o", case, "--bootstrap", "2", "--key", key)
    assert "identities.given.csv: who is who as decided before" in again.stderr
    assert names(case) == expected
    kept = (case / "identities.given.csv").read_text(encoding="utf-8")
    assert kept.split("\n")[0] == "name,form,person,score,reason,applied"
    assert kept.count("\n") == 4
    other = tmp_path / "other.csv"
    other.write_text("name,person,applied\nRina,Rina Putri,yes\n", encoding="utf-8")
    assert "Rina Putri" in names(case, "--apply", other)
    assert names(case) == expected
    run("audit", chat, "-o", case, "--apply", other, "--bootstrap", "2", "--key", key, "-q")
    assert "Pak Budi" in names(case)
    other.unlink()
    assert "Rina Putri" in names(case)


def test_no_name_leaves_a_case_through_the_reasons_of_suggestions(chat: Path, tmp_path: Path) -> None:
    case = tmp_path / "a.case"
    run("audit", chat, "-o", case, "--bootstrap", "2", "--key", tmp_path / "key", "-q")
    public = (case / "identities.csv").read_text(encoding="utf-8")
    assert "the same name, with and without a form of address or degree" in public
    assert "Budi" not in public
