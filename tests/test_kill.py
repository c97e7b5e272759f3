"""`kill -9` while loading: each document is wholly in or wholly out, and loading again makes it good.

LEGATION_TEST_KILLS says how often (6 times if not given). Moments are drawn from the whole of an undisturbed load,
the making of the store included.
"""

import os
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from facts import BAD, BRIEF, good, write

from legation import loading
from legation.errors import LegationError
from legation.exporting import facts, serialised
from legation.quarantine import Quarantine
from legation.store import Store
from legation.terms import ONTOLOGY_GRAPH

KILLS = int(os.environ.get("LEGATION_TEST_KILLS", "6"))

pytestmark = pytest.mark.slow


def loads(kb: Path, folder: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "legation", "load", str(folder), "--store", str(kb), "-q"],
        stderr=subprocess.DEVNULL,
    )


def graphs(kb: Path) -> dict[str, bytes]:
    """Document graph -> its triples, read as any reader would."""
    with Store.open(kb, read_only=True) as store:
        return {graph: serialised(store.quads(graph), "nt") for graph in store.graphs()}


def everything(kb: Path) -> bytes:
    with Store.open(kb, read_only=True) as store:
        return serialised(facts(store, ontology=True), "nq")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Forty data files, three briefs, one file that is rejected."""
    where = tmp_path_factory.mktemp("kill") / "in"
    texts = {f"data{number:02}_ttl": good(f"d{number}", 120) for number in range(40)}
    briefs = {
        f"brief{number}_txt": BRIEF.replace("Peru", state)
        for number, state in enumerate(("Peru", "Cuba", "Mali"))
    }
    return write(where, **texts, **briefs, bad_ttl=BAD)


@pytest.fixture(scope="module")
def undisturbed(folder: Path) -> tuple[Path, float]:
    """A store that was loaded in peace, and how long that took, in seconds."""
    kb = folder.parent / "undisturbed.kb"
    started = time.monotonic()
    assert loads(kb, folder).wait() == 1
    return kb, time.monotonic() - started


@pytest.mark.parametrize("seed", range(KILLS))
def test_a_killed_load_leaves_whole_documents_and_is_made_good(
    seed: int, folder: Path, undisturbed: tuple[Path, float], tmp_path: Path
) -> None:
    kb = tmp_path / "test.kb"
    calm, seconds = undisturbed
    expected = graphs(calm)
    chance = random.Random(seed)
    # Spread over the whole load, the first kill early and the last late.
    process = loads(kb, folder)
    try:
        process.wait((seed + chance.random()) / KILLS * seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if (kb / "CURRENT").exists():
        try:
            found = graphs(kb)
        except LegationError:
            found = {}  # killed while RocksDB made its first files
        for graph, triples in found.items():
            assert triples == expected[graph]
    again = loading.load(kb, [folder])
    assert again.failed == []
    assert [name for name, _ in again.rejected] == ["bad.ttl"]
    assert graphs(kb) == expected
    assert everything(kb) == everything(calm)
    assert [entry.key for entry in Quarantine(kb).entries()] == ["bad.ttl"]


def test_a_killed_replacement_leaves_the_old_or_the_new(
    folder: Path, undisturbed: tuple[Path, float], tmp_path: Path
) -> None:
    kb, later = tmp_path / "test.kb", tmp_path / "in"
    shutil.copytree(folder, later)
    loading.load(kb, [later])
    old = graphs(kb)
    for path in later.glob("data*"):
        path.write_text(good("new", 150), "utf-8")
    process = loads(kb, later)
    deadline = time.monotonic() + 60
    while graphs(kb) == old and time.monotonic() < deadline:
        time.sleep(0.02)
    process.kill()
    process.wait()
    found = graphs(kb)
    calm = tmp_path / "calm.kb"
    loading.load(calm, [later])
    new = graphs(calm)
    assert set(found) == set(old)
    assert all(triples in (old[graph], new.get(graph)) for graph, triples in found.items())
    assert found != old
    loading.load(kb, [later])
    assert graphs(kb) == {**old, **new}


def test_an_ontology_killed_half_way_is_loaded_again(tmp_path: Path) -> None:
    kb = tmp_path / "test.kb"
    code = f"""
import os, signal
from legation.store import Store
real = Store.replace
def replace(self, graph, data, **notes):
    real(self, graph, data[: data.index(b"\\n", len(data) // 2) + 1])
    os.kill(os.getpid(), signal.SIGKILL)
Store.replace = replace
Store.open({str(kb)!r}, create=True)
"""
    assert subprocess.run([sys.executable, "-c", code]).returncode == -9
    with Store.open(kb, read_only=True) as store:
        half = len(list(store.quads(ONTOLOGY_GRAPH)))
        assert store.content_hash(ONTOLOGY_GRAPH) is None
    with Store.open(kb) as store:
        whole = len(list(store.quads(ONTOLOGY_GRAPH)))
    with Store.open(tmp_path / "calm.kb", create=True) as store:
        assert len(list(store.quads(ONTOLOGY_GRAPH))) == whole > half > 0
