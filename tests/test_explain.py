"""How an act was read: which words, entry of the lexicon and rules, told of a stored act and of a text."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from legation.cli import main
from legation.errors import LegationError
from legation.explaining import explain, explain_text
from legation.loaders import loaders
from legation.records import Naming, Trace
from legation.resources import folder
from legation.sources import Options, Source
from legation.store import Store
from legation.terms import LEG
from legation.triples import act_iri

BRIEF = """\
Ties on the Andes

2024-05-06

On May 3, 2024, Chile condemned the invasion of Ukraine. President Ana Ruiz of Peru visited Chile on 2 May 2024.
Ruiz thanked the country for its help.
"""
PAGE = (
    "<html><head><title>Ties</title></head><body><p>Peru accused Chile of spying in 2021.</p></body></html>"
)
RECORDS = (
    '{"id": "a", "text": "Kenya expelled two Ugandan diplomats last week.", "date": "2024-05-06"}\n'
    '{"id": "b.txt", "text": "Talks on fish\\n\\nKenya met Uganda in 2020.", "title": "Talks on fish"}\n'
)
MATTER = "---\ntitle: Ties\ndate: 2024-05-06\n---\n\nPeru *recalled* its ambassador from Ecuador yesterday.\n"
DATA = """\
@prefix leg: <https://w3id.org/legation/ontology#> .
@prefix id: <https://w3id.org/legation/id/> .
<https://w3id.org/legation/id/act/abc> a leg:Condemnation ;
    leg:eventType <https://w3id.org/legation/id/event-type/ACCUSE> ;
    leg:status <https://w3id.org/legation/id/status/occurred> ;
    leg:actor <https://w3id.org/legation/id/state/PER> ;
    leg:target <https://w3id.org/legation/id/state/CHL> ;
    leg:evidence <https://w3id.org/legation/id/evidence/abc> .
<https://w3id.org/legation/id/evidence/abc> a leg:Evidence ;
    <http://www.w3.org/ns/oa#hasSource> <https://example.org/list> .
<https://example.org/list> a leg:Dataset .
"""


def trace(text: str, act_class: str, date: str | None = None) -> Trace:
    """Return how the one act of a class was read in a text."""
    found = [told.act.trace for told in explain_text(text, date).acts if told.act.act_class == act_class]
    assert len(found) == 1, found
    assert found[0] is not None
    return found[0]


def chain(naming: Naming | None) -> list[tuple[str, str]]:
    """Return words and reason of a naming and of what it stands for."""
    return [] if naming is None else [(naming.words.text, naming.how), *chain(naming.via)]


# The rules ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "act_class", "actor", "target"),
    [
        ("Peru condemned Chile.", "Condemnation", "subject of 'condemned'", "object of 'condemned'"),
        (
            "Two Chilean diplomats were expelled by Peru.",
            "ExpulsionOfDiplomats",
            "by-phrase of the passive 'were expelled'",
            "subject of the passive 'were expelled'",
        ),
        (
            "Peru condemned Chile's war.",
            "Condemnation",
            "subject of 'condemned'",
            "possessor of 'war', the object of 'condemned'",
        ),
        (
            "Peru recalled its ambassador from Ecuador.",
            "RecallOfAmbassador",
            "subject of 'recalled'",
            "phrase 'from …' of 'ambassador', the object of 'recalled'",
        ),
        (
            "Peru agreed with Chile and condemned Bolivia.",
            "Condemnation",
            "subject of 'agreed', shared with 'condemned'",
            "object of 'condemned'",
        ),
        (
            "Chile, which condemned Peru, rejoiced.",
            "Condemnation",
            "'which', the subject of 'condemned', stands for it",
            "object of 'condemned'",
        ),
        (
            "Kenya's condemnation of Uganda caused anger.",
            "Condemnation",
            "possessor of 'condemnation'",
            "phrase 'of …' of 'condemnation'",
        ),
        (
            "Peru made a visit to Chile.",
            "Visit",
            "subject of 'made', which carries 'visit'",
            "phrase 'to …' of 'visit'",
        ),
    ],
)
def test_who_is_chosen_by_which_rule(text: str, act_class: str, actor: str, target: str) -> None:
    found = trace(text, act_class)
    assert (found.actor_rule, found.target_rule) == (actor, target)


def test_words_and_entry_are_those_of_the_lexicon() -> None:
    found = trace("Peru recalled its ambassador from Ecuador.", "RecallOfAmbassador")
    assert [word.text for word in (found.trigger, *found.beside)] == ["recalled", "ambassador"]
    assert found.entry.startswith("actor recall ambassador|")
    lexicon = folder("ontology") / "lexicon" / found.entry_file
    assert f"- {found.entry}\n" in lexicon.read_text("utf-8")


def test_a_noun_of_several_lines_names_the_one_that_fits() -> None:
    found = trace("Brazil praised the negotiations between Kenya and Uganda.", "Negotiation")
    assert "both" in found.entry
    assert found.entry_file == "consult.yaml"


@pytest.mark.parametrize(
    ("text", "act_class", "names"),
    [
        ("Lima condemned Chile.", "Condemnation", [("Lima", "capital of Peru, for its government")]),
        ("The Kremlin condemned Chile.", "Condemnation", [("Kremlin", "word that stands for Russia")]),
        (
            "Peruvian troops entered Bolivia.",
            "Invasion",
            [("Peruvian troops", "'troops' of Peru (groups.yaml: troop)"), ("Peruvian", "demonym of Peru")],
        ),
        (
            "Peru is near. It condemned Chile.",
            "Condemnation",
            [("It", "pronoun for the subject before it"), ("Peru", "name of Peru")],
        ),
        (
            "President Ana Ruiz of Peru smiled. Ruiz condemned Chile.",
            "Condemnation",
            [
                ("Ruiz", "surname of Ana Ruiz, president of Peru"),
                ("Ana Ruiz", "name of Ana Ruiz, president of Peru"),
            ],
        ),
        (
            "President Ana Ruiz of Peru smiled. She condemned Chile.",
            "Condemnation",
            [
                ("She", "pronoun for the last person named before"),
                ("Ana Ruiz", "name of Ana Ruiz, president of Peru"),
            ],
        ),
        (
            "Peru and Chile spoke. Both sides signed a treaty.",
            "TreatySigning",
            [("Both sides", "one of the two that 'Both sides' refers to"), ("Peru", "name of Peru")],
        ),
        (
            "The Peruvian foreign minister condemned Chile.",
            "Condemnation",
            [
                (
                    "The Peruvian foreign minister",
                    "office of Peru whose holder the text does not name (offices.yaml)",
                ),
                ("Peruvian", "demonym of Peru"),
            ],
        ),
    ],
)
def test_why_a_word_was_linked_to_an_entity(text: str, act_class: str, names: list[tuple[str, str]]) -> None:
    assert chain(trace(text, act_class).actor) == names


def test_the_country_stands_for_the_state_spoken_of() -> None:
    found = trace(
        "President Ana Ruiz of Peru visited Chile. Ruiz thanked the country for its help.", "Praise"
    )
    assert found.target is not None
    assert chain(found.target)[0] == ("the country", "word for Chile, of which the text speaks")
    assert chain(found.target)[1][0] == "Chile"


def test_whom_the_sentence_does_not_name_is_told_with_the_words_that_did() -> None:
    text = "In 2020, Peru asked Chile for help. Chile refused."
    found = trace(text, "Refusal")
    assert found.target_rule == "not named with 'refused': one of those spoken of before"
    assert chain(found.target) == [("Peru", "name of Peru")]
    assert found.target is not None
    assert found.target.words.start == text.index("Peru")


def test_what_made_the_status() -> None:
    assert trace("Peru may impose sanctions on Chile.", "EconomicSanctions").status == (
        "'may' (operators.yaml: modal may)",
    )
    assert trace("Peru did not attack Chile.", "Attack").status == ("'not', which says no",)
    assert trace("Peru attacked Chile.", "Attack").status == ()


def test_an_act_of_another_class_than_its_entry_says_why() -> None:
    threat = trace("Peru said it would boycott Chile.", "Threat")
    assert threat.entry == "actor boycott target"
    assert threat.changed is not None
    assert "Boycott" in threat.changed
    assert "'would' (operators.yaml: modal would)" in threat.changed
    planned = trace("The president of Peru will visit Chile.", "PlanAnnouncement")
    assert planned.changed is not None
    assert "Visit" in planned.changed
    demand = trace("Japan said that China must withdraw its ships.", "Demand")
    assert (demand.entry, demand.entry_file) == ("say", "speech.yaml")
    assert demand.changed is not None
    assert "'must'" in demand.changed


def test_the_words_of_the_date() -> None:
    found = trace("Peru attacked Chile last week.", "Attack", "2024-05-06")
    assert found.date is not None
    assert found.date.text == "last week"
    assert found.date_rule is not None
    assert "reckoned" in found.date_rule
    cited = trace("Peru attacked Chile (Example Wire, May 2, 2023).", "Attack")
    assert cited.date is not None
    assert cited.date.text == "(Example Wire, May 2, 2023)"


def test_the_words_of_the_speaker() -> None:
    found = trace("Brazil said that Peru had attacked Chile.", "Attack")
    assert chain(found.speaker) == [("Brazil", "name of Brazil")]
    assert found.speaker_rule == "subject of 'said' (speech.yaml: say: asserts)"
    found = trace("Peru attacked Chile, according to Brazil.", "Attack")
    assert found.speaker_rule == "after 'according to' (speech.yaml: asserts)"


def test_words_stand_in_the_text_at_their_offsets() -> None:
    text = "Ties\n\nOn May 3, 2024, the army of Peru attacked Chile, Brazil said.\nAna Ruiz met her Chilean guests.\n"
    found = explain_text(text)
    assert found.acts
    for told in found.acts:
        how = told.act.trace
        assert how is not None
        namings = [naming for naming in (how.actor, how.target, how.speaker, *found.names) if naming]
        dates = [how.date] if how.date else []
        for words in (how.trigger, *how.beside, *dates, *(naming.words for naming in namings)):
            assert text[words.start : words.end] == words.text


def test_nothing_is_traced_unless_asked_for() -> None:
    source = Source(Path("a.txt"), "a.txt", "a.txt", b"Peru condemned Chile.")
    for asked in (False, True):
        (document,) = loaders()["brief"].module.documents(source, Options(trace=asked))
        assert [fact.trace is not None for fact in document.facts] == [asked]  # type: ignore[union-attr]


# What came close ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "word", "lacks"),
    [
        ("The firm condemned Chile.", "condemned", "'The firm' is no state"),
        ("Peru condemned.", "condemned", "it has no object"),
        ("Peru severed ropes.", "severed", "is not beside it"),
        ("Peru condemned Lima.", "condemned", "which is no other power than the actor"),
        ("If Peru attacks Chile, nobody wins.", "attacks", "it is a condition of something else"),
        ("The visit was long.", "visit", "stands with it"),
    ],
)
def test_what_came_close_says_what_it_lacks(text: str, word: str, lacks: str) -> None:
    found = explain_text(text)
    assert found.acts == []
    (miss,) = [miss for miss in found.misses if miss.words.text == word]
    assert lacks in miss.lacks
    lexicon = folder("ontology") / "lexicon" / miss.entry_file
    assert miss.entry in lexicon.read_text("utf-8")


def test_sentences_that_were_read_have_no_misses() -> None:
    assert explain_text("Peru condemned Chile.").misses == []
    found = explain_text("Peru condemned Chile. The firm condemned Chile.")
    assert [miss.words.start for miss in found.misses] == [31]


# The command ----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def kb(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return a store with a document of each layout, and an act that came as RDF."""
    root = tmp_path_factory.mktemp("explain")
    for name, text in (
        ("brief.txt", BRIEF),
        ("page.html", PAGE),
        ("records.jsonl", RECORDS),
        ("matter.md", MATTER),
    ):
        (root / name).write_text(text, "utf-8")
    path = str(root / "kb")
    assert main(["load", *(str(file) for file in sorted(root.iterdir())), "--store", path]) == 0
    with Store.open(path) as store:
        store.inner.load(DATA.encode(), format=_turtle())
    return path


def _turtle() -> Any:
    import pyoxigraph

    return pyoxigraph.RdfFormat.TURTLE


def stored(kb: str) -> list[str]:
    """Return the IRIs of the acts that were read in the store's documents."""
    with Store.open(kb, read_only=True) as store:
        rows = store.inner.query(f"SELECT ?act {{ GRAPH ?g {{ ?act <{LEG}actor> ?actor }} }} ORDER BY ?act")
        return [row["act"].value for row in rows]  # type: ignore[union-attr]


def test_each_act_of_each_layout_is_found_again(kb: str) -> None:
    acts = stored(kb)
    documents = set()
    with Store.open(kb, read_only=True) as store:
        for iri in acts:
            found = explain(store.inner, iri)
            (told,) = found.acts
            assert told.iri == iri
            assert told.act.trace is not None
            documents.add(found.document)
    assert documents == {"brief.txt", "page.html", "matter.md", "a", "b.txt"}


def test_a_stored_act_is_explained(kb: str, capsys: pytest.CaptureFixture[str]) -> None:
    with Store.open(kb, read_only=True) as store:
        told = next(
            t for iri in stored(kb) for t in explain(store.inner, iri).acts if "Praise" in t.act.act_class
        )
    short = told.iri.rpartition("/")[2][:9]
    capsys.readouterr()
    assert main(["explain", f"act/{short}", "--store", kb]) == 0
    shown = capsys.readouterr().out
    assert "Ruiz «thanked» the country for its help." in shown
    rows = " ".join(shown.split())
    assert "words “thanked”" in rows
    assert "(support.yaml)" in rows
    assert "actor subject of 'thanked' “Ruiz”: surname of Ana Ruiz" in rows
    assert "target object of 'thanked' “the country”: word for Chile" in rows
    assert "status occurred" in rows
    assert "date 2024-05-02" in rows
    assert main(["explain", told.iri, "--store", kb, "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["document"] == "brief.txt"
    (act,) = found["acts"]
    assert act["iri"] == told.iri
    assert act["act"]["trace"]["actor"]["via"]["words"]["text"] == "Ana Ruiz"
    assert main(["why", told.iri, "--store", kb]) == 0
    name = told.iri.removeprefix("https://w3id.org/legation/id/")
    assert capsys.readouterr().out.rstrip().endswith(f"'legation explain {name}' shows how it was read.")


def test_a_text_is_explained(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert (
        main(
            [
                "explain",
                "--text",
                "Peru recalled its ambassador from Ecuador yesterday.",
                "--date",
                "2024-05-02",
            ]
        )
        == 0
    )
    shown = " ".join(capsys.readouterr().out.split())
    assert "by Peru towards Ecuador, on 1 May 2024. It happened." in shown
    assert "Peru «recalled» its «ambassador» from Ecuador yesterday." in shown
    assert "date 2024-05-01: “yesterday”" in shown

    class Input:
        buffer = io.BytesIO(b"Peru and Chile. The firm condemned Chile.\n")

    monkeypatch.setattr("sys.stdin", Input)
    assert main(["explain", "--text", "-"]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert shown.startswith(
        "No act is read in this text. Names found “Peru”: name of Peru “Chile”: name of Chile"
    )
    assert "“condemned”: 'The firm' is no state" in shown
    assert "Condemnation: actor condemn target (accuse.yaml)" in shown
    assert main(["explain", "--text", "It rained a lot in the hills.", "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["acts"], found["names"]) == ([], [])


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["act/0000"], "knows nothing of 'act/0000'"),
        (["act/abc"], "act/abc came as data, not as prose"),
        (["Peru"], "state:PER is no act"),
        ([], "Give an act, or --text"),
        (["act/abc", "--text", "Peru met Chile."], "not both"),
        (["act/abc", "--date", "2024"], "--date goes with --text"),
        (["--text", " "], "there is no text"),
        (["--text", "Peru met Chile.", "--date", "May"], "the date 'May' is none"),
        (["--text", "Peru met Chile.", "--model", "no_such_model"], "'no_such_model' is not installed"),
    ],
)
def test_what_cannot_be_explained_is_one_sentence(
    words: list[str], says: str, kb: str, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert main(["explain", *words, "--store", kb]) == 2
    errors = capsys.readouterr().err
    assert says in errors
    assert errors.count("\n") == 1


def test_an_act_that_is_not_read_any_more_says_so(kb: str, monkeypatch: pytest.MonkeyPatch) -> None:
    iri = stored(kb)[0]
    monkeypatch.setattr("legation.explaining.act_iri", lambda act, key: act_iri(act, key) + "other")
    with (
        Store.open(kb, read_only=True) as store,
        pytest.raises(LegationError, match="does not read it there any more"),
    ):
        explain(store.inner, iri)


def test_a_loader_without_an_account_says_so(kb: str, monkeypatch: pytest.MonkeyPatch) -> None:
    iri = stored(kb)[0]
    monkeypatch.delattr(loaders()["brief"].module, "explain")
    with (
        Store.open(kb, read_only=True) as store,
        pytest.raises(LegationError, match="the loader 'brief' takes facts as they are"),
    ):
        explain(store.inner, iri)
