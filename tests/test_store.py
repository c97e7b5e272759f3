"""The store: one writer, readers on a snapshot, mistakes told in a sentence."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from legation.errors import LegationError
from legation.snapshot import SNAPSHOTS
from legation.store import Store
from legation.terms import GRAPH, LEG, ONTOLOGY_GRAPH

A = GRAPH + "a"


def body(word: str, number: int = 400) -> bytes:
    lines = (f'<https://example.org/{i}> <https://example.org/p> "{word} {i}" .\n' for i in range(number))
    return "".join(lines).encode()


def words(store: Store, graph: str = A) -> set[str]:
    return {str(quad.object.value).split()[0] for quad in store.quads(graph)}  # type: ignore[union-attr]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A store without the ontology, which would only cost time."""
    where = tmp_path / "kb"
    Store.open(where, create=True, ontology=False).close()
    return where


def test_replacing_is_whole_and_keeps_the_rest(path: Path) -> None:
    with Store.open(path, ontology=False) as store:
        store.replace(A, body("old"), "1", "key", "name")
        store.replace(GRAPH + "b", body("other"))
        store.replace(A, body("new", 10), "2", "key", "name")
        assert words(store) == {"new"}
        assert len(list(store.quads(A))) == 10
        assert store.content_hash(A) == "2"
        assert words(store, GRAPH + "b") == {"other"}
        assert store.documents()[A] == ("key", "name")
        store.remove(A)
        assert store.graphs() == [GRAPH + "b"]


@pytest.mark.parametrize(
    "text", ["a\\\\u0022b", "a\\u0022b", "\\\\\\\\u0041", 'tab\\tq\\"\\\\', "} ; DROP ALL"]
)
def test_literals_survive_being_replaced(path: Path, text: str) -> None:
    import pyoxigraph as ox

    line = f'<https://example.org/s> <https://example.org/p> "{text}" .\n'.encode()
    (expected,) = [quad.object for quad in ox.parse(line, ox.RdfFormat.N_TRIPLES)]
    with Store.open(path, ontology=False) as store:
        for _ in range(2):  # the first time into nothing, the second in the place of something
            store.replace(A, line)
            assert [quad.object for quad in store.quads(A)] == [expected]


def test_the_ontology_is_in_a_new_store_once_and_is_renewed_when_stale(tmp_path: Path) -> None:
    with Store.open(tmp_path / "kb", create=True) as store:
        fresh = store.content_hash(ONTOLOGY_GRAPH)
        size = len(store.inner)
        assert store.query(f"ASK {{ <{LEG}DiplomaticAct> a owl:Class }}")
        assert store.graphs() == []
        store.replace(ONTOLOGY_GRAPH, body("stale"), "stale")
    with Store.open(tmp_path / "kb", read_only=True) as store:
        assert store.content_hash(ONTOLOGY_GRAPH) == "stale"
    with Store.open(tmp_path / "kb") as store:
        assert store.content_hash(ONTOLOGY_GRAPH) == fresh
        assert len(store.inner) == size


def test_queries_see_the_union_and_know_the_prefixes(path: Path) -> None:
    with Store.open(path, ontology=False) as store:
        store.replace(A, body("x", 1))
        store.replace(GRAPH + "b", body("y", 1))
        rows = store.query("SELECT ?o WHERE { ?s ?p ?o . FILTER(isLiteral(?o) && ?s != leg:x) }")
        assert len(list(rows)) == 2  # type: ignore[arg-type]


def test_a_second_writer_is_told_to_wait(path: Path) -> None:
    words = ["load", __file__, "--as", "rdf", "--store", str(path)]
    code = "import sys; from legation.cli import main; sys.exit(main(sys.argv[1:]))"
    with Store.open(path, ontology=False):
        with pytest.raises(LegationError, match="written by another process; wait"):
            Store.open(path, ontology=False)
        done = subprocess.run([sys.executable, "-c", code, *words], capture_output=True, text=True)
    assert done.returncode == 2
    assert "is being written by another process; wait until it has finished" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_reader_sees_what_was_there_when_it_opened(path: Path) -> None:
    with Store.open(path, ontology=False) as writer:
        writer.replace(A, body("old"))
        reader = Store.open(path, read_only=True)
        for number in range(40):  # so often that the database rewrites its files
            writer.replace(A, body(f"new{number}"))
            writer.flush()
        writer.inner.optimize()
        assert words(reader) == {"old"}
        assert len(list(reader.quads(A))) == 400
        with Store.open(path, read_only=True) as later:
            assert words(later) == {"new39"}
        reader.close()
    assert list((path / SNAPSHOTS).iterdir()) == []


def test_readers_beside_a_busy_writer_see_whole_documents(path: Path) -> None:
    code = f"""
from legation.store import Store
import sys
s = Store.open({str(path)!r}, ontology=False)
print("ready", flush=True)
n = 0
while not sys.stdin.closed and n < 100000:
    n += 1
    lines = (f'<https://example.org/{{i}}> <https://example.org/p> "w{{n}} {{i}}" .\\n' for i in range(400))
    s.replace({A!r}, "".join(lines).encode())
    s.flush()
"""
    with Store.open(path, ontology=False) as store:
        store.replace(A, body("w0"))
    del store
    writer = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stdin=subprocess.PIPE)
    try:
        assert writer.stdout is not None
        writer.stdout.readline()
        for _ in range(25):
            with Store.open(path, read_only=True) as reader:
                seen = [str(quad.object.value) for quad in reader.quads(A)]  # type: ignore[union-attr]
            assert len(seen) == 400
            assert len({value.split()[0] for value in seen}) == 1
        assert writer.poll() is None
    finally:
        writer.kill()
        writer.wait()


def test_a_dead_readers_snapshot_is_swept(path: Path) -> None:
    code = f"import os; from legation.store import Store; s = Store.open({str(path)!r}, read_only=True); os._exit(0)"
    subprocess.run([sys.executable, "-c", code], check=True)
    (left,) = (path / SNAPSHOTS).iterdir()
    os.utime(left, (1, 1))
    Store.open(path, ontology=False).close()
    assert list((path / SNAPSHOTS).iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="Windows has other permissions")
def test_a_folder_that_may_not_be_written_can_be_read() -> None:
    # Permissions do not bind the superuser: be somebody else then, in a folder that others may enter.
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        where = Path(folder) / "kb"
        with Store.open(where, create=True, ontology=False) as store:
            store.replace(A, body("x"))
        del store
        where.chmod(0o555)
        superuser = os.geteuid() == 0
        try:
            if superuser:
                os.seteuid(65534)
            with Store.open(where, read_only=True) as reader:
                assert words(reader) == {"x"}
            with pytest.raises(LegationError, match="change its permissions"):
                Store.open(where, ontology=False)
        finally:
            if superuser:
                os.seteuid(0)
            where.chmod(0o755)


def test_a_snapshot_is_copied_where_it_cannot_be_linked(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Store.open(path, ontology=False) as store:
        store.replace(A, body("x"))
    del store

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(1, "not permitted")

    monkeypatch.setattr(os, "link", refuse)
    with Store.open(path, read_only=True) as reader:
        assert words(reader) == {"x"}


def test_what_is_no_store_is_said_to_be_none(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").write_text("x")
    for name, create, sentence in (
        ("nothing", False, "there is no store at .*; load something first: legation load FILE"),
        ("file", True, "is a file, not a store"),
        ("full", True, "is not a store, and it is not empty"),
    ):
        with pytest.raises(LegationError, match=sentence):
            Store.open(tmp_path / name, create=create)
        with pytest.raises(LegationError, match=sentence):
            Store.open(tmp_path / name, create=create, read_only=True)
    assert [file.name for file in (tmp_path / "full").iterdir()] == ["letter.txt"]


def test_a_damaged_store_gives_a_sentence(path: Path) -> None:
    (path / "CURRENT").write_text("MANIFEST-999999\n")
    for read_only in (True, False):
        with pytest.raises(LegationError, match=r"damaged.* remove the folder and load again"):
            Store.open(path, read_only=read_only, ontology=False)


def test_opening_imports_nothing_heavy() -> None:
    code = "import sys, legation.store; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    heavy = {
        "click",
        "rich",
        "rdflib",
        "yaml",
        "spacy",
        "pyshacl",
        "owlrl",
        "shutil",
        "tempfile",
        "hashlib",
        "dataclasses",
    }
    assert "pyoxigraph" in loaded
    assert not heavy & set(loaded)


def test_no_long_logs_are_left_for_readers_to_copy(tmp_path: Path) -> None:
    Store.open(tmp_path / "kb", create=True).close()
    assert sum(path.stat().st_size for path in (tmp_path / "kb").glob("*.log")) < 1_000_000
    with Store.open(tmp_path / "kb", read_only=True) as reader:
        assert reader.content_hash(ONTOLOGY_GRAPH)
