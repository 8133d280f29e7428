"""What to simulate: one frozen value object, also read from TOML."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Final

from wag_analyzer.errors import SettingsError
from wag_analyzer.given import toml

__all__ = ["PLANTS", "TWINS", "TWIN_OF", "USUAL_PLANTS", "USUAL_TWINS", "WORDSETS", "Spec"]

USUAL_PLANTS: Final = ("gossip", "recruiter", "isolated", "taker", "pile_on", "rally")
USUAL_TWINS: Final = (
    "praise_absent", "hr_onboarding", "social_invite", "quiet_answered", "announcer", "busy_helper", "teasing", "safety_protest",
)  # fmt: skip
"""What is planted where nothing is said: a group of 38 has people for it."""
PLANTS: Final = (
    *USUAL_PLANTS,
    "condescension", "influence", "broken_promise", "unresponsive", "policy_derision", "accusation", "leak", "shadow_group",
)  # fmt: skip
TWINS: Final = (
    *USUAL_TWINS,
    "expert_help", "senior_guidance", "late_but_kept", "on_leave", "fair_feedback", "proper_report", "privacy_reminder", "project_group",
)  # fmt: skip
TWIN_OF: Final[Mapping[str, str]] = {
    "praise_absent": "gossip",
    "hr_onboarding": "recruiter",
    "social_invite": "recruiter",
    "quiet_answered": "isolated",
    "announcer": "isolated",
    "busy_helper": "taker",
    "teasing": "pile_on",
    "safety_protest": "rally",
    "expert_help": "condescension",
    "senior_guidance": "influence",
    "late_but_kept": "broken_promise",
    "on_leave": "unresponsive",
    "fair_feedback": "policy_derision",
    "proper_report": "accusation",
    "privacy_reminder": "leak",
    "project_group": "shadow_group",
}
"""The risk for which each innocent twin could be taken."""
WORDSETS: Final = ("b", "c")
"""Other wordings than the usual, of episodes and trades (``<lang>.<wordset>.toml``): does a rule know an episode, or a wording of it?"""
_LEAST_PEOPLE: Final = 3
_MOST_PEOPLE: Final = 1024
_LEAST_DAYS: Final = 14
_MOST_DAYS: Final = 36_500
_LONGEST: Final = 100
_FIRST_YEAR, _LAST_YEAR = 2009, 2100


@dataclass(frozen=True, slots=True)
class Spec:
    """What to simulate.

    Parameters
    ----------
    seed
        Seed of every draw; the same spec gives the same bytes.
    people, days, messages
        Members ever in the group (3 to 1024; the usual plants and twins together need 38, all of them 64), length in days (at least
        14), messages to reach, give or take one conversation.
    lang
        Language of the talk: ``id`` or ``en``.
    sector
        Line of business, a ``sector`` of the phrase book; empty takes the first.
    wordset
        One of ``WORDSETS``: most episodes in other words; empty is the usual wording.
    dialect
        Phone that exports; see ``dialects()``.
    plants, twins
        Kinds of risk episodes and of their innocent twins.
    title
        Name of the group.
    start
        First day.
    """

    seed: int = 0
    people: int = 40
    days: int = 120
    messages: int = 2400
    lang: str = "id"
    sector: str = ""
    wordset: str = ""
    dialect: str = "android-id"
    plants: tuple[str, ...] = USUAL_PLANTS
    twins: tuple[str, ...] = USUAL_TWINS
    title: str = ""
    start: date = date(2024, 1, 15)

    def __post_init__(self) -> None:
        """Refuse a spec that cannot be simulated."""
        if self.people < _LEAST_PEOPLE or self.days < _LEAST_DAYS or self.messages < 1:
            what = f"{self.people} people, {self.days} days and {self.messages} messages are too few"
            raise _impossible(what, f"use at least {_LEAST_PEOPLE} people, {_LEAST_DAYS} days and 1 message")
        if self.people > _MOST_PEOPLE:
            raise _impossible(f"{self.people} people are too many", f"a group holds at most {_MOST_PEOPLE}")
        if len(self.title) > _LONGEST or not self.title.isprintable():
            raise _impossible("no group can have that title", f"use one line of at most {_LONGEST} characters")
        if not _FIRST_YEAR <= self.start.year <= _LAST_YEAR or self.days > _MOST_DAYS:
            raise _impossible(f"{self.days} days from {self.start} are no time for a chat", f"start between {_FIRST_YEAR} and {_LAST_YEAR}")
        if self.lang not in {"id", "en"}:
            raise _impossible(f"no phrase book for {self.lang}", "use id or en")
        if self.wordset and self.wordset not in WORDSETS:
            raise _impossible(f"no wordset is called {self.wordset}", f"use {', '.join(WORDSETS)}")
        _known(self.plants, PLANTS, "plants")
        _known(self.twins, TWINS, "twins")

    @classmethod
    def from_toml(cls, text: str, *, where: str = "") -> "Spec":
        """Return the spec in the table ``[spec]`` of a TOML text.

        Raises
        ------
        SettingsError
            The text is not TOML, a name is unknown or a value is not possible.
        """
        try:
            data: dict[str, Any] = dict(toml(text)["spec"])
        except (KeyError, TypeError, ValueError) as error:
            raise SettingsError(f"is not a spec ({error})", where=where, hint="write a table [spec]") from None
        usual = {field.name: field.default for field in fields(cls)}
        values: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in data.items()}
        for name, value in values.items():
            if name not in usual:
                raise SettingsError(f"no such setting: {name}", where=where, hint="see Spec for the names")
            if type(value) is not type(usual[name]):
                raise SettingsError(f"{name} is {value!r}", where=where, hint=f"write it like {usual[name]!r}")
        return cls(**values)


def _impossible(what: str, hint: str) -> SettingsError:
    return SettingsError(what, where="spec", hint=hint)


def _known(given: Sequence[str], names: Sequence[str], where: str) -> None:
    for name in given:
        if name not in names:
            raise SettingsError(f"no episode is called {name}", where=where, hint=f"use {', '.join(names)}")
