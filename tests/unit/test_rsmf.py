import json
import zipfile
from email import message_from_bytes
from email.policy import SMTP
from io import BytesIO
from typing import Any

import pandas as pd
import pytest

from wag_analyzer import tables
from wag_analyzer.analysis import Analysis, analyze
from wag_analyzer.errors import VerificationError
from wag_analyzer.parser.read import read_text
from wag_analyzer.people.pseudonyms import Pseudonyms
from wag_analyzer.report import rsmf as module
from wag_analyzer.report.loadfile import load_file, row_hash
from wag_analyzer.report.rsmf import counted, rsmf
from wag_analyzer.report.tiers import Tier, tier
from wag_analyzer.settings import Settings

CHAT = """13/01/2024, 08:00 - Sari created group "Divisi Vexillo"
13/01/2024, 08:01 - Sari added Budi Santoso, Dewi and Tono
13/01/2024, 09:00 - Sari: selamat pagi Budi Santoso
13/01/2024, 09:01 - Budi Santoso: =1+1 pagi\nbaris dua <This message was edited>
13/01/2024, 09:02 - Dewi: This message was deleted
14/01/2024, 09:02 - Dewi: IMG-20240114-WA0001.jpg (file attached)
14/01/2024, 10:00 - Dewi left
14/01/2024, 10:01 - Tono: oke
"""


@pytest.fixture(scope="module")
def analysis() -> Analysis:
    return analyze(read_text(CHAT, "WhatsApp Chat with Divisi Vexillo.txt"), Settings(draws=1))


def manifest(mail: bytes) -> tuple[Any, dict[str, Any]]:
    message = message_from_bytes(mail, policy=SMTP)
    (attached,) = message.iter_attachments()
    assert attached.get_filename() == "rsmf.zip"
    with zipfile.ZipFile(BytesIO(attached.get_content())) as archive:
        assert archive.namelist() == ["rsmf_manifest.json"]
        return message, json.loads(archive.read("rsmf_manifest.json"))


def test_a_day_is_a_file_and_every_message_and_event_is_in_one(analysis: Analysis) -> None:
    made = rsmf(analysis, Tier("names"))
    assert [one.name for one in made] == ["group-1_2024-01-13.rsmf", "group-1_2024-01-14.rsmf"]
    assert sum(one.events for one in made) == len(analysis.messages) + len(analysis.chat.events)
    assert [counted(one.mail) for one in made] == [one.events for one in made]
    assert made == rsmf(analysis, Tier("names"))


def test_the_manifest_tells_joins_leaves_edits_deletions_and_media(analysis: Analysis) -> None:
    first, second = (manifest(one.mail) for one in rsmf(analysis, Tier("names")))
    message, told = first
    assert (message["X-RSMF-Version"], message["X-RSMF-EventCount"]) == ("2.0.0", str(len(told["events"])))
    assert message["X-RSMF-BeginDate"] == "2024-01-13T08:00:00"
    assert "selamat pagi" in message.get_body().get_content()
    names = {person["id"]: person["display"] for person in told["participants"]}
    joined = [names[event["participant"]] for event in told["events"] if event["type"] == "join"]
    assert {"Budi Santoso", "Dewi", "Tono"} <= set(joined)
    edited = next(event for event in told["events"] if "edits" in event)
    assert edited["body"].startswith("=1+1 pagi\nbaris dua")
    assert names[edited["edits"][0]["participant"]] == "Budi Santoso"
    deleted = next(event for event in told["events"] if event.get("deleted"))
    assert names[deleted["participant"]] == "Dewi"
    assert "body" not in deleted
    events = second[1]["events"]
    assert [event["type"] for event in events] == ["message", "leave", "message"]
    assert {"name": "Media", "value": "IMG-20240114-WA0001.jpg"} in events[0]["custom"]
    assert told["conversations"][0] | {"platform": "whatsapp", "type": "channel", "display": "Divisi Vexillo"} == told["conversations"][0]


def test_in_tier_pseudonym_nobody_is_named_and_minutes_are_missing(analysis: Analysis) -> None:
    shown = tier("pseudonym", analysis, Pseudonyms(b"k" * 32))
    made = rsmf(analysis, shown)
    for one in made:
        message, told = manifest(one.mail)
        whole = json.dumps(told) + str(message["Subject"]) + str(message["X-RSMF-Participants"]) + message.get_body().get_content()
        assert "Santoso" not in whole
        assert "Divisi Vexillo" not in whole
        assert all(event["timestamp"].endswith(":00:00") for event in told["events"])
    numbers = "".join(one.words for one in rsmf(analysis, tier("numbers", analysis, Pseudonyms(b"k" * 32))))
    assert "pagi" not in numbers


def test_no_file_holds_more_than_the_most(analysis: Analysis, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", 2)
    made = rsmf(analysis, Tier("names"))
    assert max(one.events for one in made) == 2
    assert made[0].name == "group-1_2024-01-13_1.rsmf"
    assert sum(one.events for one in made) == len(analysis.messages) + len(analysis.chat.events)


def test_a_file_that_does_not_agree_with_itself_is_refused(analysis: Analysis) -> None:
    mail = rsmf(analysis, Tier("names"))[1].mail
    with pytest.raises(VerificationError, match="does not agree"):
        counted(mail.replace(b"X-RSMF-EventCount: 3", b"X-RSMF-EventCount: 4"))


def test_quotes_and_reactions_stay_where_the_file_has_them(analysis: Analysis) -> None:
    ids = list(analysis.messages["msg_id"])
    links = tables.LINKS.frame(
        [
            {"msg_id": ids[1], "answers": ids[0], "kind": "reply", "source": "Budi Santoso", "at": pd.Timestamp("2024-01-13 09:01")},
            {
                "msg_id": "r1",
                "answers": ids[0],
                "kind": "reaction",
                "source": "Dewi",
                "emoji": "👍",
                "at": pd.Timestamp("2024-01-13 09:02"),
            },
        ]
    )
    from dataclasses import replace  # noqa: PLC0415 - only here

    told = manifest(rsmf(replace(analysis, chat=replace(analysis.chat, links=links)), Tier("names"))[0].mail)[1]
    events = {event["id"]: event for event in told["events"]}
    assert events[ids[1]]["parent"] == ids[0]
    assert events[ids[0]]["reactions"][0]["value"] == "👍"
    assert events[ids[0]]["reactions"][0]["count"] == 1


def test_a_load_file_has_a_row_a_message_that_can_be_checked_by_itself(analysis: Analysis) -> None:
    import csv  # noqa: PLC0415 - only here
    from io import StringIO  # noqa: PLC0415

    rows = list(csv.DictReader(StringIO(load_file(analysis, Tier("names")), newline="")))
    assert [row["BegDoc"] for row in rows] == list(analysis.messages["msg_id"])
    assert (rows[0]["From"], rows[0]["SentDate"], rows[0]["SentTime"], rows[2]["Deleted"]) == ("Sari", "2024-01-13", "09:00:00", "true")
    assert rows[1]["ExtractedText"].startswith("'=1+1")
    first = {name: value for name, value in rows[0].items() if name != "RowSHA256"}
    assert row_hash(tuple(first.values())) == rows[0]["RowSHA256"]
    hidden = list(csv.DictReader(StringIO(load_file(analysis, tier("pseudonym", analysis, Pseudonyms(b"k" * 32))), newline="")))
    assert {row["MessageHash"] for row in hidden} == {""}
    assert {row["SentTime"] for row in hidden} == {"09:00", "10:00"}
