import pandas as pd

from wag_analyzer import tables
from wag_analyzer.text.signals import signals


def test_acts_and_stance_come_together_in_order_of_messages() -> None:
    rows = [
        {
            "msg_id": f"x-{number}",
            "at": pd.Timestamp("2024-05-06 09:00:00") + pd.Timedelta(minutes=number),
            "person": "Ana",
            "sender": "Ana",
            "kind": "text",
            "text": text,
            "edited": False,
            "session": 0,
            "line": number,
            "last_line": number,
        }
        for number, text in enumerate(["jangan bilang siapa-siapa ya", "makasih, wkwkwk"], 1)
    ]
    found = signals(tables.MESSAGES.frame(rows), tables.REFERENCES.frame())
    tables.SIGNALS.check(found)
    assert found["msg_id"].is_monotonic_increasing
    assert {"discretion", "secrecy", "thanks", "laughter"} <= set(found["signal"])


def test_a_chat_without_messages_has_no_signals() -> None:
    assert signals(tables.MESSAGES.frame(), tables.REFERENCES.frame()).empty
