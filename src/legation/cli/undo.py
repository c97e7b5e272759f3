"""`legation undo`."""

from __future__ import annotations

import click

from legation.cli.judging import tell
from legation.cli.options import store_option


@click.command(epilog="Example:  legation judgements  &&  legation undo judgement/1a2b")
@click.argument("judgements", nargs=-1, required=True, metavar="JUDGEMENT...")
@store_option
def command(judgements: tuple[str, ...], store: str) -> None:
    """Take judgements back, all of them or none.

    Each fact is what it was before: as the judgement before this one left it, or as it was read.
    """
    from legation.judging import undo
    from legation.store import Store

    with Store.open(store) as opened:
        gone = undo(opened, judgements)
    tell(gone)
