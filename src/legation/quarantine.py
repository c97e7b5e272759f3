"""What failed its shapes: kept beside the store, with a report to read, until it is mended.

For a store `legation.kb` the folder is `legation.kb.quarantine`. Each document has three files there: its triples
(.nt), the report (.txt) and where it came from (.json, written last: without it there is no entry).
"""

import json
import os
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from legation.errors import LegationError
from legation.files import written
from legation.records import Document
from legation.triples import document_token, graph_iri
from legation.validation_report import Report

SUFFIX: Final = ".quarantine"


@dataclass(frozen=True, slots=True)
class Entry:
    """A document in quarantine; `reason` is its first violation, in words."""

    key: str
    name: str
    source: str
    loader: str
    version: str
    content_hash: str
    reason: str
    violations: int

    @property
    def token(self) -> str:
        """The stem of its files."""
        return document_token(self.key)

    @property
    def graph(self) -> str:
        """IRI of the graph it goes to once it conforms."""
        return graph_iri(Document(self.key, self.name, self.loader, self.version))


class Quarantine:
    """The quarantine of the store in folder `store`; the folder is made when something has to go there."""

    def __init__(self, store: str | os.PathLike[str]) -> None:
        path = Path(store)
        self.folder = path.with_name((path.name or path.resolve().name) + SUFFIX)

    def put(
        self, document: Document, triples: bytes, report: Report, source: str, content_hash: str
    ) -> Entry:
        """Keep a document that does not conform, in the place of what was kept of it before.

        Raises:
            LegationError: the folder cannot be written.
        """
        bad = [result for result in report.results if result.severity == "violation"]
        entry = Entry(
            document.key,
            document.name,
            source,
            document.loader,
            document.version,
            content_hash,
            bad[0].message if bad else "",
            len(bad),
        )
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise LegationError(
                f"the quarantine '{self.folder}' cannot be made: {error.strerror or error}"
            ) from error
        parts = (
            (".json", json.dumps(asdict(entry), indent=2, ensure_ascii=False) + "\n"),
            (".txt", f"{document.name} ({source})\n\n{report.text()}"),
            (".nt", triples.decode()),
        )
        with ExitStack() as files:
            for suffix, text in parts:
                stream = files.enter_context(written(self._file(entry, suffix)))
                stream.write(text.encode())
                stream.flush()
            # All is on disk beside its place. The files get there in reverse, .json last; whoever is killed in between
            # leaves no entry rather than one whose report is about other triples.
            self._file(entry, ".json").unlink(missing_ok=True)
        return entry

    def entries(self) -> list[Entry]:
        """Return what is there, by name.

        Raises:
            LegationError: a file is damaged; the message names it.
        """
        if not self.folder.is_dir():
            return []
        found = []
        for path in self.folder.glob("*.json"):
            try:
                found.append(Entry(**json.loads(path.read_text("utf-8"))))
            except (OSError, ValueError, TypeError) as error:
                raise LegationError(
                    f"{path} is damaged; remove it and load its document again ({error})"
                ) from error
        return sorted(found, key=lambda entry: (entry.name, entry.key))

    def find(self, name: str) -> Entry:
        """Return the entry of a document, given its name, its key or the stem of its files.

        Raises:
            LegationError: there is none, or several documents have that name.
        """
        known = self.entries()
        exact = [entry for entry in known if name in (entry.key, entry.token)]
        found = exact or [entry for entry in known if entry.name == name]
        if not found:
            raise LegationError(f"there is no document '{name}' in quarantine; see 'legation quarantine'")
        if len(found) > 1:
            keys = ", ".join(f"'{entry.key}'" for entry in found)
            raise LegationError(f"several documents in quarantine are called '{name}': say which of {keys}")
        return found[0]

    def report(self, entry: Entry) -> str:
        """Return the report why it is here."""
        return self._read(entry, ".txt").decode()

    def triples(self, entry: Entry) -> bytes:
        """Return its triples as N-Triples."""
        return self._read(entry, ".nt")

    def drop(self, entry: Entry) -> None:
        """Forget a document."""
        for suffix in (".json", ".nt", ".txt"):  # .json first: what is left without it is no entry
            self._file(entry, suffix).unlink(missing_ok=True)

    def forget(self, key: str) -> None:
        """Forget the document with a key, if it is here: it was loaded well since."""
        if self.folder.is_dir():
            for suffix in (".json", ".nt", ".txt"):
                (self.folder / (document_token(key) + suffix)).unlink(missing_ok=True)

    def _file(self, entry: Entry, suffix: str) -> Path:
        return self.folder / (entry.token + suffix)

    def _read(self, entry: Entry, suffix: str) -> bytes:
        path = self._file(entry, suffix)
        try:
            return path.read_bytes()
        except OSError as error:
            raise LegationError(
                f"{path} cannot be read: {error.strerror or error}; load '{entry.name}' again"
            ) from error
