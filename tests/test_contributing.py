"""The recipes of CONTRIBUTING.md, carried out word for word on a copy of the content folders."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
GUIDE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
FENCE = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
RECIPES = [part for part in re.split(r"^(?=## )", GUIDE, flags=re.MULTILINE) if re.match(r"## \d", part)]
EXIT = re.compile(r"^\(exit status (\d+)\)$")


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of what the recipes touch; the recipes go on from one another in it."""
    root = tmp_path_factory.mktemp("contributing")
    for name in ("ontology", "shapes", "queries", "loaders", "scripts", "tests"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__", "*.pyc"))
    shutil.copy(ROOT / "pyproject.toml", root)
    return root


def run(words: list[str], copy: Path) -> subprocess.CompletedProcess[str]:
    """Run `legation …` or `python …` with this interpreter, in the copy and on its content."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LEGATION_")}
    environment |= {
        "LEGATION_CONTENT": str(copy),
        "LEGATION_STORE": str(copy / "kb"),
        "XDG_CACHE_HOME": str(copy / "cache"),
        "PYTHONIOENCODING": "utf-8",
        "COLUMNS": "120",
    }
    programs = {"legation": [sys.executable, "-m", "legation"], "python": [sys.executable]}
    return subprocess.run(
        [*programs[words[0]], *words[1:]],
        cwd=copy,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def write(path: Path, text: str) -> None:
    """Make a file; what is there already is added to."""
    path.parent.mkdir(parents=True, exist_ok=True)
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    gap = "\n" if before and path.suffix == ".ttl" else ""
    path.write_text(before + gap + text, encoding="utf-8")


def sessions(block: str) -> list[tuple[str, list[str], int]]:
    """Read a console block as (command, lines that must come out, exit status)."""
    found: list[tuple[str, list[str], int]] = []
    for line in block.splitlines():
        if line.startswith("$ "):
            found.append((line[2:], [], 0))
        elif status := EXIT.match(line):
            found[-1] = (*found[-1][:2], int(status[1]))
        else:
            found[-1][1].append(line)
    return found


def test_there_is_a_recipe_for_each_thing_to_add() -> None:
    headings = [recipe.partition("\n")[0] for recipe in RECIPES]
    assert headings == [
        "## 1. Add a class",
        "## 2. Add a verb",
        "## 3. Add a shape",
        "## 4. Add a question",
        "## 5. Add a loader",
    ]


# The recipes rest on one another, so they are one test: its parts cannot be run alone.
@pytest.mark.slow
def test_the_recipes_do_what_they_say(copy: Path) -> None:
    for recipe in RECIPES:
        assert "```console" in recipe, "a recipe without a command proves nothing"
        for language, name, body in FENCE.findall(recipe):
            if language != "console":
                write(copy / name, body)
                continue
            for command, expected, status in sessions(body):
                done = run(shlex.split(command), copy)
                output = done.stdout + done.stderr
                assert done.returncode == status, f"$ {command}\n{output}"
                rest = " ".join(output.split())
                for line in expected:
                    # … stands for anything; lines come in the order of the guide.
                    parts = [re.escape(" ".join(part.split())) for part in line.split("…")]
                    match = re.search(".*?".join(parts), rest)
                    assert match, f"$ {command}\ndoes not print: {line}\n{output}"
                    rest = rest[match.end() :]


def test_a_misspelt_line_is_met_with_file_and_line(copy: Path) -> None:
    """What recipe 5 promises of loaders: nothing is skipped in silence."""
    if not (copy / "loaders" / "agenda").is_dir():
        for language, name, body in FENCE.findall(RECIPES[4]):
            if language in {"python", "yaml"}:
                write(copy / name, body)
    (copy / "wrong.agenda").write_text("2024-01-09 | Peru | Meeting | Chile\n2024 | Peru\n", encoding="utf-8")
    done = run(["legation", "load", "wrong.agenda", "--store", "other"], copy)
    assert done.returncode == 2
    assert "line 2: '2024 | Peru' is not" in done.stderr
    assert "Traceback" not in done.stderr
