"""What the body of a message is: the writer's words, or what WhatsApp puts in the place of media, polls, calls and the like."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from wag_analyzer.parser.phrases import FALLBACK, LEAD, Line, Locale, Variant, clean_name, fold, load, loose, strip_marks

__all__ = [
    "BRACKETS",
    "Content",
    "Poll",
    "content",
    "deleted_by_you",
    "edit_notes",
    "may_begin",
    "may_end",
    "may_need",
    "mentions",
    "placeholder",
    "poll",
    "prefilter",
    "wordings",
]

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
_CALLED: Final = re.compile(
    "@\u2068([^\u2069\n]{1,200})\u2069|"
    "(?<![\\w@.+])((?:@\\+?\\d{8,18})+)(?![\\w@]|\\.\\w)|"
    "(?<![\\w@.+])@(\\+\\d{1,3}(?:[ \u00a0]?\\(\\d{1,4}\\))?(?:[ \u00a0\u2011-]\\d{2,5}){2,4})(?![\\w@]|\\.\\w)"
)
_MAP: Final = re.compile(r"https?://(?:maps\.|(?:www\.)?google\.[a-z.]+/maps|goo\.gl/maps|(?:\w+\.)?foursquare\.com/)\S*[\w/=&#]")
_POINT: Final = re.compile(r"[^\n:]{2,200}: ?https?://maps\.google\.com/\?q=-?\d+(?:\.\d+)?,-?\d+(?:\.\d+)?")
_PLACE: Final = re.compile(r"[^\n]{1,300}: https?://(?:\w+\.)?foursquare\.com/v/\S+")
_PLACE_AND_AREA: Final = re.compile(r"[^\n]{1,200} \([^\n]{1,200}\): https?://(?:\w+\.)?foursquare\.com/v/\w+")
_PAGES: Final = re.compile(r"([^\n]{1,250}) • \d+ ?\S[^\n•]{0,40}")
_OWN_NAME: Final = re.compile(r"\d{6,10}-[A-Z]")
_UNTITLED: Final = re.compile(r"DOC-\d{8}-WA\d+(\.\w{1,9})")
_MARKED_SUFFIX: Final = re.compile("(?<=\\S)\\s*[\u200e\u200f]<[^<>:\n]{3,80}>\\s*\\Z")
_POLL_HEAD: Final = re.compile(r"[^\W\d_]+(?: [^\W\d_]+){0,2} ?:")
_OPTION: Final = re.compile(r"(?P<word>[^\W\d_]{2,30}) ?: (?P<text>.*) \((?P<votes>\d+) [^\d()]{1,30}\)")
BRACKETS: Final = "<(（［【."
"""Of these one stands around the words for a file that is attached or left out, or in the file's name, in every language."""

_BRACKETED: Final = ("<",)
_BRACKETS_CLOSED: Final = (">", ")")
"""How notes and file names begin and end in languages that we do not know, and how the last option of a poll ends."""

_CALL: Final = "@(?:\u2068|\\+?[0-9]{5})"
_SHARED: Final = "[\u200e\u200f]|foursquare\\.com|maps\\.google\\.|\\([0-9]+ [^0-9()\\n]{1,30}\\)$"
_TELLING: Final = 12
"""Letters of a wording after which hardly anything else goes on: the rest is compared only in what begins so."""

_ENDS: Final = 300  # characters at the beginning and at the end of a body in which wordings are looked for
_FOREIGN: Final = r"<[^\n<>]{3,80}>|\.\w{2,5} \([^\n()]{3,40}\)|://maps\."
_GIVEN_NAME: Final = r"(?:IMG|VID|PTT|AUD|STK|DOC|GIF)-\d{8}-WA\d+"
_HALF: Final = r"(?:[AaPp]\.?\s?[Mm]\.?|[^\W\d]{1,8}\.|[^\W\da-zA-Z][^\d?!？！؟]{0,12})"
"""The half of the day beside a clock time: am or pm, an abbreviation, or a word in letters of another script."""
_SLOTS: Final[Mapping[str, re.Pattern[str]]] = {
    "file": re.compile(rf"(?!.+{_GIVEN_NAME})\S[^\n]{{0,250}}\.\w{{1,9}}"),
    "n": re.compile(r"\d{1,4}"),
    "time": re.compile(rf"(?:{_HALF} ?)?\d{{1,2}}[.:٫h]\d{{2}}(?:[.:٫]\d{{2}})?(?:\s?{_HALF})?"),
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
    languages = tuple(_languages(locale, plain))
    called = mentions(body)
    typed = marked and platform == "ios" and not _MARK.search(body)
    raw, edited = _without_suffix(body, languages)
    if typed:
        found = _place(plain)
    elif edited and not _has_attachment(raw):
        found = None
    else:
        written = strip_marks(raw) if platform == "android" else raw
        found = next((found for language in languages if (found := placeholder(written, language))), None)
    found = found or Content("text", strip_marks(raw) if edited else plain)
    return replace(found, edited=edited, mentions=called)


@lru_cache(maxsize=128)
def edit_notes(locale: str | None) -> tuple[str, ...]:
    """Return the notes that a message was edited as they mostly stand behind words."""
    listed = [variant.needle.strip() for variant in _told(locale) if variant.type == "edited_suffix" and not variant.slots]
    return tuple(f" {mark}{note}" for note in dict.fromkeys(listed) for mark in ("", "\u200e"))


def placeholder(body: str, language: Locale) -> Content | None:
    """Return what a body is when, in this language, it is not only a writer's words; None when it is."""
    plain = strip_marks(body).strip()
    first, _, rest = plain.partition("\n")
    line = Line(first)
    if not rest and "http" not in line.folded and not language.may_show(line):
        return None
    kinds = language.kinds(line)
    for kind, name in _WHOLE.items():
        if kind in kinds and (not rest or name == "live_location") and _fit(kind, line, language) is not None:
            return Content(name, rest)
    found = _left_out(line, language)
    if found is not None:
        more = _without_cards(rest, language) if found.kind == "contact" else rest
        return replace(found, text=_caption(more, found.media or ""))
    return (
        _head(body, line, rest, language)
        or _tail(body, plain, language)
        or _location(body, plain, language)
        or _poll_or_event(body, plain, language)
    )


def _head(body: str, line: Line, rest: str, language: Locale) -> Content | None:
    """Return the attachment that a body begins with when its caption follows on the same line."""
    marked = _MARK.match(body) is not None
    head, bracket, more = line.plain.partition(">")
    found = _left_out(Line(head + bracket), language) if more.startswith(" ") and line.plain.startswith("<") else None
    if found is not None and (marked or _OWN_NAME.match(found.media or "")):
        return replace(found, text=f"{more.strip()}\n{rest}".strip())
    for kind, media in _MEDIA.items() if marked else ():
        for variant in language.placeholders.get(kind, ()):
            if line.folded.startswith(f"{variant.needle} "):
                caption = line.cut(len(variant.needle), len(line.folded)).strip()
                return Content("contact" if media == "contact" else "media", f"{caption}\n{rest}".strip(), media)
    return None


def _without_cards(rest: str, language: Locale) -> str:
    """Return what follows an attached contact without the lines of further contacts sent with it."""
    while rest:
        line, _, more = rest.partition("\n")
        found = _left_out(Line(line), language)
        if found is None or found.kind != "contact":
            return rest
        rest = more
    return rest


def _tail(body: str, plain: str, language: Locale) -> Content | None:
    """Return the attachment that stands behind the last mark of a body, after a caption or a title."""
    mark = max(body.rfind("\u200e"), body.rfind("\u200f"))
    if mark < 0:
        return _unmarked_tail(plain, language)
    found = _left_out(Line(strip_marks(body[mark:]).strip()), language)
    return found and _with_title(found, strip_marks(body[:mark]).strip())


def _unmarked_tail(plain: str, language: Locale) -> Content | None:
    """Return a document whose page count proves it, or an attachment whose name WhatsApp gave, in a file that lost its marks."""
    line = Line(plain)
    for variant in language.placeholders.get("document_omitted", ()):
        head = line.cut(0, len(line.folded) - len(variant.needle)).rstrip() if line.folded.endswith(variant.needle) else ""
        if _PAGES.fullmatch(head):
            return _with_title(Content("media", "", "document"), head)
    head, bracket, tail = plain.rpartition("<")
    found = _left_out(Line(bracket + tail), language) if bracket and head else None
    return _with_title(found, head.rstrip()) if found is not None and _OWN_NAME.match(found.media or "") else None


def _left_out(line: Line, language: Locale) -> Content | None:
    kinds = language.kinds(line)
    for kind, media in _MEDIA.items():
        if kind in kinds and _fit(kind, line, language) is not None:
            return Content("contact" if media == "contact" else "media", "", media)
    slots = _fit("file_attached", line, language) if "file_attached" in kinds else None
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
    untitled = _UNTITLED.fullmatch(file)
    repeated = bool(file) and title.strip() in {file, file.rpartition(".")[0]}
    return more if repeated or (untitled and title.lower().endswith(untitled[1].lower())) else rest


def _location(body: str, plain: str, language: Locale) -> Content | None:
    lines = plain.split("\n")
    last = Line(lines[-1])
    marked = _MARK.match(body) is not None and _POINT.fullmatch(last.folded) is not None
    if len(lines) <= 3 and (marked or _fit("location", last, language) is not None or _is_named(last, language)):
        return Content("location", "")
    return Content("location", "") if _PLACE.fullmatch(plain) else None


def _is_named(line: Line, language: Locale) -> bool:
    """Whether a point on the map stands behind the language's word for a place, in letters of any size."""
    name, http, rest = line.folded.partition("http")
    words = (variant.pieces[0] for variant in language.placeholders.get("location", ()) if http)
    return any(name.strip(" :").casefold() == word.strip(" :").casefold() for word in words) and _MAP.fullmatch(http + rest) is not None


def _place(plain: str) -> Content | None:
    """Return the place that has the shape of none but WhatsApp's own, in a file where it may stand without a mark."""
    return Content("location", "") if _PLACE_AND_AREA.fullmatch(plain.strip()) else None


def _poll_or_event(body: str, plain: str, language: Locale) -> Content | None:
    head = Line(plain.partition("\n")[0])
    marked = _MARK.match(body) is not None
    if marked and _fit("event_head", head, language) is not None:
        return Content("event_invite", "")
    found = poll(body)
    known = marked or _fit("poll_head", head, language) is not None or (head.plain.isupper() and found and len(found.options) > 1)
    return Content("poll", "") if known and found is not None else None


def poll(body: str) -> Poll | None:
    """Return the poll a body holds, None when it holds none; the words for *poll* and *option* may be of any language."""
    head, *lines = strip_marks(body).strip().split("\n")
    if not lines or not _POLL_HEAD.fullmatch(fold(head).strip()):
        return None
    options: list[tuple[str, int]] = []
    word = ""
    while lines and (found := _OPTION.fullmatch(fold(lines[-1]).strip())) and found["word"] == (word or found["word"]):
        word = found["word"]
        options.insert(0, (lines.pop().strip()[found.start("text") : found.end("text")], int(found["votes"])))
    if not lines or not options or (head.isupper() and not word.isupper()):
        return None
    return Poll("\n".join(lines).strip(), tuple(options))


def mentions(body: str) -> tuple[str, ...]:
    """Return the names or numbers a body mentions, one per occurrence; the marks must still be there, they hold names together.

    Examples
    --------
    >>> mentions("@\u2068Budi Santoso\u2069 @6281200000001 @5000 joko@contoh.id")
    ('Budi Santoso', '6281200000001')
    """
    found: list[str] = []
    at = body.find("@")
    while at >= 0:
        called = _CALLED.match(body, at)
        if called is not None:
            words = called[2].split("@") if called[2] else (called[1] or called[3],)
            found += [name for word in words if (name := clean_name(word))]
        at = body.find("@", called.end() if called else at + 1)
    return tuple(found)


def _fit(kind: str, line: Line, language: Locale) -> Mapping[str, str] | None:
    """Return the slots of the first wording of this kind that the whole line is; None when it is none."""
    for variant in language.placeholders.get(kind, ()):
        if variant.needle not in line.folded:
            continue
        for places in variant.splits(line.folded):
            values = [line.cut(start, end).strip() for start, end in places]
            if all(_SLOTS.get(slot, _ANY_SLOT).fullmatch(value) for slot, value in zip(variant.slots, values, strict=True)):
                return dict(zip(variant.slots, values, strict=True))
    return None


def _has_attachment(edited: str) -> bool:
    """Whether an edited message may be the caption of something: all else that can be edited is a writer's words."""
    head = edited.partition("\n")[0]
    return _MARK.search(edited) is not None or any(sign in head for sign in BRACKETS)


def _without_suffix(body: str, languages: Iterable[Locale]) -> tuple[str, bool]:
    """Return a body without the note at its end that it was edited, and whether there was one."""
    marked = _MARKED_SUFFIX.search(body) if _MARK.search(body) else None
    if marked is not None:
        return body[: marked.start()], True
    if not body.rstrip().endswith(">"):
        return body, False
    line = Line(body.rstrip())
    for language in languages:
        for variant in language.placeholders.get("edited_suffix", ()):
            start = len(line.folded) - len(variant.needle)
            if line.folded.endswith(variant.needle) and start > 0 and line.folded[start - 1] in " \n\u200e\u200f":
                return line.cut(0, start).rstrip(" \n\u200e\u200f"), True
    return body, False


def _languages(locale: str | None, plain: str | None = None) -> Iterator[Locale]:
    """Yield the languages of which a body may hold a placeholder: the phone's and English, or all that share a key with it."""
    phrases = load()
    if locale is not None and locale in phrases:
        yield from (phrases[code] for code in dict.fromkeys((locale, FALLBACK)))
        return
    ends = plain if plain is None or len(plain) <= 2 * _ENDS else f"{plain[:_ENDS]}\n{plain[-_ENDS:]}"
    likely = phrases.codes if ends is None else sorted(phrases.speakers(Line(ends), "placeholders"))
    yield from (phrases[code] for code in dict.fromkeys((*likely, FALLBACK)))


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

    Of wordings that begin a body it holds the beginning only. Without a known locale it holds the English wordings and the shapes that
    all languages share, not the whole sentences of sixty languages.
    """
    known = locale is not None and locale in load()
    variants = list(_told(locale))
    starts = dict.fromkeys(loose(variant.pieces[0].strip(), _TELLING) for variant in variants if _is_anchored(variant))
    anywhere = dict.fromkeys(loose(variant.needle.strip()) for variant in variants if not _is_anchored(variant))
    shapes = (_SHARED,) if known else (_SHARED, _FOREIGN)
    return f"\\A{LEAD}(?:{'|'.join(starts)})|{'|'.join((*shapes, *anywhere))}"


def may_begin(locale: str | None) -> list[str]:
    """Return how lines begin (folded) that are more than a writer's words, as far as their beginning tells it; with ``may_end`` for all."""
    return [*(variant.pieces[0].strip() for variant in _told(locale) if variant.pieces[0].strip()), *_BRACKETED]


def may_end(locale: str | None) -> list[str]:
    """Return how lines end (folded) that are more than a writer's words and do not begin as one of ``may_begin``.

    Empty for a wording that tells neither: then every line may be one.
    """
    open_ended = (
        variant for variant in _told(locale) if not _is_anchored(variant) and (variant.pieces[-1].strip() or not variant.pieces[0].strip())
    )
    return [*(variant.pieces[-1].strip() for variant in open_ended), *_BRACKETS_CLOSED]


def _told(locale: str | None) -> Iterator[Variant]:
    known = locale is not None and locale in load()
    for language in _languages(locale) if known else _languages(FALLBACK):
        for listed in language.placeholders.values():
            yield from listed


def _is_anchored(variant: Variant) -> bool:
    """Whether a placeholder of this wording can only begin a body."""
    return bool(variant.pieces[0].strip()) and variant.type not in {"edited_suffix", "location", "document_omitted", "file_attached"}


def deleted_by_you(body: str, locale: str | None) -> bool:
    """Whether a body says that the exporter deleted the message; so its sender is the exporter."""
    line = Line(strip_marks(body).strip())
    languages = tuple(_languages(locale, line.plain))

    def says(kind: str) -> bool:
        return any(_fit(kind, line, language) is not None for language in languages)

    return says("deleted_by_you") and not says("deleted")
