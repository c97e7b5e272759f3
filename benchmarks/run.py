"""Run the benchmarks that compare two sides or two sizes, each in a process of its own.

    python benchmarks/run.py                  the small sizes: some minutes
    python benchmarks/run.py --full --write   all sizes, some hours: table and plot into README.md

What a script measured is kept in build/benchmarks, so a run that was ended goes on where it was; --again forgets it.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
from datetime import date
from importlib.metadata import version
from itertools import chain
from pathlib import Path

from common import HEADINGS, HERE, Row, say

KEPT = HERE.parent / "build" / "benchmarks"
README = HERE / "README.md"
BEGIN, END = "<!-- results: written by run.py -->", "<!-- end of results -->"
SMALL = {
    "start": "--runs=5",
    "read": "--runs=1",
    "load": "--sizes=10k,100k --runs=1",
    "reason": "--sizes=2k,10k --runs=1",
    "validate": "--sizes=2k,10k --runs=1",
    "export": "--sizes=10k,50k --runs=1",
    "ask": "--sizes=2k --runs=1",
}
FULL = {
    "start": "",
    "read": "",
    "load": "--sizes=10k,100k,1M,10M",
    "reason": "--sizes=10k,100k,1M,10M",
    "validate": "--sizes=10k,100k,1M",
    "export": "--sizes=10k,100k,1M,10M",
    "ask": "--sizes=10k,100k,1M",
}
PACKAGES = ("pyoxigraph", "pyshifty", "rdflib", "owlrl", "pyshacl")


def main() -> int:
    """Return 1 if one of the scripts failed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--full", action="store_true", help="all sizes instead of the small ones")
    parser.add_argument("--write", action="store_true", help="write table and plot into README.md")
    parser.add_argument("--again", action="store_true", help="measure anew what is kept")
    parser.add_argument("scripts", nargs="*", help=f"only these of {', '.join(FULL)}")
    given = parser.parse_args()
    wanted = FULL if given.full else SMALL
    KEPT.mkdir(parents=True, exist_ok=True)
    failed = False
    for script in given.scripts or wanted:
        kept = KEPT / f"{'full' if given.full else 'small'}-{script}.json"
        if given.again or not given.full:
            kept.unlink(missing_ok=True)
        if kept.exists():
            say(f"{script}.py was measured before: {kept}")
            continue
        say(f"{script}.py {wanted[script]}")
        command = [sys.executable, HERE / f"{script}.py", f"--json={kept}", *wanted[script].split()]
        failed |= subprocess.run(command).returncode != 0
    if given.write:
        publish("full" if given.full else "small", list(wanted))
    return int(failed)


def publish(kind: str, scripts: list[str]) -> None:
    """Put what is kept into README.md: the table, the machine and the plot."""
    kept = [KEPT / f"{kind}-{script}.json" for script in scripts]
    measured = [
        [Row(**row) for row in json.loads(path.read_text(encoding="utf-8"))] for path in kept if path.exists()
    ]
    text = README.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    after = rest.partition(END)[2]
    parts = [BEGIN, machine(), "![Seconds against triples](growth.svg)", *map(table, measured), END]
    README.write_text(before + "\n\n".join(parts) + after, encoding="utf-8")
    try:
        import plot
    except ModuleNotFoundError as error:
        say(f"the plot is as it was, since {error.name} is not installed; run: pip install --group dev")
    else:
        plot.draw(list(chain.from_iterable(measured)), HERE / "growth.svg")


def table(rows: list[Row]) -> str:
    """Return rows as Markdown, all sizes of a thing under one another, without the columns that nothing is in."""
    names = list(dict.fromkeys(row.what for row in rows))
    cells = [row.cells() for row in sorted(rows, key=lambda row: names.index(row.what))]
    used = [place for place in range(len(HEADINGS)) if any(row[place] for row in cells)]
    lines = [HEADINGS, tuple("---" for _ in HEADINGS), *cells]
    return "\n".join(f"| {' | '.join(row[place] for place in used)} |" for row in lines)


def machine() -> str:
    """Say what was measured where, in a paragraph."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    versions = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return (
        f"Measured on {date.today():%d %B %Y}: {_processor()}, {os.cpu_count()} cores, {memory:.0f} GB of memory,"
        f" {platform.system()} {platform.machine()}, Python {platform.python_version()}, {versions}."
    )


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor() or "an unnamed processor")


if __name__ == "__main__":
    sys.exit(main())
