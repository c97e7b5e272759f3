"""A graph of SHACL shapes, read once: what engines are given, and what legation itself has to know of it."""

from collections import defaultdict
from functools import cached_property
from typing import Final

import pyoxigraph as ox

from legation.errors import LegationError
from legation.shacl_paths import Node, Path, members, read
from legation.terms import OWL, RDF, RDFS, SH

TARGETS: Final = ("targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf", "target")
QUERIED: Final = {
    ox.NamedNode(SH + "SPARQLConstraintComponent"),
}
"""Components whose results come from queries."""
_CLASSES: Final = {ox.NamedNode(RDFS + "Class"), ox.NamedNode(OWL + "Class")}
_KINDS: Final = {ox.NamedNode(SH + "NodeShape"), ox.NamedNode(SH + "PropertyShape")}


class ShapesGraph:
    """Shapes, with labels of blank nodes that are the same in every engine's report.

    Args:
        data: Turtle or N-Triples.
        base: IRI against which relative IRIs are resolved.

    Attributes:
        data: the shapes as N-Triples.
        targeted: the shapes that have a target of their own, in order.
        advice: IRI of a shape -> what to do about it (its `rdfs:comment`).

    Raises:
        LegationError: `data` is not Turtle.
    """

    def __init__(self, data: bytes, base: str | None = None) -> None:
        labels: dict[ox.BlankNode, ox.BlankNode] = {}
        self._nodes: dict[Node, dict[str, list[Node]]] = defaultdict(dict)
        lines: list[str] = []

        def own(term: Node) -> Node:
            if not isinstance(term, ox.BlankNode):
                return term
            return labels.setdefault(term, ox.BlankNode(f"s{len(labels)}"))

        try:
            for quad in ox.parse(data, format=ox.RdfFormat.TURTLE, base_iri=base):
                subject, value = own(quad.subject), own(quad.object)
                self._nodes[subject].setdefault(quad.predicate.value, []).append(value)
                lines.append(f"{subject} {quad.predicate} {value} .\n")
        except SyntaxError as error:
            raise LegationError(f"the shapes are not Turtle: {error}; correct them") from error
        self.data = "".join(lines).encode()
        self.targeted = tuple(node for node in self._nodes if self._is_targeted(node))
        self.advice = {
            node.value: comment.value
            for node, about in self._nodes.items()
            for comment in about.get(RDFS + "comment", ())
            if isinstance(node, ox.NamedNode) and isinstance(comment, ox.Literal)
        }

    def nodes(self) -> list[Node]:
        """Return what the shapes describe, in order."""
        return list(self._nodes)

    def values(self, node: Node, property_: str) -> list[Node]:
        """Return the objects of a node's property, which is given by its IRI."""
        return self._nodes.get(node, {}).get(property_, [])

    def all(self, node: Node, name: str) -> list[Node]:
        """Return the objects of a property of SHACL, given by its local name."""
        return self.values(node, SH + name)

    def members(self, node: Node) -> list[Node]:
        """Return the members of an RDF list."""
        return members(node, self.values)

    def path(self, node: Node) -> Path | None:
        """Return the property path that a node stands for, if it stands for one."""
        return read(node, self.values)

    def properties(self, node: Node) -> set[str]:
        """Return the local names of the properties of SHACL that a node has."""
        return {iri.removeprefix(SH) for iri in self._nodes.get(node, ()) if iri.startswith(SH)}

    def is_class(self, node: Node) -> bool:
        """Whether a shape is a class too: then it is a target of itself."""
        types = set(self.values(node, RDF + "type"))
        return bool(types & _CLASSES) and bool(types & _KINDS)

    @cached_property
    def asks_queries(self) -> bool:
        """Whether a constraint is written in SPARQL."""
        return any(self.properties(node) & {"select", "ask"} for node in self._nodes)

    @cached_property
    def tells_blank(self) -> bool:
        """Whether a constraint can tell a blank node from an IRI."""
        asked = {"nodeKind", "pattern", "minLength", "maxLength"}
        return any(self.properties(node) & asked for node in self._nodes)

    @cached_property
    def named(self) -> frozenset[Node]:
        """The nodes that are targets by name, whether data describe them or not."""
        return frozenset(node for shape in self.targeted for node in self.all(shape, "targetNode"))

    def _is_targeted(self, node: Node) -> bool:
        return any(self.all(node, name) for name in TARGETS) or self.is_class(node)
