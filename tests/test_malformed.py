"""200 mutated or truncated inputs of each format: a sentence at most, and the store as it was."""

import os
import random
from pathlib import Path

import pyoxigraph as ox
import pytest
from facts import good, small_ontology  # noqa: F401

from legation import loading
from legation.cli import main
from legation.exporting import serialised
from legation.formats import FORMATS
from legation.store import Store

pytestmark = pytest.mark.usefixtures("small_ontology")

NUMBER = 200
RDF_SUFFIXES = {"turtle": "ttl", "trig": "trig", "nt": "nt", "nq": "nq", "jsonld": "jsonld", "rdfxml": "rdf"}
TEXT = "Chile condemned the invasion of Ukraine on May 3, 2024. Peru's president visited Chile."
PROSE = {
    "txt": f"Chile and Peru\n\n2024-05-06\n\n{TEXT}\n",
    "md": f"---\ntitle: Chile and Peru\ndate: 2024-05-06\n---\n\n# Summary\n\n- {TEXT}\n",
    "html": f"<!DOCTYPE html><html><head><title>Chile</title></head><body><h1>Chile</h1><p>{TEXT}</p></body></html>",
    "jsonl": f'{{"id": "a", "text": "{TEXT}", "date": "2024-05-06"}}\n{{"id": "b", "text": "{TEXT}"}}\n',
}


def mutated(data: bytes, chance: random.Random) -> bytes:
    """Return `data` cut short, or with bytes changed, doubled, removed or put in."""
    how = chance.randrange(7)
    at = chance.randrange(len(data))
    if how == 0:
        return data[:at]
    if how == 1:
        return data[at:]
    if how == 2:
        return data[:at] + bytes([chance.randrange(256)]) + data[at + 1 :]
    if how == 3:
        return data[:at] + data[at + chance.randrange(1, 40) :]
    if how == 4:
        return data[:at] + data[at : at + 30] + data[at:]
    if how == 5:
        odd = chance.choice(
            ['"', "<", ">", "{", "}", "[", "]", "\\", "\0", "\ud7ff", "\u202e", "---\n", "&", "\r"]
        )
        return data[:at] + odd.encode() + data[at:]
    swapped = bytearray(data)
    for _ in range(8):
        swapped[chance.randrange(len(data))] = chance.randrange(256)
    return bytes(swapped)


def mutants(folder: Path, suffix: str, source: bytes) -> None:
    chance = random.Random(suffix)
    for number in range(NUMBER):
        (folder / f"{number:03}.{suffix}").write_bytes(mutated(source, chance))


def contents(kb: Path) -> dict[str, bytes]:
    """Document key -> its triples."""
    with Store.open(kb, read_only=True) as store:
        return {key: serialised(store.quads(graph), "nt") for graph, (key, _) in store.documents().items()}


def sources() -> list[tuple[str, bytes]]:
    known = list(ox.parse(good("a", 2).encode(), ox.RdfFormat.TURTLE))
    graph = ox.NamedNode("https://example.org/graph")
    named = [ox.Quad(q.subject, q.predicate, q.object, graph) for q in known]
    rdf = [
        (suffix, serialised(named if form in ("trig", "nq") else known, form))
        for form, suffix in RDF_SUFFIXES.items()
    ]
    return rdf + [(suffix, text.encode()) for suffix, text in PROSE.items()]


SOURCES = sources()


def test_every_format_is_mutated() -> None:
    assert len(RDF_SUFFIXES) == len(FORMATS)
    assert {suffix for suffix, _ in SOURCES} == {*RDF_SUFFIXES.values(), "txt", "md", "html", "jsonl"}


@pytest.mark.parametrize(("suffix", "source"), SOURCES, ids=[suffix for suffix, _ in SOURCES])
def test_mutants_give_sentences_and_spoil_nothing(
    suffix: str, source: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """All mutants in one folder, over a store that has a good document under each of their keys."""
    kb, folder = tmp_path / "test.kb", tmp_path / "in"
    folder.mkdir()
    graphs = {}
    with Store.open(kb, create=True) as store:
        for number in range(NUMBER):
            key = f"{number:03}.{suffix}"
            graphs[key] = b'<https://example.org/old> <https://example.org/number> "%d" .\n' % number
            store.replace(f"https://example.org/{key}", graphs[key], "hash", key, key)
    del store
    mutants(folder, suffix, source)
    status = main(["load", str(folder), "--store", str(kb)])
    said = capsys.readouterr().err
    assert status in (0, 1, 2)
    assert "Traceback" not in said
    assert "mistake" not in said
    failed = [line for line in said.splitlines() if line.startswith("legation: ")]
    assert (status == 2) == bool(failed)
    assert all(f"{folder}{os.sep}" in line for line in failed), failed
    broken = {key for key in graphs if any(f"{os.sep}{key}" in line for line in failed)}
    assert len(broken) == len(failed)
    # Prose is broken by bytes that are no text only; of everything else a good part of the mutants is.
    assert len(broken) > NUMBER // (20 if suffix in ("txt", "md", "html") else 5)
    after = contents(kb)
    for key in broken:
        assert not [known for known in after if known.startswith(f"{key}#")]
        with Store.open(kb, read_only=True) as reader:
            own = {
                graph
                for graph, (known, _) in reader.documents().items()
                if known == key and "example" not in graph
            }
        assert not own
    with Store.open(kb, read_only=True) as reader:
        for key, old in graphs.items():
            assert serialised(reader.quads(f"https://example.org/{key}"), "nt") == old


@pytest.mark.parametrize(("suffix", "source"), SOURCES, ids=[suffix for suffix, _ in SOURCES])
def test_one_mutant_by_itself_leaves_the_store_byte_for_byte(
    suffix: str, source: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kb, file = tmp_path / "test.kb", tmp_path / f"x.{suffix}"
    file.write_bytes(source)
    loading.load(kb, [file])
    chance = random.Random(suffix)
    before = contents(kb)
    assert before
    for _ in range(12):
        file.write_bytes(mutated(source, chance))
        capsys.readouterr()
        status = main(["load", str(file), "--store", str(kb)])
        after = contents(kb)
        if status == 2:
            assert after == before
            assert len(capsys.readouterr().err.splitlines()) == 1
        before = after


@pytest.mark.parametrize("command", ["convert", "validate"])
@pytest.mark.parametrize(("suffix", "source"), SOURCES[: len(RDF_SUFFIXES)], ids=list(RDF_SUFFIXES.values()))
def test_other_commands_that_read_files_say_a_sentence_too(
    command: str, suffix: str, source: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    chance = random.Random(f"{command} {suffix}")
    file = tmp_path / f"x.{suffix}"
    for _ in range(15):
        file.write_bytes(mutated(source, chance))
        capsys.readouterr()
        status = main([command, str(file)])
        said = capsys.readouterr().err
        assert status in (0, 1, 2)
        assert "mistake" not in said
        assert status != 2 or (len(said.splitlines()) == 1 and f"x.{suffix}" in said)
