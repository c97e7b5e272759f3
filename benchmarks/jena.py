"""Apache Jena TDB2, as Debian's `libapache-jena-java` has it, as a peer.

The package names no class path, and it keeps the messages of its XML library where its own classes do not look. Both
are put right here. A query is timed by Jena itself, in a JVM that has run it before.
"""

import re
import shutil
import subprocess
import tempfile
import zipfile
from pathlib import Path

from answers import Answer, from_tsv

NAME = "Jena TDB2"
MISSING = (
    "Jena is left out: install Debian's packages libapache-jena-java and default-jre-headless to have it"
)
_JARS = Path("/usr/share/java")
_NEEDED = (
    "jena-* thrift commons-cli commons-codec commons-compress commons-csv commons-io commons-lang3 dexx.collection gson"
    " guava httpclient httpcore jackson-annotations jackson-core jackson-databind jakarta.json-api jcl-over-slf4j"
    " jsonld-java protobuf slf4j-api slf4j-nop titanium-json-ld"
)
LIMIT = 60
"""Seconds for a query, from the start of its process."""
_MISPLACED = "org/apache/jena/ext/"


class Jena:
    """A database of its own in a temporary folder."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="legation-jena-"))
        with zipfile.ZipFile(_JARS / "jena-core.jar") as jar:
            for name in jar.namelist():
                if name.startswith(f"{_MISPLACED}xerces/") and name.endswith(".properties"):
                    path = self._folder / "messages" / name.removeprefix(_MISPLACED)
                    path.parent.mkdir(parents=True, exist_ok=True)
                    path.write_bytes(jar.read(name))
        jars = [str(path) for name in _NEEDED.split() for path in sorted(_JARS.glob(f"{name}.jar"))]
        self._path = ":".join([*jars, str(self._folder / "messages")])

    @staticmethod
    def installed() -> bool:
        """Tell whether it can be run."""
        return shutil.which("java") is not None and (_JARS / "jena-tdb2.jar").exists()

    def load(self, file: Path) -> None:
        """Load N-Triples into the default graph."""
        self._java("tdb2.tdbloader", str(file))

    def answer(self, query: str) -> Answer:
        """Return a query's rows."""
        return from_tsv(self._ask(query, "--results=TSV"))

    def seconds(self, query: str, runs: int) -> float:
        """Return the mean seconds of a query after as many runs that are not counted."""
        told = self._ask(query, "--results=none", "--time", f"--repeat={runs},{runs}", limit=2 * runs * LIMIT)
        return float(re.findall(r"average: ([\d.]+)", told)[-1])

    def close(self) -> None:
        """Remove the database."""
        shutil.rmtree(self._folder)

    def _ask(self, query: str, *options: str, limit: int = LIMIT) -> str:
        file = self._folder / "query.rq"
        file.write_text(query, encoding="utf-8")
        return self._java("tdb2.tdbquery", f"--query={file}", *options, limit=limit)

    def _java(self, name: str, *words: str, limit: int = 3600) -> str:
        place = f"--loc={self._folder / 'tdb'}"
        command = ["java", "-Xmx4g", "-cp", self._path, name, place, *words]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=limit)
        except subprocess.TimeoutExpired as error:
            raise TimeoutError(f"{name} takes more than {limit} s") from error
        if done.returncode:
            raise RuntimeError(f"{name}: {done.stderr.strip()[-500:]}")
        return done.stdout + done.stderr
