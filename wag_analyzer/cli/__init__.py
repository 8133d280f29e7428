"""The command line: glue between options and the four verbs; commands are loaded when they are called, so ``--help`` is instant."""

from importlib import import_module
from typing import Final

import click

from wag_analyzer import __version__
from wag_analyzer.cli.options import Run, global_options

__all__ = ["COMMANDS", "cli"]

COMMANDS: Final[dict[str, tuple[str, str]]] = {
    "audit": ("audit", "The whole job: read, people, ties, findings, report."),
    "batch": ("batching", "Every export in a folder into one store; goes on where it was stopped."),
    "doctor": ("reading", "Say what each file is and whether it can be trusted."),
    "messages": ("reading", "The parsed messages and events."),
    "people": ("reading", "The persons behind names, numbers and mentions."),
    "replies": ("networks", "Who answers whom: candidates with probabilities."),
    "ties": ("networks", "Weighted, directed ties with interval and expectation."),
    "uses": ("using", "What ties are used for, what two people give each other, the ladder of ties."),
    "network": ("measuring", "Measures per person and for the group, roles, circles."),
    "circles": ("circling", "Circles with stability, sets of people who keep meeting, several groups."),
    "whatif": ("circling", "If somebody left, joined or was introduced; useful introductions."),
    "sensitivity": ("trusting", "Whether the results hold under other settings, in parts, with messages lost."),
    "invitations": ("history", "Who brought whom in."),
    "lifecycle": ("history", "The phases of a group's life: created, purpose, growth, action, closing."),
    "compare": ("comparing", "Two exports of one group: overlap, clock shift, differences."),
    "detect": ("judging", "Findings: signals for review, never verdicts."),
    "report": ("cases", "Write the HTML report of a case again."),
    "show": ("cases", "One finding with its lines in context."),
    "review": ("cases", "List, set, import or export decisions on findings."),
    "export": ("cases", "Write a case's tables and network for other tools."),
    "bundle": ("keeping", "Pack a case as evidence: a bag with the hash of every file."),
    "verify": ("keeping", "Check that nothing in a case or a bag was changed; do the work again to the same bytes."),
    "serve": ("serving", "The local web app: drop exports, audit, explore, search, decide."),
    "reveal": ("keeping", "Say who is behind a pseudonym; logged with a reason."),
    "forget": ("keeping", "Erase a person from a case, and prove it."),
    "simulate": ("simulating", "Invent exports whose truth is known."),
    "score": ("scoring", "Measure replies, ties or findings against a known truth."),
    "label": ("labelling", "A blind sample for people to label; what their labels tell of the rules."),
    "methods": ("methods", "A methods section for a case: data, models, parameters, versions, references."),
    "calibrate": ("calibrating", "Let reviews tell how often each rule is wrong."),
    "policy": ("policing", "Check, test and show a policy of your organisation."),
    "explain": ("judging", "A detector's page."),
    "rules": ("judging", "The detectors."),
    "locales": ("knowing", "Phone languages whose wordings are known."),
    "data": ("knowing", "Data files that ship with the program, with hash and source."),
    "schema": ("knowing", "The columns of a table."),
    "settings": ("knowing", "Effective settings and where each came from."),
    "completion": ("completing", "Let the Tab key complete commands and options in your shell."),
}
"""Command → module in this package and one line of help."""


class LazyGroup(click.Group):
    """A group that imports a command's module only when the command is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order of the work."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command called ``cmd_name``, None when there is none."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        command = getattr(import_module(f"wag_analyzer.cli.{COMMANDS[cmd_name][0]}"), cmd_name)
        assert isinstance(command, click.Command)  # noqa: S101 - tells the type checker what the table promises
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands from the table, without importing any."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, "--version", prog_name="wag-analyzer")
@global_options
@click.pass_context
def cli(context: click.Context, run: Run) -> None:
    """Show the informal network inside exported WhatsApp group chats, and what in it deserves a careful human look.

    EXPORT is a .txt, a .zip as WhatsApp makes it, a folder of these, or - for standard input. INPUT is an EXPORT or a case folder.

    \b
    Start with:  wag audit EXPORT

    Findings are signals for review, never verdicts. Nothing leaves this machine.
    Exit codes: 0 done; 1 findings at or above --fail-on; 2 wrong use; 3 nothing readable; 4 lines lost beyond --max-loss;
    5 verification failed; 130 interrupted.
    """  # noqa: D301 - \b is click's mark for a paragraph kept as it is
    context.obj = run
