"""What WhatsApp writes, typed by a person: exact copies of notices and placeholders with something more stay words of whom typed them."""

import re
from collections.abc import Iterator
from typing import Final

import pytest

from wag_analyzer.parser.patterns import expand, strip_marks
from wag_analyzer.parser.phrases import load
from wag_analyzer.parser.read import read_text

CODES: Final = load().codes
VALUES: Final = {
    "actor": "Rina Hapsari", "target": "Budi Santoso", "old": "Plan 3", "new": "Plan 4", "duration": "7 days", "more": ". Tap.", "n": "3",
    "file": "IMG-20240324-WA0002.jpg", "time": "10:05", "url": "https://maps.google.com/?q=-6.2,106.8", "text": "Kantin",
}  # fmt: skip
PEOPLE: Final = ("Sari Wulandari", "+62 812-0000-0003")
ADDED: Final = ("{} ya", "{}?", "kok {}", "ada {} di sini", "“{}”")
NAMES_SOMEBODY: Final = "deleted_by_admin"  # whoever the admin is, more words could be the name
PARTS: Final = {"poll_head", "poll_option", "event_head", "document_pages"}


def filled(wording: str) -> str:
    return re.sub(r"\{(\w+)\}", lambda slot: VALUES[slot[1]], wording)


def notices(code: str) -> Iterator[str]:
    for entries in load()[code].data["events"].values():
        for entry in entries:
            yield from map(filled, expand(entry["text"])[:4])


def imitations(code: str) -> Iterator[str]:
    for kind, entries in load()[code].data["placeholders"].items():
        for wording in (wording for entry in entries for wording in expand(entry["text"])[:3]):
            if kind in PARTS:
                yield filled(wording)
            elif kind == "edited_suffix":
                yield from (f"ada {wording} di sini", f'"{wording}"', f"{wording}!")
            elif kind != NAMES_SOMEBODY or "{" not in wording:
                yield from (shape.format(filled(wording)) for shape in ADDED[1:] if kind == NAMES_SOMEBODY)
                yield from (shape.format(filled(wording)) for shape in ADDED if kind != NAMES_SOMEBODY)


def check(lines: list[str], typed: list[str]) -> None:
    chat = read_text("\n".join(lines) + "\n")
    wanted = [(PEOPLE[number % 2], "text", strip_marks(text)) for number, text in enumerate(typed)]
    found = [(row["sender"], row["kind"], row["text"]) for row in chat.messages.to_dict("records")]
    assert [pair for pair in zip(found, wanted, strict=True) if pair[0] != pair[1]] == []


@pytest.mark.parametrize("code", CODES)
def test_nobody_can_type_a_notice_or_a_placeholder_with_something_more_on_android(code: str) -> None:
    typed = [*notices(code), *imitations(code)]
    head = "24/03/2024, 09:00 - "
    says = [f"{head}{PEOPLE[number % 2]}: {text}" for number, text in enumerate(typed)]
    check([head + next(notices(code)), *says], typed)


@pytest.mark.parametrize("code", CODES)
def test_nobody_can_type_a_notice_or_a_placeholder_on_an_iphone(code: str) -> None:
    typed = [*notices(code), *imitations(code)]
    head = "[24/03/2024, 09:00:00] "
    says = [f"{head}{PEOPLE[number % 2]}: {text}" for number, text in enumerate(typed)]
    check([f"{head}Plan 4: \u200e{next(notices(code))}", *says], typed)
