"""`load --no-check`: the same store as by the ordinary way, whole or not at all."""

import os
import random
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from facts import BAD, PREFIXES, good, small_ontology, write  # noqa: F401

from legation import bulk, loading
from legation.cli import main
from legation.exporting import exported, facts
from legation.formats import by_suffix
from legation.quarantine import Quarantine
from legation.store import Store

pytestmark = pytest.mark.usefixtures("small_ontology")

KILLS = int(os.environ.get("LEGATION_TEST_KILLS", "4"))


def everything(kb: Path) -> bytes:
    with Store.open(kb, read_only=True) as store:
        return b"".join(exported(store, "nq"))


@pytest.fixture
def lines(tmp_path: Path, small_ontology: None) -> bytes:  # noqa: F811
    """Good facts as N-Triples, without blank nodes."""
    (tmp_path / "facts.ttl").write_text(re.sub(r"ex:part \[.*?\] ; ", "", good("a", 50)), "utf-8")
    assert main(["convert", str(tmp_path / "facts.ttl"), str(tmp_path / "facts.nt")]) == 0
    return (tmp_path / "facts.nt").read_bytes()


@pytest.fixture
def bulky(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that were loaded in bulk; pieces are small, so that there are several."""
    done: list[str] = []
    for name in ("add", "make"):
        real = getattr(bulk, name)

        def noted(where: object, source: object, *rest: object, real: object = real) -> object:
            found = real(where, source, *rest)  # type: ignore[operator]
            done.append(source.name)  # type: ignore[attr-defined]
            return found

        monkeypatch.setattr(bulk, name, noted)
    monkeypatch.setattr(bulk, "_LEAST", 1000)
    monkeypatch.setattr(bulk, "_QUADS", (20, 30))
    monkeypatch.setattr(bulk, "_threads", lambda: 3)
    return done


@pytest.mark.parametrize("suffix", [".nt", ".ttl", ".nt.gz", ".ttl.zst"])
@pytest.mark.parametrize("there", [False, True])
def test_the_store_is_as_by_the_ordinary_way(
    suffix: str, there: bool, lines: bytes, tmp_path: Path, bulky: list[str]
) -> None:
    file = tmp_path / f"in{suffix}"
    assert main(["convert", str(tmp_path / "facts.nt"), str(file)]) == 0
    slow, fast = tmp_path / "slow.kb", tmp_path / "fast.kb"
    if there:
        for kb in (slow, fast):
            loading.load(kb, [write(tmp_path / "other", other_ttl=good("b"))])
    ordinary = loading.load(slow, [file])
    done = loading.load(fast, [file], check=False)
    assert bulky == [file.name]
    assert everything(fast) == everything(slow) != b""
    assert (done.loaded, done.triples, +done.facts) == (1, ordinary.triples, +ordinary.facts)
    with Store.open(slow, read_only=True) as one, Store.open(fast, read_only=True) as two:
        assert one.documents() == two.documents()
        assert {one.origin(graph) for graph in one.graphs()} == {two.origin(graph) for graph in two.graphs()}
    assert not list(tmp_path.glob(".*"))


def test_loading_again_changes_nothing_and_what_changed_replaces(
    lines: bytes, tmp_path: Path, bulky: list[str]
) -> None:
    kb, file = tmp_path / "test.kb", tmp_path / "facts.nt"
    loading.load(kb, [file], check=False)
    before = everything(kb)
    assert loading.load(kb, [file], check=False).unchanged == 1
    assert everything(kb) == before
    fewer = lines.splitlines(keepends=True)
    file.write_bytes(b"".join(fewer[:-1]))
    assert loading.load(kb, [file], check=False).replaced == ["facts.nt"]
    assert everything(kb).count(b"\n") == before.count(b"\n") - 1
    assert loading.load(kb, [file], check=False).unchanged == 1
    assert bulky == ["facts.nt"]


def test_what_was_loaded_unchecked_is_checked_when_that_is_asked_for(tmp_path: Path) -> None:
    kb, (file,) = tmp_path / "test.kb", write(tmp_path / "in", bad_ttl=BAD).iterdir()
    assert loading.load(kb, [file], check=False).loaded == 1
    assert loading.load(kb, [file]).rejected
    assert [entry.key for entry in Quarantine(kb).entries()] == ["bad.ttl"]
    assert loading.load(kb, [file], check=False).unchanged == 1
    assert Quarantine(kb).entries() == []


@pytest.mark.parametrize(
    ("name", "extra"),
    [
        ("in.nt", "_:a <https://e.org/p> _:b .\n"),
        ("in.nt", "<https://e.org/a><https://e.org/p>_:b.\n"),
        ("in.ttl", "\n<https://e.org/a> <https://e.org/p> [ <https://e.org/p> ( 1 2 ) ] .\n"),
    ],
)
def test_blank_nodes_get_their_names(
    name: str, extra: str, lines: bytes, tmp_path: Path, bulky: list[str]
) -> None:
    file = tmp_path / name
    file.write_bytes(lines + extra.encode())
    loading.load(tmp_path / "slow.kb", [file])
    loading.load(tmp_path / "fast.kb", [file], check=False)
    assert bulky == []
    assert everything(tmp_path / "fast.kb") == everything(tmp_path / "slow.kb")
    assert b"/.well-known/genid/" in everything(tmp_path / "fast.kb")


@pytest.mark.parametrize("there", [False, True])
@pytest.mark.parametrize("name", ["in.nt", "in.ttl"])
def test_a_mistake_at_the_end_leaves_nothing(
    name: str, there: bool, lines: bytes, tmp_path: Path, bulky: list[str]
) -> None:
    file, kb = tmp_path / name, tmp_path / "test.kb"
    file.write_bytes(lines + b"<https://e.org/a> <https://e.org/b> oops .\n")
    if there:
        loading.load(kb, [write(tmp_path / "other", other_ttl=good("b"))])
    before = everything(kb) if there else b""
    done = loading.load(kb, [file], check=False)
    assert len(done.failed) == 1
    wrong = len(lines.splitlines()) + 1
    assert f"{name}, line {wrong}: this is not well-formed" in done.failed[0]
    assert kb.exists() == there
    assert (everything(kb) if there else b"") == before
    assert not list(tmp_path.glob(".*"))
    assert bulky == []


def test_judgements_come_to_their_own_graph(tmp_path: Path, bulky: list[str]) -> None:
    judged = tmp_path / "judged.kb"
    (tmp_path / "brief.txt").write_text("Chile condemned the invasion of Ukraine on May 3, 2024.\n", "utf-8")
    loading.load(judged, [tmp_path / "brief.txt"])
    with Store.open(judged, read_only=True) as store:
        act = next(q.subject for q in facts(store) if str(q.predicate).endswith("#actor>"))
    assert main(["accept", str(act)[1:-1], "--store", str(judged)]) == 0
    out = tmp_path / "out.ttl"
    assert main(["export", "--store", str(judged), "-o", str(out)]) == 0
    loading.load(tmp_path / "slow.kb", [out])
    loading.load(tmp_path / "fast.kb", [out], check=False)
    assert everything(tmp_path / "fast.kb") == everything(tmp_path / "slow.kb")
    assert b"graph/judgements>" in everything(tmp_path / "fast.kb")
    assert bulky == []


def test_a_large_file_that_is_checked_says_how_to_be_faster(
    lines: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("legation.cli.load._LARGE", 1000)
    args = ["load", str(tmp_path / "facts.nt"), "--store", str(tmp_path / "test.kb")]
    assert main([*args, "--dry-run"]) == 0
    assert "--no-check" not in capsys.readouterr().err
    assert main(args) == 0
    assert "--no-check loads it as it is" in capsys.readouterr().err
    assert by_suffix("facts.nt.zst") == "nt"


@pytest.mark.slow
@pytest.mark.parametrize("there", [False, True])
def test_a_killed_load_leaves_all_or_nothing(there: bool, tmp_path: Path) -> None:
    file, calm = tmp_path / "in.nt", tmp_path / "calm.kb"
    with file.open("w", encoding="utf-8") as stream:
        for number in range(300_000):
            stream.write(
                f'<https://e.org/{number % 60_000}> <https://e.org/pulk{number % 7}> "value {number}" .\n'
            )
    other = write(tmp_path / "other", other_ttl=good("b")) if there else None

    def start(kb: Path) -> subprocess.Popen[bytes]:
        if other:
            loading.load(kb, [other])
        command = [
            sys.executable,
            "-m",
            "legation",
            "load",
            str(file),
            "--store",
            str(kb),
            "-q",
            "--no-check",
        ]
        return subprocess.Popen(command, stderr=subprocess.DEVNULL)

    def told(kb: Path) -> int:
        with Store.open(kb, read_only=True) as store:
            return sum(
                1 for graph in store.graphs() for quad in store.quads(graph) if "e.org/pulk" in str(quad)
            )

    process, begun = start(calm), time.monotonic()
    assert process.wait() == 0
    seconds, chance = time.monotonic() - begun, random.Random(5)
    assert told(calm) == 300_000
    for kill in range(KILLS):
        kb = tmp_path / f"{kill}.kb"
        process = start(kb)
        try:
            process.wait((kill + chance.random()) / KILLS * seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if kb.exists():
            assert told(kb) in ((0, 300_000) if there else (300_000,))
        assert loading.load(kb, [file], check=False).failed == []
        assert told(kb) == 300_000
        assert not (tmp_path / f".{kb.name}.loading").exists()
