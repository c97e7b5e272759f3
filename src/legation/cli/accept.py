"""`legation accept`."""

from __future__ import annotations

import click

from legation.cli.judging import judge_facts, opinion_options
from legation.cli.options import store_option


@click.command(epilog="Example:  legation accept act/1a2b act/3c4d --by 'Ana Ruiz'")
@click.argument("facts", nargs=-1, required=True, metavar="FACT...")
@store_option
@opinion_options
def command(facts: tuple[str, ...], store: str, by: str | None, because: str | None, at: str | None) -> None:
    """Accept facts: you have looked, and the words say so.

    FACT is an act, tenure, flow or claim, as 'legation why' takes it: act/1a2b, its first digits will do. All are
    accepted, or none. 'legation query judged' tells the facts that somebody has accepted or corrected.
    """
    judge_facts(store, facts, "accepted", by, because, at)
