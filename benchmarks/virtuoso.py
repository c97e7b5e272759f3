"""OpenLink Virtuoso, as Debian's `virtuoso-opensource` has it, as a peer: a server of its own in a temporary folder."""

import json
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path
from statistics import median

from answers import Answer, of

NAME = "Virtuoso"
MISSING = "Virtuoso is left out: install Debian's package virtuoso-opensource to have it"
LIMIT = 60
"""Seconds for a query."""
_GRAPH = "urn:legation:facts"
_SETTINGS = """
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
MaxCheckpointRemap = 2000

[TempDatabase]
DatabaseFile = {folder}/virtuoso-temp.db
TransactionFile = {folder}/virtuoso-temp.trx

[Parameters]
ServerPort = {sql}
DirsAllowed = /
NumberOfBuffers = 170000
MaxDirtyBuffers = 130000
MaxQueryMem = 2G
ThreadsPerQuery = 2
SchedulerInterval = 10

[HTTPServer]
ServerPort = {http}
ServerRoot = {folder}
ServerThreads = 4

[SPARQL]
ResultSetMaxRows = 100000000
MaxQueryCostEstimationTime = 100000
MaxQueryExecutionTime = {limit}
"""


class Virtuoso:
    """A server of its own, with 1.4 GB of buffers.

    Raises:
        RuntimeError: it does not start within a minute.
    """

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="legation-virtuoso-"))
        self._sql, self._http = _free_port(), _free_port()
        settings = self._folder / "virtuoso.ini"
        settings.write_text(
            _SETTINGS.format(folder=self._folder, sql=self._sql, http=self._http, limit=LIMIT),
            encoding="utf-8",
        )
        self._server = subprocess.Popen(
            ["virtuoso-t", "+foreground", "+configfile", str(settings)],
            cwd=self._folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for _ in range(120):
            if self._server.poll() is not None:
                break
            if subprocess.run(self._command("SELECT 1"), capture_output=True).returncode == 0:
                return
            time.sleep(0.5)
        self.close()
        raise RuntimeError("Virtuoso does not start")

    @staticmethod
    def installed() -> bool:
        """Tell whether it can be run."""
        return shutil.which("virtuoso-t") is not None and shutil.which("isql-vt") is not None

    def load(self, file: Path) -> None:
        """Load N-Triples into a graph."""
        self._isql(f"ld_dir('{file.parent}', '{file.name}', '{_GRAPH}')")
        self._isql("rdf_loader_run()")
        self._isql("checkpoint")

    def answer(self, query: str) -> Answer:
        """Return a query's rows."""
        found = json.loads(self._fetch(query, "application/sparql-results+json"))
        if "boolean" in found:
            return of([[found["boolean"]]])
        names = found["head"]["vars"]
        return of(
            [row[n]["value"] if n in row else None for n in names] for row in found["results"]["bindings"]
        )

    def seconds(self, query: str, runs: int) -> float:
        """Return the median seconds of a query, its way over HTTP included, after one run that is not counted."""
        taken = []
        for _ in range(runs + 1):
            begin = time.perf_counter()
            self._fetch(query, "text/tab-separated-values")
            taken.append(time.perf_counter() - begin)
        return median(taken[1:])

    def close(self) -> None:
        """Stop the server and remove its folder."""
        self._server.terminate()
        self._server.wait(60)
        shutil.rmtree(self._folder)

    def _fetch(self, query: str, form: str) -> bytes:
        given = urllib.parse.urlencode({"query": query, "format": form, "default-graph-uri": _GRAPH}).encode()
        try:
            with urllib.request.urlopen(f"http://localhost:{self._http}/sparql", given, LIMIT) as reply:
                return bytes(reply.read())
        except urllib.error.HTTPError as error:
            raise RuntimeError(f"Virtuoso: {error.read().decode(errors='replace')[:300]}") from error

    def _isql(self, statement: str) -> None:
        done = subprocess.run(self._command(statement), capture_output=True, text=True)
        if done.returncode or "*** Error" in done.stderr + done.stdout:
            raise RuntimeError(f"Virtuoso: {done.stderr.strip()[:500]}")

    def _command(self, statement: str) -> list[str]:
        return ["isql-vt", str(self._sql), "dba", "dba", f"exec={statement};"]


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("localhost", 0))
        return int(found.getsockname()[1])
