"""Options shared by commands: what stands before the command holds for it, unless the command says otherwise."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

if TYPE_CHECKING:
    from wag_analyzer.report.table_words import Language
    from wag_analyzer.settings import Settings

__all__ = [
    "CONSENT",
    "READ",
    "RULED",
    "WHO",
    "Run",
    "format_option",
    "global_options",
    "input_argument",
    "output_option",
    "run_and_settings",
    "settings_of",
]

F = TypeVar("F", bound=Callable[..., Any])
LEVELS: Final = ("low", "medium", "high")
WHO: Final = ("roster", "vcard", "identities", "identity_threshold")
"""Settings that say who is who."""
READ: Final = ("date_order", "locale", "plugins")
"""Settings that say how a file is read."""
CONSENT: Final = ("consent_message", "consent_list")
"""Settings that say who agreed to be analysed."""
RULED: Final = ("select", "ignore", "policy", "as_of", "calibration", "base_rate", "heads", "weighed", "plugins")
"""Settings that say which findings are shown and what is known of them."""


@dataclass(frozen=True, slots=True)
class Run:
    """How to talk to the user in this run."""

    config: Path | None = None
    json: bool = False
    quiet: bool = False
    verbose: bool = False
    color: bool = True
    seed: int | None = None
    lang: str | None = None
    tongue: str | None = None
    """Language of what is said: that of the command line, else of the settings file."""

    @property
    def speaks(self) -> "Language":
        """Language in which the user is spoken to."""
        return "id" if (self.tongue or self.lang) == "id" else "en"


class _Everywhere(click.Option):
    """An option of every command: ``wag --help`` tells what each does, a command's own help names them all in one line."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Return what stands in the help."""
        if ctx.parent is None:
            return super().get_help_record(ctx)
        every = [one for one in ctx.command.params if isinstance(one, _Everywhere)]
        if self is not every[0]:
            return None
        return ", ".join("/".join(one.opts) for one in every), "As for every command: see 'wag --help'."


_GLOBAL: Final[tuple[Callable[[Any], Any], ...]] = (
    click.option(
        "--config",
        cls=_Everywhere,
        type=click.Path(path_type=Path, dir_okay=False),
        help="Settings file (TOML); never one beside an export.",
    ),
    click.option("--json", "as_json", cls=_Everywhere, is_flag=True, help="Machine-readable results where a command has a text form."),
    click.option("-q", "--quiet", cls=_Everywhere, is_flag=True, help="No progress and no notices on standard error."),
    click.option("-v", "--verbose", cls=_Everywhere, is_flag=True, help="Every notice on standard error."),
    click.option("--no-color", cls=_Everywhere, is_flag=True, help="Plain text on a terminal."),
    click.option("--seed", cls=_Everywhere, type=click.IntRange(min=0), default=None, help="Seed of every random draw. [0]"),
    click.option(
        "--lang", cls=_Everywhere, type=click.Choice(["en", "id"]), default=None, help="Language of summaries and the report. [en]"
    ),
)

_SETTINGS: Final[dict[str, Callable[[Any], Any]]] = {
    "roster": click.option(
        "--roster", type=click.Path(path_type=Path, dir_okay=False), help="CSV: name, aliases, number, unit, level, admin."
    ),
    "vcard": click.option(
        "--vcard", type=click.Path(path_type=Path, dir_okay=False), help="Contacts (.vcf): numbers are called by the name saved for them."
    ),
    "identities": click.option(
        "--apply",
        "--identities",
        "identities",
        type=click.Path(path_type=Path, dir_okay=False),
        help="CSV: who is who by your decision; made with 'wag people INPUT --suggest --format csv'.",
    ),
    "identity_threshold": click.option(
        "--identity-threshold", type=click.FloatRange(0.5, 1), help="Score from which names are joined without asking. [0.95]"
    ),
    "tier": click.option("--tier", type=click.Choice(["numbers", "pseudonym", "names"]), help="What may leave the case. [pseudonym]"),
    "max_loss": click.option("--max-loss", type=click.FloatRange(0, 100), help="Percent of lines that may stay unread. [0.5]"),
    "tz": click.option(
        "--tz",
        metavar="ZONE",
        help="Zone of the phone's clock, such as Asia/Jakarta. The times of a text are then given in UTC; a file that counts seconds "
        "since 1970 is shown on that clock instead. [as written]",
    ),
    "date_order": click.option("--date-order", type=click.Choice(["auto", "dmy", "mdy", "ymd"]), help="Order of day and month. [auto]"),
    "locale": click.option("--locale", help="Language of the phone, a code of 'wag locales'. [found]"),
    "reply_model": click.option(
        "--reply-model", type=click.Choice(["full", "linear", "adjacency"]), help="How answers are inferred. [full]"
    ),
    "half_life": click.option(
        "--half-life", type=click.FloatRange(0.01), metavar="DAYS", help="Days after which an act counts half in strength and life. [28]"
    ),
    "null": click.option(
        "--null",
        type=click.Choice(["session", "day", "activity", "configuration"]),
        help="What chance keeps: who wrote how many turns in which session; on which day; at all; or how much everybody gives and gets."
        " [session]",
    ),
    "draws": click.option("--bootstrap", "draws", type=click.IntRange(1, 10000), help="Resamples for intervals. [200]"),
    "session_gap": click.option("--session-gap", type=click.IntRange(min=1), help="Minutes of silence that end a stretch of talk. [60]"),
    "policy": click.option(
        "--policy", type=click.Path(path_type=Path, dir_okay=False), help="Policy of your organisation (YAML); see 'wag policy --help'."
    ),
    "as_of": click.option("--as-of", metavar="DAY", help="Day for which a policy's suppressions hold. [the chat's last]"),
    "calibration": click.option(
        "--calibration", type=click.Path(path_type=Path, dir_okay=False), help="What reviews tell of each rule, from 'wag calibrate'."
    ),
    "base_rate": click.option(
        "--base-rate", type=click.FloatRange(0.0001, 100), help="Episodes of a kind you expect in 1,000 messages. [0.1]"
    ),
    "consent_message": click.option(
        "--consent-message", metavar="TEXT", help="Analyse only those who wrote just these words; others' messages become placeholders."
    ),
    "consent_list": click.option(
        "--consent-list",
        type=click.Path(path_type=Path, dir_okay=False),
        help="Analyse only those listed, one name or number a line; others' messages become placeholders.",
    ),
    "select": click.option("--select", multiple=True, metavar="CODES", help="Detectors to run: codes or prefixes, with commas. [all]"),
    "ignore": click.option("--ignore", multiple=True, metavar="CODES", help="Detectors to leave out."),
    "min_group": click.option(
        "--min-group", type=click.IntRange(min=1), help="Fewest people about whom anything is shown as a group, but in tier names. [5]"
    ),
    "heads": click.option(
        "--heads",
        type=click.Choice(["off", "words", "semantic"]),
        help="Learned heads hint too: words or meaning (an extra). [off]",
    ),
    "weighed": click.option("--weighed", type=click.Choice(["on", "off"]), help="Weigh weak hints together for what the rules leave. [on]"),
    "plugins": click.option("--plugin", "plugins", multiple=True, metavar="NAME", help="Plug-ins to load; none is unless named here."),
}


def global_options(function: F) -> F:
    """Add the options that stand before a command; they arrive as one ``Run``."""

    @wraps(function)  # also hands on the options that click has noted on the function
    def gathered(*args: Any, **values: Any) -> Any:
        return function(*args, run=_run(values), **values)

    applied: F = _applied(gathered, _GLOBAL)
    return applied


def run_and_settings(*names: str) -> Callable[[F], F]:
    """Add the global options and those of the named settings; they arrive as ``run`` and ``settings``."""

    def decorate(function: F) -> F:
        @wraps(function)
        def gathered(*args: Any, **values: Any) -> Any:
            context = click.get_current_context()
            run = _merged(context.obj if isinstance(context.obj, Run) else Run(), _run(values))
            given = {name: values.pop(name) for name in names}
            settings = settings_of(run, given)
            return function(*args, run=replace(run, tongue=settings.lang), settings=settings, **values)

        applied: F = _applied(gathered, (*(_SETTINGS[name] for name in names), *_GLOBAL))
        return applied

    return decorate


def settings_of(run: Run, given: dict[str, Any]) -> "Settings":
    """Return the effective settings of a run."""
    from wag_analyzer.settings import load_settings  # noqa: PLC0415 - 'wag --help' needs no settings

    given = dict(given)
    for name in ("select", "ignore", "plugins"):
        if name in given:
            codes = tuple(code.strip() for item in given[name] for code in item.split(",") if code.strip())
            given[name] = codes or None
    return load_settings({**given, "seed": run.seed, "lang": run.lang}, run.config)[0]


def input_argument(name: str = "inputs", metavar: str = "INPUT...") -> Callable[[F], F]:
    """Add the positional inputs."""
    return click.argument(name, nargs=-1, required=True, type=click.Path(path_type=str, allow_dash=True), metavar=metavar)


def format_option(*formats: str, default: str = "text") -> Callable[[F], F]:
    """Add ``--format``."""
    return click.option("--format", "form", type=click.Choice(formats), default=None, help=f"[{default}; jsonl with --json]")


def output_option(function: F) -> F:
    """Add ``-o``."""
    return click.option("-o", "--output", type=click.Path(path_type=Path), help="File to write instead of standard output.")(function)


def _applied(function: Any, options: tuple[Callable[[Any], Any], ...]) -> Any:
    for option in reversed(options):
        function = option(function)
    return function


def _run(values: dict[str, Any]) -> Run:
    return Run(
        config=values.pop("config"),
        json=values.pop("as_json"),
        quiet=values.pop("quiet"),
        verbose=values.pop("verbose"),
        color=not values.pop("no_color"),
        seed=values.pop("seed"),
        lang=values.pop("lang"),
    )


def _merged(before: Run, after: Run) -> Run:
    return replace(
        after,
        config=after.config or before.config,
        json=after.json or before.json,
        quiet=after.quiet or before.quiet,
        verbose=after.verbose or before.verbose,
        color=after.color and before.color,
        seed=before.seed if after.seed is None else after.seed,
        lang=after.lang or before.lang,
    )
