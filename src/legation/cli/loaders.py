"""`legation loaders`."""

from __future__ import annotations

import click


@click.command(epilog="Example:  legation loaders brief")
@click.argument("name", required=False)
def command(name: str | None) -> None:
    """List the source layouts that can be loaded, or describe the loader NAME."""
    from legation import loaders

    if name:
        click.echo(loaders.describe(loaders.find(name)), nl=False)
        return
    known = loaders.loaders().values()
    width = max(len(loader.name) for loader in known)
    for loader in sorted(known, key=lambda one: one.name):
        click.echo(f"{loader.name:<{width}}  {loader.title}")
        for layout in loader.layouts:
            click.echo(f"{'':<{width}}    {layout}")
