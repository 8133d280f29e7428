"""What each message is used for, read from its words and from the message it answers.

=============== =============================================================================================================
use             a message of this use …
=============== =============================================================================================================
communication   keeps people in touch: greetings, thanks, congratulations, laughter, and who does what when it is agreed upon
information     asks for or tells a fact: when, where, who, how many, what became of it, a paper
problem-solving tells of trouble, asks what to do about it, or says what to do
knowledge       asks or explains how something is done, why it is so, what it means
access          asks for or opens the way to a person, a place or a permission
=============== =============================================================================================================

A message has one use for each message it may answer, the one with the highest score; of equal scores the later in the table.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from wag_analyzer.people.places import places, strings
from wag_analyzer.text.uses import BRINGS, brings

__all__ = ["USES", "Reading", "reading"]

USES: Final = ("communication", "information", "problem-solving", "knowledge", "access")
"""The uses in order; also the number by which each is called."""

COMMUNICATION, INFORMATION, PROBLEM, KNOWLEDGE, ACCESS = range(5)

SURE: Final = 0.5
ASKS: Final = 0.6
"""A question or request that one faint wording alone does not make."""
STRONG: Final = 0.8
CONTEXT: Final = 0.45
"""What the message answered adds to a use it asked for."""
CARRIED: Final = 0.65
"""The same where the message answered did not ask for it itself, but answers one that did."""
NOTHING_SAID: Final = 0.55
"""Score of communication: what another use must exceed."""
FACT: Final = 0.6
"""Score of information for whoever asks something, and for an answer to it."""
HEARD: Final = 3
"""Answers to answers that still belong to what was asked."""
SHORT: Final = 7
_SIGNALS: Final = (
    "question", "request", "offer", "delivery", "thanks", "greeting", "promise", "refusal", "acknowledgement", "social", "invite",
    "announcement",
)  # fmt: skip

Flags = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Reading:
    """What the messages of a chat bring, one entry a message.

    Parameters
    ----------
    own
        Score of each use by the message's own words, one column a use.
    asked
        Score of each use for an answer to it; 0 where the message asks for nothing of that use.
    asks
        Whether the message asks for something rather than gives it.
    empty
        Whether it only greets, thanks, takes note or is kind.
    warm, helps, asks_help, promises, delivers, thanks
        Whether it is said for the other's sake; offers or gives help; asks for help; commits to something; says it is done; thanks.
    """

    own: Floats
    asked: Floats
    asks: Flags
    empty: Flags
    warm: Flags
    helps: Flags
    asks_help: Flags
    promises: Flags
    delivers: Flags
    thanks: Flags

    def use(self, message: Ints, answered: Ints) -> Ints:
        """Return the number of the use of each message as an answer to another one (-1: to none)."""
        scores = self.own[message].copy()
        known = (answered >= 0) & ~self.empty[message]
        asked = self.asked[answered[known]]
        told = np.maximum(scores[known, INFORMATION], asked[:, INFORMATION])  # an answer that tells something is no more than an answer
        scores[known] += asked
        scores[known, INFORMATION] = told
        last = scores.shape[1] - 1
        return np.asarray(last - np.argmax(scores[:, ::-1], axis=1), np.int64)


def reading(messages: pd.DataFrame, signals: pd.DataFrame, parents: Ints) -> Reading:
    """Return what the messages bring.

    Parameters
    ----------
    messages
        ``tables.MESSAGES``.
    signals
        ``tables.SIGNALS``: the dialogue acts.
    parents
        Row of the message that each one most probably answers, -1 for none.
    """
    heard, words = brings(messages)
    cue = {name: heard[:, place] for place, name in enumerate(BRINGS)}
    act = _acts(messages, signals)
    company = np.maximum(act["social"], act["invite"]) >= SURE
    asks_how = np.where((act["question"] >= ASKS) | (act["request"] >= ASKS), cue["ask_how"], 0.0)
    chore = (act["request"] >= ASKS) & (cue["fact"] < SURE)
    asks_fact = ((act["question"] >= ASKS) & ~chore | (act["request"] >= ASKS) & (cue["fact"] >= STRONG)) & ~company
    own = _own(cue, act, asks_fact, asks_how)
    polite = np.maximum.reduce([act["acknowledgement"], act["thanks"], act["greeting"], cue["warmth"], cue["hold"]])
    content = np.maximum.reduce([own[:, PROBLEM], own[:, KNOWLEDGE], own[:, ACCESS]])
    empty = (polite >= SURE) & (content < STRONG) & (words <= SHORT) & ~asks_fact | (words == 0) & (act["delivery"] < SURE)
    asks = np.maximum.reduce([cue["trouble"], cue["ask_advice"], cue["ask_way"], asks_how]) >= STRONG
    helps = np.maximum.reduce([cue["advice"], cue["explain"], cue["way"]])
    asks |= (np.maximum(act["question"], act["request"]) >= ASKS) & (helps < STRONG)  # "have you tried …?" gives advice
    asked = _asked(cue, asks_fact, asks_how)
    done = (act["delivery"] >= SURE) & (act["promise"] < SURE)
    return Reading(
        own=own,
        asked=_carried(asked, empty, parents),
        asks=asks,
        empty=empty,
        warm=np.maximum.reduce([cue["warmth"], act["thanks"], act["greeting"], act["social"]]) >= SURE,
        helps=((helps >= SURE) | (np.maximum(act["offer"], act["delivery"]) >= SURE)) & (act["refusal"] < SURE),
        asks_help=(np.maximum.reduce([cue["trouble"], cue["ask_advice"], cue["ask_way"]]) >= STRONG) | (act["request"] >= STRONG),
        promises=(np.maximum(act["promise"], act["offer"]) >= SURE) & (act["refusal"] < SURE) & ~done,
        delivers=done,
        thanks=act["thanks"] >= SURE,
    )


def _acts(messages: pd.DataFrame, signals: pd.DataFrame) -> dict[str, Floats]:
    """Return the strength of each dialogue act in each message."""
    row = places(signals["msg_id"], strings(messages["msg_id"]))
    kind, value = signals["signal"].astype(object).to_numpy(), signals["value"].to_numpy(np.float64)
    found: dict[str, Floats] = {}
    for name in _SIGNALS:
        some = (kind == name) & (row >= 0)
        found[name] = np.zeros(len(messages))
        np.maximum.at(found[name], row[some], value[some])
    return found


def _own(cue: dict[str, Floats], act: dict[str, Floats], asks_fact: Flags, asks_how: Floats) -> Floats:
    """Return the score of each use by a message's own words; faint words count half."""
    company = np.maximum(act["social"], act["invite"]) >= SURE
    tells = np.maximum.reduce([cue["fact"], act["announcement"], act["delivery"]]) >= STRONG
    helps = np.stack(
        [
            np.maximum.reduce([cue["trouble"], cue["ask_advice"], cue["advice"]]),
            np.maximum(asks_how, cue["explain"]),
            np.maximum(cue["ask_way"], cue["way"]),
        ],
        axis=1,
    )
    own = np.zeros((len(asks_fact), len(USES)))
    own[:, COMMUNICATION] = NOTHING_SAID
    own[:, INFORMATION] = np.where(asks_fact | (tells & ~company & (act["thanks"] < SURE)), FACT, 0.0)
    own[:, [PROBLEM, KNOWLEDGE, ACCESS]] = np.where(helps >= STRONG, helps, helps / 2)
    return own


def _asked(cue: dict[str, Floats], asks_fact: Flags, asks_how: Floats) -> Floats:
    """Return what each use gains in an answer to the message."""
    found = np.zeros((len(asks_fact), len(USES)))
    found[:, INFORMATION] = np.where(asks_fact, FACT, 0.0)
    found[:, PROBLEM] = np.where(np.maximum(cue["trouble"], cue["ask_advice"]) >= STRONG, FACT + CONTEXT, 0.0)
    found[:, KNOWLEDGE] = np.where(asks_how >= STRONG, FACT + CONTEXT, 0.0)
    found[:, ACCESS] = np.where(cue["ask_way"] >= STRONG, FACT + CONTEXT, 0.0)
    return found


def _carried(asked: Floats, empty: Flags, parents: Ints) -> Floats:
    """Return what answers gain, with what is still being talked about: a problem is not over with the first answer to it."""
    found = asked.copy()
    follows = (parents >= 0) & ~empty
    later = [PROBLEM, KNOWLEDGE, ACCESS]
    quiet = (asked[:, later].max(axis=1) == 0) & follows
    for _ in range(HEARD):
        before = found[np.where(quiet, parents, 0)][:, later]
        found[:, later] = np.where(quiet[:, None] & (before > 0), CARRIED, found[:, later])
    return found
