import pandas as pd

from wag_analyzer.interactions.mentions import mentions
from wag_analyzer.people.identities import People
from wag_analyzer.tables import IDENTITIES, INTERACTIONS, MESSAGES, PEOPLE


def chat(*lines: tuple[str, list[str] | None]) -> pd.DataFrame:
    rows = [
        {
            "msg_id": f"m{number}",
            "group_id": "g",
            "at": "2026-03-02T09:00:00",
            "person": person,
            "sender": person,
            "kind": "text",
            "text": "x",
            "edited": False,
            "mentions": named,
            "session": 0,
            "line": number + 1,
            "last_line": number + 1,
        }
        for number, (person, named) in enumerate(lines)
    ]
    return MESSAGES.frame(rows)


def people_of(**known: str) -> People:
    table = PEOPLE.frame(
        [{"person": name, "names": [name], "is_exporter": False, "messages": 0, "admin": False} for name in set(known.values())]
    )
    return People(table, IDENTITIES.frame(), known)


def acts(messages: pd.DataFrame, people: People) -> list[tuple[str, str, str, float]]:
    found = INTERACTIONS.check(mentions(messages, people))
    return list(zip(found["source"], found["target"], found["msg_id"], found["weight"], strict=True))


def test_a_mention_is_one_certain_act() -> None:
    messages = chat(("Sari", ["Budi", "Budi", "Joko"]), ("Budi", []), ("Joko", None))
    assert acts(messages, people_of(Budi="Budi", Joko="Joko", Sari="Sari")) == [("Sari", "Budi", "m0", 1.0), ("Sari", "Joko", "m0", 1.0)]


def test_a_number_is_the_person_however_it_is_spaced() -> None:
    people = people_of(**{"+62 812-0000-0003": "Pak Budi", "Sari": "Sari"})
    assert acts(chat(("Sari", ["6281200000003"])), people) == [("Sari", "Pak Budi", "m0", 1.0)]


def test_nobody_mentions_oneself_and_strangers_are_left_out() -> None:
    assert acts(chat(("Sari", ["Sari", "Orang Lain", "+62 1"])), people_of(Sari="Sari")) == []


def test_a_chat_without_mentions_has_no_acts() -> None:
    assert acts(chat(("Sari", [])), people_of(Sari="Sari")) == []
    assert acts(chat(), people_of(Sari="Sari")) == []
