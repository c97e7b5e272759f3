"""All that follows from a store's facts: every clause applied to what the last round brought, until nothing new comes.

Semi-naive evaluation (Bancilhon and Ramakrishnan, "An amateur's introduction to recursive query processing strategies",
1986) over relations held as sorted arrays.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

import numpy as np
import pyoxigraph as ox

from legation.axioms import Axioms
from legation.clauses import Atom, Clause, Part, check_clauses, rule_clauses
from legation.intake import TYPE, Intake, keyed
from legation.matching import Bindings
from legation.reasoning_rules import REPLACEMENTS
from legation.relations import (
    BLANK,
    EMPTY,
    LITERAL,
    Columns,
    Joint,
    Numbers,
    Relation,
    Terms,
    kept,
    objects,
    pair,
    partners,
    solve,
    subjects,
    turned,
    unique,
    within,
)
from legation.terms import OWL
from legation.wording import Term

SAME: Final = ox.NamedNode(OWL + "sameAs")
_THING: Final = ox.NamedNode(OWL + "Thing")
_NEGATION: Final = f"?s <{OWL}assertionProperty> ?o"
_AT_ONCE: Final = 1 << 20
"""News joined at once: what a join takes in memory grows with it."""

_TEST: Final = re.compile(
    r"(?P<kind>isIRI|isLiteral)\(\?(?P<of>\w+)\)"
    r"|!sameTerm\(\?(?P<one>\w+), \?(?P<other>\w+)\)"
    r"|str\(\?(?P<low>\w+)\) (?P<order><=?) str\(\?(?P<high>\w+)\)"
    r"|\?(?P<value>\w+) != \?(?P<unlike>\w+)"
)
_EMPTY_STORE: Final = ox.Store()


@dataclass(slots=True)
class _Plan:
    """A clause with its relations at hand."""

    clause: Clause
    joints: list[Joint]
    head: Joint | None
    test: Callable[[Columns], Columns]


class Closure:
    """What a store states, and what follows from it by the rules.

    Attributes:
        by_rule: a rule's name -> how many triples it was first to infer, those by class expressions among them.
        rounds: how often all clauses were applied.
    """

    def __init__(self, store: ox.Store, axioms: Axioms) -> None:
        """Read the facts and apply the rules to the fixpoint."""
        self.by_rule: dict[str, int] = {}
        self.rounds = 0
        self.terms = Terms()
        self.intake = Intake(store, self.terms)
        self._properties: dict[ox.NamedNode, Relation] = {SAME: Relation()}
        self._classes: dict[Term, Relation] = {}
        # A property's subjects (0) or objects (1), for atoms whose other end nothing else speaks of.
        self._halves: dict[tuple[ox.NamedNode, int], Relation] = {}
        self._types_paired = False
        self._touched = EMPTY
        plans = [self._plan(clause) for clause in rule_clauses(axioms)]
        negated = [p for p in self.intake.terms(_NEGATION) if isinstance(p, ox.NamedNode)]
        self._checks = [self._plan(clause) for clause in check_clauses(axioms, negated)]
        # Properties and classes of which everything stated has been read.
        self._whole = self._read()
        while self._turn() or not self.rounds:
            self.rounds += 1
            for plan in plans:
                self._apply(plan)
            self._replace_equals()

    # Getting ready

    def _plan(self, clause: Clause) -> _Plan:
        counted: dict[str, int] = defaultdict(int)
        for atom in (*clause.body, *([clause.head] if clause.head else [])):
            for name in atom.variables:
                counted[name] += 1
        # Only rules: a check tells what each of its variables stands for.
        alone = {name for name, count in counted.items() if count == 1 and clause.head is not None}
        joints = [self._joint(atom, alone) for atom in clause.body]
        head = self._joint(clause.head, set()) if clause.head else None
        return _Plan(clause, joints, head, _vectorised(clause.rule.test))

    def _joint(self, atom: Atom, alone: set[str]) -> Joint:
        subject, object_ = self._part(atom.subject), self._part(atom.object)
        if atom.predicate == TYPE:
            if not isinstance(atom.object, str):
                return Joint(self._class(atom.object), subject, None)
            self._types_paired = True
        elif object_ in alone and subject not in alone:
            return Joint(self._halves.setdefault((atom.predicate, 0), Relation()), subject, None)
        elif subject in alone and object_ not in alone:
            return Joint(self._halves.setdefault((atom.predicate, 1), Relation()), object_, None)
        return Joint(self._property(atom.predicate), subject, object_)

    def _part(self, part: Part) -> str | int:
        return part if isinstance(part, str) else self.terms.number(part)

    def _property(self, prop: ox.NamedNode) -> Relation:
        return self._properties.setdefault(prop, Relation())

    def _class(self, cls: Term) -> Relation:
        return self._classes.setdefault(cls, Relation())

    def _read(self) -> tuple[set[ox.NamedNode], set[Term]]:
        intake = self.intake
        for prop, relation in self._properties.items():
            if prop != TYPE:
                relation.state(intake.pairs(prop))
        for (prop, half), relation in self._halves.items():
            if prop not in self._properties:
                relation.state((intake.objects if half else intake.subjects)(prop))
        wanted = intake.terms(f"?s {TYPE} ?o")
        for cls in wanted:
            if isinstance(cls, ox.NamedNode) and (self._types_paired or cls in self._classes):
                self._class(cls).state(intake.instances(cls))
        return set(self._properties), set(self._classes)

    # Rounds

    def _turn(self) -> bool:
        """Make what came in the last round the news; tell whether there is any."""
        changed = False
        for cls, relation in self._classes.items():
            changed |= relation.turn()
            if self._types_paired and len(relation.news):
                number = np.full(len(relation.news), self.terms.number(cls), np.int64)
                self._property(TYPE).add(pair(relation.news, number))
        for relation in self._properties.values():
            changed |= relation.turn()
        for (prop, half), relation in self._halves.items():
            if prop in self._properties:
                news = self._properties[prop].news
                relation.add(objects(news) if half else subjects(news))
            changed |= relation.turn()
        return changed

    def _apply(self, plan: _Plan) -> None:
        assert plan.head is not None
        if not plan.joints:
            if self.rounds == 1:
                self._add(plan, {"": np.zeros(1, np.int64)})
            return
        if not any(len(joint.relation.news) for joint in plan.joints):
            return
        # All is news in the first round: from one atom on, all solutions are found.
        smallest = min(plan.joints, key=lambda joint: len(joint.relation.known))
        for first in [smallest] if self.rounds == 1 else plan.joints:
            others = [joint for joint in plan.joints if joint is not first]
            news = first.relation.news
            if not all(len(joint.relation.known) for joint in others):
                continue
            for begin in range(0, len(news), _AT_ONCE):
                self._add(plan, solve(first, news[begin : begin + _AT_ONCE], others, plan.test))

    def _add(self, plan: _Plan, columns: Columns) -> None:
        head = plan.head
        assert head is not None
        length = len(next(iter(columns.values())))
        ends = [
            columns[part] if isinstance(part, str) else np.full(length, part, np.int64)
            for part in (head.subject, head.object)
            if part is not None
        ]
        rule = plan.clause.rule.name
        if len(ends) == 1:
            self._infer(rule, head.relation, ends[0][ends[0] & LITERAL == 0])
            return
        keys = pair(*ends)[ends[0] & LITERAL == 0]
        if plan.clause.head is not None and plan.clause.head.predicate == TYPE:
            self._infer_types(rule, keys)
        else:
            self._infer(rule, head.relation, keys)

    def _infer(self, rule: str, relation: Relation, keys: Numbers) -> None:
        count = relation.add(keys)
        if count:
            self.by_rule[rule] = self.by_rule.get(rule, 0) + count

    def _infer_types(self, rule: str, keys: Numbers) -> None:
        for number in np.unique(objects(keys)).tolist():
            self._infer(rule, self._class(self.terms.term(number)), subjects(keys[objects(keys) == number]))

    # Equals

    def _replace_equals(self) -> None:
        """Apply the two rules that put equals in the place of equals."""
        same = self._property(SAME)
        if not len(same.known):
            return
        self._read_about_equals(same)
        known, news = (keys[subjects(keys) != objects(keys)] for keys in (same.known, same.news))
        subject, object_ = REPLACEMENTS
        for prop, relation in list(self._properties.items()):
            if prop in (SAME, TYPE) or _hidden(prop):
                continue  # what is the same as both follows by rules of its own; types are in their classes
            for equals, keys in ((news, relation.known), (known, relation.news)):
                found = _replaced(equals, keys)
                self._infer(subject, relation, found[found >> 32 & LITERAL == 0])
                # The other end, read from behind.
                found = turned(_replaced(equals, turned(keys)))
                self._infer(object_, relation, found)
        for cls, relation in list(self._classes.items()):
            number = self.terms.number(cls)
            for equals, keys in ((news, relation.known), (known, relation.news)):
                # A class is a column of subjects: pairs with 0 for what they do not have.
                found = subjects(_replaced(equals, keys << 32))
                self._infer(subject, relation, found[found & LITERAL == 0])
                others = partners(np.array([number]), equals)[1]
                for other in others.tolist():
                    self._infer(object_, self._class(self.terms.term(other)), keys)

    def _read_about_equals(self, same: Relation) -> None:
        """Read the facts about what is the same as something that no rule needed so far."""
        ends = unique(np.concatenate((subjects(same.known), objects(same.known))))
        fresh = ends[~within(ends, self._touched)]
        self._touched = ends
        properties, classes = self._whole
        for number in fresh.tolist():
            for triple in self.intake.about(self.terms.term(number)):
                if triple.predicate == TYPE:
                    if triple.object not in classes:
                        self._class(triple.object).state(self.terms.numbers([triple.subject]))
                elif triple.predicate not in properties:
                    self._property(triple.predicate).state(keyed(self.terms, triple))

    # What came out

    def derived(self) -> Iterator[tuple[ox.NamedNode, Term | None, Numbers]]:
        """Yield what follows and is stated nowhere: property, None and pairs; or rdf:type, class and instances.

        Only about things that have a name: no class expressions, no blank nodes, and nothing that is true of anything.
        """
        for prop, relation in self._properties.items():
            if prop == TYPE or _hidden(prop):
                continue
            keys = relation.known[~within(relation.known, relation.stated)]
            keys = keys[(keys >> 32 & BLANK == 0) & (keys & BLANK == 0)]
            if prop == SAME:
                keys = keys[subjects(keys) != objects(keys)]
            hidden = [self.terms.number(cls) for cls in self._classes if _hidden(cls)]
            if hidden:
                keys = keys[~within(objects(keys), np.sort(np.array(hidden, np.int64)))]
            yield prop, None, keys
        for cls, relation in self._classes.items():
            if cls == _THING or isinstance(cls, ox.BlankNode) or _hidden(cls):
                continue
            keys = relation.known[~within(relation.known, relation.stated)]
            yield TYPE, cls, keys[keys & BLANK == 0]

    def triples(self, prop: ox.NamedNode, cls: Term | None, keys: Numbers) -> Iterator[ox.Triple]:
        """Yield keys as triples; the arguments are as `derived` yields them."""
        return (ox.Triple(*ends) for ends in self._ends(prop, cls, keys))  # type: ignore[arg-type]

    def quads(self, prop: ox.NamedNode, cls: Term | None, keys: Numbers) -> Iterator[ox.Quad]:
        """Yield keys as quads of the default graph; the arguments are as `derived` yields them."""
        return (ox.Quad(*ends) for ends in self._ends(prop, cls, keys))  # type: ignore[arg-type]

    def _ends(
        self, prop: ox.NamedNode, cls: Term | None, keys: Numbers
    ) -> Iterator[tuple[Term, ox.NamedNode, Term]]:
        term = self.terms.term
        if cls is not None:
            return ((term(number), prop, cls) for number in keys.tolist())
        return ((term(key >> 32), prop, term(key & 0xFFFFFFFF)) for key in keys.tolist())

    def contradictions(self, most: int = 100) -> Iterator[tuple[Clause, Bindings]]:
        """Yield each check that found something, with what its variables stand for; each check `most` times at most."""
        left: dict[str, int] = defaultdict(lambda: most)
        for plan in self._checks:
            for bindings in islice(self._found(plan), left[plan.clause.rule.name]):
                left[plan.clause.rule.name] -= 1
                yield plan.clause, bindings

    def _found(self, plan: _Plan) -> Iterator[Bindings]:
        first = min(plan.joints, key=lambda joint: len(joint.relation.known))
        others = [joint for joint in plan.joints if joint is not first]
        known = first.relation.known
        for begin in range(0, len(known), _AT_ONCE):
            columns = solve(first, known[begin : begin + _AT_ONCE], others, plan.test)
            for row in range(len(next(iter(columns.values())))):
                found = {name: self.terms.term(int(column[row])) for name, column in columns.items() if name}
                bindings = {**found, **plan.clause.bound}
                if holds(plan.clause.rule.test, bindings):
                    yield bindings

    def around(self, triples: tuple[ox.Triple, ...], steps: int = 3, most: int = 1000) -> ox.Store:
        """Return a store of what is stated and follows about what the triples name, and what is near to that.

        Args:
            triples: where to begin.
            steps: how many triples away things may be.
            most: of the things a step leads to, and of the triples that point at one: much is near to a state.
        """
        found, seen = ox.Store(), EMPTY
        near = unique(self.terms.numbers(term for t in triples for term in (t.subject, t.object)))
        for _ in range(steps):
            reached = [EMPTY]
            for number in near.tolist():
                for triple in self.intake.about(self.terms.term(number), most):
                    found.add(ox.Quad(*triple))
                    reached.append(self.terms.numbers([triple.subject, triple.object]))
            for prop, relation in self._properties.items():
                if prop == TYPE:
                    continue
                rows, values = partners(near, relation.known)
                rows_behind, values_behind = partners(near, relation.by_object, most)
                keys = np.concatenate((pair(near[rows], values), pair(values_behind, near[rows_behind])))
                found.extend(ox.Quad(*triple) for triple in self.triples(prop, None, keys))
                reached += [values, values_behind]
            for cls, relation in self._classes.items():
                keys = near[within(near, relation.known)]
                found.extend(ox.Quad(*triple) for triple in self.triples(TYPE, cls, keys))
            seen = unique(np.concatenate((seen, near)))
            near = unique(np.concatenate(reached))
            near = near[~within(near, seen)][:most]
        return found


def _hidden(term: Term) -> bool:
    """Tell whether a term is of the reasoner's own making."""
    return isinstance(term, ox.NamedNode) and term.value.startswith("urn:legation:")


def _replaced(equals: Numbers, keys: Numbers) -> Numbers:
    """Return the keys with their first terms replaced by each of their equals."""
    if not len(equals) or not len(keys):
        return EMPTY
    concerned = np.sort(keys[within(subjects(keys), unique(subjects(equals)))])
    rows, seconds = partners(subjects(equals), concerned)
    return pair(objects(equals)[rows], seconds)


def conjuncts(test: str) -> list[re.Match[str]]:
    """Return the parts of a rule's test; those that are known are enough for all rules and checks there are."""
    found = []
    for text in test.split(" && ") if test else []:
        match = _TEST.fullmatch(text)
        if match is None:
            raise ValueError(f"no part of a rule's test: {text}")
        found.append(match)
    return found


def _vectorised(test: str) -> Callable[[Columns], Columns]:
    """Return a function that keeps the solutions that pass what of a test can be told from numbers."""
    parts = conjuncts(test)

    def keep(columns: Columns) -> Columns:
        for part in parts:
            if part["kind"]:
                bits = columns[part["of"]] & (LITERAL | BLANK)
                columns = kept(columns, bits == (LITERAL if part["kind"] == "isLiteral" else 0))
            elif part["one"]:
                columns = kept(columns, columns[part["one"]] != columns[part["other"]])
        return columns

    return keep


def holds(test: str, bindings: Bindings) -> bool:
    """Tell whether a solution passes what of a test needs the terms themselves."""
    for part in conjuncts(test):
        if part["low"]:
            low, high = (_text(bindings[part[name]]) for name in ("low", "high"))
            if low > high or (low == high and part["order"] == "<"):
                return False
        elif part["value"]:
            one, other = bindings[part["value"]], bindings[part["unlike"]]
            # Values are compared as SPARQL does it.
            if not _EMPTY_STORE.query(f"ASK {{ FILTER({one} != {other}) }}"):
                return False
    return True


def _text(term: Term) -> str:
    return str(term) if isinstance(term, ox.Triple) else term.value
