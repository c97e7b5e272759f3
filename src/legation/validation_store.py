"""Checking a store: all of it once, and from then on what a change can have changed.

After a run the findings are kept in the store's folder (`validation_kept`), with the position in the journal of
changes. The next run takes the triples that were touched since, walks back to the nodes whose check reads one of them
(`validation_reads`), checks these with all that their check reads, and puts what is found in the place of what was
known of them. Whenever something is odd, the whole store is checked. Either way the outcome is the same.
"""

import os
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Final, Protocol

import pyoxigraph as ox

from legation import changes
from legation.errors import NotAnalysedError
from legation.shacl_paths import Node
from legation.store import CONTENT_HASH, Store, ontology_digest
from legation.terms import INFERRED_GRAPH, ONTOLOGY_GRAPH
from legation.validation import Validator, fact
from legation.validation_graph import Stated
from legation.validation_kept import Kept, hashes, load, save
from legation.validation_reads import Reads, reads
from legation.validation_report import Finding, Report
from legation.validation_words import Words

_ONTOLOGY: Final = ox.NamedNode(ONTOLOGY_GRAPH)
_INFERRED: Final = ox.NamedNode(INFERRED_GRAPH)
_PORTION: Final = 500_000
"""Triples that an engine is given at a time; it needs about 1 KB for each."""
_NODES: Final = 50_000
"""Nodes that are checked at a time, where a store is checked in portions."""


class Journal(Protocol):
    """Tells what was written to a store."""

    def position(self) -> str:
        """Return a position; what was written before it is in whatever is opened afterwards. Empty: not known."""

    def since(self, position: str) -> Iterable[ox.Quad] | None:
        """Return all quads that were touched since a position, and perhaps others; None where that is not known."""


def validate_store(path: str | os.PathLike[str], validator: Validator, full: bool = False) -> Report:
    """Check the store in folder `path`; see `StoreValidator`.

    Raises:
        LegationError: there is no store, or the engine cannot check the shapes.
    """
    journal = _Told(changes.Journal(os.fspath(path)))
    position = journal.position()
    with Store.open(path, read_only=True) as store:
        return StoreValidator(Path(path), validator, journal).validate(store.inner, position, full)


class _Told:
    """The journal in the store's folder."""

    def __init__(self, journal: changes.Journal) -> None:
        self._journal = journal

    def position(self) -> str:
        try:
            mark = self._journal.settled()
        except (OSError, ValueError):
            return ""
        return f"{mark.journal} {mark.position}" if mark else ""

    def since(self, position: str) -> list[ox.Quad] | None:
        journal, _, place = position.partition(" ")
        try:
            told = self._journal.since(changes.Mark(journal, int(place)))
            if told is None:
                return None
            quads = [
                ox.Quad(quad.subject, quad.predicate, quad.object, ox.NamedNode(graph))
                for graph, ntriples in told
                for quad in ox.parse(ntriples, ox.RdfFormat.N_TRIPLES)
            ]
        except (ValueError, SyntaxError):
            return None
        # A store gives blank nodes labels of its own.
        blank = any(isinstance(term, ox.BlankNode) for quad in quads for term in (quad.subject, quad.object))
        return None if blank else quads


class StoreValidator:
    """Checks one store again and again.

    Args:
        folder: where the last outcome is kept; None: nowhere.
        validator: the shapes, with the installed ontology for context, or an empty one.
        journal: tells what was written; without one all is checked each time.
    """

    def __init__(self, folder: Path | None, validator: Validator, journal: Journal | None = None) -> None:
        self._folder = folder
        self._validator = validator
        self._journal = journal
        self._reads: Reads | None = None

    def validate(self, store: ox.Store, position: str, full: bool = False) -> Report:
        """Check what documents state.

        Args:
            store: opened after `position` was taken from the journal.
            position: how far the journal went before.
            full: check all of it, whatever is known.

        Raises:
            LegationError: the engine cannot check the shapes.
        """
        stated = Stated(store, self._validator.ours, self._validator.sees_ontology)
        fingerprint = self._fingerprint(store)
        kept = None if full or fingerprint is None else self._updated(fingerprint, store, stated)
        if kept is None:
            kept = self._whole(stated)
        if self._folder is not None and self._journal is not None and fingerprint and position:
            kept.fingerprint, kept.position, kept.reads = fingerprint, position, self._reads
            save(self._folder, kept)
        words = Words(stated, self._validator.shapes, self._validator.context)
        return self._validator.report(kept.findings, kept.slips, len(kept.facts), words)

    def _fingerprint(self, store: ox.Store) -> str | None:
        """Return a checksum of all that the outcome depends on but the facts.

        None where the store has another ontology than the shapes see: a command of another version wrote it.
        """
        from legation import __version__

        validator = self._validator
        known = ""
        if validator.sees_ontology:
            known = ontology_digest()
            noted = store.quads_for_pattern(_ONTOLOGY, ox.NamedNode(CONTENT_HASH), None, _ONTOLOGY)
            if [quad.object for quad in noted] != [ox.Literal(known)]:
                return None
        total = sha256("\0".join((__version__, validator.engine, str(validator.ours), known)).encode())
        total.update(validator.shapes.data)
        return total.hexdigest()

    # All of it

    def _whole(self, stated: Stated) -> Kept:
        triples = stated.all()
        validator = self._validator
        facts = hashes({node for node in map(fact, triples) if node is not None})
        slips = list(validator.slips(triples))
        if len(triples) <= _PORTION:
            return Kept("", "", validator.examine(triples, validator.context), slips, facts)
        foci = list({triple.subject: None for triple in triples} | dict.fromkeys(validator.shapes.named))
        if self._objects_are_targets():
            foci = list(dict.fromkeys([*foci, *(triple.object for triple in triples)]))
        try:
            planned = self._planned()
        except NotAnalysedError:
            return Kept("", "", validator.examine(triples, validator.context), slips, facts)
        del triples
        return Kept("", "", list(self._found(foci, planned, stated)), slips, facts)

    def _objects_are_targets(self) -> bool:
        shapes = self._validator.shapes
        return any(shapes.all(shape, "targetObjectsOf") for shape in shapes.targeted)

    def _found(self, foci: list[Node], planned: Reads, stated: Stated) -> Iterator[Finding]:
        """Yield what is found at some nodes, a portion of them at a time."""
        for start in range(0, len(foci), _NODES):
            portion = set(foci[start : start + _NODES])
            found = self._validator.check(planned.needed(portion, stated))
            yield from (one for one in found if one.focus in portion)

    def _planned(self) -> Reads:
        if self._reads is None:
            self._reads = reads(self._validator.shapes, every=self._validator.ours)
        return self._reads

    # What changed

    def _updated(self, fingerprint: str, store: ox.Store, stated: Stated) -> Kept | None:
        """Return the outcome brought up to date; None where that cannot be done."""
        if self._folder is None or self._journal is None:
            return None
        kept = load(self._folder)
        if kept is None or kept.fingerprint != fingerprint:
            return None
        self._reads = self._reads or kept.reads
        quads = self._journal.since(kept.position)
        if quads is None:
            return None
        touched = _changed(quads, stated)
        try:
            if touched:
                self._recheck(kept, touched, stated, store)
        except NotAnalysedError:
            return None
        return kept

    def _recheck(self, kept: Kept, touched: list[ox.Triple], stated: Stated, store: ox.Store) -> None:
        planned = self._planned()
        affected = planned.affected(touched, stated)
        about = {node: stated.about(node) for node in affected}
        named = self._validator.shapes.named
        foci = [node for node in affected if about[node] or node in named or not stated.lists(node)]
        kept.findings = [one for one in kept.findings if one.focus not in affected]
        kept.findings += self._found(foci, planned, stated)

        def known(term: ox.NamedNode) -> bool:
            return next(store.quads_for_pattern(term, None, None, _ONTOLOGY), None) is not None

        kept.slips = [slip for slip in kept.slips if slip[0].subject not in affected]
        kept.slips += self._validator.slips((triple for own in about.values() for triple in own), known)
        for node, own in about.items():
            kept.count(node, any(map(fact, own)))


def _changed(quads: Iterable[ox.Quad], stated: Stated) -> list[ox.Triple]:
    """Return the touched triples but for those that a graph states, and stated before."""
    touched: dict[ox.Triple, set[object]] = {}
    for quad in quads:
        if quad.graph_name != _INFERRED and (quad.graph_name == _ONTOLOGY or stated.states(quad)):
            touched.setdefault(stated.known(quad), set()).add(quad.graph_name)
    return [triple for triple, graphs in touched.items() if graphs.issuperset(stated.graphs(triple))]
