"""Several groups in one analysis are looked at one by one: who is alone in one group, or far from the other, is so by belonging to it."""

from typing import Final
from weakref import finalize

import pandas as pd

from wag_analyzer.analysis import Analysis
from wag_analyzer.network.build import network, outline
from wag_analyzer.parser.one_group import one_group
from wag_analyzer.people.identities import people_in

__all__ = ["each_group"]

_MADE: Final[dict[int, list[Analysis]]] = {}
"""Identity of an analysis of several groups → what was made of each, as the run and what it refuses both ask for it."""


def each_group(analysis: Analysis) -> list[Analysis]:
    """Return the analysis of each group, with persons as they are called in the whole; of one group, the analysis itself.

    Parameters
    ----------
    analysis
        Of one group or several.
    """
    ids = analysis.messages["group_id"].drop_duplicates().tolist()
    if len(ids) < 2:
        return [analysis]
    made = _MADE.get(id(analysis))
    if made is None:
        made = _MADE[id(analysis)] = [_one(analysis, str(group)) for group in ids]
        finalize(analysis, _MADE.pop, id(analysis), None)
    return made


def _one(analysis: Analysis, group: str) -> Analysis:
    chat = one_group(analysis.chat, group)
    people = people_in(chat, analysis.chat, analysis.people)
    messages = _of(analysis.messages, "group_id", {group})
    written = set(messages["msg_id"])
    interactions = _of(analysis.interactions, "msg_id", written | set(chat.events["msg_id"]))
    make = network if len(analysis.network.roles) else outline
    return Analysis(
        chat,
        people,
        messages,
        _of(analysis.replies, "msg_id", written),
        _of(analysis.references, "msg_id", written),
        _of(analysis.signals, "msg_id", written),
        interactions,
        make(interactions, messages, people, analysis.settings),
        analysis.settings,
        analysis.policy,
    )


def _of(frame: pd.DataFrame, column: str, wanted: set[str]) -> pd.DataFrame:
    return frame[frame[column].isin(wanted)].reset_index(drop=True)
