"""How far legation's SHACL and SPARQL are W3C's: the working groups' test suites, run as its commands run.

    conformance.py --shacl DATA_SHAPES --sparql RDF_TESTS

Each is the path of a checkout of W3C's repository of that name (data-shapes, rdf-tests); nothing of them is kept here.
SHACL reports are compared as graphs (severity, focus, path, value, shape, component; messages are free), answers of
queries as sets of solutions up to the names of blank nodes, in their order where the query orders them.

Exits with 1 if a test fails of which no cause is known.
"""

import argparse
import csv
import io
import logging
import re
import sys
import warnings
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import permutations
from pathlib import Path
from urllib.parse import unquote, urlparse

import pyoxigraph as ox
from rdflib import BNode, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.compare import isomorphic
from rdflib.namespace import RDF, RDFS

from legation.errors import LegationError
from legation.queries import Query, solve
from legation.results import write
from legation.validation import validate

MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
QT = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-query#")
SH = Namespace("http://www.w3.org/ns/shacl#")
SHT = Namespace("http://www.w3.org/ns/shacl-test#")
RS = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/result-set#")

_COMPARED = {
    SH.focusNode,
    SH.resultPath,
    SH.value,
    SH.sourceConstraintComponent,
    SH.resultSeverity,
    SH.sourceShape,
}
_FORMATS = {".ttl": ox.RdfFormat.TURTLE, ".rdf": ox.RdfFormat.RDF_XML, ".nt": ox.RdfFormat.N_TRIPLES,
            ".trig": ox.RdfFormat.TRIG, ".nq": ox.RdfFormat.N_QUADS, ".n3": ox.RdfFormat.TURTLE}  # fmt: skip
_MOST_BLANK = 6

UNION = "legation's default graph is the union of all graphs, as documented"
REFUSED = "legation refuses what reads from elsewhere (SERVICE, FROM)"
CANONICAL = "Oxigraph keeps numbers and dates by value: 01, +1 and 1 are one term"
PATHS = "Oxigraph's paths of no step match only what the data holds"
LANGUAGE = (
    "Oxigraph joins strings of one language into one of that language, as the draft of SPARQL 1.2 allows"
)
CAUSES = {
    "property/uniqueLang-002": 'pyshifty takes "1"^^xsd:boolean for true in sh:uniqueLang; the suite does not',
    "open-world/open-eq-01": CANONICAL,
    "open-world/date-2": "Oxigraph takes dates with and without a time zone for different; the suite has an error",
    "expr-builtin/dawg-str-1": CANONICAL,
    "expr-builtin/dawg-str-2": CANONICAL,
    "expr-builtin/sameTerm-simple": CANONICAL,
    "expr-builtin/sameTerm-eq": CANONICAL,
    "expr-builtin/sameTerm-not-eq": CANONICAL,
    "expr-builtin/case-insensitive-booleans": "Oxigraph reads true and false in small letters only",
    "expr-equals/eq-graph-1": CANONICAL,
    "expr-equals/eq-graph-2": CANONICAL,
    "distinct/distinct-1": CANONICAL,
    "distinct/distinct-9": CANONICAL,
    "syntax-sparql3/syn-bad-26": "Oxigraph reads ?x<?a&&?b>?y as two comparisons, not as an IRI that is out of place",
    "aggregates/agg-groupconcat-04": LANGUAGE,
    "aggregates/agg-groupconcat-06": LANGUAGE,
    "functions/bnode01": "Oxigraph's BNODE(x) gives one node for one x in all rows, not one for each row",
    "property-path/zero_or_more_set_start": PATHS,
    "property-path/zero_or_more_set_end": PATHS,
    "property-path/zero_or_one_set_start": PATHS,
    "property-path/zero_or_one_set_end": PATHS,
    "csv-tsv-res/csv03": CANONICAL,
}
"""Name of a test that fails, as `folder/name` -> why."""


@dataclass(frozen=True)
class Outcome:
    """What became of one test: `problem` is empty where it passed."""

    suite: str
    name: str
    problem: str
    cause: str = ""


def main() -> int:
    """Run what was asked for and print it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--shacl", type=Path, metavar="DIR", help="checkout of w3c/data-shapes")
    parser.add_argument("--sparql", type=Path, metavar="DIR", help="checkout of w3c/rdf-tests")
    given = parser.parse_args()
    if not given.shacl and not given.sparql:
        parser.error("name a checkout with --shacl or --sparql")
    # The suites hold ill-formed literals on purpose, and rdflib tells of each.
    logging.getLogger("rdflib").setLevel(logging.ERROR)
    warnings.simplefilter("ignore")
    outcomes: list[Outcome] = []
    if given.shacl:
        tests = given.shacl / "data-shapes-test-suite" / "tests"
        outcomes += _run(tests / "core" / "manifest.ttl", "SHACL core")
        outcomes += _run(tests / "sparql" / "manifest.ttl", "SHACL-SPARQL")
    if given.sparql:
        outcomes += _run(given.sparql / "sparql" / "sparql10" / "manifest.ttl", "SPARQL 1.0")
        outcomes += _run(
            given.sparql / "sparql" / "sparql11" / "manifest-sparql11-query.ttl", "SPARQL 1.1 query"
        )
        outcomes += _run(
            given.sparql / "sparql" / "sparql11" / "csv-tsv-res" / "manifest.ttl", "SPARQL 1.1 results"
        )
        outcomes += _run(
            given.sparql / "sparql" / "sparql11" / "json-res" / "manifest.ttl", "SPARQL 1.1 results"
        )
    return report(outcomes)


def report(outcomes: list[Outcome]) -> int:
    """Print passes by suite and each failure with its cause; return the exit status."""
    tried = Counter(outcome.suite for outcome in outcomes)
    passed = Counter(outcome.suite for outcome in outcomes if not outcome.problem)
    for suite in tried:
        print(f"{suite:<24} {passed[suite]:>5} of {tried[suite]}")
    failed = [outcome for outcome in outcomes if outcome.problem]
    for outcome in failed:
        print(f"- {outcome.suite}: {outcome.name}: {outcome.cause or 'NO CAUSE KNOWN: ' + outcome.problem}")
    if not outcomes:
        print("no test was found; is this the checkout?", file=sys.stderr)
    return int(not outcomes or any(not outcome.cause for outcome in failed))


def _run(manifest: Path, suite: str) -> Iterator[Outcome]:
    for graph, test in _tests(manifest):
        folder = _path(next(graph.subjects(RDF.type, MF.Manifest))).parent.name
        name = f"{folder}/{re.split('[#/]', str(test))[-1]}"
        kinds = set(graph.objects(test, RDF.type))
        try:
            problem = _try(graph, test, kinds)
        except Exception as error:
            problem = f"{type(error).__name__}: {' '.join(str(error).split())[:160]}"
        if problem is not None:
            yield Outcome(suite, name, problem, CAUSES.get(name, _known(graph, test) if problem else ""))


def _try(graph: Graph, test: URIRef, kinds: set[object]) -> str | None:
    if SHT.Validate in kinds:
        return _validates(graph, test)
    if MF.QueryEvaluationTest in kinds or MF.CSVResultFormatTest in kinds:
        return _answers(graph, test)
    if kinds & {MF.PositiveSyntaxTest, MF.PositiveSyntaxTest11}:
        return _parses(graph, test, True)
    if kinds & {MF.NegativeSyntaxTest, MF.NegativeSyntaxTest11}:
        return _parses(graph, test, False)
    return None


def _known(graph: Graph, test: URIRef) -> str:
    """Return a cause that can be told from the test itself."""
    action = graph.value(test, MF.action)
    if graph.value(action, QT.graphData) is not None:
        return UNION
    query = graph.value(action, QT.query) or action
    text = _path(query).read_text("utf-8").upper() if isinstance(query, URIRef) else ""
    return REFUSED if "SERVICE" in text or "FROM " in text else ""


def _tests(manifest: Path) -> Iterator[tuple[Graph, URIRef]]:
    """Yield the tests of a manifest and of those it includes, in their order."""
    graph = Graph()
    try:
        graph.parse(manifest, format="turtle", publicID=manifest.resolve().as_uri())
    except FileNotFoundError:
        return
    for head in graph.subjects(RDF.type, MF.Manifest):
        for included in graph.objects(head, MF.include):
            members = Collection(graph, included) if (included, RDF.first, None) in graph else [included]
            for member in members:
                yield from _tests(_path(member))
        for entries in graph.objects(head, MF.entries):
            yield from ((graph, test) for test in Collection(graph, entries))


def _path(iri: object) -> Path:
    return Path(unquote(urlparse(str(iri)).path))


# SHACL


def _validates(graph: Graph, test: URIRef) -> str:
    action = graph.value(test, MF.action)
    expected = graph.value(test, MF.result)
    sources = [_path(graph.value(action, part)) for part in (SHT.dataGraph, SHT.shapesGraph)]
    base = sources[0].resolve().as_uri()
    data, shapes = (_ntriples(path) for path in sources)
    try:
        found = validate(data, shapes, base=base)
    except LegationError as error:
        return "" if expected == SHT.Failure else str(error)
    if expected == SHT.Failure:
        return "it should have failed"
    got = Graph().parse(data=found.turtle(), format="turtle")
    (head,) = got.subjects(RDF.type, SH.ValidationReport)
    one, other = _normative(graph, expected), _normative(got, head)
    if isomorphic(one, other):
        return ""
    counts = [len(set(g.objects(None, SH.result))) for g in (one, other)]
    return f"the report differs ({counts[0]} results expected, {counts[1]} found)"


def _ntriples(path: Path) -> bytes:
    quads = ox.parse(path=str(path), format=ox.RdfFormat.TURTLE, base_iri=path.resolve().as_uri())
    return bytes(ox.serialize((quad.triple for quad in quads), format=ox.RdfFormat.N_TRIPLES) or b"")


def _normative(graph: Graph, head: object) -> Graph:
    """Return the part of a report that has to be the same."""
    found = Graph()
    top = BNode()
    conforms = graph.value(head, SH.conforms)
    found.add((top, SH.conforms, Literal(bool(conforms))))
    for result in graph.objects(head, SH.result):
        node = BNode()
        found.add((top, SH.result, node))
        for predicate, value in graph.predicate_objects(result):
            if predicate in _COMPARED:
                # Which blank node of the shapes or the data it is cannot be told from the report.
                same = BNode() if isinstance(value, BNode) else value
                if predicate == SH.resultPath and isinstance(value, BNode):
                    found.add((node, predicate, Literal(_spelled(graph, value))))
                else:
                    found.add((node, predicate, same))
    return found


def _spelled(graph: Graph, node: object) -> str:
    """Return a property path as text."""
    if not isinstance(node, BNode):
        return str(node)
    if (node, RDF.first, None) in graph:
        return "(" + " ".join(_spelled(graph, member) for member in Collection(graph, node)) + ")"
    parts = sorted(f"{p} {_spelled(graph, o)}" for p, o in graph.predicate_objects(node))
    return "[" + "; ".join(parts) + "]"


# SPARQL


def _parses(graph: Graph, test: URIRef, good: bool) -> str:
    query = _path(graph.value(test, MF.action))
    try:
        solve(
            ox.Store(),
            Query(f"BASE <{query.resolve().as_uri()}>\n{query.read_text('utf-8')}", query.name),
            {},
        )
    except LegationError as error:
        return str(error) if good else ""
    except RuntimeError:
        pass  # A function that nobody knows is told when it is called: it was parsed.
    return "" if good else "it was taken for a query"


def _answers(graph: Graph, test: URIRef) -> str:
    action = graph.value(test, MF.action)
    store = ox.Store()
    for data in graph.objects(action, QT.data):
        _load(store, _path(data), ox.DefaultGraph())
    for data in graph.objects(action, QT.graphData):
        label = graph.value(data, RDFS.label)
        where = graph.value(data, QT.graph) or data
        _load(store, _path(where), ox.NamedNode(str(label if label is not None else where)))
    query = _path(graph.value(action, QT.query))
    text = f"BASE <{query.resolve().as_uri()}>\n{query.read_text('utf-8')}"
    answer = solve(store, Query(text, query.name), {})
    expected = _path(graph.value(test, MF.result))
    if isinstance(answer, ox.QueryTriples):
        wanted = Graph().parse(expected, publicID=expected.resolve().as_uri())
        got = Graph().parse(data=ox.serialize(answer, format=ox.RdfFormat.N_TRIPLES) or b"", format="nt")
        return "" if isomorphic(wanted, got) else "the graph differs"
    if isinstance(answer, ox.QueryBoolean):
        wanted_boolean = _expected(expected)
        return "" if bool(answer) == wanted_boolean else "the answer differs"
    if expected.suffix == ".csv":  # Types are lost in CSV: its text is compared.
        written = io.BytesIO()
        write(answer, "csv", written)
        got_text = written.getvalue().decode("utf-8")
        return "" if _csv(got_text) == _csv(expected.read_text("utf-8")) else "the CSV differs"
    names = [variable.value for variable in answer.variables]
    got_rows = [{name: row[name] for name in names if row[name] is not None} for row in answer]
    wanted_rows = _expected(expected)
    assert isinstance(wanted_rows, list)
    ordered = "ORDER BY" in text.upper() and not any(_blanks(row) for row in wanted_rows)
    if "REDUCED" in text.upper():  # How many of those that are equal are left out is free.
        wanted_rows, got_rows = _distinct(wanted_rows), _distinct(got_rows)
    return (
        ""
        if _same(wanted_rows, got_rows, ordered)
        else f"{len(wanted_rows)} rows expected, {len(got_rows)} found"
    )


def _load(store: ox.Store, path: Path, graph: ox.NamedNode | ox.DefaultGraph) -> None:
    form = _FORMATS[path.suffix]
    store.load(path=str(path), format=form, base_iri=path.resolve().as_uri(), to_graph=graph)


Row = dict[str, object]


def _expected(path: Path) -> list[Row] | bool:
    form = {".srx": ox.QueryResultsFormat.XML, ".srj": ox.QueryResultsFormat.JSON,
            ".tsv": ox.QueryResultsFormat.TSV}.get(path.suffix)  # fmt: skip
    if form is not None:
        found = ox.parse_query_results(path=str(path), format=form)
        if isinstance(found, ox.QueryBoolean):
            return bool(found)
        names = [variable.value for variable in found.variables]
        return [{name: row[name] for name in names if row[name] is not None} for row in found]
    graph = Graph().parse(path, publicID=path.resolve().as_uri())
    boolean = graph.value(None, RS.boolean, None, any=True) or next(graph.objects(None, RS.boolean), None)
    if boolean is not None and (None, RS.solution, None) not in graph:
        return bool(next(graph.objects(None, RS.boolean)).toPython())
    rows = []
    for solution in graph.objects(None, RS.solution):
        row: Row = {}
        for binding in graph.objects(solution, RS.binding):
            term = graph.value(binding, RS.value)
            row[str(graph.value(binding, RS.variable))] = _term(term)
        # Not RS.index: a namespace is a string, and that has a method of this name.
        rows.append((graph.value(solution, RS["index"]), row))
    rows.sort(key=lambda pair: int(pair[0]) if pair[0] is not None else 0)
    return [row for _, row in rows]


def _term(term: object) -> object:
    if isinstance(term, BNode):
        return ox.BlankNode(str(term))
    if isinstance(term, Literal):
        if term.language:
            return ox.Literal(str(term), language=term.language)
        return (
            ox.Literal(str(term), datatype=ox.NamedNode(str(term.datatype)))
            if term.datatype
            else ox.Literal(str(term))
        )
    return ox.NamedNode(str(term))


def _blanks(row: Row) -> set[object]:
    return {term for term in row.values() if isinstance(term, ox.BlankNode)}


def _same(wanted: list[Row], got: list[Row], ordered: bool) -> bool:
    """Tell whether two answers are the same up to the names of blank nodes."""
    if len(wanted) != len(got):
        return False
    if ordered:
        return [_key(row, {}) for row in wanted] == [_key(row, {}) for row in got]
    ours = sorted({b for row in got for b in _blanks(row)}, key=str)
    theirs = sorted({b for row in wanted for b in _blanks(row)}, key=str)
    if len(ours) != len(theirs):
        return False
    target = Counter(_key(row, {}) for row in wanted)
    if len(ours) > _MOST_BLANK:
        # Too many ways to name them: what can be told without names has to agree.
        return Counter(_key(row, dict.fromkeys(ours, "_")) for row in got) == Counter(
            _key(row, dict.fromkeys(theirs, "_")) for row in wanted
        )
    return any(
        Counter(_key(row, {b: str(t) for b, t in zip(ours, named, strict=True)}) for row in got) == target
        for named in permutations(theirs)
    )


def _distinct(rows: list[Row]) -> list[Row]:
    return list({_key(row, {}): row for row in rows}.values())


def _key(row: Row, names: dict[object, str]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((name, names.get(term) or _value(term)) for name, term in row.items()))


def _value(term: object) -> str:
    """Return a term as text; numbers and dates by their canonical form, as a store keeps them."""
    if isinstance(term, ox.Literal):
        store = ox.Store()
        quad = ox.Quad(ox.NamedNode("urn:s"), ox.NamedNode("urn:p"), term)
        store.add(quad)
        return str(next(iter(store)).object)
    return str(term)


def _csv(text: str) -> list[list[tuple[str, str]]]:
    """Return the rows of a table in CSV, sorted, without the names of blank nodes or the order of SELECT *."""
    head, *lines = csv.reader(io.StringIO(text))
    named = ([re.sub(r"^_:.*", "_:", cell) for cell in line] for line in lines)
    return [
        sorted((name, "") for name in head),
        *sorted(sorted(zip(head, line, strict=True)) for line in named),
    ]


if __name__ == "__main__":
    sys.exit(main())
