"""What the ontology says, closed under OWL 2 RL once and kept: the axioms that the rules rest on.

owlrl closes the classes and properties, which is slow but needed once only: the result is cached in the
user's cache folder under the hash of what it was made from.
"""

import hashlib
import os
import sys
import tempfile
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from legation.errors import LegationError
from legation.reasoning_rules import RULES, Rule, chain_rule, intersection_rule, key_rule
from legation.resources import folder
from legation.terms import OWL, RDF, RDFS

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

EXPRESSION: Final = "urn:legation:expression:"
"""Class expressions without a name get IRIs that begin so; they never leave the reasoner."""
MEMBER: Final = "urn:legation:member"
CHAIN: Final = "urn:legation:chain"
KEY: Final = "urn:legation:key"
INTERSECTION: Final = "urn:legation:intersection"

_CACHE_FORMAT: Final = "2"
_KEPT: Final = {
    RDFS + "subClassOf",
    RDFS + "subPropertyOf",
    RDFS + "domain",
    RDFS + "range",
    OWL + "inverseOf",
    OWL + "disjointWith",
    OWL + "complementOf",
    OWL + "propertyDisjointWith",
    OWL + "onProperty",
    OWL + "onClass",
    OWL + "hasValue",
    OWL + "someValuesFrom",
    OWL + "allValuesFrom",
    OWL + "maxCardinality",
    OWL + "maxQualifiedCardinality",
}
_KEPT_TYPES: Final = {
    OWL + kind + "Property"
    for kind in ("Functional", "InverseFunctional", "Symmetric", "Transitive", "Asymmetric", "Irreflexive")
}
_LISTS: Final = {
    OWL + "propertyChainAxiom": CHAIN,
    OWL + "hasKey": KEY,
    OWL + "intersectionOf": INTERSECTION,
}


@dataclass(slots=True)
class Axioms:
    """The closed ontology: `store` holds the axioms in its default graph, `rules` what follows from facts."""

    store: ox.Store
    rules: tuple[Rule, ...] = field(default=())

    @property
    def triples(self) -> Iterable[ox.Quad]:
        """All axioms, in the default graph."""
        return self.store


def ontology_files(root: Path | None = None) -> list[Path]:
    """Return the modules of the ontology (not its code lists), sorted by name."""
    return sorted((root or folder("ontology")).glob("*.ttl"))


def read(files: Iterable[Path] | None = None) -> Axioms:
    """Return the closed axioms of an ontology, from the cache where they are there already.

    Args:
        files: Turtle files; the installed ontology's modules if none are given.

    Raises:
        LegationError: a file cannot be read as Turtle.
    """
    modules = [(path, path.read_bytes()) for path in (ontology_files() if files is None else files)]
    return closed((str(path), data, partial(bytes, data)) for path, data in modules)


def closed(modules: Iterable[tuple[str, bytes, Callable[[], bytes]]]) -> Axioms:
    """Return the closed axioms of an ontology, from the cache where they are there already.

    Args:
        modules: what messages call each module; the bytes by which it is known again; and what gives it in Turtle.

    Raises:
        LegationError: a module is not Turtle.
    """
    sources = list(modules)
    cached = _cache_folder() / f"axioms-{_fingerprint(data for _, data, _ in sources)}.nt"
    # A cache that was cut short or tampered with is as good as none.
    with suppress(OSError, SyntaxError, ValueError):
        triples = list(ox.parse(cached.read_bytes(), format=ox.RdfFormat.N_TRIPLES))
        if triples:
            return _compile(triples)
    made = close_ontology((where, turtle()) for where, _, turtle in sources)
    _keep(cached, made)
    return _compile(ox.parse(made, format=ox.RdfFormat.N_TRIPLES))


def close_ontology(sources: Iterable[tuple[str, bytes]]) -> bytes:
    """Close Turtle modules under OWL 2 RL; return the axioms that rules use as sorted N-Triples.

    Raises:
        LegationError: a module cannot be read as Turtle; the message names the file.
    """
    import owlrl
    from rdflib import Graph, URIRef

    stated = Graph()
    for path, data in sources:
        try:
            stated.parse(data=data, format="turtle")
        except Exception as error:
            raise LegationError(
                f"{path} is not Turtle: {' '.join(str(error).split())}; correct it"
            ) from error
    _name_expressions(stated)
    closed = Graph()
    key = URIRef(OWL + "hasKey")
    for triple in stated:
        # owlrl 7.6.2 takes any two things for the same where a key has one property.
        if triple[1] != key:
            closed.add(triple)
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(closed)
    lines = {" ".join((*(_nt(term) for term in triple), ".\n")) for triple in _axioms(stated, closed)}
    return "".join(sorted(lines)).encode()


def _nt(term: "Node") -> str:
    return term.n3()


def _name_expressions(graph: "Graph") -> None:
    """Give every blank node that is not a list an IRI, so that axioms can be told apart outside rdflib."""
    from rdflib import BNode, URIRef

    first = URIRef(RDF + "first")
    nodes = {n for s, _, o in graph for n in (s, o) if isinstance(n, BNode) and (n, first, None) not in graph}
    names = {node: URIRef(f"{EXPRESSION}{i}") for i, node in enumerate(sorted(nodes))}
    for s, p, o in list(graph):
        if s in names or o in names:
            graph.remove((s, p, o))
            graph.add((names.get(s, s), p, names.get(o, o)))  # type: ignore[call-overload]


def _axioms(stated: "Graph", closed: "Graph") -> Iterable[tuple["Node", "Node", "Node"]]:
    from rdflib import BNode, Literal, URIRef
    from rdflib.collection import Collection

    def term(suffix: str) -> URIRef:
        return URIRef(OWL + suffix)

    anything, nothing, kind = term("Thing"), term("Nothing"), URIRef(RDF + "type")
    for s, p, o in closed:
        if isinstance(s, BNode | Literal) or isinstance(o, BNode) or (s == o and str(p) != OWL + "inverseOf"):
            continue
        if isinstance(o, Literal) and str(p) != OWL + "hasValue" and "ardinality" not in str(p):
            continue
        if p == kind and str(o) in _KEPT_TYPES:
            yield s, p, o
        elif str(p) in _KEPT:
            pointless = o == anything and str(p).startswith(RDFS)
            if not pointless and s != nothing:
                yield s, p, Literal(int(o)) if "ardinality" in str(p) and str(o).isdigit() else o  # type: ignore[call-overload]
            # These hold in both directions, and the rules look at one only.
            if str(p) in {OWL + "inverseOf", OWL + "disjointWith", OWL + "propertyDisjointWith"}:
                yield o, p, s
    for prop, name in _LISTS.items():
        for s, o in stated.subject_objects(URIRef(prop)):
            # A list in one literal: its members' IRIs parted by blanks, an inverse with "^" before it.
            listed = list(Collection(stated, o))
            if listed and not any(isinstance(member, Literal) for member in listed):
                yield s, URIRef(name), Literal(" ".join(_member(stated, member) for member in listed))
    for s, o in stated.subject_objects(term("oneOf")):
        for member in Collection(stated, o):
            if isinstance(member, URIRef):
                yield s, URIRef(MEMBER), member
    for cls, prop in (
        ("AllDisjointClasses", "disjointWith"),
        ("AllDisjointProperties", "propertyDisjointWith"),
    ):
        for s in stated.subjects(kind, term(cls)):
            members_of = list(Collection(stated, stated.value(s, term("members"))))  # type: ignore[arg-type]
            for a in members_of:
                for b in members_of:
                    if a != b:
                        yield a, term(prop), b


def _member(graph: "Graph", node: "Node") -> str:
    from rdflib import URIRef

    inverse = graph.value(node, URIRef(OWL + "inverseOf"))
    return f"^{inverse}" if str(node).startswith(EXPRESSION) and inverse is not None else str(node)


def _compile(triples: Iterable[ox.Triple | ox.Quad]) -> Axioms:
    """Put the axioms in a store and make the rules: the generic ones, and one for each axiom with a list."""
    store = ox.Store()
    special: list[Rule] = []
    for triple in triples:
        predicate = triple.predicate.value
        if predicate in {CHAIN, KEY, INTERSECTION}:
            subject = str(triple.subject)
            members = [_bracketed(word) for word in triple.object.value.split()]  # type: ignore[union-attr]
            make = {CHAIN: chain_rule, KEY: key_rule, INTERSECTION: intersection_rule}[predicate]
            special.append(make(subject, members))
        else:
            store.add(ox.Quad(triple.subject, triple.predicate, triple.object))
    special.sort(key=lambda rule: (rule.name, rule.head, rule.body))
    return Axioms(store, (*RULES[:5], *special, *RULES[5:]))


def _bracketed(word: str) -> str:
    return f"^<{word[1:]}>" if word.startswith("^") else f"<{word}>"


def _fingerprint(parts: Iterable[bytes]) -> str:
    made_by = f"{_CACHE_FORMAT} {_version('owlrl')} {_version('rdflib')}"
    hashes = sorted(hashlib.blake2b(part, digest_size=16).hexdigest() for part in parts)
    return hashlib.blake2b(" ".join([made_by, *hashes]).encode(), digest_size=16).hexdigest()


def _version(package: str) -> str:
    """Return a package's version, from the name of its folder: importlib.metadata takes longer than a small closure."""
    for folder_name in sys.path:
        with suppress(OSError):
            for name in os.listdir(folder_name or "."):  # noqa: PTH208
                if name.startswith(f"{package}-") and name.endswith(".dist-info"):
                    return name
    return ""


def _cache_folder() -> Path:
    if given := os.environ.get("XDG_CACHE_HOME"):
        return Path(given) / "legation"
    home = Path(os.path.expanduser("~"))  # noqa: PTH111 - Path.home() raises where there is no home
    if sys.platform == "darwin":
        return home / "Library" / "Caches" / "legation"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", home)) / "legation" / "Cache"
    return home / ".cache" / "legation"


def _keep(path: Path, data: bytes) -> None:
    """Write the cache whole or not at all; where it cannot be written, the next run computes again."""
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            file.write(data)
        Path(file.name).replace(path)
