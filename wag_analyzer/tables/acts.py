"""What is read out of messages: replies, acts, references, signals, and the ties that acts add up to."""

from typing import Final

from wag_analyzer.tables.table import AT, table

__all__ = ["INTERACTIONS", "REFERENCES", "REPLIES", "SIGNALS", "TIES"]

REPLIES: Final = table(
    "replies",
    "one message and one candidate it may answer; over the rows of a message p sums to 1",
    ("msg_id", "text", "the message"),
    ("line", "int", "its line"),
    ("candidate", "text", "message it may answer; missing: it answers none of them"),
    ("candidate_line", "int", "line of the candidate; 0 when missing"),
    ("p", "float", "probability"),
)
INTERACTIONS: Final = table(
    "interactions",
    "one act of one person towards another",
    ("source", "text", "people.person who acts"),
    ("target", "text", "person acted upon; in layer about it may be somebody who is not in the group"),
    ("layer", "label", "reply, mention, invitation, about or reaction"),
    ("msg_id", "text", "message or event that is the act; for a reaction the message it stands on"),
    ("answers", "text", "message that is answered or reacted to, else missing"),
    AT,
    ("latency_s", "float", "time since the answered message", "seconds"),
    ("weight", "float", "probability that the act was meant for the target"),
)
REFERENCES: Final = table(
    "references",
    "one place in a message that names or addresses a person",
    ("msg_id", "text", "the message"),
    ("source", "text", "its author"),
    ("refers_to", "text", "person meant: people.person, or the name as used for somebody who is not a member"),
    ("is_member", "bool", "whether the person meant is in people"),
    ("form", "label", "address (spoken to), third (spoken about), mention (@)"),
    ("start", "int", "first character in the text"),
    ("end", "int", "after the last character"),
    ("surface", "text", "the words used"),
)
SIGNALS: Final = table(
    "signals",
    "one message and one text signal",
    ("msg_id", "text", "the message"),
    ("signal", "label", "dialogue act or stance; the list is in text/acts.py and text/stance.py"),
    ("value", "float", "strength, 0 to 1 (stance: -1 to 1)"),
    ("target", "text", "person or topic it is about, when known"),
    ("start", "int", "first character of the cue; -1 when the whole message"),
    ("end", "int", "after the last character of the cue; -1 when the whole message"),
)
TIES: Final = table(
    "ties",
    "one ordered pair of persons and one layer, in one window of time and one group or in all",
    ("source", "text", "who acts (answers, mentions, invites)"),
    ("target", "text", "who is answered, mentioned, invited"),
    ("layer", "label", "reply, mention, invitation, about, co-presence, reaction, or all (reply and mention together)"),
    ("weight", "float", "expected acts: the sum of the acts' probabilities", "acts"),
    ("weight_lo", "float", "lower end of the 90 % interval", "acts"),
    ("weight_hi", "float", "upper end of the 90 % interval", "acts"),
    ("expected", "float", "expected acts under the null (settings.null); by default it keeps session, day and activity", "acts"),
    ("z", "float", "(weight - expected) / standard deviation under the null, or the smaller one that the pairs of the layer show"),
    ("q", "float", "one-sided p of weight under the null, Benjamini-Hochberg over the layer"),
    ("acts", "int", "acts with any probability"),
    ("first", "time", "first act"),
    ("last", "time", "last act"),
    ("reciprocity", "float", "min/max of the two directions' weights, 0 to 1"),
    ("strength", "label", "strong, weak, bridging or latent; defined in network/strengths.py"),
    ("msg_ids", "texts", "the messages of all acts behind the tie, most probable first, then by time"),
    ("current", "float", "what is left of weight at the end when each act counts half after every settings.half_life days", "acts"),
    ("born", "time", "when the first act could be expected: the probabilities passed a half; missing when they never did"),
    ("dormant", "time", "last act before the silence it ends in, when that is three half-lives or more; missing when awake"),
    ("revived", "time", "last waking after three half-lives or more of silence; missing when there was none"),
    ("life", "label", "faint (not one act to be expected), dormant, revived, new (born within the last half-life) or active"),
    ("boot_lo", "float", "5 % point over resampled conversations; missing when none were drawn", "acts"),
    ("boot_hi", "float", "95 % point over resampled conversations", "acts"),
    ("window", "text", "all, or first/last day of the window"),
    ("group_id", "label", "group; missing when the acts of several groups are summed"),
)
