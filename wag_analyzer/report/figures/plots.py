"""Figures with matplotlib, as SVG, PDF or PNG; the same bytes every time, and no text of a chat is read as a formula."""

import io
import textwrap
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final

from wag_analyzer.report.figures import drawings
from wag_analyzer.report.figures.scene import INK, Scene

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["FIGURES", "FORMATS", "figures", "installed"]

FORMATS: Final = ("svg", "pdf", "png")
Draw = Callable[["Figure", Scene], str]

FIGURES: Final[Mapping[str, Draw]] = {
    "network": drawings.network,
    "timeline": drawings.timeline,
    "ties": drawings.ties,
    "replies": drawings.replies,
    "invitations": drawings.invitations,
    "roles": drawings.roles,
    "brokerage": drawings.brokerage,
}
"""Name of a figure → what draws it and returns its caption."""

_STYLE: Final[Any] = {
    "font.family": ["DejaVu Sans"],
    "font.size": 9,
    "text.color": INK,
    "text.parse_math": False,
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlesize": 12,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "svg.fonttype": "none",
    "svg.hashsalt": "wag-analyzer",
    "pdf.fonttype": 42,
}
_UNDATED: Final[Mapping[str, Mapping[str, None]]] = {
    "svg": {"Date": None},
    "pdf": {"CreationDate": None, "ModDate": None},
    "png": {"Software": None},
}
_WIDTH: Final = 118


def installed() -> bool:
    """Return whether matplotlib (extra ``plots``) is installed."""
    return find_spec("matplotlib") is not None


def figures(scene: Scene, forms: Iterable[str] = ("svg",)) -> Iterator[tuple[str, bytes]]:
    """Yield file name and content of every figure of ``FIGURES`` in each format.

    Parameters
    ----------
    scene
        What is shown, in its tier.
    forms
        Of ``svg``, ``pdf`` and ``png``.
    """
    import matplotlib as mpl  # noqa: PLC0415 - an extra, and slow to import
    from matplotlib.figure import Figure  # noqa: PLC0415

    for name, draw in FIGURES.items():
        with mpl.rc_context(_STYLE), warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Glyph .* missing from")  # an SVG keeps the text; other formats show a box
            drawn = Figure(figsize=(9, 6), layout="constrained")
            caption = draw(drawn, scene)
            drawn.supxlabel("\n".join(textwrap.wrap(caption, _WIDTH)), fontsize=7.5, x=0.01, ha="left")
            for form in forms:
                yield f"{name}.{form}", _bytes(drawn, form)


def _bytes(drawn: "Figure", form: str) -> bytes:
    out = io.BytesIO()
    drawn.savefig(out, format=form, dpi=160, metadata=dict(_UNDATED[form]))
    return out.getvalue()
