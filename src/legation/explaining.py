"""How an act was read: its document's text is read anew by the loader it came from, which tells its reasons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date as Day
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from legation import loaders
from legation.errors import LegationError
from legation.judgements import withdrawn
from legation.records import Account, Act, Document, Miss, Naming
from legation.sources import Options, Source
from legation.statements import Facts
from legation.store import ontology_files
from legation.terms import DCTERMS, LEG, OA, PROV, RDFS
from legation.triples import act_iri, ntriples
from legation.why import find
from legation.wording import Term, shorten

_TEXT: Final = "text.txt"


@dataclass(slots=True)
class Told:
    """An act, what it states in a sentence, and, in `act.trace`, how it was read."""

    iri: str
    statement: str
    act: Act


@dataclass(slots=True)
class Explanation:
    """How acts of one text were read.

    `names` and `misses` tell of the whole text: who is named in it, and what came close where no act was read.
    """

    document: str
    loader: str
    version: str
    acts: list[Told]
    names: list[Naming] = field(default_factory=list)
    misses: list[Miss] = field(default_factory=list)


def explain(store: ox.Store, what: str, model: str | None = None) -> Explanation:
    """Explain how an act of the store was read.

    Args:
        store: an open store.
        what: the act, or a claim about it, as `why` takes it: an IRI, `act/1a2b…`, or its first digits.
        model: the language pipeline that it was read with; the loader's own choice if not given.

    Raises:
        LegationError: it is no act, no text was read for it, or what is installed now does not read it there.
    """
    facts = Facts(store)
    node = find(store, what)
    # What was rejected or corrected can still be explained: all the more so.
    judged = withdrawn(store, node)
    if judged is None or not any(quad.predicate.value == LEG + "actor" for quad in judged.as_read):
        node = _act(facts, node)
        evidence, statement = facts.values(node, LEG + "evidence"), facts.state(node)
    else:
        node, statement = ox.NamedNode(judged.fact), judged.statement
        evidence = list(map(ox.NamedNode, judged.evidence))
    name = shorten(node.value).removeprefix("id:")
    document, reader = _document(facts, evidence, name)
    account = loaders.explain(loaders.find(reader), document, Options(model=model, trace=True))
    told = [
        Told(node.value, statement, fact)
        for fact in account.document.facts
        if isinstance(fact, Act) and act_iri(fact, document.key) == node.value
    ]
    if told:
        return _explanation(account, told)
    version = loaders.find(reader).version
    then = f" {document.version}" if document.version != version else ""
    raise LegationError(
        f"{name} was read in {document.name} by the loader {reader}{then}, and {reader} {version} with the words it "
        "has now does not read it there any more; load the document again, and see 'legation explain --text' for "
        "what is missing"
    )


def explain_text(text: str, date: str | None = None, model: str | None = None) -> Explanation:
    """Explain every act that is read in a text.

    Args:
        text: a sentence or more.
        date: the date of the text, `YYYY`, `YYYY-MM` or `YYYY-MM-DD`, from which "last week" is reckoned.
        model: the language pipeline; the loader's own choice if not given.

    Raises:
        LegationError: there is no text, the date is none, or no loader that explains recognises the text.
    """
    if not text.strip():
        raise LegationError("there is no text to explain; write a sentence after --text")
    if date is not None and not _is_date(date):
        raise LegationError(f"the date '{date}' is none; write it as 2024-02-12, 2024-02 or 2024")
    try:
        source = Source(Path(_TEXT), _TEXT, _TEXT, text.encode())
    except UnicodeEncodeError as error:
        raise LegationError("the text to explain is not UTF-8; write it anew") from error
    reader = loaders.recognise(source)
    if reader is None:
        raise LegationError("no loader reads such a text; see 'legation loaders'")
    document = Document(_TEXT, _TEXT, reader.name, reader.version, text, date=date)
    account = loaders.explain(reader, document, Options(model=model, trace=True))
    store = ox.Store()
    for file in ontology_files():
        store.bulk_load(path=file)
    store.bulk_load(ntriples(account.document), format=ox.RdfFormat.N_TRIPLES)
    facts = Facts(store)
    told = []
    for fact in account.document.facts:
        if isinstance(fact, Act):
            iri = act_iri(fact, document.key)
            told.append(Told(iri, facts.state(ox.NamedNode(iri)), fact))
    return _explanation(account, told)


def _explanation(account: Account, acts: list[Told]) -> Explanation:
    document = account.document
    return Explanation(document.name, document.loader, document.version, acts, account.names, account.misses)


def _act(facts: Facts, node: ox.NamedNode) -> ox.NamedNode:
    kind = facts.kind(node)
    claimed = facts.value(node, LEG + "claims") if kind == "claim" else None
    if isinstance(claimed, ox.NamedNode):
        node, kind = claimed, facts.kind(claimed)
    if kind != "act":
        name = shorten(node.value).removeprefix("id:")
        raise LegationError(
            f"{name} is no act, and only of acts it is told how they were read; 'legation why {name}' shows what it "
            "rests on"
        )
    return node


def _document(facts: Facts, found: Sequence[Term], name: str) -> tuple[Document, str]:
    """Return the document that evidence of an act is in, as far as the store has it, and the name of its loader."""
    for evidence in found:
        source = facts.value(evidence, OA + "hasSource")
        reading = facts.value(evidence, PROV + "wasGeneratedBy")
        loader = facts.value(reading, PROV + "wasAssociatedWith") if reading is not None else None
        text = facts.text(source, LEG + "text") if source is not None else None
        key = facts.text(source, LEG + "documentKey") if source is not None else None
        reader = facts.text(loader, RDFS + "label") if loader is not None else None
        if source is None or loader is None or not text or key is None or reader is None:
            continue
        document = Document(
            key,
            facts.text(source, LEG + "documentName") or key,
            reader,
            facts.text(loader, LEG + "version") or "",
            text,
            title=facts.text(source, DCTERMS + "title"),
            date=_value(facts.value(source, DCTERMS + "issued")),
        )
        return document, reader
    raise LegationError(
        f"{name} came as data, not as prose: no text was read for it; 'legation why {name}' shows what it rests on"
    )


def _value(term: Term | None) -> str | None:
    return term.value if isinstance(term, ox.Literal) else None


def _is_date(text: str) -> bool:
    try:
        Day.fromisoformat((text + "-01-01")[:10])
    except ValueError:
        return False
    return len(text) in (4, 7, 10) and text[:4].isdigit() and text[4:5] in ("", "-")
