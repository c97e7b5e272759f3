"""International organisations, blocs and well-known national bodies as Turtle."""

from typing import Any, Final

from legation.terms import slug
from scripts.emit import Graph, load, state, text

CLASSES: Final = {
    "igo": "leg:IntergovernmentalOrganisation",
    "bloc": "leg:Bloc",
    "body": "leg:GovernmentBody",
    "force": "leg:ArmedForce",
    "company": "leg:StateCompany",
    "group": "leg:Group",
    "organisation": "leg:Organisation",
}


def organisations() -> Graph:
    """Return the international organisations, blocs and their organs."""
    graph = Graph("organisations", "International organisations and blocs")
    data: dict[str, dict[str, Any]] = load("organisations")
    for code, facts in data.items():
        subject = f"organisation:{code}"
        kind = facts.get("class", "igo")
        # an organ of an international organisation is no body of a government
        if kind == "body":
            kind = "organisation"
        graph.entry(subject, [CLASSES[kind]], facts["label"], code)
        graph.add(subject, "leg:code", text(code, ""))
        graph.names(subject, facts, facts["label"], [code] if code.isalnum() else [])
        if "of" in facts:
            graph.add(subject, "leg:belongsTo", f"organisation:{facts['of']}")
        for predicate, key in (("leg:hasMember", "members"), ("leg:successor", "successor")):
            members = [f"organisation:{m}" if m in data else state(m) for m in facts.get(key, ())]
            graph.add(subject, predicate, *members)
    return graph


def government_bodies() -> Graph:
    """Return the national bodies, forces, companies and armed groups that briefs name without their state."""
    graph = Graph("government-bodies", "Bodies of states")
    for code, kinds in load("government-bodies").items():
        for kind, bodies in kinds.items():
            for label, aliases in bodies.items():
                subject = f"organisation:{code}-{slug(label)}"
                graph.entry(subject, [CLASSES[kind]], label)
                graph.names(subject, {"aliases": aliases}, label)
                graph.add(subject, "leg:belongsTo", state(code))
    return graph
