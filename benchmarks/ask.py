"""The stored queries on a store on disk, in this process, beside rdflib, Jena TDB2 and Virtuoso over the same triples.

A query that needs parameters is asked about the two states with most acts between them; conditions on others are left
out for the peers, since Virtuoso takes them to be false. Answers are compared first: a
peer whose answer is another is named in the last column, and so is one that fails or takes longer than --limit.
"""

import multiprocessing
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Protocol

import answers
import jena
import rdflib
import virtuoso
from answers import Answer
from common import Row, Table, alone, arguments, clock, legation, say, store

from legation import queries, sparql
from legation.queries import Query
from legation.store import Store
from legation.terms import PREFIXES

LIMIT_FOR_RDFLIB = 10
PEERS = ((jena, jena.Jena), (virtuoso, virtuoso.Virtuoso))
PREFIX_LINES = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())
MOST_FOR_RDFLIB = 10_000
NOT_GIVEN = re.compile(r"^ *FILTER COALESCE\(.*\?__.*\) *$", re.M)
"""A condition on a parameter that is not given; it holds."""
PAIR = """
    SELECT ?one ?other ?supplier {
      { SELECT ?one ?other { ?act leg:actor ?one ; leg:target ?other . ?one a leg:State . ?other a leg:State }
        GROUP BY ?one ?other ORDER BY DESC(COUNT(*)) ?one ?other LIMIT 1 }
      { SELECT ?supplier { ?flow leg:exporter ?supplier } GROUP BY ?supplier ORDER BY DESC(COUNT(*)) ?supplier LIMIT 1 }
    }"""


class Peer(Protocol):
    """Another engine; anything it raises says that it failed."""

    def load(self, file: Path) -> None: ...
    def answer(self, query: str) -> Answer: ...
    def seconds(self, query: str, runs: int) -> float: ...
    def close(self) -> None: ...


class RDFLib:
    """rdflib's own engine; a query runs in a process that is killed when it takes too long."""

    def load(self, file: Path) -> None:
        self._graph = rdflib.Graph().parse(file, "nt")

    def answer(self, query: str) -> Answer:
        return self._asked(query)[0]

    def seconds(self, query: str, runs: int) -> float:
        first = self._asked(query)[1]
        return first if first > 1 else median(self._asked(query)[1] for _ in range(runs))

    def close(self) -> None:
        del self._graph

    def _asked(self, query: str) -> tuple[Answer, float]:
        context = multiprocessing.get_context("fork")
        here, there = context.Pipe()

        def ask() -> None:
            rows: list[tuple[object, ...]] = []
            try:
                seconds = clock(lambda: rows.extend(self._graph.query(query)))
                there.send((answers.of(rows), seconds))
            except Exception as error:
                there.send(error)

        child = context.Process(target=ask)
        child.start()
        try:
            if not here.poll(LIMIT_FOR_RDFLIB):
                raise TimeoutError
            found = here.recv()
        finally:
            child.kill()
            child.join()
        if isinstance(found, Exception):
            raise found
        return found


@contextmanager
def peers(size: int, path: Path) -> Iterator[dict[str, Peer]]:
    """Give the peers that are installed, each with all triples of a store."""
    found: dict[str, Peer] = {"rdflib": RDFLib()} if size <= MOST_FOR_RDFLIB else {}
    file = path.parent / "all.nt"
    legation("export", "--store", str(path), "--inferred", "--ontology", "-o", str(file))
    try:
        found |= {module.NAME: kind() for module, kind in PEERS if kind.installed()}
        for name, peer in found.items():
            say(f"loading into {name}")
            peer.load(file)
        yield found
    finally:
        for peer in found.values():
            peer.close()


def main() -> None:
    """Measure each stored query at each size."""
    given = arguments(__doc__, sizes="10k,100k")
    for module, kind in PEERS:
        if not kind.installed():
            print(module.MISSING, file=sys.stderr)
    about: dict[str, str] = {}
    with Table(given.json) as table:
        for size in given.sizes:
            with (
                store(size, reason=True) as path,
                peers(size, path) as others,
                Store.open(path, read_only=True) as opened,
            ):
                about = about or pair(opened)
                for query in queries.catalogue():
                    table.add(measured(opened, query, about, others, size, given.runs))


def pair(opened: Store) -> dict[str, str]:
    """Return parameter -> IRI: the two states with most acts between them, and the greatest supplier."""
    one, other, supplier = next(opened.inner.query(PAIR, prefixes=PREFIXES, use_default_graph_as_union=True))
    return {"state": one.value, "other": other.value, "supplier": supplier.value}


def measured(
    opened: Store, query: Query, about: dict[str, str], others: dict[str, Peer], size: int, runs: int
) -> Row:
    """Ask one query of the store, then of the others."""
    needed = [p for p in query.parameters() if not p.optional]
    values = {p.name: p.default or about.get(p.name, p.example) for p in needed}

    def ours() -> list[object]:
        return list(queries.solve(opened.inner, query, values))

    expected = answers.of([[cell and cell.value for cell in row] for row in ours()])
    terms = {p.variable: f"<{values[p.name]}>" if p.kind == "iri" else values[p.name] for p in needed}
    text = PREFIX_LINES + NOT_GIVEN.sub("", sparql.bind(query.tokens, terms))
    taken, notes = {}, [f"{expected.total():,} rows"]
    for name, peer in others.items():
        try:
            say(f"{query.name}: {name}")
            found = peer.answer(text)
            if found == expected:
                taken[name] = peer.seconds(text, runs)
            else:
                same = (found & expected).total()
                notes.append(f"{name}: {found.total():,} rows, {same:,} the same")
        except TimeoutError:
            notes.append(f"{name}: more than {LIMIT_FOR_RDFLIB if name == 'rdflib' else jena.LIMIT} s")
        except Exception as error:
            notes.append(f"{name} fails")
            say(f"{name}: {' '.join(str(error).split())[:300]}")
    return Row(f"query {query.name}", size, alone(ours, runs), taken, note="; ".join(notes))


if __name__ == "__main__":
    main()
