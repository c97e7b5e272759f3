"""The same facts against the same shapes: pyshacl, the reference engine, against the one legation uses."""

import pyoxigraph
from common import compare, copies, report, store

from legation.terms import INFERRED_GRAPH, ONTOLOGY_GRAPH
from legation.validation import Validator


def main() -> None:
    """Print the ratio; both engines must report as many results."""
    with store(copies()) as path:
        known = {pyoxigraph.NamedNode(ONTOLOGY_GRAPH), pyoxigraph.NamedNode(INFERRED_GRAPH)}
        triples = {
            quad.triple for quad in pyoxigraph.Store.read_only(str(path)) if quad.graph_name not in known
        }
    data = pyoxigraph.serialize(triples, format=pyoxigraph.RdfFormat.N_TRIPLES)
    assert data is not None
    theirs, ours = Validator(engine="pyshacl"), Validator()
    found = [len(engine.validate(data).results) for engine in (theirs, ours)]
    print(f"          over {len(triples)} triples; {found[0]} and {found[1]} results")
    seconds = compare(lambda: theirs.validate(data), lambda: ours.validate(data), runs=2)
    report("pyshacl / legation validate", *seconds)


if __name__ == "__main__":
    main()
