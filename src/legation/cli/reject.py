"""`legation reject`."""

from __future__ import annotations

import click

from legation.cli.judging import judge_facts, opinion_options
from legation.cli.options import store_option


@click.command(epilog="Example:  legation reject act/1a2b --because 'It was the deputy who went'")
@click.argument("facts", nargs=-1, required=True, metavar="FACT...")
@store_option
@opinion_options
def command(facts: tuple[str, ...], store: str, by: str | None, because: str | None, at: str | None) -> None:
    """Reject facts: you have looked, and the words do not say so.

    FACT is an act, tenure, flow or claim, as 'legation why' takes it: act/1a2b, its first digits will do. All are
    rejected, or none. A rejected fact is in no answer and in no export any more, but with its judgement, as text;
    it stays rejected when its brief is loaded again, and 'legation undo' brings it back.
    """
    judge_facts(store, facts, "rejected", by, because, at)
