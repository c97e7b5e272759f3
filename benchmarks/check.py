"""The same facts against the same shapes: pyshacl, the reference engine, against the one legation uses."""

import time

import pyoxigraph
from common import copies, report, store

from legation.terms import INFERRED_GRAPH, ONTOLOGY_GRAPH
from legation.validation import Validator


def main() -> None:
    """Print the ratio; both engines must report as many results.

    Each is timed once, the ontology and the shapes read before: pyshacl takes most of a minute.
    """
    with store(copies()) as path:
        known = {pyoxigraph.NamedNode(ONTOLOGY_GRAPH), pyoxigraph.NamedNode(INFERRED_GRAPH)}
        triples = {
            quad.triple for quad in pyoxigraph.Store.read_only(str(path)) if quad.graph_name not in known
        }
    data = pyoxigraph.serialize(triples, format=pyoxigraph.RdfFormat.N_TRIPLES)
    assert data is not None
    theirs, ours = Validator(engine="pyshacl"), Validator()
    ours.validate(b"")
    begin = time.perf_counter()
    expected = theirs.validate(data)
    between = time.perf_counter()
    found = ours.validate(data)
    end = time.perf_counter()
    print(f"          over {len(triples)} triples; {len(expected.results)} and {len(found.results)} results")
    report("pyshacl / legation validate", between - begin, end - between)


if __name__ == "__main__":
    main()
