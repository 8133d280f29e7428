from typing import Any

import pandas as pd
import pytest

from wag_analyzer.interactions.invitations import LINK_SHARE, invitations, invite_tree
from wag_analyzer.people.identities import People
from wag_analyzer.tables import EVENTS, IDENTITIES, INTERACTIONS, MESSAGES, PEOPLE

Event = tuple[str | None, str | None, str | None, str]


def events(*rows: Event) -> pd.DataFrame:
    listed: list[dict[str, Any]] = [
        {
            "msg_id": f"e{number}",
            "group_id": "g",
            "at": at,
            "type": kind,
            "actor": actor,
            "target": target,
            "text": "",
            "line": number + 1,
            "last_line": number + 1,
        }
        for number, (kind, actor, target, at) in enumerate(rows)
    ]
    return EVENTS.frame(listed)


def posts(*rows: tuple[str, str, str]) -> pd.DataFrame:
    listed: list[dict[str, Any]] = [
        {
            "msg_id": f"m{number}",
            "group_id": "g",
            "at": at,
            "person": person,
            "sender": person,
            "kind": "text",
            "text": text,
            "edited": False,
            "mentions": [],
            "session": 0,
            "line": number + 1,
            "last_line": number + 1,
        }
        for number, (person, text, at) in enumerate(rows)
    ]
    return MESSAGES.frame(listed)


PEOPLE_OF = People(PEOPLE.frame(), IDENTITIES.frame(), {"Bu Dian": "Dian", "+62 1": "Joko"})
LINK = "gabung ya https://chat.whatsapp.com/AbC123"


def tree(happened: pd.DataFrame, said: pd.DataFrame | None = None) -> list[tuple[Any, ...]]:
    found = invite_tree(happened, posts() if said is None else said, PEOPLE_OF)
    wanted = found[["person", "by", "how", "depth"]].astype(object)
    return list(wanted.where(wanted.notna(), None).itertuples(index=False, name=None))


def test_an_addition_is_a_certain_act_between_persons() -> None:
    found = INTERACTIONS.check(
        invitations(events(("added", "Bu Dian", "+62 1", "2026-01-01T10:00:00"), ("left", "Sari", None, "2026-01-02")), PEOPLE_OF)
    )
    assert found[["source", "target", "layer", "msg_id", "weight"]].to_numpy().tolist() == [["Dian", "Joko", "invitation", "e0", 1.0]]


@pytest.mark.parametrize("event", [("added", None, "Sari"), ("added", "Sari", None), ("added", "Sari", "Sari"), (None, "Sari", "Budi")])
def test_an_addition_without_both_persons_is_no_act(event: tuple[str | None, str | None, str | None]) -> None:
    assert invitations(events((*event, "2026-01-01")), PEOPLE_OF).empty


def test_the_tree_grows_from_the_creator() -> None:
    happened = events(
        ("created", "Bu Dian", None, "2026-01-01T10:00:00"),
        ("added", "Bu Dian", "Sari", "2026-01-01T10:01:00"),
        ("added", "Sari", "Rina", "2026-01-02"),
        ("added", "Rina", "Sari", "2026-01-03"),
        ("added", None, "Tono", "2026-01-04"),
        ("joined_community", "Wati", None, "2026-01-05"),
    )
    assert tree(happened) == [
        ("Dian", None, "created", 0),
        ("Sari", "Dian", "added", 1),
        ("Rina", "Sari", "added", 2),
        ("Tono", None, "added", 0),
        ("Wati", None, "community", 0),
    ]


def test_a_join_by_link_is_credited_to_the_poster_with_a_stated_probability() -> None:
    said = posts(("Sari", "halo", "2026-01-01"), ("Dian", LINK, "2026-01-01T09:00:00"))
    happened = events(("joined_link", "Budi", None, "2026-01-01T09:00:00"), ("joined_link", "Rina", None, "2026-01-04T09:00:00"))
    found = invite_tree(happened, said, PEOPLE_OF)
    assert found["by"].tolist() == ["Dian", "Dian"]
    assert found["p"].tolist() == pytest.approx([LINK_SHARE, LINK_SHARE / 2])


def test_of_two_posters_the_fresher_link_counts_more() -> None:
    said = posts(("Dian", LINK, "2026-01-01T09:00:00"), ("Sari", LINK, "2026-01-04T09:00:00"))
    found = invite_tree(events(("joined_link", None, "Budi", "2026-01-04T09:00:00")), said, PEOPLE_OF)
    assert found["by"].tolist() == ["Sari"]
    assert found["p"].tolist() == pytest.approx([LINK_SHARE * 2 / 3])


@pytest.mark.parametrize("posted", [("Budi", "2026-01-01"), ("Dian", "2025-06-01"), ("Dian", "2026-02-01")])
def test_nobody_is_credited_without_a_link_of_another_in_the_last_month(posted: tuple[str, str]) -> None:
    said = posts((posted[0], LINK, posted[1]))
    assert tree(events(("joined_link", "Budi", None, "2026-01-02")), said) == [("Budi", None, "link", 0)]


def test_no_events_give_an_empty_tree() -> None:
    assert invite_tree(EVENTS.frame(), posts(), PEOPLE_OF).empty
