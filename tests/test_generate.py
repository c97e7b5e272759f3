"""The facts that benchmarks are run on: theirs is the structure that loaders write, and they conform to the shapes."""

from collections import Counter
from pathlib import Path

import generate
import pyoxigraph as ox
import pytest
from mistakes import SLIPS

import legation
from legation.terms import LEG, RDF
from legation.validation import Validator

BRIEFS = Path(__file__).parent.parent / "examples" / "briefs"


def read(path: Path) -> set[ox.Triple]:
    return {quad.triple for quad in ox.parse(path=str(path))}


@pytest.mark.parametrize("suffix", [".nt", ".ttl", ".nq"])
def test_the_same_seed_gives_the_same_bytes(tmp_path: Path, suffix: str) -> None:
    for name, seed in (("a", 7), ("b", 7), ("c", 8)):
        generate.write(tmp_path / f"{name}{suffix}", 3000, seed)
    first, again, other = ((tmp_path / f"{name}{suffix}").read_bytes() for name in "abc")
    assert first == again
    assert first != other


@pytest.mark.parametrize("triples", [500, 5000, 20_000])
def test_there_are_as_many_triples_as_asked_for(tmp_path: Path, triples: int) -> None:
    generate.write(tmp_path / "facts.nt", triples)
    assert len(read(tmp_path / "facts.nt")) == pytest.approx(triples, rel=0.05)
    assert len((tmp_path / "facts.nt").read_bytes().splitlines()) == len(read(tmp_path / "facts.nt"))


def test_every_format_says_the_same(tmp_path: Path) -> None:
    for suffix in (".nt", ".ttl"):
        generate.write(tmp_path / f"facts{suffix}", 5000)
    assert read(tmp_path / "facts.nt") == read(tmp_path / "facts.ttl")


def test_a_brief_is_the_same_alone_and_among_others() -> None:
    among = list(generate.briefs(5000, seed=3, graphs=True))
    assert generate.brief(2, seed=3) == among[2]


def test_quads_load_as_the_documents_they_are(tmp_path: Path) -> None:
    generate.write(tmp_path / "facts.nq", 4000)
    with legation.open(tmp_path / "my.kb") as kb:
        summary = kb.load(tmp_path / "facts.nq")
        assert summary.loaded == kb.stats().documents > 3


def test_facts_conform_without_a_warning(tmp_path: Path) -> None:
    generate.write(tmp_path / "facts.nt", 20_000, seed=2)
    report = Validator().validate((tmp_path / "facts.nt").read_bytes())
    assert [result.message for result in report.results] == []


def test_every_planted_mistake_is_found_and_no_other(tmp_path: Path) -> None:
    generate.write(tmp_path / "facts.nt", 20_000, mistakes=3 * len(SLIPS))
    report = Validator().validate((tmp_path / "facts.nt").read_bytes())
    found = Counter(str(r.shape).rsplit("#")[-1] for r in report.results if r.severity == "violation")
    assert found == dict.fromkeys(SLIPS, 3)


def test_what_loaders_write_is_there(tmp_path: Path) -> None:
    """Every property and kind of node that the example briefs have, but for what only a file's layout gives."""
    generate.write(tmp_path / "facts.nt", 20_000)
    made = read(tmp_path / "facts.nt")
    with legation.open(tmp_path / "my.kb") as kb:
        kb.load(BRIEFS)
        real = {quad.triple for quad in ox.parse(kb.export(format="nt"), ox.RdfFormat.N_TRIPLES)}
    layout = {"abstract", "issue", "publication", "section", "volume", "Section"}
    properties = {triple.predicate.value for triple in real - made}
    missing = properties - {triple.predicate.value for triple in made}
    assert {iri.rsplit("/")[-1].rsplit("#")[-1] for iri in missing} <= layout
    assert any(t.predicate.value == LEG + "inTenure" for t in made)
    assert len({t.object for t in made if t.predicate.value == RDF + "type"}) > 100
