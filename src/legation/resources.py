"""Where the content folders (ontology, shapes, queries, loaders) are.

In a wheel they lie inside this package; in a checkout or an editable install they lie at the top level.
"""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_CHECKOUT = _PACKAGE.parents[1]


def folder(name: str) -> Path:
    """Return the content folder `name`: `ontology`, `shapes`, `queries` or `loaders`.

    Raises:
        FileNotFoundError: the installation is broken; the message says which folder is missing.
    """
    for root in (_PACKAGE, _CHECKOUT):
        path = root / name
        if path.is_dir():
            return path
    raise FileNotFoundError(f"legation is not installed completely: its folder '{name}' is missing; install it again")
