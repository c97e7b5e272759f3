"""The graph of inferred facts, kept up to date: by what was changed where that is known, else anew."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox

from legation import __version__, reasoning
from legation import axioms as axioms_of
from legation.changes import Bookmark
from legation.increments import Outcome, Unsure, increment
from legation.reasoning import Summary
from legation.store import Store
from legation.terms import INFERRED_GRAPH, ONTOLOGY_GRAPH

_INFERRED = ox.NamedNode(INFERRED_GRAPH)


def is_kept_up(store: Store) -> bool:
    """Tell whether a store was reasoned over before."""
    return _bookmark(store).exists()


def keep_up(store: Store, *, full: bool = False, ontology: Iterable[Path] | None = None) -> Summary:
    """Bring the graph of inferred facts up to date, in one transaction where little has changed.

    Args:
        store: open for writing.
        full: work everything out anew, whatever is known of the changes.
        ontology: Turtle files of another ontology than the installed one.

    Returns:
        Counts; where facts contradict, why, and the graph is as it was.

    Raises:
        LegationError: the ontology cannot be read.
    """
    files = None if ontology is None else list(ontology)
    made_with = _fingerprint(store, files)
    bookmark, now = _bookmark(store), store.journal.mark()
    changes = None if full else store.journal.since(bookmark.read(made_with))
    summary = None
    if changes is not None:
        try:
            found = increment(store.inner, axioms_of.read(files), changes)
            summary = _write(store.inner, found)
        except Unsure:
            summary = None
    if summary is None:
        summary = reasoning.infer(store.inner, files)
    if summary.consistent:
        bookmark.write(now, made_with)
    return summary


def _write(store: ox.Store, found: Outcome) -> Summary:
    updates = [
        f"{verb} DATA {{ GRAPH {_INFERRED} {{ {' '.join(sorted(f'{t} .' for t in triples))} }} }}"
        for verb, triples in (("DELETE", found.delete), ("INSERT", found.insert))
        if triples
    ]
    if updates:
        store.update(" ; ".join(updates))
    return Summary(
        by_rule=dict(found.by_rule), added=len(found.insert), removed=len(found.delete), incremental=True
    )


def _bookmark(store: Store) -> Bookmark:
    return Bookmark(store.path, "reasoning")


def _fingerprint(store: Store, files: list[Path] | None) -> str:
    names = "" if files is None else " ".join(f"{path} {path.stat().st_mtime_ns}" for path in files)
    return f"{__version__} {store.content_hash(ONTOLOGY_GRAPH)} {names}"
