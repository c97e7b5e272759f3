"""Checking facts against the shapes: `legation validate` against pyshacl, and what one brief more costs."""

import json
import sys
from pathlib import Path

from common import Row, Table, added, agree, alone, arguments, clock, compare, facts, process, say

import legation as package

MOST_FOR_PYSHACL = 100_000
MISTAKES = 50
WANTED = {10_000: "wanted: ratio of 13 or more", 100_000: "wanted: ratio of 26 or more"}


def main() -> None:
    """Measure a whole file at each size, then one brief added to a store of each size."""
    given = arguments(__doc__, sizes="10k,100k", runs=3)
    with Table(given.json) as table:
        for size in given.sizes:
            table.add(whole(facts(size, mistakes=MISTAKES), size, given.runs))
        for row in added("validate a store after one brief more", given, validate, reason=False):
            table.add(row)


def validate(store: Path) -> float:
    """Check a store as a whole; return the seconds."""
    with package.open(store) as kb:
        return clock(kb.validate)


def whole(file: Path, size: int, runs: int) -> Row:
    """Check a file with both engines, from the file to the report; they must report the same."""
    memory = [0]

    def run(engine: str) -> set[tuple[str, ...]]:
        command = ("-m", "legation", "validate", str(file), "--engine", engine, "--format", "json")
        done = process(sys.executable, *command, fine=(0, 1))
        if engine == "shifty":
            memory[0] = max(memory[0], done.memory)
        keys = ("severity", "shape", "component", "focus", "path", "value")
        return {tuple(str(result[key]) for key in keys) for result in json.loads(done.output)["results"]}

    peers, note = {}, WANTED.get(size, "")
    found = run("shifty")
    if len(found) < MISTAKES:
        raise SystemExit(f"only {len(found)} of {MISTAKES} planted mistakes are found")
    if size <= MOST_FOR_PYSHACL:
        say(f"pyshacl over {size:,} triples, which takes a while")
        expected = None

        def theirs() -> None:
            nonlocal expected
            expected = run("pyshacl")

        if size <= 10_000:
            mine, peers["pyshacl"] = compare(lambda: run("shifty"), theirs, runs)
        else:
            peers["pyshacl"] = clock(theirs)
            mine = alone(lambda: run("shifty"), runs)
        agree("validate", found, expected)
    else:
        mine = alone(lambda: run("shifty"), runs)
    return Row("validate a file", size, mine, peers, memory=memory[0], note=note)


if __name__ == "__main__":
    main()
