"""What follows from files by anybody's ontology: `legation reason --ontology`."""

import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest

from legation.cli import main
from legation.entailing import entail
from legation.errors import LegationError

EX = "http://example.org/"
PREFIXES = (
    f"@prefix : <{EX}> . @prefix owl: <http://www.w3.org/2002/07/owl#> . "
    "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> ."
)
ONTOLOGY = f"""{PREFIXES}
:parent rdfs:subPropertyOf :ancestor ; rdfs:domain :Person .
:ancestor a owl:TransitiveProperty .
:Person owl:disjointWith :Stone .
:eve a :Person .
"""
FACTS = f"{PREFIXES} :abel :parent :eve . :enos :parent :abel ."
FOLLOWS = {
    f"<{EX}abel> <{EX}ancestor> <{EX}eve>",
    f"<{EX}enos> <{EX}ancestor> <{EX}abel>",
    f"<{EX}enos> <{EX}ancestor> <{EX}eve>",
    f"<{EX}abel> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{EX}Person>",
    f"<{EX}enos> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{EX}Person>",
}
STATED = {f"<{EX}abel> <{EX}parent> <{EX}eve>", f"<{EX}enos> <{EX}parent> <{EX}abel>"}


@pytest.fixture(autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the user's cache out of the tests, but let them share one."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp() / "cache"))


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    """Return an ontology and data in Turtle."""
    ontology, data = tmp_path / "ontology.ttl", tmp_path / "data.ttl"
    ontology.write_text(ONTOLOGY, encoding="utf-8")
    data.write_text(FACTS, encoding="utf-8")
    return str(ontology), str(data)


def lines(path: Path) -> set[str]:
    return {str(quad.triple) for quad in ox.parse(path=str(path))}


def test_what_follows_is_written_without_what_is_stated(files: tuple[str, str], tmp_path: Path) -> None:
    """In the format of the file's name; with --all, the data too, and never the ontology."""
    ontology, data = files
    out = tmp_path / "out.nt"
    assert main(["reason", "--ontology", ontology, data, "-o", str(out)]) == 0
    assert lines(out) == FOLLOWS
    assert main(["reason", "--ontology", ontology, data, "-o", str(out), "--all"]) == 0
    assert lines(out) == FOLLOWS | STATED


@pytest.mark.parametrize("form", ["nt", "rdf", "jsonld", "nq", "trig"])
def test_any_format_is_read(form: str, files: tuple[str, str], tmp_path: Path) -> None:
    """Ontology and data alike."""
    formats = {"nt": "N_TRIPLES", "rdf": "RDF_XML", "jsonld": "JSON_LD", "nq": "N_QUADS", "trig": "TRIG"}
    paths = []
    for number, file in enumerate(files):
        paths.append(tmp_path / f"{number}.{form}")
        quads = list(ox.parse(path=file))
        triples = [q.triple for q in quads] if form in ("nt", "rdf") else quads
        paths[-1].write_bytes(ox.serialize(triples, format=getattr(ox.RdfFormat, formats[form])) or b"")
    found = entail([paths[1]], [paths[0]])
    assert {str(quad.triple) for quad in found.quads} == FOLLOWS


def test_data_keeps_its_graphs(files: tuple[str, str], tmp_path: Path) -> None:
    """What follows is in the default graph."""
    data = tmp_path / "data.trig"
    data.write_text(f"{PREFIXES} :g {{ :abel :parent :eve }}", encoding="utf-8")
    found = {str(quad) for quad in entail([data], [files[0]], stated=True).quads}
    assert f"<{EX}abel> <{EX}parent> <{EX}eve> <{EX}g>" in found
    assert f"<{EX}abel> <{EX}ancestor> <{EX}eve>" in found


def test_facts_that_contradict_are_told_and_nothing_is_written(
    files: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit status 1; where each fact is stated."""
    ontology, data = files
    more, out = tmp_path / "more.ttl", tmp_path / "out.nt"
    more.write_text(f"{PREFIXES} :enos a :Stone .", encoding="utf-8")
    assert main(["reason", "--ontology", ontology, data, str(more), "-o", str(out)]) == 1
    told = capsys.readouterr().err
    assert "nothing can be both" in told
    assert f"(stated in {more.resolve().as_uri()})" in told
    assert not out.exists()


def test_what_is_beyond_the_profile_is_told(
    files: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """In one line on standard error; where there is nothing of the kind, not at all."""
    assert entail([files[1]], [files[0]]).ignored == {}
    ontology = tmp_path / "more.ttl"
    ontology.write_text(
        f"{PREFIXES} :C rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ; owl:hasSelf true ] , "
        "[ a owl:Restriction ; owl:onProperty :p ; owl:maxCardinality 2 ] . :q a owl:ReflexiveProperty .",
        encoding="utf-8",
    )
    assert main(["reason", "--ontology", str(ontology), files[1]]) == 0
    told = "owl:ReflexiveProperty, owl:hasSelf, owl:maxCardinality of more than 1"
    assert f"not in OWL 2 RL, so nothing follows from it: {told}\n" in capsys.readouterr().err


def test_standard_input_is_data(files: tuple[str, str]) -> None:
    """As everywhere."""
    process = subprocess.run(
        [sys.executable, "-m", "legation", "reason", "--ontology", files[0], "-", "-f", "nt"],
        input=FACTS,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert {line.removesuffix(" .") for line in process.stdout.splitlines()} == FOLLOWS


def test_what_is_no_rdf_is_a_sentence(files: tuple[str, str], tmp_path: Path) -> None:
    """What is wrong, and where."""
    prose, broken = tmp_path / "prose.txt", tmp_path / "broken.ttl"
    prose.write_text("A minister met a minister.", encoding="utf-8")
    broken.write_text("<http://example.org/a", encoding="utf-8")
    with pytest.raises(LegationError, match=r"prose\.txt' is not RDF"):
        entail([prose], [files[0]])
    for data, ontology in (((files[1],), (str(broken),)), ((str(broken),), (files[0],))):
        with pytest.raises(LegationError, match=r"broken\.ttl, line 1: this is not well-formed turtle"):
            entail(data, ontology)


def test_options_for_files_need_files(capsys: pytest.CaptureFixture[str]) -> None:
    """The sentence shows how."""
    assert main(["reason", "--ontology", "ontology.ttl"]) == 2
    assert "name the data too" in capsys.readouterr().err


@pytest.mark.parametrize(
    "axioms",
    [
        ":p owl:propertyChainAxiom () .",
        ":p owl:propertyChainAxiom :q .",
        ':p owl:propertyChainAxiom ( "x" :q ) .',
        ":C owl:hasKey () .",
        ":C owl:intersectionOf () .",
        ":C owl:oneOf () .",
        "[] a owl:AllDisjointClasses .",
        ':p owl:inverseOf "x" .',
        ':C rdfs:subClassOf "x" , [ owl:onProperty :p ; owl:maxCardinality "few" ] .',
    ],
)
def test_axioms_without_sense_do_nothing(axioms: str, tmp_path: Path) -> None:
    """Whatever else the ontology says holds."""
    ontology, data = tmp_path / "ontology.ttl", tmp_path / "data.ttl"
    ontology.write_text(f"{PREFIXES} {axioms} :p rdfs:domain :D .", encoding="utf-8")
    data.write_text(f'{PREFIXES} :a a :C ; :p :b , "x" . :b a :C .', encoding="utf-8")
    found = {str(quad.triple) for quad in entail([data], [ontology]).quads}
    assert found == {f"<{EX}a> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{EX}D>"}


def test_a_contradiction_about_a_thing_without_a_name_is_explained(tmp_path: Path) -> None:
    """Though SPARQL cannot name it either."""
    ontology, data = tmp_path / "ontology.ttl", tmp_path / "data.ttl"
    ontology.write_text(
        f"{PREFIXES} :p a owl:FunctionalProperty ; rdfs:range :C . :C owl:disjointWith :D .", encoding="utf-8"
    )
    data.write_text(f"{PREFIXES} [] :p [ a :D ] .", encoding="utf-8")
    (found,) = entail([data], [ontology]).summary.inconsistencies
    assert "nothing can be both" in found.sentence
    assert any("because whatever" in place for place in found.places)
    assert any("stated in" in place for place in found.places)
