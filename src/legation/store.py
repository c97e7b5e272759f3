"""The store: an Oxigraph database on disk with one named graph a document, and what keeps it whole.

One process writes at a time; any number read, and a reader sees what was there when it opened (see
`snapshot`). Nothing heavy is imported here, since every question pays for it.
"""

from __future__ import annotations

import os

import pyoxigraph as ox

from legation.errors import LegationError
from legation.snapshot import SNAPSHOTS, SUPPORTED, Snapshot, sweep, unlink
from legation.terms import DCTERMS, INFERRED_GRAPH, JUDGEMENTS_GRAPH, LEG, ONTOLOGY_GRAPH, PREFIXES, RDFS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from types import TracebackType
    from typing import Final, Self

    from legation.changes import Change, Journal

    Results = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples

CONTENT_HASH: Final = LEG + "contentHash"
KEY: Final = DCTERMS + "identifier"
NAME: Final = RDFS + "label"
ORIGIN: Final = DCTERMS + "source"
BOOKKEEPING: Final = (CONTENT_HASH, KEY, NAME, ORIGIN)
"""What the store itself writes about a graph, in that graph. It is no fact: exports leave it out."""

_FLUSH_AFTER: Final = 8_000_000
"""Bytes written between flushes: readers replay what is not flushed, at about 50 MB/s."""

_BULK_AFTER: Final = 2_000_000
"""Bytes of a new graph that go straight into tables, in one transaction too: twice as fast, and no log to replay."""

_OPTIMISE_AFTER: Final = 20_000_000
"""Bytes written after which the tables are merged at the end: half the size, and fewer files to open."""

_LOG_LEFT: Final = 1_000_000
"""Bytes of logs that may be left when a store is closed."""


class Store:
    """A store that is open; close it, or use it as a context manager.

    Attributes:
        path: the store's folder.
        inner: the Oxigraph store. Queries on it must ask for the union of graphs themselves.
        read_only: whether it is a frozen snapshot.
    """

    def __init__(self, path: str, inner: ox.Store, read_only: bool, snapshot: Snapshot | None = None) -> None:
        self.path = path
        self.read_only = read_only
        self._journal: Journal | None = None
        self._inner: ox.Store | None = inner
        self._snapshot = snapshot
        self._unflushed = 0
        self._written = 0

    @classmethod
    def open(
        cls,
        path: str | os.PathLike[str],
        create: bool = False,
        read_only: bool = False,
        ontology: bool = True,
    ) -> Self:
        """Open the store in folder `path`.

        Args:
            path: the store's folder.
            create: make it where there is none.
            read_only: see what is there now, while others may write.
            ontology: when writing, bring the store's copy of the ontology up to date.

        Raises:
            LegationError: there is no store, it is no store, another process writes to it, or it is damaged.
        """
        where = os.fspath(path)
        _check(where, create)
        if read_only:
            return cls._open_snapshot(where)
        try:
            os.makedirs(where, exist_ok=True)  # noqa: PTH103
            inner = _opened(where)
        except (OSError, RuntimeError) as error:
            raise _sentence(where, error) from error
        _tidy(where)
        store = cls(where, inner, False)
        if ontology:
            try:
                store._refresh_ontology()
            except BaseException:
                store.close()
                raise
        return store

    @classmethod
    def _open_snapshot(cls, where: str) -> Self:
        snapshot = None
        try:
            if not SUPPORTED:
                return cls(where, ox.Store.read_only(where), True)
            snapshot = Snapshot(where)
            return cls(where, ox.Store.read_only(snapshot.path), True, snapshot)
        except (OSError, RuntimeError) as error:
            if snapshot is not None:
                snapshot.remove()
            raise _sentence(where, error) from error

    @property
    def inner(self) -> ox.Store:
        """The Oxigraph store."""
        if self._inner is None:
            raise LegationError(f"the store at '{self.path}' was closed; open it again")
        return self._inner

    @property
    def journal(self) -> Journal:
        """What tells of all that was written; readers do without it, so it is imported late."""
        if self._journal is None:
            from legation.changes import Journal

            self._journal = Journal(self.path)
        return self._journal

    @property
    def place(self) -> str:
        """The folder with the files that are open: the snapshot's where there is one."""
        return self._snapshot.path if self._snapshot is not None else self.path

    def close(self) -> None:
        """Write everything to disk and let others write; closing twice is fine."""
        writing = self._inner is not None and not self.read_only
        if self._inner is not None and writing:
            self._inner.flush()
            self.journal.end()
            if self._written > _OPTIMISE_AFTER:
                self._inner.optimize()
        self._inner = None  # the database closes, and its lock goes, when nobody refers to it
        if writing and _logged(self.path) > _LOG_LEFT:
            # RocksDB keeps old logs to use them again, and removes them when it opens. Readers would copy them.
            try:  # noqa: SIM105
                ox.Store(self.path)
            except (OSError, RuntimeError):
                pass  # somebody still refers to the database, or writes already: no harm done
        if writing:
            self.journal.rest()
        if self._snapshot is not None:
            self._snapshot.remove()
            self._snapshot = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __del__(self) -> None:
        snapshot = getattr(self, "_snapshot", None)
        if snapshot is not None:
            self._inner = None
            snapshot.remove()

    # Reading

    def query(self, sparql: str, prefixes: Mapping[str, str] | None = None) -> Results:
        """Run SPARQL over the union of all graphs, with the project's prefixes known."""
        return self.inner.query(
            sparql, prefixes=dict(PREFIXES if prefixes is None else prefixes), use_default_graph_as_union=True
        )

    def graphs(self) -> list[str]:
        """Return the IRIs of the documents' graphs, sorted: no ontology, judgements or inferred facts."""
        names = {str(graph.value) for graph in self.inner.named_graphs()}
        return sorted(names - {ONTOLOGY_GRAPH, INFERRED_GRAPH, JUDGEMENTS_GRAPH})

    def content_hash(self, graph: str) -> str | None:
        """Return the checksum that was stored with a graph, or None where there is no such graph."""
        return self._about(graph, CONTENT_HASH)

    def origin(self, graph: str) -> str | None:
        """Return the path of the file that a graph was read from, where it is known."""
        return self._about(graph, ORIGIN)

    def documents(self) -> dict[str, tuple[str, str]]:
        """Return graph IRI -> (key, name) of each loaded document."""
        return {g: (self._about(g, KEY) or g, self._about(g, NAME) or g) for g in self.graphs()}

    def _about(self, graph: str, predicate: str) -> str | None:
        node = ox.NamedNode(graph)
        for quad in self.inner.quads_for_pattern(node, ox.NamedNode(predicate), None, node):
            return quad.object.value if isinstance(quad.object, ox.Literal) else None
        return None

    def quads(self, graph: str) -> Iterator[ox.Quad]:
        """Iterate over a graph's facts, without the store's own notes about the graph."""
        node = ox.NamedNode(graph)
        for quad in self.inner.quads_for_pattern(None, None, None, node):
            if quad.subject != node or quad.predicate.value not in BOOKKEEPING:
                yield quad

    # Writing

    def replace(
        self,
        graph: str,
        ntriples: bytes,
        content_hash: str = "",
        key: str = "",
        name: str = "",
        origin: str = "",
    ) -> None:
        """Put `ntriples` in the place of what `graph` holds, in one transaction.

        What people have judged about these facts is honoured in the same transaction. `origin` is the path of the
        file they were read from.

        Raises:
            LegationError: the disk is full or fails; the store is as it was.
        """
        notes = zip(BOOKKEEPING, (content_hash, key, name, origin), strict=True)
        ntriples, judged, touched = self._judged(graph, ntriples)
        data = (
            ntriples
            + "".join(
                f"{ox.Triple(ox.NamedNode(graph), ox.NamedNode(predicate), ox.Literal(value))} .\n"
                for predicate, value in notes
                if value
            ).encode()
        )
        node = ox.NamedNode(graph)
        try:
            if not judged and next(self.inner.quads_for_pattern(None, None, None, node), None) is None:
                self._note([(graph, data)])
                if len(data) > _BULK_AFTER:
                    self.inner.bulk_load(data, ox.RdfFormat.N_TRIPLES, to_graph=node)
                    return
                self.inner.load(data, ox.RdfFormat.N_TRIPLES, to_graph=node)
            else:
                # Parsed and written again: escapes such as \u0022 do not mean in SPARQL what they do here.
                triples = {quad.triple for quad in ox.parse(data, ox.RdfFormat.N_TRIPLES)}
                before = {quad.triple for quad in self.inner.quads_for_pattern(None, None, None, node)}
                self._note([(graph, _nt(triples ^ before)), *_by_graph(touched)])
                self.inner.update(
                    f"DROP SILENT GRAPH {node} ; INSERT DATA {{ GRAPH {node} {{ {_nt(triples).decode()} }} }}{judged}"
                )
            self._unflushed += len(data)
            self._written += len(data)
            if self._unflushed > _FLUSH_AFTER:
                self.flush()
        except (OSError, RuntimeError) as error:
            raise _sentence(self.path, error) from error

    def remove(self, graph: str) -> None:
        """Remove a graph and all it holds; judgements on it stay, and say that their fact has gone."""
        _, judged, touched = self._judged(graph, b"")
        node = ox.NamedNode(graph)
        self.update(
            f"DROP SILENT GRAPH {node}{judged}",
            [*self.inner.quads_for_pattern(None, None, None, node), *touched],
        )

    def update(self, sparql: str, touched: Iterable[ox.Quad] | None = None) -> None:
        """Run a SPARQL update, one transaction.

        Args:
            sparql: the update.
            touched: all that it may add or take away; anything may have changed if that is not given.

        Raises:
            LegationError: the disk is full or fails; the store is as it was.
        """
        try:
            if touched is None:
                self.journal.restart()
            else:
                self._note(_by_graph(touched))
            self.inner.update(sparql)
        except (OSError, RuntimeError) as error:
            raise _sentence(self.path, error) from error

    def _note(self, changes: list[Change]) -> None:
        # Where the ontology changes, so does what all else means.
        if any(graph == ONTOLOGY_GRAPH for graph, _ in changes):
            self.journal.restart()
        else:
            self.journal.note(changes)

    def _judged(self, graph: str, ntriples: bytes) -> tuple[bytes, str, frozenset[ox.Quad]]:
        """Return the triples that stand, what else is to be updated, begun with a semicolon, and what that touches."""
        judgements = ox.NamedNode(JUDGEMENTS_GRAPH)
        if next(self.inner.quads_for_pattern(None, None, None, judgements), None) is None:
            return ntriples, "", frozenset()
        from legation.settling import concerned, settle

        if graph == ONTOLOGY_GRAPH or not concerned(self.inner, graph, ntriples):
            return ntriples, "", frozenset()
        incoming = (quad.triple for quad in ox.parse(ntriples, ox.RdfFormat.N_TRIPLES))
        settled = settle(self.inner, graph=graph, incoming=incoming)
        standing = bytes(ox.serialize(settled.standing, format=ox.RdfFormat.N_TRIPLES) or b"")
        return standing, f" ; {settled.update}" if settled.update else "", settled.touched

    def flush(self) -> None:
        """Write the log to the tables, so that readers open fast."""
        self.inner.flush()
        self._unflushed = 0

    def _refresh_ontology(self) -> None:
        files = ontology_files()
        digest = _digest(files)
        if self.content_hash(ONTOLOGY_GRAPH) == digest:
            return
        data = []
        for path in files:
            try:
                quads = ox.parse(path=path, format=ox.RdfFormat.TURTLE, rename_blank_nodes=True)
                triples = {ox.Triple(q.subject, q.predicate, q.object) for q in quads}
            except SyntaxError as error:
                raise LegationError(
                    f"{path} is not Turtle: {error}; correct it or install legation again"
                ) from error
            data.append(ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b"")
        # One transaction, the checksum included: who is killed before it finds the old checksum, or none.
        self.replace(ONTOLOGY_GRAPH, b"".join(data), content_hash=digest)
        self.flush()


def _nt(triples: Iterable[ox.Triple]) -> bytes:
    return bytes(ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b"")


def _by_graph(quads: Iterable[ox.Quad]) -> list[Change]:
    graphs: dict[str, list[ox.Triple]] = {}
    for quad in quads:
        graphs.setdefault(str(getattr(quad.graph_name, "value", "")), []).append(quad.triple)
    return [(graph, _nt(triples)) for graph, triples in graphs.items()]


def _opened(where: str) -> ox.Store:
    """Open a database to write to it, with a journal that goes on from what it holds."""
    from legation.changes import Journal

    journal = Journal(where)
    current = journal.is_current()
    inner = ox.Store(where)  # before the journal is touched: another process may be writing
    if not current:
        journal.restart()
    return inner


def ontology_digest() -> str:
    """Return a checksum of the installed ontology, as a store notes it of its copy."""
    return _digest(ontology_files())


def ontology_files() -> list[str]:
    """Return the paths of the installed ontology's Turtle files, sorted."""
    from legation.resources import directory

    found = []
    for folder, _, names in os.walk(directory("ontology")):
        found += [os.path.join(folder, name) for name in names if name.endswith(".ttl")]  # noqa: PTH118
    return sorted(found)


def _digest(files: list[str]) -> str:
    from hashlib import sha256

    total = sha256()
    for path in files:
        with open(path, "rb") as stream:  # noqa: PTH123
            total.update(sha256(stream.read()).digest())
    return total.hexdigest()


def _logged(where: str) -> int:
    sizes = (os.stat(f"{where}/{name}").st_size for name in os.listdir(where) if name.endswith(".log"))  # noqa: PTH116, PTH208
    return sum(sizes)


def _check(where: str, create: bool) -> None:
    """Raise a LegationError where `where` is no store, and may not or cannot become one."""
    if os.path.exists(f"{where}/CURRENT"):  # noqa: PTH110
        return
    if os.path.exists(where) and not os.path.isdir(where):  # noqa: PTH110, PTH112
        raise LegationError(f"'{where}' is a file, not a store; name a folder with --store")
    there = os.path.isdir(where)  # noqa: PTH112
    # A process killed while it made the store leaves RocksDB's files without CURRENT: that may be made anew.
    foreign = there and any(not _is_database_file(name) for name in os.listdir(where))  # noqa: PTH208
    if foreign:
        raise LegationError(
            f"the folder '{where}' is not a store, and it is not empty; name another one with --store"
        )
    if not create:
        raise LegationError(f"there is no store at '{where}'; load something first: legation load FILE")


def _is_database_file(name: str) -> bool:
    stem = name.split(".")[0].split("-")[0]
    return stem in ("LOCK", "LOG", "IDENTITY", "MANIFEST", "OPTIONS", SNAPSHOTS) or stem.isdigit()


def _sentence(where: str, error: Exception) -> LegationError:
    text = str(error)
    # RocksDB says what went wrong in words only, and Oxigraph passes them on under several types.
    if "lock" in text.lower() and "LOCK" in text:
        return LegationError(
            f"the store at '{where}' is being written by another process; wait until it has finished, or use "
            "another store with --store"
        )
    if "No space left" in text:
        return LegationError(f"the disk is full: '{where}' cannot be written; make room and load again")
    if "Permission denied" in text or "Read-only file system" in text:
        return LegationError(
            f"'{where}' may not be written or read; change its permissions or use another --store"
        )
    return LegationError(
        f"the store at '{where}' cannot be opened or written ({text.rstrip('.')}); if it is damaged, "
        "remove the folder and load again"
    )


def _tidy(where: str) -> None:
    """Remove what RocksDB and dead readers left behind. Only the process that writes calls this."""
    for name in os.listdir(where):  # noqa: PTH208
        if name.startswith("LOG.old."):
            unlink(f"{where}/{name}")
    sweep(f"{where}/{SNAPSHOTS}")
