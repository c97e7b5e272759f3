"""What a store holds, counted."""

import json
from collections import Counter
from dataclasses import asdict, dataclass

import pyoxigraph as ox

from legation.judgements import in_force, read
from legation.store import Store
from legation.terms import INFERRED_GRAPH, ONTOLOGY_GRAPH

# The code lists have tenures of their own, and what was inferred repeats what was stated.
_STATED = f"FILTER(?graph NOT IN (<{ONTOLOGY_GRAPH}>, <{INFERRED_GRAPH}>))"
_FACTS = {"acts": "actor", "tenures": "holder", "flows": "exporter", "claims": "claims"}
_AGENTS = "GRAPH ?graph { { ?act leg:actor ?agent } UNION { ?act leg:target ?agent } } " + _STATED
_TYPES = (
    "SELECT ?name (COUNT(DISTINCT ?act) AS ?n) WHERE { "
    f"GRAPH ?graph {{ ?act leg:eventType ?type ; leg:actor ?actor }} {_STATED} "
    "?type skos:notation ?name } GROUP BY ?name ORDER BY DESC(?n) ?name"
)


@dataclass(frozen=True, slots=True)
class Stats:
    """Numbers of documents, of facts by kind, of acts by PLOVER type, of agents that act or are acted upon, of
    judgements in force by verdict, and of triples by kind of graph.

    A fact that was rejected is not counted; one that was corrected is, once."""

    documents: int
    facts: dict[str, int]
    acts: dict[str, int]
    agents: int
    judgements: dict[str, int]
    triples: dict[str, int]

    def json(self) -> str:
        """Return the numbers as a JSON object."""
        return json.dumps(asdict(self), indent=2) + "\n"

    def text(self) -> str:
        """Return the numbers as lines of a name and a number."""
        lines = [("documents", self.documents), *self.facts.items(), ("agents", self.agents)]
        lines += [(f"acts of type {name}", number) for name, number in self.acts.items()]
        lines += [(f"facts {verdict}", number) for verdict, number in self.judgements.items()]
        lines += [(f"triples, {kind}", number) for kind, number in self.triples.items()]
        width = max(len(name) for name, _ in lines)
        column = max(len(str(number)) for _, number in lines)
        return "".join(f"{name:<{width}}  {number:>{column}}\n" for name, number in lines)


def count(store: Store) -> Stats:
    """Count what a store holds."""
    graphs = store.graphs()
    stated = sum(1 for graph in graphs for _ in store.quads(graph))
    inferred, ontology = (
        _count(store, f"GRAPH <{g}> {{ ?s ?p ?o }}") for g in (INFERRED_GRAPH, ONTOLOGY_GRAPH)
    )
    types = store.query(_TYPES)
    assert isinstance(types, ox.QuerySolutions)
    return Stats(
        documents=len(graphs),
        facts={
            kind: _count(store, f"GRAPH ?graph {{ ?fact leg:{name} ?any }} {_STATED}", "DISTINCT ?fact")
            for kind, name in _FACTS.items()
        },
        acts={row["name"].value: int(row["n"].value) for row in types},
        agents=_count(store, _AGENTS, "DISTINCT ?agent"),
        judgements=dict(sorted(Counter(one.verdict for one in in_force(read(store.inner)).values()).items())),
        triples={"stated by documents": stated, "inferred": inferred, "of the ontology": ontology},
    )


def _count(store: Store, pattern: str, what: str = "*") -> int:
    found = store.query(f"SELECT (COUNT({what}) AS ?n) WHERE {{ {pattern} }}")
    assert isinstance(found, ox.QuerySolutions)
    return next(int(row["n"].value) for row in found)
