import re
import stat
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wag_analyzer.errors import SettingsError
from wag_analyzer.people import pseudonyms
from wag_analyzer.people.pseudonyms import PSEUDONYM, Pseudonyms

KEY = b"k" * 32


def test_the_same_key_gives_the_same_pseudonym_and_another_key_another() -> None:
    assert Pseudonyms(KEY).name("Sari") == Pseudonyms(KEY).name("Sari")
    assert Pseudonyms(KEY).name("Sari") != Pseudonyms(b"j" * 32).name("Sari")


def test_a_pseudonym_has_forty_bits_and_the_known_form() -> None:
    name = Pseudonyms(KEY).name("Sari")
    assert re.fullmatch(PSEUDONYM, name)
    assert len(name.replace("-", "")) - 1 == 8


def test_letters_typed_in_another_unicode_form_are_the_same_name() -> None:
    assert Pseudonyms(KEY).name("Zoë") == Pseudonyms(KEY).name("Zoe\u0308")


@settings(deadline=None, max_examples=40)
@given(st.lists(st.text(min_size=1, max_size=20), unique=True, max_size=40))
def test_no_two_names_share_a_pseudonym_whatever_the_order(names: list[str]) -> None:
    found = Pseudonyms(KEY).names(names)
    assert len(set(found.values())) == len(set(names))
    assert found == Pseudonyms(KEY).names(reversed(names))


def test_two_names_that_fall_on_one_pseudonym_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Pseudonyms, "_code", lambda _self, _person, turn: f"M-{turn}")
    assert Pseudonyms(KEY).names(["b", "a", "c"]) == {"a": "M-0", "b": "M-1", "c": "M-2"}


def test_the_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    place = tmp_path / "new" / "key"
    first = Pseudonyms.load(place).name("Sari")
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert Pseudonyms.load(place).name("Sari") == first


def test_without_a_path_the_key_lies_in_the_users_own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    Pseudonyms.load()
    assert (tmp_path / "wag-analyzer" / "key").is_file()
    assert pseudonyms.default_key_path() == tmp_path / "wag-analyzer" / "key"


def test_a_key_readable_by_others_is_closed_when_it_is_used(tmp_path: Path) -> None:
    place = tmp_path / "key"
    place.write_bytes(b"A" * 32 + b"\n")
    place.chmod(0o644)
    assert Pseudonyms.load(place).name("x") == Pseudonyms(b"A" * 32).name("x")
    assert stat.S_IMODE(place.stat().st_mode) == 0o600


@pytest.mark.parametrize("content", [b"", b"short", b"zz" * 32, b"00" * 31, b"\xff" * 40])
def test_what_is_no_key_is_refused_with_a_hint(tmp_path: Path, content: bytes) -> None:
    place = tmp_path / "key"
    place.write_bytes(content)
    with pytest.raises(SettingsError, match="64 hexadecimal digits"):
        Pseudonyms.load(place)


def test_a_key_that_cannot_be_read_is_said_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be used"):
        Pseudonyms.load(tmp_path)


def test_a_key_of_another_length_is_refused() -> None:
    with pytest.raises(SettingsError, match="5 bytes"):
        Pseudonyms(b"12345")


def test_a_key_that_appears_in_the_meantime_is_taken(tmp_path: Path) -> None:
    place = tmp_path / "key"
    place.write_bytes(KEY)
    assert pseudonyms._make(place) == KEY
