"""What the body of a message is: the writer's words, or what WhatsApp puts in the place of media, polls, calls and the like."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from wag_analyzer.parser.phrases import FALLBACK, LEAD, Locale, Variant, clean_name, fold, load, loose, strip_marks

__all__ = ["Content", "Poll", "content", "deleted_by_you", "may_need", "mentions", "placeholder", "poll", "prefilter", "wordings"]

_MEDIA: Final[Mapping[str, str]] = {
    "media_omitted": "unknown",
    "image_omitted": "image",
    "video_omitted": "video",
    "audio_omitted": "audio",
    "gif_omitted": "gif",
    "sticker_omitted": "sticker",
    "document_omitted": "document",
    "video_note_omitted": "video_note",
    "contact_omitted": "contact",
}
_WHOLE: Final[Mapping[str, str]] = {
    "deleted": "deleted",
    "deleted_by_you": "deleted",
    "deleted_by_admin": "deleted",
    "view_once": "view_once",
    "waiting": "waiting",
    "unsupported": "waiting",
    "missed_voice_call": "call",
    "missed_video_call": "call",
    "call": "call",
    "live_location": "live_location",
    "location_omitted": "location",
}
_MARK: Final = re.compile("[\u200e\u200f]")
_CALLED: Final = re.compile("@\u2068([^\u2069\n]{1,200})\u2069|(?<![\\w@.+])@(\\+?\\d{8,18})(?![\\w@]|\\.\\w)")
_MAP: Final = re.compile(r"https?://(?:maps\.|(?:www\.)?google\.[a-z.]+/maps|goo\.gl/maps|(?:\w+\.)?foursquare\.com/)\S*")
_POINT: Final = re.compile(r"[^\n:]{2,40}: ?https?://maps\.google\.com/\?q=-?\d+(?:\.\d+)?,-?\d+(?:\.\d+)?")
_PLACE: Final = re.compile(r"[^\n]{1,300}: https?://(?:\w+\.)?foursquare\.com/v/\S+")
_PAGES: Final = re.compile(r"([^\n]{1,250}) • \d+ ?\S[^\n•]{0,40}")
_OWN_NAME: Final = re.compile(r"\d{6,10}-[A-Z]")
_MARKED_SUFFIX: Final = re.compile("(?<=\\S)\\s*[\u200e\u200f]<[^<>:\n]{3,80}>\\s*\\Z")
_POLL_HEAD: Final = re.compile(r"[^\W\d_]{2,30}:")
_OPTION: Final = re.compile(r"[^\W\d_]{2,30}: (?P<text>.*) \((?P<votes>\d+) [^\d()]{1,30}\)")
_CALL: Final = "@(?:\u2068|\\+?[0-9]{5})"
_SHARED: Final = "[\u200e\u200f]|foursquare\\.com|maps\\.google\\."
_FOREIGN: Final = r"<[^\n<>]{3,80}>|\.\w{2,5} \([^\n()]{3,40}\)|://maps\."
_SLOTS: Final[Mapping[str, re.Pattern[str]]] = {
    "file": re.compile(r"\S[^\n]{0,250}\.\w{1,9}"),
    "n": re.compile(r"\d{1,4}"),
    "time": re.compile(r"(?=.*\d).{1,20}"),
    "url": _MAP,
    "actor": re.compile(r"[^\n?!？！؟]{1,80}"),
}
_ANY_SLOT: Final = re.compile(r"[^\n]{1,200}")


@dataclass(frozen=True, slots=True)
class Content:
    """What a body is.

    ``kind`` is one of text media deleted view_once poll location live_location contact call waiting event_invite; ``text`` the
    writer's own words without direction marks; ``media`` a file name, or the kind of what was left out; ``mentions`` names or numbers,
    one per occurrence.
    """

    kind: str
    text: str
    media: str | None = None
    edited: bool = False
    mentions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Poll:
    """A poll as it stands in an export: the question, and each option with its votes."""

    question: str
    options: tuple[tuple[str, int], ...]


def content(body: str, *, platform: str, locale: str | None, marked: bool) -> Content:
    """Return what a body is.

    Parameters
    ----------
    body
        All that stands after ``Sender: ``, continuation lines and direction marks included.
    platform
        ``android``, ``ios`` or ``unknown``.
    locale
        Language of the phone's wording; None or an unknown code tries all languages.
    marked
        Whether this file puts a direction mark before what WhatsApp itself wrote (iOS exports do, unless re-saved).
        Then a placeholder without a mark was typed by a person.
    """
    plain = strip_marks(body)
    if not may_need(body, locale):
        return Content("text", plain)
    called = mentions(body)
    typed = marked and platform == "ios" and not _MARK.search(body)
    raw, edited = _without_suffix(body, locale)
    found = None if typed else next((found for language in _languages(locale) if (found := placeholder(raw, language))), None)
    found = found or Content("text", strip_marks(raw) if edited else plain)
    return replace(found, edited=edited, mentions=called)


def placeholder(body: str, language: Locale) -> Content | None:
    """Return what a body is when, in this language, it is not only a writer's words; None when it is."""
    plain = strip_marks(body).strip()
    first, _, rest = plain.partition("\n")
    folded = fold(first)
    for kind, name in _WHOLE.items():
        if (not rest or name == "live_location") and _fit(kind, first, folded, language) is not None:
            return Content(name, rest)
    found = _left_out(first, folded, language)
    if found is not None:
        return replace(found, text=_caption(rest, found.media or ""))
    return _tail(body, plain, language) or _location(plain, language) or _poll_or_event(body, plain, language)


def _tail(body: str, plain: str, language: Locale) -> Content | None:
    """Return the attachment that stands behind the last mark of a body, after a caption or a title."""
    mark = max(body.rfind("\u200e"), body.rfind("\u200f"))
    if mark < 0:
        return _unmarked_tail(plain, language)
    tail = strip_marks(body[mark:]).strip()
    found = _left_out(tail, fold(tail), language)
    return found and _with_title(found, strip_marks(body[:mark]).strip())


def _unmarked_tail(plain: str, language: Locale) -> Content | None:
    """Return a document whose page count proves it, or an attachment whose name WhatsApp gave, in a file that lost its marks."""
    folded = fold(plain)
    for variant in language.placeholders.get("document_omitted", ()):
        head = plain[: -len(variant.needle)].rstrip()
        if folded.endswith(variant.needle) and _PAGES.fullmatch(head):
            return _with_title(Content("media", "", "document"), head)
    head, bracket, tail = plain.rpartition("<")
    found = _left_out(bracket + tail, fold(bracket + tail), language) if bracket and head else None
    return _with_title(found, head.rstrip()) if found is not None and _OWN_NAME.match(found.media or "") else None


def _left_out(line: str, folded: str, language: Locale) -> Content | None:
    for kind, media in _MEDIA.items():
        if _fit(kind, line, folded, language) is not None:
            return Content("contact" if media == "contact" else "media", "", media)
    slots = _fit("file_attached", line, folded, language)
    if slots is None:
        return None
    file = slots["file"].strip()
    return Content("contact" if file.lower().endswith(".vcf") else "media", "", file)


def _with_title(found: Content, head: str) -> Content:
    """Return an attachment with what stands before it: a document's title and pages, or the caption."""
    pages = _PAGES.fullmatch(head)
    title = pages[1] if pages else head
    if found.media == "document" and _SLOTS["file"].fullmatch(title):
        return replace(found, media=title)
    repeated = bool(title) and (found.media or "").endswith(f"-{title}")
    return replace(found, text="" if pages or repeated else head)


def _caption(rest: str, file: str) -> str:
    """Return the caption below a file's name; documents repeat their title there."""
    title, _, more = rest.partition("\n")
    return more if file and title.strip() in {file, file.rpartition(".")[0]} else rest


def _location(plain: str, language: Locale) -> Content | None:
    lines = plain.split("\n")
    last = fold(lines[-1])
    named = _POINT.fullmatch(last) is not None or _fit("location", lines[-1], last, language) is not None
    if (named and len(lines) <= 3) or (len(lines) == 1 and _PLACE.fullmatch(plain)):
        return Content("location", "")
    return None


def _poll_or_event(body: str, plain: str, language: Locale) -> Content | None:
    head = plain.partition("\n")[0]
    marked = _MARK.match(body) is not None
    if marked and _fit("event_head", head, fold(head), language) is not None:
        return Content("event_invite", "")
    known = marked or _fit("poll_head", head, fold(head), language) is not None
    return Content("poll", "") if known and poll(body) is not None else None


def poll(body: str) -> Poll | None:
    """Return the poll a body holds, None when it holds none; the words for *poll* and *option* may be of any language."""
    head, *lines = strip_marks(body).strip().split("\n")
    options: list[tuple[str, int]] = []
    while lines and (found := _OPTION.fullmatch(fold(lines[-1]).strip())):
        options.insert(0, (lines.pop().strip()[found.start("text") : found.end("text")], int(found["votes"])))
    if not _POLL_HEAD.fullmatch(head.strip()) or not lines or not options:
        return None
    return Poll("\n".join(lines).strip(), tuple(options))


def mentions(body: str) -> tuple[str, ...]:
    """Return the names or numbers a body mentions, one per occurrence; the marks must still be there, they hold names together.

    Examples
    --------
    >>> mentions("@\u2068Budi Santoso\u2069 @6281200000001 @5000 joko@contoh.id")
    ('Budi Santoso', '6281200000001')
    """
    if "@" not in body:
        return ()
    found = (clean_name(called[1] or called[2]) for called in _CALLED.finditer(body))
    return tuple(name for name in found if name)


def _fit(kind: str, line: str, folded: str, language: Locale) -> Mapping[str, str] | None:
    """Return the slots of the first wording of this kind that the whole line is; None when it is none."""
    for variant in language.placeholders.get(kind, ()):
        if variant.needle not in folded:
            continue
        for places in variant.splits(folded):
            values = [line[start:end].strip() for start, end in places]
            if all(_SLOTS.get(slot, _ANY_SLOT).fullmatch(value) for slot, value in zip(variant.slots, values, strict=True)):
                return dict(zip(variant.slots, values, strict=True))
    return None


def _without_suffix(body: str, locale: str | None) -> tuple[str, bool]:
    """Return a body without the note at its end that it was edited, and whether there was one."""
    marked = _MARKED_SUFFIX.search(body)
    if marked is not None:
        return body[: marked.start()], True
    end = len(body.rstrip())
    folded = fold(body[:end])
    for language in _languages(locale):
        for variant in language.placeholders.get("edited_suffix", ()):
            start = end - len(variant.needle)
            if folded.endswith(variant.needle) and start > 0 and folded[start - 1] in " \n\u200e\u200f":
                return body[:start].rstrip(" \n\u200e\u200f"), True
    return body, False


def _languages(locale: str | None) -> Iterator[Locale]:
    phrases = load()
    if locale is None or locale not in phrases:
        return phrases.all()
    return (phrases[code] for code in dict.fromkeys((locale, FALLBACK)))


def may_need(body: str, locale: str | None) -> bool:
    """Whether a body may be more than plain text without mentions; cheap, and never wrongly false when the locale is known."""
    return _search(locale)(body) is not None


@lru_cache(maxsize=128)
def _search(locale: str | None) -> Callable[[str], re.Match[str] | None]:
    return re.compile(prefilter(locale)).search


@lru_cache(maxsize=128)
def prefilter(locale: str | None) -> str:
    """Return a regular expression, for Python and RE2 alike, that finds every body which ``content`` must see.

    A body in which it finds nothing is plain text without mentions, edit note or placeholder.
    """
    return f"{wordings(locale)}|{_CALL}"


@lru_cache(maxsize=128)
def wordings(locale: str | None) -> str:
    """Return the prefilter without mentions: a body in which it finds nothing may mention somebody and is otherwise plain text.

    Without a known locale it holds the English wordings and the shapes that all languages share, not the whole sentences of sixty
    languages.
    """
    known = locale is not None and locale in load()
    languages = _languages(locale) if known else _languages(FALLBACK)
    variants = [variant for language in languages for listed in language.placeholders.values() for variant in listed]
    starts = dict.fromkeys(loose(variant.pieces[0].strip()) for variant in variants if _is_anchored(variant))
    anywhere = dict.fromkeys(loose(variant.needle.strip()) for variant in variants if not _is_anchored(variant))
    shapes = (_SHARED,) if known else (_SHARED, _FOREIGN)
    return f"\\A{LEAD}(?:{'|'.join(starts)})|{'|'.join((*shapes, *anywhere))}"


def _is_anchored(variant: Variant) -> bool:
    """Whether a placeholder of this wording can only begin a body."""
    return bool(variant.pieces[0].strip()) and variant.type not in {"edited_suffix", "location", "document_omitted", "file_attached"}


def deleted_by_you(body: str, locale: str | None) -> bool:
    """Whether a body says that the exporter deleted the message; so its sender is the exporter."""
    line = strip_marks(body).strip()
    folded = fold(line)

    def says(kind: str) -> bool:
        return any(_fit(kind, line, folded, language) is not None for language in _languages(locale))

    return says("deleted_by_you") and not says("deleted")
