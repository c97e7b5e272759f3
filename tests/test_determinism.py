"""The same input gives the same bytes, however Python hashes and however many processes read."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from legation import crew, loading
from legation.cli import main

CHECKOUT = Path(__file__).resolve().parent.parent
LOAD = """
import sys
from legation import crew, loading
crew.START_AFTER = 0
summary = loading.load(sys.argv[1], [sys.argv[2]], jobs=int(sys.argv[3]))
print(summary.documents, summary.failed, summary.skipped, sorted(summary.facts.items()), summary.warnings)
"""


@pytest.fixture
def briefs(tmp_path: Path) -> Path:
    """A folder with prose, records, a broken file between them and one that nothing reads."""
    into = tmp_path / "briefs"
    into.mkdir()
    for name in ("russia-guatemala.txt", "sahel-withdrawals.jsonl"):
        shutil.copy(CHECKOUT / "examples" / "briefs" / name, into)
    (into / "broken.jsonl").write_text('{"text": "Chad recalled its envoy."}\n{"text": 3}\n')
    (into / "s.bin").write_bytes(bytes(range(256)))
    return into


def test_hash_seed_and_number_of_processes_change_no_byte(
    briefs: Path, tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    runs = [
        subprocess.Popen(
            [sys.executable, "-c", LOAD, str(tmp_path / f"{jobs}.kb"), str(briefs), str(jobs)],
            env={**os.environ, "PYTHONHASHSEED": str(seed)},
            stdout=subprocess.PIPE,
        )
        for jobs, seed in ((1, 11), (2, 22))
    ]
    said = [run.communicate()[0] for run in runs]
    assert said[0] == said[1]
    assert b"sahel" not in said[0]
    assert b"broken.jsonl, line 2" in said[0]
    triples = []
    for jobs in (1, 2):
        assert main(["export", "--store", str(tmp_path / f"{jobs}.kb"), "--format", "nt"]) == 0
        triples.append(capsysbinary.readouterr().out)
    assert triples[0] == triples[1]
    assert triples[0].count(b"TextQuoteSelector") > 20


def test_a_worker_that_is_killed_is_told_in_one_sentence(
    briefs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Doomed(crew._Worker):
        def __init__(self, model: str | None) -> None:
            super().__init__(model)
            self._process.kill()

    monkeypatch.setattr(crew, "START_AFTER", 0)
    monkeypatch.setattr(crew, "_Worker", Doomed)
    assert main(["load", str(briefs), "--store", str(tmp_path / "kb"), "--jobs", "2"]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "russia-guatemala.txt" in line or "sahel-withdrawals.jsonl" in line
    assert "SIGKILL" in line or sys.platform == "win32"
    assert "--jobs 1" in line


def test_workers_are_not_started_for_a_few_briefs(
    briefs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def started(self: crew.Crew) -> None:
        raise AssertionError

    monkeypatch.setattr(crew.Crew, "_start", started)
    summary = loading.load(tmp_path / "kb", [briefs / "russia-guatemala.txt"], jobs=4)
    assert summary.loaded == 1


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_comes_before_a_document_that_is_there_already_is_loaded(tmp_path: Path, jobs: int) -> None:
    note, records = tmp_path / "a.jsonl#y", tmp_path / "a.jsonl"
    note.write_text("Peru recalled its ambassador to Chile. It gave no reason for that.")
    records.write_text(
        '{"id": "x", "text": "Mali met Niger."}\n{"id": "y", "text": "Chad met Togo."}\n'
        '{"id": "z", "text": "Fiji met Tonga."}\n'
    )
    summary = loading.load(tmp_path / "kb", [note, records], jobs=jobs)
    assert summary.loaded == 2
    (sentence,) = summary.failed
    # Which of two rules finds it first depends on whether the first is stored already; both name document and files.
    assert "'a.jsonl#y'" in sentence
    assert str(note) in sentence
    assert f"{records}'" in sentence
