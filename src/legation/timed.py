"""Queries with a time limit: asked in a process of their own, which can be killed; rows come over a pipe as found.

Oxigraph cannot be interrupted while it works. The process reads the same frozen snapshot as the caller, who
removes it; it imports nothing but the store's library.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from contextlib import contextmanager, suppress

import pyoxigraph

from legation import queries, sparql
from legation.errors import LegationError
from legation.terms import PREFIXES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import IO

    from legation.queries import Query
    from legation.results import Answer
    from legation.store import Store

_CHILD = """
import json, signal, sys
import pyoxigraph
task = json.loads(sys.stdin.buffer.readline())
if hasattr(signal, "setitimer"):  # if who asked is killed, nobody else stops this
    signal.setitimer(signal.ITIMER_REAL, task["seconds"] + 1)
out = sys.stdout.buffer
store = pyoxigraph.Store.read_only(task["store"])
answer = store.query(task["query"], prefixes=task["prefixes"], use_default_graph_as_union=True)
if isinstance(answer, pyoxigraph.QueryTriples):
    answer.serialize(out, pyoxigraph.RdfFormat.N_TRIPLES)
else:
    answer.serialize(out, pyoxigraph.QueryResultsFormat.JSON)
out.flush()
"""


def seconds(text: str | float) -> float:
    """Return a time limit.

    Raises:
        LegationError: it is no positive number of seconds.
    """
    try:
        limit = float(text)
    except ValueError:
        limit = 0.0
    if not 0 < limit < threading.TIMEOUT_MAX:
        raise LegationError(f"the time limit is a number of seconds above 0, not '{text}'; for example 10")
    return limit


@contextmanager
def solve(store: Store, query: Query, given: Mapping[str, object], limit: float) -> Iterator[Answer]:
    """Ask a query, and give its answer while it is read within `limit` seconds.

    Args:
        store: opened to read.
        query: from `queries.find`.
        given: parameter name -> value.
        limit: seconds for finding and reading all rows.

    Raises:
        LegationError: as `queries.solve`, or the time is up; what was read until then is a part of the answer.
    """
    text = queries.prepare(store.inner, query, given)
    # Mistakes are found here, where the query is known: on nothing, any query is answered at once.
    queries.ask(pyoxigraph.Store(), text, query)
    task = {"store": store.place, "query": text, "prefixes": dict(PREFIXES), "seconds": limit}
    process = subprocess.Popen(
        [sys.executable, "-c", _CHILD],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )
    late = threading.Event()

    def stop() -> None:
        late.set()
        process.kill()

    timer = threading.Timer(limit, stop)
    timer.daemon = True
    timer.start()
    try:
        assert process.stdin is not None and process.stdout is not None and process.stderr is not None
        with suppress(BrokenPipeError):  # it has failed already, and says below why
            process.stdin.write(json.dumps(task).encode() + b"\n")
            process.stdin.close()
        try:
            yield _answer(process.stdout, sparql.form(query.tokens))
        except SyntaxError:  # what it had no time to end is no JSON
            if not late.is_set() and process.wait() == 0:
                raise
        if not late.is_set() and process.wait() != 0:
            lines = process.stderr.read().decode(errors="replace").strip().splitlines()
            raise LegationError(f"the query failed: {lines[-1] if lines else 'its process was killed'}")
        if late.is_set():
            raise LegationError(
                f"the query was not answered within {limit:g} seconds and was stopped; allow it more with --timeout, "
                "ask for less, or see with --explain which part of it is dear"
            )
    finally:
        timer.cancel()
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout, process.stderr):
            if stream is not None:
                stream.close()


def _answer(stream: IO[bytes], form: str) -> Answer:
    if form not in ("CONSTRUCT", "DESCRIBE"):
        return pyoxigraph.parse_query_results(stream, pyoxigraph.QueryResultsFormat.JSON)
    graph = pyoxigraph.Store()
    graph.load(stream, pyoxigraph.RdfFormat.N_TRIPLES)
    return graph.query("CONSTRUCT WHERE { ?s ?p ?o }")
