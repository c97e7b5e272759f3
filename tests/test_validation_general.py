"""Anybody's shapes and data: the report is SHACL's own, and nothing of legation's comes in."""

from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import Graph, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.namespace import RDF

from legation.cli import main
from legation.errors import LegationError
from legation.shacl_paths import short, sparql
from legation.terms import SH
from legation.validation import validate

S = Namespace(SH)
PREFIXES = """
@prefix e: <https://example.org/> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
LIBRARY = """
e:BookShape a sh:NodeShape ; sh:targetClass e:Book ; sh:closed true ; sh:ignoredProperties ( rdf:type ) ;
    sh:property [ sh:path e:title ; sh:minCount 1 ; sh:uniqueLang true ; sh:name "title" ] ;
    sh:property [ sh:path e:author ; sh:or ( [ sh:class e:Person ] [ sh:nodeKind sh:Literal ] ) ] ;
    sh:property [ sh:path e:chapter ; sh:qualifiedValueShape [ sh:class e:Preface ] ; sh:qualifiedMaxCount 1 ] ;
    sh:property e:Pages .
e:Pages a sh:PropertyShape ; sh:path e:pages ; sh:datatype xsd:integer ; sh:minExclusive 0 ; sh:severity e:Grave ;
    sh:message "so many pages?"@en , "so viele Seiten?"@de .
"""
STOCK = """
e: sh:declare [ sh:prefix "e" ; sh:namespace "https://example.org/"^^xsd:anyURI ] .
e:Shelf a rdfs:Class , sh:NodeShape ; sh:property [ sh:path ( e:holds [ sh:inversePath e:partOf ] ) ; sh:maxCount 1 ] ;
    sh:sparql [ sh:prefixes e: ; sh:message "{$this} holds {?value}, which is lent" ;
        sh:select "SELECT $this ?value WHERE { $this e:holds ?value . FILTER EXISTS { ?value e:lent true } }" ] .
"""
CHAIN = """
e:Node a sh:NodeShape ; sh:targetNode e:first , e:nowhere ; sh:targetObjectsOf e:starts ;
    sh:property [ sh:path e:kind ; sh:in ( "a" "b" ) ; sh:minCount 1 ] ;
    sh:property [ sh:path [ sh:alternativePath ( [ sh:zeroOrMorePath e:next ] e:other ) ] ; sh:nodeKind sh:IRI ] .
"""
DATA = """
e:one a e:Book ; e:title "One"@en , "Uno"@en ; e:pages 0 ; e:author e:nobody , "Ann" ; e:colour "red" .
_:two a e:Book ; e:author _:ann ; e:chapter _:x , _:y . _:ann a e:Person . _:x a e:Preface . _:y a e:Preface .
e:shelf a e:Shelf ; e:holds e:one , _:two . e:cover e:partOf e:one . e:spine e:partOf e:one . e:one e:lent true .
_:first e:starts e:first . e:first e:next _:mid ; e:kind "a" . _:mid e:next 7 . e:set e:starts _:mid , "text" .
"""
ALL = {"library": LIBRARY, "stock": STOCK, "chain": CHAIN}


def turtle(text: str) -> bytes:
    return (PREFIXES + text).encode()


@pytest.mark.parametrize("name", ALL)
def test_both_engines_find_the_same_in_data_of_others(name: str) -> None:
    found = []
    for engine in ("shifty", "pyshacl"):
        report = validate(turtle(DATA), turtle(ALL[name]), engine=engine)
        found.append({(r.focus, r.path, r.value, r.shape, r.source_constraint) for r in report.results})
    assert found[0] == found[1]
    assert len(found[0]) >= 2


@pytest.mark.parametrize("name", ALL)
def test_the_turtle_report_is_a_shacl_report(name: str) -> None:
    report = validate(turtle(DATA), turtle(ALL[name]))
    graph = Graph().parse(data=report.turtle(), format="turtle")
    (whole,) = graph.subjects(RDF.type, S.ValidationReport)
    assert graph.value(whole, S.conforms).toPython() is False
    results = set(graph.objects(whole, S.result))
    assert len(results) == len(report.results)
    for result in results:
        assert (result, RDF.type, S.ValidationResult) in graph
        for needed in (S.focusNode, S.sourceShape, S.sourceConstraintComponent, S.resultSeverity):
            assert len(list(graph.objects(result, needed))) == 1
        assert isinstance(graph.value(result, S.sourceConstraintComponent), URIRef)
        assert str(graph.value(result, S.sourceConstraintComponent)).startswith(SH)
        assert set(graph.predicates(result)) <= {
            RDF.type,
            *(S[n] for n in ("focusNode", "resultPath", "value", "sourceShape", "sourceConstraintComponent")),
            *(S[n] for n in ("resultSeverity", "resultMessage")),
        }
    assert "genid" not in report.turtle()


def test_what_shapes_say_stands_in_the_report() -> None:
    report = Graph().parse(data=validate(turtle(DATA), turtle(LIBRARY)).turtle(), format="turtle")
    e = Namespace("https://example.org/")
    (pages,) = report.subjects(S.sourceShape, e.Pages)
    assert report.value(pages, S.resultSeverity) == e.Grave
    assert {m.language for m in report.objects(pages, S.resultMessage)} == {"de", "en"}
    stock = Graph().parse(data=validate(turtle(DATA), turtle(STOCK)).turtle(), format="turtle")
    (result,) = stock.subjects(S.sourceConstraintComponent, S.MaxCountConstraintComponent)
    path = list(Collection(stock, stock.value(result, S.resultPath)))
    assert path[0] == e.holds
    assert stock.value(path[1], S.inversePath) == e.partOf


def test_targets_that_data_do_not_describe_and_literals_are_reported() -> None:
    report = validate(turtle(DATA), turtle(CHAIN))
    foci = {result.focus for result in report.results}
    assert {"https://example.org/nowhere", '"text"'} <= foci
    assert any(focus.startswith("_:") for focus in foci)
    assert report.facts == 4


def test_data_that_nothing_is_asked_of_conform() -> None:
    assert validate(
        turtle(DATA), turtle("e:S a sh:NodeShape ; sh:property [ sh:path e:p ; sh:minCount 1 ] .")
    ).conforms
    relative = b"@prefix sh: <http://www.w3.org/ns/shacl#> . <#s> sh:targetNode <#n> ; sh:path <#p> ; sh:minCount 1 ."
    (result,) = validate(b"", relative, base="https://example.org/f").results
    assert result.focus == "https://example.org/f#n"
    with pytest.raises(LegationError, match="not Turtle"):
        validate(b"", b"oops")


def test_paths_are_written_with_the_brackets_they_need() -> None:
    p, q = ox.NamedNode("urn:p"), ox.NamedNode("urn:q")
    assert sparql(("^", (("/", (p, q)),))) == "^(<urn:p>/<urn:q>)"
    assert sparql(("/", (("|", (p, q)), ("*", (p,))))) == "(<urn:p>|<urn:q>)/<urn:p>*"
    assert sparql(("|", (("^", (p,)), ("/", (p, q))))) == "^<urn:p>|<urn:p>/<urn:q>"
    assert sparql(("+", (("?", (p,)),))) == "(<urn:p>?)+"
    assert short(("^", (ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label"),))) == "^rdfs:label"


@pytest.mark.parametrize("form", ["table", "text", "json", "turtle"])
def test_the_command_reports_on_files_of_others(
    form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shapes, data = tmp_path / "shapes.ttl", tmp_path / "data.nt"
    shapes.write_bytes(turtle(LIBRARY))
    quads = ox.parse(turtle(DATA), format=ox.RdfFormat.TURTLE)
    data.write_bytes(ox.serialize([quad.triple for quad in quads], format=ox.RdfFormat.N_TRIPLES) or b"")
    assert main(["validate", "--shapes", str(shapes), str(data), "--format", form]) == 1
    captured = capsys.readouterr()
    assert captured.err == ""
    assert "so many pages?" in captured.out
    assert "legation/shapes" not in captured.out


def test_the_command_says_when_no_node_is_a_target(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shapes, data = tmp_path / "shapes.ttl", tmp_path / "data.ttl"
    shapes.write_bytes(turtle(LIBRARY))
    data.write_bytes(turtle("e:x e:y e:z ."))
    assert main(["validate", "--shapes", str(shapes), str(data)]) == 0
    assert "nothing was checked: no node is a target of these shapes" in capsys.readouterr().err
