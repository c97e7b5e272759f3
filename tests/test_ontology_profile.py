"""The ontology is consistent, within OWL 2 RL and DL, loads in a second library, and has a reference page.

Three judges that know nothing of each other: owlrl (rules), HermiT (a tableau reasoner) and the OWL API's
profile checkers. The last two run on Java; owlready2 ships them.
"""

import io
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from rdflib import OWL, RDF, BNode, Graph, Namespace, URIRef

from legation.terms import ID, PREFIXES
from scripts import reference

LEG = Namespace(PREFIXES["leg"])
DATA = Namespace(ID)
PREFIX = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())

STORY = f"""{PREFIX}
id:visit a leg:StateVisit ; leg:actor id:minister ; leg:inTenure id:tenure ;
    leg:target id:ministry ; leg:evidence id:evidence .
id:evidence a leg:Evidence ; oa:hasSource id:brief .
id:tenure leg:holder id:minister ; leg:office id:office .
id:office leg:officeOf state:GTM .
id:ministry leg:organOf state:UKR .
"""
FOLLOWS = {
    ("visit", "onBehalfOf", "state/GTM"),
    ("visit", "towards", "state/UKR"),
    ("visit", "participant", "minister"),
    ("visit", "party", "state/UKR"),
    ("visit", "eventType", "event-type/CONSULT"),
    ("visit", "statedIn", "brief"),
    ("tenure", "tenureOf", "state/GTM"),
}
"""What the axioms say about the story and no line of it does."""

IMPOSSIBLE = {
    "a state that is a person": "state:GTM a leg:State , leg:Person .",
    "an act that is a flow": "id:x a leg:Visit ; leg:exporter state:GTM .",
    "a flow from a state to itself": "id:x leg:exporter state:GTM ; leg:importer state:GTM .",
    "two states that succeed each other": "state:A leg:successor state:B . state:B leg:successor state:A .",
    "a brief that acts": "id:x leg:actor id:y . id:y a leg:Brief .",
}


def missing(reason: str) -> None:
    """Skip the test on a plain machine; fail it where everything must run."""
    if os.environ.get("LEGATION_TEST_ALL") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="module")
def graph() -> Graph:
    return reference.merged()


def with_data(graph: Graph, turtle: str) -> Graph:
    """Return the ontology and the data in one graph."""
    return Graph().parse(data=PREFIX + turtle, format="turtle") + graph


# --- owlrl


def closure(graph: Graph) -> tuple[Graph, list[str]]:
    """Return the graph closed under OWL 2 RL, and what owlrl has found impossible."""
    import owlrl

    closed = Graph() + graph
    rules = owlrl.OWLRL.OWLRL_Semantics(closed, axioms=True, daxioms=False, rdfs=False)
    rules.closure()
    return closed, list(rules.error_messages)


def test_rules_find_nothing_impossible_and_what_follows(graph: Graph) -> None:
    closed, errors = closure(with_data(graph, STORY))
    assert errors == []
    assert {(s, p, o) for s, p, o in FOLLOWS if (DATA[s], LEG[p], DATA[o]) not in closed} == set()


@pytest.mark.parametrize("turtle", IMPOSSIBLE.values(), ids=list(IMPOSSIBLE))
def test_rules_find_the_impossible(graph: Graph, turtle: str) -> None:
    assert closure(with_data(graph, turtle))[1] != []


# --- owlready2, and HermiT by way of it


def second_library() -> Any:
    """Return the module owlready2."""
    try:
        import owlready2
    except ImportError:
        missing("owlready2 is the second library; install the dev group of pyproject.toml")
    return owlready2


def world_of(graph: Graph) -> Any:
    """Load the graph with owlready2 into a world of its own; return the world."""
    owlready2 = second_library()
    world = owlready2.World()
    triples = io.BytesIO(graph.serialize(format="nt", encoding="utf-8"))
    world.get_ontology(str(reference.ONTOLOGY)).load(fileobj=triples, format="ntriples")
    return world


def named(graph: Graph, kind: URIRef) -> set[str]:
    return {str(s) for s in graph.subjects(RDF.type, kind) if not isinstance(s, BNode)}


def test_second_library_finds_the_same_terms(graph: Graph) -> None:
    world = world_of(graph)
    assert {c.iri for c in world.classes()} == named(graph, OWL.Class)
    assert {p.iri for p in world.object_properties()} == named(graph, OWL.ObjectProperty)
    assert {p.iri for p in world.data_properties()} == named(graph, OWL.DatatypeProperty)
    assert {p.iri for p in world.annotation_properties()} >= named(graph, OWL.AnnotationProperty)
    empty = len(type(world)().graph)
    assert len(world.graph) - empty == len(graph)


def hermit(graph: Graph) -> Any:
    """Reason with HermiT; return the world with what it inferred.

    Raises:
        owlready2.OwlReadyInconsistentOntologyError: the graph is inconsistent.
    """
    if shutil.which("java") is None:
        missing("HermiT runs on Java; install a Java runtime")
    import owlready2

    world = world_of(graph)
    owlready2.sync_reasoner_hermit(world, infer_property_values=True, debug=0)
    return world


@pytest.mark.slow
def test_hermit_finds_no_empty_class_and_what_follows(graph: Graph) -> None:
    world = hermit(with_data(graph, STORY))
    assert list(world.inconsistent_classes()) == []
    assert world[DATA["state/GTM"]] in world[LEG.onBehalfOf][world[DATA.visit]]
    assert world[DATA["state/UKR"]] in world[LEG.towards][world[DATA.visit]]


@pytest.mark.slow
@pytest.mark.parametrize("turtle", [IMPOSSIBLE["a brief that acts"]])
def test_hermit_finds_the_impossible(graph: Graph, turtle: str) -> None:
    import owlready2

    with pytest.raises(owlready2.OwlReadyInconsistentOntologyError):
        hermit(with_data(graph, turtle))


# --- profiles


def check_profiles(graphs: dict[str, Graph], folder: Path) -> dict[str, set[tuple[str, str]]]:
    """Return for each graph the profiles and the kinds of violation that the OWL API finds."""
    owlready2 = second_library()
    if shutil.which("javac") is None:
        missing("the OWL API's profile checkers run on Java; install a Java development kit")
    library = next((Path(owlready2.__file__).parent / "pellet").glob("owlapi-distribution-*.jar"))
    for name, graph in graphs.items():
        graph.serialize(folder / name, format="xml")
    program = Path(__file__).parent / "fixtures" / "ontology" / "Profiles.java"
    done = subprocess.run(
        ["java", "-cp", str(library), str(program), *graphs],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, set[tuple[str, str]]] = {name: set() for name in graphs}
    for line in done.stdout.splitlines():
        name, profile, kind, _ = line.split("\t")
        found[name].add((profile, kind))
    return found


OUTSIDE = {
    "functional and by a chain": (
        "leg:onBehalfOf a owl:FunctionalProperty .",
        {("OWL 2 DL", "UseOfNonSimplePropertyInFunctionalPropertyAxiom")},
    ),
    "irreflexive and transitive": (
        "leg:belongsTo a owl:IrreflexiveProperty .",
        {("OWL 2 DL", "UseOfNonSimplePropertyInIrreflexivePropertyAxiom")},
    ),
    "chains in a circle": (
        "leg:tenureOf owl:propertyChainAxiom ( leg:onBehalfOf leg:inTenure ) ."
        " leg:inTenure owl:propertyChainAxiom ( leg:tenureOf leg:office ) .",
        {("OWL 2 DL", "UseOfPropertyInChainCausesCycle")},
    ),
    "a class that is not declared": (
        "leg:State rdfs:subClassOf leg:Polity .",
        {("OWL 2 DL", "UseOfUndeclaredClass")},
    ),
    "a property of two kinds": ("leg:actor a owl:DatatypeProperty .", {("OWL 2 DL", "IllegalPunning")}),
    "a datatype outside OWL 2": (
        "leg:earliest rdfs:range xsd:date .",
        {("OWL 2 RL", "UseOfIllegalDataRange")},
    ),
    "something must exist": (
        "leg:Office rdfs:subClassOf"
        " [ a owl:Restriction ; owl:onProperty leg:officeOf ; owl:someValuesFrom leg:State ] .",
        {("OWL 2 RL", "UseOfNonSuperClassExpression")},
    ),
}


@pytest.fixture(scope="module")
def profiles(graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[tuple[str, str]]]:
    graphs = {"ontology": graph} | {name: with_data(graph, turtle) for name, (turtle, _) in OUTSIDE.items()}
    return check_profiles(graphs, tmp_path_factory.mktemp("profiles"))


def test_within_owl_2_dl_and_rl(profiles: dict[str, set[tuple[str, str]]]) -> None:
    assert profiles["ontology"] == set()


@pytest.mark.parametrize("name", OUTSIDE)
def test_axiom_outside_a_profile_is_seen(profiles: dict[str, set[tuple[str, str]]], name: str) -> None:
    assert profiles[name] >= OUTSIDE[name][1]


# --- the reference page


@pytest.mark.slow
def test_reference_page_has_every_term(graph: Graph) -> None:
    try:
        import pylode  # noqa: F401
    except ImportError:
        missing("pyLODE makes the reference page; install the dev group of pyproject.toml")
    page = reference.render()
    terms = {
        iri for kind in (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty) for iri in named(graph, kind)
    }
    ours = {iri for iri in terms if iri.startswith(str(LEG))}
    assert len(ours) > 200
    assert {iri for iri in ours if iri not in page} == set()
    assert "declares a deed or agent to be wrong" in page
