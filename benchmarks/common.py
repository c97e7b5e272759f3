"""What the benchmarks share: a store with the example briefs, and a fair way to time two things."""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

BRIEFS = Path(__file__).resolve().parent.parent / "examples" / "briefs"


def copies() -> int:
    """Return `--copies` from the command line: how often each example brief is taken."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--copies", type=int, default=1, metavar="N", help="take each example brief N times")
    return max(1, parser.parse_args().copies)


@contextmanager
def briefs(times: int) -> Iterator[Path]:
    """Give a folder with every example brief `times` times."""
    with tempfile.TemporaryDirectory() as folder:
        for number in range(times):
            shutil.copytree(BRIEFS, Path(folder) / "briefs" / f"{number:03}")
        yield Path(folder) / "briefs"


@contextmanager
def store(times: int) -> Iterator[Path]:
    """Give a store into which every example brief was loaded `times` times."""
    with briefs(times) as folder:
        path = folder.parent / "bench.kb"
        legation("load", str(folder), "--store", str(path))
        yield path


def legation(*arguments: str) -> None:
    """Run a command of legation's in its own process, quietly.

    Raises:
        subprocess.CalledProcessError: it failed; its message is on standard error.
    """
    process(sys.executable, "-m", "legation", *arguments)


def process(*command: str) -> None:
    """Run `command` with its output thrown away."""
    environment = {name: value for name, value in os.environ.items() if name != "LEGATION_STORE"}
    done = subprocess.run(command, capture_output=True, env=environment, text=True)
    if done.returncode:
        sys.stderr.write(done.stderr)
        done.check_returncode()


def compare(one: Callable[[], object], other: Callable[[], object], runs: int) -> tuple[float, float]:
    """Return the median seconds of each, over `runs` runs in turns after one run that is not counted."""
    seconds: tuple[list[float], list[float]] = ([], [])
    for number in range(runs + 1):
        for side in (0, 1) if number % 2 else (1, 0):
            begin = time.perf_counter()
            (one, other)[side]()
            if number:
                seconds[side].append(time.perf_counter() - begin)
    return statistics.median(seconds[0]), statistics.median(seconds[1])


def report(what: str, dividend: float, divisor: float) -> None:
    """Print a line: the ratio, what it is of, and the milliseconds on both sides."""
    print(
        f"{dividend / divisor:8.2f}  {what}  ({dividend * 1000:.0f} ms / {divisor * 1000:.0f} ms)", flush=True
    )
