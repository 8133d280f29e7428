"""What each figure shows. A drawing fills a figure and returns the caption: what it rests on, and what it cannot say."""

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from wag_analyzer.network.cards import MEASURE_CARDS, ROLES
from wag_analyzer.report.figures import tree
from wag_analyzer.report.figures.scene import GREY, INK, MOST_TIES, PALETTE, Scene, circle_colour
from wag_analyzer.report.html.network import week_columns
from wag_analyzer.report.layout import HEIGHT, WIDTH

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["brokerage", "invitations", "network", "replies", "roles", "ties", "timeline"]

_NAMED: Final = 40
_CLASSES: Final = ("strong", "bridging", "weak", "latent")
_PHASES: Final = ("created", "purpose", "growth", "action", "closing")
_CHAINS: Final = ("coordinator", "gatekeeper", "representative", "itinerant", "liaison")
_LISTED: Final = 8
_BROKERS: Final = 15
_DAY: Final = 86_400.0
_TICKS: Final = (10.0, 120.0, 600.0, 3_600.0, 6 * 3_600.0, _DAY, 7 * _DAY, 30 * _DAY)


def _axes(figure: "Figure", title: str) -> "Axes":
    axes = figure.subplots()
    axes.set_title(title)
    return axes


def _empty(figure: "Figure", scene: Scene, title: str, why: str) -> str:
    axes = _axes(figure, scene.said[title])
    axes.set_axis_off()
    words = scene.said["nothing"].format(why=scene.said[why])
    axes.text(0.5, 0.5, words, ha="center", va="center", transform=axes.transAxes)
    return words


def network(figure: "Figure", scene: Scene) -> str:
    """Draw the map: people at the places of the report, ties by width, circles by colour and name."""
    from matplotlib.collections import LineCollection  # noqa: PLC0415 - an extra

    if not scene.ends:
        return _empty(figure, scene, "network", "no_ties")
    axes, spots, shown = _axes(figure, scene.said["network"]), scene.spots, scene.ends[:MOST_TIES]
    place = np.column_stack([spots.x, spots.y])
    weight = np.array([weight for *_, weight in shown])
    lines = [place[[one, other]] for one, other, _ in shown]
    axes.add_collection(LineCollection(lines, linewidths=0.2 + 2.6 * np.sqrt(weight / weight.max()), colors="#5b6475", alpha=0.3))
    area = (spots.radius * 72 * 8.6 / WIDTH) ** 2 * 4
    axes.scatter(spots.x, spots.y, s=area, c=[scene.colour(at) for at in range(len(place))], edgecolors="white", linewidths=0.8, zorder=2)
    if scene.view.tier.has_text:
        for at in scene.named(_NAMED):
            spot = (float(spots.x[at]), float(spots.y[at] + spots.radius[at]))
            axes.annotate(
                scene.view.label(scene.view.persons[at]), spot, (0, -2), textcoords="offset points", ha="center", va="top", size=6
            )
    for circle in sorted(set(scene.view.circles) - {0}):
        axes.scatter([], [], c=circle_colour(circle), label=scene.said["circle"].format(n=circle))
    if any(scene.view.circles):
        axes.legend(loc="upper left", frameon=False, fontsize=7)
    axes.set(xlim=(0, WIDTH), ylim=(HEIGHT, 0), aspect="equal")
    axes.set_axis_off()
    return scene.network_caption(len(shown))


def timeline(figure: "Figure", scene: Scene) -> str:
    """Draw messages a week with the phases of the group's life and the changes of pace."""
    weeks = week_columns(scene.view)
    if not weeks["start"]:
        return _empty(figure, scene, "timeline", "no_messages")
    axes = _axes(figure, scene.said["timeline"])
    starts = pd.to_datetime(weeks["start"])
    axes.bar(starts.to_pydatetime(), weeks["n"], width=6.4, align="edge", color="#8d95a5")
    axes.set(xlabel=scene.said["week"], ylabel=scene.said["messages"])
    _phases(axes, scene)
    return scene.said["timeline_caption"].format(n=scene.count(sum(weeks["n"])))


def _phases(axes: "Axes", scene: Scene) -> None:
    rows = scene.frame("lifecycle")
    for turn, row in enumerate(_known(rows)):
        colour = PALETTE[_PHASES.index(row["phase"])] if row["phase"] in _PHASES else GREY
        if row["phase"] == "change":
            axes.axvline(row["start"], color=INK, linestyle="--", linewidth=0.9)
            if pd.notna(row["start_lo"]) and pd.notna(row["start_hi"]):
                axes.axvspan(row["start_lo"], row["start_hi"], color=INK, alpha=0.07, linewidth=0)
            continue
        end = row["end"] if pd.notna(row["end"]) else row["start"] + pd.Timedelta(days=1)
        axes.axvspan(row["start"], end, color=colour, alpha=0.16, linewidth=0)
        high = 0.98 - 0.05 * (turn % len(_PHASES))
        axes.text(row["start"], high, f" {scene.said[row['phase']]}", color=colour, va="top", size=7, transform=axes.get_xaxis_transform())


def _known(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the phases that were seen, those of several groups in turn."""
    seen = rows[rows["start"].notna()] if len(rows) else rows
    return [dict(zip(seen.columns, row, strict=True)) for row in seen.astype(object).itertuples(index=False)]


def ties(figure: "Figure", scene: Scene) -> str:
    """Draw how many ties have which weight, by class."""
    all_ties = scene.view.analysis.network.ties
    own = all_ties[(all_ties["layer"].astype(object) == "all") & (all_ties["weight"] > 0)]
    if not len(own):
        return _empty(figure, scene, "ties", "no_ties")
    axes = _axes(figure, scene.said["ties"])
    weight, kind = own["weight"].to_numpy(np.float64), own["strength"].astype(object).to_numpy()
    least, most = np.floor(np.log10(weight.min())), np.ceil(np.log10(weight.max()) + 1e-9)
    bins = np.logspace(least, most, int(8 * max(most - least, 1)) + 1)
    parts = [(name, weight[kind == name]) for name in _CLASSES if (kind == name).any()]
    axes.hist([values for _, values in parts], bins=list(bins), stacked=True, label=[scene.said[name] for name, _ in parts],
              color=[PALETTE[_CLASSES.index(name)] for name, _ in parts], edgecolor="white", linewidth=0.4)  # fmt: skip
    axes.set(xscale="log", xlabel=scene.said["acts"], ylabel=scene.said["ties_axis"])
    decades = [10.0**power for power in range(int(least), int(most) + 1)]
    axes.set_xticks(decades, [f"{value:g}" for value in decades])
    axes.minorticks_off()
    axes.legend(frameon=False)
    return scene.said["ties_caption"].format(n=scene.count(len(own)))


def replies(figure: "Figure", scene: Scene) -> str:
    """Draw how long answers take, each candidate with its probability."""
    acts = scene.view.analysis.interactions
    own = acts[(acts["layer"].astype(object) == "reply") & acts["latency_s"].notna()]
    weight = own["weight"].to_numpy(np.float64)
    if not weight.sum() > 0:
        return _empty(figure, scene, "replies", "no_replies")
    axes = _axes(figure, scene.said["replies"])
    seconds = own["latency_s"].to_numpy(np.float64)
    least = 60.0 if (seconds % 60 == 0).all() else 1.0
    wait = np.clip(seconds, least / 2, 90 * _DAY)
    bins = [least / 2, *np.logspace(np.log10(least), np.log10(90 * _DAY), 49)]
    axes.hist(wait, bins=bins, weights=weight, color=PALETTE[0], edgecolor="white", linewidth=0.4)
    middle = _median(wait, weight)
    axes.axvline(middle, color=INK, linestyle="--", linewidth=0.9)
    axes.set(xscale="log", xlabel=scene.said["wait"], ylabel=scene.said["answers"])
    ticks = [tick for tick in _TICKS if tick >= least]
    axes.set_xticks([least * 0.7, *ticks], [f"< {_span(least, scene)}", *(_span(tick, scene) for tick in ticks)])
    axes.minorticks_off()
    return scene.said["replies_caption"].format(n=scene.count(float(weight.sum())), median=_span(max(middle, least), scene))


def _median(values: "np.typing.NDArray[np.float64]", weight: "np.typing.NDArray[np.float64]") -> float:
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(weight[order])
    return float(values[order][int(np.searchsorted(reached, reached[-1] / 2))])


def _span(seconds: float, scene: Scene) -> str:
    for unit, size in (("days", _DAY), ("hours", 3_600.0), ("minutes", 60.0)):
        if seconds >= size:
            return scene.said[unit].format(n=round(seconds / size))
    return scene.said["seconds"].format(n=round(seconds))


def invitations(figure: "Figure", scene: Scene) -> str:
    """Draw who brought whom in, as a tree from left to right."""
    drawn = tree.tree(scene.frame("invitations"))
    if not drawn.persons:
        return _empty(figure, scene, "invitations", "no_invitations")
    axes = _axes(figure, scene.said["invitations"])
    for at, parent in enumerate(drawn.parent):
        if parent >= 0:
            bend = [drawn.depth[parent], drawn.depth[parent] + 0.5, drawn.depth[at]]
            style = "-" if drawn.how[at] in {"added", "created"} else "--"
            axes.plot(bend, [drawn.row[parent], drawn.row[at], drawn.row[at]], style, color=GREY, linewidth=0.7)
    axes.scatter(drawn.depth, drawn.row, s=14, color=PALETTE[0], zorder=2)
    if scene.view.tier.has_text:
        inviters = set(drawn.parent)
        for at in drawn.labelled():
            look: dict[str, Any] = {"va": "bottom", "ha": "right"} if at in inviters else {"va": "center", "ha": "left"}
            spot, off = (drawn.depth[at], drawn.row[at]), (0, 4) if at in inviters else (4, 0)
            axes.annotate(scene.view.label(drawn.persons[at]), spot, off, textcoords="offset points", size=6, **look)
    axes.set(xlabel=scene.said["depth"], xticks=range(max(drawn.depth) + 1), yticks=[])
    axes.invert_yaxis()
    axes.margins(x=0.15)
    return scene.said["invitations_caption"].format(n=scene.count(len(drawn.persons)), known=scene.count(drawn.known))


def roles(figure: "Figure", scene: Scene) -> str:
    """Draw, for each role read from a measure, the people at the top with their intervals."""
    rows = scene.frame("roles")
    rows = rows[(rows["window"] == "all") & rows["value"].notna()] if len(rows) else rows
    wanted = [role for role in ROLES if len(rows) and (rows["role"].astype(object) == role.name).any()]
    if not wanted:
        return _empty(figure, scene, "roles", "no_roles")
    across = min(3, len(wanted))
    down = -(-len(wanted) // across)
    figure.set_size_inches(9, 1.2 + 1.9 * down)
    figure.suptitle(scene.said["roles"], x=0.01, ha="left", weight="bold")
    grid = figure.subplots(down, across, squeeze=False).ravel()
    for axes, role in zip(grid, wanted, strict=False):
        own = rows[rows["role"].astype(object) == role.name].sort_values(["rank", "person"]).head(_LISTED)
        _intervals(axes, own, scene)
        axes.set_title(role.label[scene.view.lang], size=8)
        axes.set_xlabel(_measured(role.measure, scene), size=6)
    for axes in grid[len(wanted) :]:
        axes.set_axis_off()
    return scene.said["roles_caption"].format(most=_LISTED)


def _measured(name: str, scene: Scene) -> str:
    card = next((card for card in MEASURE_CARDS if card.name == name), None)
    return " · ".join(part for part in (card.label[scene.view.lang], card.unit) if part) if card else name


def _intervals(axes: "Axes", rows: pd.DataFrame, scene: Scene) -> None:
    for turn, (_, row) in enumerate(rows.iterrows()):
        if pd.notna(row["lo"]) and pd.notna(row["hi"]):
            axes.plot([row["lo"], row["hi"]], [turn, turn], color=GREY, linewidth=1)
        face = PALETTE[0] if row["held"] == "yes" else "white"
        axes.plot([row["value"]], [turn], "o", markersize=4, markerfacecolor=face, markeredgecolor=PALETTE[0])
    axes.set_yticks(range(len(rows)), [scene.view.label(str(person)) for person in rows["person"]], size=6)
    axes.tick_params(axis="x", labelsize=6)
    axes.invert_yaxis()


def brokerage(figure: "Figure", scene: Scene) -> str:
    """Draw the brokers' chains by kind."""
    rows = scene.frame("measures")
    rows = rows[(rows["window"] == "all") & rows["measure"].astype(object).isin(_CHAINS)] if len(rows) else rows
    table = (
        rows.assign(measure=rows["measure"].astype(object)).pivot_table(index="person", columns="measure", values="value")
        if len(rows)
        else rows
    )
    if not len(table) or not float(table.sum().sum()) > 0:
        return _empty(figure, scene, "brokerage", "no_brokerage")
    total = table.sum(axis=1)
    top = table.loc[total[total > 0].sort_values(ascending=False, kind="stable").index[:_BROKERS]]
    axes, left = _axes(figure, scene.said["brokerage"]), np.zeros(len(top))
    for colour, name in zip(PALETTE, _CHAINS, strict=False):
        value = top[name].fillna(0.0).to_numpy(np.float64) if name in top else np.zeros(len(top))
        axes.barh(range(len(top)), value, left=left, color=colour, label=scene.said[name])
        left += value
    axes.set_yticks(range(len(top)), [scene.view.label(str(person)) for person in top.index], size=7)
    axes.set_xlabel(scene.said["chains"])
    axes.invert_yaxis()
    axes.legend(frameon=False, fontsize=7)
    return scene.said["brokerage_caption"].format(most=_BROKERS)
