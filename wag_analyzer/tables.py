"""The floor plan: every table, its columns, their types and meaning. No logic beyond building and checking.

``wag schema`` and the reference pages are written from this file.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, Literal

import pandas as pd
import pyarrow as pa

from wag_analyzer.errors import TableError

__all__ = [
    "AFFILIATIONS",
    "ALIASES",
    "CIRCLES",
    "CIRCLE_WINDOWS",
    "COMEMBERSHIP",
    "COMMUNITIES",
    "COVERAGE",
    "DECISIONS",
    "DIFFERENCES",
    "EVENTS",
    "FINDINGS",
    "GROUP",
    "GROUP_OVERLAP",
    "IDENTITIES",
    "INTERACTIONS",
    "INTRODUCTIONS",
    "INVITATIONS",
    "INVITE_TESTS",
    "LIFECYCLE",
    "LINKS",
    "MEASURES",
    "MEDIA",
    "MEMBERSHIP",
    "MESSAGES",
    "PARSED",
    "PEOPLE",
    "RECRUITERS",
    "RECRUITING_TEAMS",
    "REFERENCES",
    "REPLIES",
    "REVIEWS",
    "ROLES",
    "ROLE_CHANGES",
    "SIGNALS",
    "SPEAKER_SETS",
    "SUBJECTS",
    "TABLES",
    "TIES",
    "WHATIF",
    "Column",
    "Kind",
    "Table",
]

Kind = Literal["text", "label", "int", "float", "bool", "time", "texts"]

_DTYPES: Final[Mapping[Kind, Any]] = {
    "text": pd.StringDtype("pyarrow", na_value=float("nan")),
    "label": "category",
    "int": "int64",
    "float": "float64",
    "bool": "bool",
    "time": "datetime64[s]",
    "texts": pd.ArrowDtype(pa.list_(pa.string())),
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: name, kind of value, meaning and unit."""

    name: str
    kind: Kind
    meaning: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its name, what a row stands for, and its columns in order."""

    name: str
    row: str
    columns: tuple[Column, ...]

    @property
    def names(self) -> list[str]:
        """Return the column names in order."""
        return [column.name for column in self.columns]

    def frame(self, rows: Iterable[Mapping[str, object]] | Mapping[str, object] = ()) -> pd.DataFrame:
        """Return a frame of this table's columns and types.

        Parameters
        ----------
        rows
            One mapping a row (missing keys become missing values), or one mapping of whole columns.

        Raises
        ------
        TableError
            A column is unknown or a value does not fit the column's type.
        """
        data = rows if isinstance(rows, Mapping) else _columns(rows, self.names)
        unknown = [name for name in data if name not in self.names]
        if unknown:
            raise TableError(f"no such column: {', '.join(unknown)}", where=self.name)
        series: dict[str, pd.Series[Any]] = {}
        for column in self.columns:
            try:
                series[column.name] = _series(data.get(column.name), column.kind)
            except (TypeError, ValueError, pa.ArrowException) as error:
                raise TableError(f"values are not {column.kind}: {error}", where=f"{self.name}.{column.name}") from None
        return pd.DataFrame(series, columns=self.names)

    def check(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return ``frame`` unchanged when its columns and types are this table's.

        Raises
        ------
        TableError
            Names, order or types differ.
        """
        if list(frame.columns) != self.names:
            raise TableError(f"columns are {list(frame.columns)}", where=self.name, hint=f"expected {self.names}")
        for column, dtype in zip(self.columns, frame.dtypes.tolist(), strict=True):
            if not _fits(dtype, column.kind):
                raise TableError(f"type is {dtype}", where=f"{self.name}.{column.name}", hint=f"expected {column.kind}")
        return frame


def _columns(rows: Iterable[Mapping[str, object]], names: list[str]) -> dict[str, list[object]]:
    listed = list(rows)
    extra = {name: None for row in listed for name in row if name not in names}
    return {name: [row.get(name) for row in listed] for name in (*names, *extra)}


def _series(values: Any, kind: Kind) -> "pd.Series[Any]":
    series: pd.Series[Any] = pd.Series([] if values is None else values, dtype=_DTYPES[kind])
    return series.reset_index(drop=True)


def _fits(dtype: object, kind: Kind) -> bool:
    if kind == "label":
        return isinstance(dtype, pd.CategoricalDtype)
    if kind == "text":
        return isinstance(dtype, pd.StringDtype)
    return bool(dtype == _dtype(kind))


@cache
def _dtype(kind: Kind) -> object:
    return pd.Series([], dtype=_DTYPES[kind]).dtype


def _table(name: str, row: str, *columns: tuple[str, Kind, str] | tuple[str, Kind, str, str]) -> Table:
    return Table(name, row, tuple(Column(*column) for column in columns))


_PLACE: Final = (
    ("file", "label", "name of the export, or archive/member"),
    ("file_sha256", "label", "SHA-256 of the export file as it was handed over"),
    ("line", "int", "first physical line in that file, from 1"),
    ("last_line", "int", "last physical line in that file"),
)
_AT: Final = ("at", "time", "the phone's wall clock as written, never shifted unless a zone was asked for")

PARSED: Final = _table(
    "parsed",
    "one message typed by a member, as read from the file",
    ("msg_id", "text", "first 8 hex digits of the chat text's SHA-256, a dash, the first line; in file order"),
    ("group_id", "label", "group the message was written in"),
    _AT,
    ("sender", "text", "name or number before the colon, without the marks WhatsApp wraps around it; @self when the file says 'you'"),
    ("kind", "label", "text media deleted view_once poll location live_location contact call waiting event_invite"),
    ("text", "text", "the writer's own words; captions yes, placeholders no"),
    ("raw", "text", "the whole body as it stands in the file, without direction marks"),
    (
        "media",
        "text",
        "file name, or kind left out (image video audio sticker gif document contact video_note unknown); missing when none",
    ),
    ("edited", "bool", "whether the file says the message was edited"),
    ("mentions", "texts", "names or numbers mentioned with @, one per occurrence"),
    *_PLACE,
)
MESSAGES: Final = _table(
    "messages",
    "one message typed by a member",
    ("msg_id", "text", "as in parsed"),
    ("group_id", "label", "as in parsed"),
    _AT,
    ("person", "label", "the person behind the sender (people.person)"),
    ("sender", "text", "as in parsed"),
    ("kind", "label", "as in parsed"),
    ("text", "text", "as in parsed"),
    ("media", "text", "as in parsed"),
    ("edited", "bool", "as in parsed"),
    ("mentions", "texts", "as in parsed"),
    ("session", "int", "number of the stretch of talk, from 0; a new one starts after a silence of settings.session_gap minutes"),
    *_PLACE,
    (
        "content_hash",
        "text",
        "first 32 hex digits of SHA-256 over at, sender and raw, joined by line feeds; equal in two exports of one phone",
    ),
)
EVENTS: Final = _table(
    "events",
    "one change in the group's life and one affected member ('X added A, B and C' is three rows with the same msg_id)",
    ("msg_id", "text", "as in parsed, for the system line"),
    ("group_id", "label", "group"),
    _AT,
    ("type", "label", "created added removed left joined_link …; missing when WhatsApp's wording is not known"),
    ("actor", "text", "who did it; @self for the exporter; missing when the line does not say"),
    ("target", "text", "who was affected; missing when nobody or unsaid"),
    ("old", "text", "value before (subject, number)"),
    ("new", "text", "value after"),
    ("text", "text", "the system line as written"),
    *_PLACE,
)
LINKS: Final = _table(
    "links",
    "one quote or reaction that the file itself records; exports made by WhatsApp hold none",
    ("msg_id", "text", "the message that quotes; missing for a reaction, which is no message of its own"),
    ("answers", "text", "the message that is quoted or reacted to"),
    ("kind", "label", "reply or reaction"),
    ("source", "text", "who answers or reacts, named as senders are; @self when the file says 'you'; missing when unsaid"),
    ("emoji", "text", "the reaction; missing for a reply"),
    ("at", "time", "when, on the clock of the messages; missing when the file does not say"),
)
COVERAGE: Final = _table(
    "coverage",
    "one range of lines of one file and what became of it; the ranges cover each file without gap or overlap",
    ("file", "label", "as in parsed"),
    ("file_sha256", "label", "as in parsed"),
    ("line", "int", "first line of the range"),
    ("last_line", "int", "last line of the range"),
    ("became", "label", "message, system, continuation or skipped"),
    ("reason", "text", "why lines were skipped or kept as text; missing otherwise"),
)
PEOPLE: Final = _table(
    "people",
    "one person; a silent member is an isolate, not absent",
    ("person", "text", "the person's display name; unique"),
    ("names", "texts", "all names and numbers seen for the person"),
    ("is_exporter", "bool", "whether the export was made on this person's phone, as far as the file says"),
    ("messages", "int", "messages written"),
    ("first", "time", "first message or event"),
    ("last", "time", "last message or event"),
    ("joined", "time", "when an event says the person came in"),
    ("left", "time", "when an event says the person went out, if that was the last such event"),
    ("added_by", "text", "person who added this one"),
    ("admin", "bool", "whether an event or the roster says so"),
    ("unit", "text", "from the roster only"),
    ("level", "float", "from the roster only; 1 is the highest"),
)
MEMBERSHIP: Final = _table(
    "membership",
    "one stretch of time in which one person was in one group, as far as the file tells; in order of the stretches' beginning",
    ("person", "text", "people.person"),
    ("group_id", "label", "group"),
    ("from", "time", "when an event says the person came in; missing when no line says so, as for whoever was there before the first line"),
    ("to", "time", "when an event says the person went; missing when no line says so: still in at the end of the export, or see reason"),
    ("came_by", "label", "created, added, joined_link, joined_community, or unknown"),
    ("added_by", "text", "person who added this one"),
    ("went_by", "label", "left, removed, group_ended, or unknown; missing while the person is in"),
    ("removed_by", "text", "person who removed this one"),
    ("first", "time", "first sign of being in: a message, an act, or the event of coming in"),
    ("last", "time", "last sign of being in"),
    ("admin", "bool", "whether an event of this stretch says so"),
    ("certain", "bool", "whether lines of the export say both how it began and, if it ended, how it ended, and nothing contradicts them"),
    ("reason", "text", "what is not certain, and why; missing when certain"),
)
SUBJECTS: Final = _table(
    "subjects",
    "one name, picture or description of a group and the time in which it had it",
    ("group_id", "label", "group"),
    ("kind", "label", "subject (the group's name), icon or description"),
    ("at", "time", "since when; missing when no line says so"),
    ("until", "time", "till when; missing when it was the last one, or when no line says so"),
    ("name", "text", "the name; words of a description where the line quotes them; missing for pictures and for what was removed"),
    ("by", "text", "person who set it"),
    ("msg_id", "text", "the system line; missing when the name is known from the file's name or as a former name only"),
)
IDENTITIES: Final = _table(
    "identities",
    "one name, number or mention and the person it was joined to",
    ("name", "text", "as it stands in the file"),
    ("form", "label", "sender, reaction, event, mention; alias: another phone's; roster, contacts, given: from the user"),
    ("person", "text", "people.person"),
    ("score", "float", "how probable it is that both are one person, 0 to 1; 1 is the same string or said by the user"),
    ("reason", "text", "why they were joined or suggested, and what speaks against"),
    ("applied", "bool", "whether the join is in force; false: suggested, or kept apart by the user"),
)
ALIASES: Final = _table(
    "aliases",
    "one name in one of several joined exports, for a person who bears another name in the joined chat",
    ("name", "text", "as it stands in that file; @self for its exporter"),
    ("file", "label", "export in whose address book the person has this name"),
    ("same_as", "text", "the person's name in the joined chat (parsed.sender, events.actor, events.target)"),
    ("score", "float", "how sure, 0 to 1"),
    ("reason", "text", "what it rests on, with counts"),
    ("applied", "bool", "whether the name was replaced in the joined chat"),
)
DIFFERENCES: Final = _table(
    "differences",
    "one line on which two exports of one group differ, in the time that both cover",
    ("difference", "label", "only, event_only, deleted or edited, then _in_a or _in_b; changed: other words, not said to be edited"),
    ("at", "time", "the clock of the export named in file, as written"),
    ("sender", "text", "as in the export named in file; missing for system lines"),
    ("kind", "label", "as in parsed; system for system lines, then the type of the event"),
    ("text", "text", "the words in the export named in file: of a deleted message those that are left, of an edited one the later"),
    ("file", "label", "export that holds the line, or the fuller form of it"),
    ("line", "int", "its line there"),
    ("msg_id", "text", "its id there"),
    ("other_sender", "text", "the sender's name in the other export, where it is known"),
    ("other_text", "text", "the words in the other export; missing when the line is not there"),
    ("other_file", "label", "the other export"),
    ("other_line", "int", "the line in the other export; 0 when it is not there"),
    ("other_msg_id", "text", "the id in the other export; missing when the line is not there"),
)
REPLIES: Final = _table(
    "replies",
    "one message and one candidate it may answer; over the rows of a message p sums to 1",
    ("msg_id", "text", "the message"),
    ("line", "int", "its line"),
    ("candidate", "text", "message it may answer; missing: it answers none of them"),
    ("candidate_line", "int", "line of the candidate; 0 when missing"),
    ("p", "float", "probability"),
)
INTERACTIONS: Final = _table(
    "interactions",
    "one act of one person towards another",
    ("source", "text", "people.person who acts"),
    ("target", "text", "person acted upon; in layer about it may be somebody who is not in the group"),
    ("layer", "label", "reply, mention, invitation, about or reaction"),
    ("msg_id", "text", "message or event that is the act; for a reaction the message it stands on"),
    ("answers", "text", "message that is answered or reacted to, else missing"),
    _AT,
    ("latency_s", "float", "time since the answered message", "seconds"),
    ("weight", "float", "probability that the act was meant for the target"),
)
REFERENCES: Final = _table(
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
MEDIA: Final = _table(
    "media",
    "one file beside the chat, in its archive or folder, or one file that a message names and that is not there",
    ("file", "label", "the chat it belongs to, as in parsed"),
    ("file_sha256", "label", "as in parsed"),
    ("member", "text", "name in the archive or folder; of a missing file the name in the message"),
    (
        "kind",
        "label",
        "image video video_note voice audio gif sticker contact document archive other; by WhatsApp's name, else by ending",
    ),
    ("size", "int", "size when unpacked, as the archive declares it; 0 when the file is missing", "bytes"),
    ("sha256", "text", "SHA-256 of the unpacked file; missing when it was not taken, see reason"),
    ("dated", "time", "date in the name that WhatsApp gave (Android: day only); missing when there is none"),
    ("state", "label", "named (by a message), unnamed (no message names it) or missing (named, not there)"),
    ("msg_id", "text", "first message that names it"),
    ("line", "int", "line of that message; 0 when no message names it"),
    ("messages", "int", "messages that name it"),
    ("reason", "text", "why there is no SHA-256; missing otherwise"),
)
SIGNALS: Final = _table(
    "signals",
    "one message and one text signal",
    ("msg_id", "text", "the message"),
    ("signal", "label", "dialogue act or stance; the list is in text/acts.py and text/stance.py"),
    ("value", "float", "strength, 0 to 1 (stance: -1 to 1)"),
    ("target", "text", "person or topic it is about, when known"),
    ("start", "int", "first character of the cue; -1 when the whole message"),
    ("end", "int", "after the last character of the cue; -1 when the whole message"),
)
TIES: Final = _table(
    "ties",
    "one ordered pair of persons and one layer, in one window of time and one group or in all",
    ("source", "text", "who acts (answers, mentions, invites)"),
    ("target", "text", "who is answered, mentioned, invited"),
    ("layer", "label", "reply, mention, invitation, about, co-presence, reaction, or all (reply and mention together)"),
    ("weight", "float", "expected acts: the sum of the acts' probabilities", "acts"),
    ("weight_lo", "float", "lower end of the 90 % interval", "acts"),
    ("weight_hi", "float", "upper end of the 90 % interval", "acts"),
    ("expected", "float", "expected acts under the null (settings.null); by default it keeps session, day and activity", "acts"),
    ("z", "float", "(weight - expected) / standard deviation under the null"),
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
MEASURES: Final = _table(
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
GROUP: Final = _table(
    "group",
    "one measure of the whole group",
    ("window", "text", "all, or start/end dates of the window"),
    ("measure", "label", "name of the measure"),
    ("value", "float", "value"),
    ("lo", "float", "lower end of the interval; missing when none was computed"),
    ("hi", "float", "upper end of the interval"),
    ("basis", "text", "what the number rests on, in words"),
)
COMMUNITIES: Final = _table(
    "communities",
    "one person and the circle the person is in",
    ("person", "text", "people.person"),
    ("circle", "int", "number of the circle, 1 is the largest; 0 in no circle"),
    ("stability", "float", "share of resamples in which the person stays with most of the circle, 0 to 1"),
)
CIRCLES: Final = _table(
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
CIRCLE_WINDOWS: Final = _table(
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
COMEMBERSHIP: Final = _table(
    "comembership",
    "two persons and how often they were in one circle",
    ("person", "text", "people.person"),
    ("other", "text", "people.person"),
    ("together", "float", "share of resamples in which both were in one circle"),
)
SPEAKER_SETS: Final = _table(
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
AFFILIATIONS: Final = _table(
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
GROUP_OVERLAP: Final = _table(
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
WHATIF: Final = _table(
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
INTRODUCTIONS: Final = _table(
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
INVITATIONS: Final = _table(
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
RECRUITERS: Final = _table(
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
INVITE_TESTS: Final = _table(
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
RECRUITING_TEAMS: Final = _table(
    "recruiting_teams",
    "two persons who bring people into one group on the same days more often than chance",
    ("group_id", "label", "group"),
    ("person", "text", "people.person"),
    ("other", "text", "people.person"),
    ("days", "int", "days on which both brought people in", "days"),
    ("expected", "float", "the same if each one's days were any of the days on which somebody was brought in", "days"),
    ("p", "float", "chance of at least as many (hypergeometric)"),
    ("q", "float", "Benjamini-Hochberg over all pairs of recruiters"),
)
ROLES: Final = _table(
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
ROLE_CHANGES: Final = _table(
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
LIFECYCLE: Final = _table(
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
FINDINGS: Final = _table(
    "findings",
    "one finding: an episode that deserves a look, never a verdict",
    ("finding_id", "text", "keyed hash over code and persons; stays when the export grows"),
    ("code", "label", "detector"),
    ("kind", "label", "kind of episode"),
    ("persons", "texts", "persons whose messages are the evidence"),
    ("targets", "texts", "persons or topics it is about"),
    ("severity", "label", "low, medium or high"),
    ("confidence", "label", "low, medium or high"),
    ("score", "float", "strength of the evidence, 0 to 1"),
    ("p_wrong", "float", "how often such a finding was wrong where the truth is known; missing when never measured"),
    ("first", "time", "first evidence"),
    ("last", "time", "last evidence"),
    ("protected", "bool", "whether it is likely legally protected talk"),
    ("statement", "text", "what was seen, in one sentence"),
)
DECISIONS: Final = ("pending", "confirmed", "false-positive", "compliant", "questionable", "non-compliant", "escalated")
"""What a reviewer may decide on a finding."""

REVIEWS: Final = _table(
    "reviews",
    "one decision on one finding; the last one counts",
    ("finding_id", "text", "finding"),
    ("decision", "label", ", ".join(DECISIONS)),
    ("by", "text", "who decided"),
    ("at", "time", "when"),
    ("note", "text", "why"),
)

TABLES: Final[Mapping[str, Table]] = {
    table.name: table
    for table in (
        MESSAGES, PARSED, EVENTS, LINKS, COVERAGE, MEDIA, PEOPLE, MEMBERSHIP, SUBJECTS, IDENTITIES, ALIASES, DIFFERENCES,
        REPLIES, INTERACTIONS, REFERENCES, SIGNALS, TIES, MEASURES, GROUP, COMMUNITIES, ROLES, ROLE_CHANGES, LIFECYCLE,
        INVITATIONS, RECRUITERS, INVITE_TESTS, RECRUITING_TEAMS,
        CIRCLES, CIRCLE_WINDOWS, COMEMBERSHIP, SPEAKER_SETS, AFFILIATIONS, GROUP_OVERLAP, WHATIF, INTRODUCTIONS, FINDINGS, REVIEWS,
    )
}  # fmt: skip
