"""Facts in any number, made up from a seed: briefs of invented acts, tenures, flows and claims, as loaders write them.

    python benchmarks/generate.py --triples 100000 --seed 1 -o facts.nt

The suffix decides: .nt, .ttl, or .nq, where each brief is in a graph of its own as `legation export` writes it. The
facts conform to the shapes unless --mistakes is given. A smaller file is the beginning of a larger one of the same
seed, but for its last brief. States and organisations are those of the code lists; persons and deeds are invented.
"""

import argparse
import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from random import Random
from typing import BinaryIO

import pyoxigraph as ox
from mistakes import planted
from world import World

from legation.terms import ID, PREFIXES
from legation.triples import graph_iri, ntriples

SHARED = tuple(f"<{ID}{kind}/" for kind in ("body", "loader", "office", "person"))
"""Beginnings of what many briefs say alike; there are no more of these than the world has people."""


def brief(number: int, seed: int = 1, share: float = 1.0) -> tuple[str, list[str]]:
    """Return the graph's IRI and the sorted N-Triples lines of one brief: 500 to 2,000 as a rule."""
    return _brief(World(seed), number, share)


def briefs(
    triples: int, seed: int = 1, mistakes: int = 0, graphs: bool = False
) -> Iterator[tuple[str, list[str]]]:
    """Yield briefs as `brief` returns them until there are about so many triples, to within a few percent.

    Args:
        triples: how many in all.
        seed: the same seed gives the same briefs.
        mistakes: how many violations of the shapes to plant, evenly.
        graphs: each brief repeats what another has said, as it must in a graph of its own.
    """
    world, rng = World(seed), Random(f"mistakes {seed}")
    told: set[str] = set()
    written = wrong = 0
    for number in count():
        graph, lines = _brief(world, number)
        if written + len(lines) > triples:
            graph, lines = _brief(world, number, (triples - written) / len(lines))
        if not graphs:
            lines = [line for line in lines if line not in told]
            told.update(line for line in lines if line.startswith(SHARED))
        written += len(lines)
        full = written >= triples * 0.99
        due = mistakes if full else mistakes * written // triples
        lines, planted_now = planted(lines, due - wrong, wrong, rng)
        wrong += planted_now
        yield graph, lines
        if full:
            return


def write(path: Path, triples: int, seed: int = 1, mistakes: int = 0) -> None:
    """Write a file of facts; memory does not grow with it."""
    form = {".ttl": "turtle", ".nq": "nq"}.get(path.suffix, "nt")
    with path.open("wb") as file:
        pour(file, form, triples, seed, mistakes)


def pour(file: BinaryIO, form: str, triples: int, seed: int = 1, mistakes: int = 0) -> None:
    """Write facts as `form`, which is nt, turtle or nq, to an open file."""
    parts = briefs(triples, seed, mistakes, graphs=form == "nq")
    if form == "turtle":
        facts = (
            quad.triple for _, lines in parts for quad in ox.parse("\n".join(lines), ox.RdfFormat.N_TRIPLES)
        )
        ox.serialize(facts, file, ox.RdfFormat.TURTLE, prefixes=PREFIXES)
        return
    for graph, lines in parts:
        end = f" <{graph}> .\n" if form == "nq" else " .\n"
        file.write("".join(f"{line[:-2]}{end}" for line in lines).encode())


def _brief(world: World, number: int, share: float = 1.0) -> tuple[str, list[str]]:
    document, links = world.brief(number, share)
    return graph_iri(document), sorted({*ntriples(document).decode().splitlines(), *links})


def main() -> None:
    """Write what the command line asks for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--triples", type=int, default=10_000, metavar="N", help="how many, about")
    parser.add_argument("--seed", type=int, default=1, metavar="N")
    parser.add_argument(
        "--mistakes", type=int, default=0, metavar="N", help="violations of the shapes to plant"
    )
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help="else N-Triples on standard output")
    given = parser.parse_args()
    if given.output:
        write(given.output, given.triples, given.seed, given.mistakes)
    else:
        pour(sys.stdout.buffer, "nt", given.triples, given.seed, given.mistakes)


if __name__ == "__main__":
    main()
