"""Answers to queries as Python rows, and as tables and files.

CSV, TSV, JSON and XML are the W3C's result formats, written by Oxigraph; the others are made here. Nothing
heavy is imported, since every `legation query` passes through.
"""

from __future__ import annotations

import pyoxigraph

from legation.errors import LegationError
from legation.lookup import short
from legation.terms import XSD

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import IO, Any

    Value = str | int | float | bool | Any | None
    Answer = pyoxigraph.QuerySolutions | pyoxigraph.QueryTriples | pyoxigraph.QueryBoolean

ROW_FORMATS = ("table", "csv", "tsv", "json", "jsonl", "md", "html", "xml")
GRAPH_FORMATS = ("turtle", "nt")
FORMATS = ROW_FORMATS + GRAPH_FORMATS
SUFFIXES = {".txt": "table", ".csv": "csv", ".tsv": "tsv", ".json": "json", ".jsonl": "jsonl", ".md": "md"}
SUFFIXES.update(
    {".html": "html", ".xml": "xml", ".srx": "xml", ".srj": "json", ".ttl": "turtle", ".nt": "nt"}
)

_INTEGERS = {
    XSD + name for name in ("integer", "int", "long", "short", "nonNegativeInteger", "positiveInteger")
}


class Rows:
    """The rows of an answer: dicts from column to Python value, in the order of the query.

    IRIs and dates are strings; numbers are int, Decimal or float; what is not there is None. An ASK gives
    one row with the column `answer`, a CONSTRUCT or DESCRIBE the columns `subject`, `predicate` and `object`.
    """

    __slots__ = ("_rows", "columns")

    def __init__(self, answer: Answer) -> None:
        self.columns: tuple[str, ...]
        self._rows: list[dict[str, Value]]
        if isinstance(answer, pyoxigraph.QueryBoolean):
            self.columns = ("answer",)
            self._rows = [{"answer": bool(answer)}]
        elif isinstance(answer, pyoxigraph.QueryTriples):
            self.columns = ("subject", "predicate", "object")
            rows = ((value(t.subject), value(t.predicate), value(t.object)) for t in answer)
            self._rows = [dict(zip(self.columns, row, strict=True)) for row in rows]
        else:
            self.columns = tuple(variable.value for variable in answer.variables)
            self._rows = [dict(zip(self.columns, map(value, s), strict=True)) for s in answer]

    def __iter__(self) -> Iterator[dict[str, Value]]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, index: int) -> dict[str, Value]:
        return self._rows[index]

    def to_pandas(self) -> Any:
        """Return a `pandas.DataFrame` with these columns.

        Raises:
            LegationError: pandas is not installed.
        """
        try:
            import pandas
        except ModuleNotFoundError as error:
            raise LegationError("pandas is not installed; run: pip install 'legation[pandas]'") from error
        return pandas.DataFrame(self._rows, columns=list(self.columns))


def value(term: Any) -> Value:
    """Return a term of an answer as a Python value; see `Rows`."""
    if term is None:
        return None
    if not isinstance(term, pyoxigraph.Literal):
        return term.value if isinstance(term, pyoxigraph.NamedNode) else str(term)
    kind = term.datatype.value
    if kind in _INTEGERS:
        return int(term.value)
    if kind == XSD + "boolean":
        return term.value in ("true", "1")
    if kind in (XSD + "double", XSD + "float"):
        return float(term.value)
    if kind == XSD + "decimal":
        from decimal import Decimal

        return Decimal(term.value)
    return term.value


def is_graph(answer: Answer) -> bool:
    """Say whether a CONSTRUCT or DESCRIBE gave this."""
    return isinstance(answer, pyoxigraph.QueryTriples)


def holds(answer: Answer) -> bool:
    """Say whether the answer is anything but the false of an ASK."""
    return bool(answer) if isinstance(answer, pyoxigraph.QueryBoolean) else True


def write(
    answer: Answer, form: str | None, out: IO[bytes], width: int | None = None, colour: bool = False
) -> None:
    """Write an answer.

    Args:
        answer: what `queries.solve` gave.
        form: one of FORMATS; None for CSV, or Turtle where the answer is a graph.
        out: where to, as bytes in UTF-8.
        width: columns of the terminal, for a table that is to fit one; None for one line a row, however long.
        colour: whether the terminal shows bold and dim letters.

    Raises:
        LegationError: a format that cannot hold this kind of answer.
    """
    if isinstance(answer, pyoxigraph.QueryTriples):
        _write_graph(answer, form or "turtle", out)
        return
    if form in GRAPH_FORMATS:
        raise LegationError(
            f"the answer is a table, which {form} cannot hold; choose --format csv, or ask with CONSTRUCT"
        )
    if isinstance(answer, pyoxigraph.QueryBoolean):
        _write_boolean(answer, form or "csv", out)
    elif form in (None, "csv", "tsv", "json", "xml"):
        answer.serialize(out, _w3c(form or "csv"))
    else:
        columns = [variable.value for variable in answer.variables]
        rows = ([_plain(term) for term in solution] for solution in answer)
        if form == "table":
            from legation.tables import cited, plain

            text = plain(columns, rows) if width is None else cited(columns, rows, width, colour)
            for line in text:
                out.write(line.encode())
        elif form == "jsonl":
            _write_jsonl(columns, answer, out)
        elif form == "md":
            _write_markdown(columns, rows, out)
        else:
            _write_html(columns, rows, out)


def _w3c(form: str) -> pyoxigraph.QueryResultsFormat:
    known: pyoxigraph.QueryResultsFormat = getattr(pyoxigraph.QueryResultsFormat, form.upper())
    return known


def _write_graph(answer: pyoxigraph.QueryTriples, form: str, out: IO[bytes]) -> None:
    if form not in GRAPH_FORMATS:
        raise LegationError(
            f"the answer is a graph, which {form} cannot hold; choose --format turtle or nt, or SELECT"
        )
    # Sorted and each once, so that the same answer gives the same bytes.
    triples = sorted(set(answer), key=str)
    if form == "nt":
        pyoxigraph.serialize(triples, out, pyoxigraph.RdfFormat.N_TRIPLES)
        return
    from legation.turtle import turtle

    out.write(turtle(pyoxigraph.Quad(t.subject, t.predicate, t.object) for t in triples))


def _write_boolean(answer: pyoxigraph.QueryBoolean, form: str, out: IO[bytes]) -> None:
    if form in ("json", "xml"):
        answer.serialize(out, _w3c(form))
    else:
        out.write(b"true\n" if answer else b"false\n")


def _plain(term: Any) -> str:
    """Return a term as a reader wants it: literals by their text, IRIs with their prefix."""
    if term is None:
        return ""
    if isinstance(term, pyoxigraph.NamedNode):
        return short(term.value)
    return " ".join(term.value.split()) if isinstance(term, pyoxigraph.Literal) else str(term)


def _write_jsonl(columns: list[str], solutions: Iterable[Any], out: IO[bytes]) -> None:
    import json

    for solution in solutions:
        row = dict(zip(columns, map(value, solution), strict=True))
        # A decimal keeps its digits as text where a float would lose them.
        text = json.dumps(row, ensure_ascii=False, default=_number)
        out.write(text.encode() + b"\n")


def _number(decimal: Any) -> int | float | str:
    if decimal == int(decimal):
        return int(decimal)
    number = float(decimal)
    return number if type(decimal)(repr(number)) == decimal else str(decimal)


def _write_markdown(columns: list[str], rows: Iterable[list[str]], out: IO[bytes]) -> None:
    def line(cells: Iterable[str]) -> bytes:
        safe = (cell.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;") for cell in cells)
        return f"| {' | '.join(safe)} |\n".encode()

    out.write(line(columns) + line(["---"] * len(columns)))
    for row in rows:
        out.write(line(row))


def _write_html(columns: list[str], rows: Iterable[list[str]], out: IO[bytes]) -> None:
    from html import escape

    def line(cells: Iterable[str], tag: str) -> bytes:
        return ("<tr>" + "".join(f"<{tag}>{escape(cell)}</{tag}>" for cell in cells) + "</tr>\n").encode()

    out.write(b'<!DOCTYPE html>\n<meta charset="utf-8">\n<table>\n' + line(columns, "th"))
    for row in rows:
        out.write(line(row, "td"))
    out.write(b"</table>\n")
