"""`legation validate`: check files, or the store, against the shapes."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from legation.cli.options import store_option
from legation.errors import LegationError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyoxigraph as ox

    from legation.validation import Engine, Report

_COLOURS = {"violation": "red", "warning": "yellow", "info": "cyan"}


@click.command(epilog="Example:  legation validate facts.ttl --format json")
@click.argument("files", nargs=-1, metavar="[FILE]...", type=click.Path())
@click.option(
    "--shapes",
    metavar="FILE",
    multiple=True,
    type=click.Path(),
    help="Check against this SHACL file instead of legation's shapes; may be given again.",
)
@click.option(
    "--engine",
    type=click.Choice(["shifty", "pyshacl"]),
    default="shifty",
    show_default=True,
    help="pyshacl gives a second opinion, slowly.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "text", "json", "turtle"]),
    help="Default: a table on a terminal, text when piped.",
)
@click.option(
    "--full",
    is_flag=True,
    help="Look at the whole store, not only at what may have changed since the last time.",
)
@click.option("--strict", is_flag=True, help="Exit with 1 for warnings too.")
@store_option
def command(
    files: tuple[str, ...],
    shapes: tuple[str, ...],
    engine: Engine,
    form: str | None,
    full: bool,
    strict: bool,
    store: str,
) -> int:
    """Check RDF files, or without FILE the whole store, against the shapes.

    A violation means that loading would reject the facts, a warning that they are kept and reported, an info
    is a hint. Several files are checked as one graph. FILE may be Turtle, TriG, N-Triples, N-Quads, JSON-LD
    or RDF/XML, or - for standard input. Exits with 1 if there is a violation.
    """
    from legation.shacl import unknown
    from legation.validation import Validator, default_shapes
    from legation.validation_store import validate_store

    if full and files:
        raise LegationError("--full is for the store; files are always checked in full: leave it out")
    own = _serialised(_files(shapes)) if shapes else None
    data = _files(files)
    validator = Validator(own, engine=engine)
    report = validator.validate(data) if files else validate_store(store, validator, full)
    for sentence in unknown(own or default_shapes()):
        click.echo(f"legation: {sentence}", err=True)
    _print(report, form or ("table" if sys.stdout.isatty() else "text"))
    if not report.facts:
        why = "no node is a target of these shapes" if shapes else "no node is of a class of the ontology"
        click.echo(f"legation: nothing was checked: {why}; are the prefixes right?", err=True)
    return int(not report.conforms or (strict and report.counts["warning"] > 0))


def _files(names: Sequence[str]) -> list[ox.Triple]:
    return [triple for name in names for triple in _triples(name)]


def _triples(name: str) -> list[ox.Triple]:
    """Read RDF of any format; graph names do not matter here, and blank nodes of two files stay apart."""
    from legation.formats import by_content, by_suffix
    from legation.rdf import parse
    from legation.sources import sources

    found = sources([name], "standard input" if name == "-" else None)
    if len(found) != 1 or not found[0].asked_for:
        raise LegationError(f"'{name}' is a folder; name the files in it")
    (source,) = found
    text = source.text()
    # TriG reads Turtle and N-Triples too: the best guess where nothing tells.
    form = by_suffix(source.name) or by_content(text) or "trig"
    quads = parse(text, form, str(source.path), source.key, rename=True)
    if not quads:
        click.echo(f"legation: there is nothing in {source.path}: no triple to check", err=True)
    return [quad.triple for quad in quads]


def _serialised(triples: list[ox.Triple]) -> bytes:
    """Return N-Triples: Turtle whatever the files were, as the engines and the advice are read from it."""
    import pyoxigraph as ox

    return bytes(ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b"")


def _print(report: Report, form: str) -> None:
    if form == "table":
        _table(report)
        return
    text = {"text": report.text, "json": report.json, "turtle": report.turtle}[form]()
    sys.stdout.buffer.write(text.encode())
    sys.stdout.buffer.flush()


def _table(report: Report) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(highlight=False)
    if report.results:
        table = Table("", "constraint", "what is wrong", "where", box=box.SIMPLE, pad_edge=False)
        for result in report.results:
            table.add_row(
                Text(result.severity, style=_COLOURS[result.severity]),
                Text(result.name),
                Text(result.message),
                Text(result.about, style="dim"),
            )
        console.print(table)
    console.print(Text(report.summary(), style="bold"))
    if report.results:
        console.print(Text("What to do about each: --format text", style="dim"))
