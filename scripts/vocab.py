"""The small code lists (event types, statuses, measures, stances, verdicts, units) as Turtle."""

from scripts.emit import Graph, load, text


def vocabularies() -> Graph:
    """Return all small concept schemes, one after the other."""
    graph = Graph()
    for scheme, facts in load("vocab").items():
        graph.scheme = f"<https://w3id.org/legation/id/scheme/{scheme}>"
        graph.add(graph.scheme, "a", "skos:ConceptScheme")
        graph.add(graph.scheme, "rdfs:label", text(facts["label"]))
        graph.add(graph.scheme, "skos:prefLabel", text(facts["label"]))
        for code, concept in facts["concepts"].items():
            subject = f"{facts['prefix']}:{concept.get('id', code)}"
            graph.entry(subject, [], concept["label"], code)
            graph.add(subject, "skos:definition", text(concept["definition"]))
            graph.add(subject, "skos:broader", *filter(None, [concept.get("broader")]))
            for alias in concept.get("aliases", ()):
                graph.add(subject, "skos:altLabel", text(alias))
    graph.scheme = ""
    return graph
