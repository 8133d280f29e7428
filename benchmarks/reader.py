"""How fast the reader is: messages per CPU second and added memory for synthetic exports of several header shapes.

    python benchmarks/reader.py [MESSAGES]

The work is the whole of it: bytes to tables with senders, kinds, texts, events, mentions and the ledger of lines.
"""

import sys
import time
from datetime import datetime, timedelta

import numpy as np

SHAPES = {
    "android 24h": ("%d/%m/%y, %H:%M - ", "\n"),
    "android dot time": ("%d/%m/%y %H.%M - ", "\n"),
    "android 12h": ("{m}/{d}/%y, {h}:%M\u202f%p - ", "\n"),
    "ios 24h": ("[%d/%m/%y, %H:%M:%S] ", "\r\n"),
    "ios arabic": ("arabic", "\r\n"),
}
TEXTS = (
    "siap", "ok", "Rapat dipindah ke jam 3 ya, tolong kabari yang lain", "👍👍", "baris satu\nbaris dua", "haha iya betul 😂",
    "@6281200000001 tolong cek lampiran", "https://contoh.example/dokumen?id=17", "<Media omitted>", "Terima kasih banyak semuanya",
)  # fmt: skip
NAMES = ("Rina Hapsari", "Budi Santoso", "+62 812-0000-0003", "Dewi Lestari", "Joko", "Ibu Sri - HRD", "Zoë Müller")
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


def export(shape: str, messages: int) -> bytes:
    """Return a synthetic export of so many messages."""
    pattern, end = SHAPES[shape]
    draw = np.random.default_rng(7)
    who = draw.integers(0, len(NAMES), messages)
    what = draw.integers(0, len(TEXTS), messages)
    gap = draw.geometric(0.02, messages)
    at = datetime(2021, 1, 1)  # noqa: DTZ001 - a phone's wall clock has no zone
    lines = []
    for person, text, wait in zip(who.tolist(), what.tolist(), gap.tolist(), strict=True):
        at += timedelta(seconds=wait)
        lines.append(f"{stamp(at, pattern)}{NAMES[person]}: {TEXTS[text]}".replace("\n", end))
    return (end.join(lines) + end).encode()


def stamp(at: datetime, pattern: str) -> str:
    """Return one header."""
    if pattern == "arabic":
        plain = f"[{at.day}\u200f/{at.month}\u200f/{at.year}، {at.hour % 12 or 12}:{at:%M:%S}\u00a0{'ص' if at.hour < 12 else 'م'}] "
        return plain.translate(ARABIC)
    return at.strftime(pattern.replace("{m}", str(at.month)).replace("{d}", str(at.day)).replace("{h}", str(at.hour % 12 or 12)))


def main(messages: int) -> None:
    """Print one row for each header shape."""
    from wag_analyzer.parser.read import read_bytes  # noqa: PLC0415 - imports are not measured

    read_bytes(export("android 24h", 10))
    print(f"{'shape':18} {'MB':>6} {'CPU s':>7} {'messages/s':>11} {'3,000 in ms':>12}")
    for shape in SHAPES:
        data, small = export(shape, messages), export(shape, 3000)
        started = time.process_time()
        chat = read_bytes(data)
        spent = time.process_time() - started
        if len(chat.messages) != messages:
            sys.exit(f"{shape}: read {len(chat.messages)} of {messages}")
        del chat
        started = time.process_time()
        read_bytes(small)
        little = 1000 * (time.process_time() - started)
        print(f"{shape:18} {len(data) / 1e6:6.1f} {spent:7.2f} {messages / spent:11,.0f} {little:12.1f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
