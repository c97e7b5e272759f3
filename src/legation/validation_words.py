"""What an engine found, in words: names in the place of IRIs, and what each node is."""

import re
from collections.abc import Callable, Iterable
from typing import Final, Protocol

import pyoxigraph as ox

from legation.shacl_paths import Node, sparql
from legation.shapes_graph import ShapesGraph
from legation.terms import DCTERMS, ID, LEG, OA, RDFS, SH
from legation.validation_context import TYPE, Context
from legation.validation_report import SEVERITIES, Finding, Result, Severity
from legation.wording import shorten

GENID: Final = "https://w3id.org/legation/.well-known/genid/"
"""Blank nodes have such IRIs while shapes of ours are checked, which ask for an IRI (RDF 1.1, section 3.5)."""

_IRI: Final = re.compile(r"<?\b(https?://[^\s<>\"'{}|^`“”‘’]*[A-Za-z0-9_/#-])>?")
_NAMES: Final = tuple(ox.NamedNode(iri) for iri in (RDFS + "label", LEG + "documentName", DCTERMS + "title"))
_EVIDENCE: Final = ox.NamedNode(LEG + "evidence")
_SELECTOR: Final = ox.NamedNode(OA + "hasSelector")
_EXACT: Final = ox.NamedNode(OA + "exact")


class Facts(Protocol):
    """Data that can be looked up."""

    def values(self, node: Node, predicate: ox.NamedNode) -> Iterable[Node]:
        """Yield the objects that the data give a node's property."""

    def describe(self, node: Node) -> bool:
        """Whether the data say anything of a node."""


class Listed:
    """Triples in memory, indexed when the first is looked up: data that conform are never asked."""

    def __init__(self, triples: Iterable[ox.Triple]) -> None:
        self._triples = triples
        self._nodes: dict[Node, dict[ox.NamedNode, list[Node]]] | None = None

    def _about(self, node: Node) -> dict[ox.NamedNode, list[Node]]:
        if self._nodes is None:
            self._nodes = {}
            for triple in self._triples:
                own = self._nodes.setdefault(triple.subject, {})
                own.setdefault(triple.predicate, []).append(triple.object)
        return self._nodes.get(node, {})

    def values(self, node: Node, predicate: ox.NamedNode) -> Iterable[Node]:
        """Return the objects of a property."""
        return self._about(node).get(predicate, ())

    def describe(self, node: Node) -> bool:
        """Whether a node is the subject of a triple."""
        return bool(self._about(node))


class Words:
    """Puts findings in words.

    Args:
        facts: the data that were checked.
        shapes: the shapes they were checked against.
        context: returns what is known beside the data; it is asked when there is something to say.
    """

    def __init__(self, facts: Facts, shapes: ShapesGraph, context: Callable[[], Context]) -> None:
        self._facts = facts
        self._shapes = shapes
        self._context = context

    def result(self, found: Finding, ours: bool) -> Result:
        """Return a finding in words; `ours` says that its message in the SHACL report is to read so too."""
        # Engines put the focus node where a constraint names no value.
        value = None if found.value == found.focus else found.value
        message = self._fill(_message(found), found.focus, value)
        if isinstance(value, ox.NamedNode) and value.value.startswith(ID) and not self._knows(value):
            near = self._context().nearest(value.value)
            message += f"; did you mean {shorten(near)}?" if near else ""
        path = found.path
        shape = plain(found.shape)
        if ours:
            found = Finding(
                unnamed(found.focus),
                found.shape,
                found.component,
                found.severity,
                path,
                None if value is None else unnamed(value),
                (ox.Literal(message, language="en"),),
            )
        return Result(
            severity=_severity(found.severity),
            focus=plain(unnamed(found.focus)),
            about=self.about(found.focus),
            path=None if path is None else path.value if isinstance(path, ox.NamedNode) else sparql(path),
            value=None if value is None else str(unnamed(value)),
            message=message,
            shape=shape,
            source_constraint=plain(found.component),
            finding=found,
            advice=self._shapes.advice.get(shape, ""),
        )

    def _knows(self, node: ox.NamedNode) -> bool:
        return self._facts.describe(node) or node in self._context()

    def _first(self, node: Node, predicate: ox.NamedNode) -> Node | None:
        return min(self._facts.values(node, predicate), key=str, default=None)

    def name(self, node: ox.NamedNode) -> str:
        """Return a node's label with its short IRI, or the short IRI alone."""
        if node.value.startswith(GENID):
            return str(unnamed(node))
        short = shorten(node.value)
        # Terms and codes are told apart by their short IRI alone; their label would say it twice.
        if node.value.startswith(LEG):
            return short
        labels = (self._first(node, predicate) for predicate in _NAMES)
        label = next((found for found in labels if found is not None), None)
        text = label.value if isinstance(label, ox.Literal) else self._context().label(node)
        return short if text is None else f"{text} ({short})"

    def about(self, node: Node) -> str:
        """Return what a focus node is: its class, and its name or the words it rests on."""
        if isinstance(node, ox.Literal | ox.Triple):
            return str(node)
        kind = self._first(node, TYPE)
        what = shorten(kind.value).removeprefix("leg:") + " " if isinstance(kind, ox.NamedNode) else ""
        quote = self._quote(node)
        name = self.name(node) if isinstance(node, ox.NamedNode) else str(node)
        return f"{what}{name}" + (f" “{quote}”" if quote else "")

    def _quote(self, node: Node) -> str | None:
        evidence = self._first(node, _EVIDENCE) or node
        selector = self._first(evidence, _SELECTOR) or evidence
        exact = self._first(selector, _EXACT)
        if not isinstance(exact, ox.Literal):
            return None
        quote = " ".join(exact.value.split())
        return quote if len(quote) <= 80 else quote[:79].rstrip() + "…"

    def _fill(self, message: str, focus: Node, value: Node | None) -> str:
        """Fill `{$this}` and `{?value}` where the engine has not, and put names in the place of IRIs."""
        for key, term in (("this", focus), ("value", value)):
            text = term.value if isinstance(term, ox.NamedNode | ox.Literal) else str(term or "")
            for mark in "$?":
                message = message.replace(f"{{{mark}{key}}}", text)
        return _IRI.sub(lambda match: self.name(ox.NamedNode(match[1])), message)


def named(triple: ox.Triple) -> ox.Triple:
    """Return a triple with IRIs made of the labels of its blank nodes."""
    subject, value = triple.subject, triple.object
    if isinstance(subject, ox.BlankNode):
        subject = ox.NamedNode(GENID + subject.value)
    if isinstance(value, ox.BlankNode):
        value = ox.NamedNode(GENID + value.value)
    return ox.Triple(subject, triple.predicate, value)


def unnamed(term: Node) -> Node:
    """Return the blank node that an IRI was made for; any other term as it is."""
    if isinstance(term, ox.NamedNode) and term.value.startswith(GENID):
        return ox.BlankNode(term.value.removeprefix(GENID))
    return term


def plain(term: Node) -> str:
    """Return a term as text: an IRI without brackets."""
    return term.value if isinstance(term, ox.NamedNode) else str(term)


def _message(found: Finding) -> str:
    """The message in English, or without a language, or in the first there is."""
    ranked = sorted(found.messages, key=lambda one: (one.language or "") not in ("en", ""))
    return ranked[0].value if ranked else ""


def _severity(term: Node) -> Severity:
    name = plain(term).removeprefix(SH).lower()
    return next((severity for severity in SEVERITIES if severity == name), "violation")
