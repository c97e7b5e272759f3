"""What the benchmarks share: facts of any size, a fair way to time two sides, and the table of what came out."""

import argparse
import hashlib
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import NamedTuple

import generate

HERE = Path(__file__).resolve().parent
BRIEFS = HERE.parent / "examples" / "briefs"
HEADINGS = ("what", "triples", "legation", "peer", "ratio", "growth", "memory", "wanted or noted")


@dataclass(slots=True)
class Row:
    """One thing measured at one size."""

    what: str
    triples: int | None = None
    ours: float | None = None
    """Median seconds."""
    peers: dict[str, float] = field(default_factory=dict)
    """Name of a peer -> its median seconds."""
    growth: float | None = None
    """How many times as long as at the size before."""
    memory: int | None = None
    """The most bytes that the process of ours held."""
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """How many times as fast as the peer we are; the fastest, where there are several."""
        return min(self.peers.values()) / self.ours if self.ours and self.peers else None

    def cells(self) -> tuple[str, ...]:
        """Return a cell for each of `HEADINGS`."""
        return (
            self.what,
            f"{self.triples:,}" if self.triples else "",
            shown(self.ours),
            ", ".join(f"{name} {shown(seconds)}" for name, seconds in self.peers.items()),
            f"{self.ratio:.3g}" if self.ratio else "",
            f"{self.growth:.3g}" if self.growth else "",
            f"{self.memory / 2**20:,.0f} MB" if self.memory else "",
            self.note,
        )


class Table:
    """Rows printed as they come, and written to the file of `--json` at the end."""

    def __init__(self, json_file: Path | None = None) -> None:
        self.rows: list[Row] = []
        self.json_file = json_file

    def __enter__(self) -> "Table":
        print(line(HEADINGS))
        print(line("-" * len(heading) for heading in HEADINGS), flush=True)
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        if self.json_file and kind is None:
            self.json_file.write_text(
                json.dumps([asdict(row) for row in self.rows], indent=1), encoding="utf-8"
            )

    def add(self, row: Row) -> None:
        """Print a row, with its growth since the last of the same name."""
        before = next((old for old in reversed(self.rows) if old.what == row.what), None)
        if before and before.ours and row.ours:
            row.growth = row.ours / before.ours
        self.rows.append(row)
        print(line(row.cells()), flush=True)


def line(cells: "Iterator[str] | tuple[str, ...]") -> str:
    """Return a line of a table in Markdown."""
    widths = (44, 10, 9, 24, 6, 6, 9, 0)
    return f"| {' | '.join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True))} |"


def shown(seconds: float | None) -> str:
    """Return seconds for people: "12.3 ms", "4.56 s"; nothing for None."""
    if seconds is None:
        return ""
    return f"{seconds:.3g} s" if seconds >= 1 else f"{seconds * 1000:.3g} ms"


def arguments(description: str | None, sizes: str, runs: int = 5) -> argparse.Namespace:
    """Return what every benchmark takes: `sizes` as numbers of triples, `runs`, and `json`, a file or None."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument(
        "--sizes", type=_sizes, default=_sizes(sizes), metavar="N,N", help=f"triples [default: {sizes}]"
    )
    parser.add_argument(
        "--runs", type=int, default=runs, metavar="N", help=f"runs of each side [default: {runs}]"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the rows here too")
    return parser.parse_args()


def _sizes(text: str) -> list[int]:
    units = {"k": 1000, "M": 1_000_000}
    return [int(float(part.rstrip("kM")) * units.get(part[-1], 1)) for part in text.split(",")]


def say(what: str) -> None:
    """Tell on standard error what is going on."""
    print(f"... {what}", file=sys.stderr, flush=True)


def facts(triples: int, suffix: str = ".nt", mistakes: int = 0) -> Path:
    """Return a file of generated facts, made once for all benchmarks, in the system's folder for what is temporary."""
    made_by = b"".join((HERE / f"{name}.py").read_bytes() for name in ("generate", "mistakes", "world"))
    folder = Path(tempfile.gettempdir()) / "legation-benchmarks"
    folder.mkdir(exist_ok=True)
    name = f"{triples}-{mistakes}-{hashlib.sha256(made_by).hexdigest()[:8]}{suffix}"
    if not (folder / name).exists():
        say(f"generating {triples:,} triples as {suffix}")
        half = folder / f"{os.getpid()}-{name}"
        generate.write(half, triples, mistakes=mistakes)
        half.replace(folder / name)
    return folder / name


def another_brief(folder: Path, number: int) -> Path:
    """Write one brief more, that no file of `facts` has."""
    path = folder / f"brief-{number}.nt"
    path.write_text("\n".join(generate.brief(1_000_000 + number)[1]) + "\n", encoding="utf-8")
    return path


@contextmanager
def scratch() -> Iterator[Path]:
    """Give an empty folder, and remove it with all that is in it."""
    with tempfile.TemporaryDirectory(prefix="legation-benchmark-") as folder:
        yield Path(folder)


@contextmanager
def store(triples: int, *, reason: bool = False) -> Iterator[Path]:
    """Give a store into which generated facts were loaded."""
    file = facts(triples)
    with scratch() as folder:
        say(f"loading {triples:,} triples")
        legation("load", "--no-check", str(file), "--store", str(folder / "bench.kb"))
        if reason:
            legation("reason", "--store", str(folder / "bench.kb"))
        yield folder / "bench.kb"


@contextmanager
def briefs(times: int = 1) -> Iterator[Path]:
    """Give a folder with every example brief `times` times."""
    with scratch() as folder:
        for number in range(times):
            shutil.copytree(BRIEFS, folder / "briefs" / f"{number:03}")
        yield folder / "briefs"


class Done(NamedTuple):
    """How a process went."""

    seconds: float
    memory: int
    """The most bytes it held."""
    output: bytes


def legation(*words: str) -> Done:
    """Run a command of legation's in its own process; see `process`."""
    return process(sys.executable, "-m", "legation", *words)


def process(*command: str, fine: tuple[int, ...] = (0,)) -> Done:
    """Run `command` to its end.

    Raises:
        subprocess.CalledProcessError: its exit status is not in `fine`; what it said is on standard error.
    """
    # As on a user's machine: no store of one's own, and modules are compiled once.
    spoiling = ("LEGATION_STORE", "PYTHONDONTWRITEBYTECODE")
    environment = {name: value for name, value in os.environ.items() if name not in spoiling}
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        begin = time.perf_counter()
        running = subprocess.Popen(command, stdout=output, stderr=errors, env=environment)
        _, status, usage = os.wait4(running.pid, 0)
        seconds = time.perf_counter() - begin
        running.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        if running.returncode not in fine:
            errors.seek(0)
            sys.stderr.write(errors.read().decode(errors="replace"))
            raise subprocess.CalledProcessError(running.returncode, command)
        unit = 1 if sys.platform == "darwin" else 1024
        return Done(seconds, usage.ru_maxrss * unit, output.read())


def clock(work: Callable[[], object]) -> float:
    """Return the seconds that `work` takes."""
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def compare(one: Callable[[], object], other: Callable[[], object], runs: int) -> tuple[float, float]:
    """Return the median seconds of each, over `runs` runs in turns after one run that is not counted.

    What a side returns counts as its seconds if it is a number: so a side can leave out what is no part of it.
    """
    seconds: tuple[list[float], list[float]] = ([], [])
    for number in range(runs + 1):
        for side in (0, 1) if number % 2 else (1, 0):
            begin = time.perf_counter()
            result = (one, other)[side]()
            taken = result if isinstance(result, float) else time.perf_counter() - begin
            if number:
                seconds[side].append(taken)
    return statistics.median(seconds[0]), statistics.median(seconds[1])


def alone(work: Callable[[], object], runs: int) -> float:
    """Return the median seconds of `runs` runs of one side alone, after one that is not counted."""
    return compare(work, lambda: None, runs)[0]


def agree(what: str, ours: object, theirs: object) -> None:
    """End the benchmark if two answers differ: there is nothing to compare then."""
    if ours != theirs:
        raise SystemExit(f"{what}: legation and its peer give different answers, so no time is compared")


def added(
    what: str, given: argparse.Namespace, work: Callable[[Path], float], *, reason: bool
) -> Iterator[Row]:
    """Yield what `work` costs after one brief more was loaded into a store of each size, and the loading itself.

    Args:
        what: what the rows are called.
        given: from `arguments`.
        work: takes the store's folder; returns its own seconds.
        reason: the store was reasoned over before.
    """
    import legation as package

    first: dict[str, float] = {}
    for size in given.sizes:
        with store(size, reason=reason) as path, package.open(path) as kb:
            work(path)
            loads, works = [], []
            for number in range(given.runs):
                brief = another_brief(path.parent, number)
                loads.append(clock(lambda brief=brief: kb.load(brief)))
                works.append(work(path))
            for name, seconds in (("load one brief more", loads), (what, works)):
                mine = statistics.median(seconds)
                first.setdefault(name, mine)
                times = f"{mine / first[name]:.2g} times as long as at {given.sizes[0]:,}; wanted: below 3"
                yield Row(name, size, mine, note=times if size != given.sizes[0] else "")
