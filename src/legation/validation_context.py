"""The part of the ontology and the code lists that shapes need, cut to what one document touches.

An engine that is given all of it copies some 30,000 triples for each document (90 ms); the few hundred that a
document's nodes lead to are found in an index in a millisecond.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from legation.errors import LegationError
from legation.resources import folder
from legation.terms import ID, LEG, OWL, RDF, RDFS, SKOS

TYPE: Final = ox.NamedNode(RDF + "type")
_LABEL: Final = ox.NamedNode(RDFS + "label")
_OFFICE: Final = ox.NamedNode(LEG + "office")
_OFFICE_OF: Final = ox.NamedNode(LEG + "officeOf")
_HEADS: Final = {ox.NamedNode(LEG + name) for name in ("HeadOfStateOffice", "HeadOfGovernmentOffice")}
FOLLOWED: Final = {TYPE, _LABEL, _OFFICE, _OFFICE_OF} | {
    ox.NamedNode(iri)
    for iri in (
        RDFS + "subClassOf",
        OWL + "hasValue",
        OWL + "onProperty",
        SKOS + "notation",
        *(
            LEG + name
            for name in (
                "belongsTo",
                "citizenOf",
                "code",
                "from",
                "holder",
                "listed",
                "memberOf",
                "organOf",
                "until",
            )
        ),
    )
}
"""What the shapes ask of nodes that a document does not describe itself."""

_Node = ox.NamedNode | ox.BlankNode
_Object = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
_NAMESPACE_SLIPS: Final = ("://w3id.org/legation/ontology", "://www.w3id.org/legation/ontology")


@cache
def default_context() -> bytes:
    """Return what shapes need of the installed ontology and code lists, as N-Triples.

    Raises:
        LegationError: a file of the ontology is not Turtle; the message names it.
    """
    return b"".join(_nt(path) for path in sorted(folder("ontology").rglob("*.ttl")))


def _nt(path: Path) -> bytes:
    try:
        quads = ox.parse(path=str(path), format=ox.RdfFormat.TURTLE, rename_blank_nodes=True)
        triples = [ox.Triple(q.subject, q.predicate, q.object) for q in quads if q.predicate in FOLLOWED]
    except SyntaxError as error:
        raise LegationError(f"{path} is not Turtle: {error}; correct it or install legation again") from error
    return bytes(ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b"")


@lru_cache(maxsize=4)
def prepared(context: bytes) -> "Context":
    """Return the index of a context (Turtle or N-Triples); the same bytes give the same index."""
    return Context(context)


class Context:
    """Index of the nodes that documents name but do not describe: classes, states, codes, known persons."""

    def __init__(self, data: bytes) -> None:
        self._nodes: dict[_Node, list[ox.Triple]] = defaultdict(list)
        self._heads: dict[_Node, list[_Node]] = defaultdict(list)
        """State -> its highest offices."""
        self._tenures: dict[_Node, list[_Node]] = defaultdict(list)
        """Office -> its tenures."""
        self._by_space: dict[str, list[str]] = defaultdict(list)
        """Namespace of ours -> local names in it."""
        for quad in ox.parse(data, format=ox.RdfFormat.TURTLE):
            if isinstance(quad.subject, _Node):
                self._nodes[quad.subject].append(ox.Triple(quad.subject, quad.predicate, quad.object))
        for node, triples in self._nodes.items():
            self._index(node, triples)

    def _index(self, node: _Node, triples: list[ox.Triple]) -> None:
        types = {t.object for t in triples if t.predicate == TYPE}
        for triple in triples:
            if triple.predicate == _OFFICE_OF and types & _HEADS:
                self._heads[_node(triple.object)].append(node)
            elif triple.predicate == _OFFICE:
                self._tenures[_node(triple.object)].append(node)
        if isinstance(node, ox.NamedNode) and node.value.startswith((LEG, ID)):
            space, local = _split(node.value)
            self._by_space[space].append(local)

    def __contains__(self, node: object) -> bool:
        return node in self._nodes

    def label(self, node: _Node) -> str | None:
        """Return the name of a node of the context, if it has one."""
        return next(
            (
                t.object.value
                for t in self._nodes.get(node, ())
                if t.predicate == _LABEL and isinstance(t.object, ox.Literal)
            ),
            None,
        )

    def cut(self, data: Iterable[ox.Triple]) -> Iterator[ox.Triple]:
        """Yield the triples of the context that lead on from the nodes of `data`, each once.

        For the offices in `data` also the known tenures in the highest offices of the same state: whoever
        claims one of these may collide with a holder whom the data does not name. They are there to be compared
        with: without their type, and without what they lead to, no shape spends time on checking them.
        """
        queue: list[object] = []
        rivals: dict[_Node, None] = {}
        for triple in data:
            queue += (triple.subject, triple.object)
            if triple.predicate == _OFFICE_OF:
                rivals |= dict.fromkeys(self._holders(_node(triple.object)))
            elif triple.predicate == _OFFICE:
                for known in self._nodes.get(_node(triple.object), ()):
                    if known.predicate == _OFFICE_OF:
                        rivals |= dict.fromkeys(self._holders(_node(known.object)))
        for rival in rivals:
            queue += (t.object for t in self._nodes[rival] if t.predicate == _OFFICE)
        seen: set[object] = set()
        while queue:
            node = queue.pop()
            if node in seen or not isinstance(node, _Node):
                continue
            seen.add(node)
            for triple in self._nodes.get(node, ()):
                yield triple
                queue.append(triple.object)
        for rival in rivals:
            if rival not in seen:
                yield from (t for t in self._nodes[rival] if t.predicate != TYPE)

    def _holders(self, state: _Node) -> list[_Node]:
        return [tenure for office in self._heads.get(state, ()) for tenure in self._tenures.get(office, ())]

    def slip(self, iri: str) -> str | None:
        """Return the term that was meant if `iri` looks like one of the ontology but is none.

        None says that it is fine, the empty string that no term is near.
        """
        if iri.startswith(LEG):
            return None if ox.NamedNode(iri) in self._nodes else self.nearest(iri) or ""
        for start in _NAMESPACE_SLIPS:
            if iri.partition(start)[0] in {"http", "https"} and start in iri:
                local = iri.split(start, 1)[1].lstrip("#/")
                return self.nearest(LEG + local) or "" if local.isidentifier() else None
        return None

    def nearest(self, iri: str) -> str | None:
        """Return the IRI of ours spelt most like `iri` in the same namespace; itself if it exists."""
        space, local = _split(iri)
        names = self._by_space.get(space, [])
        if local in names:
            return iri
        lower = {name.lower(): name for name in sorted(names, reverse=True)}
        near = get_close_matches(local.lower(), lower, 1, 0.75)
        return space + lower[near[0]] if near else None


def may_slip(iri: str) -> bool:
    """Whether an IRI is one of the ontology's, or looks like one: most are of others, and need no look-up."""
    return iri.startswith(LEG) or any(start in iri for start in _NAMESPACE_SLIPS)


def _node(term: object) -> _Node:
    return term if isinstance(term, _Node) else ox.BlankNode()


def _split(iri: str) -> tuple[str, str]:
    at = max(iri.rfind("#"), iri.rfind("/")) + 1
    return iri[:at], iri[at:]
