"""Uses of ties: shares, exchanges, the ladder."""

from typing import Final

from wag_analyzer.tables.table import table

__all__ = ["EXCHANGES", "LADDER", "USES"]

USES: Final = table(
    "uses",
    "one ordered pair of persons and one use of the tie between them that was seen; pairs with half an expected act or more",
    ("source", "text", "who acts: answers or mentions"),
    ("target", "text", "who is answered or mentioned"),
    ("use", "label", "communication, information, problem-solving, knowledge or access; defined in docs, 'Uses of ties'"),
    ("acts", "float", "expected acts of this use: the sum of their probabilities", "acts"),
    ("share", "float", "acts / all expected acts of the tie, 0 to 1"),
    ("lo", "float", "lower end of the 90 % interval of share (Wilson)"),
    ("hi", "float", "upper end of the interval"),
    ("given", "float", "expected acts of this use in which the source gives (tells, answers, helps)", "acts"),
    ("asked", "float", "expected acts of this use in which the source asks", "acts"),
    ("tie_acts", "float", "all expected acts of the tie", "acts"),
    ("few", "bool", "whether the tie has fewer than five expected acts: too few to tell its uses apart"),
    ("msg_ids", "texts", "the messages of this use, most probable first"),
)
EXCHANGES: Final = table(
    "exchanges",
    "two persons who both turn to each other, and what each gives the other",
    ("person", "text", "people.person"),
    ("other", "text", "people.person"),
    ("gives", "texts", "uses of which the person gives the other at least one expected act"),
    ("gets", "texts", "the same from the other to the person"),
    ("given", "float", "expected acts in which the person gives", "acts"),
    ("got", "float", "expected acts in which the other gives", "acts"),
    ("jaccard", "float", "uses both give / uses either gives, 0 to 1; missing when neither gives any"),
    (
        "evenness",
        "float",
        "how evenly all that is given spreads over the five uses (Pielou): 0 one use, 1 all alike; missing below two acts",
    ),
    ("different", "float", "half the summed differences of both mixtures: 0 the same things, 1 wholly others; missing below two acts each"),
    ("expected", "float", "the same if both gave by one mixture: the mean over draws"),
    ("p", "float", "share of draws at least as different"),
    ("q", "float", "Benjamini-Hochberg over all pairs tested"),
    ("rung", "label", "highest rung of the ladder that the exchange reaches: none, know, like, trust or buy; see ladder"),
    ("warm", "float", "expected acts of greeting, thanks, kindness or laughter, of whoever did fewer", "acts"),
    ("helped", "float", "expected acts in which help was asked for and given, either way", "acts"),
    ("kept", "float", "expected acts in which a request was met or a promise kept, either way", "acts"),
    ("msg_ids", "texts", "the messages behind helped and kept, most probable first, at most ten"),
)
LADDER: Final = table(
    "ladder",
    "one rung of Know-Like-Trust-Buy and the pairs of persons whose exchange reaches it; a count of ties, never a score of a person",
    ("rung", "label", "know, like, trust or buy; each holds all before it"),
    ("dyads", "int", "pairs that reach it", "pairs"),
    ("lo", "float", "5 % point over draws of conversations and readings; missing when none were drawn", "pairs"),
    ("hi", "float", "95 % point", "pairs"),
    ("possible", "int", "pairs of persons who wrote", "pairs"),
    ("share", "float", "dyads / possible"),
    ("skipped", "int", "pairs that show this step without reaching it, because a step below is not seen", "pairs"),
    ("basis", "text", "what must be seen"),
)
