"""The network map as SVG: no package beside the base install, text kept as text, nothing in it that could run."""

import textwrap
from typing import Final
from xml.etree import ElementTree as ET  # only written with: nothing foreign is read

from wag_analyzer.report.figures.scene import INK, MOST_TIES, Scene, circle_colour
from wag_analyzer.report.layout import HEIGHT, WIDTH

__all__ = ["svg_map"]

_NAMED: Final = 40
_HEAD: Final = 34.0
_FOOT: Final = 40.0
_LINE: Final = 150  # characters of a caption's line
_FONT: Final = "system-ui, 'Noto Sans', 'DejaVu Sans', sans-serif"


def svg_map(scene: Scene) -> str:
    """Return the map as one SVG document of ``WIDTH`` units, ties below, people above, labelled.

    Parameters
    ----------
    scene
        What is shown, in its tier.

    Notes
    -----
    The same scene gives the same bytes. At most 4,000 ties are drawn, strongest first; the caption says how many of how many.
    """
    root = ET.Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "viewBox": f"0 0 {WIDTH:g} {HEIGHT + _HEAD + _FOOT:g}", "role": "img"})
    caption = scene.network_caption(min(len(scene.ends), MOST_TIES))
    _text(root, "title", scene.said["network"])
    _text(root, "desc", caption)
    ET.SubElement(root, "rect", {"width": "100%", "height": "100%", "fill": "#ffffff"})
    _word(root, (16, 23), scene.said["network"], {"font-size": "18", "font-weight": "600"})
    body = ET.SubElement(root, "g", {"transform": f"translate(0 {_HEAD:g})", "font-family": _FONT, "fill": INK})
    _ties(body, scene)
    _people(body, scene)
    _circles(body, scene)
    for turn, line in enumerate(_lines(caption)):
        _word(root, (16, HEIGHT + _HEAD + 14 + 13 * turn), line, {"font-size": "10.5"})
    ET.indent(root, " ")
    return ET.tostring(root, encoding="unicode") + "\n"


def _text(parent: ET.Element, tag: str, words: str) -> None:
    ET.SubElement(parent, tag).text = words


def _word(parent: ET.Element, at: tuple[float, float], words: str, look: dict[str, str]) -> None:
    ET.SubElement(parent, "text", {"x": f"{at[0]:g}", "y": f"{at[1]:g}", "font-family": _FONT, "fill": INK} | look).text = words


def _ties(body: ET.Element, scene: Scene) -> None:
    group = ET.SubElement(body, "g", {"stroke": "#5b6475", "stroke-opacity": "0.35", "stroke-linecap": "round"})
    heaviest = max((weight for _, _, weight in scene.ends), default=1.0)
    for one, other, weight in reversed(scene.ends[:MOST_TIES]):
        x, y = scene.spots.x, scene.spots.y
        wide = 0.4 + 4.6 * (weight / heaviest) ** 0.5
        ends = {"x1": f"{x[one]:g}", "y1": f"{y[one]:g}", "x2": f"{x[other]:g}", "y2": f"{y[other]:g}"}
        ET.SubElement(group, "line", ends | {"stroke-width": f"{wide:.2f}"})


def _people(body: ET.Element, scene: Scene) -> None:
    names = scene.view.persons if scene.view.tier.has_text else []
    told = set(scene.named(_NAMED)) if names else set()
    group = ET.SubElement(body, "g", {"stroke": "#ffffff", "stroke-width": "1.2"})
    labels = ET.SubElement(body, "g", {"font-size": "10.5", "text-anchor": "middle", "paint-order": "stroke", "stroke": "#ffffff"})
    for place in range(len(scene.view.persons)):
        x, y, r = (float(values[place]) for values in (scene.spots.x, scene.spots.y, scene.spots.radius))
        dot = ET.SubElement(group, "circle", {"cx": f"{x:g}", "cy": f"{y:g}", "r": f"{r:g}", "fill": scene.colour(place)})
        if names:
            _text(dot, "title", scene.view.label(names[place]))
        if place in told:
            ET.SubElement(labels, "text", {"x": f"{x:g}", "y": f"{y + r + 10:g}", "stroke-width": "2.5"}).text = scene.view.label(
                names[place]
            )


def _circles(body: ET.Element, scene: Scene) -> None:
    group = ET.SubElement(body, "g", {"font-size": "13", "font-weight": "600", "text-anchor": "middle", "paint-order": "stroke"})
    for circle in sorted(set(scene.view.circles) - {0}):
        members = [place for place, own in enumerate(scene.view.circles) if own == circle]
        x = float(scene.spots.x[members].mean())
        top = float((scene.spots.y - scene.spots.radius)[members].min())
        look = {"fill": circle_colour(circle), "stroke": "#ffffff", "stroke-width": "3"}
        label = ET.SubElement(group, "text", {"x": f"{x:.1f}", "y": f"{max(top - 6, 12):.1f}"} | look)
        label.text = scene.said["circle"].format(n=circle)


def _lines(words: str) -> list[str]:
    return textwrap.wrap(words, _LINE)
