"""`legation judgements`: the stored query of that name, under a name one looks for."""

from __future__ import annotations

import click

from legation.cli import quick
from legation.cli.options import store_option
from legation.results import FORMATS


@click.command(epilog="Example:  legation judgements --format md  |  legation query judged")
@store_option
@click.option(
    "-f",
    "--format",
    "form",
    type=click.Choice(FORMATS),
    help="How to write them: a table on a terminal, CSV when piped, unless you say.",
)
@click.option("-o", "--output", metavar="FILE", type=click.Path(), help="Write to FILE, whole or not at all.")
def command(store: str, form: str | None, output: str | None) -> int:
    """List who accepted, rejected or corrected what, when and why.

    The column 'standing' tells whether a judgement is in force, superseded by a later one on the same fact, or
    about a fact that is no longer read, since its brief has changed or gone; 'nowRead' then names what the same
    words are read as now. The same is 'legation query judgements', which has parameters.
    """
    return quick.answer(quick.Arguments("judgements", store, format=form, output=output))
