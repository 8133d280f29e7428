"""Detectors of other packages, checked before they are used and kept from stopping a run with a traceback."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from wag_analyzer.analysis import Analysis
from wag_analyzer.detectors._protocol import Detector
from wag_analyzer.errors import SettingsError
from wag_analyzer.findings import Finding, Phrase, Rule
from wag_analyzer.plugins import DETECTORS, failed, loaded

__all__ = ["Foreign", "foreign"]

_OURS: Final = "WAG"


class Foreign:
    """A detector that a plug-in brings.

    Parameters
    ----------
    name
        Name of the plug-in.
    own
        Its module or object: ``RULE`` and ``find``; ``refuses`` and ``PAGE`` (Markdown) where it has them.

    Raises
    ------
    SettingsError
        It offers no rule or nothing to find with, or its code begins as ours do.
    """

    def __init__(self, name: str, own: Any) -> None:
        rule = getattr(own, "RULE", None)
        if not isinstance(rule, Rule) or not callable(getattr(own, "find", None)):
            raise SettingsError("offers no RULE and find", where=f"plug-in {name}", hint="see the how-to on plug-ins")
        if not rule.code.isalnum() or rule.code.upper() != rule.code or rule.code.startswith(_OURS):
            raise SettingsError(
                f"its code {rule.code!r} must be capitals and digits, and not begin with {_OURS}", where=f"plug-in {name}", hint="rename it"
            )
        self.name = name
        self.own = own
        self.RULE: Rule = rule

    def find(self, analysis: Analysis) -> Iterator[Finding]:
        """Yield its findings.

        Raises
        ------
        SettingsError
            Its code raised an error, or yielded something that is no finding of its rule.
        """
        try:
            for finding in self.own.find(analysis):
                if not isinstance(finding, Finding) or finding.rule.code != self.RULE.code:
                    raise TypeError  # noqa: TRY301 - told as any other fault of its code
                yield finding
        except Exception as error:  # noqa: BLE001 - whatever foreign code does is told in one line
            raise failed(self.name, error) from None

    def refuses(self, analysis: Analysis) -> Phrase | None:
        """Return why it can say nothing about this chat; None when it can, and when it does not say."""
        asked = getattr(self.own, "refuses", None)
        try:
            said = asked(analysis) if callable(asked) else None
        except Exception as error:  # noqa: BLE001 - as above
            raise failed(self.name, error) from None
        return said if isinstance(said, Phrase) else None

    def page(self, lang: str) -> str:
        """Return its page: ``PAGE``, or what its card says."""
        page = getattr(self.own, "PAGE", None)
        if isinstance(page, str):
            return page
        return f"# {self.RULE.code} {self.RULE.name}\n\n{self.RULE.summary.render('id' if lang == 'id' else 'en')}\n\n{self.RULE.source}\n"


def foreign(names: Sequence[str]) -> tuple[Detector, ...]:
    """Return the detectors of the named plug-ins, in the order of the names.

    Raises
    ------
    SettingsError
        One is not installed, cannot be used, or two have one code.
    """
    made = [Foreign(name, own) for name, own in loaded(names, DETECTORS)]
    codes = [one.RULE.code for one in made]
    twice = next((code for code in codes if codes.count(code) > 1), None)
    if twice:
        raise SettingsError(f"two plug-ins have the code {twice}", where="--plugin", hint="name only one of them")
    return tuple(made)
