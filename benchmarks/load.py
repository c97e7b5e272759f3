"""Loading a file of facts with `legation load --no-check`, its start included, against pyoxigraph's bare bulk load.

Beside it what `legation load` takes, which checks every fact: no peer does that.
"""

import shutil
import sys
from pathlib import Path

import pyoxigraph as ox
from common import Row, Table, agree, arguments, compare, facts, legation, process, scratch

from legation.terms import INFERRED_GRAPH, ONTOLOGY_GRAPH, PREFIXES

MOST_CHECKED = 1_000_000
BARE = """
import sys, time, pyoxigraph
begin = time.perf_counter()
store = pyoxigraph.Store(sys.argv[2])
store.bulk_load(path=sys.argv[1])
print(time.perf_counter() - begin)
"""
FACTS = f"""
    SELECT (COUNT(*) AS ?number) {{ SELECT DISTINCT ?s ?p ?o {{ GRAPH ?g {{ ?s ?p ?o }}
    FILTER(?g NOT IN (<{ONTOLOGY_GRAPH}>, <{INFERRED_GRAPH}>)) FILTER(?s != ?g) }} }}"""


def main() -> None:
    """Measure N-Triples and Turtle at each size; both sides must hold as many facts."""
    given = arguments(__doc__, sizes="100k,1M", runs=3)
    with Table(given.json) as table:
        for suffix in (".nt", ".ttl"):
            for size in given.sizes:
                table.add(measured(facts(size, suffix), size, given.runs))
        for size in given.sizes:
            if size <= MOST_CHECKED:
                table.add(checked(facts(size), size))


def checked(file: Path, size: int) -> Row:
    """Load a file as a brief is loaded: each fact against the shapes."""
    with scratch() as folder:
        done = legation("load", str(file), "--store", str(folder / "ours"))
    return Row("load of N-Triples, checked", size, done.seconds, memory=done.memory)


def measured(file: Path, size: int, runs: int) -> Row:
    """Load a file in turns with both."""
    with scratch() as folder:
        memory = [0]

        def ours() -> float:
            shutil.rmtree(folder / "ours", ignore_errors=True)
            done = legation("load", "--no-check", str(file), "--store", str(folder / "ours"))
            memory[0] = max(memory[0], done.memory)
            return done.seconds

        def theirs() -> float:
            shutil.rmtree(folder / "theirs", ignore_errors=True)
            done = process(sys.executable, "-c", BARE, str(file), str(folder / "theirs"))
            return float(done.output)

        mine, bare = compare(ours, theirs, runs)
        held = ox.Store.read_only(str(folder / "ours")).query(FACTS, prefixes=PREFIXES)
        assert isinstance(held, ox.QuerySolutions)
        agree("load", int(next(held)["number"].value), len(ox.Store.read_only(str(folder / "theirs"))))
    name = f"bulk load of {'Turtle' if file.suffix == '.ttl' else 'N-Triples'}"
    wanted = "wanted: ratio of 0.8 or more" if size == 1_000_000 else ""
    return Row(name, size, mine, {"bare bulk_load": bare}, memory=memory[0], note=wanted)


if __name__ == "__main__":
    main()
