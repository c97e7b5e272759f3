"""Checking facts against the shapes: prepared once, then a few milliseconds a document.

pyshifty checks; pyshacl, the reference engine, is there to check pyshifty (`engine="pyshacl"`).
Method: SHACL, W3C Recommendation 20 July 2017, Core and SPARQL constraints.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Final, Literal

import pyoxigraph as ox

from legation.errors import LegationError
from legation.resources import folder
from legation.shacl_paths import Node
from legation.shapes_graph import QUERIED, ShapesGraph
from legation.terms import ID, JUDGEMENTS_GRAPH, LEG, RDF, RDFS, SH
from legation.validation_context import TYPE, Context, default_context, may_slip, prepared
from legation.validation_engines import PySHACL, Shifty
from legation.validation_report import SHAPES, Finding, Report, Result, Severity, findings
from legation.validation_words import GENID, Listed, Words, named, plain, unnamed
from legation.wording import shorten

if TYPE_CHECKING:
    from legation.store import Store

__all__ = [
    "Engine",
    "Finding",
    "Report",
    "Result",
    "Severity",
    "Validator",
    "default_context",
    "default_shapes",
    "store_data",
    "validate",
]

Engine = Literal["shifty", "pyshacl"]

KNOWN_TERM: Final = SHAPES + "KnownTerm"
"""The one constraint that is not SHACL: it needs the list of all terms and a sense of spelling."""
_KNOWN_TERM_ADVICE: Final = "A misspelt term loses its facts silently, since no query finds them: correct it."
_SUBCLASS: Final = ox.NamedNode(RDFS + "subClassOf")


@cache
def default_shapes() -> bytes:
    """Return the installed shapes for data (all of `shapes/` but the ontology's style rules), as Turtle."""
    paths = sorted(path for path in folder("shapes").glob("*.ttl") if path.name != "style.ttl")
    return b"\n".join(path.read_bytes() for path in paths)


def store_data(store: "Store") -> bytes:
    """Return all facts that documents state, and what was judged, as N-Triples: no ontology, nothing inferred."""
    triples = {
        ox.Triple(quad.subject, quad.predicate, quad.object)
        for graph in (*store.graphs(), JUDGEMENTS_GRAPH)
        for quad in store.quads(graph)
    }
    return bytes(ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b"")


def validate(data: bytes, shapes: bytes, *, engine: Engine = "shifty", base: str | None = None) -> Report:
    """Check anybody's data against anybody's shapes: nothing of legation's comes in.

    Args:
        data: Turtle or N-Triples.
        shapes: SHACL shapes, Turtle or N-Triples. Where nothing is a target of theirs, all data conform.
        engine: "shifty", or "pyshacl".
        base: IRI against which relative IRIs of both are resolved.

    Returns:
        The report; the `finding` of a result is the validation result in RDF terms. Blank nodes of the data are
        `_:b0`, `_:b1`, ... in the order of the data, those of the shapes `_:s0`, `_:s1`, ...

    Raises:
        LegationError: one of the two is not Turtle, or the shapes cannot be checked.
    """
    graph = ShapesGraph(shapes, base)
    if not graph.targeted:
        return Report(())
    return Validator(graph, b"", engine).validate(data, base)


class Validator:
    """Shapes and their context, made ready to check many documents.

    Args:
        shapes: SHACL shapes as Turtle; the installed ones if not given. With shapes of others blank nodes stay what
            they are, and no term is looked up in the ontology.
        context: what is known beside the data (classes, code lists) as Turtle or N-Triples. Its nodes are never
            checked themselves. If not given: the installed ontology; with shapes of others, where the data use its
            terms.
        engine: "shifty", or "pyshacl" for a cross-check (slow).

    Attributes:
        shapes: the shapes.
        ours: whether they are the installed ones.
        engine: the engine's name.

    Raises:
        LegationError: the shapes or the context cannot be read, or nothing could be a target of the shapes.
    """

    def __init__(
        self,
        shapes: bytes | ShapesGraph | None = None,
        context: bytes | None = None,
        engine: Engine = "shifty",
    ) -> None:
        self.ours = shapes is None
        self.engine = engine
        if not isinstance(shapes, ShapesGraph):
            shapes = ShapesGraph(default_shapes() if shapes is None else shapes)
        self.shapes = shapes
        self._given = context
        if context is not None:
            self.context()
        if not shapes.targeted:
            # Engines find nothing wrong then, whatever the data is.
            raise LegationError(
                "the shapes have no target (sh:targetClass and the like): they would check nothing"
            )
        self._run = Shifty(shapes.data) if engine == "shifty" else PySHACL(shapes.data)

    def context(self) -> Context:
        """Return what is known beside the data; it is read when it is first asked for."""
        try:
            return prepared(default_context() if self._given is None else self._given)
        except SyntaxError as error:
            raise LegationError(f"the context of the shapes is not Turtle: {error}") from error

    @property
    def sees_ontology(self) -> bool:
        """Whether the installed ontology is the context."""
        return self._given is None

    def validate(self, data: bytes | Iterable[ox.Triple], base: str | None = None) -> Report:
        """Check the facts of one document, or of a whole store.

        Args:
            data: Turtle, N-Triples, or triples.
            base: IRI against which relative IRIs are resolved.

        Returns:
            The report; results come in the same order from either engine.

        Raises:
            LegationError: `data` is not Turtle; the message names the line.
        """
        try:
            triples = _labelled(_parsed(data, base) if isinstance(data, bytes) else data, self.ours)
        except SyntaxError as error:
            raise LegationError(f"the data to check is not Turtle: {error}; correct it") from error
        context = self.context if self._needs_context(triples) else _nothing
        nodes = (
            len({node for node in map(fact, triples) if node})
            if self.ours
            else _focus_nodes(triples, self.shapes)
        )
        words = Words(Listed(triples), self.shapes, context)
        return self.report(self.examine(triples, context), self.slips(triples), nodes, words)

    def examine(self, triples: Sequence[ox.Triple], context: Callable[[], Context]) -> list[Finding]:
        """Return what the engine finds in triples, with the part of the context that they lead to.

        Raises:
            LegationError: the engine cannot check the shapes.
        """
        known = list(context().cut(triples))
        found = self.check([*triples, *known])
        if known:
            beside = {triple.subject for triple in known} - {triple.subject for triple in triples}
            found = [one for one in found if one.focus not in beside or one.focus in self.shapes.named]
        return found

    def check(self, triples: Collection[ox.Triple]) -> list[Finding]:
        """Return what the engine finds in triples, as it says it; blank nodes keep their labels.

        Raises:
            LegationError: the engine cannot check the shapes.
        """
        if self.ours or self.engine == "pyshacl" or not self.shapes.asks_queries or not _has_blank(triples):
            return self._find(triples)
        # pyshifty takes a blank focus node for a variable of a query: any node matches it.
        found = [_unnamed(one) for one in self._find(list(map(named, triples)))]
        if not self.shapes.tells_blank:
            return found
        asked = [one for one in found if one.component in QUERIED]
        return asked + [one for one in self._find(triples) if one.component not in QUERIED]

    def _find(self, triples: Iterable[ox.Triple]) -> list[Finding]:
        data = bytes(ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b"")
        return list(findings(self._run(data), self.shapes.values))

    def report(
        self, found: Iterable[Finding], slips: Iterable[tuple[ox.Triple, str]], nodes: int, words: Words
    ) -> Report:
        """Put what was found in words.

        Args:
            found: from `check`.
            slips: from `slips`.
            nodes: how many nodes were checked.
            words: says it.
        """
        results = [words.result(one, self.ours) for one in found]
        if self.ours:
            # What two constraints of one shape find alike is one mistake; others' shapes are reported as SHACL has it.
            results = list(dict.fromkeys(results))
        results += dict.fromkeys(_slip(triple, near, words) for triple, near in slips)
        return Report(tuple(sorted(results, key=lambda r: (r.order, str(r.finding)))), nodes)

    def _needs_context(self, triples: Sequence[ox.Triple]) -> bool:
        if self.ours or self._given is not None:
            return self._given != b""
        return any(
            isinstance(term, ox.NamedNode) and term.value.startswith((LEG, ID))
            for triple in triples
            for term in (triple.predicate, triple.object)
        )

    def slips(
        self, triples: Iterable[ox.Triple], known: Callable[[ox.NamedNode], bool] | None = None
    ) -> Iterator[tuple[ox.Triple, str]]:
        """Yield each triple whose property or class looks like ours but is not in the ontology.

        With it comes the IRI that was meant, or the empty string. `known` tells, where it is quicker than to read the
        ontology, that a term of ours is in it.
        """
        meant: dict[Node, str | None] = {}
        for triple in triples if self.ours else ():
            term = triple.object if triple.predicate == TYPE else triple.predicate
            if term not in meant:
                meant[term] = self._slip(term, known)
            near = meant[term]
            if near is not None:
                yield triple, near

    def _slip(self, term: Node, known: Callable[[ox.NamedNode], bool] | None) -> str | None:
        if not isinstance(term, ox.NamedNode) or not may_slip(term.value) or (known and known(term)):
            return None
        return self.context().slip(term.value)


def fact(triple: ox.Triple) -> Node | None:
    """Return the subject of a triple that says that it is of a class of ours."""
    kind = triple.object
    known = triple.predicate == TYPE and isinstance(kind, ox.NamedNode) and kind.value.startswith(LEG)
    return triple.subject if known else None


def _nothing() -> Context:
    return prepared(b"")


def _slip(triple: ox.Triple, near: str, words: Words) -> Result:
    is_type = triple.predicate == TYPE
    term = triple.object if is_type else triple.predicate
    hint = f"; did you mean {shorten(near)}?" if near else ""
    message = f"there is no {'class' if is_type else 'property'} {shorten(plain(term))} in the ontology{hint}"
    path = ox.NamedNode(RDF + "type") if is_type else triple.predicate
    constraint = ox.NamedNode(KNOWN_TERM)
    focus, value = unnamed(triple.subject), unnamed(triple.object)
    return Result(
        severity="violation",
        focus=plain(focus),
        about=words.about(triple.subject),
        path=path.value,
        value=str(value),
        message=message,
        shape=KNOWN_TERM,
        source_constraint=KNOWN_TERM,
        finding=Finding(
            *(focus, constraint, constraint, ox.NamedNode(SH + "Violation"), path, value),
            (ox.Literal(message, language="en"),),
        ),
        advice=_KNOWN_TERM_ADVICE,
    )


def _unnamed(found: Finding) -> Finding:
    value = None if found.value is None else unnamed(found.value)
    messages = tuple(
        ox.Literal(one.value.replace(GENID, "_:"), language=one.language) if GENID in one.value else one
        for one in found.messages
    )
    return replace(found, focus=unnamed(found.focus), value=value, messages=messages)


def _has_blank(triples: Iterable[ox.Triple]) -> bool:
    return any(
        isinstance(term, ox.BlankNode) for triple in triples for term in (triple.subject, triple.object)
    )


def _parsed(data: bytes, base: str | None) -> Iterator[ox.Triple]:
    return (quad.triple for quad in ox.parse(data, format=ox.RdfFormat.TURTLE, base_iri=base))


def _labelled(triples: Iterable[ox.Triple], named: bool) -> list[ox.Triple]:
    """Return each triple once, with blank nodes numbered as they come: reports do not change from run to run.

    With `named` they get IRIs.
    """
    names: dict[ox.BlankNode, ox.NamedNode | ox.BlankNode] = {}

    def own(node: ox.BlankNode) -> ox.NamedNode | ox.BlankNode:
        if node not in names:
            label = f"b{len(names)}"
            names[node] = ox.NamedNode(GENID + label) if named else ox.BlankNode(label)
        return names[node]

    found: dict[ox.Triple, None] = {}
    for triple in triples:
        subject, value = triple.subject, triple.object
        if isinstance(subject, ox.BlankNode) or isinstance(value, ox.BlankNode):
            if isinstance(subject, ox.BlankNode):
                subject = own(subject)
            if isinstance(value, ox.BlankNode):
                value = own(value)
            found[ox.Triple(subject, triple.predicate, value)] = None
        elif not isinstance(value, ox.Triple):
            found[triple] = None
    return list(found)


def _focus_nodes(triples: Sequence[ox.Triple], shapes: ShapesGraph) -> int:
    """Count the nodes that are targets; where targets are computed, all nodes that are described."""
    if any(shapes.all(shape, "target") for shape in shapes.targeted):
        return len({triple.subject for triple in triples})
    wanted = {
        name: {node for shape in shapes.targeted for node in shapes.all(shape, name)}
        for name in ("targetClass", "targetSubjectsOf", "targetObjectsOf")
    }
    classes = wanted["targetClass"] | {shape for shape in shapes.targeted if shapes.is_class(shape)}
    below = [(triple.subject, triple.object) for triple in triples if triple.predicate == _SUBCLASS]
    while more := {lower for lower, upper in below if upper in classes} - classes:
        classes |= more
    found = set(shapes.named)
    found |= {t.subject for t in triples if t.predicate == TYPE and t.object in classes}
    found |= {t.subject for t in triples if t.predicate in wanted["targetSubjectsOf"]}
    found |= {t.object for t in triples if t.predicate in wanted["targetObjectsOf"]}
    return len(found)
