"""The command that invents exports with known truth."""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from wag_analyzer.cli.console import result, spare_inputs, tell
from wag_analyzer.cli.options import Run, run_and_settings
from wag_analyzer.errors import CaseError, SettingsError
from wag_analyzer.given import text
from wag_analyzer.report.spoken import spoken
from wag_analyzer.settings import Settings

if TYPE_CHECKING:
    from wag_analyzer.simulate import Simulation, Spec

__all__ = ["simulate"]

_FILES: Final = frozenset({".txt", ".zip"})
_SETS: Final = ("all", "risks", "controls", "none")


@dataclass(frozen=True, slots=True)
class _Export:
    """One file to write: its name without ending, its text, the archive, and its truth."""

    stem: str
    text: bytes
    archive: bytes
    is_packed: bool
    truth: dict[str, Any]


@click.command()
@click.option("-o", "--output", type=click.Path(path_type=Path), help="FILE.txt, FILE.zip or a folder; standard output when missing.")
@click.option("--truth", type=click.Path(path_type=Path), help="Where the truth goes (JSON). [beside the exports of a folder]")
@click.option("--locale", help="Language of the phone, a code of 'wag locales'. [id, or en with --lang en]")
@click.option("--phone", default="android", show_default=True, help="android, ios, or a layout such as android-en-gb.")
@click.option("--people", type=click.IntRange(3, 1024), help="Members ever in the group. [40]")
@click.option("--messages", type=click.IntRange(1, 2_000_000), help="Messages to reach, give or take one conversation. [2400]")
@click.option("--days", type=click.IntRange(14, 36_500), help="Length in days. [120]")
@click.option(
    "--plant", "plants", multiple=True, metavar="KIND", help="Risk or innocent control to plant, repeatable; all, risks, controls, none."
)
@click.option("--title", help="Name of the group. [invented]")
@click.option("--sector", help="Line of business the talk is about. [the first of the language]")
@click.option("--wordset", help="Other wordings of most episodes: b or c. [the usual]")
@click.option("--start", type=click.DateTime(["%Y-%m-%d"]), help="First day. [2024-01-15]")
@click.option(
    "--spec", "given", type=click.Path(path_type=Path, dir_okay=False), help="TOML with a table [spec]; options here go before it."
)
@click.option("--count", type=click.IntRange(1, 10_000), default=1, show_default=True, help="Chats, into a folder; seeds count up.")
@click.option("--phones", type=click.IntRange(1, 8), default=1, show_default=True, help="Members' phones that export each chat.")
@run_and_settings()
def simulate(
    run: Run, settings: Settings, *, output: Path | None, truth: Path | None, given: Path | None, count: int, phones: int, **wanted: Any
) -> None:
    """Invent an office group's export whose truth is known: who answers whom, what was planted on which lines, who is called what.

    The same options and seed give the same bytes. Without --plant every kind is planted for which there are people; 64 are enough for all.
    --lang is the language of the talk; no name, number, firm or message is of a real person. 'wag score' measures the tool against it.

    \b
    Risk            could be taken for it: innocent control
    gossip          praise_absent
    recruiter       hr_onboarding, social_invite
    isolated        quiet_answered, announcer
    taker           busy_helper
    pile_on         teasing
    rally           safety_protest
    condescension   expert_help
    influence       senior_guidance
    broken_promise  late_but_kept
    unresponsive    on_leave
    policy_derision fair_feedback
    accusation      proper_report
    leak            privacy_reminder
    shadow_group    project_group
    """  # noqa: D301 - \b is click's mark for a paragraph kept as it is
    if output is None and (count > 1 or phones > 1):
        raise SettingsError("several exports need a folder", where="simulate", hint="add -o FOLDER")
    is_file = output is not None and output.suffix.lower() in _FILES
    if is_file and (count > 1 or phones > 1):
        raise SettingsError("several exports need a folder", where=f"-o {output}", hint="give a folder")
    for place in (output, truth):
        if place is not None and given is not None:
            spare_inputs(place)
    spec = _spec(wanted, given, run, settings)
    for number in range(count):
        made = _made(replace(spec, seed=spec.seed + number), run)
        stem = f"chat_{number + 1:03d}" if count > 1 or phones > 1 else ""
        result([name for export in _exports(made, stem, phones) for name in _write(export, is_file, output, truth)])


def _made(spec: "Spec", run: Run) -> "Simulation":
    from wag_analyzer.simulate import simulate as simulated  # noqa: PLC0415 - only when called

    made = simulated(spec)
    planted = ", ".join(planted.kind for planted in made.plan.planted) or spoken("nothing", run.speaks)
    said = sum(item.sender is not None for item in made.items)
    tell(run, "simulated", seed=spec.seed, messages=said, people=len(made.plan.stage.cast.members), planted=planted)
    return made


def _spec(wanted: dict[str, Any], given: Path | None, run: Run, settings: Settings) -> "Spec":
    """Return what to simulate: the file of --spec under what the command line says."""
    from wag_analyzer.simulate import Spec  # noqa: PLC0415 - only when called
    from wag_analyzer.simulate.plan import affordable  # noqa: PLC0415

    base = Spec(seed=settings.seed) if given is None else Spec.from_toml(_text(given), where=str(given))
    locale, start = wanted.pop("locale"), wanted.pop("start")
    phone, plants = wanted.pop("phone"), wanted.pop("plants")
    said = {name: value for name, value in wanted.items() if value is not None}
    if run.lang or given is None:
        said["lang"] = run.lang or ("id" if locale in {None, "id"} else "en")
    if run.seed is not None:
        said["seed"] = run.seed
    if isinstance(start, datetime):
        said["start"] = start.date()
    spec = replace(base, **said)
    if given is None or locale or phone != "android":
        spec = replace(spec, dialect=_dialect(locale or spec.lang, phone))
    if not plants and given is not None:
        return spec
    kinds = _kinds(plants) if plants else affordable(spec.people, spec.lang)
    return replace(spec, plants=kinds[0], twins=kinds[1])


def _text(path: Path) -> str:
    try:
        return text(path)
    except (OSError, UnicodeDecodeError):
        raise SettingsError("cannot be read", where=str(path), hint="write a TOML file with a table [spec]") from None


def _dialect(locale: str, phone: str) -> str:
    from wag_analyzer.simulate.dialects import PLATFORMS, dialect, phone_of  # noqa: PLC0415 - only when called

    if phone in PLATFORMS:
        return phone_of(locale, phone).name
    return dialect(phone).name


def _kinds(plants: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the risks and controls that were named, in the usual order.

    Raises
    ------
    SettingsError
        A kind is not known.
    """
    from wag_analyzer.simulate.spec import PLANTS, TWINS  # noqa: PLC0415 - only when called

    named = {kind.strip() for item in plants for kind in item.split(",") if kind.strip()}
    unknown = sorted(named - {*PLANTS, *TWINS, *_SETS})
    if unknown:
        hint = f"use {', '.join((*PLANTS, *TWINS, *_SETS))}"
        raise SettingsError(f"nothing to plant is called {unknown[0]}", where="--plant", hint=hint)
    risks = tuple(kind for kind in PLANTS if kind in named or named & {"all", "risks"})
    controls = tuple(kind for kind in TWINS if kind in named or named & {"all", "controls"})
    return risks, controls


def _exports(made: "Simulation", stem: str, phones: int) -> Iterator[_Export]:
    """Yield the export of each phone."""
    from wag_analyzer.simulate.dialects import dialect  # noqa: PLC0415 - only when called
    from wag_analyzer.simulate.files import file_name, packed  # noqa: PLC0415

    several = made.phones(phones) if phones > 1 else [(None, made.shown, made.truth())]
    for number, (_, shown, true) in enumerate(several, start=1):
        layout = dialect(true["dialect"])
        usual = Path(file_name(made.plan.title, layout))
        name = f"{stem}-phone_{number}" if phones > 1 else stem or usual.stem
        data = shown.rendered.data
        yield _Export(name, data, packed(data, made.plan.title, layout), usual.suffix == ".zip", true)


def _write(export: _Export, is_file: bool, output: Path | None, truth: Path | None) -> list[str]:  # noqa: FBT001 - told apart above
    """Write an export and its truth; return the names of the files that were written."""
    from wag_analyzer.case.files import write_bytes  # noqa: PLC0415 - only when called
    from wag_analyzer.simulate.files import truth_json  # noqa: PLC0415

    told: list[str] = []
    if output is None:
        sys.stdout.write(export.text.decode())
        target = truth
    elif is_file:
        write_bytes(output, export.archive if output.suffix.lower() == ".zip" else export.text)
        told.append(str(output))
        target = truth
    else:
        chat = _made_folder(output) / f"{export.stem}{'.zip' if export.is_packed else '.txt'}"
        write_bytes(chat, export.archive if export.is_packed else export.text)
        told.append(str(chat))
        target = truth if truth is not None and truth.suffix == ".json" else _made_folder(truth or output) / f"{export.stem}.truth.json"
    if target is not None:
        write_bytes(target, truth_json(export.truth))
        told += [str(target)] if output is not None else []
    return told


def _made_folder(path: Path) -> Path:
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CaseError(f"cannot be made ({error.strerror})", where=str(path), hint="choose another folder") from None
    return path
