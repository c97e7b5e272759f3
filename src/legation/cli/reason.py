"""`legation reason`: infer what follows from the facts and the ontology."""

from __future__ import annotations

import gc
import os
from typing import TYPE_CHECKING

import click

from legation.cli.export import FORMATS, chosen_format, put
from legation.cli.options import store_option

if TYPE_CHECKING:
    from legation.reasoning import Summary


@click.command(
    epilog="Example:  legation load examples/briefs  &&  legation reason; and by another ontology:  "
    "legation reason --ontology family.ttl people.ttl -o inferred.ttl"
)
@click.argument("data", nargs=-1, metavar="[DATA]...", type=click.Path())
@store_option
@click.option("--full", is_flag=True, help="Work everything out anew, not only what has changed.")
@click.option(
    "--ontology",
    "ontology",
    multiple=True,
    metavar="FILE",
    type=click.Path(),
    help="With DATA: the axioms, in any RDF format; may be given several times. Default: the installed ontology.",
)
@click.option(
    "-o", "--output", metavar="FILE", type=click.Path(), help="With DATA: write to FILE, whole or not at all."
)
@click.option(
    "-f",
    "--format",
    "form",
    type=click.Choice(FORMATS),
    help="With DATA. Default: as FILE's suffix says, else Turtle.",
)
@click.option("--all", "stated", is_flag=True, help="With DATA: write what the data states too.")
def command(
    data: tuple[str, ...],
    store: str,
    full: bool,
    ontology: tuple[str, ...],
    output: str | None,
    form: str | None,
    stated: bool,
) -> int:
    """Infer what follows from the facts and the ontology (OWL 2 RL).

    In the store, what follows goes into a graph of its own; 'legation why' shows the rule and the facts behind each
    triple. Only what has changed since the last run is looked at, and loading keeps the graph up to date from now on.

    With DATA - files or folders of RDF in any format, or - for standard input - no store is needed: what follows from
    them by the ontology is written, each triple that is not stated already.

    Exits with 1 and says why where facts contradict the ontology or each other; the store is then left as it was, and
    nothing is written.
    """
    # Nothing here multiplies matrices, and numpy would start threads to do it.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # Nearly nothing made here is in a cycle: to look for them after every 700 objects takes a tenth of the time.
    gc.set_threshold(1_000_000, 50, 50)
    if data:
        return _entail(data, ontology, output, form, stated)
    if ontology or output or form or stated:
        raise click.UsageError(
            "--ontology, -o, --format and --all are about files: name the data too, as in "
            "'legation reason --ontology O.ttl DATA.ttl -o OUT.ttl'"
        )
    from legation.store import Store
    from legation.upkeep import keep_up

    with Store.open(store) as opened:
        summary = keep_up(opened, full=full)
    if not _tell(summary):
        return 1
    changed = f"{summary.added:,} new, {summary.removed:,} no longer true"
    if summary.incremental:
        click.echo(f"Of what has changed since the last run: {changed}.", err=True)
    else:
        click.echo(f"{summary.inferred:,} triples follow from the facts: {changed}.", err=True)
    return 0


def _entail(
    data: tuple[str, ...], ontology: tuple[str, ...], output: str | None, form: str | None, stated: bool
) -> int:
    from legation.entailing import entail
    from legation.exporting import serialised
    from legation.store import ontology_files
    from legation.suffixes import refuse_folder

    chosen = chosen_format(form, output)
    if output and output != "-":
        refuse_folder(output)
    found = entail(data, ontology or ontology_files(), stated=stated)
    if found.ignored:
        told = ", ".join(
            name if count == 1 else f"{name} ({count} times)" for name, count in found.ignored.items()
        )
        click.echo(f"not in OWL 2 RL, so nothing follows from it: {told}", err=True)
    if not _tell(found.summary):
        return 1
    put(output, serialised(found.quads, chosen))
    click.echo(f"{found.summary.inferred:,} triples follow from the facts.", err=True)
    return 0


def _tell(summary: Summary) -> bool:
    """Tell what contradicts, or else what each rule inferred; return whether nothing contradicts."""
    if not summary.consistent:
        click.echo("The facts contradict the ontology, or each other:", err=True)
        for found in summary.inconsistencies:
            click.echo(f"  - {found.sentence}.", err=True)
            for place in found.places:
                click.echo(f"      {place}", err=True)
        click.echo("Nothing was inferred. Correct the facts, or the ontology, and reason again.", err=True)
        return False
    column = max(map(len, summary.by_rule), default=0)
    # Steps on the way, such as being of a class that has no name, are counted here but not kept.
    for rule, count in sorted(summary.by_rule.items(), key=lambda item: (-item[1], item[0])):
        click.echo(f"  {rule:<{column}}  {count:>8,}", err=True)
    return True
