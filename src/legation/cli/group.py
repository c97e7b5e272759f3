"""The click group of all commands: their modules are imported when called, the list of them needs none."""

from __future__ import annotations

import importlib
from difflib import get_close_matches
from typing import Any

import click
from click.shell_completion import CompletionItem

from legation.cli import COMMANDS
from legation.errors import LegationError

PROGRAM = "legation"


def run(words: list[str]) -> int:
    """Run `words` through click and return the exit status.

    Raises:
        LegationError: a usage error, in one sentence.
        KeyboardInterrupt, BrokenPipeError: as they come.
    """
    try:
        result = group.main(words or ["--help"], prog_name=PROGRAM, standalone_mode=False)
    except click.Abort as error:
        raise KeyboardInterrupt from error
    except click.UsageError as error:
        path = error.ctx.command_path if error.ctx else PROGRAM
        raise LegationError(f"{error.format_message().rstrip('.')}; see '{path} --help'.") from error
    except click.ClickException as error:
        raise LegationError(error.format_message()) from error
    return result if isinstance(result, int) else 0


class _LazyGroup(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        module = COMMANDS[name][0]
        try:
            command = importlib.import_module(module).command
        except ModuleNotFoundError as error:
            if error.name != module:
                raise
            raise LegationError(f"the command '{name}' is missing; install legation again.") from error
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if not name.startswith("-") and name not in COMMANDS:
            near = get_close_matches(name, COMMANDS, 1)
            meant = f" (did you mean '{near[0]}'?)" if near else ""
            ctx.fail(f"There is no command '{name}'{meant}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        names = [CompletionItem(n, help=h) for n, (_, h) in COMMANDS.items() if n.startswith(incomplete)]
        return names + click.Command.shell_complete(self, ctx, incomplete)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError as error:
            # click would exit with 1, which means "does not conform" here.
            raise _PipeClosed from error


class _PipeClosed(BrokenPipeError):
    """A broken pipe without an errno, which click leaves alone."""


def _print_version(ctx: click.Context, _: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        from importlib.metadata import version

        click.echo(f"{PROGRAM} {version(PROGRAM)}")
        ctx.exit()


@click.group(
    cls=_LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Example:  legation load examples/briefs  &&  legation query acts",
)
@click.option(
    "--version",
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=_print_version,
    help="Show the version and exit.",
)
def group() -> None:
    """Political briefs as linked data: who did what to whom, with the sentence that says so.

    Load briefs, ask questions, and see for each answer the words it rests on. Every command has a --help with
    an example. The store is the folder --store (or $LEGATION_STORE), 'legation.kb' here unless you say
    otherwise.
    """
