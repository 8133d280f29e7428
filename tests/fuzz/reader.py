"""A fuzz target for the reader: ``python tests/fuzz/reader.py tests/fuzz/corpus -max_total_time=60`` (needs atheris; not run by pytest).

Whatever the bytes are, reading gives a chat whose ledger covers every line, or one of our own errors; nothing else.
"""

import sys

import atheris

with atheris.instrument_imports(include=["wag_analyzer.parser"]):
    from wag_analyzer.errors import WagError
    from wag_analyzer.parser.read import read_bytes


def one_input(data: bytes) -> None:
    """Read ``data`` as a text or an archive, as its first byte says."""
    if not data:
        return
    try:
        chat = read_bytes(data[1:], "c.zip" if data[0] & 1 else "c.txt")
    except WagError as error:
        assert "\n" not in str(error)
        return
    for source in chat.sources:
        assert source.lines_total == source.message_lines + source.continuation_lines + source.skipped_lines
    for text in chat.messages["text"].dropna():
        text.encode("utf-8")


if __name__ == "__main__":
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()
