"""The contract's stored queries over the same triples: rdflib against legation's store."""

import pyoxigraph
import rdflib
from common import compare, copies, report, store

from legation import queries, sparql
from legation.terms import PREFIXES


def main() -> None:
    """Print the ratio of each query; both sides must find as many rows."""
    with store(copies()) as path:
        oxigraph = pyoxigraph.Store.read_only(str(path))
        graph = rdflib.Graph()
        triples = {quad.triple for quad in oxigraph}
        graph.parse(data=pyoxigraph.serialize(triples, format=pyoxigraph.RdfFormat.N_TRIPLES), format="nt")
        print(f"          over {len(graph)} triples")
        for name in ("acts", "tenures", "trade"):
            text = sparql.bind(queries.find(name).tokens, {})

            def theirs(text: str = text) -> int:
                return len(list(graph.query(text, initNs=PREFIXES)))

            def ours(text: str = text) -> int:
                return sum(
                    1 for _ in oxigraph.query(text, prefixes=PREFIXES, use_default_graph_as_union=True)
                )

            if theirs() != ours():
                print(f"          {name}: rdflib finds {theirs()} rows, the store {ours()}")
            report(f"{name}: rdflib / store", *compare(theirs, ours, runs=3))


if __name__ == "__main__":
    main()
