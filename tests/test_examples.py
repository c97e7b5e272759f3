"""The examples: six briefs in different layouts, and what is committed as their outcome is what comes out."""

import difflib
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
BRIEFS = sorted((ROOT / "examples" / "briefs").iterdir())
OUT = ROOT / "examples" / "out"
PICTURE = ROOT / "examples" / "terminal.svg"


def prose(path: Path) -> str:
    """Return the words of a brief without its markup, roughly: enough to count them."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".jsonl":
        return "\n".join(json.loads(line)["text"] for line in text.splitlines())
    return re.sub(r"<[^>]+>", " ", text)


@pytest.mark.parametrize("brief", BRIEFS, ids=lambda path: path.name)
def test_brief_is_of_a_readable_length(brief: Path) -> None:
    assert 300 <= len(prose(brief).split()) <= 700


def test_every_layout_has_a_brief() -> None:
    assert len(BRIEFS) == 6
    assert {brief.suffix for brief in BRIEFS} == {".txt", ".md", ".html", ".jsonl"}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the outcome anew, as `make examples` does."""
    out = tmp_path_factory.mktemp("out")
    subprocess.run([sys.executable, ROOT / "scripts" / "examples.py", out], check=True)
    return out


@pytest.mark.slow
def test_outcome_has_a_file_for_each_document(made: Path) -> None:
    names = {path.stem for path in made.glob("*.ttl")}
    records = {f"sahel-0{number}" for number in range(1, 7)}
    assert names == {brief.stem for brief in BRIEFS if brief.suffix != ".jsonl"} | records


@pytest.mark.slow
def test_committed_outcome_is_current(made: Path) -> None:
    committed = {path.name: path for path in [*OUT.iterdir(), PICTURE]}
    fresh = {path.name: path for path in made.iterdir()}
    assert committed.keys() == fresh.keys(), "run `make examples`"
    for name, path in fresh.items():
        old, new = (side.read_text(encoding="utf-8").splitlines() for side in (committed[name], path))
        changes = "\n".join(list(difflib.unified_diff(old, new, "committed", "made", lineterm="", n=0))[:20])
        assert old == new, f"{name} is not what comes out; run `make examples`\n{changes}"


@pytest.mark.slow
def test_picture_asks_nobody_for_anything(made: Path) -> None:
    svg = (made / PICTURE.name).read_text(encoding="utf-8")
    assert "@font-face" not in svg
    assert not re.search(r"(?:href|src|url)\s*[=(]\s*['\"]?https?:", svg)
