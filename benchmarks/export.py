"""Deterministic Turtle from a store with `legation export`, against rdflib's serialiser on a graph in memory."""

import time
from pathlib import Path

import pyoxigraph as ox
import rdflib
from common import Row, Table, agree, arguments, compare, facts, legation, say, scratch

from legation.terms import PREFIXES

MOST_FOR_RDFLIB = 1_000_000


def main() -> None:
    """Measure each size; what is written must be what was loaded, the same bytes from whatever file."""
    given = arguments(__doc__, sizes="10k,100k", runs=3)
    with Table(given.json) as table:
        for size in given.sizes:
            table.add(measured(size, given.runs))


def measured(size: int, runs: int) -> Row:
    """Export a store of this size."""
    with scratch() as folder:
        files = {suffix: facts(size, suffix) for suffix in (".nt", ".ttl")}
        for suffix, file in files.items():
            say(f"loading {file.name}")
            legation("load", "--no-check", str(file), "--store", str(folder / suffix[1:]), "--name", "facts")
        out = folder / "out.ttl"
        memory = [0]

        def ours(store: str = "nt") -> float:
            done = legation("export", "--store", str(folder / store), "-o", str(out))
            memory[0] = max(memory[0], done.memory)
            return done.seconds

        graph = rdflib.Graph()
        peers = {}
        if size <= MOST_FOR_RDFLIB:
            say("reading with rdflib")
            graph.parse(files[".nt"])
            for prefix, namespace in PREFIXES.items():
                graph.bind(prefix, namespace)

            def theirs() -> float:
                begin = time.perf_counter()
                graph.serialize(folder / "rdflib.ttl", "turtle")
                return time.perf_counter() - begin

            few = min(runs, 1_000_000 // size)
            mine, peers["rdflib"] = compare(ours, theirs, few)
        else:
            mine = ours()
        written = out.read_bytes()
        if size <= MOST_FOR_RDFLIB:
            agree("export", triples(out), triples(files[".nt"]))
        ours("ttl")
        agree("export of the same facts loaded from Turtle", out.read_bytes() == written, True)
    wanted = "wanted: ratio of 10 or more" if size == 1_000_000 else ""
    return Row("export as Turtle", size, mine, peers, memory=memory[0], note=wanted)


def triples(file: Path) -> set[ox.Triple]:
    """Return what a file says."""
    return {quad.triple for quad in ox.parse(path=str(file))}


if __name__ == "__main__":
    main()
