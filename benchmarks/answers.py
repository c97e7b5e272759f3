"""Answers of different engines, made comparable: they write numbers, times and truth in ways of their own."""

from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal, InvalidOperation

Answer = Counter[tuple[str, ...]]
"""Rows, whatever their order, and how often each is there; a cell that is not bound is empty."""


def of(rows: Iterable[Sequence[object]]) -> Answer:
    """Return rows of values (None where there is none) as an answer."""
    return Counter(tuple("" if cell is None else plain(str(cell)) for cell in row) for row in rows)


def from_tsv(text: str) -> Answer:
    """Return the answer that SPARQL 1.1's table of tab-separated terms has."""
    rows = text.rstrip("\n").split("\n")[1:]
    return Counter(tuple(plain(_lexical(cell)) for cell in row.split("\t")) for row in rows)


def plain(value: str) -> str:
    """Return a lexical form that is the same for the same number or truth.

    >>> plain("1.50"), plain("true"), plain("2022-01-01Z")
    ('1.5', '1', '2022-01-01')
    """
    if value in ("true", "false"):
        return str(int(value == "true"))
    try:
        number = Decimal(value)
    except InvalidOperation:
        return value.removesuffix("Z")
    # Engines carry quotients to different lengths.
    return f"{number.normalize():.12g}" if number.is_finite() else value


def _lexical(term: str) -> str:
    if term.startswith("<"):
        return term[1:-1]
    if term.startswith('"'):
        text = term[1 : term.rindex('"')]
        return (
            text.replace("\\t", "\t")
            .replace("\\n", "\n")
            .replace("\\r", "\r")
            .replace('\\"', '"')
            .replace("\\\\", "\\")
        )
    return term
