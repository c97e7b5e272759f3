"""Validation from the journal of changes, through the command."""

from pathlib import Path

import pyoxigraph as ox
import pytest

import legation
from legation import validation_store
from legation.cli import main
from legation.store import Store
from legation.terms import LEG, RDF
from legation.validation_kept import NAME as KEPT

FIXTURES = Path(__file__).parent / "fixtures" / "shapes"


def facts(*names: str) -> bytes:
    paths = (FIXTURES / "good.ttl", *(FIXTURES / "breaks" / f"{name}.ttl" for name in names))
    triples = {q.triple for p in paths for q in ox.parse(path=str(p), format=ox.RdfFormat.TURTLE)}
    return bytes(ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b"")


def test_validation_of_a_store_prints_the_same_either_way(
    tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    kb = tmp_path / "kb"
    whole: list[bool] = []
    real = validation_store.StoreValidator._whole
    monkeypatch.setattr(
        validation_store.StoreValidator,
        "_whole",
        lambda self, stated: whole.append(True) or real(self, stated),
    )

    def printed(*words: str) -> bytes:
        main(["validate", "--store", str(kb), *words])
        return capsysbinary.readouterr().out

    edits = [
        ("urn:one", ["ActPlace"]),
        ("urn:two", ["FlowShare", "KnownTerm"]),
        ("urn:one", ["ActOneActor", "TwoHeads"]),
        ("urn:three", []),
        ("urn:two", None),
    ]
    for number, (graph, names) in enumerate(edits):
        with Store.open(kb, create=True) as store:
            store.remove(graph) if names is None else store.replace(
                graph, facts(*names), str(number), graph, graph
            )
        whole.clear()
        for form in ("text", "json", "turtle"):
            assert printed("--format", form) == printed("--format", form, "--full")
        # Two ways, three forms: in full the first time, and each time that it is asked for.
        assert len(whole) == (4 if number == 0 else 3)
    assert b"ActOneActor" in printed()
    assert b"FlowShare" not in printed()
    # What was kept is worth nothing to other shapes, and they to it.
    shapes = tmp_path / "shapes.ttl"
    shapes.write_text(
        f"@prefix sh: <http://www.w3.org/ns/shacl#> . <urn:s> a sh:NodeShape ; sh:targetClass <{LEG}Meeting> ;"
        f" sh:property [ sh:path <{LEG}place> ; sh:maxCount 0 ] ."
    )
    assert b"sh:MaxCountConstraintComponent" in printed("--shapes", str(shapes), "--format", "turtle")
    assert b"ActOneActor" in printed()
    (kb / KEPT).unlink()
    assert legation.open(kb).validate().text().encode() == printed("--format", "text")
    assert main(["validate", "--full", str(shapes)]) == 2


def test_what_the_journal_cannot_tell_makes_a_full_check(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kb = tmp_path / "kb"
    whole: list[bool] = []
    real = validation_store.StoreValidator._whole
    monkeypatch.setattr(
        validation_store.StoreValidator,
        "_whole",
        lambda self, stated: whole.append(True) or real(self, stated),
    )

    def checked() -> list[str]:
        whole.clear()
        return [result.name for result in legation.open(kb).validate().results]

    with Store.open(kb, create=True) as store:
        store.replace("urn:one", facts(), "1", "one", "one")
    assert (checked(), len(whole)) == ([], 1)
    assert (checked(), len(whole)) == ([], 0)
    with Store.open(kb) as store:  # blank nodes have other labels in the store
        store.replace("urn:two", f"_:a <{RDF}type> <{LEG}Office> .\n".encode(), "2", "two", "two")
    assert (checked(), len(whole)) == (["OfficeName", "OfficeOf", "NodeNamed"], 1)
    with Store.open(kb) as store:  # nobody says what is touched
        store.update("DROP GRAPH <urn:two>")
    assert (checked(), len(whole)) == ([], 1)
    assert (checked(), len(whole)) == ([], 0)
    with Store.open(kb) as store:  # not yet committed when a reader asks
        store.replace("urn:two", facts("FlowShare"), "2", "two", "two")
        assert (checked(), len(whole)) == (["FlowShare"], 0)
        store.replace("urn:three", facts("ActPlace"), "3", "three", "three")
    assert (checked(), len(whole)) == (["FlowShare", "ActPlace"], 0)
