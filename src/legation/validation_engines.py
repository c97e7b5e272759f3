"""The two SHACL engines behind one call: N-Triples in, a SHACL report as RDF out.

Both keep the labels of blank nodes, of the data and of the shapes, so that a report can be read beside them.
"""

from typing import TYPE_CHECKING

import pyoxigraph as ox

from legation.errors import LegationError
from legation.terms import XSD

if TYPE_CHECKING:
    import rdflib


class Shifty:
    """pyshifty, written in Rust; the shapes (N-Triples) are planned once."""

    def __init__(self, shapes: bytes) -> None:
        # The extension module itself: its Python wrapper exists to hand rdflib graphs to and fro.
        from shifty._shifty import PreparedValidator

        try:
            self._prepared = PreparedValidator(shapes, None, "turtle", None)
        except Exception as error:
            raise LegationError(f"the shapes are not good SHACL: {' '.join(str(error).split())}") from error

    def __call__(self, data: bytes) -> bytes:
        """Return the report of N-Triples.

        Raises:
            LegationError: the shapes ask for what the engine cannot check.
        """
        try:
            report = self._prepared.validate_w3c(
                data=data,
                data_format="turtle",
                graph_mode="data",
                run_infer=False,
                sort_results=False,
                on_unsupported="error",
            )
        except Exception as error:
            raise LegationError(f"the shapes cannot be checked: {' '.join(str(error).split())}") from error
        return str(report.report_turtle).encode()


class PySHACL:
    """pyshacl, the reference engine; slow, for cross-checks."""

    def __init__(self, shapes: bytes) -> None:
        self._shapes = shapes

    def __call__(self, data: bytes) -> bytes:
        """Return the report of N-Triples.

        Raises:
            LegationError: the shapes cannot be checked.
        """
        import logging

        import rdflib
        from pyshacl import validate

        # rdflib would rewrite "01" to "1" and print a traceback for each date that is none: both are for
        # the shapes to judge.
        log = logging.getLogger("rdflib.term")
        level, normalise = log.level, rdflib.NORMALIZE_LITERALS
        log.setLevel(logging.CRITICAL)
        rdflib.NORMALIZE_LITERALS = False
        try:
            _, report, text = validate(
                _graph(data), shacl_graph=_graph(self._shapes), advanced=False, inference="none"
            )
        except Exception as error:
            raise LegationError(
                f"pyshacl cannot check these shapes: {' '.join(str(error).split())}"
            ) from error
        finally:
            log.setLevel(level)
            rdflib.NORMALIZE_LITERALS = normalise
        if not isinstance(report, rdflib.Graph):
            raise LegationError(f"pyshacl could not check the data: {' '.join(str(text).split())}")
        return report.serialize(format="nt", encoding="utf-8")


def _graph(data: bytes) -> "rdflib.Graph":
    """Make an rdflib graph of N-Triples; rdflib's own parser would give blank nodes other labels."""
    import rdflib

    def term(given: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> rdflib.term.Node:
        if isinstance(given, ox.NamedNode):
            return rdflib.URIRef(given.value)
        if isinstance(given, ox.BlankNode):
            return rdflib.BNode(given.value)
        if isinstance(given, ox.Triple):
            raise LegationError("pyshacl cannot check triples about triples (RDF 1.2)")
        if given.language:
            return rdflib.Literal(given.value, lang=given.language)
        # In RDF 1.1 a string and a plain literal are the same; rdflib holds them apart.
        kind = given.datatype.value
        return rdflib.Literal(given.value, datatype=None if kind == XSD + "string" else rdflib.URIRef(kind))

    graph = rdflib.Graph()
    for quad in ox.parse(data, format=ox.RdfFormat.N_TRIPLES):
        graph.add((term(quad.subject), term(quad.predicate), term(quad.object)))
    return graph
