"""The journal of changes, and that validation rests on it."""

from pathlib import Path

import pyoxigraph as ox
import pytest

import legation
from legation import validation_store
from legation.changes import NAME, Changes
from legation.cli import main
from legation.store import Store
from legation.terms import LEG
from legation.validation_kept import NAME as KEPT

A, B = (f"<https://example.org/{name}> <{LEG}from> '2001' .\n".replace("'", '"').encode() for name in "ab")


def told(kb: Path, since: str) -> set[str] | None:
    quads = Changes(kb).since(since)
    return None if quads is None else {quad.subject.value for quad in quads if quad.object.value == "2001"}


def test_what_is_written_is_told_once_it_may_be_there(tmp_path: Path) -> None:
    kb = tmp_path / "kb"
    assert Changes(kb).position() == ""
    with Store.open(kb, create=True) as store:
        store.replace("urn:g", A)
    start = Changes(kb).position()
    assert told(kb, start) == set()
    with Store.open(kb) as store:
        store.replace("urn:g", B)
        # Its transaction could be on the way still: it is told again from this position.
        during = Changes(kb).position()
        assert told(kb, during) == {"https://example.org/a", "https://example.org/b"}
    assert told(kb, start) == {"https://example.org/a", "https://example.org/b"}
    end = Changes(kb).position()
    assert told(kb, end) == set()
    with Store.open(kb) as store:
        store.remove("urn:g")
    assert told(kb, end) == {"https://example.org/b"}


def test_what_cannot_be_told_is_not_told(tmp_path: Path) -> None:
    kb = tmp_path / "kb"
    with Store.open(kb, create=True) as store:
        store.replace("urn:g", A)
    position = Changes(kb).position()
    assert told(kb, "") is told(kb, "other 0") is told(kb, position + "1") is None
    # Somebody who knows nothing of the journal writes to the database.
    foreign = ox.Store(str(kb))
    foreign.add(
        ox.Quad(ox.NamedNode("urn:s"), ox.NamedNode("urn:p"), ox.Literal("o" * 1000), ox.NamedNode("urn:g"))
    )
    foreign.flush()
    del foreign
    assert Changes(kb).position() == ""
    assert told(kb, position) is None
    with Store.open(kb):
        pass
    assert told(kb, position) is None
    for update in ("INSERT DATA { GRAPH <urn:g> { <urn:s> <urn:p> 1 } }", "CLEAR GRAPH <urn:g>"):
        position = Changes(kb).position()
        with Store.open(kb) as store:
            store.update(update)
        assert told(kb, position) is None


@pytest.mark.parametrize("cut", [1, 20])
def test_a_journal_that_was_cut_tells_nothing(cut: int, tmp_path: Path) -> None:
    kb = tmp_path / "kb"
    with Store.open(kb, create=True) as store:
        store.replace("urn:g", A)
    position = Changes(kb).position()
    with Store.open(kb) as store:
        store.replace("urn:g", B)
    journal = kb / NAME
    journal.write_bytes(journal.read_bytes()[:-cut])
    with Store.open(kb):
        pass
    assert told(kb, position) is None


def test_a_long_journal_is_begun_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kb = tmp_path / "kb"
    with Store.open(kb, create=True) as store:
        store.replace("urn:g", A)
    position = Changes(kb).position()
    monkeypatch.setattr("legation.changes._LIMIT", 2000)
    with Store.open(kb) as store:
        for number in range(20):
            store.replace(f"urn:g{number}", B)
    assert told(kb, position) is None
    assert (kb / NAME).stat().st_size < 4000


def test_blank_nodes_are_not_told(tmp_path: Path) -> None:
    kb = tmp_path / "kb"
    with Store.open(kb, create=True) as store:
        store.replace("urn:g", A)
    position = Changes(kb).position()
    with Store.open(kb) as store:
        store.replace("urn:g", b"_:a <urn:p> <urn:o> .\n")
    assert told(kb, position) is None


# The command


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
