import pandas as pd

from wag_analyzer.interactions.about import about
from wag_analyzer.tables import INTERACTIONS, MESSAGES, REFERENCES

MESSAGE = {
    "group_id": "g",
    "at": "2026-03-02T09:00:00",
    "kind": "text",
    "text": "x",
    "edited": False,
    "mentions": [],
    "session": 0,
    "line": 1,
    "last_line": 1,
}


def references(*rows: tuple[str, str, str, str]) -> pd.DataFrame:
    columns = ("msg_id", "source", "refers_to", "form")
    return REFERENCES.frame(
        [dict(zip(columns, row, strict=True)) | {"is_member": False, "start": 0, "end": 1, "surface": "x"} for row in rows]
    )


def test_talk_about_a_third_person_is_one_act_per_message() -> None:
    messages = MESSAGES.frame(
        [MESSAGE | {"msg_id": "m0", "person": "Sari", "sender": "Sari"}, MESSAGE | {"msg_id": "m1", "person": "Budi", "sender": "Budi"}]
    )
    said = references(
        ("m0", "Sari", "Pak Tono", "third"),
        ("m0", "Sari", "Pak Tono", "third"),
        ("m0", "Sari", "Budi", "address"),
        ("m1", "Budi", "Budi", "third"),
        ("m1", "Budi", "Sari", "mention"),
        ("elsewhere", "Budi", "Sari", "third"),
    )
    found = INTERACTIONS.check(about(said, messages))
    assert found[["source", "target", "layer", "msg_id", "weight"]].to_numpy().tolist() == [["Sari", "Pak Tono", "about", "m0", 1.0]]
    assert found["at"].notna().all()


def test_no_references_give_no_acts() -> None:
    assert about(references(), MESSAGES.frame()).empty
