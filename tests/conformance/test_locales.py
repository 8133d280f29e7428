"""Every wording of every language file, filled with names, is read as what it is."""

import re
from collections.abc import Iterator
from importlib.resources import files

import pytest

from wag_analyzer.parser.events import SELF, Recogniser
from wag_analyzer.parser.export_names import group_from_file_name
from wag_analyzer.parser.languages import guess_locale
from wag_analyzer.parser.phrases import expand, load
from wag_analyzer.parser.placeholders import content, may_need

CODES = load().codes
READ = Recogniser(load())
NAMES = {"actor": "Rina Hapsari", "target": "Budi Santoso", "old": "Plan 3", "new": "Plan 4", "duration": "7 days", "more": ". Tap."}
NUMBERS = {**NAMES, "old": "+62 812-0000-0006", "new": "+62 812-0000-0007"}
THINGS = {"file": "IMG-20220323-WA0002.jpg", "n": "3", "time": "10:05", "url": "https://maps.google.com/?q=-6.2,106.8", "actor": "Budi"}
SHARE_OF_FOREIGN_READINGS = 0.01
KINDS = {
    "deleted": "deleted", "deleted_by_you": "deleted", "deleted_by_admin": "deleted", "view_once": "view_once", "waiting": "waiting",
    "unsupported": "waiting", "missed_voice_call": "call", "missed_video_call": "call", "call": "call", "live_location": "live_location",
    "location": "location", "location_omitted": "location", "contact_omitted": "contact",
}  # fmt: skip
TYPES = {
    "created", "added", "removed", "left", "joined_link", "joined_community", "join_requested", "admin_promoted", "admin_demoted",
    "number_changed", "subject_changed", "description_changed", "description_removed", "icon_changed", "icon_removed",
    "settings_send_admins_only", "settings_send_everyone", "settings_edit_admins_only", "settings_edit_everyone",
    "settings_add_admins_only", "settings_add_everyone", "approval_on", "approval_off", "approval_notice", "invite_link_reset",
    "group_ended", "pinned", "unpinned", "call_started", "disappearing_on", "disappearing_off", "disappearing_timer",
    "chat_privacy_on", "chat_privacy_off", "encryption", "security_code_changed", "contact_blocked", "contact_unblocked", "is_contact",
    "community_linked", "community_notice", "size_notice",
}  # fmt: skip


def filled(wording: str, values: dict[str, str]) -> str:
    return re.sub(r"\{(\w+)\}", lambda slot: values[slot[1]], wording)


def wordings(code: str) -> Iterator[tuple[str, str, str]]:
    for kind, entries in load()[code].data["events"].items():
        for entry in entries:
            for wording in expand(entry["text"]):
                yield kind, entry.get("you", ""), wording


@pytest.mark.parametrize("code", CODES)
def test_every_wording_of_an_event_is_read_as_its_own_type(code: str) -> None:
    for kind, _, wording in wordings(code):
        line = filled(wording, NUMBERS if kind == "number_changed" else NAMES)
        found = READ.recognise(line, code)
        assert found is not None, line
        assert (found.type, found.locale) == (kind, code), line


@pytest.mark.parametrize("code", CODES)
def test_every_slot_of_an_event_is_read(code: str) -> None:
    for kind, you, wording in wordings(code):
        values = NUMBERS if kind == "number_changed" else NAMES
        line = filled(wording, values)
        found = READ.recognise(line, code, {NAMES["actor"], NAMES["target"], *NUMBERS.values()})
        assert found is not None
        expected = {name: values.get(name) if f"{{{name}}}" in wording else None for name in ("actor", "target", "old", "new")}
        actor = expected["actor"] or (SELF if you == "actor" else expected["old"] if kind == "number_changed" else None)
        target = expected["target"] or (SELF if you == "target" else None)
        shown = (found.actor, *found.targets, found.old, found.new)
        words = {word.casefold() for word in re.split(r"[\s.,]+", wording)}
        if not words & load()[code].you or you:
            assert shown == (actor, *([target] if target else []), expected["old"], expected["new"]), line


def test_hardly_any_wording_is_taken_for_another_event_when_the_language_is_not_known() -> None:
    total = wrong = 0
    for code in CODES:
        for kind, _, wording in wordings(code):
            found = READ.recognise(filled(wording, NUMBERS if kind == "number_changed" else NAMES))
            total += 1
            wrong += found is None or found.type != kind
    assert total > 3000
    assert wrong <= total * SHARE_OF_FOREIGN_READINGS


@pytest.mark.parametrize("code", CODES)
def test_three_system_lines_tell_the_language_or_name_it_among_equals(code: str) -> None:
    first = {kind: wording for kind, _, wording in reversed(list(wordings(code)))}
    guessed, evidence = guess_locale([filled(first[kind], NAMES) for kind in ("created", "added", "left")], ["halo", "ok"])
    assert guessed == code or code in evidence.partition("also fit")[2]


@pytest.mark.parametrize("code", CODES)
def test_every_placeholder_is_read_as_its_own_kind(code: str) -> None:
    for kind, entries in load()[code].data["placeholders"].items():
        if kind in {"document_pages", "poll_head", "poll_option", "event_head"}:
            continue
        for wording in (wording for entry in entries for wording in expand(entry["text"])):
            if kind == "edited_suffix":
                found = content(f"halo {wording}", platform="android", locale=code, marked=False)
                assert (found.text, found.edited) == ("halo", True)
                continue
            for mark in ("", "\u200e", "\u200f"):
                body = mark + filled(wording, THINGS)
                assert may_need(body, code), body
                found = content(body, platform="ios", locale=code, marked=bool(mark))
                assert (found.kind, found.text) == (KINDS.get(kind, "media"), ""), body


@pytest.mark.parametrize("code", CODES)
def test_every_name_of_an_export_file_gives_the_group(code: str) -> None:
    for entry in load()[code].data["files"].get("export_file_name", ()):
        for wording in expand(entry["text"]):
            assert group_from_file_name(filled(wording, {"chat": "Tim 5: Proyek"}) + ".txt") == "Tim 5: Proyek"


@pytest.mark.parametrize("code", CODES)
def test_every_file_is_well_formed(code: str) -> None:
    data = load()[code].data
    assert set(data) == {"code", "name", "you", "and", "files", "sources", "placeholders", "events"}
    assert data["code"] == code
    assert data["you"]
    for source in data["sources"].values():
        assert set(source) == {"platform", "vintage", "basis"}
        assert source["platform"] in {"android", "ios", "any"}
    used = set()
    for section in ("files", "placeholders", "events"):
        for kind, entries in data[section].items():
            assert section != "events" or kind in TYPES
            for entry in entries:
                assert set(entry) <= {"text", "you", "seen"}
                assert entry.get("you", "actor") in {"actor", "target"}
                assert entry["seen"]
                used |= set(entry["seen"].split())
                slots = [re.findall(r"\{(\w+)\}", wording) for wording in expand(entry["text"])]
                assert all(len(set(found)) == len(found) for found in slots)
                if "\\" not in entry["text"]:
                    assert not any(set("[]|") & set(wording) or "{" in re.sub(r"\{\w+\}", "", wording) for wording in expand(entry["text"]))
                assert len({*expand(entry["text"])}) == len(expand(entry["text"]))
    assert used | {"k"} == set(data["sources"]) | {"k"}


def test_every_file_in_the_folder_is_a_language() -> None:
    names = {entry.name for entry in files("wag_analyzer.locales").iterdir() if entry.name.endswith(".toml")}
    assert names == {f"{code}.toml" for code in CODES}
    assert len(CODES) >= 61


@pytest.mark.parametrize("kind", ["created", "added", "removed", "left", "subject_changed", "encryption", "number_changed", "joined_link"])
def test_every_language_has_the_events_that_make_a_group(kind: str) -> None:
    assert [code for code in CODES if kind not in load()[code].data["events"]] == []
