"""How fast the reader is: messages per CPU second and the time for a small export, for synthetic exports of several header shapes.

    python benchmarks/reader.py [MESSAGES]

The work is the whole of it: bytes to tables with senders, kinds, texts, events, mentions and the ledger of lines.
"""

import statistics
import sys
import time

from exports import SHAPES, export

SMALL = 3000
READS = 21


def main(messages: int) -> None:
    """Print one row for each header shape."""
    from wag_analyzer.parser.read import read_bytes  # noqa: PLC0415 - imports are not measured

    print(f"{'shape':18} {'MB':>6} {'CPU s':>7} {'messages/s':>11} {'3,000 in ms':>12}")
    for shape in SHAPES:
        data, small = export(shape, messages), export(shape, SMALL)
        read_bytes(small)
        little = []
        for _ in range(READS):
            started = time.process_time()
            read_bytes(small)
            little.append(1000 * (time.process_time() - started))
        started = time.process_time()
        chat = read_bytes(data)
        spent = time.process_time() - started
        if (found := len(chat.messages) + chat.events["line"].nunique()) != messages:
            sys.exit(f"{shape}: read {found} of {messages}")
        print(f"{shape:18} {len(data) / 1e6:6.1f} {spent:7.2f} {messages / spent:11,.0f} {statistics.median(little):12.1f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
