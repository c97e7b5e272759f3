"""Stored queries: finding them, reading their headers, binding their parameters, running them.

A stored query is `queries/<topic>/<name>.rq`, with a header in the manner of grlc and parameters in the
manner of BASIL; queries/README.md describes both. What is needed at the start of every `legation query`
imports nothing heavy, so the classes here are plain and YAML is read only when a header is looked at.
"""

from __future__ import annotations

import os

from legation import sparql
from legation.errors import LegationError
from legation.parameters import Parameter, literal
from legation.resources import directory
from legation.terms import PREFIXES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any

    import pyoxigraph

    from legation.results import Rows

SUFFIX = ".rq"


class Query:
    """A query and where it comes from; `topic` is empty unless it is a stored one."""

    __slots__ = ("_header", "name", "path", "text", "tokens", "topic")

    def __init__(self, text: str, name: str = "", topic: str = "", path: str = "") -> None:
        self.text = text
        self.name = name
        self.topic = topic
        self.path = path
        self.tokens = sparql.tokenize(text)
        self._header: dict[str, Any] | None = None

    @property
    def header(self) -> dict[str, Any]:
        """The header as nested dicts, lists and strings; empty where there is none.

        Raises:
            LegationError: it is not YAML of that kind.
        """
        if self._header is None:
            self._header = _read_header(self.text, self.path or self.name)
        return self._header

    @property
    def summary(self) -> str:
        """The question in one line."""
        return str(self.header.get("summary", ""))

    @property
    def body(self) -> str:
        """The SPARQL without its header."""
        lines = self.text.splitlines(keepends=True)
        return "".join(line for line in lines if not line.startswith("#+")).strip("\n") + "\n"

    def parameters(self, described: bool = True) -> list[Parameter]:
        """Return the parameters in order of appearance, with what the header says unless `described` is
        false."""
        header = self.header if described else None
        return [Parameter(v, header) for v in sparql.variables(self.tokens) if v.startswith("_")]


def catalogue() -> list[Query]:
    """Return all stored queries, by topic and name."""
    root = directory("queries")
    return [find(f"{topic}/{name}") for topic, name in _names(root)]


def names() -> list[str]:
    """Return the names of all stored queries, sorted."""
    return sorted(name for _, name in _names(directory("queries")))


def _names(root: str) -> Iterator[tuple[str, str]]:
    for topic in sorted(os.listdir(root)):  # noqa: PTH208
        folder = os.path.join(root, topic)  # noqa: PTH118
        if os.path.isdir(folder):  # noqa: PTH112
            for file in sorted(os.listdir(folder)):  # noqa: PTH208
                if file.endswith(SUFFIX):
                    yield topic, file.removesuffix(SUFFIX)


def find(source: str) -> Query:
    """Return the query that `source` means: SPARQL text, a stored query's name, or a file, tried in this
    order.

    Raises:
        LegationError: there is none; the message has the nearest name.
    """
    if "{" in source:
        return Query(source)
    root = directory("queries")
    for topic, name in _names(root):
        if source in (name, f"{topic}/{name}"):
            path = os.path.join(root, topic, name + SUFFIX)  # noqa: PTH118
            return Query(_read(path), name, topic, path)
    if os.path.isfile(source):  # noqa: PTH113
        return Query(_read(source), path=source)
    from difflib import get_close_matches

    near = get_close_matches(source, names(), 1, 0.5)
    meant = f"did you mean '{near[0]}'?" if near else "'legation queries' lists them"
    raise LegationError(f"there is no stored query and no file '{source}'; {meant}")


def _read(path: str) -> str:
    try:
        with open(path, encoding="utf-8-sig") as file:  # noqa: PTH123
            return file.read()
    except UnicodeDecodeError as error:
        raise LegationError(
            f"the query file {path} is not UTF-8 text (byte {error.start}); save it as UTF-8"
        ) from error


def _read_header(text: str, where: str) -> dict[str, Any]:
    import yaml

    lines = [line[2:].removeprefix(" ") for line in text.splitlines() if line.startswith("#+")]
    try:
        # BaseLoader makes nothing but strings, lists and dicts: no dates, no booleans, no objects.
        header = yaml.load("\n".join(lines), Loader=yaml.BaseLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        at = f" at line {mark.line + 1}" if mark else ""
        problem = getattr(error, "problem", None) or "unreadable"
        raise LegationError(
            f"the header of {where} is not YAML{at}: {problem}; queries/README.md shows one"
        ) from error
    header = header or {}
    if not isinstance(header, dict):
        raise LegationError(
            f"the header of {where} is not a list of 'key: value'; queries/README.md shows one"
        )
    for key in ("params", "defaults"):
        if not isinstance(header.get(key) or {}, dict):
            raise LegationError(f"in the header of {where}, '{key}' is not a list of 'name: ...'")
    return header


def solve(
    store: pyoxigraph.Store, query: Query, given: Mapping[str, object]
) -> pyoxigraph.QuerySolutions | pyoxigraph.QueryTriples | pyoxigraph.QueryBoolean:
    """Check, bind and run a query over the union of the store's graphs; rows are worked out as they are read.

    Args:
        store: Oxigraph.
        query: from `find`.
        given: parameter name -> value; None means not given.

    Raises:
        LegationError: a parameter that is missing, unknown or malformed; a name that is in no ontology; an
        update;
            text that is not SPARQL.
    """
    return ask(store, prepare(store, query, given), query)


def prepare(store: pyoxigraph.Store, query: Query, given: Mapping[str, object]) -> str:
    """Check a query and return its SPARQL with the parameters bound; see `solve`."""
    sparql.form(query.tokens)
    sparql.check_terms(
        query.tokens, lambda iri: _exists(store, iri), lambda space: _local_names(store, space)
    )
    return sparql.bind(query.tokens, _terms(store, query, given))


def ask(
    store: pyoxigraph.Store, text: str, query: Query
) -> pyoxigraph.QuerySolutions | pyoxigraph.QueryTriples | pyoxigraph.QueryBoolean:
    """Run what `prepare` gave.

    Raises:
        LegationError: text that is not SPARQL.
    """
    try:
        return store.query(text, prefixes=dict(PREFIXES), use_default_graph_as_union=True)
    except SyntaxError as error:
        raise LegationError(_syntax(str(error), text, query)) from error


def run(store: pyoxigraph.Store, source: str, /, **parameters: object) -> Rows:
    """Run a stored query, a query file or SPARQL text, and return its rows as Python values.

    Args:
        store: Oxigraph.
        source: `acts`, `my/own.rq`, or `SELECT ...`.
        parameters: the query's parameters by name. States and persons may be given by name, code or IRI.

    Raises:
        LegationError: see `solve` and `find`.
    """
    from legation.results import Rows

    return Rows(solve(store, find(source), parameters))


def _terms(store: pyoxigraph.Store, query: Query, given: Mapping[str, object]) -> dict[str, str]:
    """Return variable -> SPARQL term for the parameters given or defaulted."""
    values = {
        name: str(value).lower() if isinstance(value, bool) else str(value)
        for name, value in given.items()
        if value is not None
    }
    parameters = query.parameters(described=False)
    unknown = [name for name in values if name not in {p.name for p in parameters}]
    if unknown:
        raise LegationError(_unknown(unknown[0], query, parameters))
    # The header is only read where it can matter: most calls give no parameters, or all of them in full.
    if any(p.kind == "iri" if p.name in values else not p.optional for p in parameters):
        parameters = query.parameters()
    terms = {}
    for parameter in parameters:
        value = values.get(parameter.name, parameter.default)
        if value is not None:
            term = _term(store, query, parameter, value)
            # A bare number, since LIMIT takes nothing else.
            terms[parameter.variable] = term.value if parameter.kind == "integer" else str(term)
        elif not parameter.optional:
            raise LegationError(_missing(parameter, query))
    return terms


def _term(
    store: pyoxigraph.Store, query: Query, parameter: Parameter, value: str
) -> pyoxigraph.NamedNode | pyoxigraph.Literal:
    if parameter.kind == "iri":
        from legation.lookup import resolve

        return resolve(store, value, parameter.of)
    try:
        return literal(parameter, value)
    except LegationError:
        # Once more with what the header says: its example belongs into the message.
        return literal(Parameter(parameter.variable, query.header), value)


def _exists(store: pyoxigraph.Store, iri: str) -> bool:
    import pyoxigraph

    from legation.terms import ONTOLOGY_GRAPH

    node = pyoxigraph.NamedNode(iri)
    for pattern in ((node, None, None, None), (None, node, None, None)):
        if next(store.quads_for_pattern(*pattern), None) is not None:
            return True
    # A store without the ontology cannot tell a wrong term from a right one.
    graph = pyoxigraph.NamedNode(ONTOLOGY_GRAPH)
    return next(store.quads_for_pattern(None, None, None, graph), None) is None


def _local_names(store: pyoxigraph.Store, space: str) -> list[str]:
    from legation.terms import ONTOLOGY_GRAPH

    terms = f"GRAPH <{ONTOLOGY_GRAPH}> {{ ?s a ?type }} FILTER(STRSTARTS(STR(?s), '{space}'))"
    found = store.query(f"SELECT DISTINCT ?s {{ {terms} }}")
    return sorted(row[0].value.removeprefix(space) for row in found)  # type: ignore[union-attr]


def _called(query: Query) -> str:
    return f"the query '{query.name}'" if query.name else "the query"


def _missing(parameter: Parameter, query: Query) -> str:
    label = f" ({parameter.label[0].lower()}{parameter.label[1:]})" if parameter.label else ""
    return f"{_called(query)} needs the parameter '{parameter.name}'{label}; give it as {parameter.usage}"


def _unknown(name: str, query: Query, parameters: Sequence[Parameter]) -> str:
    if not parameters:
        return f"{_called(query)} has no parameters, so '{name}' cannot be given"
    from difflib import get_close_matches

    known = [p.name for p in parameters]
    near = get_close_matches(name, known, 1)
    meant = f"did you mean '{near[0]}'?" if near else f"it has {', '.join(known)}"
    return f"{_called(query)} has no parameter '{name}'; {meant}"


def _syntax(message: str, text: str, query: Query) -> str:
    """Turn Oxigraph's list of everything it would have accepted into a place and the words that stand
    there."""
    where = query.path or "the query"
    place = message.removeprefix("error at ").split(": ")[0].split(":")
    if len(place) != 2 or not all(part.isdigit() for part in place):
        return f"{where} is not valid SPARQL: {message}"
    line, column = int(place[0]), int(place[1])
    here = (text.split("\n")[line - 1 :] or [""])[0][column - 1 :].strip()[:40]
    near = f", near '{here}'" if here else ", at its end"
    why = next((f" ({known.lower()})" for known in _REASONS if known in message), "")
    place_and_reason = f"line {line}, column {column}{near}{why}"
    return (
        f"{where} is not valid SPARQL: reading stopped at {place_and_reason}; see what stands there or before"
    )


_REASONS = ("Duplicated variable name in SELECT", "The SELECT contains a variable", "Prefix not found")
