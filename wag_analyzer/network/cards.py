"""What each measure is: formula, source, range, what it means in a chat and what it cannot say. Reports and pages print these cards.

The words stand in ``cards.toml``.
"""

import tomllib
from dataclasses import dataclass
from importlib import resources
from typing import Any, Final, Literal

__all__ = [
    "CIRCLE_CARDS",
    "GROUP_CARDS",
    "MEASURE_CARDS",
    "PAIR_CARDS",
    "ROLES",
    "Card",
    "Role",
    "card",
    "cards_page",
    "described",
    "described_role",
    "explained",
]


@dataclass(frozen=True, slots=True)
class Card:
    """One measure.

    ``name`` is the value of column ``measure``; ``label`` is what a reader sees, by language; ``least`` and ``most`` bound the values
    (None: no bound but the size of the chat); ``limits`` says what the measure cannot say.
    """

    name: str
    label: dict[str, str]
    formula: str
    source: str
    unit: str
    meaning: str
    limits: str
    least: float | None = None
    most: float | None = None


@dataclass(frozen=True, slots=True)
class Role:
    """One role that a person can have in a group, read from one measure.

    ``rule`` is ``first`` (who ranks first, among values above ``limit``), ``limit`` (whoever reaches ``limit``) or ``told`` (a line of the
    file or the roster says so); ``highest`` tells whether large values count, or small ones; ``exchange`` is the number of acts, given and
    received, below which nothing is said.
    """

    name: str
    label: dict[str, str]
    measure: str
    rule: Literal["first", "limit", "told"]
    highest: bool
    limit: float
    exchange: float
    definition: dict[str, str]
    source: str
    limits: str


_TEXT: Final[dict[str, list[dict[str, Any]]]] = tomllib.loads(
    (resources.files("wag_analyzer.network") / "cards.toml").read_text(encoding="utf-8")
)
MEASURE_CARDS: Final = tuple(Card(**each) for each in _TEXT["person"])
PAIR_CARDS: Final = tuple(Card(**each) for each in _TEXT["pair"])
GROUP_CARDS: Final = tuple(Card(**each) for each in _TEXT["group"])
CIRCLE_CARDS: Final = tuple(Card(**each) for each in _TEXT["circles"])
"""Measures of the group that come from its circles, and what intervals rest on; the last rows of table ``group``."""

ROLES: Final = tuple(Role(**each) for each in _TEXT["role"])
_BY_NAME: Final = {each.name: each for each in MEASURE_CARDS}


def card(name: str) -> Card:
    """Return the card of a measure of persons.

    Examples
    --------
    >>> card("balance").least
    -1
    """
    return _BY_NAME[name]


def described(each: Card) -> str:
    r"""Return a card as a section of Markdown; the page on measures holds these sections word by word.

    Examples
    --------
    >>> described(card("isolate")).split("\n")[0]
    '### Isolate (`isolate`)'
    """
    unit = f" {each.unit}" if each.unit else ""
    return (
        f"### {each.label['en']} (`{each.name}`)\n\n"
        f"| | |\n|---|---|\n| formula | {each.formula.replace('|', '&#124;')} |\n"
        f"| range | {_bound(each.least)} to {_bound(each.most)}{unit} |\n"
        f"| source | {each.source} |\n| in Indonesian reports | {each.label['id']} |\n\n"
        f"{each.meaning} *What it cannot say:* {each.limits}\n"
    )


def _bound(value: float | None) -> str:
    return "no bound" if value is None else f"{value:g}"


def described_role(each: Role) -> str:
    r"""Return a role as a section of Markdown.

    Examples
    --------
    >>> described_role(ROLES[0]).split("\n")[0]
    '### Central connector (`central_connector`)'
    """
    sign = "above" if each.rule == "first" else "from" if each.highest else "up to"
    rule = {
        "first": f"first by `{each.measure}`, {sign} {each.limit:.2g}",
        "limit": f"`{each.measure}` {sign} {each.limit:.2g}",
        "told": "stated",
    }[each.rule]
    return (
        f"### {each.label['en']} (`{each.name}`)\n\n"
        f"| | |\n|---|---|\n| rule | {rule} |\n| source | {each.source} |\n| in Indonesian reports | {each.label['id']} |\n\n"
        f"{each.definition['en']} *What it cannot say:* {each.limits}\n"
    )


def explained(name: str) -> str:
    r"""Return the cards of the measure and the role of this name; empty when there are none.

    Examples
    --------
    >>> [line for line in explained("gatekeeper").split("\n") if line.startswith("###")]
    ['### Lets outsiders in (`gatekeeper`)', '### Gatekeeper (`gatekeeper`)']
    """
    cards = [described(each) for each in (*MEASURE_CARDS, *GROUP_CARDS, *CIRCLE_CARDS, *PAIR_CARDS) if each.name.lower() == name.lower()]
    return "\n".join([*cards, *(described_role(each) for each in ROLES if each.name == name)])


def cards_page() -> str:
    r"""Return the reference page of all measures and roles in Markdown.

    Examples
    --------
    >>> cards_page().split("\n")[0]
    '# Measures and roles'
    """
    parts = (
        ("Persons", "Column `measure` of table `measures`.", [described(each) for each in MEASURE_CARDS]),
        ("Pairs", "A column of table `ties`.", [described(each) for each in PAIR_CARDS]),
        ("The whole group", "Column `measure` of table `group`.", [described(each) for each in (*GROUP_CARDS, *CIRCLE_CARDS)]),
        ("Roles", "Column `role` of table `roles`.", [described_role(each) for each in ROLES]),
    )
    head = (
        "# Measures and roles\n\n"
        "Formula, source, range, what it means in a chat and what it cannot say; from `wag_analyzer/network/cards.toml`.\n"
    )
    return head + "".join(f"\n## {title}\n\n{told}\n\n" + "\n".join(sections) for title, told, sections in parts)
