"""`legation quarantine`."""

from __future__ import annotations

import sys

import click

from legation.cli.options import store_option


@click.group(invoke_without_command=True, epilog="Example:  legation quarantine show brief.txt")
@store_option
@click.pass_context
def command(context: click.Context, store: str) -> None:
    """List what failed its shapes; show, retry or drop it.

    The documents lie in the folder '<store>.quarantine', each with its triples (.nt) and a report (.txt).
    """
    from legation.quarantine import Quarantine

    context.obj = (store, Quarantine(store))
    if context.invoked_subcommand is None:
        _list(context.obj[1])


def _list(quarantine: object) -> None:
    from legation.quarantine import Quarantine

    assert isinstance(quarantine, Quarantine)
    entries = quarantine.entries()
    if not entries:
        click.echo("Nothing is in quarantine.", err=True)
        return
    if not sys.stdout.isatty():
        for entry in entries:
            click.echo(f"{entry.key}\t{entry.violations}\t{entry.reason}")
        return
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table("document", "violations", "the first", box=SIMPLE_HEAD)
    for entry in entries:
        table.add_row(Text(entry.key), Text(str(entry.violations)), Text(entry.reason))
    Console().print(table)


@command.command("show")
@click.argument("name")
@click.option("--triples", is_flag=True, help="Show its triples, as Turtle, instead of the report.")
@click.pass_context
def show(context: click.Context, name: str, triples: bool) -> None:
    """Show the report on a document, given its name or key."""
    _, quarantine = context.obj
    entry = quarantine.find(name)
    if triples:
        import pyoxigraph as ox

        from legation.turtle import turtle

        data = turtle(ox.parse(quarantine.triples(entry), ox.RdfFormat.N_TRIPLES))
        sys.stdout.buffer.write(data)
        return
    click.echo(quarantine.report(entry), nl=False)


@command.command("retry")
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.pass_context
def retry(context: click.Context, names: tuple[str, ...]) -> int:
    """Check again, and load what conforms now: all, or the documents given.

    The triples in the folder are checked, so that mending them there, or the shapes, or the ontology, all help.
    Exits with 1 if something still does not conform.
    """
    from legation.loading import retry as again

    store, quarantine = context.obj
    entries = [quarantine.find(name) for name in names] or quarantine.entries()
    left = again(store, entries)
    for entry in left:
        click.echo(f"rejected: {entry.name}: {entry.reason}", err=True)
    click.echo(f"{len(entries) - len(left)} loaded, {len(left)} still in quarantine", err=True)
    return int(bool(left))


@command.command("drop")
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
@click.pass_context
def drop(context: click.Context, names: tuple[str, ...]) -> None:
    """Forget documents; their sources stay where they are."""
    _, quarantine = context.obj
    for entry in [quarantine.find(name) for name in names]:
        quarantine.drop(entry)
