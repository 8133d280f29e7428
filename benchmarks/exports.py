"""Synthetic exports with their truth, for timing readers: thirty members, a long tail of lengths, and all that makes a chat awkward.

About 2 % system lines, 5 % placeholders, 4 % mentions, 6 % texts of several lines (some with an empty one), links, emoji and colons.
Every call with the same shape and number gives the same bytes; blocks are made one by one, so a file may be larger than memory.
"""

import hashlib
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Final, NamedTuple

__all__ = ["SHAPES", "Row", "export", "rows", "write"]

START: Final = date(2020, 12, 25)
LONGEST: Final = 3 * 365 * 86400
PAUSE: Final = 1200
GROUP: Final = "Tim Operasional"
MARK: Final = "\u200e"
BLOCK: Final = 20_000
ARABIC: Final = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
MEMBERS: Final = (
    "Rina Hapsari", "Budi Santoso", "+62 812-0000-0003", "Dewi Lestari", "Joko", "Ibu Sri - HRD", "Zoë Müller", "Agus W.", "Putri Ayu",
    "+62 857-0000-0010", "Hendra Gunawan", "Maya", "Pak Darto", "Lina Marlina", "Yusuf", "Tono 🛠️", "Nurul Aini", "+44 7700 900123",
    "Bayu Prakoso", "Citra", "Eko Purnomo", "Fitri H", "Gilang Ramadhan", "Indah", "Kevin O'Neil", "Laras", "Mas Wawan", "Nadia 🌸",
    "Oki Setiawan", "Sari (Gudang)",
)  # fmt: skip
SHORT: Final = (
    "siap", "ok", "oke", "noted", "👍", "🙏🙏", "haha", "iya betul", "makasih ya", "sama-sama", "done", "sudah", "belum", "nanti ya", "😂😂😂",
    "sip", "monggo", "boleh", "aman", "Selamat pagi semua", "izin telat 10 menit", "hadir", "+1", "?", "thanks all", "besok aja", "setuju",
)  # fmt: skip
WORDS: Final = (
    "rapat laporan besok pagi tolong cek lagi data stok gudang kirim barang pelanggan sudah belum nanti kabari tim jadwal shift minggu ini "
    "untuk yang di dari dengan sama kita saya kalian semua bisa mau harus kalau karena jadi masih juga lebih cepat harga invoice supplier "
    "meeting update deadline please report client budget plan review team call email server issue fixed waiting approval next monday ok "
    "proyek lapangan alat mesin rusak servis teknisi datang jam sepuluh makan siang kantin parkir motor hujan macet pulang lembur cuti "
    "dokumen tanda tangan direktur manajer atasan staf baru orientasi pelatihan ujian nilai target bulan depan realisasi anggaran kas"
).split()
ARABIC_WORDS: Final = (
    "اجتماع تقرير غدا صباحا من فضلك راجع البيانات المخزون المستودع أرسل البضاعة العميل تم لم لاحقا أخبر الفريق جدول الأسبوع هذا على من مع نحن "
    "أنا الجميع ممكن نريد يجب إذا لأن صار ما زال أيضا أكثر سرعة سعر فاتورة المورد خطة مراجعة مكالمة خادم مشكلة موافقة الاثنين القادم مشروع"
).split()
EMOJI: Final = ("😂", "🙏", "👍🏽", "❤️", "👩‍💻", "🎉", "😅", "🇮🇩", "✅", "🤔")
ENGLISH: Final = {
    "media": "<Media omitted>", "deleted": "This message was deleted", "edited": "<This message was edited>",
    "encryption": "Messages and calls are end-to-end encrypted. Only people in this chat can read, listen to, or share them.",
    "created": '{0} created group "{2}"',
    "events": ("{0} added {1}", "{0} left", "{0} joined using a group link", "{0} removed {1}", "{0}'s security code changed. Tap to learn more.",
               '{0} changed the group name from "{2}" to "{2} 2"'),
}  # fmt: skip
INDONESIAN: Final = {
    "media": "<Media tidak disertakan>", "deleted": "Pesan ini dihapus", "edited": "<Pesan ini diedit>",
    "encryption": "Pesan dan panggilan terenkripsi secara end-to-end. Hanya orang dalam chat ini yang dapat membacanya.",
    "created": '{0} telah membuat grup "{2}"',
    "events": ("{0} menambahkan {1}", "{0} keluar", "{0} bergabung menggunakan tautan undangan grup ini", "{0} mengeluarkan {1}",
               "Kode keamanan {0} berubah. Ketuk untuk info selengkapnya.", '{0} mengubah nama grup menjadi "{2} 2"'),
}  # fmt: skip
ARAB: Final = {
    "media": "لم يتم إدراج الصورة", "deleted": "تم حذف هذه الرسالة", "edited": "<تم تعديل هذه الرسالة>",
    "encryption": "الرسائل والمكالمات مشفرة تمامًا بين الطرفين، بحيث لا يستطيع أحد خارج هذه الدردشة، ولا حتى شركة واتساب قراءتها.",
    "created": '{0} أنشأ مجموعة "{2}"',
    "events": ("{0} أضاف {1}", "{0} غادر", "{0} أزال {1}", "تغير رمز أمان {0}. انقر للمزيد من المعلومات", '{0} غيّر اسم المجموعة إلى "{2} 2"'),
}  # fmt: skip


class Row(NamedTuple):
    """What one message or system line is: time as written, sender (None: nobody), text as written, kind, number of mentions."""

    at: str
    sender: str | None
    text: str
    kind: str
    mentions: int


@dataclass(frozen=True, slots=True)
class Shape:
    """How a phone writes: the day and the clock of a header, what stands around them, the end of a line, its words."""

    day: Callable[[date], str]
    clock: Callable[[int, int, int], str]
    head: str
    end: str
    words: dict[str, str | tuple[str, ...]]
    seconds: bool = False

    @property
    def marks(self) -> bool:
        """Whether the phone puts a mark before what nobody typed, and a name before its own lines."""
        return self.seconds


def _half(hour: int) -> int:
    return hour % 12 or 12


SHAPES: Final = {
    "android 24h": Shape(lambda d: f"{d:%d/%m/%y}", lambda h, m, _: f"{h:02}:{m:02}", "{}, {} - ", "\n", ENGLISH),
    "android 12h": Shape(
        lambda d: f"{d.month}/{d.day}/{d:%y}", lambda h, m, _: f"{_half(h)}:{m:02}\u202f{'AM' if h < 12 else 'PM'}", "{}, {} - ", "\n", ENGLISH
    ),
    "android dot time": Shape(lambda d: f"{d:%d/%m/%y}", lambda h, m, _: f"{h:02}.{m:02}", "{} {} - ", "\n", INDONESIAN),
    "ios 24h": Shape(
        lambda d: f"{d:%d/%m/%y}", lambda h, m, s: f"{h:02}:{m:02}:{s:02}", "[{}, {}] ", "\r\n", {**ENGLISH, "media": "image omitted"}, seconds=True
    ),
    "ios arabic": Shape(
        lambda d: f"{d.day}\u200f/{d.month}\u200f/{d.year}".translate(ARABIC),
        lambda h, m, s: f"{_half(h)}:{m:02}:{s:02}\u00a0{'ص' if h < 12 else 'م'}".translate(ARABIC),
        "[{}، {}] ", "\r\n", ARAB, seconds=True,
    ),
}  # fmt: skip


class _Writer:
    """Draws what members write; one for each export."""

    def __init__(self, name: str) -> None:
        self.shape = SHAPES[name]
        self.draw = random.Random(int.from_bytes(hashlib.sha256(name.encode()).digest()[:4], "big"))  # noqa: S311 - texts, not secrets
        own = ARABIC_WORDS if self.shape.words is ARAB else WORDS
        self.words = self.draw.choices(own, k=200_000)
        self.activity = [1 / (place + 2) for place in range(len(MEMBERS))]

    def said(self) -> str:
        """Return some words: mostly few, now and then very many."""
        count = min(int(self.draw.lognormvariate(1.9, 0.8)) + 1, 250)
        start = int(self.draw.random() * (len(self.words) - count))
        return " ".join(self.words[start : start + count])

    def text(self, chance: float) -> tuple[str, int]:
        """Return what somebody typed, and how many it mentions; the chance says which sort it is."""
        if chance < 0.04:
            called = f"62812{self.draw.randrange(10**7):07}" if chance < 0.01 else f"\u2068{self.draw.choice(MEMBERS)}\u2069"
            return f"@{called} {self.said()}", 1
        if chance < 0.10:
            return ("\n\n" if chance < 0.055 else "\n").join(self.said() for _ in range(self.draw.randint(2, 5))), 0
        if chance < 0.13:
            return f"https://contoh.example/{self.words[int(chance * 10**6)]}/{self.draw.randrange(10**6)}?id={self.draw.randrange(100)}", 0
        if chance < 0.14:
            return f"Catatan: {self.said()} 10:30 - {self.said()}", 0
        return (self.draw.choice(SHORT) if chance < 0.4 else self.said()), 0

    def row(self, at: str) -> Row:
        """Return one message or system line."""
        draw, words, mark = self.draw, self.shape.words, MARK if self.shape.marks else ""
        chance = draw.random()
        who = draw.choices(MEMBERS, self.activity)[0]
        if chance < 0.02:
            other = draw.choice([name for name in MEMBERS if name != who])
            return Row(at, None, draw.choice(words["events"]).format(who, other, GROUP), "system", 0)
        if chance < 0.07:
            kind = "media" if chance < 0.06 else "deleted"
            return Row(at, who, f"{mark}{words[kind]}", kind, 0)
        text, mentions = self.text(draw.random())
        if chance > 0.88:
            text += f" {draw.choice(EMOJI) * draw.randint(1, 3)}"
        if chance < 0.08:
            text += f" {mark}{words['edited']}"
        return Row(at, who, text, "text", mentions)

    def first(self, number: int, at: str) -> Row:
        """Return one of the two lines with which a group begins."""
        template = str(self.shape.words["created" if number else "encryption"])
        return Row(at, None, template.format(MEMBERS[0], "", GROUP), "system", 0)


def rows(name: str, messages: int) -> Iterator[tuple[str, Row]]:
    """Yield the lines of an export, each as written and as what it is; system lines count as messages."""
    writer, shape = _Writer(name), SHAPES[name]
    pause = min(LONGEST / max(messages, 1), PAUSE)
    days: dict[int, tuple[str, str]] = {}
    second = 8 * 3600.0
    for number in range(messages):
        second += writer.draw.expovariate(1) ** 2 / 2 * pause
        day, rest = divmod(int(second), 86400)
        hour, rest = divmod(rest, 3600)
        minute, tick = divmod(rest, 60)
        if day not in days:
            now = START + timedelta(days=day)
            days[day] = (shape.day(now), now.isoformat())
        written, iso = days[day]
        at = f"{iso}T{hour:02}:{minute:02}:{tick if shape.seconds else 0:02}"
        row = writer.first(number, at) if number < 2 else writer.row(at)
        yield _line(shape, shape.head.format(written, shape.clock(hour, minute, tick)), row), row


def _line(shape: Shape, head: str, row: Row) -> str:
    if row.sender is not None:
        lead = MARK if shape.marks and row.kind == "media" else ""
        return f"{lead}{head}{row.sender}: {row.text}".replace("\n", shape.end)
    return f"{head}{GROUP}: {MARK}{row.text}" if shape.marks else f"{head}{row.text}"


def write(path: Path, name: str, messages: int) -> None:
    """Write an export, block by block."""
    with path.open("wb") as file:
        block: list[str] = []
        for line, _ in rows(name, messages):
            block.append(line)
            if len(block) == BLOCK:
                file.write("".join(f"{line}{SHAPES[name].end}" for line in block).encode())
                block.clear()
        file.write("".join(f"{line}{SHAPES[name].end}" for line in block).encode())


def export(name: str, messages: int) -> bytes:
    """Return an export."""
    return "".join(f"{line}{SHAPES[name].end}" for line, _ in rows(name, messages)).encode()
