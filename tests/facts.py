"""Small sources that several tests load."""

from pathlib import Path

import pytest

PREFIXES = """\
@prefix leg: <https://w3id.org/legation/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix ex: <https://example.org/> .
"""

BAD = PREFIXES + "ex:flow a leg:TradeFlow .\n"
"""A flow without anything that a flow needs: it does not conform."""

BRIEF = """\
Chile and Peru sign a treaty

2024-05-06

Chile condemned the invasion of Ukraine on May 3, 2024. President Gabriel Boric of Chile visited Peru on May 5.
"""


def good(name: str, number: int = 3) -> str:
    """Return Turtle that conforms, with a blank node, a language and several datatypes."""
    return PREFIXES + "".join(
        f'ex:{name}-{i} rdfs:label "{name} {i}"@en ; ex:weight {i}.5 ; ex:part [ ex:place {i} ] ; '
        f'ex:says "a \\"quoted\\"\\n line of {name}" .\n'
        for i in range(number)
    )


def write(folder: Path, **texts: str) -> Path:
    """Write files, named `a_ttl` for a.ttl, and return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        stem, _, suffix = name.rpartition("_")
        (folder / f"{stem}.{suffix}").write_bytes(text.encode())
    return folder


@pytest.fixture
def small_ontology(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stores without a copy of the ontology, for tests that make many."""
    monkeypatch.setattr("legation.store.ontology_files", list)
