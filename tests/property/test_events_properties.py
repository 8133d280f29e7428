"""Any names survive the way through the wordings of any language."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from wag_analyzer.parser.events import Recogniser
from wag_analyzer.parser.phrases import Variant, clean_name, expand, fold, load, strip_marks
from wag_analyzer.parser.placeholders import content, may_need

READ = Recogniser(load())
LANGUAGES = st.sampled_from(load().codes)
LETTERS = st.characters(codec="utf-8", exclude_categories=["Cc", "Cf", "Cs", "Zl", "Zp", "Zs"])
TRAPS = st.sampled_from(["added", "left", "dan", "and", "keluar", "telah", "hat", "removed", ":", "-", "~x", '"', "“", "to", "PT.", "Ana,"])
WORDS = st.one_of(st.text(LETTERS, min_size=1, max_size=8), TRAPS)
NAMES = st.lists(WORDS, min_size=1, max_size=4).map(" ".join).filter(lambda name: clean_name(name) == name)
SUBJECTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cf", "Cs", "Zl", "Zp"]), min_size=1, max_size=30)
KINDS = st.sampled_from(["added", "removed", "left", "created"])


def chosen(code: str, kind: str, pick: int) -> tuple[str, str]:
    """One wording of a kind in a language, and for whom it speaks."""
    entries = load()[code].data["events"][kind]
    listed = [(wording, entry.get("you", "")) for entry in entries for wording in expand(entry["text"])]
    return listed[pick % len(listed)]


@settings(deadline=None, max_examples=60)
@given(code=LANGUAGES, kind=KINDS, pick=st.integers(0, 20), actor=NAMES, target=NAMES)
def test_known_names_come_out_as_they_went_in(code: str, kind: str, pick: int, actor: str, target: str) -> None:
    wording, _ = chosen(code, kind, pick)
    said = {word.casefold() for word in re.split(r"[\s.,]+", wording)}
    if {actor.casefold(), target.casefold()} & load()[code].you or said & load()[code].you:
        return
    values = {"actor": actor, "target": target, "new": "Plan 4"}
    line = re.sub(r"\{(\w+)\}", lambda slot: values[slot[1]], wording)
    found = READ.recognise(line, code, {actor, target})
    assert found is not None
    persons = [name for name in (found.actor, *found.targets) if name and name != "@self"]
    meant = [values[slot] for slot in re.findall(r"\{(actor|target)\}", wording)]
    assert persons == meant or sorted(persons) == sorted(meant)


@settings(deadline=None, max_examples=60)
@given(old=SUBJECTS, new=SUBJECTS)
def test_subjects_come_out_as_they_went_in(old: str, new: str) -> None:
    if '" to "' in f'{fold(old)}" to "{fold(new)}"'.replace('" to "', "", 1) or not old.strip() or not new.strip():
        return
    found = READ.recognise(f'Rina changed the subject from "{old}" to "{new}"', "en")
    assert found is not None
    assert (found.type, found.actor, found.old, found.new) == (
        "subject_changed",
        "Rina",
        strip_marks(old).strip(),
        strip_marks(new).strip(),
    )


@settings(deadline=None, max_examples=60)
@given(text=st.text(max_size=80), code=st.sampled_from(["en", "id", "ar", "zh-CN", None]))
def test_no_text_breaks_the_reading_of_bodies(text: str, code: str | None) -> None:
    found = content(text, platform="android", locale=code, marked=False)
    assert found.kind
    if not may_need(text, code):
        assert (found.kind, found.text, found.mentions) == ("text", strip_marks(text), ())


@settings(deadline=None, max_examples=60)
@given(text=st.text(max_size=60), first=st.text(max_size=4), middle=st.text(min_size=1, max_size=3), last=st.text(max_size=4))
def test_the_places_of_slots_and_the_fixed_pieces_make_the_line_again(text: str, first: str, middle: str, last: str) -> None:
    variant = Variant("x", (first, middle, last.rstrip(" .。।۔")), ("actor", "target"))
    for (start, end), (start2, end2) in variant.splits(text):
        assert text[:start] == first
        assert text[end:start2] == middle
        assert text[end2:].startswith(variant.pieces[2])
        assert start < end
        assert start2 < end2
