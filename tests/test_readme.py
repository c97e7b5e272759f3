"""The README is true: its commands run as printed, in the order printed, and what it points at is there."""

import os
import re
import shutil
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path

import pytest

from legation.cli import COMMANDS

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
SHELL = [
    line
    for block in re.findall(r"^```sh\n(.*?)^```", README, re.DOTALL | re.MULTILINE)
    for line in block.splitlines()
    if line.startswith("legation ")
]
TARGETS = set(re.findall(r"^([a-z]+):.*## ", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


@dataclass
class Done:
    """What a command of the README did."""

    status: int
    output: str
    errors: str
    folder: Path


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Done]:
    """Run the README's commands one after the other where a reader would: beside a copy of the examples."""
    here = tmp_path_factory.mktemp("reader")
    shutil.copytree(ROOT / "examples", here / "examples")
    plain = {name: value for name, value in os.environ.items() if not name.startswith("LEGATION")}
    commands = os.pathsep.join(
        [sysconfig.get_path("scripts"), str(Path(sys.executable).parent), os.environ["PATH"]]
    )
    done = {}
    for line in SHELL:
        result = subprocess.run(
            ["bash", "-c", line],
            cwd=here,
            env=plain | {"PATH": commands},
            capture_output=True,
            encoding="utf-8",
        )
        done[line] = Done(result.returncode, result.stdout, result.stderr, here)
    return done


@pytest.mark.slow
@pytest.mark.parametrize("line", SHELL)
def test_command_runs_as_printed(session: dict[str, Done], line: str) -> None:
    done = session[line]
    assert done.status == 0, f"{line} exits {done.status}\n{done.errors}"
    assert "Traceback" not in done.errors
    written = done.folder / line.split()[-1]
    assert done.output.strip() or done.errors.strip() or written.is_file(), f"{line} says nothing"


@pytest.mark.slow
def test_answers_cite_the_briefs(session: dict[str, Done]) -> None:
    asked = [done.output for line, done in session.items() if line.startswith("legation query ")]
    assert asked
    for output in asked:
        # A header and at least one row, whatever the format.
        assert len(output.strip().splitlines()) >= 2, output


def test_ten_commands_a_user_needs() -> None:
    named = {line.split()[1] for line in SHELL}
    assert named <= set(COMMANDS), f"no such command: {sorted(named - set(COMMANDS))}"
    assert len(named) >= 10, f"the README shows {len(named)} commands only: {sorted(named)}"


def test_make_targets_exist() -> None:
    named = set(re.findall(r"`make ([a-z]+)`", README)) | set(
        re.findall(r"^make ([a-z]+)", README, re.MULTILINE)
    )
    assert "demo" in named
    assert named <= TARGETS, f"no such target: {sorted(named - TARGETS)}"


def test_links_lead_somewhere() -> None:
    links = re.findall(r"\]\(([^)#]+)[^)]*\)", README) + re.findall(r'src="([^"]+)"', README)
    local = [link for link in links if "://" not in link]
    assert local
    missing = [link for link in local if not (ROOT / link).exists()]
    assert not missing, f"the README points at what is not there: {missing}"
