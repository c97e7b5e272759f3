"""The Python API does what the commands do, and imports nothing before it is asked."""

import doctest
import subprocess
import sys
from pathlib import Path

import pytest
from facts import BAD, good, small_ontology, write  # noqa: F401

import legation
from legation import exporting, formats, kb, rdf

pytestmark = pytest.mark.usefixtures("small_ontology")


@pytest.mark.parametrize("module", [kb, formats, rdf, exporting], ids=lambda module: module.__name__)
def test_examples_in_docstrings_run(module: object) -> None:
    assert doctest.testmod(module).failed == 0  # type: ignore[arg-type]


def test_importing_legation_imports_nothing_else() -> None:
    code = "import sys, legation; print(*(name for name in sys.modules if name.startswith('legation')))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["legation"]
    assert legation.__version__
    assert set(legation.__all__) <= {"KnowledgeBase", "LegationError", "__version__", "open"}
    with pytest.raises(AttributeError):
        _ = legation.nope  # type: ignore[attr-defined]


def test_a_knowledge_base_from_end_to_end(tmp_path: Path) -> None:
    folder = write(tmp_path / "in", a_ttl=good("a"), bad_ttl=BAD)
    with legation.open(tmp_path / "test.kb") as base:
        summary = base.load(folder / "a.ttl", folder / "bad.ttl")
        assert (summary.loaded, [name for name, _ in summary.rejected]) == (1, ["bad.ttl"])
        rows = base.query(
            "SELECT ?label WHERE { ?s rdfs:label ?label ; <https://example.org/weight> ?w } ORDER BY ?w"
        )
        assert [row["label"] for row in rows] == ["a 0", "a 1", "a 2"]
        assert base.validate().conforms
        data = base.export(tmp_path / "out.nq")
        assert (tmp_path / "out.nq").read_bytes() == data
        assert len(base.graph()) == len(data.splitlines())
        assert base.stats().documents == 1
        assert base.export(format="turtle", document="a.ttl").startswith(b"@prefix")
    assert "test.kb" in repr(base)


def test_others_may_write_between_calls(tmp_path: Path) -> None:
    folder = write(tmp_path / "in", a_ttl=good("a"), b_ttl=good("b"))
    one, two = legation.open(tmp_path / "kb"), legation.open(tmp_path / "kb")
    one.load(folder / "a.ttl")
    two.load(folder / "b.ttl")
    assert one.stats().documents == two.stats().documents == 2


def test_what_is_no_store_is_refused(tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").write_text("x")
    with pytest.raises(legation.LegationError, match="not a store"):
        legation.open(tmp_path / "full")
    with pytest.raises(legation.LegationError, match="there is no store"):
        legation.open(tmp_path / "nothing", create=False)
    with pytest.raises(legation.LegationError, match="there is no store"):
        legation.open(tmp_path / "nothing").stats()
    assert not (tmp_path / "nothing").exists()
