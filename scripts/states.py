"""States, former states and regions as Turtle."""

import re
from typing import Any

from scripts.emit import Graph, load, state, text

# Words with which an official English name begins; only such names of rigour's are taken, for its lists
# mix all languages and misspellings.
_OFFICIAL = re.compile(
    r"(?:the )?(?:[A-Z][\w']+ )*(?:Republic|Kingdom|State|States|Federation|Sultanate|Emirate|Principality|"
    r"Commonwealth|Duchy|Confederation|Union|Territory) of (?:the )?[A-Z][\w' .-]+"
)


def territories() -> dict[str, tuple[Any, list[str]]]:
    """Return rigour's territory and official English names for each upper-case ISO 3166-1 alpha-3 code."""
    from rigour.territories import get_territories
    from rigour.territories.lookup import _load_territory_names

    names = {place.code: [*strong, *weak] for place, strong, weak, _ in _load_territory_names()}
    found: dict[str, tuple[Any, list[str]]] = {}
    for place in get_territories():
        if place.alpha3:
            # "Holy See (Vatican)" is a label to tell apart, not a name that is written
            full = [] if "(" in place.full_name or "[" in place.full_name else [place.full_name]
            official = [
                name for name in names.get(place.code, ()) if _OFFICIAL.fullmatch(name) and name.isascii()
            ]
            found[place.alpha3.upper()] = (place, sorted({place.name, *full, *official}))
    return found


def regions_of() -> dict[str, list[str]]:
    """Return for each state the analysts' regions that name it as a member."""
    found: dict[str, list[str]] = {}
    for code, facts in load("regions").items():
        for member in facts.get("members", ()):
            found.setdefault(member, []).append(code)
    return found


def region_of_m49() -> dict[str, str]:
    """Return the code of the region for each M49 region number."""
    return {facts["m49"]: code for code, facts in load("regions").items() if "m49" in facts}


def states() -> Graph:
    """Return the states and dependent areas that exist."""
    graph = Graph("states", "States and dependent areas")
    known, groups, by_number = territories(), regions_of(), region_of_m49()
    written: list[tuple[str, str, dict[str, Any]]] = [
        (code, number, facts) for number, members in load("states").items() for code, facts in members.items()
    ]
    taken: set[str] = (
        set()
    )  # names that our own data give to a state: an official name of another must not be one
    for _, _, facts in written:
        taken.update(facts.get("aliases", ()))
    for code, number, facts in written:
        place, official = known[code] if facts.get("iso3", True) else (None, [])
        label = facts["label"] if "label" in facts or place is None else place.name
        subject = state(code)
        graph.entry(subject, ["leg:Territory" if "of" in facts else "leg:State"], label, code)
        graph.add(subject, "leg:code", text(code, ""))
        if place is not None:
            graph.add(subject, "leg:iso3", text(code, ""))
            graph.add(subject, "leg:iso2", text(place.code.upper(), ""))
            graph.add(subject, "skos:exactMatch", f"wd:{place.qid}")
        if facts["m49"]:
            graph.add(subject, "leg:m49", text(f"{facts['m49']:03d}", ""))
        extra = [name for name in official if name in facts.get("aliases", ()) or name not in taken]
        graph.names(subject, facts, label, [name for name in extra if name not in facts.get("secondary", ())])
        for region in [by_number[number], *groups.get(code, ())]:
            graph.add(subject, "leg:inRegion", f"region:{region}")
        if "of" in facts:
            graph.add(subject, "leg:dependencyOf", state(facts["of"]))
    return graph


def former_states() -> Graph:
    """Return the states that are gone, with their dates and successors."""
    graph = Graph("former-states", "Former states")
    groups, by_number = regions_of(), region_of_m49()
    for code, facts in load("former-states").items():
        subject = state(code)
        graph.entry(subject, ["leg:FormerState"], facts["label"], code)
        graph.add(subject, "leg:code", text(facts.get("code", code), ""))
        if "iso2" in facts:
            graph.add(subject, "leg:iso2", text(facts["iso2"], ""))
        if "m49" in facts:
            graph.add(subject, "leg:m49", text(f"{facts['m49']:03d}", ""))
        graph.names(subject, facts, facts["label"])
        for region in [by_number[facts["in"]], *groups.get(code, ())]:
            graph.add(subject, "leg:inRegion", f"region:{region}")
        graph.add(subject, "leg:successor", *[state(successor) for successor in facts.get("successor", ())])
    return graph


def regions() -> Graph:
    """Return the regions of UN M49 and those that analysts speak of."""
    graph = Graph("regions", "Regions")
    data = load("regions")
    around = {code: set(facts.get("in", ())) for code, facts in data.items()}
    for code, facts in data.items():
        for member in facts.get("members", ()):
            if member in data:
                around[member].add(code)
    for code, facts in data.items():
        subject = f"region:{code}"
        graph.entry(subject, ["leg:Region"], facts["label"], code)
        graph.add(subject, "leg:code", text(code, ""))
        if "m49" in facts:
            graph.add(subject, "leg:m49", text(facts["m49"], ""))
        graph.names(subject, facts, facts["label"])
        graph.add(subject, "leg:inRegion", *[f"region:{other}" for other in around[code]])
    return graph
