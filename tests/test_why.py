"""Why a fact holds: the sentence it was read from, or the rule and premises it follows from."""

import json
import re
from pathlib import Path

import pyoxigraph as ox
import pytest
from click.testing import CliRunner

from legation import reasoning
from legation.cli import main
from legation.cli.why import command as why_command
from legation.cli.why import render
from legation.errors import LegationError
from legation.quotes import sentence_around
from legation.records import Act, Agent, Document, Flow, Span, Tenure
from legation.statements import date_words, number_words
from legation.store import Store
from legation.terms import ID, LEG, ONTOLOGY_GRAPH, PREFIXES
from legation.triples import graph_iri, ntriples
from legation.why import find, why

TEXT = """A note on two ministers

They met in Kyiv. In July 2022, U.S. officials heard how Guatemalan Foreign Minister Mario Búcaro accused \
Russia of aggression (Example Wire, July 25, 2022). Nothing else happened.
Guatemala sold Russia bananas worth 120 million dollars in 2023, Sergey Lavrov said.
"""
GUATEMALA = Agent(ID + "state/GTM", "State", "Guatemala", registered=True)
RUSSIA = Agent(ID + "state/RUS", "State", "Russia", registered=True)


def span(words: str, citation: str | None = None) -> Span:
    start = TEXT.index(words)
    return Span(words, start, start + len(words), citation)


@pytest.fixture(scope="module")
def document() -> Document:
    bucaro = Agent(ID + "person/GTM/mario-bucaro", "Person", "Mario Búcaro")
    lavrov = Agent(ID + "person/RUS/a-speaker", "Person", "A Speaker", belongs_to=RUSSIA.iri)
    tenure = Tenure(
        bucaro,
        "minister of foreign affairs",
        GUATEMALA.iri,
        "former",
        span("Guatemalan Foreign Minister Mario Búcaro"),
        since="2022-01",
    )
    act = Act(
        "Accusation",
        "ACCUSE",
        bucaro,
        RUSSIA,
        span("Mario Búcaro accused Russia of aggression", "(Example Wire, July 25, 2022)"),
        date="2022-07",
        actor_tenure=tenure,
        speaker=lavrov,
        stance="denies",
    )
    flow = Flow(
        GUATEMALA,
        RUSSIA,
        "export",
        span("Guatemala sold Russia bananas worth 120 million dollars in 2023"),
        "bananas",
        "0803",
        "120000000",
        "USD",
        "2023",
        speaker=lavrov,
    )
    return Document(
        "notes/note.txt",
        "note.txt",
        "brief",
        "0.1.0",
        TEXT,
        title="A note on two ministers",
        publication="Example Notes",
        date="2024-02-12",
        facts=[tenure, act, flow],
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, document: Document) -> str:
    """Return a store on disk with one document, reasoned over."""
    path = tmp_path_factory.mktemp("why") / "kb"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp() / "cache"))
        with Store.open(path, create=True) as store:
            store.replace(graph_iri(document), ntriples(document), "1", document.key, document.name)
            assert reasoning.infer(store.inner).consistent
    return str(path)


@pytest.fixture(autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp() / "cache"))


@pytest.fixture
def store(folder: str):
    with Store.open(folder, read_only=True) as opened:
        yield opened.inner


def only(store: ox.Store, cls: str) -> str:
    """Return the one node of a class that the document, not the code lists, states."""
    found = {
        q.subject.value
        for q in store.quads_for_pattern(None, None, ox.NamedNode(LEG + cls), None)
        if q.graph_name != ox.NamedNode(ONTOLOGY_GRAPH) and "/inferred" not in str(q.graph_name)
    }
    assert len(found) == 1, found
    return found.pop()


def test_an_act_is_told_with_its_words_place_speaker_and_loader(store: ox.Store) -> None:
    found = why(store, only(store, "Accusation"))
    assert found.kind == "act"
    assert found.statement == (
        "Accusation (ACCUSE) by Mario Búcaro, minister of foreign affairs of Guatemala, towards Russia, "
        "in July 2022. It happened."
    )
    (quote,) = found.quotes
    assert TEXT[quote.start : quote.end] == quote.text == "Mario Búcaro accused Russia of aggression"
    assert quote.before == "In July 2022, U.S. officials heard how Guatemalan Foreign Minister "
    assert quote.after == " (Example Wire, July 25, 2022)."
    assert (quote.line, quote.document, quote.date) == (3, "note.txt", "2024-02-12")
    assert (quote.title, quote.publication) == ("A note on two ministers", "Example Notes")
    assert quote.citation == "(Example Wire, July 25, 2022)"
    assert (quote.loader, quote.version) == ("brief", "0.1.0")
    assert [claim.statement.startswith("A Speaker denies this: ") for claim in found.claims] == [True]


def test_on_whose_behalf_is_told_by_the_rule_down_to_the_words_of_the_tenure(store: ox.Store) -> None:
    found = why(store, only(store, "Accusation"))
    (step,) = [s for s in found.inferred if s.sentence == "“on behalf of” Guatemala"]
    assert step.rule == "“in tenure” and then “tenure of” together make “on behalf of”"
    in_tenure, tenure_of = step.premises
    assert in_tenure.stated_in == ["note.txt"]
    assert tenure_of.rule == "“office” and then “office of” together make “tenure of”"
    words = [quote.text for premise in tenure_of.premises for quote in premise.quotes]
    assert words == ["Guatemalan Foreign Minister Mario Búcaro"]
    assert {"accusation act", "diplomatic act", "fact"} <= set(found.inferred_kinds)


@pytest.mark.parametrize(
    ("cls", "statement"),
    [
        ("Tenure", "Mario Búcaro was minister of foreign affairs of Guatemala, from January 2022."),
        ("TradeFlow", "Guatemala exports bananas (HS 0803) to Russia, 120,000,000 USD, in 2023."),
    ],
)
def test_tenures_and_flows_are_told_in_a_sentence(store: ox.Store, cls: str, statement: str) -> None:
    found = why(store, only(store, cls))
    assert found.statement == statement
    assert len(found.quotes) == 1


def test_a_claim_names_its_speaker_and_what_is_claimed(store: ox.Store) -> None:
    claims = [
        q.subject.value for q in store.quads_for_pattern(None, ox.NamedNode(LEG + "claims"), None, None)
    ]
    told = {why(store, claim).statement for claim in claims}
    assert told == {
        "A Speaker denies this: Accusation (ACCUSE) by Mario Búcaro, minister of foreign affairs of "
        "Guatemala, towards Russia, in July 2022.",
        "A Speaker asserts this: Guatemala exports bananas (HS 0803) to Russia, 120,000,000 USD, in 2023.",
    }


def test_an_agent_is_told_with_its_facts_and_documents(store: ox.Store) -> None:
    found = why(store, "Guatemala")
    assert found.kind == "agent"
    assert found.statement == "Guatemala is a state, code GTM."
    assert {only(store, cls) for cls in ("Accusation", "Tenure", "TradeFlow")} <= {f.iri for f in found.facts}
    assert found.documents == ["note.txt, “A note on two ministers” (2024-02-12)"]


def test_a_document_and_its_evidence_lead_to_the_facts(store: ox.Store) -> None:
    document = why(store, only(store, "Brief"))
    assert document.kind == "document"
    assert len(document.facts) == 5
    assert ("read by", "loader brief 0.1.0") in document.details
    act = only(store, "Accusation")
    evidence = next(
        store.quads_for_pattern(ox.NamedNode(act), ox.NamedNode(LEG + "evidence"), None, None)
    ).object
    found = why(store, str(evidence))
    assert act in {fact.iri for fact in found.facts}
    assert found.quotes[0].text == "Mario Búcaro accused Russia of aggression"


def test_a_term_is_told_by_its_definition(store: ox.Store) -> None:
    found = why(store, "leg:Condemnation")
    assert found.statement.startswith("condemnation: ")
    assert ("a kind of", "accusation act") in found.details
    assert why(store, "Condemnation").iri == found.iri


def test_every_way_of_writing_a_name_finds_the_same_node(store: ox.Store) -> None:
    act = only(store, "Accusation")
    tail = act.removeprefix(ID)
    for name in (act, f"<{act}>", f"id:{tail}", tail, tail[:-6], f"id:{tail[:-6]}", f" {tail} "):
        assert find(store, name).value == act
    assert find(store, "state:GTM") == find(store, "Guatemala") == find(store, "GTM")


def test_an_unknown_name_is_met_with_the_nearest(store: ox.Store) -> None:
    act = only(store, "Accusation").removeprefix(ID)
    wrong = act[:6] + ("0" if act[6] != "0" else "1") + act[7:]
    with pytest.raises(LegationError, match=f"nothing of '{wrong}'; did you mean id:{act}\\?"):
        find(store, wrong)
    with pytest.raises(LegationError, match="Guatemala"):
        find(store, "Gutemala")
    with pytest.raises(LegationError, match="leg:Condemnation"):
        find(store, "leg:Condemnaton")
    with pytest.raises(LegationError, match="beginning of several"):
        find(store, "claim/")
    for hopeless in ("", "foo:bar", "http://[", "a b c", "<>"):
        with pytest.raises(LegationError):
            find(store, hopeless)


def test_a_triple_is_proved_or_said_not_to_hold(store: ox.Store) -> None:
    act = only(store, "Accusation").removeprefix(ID)
    found = why(store, f"{act} leg:onBehalfOf state:GTM")
    assert found.kind == "triple"
    assert found.inferred[0].rule == "“in tenure” and then “tenure of” together make “on behalf of”"
    stated = why(store, f'{act} leg:date "2022-07"^^xsd:gYearMonth')
    assert stated.inferred[0].stated_in == ["note.txt"]
    assert stated.inferred[0].quotes[0].line == 3
    by_class = why(store, f"{act} a leg:DiplomaticAct")
    assert by_class.inferred[0].rule == "every accusation is a diplomatic act"
    with pytest.raises(LegationError, match=r"neither states nor infers.*; what it has there is Guatemala"):
        why(store, f"{act} leg:onBehalfOf state:RUS")
    with pytest.raises(LegationError, match="is no literal"):
        why(store, f'{act} leg:date "2022-07')
    with pytest.raises(LegationError, match="is no property"):
        why(store, f"{act} http://example.org/p state:RUS")


def test_the_type_that_a_class_brings_is_told_without_class_expressions() -> None:
    store = ox.Store()
    graph = ox.NamedNode(ID + "graph/test")
    prefixes = "".join(f"@prefix {name}: <{base}> .\n" for name, base in PREFIXES.items())
    turtle = (
        prefixes
        + f'<{ID}act/1> a leg:Condemnation ; leg:actor state:GTM . state:GTM rdfs:label "Guatemala"@en .'
    )
    store.load(turtle, format=ox.RdfFormat.TURTLE, to_graph=graph)
    reasoning.infer(store)
    step = why(store, "act/1 leg:eventType event-type:ACCUSE").inferred[0]
    assert "urn:legation" not in str(step)
    assert [premise.sentence for premise in step.premises] == [
        "The condemnation by Guatemala is a condemnation"
    ]


def test_text_fits_its_width_and_marks_the_quote(store: ox.Store) -> None:
    act = only(store, "Accusation")
    for width in (40, 72, 120):
        lines = [re.sub(r"\x1b\[[0-9;]*m", "", line) for line in render(why(store, act), width)]
        assert all(len(line) <= width for line in lines), max(lines, key=len)
        flowing = " ".join(" ".join(lines).split())
        assert "Guatemalan Foreign Minister «Mario Búcaro accused Russia of aggression» (Example" in flowing
        assert "A Speaker denies it" in flowing


def run(arguments: list[str], **given):
    return CliRunner().invoke(why_command, arguments, catch_exceptions=False, **given)


def test_the_command_prints_text_or_json(
    folder: str, store: ox.Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    act = only(store, "Accusation")
    text = run([act, "--store", folder])
    assert text.exit_code == 0
    assert "What follows" in text.output
    as_json = json.loads(run([act, "--store", folder, "--format", "json"]).output)
    assert as_json["quotes"][0]["text"] == "Mario Búcaro accused Russia of aggression"
    assert as_json["kind"] == "act"
    assert "\x1b[" in run([act, "--store", folder], color=True).output
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[" not in run([act, "--store", folder], color=True).output


def test_without_reasoning_the_reader_is_told_how_to_reason(
    tmp_path: Path, document: Document, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "kb"
    with Store.open(path, create=True) as store:
        store.replace(graph_iri(document), ntriples(document), "1", document.key, document.name)
    output = run(["Guatemala", "--store", str(path)]).output
    assert "'legation reason' adds what follows" in " ".join(output.split())

    assert main(["reason", "--store", str(path)]) == 0
    printed = capsys.readouterr()
    assert re.search(r"chain +\d", printed.err)
    assert printed.out == ""
    assert "'legation reason'" not in run(["Guatemala", "--store", str(path)]).output


def test_reason_exits_with_one_and_says_where_the_contradiction_is_stated(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "kb"
    both = (
        f"<{ID}x/1> <{LEG}belongsTo> <{ID}x/2> .\n"
        f"<{ID}x/1> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{LEG}Tenure> .\n"
    )
    with Store.open(path, create=True) as store:
        store.replace(ID + "graph/wrong", both.encode(), "1", "wrong.ttl", "wrong.ttl")
    assert main(["reason", "--store", str(path)]) == 1
    output = " ".join(capsys.readouterr().err.split())
    assert "but nothing can be both" in output
    assert "(stated in wrong.ttl)" in output
    assert "because whatever has “belongs to” is an agent" in output


def test_sentences_end_where_they_end() -> None:
    def around(text: str, words: str) -> str:
        start = text.index(words)
        first, last = sentence_around(text, start, start + len(words))
        return text[first:last]

    assert around("One. Two three. Four.", "three") == "Two three."
    assert around("Dr. Who met the U.S. envoy. Then he left.", "envoy") == "Dr. Who met the U.S. envoy."
    assert around("He said “No.” She left.", "She") == "She left."
    assert around("Heading\nThe text.", "text") == "The text."
    assert around("It cost 3.5 million. Fine.", "million") == "It cost 3.5 million."
    assert around("A b c. D e.", "c. D") == "A b c. D e."
    long = "word " * 400
    assert len(around(long + "HERE " + long, "HERE")) <= 1210


def test_dates_and_numbers_read_as_people_write_them() -> None:
    assert date_words("2022-07-05") == "on 5 July 2022"
    assert date_words("2022-12") == "in December 2022"
    assert number_words("1234567.50") == "1,234,567.5"
    assert number_words("-1200") == "-1,200"
    assert number_words("0.25") == "0.25"
