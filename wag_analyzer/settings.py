"""One frozen value object with everything that can change a result, and where each value came from."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from pathlib import Path
from types import UnionType
from typing import Any, Final, Literal, get_args, get_origin, get_type_hints

from wag_analyzer.errors import SettingsError
from wag_analyzer.given import text, toml
from wag_analyzer.policies import read_policy

__all__ = [
    "CALIBRATION",
    "STRENGTHS",
    "Settings",
    "load_settings",
    "stored_settings",
    "under_policy",
    "user_config_dir",
    "without_strengths",
]

CALIBRATION: Final = "calibration.json"
"""Name of what reviews tell, in the user's configuration folder."""

STRENGTHS: Final = "WAG6"
"""Codes of the strengths begin with this."""

Tier = Literal["numbers", "pseudonym", "names"]
DateOrder = Literal["auto", "dmy", "mdy", "ymd"]
ReplyModel = Literal["full", "linear", "adjacency"]
Null = Literal["session", "day", "activity", "configuration"]
Heads = Literal["off", "words", "semantic"]
Weighed = Literal["on", "off"]


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can change a result.

    Parameters
    ----------
    lang
        Language of summaries, findings and the report.
    tier
        What may leave the case: ``numbers``, ``pseudonym`` or ``names``.
    date_order
        ``auto`` decides from the whole file; else the order is taken as said.
    locale
        Language of the phone that exported, as a code of ``wag locales``; None finds it from the file.
    tz
        IANA zone the phone's clock showed; times are then given in UTC. None leaves them as written.
    seed
        Seed of every random draw.
    max_loss
        Share of lines, in percent, that may stay unread before the exit code is 4.
    session_gap
        Silence in minutes after which a new stretch of talk starts.
    half_life
        Days after which an act counts half in tie strength classes.
    null
        What chance keeps when a tie is compared with it: ``session``, ``day``, ``activity`` or ``configuration``; see the page on ties.
    draws
        Resamples for intervals and nulls.
    reply_model
        ``full``, ``linear`` or ``adjacency`` (next speaker answers the one before; for comparison only).
    min_group
        Smallest set of people about which anything is shown as a set.
    select, ignore
        Codes or prefixes of detectors to run, to leave out.
    roster
        Path of a roster file; None when there is none.
    vcard
        Path of contacts (``.vcf``) whose names numbers are called by; None when there are none.
    identities
        Path of the table in which the user decided who is who; None when there is none.
    identity_threshold
        Score from which two names are joined without asking, 0.5 to 1. At 0.95 only what WhatsApp itself says is.
    policy
        Path of a policy (YAML): topics, thresholds, selection and suppressions of an organisation; None when there is none.
    as_of
        Day for which the ends of a policy's suppressions are looked at; None takes the last day of the chat.
    calibration
        Path of what earlier reviews tell of each rule, made by ``wag calibrate``; None takes ``calibration.json`` of the user's folder,
        when there is one.
    consent_message
        Words by which a member agrees to be analysed; what others wrote is left out. None where nobody had to agree.
    consent_list
        Path of a list of those who agreed, one name or number a line; None when there is none.
    base_rate
        How many episodes of a kind are expected in 1,000 messages, for how often a finding is wrong; see the page on accuracy.
    heads
        What learned heads add to the hints some detectors weigh: ``off``, ``words`` (pieces of words) or ``semantic`` (their meaning, too;
        needs the extra of that name). See the page on accuracy.
    weighed
        Whether hints of all kinds are weighed together for what the rules leave: ``on`` or ``off``. See the page on accuracy.
    plugins
        Names of plug-ins to load: detectors, report formats and readers that other packages bring. None is loaded unless it is named.
    """

    lang: Literal["en", "id"] = "en"
    tier: Tier = "pseudonym"
    date_order: DateOrder = "auto"
    locale: str | None = None
    tz: str | None = None
    seed: int = 0
    max_loss: float = 0.5
    session_gap: int = 60
    half_life: float = 28.0
    null: Null = "session"
    draws: int = 200
    reply_model: ReplyModel = "full"
    min_group: int = 5
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    roster: Path | None = None
    vcard: Path | None = None
    identities: Path | None = None
    identity_threshold: float = 0.95
    policy: Path | None = None
    as_of: str | None = None
    calibration: Path | None = None
    base_rate: float = 0.1
    consent_message: str | None = None
    consent_list: Path | None = None
    heads: Heads = "off"
    weighed: Weighed = "on"
    plugins: tuple[str, ...] = ()


_HINTS: Final[Mapping[str, Any]] = get_type_hints(Settings)
_LEAST: Final[Mapping[str, float]] = {
    "seed": 0,
    "max_loss": 0,
    "session_gap": 1,
    "half_life": 0.01,
    "draws": 1,
    "min_group": 1,
    "identity_threshold": 0.5,
    "base_rate": 0.0001,
}
_MOST: Final[Mapping[str, float]] = {
    "seed": 2**128,
    "session_gap": 10_000_000,
    "half_life": 1_000_000.0,
    "draws": 100_000,
    "identity_threshold": 1.0,
    "base_rate": 100.0,
}
_MOST_BYTES: Final = 1 << 20
_DIGITS: Final = 30
"""Characters of a number that are shown."""
_NAMES: Final = "see 'wag settings' for the names"
_WORDS: Final[Mapping[type, str]] = {int: "a whole number", float: "a number", str: "a text", Path: "a path"}
_TAKEN: Final[Mapping[type, Any]] = {int: (int,), float: (int, float), str: (str, date), Path: (str, Path)}
_LARGEST: Final = 1e18
"""No setting is larger."""


def user_config_dir() -> Path:
    """Return the user's own configuration folder (``$XDG_CONFIG_HOME``, ``%APPDATA%`` or ``~/.config``), never one beside an export."""
    home = os.environ.get("XDG_CONFIG_HOME") or os.environ.get("APPDATA")
    return (Path(home) if home else Path.home() / ".config") / "wag-analyzer"


def load_settings(given: Mapping[str, Any], config: Path | None = None) -> tuple[Settings, dict[str, str]]:
    """Return the effective settings and, for each, where it came from.

    Parameters
    ----------
    given
        Values of the command line; None means not given.
    config
        A TOML file named by the user; None reads ``config.toml`` in the user's configuration folder, when there is one.

    Raises
    ------
    SettingsError
        The file cannot be read, a name is unknown or a value has another type.
    """
    own = user_config_dir() / "config.toml"
    path = config or (own if own.is_file() else None)
    origins = {field.name: "default" for field in fields(Settings)}
    values: dict[str, Any] = {}
    for name, value in (_file(path) if path else {}).items():
        values[name] = _checked(name, value, str(path))
        origins[name] = str(path)
    for name, value in given.items():
        if value is not None:
            values[name] = _checked(name, value, "command line")
            origins[name] = "command line"
    learnt = user_config_dir() / CALIBRATION
    if values.get("calibration") is None and learnt.is_file():
        values["calibration"], origins["calibration"] = learnt, "user's folder"
    return under_policy(Settings(**values), origins), origins


def stored_settings(stored: Mapping[str, Any]) -> dict[str, Any]:
    """Return the settings a program of ours wrote down, as :class:`Settings` takes them.

    Parameters
    ----------
    stored
        Name → value as JSON holds it. Names that are no settings (any more), and values that say nothing, are left out.

    Raises
    ------
    SettingsError
        A value has another type or cannot be used: somebody changed what was written down.
    """
    known = {name: value for name, value in stored.items() if name in _HINTS and value is not None}
    return {name: _revived(name, value) for name, value in known.items()}


def _revived(name: str, value: Any) -> Any:
    return None if value == "" and Path in get_args(_HINTS[name]) else _checked(name, value, "settings")


def without_strengths(settings: Settings) -> Settings:
    """Return the settings with the strengths left out, unless codes were chosen in so many words."""
    return settings if settings.select else replace(settings, ignore=(*settings.ignore, STRENGTHS))


def under_policy(settings: Settings, origins: dict[str, str] | None = None) -> Settings:
    """Return the settings with what their policy selects and leaves out; codes that were named before it go before it.

    Raises
    ------
    SettingsError
        The policy cannot be used.
    """
    if settings.policy is None:
        return settings
    policy = read_policy(settings.policy)
    select = settings.select or policy.select
    ignore = tuple(dict.fromkeys((*settings.ignore, *policy.ignore)))
    if origins is not None:
        changed = {"select": select != settings.select, "ignore": ignore != settings.ignore}
        origins.update({name: str(settings.policy) for name, is_so in changed.items() if is_so})
    return replace(settings, select=select, ignore=ignore)


def _file(path: Path) -> Mapping[str, Any]:
    try:
        written = text(path, _MOST_BYTES)
    except OSError as error:
        raise SettingsError(f"cannot be read ({error.strerror})", where=str(path), hint="check --config") from None
    except UnicodeDecodeError as error:
        raise SettingsError(f"is not TOML ({error})", where=str(path), hint=_NAMES) from None
    try:
        return toml(written)
    except ValueError as error:  # also a number of thousands of digits
        raise SettingsError(f"is not TOML ({error})", where=str(path), hint=_NAMES) from None


def _checked(name: str, value: Any, origin: str) -> Any:
    if name not in _HINTS:
        raise SettingsError(f"no setting is called {name}", where=origin, hint="see 'wag settings' for the names")
    hint = _HINTS[name]
    if get_origin(hint) is UnionType:
        hint = get_args(hint)[0]
    if get_origin(hint) is Literal:
        if value not in get_args(hint):
            raise SettingsError(f"{name} is {_shown(value)}", where=origin, hint=f"use one of {', '.join(map(str, get_args(hint)))}")
        return value
    if get_origin(hint) is tuple:
        if not isinstance(value, (list, tuple)):
            raise SettingsError(f"{name} is not a list", where=origin, hint='write it as ["WAG101", "WAG3"]')
        if not all(isinstance(item, str) for item in value):
            raise SettingsError(f"{name} holds something else than texts", where=origin, hint='write it as ["WAG101", "WAG3"]')
        return tuple(value)
    return _scalar(name, value, hint, origin)


def _scalar(name: str, value: Any, kind: type, origin: str) -> Any:
    if name == "as_of":
        _day(str(value), origin)
    number = kind in {int, float}
    if isinstance(value, bool) or not isinstance(value, _TAKEN[kind]):
        raise SettingsError(f"{name} is {_shown(value)}", where=origin, hint=f"write {_WORDS[kind]}")
    if number and not _LEAST[name] <= value < float("inf"):
        raise SettingsError(f"{name} is {_shown(value)}", where=origin, hint=f"it must be at least {_LEAST[name]:g}")
    if number and value > _MOST.get(name, _LARGEST):
        raise SettingsError(f"{name} is {_shown(value)}", where=origin, hint=f"it must be at most {_MOST.get(name, _LARGEST):g}")
    if "\0" in str(value):
        raise SettingsError(f"{name} holds a NUL", where=origin, hint=f"write {_WORDS[kind]}")
    return kind(value)


def _shown(value: Any) -> str:
    """Return a value as an error shows it; nobody wants to read a number of thousands of digits, and Python refuses to write it."""
    try:
        shown = repr(value)
    except ValueError:
        return "a number of thousands of digits"
    return shown if len(shown) <= _DIGITS or isinstance(value, str) else f"{shown[:_DIGITS]}…"


def _day(value: str, origin: str) -> None:
    try:
        date.fromisoformat(value)
    except ValueError:
        raise SettingsError(f"as_of is {value!r}", where=origin, hint="write a day as 2025-06-30") from None
