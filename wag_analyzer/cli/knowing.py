"""Commands about the tool itself: locales, schema, settings."""

import json
from dataclasses import asdict
from typing import Final

import click

from wag_analyzer.cli.console import result
from wag_analyzer.cli.frames import FORMATS, emit, read_by
from wag_analyzer.cli.options import Run, format_option, run_and_settings
from wag_analyzer.errors import SettingsError
from wag_analyzer.settings import Settings, load_settings
from wag_analyzer.tables import TABLES

__all__ = ["data", "locales", "schema", "settings"]

_JSON_SCHEMA: Final = "json-schema"
_ORIGINS: Final = {"command line": "baris perintah", "default": "bawaan", "none": "tidak ada"}
"""Words of a table of settings in Indonesian."""


@click.command()
@run_and_settings()
@format_option(*FORMATS)
def locales(run: Run, settings: Settings, form: str | None) -> None:
    """List the languages of phones whose wordings are known, and how many patterns of each; the patterns stand in wag_analyzer/locales."""
    del settings
    import pandas as pd  # noqa: PLC0415 - start-up

    from wag_analyzer.parser.phrases import load  # noqa: PLC0415 - loads the phrase tables
    from wag_analyzer.report.doctor_facts import language as named  # noqa: PLC0415 - names of languages in the user's own

    lang = read_by(run, form)
    rows = [
        {
            "code": language.code,
            "name": named(language.code, lang),
            "event types": len(language.data["events"]),
            "event patterns": sum(map(len, language.data["events"].values())),
            "placeholder kinds": len(language.data["placeholders"]),
        }
        for language in load().all()
    ]
    emit(pd.DataFrame(rows), run, form, None)


@click.command()
@click.argument("table", required=False)
@run_and_settings()
@format_option(*FORMATS, _JSON_SCHEMA)
def schema(table: str | None, run: Run, settings: Settings, form: str | None) -> None:
    """Print the columns of TABLE with type, meaning and unit; without TABLE the list of tables, lines and files.

    TABLE is a table (ties), a line that a command prints (findings.jsonl) or a file of a case or store (run.json). With
    --format json-schema it is printed as JSON Schema for validators, and without TABLE all of them are, as one schema.
    """
    del settings
    import pandas as pd  # noqa: PLC0415 - start-up

    from wag_analyzer.schemas import NAMES, all_schemas, fields  # noqa: PLC0415 - only here
    from wag_analyzer.schemas import schema as made  # noqa: PLC0415
    from wag_analyzer.schemas.meanings import kind, meaning  # noqa: PLC0415

    if table is not None and table not in NAMES:
        raise SettingsError(f"no table is called {table}", where="schema", hint=f"use one of {', '.join(NAMES)}")
    if form == _JSON_SCHEMA:
        told = all_schemas() if table is None else made(table)
        result(json.dumps(told, ensure_ascii=False, indent=1).split("\n"))
        return
    lang = read_by(run, form)
    if table is None:
        frame = pd.DataFrame({"table": list(NAMES), "one row is": [meaning(_row_of(name), lang) for name in NAMES]})
    elif table in TABLES:
        columns = [asdict(column) for column in TABLES[table].columns]
        frame = pd.DataFrame(
            [{**one, "meaning": meaning(one["meaning"], lang), "unit": meaning(one["unit"], lang) or None} for one in columns]
        )
    else:
        frame = pd.DataFrame([{**one, "type": kind(one["type"], lang), "meaning": meaning(one["meaning"], lang)} for one in fields(table)])
    emit(frame, run, form, None)


def _row_of(name: str) -> str:
    from wag_analyzer.schemas import schema as made  # noqa: PLC0415 - only here

    return TABLES[name].row if name in TABLES else str(made(name)["description"])


@click.command()
@run_and_settings()
@format_option(*FORMATS)
def data(run: Run, settings: Settings, form: str | None) -> None:
    """List the data files that ship with the program (wordings, cue words, layouts, learned weights) with version, SHA-256 and source."""
    del settings
    from wag_analyzer import __version__  # noqa: PLC0415 - only here
    from wag_analyzer.schemas.shipped import SHIPPED, shipped  # noqa: PLC0415

    emit(SHIPPED.frame(shipped(__version__)), run, form, None)


@click.command()
@run_and_settings()
@format_option(*FORMATS)
def settings(run: Run, settings: Settings, form: str | None) -> None:
    """Print every setting, its value and where it came from: command line, --config, user's folder or default."""
    del settings
    import pandas as pd  # noqa: PLC0415 - start-up

    values, origins = load_settings({"seed": run.seed, "lang": run.lang}, run.config)
    said = _ORIGINS if read_by(run, form) == "id" else {}
    rows = [
        {"setting": name, "value": said.get(_word(value), _word(value)), "origin": said.get(origins[name], origins[name])}
        for name, value in asdict(values).items()
    ]
    emit(pd.DataFrame(rows), run, form, None)


def _word(value: object) -> str:
    if value is None or value == ():
        return "none"
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
