"""Documents to RDF: the one place that knows how a record is written in the ontology's terms.

N-Triples are written as text directly, sorted and unique, so that the same document gives the same bytes on
every machine, and nothing has to be imported for it.
"""

import hashlib
from collections.abc import Iterable

from legation import terms
from legation.records import Act, Agent, Document, Flow, Span, Tenure
from legation.registry import Registry, registry
from legation.terms import DCTERMS, GRAPH, ID, LEG, OA, PROV, QB, RDF, RDFS, XSD

_ESCAPES = {
    ord("\\"): "\\\\",
    ord('"'): '\\"',
    ord("\n"): "\\n",
    ord("\r"): "\\r",
    ord("\t"): "\\t",
    0x08: "\\b",
    0x0C: "\\f",
}
_DATE_TYPES = {4: "gYear", 7: "gYearMonth", 10: "date"}
_MONTH_ENDS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def document_token(key: str) -> str:
    """Return the part that a document's IRI and its graph's IRI share."""
    return f"{terms.slug(key, 40)}-{terms.digest(key)[:8]}"


def graph_iri(document: Document) -> str:
    """Return the IRI of the named graph that holds what a document says."""
    return GRAPH + document_token(document.key)


def ntriples(document: Document) -> bytes:
    """Return a document's triples as N-Triples, sorted, each once; a document of RDF gives its own.

    The bytes depend on the document, its loader and the code lists only.
    """
    if document.rdf is not None:
        return document.rdf
    writer = _Writer(document, registry())
    writer.write()
    return ("\n".join(sorted(writer.lines)) + "\n").encode()


def _text(value: str) -> str:
    return f'"{value.translate(_ESCAPES)}"'


def _english(value: str) -> str:
    return _text(value) + "@en"


def _typed(value: str, datatype: str) -> str:
    return f"{_text(value)}^^<{XSD}{datatype}>"


def _date(value: str) -> str:
    return _typed(value, date_type(value))


def date_type(value: str) -> str:
    """Return the XSD datatype of a date of year, month or day precision: "2024-02" -> "gYearMonth"."""
    return _DATE_TYPES[len(value)]


def interval(date: str) -> tuple[str, str]:
    """Return the first and the last day that a date of year, month or day precision can mean.

    >>> interval("2024-02")
    ('2024-02-01', '2024-02-29')
    """
    if len(date) == 4:
        return f"{date}-01-01", f"{date}-12-31"
    if len(date) == 7:
        year, month = int(date[:4]), int(date[5:])
        leap = month == 2 and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
        return f"{date}-01", f"{date}-{_MONTH_ENDS[month - 1] + leap}"
    return date, date


class _Writer:
    def __init__(self, document: Document, known: Registry) -> None:
        self.document = document
        self.known = known
        self.lines: set[str] = set()
        token = document_token(document.key)
        self.iri = f"{ID}document/{token}"
        self.reading = f"{ID}reading/{token}"
        self.dataset = f"{ID}dataset/{token}"

    def add(self, subject: str, predicate: str, *objects: str) -> None:
        """Add triples; an object is an IRI, or a literal that begins with a quotation mark."""
        for value in objects:
            term = value if value.startswith('"') else f"<{value}>"
            self.lines.add(f"<{subject}> <{predicate}> {term} .")

    def a(self, subject: str, *classes: str) -> None:
        self.add(subject, RDF + "type", *classes)

    def write(self) -> None:
        self._document()
        for fact in self.document.facts:
            if isinstance(fact, Act):
                self._act(fact)
            elif isinstance(fact, Tenure):
                self._tenure(fact)
            else:
                self._flow(fact)

    def _document(self) -> None:
        doc = self.document
        self.a(self.iri, LEG + "Brief")
        self.add(self.iri, LEG + "documentName", _text(doc.name))
        self.add(self.iri, LEG + "documentKey", _text(doc.key))
        self.add(self.iri, LEG + "text", _text(doc.text))
        self.add(self.iri, LEG + "textDigest", _text(hashlib.sha256(doc.text.encode()).hexdigest()))
        self.add(self.iri, DCTERMS + "language", _text(doc.language))
        for predicate, value in ((DCTERMS + "title", doc.title), (DCTERMS + "abstract", doc.summary)):
            if value:
                self.add(self.iri, predicate, _english(value))
        for name in ("publication", "volume", "issue"):
            value = getattr(doc, name)
            if value:
                self.add(self.iri, LEG + name, _text(value))
        if doc.date:
            self.add(self.iri, DCTERMS + "issued", _date(doc.date))
        for heading, start, end in doc.sections:
            section = terms.mint("section", doc.key, heading, str(start))
            self.add(self.iri, LEG + "section", section)
            self.a(section, LEG + "Section")
            self.add(section, RDFS + "label", _english(heading))
            self.add(section, OA + "start", _typed(str(start), "integer"))
            self.add(section, OA + "end", _typed(str(end), "integer"))
        loader = f"{ID}loader/{doc.loader}"
        self.a(self.reading, LEG + "Reading")
        self.add(self.reading, PROV + "used", self.iri)
        self.add(self.reading, PROV + "wasAssociatedWith", loader)
        self.a(loader, LEG + "Loader")
        self.add(loader, RDFS + "label", _english(doc.loader))
        self.add(loader, LEG + "version", _text(doc.version))

    def _evidence(self, span: Span) -> str:
        where = (self.document.key, str(span.start), str(span.end), span.quote)
        evidence = terms.mint("evidence", *where)
        selector = terms.mint("selector", *where)
        self.a(evidence, LEG + "Evidence")
        self.add(evidence, OA + "hasSource", self.iri)
        self.add(evidence, OA + "hasSelector", selector)
        self.add(evidence, PROV + "wasGeneratedBy", self.reading)
        if span.citation:
            self.add(evidence, LEG + "citation", _text(span.citation))
        self.a(selector, OA + "TextQuoteSelector", OA + "TextPositionSelector")
        self.add(selector, OA + "exact", _text(span.quote))
        self.add(selector, OA + "start", _typed(str(span.start), "integer"))
        self.add(selector, OA + "end", _typed(str(span.end), "integer"))
        return evidence

    def _agent(self, agent: Agent) -> str:
        if not agent.registered:
            self.a(agent.iri, LEG + agent.kind)
            self.add(agent.iri, RDFS + "label", _english(agent.label))
        if agent.belongs_to and (not agent.registered or agent.kind == "Person"):
            self.add(agent.iri, LEG + "belongsTo", agent.belongs_to)
        return agent.iri

    def _tenure(self, tenure: Tenure) -> str:
        person = self._agent(tenure.person)
        if tenure.listed is not None:
            return tenure.listed
        office = office_iri(tenure.office, tenure.office_of, self.known)
        iri = terms.mint("tenure", self.document.key, person, office, tenure.status, tenure.since or "")
        self.a(iri, LEG + "Tenure")
        self.add(iri, LEG + "holder", person)
        self.add(iri, LEG + "office", office)
        if tenure.holder_name:
            self.add(iri, LEG + "holderName", _english(tenure.holder_name))
        self.add(iri, LEG + "tenureStatus", f"{ID}tenure-status/{tenure.status}")
        if tenure.since:
            self.add(iri, LEG + "from", _date(tenure.since))
        if tenure.until:
            self.add(iri, LEG + "until", _date(tenure.until))
        if tenure.evidence:
            self.add(iri, LEG + "evidence", self._evidence(tenure.evidence))
        self.a(office, LEG + "Office")
        self.add(office, RDFS + "label", _english(tenure.office))
        self.add(office, LEG + "officeOf", tenure.office_of)
        return iri

    def _claim(self, fact: Act | Flow, iri: str, evidence: str) -> None:
        if fact.speaker is None:
            return
        speaker = self._agent(fact.speaker)
        claim = terms.mint("claim", iri, speaker, fact.stance)
        self.a(claim, LEG + "Claim")
        self.add(claim, LEG + "speaker", speaker)
        self.add(claim, LEG + "stance", f"{ID}stance/{fact.stance}")
        self.add(claim, LEG + "claims", iri)
        self.add(claim, LEG + "evidence", evidence)

    def _act(self, act: Act) -> None:
        actor = self._agent(act.actor)
        target = self._agent(act.target) if act.target else None
        iri = act_iri(act, self.document.key)
        self.a(iri, LEG + act.act_class)
        self.add(iri, LEG + "eventType", f"{ID}event-type/{act.event_type}")
        self.add(iri, LEG + "actor", actor)
        if target:
            self.add(iri, LEG + "target", target)
        self.add(iri, LEG + "status", f"{ID}status/{act.status}")
        evidence = self._evidence(act.evidence)
        self.add(iri, LEG + "evidence", evidence)
        if act.date:
            earliest, latest = interval(act.date)
            self.add(iri, LEG + "date", _date(act.date))
            self.add(iri, LEG + "earliest", _typed(earliest, "date"))
            self.add(iri, LEG + "latest", _typed(latest, "date"))
        if act.mutual:
            self.add(iri, LEG + "mutual", _typed("true", "boolean"))
        if act.first_ever:
            self.add(iri, LEG + "firstEver", _typed("true", "boolean"))
        for predicate, tenure in (("inTenure", act.actor_tenure), ("targetTenure", act.target_tenure)):
            if tenure:
                self.add(iri, LEG + predicate, self._tenure(tenure))
        if act.place:
            self.add(iri, LEG + "place", self._agent(act.place))
        if act.instrument:
            self.add(iri, LEG + "instrument", _english(act.instrument))
        if act.reason:
            self.add(iri, LEG + "statedReason", _english(act.reason))
        self._claim(act, iri, evidence)

    def _flow(self, flow: Flow) -> None:
        exporter, importer = self._agent(flow.exporter), self._agent(flow.importer)
        iri = terms.mint(
            "flow",
            *(self.document.key, exporter, importer, flow.measure, flow.commodity or "", flow.value or ""),
            *(flow.unit or "", flow.year or "", flow.evidence.quote),
        )
        self.a(iri, LEG + "TradeFlow")
        self.a(self.dataset, QB + "DataSet")
        self.add(iri, QB + "dataSet", self.dataset)
        self.add(iri, LEG + "exporter", exporter)
        self.add(iri, LEG + "importer", importer)
        self.add(iri, LEG + "measure", f"{ID}measure/{flow.measure}")
        evidence = self._evidence(flow.evidence)
        self.add(iri, LEG + "evidence", evidence)
        if flow.commodity:
            self.add(iri, LEG + "commodityName", _english(flow.commodity))
        if flow.commodity_code:
            self.add(iri, LEG + "commodity", f"{ID}hs/{flow.commodity_code}")
        if flow.value is not None:
            self.add(iri, LEG + "value", _typed(flow.value, "decimal"))
        if flow.unit:
            self.add(iri, LEG + "unit", f"{ID}unit/{flow.unit}")
        if flow.year:
            self.add(iri, LEG + "year", _typed(flow.year, "gYear"))
        self._claim(flow, iri, evidence)


def act_iri(act: Act, document_key: str) -> str:
    """Return the IRI of an act: what it is and the words that say so, so that it survives edits elsewhere."""
    target = act.target.iri if act.target else ""
    what = (act.act_class, act.actor.iri, target, act.status, act.date or "", act.evidence.quote)
    return terms.mint("act", document_key, *what)


def office_iri(office: str, office_of: str, known: Registry) -> str:
    """Return the IRI of an office: "president" of Guatemala -> id:office/GTM/president."""
    code = known.code(office_of) or terms.digest(office_of)
    return f"{ID}office/{code}/{terms.slug(office)}"


def person_iri(name: str, state: str | None, document_key: str, known: Registry) -> str:
    """Return the IRI of a person who is not in the code lists.

    Two briefs mean one person when name and state agree; a bare name stays a person of its own document.
    """
    code = known.code(state)
    return (
        f"{ID}person/{code}/{terms.slug(name)}"
        if code
        else terms.mint("person", document_key, terms.slug(name))
    )


def facts_by_kind(facts: Iterable[object]) -> dict[str, int]:
    """Count facts for a summary: {"acts": 12, "tenures": 5, "flows": 9, "claims": 4}."""
    counts = {"acts": 0, "tenures": 0, "flows": 0, "claims": 0}
    for fact in facts:
        kind = {"Act": "acts", "Tenure": "tenures", "Flow": "flows"}[type(fact).__name__]
        counts[kind] += 1
        counts["claims"] += getattr(fact, "speaker", None) is not None
    return counts
