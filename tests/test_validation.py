"""The validator, its reports, and the command around them."""

import json
import random
from pathlib import Path

import pyoxigraph as ox
import pytest

from legation.cli import main
from legation.errors import LegationError
from legation.records import Act, Agent, Document, Flow, Span, Tenure
from legation.resources import folder
from legation.shacl import unknown
from legation.terms import LEG, SH
from legation.triples import ntriples
from legation.validation import Validator, default_context, default_shapes, store_data
from legation.validation_context import prepared
from legation.validation_report import findings

FIXTURES = Path(__file__).parent / "fixtures" / "shapes"
GOOD = (FIXTURES / "good.ttl").read_bytes()
PREFIXES = b"""
@prefix : <https://w3id.org/legation/id/example/> .
@prefix leg: <https://w3id.org/legation/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix state: <https://w3id.org/legation/id/state/> .
@prefix status: <https://w3id.org/legation/id/status/> .
@prefix tenure-status: <https://w3id.org/legation/id/tenure-status/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


@pytest.fixture(scope="module")
def validator() -> Validator:
    return Validator()


def broken(*names: str) -> bytes:
    return GOOD + b"".join((FIXTURES / "breaks" / f"{name}.ttl").read_bytes() for name in names)


def names(report_of: Validator, data: bytes) -> list[str]:
    return [result.name for result in report_of.validate(data).results]


# Severities and order


def test_warnings_and_hints_leave_data_conforming(validator: Validator) -> None:
    report = validator.validate(broken("ActPlace", "EvidenceUnused"))
    assert report.conforms
    assert report.counts == {"violation": 0, "warning": 1, "info": 1}
    assert report.summary() == "conforms: 0 violations, 1 warning, 1 hint in 22 nodes"


def test_order_of_triples_does_not_matter(validator: Validator) -> None:
    quads = list(ox.parse(broken("ActPlace", "EvidenceUnused", "ClaimSpeaker"), format=ox.RdfFormat.TURTLE))
    triples = [ox.Triple(quad.subject, quad.predicate, quad.object) for quad in quads]
    reports = set()
    for seed in range(5):
        random.Random(seed).shuffle(triples)
        reports.add(
            validator.validate(bytes(ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b"")).json()
        )
    assert len(reports) == 1
    severities = [result["severity"] for result in json.loads(reports.pop())["results"]]
    assert severities == ["violation", "warning", "info"]


def test_nothing_of_ours_is_not_a_fact(validator: Validator) -> None:
    report = validator.validate(b"<http://example.org/a> <http://example.org/b> 1 .")
    assert report.conforms
    assert report.facts == 0


# What the code lists know


def test_code_lists_are_not_checked_themselves() -> None:
    context = (
        PREFIXES
        + b"state:NIL a leg:State . leg:State rdfs:subClassOf leg:Agent . leg:target rdfs:label 'target' ."
    )
    shapes = (
        PREFIXES
        + b":S a sh:NodeShape ; sh:targetClass leg:State ; sh:property [ sh:path leg:code ; sh:minCount 1 ] ."
    )
    validator = Validator(shapes, context)
    assert validator.validate(PREFIXES + b":x leg:target state:NIL .").results == ()
    assert (
        len(validator.validate(PREFIXES + b":x leg:target state:NIL . state:NIL a leg:State .").results) == 1
    )


def test_new_head_collides_with_one_of_the_code_lists(validator: Validator) -> None:
    from legation.validation import default_context

    office = b"<https://w3id.org/legation/id/office/XYZ/president>"
    known = (
        PREFIXES
        + b"state:XYZ a leg:State ; leg:code 'XYZ' ; rdfs:label 'Xylia'@en ."
        + office
        + b" a leg:HeadOfStateOffice ; "
        b"leg:officeOf state:XYZ . :old a leg:Person ; rdfs:label 'Old'@en . "
        b":t a leg:Tenure ; leg:listed true ; leg:holder :old ; leg:office "
        + office
        + b" ; leg:from '2010'^^xsd:gYear ."
    )
    claim = (
        b":new a leg:Person ; rdfs:label 'New'@en . :u a leg:Tenure ; leg:holder :new ; leg:office "
        + office
        + b" ;"
        b" leg:tenureStatus tenure-status:current ; leg:evidence :e1 ; leg:from '2015-05'^^xsd:gYearMonth "
    )
    with_listed = Validator(context=default_context() + known)
    (result,) = with_listed.validate(GOOD + PREFIXES + claim + b".").results
    assert result.name == "TwoHeads"
    assert "Old" in result.message
    assert "New" in result.message
    assert "Xylia (state:XYZ)" in result.message
    ended = Validator(context=default_context() + known + b":t leg:until '2015-05-31'^^xsd:date .")
    assert ended.validate(GOOD + PREFIXES + claim + b".").results == ()


def test_code_lists_satisfy_the_shapes(validator: Validator) -> None:
    files = sorted(folder("ontology").rglob("*.ttl"))
    data = b"".join(
        bytes(
            ox.serialize(ox.parse(path=str(path), rename_blank_nodes=True), format=ox.RdfFormat.N_QUADS)
            or b""
        )
        for path in files
    )
    report = validator.validate(data)
    assert report.facts > 500
    assert report.results == ()


# What loaders hand over


def test_records_become_facts_that_conform(validator: Validator) -> None:
    text = (
        "In March 2021 Foreign Minister Ana Prado met Chile’s president and denied the sale of beef for $5m."
    )
    state, person = "https://w3id.org/legation/id/state/", "https://w3id.org/legation/id/person/URY/ana-prado"
    uruguay = Agent(state + "URY", "State", "Uruguay", registered=True)
    chile = Agent(state + "CHL", "State", "Chile", registered=True)
    prado = Agent(person, "Person", "Ana Prado", belongs_to=uruguay.iri)
    span = Span(text, 0, len(text))
    tenure = Tenure(prado, "minister of foreign affairs", uruguay.iri, "current", span, since="2020")
    act = Act("Meeting", "CONSULT", prado, chile, span, date="2021-03", mutual=True, actor_tenure=tenure)
    flow = Flow(uruguay, chile, "export", span, "beef", "0201", "5000000", "USD", "2020", prado, "denies")
    document = Document(key="a.txt", name="a.txt", loader="brief", version="1", text=text, date="2021-04-01")
    document.facts = [tenure, act, flow]
    assert validator.validate(ntriples(document)).results == ()
    wrong = Act(
        "Meeting", "SUPPORT", prado, chile, Span("sale of tea", 73, 84), date="2019", actor_tenure=tenure
    )
    document.facts = [wrong]
    assert names(validator, ntriples(document)) == ["ActEventTypeFits", "QuoteInText", "ActBeforeTenure"]


# Offsets count code points


@pytest.mark.parametrize(("start", "end", "right"), [(2, 5, True), (3, 6, False)])
def test_offsets_count_code_points(validator: Validator, start: int, end: int, right: bool) -> None:
    # In UTF-16 the flag's two letters take four units, in UTF-8 eight bytes.
    data = (
        GOOD
        + PREFIXES
        + f"""
        @prefix oa: <http://www.w3.org/ns/oa#> . @prefix prov: <http://www.w3.org/ns/prov#> .
        :flags a leg:Brief ; leg:documentName "f" ; leg:documentKey "f" ; leg:text "\U0001f1fa\U0001f1feabc" .
        :e9 a leg:Evidence ; oa:hasSource :flags ; oa:hasSelector :s9 ; prov:wasGeneratedBy :reading .
        :s9 a oa:TextQuoteSelector , oa:TextPositionSelector ;
            oa:exact "abc" ; oa:start {start} ; oa:end {end} .
        :meeting leg:evidence :e9 .
        """.encode()
    )
    assert names(validator, data) == ([] if right else ["QuoteInText"])


# Terms that are not in the ontology


@pytest.mark.parametrize(
    ("triples", "message"),
    [
        (
            ":meeting leg:actr :prado .",
            "there is no property leg:actr in the ontology; did you mean leg:actor?",
        ),
        (
            ":x a leg:Condemnaton .",
            "there is no class leg:Condemnaton in the ontology; did you mean leg:Condemnation?",
        ),
        (":meeting leg:qqqqqq 1 .", "there is no property leg:qqqqqq in the ontology"),
        (
            ":meeting <http://w3id.org/legation/ontology#actor> :prado .",
            "there is no property <http://w3id.org/legation/ontology#actor> in the ontology; "
            "did you mean leg:actor?",
        ),
        (
            ":meeting <https://w3id.org/legation/ontology/actor> :prado .",
            "there is no property <https://w3id.org/legation/ontology/actor> in the ontology; "
            "did you mean leg:actor?",
        ),
    ],
)
def test_unknown_term_is_reported_with_the_nearest(validator: Validator, triples: str, message: str) -> None:
    (result,) = validator.validate(GOOD + PREFIXES + triples.encode()).results
    assert (result.name, result.severity, result.message) == ("KnownTerm", "violation", message)


def test_terms_of_others_are_left_alone(validator: Validator) -> None:
    data = (
        GOOD
        + PREFIXES
        + b":meeting <http://example.org/actr> :prado . :prado a <http://example.org/Minister> ."
    )
    assert names(validator, data) == []


# Blank nodes


def test_blank_nodes_are_checked_and_named_in_order(validator: Validator) -> None:
    data = PREFIXES + b"[] a leg:Office . [] a leg:Office ; rdfs:label 'clerk'@en ."
    report = validator.validate(data)
    found = [(result.name, result.focus) for result in report.results]
    assert found == [
        ("OfficeName", "_:b0"),
        ("OfficeOf", "_:b0"),
        ("OfficeOf", "_:b1"),
        ("NodeNamed", "_:b0"),
        ("NodeNamed", "_:b1"),
    ]
    assert "genid" not in report.text() + report.json() + report.turtle()


# Reports


def test_turtle_report_is_shacl(validator: Validator) -> None:
    report = validator.validate(broken("ActStatusListed", "ActEvidence", "TextLanguage", "NodeNamed"))
    quads = list(ox.parse(report.turtle().encode(), format=ox.RdfFormat.TURTLE))
    assert sum(quad.predicate.value == SH + "result" for quad in quads) == len(report.results)
    for name in ("focusNode", "resultSeverity", "resultMessage", "sourceShape", "sourceConstraintComponent"):
        assert sum(quad.predicate.value == SH + name for quad in quads) == len(report.results)
    (conforms,) = [quad.object for quad in quads if quad.predicate.value == SH + "conforms"]
    assert isinstance(conforms, ox.Literal)
    assert conforms.value == "false"
    back = {(str(found.shape), str(found.value)) for found in findings(report.turtle().encode())}
    assert back == {(f"<{result.shape}>", str(result.value)) for result in report.results}


def test_text_report_says_what_to_do(validator: Validator) -> None:
    text = validator.validate(broken("FlowUnit")).text()
    assert text.splitlines()[0] == "does not conform: 1 violation, 0 warnings, 0 hints in 21 nodes"
    assert "violation FlowUnit" in text
    assert "the value 90500000.0 has no unit" in text
    assert "in TradeFlow id:example/flow “Uruguay sold Chile beef" in text
    assert "-> Say what is counted" in text


def test_quotation_marks_and_line_ends_survive_in_turtle(validator: Validator) -> None:
    data = GOOD + PREFIXES + b""":meeting leg:instrument "a \\"note\\"\\nverbale \\\\ \\u007F" ."""
    report = validator.validate(data)
    (found,) = findings(report.turtle().encode())
    assert isinstance(found.value, ox.Literal)
    assert found.value.value == 'a "note"\nverbale \\ \x7f'


def test_details_are_no_results() -> None:
    report = b"""
    @prefix sh: <http://www.w3.org/ns/shacl#> .
    [] a sh:ValidationReport ; sh:result [ a sh:ValidationResult ; sh:focusNode <urn:a> ;
        sh:resultPath [ sh:inversePath <urn:p> ] ;
        sh:detail [ a sh:ValidationResult ; sh:focusNode <urn:b> ] ] .
    """
    (found,) = findings(report)
    assert str(found.focus) == "<urn:a>"
    assert found.path == ("^", (ox.NamedNode("urn:p"),))


# What cannot be read


def test_data_that_is_not_turtle_is_one_sentence(validator: Validator) -> None:
    with pytest.raises(LegationError, match=r"line 2"):
        validator.validate(b"<urn:a> <urn:b> <urn:c> .\n<urn:a> oops")


@pytest.mark.parametrize(
    "shapes",
    [
        b"this is no Turtle",
        GOOD,
        PREFIXES + b":S a sh:NodeShape ; sh:targetClass leg:Fact ; sh:sparql [ sh:select 'SELECT oops' ] .",
    ],
)
def test_bad_shapes_are_one_sentence(shapes: bytes) -> None:
    with pytest.raises(LegationError, match="shapes"):
        Validator(shapes)


# The command


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    status = main(["validate", *words])
    captured = capsys.readouterr()
    return status, captured.out, captured.err


def test_command_names_each_mistake_and_exits_1(capsys: pytest.CaptureFixture[str]) -> None:
    files = [str(FIXTURES / "good.ttl"), str(FIXTURES / "breaks" / "ActEvidence.ttl")]
    status, out, err = run(capsys, *files)
    assert (status, err) == (1, "")
    assert "violation ActEvidence" in out
    assert run(capsys, files[0])[0] == 0


def test_command_strict_fails_for_warnings(capsys: pytest.CaptureFixture[str]) -> None:
    files = [str(FIXTURES / "good.ttl"), str(FIXTURES / "breaks" / "ActPlace.ttl")]
    assert run(capsys, *files)[0] == 0
    assert run(capsys, *files, "--strict")[0] == 1
    hints = [str(FIXTURES / "good.ttl"), str(FIXTURES / "breaks" / "EvidenceUnused.ttl")]
    assert run(capsys, *hints, "--strict")[0] == 0


def test_command_formats(capsys: pytest.CaptureFixture[str]) -> None:
    files = [str(FIXTURES / "good.ttl"), str(FIXTURES / "breaks" / "ClaimSpeaker.ttl")]
    document = json.loads(run(capsys, *files, "--format", "json")[1])
    assert [result["constraint"] for result in document["results"]] == ["ClaimSpeaker"]
    assert len(list(findings(run(capsys, *files, "--format", "turtle")[1].encode()))) == 1
    table = run(capsys, *files, "--format", "table")[1]
    assert "ClaimSpeaker" in table
    assert "does not conform" in table


@pytest.mark.parametrize(
    ("suffix", "form"),
    [
        (".ttl", ox.RdfFormat.TURTLE),
        (".trig", ox.RdfFormat.TRIG),
        (".nt", ox.RdfFormat.N_TRIPLES),
        (".nq", ox.RdfFormat.N_QUADS),
        (".jsonld", ox.RdfFormat.JSON_LD),
        (".rdf", ox.RdfFormat.RDF_XML),
        (".unknown", ox.RdfFormat.TURTLE),
        (".data", ox.RdfFormat.JSON_LD),
        (".dat", ox.RdfFormat.RDF_XML),
    ],
)
def test_command_reads_all_formats(
    suffix: str, form: ox.RdfFormat, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    graph = ox.NamedNode("urn:graph") if form.supports_datasets else ox.DefaultGraph()
    quads = [
        ox.Quad(quad.subject, quad.predicate, quad.object, graph)
        for quad in ox.parse(broken("ActStatus"), format=ox.RdfFormat.TURTLE)
    ]
    path = tmp_path / f"facts{suffix}"
    path.write_bytes(ox.serialize(quads, format=form) or b"")
    status, out, _ = run(capsys, str(path))
    assert status == 1
    assert out.count("\nviolation ") == 1
    assert "ActStatus" in out


def test_command_says_where_a_file_is_not_rdf(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "facts.ttl"
    path.write_bytes(b"<urn:a> <urn:b> <urn:c> .\n\n<urn:a> oops\n")
    status, out, err = run(capsys, str(path))
    assert (status, out) == (2, "")
    assert err.count("\n") == 1
    assert "facts.ttl" in err
    assert "line 3" in err
    status, _, err = run(capsys, str(tmp_path / "none.ttl"))
    assert status == 2
    assert "none.ttl" in err


def test_command_warns_of_a_file_without_facts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "facts.nt"
    path.write_bytes(b"<urn:a> <urn:b> <urn:c> .\n")
    status, _, err = run(capsys, str(path))
    assert status == 0
    assert "nothing was checked" in err


def test_command_takes_shapes_of_others(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shapes = tmp_path / "mine.ttl"
    shapes.write_bytes(
        PREFIXES
        + b":NoMeetings a sh:PropertyShape ; sh:targetClass leg:Meeting ; sh:path leg:place ; sh:maxCount 0 ;"
        b" sh:message '{$this} has a place' ."
    )
    status, out, _ = run(capsys, str(FIXTURES / "good.ttl"), "--shapes", str(shapes))
    assert status == 1
    assert "id:example/meeting has a place" in out


def test_command_checks_the_store(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from legation.store import Store

    folder = tmp_path / "kb"
    facts = [
        ox.Triple(q.subject, q.predicate, q.object)
        for q in ox.parse(broken("FlowShare"), format=ox.RdfFormat.TURTLE)
    ]
    with Store.open(folder, create=True) as store:
        store.replace(
            "urn:graph", bytes(ox.serialize(facts, format=ox.RdfFormat.N_TRIPLES) or b""), "1", "k", "n"
        )
        assert store_data(store).count(b"\n") == len(set(facts))
    status, out, _ = run(capsys, "--store", str(folder))
    assert status == 1
    assert "a share of 130 percent is more than the whole" in out
    status, _, err = run(capsys, "--store", str(tmp_path / "none"))
    assert status == 2
    assert "none" in err


def test_only_terms_that_exist_are_proposed() -> None:
    context = prepared(default_context())
    wrong = "http://w3id.org/legation/ontology#"
    assert context.slip(wrong + "actr") == LEG + "actor"
    assert context.slip(wrong + "Qwertyuiop") == ""


def test_the_command_reads_files_as_a_load_does(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    whole = (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="https://example.org/">'
        '<rdf:Description rdf:about="https://example.org/a"><e:b>c</e:b></rdf:Description></rdf:RDF>'
    )
    path = tmp_path / "facts.rdf"
    path.write_text(whole)
    assert main(["validate", str(path)]) == 0
    path.write_text(whole.removesuffix("</rdf:RDF>"))
    capsys.readouterr()
    assert main(["validate", str(path)]) == 2
    assert f"{path}, line 1: this is not well-formed XML" in capsys.readouterr().err


def test_the_command_says_of_an_empty_file_that_it_is_empty(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "facts.ttl"
    path.write_text("# nothing yet\n")
    assert main(["validate", str(path)]) == 0
    assert f"there is nothing in {path}" in capsys.readouterr().err


def test_misspelt_terms_of_shacl_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    facts, shapes = tmp_path / "facts.ttl", tmp_path / "shapes.ttl"
    facts.write_text("<https://example.org/a> a <https://example.org/A> .")
    right = (
        f"@prefix sh: <{SH}> . @prefix e: <https://example.org/> .\n"
        "e:s a sh:PropertyShape ; sh:targetClass e:A ; sh:path e:b ; sh:minCount 1 .\n"
    )
    shapes.write_text(right)
    assert main(["validate", str(facts), "--shapes", str(shapes)]) == 1
    assert "SHACL has no term" not in capsys.readouterr().err
    shapes.write_text(right.replace("minCount", "minnCount"))
    main(["validate", str(facts), "--shapes", str(shapes)])
    told = "SHACL has no term sh:minnCount, so what it says is not checked; did you mean sh:minCount?"
    assert told in capsys.readouterr().err
    assert unknown(default_shapes()) == []
