"""What is shipped: the wheel holds the four content folders, and works where no checkout is in sight."""

import os
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent
FOLDERS = {"ontology": ".ttl", "shapes": ".ttl", "queries": ".rq", "loaders": ".py"}


def run(*command: str | Path, cwd: Path, **environment: str) -> str:
    """Return what `command` prints; fail with all it said if it fails."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "LEGATION"))}
    done = subprocess.run(
        [str(word) for word in command],
        cwd=cwd,
        env=plain | environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, f"{command} exits {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def distributions(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Build the source distribution, and the wheel from it, without the network."""
    out = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", out, ROOT, cwd=out)
    (source,) = out.glob("*.tar.gz")
    (wheel,) = out.glob("*.whl")
    return source, wheel


@pytest.fixture(scope="module")
def installed(distributions: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel into a fresh virtual environment and return the folder of its commands.

    The dependencies are lent by the environment that runs the tests: the `.pth` file adds its folder to the
    path without reading the `.pth` files there, so that an editable install of this checkout stays unseen.
    """
    home = tmp_path_factory.mktemp("venv")
    venv.create(home, with_pip=False, symlinks=os.name != "nt")
    commands = home / ("Scripts" if os.name == "nt" else "bin")
    python = commands / Path(sys.executable).name
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", python)
    run(*pip, "install", "--quiet", "--no-deps", "--no-index", distributions[1], cwd=home)
    lent = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    site = run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=home).strip()
    (Path(site) / "lent.pth").write_text("".join(f"{path}\n" for path in sorted(lent)))
    where = run(python, "-c", "import legation; print(legation.__file__)", cwd=home).strip()
    assert Path(where).is_relative_to(home), f"the tests would run {where}, not the wheel"
    return commands


def test_wheel_holds_the_content_folders_whole(distributions: tuple[Path, Path]) -> None:
    with zipfile.ZipFile(distributions[1]) as wheel:
        names = set(wheel.namelist())
    for folder, suffix in FOLDERS.items():
        here = {
            f"legation/{path.relative_to(ROOT).as_posix()}" for path in (ROOT / folder).rglob(f"*{suffix}")
        }
        assert here, f"the checkout has no {suffix} file in {folder}/"
        assert here <= names, f"not in the wheel: {sorted(here - names)}"


def test_wheel_holds_nothing_else(distributions: tuple[Path, Path]) -> None:
    with zipfile.ZipFile(distributions[1]) as wheel:
        names = wheel.namelist()
    assert len(names) == len(set(names)), "a file is in the wheel twice"
    strangers = [
        name for name in names if not name.startswith(("legation/", "legation-")) or "__pycache__" in name
    ]
    assert not strangers
    assert not [name for name in names if "/tests/" in name or Path(name).name.startswith("test_")]
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert {"legation/py.typed", "legation/page.css", "legation/page.js"} <= set(names)


def test_source_distribution_can_be_built_from(distributions: tuple[Path, Path]) -> None:
    with tarfile.open(distributions[0]) as source:
        names = {name.split("/", 1)[1] for name in source.getnames() if "/" in name}
    for needed in (
        "pyproject.toml",
        "README.md",
        "CHANGELOG.md",
        "LICENSE",
        "Makefile",
        "src/legation/py.typed",
    ):
        assert needed in names
    # The tests and the examples go along for who packages it; the machinery of this repository does not.
    assert any(name.startswith("tests/") for name in names)
    assert any(name.startswith("examples/briefs/") for name in names)
    assert not any(name.startswith((".ci", ".git/", ".venv")) for name in names)


def test_installed_wheel_knows_its_version_and_questions(installed: Path, tmp_path: Path) -> None:
    assert "0.1.0" in run(installed / "legation", "--version", cwd=tmp_path)
    listed = run(installed / "legation", "queries", cwd=tmp_path)
    for name in ("acts", "tenures", "trade"):
        assert name in listed.split()


def test_installed_wheel_does_the_main_job(installed: Path, tmp_path: Path) -> None:
    """It loads a brief, answers, validates and exports, in a folder that holds nothing but the brief."""
    brief = tmp_path / "brief.txt"
    brief.write_bytes((ROOT / "examples/briefs/russia-guatemala.txt").read_bytes())
    legation = installed / "legation"
    store = tmp_path / "legation.kb"
    run(legation, "load", brief, "--store", store, cwd=tmp_path)

    answer = run(legation, "query", "acts", "--store", store, "--format", "tsv", cwd=tmp_path)
    assert "brief.txt" in answer
    assert "accused Russia of armed aggression" in answer

    exported = tmp_path / "brief.ttl"
    run(legation, "export", "--store", store, "-o", exported, cwd=tmp_path)
    assert "russia-guatemala" not in exported.read_text(encoding="utf-8")
    run(legation, "validate", exported, cwd=tmp_path)
