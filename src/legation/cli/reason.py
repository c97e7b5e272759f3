"""`legation reason`: infer what follows from the facts and the ontology."""

from __future__ import annotations

import click

from legation.cli.options import store_option


@click.command(epilog="Example:  legation load examples/briefs  &&  legation reason")
@store_option
@click.option("--full", is_flag=True, help="Work everything out anew, not only what has changed.")
def command(store: str, full: bool) -> int:
    """Infer what follows from the facts and the ontology (OWL 2 RL).

    What follows goes into a graph of its own; 'legation why' shows the rule and the facts behind each triple.
    Only what has changed since the last run is looked at, and loading keeps the graph up to date from now on.
    Exits with 1 and says why where facts contradict the ontology or each other; the
    store is then left as it was.
    """
    from legation.store import Store
    from legation.upkeep import keep_up

    with Store.open(store) as opened:
        summary = keep_up(opened, full=full)
    if not summary.consistent:
        click.echo("The facts contradict the ontology, or each other:", err=True)
        for found in summary.inconsistencies:
            click.echo(f"  - {found.sentence}.", err=True)
            for place in found.places:
                click.echo(f"      {place}", err=True)
        click.echo("Nothing was inferred. Correct the facts, or the ontology, and reason again.", err=True)
        return 1
    column = max(map(len, summary.by_rule), default=0)
    for rule, count in sorted(summary.by_rule.items(), key=lambda item: (-item[1], item[0])):
        click.echo(f"  {rule:<{column}}  {count:>8,}", err=True)
    # Steps on the way, such as being of a class that has no name, are counted above but not kept.
    changed = f"{summary.added:,} new, {summary.removed:,} no longer true"
    if summary.incremental:
        click.echo(f"Of what has changed since the last run: {changed}.", err=True)
    else:
        click.echo(f"{summary.inferred:,} triples follow from the facts: {changed}.", err=True)
    return 0
