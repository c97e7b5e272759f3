"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from legation.cli import DEFAULT_STORE, STORE_VARIABLE

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
