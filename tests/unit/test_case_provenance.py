"""What a case holds of media, membership and group names, and what of it leaves in a tier."""

import csv
import hashlib
import io
import json
import zipfile
from pathlib import Path

import pytest

from wag_analyzer.__main__ import _run
from wag_analyzer.case.folder import open_case
from wag_analyzer.parser.provenance import hashed
from wag_analyzer.parser.read import read

PHOTO = b"\xff\xd8 photo"
LINES = [
    '[13/01/24, 08:00:11] Rina: \u200eRina created group "Proyek Rahasia"',
    "[13/01/24, 08:00:12] Rina: \u200eRina added Budi Santoso and Sari Dewi",
    "[13/01/24, 08:05:09] Budi Santoso: \u200e<attached: 00000003-PHOTO-2024-01-13-08-05-09.jpg>",
    "[13/01/24, 08:06:00] Sari Dewi: \u200e<attached: 00000004-Laporan Budi Santoso.pdf>",
    *(f"[14/01/24, 09:{minute:02}:00] {'Rina' if minute % 2 else 'Sari Dewi'}: pesan ke {minute}" for minute in range(30)),
    "[15/01/24, 10:00:00] Sari Dewi: \u200eSari Dewi left",
]


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("export") / "WhatsApp Chat - Proyek Rahasia.zip"
    with zipfile.ZipFile(path, "w") as target:
        target.writestr("_chat.txt", "\r\n".join(LINES) + "\r\n")
        target.writestr("00000003-PHOTO-2024-01-13-08-05-09.jpg", PHOTO)
    return path


@pytest.fixture(scope="module")
def case(archive: Path) -> Path:
    target, key = archive.parent / "case", archive.parent / "key"
    key.write_bytes(b"k" * 32)
    assert _run(["audit", str(archive), "-o", str(target), "--key", str(key), "-q"]) == 0
    return target


def table(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))


def test_the_case_keeps_every_hash_for_its_owner(case: Path, archive: Path) -> None:
    media = open_case(case).media()
    assert media is not None
    assert media["sha256"].tolist()[0] == hashlib.sha256(PHOTO).hexdigest()
    assert media["state"].tolist() == ["named", "missing"]
    (source,) = json.loads((case / "ingest.json").read_text(encoding="utf-8"))["sources"]
    assert source["sha256"] == hashlib.sha256(archive.read_bytes()).hexdigest()
    assert source["media"] == {"00000003-PHOTO-2024-01-13-08-05-09.jpg": len(PHOTO)}
    assert source["group"] == "Proyek Rahasia"


def test_sheets_show_no_name_no_minute_and_no_proof(case: Path) -> None:
    photo, document = table(case / "media.csv")
    assert (photo["member"], photo["kind"], photo["state"]) == ("[file]", "image", "named")
    assert (photo["sha256"], photo["size"], photo["dated"]) == ("", "8", "2024-01-13T08:00:00")
    assert "Budi" not in document["member"]
    members = table(case / "membership.csv")
    assert [row["went_by"] for row in members] == ["", "", "left"]
    assert len({row["person"] for row in members} | {row["added_by"] for row in members if row["added_by"]}) == 3
    (subject,) = table(case / "subjects.csv")
    assert (subject["kind"], subject["at"]) == ("subject", "2024-01-13T08:00:00")
    assert "Rahasia" not in subject["name"]
    assert subject["by"] == members[0]["person"]


def test_the_case_is_verified_and_its_messages_carry_their_hashes(case: Path, archive: Path, tmp_path: Path) -> None:
    import pyarrow.parquet as pq  # noqa: PLC0415 - only here

    assert _run(["verify", str(case)]) == 0
    stored = pq.read_table(io.BytesIO((case / "messages.parquet").read_bytes())).column("content_hash").to_pylist()
    assert stored == hashed(read([archive]).messages)["content_hash"].tolist()
    assert _run(["messages", str(archive), "--format", "csv", "-o", str(tmp_path / "m.csv")]) == 0
    assert [row["content_hash"] for row in table(tmp_path / "m.csv")] == stored


@pytest.mark.parametrize(("tier", "is_shown"), [("pseudonym", False), ("numbers", False), ("names", True)])
def test_hashes_leave_in_tier_names_only(case: Path, tmp_path: Path, tier: str, *, is_shown: bool) -> None:
    assert _run(["export", str(case), "--format", "csv", "--tier", tier, "-o", str(tmp_path / tier)]) == 0
    assert all(bool(row["content_hash"]) == is_shown for row in table(tmp_path / tier / "messages.csv"))
    assert bool(table(tmp_path / tier / "media.csv")[0]["sha256"]) == is_shown
    assert ("Budi" in (tmp_path / tier / "membership.csv").read_text(encoding="utf-8")) == is_shown


def test_a_case_of_before_media_were_listed_has_none(case: Path, tmp_path: Path) -> None:
    (tmp_path / "run.json").write_text((case / "run.json").read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "ingest.json").write_text("{}", encoding="utf-8")
    assert open_case(tmp_path).media() is None
