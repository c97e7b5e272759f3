"""The rules of OWL 2 RL that speak of individuals.

After https://www.w3.org/TR/owl2-profiles/#Reasoning_in_OWL_2_RL_and_RDF_Graphs_using_Rules. Each rule is
generic: its `axioms` are matched against the closed ontology, its `body` against the facts. Axioms with lists
(chains, intersections, keys) have as many members as the author wrote, so each becomes a rule of its own.
`words` tells the rule to a reader; `{c}` stands for the name of what `?c` is bound to.
"""

from dataclasses import dataclass
from typing import Final

Pattern = tuple[str, str, str]
"""Subject, predicate and object in SPARQL: variables, prefixed names or full IRIs."""

PREFIX_TEXT: Final = (
    "PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> "
    "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
    "PREFIX owl: <http://www.w3.org/2002/07/owl#> "
)

LISTED: Final = "urn:legation:listed"
"""Leads from an owl:AllDifferent to the members of its list; it is in no store."""

NEGATED: Final = "stated not to be"
"""The check whose property the facts name, not the ontology."""

REPLACEMENTS: Final = ("same subject", "same object")
"""The rules that put equals in the place of equals, whatever the predicate."""


@dataclass(frozen=True, slots=True)
class Rule:
    """If the ontology says `axioms` and the facts say `body` (and `test` holds), then `head` is a fact."""

    name: str
    axioms: tuple[Pattern, ...]
    body: tuple[Pattern, ...]
    head: Pattern
    words: str
    test: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """If the ontology says `axioms` and the facts say `body` (and `test` holds), something is wrong."""

    name: str
    axioms: tuple[Pattern, ...]
    body: tuple[Pattern, ...]
    words: str
    test: str = ""


def patterns(text: str) -> tuple[Pattern, ...]:
    """Read triple patterns parted by " . ": "?x a ?c . ?x ?p ?y".

    Raises:
        ValueError: a pattern does not have three parts.
    """
    found = []
    for part in text.split(" . ") if text else []:
        subject, predicate, object_ = part.split()
        found.append((subject, "rdf:type" if predicate == "a" else predicate, object_))
    return tuple(found)


def pattern_text(found: tuple[Pattern, ...]) -> str:
    """Return the patterns as SPARQL."""
    return " . ".join(" ".join(pattern) for pattern in found)


def _rule(name: str, axioms: str, body: str, head: str, words: str, test: str = "") -> Rule:
    return Rule(name, patterns(axioms), patterns(body), patterns(head)[0], words, test)


def _check(name: str, axioms: str, body: str, words: str, test: str = "") -> Check:
    return Check(name, patterns(axioms), patterns(body), words, test)


# Subclasses come after the rules that give types, subproperties before all: fewer rounds to the fixpoint.
RULES: Final[tuple[Rule, ...]] = (
    _rule(
        "subproperty", "?p rdfs:subPropertyOf ?q", "?x ?p ?y", "?x ?q ?y", "what holds for {p} holds for {q}"
    ),
    _rule("inverse", "?p owl:inverseOf ?q", "?x ?p ?y", "?y ?q ?x", "{p} and {q} are inverse to each other"),
    _rule("symmetric", "?p a owl:SymmetricProperty", "?x ?p ?y", "?y ?p ?x", "{p} holds in both directions"),
    _rule(
        "transitive",
        "?p a owl:TransitiveProperty",
        "?x ?p ?y . ?y ?p ?z",
        "?x ?p ?z",
        "{p} carries on from one to the next",
    ),
    _rule("domain", "?p rdfs:domain ?c", "?x ?p ?y", "?x a ?c", "whatever has {p} is {a c}"),
    _rule("range", "?p rdfs:range ?c", "?x ?p ?y", "?y a ?c", "whatever {p} points at is {a c}"),
    _rule("member of an enumeration", "?c <urn:legation:member> ?x", "", "?x a ?c", "{x} is listed as {a c}"),
    _rule(
        "some value",
        "?r owl:someValuesFrom ?c . ?r owl:onProperty ?p",
        "?x ?p ?y . ?y a ?c",
        "?x a ?r",
        "whatever has as {p} {a c} is {a r}",
    ),
    _rule(
        "some value of any kind",
        "?r owl:someValuesFrom owl:Thing . ?r owl:onProperty ?p",
        "?x ?p ?y",
        "?x a ?r",
        "whatever has {p} is {a r}",
    ),
    _rule(
        "type by value",
        "?r owl:hasValue ?v . ?r owl:onProperty ?p",
        "?x ?p ?v",
        "?x a ?r",
        "whatever has {v} as {p} is {a r}",
    ),
    _rule("subclass", "?c rdfs:subClassOf ?d", "?x a ?c", "?x a ?d", "every {c} is {a d}"),
    _rule(
        "value by type",
        "?r owl:hasValue ?v . ?r owl:onProperty ?p",
        "?x a ?r",
        "?x ?p ?v",
        "every {r} has {v} as {p}",
    ),
    _rule(
        "only values",
        "?r owl:allValuesFrom ?c . ?r owl:onProperty ?p",
        "?x a ?r . ?x ?p ?y",
        "?y a ?c",
        "every {r} has as {p} {a c} only",
    ),
    _rule(
        "functional",
        "?p a owl:FunctionalProperty",
        "?x ?p ?y . ?x ?p ?z",
        "?y owl:sameAs ?z",
        "nothing has more than one {p}",
        "isIRI(?y) && isIRI(?z) && !sameTerm(?y, ?z)",
    ),
    _rule(
        "inverse functional",
        "?p a owl:InverseFunctionalProperty",
        "?x ?p ?z . ?y ?p ?z",
        "?x owl:sameAs ?y",
        "no two things share one {p}",
        "!sameTerm(?x, ?y)",
    ),
    _rule(
        "at most one",
        "?r owl:maxCardinality 1 . ?r owl:onProperty ?p",
        "?x a ?r . ?x ?p ?y . ?x ?p ?z",
        "?y owl:sameAs ?z",
        "{a r} has at most one {p}",
        "isIRI(?y) && isIRI(?z) && !sameTerm(?y, ?z)",
    ),
    _rule(
        "at most one of a kind",
        "?r owl:maxQualifiedCardinality 1 . ?r owl:onProperty ?p . ?r owl:onClass ?c",
        "?x a ?r . ?x ?p ?y . ?y a ?c . ?x ?p ?z . ?z a ?c",
        "?y owl:sameAs ?z",
        "{a r} has at most one {p} that is {a c}",
        "isIRI(?y) && isIRI(?z) && !sameTerm(?y, ?z)",
    ),
    _rule(
        "at most one of any kind",
        "?r owl:maxQualifiedCardinality 1 . ?r owl:onProperty ?p . ?r owl:onClass owl:Thing",
        "?x a ?r . ?x ?p ?y . ?x ?p ?z",
        "?y owl:sameAs ?z",
        "{a r} has at most one {p}",
        "isIRI(?y) && isIRI(?z) && !sameTerm(?y, ?z)",
    ),
    _rule("same, read backwards", "", "?x owl:sameAs ?y", "?y owl:sameAs ?x", "{x} and {y} are the same"),
    _rule(
        "same, one after the other",
        "",
        "?x owl:sameAs ?y . ?y owl:sameAs ?z",
        "?x owl:sameAs ?z",
        "{x}, {y} and {z} are the same",
        "!sameTerm(?x, ?z)",
    ),
    _rule(
        "same subject",
        "",
        "?x owl:sameAs ?z . ?x ?p ?y",
        "?z ?p ?y",
        "{x} and {z} are the same",
        "!sameTerm(?x, ?z) && (?p != owl:sameAs || !sameTerm(?z, ?y))",
    ),
    _rule(
        "same object",
        "",
        "?y owl:sameAs ?z . ?x ?p ?y",
        "?x ?p ?z",
        "{y} and {z} are the same",
        "!sameTerm(?y, ?z) && (?p != owl:sameAs || !sameTerm(?x, ?z))",
    ),
)

CHECKS: Final[tuple[Check, ...]] = (
    _check("impossible class", "", "?x a owl:Nothing", "{x} is of a class that nothing can be of"),
    _check(
        "disjoint classes",
        "?c owl:disjointWith ?d",
        "?x a ?c . ?x a ?d",
        "{x} is {a c} and {a d}, but nothing can be both",
        "str(?c) < str(?d)",
    ),
    _check(
        "complement",
        "?c owl:complementOf ?d",
        "?x a ?c . ?x a ?d",
        "{x} is {a c} and {a d}, but each excludes the other",
    ),
    _check(
        "different yet the same",
        "",
        "?x owl:sameAs ?y . ?x owl:differentFrom ?y",
        "{x} and {y} are the same by what the facts say, but are stated to be different",
        # Replacing equals by equals has made the statement hold in both directions by now.
        "str(?x) <= str(?y)",
    ),
    _check(
        "all different yet two the same",
        "",
        f"?x owl:sameAs ?y . ?l a owl:AllDifferent . ?l <{LISTED}> ?x . ?l <{LISTED}> ?y",
        "{x} and {y} are the same by what the facts say, but are listed as all different",
        "!sameTerm(?x, ?y) && str(?x) < str(?y)",
    ),
    _check(
        "irreflexive", "?p a owl:IrreflexiveProperty", "?x ?p ?x", "{x} has itself as {p}, which cannot be"
    ),
    _check(
        "asymmetric",
        "?p a owl:AsymmetricProperty",
        "?x ?p ?y . ?y ?p ?x",
        "{x} has {y} as {p} and {y} has {x}, but it cannot hold in both directions",
        "str(?x) <= str(?y)",
    ),
    _check(
        "disjoint properties",
        "?p owl:propertyDisjointWith ?q",
        "?x ?p ?y . ?x ?q ?y",
        "{x} has {y} both as {p} and as {q}, which exclude each other",
        "str(?p) < str(?q)",
    ),
    _check(
        "none allowed",
        "?r owl:maxCardinality 0 . ?r owl:onProperty ?p",
        "?x a ?r . ?x ?p ?y",
        "{x} is {a r} and can have no {p}, but it has {y}",
    ),
    _check(
        "none of a kind allowed",
        "?r owl:maxQualifiedCardinality 0 . ?r owl:onProperty ?p . ?r owl:onClass ?c",
        "?x a ?r . ?x ?p ?y . ?y a ?c",
        "{x} is {a r} and can have no {p} that is {a c}, but it has {y}",
    ),
    _check(
        "none of any kind allowed",
        "?r owl:maxQualifiedCardinality 0 . ?r owl:onProperty ?p . ?r owl:onClass owl:Thing",
        "?x a ?r . ?x ?p ?y",
        "{x} is {a r} and can have no {p}, but it has {y}",
    ),
    _check(
        "two values",
        "?p a owl:FunctionalProperty",
        "?x ?p ?y . ?x ?p ?z",
        "{x} has both {y} and {z} as {p}, but can have only one",
        # Values are compared, not spellings: 1.0 and 1.00 are one value.
        "isLiteral(?y) && isLiteral(?z) && ?y != ?z && str(?y) < str(?z)",
    ),
    _check(
        NEGATED,
        "",
        "?n owl:sourceIndividual ?x . ?n owl:assertionProperty ?p . "
        "?n owl:targetIndividual|owl:targetValue ?y . ?x ?p ?y",
        "{x} has {y} as {p}, but it is stated that it has not",
    ),
)


def chain_rule(prop: str, parts: list[str]) -> Rule:
    """Return the rule of one property chain axiom; arguments are IRIs in angle brackets."""
    steps = tuple((f"?x{i}", part, f"?x{i + 1}") for i, part in enumerate(parts))
    told = " and then ".join(f"{{{part}}}" for part in parts)
    return Rule("chain", (), steps, ("?x0", prop, f"?x{len(parts)}"), f"{told} together make {{{prop}}}")


def intersection_rule(cls: str, parts: list[str]) -> Rule:
    """Return the rule that what is of all the `parts` is of the class."""
    body = tuple(("?x", "rdf:type", part) for part in parts)
    told = " and ".join(f"{{a {part}}}" for part in parts)
    return Rule("intersection", (), body, ("?x", "rdf:type", cls), f"whatever is {told} is {{a {cls}}}")


def key_rule(cls: str, keys: list[str]) -> Rule:
    """Return the rule that two of the class with the same keys are one."""
    body: list[Pattern] = [("?x", "rdf:type", cls)]
    for i, key in enumerate(keys):
        body += [("?x", key, f"?z{i}"), ("?y", key, f"?z{i}")]
    body.append(("?y", "rdf:type", cls))
    told = " and ".join(f"{{{key}}}" for key in keys)
    words = f"two of the kind {{{cls}}} that share {told} are the same"
    return Rule("key", (), tuple(body), ("?x", "owl:sameAs", "?y"), words, "!sameTerm(?x, ?y)")
