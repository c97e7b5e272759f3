"""Facts as N-Triples lines: out of a store fast, and in an order that depends on the facts only.

Oxigraph looks up every term of every quad it hands out, at about a microsecond each. So a store is asked predicate by
predicate, which leaves two terms of four to look up, and several predicates at a time. A line here is `s p o` without
the full stop, in UTF-8, escaped as canonical N-Triples are.
"""

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final

import pyoxigraph as ox

from legation.store import BOOKKEEPING, Store
from legation.terms import XSD

_NUMBER: Final = re.compile(rb"\t([^<\"_][^\n]*)")
"""A number or truth value, which tables of results have bare."""
_CONTROLS: Final = bytes({*range(0x20), 0x7F} - {0x09, 0x0A})
_NO_CHARACTERS: Final = ("\ufffe".encode(), "\uffff".encode())
_MOST_THREADS: Final = 4


def union(store: Store, without: Sequence[str] = ()) -> list[bytes]:
    """Return the lines of all graphs together, sorted, each once; the store's notes are left out.

    Args:
        store: an open store.
        without: IRIs of graphs to leave out.
    """
    inner, left_out = store.inner, " ".join(f"FILTER(!sameTerm(?g, {ox.NamedNode(g)}))" for g in without)
    predicates = inner.query("SELECT DISTINCT ?p { GRAPH ?g { ?s ?p ?o } }")
    assert isinstance(predicates, ox.QuerySolutions)

    def of(predicate: str) -> list[bytes]:
        notes = " FILTER(!sameTerm(?s, ?g))" if predicate in BOOKKEEPING else ""
        verb = str(ox.NamedNode(predicate))
        body = f"{{ GRAPH ?g {{ ?s {verb} ?o }} {left_out}{notes} }}"
        found = inner.query(f"SELECT ?s ?o {body}")
        assert isinstance(found, ox.QuerySolutions)
        table = bytes(found.serialize(format=ox.QueryResultsFormat.TSV) or b"")
        # N-Triples escape what tables of results do not.
        if len(table.translate(None, _CONTROLS)) < len(table) or any(c in table for c in _NO_CHARACTERS):
            triples = inner.query(f"CONSTRUCT {{ ?s {verb} ?o }} {body}")
            assert isinstance(triples, ox.QueryTriples)
            return cut(bytes(triples.serialize(format=ox.RdfFormat.N_TRIPLES) or b""))
        table = _NUMBER.sub(_typed, table[table.index(b"\n") :])
        return table.replace(b"\t", b" " + verb.encode() + b" ").split(b"\n")[1:-1]

    with ThreadPoolExecutor(min(_MOST_THREADS, os.cpu_count() or 1)) as threads:
        lines: list[bytes] = []
        for part in threads.map(of, sorted(row["p"].value for row in predicates)):
            lines += part
    return ordered(lines)


def graph(store: Store, iri: str) -> list[bytes]:
    """Return the lines of one graph, sorted; the store's notes on it are left out."""
    node = ox.NamedNode(iri)
    notes = tuple(f"{node} {ox.NamedNode(note)} ".encode() for note in BOOKKEEPING)
    found = cut(bytes(store.inner.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=node) or b""))
    return ordered([line for line in found if not line.startswith(notes)])


def has_blank(lines: Iterable[bytes]) -> bool:
    """Tell whether there is a blank node."""
    return any(
        line.startswith(b"_:") or line.split(b" ", 2)[2].startswith(b"_:") for line in lines if b"_:" in line
    )


def cut(ntriples: bytes) -> list[bytes]:
    """Return N-Triples, as Oxigraph writes them, cut into lines."""
    return ntriples[:-3].split(b" .\n") if ntriples else []


def of_quads(quads: Iterable[ox.Quad]) -> list[bytes]:
    """Return the lines of quads without their graphs, sorted, each once."""
    triples = (quad.triple for quad in quads)
    return ordered(cut(bytes(ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b"")))


def ordered(lines: list[bytes]) -> list[bytes]:
    """Sort lines in place, and return each once."""
    lines.sort()
    return list(dict.fromkeys(lines)) if any(map(bytes.__eq__, lines, lines[1:])) else lines


def joined(lines: Sequence[bytes], end: bytes = b" .\n", many: int = 100_000) -> Iterator[bytes]:
    """Yield the lines as N-Triples, `many` at a time; `end` comes after each."""
    for start in range(0, len(lines), many):
        yield end.join([*lines[start : start + many], b""])


def _typed(found: re.Match[bytes]) -> bytes:
    value = found[1]
    if value in (b"true", b"false"):
        kind = "boolean"
    elif b"e" in value.lower():
        kind = "double"
    else:
        kind = "decimal" if b"." in value else "integer"
    return b'\t"%b"^^<%b>' % (value, (XSD + kind).encode())
