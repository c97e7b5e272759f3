"""Persons, offices and tenures of well-known leaders as Turtle."""

import unicodedata
from collections.abc import Iterator
from typing import Any, Final

from legation.terms import ID, mint, slug
from scripts.emit import Graph, iri, load, state, text, texts, when

SOURCE: Final = "scripts/data/leaders.yaml"
HEADS_OF_STATE: Final = frozenset(
    {"president", "king", "queen", "emperor", "emir", "sultan", "pope", "shah", "regent", "head of state"}
)
HEADS_OF_GOVERNMENT: Final = frozenset({"prime minister", "chancellor", "taoiseach"})
# Where the family name comes first; elsewhere it is the last word.
FAMILY_FIRST: Final = frozenset({"CHN", "HKG", "KOR", "PRK", "TWN", "KHM"})
NO_FAMILY_NAME: Final = frozenset({"king", "queen", "emperor", "emir", "sultan", "pope", "crown prince"})


def spans(code: str, name: str, written: Any) -> Iterator[tuple[str, str]]:
    """Yield (from, until) of each tenure; `until` is empty for one that lasts.

    Raises:
        SystemExit: what is written is no list of from/until; the message says whose.
    """
    for span in str(written).split():
        since, slash, until = span.partition("/")
        if not slash or not since or (until and until[:4] < since[:4]):
            raise SystemExit(
                f"scripts/data/leaders.yaml, {code}, {name}: '{span}' is no from/until with from first"
            )
        yield since, until


def plain(name: str) -> str:
    """Return a name without accents: "Búcaro" -> "Bucaro"."""
    decomposed = unicodedata.normalize("NFKD", name.translate(str.maketrans("łŁøØđĐı", "lLoOdDi")))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def family_name(code: str, name: str) -> str:
    """Return the family name as briefs use it alone: "Hu Jintao" of CHN -> "Hu"."""
    words = name.removesuffix(" Jr.").removesuffix(" III").split()
    return words[0] if code in FAMILY_FIRST and words[0] != "John" else words[-1]


def leaders() -> Graph:
    """Return the leaders of states and organisations, with their offices and tenures."""
    graph = Graph()
    aliases: dict[str, list[str]] = load("persons")
    states = {code for group in load("states").values() for code in group} | set(load("former-states"))
    organisations = set(load("organisations")) | {
        f"{code}-{slug(label)}"
        for code, kinds in load("government-bodies").items()
        for bodies in kinds.values()
        for label in bodies
    }
    home: dict[str, str] = {}
    for code, offices in load("leaders").items():
        owner = state(code) if code in states else f"organisation:{code}"
        if code not in states and code not in organisations:
            raise SystemExit(f"scripts/data/leaders.yaml names {code}, which is no state and no organisation")
        for title, holders in offices.items():
            office = iri(f"{ID}office/{code}/{slug(title)}")
            types = ["leg:Office"]
            if code in states and title in HEADS_OF_STATE:
                types = ["leg:HeadOfStateOffice"]
            elif code in states and title in HEADS_OF_GOVERNMENT:
                types = ["leg:HeadOfGovernmentOffice"]
            graph.add(office, "a", *types)
            graph.add(office, "rdfs:label", text(title))
            graph.add(office, "leg:officeOf", owner)
            for name, written in holders.items():
                main = home.setdefault(name, code)
                person_iri = f"{ID}person/{main}/{slug(name)}"
                person = iri(person_iri)
                graph.add(person, "a", "leg:Person")
                graph.add(person, "rdfs:label", text(name))
                others = {form for full in (name, *aliases.get(name, ())) for form in (full, plain(full))} - {
                    name
                }
                graph.add(person, "skos:altLabel", *texts(others))
                if title not in NO_FAMILY_NAME:
                    graph.add(person, "foaf:familyName", text(family_name(main, name), ""))
                for since, until in spans(code, name, written):
                    tenure = iri(mint("tenure", person_iri, code, title, since))
                    graph.add(tenure, "a", "leg:Tenure")
                    graph.add(tenure, "leg:holder", person)
                    graph.add(tenure, "leg:office", office)
                    graph.add(tenure, "leg:from", when(since))
                    if until:
                        graph.add(tenure, "leg:until", when(until))
                    graph.add(tenure, "leg:listed", "true")
                    graph.add(tenure, "dcterms:source", text(SOURCE))
    unknown = sorted(set(aliases) - set(home))
    if unknown:
        raise SystemExit(f"scripts/data/persons.yaml names persons that are not in leaders.yaml: {unknown}")
    return graph
