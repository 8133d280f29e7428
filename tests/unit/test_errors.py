import pytest

from wag_analyzer import errors
from wag_analyzer.errors import ArchiveError, SettingsError, WagError


def test_an_error_says_where_what_and_what_to_do_on_one_line() -> None:
    error = ArchiveError("is encrypted", where="a.zip", hint="unlock it first")
    assert str(error) == "a.zip: is encrypted; unlock it first"


def test_an_error_without_place_or_hint_is_just_what_happened() -> None:
    assert str(WagError("nothing to read")) == "nothing to read"


@pytest.mark.parametrize("name", [name for name in errors.__all__ if name != "WagError"])
def test_every_error_is_a_wag_error_with_a_code_of_the_contract(name: str) -> None:
    kind = getattr(errors, name)
    assert issubclass(kind, WagError)
    assert kind.exit_code in {2, 3, 5}


def test_a_wrong_setting_is_wrong_use() -> None:
    assert SettingsError("x").exit_code == 2
