"""What the name of a media file says: the kind, and the date that the phone put into it."""

import re
from datetime import datetime
from typing import Final, NamedTuple

__all__ = ["MediaName", "media_name"]

_PREFIXES: Final = {
    "IMG": "image",
    "VID": "video",
    "PTV": "video_note",
    "PTT": "voice",
    "AUD": "audio",
    "STK": "sticker",
    "DOC": "document",
}
_WORDS: Final = {
    "PHOTO": "image",
    "IMAGE": "image",
    "VIDEO": "video",
    "AUDIO": "audio",
    "PTT": "voice",
    "GIF": "gif",
    "STICKER": "sticker",
    "DOCUMENT": "document",
}
_ENDINGS: Final = {
    "image": "jpg jpeg png heic heif bmp tif tiff",
    "video": "mp4 3gp mov mkv avi webm m4v",
    "voice": "opus",
    "audio": "m4a aac mp3 ogg amr wav flac caf wma",
    "gif": "gif",
    "sticker": "webp was",
    "contact": "vcf",
    "archive": "zip rar 7z gz tgz tar",
    "document": "pdf doc docx xls xlsx ppt pptx odt ods odp txt csv tsv rtf md html htm json xml epub pages numbers key ics apk",
}
_BY_ENDING: Final = {ending: kind for kind, endings in _ENDINGS.items() for ending in endings.split()}
_ANDROID: Final = re.compile(r"(IMG|VID|PTV|PTT|AUD|STK|DOC)-(\d{8})-WA\d+", re.IGNORECASE)
_IOS: Final = re.compile(rf"\d+-({'|'.join(_WORDS)})-(\d{{4}}(?:-\d\d){{5}})", re.IGNORECASE)
_OLD_IOS: Final = re.compile(rf"(\d{{4}}-\d\d-\d\d)-({'|'.join(_WORDS)})-\d+", re.IGNORECASE)
_SAVED: Final = re.compile(r"WhatsApp (Image|Video|Audio|PTT) (\d{4}-\d\d-\d\d) at (\d{1,2}\.\d\d\.\d\d)(?: ?([AP])M)?", re.IGNORECASE)


class MediaName(NamedTuple):
    """Kind of a file and when its name says it was made; None when the name does not say."""

    kind: str
    dated: datetime | None


def media_name(name: str) -> MediaName:
    """Return what the name of a file says; folders before it do not count.

    Examples
    --------
    >>> media_name("IMG-20240113-WA0001.jpg").kind, media_name("Media/00000035-AUDIO-2024-01-13-08-05-09.opus").dated
    ('image', datetime.datetime(2024, 1, 13, 8, 5, 9))
    >>> media_name("Laporan.pdf")
    MediaName(kind='document', dated=None)
    """
    base = name.replace("\\", "/").rpartition("/")[2]
    if found := _ANDROID.match(base):
        return MediaName(_PREFIXES[found[1].upper()], _read(found[2], "%Y%m%d"))
    if found := _IOS.match(base):
        return MediaName(_WORDS[found[1].upper()], _read(found[2], "%Y-%m-%d-%H-%M-%S"))
    if found := _OLD_IOS.match(base):
        return MediaName(_WORDS[found[2].upper()], _read(found[1], "%Y-%m-%d"))
    if found := _SAVED.match(base):
        text, form = (f"{found[3]} {found[4]}M", "%I.%M.%S %p") if found[4] else (found[3], "%H.%M.%S")
        return MediaName(_WORDS[found[1].upper()], _read(f"{found[2]} {text}", f"%Y-%m-%d {form}"))
    return MediaName(_BY_ENDING.get(base.rpartition(".")[2].lower() if "." in base else "", "other"), None)


def _read(text: str, form: str) -> datetime | None:
    """Return a time of the phone's wall clock; a name may hold any figures."""
    try:
        return datetime.strptime(text, form)  # noqa: DTZ007 - the phone's wall clock has no zone
    except ValueError:
        return None
