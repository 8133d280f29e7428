"""One line that tells how much a chat names people, and so how sure the replies found in it are."""

import tomllib
from importlib import resources

from wag_analyzer.interactions.regimes import Regime
from wag_analyzer.report.words import Language

__all__ = ["regime_line"]


def regime_line(found: Regime, lang: Language) -> str:
    """Return the line in the language of the user."""
    text = resources.files("wag_analyzer.report").joinpath("regime_words.toml").read_text(encoding="utf-8")
    return str(tomllib.loads(text)[lang][found.name]).format(share=round(100 * found.share))
