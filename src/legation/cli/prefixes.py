"""`legation prefixes`: the prefixes that every query knows."""

from __future__ import annotations

import click

from legation.terms import PREFIXES


@click.command(epilog="Example:  legation prefixes --sparql > my.rq")
@click.option("--sparql", is_flag=True, help="Write them as SPARQL, for tools that do not know them.")
def command(sparql: bool) -> None:
    """List the prefixes known in every query, with the namespaces they stand for."""
    column = max(map(len, PREFIXES)) + 1
    for prefix, namespace in sorted(PREFIXES.items()):
        name = f"{prefix}:"
        click.echo(f"PREFIX {name} <{namespace}>" if sparql else f"{name:<{column}}  {namespace}")
