"""Options that several commands share."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any, TypeVar

import click

STORE_VARIABLE = "LEGATION_STORE"
DEFAULT_STORE = "legation.kb"

_Function = TypeVar("_Function", bound=Callable[..., Any])


def store_option(function: _Function) -> _Function:
    """Add `--store DIR`; the command gets it as the string `store`."""
    return click.option(
        "--store",
        metavar="DIR",
        envvar=STORE_VARIABLE,
        default=DEFAULT_STORE,
        show_default=True,
        show_envvar=True,
        type=click.Path(),
        help="The store's folder.",
    )(function)


def current_store(context: click.Context | None) -> str:
    """Return the store that `context` speaks of, for completion: the option, the environment, the default."""
    given = context.params.get("store") if context else None
    return str(given or os.environ.get(STORE_VARIABLE) or DEFAULT_STORE)
