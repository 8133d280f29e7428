"""A file's health in words a non-programmer understands: what it is, what was read, whether to trust it, what to do."""

from collections.abc import Iterator
from typing import Any, Final

from wag_analyzer.parser.chat import Chat, Source
from wag_analyzer.parser.notices import CAPS
from wag_analyzer.report.notice_words import told
from wag_analyzer.report.words import Language, number
from wag_analyzer.visible import visible

__all__ = ["verdict", "verdict_lines"]

TRUST: Final[dict[str, dict[str, str]]] = {
    "en": {
        "good": "Every line was read. Results rest on the whole file.",
        "doubt": "Read, with doubts named below. Settle them before relying on dates or names.",
        "loss": "Some lines could not be read. Look at them before relying on any result.",
    },
    "id": {
        "good": "Semua baris terbaca. Hasil bertumpu pada seluruh berkas.",
        "doubt": "Terbaca, dengan keraguan di bawah ini. Selesaikan dulu sebelum mengandalkan tanggal atau nama.",
        "loss": "Sebagian baris tidak terbaca. Periksa dulu sebelum mengandalkan hasil apa pun.",
    },
}
LABELS: Final[dict[str, dict[str, str]]] = {
    "en": {
        "trust": "Verdict",
        "group": "Group",
        "platform": "Made on",
        "locale": "Language of the phone",
        "dates": "Dates",
        "lines": "Lines",
        "people": "People who wrote",
        "messages": "Messages",
        "period": "Period",
        "media": "Media in the archive",
        "sha256": "SHA-256",
        "notices": "To know",
        "limits": "Limits",
        "sure": "sure to",
        "read": "read",
        "skipped": "not read",
        "line": "line",
        "bytes": "bytes",
        "continued": "continue a message",
        "and": "to",
        "edit": "A .txt can be edited by anyone; this file alone cannot prove that nobody did.",
    },
    "id": {
        "trust": "Penilaian",
        "group": "Grup",
        "platform": "Dibuat di",
        "locale": "Bahasa ponsel",
        "dates": "Tanggal",
        "lines": "Baris",
        "people": "Orang yang menulis",
        "messages": "Pesan",
        "period": "Rentang",
        "media": "Media dalam arsip",
        "sha256": "SHA-256",
        "notices": "Perlu diketahui",
        "limits": "Batas",
        "sure": "keyakinan",
        "read": "terbaca",
        "skipped": "tidak terbaca",
        "line": "baris",
        "bytes": "bita",
        "continued": "melanjutkan pesan",
        "and": "sampai",
        "edit": "Berkas .txt dapat diubah siapa saja; berkas ini sendiri tidak dapat membuktikan bahwa itu tidak terjadi.",
    },
}


def verdict(chat: Chat, source: Source) -> dict[str, Any]:
    """Return what ``doctor`` says about one file beyond ``Source``: verdict, messages, people, period, notices, cap."""
    rows = chat.messages[chat.messages["file"].astype(object) == source.file]
    events = chat.events[chat.events["file"].astype(object) == source.file]
    notices = [notice for notice in chat.notices if notice.file in {"", source.file}]
    count = len(rows) + events["msg_id"].nunique()
    times = [*rows["at"], *events["at"]]
    return {
        "verdict": "loss" if source.skipped_lines else "doubt" if notices else "good",
        "messages": len(rows),
        "people": int(rows["sender"].nunique()),
        "first": min(times).isoformat() if times else None,
        "last": max(times).isoformat() if times else None,
        "at_cap": any(abs(count - cap) <= cap // 100 for cap in CAPS),
        "notices": [{"code": notice.code, "word": notice.word, "line": notice.line, "text": notice.text} for notice in notices],
    }


def verdict_lines(chat: Chat, lang: Language = "en") -> Iterator[str]:
    """Yield the doctor's text for every file of ``chat``."""
    words = LABELS[lang]
    for nth, source in enumerate(chat.sources):
        if nth:
            yield ""
        found = verdict(chat, source)
        yield visible(source.file)
        for label, value in _facts(source, found, lang):
            yield f"  {words[label]:<22}{visible(value)}"
        for notice in found["notices"]:
            place = f"{words['line']} {notice['line']}: " if notice["line"] else ""
            yield visible(f"  {words['notices']:<22}{notice['code']} {place}{told(notice['word'], notice['text'], lang)}")
        yield f"  {words['limits']:<22}{words['edit']}"


def _facts(source: Source, found: dict[str, Any], lang: Language) -> Iterator[tuple[str, str]]:
    words = LABELS[lang]
    yield "trust", TRUST[lang][found["verdict"]]
    yield "group", source.group or "-"
    yield "platform", f"{source.platform}, {source.encoding}, {', '.join(source.layouts)}"
    yield "locale", source.locale
    yield "dates", f"{source.date_order}: {source.date_evidence} ({words['sure']} {source.date_confidence:.0%})"
    counts = (source.lines_total, source.message_lines, source.continuation_lines, source.skipped_lines)
    lines, read, more, skipped = (number(count, lang) for count in counts)
    yield "lines", f"{lines}: {read} {words['read']}, {more} {words['continued']}, {skipped} {words['skipped']}"
    yield "messages", number(found["messages"], lang)
    yield "people", number(found["people"], lang)
    if found["first"]:
        yield "period", f"{found['first'].replace('T', ' ')} {words['and']} {found['last'].replace('T', ' ')}"
    if source.media:
        yield "media", f"{number(len(source.media), lang)} ({number(sum(source.media.values()), lang)} {words['bytes']})"
    yield "sha256", source.sha256
