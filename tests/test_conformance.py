"""benchmarks/conformance.py: run on a suite of our own in the layout of W3C's."""

import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[1] / "benchmarks" / "conformance.py"
PREFIXES = """
@prefix ex: <http://example.org/> .
@prefix mf: <http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#> .
@prefix qt: <http://www.w3.org/2001/sw/DataAccess/tests/test-query#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix sht: <http://www.w3.org/ns/shacl-test#> .
"""
SHAPES = (
    PREFIXES
    + """
<> a mf:Manifest ; mf:entries ( <harbour> ) .
<harbour> a sht:Validate ; mf:action [ sht:dataGraph <> ; sht:shapesGraph <> ] ; mf:result [
    a sh:ValidationReport ; sh:conforms false ; sh:result [
        a sh:ValidationResult ; sh:focusNode ex:Vigo ; sh:resultPath ex:berths ; sh:value %s ;
        sh:resultSeverity sh:Violation ; sh:sourceShape ex:Berths ;
        sh:sourceConstraintComponent sh:MaxInclusiveConstraintComponent ] ] .
ex:Harbour a sh:NodeShape ; sh:targetClass ex:Port ; sh:property ex:Berths .
ex:Berths sh:path ex:berths ; sh:maxInclusive 40 .
ex:Vigo a ex:Port ; ex:berths 41 .
ex:Bari a ex:Port ; ex:berths 39 .
"""
)
QUERIES = (
    PREFIXES
    + """
<> a mf:Manifest ; mf:entries ( <#rows> <#order> <#table> <#good> <#bad> <#graphs> ) .
<#rows> a mf:QueryEvaluationTest ; mf:action [ qt:query <rows.rq> ; qt:data <ports.ttl> ] ; mf:result <rows.srj> .
<#order> a mf:QueryEvaluationTest ; mf:action [ qt:query <order.rq> ; qt:data <ports.ttl> ] ; mf:result <order.srj> .
<#table> a mf:CSVResultFormatTest ; mf:action [ qt:query <order.rq> ; qt:data <ports.ttl> ] ; mf:result <order.csv> .
<#good> a mf:PositiveSyntaxTest11 ; mf:action <rows.rq> .
<#bad> a mf:NegativeSyntaxTest11 ; mf:action <bad.rq> .
<#graphs> a mf:QueryEvaluationTest ; mf:result <none.srj> ;
    mf:action [ qt:query <order.rq> ; qt:graphData [ qt:graph <ports.ttl> ; rdfs:label "http://example.org/g" ] ] .
"""
)
ROW = '{"p": {"type": "uri", "value": "http://example.org/%s"}}'
JSON = '{"head": {"vars": ["p"]}, "results": {"bindings": [%s]}}'


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    shapes = tmp_path / "data-shapes-test-suite" / "tests"
    queries = tmp_path / "sparql" / "sparql11"
    files = {
        shapes / "core" / "manifest.ttl": PREFIXES + "<> a mf:Manifest ; mf:include <node/manifest.ttl> .",
        shapes / "core" / "node" / "manifest.ttl": SHAPES % "41",
        queries / "manifest-sparql11-query.ttl": PREFIXES
        + "<> a mf:Manifest ; mf:include ( <ports/manifest.ttl> ) .",
        queries / "ports" / "manifest.ttl": QUERIES,
        queries / "ports" / "ports.ttl": PREFIXES + "ex:Vigo ex:in ex:Spain . ex:Bari ex:in ex:Italy .",
        queries / "ports" / "rows.rq": "SELECT ?p { ?p <http://example.org/in> [] }",
        queries / "ports" / "order.rq": "SELECT ?p { ?p <http://example.org/in> ?c } ORDER BY DESC(?p)",
        queries / "ports" / "bad.rq": "SELECT ?p {",
        queries / "ports" / "rows.srj": JSON % f"{ROW % 'Bari'}, {ROW % 'Vigo'}",
        queries / "ports" / "order.srj": JSON % f"{ROW % 'Vigo'}, {ROW % 'Bari'}",
        queries / "ports" / "none.srj": JSON % "",
        queries / "ports" / "order.csv": "p\r\nhttp://example.org/Vigo\r\nhttp://example.org/Bari\r\n",
    }
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def run(suite: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, SCRIPT, "--shacl", suite, "--sparql", suite]
    return subprocess.run(command, capture_output=True, text=True)


def test_passes_are_counted_and_a_failure_is_told_with_its_cause(suite: Path) -> None:
    done = run(suite)

    lines = [" ".join(line.split()) for line in done.stdout.splitlines()]
    assert lines[:2] == ["SHACL core 1 of 1", "SPARQL 1.1 query 5 of 6"], done.stderr
    assert lines[2].startswith("- SPARQL 1.1 query: ports/graphs: legation's default graph is the union")
    assert (len(lines), done.returncode) == (3, 0)


@pytest.mark.parametrize(
    ("file", "text", "told"),
    [
        ("sparql/sparql11/ports/order.srj", JSON % f"{ROW % 'Bari'}, {ROW % 'Vigo'}", "ports/order: NO CAUSE KNOWN"),
        ("sparql/sparql11/ports/rows.srj", JSON % ROW % "Vigo", "1 rows expected, 2 found"),
        ("sparql/sparql11/ports/order.csv", "p\r\nhttp://example.org/Vigo\r\n", "the CSV differs"),
        ("sparql/sparql11/ports/bad.rq", "SELECT ?p {}", "it was taken for a query"),
        ("data-shapes-test-suite/tests/core/node/manifest.ttl", SHAPES % "42", "1 results expected, 1 found"),
    ],
)  # fmt: skip
def test_what_differs_fails_the_run(suite: Path, file: str, text: str, told: str) -> None:
    (suite / file).write_text(text, encoding="utf-8")

    done = run(suite)

    assert told in done.stdout
    assert done.returncode == 1


def test_a_folder_without_a_suite_is_told(tmp_path: Path) -> None:
    done = run(tmp_path)

    assert "no test was found" in done.stderr
    assert done.returncode == 1
