"""Exports: every format read back by rdflib, the same bytes in any order, and home again."""

import random
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from facts import PREFIXES, good, small_ontology, write  # noqa: F401
from hypothesis import given
from hypothesis import strategies as st
from rdflib.compare import isomorphic

from legation import loading
from legation.cli import main
from legation.errors import LegationError
from legation.exporting import exported, facts, serialised
from legation.formats import FORMATS, by_content, by_suffix, format_of
from legation.store import Store
from legation.turtle import trig, turtle

pytestmark = pytest.mark.usefixtures("small_ontology")

RDFLIB = {
    "turtle": "turtle",
    "trig": "trig",
    "nt": "nt",
    "nq": "nquads",
    "jsonld": "json-ld",
    "rdfxml": "xml",
}
SUFFIXES = {"turtle": "ttl", "trig": "trig", "nt": "nt", "nq": "nq", "jsonld": "jsonld", "rdfxml": "rdf"}

ODD = (
    PREFIXES
    + r"""
ex:odd rdfs:label "naïve \"quoted\" \\ back"@en-gb ;
    ex:says "long\nlines \"\"\"three\"\"\" and \\\"" ;
    ex:told "\t\r\n\"" ;
    ex:n 1 , 1.5 , 1e3 , true , "01"^^xsd:integer , "x"^^xsd:integer , "2024"^^xsd:gYear , "" , "\n" ;
    ex:p <https://example.org/a/b?c=d&e> , <https://example.org/ends.> , <https://example.org/ü> , ex:a.b ,
        <https://example.org/-a> , ex:1 .
<https://example.org/> ex:p ex:odd .
_:a ex:next _:b . _:b ex:next _:c . _:c ex:next _:a ; ex:p "c" .
ex:list ex:items ( 1 [ ex:p 2 ] "three" ) .
"""
)


@pytest.fixture
def kb(tmp_path: Path, small_ontology: None) -> Path:  # noqa: F811
    where = tmp_path / "test.kb"
    summary = loading.load(where, [write(tmp_path / "in", a_ttl=good("a"), b_ttl=good("b"), odd_ttl=ODD)])
    assert summary.loaded == 3
    return where


def quads(kb: Path) -> list[ox.Quad]:
    with Store.open(kb, read_only=True) as store:
        return facts(store)


def graph(data: bytes, form: str) -> rdflib.Graph:
    """Read with rdflib; the union of all graphs."""
    dataset = rdflib.Dataset(default_union=True)
    dataset.parse(data=data, format=RDFLIB[form])
    union = rdflib.Graph()
    for subject, predicate, thing, _ in dataset.quads():
        union.add((subject, predicate, thing))
    return union


@pytest.fixture(autouse=True)
def _literals_as_they_stand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)


@pytest.mark.parametrize("form", FORMATS)
def test_rdflib_reads_the_same_facts_from_every_format(kb: Path, form: str) -> None:
    known = quads(kb)
    expected = rdflib.Graph().parse(data=serialised(known, "nt"), format="nt")
    assert len(expected) == len({str(quad.triple) for quad in known})
    assert set(graph(serialised(known, form), form)) == set(expected)


@pytest.mark.parametrize("form", FORMATS)
def test_the_order_of_facts_does_not_show(kb: Path, form: str) -> None:
    known = quads(kb)
    data = serialised(known, form)
    for seed in range(3):
        random.Random(seed).shuffle(known)
        assert serialised(known, form) == data


@pytest.mark.parametrize("form", FORMATS)
def test_blank_nodes_survive_conversion(tmp_path: Path, form: str) -> None:
    write(tmp_path, odd_ttl=ODD)
    out = tmp_path / f"out.{SUFFIXES[form]}"
    assert main(["convert", str(tmp_path / "odd.ttl"), str(out)]) == 0
    source = rdflib.Graph().parse(data=ODD, format="turtle")
    assert isomorphic(graph(out.read_bytes(), form), source)


@pytest.mark.parametrize("form", ["trig", "nq", "jsonld"])
def test_an_export_loaded_elsewhere_is_the_same_store(kb: Path, tmp_path: Path, form: str) -> None:
    brief = "Chile condemned the invasion of Ukraine on May 3, 2024. Boric visited Peru on May 5.\n"
    loading.load(kb, [write(tmp_path / "briefs", a_txt=brief)])
    out = tmp_path / f"out.{SUFFIXES[form]}"
    assert main(["export", "--store", str(kb), "-o", str(out)]) == 0
    before = out.read_bytes()
    other = tmp_path / "other.kb"
    assert main(["load", str(out), "--store", str(other), "-q"]) == 0
    with Store.open(kb, read_only=True) as one, Store.open(other, read_only=True) as two:
        briefs = {graph for graph, (key, _) in one.documents().items() if key == "a.txt"}
        assert briefs <= set(two.graphs())
        assert {str(quad.triple) for quad in facts(one)} == {str(quad.triple) for quad in facts(two)}
    assert main(["export", "--store", str(other), "-o", str(out)]) == 0
    third = tmp_path / "third.kb"
    assert main(["load", str(out), "--store", str(third), "-q"]) == 0
    again = out.read_bytes()
    assert main(["export", "--store", str(third), "-o", str(out)]) == 0
    assert out.read_bytes() == again
    assert len(before) > 1000


@pytest.mark.parametrize("form", ["turtle", "nt", "rdfxml"])
def test_the_union_loaded_elsewhere_says_the_same(kb: Path, tmp_path: Path, form: str) -> None:
    out = tmp_path / f"out.{SUFFIXES[form]}"
    assert main(["export", "--store", str(kb), "-o", str(out)]) == 0
    loading.load(tmp_path / "other.kb", [out])
    assert {str(quad.triple) for quad in quads(kb)} == {
        str(quad.triple) for quad in quads(tmp_path / "other.kb")
    }


STRANGE = (
    PREFIXES
    + r"""
ex:odd ex:says "bell \u0007, no character \uFFFE" , "tab\t" ; ex:n -1 , 2.5 , 1e3 , true , "1"^^xsd:byte ;
    rdfs:label "odd"@en ; a ex:Odd , leg:Visit .
ex:odd-1 a ex:Odd .
"""
)


@pytest.mark.parametrize("form", FORMATS)
def test_a_store_is_written_fast_and_with_the_same_bytes(kb: Path, form: str) -> None:
    read = ox.parse(STRANGE.encode(), ox.RdfFormat.TURTLE)
    data = "".join(f"{quad.triple} .\n" for quad in read).encode()
    if form == "rdfxml":
        data = data.replace(b"\\u0007", b"").replace(b"\\uFFFE", b"")
    with Store.open(kb) as store:
        # Twice, so that the union has each fact once; and a fact about the other graph, which is no note.
        store.replace("https://example.org/g1", data, "hash", "key", "name", "origin")
        about = b'<https://example.org/g1> <http://www.w3.org/2000/01/rdf-schema#label> "kept" .\n'
        store.replace("https://example.org/g2", data + about, "hash", "key2", "name2", "origin2")
        store.replace(
            "https://w3id.org/legation/id/graph/inferred", b'<https://e.org/a> <https://e.org/b> "1" .\n'
        )
    with Store.open(kb, read_only=True) as store:
        for inferred in (False, True):
            expected = serialised(facts(store, inferred=inferred), form)
            assert b"".join(exported(store, form, inferred=inferred)) == expected
            assert (b"https://e.org/a" in expected) == inferred
        assert b"kept" in expected
        one = serialised(facts(store, "a.ttl", ontology=True), form)
        assert b"".join(exported(store, form, "a.ttl", ontology=True)) == one


def test_notes_of_the_store_are_no_facts(kb: Path) -> None:
    for form in FORMATS:
        data = serialised(quads(kb), form)
        assert b"contentHash" not in data
        assert b"dcterms:identifier" not in data


def test_what_is_exported_can_be_chosen(
    kb: Path, tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    store = ["--store", str(kb)]
    assert main(["export", *store, "--graph", "a.ttl"]) == 0
    turtle_bytes = capsysbinary.readouterr().out
    assert turtle_bytes.startswith(b"@prefix")
    assert b'"a 1"@en' in turtle_bytes
    assert b'"b 1"@en' not in turtle_bytes
    assert main(["export", *store, "--graph", "nope"]) == 2
    assert b"there is no document 'nope'" in capsysbinary.readouterr().err
    assert main(["export", *store, "--format", "nt"]) == 0
    lines = capsysbinary.readouterr().out.splitlines()
    assert lines == sorted(lines)
    before = serialised(quads(kb), "nt")
    with Store.open(kb) as writer:
        writer.replace(
            "https://w3id.org/legation/id/graph/inferred",
            b"<https://e.org/a> <https://e.org/b> <https://e.org/c> .\n",
        )
    assert serialised(quads(kb), "nt") == before
    assert main(["export", *store, "--inferred", "-f", "nt"]) == 0
    assert b"<https://e.org/a>" in capsysbinary.readouterr().out


def test_an_export_that_fails_leaves_the_file(
    kb: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out.rdf"
    out.write_text("precious")
    with Store.open(kb) as store:
        store.replace("https://example.org/g", b'<https://e.org/a> <https://e.org/b> "bell \\u0007" .\n')
    assert main(["export", "--store", str(kb), "-o", str(out)]) == 2
    assert "RDF/XML cannot express" in capsys.readouterr().err
    assert out.read_text() == "precious"
    assert main(["export", "--store", str(kb), "-o", str(tmp_path / "no" / "out.ttl")]) == 2
    assert "cannot be written" in capsys.readouterr().err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in", "out.rdf", "test.kb"]


def test_turtle_is_pretty() -> None:
    source = PREFIXES + (
        '<https://w3id.org/legation/id/person/CHL/x> rdfs:label "X"@en ; a leg:Person .\n'
        "<https://w3id.org/legation/id/act/1> leg:target <https://w3id.org/legation/id/state/PER> ; "
        "leg:actor <https://w3id.org/legation/id/person/CHL/x> ; a leg:Visit ; leg:mutual true .\n"
    )
    data = turtle(ox.parse(source.encode(), ox.RdfFormat.TURTLE))
    assert data.decode() == (
        "@prefix act: <https://w3id.org/legation/id/act/> .\n"
        "@prefix leg: <https://w3id.org/legation/ontology#> .\n"
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        "@prefix state: <https://w3id.org/legation/id/state/> .\n"
        "\n"
        "act:1 a leg:Visit ;\n"
        "    leg:actor <https://w3id.org/legation/id/person/CHL/x> ;\n"
        "    leg:mutual true ;\n"
        "    leg:target state:PER .\n"
        "\n"
        "<https://w3id.org/legation/id/person/CHL/x> a leg:Person ;\n"
        '    rdfs:label "X"@en .\n'
    )


_LITERALS = st.builds(ox.Literal, st.text(st.characters(exclude_categories=("Cs",)))) | st.builds(
    ox.Literal,
    st.text(st.sampled_from('a"\\\n\r\t.1+')),
    datatype=st.sampled_from(
        [
            ox.NamedNode("http://www.w3.org/2001/XMLSchema#" + name)
            for name in ("integer", "decimal", "boolean", "date")
        ]
    ),
)
_IRIS = st.text(st.sampled_from("ab.-_/1é"), max_size=6).map(
    lambda end: ox.NamedNode("https://w3id.org/legation/id/act/" + end)
)


@given(st.lists(st.builds(ox.Quad, _IRIS, _IRIS, _LITERALS | _IRIS, _IRIS | st.just(ox.DefaultGraph()))))
def test_whatever_is_written_is_read_back(known: list[ox.Quad]) -> None:
    assert {str(quad) for quad in ox.parse(trig(known), ox.RdfFormat.TRIG)} == {str(quad) for quad in known}
    assert {str(quad) for quad in ox.parse(turtle(known), ox.RdfFormat.TURTLE)} == {
        str(quad.triple) for quad in known
    }


def test_a_brief_is_converted_without_a_store(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path, brief_txt="Chile condemned the invasion of Ukraine on May 3, 2024.\n")
    assert main(["convert", str(tmp_path / "brief.txt"), str(tmp_path / "brief.ttl")]) == 0
    assert "a leg:Condemnation" in (tmp_path / "brief.ttl").read_text("utf-8")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["brief.ttl", "brief.txt"]
    assert main(["convert", str(tmp_path), str(tmp_path / "out.ttl")]) == 2
    assert "is a folder" in capsys.readouterr().err


@pytest.mark.parametrize("form", FORMATS)
def test_formats_are_known_by_suffix_and_by_content(form: str) -> None:
    known = list(ox.parse(good("a").encode(), ox.RdfFormat.TURTLE))
    if form in ("trig", "nq"):
        known = [
            ox.Quad(q.subject, q.predicate, q.object, ox.NamedNode("https://example.org/g")) for q in known
        ]
    assert by_content(serialised(known, form).decode()) == form
    assert by_suffix(f"a/b.{SUFFIXES[form].upper()}") == form
    assert format_of(SUFFIXES[form]) == form


def test_prose_and_other_files_are_no_rdf() -> None:
    for text in (
        "",
        "A minister met a minister.",
        '{"id": 1, "text": "x"}',
        "<html><p>x</p></html>",
        "a,b\n1,2\n",
    ):
        assert by_content(text) is None
    with pytest.raises(LegationError, match="there is no RDF format 'csv'"):
        format_of("csv")
