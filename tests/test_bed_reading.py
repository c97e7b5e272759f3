"""The bed as a whole is read no worse than it was; what is read in it, and how well, `benchmarks/reading.py` tells.

The floors are well below the figures of the day they were set: a change that moves a few sentences passes, a reader
that is broken does not. Raise them when reading has become better.
"""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
SCRIPT = ROOT / "benchmarks" / "reading.py"


@dataclass(frozen=True)
class Floor:
    """The least F1 of who did what to whom, and the largest share of texts without an act in which one is read."""

    triple: float
    alarms: float = 1.0


FLOORS = {
    "sentences-by-type.jsonl": Floor(0.50, 0.24),
    "sentences-by-construction.jsonl": Floor(0.60, 0.32),
    "briefs": Floor(0.32),
}
BRIEF_FLOORS = {"tenure": 0.60, "trade": 0.18, "flow": 0.32}


def measure(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the script in a process of its own, as a developer does."""
    command = [sys.executable, str(SCRIPT), *arguments]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8")


@pytest.fixture(scope="module")
def figures() -> dict[str, Any]:
    """The figures of the whole bed."""
    done = measure("--json")
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("name", [name for name in FLOORS if (ROOT / "tests" / "bed" / name).exists()])
def test_the_bed_is_read_no_worse(name: str, figures: dict[str, Any]) -> None:
    assert figures[name]["triple"]["f1"] >= FLOORS[name].triple
    assert figures[name]["no act"]["share"] <= FLOORS[name].alarms


@pytest.mark.parametrize("kind", BRIEF_FLOORS)
def test_offices_and_trade_of_briefs_are_read_no_worse(kind: str, figures: dict[str, Any]) -> None:
    assert figures["briefs"][kind]["f1"] >= BRIEF_FLOORS[kind]


def write(path: Path, *records: dict[str, Any]) -> Path:
    """Write JSON Lines."""
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, dict[str, Any]]:
    """What is printed of the errors in four sentences and a brief, and the figures."""
    folder = tmp_path_factory.mktemp("bed")
    met = {
        "actor": "PRY",
        "target": "KEN",
        "type": "CONSULT",
        "mutual": True,
        "status": "occurred",
        "date": None,
    }
    left = {"actor": "NOR", "target": "IRN", "type": "ACCUSE", "status": "negated", "date": None}
    gone = {"actor": "PER", "target": "CHL", "type": "AID", "status": "occurred", "date": None}
    sentences = write(
        folder / "few.jsonl",
        {
            "id": "1",
            "text": "Kenya met with Paraguay on Tuesday.",
            "acts": [met],
            "constructions": ["meeting"],
        },
        {"id": "2", "text": "Norway condemned Iran.", "acts": [left]},
        {"id": "3", "text": "Cuba condemned Haiti.", "acts": []},
        {"id": "4", "text": "It rained.", "acts": [gone]},
    )
    briefs = folder / "briefs"
    briefs.mkdir()
    (briefs / "a.txt").write_text("Norway condemned Iran. Norway condemned Iran again.\n", encoding="utf-8")
    write(briefs / "a.jsonl", {**left, "kind": "act", "quote": "Norway condemned Iran.", "one": "a"})
    (briefs / "b.txt").write_text("Norway condemned Iran. Norway condemned Iran again.\n", encoding="utf-8")
    write(briefs / "b.jsonl", {**left, "kind": "act", "quote": "Norway condemned Iran."})
    done = measure("--sentences", str(sentences), "--briefs", str(briefs), "--errors", "--json")
    assert done.returncode == 0, done.stderr
    errors, start, figures = done.stdout.partition("\n{\n")
    return errors + "\n", json.loads(start + figures)


def test_a_mutual_act_may_be_told_either_way_round(small: tuple[str, dict[str, Any]]) -> None:
    figures = small[1]["few.jsonl"]
    assert [figures["triple"][name] for name in ("wanted", "read", "right")] == [3, 3, 2]
    assert figures["constructions"]["meeting"]["f1"] == 1
    assert figures["columns"]["status"] == 0.5
    assert figures["no act"] == {"texts": 1, "with an act read": 1, "share": 1}


def test_a_fact_told_again_or_not_agreed_on_counts_neither_way(small: tuple[str, dict[str, Any]]) -> None:
    documents = small[1]["briefs"]["documents"]
    assert [documents["a"][name] for name in ("wanted", "read", "right")] == [0, 0, 0]
    assert [documents["b"][name] for name in ("wanted", "read", "right")] == [1, 1, 1]


@pytest.mark.parametrize(
    "line",
    [
        "3: Cuba condemned Haiti.\n  + act    CUB ACCUSE HTI occurred\n",
        "4: It rained.\n  - act    PER AID CHL occurred\n",
        "2: Norway condemned Iran.\n  ~ act    NOR ACCUSE IRN occurred (not negated)\n",
    ],
)
def test_errors_are_shown_with_their_sentence(line: str, small: tuple[str, dict[str, Any]]) -> None:
    assert line in small[0]


@pytest.mark.parametrize(
    ("record", "says"),
    [
        (
            {"id": "1", "text": "It rained."},
            'few.jsonl, line 1: a sentence needs a "text" and a list of "acts"',
        ),
        ({"id": "1", "text": "It rained.", "acts": [{"actor": "NOR"}]}, "few.jsonl, line 1: a fact needs"),
    ],
)
def test_a_broken_annotation_is_named(record: dict[str, Any], says: str, tmp_path: Path) -> None:
    done = measure("--sentences", str(write(tmp_path / "few.jsonl", record)))
    assert done.returncode == 2
    assert says in done.stderr
    assert "Traceback" not in done.stderr
