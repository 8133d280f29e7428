"""The command that teaches a shell to complete our commands and options."""

from typing import Final

import click
from click.shell_completion import ShellComplete, get_completion_class

from wag_analyzer.cli.console import result
from wag_analyzer.cli.options import Run, run_and_settings
from wag_analyzer.settings import Settings

__all__ = ["completion"]

_ALIAS: Final = {
    "bash": "complete -o nosort -F _wag_completion wag-analyzer",
    "zsh": "compdef _wag_completion wag-analyzer",
    "fish": 'complete --no-files --command wag-analyzer --arguments "(_wag_completion)";',
}


@click.command()
@click.argument("shell", type=click.Choice(sorted(_ALIAS)))
@run_and_settings()
def completion(shell: str, run: Run, settings: Settings) -> None:
    """Print what lets the Tab key complete commands and options of wag in SHELL.

    \b
    bash   wag completion bash > ~/.local/share/bash-completion/completions/wag
    zsh    wag completion zsh > ~/.zfunc/_wag, with fpath+=~/.zfunc before compinit in ~/.zshrc
    fish   wag completion fish > ~/.config/fish/completions/wag.fish

    It holds from the next shell on.
    """  # noqa: D301 - click keeps the lines of the paragraph after this mark
    del run, settings
    kind = get_completion_class(shell)
    assert kind is not None  # noqa: S101 - tells the type checker what the choice promises
    script = ShellComplete.source(kind(click.get_current_context().find_root().command, {}, "wag", "_WAG_COMPLETE"))
    result([*script.rstrip().split("\n"), _ALIAS[shell]])
