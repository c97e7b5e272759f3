"""The ontology's modules: what is in them, their form, their style, their links to other vocabularies."""

import random
import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from rdflib import OWL, RDF, RDFS, SKOS, Graph, Literal, Namespace, URIRef
from rdflib.compare import isomorphic

from legation.resources import folder
from legation.terms import PREFIXES
from scripts.format_ontology import formatted
from scripts.reference import merged

LEG = Namespace(PREFIXES["leg"])
EVENT_TYPE = Namespace(PREFIXES["event-type"])
SH = Namespace(PREFIXES["sh"])
ONTOLOGY = URIRef("https://w3id.org/legation/ontology")
ROOT = Path(__file__).resolve().parents[1]
MODULES = sorted(folder("ontology").glob("*.ttl"))
TERM_KINDS = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty)

PLOVER = {
    "AgreementAct": "AGREE",
    "ConsultationAct": "CONSULT",
    "SupportAct": "SUPPORT",
    "ConcessionAct": "CONCEDE",
    "CooperationAct": "COOPERATE",
    "AidAct": "AID",
    "RetreatAct": "RETREAT",
    "RequestAct": "REQUEST",
    "AccusationAct": "ACCUSE",
    "RejectionAct": "REJECT",
    "ThreatAct": "THREATEN",
    "ProtestAct": "PROTEST",
    "SanctionAct": "SANCTION",
    "MobilisationAct": "MOBILIZE",
    "CoercionAct": "COERCE",
    "AssaultAct": "ASSAULT",
}


@pytest.fixture(scope="module")
def graph() -> Graph:
    return merged()


def types_of(graph: Graph, act_class: URIRef) -> set[str]:
    """Return the PLOVER types that the class and those above it ask for."""
    return {
        str(value).removeprefix(EVENT_TYPE)
        for wider in graph.transitive_objects(act_class, RDFS.subClassOf)
        if (wider, OWL.onProperty, LEG.eventType) in graph
        for value in graph.objects(wider, OWL.hasValue)
    }


def test_each_plover_type_has_its_class(graph: Graph) -> None:
    assert {name: types_of(graph, LEG[name]) for name in PLOVER} == {n: {t} for n, t in PLOVER.items()}
    assert {str(t).removeprefix(EVENT_TYPE) for t in graph.objects(None, OWL.hasValue)} == set(
        PLOVER.values()
    )


def test_at_least_sixty_kinds_of_act_below_the_sixteen(graph: Graph) -> None:
    kinds = set(graph.transitive_subjects(RDFS.subClassOf, LEG.DiplomaticAct))
    below = kinds - {LEG[name] for name in PLOVER} - {LEG.DiplomaticAct}
    assert len(below) >= 60
    assert [k for k in below if len(types_of(graph, k)) != 1] == []


@pytest.mark.parametrize(
    ("act_class", "event_type"),
    [
        ("Condemnation", "ACCUSE"),
        ("SummoningOfAmbassador", "ACCUSE"),
        ("StateVisit", "CONSULT"),
        ("TreatySigning", "SUPPORT"),
        ("JointExercise", "COOPERATE"),
        ("ArmsTransfer", "AID"),
        ("ExpulsionOfDiplomats", "SANCTION"),
        ("Deportation", "COERCE"),
        ("Annexation", "COERCE"),
        ("CeasefireDeclaration", "CONCEDE"),
        ("TroopWithdrawal", "RETREAT"),
    ],
)
def test_kind_of_act_has_the_type_analysts_expect(graph: Graph, act_class: str, event_type: str) -> None:
    assert types_of(graph, LEG[act_class]) == {event_type}


def test_root_imports_every_module_and_the_catalog_finds_it_offline() -> None:
    root = Graph().parse(folder("ontology") / "legation.ttl")
    catalog = ElementTree.parse(folder("ontology") / "catalog-v001.xml").getroot()
    places = {entry.attrib["name"]: entry.attrib["uri"] for entry in catalog}
    assert set(places.values()) == {path.name for path in MODULES}
    assert {str(iri) for iri in root.objects(ONTOLOGY, OWL.imports)} == set(places) - {str(ONTOLOGY)}
    for iri, name in places.items():
        assert (URIRef(iri), RDF.type, OWL.Ontology) in Graph().parse(folder("ontology") / name)


def test_every_term_is_declared_in_one_module() -> None:
    homes: dict[object, list[str]] = {}
    for path in MODULES:
        for term in {s for s in Graph().parse(path).subjects(RDF.type) if str(s).startswith(LEG)}:
            homes.setdefault(term, []).append(path.name)
    assert {term: names for term, names in homes.items() if len(names) > 1} == {}


def test_every_term_of_ours_used_in_the_content_is_declared(graph: Graph) -> None:
    known = {str(s).removeprefix(LEG) for s in graph.subjects(RDF.type) if str(s).startswith(LEG)}
    paths = [p for name in ("ontology", "shapes", "queries") for p in folder(name).rglob("*.*")]
    unknown = {
        (path.name, name)
        for path in paths
        if path.suffix in (".ttl", ".rq")
        for name in re.findall(r"(?<![\w-])leg:(\w+)", path.read_text(encoding="utf-8"))
        if name not in known
    }
    assert unknown == set()


# --- form


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
def test_module_is_formatted(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert formatted(text) == text, "run: python scripts/format_ontology.py"


def test_formatting_keeps_the_triples_and_forgets_their_order() -> None:
    graph = merged()
    graph.add((LEG.State, SKOS.scopeNote, Literal('a "quote", a \\ and a\nline', lang="en")))
    lines = graph.serialize(format="nt").splitlines()
    texts = set()
    for seed in range(3):
        random.Random(seed).shuffle(lines)
        texts.add(formatted("\n".join(lines)))
    assert len(texts) == 1
    assert isomorphic(Graph().parse(data=texts.pop(), format="turtle"), graph)


# --- links to other vocabularies

FOREIGN = {
    "http://www.w3.org/ns/prov#": (
        "Activity Agent Entity Organization Person SoftwareAgent endedAtTime used wasAssociatedWith"
        " wasAttributedTo wasDerivedFrom wasGeneratedBy wasRevisionOf"
    ),
    "http://www.w3.org/2006/time#": "hasBeginning hasEnd hasTime inXSDDate inXSDgYear inXSDgYearMonth",
    "http://www.w3.org/2004/02/skos/core#": (
        "Concept broadMatch closeMatch definition exactMatch example narrowMatch relatedMatch scopeNote"
    ),
    "http://www.w3.org/ns/org#": (
        "Membership Organization Post hasMember member memberOf organization postIn resultingOrganization"
    ),
    "http://xmlns.com/foaf/0.1/": "Agent Document Group Organization Person name",
    "https://schema.org/": (
        "Action Article Claim Country CreativeWork Dataset GovernmentOrganization Organization"
        " OrganizationRole Person Place agent containedInPlace endDate location nationality object"
        " startDate"
    ),
    "http://www.w3.org/ns/oa#": (
        "SpecificResource TextPositionSelector TextQuoteSelector end exact hasSelector hasSource start"
    ),
    "http://purl.org/linked-data/cube#": (
        "AttributeProperty ComponentSpecification DataSet DataStructureDefinition DimensionProperty"
        " MeasureProperty Observation attribute component componentRequired dataSet dimension"
        " measure structure"
    ),
    "http://semanticweb.cs.vu.nl/2009/11/sem/": (
        "Event View accordingTo eventType hasActor hasEarliestBeginTimeStamp hasLatestEndTimeStamp"
        " hasPlace hasTimeStamp"
    ),
    "http://www.opengis.net/ont/geosparql#": "Feature sfWithin",
    "http://www.w3.org/ns/dcat#": "Dataset",
    "http://rdfs.org/ns/void#": "Dataset",
    "http://purl.org/dc/terms/": "abstract creator description issued language license source title",
    "http://purl.org/vocab/vann/": "preferredNamespacePrefix preferredNamespaceUri",
    "https://schema.followthemoney.tech/#": (
        "Article Company Document Event Occupancy Organization Person Position PublicBody Sanction"
        " Territory Trip"
    ),
}
"""Terms of others that we use; each was looked up in its vocabulary. Look a new one up before you add it."""


def test_terms_of_others_exist_in_their_vocabularies(graph: Graph) -> None:
    ours = ("https://w3id.org/legation/", *(PREFIXES[name] for name in ("owl", "rdf", "rdfs", "xsd")))
    allowed = {namespace + name for namespace, names in FOREIGN.items() for name in names.split()}
    allowed.add("https://www.apache.org/licenses/LICENSE-2.0")
    iris = {str(t) for triple in graph for t in triple if isinstance(t, URIRef)}
    used = {iri for iri in iris if not iri.startswith(ours)}
    codes = re.compile(
        r"http://gdelt\.org/cameo/(0[1-9]|1\d|20)\d{0,2}|http://www\.wikidata\.org/entity/Q\d+"
    )
    assert {iri for iri in used - allowed if not codes.fullmatch(iri)} == set()
    assert allowed - used == set()


def test_aligned_with_every_vocabulary_that_is_promised(graph: Graph) -> None:
    linked = {
        str(other)
        for term, link, other in graph
        if str(term).startswith(LEG)
        and link not in (RDF.type, RDFS.isDefinedBy)
        and isinstance(other, URIRef)
    }
    promised = [n for n in FOREIGN if "dc/terms" not in n and "vann" not in n and "skos" not in n]
    promised += ["http://gdelt.org/cameo/", "http://www.wikidata.org/entity/", str(EVENT_TYPE)]
    assert [n for n in promised if not any(iri.startswith(n) for iri in linked)] == []


# --- code lists against the axioms


def typings(graph: Graph, data: Graph) -> Iterator[tuple[object, object]]:
    """Yield what each thing of `data` is, asserted or by domain and range, with the classes above."""
    for s, p, o in data:
        if p == RDF.type:
            yield from ((s, wider) for wider in graph.transitive_objects(o, RDFS.subClassOf))
            continue
        for node, end in ((s, RDFS.domain), (o, RDFS.range)):
            for wider_property in graph.transitive_objects(p, RDFS.subPropertyOf):
                for first in graph.objects(wider_property, end):
                    yield from ((node, c) for c in graph.transitive_objects(first, RDFS.subClassOf))


def clashes(graph: Graph, data: Graph) -> set[tuple[object, frozenset[object]]]:
    """Return the things of `data` that would be in two disjoint classes, with the classes."""
    groups = [set(graph.items(lst)) for lst in graph.objects(None, OWL.members)]
    classes: dict[object, set[object]] = {}
    for node, of_class in typings(graph, data):
        classes.setdefault(node, set()).add(of_class)
    return {
        (node, frozenset(group & found))
        for node, found in classes.items()
        for group in groups
        if len(group & found) > 1
    }


@pytest.mark.parametrize("path", sorted(folder("ontology").glob("codes/*.ttl")), ids=lambda path: path.name)
def test_code_list_agrees_with_domains_ranges_and_disjointness(graph: Graph, path: Path) -> None:
    assert clashes(graph, Graph().parse(path)) == set()


def test_clash_of_domain_with_class_is_seen(graph: Graph) -> None:
    data = Graph()
    data.add((EVENT_TYPE.x, RDF.type, LEG.Bloc))
    data.add((EVENT_TYPE.x, LEG.iso2, Literal("EU")))
    assert clashes(graph, data) == {(EVENT_TYPE.x, frozenset({LEG.Organisation, LEG.State}))}
