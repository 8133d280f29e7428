"""Commands about the tool itself: locales, schema, settings."""

from dataclasses import asdict

import click
import pandas as pd

from wag_analyzer.cli.frames import FORMATS, emit
from wag_analyzer.cli.options import Run, format_option, run_and_settings
from wag_analyzer.errors import SettingsError
from wag_analyzer.settings import Settings, load_settings
from wag_analyzer.tables import TABLES

__all__ = ["locales", "schema", "settings"]


@click.command()
@run_and_settings()
@format_option(*FORMATS)
def locales(run: Run, settings: Settings, form: str | None) -> None:
    """List the languages of phones whose wordings are known, and how many patterns of each; the patterns stand in wag_analyzer/locales."""
    del settings
    from wag_analyzer.parser.phrases import load  # noqa: PLC0415 - loads the phrase tables

    rows = [
        {
            "code": language.code,
            "name": language.name,
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
@format_option(*FORMATS)
def schema(table: str | None, run: Run, settings: Settings, form: str | None) -> None:
    """Print the columns of TABLE with type, meaning and unit; without TABLE the list of tables."""
    del settings
    if table is None:
        emit(pd.DataFrame([{"table": known.name, "one row is": known.row} for known in TABLES.values()]), run, form, None)
        return
    if table not in TABLES:
        raise SettingsError(f"no table is called {table}", where="schema", hint=f"use one of {', '.join(TABLES)}")
    rows = [{**asdict(column), "unit": column.unit or None} for column in TABLES[table].columns]
    emit(pd.DataFrame(rows), run, form, None)


@click.command()
@run_and_settings()
@format_option(*FORMATS)
def settings(run: Run, settings: Settings, form: str | None) -> None:
    """Print every setting, its value and where it came from: command line, --config, user's folder or default."""
    del settings
    values, origins = load_settings({"seed": run.seed, "lang": run.lang}, run.config)
    rows = [{"setting": name, "value": _word(value), "origin": origins[name]} for name, value in asdict(values).items()]
    emit(pd.DataFrame(rows), run, form, None)


def _word(value: object) -> str:
    if value is None or value == ():
        return "none"
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
