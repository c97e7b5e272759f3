"""`legation query`: the click command, made from the table of options in `quick`."""

from __future__ import annotations

from typing import Any

import click
from click.shell_completion import CompletionItem

from legation import queries
from legation.cli import quick
from legation.cli.options import store_option
from legation.errors import LegationError


def complete_name(_: click.Context, __: click.Parameter, begun: str) -> list[CompletionItem]:
    """Complete the name of a stored query, with its summary."""
    return [
        CompletionItem(query.name, help=query.summary)
        for query in queries.catalogue()
        if query.name.startswith(begun)
    ]


def _complete_source(ctx: click.Context, param: click.Parameter, begun: str) -> list[CompletionItem]:
    return complete_name(ctx, param, begun) or [CompletionItem(begun, type="file")]


def _complete_param(ctx: click.Context, _: click.Parameter, begun: str) -> list[CompletionItem]:
    try:
        parameters = queries.find(str(ctx.params.get("source"))).parameters()
    except LegationError:
        return []
    return [CompletionItem(f"{p.name}=", help=p.label) for p in parameters if p.name.startswith(begun)]


def _click_option(option: quick.Option) -> Any:
    kind = click.Choice(option.choices) if option.choices else str
    return click.option(
        *option.names,
        option.key,
        help=option.help,
        metavar=option.metavar or None,
        is_flag=option.flag,
        multiple=option.multiple,
        type=None if option.flag else click.Path() if option.key == "output" else kind,
        shell_complete=_complete_param if option.multiple else None,
    )


@click.command(
    epilog="Examples:  legation query acts  |  legation query timeline -p state=Guatemala -p other=RUS"
    "  |  legation query my/own.rq -o answer.csv"
)
@click.argument("source", metavar="NAME|FILE|-", shell_complete=_complete_source)
def command(source: str, store: str, **given: Any) -> int:
    """Ask a stored query, or SPARQL of your own.

    NAME is a stored query ('legation queries' lists them), FILE holds SPARQL, - reads it from standard input.
    The prefixes of 'legation prefixes' are known in every query. Queries only read.
    """
    return quick.answer(quick.Arguments(source, store, **given))


command = store_option(command)
for _option in reversed(quick.OPTIONS):
    command = _click_option(_option)(command)
