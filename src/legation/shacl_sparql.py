"""What a SPARQL constraint reads: steps that lead from the focus node to each triple its patterns can match.

A pattern that hangs together with `$this` is matched by triples that can be reached from the focus node, one step a
triple pattern. A constraint with a pattern that does not is not analysed: it may read anything.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import pyoxigraph as ox
from rdflib import BNode, URIRef, Variable
from rdflib.paths import AlternativePath, InvPath, MulPath, NegatedPath, SequencePath
from rdflib.plugins.sparql.algebra import translateQuery
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue

from legation.errors import NotAnalysedError
from legation.shacl_paths import Path
from legation.terms import RDF

THIS: Final = 0
"""The place of the focus node."""
_THIS: Final = Variable("this")
_TYPE: Final = URIRef(RDF + "type")
_WRAPPERS: Final = {"SelectQuery", "Project", "Distinct", "Reduced", "OrderBy", "Group", "AggregateJoin"}


@dataclass(frozen=True, slots=True)
class Step:
    """From the nodes at one place along a path to those at another."""

    origin: int
    goal: int
    path: Path | None
    """None: any property, unless `same`."""
    forward: bool = True
    same: bool = False
    """The nodes of one place are at the other too."""


@dataclass(slots=True)
class Plan:
    """Steps between places, which are numbered; the focus node is at 0."""

    steps: list[Step] = field(default_factory=list)
    guards: dict[int, tuple[frozenset[str], frozenset[str]]] = field(default_factory=dict)
    """Place -> properties that a node there has, and classes, one of which it is of, or nothing is matched there."""
    places: int = 1

    def place(self) -> int:
        """Return a new place."""
        self.places += 1
        return self.places - 1


_Reached = Mapping[Any, int]
_Choices = Mapping[Any, frozenset[str]]


def plan(select: str, prefixes: Mapping[str, str], path: Path | None) -> Plan:
    """Return what a constraint's query reads.

    Args:
        select: the text of `sh:select` or `sh:ask`.
        prefixes: prefix -> namespace.
        path: what `$PATH` stands for in a property shape.

    Raises:
        NotAnalysedError: that cannot be told.
    """
    try:
        algebra = translateQuery(parseQuery(select), initNs=dict(prefixes)).algebra
    except Exception as error:
        raise NotAnalysedError(str(error)) from error
    reader = _Reader(path)
    reader.walk(algebra, {_THIS: THIS}, {}, certain=True)
    return reader.plan


class _Reader:
    def __init__(self, path: Path | None) -> None:
        self.plan = Plan()
        self._path = path

    def walk(self, part: Any, reached: _Reached, choices: _Choices, certain: bool = False) -> _Reached:
        """Take in a part of a query and return the places of the variables it certainly binds.

        `certain` says that there is no solution where this part has none.
        """
        name = part.name
        if name in _WRAPPERS:
            return self.walk(part.p, reached, choices, certain and name != "AggregateJoin")
        if name == "BGP":
            return self._triples(list(part.triples), reached, choices, certain)
        if name == "Filter":
            found = self.walk(part.p, reached, {**choices, **_choices(part.expr)}, certain)
            self._exists(part.expr, found)
            return found
        if name == "Extend":
            found = self.walk(part.p, reached, choices, certain)
            self._exists(part.expr, found)
            return found
        if name == "Join":
            first, second = part.p1, part.p2
            try:
                return self.walk(second, self.walk(first, reached, choices, certain), choices, certain)
            except NotAnalysedError:
                return self.walk(first, self.walk(second, reached, choices, certain), choices, certain)
        if name in {"LeftJoin", "Minus"}:
            found = self.walk(part.p1, reached, choices, certain)
            beside = self.walk(part.p2, found, {})
            if name == "LeftJoin":
                self._exists(part.expr, beside)
            return found
        if name == "Union":
            return self._both(self.walk(part.p1, reached, choices), self.walk(part.p2, reached, choices))
        if name == "ToMultiSet":
            return self._inner(part, reached)
        raise NotAnalysedError(f"{name} in a constraint")

    def _inner(self, part: Any, reached: _Reached) -> _Reached:
        if part.p.name != "Project":
            return reached  # VALUES
        if _THIS not in part.p.PV:
            raise NotAnalysedError("a subquery that is not about $this")
        found = self.walk(part.p, {_THIS: reached[_THIS]}, {})
        return {**{name: place for name, place in found.items() if name in part.p.PV}, **reached}

    def _both(self, one: _Reached, other: _Reached) -> _Reached:
        merged: dict[Any, int] = {}
        for name in one.keys() & other.keys():
            if one[name] == other[name]:
                merged[name] = one[name]
                continue
            merged[name] = self.plan.place()
            for origin in (one[name], other[name]):
                self.plan.steps.append(Step(origin, merged[name], None, same=True))
        return merged

    def _triples(self, todo: list[Any], reached: _Reached, choices: _Choices, certain: bool) -> _Reached:
        found = dict(reached)
        guards = _guards(todo, choices)
        if certain and THIS not in self.plan.guards:
            self._guard(THIS, guards.get(_THIS))
        while todo:
            ready = _next(todo, found)
            todo.remove(ready)
            subject, predicate, value = ready
            forward = subject in found
            origin, end = (subject, value) if forward else (value, subject)
            goal = self.plan.place()
            for path in self._paths(predicate, choices):
                self.plan.steps.append(Step(found[origin], goal, path, forward))
            if isinstance(end, Variable | BNode) and end not in found:
                found[end] = goal
                self._guard(goal, guards.get(end))
        return found

    def _guard(self, place: int, guard: "tuple[frozenset[str], frozenset[str]] | None") -> None:
        if guard is not None:
            self.plan.guards[place] = guard

    def _paths(self, predicate: Any, choices: _Choices) -> list[Path | None]:
        if predicate == Variable("PATH") and self._path is not None:
            return [self._path]
        if isinstance(predicate, Variable):
            known = choices.get(predicate)
            return [ox.NamedNode(iri) for iri in sorted(known)] if known is not None else [None]
        path = _path(predicate)
        return [path] if path is not None else [None]

    def _exists(self, expression: Any, reached: _Reached) -> None:
        """Take in the patterns under EXISTS and NOT EXISTS."""
        if isinstance(expression, CompValue):
            if expression.name in {"Builtin_EXISTS", "Builtin_NOTEXISTS"}:
                self.walk(expression.graph, reached, {})
                return
            for part in expression.values():
                self._exists(part, reached)
        elif isinstance(expression, list | tuple):
            for part in expression:
                self._exists(part, reached)


def _next(todo: list[Any], found: _Reached) -> Any:
    """Return the pattern to follow: a node has few properties, but may be the object of many triples.

    Of those that have to be followed backward, the one that was reached last: a document has fewer facts than a state.
    """
    for triple in todo:
        if triple[0] in found:
            return triple
    known = [triple for triple in todo if triple[2] in found]
    if not known:
        raise NotAnalysedError("a pattern that does not hang together with $this")
    return min(known, key=lambda triple: (triple[1] == _TYPE, -found[triple[2]]))


def _guards(triples: Iterable[Any], choices: _Choices) -> dict[Any, tuple[frozenset[str], frozenset[str]]]:
    """Return for each subject what a node must have to match all these patterns."""
    properties: dict[Any, set[str]] = {}
    classes: dict[Any, frozenset[str]] = {}
    for subject, predicate, value in triples:
        if isinstance(predicate, URIRef):
            properties.setdefault(subject, set()).add(str(predicate))
        if predicate == _TYPE:
            classes[subject] = (
                frozenset({str(value)}) if isinstance(value, URIRef) else choices.get(value, frozenset())
            )
    return {node: (frozenset(own), classes.get(node, frozenset())) for node, own in properties.items()}


def _choices(expression: Any) -> dict[Any, frozenset[str]]:
    """Return the IRIs that a filter leaves to a variable: `?path IN (leg:actor, leg:target)`."""
    if not isinstance(expression, CompValue):
        return {}
    if expression.name == "ConditionalAndExpression":
        found: dict[Any, frozenset[str]] = {}
        for part in (expression.expr, *expression.other):
            found |= _choices(part)
        return found
    if expression.name != "RelationalExpression" or not isinstance(expression.expr, Variable):
        return {}
    others: Iterable[Any] = expression.other if isinstance(expression.other, list) else [expression.other]
    listed = [other for other in others if isinstance(other, URIRef)]
    if expression.op not in {"IN", "="} or len(listed) != len(list(others)):
        return {}
    return {expression.expr: frozenset(map(str, listed))}


def _path(given: Any) -> Path | None:
    """Return a path of rdflib's as one of ours; None: any property."""
    if isinstance(given, URIRef):
        return ox.NamedNode(str(given))
    if isinstance(given, InvPath):
        inner = _path(given.arg)
        return None if inner is None else ("^", (inner,))
    if isinstance(given, MulPath):
        inner = _path(given.path)
        if inner is not None:
            return (str(given.mod), (inner,))
    if isinstance(given, SequencePath | AlternativePath):
        parts = [_path(part) for part in given.args]
        known = tuple(part for part in parts if part is not None)
        if len(known) == len(parts):
            return ("/" if isinstance(given, SequencePath) else "|", known)
    if isinstance(given, NegatedPath):
        raise NotAnalysedError("a negated property set")
    raise NotAnalysedError("a property path of another kind")
