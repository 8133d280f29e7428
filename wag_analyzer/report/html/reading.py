"""What was read and lost, what each file is, and the settings, as the page's script reads them."""

from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any, Final

import pandas as pd

from wag_analyzer.interactions.regimes import regime
from wag_analyzer.parser.chat import Notice, Source
from wag_analyzer.report.doctor_facts import language, maker, said
from wag_analyzer.report.html.network import kinds
from wag_analyzer.report.html.view import View
from wag_analyzer.report.notice_words import evidence_words, told
from wag_analyzer.report.regime_line import regime_line
from wag_analyzer.report.sentences import sentence
from wag_analyzer.report.words import Language, number
from wag_analyzer.visible import visible

__all__ = [
    "TRIADS",
    "answers_line",
    "group_rows",
    "lost_rows",
    "notice_rows",
    "origin",
    "regime_told",
    "setting_rows",
    "source_rows",
    "totals",
]

_MOST_LOST: Final = 60
_DIGITS: Final = 3
_STRIP: Final = 1000
_MOST_PIECES: Final = 120
_EVEN: Final = 0.5
TRIADS: Final = "\0"
"""Before the names of the measures that count sets of three people."""


def source_rows(view: View) -> list[dict[str, Any]]:
    """Return one record a file: label and value pairs, and the counts of the coverage bar."""
    return [_source(source, view) for source in view.analysis.chat.sources]


def _source(source: Source, view: View) -> dict[str, Any]:
    words = view.words["reading"]
    counts = [source.message_lines, source.continuation_lines, source.skipped_lines]
    read = {name: number(count, view.lang) for name, count in zip(("messages", "continuation", "skipped"), counts, strict=True)}
    listed = {
        **origin(source, view.lang),
        "lines": number(source.lines_total, view.lang),
        **read,
        "encoding": source.encoding,
        "media": number(len(source.media or ()), view.lang),
        "sha": source.sha256,
    }
    return {
        "file": view.tier.file(source.file),
        "group": view.tier.group(source.group) if source.group else "",
        "facts": [(words[name], visible(value), words[f"{name}_help"]) for name, value in listed.items()],
        "counts": counts,
        "strip": _strip(source, view) if source.skipped_lines else [],
        "bar": words["coverage"].format(**read),
    }


def origin(source: Source, lang: Language) -> dict[str, str]:
    """Return what made a file and how its dates are read, in plain words."""
    orders = said(lang)["orders"]
    order = orders.get(source.date_order, orders["unknown"])
    return {
        "platform": maker(source, lang),
        "locale": language(source.locale, lang) or source.locale or "–",
        "order": f"{order} ({number(100 * source.date_confidence, lang)} %)",
        "evidence": evidence_words(source.date_evidence, lang) or source.date_evidence or "–",
        "layout": ", ".join(source.layouts) or "–",
    }


def _strip(source: Source, view: View) -> list[tuple[int, int]]:
    """Return where lines were lost, as start and width in thousandths of the file; near ones are joined."""
    coverage = view.analysis.chat.coverage
    lost = coverage[(coverage["became"].astype(object) == "skipped") & (coverage["file"].astype(object) == source.file)]
    pieces: list[tuple[int, int]] = []
    for first, last in zip(lost["line"], lost["last_line"], strict=True):
        start, end = (int(_STRIP * line / source.lines_total) for line in (first - 1, last))
        if pieces and start <= sum(pieces[-1]) + _STRIP // _MOST_PIECES:
            start = pieces.pop()[0]
        pieces.append((start, max(2, end - start)))
    return pieces


def answers_line(view: View) -> str:
    """Return in a sentence how sure the answers are that were found."""
    found = view.analysis.replies
    if not len(found):
        return ""
    none = found["candidate"].isna()
    best = found["p"].where(~none, 0.0).groupby(found["msg_id"], sort=False).max()
    shares = {"half": 100 * float((best >= _EVEN).mean()), "new": 100 * float(found["p"].where(none, 0.0).sum()) / len(best)}
    return view.words["reading"]["answers_body"].format_map({name: number(share, view.lang) for name, share in shares.items()})


def regime_told(view: View) -> str:
    """Return in a sentence how much the chat names people."""
    return regime_line(regime(view.analysis.messages, view.analysis.people), view.lang) if len(view.analysis.replies) else ""


def notice_rows(view: View) -> list[dict[str, Any]]:
    """Return notices: code, headline and text as language and tier allow, place."""
    return [_notice(notice, view) for notice in view.analysis.chat.notices]


def _notice(notice: Notice, view: View) -> dict[str, Any]:
    place = view.tier.file(notice.file) if notice.file else ""
    line = view.words["findings"]["line"].format(n=notice.line) if notice.line else ""
    return {
        "code": notice.code,
        "text": visible(told(notice.word, view.tier.text(notice.text), view.lang)),
        "place": ", ".join(filter(None, (place, line))),
    }


def lost_rows(view: View) -> tuple[list[tuple[str, int, int, str]], int]:
    """Return ranges of lines that were not understood (file, first, last, reason), and how many more there are."""
    coverage = view.analysis.chat.coverage
    lost = coverage[coverage["became"].astype(object) == "skipped"]
    rows = [
        (view.tier.file(str(file)), int(first), int(last), visible(view.tier.text(reason) or "") if isinstance(reason, str) else "")
        for file, first, last, reason in zip(*(lost[name].astype(object) for name in ("file", "line", "last_line", "reason")), strict=True)
    ]
    return rows[:_MOST_LOST], max(0, len(rows) - _MOST_LOST)


def totals(view: View) -> dict[str, Any]:
    """Return the figures of the limits section and the kinds of messages."""
    sources = view.analysis.chat.sources
    lines = sum(source.lines_total for source in sources)
    lost = sum(source.skipped_lines for source in sources)
    figures = {
        "lines": lines,
        "files": len(sources),
        "messages": sum(source.message_lines for source in sources),
        "continuation": sum(source.continuation_lines for source in sources),
        "skipped": lost,
    }
    told = {name: number(value, view.lang) for name, value in figures.items()}
    share = number(100 * lost / lines if lines else 0, view.lang, 2)
    limits = view.words["limits"]
    return {
        "read": limits["read_body"].format(**told, p=share),
        "cannot": [limits[f"cannot_{turn}"] for turn in ("1_recorded" if len(view.analysis.chat.links) else "1", 2, 3, 4, 5)],
        "kinds": kinds(view.analysis.messages["kind"].astype(object), view.words["reading"]),
    }


def group_rows(view: View) -> list[tuple[str, str, str]]:
    """Return the measures of the whole group: name, value with interval, basis."""
    rows = view.analysis.network.group
    whole = rows[rows["window"] == "all"]
    names = view.words["measures"]
    return [
        (_measure(str(name), names), _with_interval(value, lo, hi, view), sentence(basis, view.lang) if isinstance(basis, str) else "")
        for name, value, lo, hi, basis in zip(
            *(whole[column].astype(object) for column in ("measure", "value", "lo", "hi", "basis")), strict=True
        )
    ]


def _measure(name: str, said: Mapping[str, str]) -> str:
    return f"{TRIADS}{name.removeprefix('triads_')}" if name.startswith("triads_") else said.get(name, name)


def _with_interval(value: Any, lo: Any, hi: Any, view: View) -> str:
    if pd.isna(value):
        return "–"
    low, high = ("" if pd.isna(end) else _short(float(end), view) for end in (lo, hi))
    return f"{_short(float(value), view)} ({low} – {high})" if low and high else _short(float(value), view)


def _short(value: float, view: View) -> str:
    return number(value, view.lang, 0 if value == int(value) else _DIGITS if abs(value) < 1 else 1)


def setting_rows(view: View) -> list[tuple[str, str]]:
    """Return every setting that can change a result; paths only say whether there was one."""
    settings = view.analysis.settings
    values = [(field.name, getattr(settings, field.name)) for field in fields(settings)]
    return [(name, "yes" if isinstance(value, Path) else "–" if value in (None, ()) else visible(str(value))) for name, value in values]
