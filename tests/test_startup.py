"""What the start of a stored query may import: the bar is three bare imports of the store's library.

The time itself is measured by benchmarks/start.py; here only what would break it is looked for.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from legation.store import Store

FACTS = Path(__file__).parent / "fixtures" / "queries" / "facts.trig"
HEAVY = {"click", "rich", "yaml", "rdflib", "spacy", "numpy", "owlrl", "pyshacl", "shifty", "pandas"}
SLOW = {
    "re",
    "typing",
    "dataclasses",
    "inspect",
    "pathlib",
    "enum",
    "csv",
    "json",
    "importlib.metadata",
    "shutil",
}
"""Of the standard library: each costs a good part of what the store's library costs."""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the path of a store with the facts of facts.trig and the ontology."""
    path = str(tmp_path_factory.mktemp("startup") / "facts.kb")
    with Store.open(path, create=True) as made:
        made.inner.bulk_load(path=FACTS)
    return path


def imported(*words: str) -> set[str]:
    """Return the modules imported by a command, beyond those of a bare interpreter."""
    code = (
        "import sys; before = set(sys.modules); from legation.cli import main; status = main(sys.argv[1:]);"
        "print(*sorted(set(sys.modules) - before), file=sys.stderr); sys.exit(status)"
    )
    process = subprocess.run(
        [sys.executable, "-c", code, *words], capture_output=True, encoding="utf-8", check=True
    )
    assert process.stdout
    return set(process.stderr.split())


@pytest.mark.parametrize("form", ["csv", "tsv", "json", "table"])
def test_a_stored_query_imports_little(form: str, store: str) -> None:
    """No framework, and nothing slow of the standard library."""
    modules = imported("query", "acts", "--format", form, "--store", store)
    assert "legation.queries" in modules
    assert not modules & HEAVY
    assert not modules & SLOW


def test_parameters_import_little(store: str) -> None:
    """A date or a word needs no header; a name is looked up with it, so YAML is read, and nothing more."""
    modules = imported("query", "acts", "-p", "since=2022", "-p", "type=AID", "--store", store)
    assert not modules & (HEAVY | SLOW)
    modules = imported("query", "acts", "-p", "state=Finland", "--store", store)
    assert not modules & (HEAVY - {"yaml"})


def test_the_other_commands_import_only_their_own() -> None:
    """The list of commands needs none of their modules."""
    modules = imported("--help")
    assert "click" in modules
    assert not modules & (HEAVY - {"click"})
    assert not {name for name in modules if name.startswith("legation.cli.")} - {"legation.cli.group"}


def test_importing_the_package_imports_nothing() -> None:
    """`import legation` costs nothing until something is used."""
    code = "import sys; before = set(sys.modules); import legation; print(*set(sys.modules) - before)"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    assert not set(found.stdout.split()) & (HEAVY | SLOW | {"pyoxigraph"})
