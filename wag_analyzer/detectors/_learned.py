"""What learned heads add to hints of wordings: one more kind of hint, ``alike``, where the settings ask for it."""

from collections.abc import Iterator, Mapping
from typing import Final

from wag_analyzer.analysis import Analysis
from wag_analyzer.detectors._said import Cued, cued, said
from wag_analyzer.detectors._shared import once
from wag_analyzer.text.heads import alike

__all__ = ["ALIKE", "readings"]

ALIKE: Final = "alike"
_VALUE: Final = 0.5


def readings(analysis: Analysis, name: str) -> Iterator[Mapping[int, Mapping[str, Cued]]]:
    """Yield the hints of a lexicon by message, as ``cued`` does; then, where heads are asked for, the same with what the head adds.

    A detector looks at the second for what the first leaves, so that a head takes no finding away.

    Parameters
    ----------
    analysis
        A chat analysed.
    name
        A lexicon that a head is named after: one of ``text.heads.HEADS``.
    """
    shown = cued(analysis, name)
    yield shown
    if analysis.settings.heads != "off":
        chat = once(said, analysis)
        texts = frozenset(alike(chat, name, semantic=analysis.settings.heads == "semantic"))
        told = {at: {ALIKE: Cued(_VALUE, 0, len(chat.texts[text]))} for at, text in enumerate(chat.code.tolist()) if text in texts}
        yield {at: {**shown.get(at, {}), **told.get(at, {})} for at in sorted({*shown, *told})}
