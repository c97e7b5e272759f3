"""`legation correct`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from legation.cli.judging import login, opinion_options, tell
from legation.cli.options import store_option
from legation.corrections import STATUSES
from legation.errors import LegationError

_HELP = {
    "actor": ("AGENT", "Who did it: a name, code or IRI."),
    "target": ("AGENT", "To whom; 'none' if to nobody."),
    "class": ("CLASS", "What it was: StateVisit, or 'state visit'."),
    "date": ("DATE", "When: 2024, 2024-05 or 2024-05-03; 'none' if the words do not say."),
    "status": ("STATUS", f"{', '.join(STATUSES[:-1])} or {STATUSES[-1]}."),
    "speaker": ("AGENT", "Who says so; 'none' if the author does."),
}


def _values(function: Callable[..., Any]) -> Callable[..., Any]:
    for name, (metavar, text) in reversed(_HELP.items()):
        function = click.option(f"--{name}", f"new_{name}", metavar=metavar, help=text)(function)
    return function


@click.command(epilog="Example:  legation correct act/1a2b --actor Peru --date 2024-05 --because 'Peru went'")
@click.argument("act")
@_values
@store_option
@opinion_options
def command(
    act: str, store: str, by: str | None, because: str | None, at: str | None, **given: str | None
) -> None:
    """Correct an act: you have looked, and the words say something else.

    ACT is as 'legation why' takes it. Another act, with the same evidence, stands in its place and answers every
    question; 'legation why' shows what was read and what you made of it. To correct the corrected act goes on from
    there; to correct what was read starts anew.
    """
    from legation.judging import Opinion, correct
    from legation.store import Store
    from legation.terms import ID
    from legation.why import why

    values = {name.removeprefix("new_"): value for name, value in given.items() if value is not None}
    if not values:
        options = ", ".join(f"--{name}" for name in _HELP)
        raise LegationError(f"nothing to correct was given; say what is wrong with one of {options}")
    with Store.open(store) as opened:
        made = correct(opened, act, values, Opinion(login() if by is None else by, because, at))
        now = why(opened.inner, made.revision)
    tell([made])
    click.echo(f"{made.revision.removeprefix(ID)}\t{now.statement}")
