"""`legation reason`: infer what follows from the facts and the ontology."""

from __future__ import annotations

import click

from legation.cli.options import store_option


@click.command(epilog="Example:  legation load examples/briefs  &&  legation reason")
@store_option
def command(store: str) -> int:
    """Infer what follows from the facts and the ontology (OWL 2 RL).

    What follows goes into a graph of its own, which each run replaces; 'legation why' shows the rule and the
    facts behind each triple. Exits with 1 and says why where facts contradict the ontology or each other; the
    store is then left as it was.
    """
    from legation import reasoning
    from legation.store import Store

    with Store.open(store) as opened:
        summary = reasoning.infer(opened.inner)
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
    click.echo(
        f"{summary.inferred:,} triples follow from the facts: {summary.added:,} new, "
        f"{summary.removed:,} no longer true.",
        err=True,
    )
    return 0
