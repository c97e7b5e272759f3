"""Options and words that the commands of judging share."""

from __future__ import annotations

import getpass
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from collections.abc import Iterable

    from legation.judgements import Judgement, Verdict

USER_VARIABLE = "LEGATION_USER"

_Function = TypeVar("_Function", bound=Callable[..., Any])


def opinion_options(function: _Function) -> _Function:
    """Add `--by`, `--because` and `--at`."""
    for option in (
        click.option(
            "--at", metavar="TIME", help="When it was judged, in UTC unless it says otherwise. Default: now."
        ),
        click.option("--because", metavar="TEXT", help="Why, in your words."),
        click.option(
            "--by",
            metavar="NAME",
            envvar=USER_VARIABLE,
            show_envvar=True,
            help="Who judges. Default: your login name.",
        ),
    ):
        function = option(function)
    return function


def login() -> str:
    """Return the name under which the user is logged in, or nothing where there is none."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""


def judge_facts(
    store: str, facts: tuple[str, ...], verdict: Verdict, by: str | None, because: str | None, at: str | None
) -> None:
    """Accept or reject facts and say what was done."""
    from legation.judging import Opinion, judge
    from legation.store import Store

    with Store.open(store) as opened:
        made = judge(opened, facts, verdict, Opinion(login() if by is None else by, because, at))
    tell(made)
    if not made:
        click.echo(f"Nothing was done: you have {verdict} that already.", err=True)


def tell(made: Iterable[Judgement]) -> None:
    """Print a line for each judgement: its IRI, what it says, and of what."""
    from legation.terms import ID

    for one in made:
        fact, judgement = one.fact.removeprefix(ID), one.iri.removeprefix(ID)
        click.echo(f"{judgement}\t{one.verdict}\t{fact}\t{one.statement}")
