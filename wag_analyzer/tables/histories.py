"""The history of a group: who brought whom in, and its phases."""

from typing import Final

from wag_analyzer.tables.table import table

__all__ = ["INVITATIONS", "INVITE_TESTS", "LIFECYCLE", "RECRUITERS", "RECRUITING_TEAMS"]

INVITATIONS: Final = table(
    "invitations",
    "one person who is known to have come into one group, by the first way in; in order of time",
    ("group_id", "label", "group"),
    ("person", "text", "people.person"),
    ("by", "text", "who brought the person in; missing when nobody can be credited"),
    ("how", "label", "created, added, link or community"),
    ("p", "float", "probability that by did: 1 when the line says so, at most a half for a posted link, 0 when nobody is credited"),
    ("at", "time", "when the person came in"),
    ("depth", "int", "steps from the creator, or from one whose way in is not known (0)"),
    ("wave", "int", "number of the wave of arrivals: three or more people with pauses of less than two days; 0 in none"),
    ("recruits", "float", "people whom this person brought in, as the sum of p"),
    ("below", "int", "people in the branches of the invite tree that begin here"),
    ("runner_up", "text", "who else may have brought in one who came by link"),
    ("runner_up_p", "float", "probability of that"),
    ("requested", "time", "when a line says that the person asked to be let in"),
    ("first_said", "time", "first message after coming in"),
    ("first_answered", "text", "whom the person answered first, with a probability of at least a half"),
    ("to_recruiter", "float", "share of the answers and mentions of the first two weeks that went to by; missing without any"),
    ("welcomed_by", "text", "who answered or mentioned the person first"),
    ("prior_groups", "int", "other groups of the export in which both were before"),
    ("prior_acts", "float", "acts between the two in these before, either way", "acts"),
    ("msg_id", "text", "the line behind it"),
)
RECRUITERS: Final = table(
    "recruiters",
    "one person who brought somebody into one group",
    ("group_id", "label", "group"),
    ("person", "text", "people.person"),
    ("recruits", "float", "people brought in, as the sum of p"),
    ("rank", "float", "1 is who brought most; 2 is the runner-up; equal numbers share their mean"),
    ("rank_lo", "float", "best rank within the 90 % interval over resampled lines"),
    ("rank_hi", "float", "worst rank within the interval"),
    ("below", "int", "people in the branches of the invite tree that begin here"),
    ("later", "float", "recruits after the founding", "people"),
    ("expected", "float", "the same if anybody who was in at the time had been as likely to bring them", "people"),
    ("p", "float", "chance of at least as many under that null, by line"),
    ("q", "float", "Benjamini-Hochberg over everybody who could have brought somebody"),
    ("first", "time", "first time"),
    ("last", "time", "last time"),
)
INVITE_TESTS: Final = table(
    "invite_tests",
    "one figure of one group's invite tree beside what chance gives",
    ("group_id", "label", "group"),
    ("measure", "label", "depth, mean_depth, most_recruits, recruiters, wave; alike_ and prior_: likeness and prior ties of the pairs"),
    ("value", "float", "value"),
    ("expected", "float", "mean under the null"),
    ("lo", "float", "5 % point under the null"),
    ("hi", "float", "95 % point under the null"),
    ("z", "float", "(value - expected) / standard deviation under the null; missing when that is 0"),
    ("p", "float", "two-sided p (wave: one-sided)"),
    ("basis", "text", "what it is, on how many people, under which null"),
)
RECRUITING_TEAMS: Final = table(
    "recruiting_teams",
    "two persons who bring people into one group on the same days more often than chance",
    ("group_id", "label", "group"),
    ("person", "text", "people.person"),
    ("other", "text", "people.person"),
    ("days", "int", "days on which both brought people in", "days"),
    ("expected", "float", "the same if everybody brought people in on as many days, and on every day as many did", "days"),
    ("p", "float", "chance of at least as many, by shuffles"),
    ("q", "float", "Benjamini-Hochberg over all pairs of recruiters"),
)
LIFECYCLE: Final = table(
    "lifecycle",
    "one phase of a group's life, seen or not, or one change of pace",
    ("group_id", "label", "group"),
    ("phase", "label", "created, purpose, growth, action, closing; change: a change of pace, whatever phase it belongs to"),
    ("start", "time", "when it began; missing when the phase was not seen"),
    ("end", "time", "when it was over; missing for a moment, and when it lasts to the end of the export"),
    ("start_lo", "time", "lower end of the 90 % interval of start; missing when a line states it"),
    ("start_hi", "time", "upper end of the interval"),
    ("p", "float", "chance of such a stretch or change somewhere in a group without any; missing when a line states it"),
    ("before", "float", "pace before, weekdays evened out", "messages a day"),
    ("after", "float", "pace from start on, weekdays evened out", "messages a day"),
    ("certain", "bool", "whether a line of the export says it, in WhatsApp's or a member's words"),
    ("by", "text", "person who did or said it"),
    ("msg_ids", "texts", "the lines behind it, at most ten"),
    ("text", "text", "the words that say it"),
    ("basis", "text", "what it rests on, or why it was not seen"),
)
