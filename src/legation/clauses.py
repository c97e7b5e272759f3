"""Rules and checks with an ontology's axioms filled in: what is left speaks of facts alone.

A generic rule becomes one clause for each way in which its axioms hold, so that every atom of a clause has its
predicate, and an atom about a type its class. The two rules that put equals in the place of equals speak of every
predicate; they are no clauses (see `reasoning_rules.REPLACEMENTS`).
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product
from typing import Final, NamedTuple

import pyoxigraph as ox

from legation.axioms import Axioms
from legation.matching import Bindings, constant, match
from legation.reasoning_rules import CHECKS, NEGATED, REPLACEMENTS, Check, Pattern, Rule
from legation.wording import Term

Part = str | Term
"""The name of a variable, without its question mark; or a term."""

_ALTERNATIVE: Final = re.compile(r"\|(?![^<]*>)")


class Atom(NamedTuple):
    """A triple of which subject and object may be variables."""

    subject: Part
    predicate: ox.NamedNode
    object: Part

    @property
    def variables(self) -> tuple[str, ...]:
        """The names of its variables, in order."""
        return tuple(part for part in (self.subject, self.object) if isinstance(part, str))

    def ground(self, bindings: Bindings) -> ox.Triple:
        """Return the triple that it is when its variables stand for these terms."""
        subject, object_ = (
            bindings[part] if isinstance(part, str) else part for part in (self.subject, self.object)
        )
        return ox.Triple(subject, self.predicate, object_)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Clause:
    """If all of `body` holds, and the rule's test, then `head` does; a check has no head.

    `bound` tells what the variables of the rule's axioms stand for.
    """

    rule: Rule | Check
    bound: Bindings
    body: tuple[Atom, ...]
    head: Atom | None = None

    def __hash__(self) -> int:
        return hash((self.rule.name, self.body, self.head))


def rule_clauses(axioms: Axioms) -> list[Clause]:
    """Return the clauses of all rules but the replacements, in the rules' order."""
    return [
        clause for rule in axioms.rules if rule.name not in REPLACEMENTS for clause in _filled(axioms, rule)
    ]


def check_clauses(axioms: Axioms, negated: Iterable[ox.NamedNode] = ()) -> list[Clause]:
    """Return the clauses of all checks, in the checks' order.

    Args:
        axioms: the closed ontology.
        negated: properties of which the facts say that they do not hold (`owl:assertionProperty`).
    """
    given = [{"p": prop} for prop in negated]
    return [
        clause
        for check in CHECKS
        for before in (given if check.name == NEGATED else [{}])
        for clause in _filled(axioms, check, dict(before))
    ]


def _filled(axioms: Axioms, rule: Rule | Check, before: Bindings | None = None) -> Iterator[Clause]:
    for bound in match(axioms.store, rule.axioms, before or {}):
        head = next(_atoms(rule.head, bound)) if isinstance(rule, Rule) else None
        for body in product(*(list(_atoms(pattern, bound)) for pattern in rule.body)):
            yield Clause(rule, bound, body, head)


def _atoms(pattern: Pattern, bound: Bindings) -> Iterator[Atom]:
    """Yield a pattern as an atom, or as several where its path names alternatives."""
    ends = [
        bound.get(part[1:], part[1:]) if part.startswith("?") else constant(part) for part in pattern[::2]
    ]
    for path in _ALTERNATIVE.split(pattern[1]) if "|" in pattern[1] else (pattern[1],):
        step = path.removeprefix("^")
        predicate = bound[step[1:]] if step.startswith("?") else constant(step)
        assert isinstance(predicate, ox.NamedNode)
        subject, object_ = reversed(ends) if path.startswith("^") else ends
        yield Atom(subject, predicate, object_)
