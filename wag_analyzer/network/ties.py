"""Ties: for each ordered pair and layer the expected acts, how sure that is, and what chance would give."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from wag_analyzer.errors import SettingsError
from wag_analyzer.heap import MANY, give_back
from wag_analyzer.network.acts import Acts, Talk, acts, talk, together
from wag_analyzer.network.chance import Chance, above_chance, benjamini_hochberg, chance
from wag_analyzer.network.copresence import Attendance, attendance, meetings
from wag_analyzer.network.draws import drawn_weights
from wag_analyzer.network.entries import Entries, Sums, entries, found, sums
from wag_analyzer.network.intervals import doubt, margin, phi
from wag_analyzer.network.lives import Lives, lives
from wag_analyzer.network.meeting_chance import Meetings, expected_meetings
from wag_analyzer.network.strengths import Marks, strengths
from wag_analyzer.network.tie_table import Rows, tie_table
from wag_analyzer.network.windows import Window, windows
from wag_analyzer.people.identities import People
from wag_analyzer.settings import Settings

__all__ = ["CO_PRESENCE", "LAYERS", "View", "ties"]

CO_PRESENCE: Final = "co-presence"
LAYERS: Final = ("all", "reply", "mention", "invitation", "about", CO_PRESENCE, "reaction")
"""The layers of ties; ``all`` is replies and mentions together."""

UNTESTED: Final = frozenset({"invitation", "reaction"})
"""Layers whose acts are not messages that could have been meant for somebody else."""

_DAY: Final = 86_400

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class View:
    """Which ties are wanted, and how finely.

    Parameters
    ----------
    layers
        Some of ``LAYERS``.
    window
        Length and step of windows of time, as ``windows.windows`` reads them; None looks at the whole time at once.
    by_group
        Whether, in a chat of several groups, there are rows for each group before those of all groups together.
    draws
        Resamples of conversations for ``boot_lo`` and ``boot_hi``; with 0 these are missing.
    """

    layers: tuple[str, ...] = LAYERS
    window: str | None = None
    by_group: bool = False
    draws: int = 0


def ties(interactions: pd.DataFrame, messages: pd.DataFrame, people: People, settings: Settings, view: View | None = None) -> pd.DataFrame:
    r"""Return the ties of every layer.

    Layers are ``reply``, ``mention``, ``invitation``, ``about``, ``co-presence`` (sessions in which both wrote), ``reaction``, and ``all``:
    replies and mentions together, where a message that both answers and mentions a person counts once, with the larger probability.
    Co-presence is no act towards anybody, and reactions are recorded by other programs' files only; both stay out of ``all``. Acts towards
    oneself or towards people who are not in ``people`` make no tie.

    Direction: who acts → who is answered, mentioned, invited, talked about, reacted to. Co-presence is the same in both directions.

    Parameters
    ----------
    interactions
        ``tables.INTERACTIONS``.
    messages
        ``tables.MESSAGES``.
    people
        The persons of the chat.
    settings
        ``null`` (what is kept by chance), ``half_life`` of an act, ``seed`` of resamples.
    view
        Layers, windows, groups and resamples; by default every layer, the whole time, all groups together, none.

    Returns
    -------
    DataFrame
        ``tables.TIES``; by group, window and layer, then heaviest first.

        weight
            V = Σp over the tie's acts, p the probability that a message was meant for the target.
        weight_lo, weight_hi
            V ± (1.645·√(φ·Σp(1-p)) + 0.5), not below 0, about 90 %: what was really done in this chat. See ``intervals`` for φ.
        expected, z, q
            Under ``settings.null``, see ``chance`` and ``copresence``. q is one-sided (more acts than chance) with Benjamini-Hochberg over
            all pairs of the layer that could have had acts, also those that had none. Missing for invitations (each is the only one of
            its target: there is nothing to shuffle), for reactions (they are no messages, and when they were made is not known) and where
            nothing is left to chance.
        acts, first, last
            All acts with any probability.
        reciprocity
            min/max of the weights of the two directions in the layer (Garlaschelli, Loffredo 2004, Phys. Rev. Lett. 93, 268701).
        strength
            See ``strengths``.
        msg_ids
            The messages of all these acts, most probable first, then by time; of co-presence the source's first message in each session.
        current, born, dormant, revived, life
            See ``lives``.
        boot_lo, boot_hi
            5 % and 95 % points of the weight when conversations are drawn again (with replacement) and every message is read anew: what
            another time like this one would show.
        window, group_id
            ``all`` or the window's first and last day; the group, missing when several are summed. A window is read as a chat of its own;
            only φ and how much everybody writes are those of the whole chat.

    Raises
    ------
    SettingsError
        A layer or a window is not known.

    Examples
    --------
    >>> from wag_analyzer import analyze, read_text
    >>> chat = read_text("31/12/24, 09.00 - Sari: Budi, jam berapa?\n31/12/24, 09.01 - Budi: jam 9, Sari\n")
    >>> done = analyze(chat)
    >>> found = ties(done.interactions, done.messages, done.people, done.settings, View(layers=("reply", "co-presence")))
    >>> [(row.source, row.target, row.layer, row.acts) for row in found.itertuples()]
    [('Budi', 'Sari', 'reply', 1), ('Sari', 'Budi', 'co-presence', 1), ('Budi', 'Sari', 'co-presence', 1)]
    """
    seen = view or View()
    unknown = [layer for layer in seen.layers if layer not in LAYERS]
    if unknown:
        raise SettingsError(f"no layer is called {unknown[0]!r}", where="--layers", hint=f"layers are {', '.join(LAYERS)}")
    scene = _Scene(interactions, messages, people, settings)
    rows = [row for part in _parts(scene, seen) for row in _of_part(scene, part, seen)]
    if sum(map(len, rows)) >= MANY:
        give_back()
    return tie_table(scene.names, scene.layers["reply"].ids, rows)


@dataclass(frozen=True)
class _Scene:
    """What all parts of a chat share."""

    interactions: pd.DataFrame
    messages: pd.DataFrame
    people: People
    settings: Settings

    @cached_property
    def names(self) -> "pd.Index[str]":
        return self.people.names

    @cached_property
    def spoken(self) -> Talk:
        return talk(self.messages, self.names)

    @cached_property
    def layers(self) -> Mapping[str, Acts]:
        return acts(self.interactions, self.spoken, self.names)

    @cached_property
    def both(self) -> tuple[Acts, Acts]:
        """Return the replies and the mentions of layer ``all``."""
        return together(dict(self.layers))

    @cached_property
    def there(self) -> Attendance:
        return attendance(self.spoken, len(self.names))

    @cached_property
    def phi(self) -> float:
        return phi(doubt(self.layers["reply"]))

    @cached_property
    def span(self) -> tuple[int, int]:
        """Return the first and the last second of the chat."""
        at = self.spoken.at
        return (int(at.min()), int(at.max())) if len(at) else (0, 0)


@dataclass(frozen=True)
class _Part:
    """A stretch of time in one group or in all of them."""

    scene: _Scene
    group: int | None
    window: Window | None

    @property
    def labels(self) -> tuple[str, str | None]:
        """Return window and group as they are called in the table."""
        groups = self.scene.spoken.groups
        group = groups[self.group] if self.group is not None else groups[0] if len(groups) == 1 else None
        return self.window.label if self.window else "all", group

    @cached_property
    def span(self) -> tuple[int, int]:
        """Return the first and the last second that could be seen."""
        first, last = self.scene.span
        if self.group is not None:
            spoken = self.scene.spoken
            seconds = np.compress(spoken.group == self.group, spoken.at)
            first, last = int(seconds.min()), int(seconds.max())
        return (max(first, self.window.start), min(last, self.window.end)) if self.window else (first, last)

    def of(self, some: Acts | Attendance) -> Any:
        """Return the acts or attendances of this part."""
        if self.group is None and self.window is None:
            return some
        kept = np.ones(len(some.at), dtype=bool) if self.group is None else some.group == self.group
        return some.take(kept & (some.at >= self.window.start) & (some.at < self.window.end) if self.window else kept)

    @cached_property
    def varieties(self) -> tuple[Ints, Ints]:
        """Return the unordered pairs that have a tie, and in how many layers each has."""
        pairs = [np.unique(self.entries(name).unordered) for name in self.scene.layers]
        return np.unique(np.concatenate(pairs), return_counts=True)

    @cached_property
    def known(self) -> dict[str, Entries]:
        return {}

    def acts(self, layer: str) -> tuple[Acts, ...]:
        """Return the acts of a layer; replies and mentions apart where both count."""
        if layer == CO_PRESENCE:
            return (meetings(self.of(self.scene.there), self.scene.spoken),)
        if layer == "all" and len(self.scene.both[1]):
            return tuple(self.of(some) for some in self.scene.both)
        return (self.of(self.scene.layers["reply" if layer == "all" else layer]),)

    def entries(self, layer: str) -> Entries:
        """Return the entries of a layer, made once."""
        name = "reply" if layer == "all" and not len(self.scene.both[1]) else layer
        if name not in self.known:
            self.known[name] = entries(self.acts(name), len(self.scene.names))
        return self.known[name]

    def chance(self, layer: str) -> Chance | Meetings | None:
        """Return what chance would give in a layer."""
        scene, people, null = self.scene, len(self.scene.names), self.scene.settings.null
        if layer in UNTESTED:
            return None
        if layer == CO_PRESENCE:
            return expected_meetings(null, self.of(scene.there), people)
        kinds = [chance(null, some, scene.spoken, people) for some in self.acts(layer)]
        return sum(kinds[1:], start=kinds[0])


def _parts(scene: _Scene, view: View) -> Iterator[_Part]:
    """Yield the parts of the chat, groups before all of them together."""
    groups: list[int | None] = [*range(len(scene.spoken.groups))] if view.by_group and len(scene.spoken.groups) > 1 else []
    spans: tuple[Window | None, ...] = windows(view.window, *scene.span) if view.window else (None,)
    for group in [*groups, None]:
        for window in spans:
            yield _Part(scene, group, window)


def _of_part(scene: _Scene, part: _Part, seen: View) -> Iterator[Rows]:
    """Yield the columns of the layers asked for; what only one of them needs is not kept."""
    for layer in (layer for layer in LAYERS if layer in seen.layers):
        yield _rows(scene, part, layer, seen.draws)
        part.known.pop(layer, None)


def _rows(scene: _Scene, part: _Part, layer: str, draws: int) -> Rows:
    """Return the columns of one layer in one part, pairs by number."""
    some = part.entries(layer)
    total = sums(some)
    lived = lives(some.code, some.p, some.at, part.span, scene.settings.half_life * _DAY)
    half = margin(total.spread, scene.phi)
    lo = np.maximum(total.weight - half, 0.0)
    expected, z, q = _tested(total.weight, some, part.chance(layer))
    back = found(some.pairs, total.weight, some.target * some.people + some.source)
    reciprocity = np.minimum(total.weight, back) / np.maximum(total.weight, back)
    marks = _marks(part, some, total, lived, (lo, expected, reciprocity))
    boot = drawn_weights(some, part.acts(layer) if draws else (), scene.spoken, draws, scene.settings.seed)
    columns = {
        "source": some.source, "target": some.target, "weight": total.weight, "weight_lo": lo, "weight_hi": total.weight + half,
        "expected": expected, "z": z, "q": q, "acts": total.acts, "first": total.first, "last": total.last, "reciprocity": reciprocity,
        "strength": strengths(marks, some.people), "current": lived.current, "born": lived.born, "dormant": lived.dormant,
        "revived": lived.revived, "life": lived.life, "boot_lo": boot[0], "boot_hi": boot[1], "start": total.start,
    }  # fmt: skip
    order = np.lexsort((some.pairs, -total.weight))
    return Rows(layer, *part.labels, {name: values[order] for name, values in columns.items()}, some.act[some.likeliest])


def _marks(part: _Part, some: Entries, total: Sums, lived: Lives, known: tuple[Floats, Floats, Floats]) -> Marks:
    lo, expected, reciprocity = known
    return Marks(
        source=some.source,
        target=some.target,
        weight=total.weight,
        latent=(lo <= 0) | (lived.life == "dormant"),
        current=lived.current,
        expected=expected,
        reciprocity=reciprocity,
        layers=found(*part.varieties, some.unordered),
        days=total.days,
    )


def _tested(weight: Floats, some: Entries, null: Chance | Meetings | None) -> tuple[Floats, Floats, Floats]:
    if null is None:
        none = np.full(len(weight), np.nan)
        return none, none.copy(), none.copy()
    moments = null.at(some.source, some.target)
    z, p = above_chance(weight, moments)
    return moments.mean, z, benjamini_hochberg(p, moments.tests)
