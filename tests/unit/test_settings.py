import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from wag_analyzer.errors import SettingsError
from wag_analyzer.settings import Settings, load_settings, stored_settings, user_config_dir


def test_defaults_are_the_defaults() -> None:
    settings, origins = load_settings({})
    assert settings == Settings()
    assert set(origins.values()) == {"default"}


def test_the_command_line_goes_before_the_file(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text('lang = "id"\nseed = 3\nselect = ["WAG1"]\nhalf_life = 7\nroster = "r.csv"\n', encoding="utf-8")
    settings, origins = load_settings({"seed": 5, "lang": None}, path)
    assert (settings.lang, settings.seed, settings.select, settings.half_life) == ("id", 5, ("WAG1",), 7.0)
    assert settings.roster == Path("r.csv")
    assert origins["seed"] == "command line"
    assert origins["lang"] == str(path)
    assert origins["tier"] == "default"


def test_the_users_own_folder_is_read_when_nothing_else_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    folder = tmp_path / "wag-analyzer"
    folder.mkdir()
    (folder / "config.toml").write_text("seed = 9\n", encoding="utf-8")
    assert load_settings({})[0].seed == 9


def test_without_a_variable_the_folder_is_in_the_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    monkeypatch.delenv("APPDATA", raising=False)
    assert user_config_dir() == Path.home() / ".config" / "wag-analyzer"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"colour": "red"}, "no setting is called colour"),
        ({"lang": "fr"}, "use one of en, id"),
        ({"seed": "many"}, "write a whole number"),
        ({"seed": 1.5}, "write a whole number"),
        ({"seed": -1}, "at least 0"),
        ({"draws": True}, "write a whole number"),
        ({"max_loss": float("nan")}, "at least 0"),
        ({"select": "WAG1"}, "not a list"),
    ],
)
def test_a_wrong_setting_is_told_with_what_to_write(given: dict[str, Any], said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        load_settings(given)


def test_a_missing_or_broken_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read"):
        load_settings({}, tmp_path / "none.toml")
    broken = tmp_path / "broken.toml"
    broken.write_text("lang = = 1", encoding="utf-8")
    with pytest.raises(SettingsError, match="is not TOML"):
        load_settings({}, broken)


def test_settings_that_were_written_down_come_back_as_they_were() -> None:
    made = Settings(lang="id", select=("WAG101",), roster=Path("r.csv"), seed=5, max_loss=1.5)
    stored = json.loads(json.dumps(asdict(made), default=str))
    assert Settings(**stored_settings(stored)) == made
    assert stored_settings({"gone": 3, "policy": "", "lang": None}) == {"policy": None}
