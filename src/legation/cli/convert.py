"""`legation convert`."""

from __future__ import annotations

import click

from legation.cli.export import FORMATS, chosen_format, put


@click.command(epilog="Example:  legation convert brief.txt brief.ttl")
@click.argument("source", metavar="IN", type=click.Path())
@click.argument("output", metavar="[OUT]", required=False, type=click.Path())
@click.option("--to", "form", type=click.Choice(FORMATS), help="Default: as OUT's suffix says, else Turtle.")
@click.option("--from", "given", type=click.Choice(FORMATS), help="IN is RDF in this format.")
@click.option("--as", "loader", metavar="LOADER", help="Read IN with this loader.")
@click.option("--model", metavar="NAME", help="spaCy pipeline to read prose with.")
@click.option("--name", metavar="NAME", help="What standard input, or the one file, is called.")
def command(
    source: str,
    output: str | None,
    form: str | None,
    given: str | None,
    loader: str | None,
    model: str | None,
    name: str | None,
) -> None:
    """Turn RDF, or a brief, into RDF. No store is needed, and nothing is checked.

    IN is a file, or - for standard input. RDF keeps its blank nodes and its graphs; a format that cannot name
    graphs gets their union. Without OUT the result goes to standard output. Files that end in .gz or .zst are
    unpacked and packed.
    """
    from legation.converting import converted

    chosen = chosen_format(form, output, "--to")
    put(output, converted(source, chosen, given=given, loader=loader, model=model, name=name))
