"""What follows, written to the graph of inferred facts."""

from collections.abc import Iterator
from itertools import chain
from typing import Final

import pyoxigraph as ox

from legation.closing import Closure
from legation.intake import INFERRED
from legation.relations import EMPTY, Numbers, unique, within
from legation.wording import Term

_BULK: Final = 20_000
"""Triples from which writing whole tables is faster than a transaction, and takes less memory."""

Batch = tuple[ox.NamedNode, Term | None, Numbers]


def publish(closure: Closure, store: ox.Store) -> tuple[int, int, int]:
    """Make the graph of inferred facts hold what a closure has derived, and nothing else.

    Few changes are one transaction. Of many, what no longer follows goes first, some at a time, and all that is new
    comes at once: a reader, or who comes after a process that was killed, finds nothing that does not follow.

    Returns:
        How many triples the graph has now, how many are new, and how many have gone.
    """
    present = {(prop, cls): unique(keys) for prop, cls, keys in closure.intake.inferred()}
    new: list[Batch] = []
    gone: list[Batch] = []
    total = 0
    for prop, cls, keys in closure.derived():
        total += len(keys)
        there = present.pop((prop, cls), EMPTY)
        new.append((prop, cls, keys[~within(keys, there)]))
        gone.append((prop, cls, there[~within(there, keys)]))
    gone += [(prop, cls, keys) for (prop, cls), keys in present.items()]
    added, removed = (sum(len(keys) for _, _, keys in batches) for batches in (new, gone))
    if added + removed <= _BULK:
        _transact(
            store, _update("DELETE", _triples(closure, gone)), _update("INSERT", _triples(closure, new))
        )
        return total, added, removed
    left = list(_triples(closure, gone))
    for begin in range(0, len(left), _BULK):
        _transact(store, _update("DELETE", iter(left[begin : begin + _BULK])))
    store.bulk_extend(ox.Quad(t.subject, t.predicate, t.object, INFERRED) for t in _triples(closure, new))
    return total, added, removed


def _triples(closure: Closure, batches: list[Batch]) -> Iterator[ox.Triple]:
    return chain.from_iterable(closure.triples(*batch) for batch in batches)


def _update(verb: str, triples: Iterator[ox.Triple]) -> str:
    data = " ".join(f"{triple} ." for triple in triples)
    return f"{verb} DATA {{ GRAPH {INFERRED} {{ {data} }} }}" if data else ""


def _transact(store: ox.Store, *updates: str) -> None:
    text = " ; ".join(filter(None, updates))
    if text:
        store.update(text)
