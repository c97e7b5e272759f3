"""A store is checked anew only where something changed, and the outcome is that of a full check."""

import random
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox
import pytest

from legation import validation_store
from legation.shapes_graph import ShapesGraph
from legation.store import Store
from legation.validation import Result, Validator, store_data, validate
from legation.validation_kept import NAME
from legation.validation_store import StoreValidator

E = "https://example.org/"
PREFIXES = f"""
@prefix e: <{E}> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<urn:prefixes> sh:declare [ sh:prefix "e" ; sh:namespace "{E}"^^xsd:anyURI ] .
"""
KINDS = {
    "count": "e:S sh:targetClass e:A ; sh:property [ sh:path e:p ; sh:minCount 1 ; sh:maxCount 2 ] .",
    "subjects": "e:S sh:targetSubjectsOf e:p ; sh:path e:q ; sh:class e:B .",
    "objects": "e:S sh:targetObjectsOf e:p ; sh:nodeKind sh:IRI ; sh:class e:A .",
    "named": "e:S sh:targetNode e:n1 , e:absent , 3 ; sh:property [ sh:path [ sh:inversePath e:p ] ; sh:minCount 1 ] .",
    "implicit": "e:A a rdfs:Class , sh:NodeShape ; sh:property [ sh:path e:q ; sh:minCount 1 ] .",
    "sequence": "e:S sh:targetClass e:A ; sh:path ( e:p [ sh:inversePath e:q ] e:r ) ; sh:maxCount 0 .",
    "star": "e:S sh:targetClass e:A ; sh:path ( [ sh:zeroOrMorePath e:p ] e:q ) ; sh:class e:B .",
    "plus": "e:S sh:targetClass e:A ; sh:path [ sh:oneOrMorePath [ sh:alternativePath ( e:p [ sh:inversePath e:q ] ) ]"
    " ] ; sh:class e:B .",
    "optional": "e:S sh:targetClass e:B ; sh:path ( e:p [ sh:zeroOrOnePath e:q ] ) ; sh:nodeKind sh:IRI .",
    "nested": "e:S sh:targetClass e:A ; sh:property [ sh:path e:p ; sh:node e:T ] ."
    " e:T a sh:NodeShape ; sh:property [ sh:path e:q ; sh:node e:U ] ."
    " e:U a sh:NodeShape ; sh:property [ sh:path e:r ; sh:maxCount 1 ] .",
    "recursive": "e:S sh:targetClass e:A ; sh:property [ sh:path e:p ; sh:node e:S ] ,"
    " [ sh:path e:q ; sh:maxCount 1 ] .",
    "logic": "e:S sh:targetClass e:A ; sh:or ( [ sh:property [ sh:path e:p ; sh:minCount 2 ] ] e:T ) ;"
    " sh:not [ sh:property [ sh:path e:r ; sh:hasValue e:n1 ] ] ."
    " e:T a sh:NodeShape ; sh:xone ( [ sh:class e:B ] [ sh:property [ sh:path e:q ; sh:minCount 1 ] ] ) .",
    "qualified": "e:S sh:targetClass e:A ; sh:property [ sh:path e:p ; sh:qualifiedMinCount 1 ;"
    " sh:qualifiedValueShape [ sh:class e:B ] ; sh:qualifiedValueShapesDisjoint true ] ,"
    " [ sh:path e:p ; sh:qualifiedMaxCount 1 ; sh:qualifiedValueShapesDisjoint true ;"
    " sh:qualifiedValueShape [ sh:property [ sh:path e:q ; sh:minCount 1 ] ] ] .",
    "closed": "e:S sh:targetClass e:A ; sh:closed true ; sh:ignoredProperties ( rdf:type ) ;"
    " sh:property [ sh:path e:p ] , [ sh:path e:q ] .",
    "pairs": "e:S sh:targetClass e:A ; sh:property [ sh:path e:p ; sh:disjoint e:q ] ,"
    " [ sh:path e:q ; sh:equals e:r ] .",
    "select": "e:S sh:targetClass e:A ; sh:sparql [ sh:prefixes <urn:prefixes> ; sh:message 'no way' ; sh:select '''"
    "SELECT $this ?value WHERE { $this e:p ?value . ?value e:q ?far . OPTIONAL { ?far e:r ?it }"
    " FILTER(!BOUND(?it)) }''' ] .",
    "exists": "e:S sh:targetClass e:A ; sh:sparql [ sh:prefixes <urn:prefixes> ; sh:message 'no way' ; sh:select '''"
    "SELECT $this ?value WHERE { { $this e:p ?value } UNION { ?value e:q $this } ?value a ?kind ."
    " FILTER NOT EXISTS { ?kind rdfs:subClassOf* e:B } FILTER EXISTS { ?value e:p|^e:r ?other } }''' ] .",
    "kinds": "e:S sh:targetClass e:A ; sh:sparql [ sh:prefixes <urn:prefixes> ; sh:message 'no way' ; sh:select '''"
    "SELECT $this ?value WHERE { $this ?path ?value . FILTER(?path IN (e:p, e:q)) ?value a e:B ; e:r ?far ."
    " ?back e:p ?far ; a ?head . FILTER(?head IN (e:A, e:B)) }''' ] .",
    "grouped": "e:S sh:targetClass e:A ; sh:sparql [ sh:prefixes <urn:prefixes> ; sh:message 'no way' ; sh:select '''"
    "SELECT $this (COUNT(?far) AS ?value) WHERE { $this e:p/e:q ?far } GROUP BY $this HAVING (COUNT(?far) > 1)''' ] .",
    "free": "e:S sh:targetClass e:A ; sh:sparql [ sh:prefixes <urn:prefixes> ; sh:message 'no way' ; sh:select '''"
    "SELECT $this ?value WHERE { $this e:p ?value . ?any e:q e:n1 }''' ] .",
}
"""Shapes of every kind. Only `free` has to be checked in full each time."""


class Notes:
    """A journal in memory."""

    def __init__(self) -> None:
        self.quads: list[ox.Quad] = []

    def position(self) -> str:
        return str(len(self.quads))

    def since(self, position: str) -> Iterable[ox.Quad]:
        return self.quads[int(position) :]


def shapes(kind: str) -> bytes:
    text = KINDS[kind].replace("rdfs:subClassOf*", "<http://www.w3.org/2000/01/rdf-schema#subClassOf>*")
    text = text.replace("'''", '"""').replace("'no way'", '"no way"')
    return f"{PREFIXES} {text}".encode()


def random_quad(rng: random.Random) -> ox.Quad:
    nodes = [ox.NamedNode(f"{E}n{number}") for number in range(7)] + [ox.BlankNode("x"), ox.BlankNode("y")]
    classes = [ox.NamedNode(E + name) for name in "ABC"]
    graph = ox.NamedNode(f"{E}graph{rng.randrange(3)}")
    drawn = rng.random()
    if drawn < 0.25:
        kind = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
        return ox.Quad(rng.choice(nodes), kind, rng.choice(classes), graph)
    if drawn < 0.28:
        below = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#subClassOf")
        return ox.Quad(rng.choice(classes), below, rng.choice(classes), graph)
    value = rng.choice(
        [*nodes, *nodes, ox.Literal("3", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#integer"))]
    )
    return ox.Quad(rng.choice(nodes), ox.NamedNode(E + rng.choice("pqr")), value, graph)


def stored(quads: Iterable[ox.Quad]) -> ox.Store:
    store = ox.Store()
    store.extend(quads)
    return store


def edit(store: ox.Store, notes: Notes, rng: random.Random) -> None:
    """Add, remove or replace some quads, as documents do."""
    for _ in range(rng.randrange(1, 4)):
        there = sorted(store, key=str)
        quad = rng.choice(there) if there and rng.random() < 0.45 else random_quad(rng)
        notes.quads.append(quad)
        if quad in store:
            store.remove(quad)
        else:
            store.add(quad)


@pytest.mark.parametrize("kind", KINDS)
def test_a_check_of_what_changed_is_a_check_of_everything(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole: list[int] = []
    real = StoreValidator._whole
    monkeypatch.setattr(StoreValidator, "_whole", lambda self, stated: whole.append(1) or real(self, stated))
    validator = Validator(ShapesGraph(shapes(kind)), b"")
    outcomes = 0
    for seed in range(8):
        rng = random.Random(f"{kind} {seed}")
        store, notes = ox.Store(), Notes()
        checks = StoreValidator(tmp_path, validator, notes)
        for _ in range(45):
            store.add(random_quad(rng))
        before = checks.validate(store, notes.position(), full=True)
        whole.clear()
        for _ in range(6):
            edit(store, notes, rng)
            if rng.random() < 0.3:
                edit(store, notes, rng)
            report = checks.validate(store, notes.position())
            expected = StoreValidator(None, validator).validate(store, "")
            assert report.turtle() == expected.turtle()
            assert report.text() == expected.text()
            outcomes += report.results != before.results
            before = report
        assert len(whole) > 6 if kind == "free" else len(whole) == 6
    assert outcomes


@pytest.mark.parametrize("kind", KINDS)
def test_portions_are_the_whole(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = random.Random(5)
    store = stored(random_quad(rng) for _ in range(60))
    validator = Validator(ShapesGraph(shapes(kind)), b"")
    expected = StoreValidator(None, validator).validate(store, "")
    monkeypatch.setattr(validation_store, "_PORTION", 5)
    monkeypatch.setattr(validation_store, "_NODES", 2)
    assert StoreValidator(None, validator).validate(store, "").turtle() == expected.turtle()


@pytest.mark.parametrize("kind", sorted(KINDS.keys() - {"recursive"}))  # of which SHACL says nothing
def test_both_engines_agree_on_shapes_of_every_kind(kind: str) -> None:
    found = 0
    for seed in range(3):
        rng = random.Random(seed)
        triples = {random_quad(rng).triple for _ in range(60)}
        data = bytes(ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b"")
        ours, theirs = (validate(data, shapes(kind), engine=engine) for engine in ("shifty", "pyshacl"))
        assert set(map(_key, ours.results)) == set(map(_key, theirs.results))
        assert ours.facts == theirs.facts
        found += len(ours.results)
    assert found


def _key(result: Result) -> tuple[str | None, ...]:
    """All but the message: engines word it differently."""
    return (result.focus, result.path, result.value, result.shape, result.source_constraint, result.severity)


@pytest.mark.parametrize("damage", ["", "not JSON", '{"format": 1}\n', '{"format": 0}\n'])
def test_what_was_kept_and_cannot_be_read_is_done_without(damage: str, tmp_path: Path) -> None:
    validator, notes = Validator(ShapesGraph(shapes("count")), b""), Notes()
    store = stored(random_quad(random.Random(seed)) for seed in range(60))
    checks = StoreValidator(tmp_path, validator, notes)
    expected = checks.validate(store, notes.position()).turtle()
    (tmp_path / NAME).write_text(damage)
    assert checks.validate(store, notes.position()).turtle() == expected
    assert (tmp_path / NAME).read_bytes().startswith(b"{")


def test_other_shapes_are_checked_in_full(tmp_path: Path) -> None:
    notes = Notes()
    rng = random.Random(1)
    store = stored(random_quad(rng) for _ in range(80))
    for kind in ("count", "star", "count"):
        validator = Validator(ShapesGraph(shapes(kind)), b"")
        report = StoreValidator(tmp_path, validator, notes).validate(store, notes.position())
        assert report.turtle() == StoreValidator(None, validator).validate(store, "").turtle()
        assert report.results


# Our own shapes


FIXTURES = Path(__file__).parent / "fixtures" / "shapes"
BREAKS = sorted((FIXTURES / "breaks").glob("*.ttl"))


def triples_of(path: Path) -> list[ox.Triple]:
    return sorted({quad.triple for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE)}, key=str)


GOOD = triples_of(FIXTURES / "good.ttl")


def document(rng: random.Random) -> list[ox.Triple]:
    """Return the good example with some mistakes, and without some of its triples."""
    found = [triple for triple in GOOD if rng.random() < 0.97]
    for path in rng.sample(BREAKS, 5):
        found += [triple for triple in triples_of(path) if rng.random() < 0.9]
    return found


def replaced(store: Store, graph: str, triples: list[ox.Triple], notes: Notes) -> None:
    before = set(store.quads(graph))
    data = bytes(ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b"")
    if triples:
        store.replace(graph, data, "hash", graph, graph)
    else:
        store.remove(graph)
    # A store gives blank nodes labels of its own.
    notes.quads += sorted(before ^ set(store.quads(graph)), key=str)


def test_our_shapes_on_random_edits_of_documents(tmp_path: Path) -> None:
    validator, notes = Validator(), Notes()
    rng = random.Random(7)
    names: set[str] = set()
    with Store.open(tmp_path / "kb", create=True) as store:
        graphs = [f"urn:document:{number}" for number in range(4)]
        for graph in graphs[:2]:
            replaced(store, graph, document(rng), notes)
        checks = StoreValidator(tmp_path, validator, notes)
        checks.validate(store.inner, notes.position(), full=True)
        whole = checks._whole
        checks._whole = None  # type: ignore[method-assign, assignment]  # it must not be called
        for _ in range(16):
            for graph in rng.sample(graphs, rng.randrange(1, 3)):
                replaced(store, graph, [] if rng.random() < 0.25 else document(rng), notes)
            report = checks.validate(store.inner, notes.position())
            expected = StoreValidator(None, validator).validate(store.inner, "")
            assert report.json() == expected.json()
            assert report.turtle() == expected.turtle()
            names |= {result.name for result in report.results}
        checks._whole = whole  # type: ignore[method-assign]
        # What the store tells is what its facts as a file tell.
        assert len(validator.validate(store_data(store)).results) == len(report.results)
    assert len(names) > 60
