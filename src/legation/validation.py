"""Checking facts against the shapes: prepared once, then a few milliseconds a document.

pyshifty checks; pyshacl, the reference engine, is there to check pyshifty (`engine="pyshacl"`).
Method: SHACL, W3C Recommendation 20 July 2017, Core and SPARQL constraints.
"""

import re
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, Final, Literal

import pyoxigraph as ox

from legation.errors import LegationError
from legation.resources import folder
from legation.terms import DCTERMS, ID, JUDGEMENTS_GRAPH, LEG, OA, RDF, RDFS, SH
from legation.validation_context import TYPE, Context, default_context, prepared
from legation.validation_engines import PySHACL, Shifty
from legation.validation_report import SEVERITIES, SHAPES, Report, Result, Severity, parse_results
from legation.wording import shorten

if TYPE_CHECKING:
    from legation.store import Store

__all__ = ["Report", "Result", "Severity", "Validator", "default_context", "default_shapes", "store_data"]

Engine = Literal["shifty", "pyshacl"]

_GENID: Final = "https://w3id.org/legation/.well-known/genid/"
KNOWN_TERM: Final = SHAPES + "KnownTerm"
"""The one constraint that is not SHACL: it needs the list of all terms and a sense of spelling."""
_KNOWN_TERM_ADVICE: Final = "A misspelt term loses its facts silently, since no query finds them: correct it."
_IRI: Final = re.compile(r"<?\b(https?://[^\s<>\"'{}|^`“”‘’]*[A-Za-z0-9_/#-])>?")
_NAMES: Final = {ox.NamedNode(iri) for iri in (RDFS + "label", LEG + "documentName", DCTERMS + "title")}
_EVIDENCE: Final = ox.NamedNode(LEG + "evidence")
_SELECTOR: Final = ox.NamedNode(OA + "hasSelector")
_EXACT: Final = ox.NamedNode(OA + "exact")


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


class Validator:
    """Shapes and their context, made ready to check many documents.

    Args:
        shapes: SHACL shapes as Turtle; the installed ones if not given.
        context: what is known beside the data (classes, code lists) as Turtle or N-Triples; the installed
            ontology if not given. Its nodes are never checked themselves.
        engine: "shifty", or "pyshacl" for a cross-check (slow).

    Raises:
        LegationError: the shapes or the context cannot be read.
    """

    def __init__(
        self, shapes: bytes | None = None, context: bytes | None = None, engine: Engine = "shifty"
    ) -> None:
        self._shapes = default_shapes() if shapes is None else shapes
        self._engine = engine
        try:
            self._context = prepared(default_context() if context is None else context)
        except SyntaxError as error:
            raise LegationError(f"the context of the shapes is not Turtle: {error}") from error
        self._advice = _advice(self._shapes)
        self._run = Shifty(self._shapes) if engine == "shifty" else PySHACL(self._shapes)

    def validate(self, data: bytes) -> Report:
        """Check the facts of one document, or of a whole store.

        Args:
            data: Turtle or N-Triples.

        Returns:
            The report; results come in the same order from either engine.

        Raises:
            LegationError: `data` is not Turtle; the message names the line.
        """
        try:
            triples = _triples(data)
        except SyntaxError as error:
            raise LegationError(f"the data to check is not Turtle: {error}; correct it") from error
        described = {triple.subject for triple in triples}
        known = list(self._context.cut(triples))
        asked = bytes(ox.serialize([*triples, *known], format=ox.RdfFormat.N_TRIPLES) or b"")
        words = _Words(triples, self._context)
        results = {
            self._result(found, words)
            for found in parse_results(self._run(asked))
            if found["focusNode"] in described
        }
        results.update(self._slips(triples, words))
        return Report(tuple(sorted(results, key=lambda r: r.order)), _facts(triples))

    def _result(self, found: dict[str, object], words: "_Words") -> Result:
        focus, value, path = found["focusNode"], found.get("value"), found.get("resultPath")
        component = str(getattr(found["sourceConstraintComponent"], "value", ""))
        if value == focus:
            # Engines put the focus node where a constraint names no value.
            value = None
        shape = _iri(found["sourceShape"])
        message = words.fill(str(getattr(found.get("resultMessage"), "value", "")), focus, value)
        if isinstance(value, ox.NamedNode) and value.value.startswith(ID) and not words.knows(value):
            near = self._context.nearest(value.value)
            message += f"; did you mean {shorten(near)}?" if near else ""
        return Result(
            severity=_severity(found.get("resultSeverity")),
            focus=_label(focus),
            about=words.about(focus),
            path=str(path) if path else None,
            value=_label(value) if _is_genid(value) else str(value) if value is not None else None,
            message=message,
            shape=shape,
            source_constraint=component,
            advice=self._advice.get(shape, ""),
        )

    def _slips(self, triples: Iterable[ox.Triple], words: "_Words") -> Iterable[Result]:
        """Yield a violation for each property or class that looks like ours but is not in the ontology."""
        meant: dict[str, str | None] = {}
        for triple in triples:
            is_type = triple.predicate == TYPE
            term = triple.object if is_type else triple.predicate
            if not isinstance(term, ox.NamedNode):
                continue
            if term.value not in meant:
                meant[term.value] = self._context.slip(term.value)
            near = meant[term.value]
            if near is None:
                continue
            kind = "class" if is_type else "property"
            hint = f"; did you mean {shorten(near)}?" if near else ""
            yield Result(
                severity="violation",
                focus=_label(triple.subject),
                about=words.about(triple.subject),
                path=RDF + "type" if is_type else term.value,
                value=str(triple.object),
                message=f"there is no {kind} {shorten(term.value)} in the ontology{hint}",
                shape=KNOWN_TERM,
                source_constraint=KNOWN_TERM,
                advice=_KNOWN_TERM_ADVICE,
            )


class _Words:
    """Names of the nodes of one document, for messages."""

    def __init__(self, triples: Iterable[ox.Triple], context: Context) -> None:
        self._context = context
        self._nodes: dict[object, dict[ox.NamedNode, object]] = {}
        for triple in triples:
            self._nodes.setdefault(triple.subject, {}).setdefault(triple.predicate, triple.object)

    def knows(self, node: ox.NamedNode) -> bool:
        return node in self._nodes or node in self._context

    def name(self, node: ox.NamedNode) -> str:
        """Return a node's label with its short IRI, or the short IRI alone."""
        if node.value.startswith(_GENID):
            return _label(node)
        short = shorten(node.value)
        own = self._nodes.get(node, {})
        label = next((own[p] for p in own if p in _NAMES), None)
        text = label.value if isinstance(label, ox.Literal) else self._context.label(node)
        # Terms and codes are told apart by their short IRI alone; their label would say it twice.
        if text is None or node.value.startswith(LEG):
            return short
        return f"{text} ({short})"

    def about(self, node: object) -> str:
        """Return what a focus node is: its class, and its name or the words it rests on."""
        if not isinstance(node, ox.NamedNode):
            return str(node)
        own = self._nodes.get(node, {})
        kind = own.get(TYPE)
        what = shorten(kind.value).removeprefix("leg:") + " " if isinstance(kind, ox.NamedNode) else ""
        quote = self._quote(own)
        return f"{what}{self.name(node)}" + (f" “{quote}”" if quote else "")

    def _quote(self, own: dict[ox.NamedNode, object]) -> str | None:
        evidence = self._nodes.get(own.get(_EVIDENCE), own)
        selector = self._nodes.get(evidence.get(_SELECTOR), evidence)
        exact = selector.get(_EXACT)
        if not isinstance(exact, ox.Literal):
            return None
        quote = " ".join(exact.value.split())
        return quote if len(quote) <= 80 else quote[:79].rstrip() + "…"

    def fill(self, message: str, focus: object, value: object) -> str:
        """Fill `{$this}` and `{?value}` where the engine has not, and put names in the place of IRIs."""
        for key, term in (("this", focus), ("value", value)):
            text = term.value if isinstance(term, ox.NamedNode | ox.Literal) else str(term or "")
            for mark in "$?":
                message = message.replace(f"{{{mark}{key}}}", text)
        return _IRI.sub(lambda match: self.name(ox.NamedNode(match[1])), message)


def _triples(data: bytes) -> list[ox.Triple]:
    """Parse data; blank nodes get IRIs, because engines differ on blank focus nodes.

    They are numbered as they come, so that reports do not change from run to run.
    """
    names: dict[ox.BlankNode, ox.NamedNode] = {}
    found: dict[ox.Triple, None] = {}
    for quad in ox.parse(data, format=ox.RdfFormat.TURTLE):
        subject, value = quad.subject, quad.object
        if isinstance(subject, ox.BlankNode):
            subject = names.setdefault(subject, ox.NamedNode(f"{_GENID}b{len(names)}"))
        if isinstance(value, ox.BlankNode):
            value = names.setdefault(value, ox.NamedNode(f"{_GENID}b{len(names)}"))
        if not isinstance(value, ox.Triple):
            found[ox.Triple(subject, quad.predicate, value)] = None
    return list(found)


def _facts(triples: Iterable[ox.Triple]) -> int:
    return len(
        {
            triple.subject
            for triple in triples
            if triple.predicate == TYPE
            and isinstance(triple.object, ox.NamedNode)
            and triple.object.value.startswith(LEG)
        }
    )


def _is_genid(term: object) -> bool:
    return isinstance(term, ox.NamedNode) and term.value.startswith(_GENID)


def _label(term: object) -> str:
    if isinstance(term, ox.NamedNode):
        return f"_:{term.value.removeprefix(_GENID)}" if _is_genid(term) else term.value
    return str(term)


def _iri(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode) else str(term)


def _severity(term: object) -> Severity:
    name = _iri(term).removeprefix(SH).lower()
    return next((severity for severity in SEVERITIES if severity == name), "violation")


def _advice(shapes: bytes) -> dict[str, str]:
    """Return what to do about each shape (its `rdfs:comment`), after a look at whether there are any."""
    comment = ox.NamedNode(RDFS + "comment")
    found: dict[str, str] = {}
    targets = 0
    try:
        for quad in ox.parse(shapes, format=ox.RdfFormat.TURTLE):
            targets += quad.predicate.value.startswith(SH + "target")
            if (
                quad.predicate == comment
                and isinstance(quad.subject, ox.NamedNode)
                and isinstance(quad.object, ox.Literal)
            ):
                found[quad.subject.value] = quad.object.value
    except SyntaxError as error:
        raise LegationError(f"the shapes are not Turtle: {error}; correct them") from error
    if not targets:
        # Engines find nothing wrong then, whatever the data is.
        raise LegationError(
            "the shapes have no target (sh:targetClass and the like): they would check nothing"
        )
    return found
