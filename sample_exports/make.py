"""Make every sample export and its expected reading again, byte for byte: ``python sample_exports/make.py [FOLDER]``."""  # noqa: INP001 - a script, run by its path

import io
import json
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from wag_analyzer.simulate import Spec, simulate
from wag_analyzer.simulate.files import truth_json
from wag_analyzer.simulate.reading import expected
from wag_analyzer.simulate.render import render
from wag_analyzer.simulate.script import Script, script

HERE = Path(__file__).parent
STAMP = (2024, 1, 1, 0, 0, 0)


def samples() -> Iterator[tuple[str, bytes]]:
    """Yield the relative path and the bytes of every file that belongs to the samples."""
    for path in sorted((HERE / "sources").glob("*.toml")):
        platform, _, name = path.stem.partition("-")
        text = path.read_text(encoding="utf-8")
        yield from office(text, f"{platform}/{name}") if "[spec]" in text else small(script(text, where=path.name), f"{platform}/{name}")


def small(made: Script, stem: str) -> Iterator[tuple[str, bytes]]:
    """Yield a chat written by hand and its expected reading."""
    rendered = render(made.items, made.group, made.dialect)
    facts = {"title": made.title, **expected(made.items, rendered, _last_name(made), made.dialect), **made.expect}
    if made.extra:
        yield f"{stem}.zip", _archive({"_chat.txt": rendered.data} | {name: _content(body) for name, body in made.extra.items()})
        facts["attachments"] = {name: len(_content(body)) for name, body in made.extra.items()}
    else:
        yield f"{stem}.txt", rendered.data
    yield f"{stem}.expected.json", _json(facts)


def office(text: str, stem: str) -> Iterator[tuple[str, bytes]]:
    """Yield a simulated office group, its expected reading and what was planted in it."""
    made = simulate(Spec.from_toml(text))
    yield f"{stem}.txt", made.export()
    yield f"{stem}.expected.json", _json({"title": made.spec.title, **made.expected()})
    yield f"{stem}.truth.json", truth_json(made.truth())


def _last_name(made: Script) -> str:
    renamed = [item.new for item in made.items if item.event == "subject_changed" and item.new]
    return renamed[-1] if renamed else made.group


def _content(body: str) -> bytes:
    return bytes.fromhex(body.removeprefix("hex:")) if body.startswith("hex:") else body.encode()


def _archive(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, data in sorted(members.items()):
            entry = zipfile.ZipInfo(name, STAMP)
            entry.external_attr = 0o600 << 16
            archive.writestr(entry, data)
    return buffer.getvalue()


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def main(folder: Path) -> None:
    """Write all samples below a folder."""
    for name, data in samples():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
