"""Judgements: accepted, rejected, corrected, taken back; what they do to answers, and what outlives what."""

from __future__ import annotations

import csv
import json
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from facts import BRIEF, small_ontology, write  # noqa: F401
from test_queries import PARAMETERS

import legation
from legation import loading, queries, reasoning
from legation.cli import main
from legation.cli.why import render
from legation.errors import LegationError
from legation.explaining import explain
from legation.exporting import facts, serialised
from legation.judgements import in_force, read, unread
from legation.judging import Opinion, correct, judge, moment, undo
from legation.records import Act, Agent, Document, Flow, Span, Tenure
from legation.stats import count
from legation.store import Store
from legation.terms import GRAPH, ID, INFERRED_GRAPH, JUDGEMENTS_GRAPH, LEG
from legation.triples import graph_iri, ntriples
from legation.validation import Validator, store_data
from legation.why import why

CHILE, PERU, URUGUAY = (
    Agent(f"{ID}state/{code}", "State", name, registered=True)
    for code, name in (("CHL", "Chile"), ("PER", "Peru"), ("URY", "Uruguay"))
)
PRADO = Agent(f"{ID}person/URY/ana-prado", "Person", "Ana Prado", URUGUAY.iri)
LUNA = Agent(f"{ID}person/PER/luis-luna", "Person", "Luis Luna", PERU.iri)
WORDS = (
    "Chile condemned Peru on May 3, 2024, Luis Luna said.",
    "Ana Prado, foreign minister of Uruguay, visited Chile in 2024.",
    "Uruguay sold Chile beef for 5 million dollars in 2020.",
)
RUIZ = Opinion("Ana Ruiz", "I looked", "2024-06-01T10:00:00Z")
LATER = replace(RUIZ, by="Juan Soto", at="2024-06-02")
FIXTURE = Path(__file__).parent / "fixtures" / "queries" / "facts.trig"


def talks(key: str = "talks.txt", before: str = "", **changed: Any) -> Document:
    """Return a document with an act that somebody claims, an act in a tenure, the tenure and a flow.

    `changed` are fields of the first act.
    """
    text = before + " ".join(WORDS)

    def span(words: str) -> Span:
        start = text.index(words)
        return Span(words, start, start + len(words))

    one, two, three = map(span, WORDS)
    tenure = Tenure(PRADO, "minister of foreign affairs", URUGUAY.iri, "current", two, since="2023")
    act = Act("Condemnation", "ACCUSE", CHILE, PERU, one, date="2024-05-03", speaker=LUNA)
    visit = Act("Visit", "CONSULT", PRADO, CHILE, two, date="2024", actor_tenure=tenure)
    flow = Flow(URUGUAY, CHILE, "export", three, "beef", "0201", "5000000", "USD", "2020")
    told = [replace(act, **changed), visit, tenure, flow]
    return Document(key, key.rpartition("/")[2], "brief", "0.1.0", text, date="2024-06-01", facts=told)


def put(store: Store, document: Document) -> None:
    """Load a document as `loading` does."""
    store.replace(graph_iri(document), ntriples(document), document.text, document.key, document.name)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "test.kb", create=True) as made:
        put(made, talks())
        yield made


def rows(store: Store, name: str, **parameters: object) -> list[dict[str, str]]:
    answer = queries.solve(store.inner, queries.find(name), parameters)
    assert isinstance(answer, ox.QuerySolutions)
    text = answer.serialize(format=ox.QueryResultsFormat.CSV) or b""
    return list(csv.DictReader(text.decode().splitlines()))


def act(store: Store, kind: str = "condemnation") -> str:
    """Return the short IRI of the one act of a class."""
    (row,) = [row for row in rows(store, "acts") if row["class"] == kind]
    return row["act"].removeprefix(ID)


def everything(store: Store) -> bytes:
    return serialised(facts(store), "nq")


def conforms(store: Store) -> bool:
    return Validator().validate(store_data(store)).conforms


class TestReject:
    """What was rejected is no fact any more."""

    def test_it_is_in_no_answer(self, store: Store) -> None:
        name = act(store)
        (one,) = judge(store, [name], "rejected", RUIZ)
        assert [row["class"] for row in rows(store, "acts")] == ["visit"]
        assert rows(store, "claims") == []
        node = ox.NamedNode(ID + name)
        graphs = {quad.graph_name for quad in store.inner.quads_for_pattern(None, None, node, None)}
        assert graphs == {ox.NamedNode(JUDGEMENTS_GRAPH)}
        assert list(store.inner.quads_for_pattern(node, None, None, None)) == []
        assert (one.by, one.at, one.because) == ("Ana Ruiz", "2024-06-01T10:00:00Z", "I looked")
        assert conforms(store)

    def test_it_is_told_by_why(self, store: Store) -> None:
        name = act(store)
        judge(store, [name[:9]], "rejected", RUIZ)
        found = why(store.inner, name[:9])
        assert (found.kind, found.standing, found.quotes[0].text) == ("act", "rejected", WORDS[0])
        text = "\n".join(render(found, 100))
        assert "Condemnation (ACCUSE) by Chile towards Peru, on 3 May 2024." in text
        assert "does not stand" in text
        assert "Rejected by Ana Ruiz on 1 June 2024: I looked" in text

    def test_it_is_counted_apart(self, store: Store) -> None:
        judge(store, [act(store)], "rejected", RUIZ)
        found = count(store)
        assert found.facts == {"acts": 1, "tenures": 1, "flows": 1, "claims": 0}
        assert found.judgements == {"rejected": 1}
        assert "facts rejected" in found.text()

    @pytest.mark.parametrize("kind", ["tenure", "flow", "claim"])
    def test_any_kind_of_fact(self, kind: str, store: Store) -> None:
        before = everything(store)
        name = {"tenure": "holder", "flow": "exporter", "claim": "claims"}[kind]
        found = {
            q.subject.value for g in store.graphs() for q in store.quads(g) if q.predicate.value == LEG + name
        }
        made = judge(store, sorted(found), "rejected", RUIZ)
        query = {"tenure": "tenures", "flow": "trade", "claim": "claims"}[kind]
        assert [row for row in rows(store, query) if row["quote"]] == []
        assert why(store.inner, made[0].fact).kind == kind
        assert conforms(store)
        undo(store, [one.iri for one in made])
        assert everything(store) == before

    def test_all_or_none(self, store: Store) -> None:
        before = everything(store)
        with pytest.raises(LegationError, match="knows nothing of 'act/nowhere'"):
            judge(store, [act(store), "act/nowhere"], "rejected", RUIZ)
        for other, message in (
            ("Chile", "state:CHL is an agent, not a fact"),
            ("person/URY/ana-prado", "is an agent, not a fact"),
        ):
            with pytest.raises(LegationError, match=message):
                judge(store, [act(store), other], "rejected", RUIZ)
        assert everything(store) == before

    def test_what_nobody_read_is_not_judged(self, store: Store) -> None:
        listed = next(
            quad.subject.value
            for quad in store.inner.quads_for_pattern(None, ox.NamedNode(LEG + "listed"), None, None)
            if isinstance(quad.subject, ox.NamedNode)
        )
        with pytest.raises(LegationError, match="it stands in the code lists"):
            judge(store, [listed], "rejected", RUIZ)


class TestAccept:
    """What was accepted is as it was, with somebody's name to it."""

    def test_it_is_told(self, store: Store) -> None:
        before = rows(store, "acts")
        name = act(store)
        judge(store, [name], "accepted", RUIZ)
        assert rows(store, "acts") == before
        (row,) = rows(store, "judged")
        assert (row["verdict"], row["by"], row["what"], row["quote"]) == (
            *("accepted", "Ana Ruiz", "condemnation"),
            WORDS[0],
        )
        assert rows(store, "judged", by="ana ruiz", verdict="accepted") == [row]
        assert rows(store, "judged", by="somebody else") == []
        assert "Accepted by Ana Ruiz" in "\n".join(render(why(store.inner, name), 100))
        assert conforms(store)

    def test_twice_by_one_person_is_once(self, store: Store) -> None:
        name = act(store)
        assert judge(store, [name, name], "accepted", RUIZ)
        assert judge(store, [name], "accepted", replace(RUIZ, because=None, at=None)) == []
        assert len(judge(store, [name], "accepted", replace(LATER, because=None))) == 1

    def test_the_latest_is_in_force(self, store: Store) -> None:
        name = act(store)
        judge(store, [name], "accepted", LATER)
        judge(store, [name], "rejected", RUIZ)
        assert act(store) == name
        with pytest.raises(LegationError, match="a judgement of that moment"):
            judge(store, [name], "rejected", RUIZ)
        judge(store, [name], "rejected", replace(RUIZ, at=None))
        assert [row["standing"] for row in rows(store, "judgements")] == [
            "superseded",
            "superseded",
            "in force",
        ]
        assert [row["class"] for row in rows(store, "acts")] == ["visit"]
        # Within one second, too, the last word is the last.
        judge(store, [name], "accepted", replace(RUIZ, at=None))
        judge(store, [name], "rejected", replace(RUIZ, at=None))
        assert [row["class"] for row in rows(store, "acts")] == ["visit"]


class TestCorrect:
    """Another act, with the same evidence, stands where the one was that was read."""

    @pytest.mark.parametrize(
        ("name", "value", "columns"),
        [
            ("actor", "Uruguay", {"actor": "Uruguay", "actorCode": "URY"}),
            ("actor", "luis luna", {"actor": "Luis Luna", "actorCode": "PER"}),
            ("target", "URY", {"target": "Uruguay", "targetCode": "URY"}),
            ("target", "none", {"target": "", "targetCode": ""}),
            ("class", "state visit", {"class": "state visit", "type": "CONSULT"}),
            ("class", "leg:Condemnation", {}),
            ("class", "Denunciation", None),
            ("date", "2023", {"date": "2023"}),
            ("date", "2023-02", {"date": "2023-02"}),
            ("date", "2023-02-28", {"date": "2023-02-28"}),
            ("date", "none", {"date": ""}),
            ("status", "planned", {"status": "planned"}),
            ("speaker", "Ana Prado", {"speaker": "Ana Prado"}),
            ("speaker", "none", {"speaker": ""}),
        ],
    )
    def test_it_answers_with_the_right_value(
        self, name: str, value: str, columns: dict[str, str] | None, store: Store
    ) -> None:
        before = everything(store)
        old = next(row for row in rows(store, "acts") if row["class"] == "condemnation")
        if not columns:
            match = "nothing to correct" if columns is not None else "no class of acts 'Denunciation'"
            with pytest.raises(LegationError, match=match):
                correct(store, old["act"], {name: value}, RUIZ)
            assert everything(store) == before
            return
        one = correct(store, old["act"], {name: value}, RUIZ)
        (new,) = [row for row in rows(store, "acts") if row["quote"] == WORDS[0]]
        assert new == old | {"act": one.revision} | columns
        assert conforms(store)
        assert count(store).facts["acts"] == 2
        undo(store, [one.iri])
        assert everything(store) == before

    def test_days_follow_the_date(self, store: Store) -> None:
        correct(store, act(store), {"date": "2023-02"}, RUIZ)
        assert len(rows(store, "acts", since="2023-02-28", until="2023-02-28")) == 1

    def test_a_tenure_goes_with_the_wrong_agent(self, store: Store) -> None:
        one = correct(store, act(store, "visit"), {"actor": "Peru"}, RUIZ)
        revision = ox.NamedNode(one.revision)
        assert list(store.inner.quads_for_pattern(revision, ox.NamedNode(LEG + "inTenure"), None, None)) == []
        assert act(store, "visit") == one.revision.removeprefix(ID)

    def test_both_are_told_by_why(self, store: Store) -> None:
        name = act(store)
        one = correct(store, name, {"actor": "Uruguay", "class": "criticism"}, RUIZ)
        old, new = why(store.inner, name), why(store.inner, one.revision)
        assert (old.standing, new.standing) == ("corrected", "correction")
        was, now = "\n".join(render(old, 200)), "\n".join(render(new, 200))
        assert "Corrected by Ana Ruiz on 1 June 2024: actor Uruguay, class criticism; I looked" in was
        assert f"corrected to: {new.statement}" in was
        assert f"read as: {old.statement}" in now
        assert [quote.text for quote in new.quotes] == [quote.text for quote in old.quotes] == [WORDS[0]]
        assert "Criticism" in new.statement and "Uruguay" in new.statement
        told = why(store.inner, one.iri)
        assert told.kind == "judgement" and told.statement.startswith("Corrected by Ana Ruiz")
        assert json.loads(json.dumps([said.other for said in new.judgements])) == [ID + name]

    def test_a_correction_can_be_corrected_accepted_and_rejected(self, store: Store) -> None:
        before = everything(store)
        name = act(store)
        first = correct(store, name, {"actor": "Uruguay"}, RUIZ)
        second = correct(store, first.revision, {"date": "2023"}, LATER)
        (row,) = [row for row in rows(store, "acts") if row["quote"] == WORDS[0]]
        assert (row["actor"], row["date"], second.fact) == ("Uruguay", "2023", ID + name)
        third = judge(store, [second.revision], "accepted", LATER)
        assert {row["verdict"] for row in rows(store, "judged")} == {"accepted", "corrected"}
        (fourth,) = judge(store, [second.revision], "rejected", replace(RUIZ, at=None))
        assert fourth.fact == ID + name
        assert [row["class"] for row in rows(store, "acts")] == ["visit"]
        assert [one.fact for one in unread(store.inner)] == [second.revision]
        assert conforms(store)
        undo(store, [fourth.iri])
        assert act(store) == second.revision.removeprefix(ID)
        undo(store, [second.iri])
        assert act(store) == first.revision.removeprefix(ID)
        undo(store, [first.iri, third[0].iri])
        assert everything(store) == before

    def test_a_claim_about_a_corrected_act_is_part_of_the_correction(self, store: Store) -> None:
        one = correct(store, act(store), {"date": "2023"}, RUIZ)
        (claim,) = rows(store, "claims")
        before = everything(store)
        with pytest.raises(LegationError, match=r"part of a correction; .*legation correct act/.* --speaker"):
            judge(store, [claim["claim"]], "rejected", LATER)
        assert everything(store) == before
        correct(store, one.revision, {"speaker": "none"}, LATER)
        assert rows(store, "claims") == []

    def test_to_correct_what_was_read_starts_anew(self, store: Store) -> None:
        name = act(store)
        correct(store, name, {"actor": "Uruguay"}, RUIZ)
        correct(store, name, {"date": "2023"}, LATER)
        (row,) = [row for row in rows(store, "acts") if row["quote"] == WORDS[0]]
        assert (row["actor"], row["date"]) == ("Chile", "2023")

    @pytest.mark.parametrize(
        ("given", "message"),
        [
            ({"actor": "Chiel"}, "called 'Chiel'; did you mean Chile"),
            ({"actor": "none"}, "--actor cannot be none"),
            ({"actor": f"{ID}hs/0803"}, "would not conform: .* nothing was changed"),
            ({"class": "Condemnatoin"}, "no class of acts 'Condemnatoin'; did you mean Condemnation"),
            ({"class": "TradeFlow"}, "no class of acts 'TradeFlow'"),
            ({"date": "2024-13"}, "'2024-13' is no date"),
            ({"date": "2023-02-29"}, "'2023-02-29' is no date"),
            ({"date": "last year"}, "'last year' is no date"),
            ({"status": "done"}, "'done' is no status; it is one of occurred, planned"),
            ({"place": "Lima"}, "'place' of an act cannot be corrected"),
            ({"date": "2024-05-03"}, "nothing to correct"),
        ],
    )
    def test_values_are_checked(self, given: dict[str, str], message: str, store: Store) -> None:
        before = everything(store)
        with pytest.raises(LegationError, match=message):
            correct(store, act(store), given, RUIZ)
        assert everything(store) == before

    def test_acts_only(self, store: Store) -> None:
        (row,) = rows(store, "trade")
        flow = next(
            q.subject.value for g in store.graphs() for q in store.quads(g) if "exporter" in str(q.predicate)
        )
        assert row
        with pytest.raises(LegationError, match="is no act; it can be accepted or rejected only"):
            correct(store, flow, {"date": "2021"}, RUIZ)


class TestReload:
    """Judgements are on what was read, and outlive the reading."""

    def test_text_that_moves_is_the_same_fact(self, store: Store) -> None:
        name, other = act(store), act(store, "visit")
        judge(store, [name], "rejected", RUIZ)
        one = correct(store, other, {"date": "2023"}, RUIZ)
        put(store, talks(before="A heading. "))
        assert [(row["act"], row["date"], row["start"]) for row in rows(store, "acts")] == [
            (one.revision, "2023", str(len("A heading. ") + len(WORDS[0]) + 1))
        ]
        assert unread(store.inner) == []
        assert conforms(store)
        undo(store, [found.iri for found in read(store.inner)])
        put(store, talks())
        assert {row["act"].removeprefix(ID) for row in rows(store, "acts")} == {name, other}

    def test_a_fact_that_is_read_otherwise_is_said_to_be(self, store: Store) -> None:
        judge(store, [act(store)], "rejected", RUIZ)
        # Only the date differs: nobody has judged that, so it stands, and the list says that it is new.
        put(store, talks(date="2024-05"))
        new = act(store)
        (row,) = rows(store, "judgements")
        assert (row["standing"], row["nowRead"]) == ("no longer read", new)
        assert (row["document"], row["quote"]) == ("talks.txt", WORDS[0])
        assert "on 3 May 2024" in row["statement"]
        with pytest.raises(LegationError, match="is no longer read"):
            judge(store, [row["fact"]], "accepted", LATER)
        found = why(store.inner, row["fact"])
        assert (found.standing, found.quotes[0].text) == ("no longer read", WORDS[0])
        put(store, talks())
        assert [row["class"] for row in rows(store, "acts")] == ["visit"]
        assert rows(store, "judgements")[0]["standing"] == "in force"

    @pytest.mark.parametrize("verdict", ["accepted", "rejected", "corrected"])
    def test_a_document_may_go_and_come_back(self, verdict: Any, store: Store) -> None:
        put(store, talks("b/notes.txt"))
        graph = graph_iri(talks("b/notes.txt"))
        name = next(row["act"] for row in rows(store, "acts") if row["document"] == "notes.txt")
        if verdict == "corrected":
            correct(store, name, {"actor": "Luis Luna"}, RUIZ)
        else:
            judge(store, [name], verdict, RUIZ)
        there = everything(store)
        store.remove(graph)
        assert [row["standing"] for row in rows(store, "judgements")] == ["no longer read"]
        assert {row["document"] for row in rows(store, "acts")} == {"talks.txt"}
        assert conforms(store)
        assert graph not in store.graphs()
        put(store, talks("b/notes.txt"))
        assert everything(store) == there
        assert [row["standing"] for row in rows(store, "judgements")] == ["in force"]

    def test_undo_of_what_has_gone_brings_nothing_back(self, store: Store) -> None:
        judge(store, [act(store)], "rejected", RUIZ)
        store.remove(graph_iri(talks()))
        undo(store, [one.iri for one in read(store.inner)])
        assert everything(store) == b""

    def test_an_agent_of_a_correction_outlives_its_document(self, store: Store) -> None:
        """Luis Luna is known from the other document only."""
        ibis = replace(talks("other.txt"), facts=[talks("other.txt", speaker=None).facts[0]])
        put(store, ibis)
        name = next(row["act"] for row in rows(store, "acts") if row["document"] == "other.txt")
        one = correct(store, name, {"speaker": "Luis Luna"}, RUIZ)
        store.remove(graph_iri(talks()))
        assert conforms(store)
        assert rows(store, "acts")[0]["speaker"] == "Luis Luna"
        undo(store, [one.iri])
        assert b"luis-luna" not in everything(store)

    def test_facts_that_point_at_each_other_come_back_in_any_order(self, store: Store) -> None:
        before = everything(store)
        tenure = next(
            q.subject.value for g in store.graphs() for q in store.quads(g) if "#holder>" in str(q.predicate)
        )
        name = act(store, "visit")
        made = judge(store, [tenure, name], "rejected", RUIZ)
        for order in (made, made[::-1]):
            undo(store, [order[0].iri])
            assert conforms(store)
            undo(store, [order[1].iri])
            assert everything(store) == before
            made = judge(store, [tenure, name], "rejected", RUIZ)

    @pytest.mark.usefixtures("small_ontology")
    def test_any_course_of_events_can_be_undone(self, tmp_path: Path) -> None:
        """Judged, reloaded, removed and undone in any order: what is left is what the documents say."""
        versions = [talks(), talks(before="New. "), talks(date="2024"), None]
        plain = {}
        for number, version in enumerate(versions):
            with Store.open(tmp_path / f"{number}.kb", create=True) as store:
                if version is not None:
                    put(store, version)
                plain[number] = everything(store)
        with Store.open(tmp_path / "any.kb", create=True) as store:
            for seed in range(20):
                shown = _wild(store, random.Random(seed), versions)
                assert conforms(store), seed
                undo(store, [one.iri for one in read(store.inner)])
                assert everything(store) == plain[shown], seed


def _wild(store: Store, chance: random.Random, versions: list[Document | None]) -> int:
    """Do anything, a dozen times, and return the number of the version that is loaded in the end."""
    shown = 0
    put(store, talks())
    for step in range(12):
        opinion = replace(RUIZ, at=f"2024-01-01T00:00:{step:02}Z")
        deed = chance.choice(["accepted", "rejected", "rejected", "corrected", "load", "undo"])
        known = [one.iri for one in read(store.inner)]
        found = _facts(store)
        acts = [iri for iri in found if "/act/" in iri]
        if deed == "load":
            shown = chance.randrange(len(versions))
            document = versions[shown]
            if document is None:
                store.remove(graph_iri(talks()))
            else:
                put(store, document)
        elif deed == "undo" and known:
            undo(store, [chance.choice(known)])
        elif deed == "corrected" and acts:
            correct(store, chance.choice(acts), {"date": f"20{step:02}"}, opinion)
        elif deed == "accepted" and found:
            judge(store, [chance.choice(found)], "accepted", opinion)
        elif deed == "rejected" and found:
            judge(store, [chance.choice(found)], "rejected", opinion)
    return shown


def _facts(store: Store) -> list[str]:
    names = {LEG + name for name in ("actor", "holder", "exporter", "claims")}
    found = {q.subject.value for g in store.graphs() for q in store.quads(g) if q.predicate.value in names}
    return sorted(found | {one.revision for one in read(store.inner) if one.changes and one.as_read})


class TestExport:
    """Judgements go where the facts go."""

    def judged(self, store: Store) -> tuple[str, str]:
        name, other = act(store), act(store, "visit")
        judge(store, [name], "rejected", RUIZ)
        correct(store, other, {"date": "2023"}, RUIZ)
        return name, other

    @pytest.mark.parametrize("form", ["turtle", "trig", "nt", "nq", "jsonld", "rdfxml"])
    def test_another_store_takes_them_over(self, form: str, store: Store, tmp_path: Path) -> None:
        before = everything(store)
        self.judged(store)
        suffix = {"turtle": "ttl", "jsonld": "jsonld", "rdfxml": "rdf"}.get(form, form)
        path = tmp_path / f"facts.{suffix}"
        path.write_bytes(serialised(facts(store), form))
        kb = legation.open(tmp_path / "other.kb")
        done = kb.load(path)
        assert (done.judgements, done.rejected, done.failed) == (2, [], [])
        assert kb.load(path).judgements == 0
        assert kb.validate().conforms
        ours, theirs = rows(store, "acts"), list(kb.query("acts"))
        assert [row["act"] for row in theirs] == [row["act"] for row in ours]
        assert {row["standing"] for row in kb.query("judgements")} == {"in force"}
        kb.undo(*(row["judgement"] for row in kb.query("judgements")))
        lines = {line.rsplit(" ", 2)[0] for line in before.decode().splitlines()}
        assert {line.removesuffix(" .") for line in kb.export(format="nt").decode().splitlines()} == lines

    @pytest.mark.parametrize("form", ["turtle", "nt", "rdfxml"])
    def test_what_was_rejected_is_no_fact_elsewhere(self, form: str, store: Store) -> None:
        name, other = self.judged(store)
        data = serialised(facts(store), form)
        formats = {
            "turtle": ox.RdfFormat.TURTLE,
            "nt": ox.RdfFormat.N_TRIPLES,
            "rdfxml": ox.RdfFormat.RDF_XML,
        }
        elsewhere = ox.Store()
        elsewhere.load(data, formats[form])
        for iri in (name, other):
            node = ox.NamedNode(ID + iri)
            assert list(elsewhere.quads_for_pattern(node, None, None, None)) == []
            (judged,) = elsewhere.quads_for_pattern(None, ox.NamedNode(LEG + "judges"), node, None)
            quote = ox.NamedNode(LEG + "judgedQuote")
            assert list(elsewhere.quads_for_pattern(judged.subject, quote, None, None))

    def test_of_one_document(self, store: Store, tmp_path: Path) -> None:
        put(store, talks("other.txt", date="2021"))
        name = next(row["act"] for row in rows(store, "acts") if row["date"] == "2021")
        judge(store, [name], "rejected", RUIZ)
        correct(store, act(store), {"speaker": "Ana Prado"}, RUIZ)
        path = tmp_path / "one.trig"
        path.write_bytes(serialised(facts(store, "other.txt"), "trig"))
        kb = legation.open(tmp_path / "other.kb")
        assert kb.load(path).judgements == 1
        assert [row["verdict"] for row in kb.query("judgements")] == ["rejected"]
        path.write_bytes(serialised(facts(store, "talks.txt"), "trig"))
        assert kb.load(path).judgements == 1
        assert kb.export(format="nq") == everything(store)

    def test_on_words_that_are_not_here_they_do_nothing(self, store: Store, tmp_path: Path) -> None:
        """Judgements alone, for a store whose document says something else."""
        self.judged(store)
        path = tmp_path / "judgements.trig"
        path.write_bytes(serialised(store.quads(JUDGEMENTS_GRAPH), "trig"))
        with Store.open(tmp_path / "other.kb", create=True) as other:
            put(other, talks(before="Otherwise. ", date="2020"))
            before = rows(other, "acts")
            assert loading.load(other.path, [path], store=other).judgements == 2
            standing = {row["verdict"]: row["standing"] for row in rows(other, "judgements")}
            # The visit is read here too, in words that have moved: it is corrected. The condemnation is another.
            assert standing == {"rejected": "no longer read", "corrected": "in force"}
            assert sum(row in rows(other, "acts") for row in before) == 1
            undo(other, [one.iri for one in read(other.inner)])
            assert rows(other, "acts") == before

    def test_what_is_no_judgement_is_turned_away(self, store: Store, tmp_path: Path) -> None:
        self.judged(store)
        text = serialised(facts(store), "trig").decode()
        path = tmp_path / "facts.trig"
        path.write_text(text.replace("verdict:rejected", "verdict:doubtful"), encoding="utf-8")
        done = legation.open(tmp_path / "other.kb").load(path)
        assert (done.judgements, done.status) == (0, 1)
        assert "is not one of accepted, rejected, corrected" in done.rejected[0][1]
        path.write_text(text.replace('leg:asRead """<', 'leg:asRead """'), encoding="utf-8")
        done = legation.open(tmp_path / "third.kb").load(path)
        assert "is not N-Quads" in done.failed[0]


@pytest.fixture(scope="module")
def without(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, Store]]:
    """A store in which all facts of one document are rejected, and one that never had that document."""
    where = tmp_path_factory.mktemp("without")
    quads = list(ox.parse(path=str(FIXTURE), format=ox.RdfFormat.TRIG))
    graphs = {quad.graph_name.value for quad in quads if isinstance(quad.graph_name, ox.NamedNode)}
    with (
        Store.open(where / "a.kb", create=True) as rejected,
        Store.open(where / "b.kb", create=True) as never,
    ):
        for graph in sorted(graphs - {JUDGEMENTS_GRAPH}):
            triples = [quad.triple for quad in quads if quad.graph_name == ox.NamedNode(graph)]
            data = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b""
            name = graph.removeprefix(GRAPH)
            rejected.replace(graph, data, name, name, name)
            if name != "wire":
                never.replace(graph, data, name, name, name)
        names = {LEG + name for name in ("actor", "holder", "exporter", "claims")}
        told = {q.subject.value for q in rejected.quads(GRAPH + "wire") if q.predicate.value in names}
        reasoning.infer(never.inner)
        reasoning.infer(rejected.inner)
        before = {name: rows(rejected, name, **PARAMETERS.get(name, {})) for name in queries.names()}
        judge(rejected, sorted(told), "rejected", RUIZ)
        changed = [
            name for name in before if rows(rejected, name, **PARAMETERS.get(name, {})) != before[name]
        ]
        assert len(changed) > 20, "the document matters to too few questions"
        yield rejected, never


@pytest.mark.parametrize("name", queries.names())
def test_every_stored_query_honours_a_rejection(name: str, without: tuple[Store, Store]) -> None:
    rejected, never = without
    found = rows(rejected, name, **PARAMETERS.get(name, {}))
    if name == "judgements":
        assert {row["verdict"] for row in found} == {"rejected"}
        return
    if name == "documents":  # it is there, and nothing is read in it
        found = [row for row in found if {row[k] for k in ("acts", "tenures", "flows", "claims")} != {"0"}]
    assert found == rows(never, name, **PARAMETERS.get(name, {}))


class TestReasoning:
    """What was inferred follows."""

    def test_nothing_inferred_tells_of_what_was_rejected(self, store: Store) -> None:
        reasoning.infer(store.inner)
        graph = ox.NamedNode(INFERRED_GRAPH)
        before = set(store.inner.quads_for_pattern(None, None, None, graph))
        name = act(store, "visit")
        assert any(ID + name in str(quad) for quad in before)
        (one,) = judge(store, [name], "rejected", RUIZ)
        after = set(store.inner.quads_for_pattern(None, None, None, graph))
        told = [quad for quad in after if ID + name in str(quad)]
        assert {quad.predicate.value for quad in told} <= {"http://www.w3.org/ns/prov#used"}
        assert all(quad.object == ox.NamedNode(ID + name) for quad in told)
        undo(store, [one.iri])
        assert set(store.inner.quads_for_pattern(None, None, None, graph)) == before

    def test_what_was_corrected_is_reasoned_from(self, store: Store) -> None:
        reasoning.infer(store.inner)
        one = correct(store, act(store, "visit"), {"target": "Peru"}, RUIZ)
        behalf = ox.NamedNode(LEG + "onBehalfOf")
        (quad,) = store.inner.quads_for_pattern(ox.NamedNode(one.revision), behalf, None, None)
        assert quad.object == ox.NamedNode(URUGUAY.iri)

    def test_without_reasoning_there_is_none(self, store: Store) -> None:
        judge(store, [act(store)], "rejected", RUIZ)
        assert (
            next(store.inner.quads_for_pattern(None, None, None, ox.NamedNode(INFERRED_GRAPH)), None) is None
        )


class TestUndo:
    """Only judgements are taken back."""

    def test_names(self, store: Store) -> None:
        (one,) = judge(store, [act(store)], "rejected", RUIZ)
        before = everything(store)
        for name in (one.fact, "Chile"):
            with pytest.raises(LegationError, match="is no judgement; 'legation judgements' lists them"):
                undo(store, [one.iri, name])
        with pytest.raises(LegationError, match="knows nothing of"):
            undo(store, ["judgement/0000"])
        assert everything(store) == before
        assert undo(store, [one.iri.removeprefix(ID)[:14]]) == [one]
        assert read(store.inner) == []


def test_moments() -> None:
    assert moment("2024-05-03") == "2024-05-03T00:00:00Z"
    assert moment("2024-05-03T12:30:01+02:00") == "2024-05-03T10:30:01Z"
    with pytest.raises(LegationError, match="'soon' is no moment"):
        moment("soon")


class TestCommands:
    """The same from the command line."""

    @pytest.fixture
    def kb(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, str]:
        monkeypatch.setenv("LEGATION_STORE", str(tmp_path / "test.kb"))
        monkeypatch.setenv("LEGATION_USER", "Ana Ruiz")
        with Store.open(tmp_path / "test.kb", create=True) as made:
            put(made, talks())
            return tmp_path / "test.kb", act(made)

    def test_a_day_with_them(self, kb: tuple[Path, str], capsys: pytest.CaptureFixture[str]) -> None:
        _, name = kb

        def out(*words: str) -> str:
            assert main(words) == 0
            return capsys.readouterr().out

        line = out("reject", name, "--because", "no", "--at", "2024-06-01")
        assert line.split("\t")[1:3] == ["rejected", name]
        assert "condemnation" not in out("query", "acts")
        assert out("why", name).count("Rejected by Ana Ruiz") == 1
        assert out("undo", line.split("\t")[0]).startswith(line.split("\t")[0])
        line = out("correct", name, "--actor", "Uruguay", "--date", "none", "--by", "Juan Soto")
        assert "by Uruguay towards Peru." in line.splitlines()[1]
        assert "accepted" in out("accept", name)
        assert main(["accept", name]) == 0
        assert "already" in capsys.readouterr().err
        found = list(csv.DictReader(out("judgements").splitlines()))
        assert [(row["verdict"], row["by"], row["standing"]) for row in found] == [
            ("corrected", "Juan Soto", "superseded"),
            ("accepted", "Ana Ruiz", "in force"),
        ]
        assert out("judgements", "--format", "md").startswith("| judgement")

    @pytest.mark.parametrize(
        ("words", "message"),
        [
            (["accept", "act/0"], "knows nothing of"),
            (["reject", "Chile"], "not a fact that was read"),
            (["reject", "{act}", "--at", "noon"], "'noon' is no moment"),
            (["reject", "{act}", "--by", " "], "nobody is named"),
            (["accept", "{act}", "--by", "Ana \udcff"], "what --by gives is not UTF-8"),
            (
                ["accept", "{act}", "--by", "Ana", "--because", "\udcff\udcfe"],
                "what --because gives is not UTF-8",
            ),
            (["correct", "{act}"], "say what is wrong with one of --actor"),
            (["correct", "{act}", "--class", "nonsense"], "no class of acts"),
            (["correct", "{act}", "--date", "2024-02-30"], "is no date"),
            (["undo", "{act}"], "is no judgement"),
        ],
    )
    def test_mistakes(
        self, words: list[str], message: str, kb: tuple[Path, str], capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main([word.format(act=kb[1]) for word in words]) == 2
        error = capsys.readouterr().err
        assert message in error and error.count("\n") == 1
        with Store.open(kb[0], read_only=True) as store:
            assert read(store.inner) == []

    def test_from_python(self, kb: tuple[Path, str]) -> None:
        base = legation.open(kb[0])
        (one,) = base.reject(kb[1], by="Ana Ruiz")
        assert len(base.query("acts")) == 1
        assert base.undo(one.iri) == [one]
        base.accept(kb[1], by="Ana Ruiz", because="yes")
        assert base.correct(kb[1], by="Ana Ruiz", date="2023").changes == (("date", "2023"),)
        assert base.stats().judgements == {"corrected": 1}


def test_a_brief_that_is_edited(tmp_path: Path) -> None:
    """Through the loader of briefs: the same sentence stays rejected, and the load says which are gone."""
    kb = legation.open(tmp_path / "test.kb")
    folder = write(tmp_path / "in", a_txt=BRIEF)
    kb.load(folder)
    names = [row["act"] for row in kb.query("acts")]
    assert len(names) >= 2
    kb.reject(*names, by="Ana Ruiz")
    with Store.open(kb.path, read_only=True) as store:
        (told,) = explain(store.inner, names[0]).acts
    assert told.act.trace is not None and told.statement == kb.why(names[0]).statement
    (folder / "a.txt").write_text(BRIEF.replace("sign a treaty", "sign two treaties"), encoding="utf-8")
    done = kb.load(folder)
    assert (len(done.replaced), done.unread) == (1, 0)
    assert len(kb.query("acts")) == 0
    (folder / "a.txt").write_text(BRIEF.replace("May 3", "May 4"), encoding="utf-8")
    done = kb.load(folder)
    assert done.unread == len(kb.query("acts")) > 0
    assert "Judged, but no longer read" in done.text()


@pytest.mark.slow
def test_a_kill_leaves_a_fact_wholly_in_or_wholly_out(tmp_path: Path) -> None:
    """Whoever is killed while judging has judged, or has not."""
    kb = tmp_path / "test.kb"
    with Store.open(kb, create=True) as store:
        put(store, talks())
        name, whole = act(store), everything(store)
    code = (
        "import sys\nfrom legation.store import Store\nfrom legation.judging import *\n"
        "with Store.open(sys.argv[1]) as store:\n"
        "    print('open', flush=True)\n"
        "    while True:\n"
        "        made = judge(store, [sys.argv[2]], 'rejected', Opinion('Ana Ruiz'))\n"
        "        undo(store, [one.iri for one in made])\n"
    )
    states = set()
    for seed in range(4):
        process = subprocess.Popen([sys.executable, "-c", code, str(kb), name], stdout=subprocess.PIPE)
        assert process.stdout is not None and process.stdout.readline()
        time.sleep(0.05 + random.Random(seed).random() / 10)
        process.send_signal(signal.SIGKILL)
        process.wait()
        with Store.open(kb) as store:
            known = read(store.inner)
            states.add(len(known))
            assert len(rows(store, "acts")) == 2 - len(in_force(known))
            undo(store, [one.iri for one in known])
            assert everything(store) == whole
    assert states <= {0, 1}
