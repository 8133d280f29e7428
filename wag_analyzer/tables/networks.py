"""Networks: measures of persons and of the group, circles, several groups, changes, roles."""

from typing import Final

from wag_analyzer.tables.table import table

__all__ = [
    "AFFILIATIONS",
    "CIRCLES",
    "CIRCLE_WINDOWS",
    "COMEMBERSHIP",
    "COMMUNITIES",
    "GROUP",
    "GROUP_OVERLAP",
    "INTRODUCTIONS",
    "MEASURES",
    "ROLES",
    "ROLE_CHANGES",
    "SPEAKER_SETS",
    "WHATIF",
]

MEASURES: Final = table(
    "measures",
    "one person, window and measure",
    ("person", "text", "people.person"),
    ("window", "text", "all, or start/end dates of the window"),
    ("measure", "label", "name of the measure; each has a card (formula, source, range, meaning, limits) in network/cards.toml"),
    ("value", "float", "value; missing when not defined"),
    ("lo", "float", "lower end of the interval; missing when none was computed"),
    ("hi", "float", "upper end of the interval"),
    ("rank", "float", "1 is the largest"),
    ("rank_lo", "float", "best rank within the interval"),
    ("rank_hi", "float", "worst rank within the interval"),
)
GROUP: Final = table(
    "group",
    "one measure of the whole group",
    ("window", "text", "all, or start/end dates of the window"),
    ("measure", "label", "name of the measure"),
    ("value", "float", "value"),
    ("lo", "float", "lower end of the interval; missing when none was computed"),
    ("hi", "float", "upper end of the interval"),
    ("basis", "text", "what the number rests on, in words"),
)
COMMUNITIES: Final = table(
    "communities",
    "one person and the circle the person is in",
    ("person", "text", "people.person"),
    ("circle", "int", "number of the circle, 1 is the largest; 0 in no circle"),
    ("stability", "float", "share of resamples in which the person stays with most of the circle, 0 to 1"),
)
CIRCLES: Final = table(
    "circles",
    "one circle of the best division, clear or not",
    ("circle", "int", "number of the circle, 1 is the largest"),
    ("clear", "bool", "whether the circles are clear; when not, this is how the group would be divided if it had to be"),
    ("people", "int", "people in it"),
    ("persons", "texts", "their names"),
    ("stability", "float", "mean of their stability, 0 to 1"),
    ("inside", "float", "acts among them", "acts"),
    ("outside", "float", "acts between them and others", "acts"),
    ("unit", "text", "the most frequent unit among them, from the roster only"),
    ("unit_share", "float", "its share among those whose unit is known"),
    ("unit_expected", "float", "its share among all whose unit is known"),
    ("unit_p", "float", "chance of at least as many of the unit among as many people (hypergeometric)"),
)
CIRCLE_WINDOWS: Final = table(
    "circle_windows",
    "one clear circle in one window of time; circle 0 in a window without any",
    ("window", "text", "first and last day of the window"),
    ("circle", "int", "number of the circle in the window; 0: no clear circles"),
    ("line", "int", "number of the line of circles that go on from window to window; 0 for none"),
    ("likeness", "float", "Jaccard index with the circle of the window before; missing when a line begins"),
    ("people", "int", "people in it"),
    ("persons", "texts", "their names"),
    ("p", "float", "share of rewired networks of the window that are divided as well"),
    ("basis", "text", "why the circles of the window are clear or not"),
)
COMEMBERSHIP: Final = table(
    "comembership",
    "two persons and how often they were in one circle",
    ("person", "text", "people.person"),
    ("other", "text", "people.person"),
    ("together", "float", "share of resamples in which both were in one circle"),
)
SPEAKER_SETS: Final = table(
    "speaker_sets",
    "one set of people who keep meeting in the same conversations; sets may overlap",
    ("persons", "texts", "the people"),
    ("size", "int", "how many they are"),
    ("sessions", "int", "conversations in which all of them speak"),
    ("expected", "float", "the same if speakers were shuffled, each conversation and each person keeping their numbers"),
    ("lift", "float", "sessions / expected"),
    ("p", "float", "chance of at least as many"),
    ("q", "float", "Benjamini-Hochberg over all sets of that size that the group could have"),
    ("first", "time", "first such conversation"),
    ("last", "time", "last such conversation"),
    ("msg_ids", "texts", "messages that open them, at most ten"),
)
AFFILIATIONS: Final = table(
    "affiliations",
    "one person in one group: the two-mode network",
    ("person", "text", "people.person"),
    ("group_id", "label", "group"),
    ("messages", "int", "messages written there"),
    ("first", "time", "first sign of being in"),
    ("last", "time", "last sign of being in"),
    ("stretches", "int", "stretches of being in"),
    ("left", "bool", "whether the person is known to have gone"),
)
GROUP_OVERLAP: Final = table(
    "group_overlap",
    "two groups and the people in both",
    ("group_id", "label", "group"),
    ("other_group", "label", "the other group"),
    ("people", "int", "people in the one"),
    ("other_people", "int", "people in the other"),
    ("both", "int", "people in both, at whatever time"),
    ("jaccard", "float", "both / people in either"),
    ("expected", "float", "people in both if each group were drawn from all people known"),
    ("p", "float", "chance of at least as many (hypergeometric)"),
    ("q", "float", "Benjamini-Hochberg over all pairs of groups"),
    ("moved", "texts", "people last seen in the one before they were first seen in the other"),
    ("moved_back", "texts", "people last seen in the other before they were first seen in the one"),
)
WHATIF: Final = table(
    "whatif",
    "one figure of the group before and after a change",
    ("measure", "label", "reach, two_steps, fragmentation, components, weakest, circles, crossing"),
    ("before", "float", "as it is, for the people who are in it both before and after"),
    ("after", "float", "with the change"),
    ("change", "float", "after - before"),
    ("lo", "float", "5 % point of the change over resampled conversations; missing when none were drawn"),
    ("hi", "float", "95 % point"),
    ("basis", "text", "what the figure is"),
)
INTRODUCTIONS: Final = table(
    "introductions",
    "two persons without a tie who could usefully meet",
    ("rank", "int", "1 helps most, given those before"),
    ("person", "text", "people.person"),
    ("other", "text", "people.person"),
    ("gain", "float", "gain in efficiency: the mean of 1 / steps over all pairs"),
    ("by_way_of", "text", "whom both know and who could introduce them; missing when nobody does"),
    ("reasons", "texts", "circles (connects two), support (one of them has at most one tie), bypass (now all depends on one person)"),
    ("basis", "text", "the reasons in words"),
)
ROLES: Final = table(
    "roles",
    "one role and one person who has it, or cannot be told apart from who has; nobody else has a row",
    ("person", "text", "people.person; missing when nobody stands out"),
    ("window", "text", "all, or first and last day of the window"),
    ("role", "label", "name of the role; each is defined in network/cards.toml"),
    ("held", "label", "yes; not distinguishable: the interval overlaps that of others, or the limit; nobody stands out"),
    ("measure", "label", "measure that the role is read from; missing for admin, which a line or the roster states"),
    ("value", "float", "value of the measure"),
    ("lo", "float", "lower end of the interval; missing when none was computed"),
    ("hi", "float", "upper end of the interval"),
    ("rank", "float", "1 is who has most of the role"),
    ("rank_lo", "float", "best rank within the interval"),
    ("rank_hi", "float", "worst rank within the interval"),
    ("alike", "texts", "the others whose ranks overlap, at most ten"),
    ("basis", "text", "what the answer rests on, in words"),
)
ROLE_CHANGES: Final = table(
    "role_changes",
    "one person, one role and an unbroken run of windows in which the person has it",
    ("person", "text", "people.person"),
    ("role", "label", "as in roles"),
    ("since", "text", "first window of the run"),
    ("until", "text", "last window of the run"),
    ("windows", "int", "windows in the run"),
    ("before", "text", "who had the role in the window before, when that is one person"),
    ("after", "text", "who has the role in the window after, when that is one person"),
)
