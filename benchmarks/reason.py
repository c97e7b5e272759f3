"""What follows from facts: `legation reason` against owlrl, how its cost grows, and what one brief more costs."""

import sys
from pathlib import Path

import pyoxigraph as ox
from common import (
    Row,
    Table,
    added,
    agree,
    alone,
    arguments,
    clock,
    facts,
    legation,
    process,
    say,
    scratch,
    store,
)

import legation as package
from legation.axioms import ontology_files
from legation.terms import OWL

MOST_FOR_OWLRL = 10_000
OWLRL = f"""
import sys, owlrl, rdflib
graph = rdflib.Graph()
for path in sys.argv[2:]:
    graph.parse(path)
graph.remove((None, rdflib.URIRef("{OWL}hasKey"), None))
owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
graph.serialize(sys.argv[1], "nt", encoding="utf-8")
"""


def main() -> None:
    """Measure files against owlrl, then stores of each size, then one brief added to them."""
    given = arguments(__doc__, sizes="10k,100k", runs=3)
    with Table(given.json) as table:
        for size in given.sizes:
            if size <= MOST_FOR_OWLRL:
                table.add(against_owlrl(facts(size), size, given.runs))
        for size in given.sizes:
            table.add(whole(size, given.runs))
        for row in added("reason after one brief more", given, reason, reason=True):
            table.add(row)


def reason(path: Path) -> float:
    """Reason over a store; return the seconds."""
    with package.open(path) as kb:
        return clock(kb.reason)


def against_owlrl(file: Path, size: int, runs: int) -> Row:
    """Close a file under the ontology's modules with both; the facts about individuals must be the same."""
    with scratch() as folder:
        ontology, mine, theirs = folder / "ontology.ttl", folder / "mine.nt", folder / "theirs.nt"
        ontology.write_bytes(b"\n".join(path.read_bytes() for path in ontology_files()))

        def ours() -> None:
            legation("reason", "--ontology", str(ontology), str(file), "-o", str(mine))

        ours()  # the ontology's own closure is kept from now on
        say(f"owlrl over {size:,} triples, which takes a while")
        peer = clock(lambda: process(sys.executable, "-c", OWLRL, str(theirs), str(ontology), str(file)))
        stated = {quad.triple for quad in ox.parse(path=str(file))}
        nodes = {triple.subject for triple in stated}
        agree("reason", individuals(mine, nodes) | stated, individuals(theirs, nodes) | stated)
        return Row(
            "reason over a file",
            size,
            alone(ours, runs),
            {"owlrl": peer},
            note="wanted: ratio of 40 or more",
        )


def individuals(file: Path, nodes: set[object]) -> set[ox.Triple]:
    """Return what a file says of these nodes, but for what is true of everything."""
    # owlrl says things of literals too, which RDF cannot.
    lines = (line for line in file.read_bytes().splitlines() if not line.startswith(b'"'))
    return {
        quad.triple
        for quad in ox.parse(b"\n".join(lines), format=ox.RdfFormat.N_TRIPLES)
        if quad.subject in nodes
        and quad.object != ox.NamedNode(OWL + "Thing")
        and not isinstance(quad.object, ox.BlankNode)
        and not (quad.predicate.value == OWL + "sameAs" and quad.subject == quad.object)
    }


def whole(size: int, runs: int) -> Row:
    """Reason over all of a store with the command, as if for the first time."""
    with store(size) as path:
        memory = [0]

        def first() -> float:
            done = legation("reason", "--store", str(path))
            memory[0] = max(memory[0], done.memory)
            return done.seconds

        return Row("reason over a store", size, first(), memory=memory[0], note="wanted: growth below 20")


if __name__ == "__main__":
    main()
