"""`legation completion`: click's completion script, which completes commands, options and query names."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class


@click.command(epilog='Example:  eval "$(legation completion bash)"   # in ~/.bashrc')
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def command(shell: str) -> None:
    """Print the completion script for SHELL.

    Let your shell read it at start: for bash and zsh with the line below in ~/.bashrc or ~/.zshrc, for fish
    with 'legation completion fish > ~/.config/fish/completions/legation.fish'.
    """
    from legation.cli.group import PROGRAM, group

    found = get_completion_class(shell)
    assert found is not None, shell
    click.echo(found(group, {}, PROGRAM, "_LEGATION_COMPLETE").source())
