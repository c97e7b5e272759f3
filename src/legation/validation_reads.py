"""Which triples the check of a focus node can read, worked out from the shapes alone.

The shapes are read as a finite automaton: its input are steps over triples (along a property or against it), it starts
at a focus node, and it takes each step that checking some shape can take. Two uses. Forward: the part of a graph that
must be there to check a node. Backward: the nodes whose check reads a triple.

A result can change only where a triple that is read was added or removed. On the way from the focus node to that
triple, take the first one that was added or removed: what lies before it is in the graph before and after, so walking
backward through the graph as it is now, from each triple that was touched, finds all nodes that need another check.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final, Protocol

import pyoxigraph as ox

from legation.errors import NotAnalysedError
from legation.shacl_paths import Node, Path
from legation.shapes_graph import TARGETS, ShapesGraph
from legation.terms import RDF, RDFS

Property = str | None
"""IRI of a property; None is any."""
Step = tuple[Property, bool]
"""A property, and whether it is followed from subject to object."""

START: Final = 0
_FEW: Final = 4
_TYPE: Final = RDF + "type"
_SUBCLASS: Final = RDFS + "subClassOf"
_ANY: Final[Step] = (None, True)
_HARMLESS: Final = frozenset(
    """
    path severity message name description order group defaultValue deactivated datatype nodeKind minCount maxCount
    minExclusive minInclusive maxExclusive maxInclusive minLength maxLength pattern flags languageIn uniqueLang hasValue
    in ignoredProperties qualifiedMinCount qualifiedMaxCount qualifiedValueShapesDisjoint declare prefixes
    """.split()
)
"""Properties of a shape that ask for nothing but its value nodes."""
_NESTED: Final = ("node", "property", "not", "qualifiedValueShape")
_LISTS: Final = ("and", "or", "xone")
_PAIRS: Final = ("equals", "disjoint", "lessThan", "lessThanOrEquals")


class Graph(Protocol):
    """Triples that can be walked over."""

    def outgoing(self, node: Node, property_: Property) -> Iterable[ox.Triple]:
        """Yield the triples with this subject."""

    def incoming(self, node: Node, property_: Property) -> Iterable[ox.Triple]:
        """Yield the triples with this object."""


@dataclass(frozen=True, slots=True)
class Guard:
    """What a node must have, or the pattern that it stands in matches nothing."""

    properties: frozenset[str]
    """IRIs of properties, each of which it must have."""
    classes: frozenset[str] = frozenset()
    """IRIs of classes, one of which it must be of itself; none: no matter."""


class Reads:
    """The automaton of a graph of shapes.

    Args:
        steps: for each state, step -> states.
        same: for each state, the states that a node in it is in too.
        guards: state -> what a node must have to be in it.
    """

    def __init__(
        self, steps: list[dict[Step, set[int]]], same: list[set[int]], guards: dict[int, Guard]
    ) -> None:
        self._steps, self._same, self._guards = steps, same, guards
        self._back: list[dict[Step, set[int]]] = [defaultdict(set) for _ in steps]
        self._above: list[set[int]] = [set() for _ in steps]
        self._readers: dict[Step, set[int]] = defaultdict(set)
        for state, own in enumerate(steps):
            for goal in same[state]:
                self._above[goal].add(state)
            for (property_, forward), goals in own.items():
                self._readers[property_, forward].add(state)
                for goal in goals:
                    self._back[goal][property_, not forward].add(state)

    def packed(self) -> list[Any]:
        """Return the automaton as what JSON can hold."""
        return [
            [[[*step, sorted(goals)] for step, goals in own.items()] for own in self._steps],
            [sorted(states) for states in self._same],
            [[state, sorted(one.properties), sorted(one.classes)] for state, one in self._guards.items()],
        ]

    @classmethod
    def unpacked(cls, packed: list[Any]) -> "Reads":
        """Return the automaton that was packed."""
        steps, same, guards = packed
        return cls(
            [{(name, forward): set(goals) for name, forward, goals in own} for own in steps],
            [set(states) for states in same],
            {state: Guard(frozenset(names), frozenset(classes)) for state, names, classes in guards},
        )

    def needed(self, foci: Iterable[Node], graph: Graph) -> set[ox.Triple]:
        """Return all triples that checking `foci` can read."""
        found: set[ox.Triple] = set()
        walk = _Walk(self._steps, self._same, self._guards, graph, ())
        waiting = [(focus, frozenset({START})) for focus in foci]
        while waiting:
            node, states = waiting.pop()
            for triple, end, goals in walk.on(node, walk.new(node, states)):
                found.add(triple)
                waiting.append((end, goals))
        return found

    def affected(self, touched: Collection[ox.Triple], graph: Graph) -> set[Node]:
        """Return the nodes whose check can read a triple that was added or removed.

        Not all of them are targets of a shape.
        """
        found: set[Node] = set()
        # What a node had before or has now is what it may have had.
        walk = _Walk(self._back, self._above, self._guards, graph, touched)
        waiting: list[tuple[Node, frozenset[int]]] = []
        for triple in touched:
            for node, forward in ((triple.subject, True), (triple.object, False)):
                readers = (self._readers.get((name, forward), ()) for name in (triple.predicate.value, None))
                waiting.append((node, frozenset(state for states in readers for state in states)))
        while waiting:
            node, states = waiting.pop()
            new = walk.new(node, states)
            if START in new:
                found.add(node)
            waiting += [(end, goals) for _, end, goals in walk.on(node, new)]
        return found


class _Walk:
    """Steps over a graph, each node taken once in each state."""

    def __init__(
        self,
        steps: list[dict[Step, set[int]]],
        same: list[set[int]],
        guards: dict[int, Guard],
        graph: Graph,
        beside: Iterable[ox.Triple],
    ) -> None:
        self._steps, self._same, self._guards, self._graph = steps, same, guards, graph
        self._beside: dict[Node, set[ox.Triple]] = defaultdict(set)
        for triple in beside:
            self._beside[triple.subject].add(triple)
        self._given: dict[Node, frozenset[int]] = {}
        self._seen: dict[Node, frozenset[int]] = {}
        self._had: dict[Node, dict[str, set[str]]] = {}
        self._closed: dict[frozenset[int], tuple[frozenset[int], bool]] = {}
        self._joined: dict[frozenset[int], _Joined] = {}

    def new(self, node: Node, states: frozenset[int]) -> frozenset[int]:
        """Return the states that a node is in now and was not before."""
        if not states or isinstance(node, ox.Triple):
            return frozenset()
        given = self._given.get(node, frozenset())
        if states <= given:
            return frozenset()
        self._given[node] = given | states
        if states not in self._closed:
            self._closed[states] = self._close(states, None)
        closed, guarded = self._closed[states]
        if guarded:
            closed, _ = self._close(states, node)
        seen = self._seen.get(node, frozenset())
        self._seen[node] = seen | closed
        return closed - seen

    def _close(self, states: frozenset[int], node: Node | None) -> tuple[frozenset[int], bool]:
        """Return the states with those that are the same, and whether some of these ask something of the node."""
        found: set[int] = set()
        waiting = list(states)
        guarded = False
        while waiting:
            state = waiting.pop()
            if state in found:
                continue
            guard = self._guards.get(state)
            if guard is not None:
                guarded = True
                if node is not None:
                    had = self._properties(node)
                    if not guard.properties <= had.keys():
                        continue
                    if guard.classes and guard.classes.isdisjoint(had.get(_TYPE, ())):
                        continue
            found.add(state)
            waiting += self._same[state]
        return frozenset(found), guarded

    def _properties(self, node: Node) -> dict[str, set[str]]:
        """Return the properties that a node has; with its type, the classes."""
        if node in self._had:
            return self._had[node]
        found = self._had[node] = {}
        for triple in (*self._graph.outgoing(node, None), *self._beside.get(node, ())):
            values = found.setdefault(triple.predicate.value, set())
            if triple.predicate.value == _TYPE and isinstance(triple.object, ox.NamedNode):
                values.add(triple.object.value)
        return found

    def on(self, node: Node, states: frozenset[int]) -> Iterator[tuple[ox.Triple, Node, frozenset[int]]]:
        """Yield each triple that is read at a node in these states, its other end, and the states there."""
        if not states:
            return
        joined = self._joined.get(states)
        if joined is None:
            joined = self._joined[states] = _Joined(self._steps[state] for state in states)
        for property_ in joined.asked(True):
            for triple in self._graph.outgoing(node, property_):
                if goals := joined.goals(triple.predicate.value, True):
                    yield triple, triple.object, goals
        for property_ in joined.asked(False):
            for triple in self._graph.incoming(node, property_):
                yield triple, triple.subject, joined.goals(triple.predicate.value, False)


class _Joined:
    """What is done in several states at once."""

    def __init__(self, steps: Iterable[dict[Step, set[int]]]) -> None:
        found: dict[Step, set[int]] = defaultdict(set)
        for own in steps:
            for step, goals in own.items():
                found[step] |= goals
        self._goals = {step: frozenset(goals) for step, goals in found.items()}
        self._asked = {forward: self._properties(forward) for forward in (True, False)}

    def asked(self, forward: bool) -> list[Property]:
        """Return what to ask a graph for: some properties, or all of a node where that is quicker."""
        return self._asked[forward]

    def goals(self, property_: str, forward: bool) -> frozenset[int]:
        """Return the states that a triple leads to; none where it is not read."""
        named, every = self._goals.get((property_, forward)), self._goals.get((None, forward))
        return named | every if named and every else named or every or frozenset()

    def _properties(self, forward: bool) -> list[Property]:
        names = [name for name, ahead in self._goals if ahead == forward]
        # A node has few properties, but may be the object of many triples.
        return [None] if None in names or (forward and len(names) > _FEW) else names


def reads(shapes: ShapesGraph, every: bool = False) -> Reads:
    """Return what checking a node against shapes reads.

    Args:
        shapes: the shapes.
        every: all that a node says of itself is read too.

    Raises:
        NotAnalysedError: it cannot be told; then any change may change any result.
    """
    return _Builder(shapes).build(every)


class _Builder:
    def __init__(self, shapes: ShapesGraph) -> None:
        self._shapes = shapes
        self._steps: list[dict[Step, set[int]]] = []
        self._same: list[set[int]] = []
        """State -> states that a node in it is in too."""
        self._guards: dict[int, Guard] = {}
        self._states: dict[Node, int] = {}

    def build(self, every: bool) -> Reads:
        start = self._state()
        if every:
            self._step(start, _ANY)
        if any("parameter" in self._shapes.properties(node) for node in self._shapes.nodes()):
            raise NotAnalysedError("constraint components of others")
        for shape in self._shapes.targeted:
            self._same[start].add(self._shape(shape))
            self._targets(shape, start)
        return Reads(self._steps, self._same, self._guards)

    def _state(self) -> int:
        self._steps.append({})
        self._same.append(set())
        return len(self._steps) - 1

    def _step(self, origin: int, step: Step, goal: int | None = None) -> int:
        goal = self._state() if goal is None else goal
        self._steps[origin].setdefault(step, set()).add(goal)
        return goal

    def _walk(self, origin: int, path: Path, forward: bool = True) -> int:
        """Return the state at the end of a path."""
        if isinstance(path, ox.NamedNode):
            return self._step(origin, (path.value, forward))
        sign, parts = path
        if sign == "^":
            return self._walk(origin, parts[0], not forward)
        if sign == "/":
            for part in parts if forward else reversed(parts):
                origin = self._walk(origin, part, forward)
            return origin
        goal = self._state()
        if sign in "*+":
            around = self._state()
            self._same[origin].add(around)
            self._same[self._walk(around, parts[0], forward)] |= {around, goal}
        else:
            for part in parts:
                self._same[self._walk(origin, part, forward)].add(goal)
        if sign in "*?":
            self._same[origin].add(goal)
        return goal

    def _class(self, origin: int) -> None:
        kind = self._step(origin, (_TYPE, True))
        self._step(kind, (_SUBCLASS, True), kind)

    def _targets(self, shape: Node, start: int) -> None:
        asked = {name for name in TARGETS if self._shapes.all(shape, name)}
        if "target" in asked:
            raise NotAnalysedError("a target of another kind")
        if "targetClass" in asked or self._shapes.is_class(shape):
            self._class(start)
        for name, forward in (("targetSubjectsOf", True), ("targetObjectsOf", False)):
            for property_ in self._shapes.all(shape, name):
                if isinstance(property_, ox.NamedNode):
                    self._step(start, (property_.value, forward))

    def _shape(self, node: Node) -> int:
        """Return the state in which a node is checked against a shape."""
        if node in self._states:
            return self._states[node]
        state = self._states[node] = self._state()
        value, path = state, None
        for given in self._shapes.all(node, "path"):
            path = self._shapes.path(given)
            if path is None:
                raise NotAnalysedError("a path that is none")
            value = self._walk(state, path)
        for name in self._shapes.properties(node):
            self._constraint(node, name, state, value, path)
        return state

    def _constraint(self, node: Node, name: str, state: int, value: int, path: Path | None) -> None:
        given = self._shapes.all(node, name)
        if name == "class":
            self._class(value)
        elif name in _NESTED:
            self._same[value] |= {self._shape(one) for one in given}
            if name == "qualifiedValueShape":
                # Disjoint ones are checked against those of the shape's sisters.
                self._same[value] |= {self._shape(one) for one in self._sisters(node)}
        elif name in _LISTS:
            self._same[value] |= {self._shape(one) for one in given for one in self._shapes.members(one)}
        elif name in _PAIRS:
            for one in given:
                self._step(state, (one.value if isinstance(one, ox.NamedNode) else "", True))
        elif name == "closed":
            self._step(value, _ANY)
        elif name == "sparql":
            for one in given:
                self._sparql(one, state, path)
        elif name not in _HARMLESS and name not in TARGETS:
            raise NotAnalysedError(f"sh:{name}")

    def _sisters(self, node: Node) -> Iterator[Node]:
        for parent in self._shapes.nodes():
            sisters = self._shapes.all(parent, "property")
            if node in sisters:
                for sister in sisters:
                    yield from self._shapes.all(sister, "qualifiedValueShape")

    def _sparql(self, constraint: Node, state: int, path: Path | None) -> None:
        from legation.shacl_sparql import plan

        prefixes = {
            _text(declared, "prefix", self._shapes): _text(declared, "namespace", self._shapes)
            for source in self._shapes.all(constraint, "prefixes")
            for declared in self._shapes.all(source, "declare")
        }
        for select in self._shapes.all(constraint, "select"):
            if not isinstance(select, ox.Literal):
                continue
            planned = plan(select.value, prefixes, path)
            places = [self._state() for _ in range(planned.places)]
            self._same[state].add(places[0])
            for place, (properties, kinds) in planned.guards.items():
                self._guards[places[place]] = Guard(properties, kinds)
            for step in planned.steps:
                origin, goal = places[step.origin], places[step.goal]
                if step.same:
                    self._same[origin].add(goal)
                elif step.path is None:
                    self._step(origin, (None, step.forward), goal)
                else:
                    self._same[self._walk(origin, step.path, step.forward)].add(goal)


def _text(node: Node, name: str, shapes: ShapesGraph) -> str:
    return next((one.value for one in shapes.all(node, name) if isinstance(one, ox.Literal)), "")
