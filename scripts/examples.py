"""Write what comes out of the example briefs: `examples/out/` and the picture of the terminal in the README.

Everything is made by the commands a user types, in a store of its own, so that what is shown is what is got.
Run by `make examples`; `tests/test_examples.py` checks that what is committed is what this makes.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import picture

ROOT = Path(__file__).resolve().parent.parent
BRIEFS = ROOT / "examples" / "briefs"
OUT = ROOT / "examples" / "out"
PICTURE = ROOT / "examples" / "terminal.svg"

ANSWERS: dict[str, list[str]] = {
    "acts.csv": ["acts"],
    "tenures.csv": ["tenures"],
    "trade.csv": ["trade"],
    "alternatives-to-ecuador.md": ["alternatives", "-p", "supplier=Ecuador", "-p", "commodity=bananas"],
    "condemnations.md": ["condemnations"],
    "dependence-of-russia.md": ["dependence", "-p", "state=Russia"],
    "measures.md": ["measures"],
    "timeline-guatemala-russia.md": ["timeline", "-p", "state=Guatemala", "-p", "other=Russia"],
}
"""File, whose suffix says the format -> the stored query and its parameters."""

PAGE = "south-caucasus-peace.md"
"""The brief that is shown as a page."""

SHOWN = [
    "legation query timeline -p state=Guatemala -p other=Russia",
]
"""The commands in the picture, as typed."""


def legation(*arguments: str, store: Path) -> str:
    """Return what the command prints; its messages are shown if it fails.

    Raises:
        SystemExit: it failed.
    """
    done = subprocess.run(
        [sys.executable, "-m", "legation", *arguments],
        env=os.environ | {"LEGATION_STORE": str(store)},
        capture_output=True,
        encoding="utf-8",
    )
    if done.returncode:
        sys.exit(f"legation {' '.join(arguments)} exits {done.returncode}\n{done.stderr}")
    return done.stdout


def write(out: Path, drawing: Path) -> None:
    """Load every example brief and write the Turtle of each document, the answers over all, and the picture."""
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "legation.kb"
        legation("load", str(BRIEFS), store=store)
        for line in legation("query", "documents", "--format", "jsonl", store=store).splitlines():
            name = json.loads(line)["document"]
            legation("export", "--graph", name, "-o", str(out / f"{Path(name).stem}.ttl"), store=store)
        legation("read", str(BRIEFS / PAGE), "-o", str((out / PAGE).with_suffix(".html")), store=store)
        for file, question in ANSWERS.items():
            legation("query", *question, "-o", str(out / file), store=store)
        session = [(line, picture.on_terminal(line, {"LEGATION_STORE": str(store)})) for line in SHOWN]
        picture.draw(session, drawing)


def main() -> None:
    """Write into the checkout, or into the folder given."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("out", nargs="?", type=Path, help="another folder to write to")
    out = parser.parse_args().out
    write(*((OUT, PICTURE) if out is None else (out, out / PICTURE.name)))


if __name__ == "__main__":
    main()
