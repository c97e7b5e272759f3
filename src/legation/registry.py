"""The code lists as Python objects: states, organisations, regions, known persons and commodities, with their names.

Read once a process from `ontology/codes/*.ttl`; loaders look names up here, so that every source links to the same
nodes.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import pyoxigraph as ox

from legation.records import Agent
from legation.resources import folder
from legation.terms import LEG, ORG, RDF, RDFS, SKOS

_NAME_PROPERTIES = {
    RDFS + "label": "names",
    SKOS + "altLabel": "names",
    LEG + "demonym": "demonyms",
    LEG + "capital": "capitals",
    LEG + "metonym": "metonyms",
}
_AGENT_KINDS = {
    "State",
    "FormerState",
    "Territory",
    "IntergovernmentalOrganisation",
    "Bloc",
    "Organisation",
    "Region",
    "GovernmentBody",
    "ArmedForce",
    "StateCompany",
    "Group",
    "Person",
}
# When a node has several of these types, the later one in this order says more.
_KIND_ORDER = sorted(_AGENT_KINDS, key=lambda kind: (kind not in {"State", "Organisation"}, kind))


@dataclass(slots=True)
class ListedTenure:
    """One spell of a known person in an office; dates are `YYYY`, `YYYY-MM` or `YYYY-MM-DD`, or None."""

    iri: str
    office: str
    office_iri: str
    office_of: str
    since: str | None
    until: str | None


@dataclass(slots=True)
class Entry:
    """One agent of the code lists."""

    iri: str
    kind: str = ""
    code: str | None = None
    label: str = ""
    names: list[str] = field(default_factory=list)
    demonyms: list[str] = field(default_factory=list)
    capitals: list[str] = field(default_factory=list)
    metonyms: list[str] = field(default_factory=list)
    belongs_to: str | None = None
    since: str | None = None
    until: str | None = None
    successor: str | None = None
    regions: list[str] = field(default_factory=list)
    members: list[str] = field(default_factory=list)
    tenures: list[ListedTenure] = field(default_factory=list)

    def agent(self) -> Agent:
        """Return the record that a loader puts into facts."""
        return Agent(self.iri, self.kind, self.label, self.belongs_to, registered=True)


@dataclass(slots=True)
class Registry:
    """All entries by IRI, and the commodities by the words that name them."""

    entries: dict[str, Entry]
    commodities: dict[str, str]
    """Lower-case word or phrase -> HS code."""

    def entry(self, iri: str) -> Entry | None:
        """Return the entry of `iri`, or None if it is not in the code lists."""
        return self.entries.get(iri)

    def code(self, iri: str | None) -> str | None:
        """Return the code of a state (ISO alpha-3), organisation or region, or of the one it belongs to."""
        seen: set[str] = set()
        while iri is not None and iri not in seen:
            seen.add(iri)
            entry = self.entries.get(iri)
            if entry is None:
                return None
            if entry.code:
                return entry.code
            iri = entry.belongs_to
        return None

    def regions_of(self, iri: str) -> set[str]:
        """Return the IRIs of the regions a state lies in, the wider ones too."""
        found: set[str] = set()
        waiting = [iri]
        while waiting:
            entry = self.entries.get(waiting.pop())
            for region in entry.regions if entry else ():
                if region not in found:
                    found.add(region)
                    waiting.append(region)
        return found

    def persons(self) -> list[Entry]:
        """Return the known persons, in the order of their IRIs."""
        return [entry for entry in self.entries.values() if entry.kind == "Person"]


def _read(paths: list[Path]) -> dict[str, dict[str, list[str]]]:
    nodes: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for path in paths:
        for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE):
            if isinstance(quad.subject, ox.NamedNode) and not isinstance(
                quad.object, ox.BlankNode | ox.Triple
            ):
                nodes[quad.subject.value][quad.predicate.value].append(quad.object.value)
    return nodes


def _local(iri: str) -> str:
    return iri[len(LEG) :] if iri.startswith(LEG) else ""


@lru_cache(maxsize=1)
def registry() -> Registry:
    """Return the registry of the installed code lists; the first call reads them (some 50 ms)."""
    nodes = _read(sorted((folder("ontology") / "codes").glob("*.ttl")))
    entries: dict[str, Entry] = {}
    commodities: dict[str, str] = {}
    for iri in sorted(nodes):
        node = nodes[iri]
        kinds = [_local(t) for t in node.get(RDF + "type", []) if _local(t)]
        agent_kinds = [kind for kind in kinds if kind in _AGENT_KINDS]
        if agent_kinds:
            entry = Entry(iri, max(agent_kinds, key=_KIND_ORDER.index))
            entry.label = min(node.get(RDFS + "label", [""]))
            for prop, attribute in _NAME_PROPERTIES.items():
                getattr(entry, attribute).extend(sorted(node.get(prop, [])))
            entry.code = min(node.get(LEG + "code", []), default=None)
            entry.belongs_to = min(
                node.get(LEG + "belongsTo", [])
                + node.get(LEG + "organOf", [])
                + node.get(LEG + "citizenOf", []),
                default=None,
            )
            entry.since = min(node.get(LEG + "from", []), default=None)
            entry.until = max(node.get(LEG + "until", []), default=None)
            entry.successor = min(node.get(LEG + "successor", []), default=None)
            entry.regions = sorted(node.get(LEG + "inRegion", []))
            entry.members = sorted(node.get(LEG + "hasMember", []))
            entries[iri] = entry
        elif "Commodity" in kinds:
            code = min(node.get(SKOS + "notation", []), default=iri.rsplit("/", 1)[-1])
            for word in node.get(SKOS + "altLabel", []):
                known = commodities.get(word.casefold())
                # A word that two codes claim goes to the broader one.
                if known is None or (len(code), code) < (len(known), known):
                    commodities[word.casefold()] = code
    for iri in sorted(nodes):
        node = nodes[iri]
        if LEG + "Tenure" not in node.get(RDF + "type", []):
            continue
        holder = entries.get(min(node.get(LEG + "holder", []) + node.get(ORG + "member", []), default=""))
        office_iri = min(node.get(LEG + "office", []), default="")
        office = nodes.get(office_iri, {})
        office_of = min(office.get(LEG + "officeOf", []), default=None)
        if holder is None or office_of is None:
            continue
        holder.tenures.append(
            ListedTenure(
                iri,
                min(office.get(RDFS + "label", [""])),
                office_iri,
                office_of,
                min(node.get(LEG + "from", []), default=None),
                min(node.get(LEG + "until", []), default=None),
            )
        )
    for entry in entries.values():
        entry.tenures.sort(key=lambda tenure: (tenure.since or "", tenure.iri))
    return Registry(entries, commodities)
