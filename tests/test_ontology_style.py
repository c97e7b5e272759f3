"""The style rules in shapes/style.ttl: the ontology keeps them; each is caught when broken, and no other."""

import re

import pytest
import shifty
from rdflib import Graph, Namespace

from legation.resources import folder
from legation.terms import PREFIXES

SH = Namespace(PREFIXES["sh"])
STYLE = Namespace("https://w3id.org/legation/shapes/style#")
SHAPES = (folder("shapes") / "style.ttl").read_bytes()

GOOD = """
@prefix leg: <https://w3id.org/legation/ontology#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .

<https://w3id.org/legation/ontology> a owl:Ontology .

leg:DiplomaticAct a owl:Class ;
    rdfs:label "diplomatic act"@en ;
    skos:definition "Something that one agent does to another."@en ;
    rdfs:isDefinedBy <https://w3id.org/legation/ontology> .

leg:AidAct a owl:Class ;
    rdfs:label "aid act"@en ;
    skos:definition "An act by which one agent helps another."@en ;
    rdfs:subClassOf leg:DiplomaticAct ,
        [ a owl:Restriction ; owl:onProperty leg:eventType ; owl:hasValue leg:AID ] ;
    rdfs:isDefinedBy <https://w3id.org/legation/ontology> .

leg:StateLoan a owl:Class ;
    rdfs:label "state loan"@en ;
    skos:definition "An aid act in money that has to be paid back."@en ;
    skos:example "A bank lent it."@en ;
    rdfs:subClassOf leg:AidAct ;
    rdfs:isDefinedBy <https://w3id.org/legation/ontology> .

leg:eventType a owl:ObjectProperty ;
    rdfs:label "event type"@en ;
    skos:definition "Points from an act to its type."@en ;
    rdfs:domain leg:DiplomaticAct ;
    rdfs:isDefinedBy <https://w3id.org/legation/ontology> .

leg:loanSum a owl:DatatypeProperty ;
    rdfs:label "loan sum"@en ;
    skos:definition "Money that was lent, in dollars."@en ;
    rdfs:domain leg:StateLoan ;
    rdfs:isDefinedBy <https://w3id.org/legation/ontology> .

leg:AID a owl:NamedIndividual .
leg:GIFT a owl:NamedIndividual .
"""

TERM = "; rdfs:isDefinedBy <https://w3id.org/legation/ontology> ."
BREAKS = {
    "label-missing": ('    rdfs:label "loan sum"@en ;\n', ""),
    "label-twice": ('"loan sum"@en', '"loan sum"@en , "Loan sum"@en'),
    "label-shared": (
        "leg:AID a",
        'leg:Stateloan a owl:Class ; rdfs:label "state loan"@en ; rdfs:subClassOf leg:AidAct ;'
        f' skos:definition "An aid act in money that is never paid back."@en {TERM}\nleg:AID a',
    ),
    "label-unlike-name": ('"loan sum"@en', '"sum of the loan"@en'),
    "definition-missing": ('    skos:definition "Money that was lent, in dollars."@en ;\n', ""),
    "definition-twice": ('dollars."@en', 'dollars."@en , "Some more about the money."@en'),
    "definition-shared": (
        "leg:AID a",
        'leg:loanTotal a owl:DatatypeProperty ; rdfs:label "loan total"@en ; rdfs:domain leg:StateLoan ;'
        f' skos:definition "Money that was lent, in dollars."@en {TERM}\nleg:AID a',
    ),
    "definition-no-sentence": ("Money that was lent, in dollars.", "money that was lent"),
    "definition-circular": ("Money that was lent, in dollars.", "A loan sum is the sum of a loan."),
    "text-untagged": ('"A bank lent it."@en', '"A bank lent it."'),
    "defined-by-missing": (
        "rdfs:domain leg:StateLoan ;\n    rdfs:isDefinedBy <https://w3id.org/legation/ontology> .",
        "rdfs:domain leg:StateLoan .",
    ),
    "defined-by-other": (
        "rdfs:domain leg:StateLoan ;",
        "rdfs:domain leg:StateLoan ; rdfs:isDefinedBy <https://w3id.org/legation/ontology/acts> ;",
    ),
    "class-name": ("leg:StateLoan", "leg:stateLoan"),
    "class-orphan": (
        "leg:AID a",
        'leg:Thing a owl:Class ; rdfs:label "thing"@en ;'
        f' skos:definition "Whatever one cares to speak of."@en {TERM}\nleg:AID a',
    ),
    "class-cycle": ("rdfs:subClassOf leg:AidAct", "rdfs:subClassOf leg:AidAct , leg:StateLoan"),
    "act-without-type": ("rdfs:subClassOf leg:AidAct", "rdfs:subClassOf leg:DiplomaticAct"),
    "act-of-two-types": (
        "rdfs:subClassOf leg:AidAct",
        "rdfs:subClassOf leg:AidAct , [ owl:onProperty leg:eventType ; owl:hasValue leg:GIFT ]",
    ),
    "property-name": ("leg:loanSum", "leg:LoanSum"),
    "property-orphan": ("rdfs:domain leg:StateLoan ;\n    ", ""),
    "property-two-kinds": (
        "leg:eventType a owl:ObjectProperty",
        "leg:eventType a owl:ObjectProperty , owl:DatatypeProperty",
    ),
    "object-definition": ("Points from an act to its type.", "The type that an act has."),
    "term-undeclared": ("leg:AID a owl:NamedIndividual .", ""),
}


def rules() -> dict[str, str]:
    """Return the name and the message of each rule."""
    shapes = Graph().parse(data=SHAPES, format="turtle")
    return {
        str(rule).removeprefix(STYLE): str(shapes.value(rule, SH.message))
        for rule in shapes.objects(None, SH.sparql)
    }


def broken(turtle: bytes | list[bytes]) -> set[tuple[str, str]]:
    """Return the rule and the message of each result."""
    report: Graph = shifty.validate(turtle, SHAPES, graph_mode="data")[1]
    found = set()
    for message in report.objects(None, SH.resultMessage):
        names = [
            name
            for name, template in rules().items()
            if re.fullmatch(re.escape(template).replace(re.escape("{?value}"), ".+"), str(message), re.DOTALL)
        ]
        assert len(names) == 1, f"no rule, or several, say: {message}"
        found.add((names[0], str(message)))
    return found


def test_the_ontology_keeps_every_rule() -> None:
    assert broken([path.read_bytes() for path in folder("ontology").glob("*.ttl")]) == set()


def test_each_rule_has_an_example_that_breaks_it() -> None:
    assert set(BREAKS) == set(rules())
    assert len(set(rules().values())) == len(BREAKS)
    assert broken(GOOD.encode()) == set()


@pytest.mark.parametrize("rule", BREAKS)
def test_broken_rule_is_caught_and_nothing_else(rule: str) -> None:
    old, new = BREAKS[rule]
    assert old in GOOD
    results = broken(GOOD.replace(old, new).encode())
    assert {name for name, _ in results} == {rule}
    assert not any("{?" in message or "None" in message for _, message in results)
