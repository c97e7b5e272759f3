"""Where the content folders (ontology, shapes, queries, loaders) are.

In a wheel they lie inside this package; in a checkout or an editable install they lie at the top level. To work
with others, name a folder that has some of them in the environment variable LEGATION_CONTENT.
"""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path

_PACKAGE = os.path.dirname(os.path.realpath(__file__))  # noqa: PTH120
_CHECKOUT = os.path.dirname(os.path.dirname(_PACKAGE))  # noqa: PTH120


def directory(name: str) -> str:
    """Return the path of a content folder as a string: what a command uses that cannot wait for pathlib.

    Raises:
        FileNotFoundError: the installation is broken; the message says which folder is missing.
    """
    own = os.environ.get("LEGATION_CONTENT")
    for root in (own, _PACKAGE, _CHECKOUT) if own else (_PACKAGE, _CHECKOUT):
        path = f"{root}{os.sep}{name}"
        if os.path.isdir(path):  # noqa: PTH112
            return path
    raise FileNotFoundError(
        f"legation is not installed completely: its folder '{name}' is missing; install it again"
    )


def folder(name: str) -> Path:
    """Return the content folder `name`: `ontology`, `shapes`, `queries` or `loaders`.

    Raises:
        FileNotFoundError: the installation is broken; the message says which folder is missing.
    """
    from pathlib import Path

    return Path(directory(name))
