"""`legation stats`."""

from __future__ import annotations

import click

from legation.cli.options import store_option


@click.command(epilog="Example:  legation stats --format json")
@store_option
@click.option(
    "-f",
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Lines to read, or one JSON object.",
)
@click.option("--documents", is_flag=True, help="List the documents instead: key and name.")
def command(store: str, form: str, documents: bool) -> None:
    """Count what the store holds."""
    from legation.stats import count
    from legation.store import Store

    with Store.open(store, read_only=True) as opened:
        if documents:
            for key, name in sorted(opened.documents().values()):
                click.echo(f"{key}\t{name}")
            return
        found = count(opened)
    click.echo(found.json() if form == "json" else found.text(), nl=False)
