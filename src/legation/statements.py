"""Facts as plain sentences: what an act, a tenure, a flow or a claim says, read off its triples."""

from collections.abc import Iterator
from typing import Final

import pyoxigraph as ox

from legation.terms import DCTERMS, ID, INFERRED_GRAPH, LEG, OA, RDF, SKOS
from legation.wording import Names, Term, article, shorten

_TYPE: Final = ox.NamedNode(RDF + "type")
_INFERRED: Final = ox.NamedNode(INFERRED_GRAPH)
_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_HAPPENED: Final = {
    "occurred": "It happened.",
    "planned": "It is planned.",
    "negated": "It did not happen.",
    "hypothetical": "It is spoken of as a possibility.",
}
_STANCES: Final = {"asserts": "asserts", "denies": "denies", "suggests": "suggests", "predicts": "predicts"}


def date_words(date: str) -> str:
    """Return a date for a sentence: "2022-07-25" -> "on 25 July 2022", "2022-07" -> "in July 2022".

    >>> date_words("2022")
    'in 2022'
    """
    parts = date.split("-")
    if len(parts) == 1 or not all(part.isdigit() for part in parts):
        return f"in {date}"
    month = f"{_MONTHS[(int(parts[1]) - 1) % 12]} {parts[0]}"
    return f"in {month}" if len(parts) == 2 else f"on {int(parts[2])} {month}"


def number_words(value: str) -> str:
    """Return a number with its thousands parted: "120000000.0" -> "120,000,000"."""
    whole, _, rest = value.partition(".")
    rest = rest.rstrip("0")
    grouped = f"{int(whole):,}" if whole.lstrip("-").isdigit() else whole
    return f"{grouped}.{rest}" if rest else grouped


class Facts:
    """Reads facts from a store; all graphs count as one.

    Args:
        store: an open store.
        names: where labels are looked up.
    """

    def __init__(self, store: ox.Store, names: Names | None = None) -> None:
        self.store = store
        self.names = names or Names(store)

    def values(self, subject: Term, predicate: str) -> list[Term]:
        """Return the objects of a property, sorted, each once."""
        if not isinstance(subject, ox.NamedNode | ox.BlankNode):
            return []
        quads = self.store.quads_for_pattern(subject, ox.NamedNode(predicate), None, None)
        return sorted({q.object for q in quads}, key=str)

    def value(self, subject: Term, predicate: str) -> Term | None:
        """Return the first object of a property, if there is one."""
        return next(iter(self.values(subject, predicate)), None)

    def text(self, subject: Term, predicate: str) -> str | None:
        """Return the text of a property's first literal, if there is one."""
        found = self.value(subject, predicate)
        return found.value if isinstance(found, ox.Literal) else None

    def subjects(self, predicate: str, value: Term) -> list[ox.NamedNode]:
        """Return the named nodes that have a value, sorted, each once."""
        quads = self.store.quads_for_pattern(None, ox.NamedNode(predicate), value, None)
        return sorted({q.subject for q in quads if isinstance(q.subject, ox.NamedNode)}, key=str)

    def kind(self, node: Term) -> str:
        """Return what a node is: act, tenure, flow, claim, evidence, office, judgement, document, term, agent or
        thing."""
        types = {t.value for t in self.values(node, RDF + "type") if isinstance(t, ox.NamedNode)}
        if self.value(node, LEG + "actor") is not None:
            return "act"
        for name, kind in (
            ("Tenure", "tenure"),
            ("TradeFlow", "flow"),
            ("Claim", "claim"),
            ("Evidence", "evidence"),
            ("Office", "office"),
            ("Judgement", "judgement"),
        ):
            if LEG + name in types:
                return kind
        if self.value(node, LEG + "documentName") is not None:
            return "document"
        if isinstance(node, ox.NamedNode) and node.value.startswith(LEG):
            return "term"
        agents = ("Agent", "State", "Territory", "FormerState", "Organisation", "Person", "Region", "Group")
        bodies = ("IntergovernmentalOrganisation", "Bloc", "GovernmentBody", "ArmedForce", "StateCompany")
        if types & {LEG + name for name in (*agents, *bodies)}:
            return "agent"
        return "thing"

    def class_of(self, node: Term) -> ox.NamedNode | None:
        """Return the finest stated class of a node: one that is no superclass of another of its classes."""
        if not isinstance(node, ox.NamedNode | ox.BlankNode):
            return None
        quads = list(self.store.quads_for_pattern(node, _TYPE, None, None))
        stated = [q for q in quads if q.graph_name != _INFERRED] or quads
        classes = sorted({q.object for q in stated if isinstance(q.object, ox.NamedNode)}, key=str)
        ours = [c for c in classes if c.value.startswith(LEG)] or classes
        above = set()
        for one in ours:
            above |= set(self._superclasses(one))
        return next((c for c in ours if c not in above), next(iter(ours), None))

    def state(self, node: Term) -> str:
        """Return one sentence, or two, that say what a node states."""
        kind = self.kind(node)
        if kind == "act":
            return self._act(node)
        if kind == "tenure":
            return self._tenure(node)
        if kind == "flow":
            return self._flow(node)
        if kind == "claim":
            return self._claim(node)
        label = self.describe(node)
        cls = self.class_of(node)
        code = self.text(node, LEG + "code")
        told = f"{label} is {article(self.names.name(cls))}" if cls is not None else label
        return f"{told}, code {code}." if code else f"{told}."

    def describe(self, node: Term) -> str:
        """Return a few words that name a node, also one without a label: "the visit by Putin, Guatemala"."""
        kind = self.kind(node) if isinstance(node, ox.NamedNode) else "literal"
        if kind == "act":
            actor, target = self.value(node, LEG + "actor"), self.value(node, LEG + "target")
            toward = f" towards {self.names.name(target)}" if target is not None else ""
            by = f" by {self.names.name(actor)}" if actor is not None else ""
            return f"the {self._class_name(node)}{by}{toward}"
        if kind == "tenure":
            holder, office = self.value(node, LEG + "holder"), self.value(node, LEG + "office")
            held = f" as {self._office(office)}" if office is not None else ""
            return f"the tenure of {self._name(holder)}{held}"
        if kind == "flow":
            ends = self.value(node, LEG + "exporter"), self.value(node, LEG + "importer")
            measure = self._name(self.value(node, LEG + "measure"))
            return f"the flow ({measure}) from {self._name(ends[0])} to {self._name(ends[1])}"
        if kind == "claim":
            return f"the claim of {self._name(self.value(node, LEG + 'speaker'))}"
        if kind == "office":
            return self._office(node)
        if kind == "evidence":
            selector = self.value(node, OA + "hasSelector")
            quote = self.text(selector, OA + "exact") if selector is not None else None
            return f"the words “{quote}”" if quote else "a piece of evidence"
        return self.names.name(node)

    def sentence(self, triple: ox.Triple, about: Term | None = None) -> str:
        """Return a triple in words: "The visit by Putin: “on behalf of” Russia".

        Where its subject is what the reader asked `about` anyway, it is not named again.
        """
        known = triple.subject == about
        subject = "it" if known else self.describe(triple.subject)
        if triple.predicate == _TYPE:
            told = f"{subject} is {article(self.names.name(triple.object))}"
        else:
            value = f"{self.names.prop(triple.predicate)} {self.describe(triple.object)}"
            told = value if known else f"{subject}: {value}"
        return told[0].upper() + told[1:]

    def agent_in_tenure(self, agent: Term | None, tenure: Term | None) -> str:
        """Return an agent's name, with the office it held where a tenure is known."""
        office = self.value(tenure, LEG + "office") if tenure is not None else None
        return f"{self._name(agent)}, {self._office(office)}" if office is not None else self._name(agent)

    def _superclasses(self, cls: ox.NamedNode) -> Iterator[ox.NamedNode]:
        query = f"SELECT ?c WHERE {{ {cls} <http://www.w3.org/2000/01/rdf-schema#subClassOf>+ ?c }}"
        for row in self.store.query(query, use_default_graph_as_union=True):  # type: ignore[union-attr]
            if isinstance(row["c"], ox.NamedNode) and row["c"] != cls:
                yield row["c"]

    def _name(self, node: Term | None) -> str:
        return self.names.name(node) if node is not None else "somebody"

    def _class_name(self, node: Term) -> str:
        cls = self.class_of(node)
        return self.names.name(cls) if cls is not None else "act"

    def _office(self, office: Term) -> str:
        of = self.value(office, LEG + "officeOf")
        label = self.names.name(office)
        return label if of is None or " of " + self._name(of) in label else f"{label} of {self._name(of)}"

    def _code(self, node: Term, predicate: str) -> str | None:
        concept = self.value(node, LEG + predicate)
        if concept is None:
            return None
        return self.text(concept, SKOS + "notation") or shorten(str(concept).strip("<>")).rpartition(":")[2]

    def _act(self, node: Term) -> str:
        actor = self.agent_in_tenure(self.value(node, LEG + "actor"), self.value(node, LEG + "inTenure"))
        target_node = self.value(node, LEG + "target")
        event_type = self._code(node, "eventType")
        # No article: many classes are no countable nouns ("military aid").
        noun = self._class_name(node)
        head = f"{noun[0].upper()}{noun[1:]}" + (f" ({event_type})" if event_type else "")
        if target_node is None:
            who = f" by {actor}"
        else:
            target = self.agent_in_tenure(target_node, self.value(node, LEG + "targetTenure"))
            mutual = self.text(node, LEG + "mutual") == "true"
            comma = "," if ", " in actor else ""
            who = (
                f" between {actor}{comma} and {target}" if mutual else f" by {actor}{comma} towards {target}"
            )
        parts = [head + who]
        if (place := self.value(node, LEG + "place")) is not None:
            parts.append(f"in {self._name(place)}")
        if date := self.text(node, LEG + "date"):
            parts.append(date_words(date))
        if instrument := self.text(node, LEG + "instrument"):
            parts.append(f"by means of “{instrument}”")
        told = ", ".join(parts) + "."
        if self.text(node, LEG + "firstEver") == "true":
            told += " It was the first ever."
        if reason := self.text(node, LEG + "statedReason"):
            told += f" The reason given: “{reason}”."
        status = self._code(node, "status")
        return f"{told} {_HAPPENED[status]}" if status in _HAPPENED else told

    def _tenure(self, node: Term) -> str:
        status = self._code(node, "tenureStatus")
        office = self.value(node, LEG + "office")
        since, until = self.text(node, LEG + "from"), self.text(node, LEG + "until")
        verb = {"former": "was", "elect": "is elected"}.get(status or "", "was" if until else "is")
        told = f"{self._name(self.value(node, LEG + 'holder'))} {verb} "
        told += self._office(office) if office is not None else "in office"
        if since:
            told += f", from {date_words(since).split(' ', 1)[1]}"
        if until:
            told += f"{'' if since else ','} until {date_words(until).split(' ', 1)[1]}"
        return told + "."

    def _flow(self, node: Term) -> str:
        exporter = self._name(self.value(node, LEG + "exporter"))
        importer = self._name(self.value(node, LEG + "importer"))
        goods = self.text(node, LEG + "commodityName")
        concept = self.value(node, LEG + "commodity")
        if goods is None and concept is not None:
            goods = self._name(concept)
        if goods and concept is not None:
            goods += f" (HS {self._code(node, 'commodity')})"
        measure = self._code(node, "measure")
        if measure == "investment":
            told = f"{exporter} invests in {importer}" + (f": {goods}" if goods else "")
        elif measure == "dependence":
            told = f"{importer} depends on {exporter}" + (f" for {goods}" if goods else "")
        elif measure == "aid-in-kind":
            told = f"{exporter} gives {goods or 'goods'} to {importer} as aid"
        else:
            told = f"{exporter} exports {goods or 'goods'} to {importer}"
        value, unit = self.text(node, LEG + "value"), self._code(node, "unit")
        if value is not None:
            told += f", {unit} {number_words(value)}" if unit in {"rank", "ratio"} else ""
            told += f", {number_words(value)} {unit or ''}".rstrip() if unit not in {"rank", "ratio"} else ""
        if year := self.text(node, LEG + "year"):
            told += f", in {year}"
        return told + "."

    def _claim(self, node: Term) -> str:
        speaker = self._name(self.value(node, LEG + "speaker"))
        stance = _STANCES.get(self._code(node, "stance") or "", "claims")
        about = self.value(node, LEG + "claims")
        told = self.state(about) if about is not None and self.kind(about) != "claim" else "something."
        return f"{speaker} {stance} this: {told.removesuffix(' ' + _HAPPENED['occurred'])}"


def document_line(facts: Facts, document: Term) -> str:
    """Return a document's name, title and date on one line."""
    name = facts.text(document, LEG + "documentName")
    title = facts.text(document, DCTERMS + "title")
    date = facts.text(document, DCTERMS + "issued")
    told = name or shorten(str(document).strip("<>")).removeprefix("id:")
    told += f", “{title}”" if title else ""
    return told + (f" ({date})" if date else "")


def is_ours(iri: str) -> bool:
    """Whether an IRI lies in the namespaces of the data or the ontology."""
    return iri.startswith((ID, LEG))
