"""Questions of every day over the same triples: rdflib against legation's store.

Not the stored queries: rdflib fails on some of them (it cannot take the least of dates that are months or years).
"""

import pyoxigraph
import rdflib
from common import compare, copies, report, store

from legation.terms import PREFIXES

QUESTIONS = {
    "acts with their quotes": """
        SELECT ?act ?actor ?target ?quote WHERE {
          ?act leg:actor ?actor ; leg:target ?target ; leg:evidence/oa:hasSelector/oa:exact ?quote .
        }""",
    "sanctions of every kind": """
        SELECT ?act ?kind WHERE { ?kind rdfs:subClassOf* leg:SanctionAct . ?act a ?kind ; leg:actor ?actor . }""",
    "pairs of states by acts": """
        SELECT ?from ?to (COUNT(?act) AS ?acts) WHERE {
          ?act leg:actor/leg:belongsTo? ?from ; leg:target/leg:belongsTo? ?to . ?from a leg:State . ?to a leg:State .
        } GROUP BY ?from ?to ORDER BY DESC(?acts) LIMIT 20""",
}


def main() -> None:
    """Print the ratio of each question; both sides must find as many rows."""
    with store(copies()) as path:
        oxigraph = pyoxigraph.Store.read_only(str(path))
        graph = rdflib.Graph()
        triples = {quad.triple for quad in oxigraph}
        graph.parse(data=pyoxigraph.serialize(triples, format=pyoxigraph.RdfFormat.N_TRIPLES), format="nt")
        print(f"          over {len(graph)} triples")
        for name, text in QUESTIONS.items():

            def theirs(text: str = text) -> int:
                return len(list(graph.query(text, initNs=PREFIXES)))

            def ours(text: str = text) -> int:
                rows = oxigraph.query(text, prefixes=PREFIXES, use_default_graph_as_union=True)
                return sum(1 for _ in rows)

            assert theirs() == ours(), f"{name}: rdflib finds {theirs()} rows, the store {ours()}"
            report(f"{name}: rdflib / store", *compare(theirs, ours, runs=3))


if __name__ == "__main__":
    main()
