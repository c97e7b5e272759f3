"""Every constraint has words of its own, an example that breaks it, and catches that and nothing else.

pyshifty 0.5.1 and pyshacl 0.40.1 word their own messages differently; no test looks at one of these: each
message here comes from the shape's `sh:message`.
"""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from legation.terms import LEG, PREFIXES, RDFS, SH
from legation.validation import Report, Validator, default_shapes

FIXTURES = Path(__file__).parent / "fixtures" / "shapes"
GOOD = (FIXTURES / "good.ttl").read_bytes()
BREAKS = sorted((FIXTURES / "breaks").glob("*.ttl"))
SHAPES = "https://w3id.org/legation/shapes#"
EXAMPLE = "https://w3id.org/legation/id/example/"
COMPONENTS = {
    *("minCount", "maxCount", "class", "datatype", "or", "sparql", "nodeKind", "not"),
}
"""The SHACL constraint parameters that shapes of ours use."""

WARNINGS = {
    *("ActAfterAgent", "ActAfterDocument", "ActAfterTenure", "ActBeforeAgent", "ActBeforeTenure", "ActDays"),
    *("ActOnItself", "ActPlace", "EvidenceReading", "FlowDataSet", "FlowOutsideState"),
    *("FlowYearAfterDocument", "FlowYearPlausible", "LoaderVersion", "NodeNamed", "QuoteTooLong"),
    *("ReadingLoader", "TenureCurrentEnded", "TenureOutlastsState", "TwoHeads", "TwoHeadsInDocument"),
}
HINTS = {"ActForWhom", "ActPlannedBeforeDocument", "ClaimOfOwnAct", "EvidenceUnused", "FlowSaysLittle"}


def _shapes() -> dict[str, dict[str, list[Any]]]:
    """Read the shapes as name -> property -> values."""
    found: dict[str, dict[str, list[Any]]] = {}
    for quad in ox.parse(default_shapes(), format=ox.RdfFormat.TURTLE):
        if isinstance(quad.subject, ox.NamedNode) and quad.subject.value.startswith(SHAPES):
            node = found.setdefault(quad.subject.value.removeprefix(SHAPES), {})
            node.setdefault(quad.predicate.value, []).append(quad.object)
    return found


CONSTRAINTS = _shapes()


@pytest.fixture(scope="module")
def validator() -> Validator:
    return Validator()


@pytest.fixture
def quick_pyshacl(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let rdflib translate each SPARQL text once: pyshacl has it parsed anew for every node."""
    from rdflib.plugins.sparql import processor

    parse, translate = processor.parseQuery, processor.translateQuery
    known: dict[str, Any] = {}

    def once(text: str, base: Any = None, names: Any = None) -> Any:
        if text not in known:
            known[text] = translate(parse(text), base, names)
        return known[text]

    monkeypatch.setattr(processor, "parseQuery", lambda text: text)
    monkeypatch.setattr(processor, "translateQuery", once)


def one_of_each() -> bytes:
    """Return the good example with the mistakes of all files of `breaks`, each on nodes of its own."""
    shared = {quad.subject for quad in ox.parse(GOOD, format=ox.RdfFormat.TURTLE)}
    triples = []
    for path in BREAKS:
        quads = list(ox.parse(path.read_bytes(), format=ox.RdfFormat.TURTLE, rename_blank_nodes=True))
        own = {quad.subject for quad in quads} - shared

        def apart(term: Any, own: set[Any] = own, name: str = path.stem) -> Any:
            return (
                ox.NamedNode(f"{term.value}-{name}")
                if isinstance(term, ox.NamedNode) and term in own
                else term
            )

        triples += [ox.Triple(apart(q.subject), q.predicate, apart(q.object)) for q in quads]
    return GOOD + b"\n" + bytes(ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b"")


def test_good_example_has_no_result(validator: Validator) -> None:
    report = validator.validate(GOOD)
    assert report.results == ()
    assert report.facts > 15


@pytest.mark.parametrize("path", BREAKS, ids=lambda path: path.stem)
def test_example_breaks_its_constraint_and_nothing_else(path: Path, validator: Validator) -> None:
    report = validator.validate(GOOD + path.read_bytes())
    assert [result.name for result in report.results] == [path.stem], report.text()


def test_each_constraint_has_an_example_and_each_example_a_constraint() -> None:
    assert {path.stem for path in BREAKS} == {*CONSTRAINTS, "KnownTerm"}


@pytest.mark.parametrize("name", sorted(CONSTRAINTS))
def test_constraint_stands_alone(name: str) -> None:
    """One IRI, one target, one constraint, one message, one piece of advice, one severity."""
    shape = CONSTRAINTS[name]
    (message,) = shape[SH + "message"]
    (advice,) = shape[RDFS + "comment"]
    (severity,) = shape[SH + "severity"]
    assert message.language == advice.language == "en"
    assert not message.value.endswith("."), "messages are joined to other words"
    assert advice.value.endswith(".")
    wanted = "Warning" if name in WARNINGS else "Info" if name in HINTS else "Violation"
    assert severity.value == SH + wanted
    assert {SH + "targetClass", SH + "targetSubjectsOf"} & set(shape)
    used = [key for key in COMPONENTS if SH + key in shape]
    assert len(used) == 1 or (name, sorted(used)) == ("NodeNamed", ["nodeKind", "not"])
    assert all(len(shape[SH + key]) == 1 for key in used)


def test_messages_are_unlike() -> None:
    """Who reads a message knows the constraint."""
    words = Counter(shape[SH + "message"][0].value for shape in CONSTRAINTS.values())
    assert [text for text, count in words.items() if count > 1] == ["{?value} is not a tenure"]


@pytest.mark.parametrize("path", BREAKS, ids=lambda path: path.stem)
def test_message_names_what_was_found(path: Path, validator: Validator) -> None:
    (result,) = validator.validate(GOOD + path.read_bytes()).results
    assert not re.search(
        r"[{}]|https://w3id|\bNone\b|\?\w", result.message.removesuffix("?").split("; did")[0]
    )
    local = result.focus.removeprefix(EXAMPLE)
    # A node is named by its label; a whole page or text is not repeated.
    words = {"QuoteTooLong": "The row goes on", "TwoHeads": "Ana Prado", "TwoHeadsInDocument": "Luis Rojas"}
    if result.value is None or result.name == "TextPlain":
        wanted = {words.get(result.name, local)}
    elif result.name == "KnownTerm":
        wanted = {"leg:instrumnt"}
    else:
        value = re.sub(r'^"(.*)".*$|^<(?:.*[/#])?(.*)>$', r"\1\2", result.value)
        wanted = {value, words.get(result.name, value)}
    assert any(word in result.message for word in wanted)


def test_file_with_one_mistake_of_each_kind_names_each(validator: Validator) -> None:
    report = validator.validate(one_of_each())
    found = Counter(result.name for result in report.results)
    assert {name: found[name] for name in found if found[name] != 1} == {}
    assert set(found) == {path.stem for path in BREAKS}
    assert report.counts["warning"] == len(WARNINGS)
    assert report.counts["info"] == len(HINTS)
    assert not report.conforms


@pytest.mark.usefixtures("quick_pyshacl")
@pytest.mark.parametrize("copies", [1, 3, 6])
def test_both_engines_find_the_same(copies: int, validator: Validator) -> None:
    """At three sizes, each with a mistake of each kind in every copy."""
    once = one_of_each()
    parts = [once, *(once.replace(b"id/example/", b"id/example/%d-" % number) for number in range(1, copies))]
    triples = {quad.triple for part in parts for quad in ox.parse(part, format=ox.RdfFormat.TURTLE)}
    data = bytes(ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b"")
    ours: Report = validator.validate(data)
    reference = Validator(engine="pyshacl").validate(data)
    assert ours.results == reference.results
    assert len(ours.results) >= copies * (len(BREAKS) - 10)


def test_terms_in_shapes_exist(validator: Validator) -> None:
    """Shapes must not ask for what the ontology does not have: they would be silent for ever."""
    from legation.validation import default_context
    from legation.validation_context import prepared

    known = prepared(default_context())
    assert {term for term in _terms() if ox.NamedNode(term) not in known} == set()


def _terms() -> Iterator[str]:
    text = default_shapes().decode()
    spaces = {prefix: PREFIXES[prefix] for prefix in ("leg", "unit")}
    for prefix, local in re.findall(
        r"(?<![\w/-])(leg|unit):(\w+)", re.sub(r'sh:message "[^"]*"|comment ".*"@en', "", text)
    ):
        yield spaces[prefix] + local
    yield from re.findall(r"<(https://w3id\.org/legation/id/(?:status|tenure-status)/\w+)>", text)


def test_constraints_avoid_what_shacl_forbids() -> None:
    """MINUS, VALUES and SERVICE must not stand in a SPARQL constraint (SHACL, section 5.2.1)."""
    text = default_shapes().decode()
    assert not re.findall(r"\b(MINUS|VALUES|SERVICE)\b", text)
    # Two joined patterns under NOT EXISTS take quadratic time in Oxigraph.
    assert [body for body in re.findall(r"NOT EXISTS \{([^}]*)\}", text) if len(body.split()) > 3] == []


def test_every_class_of_facts_is_guarded() -> None:
    targets = {t.value for shape in CONSTRAINTS.values() for t in shape.get(SH + "targetClass", [])}
    for name in ("Agent", "Claim", "DiplomaticAct", "Document", "Evidence", "Office", "Tenure", "TradeFlow"):
        assert LEG + name in targets
