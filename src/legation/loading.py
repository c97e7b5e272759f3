"""Loading: sources -> loader -> triples -> shapes -> one transaction a document.

A document that does not conform goes to quarantine, and one that cannot be read is reported; the others go on.
"""

import json
import os
import re
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable
from dataclasses import astuple, dataclass, field, fields, replace
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import pyoxigraph as ox

from legation import loaders
from legation.checking import Batch, Checked, check, validator
from legation.crew import Crew, Ticket, WorkerDied
from legation.errors import LegationError
from legation.quarantine import Entry, Quarantine
from legation.records import Document
from legation.resources import folder
from legation.sources import Options, Source, sources
from legation.store import Store
from legation.terms import LEG
from legation.triples import graph_iri
from legation.validation_report import Report

KINDS: Final = {"actor": "acts", "holder": "tenures", "exporter": "flows", "claims": "claims"}
"""Property that each fact of a kind has -> the kind."""

_FACT: Final = re.compile(
    rb"^(<[^>]*>) <" + re.escape(LEG).encode() + rb"(actor|holder|exporter|claims)> ", re.M
)

_BATCH: Final = 8000
"""Characters of a source that are read at a time, if it has as many: some 1200 words."""

Progress = Callable[[Source | None, int], None]
"""Called with the source that is being read (None at the end) and the number of documents done."""


@dataclass(slots=True)
class Summary:
    """What a load did.

    `rejected` holds the name and the first violation of documents that went to quarantine, `failed` a sentence for
    each source that could not be read, `outdated` the documents among `rejected` of which the store has an earlier
    version still, `skipped` the files of folders that no loader recognises. `facts` counts what
    the documents written say, by kind. `judgements` counts those that came with the data and are new, `unread` those
    in force whose fact no document states any more. `inferred` is how many facts came to follow and how many ceased
    to, where that was worked out; `contradiction` a sentence, where the facts contradict each other or the ontology.
    """

    loaded: int = 0
    unchanged: int = 0
    replaced: list[str] = field(default_factory=list)
    rejected: list[tuple[str, str]] = field(default_factory=list)
    outdated: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    warnings: list[tuple[str, str]] = field(default_factory=list)
    facts: Counter[str] = field(default_factory=Counter)
    triples: int = 0
    judgements: int = 0
    unread: int = 0
    inferred: tuple[int, int] | None = None
    contradiction: str | None = None
    seconds: float = 0.0
    dry_run: bool = False

    @property
    def documents(self) -> int:
        """Number of documents that were read, or were known already."""
        return self.loaded + len(self.replaced) + self.unchanged + len(self.rejected)

    @property
    def status(self) -> int:
        """Exit status: 2 where something could not be read, 1 where something was rejected or contradicts, else 0."""
        return 2 if self.failed else 1 if self.rejected or self.contradiction else 0

    def text(self) -> str:
        """Return the summary as a few lines."""
        done = [f"{self.loaded} loaded", f"{len(self.replaced)} replaced", f"{self.unchanged} unchanged"]
        done += [
            f"{len(self.rejected)} rejected",
            *([f"{len(self.failed)} unreadable"] if self.failed else []),
        ]
        facts = [f"{self.facts[kind]} {kind}" for kind in KINDS.values()]
        lines = [
            f"Documents: {', '.join(done)}",
            f"Facts: {', '.join(facts)} ({self.triples} triples)",
            f"Warnings: {len(self.warnings)}",
        ]
        if self.replaced:
            lines.append(f"Replaced, since what they say has changed: {_some(self.replaced)}")
        if self.outdated:
            lines.append(f"Rejected, so the store still has what they said before: {_some(self.outdated)}")
        if self.skipped:
            lines.append(f"Passed over, since no loader recognises them: {_some(self.skipped)}")
        if self.judgements:
            lines.append(f"Judgements: {self.judgements} new")
        if self.unread:
            lines.append(
                f"Judged, but no longer read: {self.unread} facts; 'legation query judgements' tells how these words "
                "are read now"
            )
        if self.inferred is not None:
            new, gone = self.inferred
            lines.append(f"Inferred: {new} triples more" + (f", {gone} no longer" if gone else ""))
        if self.contradiction is not None:
            lines.append(
                f"Nothing was inferred, since the facts contradict: {self.contradiction}; 'legation reason' says where "
                "they come from"
            )
        if self.dry_run:
            lines.append("Nothing was written (--dry-run)")
        return "\n".join([*lines, f"Seconds: {self.seconds:.1f}"]) + "\n"


def _some(names: list[str], limit: int = 5) -> str:
    more = f" and {len(names) - limit} more" if len(names) > limit else ""
    return ", ".join(names[:limit]) + more


def load(
    path: str | os.PathLike[str],
    inputs: Iterable[str | os.PathLike[str]],
    *,
    loader: str | None = None,
    model: str | None = None,
    name: str | None = None,
    dry_run: bool = False,
    reason: bool = False,
    progress: Progress | None = None,
    store: Store | None = None,
    jobs: int = 1,
    check: bool = True,
) -> Summary:
    """Load files and folders into the store in folder `path`, which is made when there is something to put in it.

    Args:
        path: the store's folder.
        inputs: files, folders, or "-" for standard input.
        loader: name of the loader to read them with; found by looking at each file if not given.
        model: language pipeline for prose; the loader's own choice if not given.
        name: what standard input, or the one file, is called.
        dry_run: read and check, but write nothing.
        reason: infer what follows when all is loaded.
        progress: is told what is being read.
        store: the store, where it is open for writing already; it stays open.
        jobs: processes to read with, once there is enough to read to be worth their start. What is loaded does not
            depend on it.
        check: check files of RDF against the shapes; a large one is loaded many times as fast without. What is read in
            prose is always checked.

    Raises:
        LegationError: there is no such input or loader, the store cannot be written, or a process that read was killed.
            A source that cannot be read is in the summary instead.
    """
    started = time.monotonic()
    chosen = loaders.find(loader) if loader else None
    found = sources(inputs, name)
    with _Target(path, dry_run, store) as target, Crew(jobs, model) as crew:
        run = _Run(target, model, Summary(dry_run=dry_run), progress, crew, check)
        try:
            for source in found:
                if progress:
                    progress(source, run.summary.documents)
                run.load(source, chosen)
            run.settle_all()
        except _Fatal as fatal:
            raise fatal.error from fatal
        if run.summary.replaced and not dry_run:
            from legation.judgements import unread

            run.summary.unread = len(unread(target.writable().inner))
        if not dry_run:
            run.reason(reason)
        if progress:
            progress(None, run.summary.documents)
    run.summary.seconds = time.monotonic() - started
    return run.summary


class _Fatal(Exception):
    """The store itself failed: no other document will fare better."""

    def __init__(self, error: LegationError) -> None:
        super().__init__(str(error))
        self.error = error


class _Target:
    """The store to load into: opened at once where it is there, made when the first document is written."""

    def __init__(self, path: str | os.PathLike[str], dry_run: bool, store: Store | None) -> None:
        self.path = Path(path)
        self.quarantine = Quarantine(path)
        self._given = store
        self._store = store
        self._dry_run = dry_run

    def __enter__(self) -> "_Target":
        if self._store is None and (self.path / "CURRENT").exists():
            self._store = Store.open(self.path, read_only=self._dry_run)
        elif self._store is None and self.path.exists() and not self._dry_run:
            # What is no store, and cannot become one, had better be said before an hour of reading.
            self._store = Store.open(self.path, create=True)
        return self

    def __exit__(self, *_: object) -> None:
        if self._store is not None and self._store is not self._given:
            self._store.close()
        self._store = None

    def content_hash(self, graph: str) -> str | None:
        return self._store.content_hash(graph) if self._store else None

    def origin(self, graph: str) -> str | None:
        return self._store.origin(graph) if self._store else None

    @property
    def store(self) -> Store | None:
        return self._store

    def writable(self) -> Store:
        if self._store is None:
            self._store = Store.open(self.path, create=True)
        return self._store


@dataclass(slots=True)
class _Pending:
    """Documents of a source that were handed in to be read; or, where there are none, what became of the source."""

    source: Source
    documents: list[Document]
    ticket: Ticket | None = None
    failed: str | None = None


class _Run:
    """One load: what is the same for all of its documents."""

    def __init__(
        self,
        target: _Target,
        model: str | None,
        summary: Summary,
        progress: Progress | None,
        crew: Crew,
        check: bool = True,
    ) -> None:
        self.target = target
        self.summary = summary
        self._progress = progress
        self._check = check
        self._options = Options(model, self._wanted)
        self._keys: dict[str, Path] = {}
        self._crew = crew
        self._pending: deque[_Pending] = deque()
        self._broken: set[str] = set()
        """Keys of sources of which a document could not be read: what comes after it is left."""

    def load(self, source: Source, chosen: loaders.Loader | None) -> None:
        """Load a source, or hand in what is in it; that it cannot be read goes into the summary."""
        try:
            reader = loaders.reader(source, chosen)
            if reader is None:
                self.summary.skipped.append(source.key)
            elif loaders.splits(reader):
                self._hand_in(source, reader)
            else:
                self.settle_all()
                if self._check or reader.name != "rdf" or not self._load_bulk(source):
                    self.read(source, reader)
        except LegationError as error:
            self._pending.append(_Pending(source, [], failed=str(error)))
        self._settle()

    def read(self, source: Source, reader: loaders.Loader) -> None:
        """Read a source; raise LegationError where it cannot be read on."""
        self._source = source
        for document in loaders.documents(source, reader, self._options):
            self._claim(document, source)
            self._take(document, source)
            if self._progress:
                self._progress(source, self.summary.documents)

    def _load_bulk(self, source: Source) -> bool:
        """Load a file of RDF unchecked and at once; False where it has to be read in the ordinary way."""
        from legation import bulk

        known = Document(source.key, source.name, "rdf", "")
        notes = bulk.Notes(graph_iri(known), known.key, known.name, source.origin)
        before = self.target.content_hash(notes.graph)
        if before is not None:
            return self._is_unchanged(known, source, bulk.content_hash(bulk.digest_of(source)))
        if self.summary.dry_run or not bulk.fits(self.target.store, source):
            return False
        self._claim(known, source)
        kinds = {LEG + name: kind for name, kind in KINDS.items()}
        try:
            if self.target.store is None:
                found = bulk.make(self.target.path, source, notes, kinds)
            else:
                found = bulk.add(self.target.store, source, notes, kinds)
        except (bulk.NotPlain, SyntaxError, ValueError, OSError, RuntimeError):
            return False  # what is wrong with it, if anything, is told by who reads it with care
        self.target.quarantine.forget(known.key)
        self.summary.loaded += 1
        self.summary.facts.update(found.kinds)
        self.summary.triples += found.triples
        return True

    def _hand_in(self, source: Source, reader: loaders.Loader) -> None:
        """Have a source read in batches, while documents that were read are taken."""
        self._source = source
        pages: list[tuple[Any, Document]] = []
        size = 0
        try:
            for page, document in loaders.lay_out(reader, source):
                if source.key in self._broken:
                    return
                if not self._wanted(document):
                    continue
                self._claim(document, source)
                pages.append((page, document))
                size += len(document.text)
                if size >= _BATCH:
                    self._hand_in_batch(source, reader, pages)
                    pages, size = [], 0
        except LegationError:
            # What comes before the mistake is loaded.
            self._hand_in_batch(source, reader, pages)
            raise
        self._hand_in_batch(source, reader, pages)

    def _hand_in_batch(
        self, source: Source, reader: loaders.Loader, pages: list[tuple[Any, Document]]
    ) -> None:
        if not pages:
            return
        ticket = self._crew.hand_in(Batch(reader.name, source.path, pages))
        self._pending.append(_Pending(source, [document for _, document in pages], ticket))
        self._settle()

    def _settle(self) -> None:
        """Take what was read, so far as no more is on the way than may be."""
        while self._crew.ahead is not None and len(self._pending) > self._crew.ahead:
            self._settle_first()

    def reason(self, asked: bool) -> None:
        """Infer what follows, if that was asked for, or was done before and something has changed since."""
        from legation.upkeep import is_kept_up, keep_up

        changed = self.summary.loaded or self.summary.replaced or self.summary.judgements
        if not asked and not (changed and is_kept_up(self.target.writable())):
            return
        done = keep_up(self.target.writable())
        if done.consistent:
            self.summary.inferred = done.added, done.removed
        else:
            self.summary.contradiction = done.inconsistencies[0].sentence

    def settle_all(self) -> None:
        """Take all that was handed in; what no process has begun to read is read now."""
        self._crew.release()
        while self._pending:
            self._settle_first()

    def _settle_first(self) -> None:
        pending = self._pending.popleft()
        source = pending.source
        if source.key in self._broken:
            return
        failed = pending.failed
        if pending.ticket is not None:
            try:
                outcome = pending.ticket.outcome()
            except WorkerDied as error:
                raise _Fatal(LegationError(str(error))) from error
            failed = outcome.failed
            for document, checked in zip(pending.documents, outcome.checked, strict=False):
                self._take(document, source, checked)
                if self._progress:
                    self._progress(source, self.summary.documents)
        if failed is not None:
            self._broken.add(source.key)
            self.summary.failed.append(failed)

    def _claim(self, document: Document, source: Source) -> None:
        other = self._keys.setdefault(document.key, source.path)
        if other is not source.path:
            raise LegationError(
                f"'{other}' and '{source.path}' both have a document '{document.key}'; rename one of them"
            )

    def _wanted(self, document: Document) -> bool:
        if self._is_unchanged(document, self._source, self._hash(document)):
            return False
        self._same_file(document, self._source)
        return True

    def _is_unchanged(self, document: Document, source: Source, content: str) -> bool:
        if self.target.content_hash(graph_iri(document)) != content:
            return False
        self._keys.setdefault(document.key, source.path)
        self.target.quarantine.forget(document.key)
        self.summary.unchanged += 1
        return True

    def _same_file(self, document: Document, source: Source) -> None:
        """Raise LegationError where the store has another file's document of this name, and that file is still there.

        A file that is gone was moved, or the store was: then the document is the same.
        """
        before = self.target.origin(graph_iri(document))
        if before is None or not _origin(document, source) or not Path(before).exists():
            return
        if not source.path.exists() or not source.path.samefile(before):
            raise LegationError(
                f"'{document.key}' was loaded from '{before}', and '{source.path}' is another file; load the folder "
                f"above them, or this one with --name: under another name to keep both, as '{source.key}' to replace it"
            )

    def _hash(self, document: Document) -> str:
        checked = self._check or document.rdf is None
        return content_hash(document, self._options.model) + ("" if checked else "-unchecked")

    def _take(self, document: Document, source: Source, checked: Checked | None = None) -> None:
        if document.judgements:
            self._merge(document)
            return
        graph, content = graph_iri(document), self._hash(document)
        before = self.target.content_hash(graph)
        if before == content:
            self.summary.unchanged += 1
            return
        self._same_file(document, source)
        if document.rdf is not None and not self._check:
            checked = Checked(document.rdf, Report(()))
        checked = checked or check(document)
        data, report = checked.data, checked.report
        if document.rdf is None and not document.text.strip():
            self.summary.warnings.append((document.name, "there is no text in it"))
        self.summary.warnings += [
            (document.name, result.message) for result in report.results if result.severity == "warning"
        ]
        if not report.conforms:
            first = next(result.message for result in report.results if result.severity == "violation")
            self.summary.rejected.append((document.name, first))
            if before is not None:
                self.summary.outdated.append(document.name)
            if not self.summary.dry_run:
                self.target.quarantine.put(document, data, report, source.key, content)
            return
        if not self.summary.dry_run:
            try:
                self.target.writable().replace(
                    graph, data, content, document.key, document.name, _origin(document, source)
                )
            except LegationError as error:
                raise _Fatal(error) from error
            self.target.quarantine.forget(document.key)
        if before is None:
            self.summary.loaded += 1
        else:
            self.summary.replaced.append(document.name)
        self.summary.facts.update(count_facts(data))
        self.summary.triples += data.count(b"\n")

    def _merge(self, document: Document) -> None:
        """Add judgements to those of the store, once the facts they are about are there."""
        from legation.judging import merge

        checked = check(document)
        data, report = checked.data, checked.report
        if not report.conforms:
            first = next(result.message for result in report.results if result.severity == "violation")
            self.summary.rejected.append((document.key, first))
        elif not self.summary.dry_run:
            triples = (quad.triple for quad in ox.parse(data, ox.RdfFormat.N_TRIPLES))
            self.summary.judgements += merge(self.target.writable(), triples)


def _origin(document: Document, source: Source) -> str:
    """The path of the file that a document is named after; empty where an export brought it under its own name."""
    own = document.key == source.key or document.key.startswith(f"{source.key}#")
    return source.origin if own else ""


def count_facts(data: bytes) -> Counter[str]:
    """Count the facts in N-Triples by kind: {"acts": 12, "tenures": 5, ...}."""
    return Counter(KINDS[kind.decode()] for _, kind in set(_FACT.findall(data)))


def content_hash(document: Document, model: str | None = None) -> str:
    """Return a checksum of all that decides what is read in a document: its text, its loader, what that knows."""
    given = replace(document, facts=[], rdf=None, legible=None, paragraphs=(), names=(), misses=())
    values = [
        value for entry, value in zip(fields(given), astuple(given), strict=True) if entry.name != "facts"
    ]
    rdf = sha256(document.rdf).hexdigest() if document.rdf is not None else None
    text = json.dumps(
        [values, rdf, None if document.rdf is not None else model, _knowledge()], ensure_ascii=True
    )
    return sha256(text.encode()).hexdigest()


@cache
def _knowledge() -> str:
    """A checksum of the ontology, its lexicon and the shapes: a verb more, and a brief may say more."""
    total = sha256()
    for name in ("ontology", "shapes"):
        root = folder(name)
        for path in sorted(root.rglob("*")):
            if path.suffix in (".ttl", ".yaml", ".yml", ".csv", ".txt", ".json"):
                total.update(f"{path.relative_to(root).as_posix()}\0".encode())
                total.update(sha256(path.read_bytes()).digest())
    return total.hexdigest()


def retry(path: str | os.PathLike[str], entries: Iterable[Entry]) -> list[Entry]:
    """Check documents in quarantine again and load those that conform now; return those that do not.

    Args:
        path: the store's folder.
        entries: from `Quarantine(path).entries()`.

    Raises:
        LegationError: their triples cannot be read, or the store not written.
    """
    from legation.rdf import parse

    quarantine = Quarantine(path)
    left = []
    with _Target(path, False, None) as target:
        for entry in entries:
            given = quarantine.triples(entry).decode("utf-8", "replace")
            quads = parse(given, "nt", str(quarantine.folder / f"{entry.token}.nt"), entry.key)
            data = "".join(sorted({f"{quad.triple} .\n" for quad in quads})).encode()
            report = validator().validate(data)
            document = Document(entry.key, entry.name, entry.loader, entry.version)
            if report.conforms:
                target.writable().replace(entry.graph, data, entry.content_hash, entry.key, entry.name)
                quarantine.drop(entry)
            else:
                left.append(quarantine.put(document, data, report, entry.source, entry.content_hash))
    return left
