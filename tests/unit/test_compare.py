"""``wag compare A B`` as a user meets it."""

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from wag_analyzer.__main__ import _run

START = datetime.fromisoformat("2024-01-13T08:00:00")
Row = tuple[int, str, str]
NAMES = ("Sari", "Budi", "Tono")
OTHER = ("Bu Sari", "+62 812-0000-0002", "Tono")


def talk(first: int, last: int, names: tuple[str, ...] = NAMES, shift: int = 0) -> list[Row]:
    return [(turn * 3 + shift, names[turn % 3], f"kabar nomor {turn} dari gudang") for turn in range(first, last)]


def write(path: Path, rows: list[Row]) -> str:
    lines = (
        f"{(START + timedelta(minutes=at)).strftime('%d/%m/%y, %H:%M - ')}{f'{who}: ' if who else ''}{said}\n"
        for at, who, said in sorted(rows)
    )
    path.write_text("".join(lines), encoding="utf-8")
    return str(path)


@pytest.fixture
def pair(tmp_path: Path) -> list[str]:
    gone = "This message was deleted"
    one = [
        *talk(0, 40), (61, "Sari", "rahasia kecil"), (62, "Budi", gone), (64, "Tono", "rapat jam sembilan pagi di gudang"),
        (65, "Sari", "jadi jam 9"),
        (70, "Budi", "\x1b[31mhanya di sini"), (71, "", "Sari added Dewi"),
    ]  # fmt: skip
    two = [
        *talk(8, 50, OTHER, 60), (121, "Bu Sari", gone), (122, "+62 812-0000-0002", "masih ada"),
        (124, "Tono", "rapat jam sepuluh pagi di gudang"),
        (125, "Bu Sari", "jadi jam 10 <This message was edited>"),
    ]  # fmt: skip
    return [write(tmp_path / "WhatsApp Chat with Tim.txt", one), write(tmp_path / "WhatsApp Chat with Tim (1).txt", two)]


def test_each_difference_is_listed_with_what_the_other_still_has(pair: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(["compare", *pair, "-q"]) == 0
    shown = capsys.readouterr().out
    assert "B is 60 min ahead of A" in shown
    for heading in ("Deleted in A, B still has the words (1)", "Deleted in B, A still has the words (1)", "Edited in B", "Only in A (1)",
                    "Other words, and neither export says edited (1)", "Group changes only in A (1)"):  # fmt: skip
        assert heading in shown
    assert "masih ada" in shown
    assert "Sari = Bu Sari" in shown
    assert "of A 8 from before B begins" in shown
    assert "\x1b" not in shown
    assert "Innocent reasons" in shown


def test_the_comparison_speaks_indonesian(pair: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(["compare", *pair, "-q", "--lang", "id"]) == 0
    shown = capsys.readouterr().out
    assert "B 60 menit lebih cepat dari A" in shown
    assert "Alasan wajar" in shown


def test_json_lines_hold_differences_people_and_a_summary(pair: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(["compare", *pair, "-q", "--json"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.split("\n") if line]
    summary = rows[-1]
    assert summary["one_group"] is True
    assert summary["clock_shift_s"] == [3600]
    assert summary["before_b"] == 8
    assert summary["after_a"] == 10
    assert summary["both"] == 32 + 3
    lost = next(row for row in rows if row.get("difference") == "deleted_in_a")
    assert (lost["text"], lost["sender"], lost["other_sender"]) == ("masih ada", "+62 812-0000-0002", "Budi")
    assert lost["other_text"] == "This message was deleted"
    only = next(row for row in rows if row.get("difference") == "only_in_a")
    assert (only["other_line"], only["other_text"], only["other_sender"]) == (0, None, "+62 812-0000-0002")
    assert sum(row["type"] == "person" for row in rows) == 3


def test_csv_holds_the_differences_alone(pair: list[str], tmp_path: Path) -> None:
    out = tmp_path / "d.csv"
    assert _run(["compare", *pair, "-q", "--format", "csv", "-o", str(out)]) == 0
    lines = out.read_text(encoding="utf-8").rstrip("\n").split("\n")
    assert lines[0].lstrip("\ufeff").startswith("difference,at,sender,kind,text,file,line")
    assert len(lines) == 7


def test_two_groups_are_not_laid_side_by_side(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    a = write(tmp_path / "WhatsApp Chat with Tim.txt", talk(0, 30))
    b = write(tmp_path / "WhatsApp Chat with Lain.txt", [(at, who, said.replace("kabar", "cerita")) for at, who, said in talk(0, 30)])
    assert _run(["compare", a, b, "-q"]) == 0
    assert "not two exports of one group" in capsys.readouterr().out
    assert _run(["compare", a, b, "-q", "--json"]) == 0
    summary = json.loads(capsys.readouterr().out)
    assert (summary["one_group"], summary["both"], summary["a"], summary["first"]) == (False, 0, 30, None)


def test_exports_without_a_difference_or_without_a_common_time_say_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    a = write(tmp_path / "WhatsApp Chat with Tim.txt", talk(0, 30))
    b = write(tmp_path / "WhatsApp Chat with Tim (1).txt", talk(5, 30))
    c = write(tmp_path / "WhatsApp Chat with Tim (2).txt", talk(500, 530))
    assert _run(["compare", a, b, "-q"]) == 0
    assert "No line differs" in capsys.readouterr().out
    assert _run(["compare", a, c, "-q"]) == 0
    shown = capsys.readouterr().out
    assert "no time in common" in shown
    assert "no text in common tells" in shown


def test_many_differences_are_counted_and_many_people_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [(turn, f"Orang {turn}", f"salam dari orang nomor {turn} di grup") for turn in range(60)]
    a = write(tmp_path / "WhatsApp Chat with Tim.txt", [*rows, *((turn, "Orang 1", f"tambahan {turn}") for turn in range(1, 40))])
    b = write(tmp_path / "WhatsApp Chat with Tim (1).txt", [(at, f"{who} K", said) for at, who, said in rows])
    assert _run(["compare", a, b, "-q"]) == 0
    shown = capsys.readouterr().out
    assert "… and 40 more" in shown
    assert "… and 19 more: --format csv lists all" in shown


def test_wrong_use_and_unreadable_files_end_with_their_codes(pair: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(["compare", pair[0], pair[0]]) == 2
    (tmp_path / "no.txt").write_text("bukan obrolan\n", encoding="utf-8")
    assert _run(["compare", pair[0], str(tmp_path / "no.txt")]) == 3
    folder = tmp_path / "folder"
    folder.mkdir()
    write(folder / "WhatsApp Chat with X.txt", talk(0, 5))
    write(folder / "WhatsApp Chat with Y.txt", [(1, "Rina", "lain")])
    assert _run(["compare", pair[0], str(folder)]) == 3
    assert "holds 2 groups" in capsys.readouterr().err
