"""What follows is kept up to date at the cost of the change, and is what a full run would find."""

from __future__ import annotations

import random
from pathlib import Path

import pyoxigraph as ox
import pytest
from facts import small_ontology  # noqa: F401

from legation import reasoning
from legation.store import Store
from legation.terms import INFERRED_GRAPH
from legation.upkeep import keep_up

pytestmark = pytest.mark.usefixtures("small_ontology")

HEAD = """
@prefix : <http://example.org/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""
# One of each kind of axiom that a rule rests on; a random ontology has some of them.
AXIOMS = [
    ":p rdfs:subPropertyOf :q .",
    ":q rdfs:subPropertyOf :r .",
    ":p owl:inverseOf :s .",
    ":r a owl:SymmetricProperty .",
    ":q a owl:TransitiveProperty .",
    ":p rdfs:domain :C .",
    ":s rdfs:range :D .",
    ":C rdfs:subClassOf :D .",
    ":D rdfs:subClassOf :E .",
    ":s owl:propertyChainAxiom ( :p :r ) .",
    ":r owl:propertyChainAxiom ( :q [ owl:inverseOf :s ] ) .",
    ":E owl:equivalentClass [ owl:intersectionOf ( :C :F ) ] .",
    "[ a owl:Restriction ; owl:onProperty :p ; owl:hasValue :a ] rdfs:subClassOf :F .",
    ":F rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :s ; owl:hasValue :b ] .",
    "[ a owl:Restriction ; owl:onProperty :q ; owl:someValuesFrom :D ] rdfs:subClassOf :F .",
    "[ a owl:Restriction ; owl:onProperty :r ; owl:someValuesFrom owl:Thing ] rdfs:subClassOf :C .",
    ":C rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :q ; owl:allValuesFrom :F ] .",
    ":k a owl:FunctionalProperty .",
    ":n a owl:InverseFunctionalProperty .",
    ":D owl:hasKey ( :id ) .",
    ":C rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :k ; owl:maxCardinality 1 ] .",
    "[ a owl:Restriction ; owl:onProperty :p ; owl:someValuesFrom [ owl:unionOf ( :C :F ) ] ] rdfs:subClassOf :E .",
]
THINGS = "abcdef"
GRAPHS = ["http://example.org/g1", "http://example.org/g2", "http://example.org/g3"]


def facts(chance: random.Random) -> bytes:
    """Return a few random facts."""
    lines = []
    for _ in range(chance.randrange(1, 7)):
        one, other = (f"<http://example.org/{chance.choice(THINGS)}>" for _ in "xy")
        match chance.randrange(8):
            case 0 | 1:
                kind = chance.choice("CDEF")
                lines.append(
                    f"{one} <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://example.org/{kind}>"
                )
            case 2:
                lines.append(f'{one} <http://example.org/id> "{chance.randrange(4)}"')
            case 3 if chance.random() < 0.3:
                lines.append(f"{one} <http://www.w3.org/2002/07/owl#sameAs> {other}")
            case 4:
                lines.append(f"{one} <http://example.org/{chance.choice('kn')}> {other}")
            case _:
                lines.append(f"{one} <http://example.org/{chance.choice('pqrs')}> {other}")
    return "".join(f"{line} .\n" for line in sorted(set(lines))).encode()


def inferred(store: ox.Store) -> set[str]:
    """Return what the graph of inferred facts holds."""
    return {str(q.triple) for q in store.quads_for_pattern(None, None, None, ox.NamedNode(INFERRED_GRAPH))}


def anew(store: Store, ontology: Path) -> set[str]:
    """Return what a full run finds."""
    copy = ox.Store()
    copy.bulk_extend(q for q in store.inner if str(q.graph_name) != f"<{INFERRED_GRAPH}>")
    assert reasoning.infer(copy, [ontology]).consistent
    return inferred(copy)


@pytest.mark.parametrize("seed", range(120))
def test_random_edits_come_to_what_a_full_run_finds(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    chance = random.Random(seed)
    ontology = tmp_path / "o.ttl"
    ontology.write_text(HEAD + "\n".join(chance.sample(AXIOMS, chance.randrange(3, 9))))
    with Store.open(tmp_path / "kb", create=True) as store:
        for graph in GRAPHS:
            store.replace(graph, facts(chance))
        assert not keep_up(store, ontology=[ontology]).incremental
        swift = 0
        for _ in range(6):
            for graph in chance.sample(GRAPHS, chance.randrange(1, 3)):
                if chance.random() < 0.3:
                    store.remove(graph)
                else:
                    store.replace(graph, facts(chance))
            swift += keep_up(store, ontology=[ontology]).incremental
            assert inferred(store.inner) == anew(store, ontology)
        assert swift == 6
