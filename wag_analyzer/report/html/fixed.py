"""Our own words in a report: what the leak scan does not take for a name."""

from collections.abc import Mapping, Sequence
from typing import Final

from wag_analyzer.findings import Finding
from wag_analyzer.report.html.embedding import SCRIPTS, part
from wag_analyzer.report.html.reading import group_rows, origin, setting_rows
from wag_analyzer.report.html.view import View
from wag_analyzer.report.notice_words import headlines
from wag_analyzer.report.words import Language, words

__all__ = ["own_words"]

_LANGUAGES: Final[tuple[Language, ...]] = ("en", "id")


def own_words(view: View, findings: Sequence[Finding], made_with: Mapping[str, str]) -> str:
    """Return all wording of a report that is no chat text and no name, for the leak scan."""
    phrases = [phrase for f in findings for phrase in (f.statement, f.rule.summary, *f.reasons_for, *f.reasons_against, *f.alternatives)]
    said = [text for lang in _LANGUAGES for section in (*words(lang).values(), headlines(lang)) for text in section.values()]
    rules = [f"{f.rule.code} {f.rule.name} {f.rule.precision.described(view.lang) if f.rule.precision else ''}" for f in findings]
    roles = [line.role for f in findings for line in f.evidence]
    facts = [fact for source in view.analysis.chat.sources for fact in origin(source, view.lang).values()]
    rows = [text for row in (*group_rows(view), *setting_rows(view)) for text in row]
    parts = [part(name) for name in ("style.css", "template.html.j2", *(f"js/{name}" for name in SCRIPTS))]
    stand_ins = (*view.tier.files.values(), *view.tier.groups.values(), *view.tier.codes.values())
    templates = (text for phrase in phrases for text in (phrase.en, phrase.id))
    return "\n".join((*said, *templates, *rules, *roles, *facts, *rows, *parts, *stand_ins, *made_with))
