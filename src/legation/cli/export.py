"""`legation export`."""

from __future__ import annotations

import sys

import click

from legation.cli.options import store_option

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

FORMATS = ("turtle", "trig", "nt", "nq", "jsonld", "rdfxml")


@click.command(epilog="Example:  legation export -o facts.trig  &&  legation load facts.trig --store copy.kb")
@store_option
@click.option(
    "-f", "--format", "form", type=click.Choice(FORMATS), help="Default: as FILE's suffix says, else Turtle."
)
@click.option("-o", "--output", metavar="FILE", type=click.Path(), help="Write to FILE, whole or not at all.")
@click.option(
    "--graph", "document", metavar="DOC", help="Only what this document says: its name, key or graph."
)
@click.option("--inferred/--no-inferred", default=False, help="What was inferred too. Default: no.")
@click.option("--ontology", is_flag=True, help="The ontology too.")
def command(
    store: str, form: str | None, output: str | None, document: str | None, inferred: bool, ontology: bool
) -> None:
    """Write the store as RDF.

    The same facts give the same bytes, in whatever order they were loaded. TriG, N-Quads and JSON-LD keep which
    document says what; the other formats hold the union. A FILE that ends in .gz or .zst is packed.
    """
    from legation.exporting import exported
    from legation.store import Store

    chosen = chosen_format(form, output)
    with Store.open(store, read_only=True) as opened:
        put(output, exported(opened, chosen, document, inferred=inferred, ontology=ontology))


def chosen_format(form: str | None, output: str | None, option: str = "--format") -> str:
    """Return the format asked for: by name (with `option`), by a file's suffix, or Turtle."""
    from legation.formats import SUFFIXES, format_of
    from legation.suffixes import format_for

    if form:
        return format_of(form)
    return (format_for(output, SUFFIXES, option, packed=True) if output else None) or "turtle"


def put(output: str | None, data: bytes | Iterable[bytes]) -> None:
    """Write data, or pieces of it, to a file, or to standard output where there is none or it is `-`."""
    pieces = (data,) if isinstance(data, bytes) else data
    if output and output != "-":
        from legation.files import written

        with written(output) as stream:
            for piece in pieces:
                stream.write(piece)
        return
    for piece in pieces:
        sys.stdout.buffer.write(piece)
    sys.stdout.buffer.flush()
