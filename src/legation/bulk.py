"""RDF files straight into a store by Oxigraph's bulk loader, unchecked.

A store that is made for it is filled beside its place by several threads, and put there when it is whole. Into one
that is there already goes everything at once, in the single transaction of the bulk loader. Either way a process that
is killed leaves all of the document or nothing.
"""

import os
import re
import shutil
import traceback
from collections import Counter, deque
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import IO, Final

import pyoxigraph as ox

from legation.formats import by_suffix
from legation.rdf import base_iri
from legation.sources import Source
from legation.store import BOOKKEEPING, Store
from legation.terms import JUDGEMENTS_GRAPH

FORMATS: Final = ("nt", "turtle")
_NT: Final = ox.RdfFormat.N_TRIPLES
_SIGNS: Final = (b"Judgement", b"wasRevisionOf", b"<<")
"""Judgements go to a graph of their own; triples about triples are refused. Either is for the loader to say."""
_BLANK: Final = re.compile(rb"(?:^|[>\r])[ \t]*_:", re.M)
_DIRECTION: Final = re.compile(rb'"@[A-Za-z0-9-]*--')
_ESCAPED_IRI: Final = re.compile(rb'<[^<>"\s]*\\[uU]')
_LEAST: Final = 4_000_000
_MOST: Final = 160_000_000
"""Bytes of N-Triples that a thread loads at a time, at least and at most."""
_QUADS: Final = (250_000, 1_000_000)
"""How many are loaded at a time, at first and later."""
_THREADS: Final = 4


class NotPlain(Exception):
    """There is something in the file that takes more than loading: a blank node to name, a judgement."""


@dataclass(slots=True)
class Facts:
    """What a file says, as pieces of N-Triples without blank nodes, each to be read once.

    Attributes:
        triples: how many have been read, each as often as it is there.
        digest: SHA-256 of the file, unpacked, once all has been read.
        kinds: how many facts of each kind there are, once they are in a store.
    """

    source: Source
    triples: int = 0
    digest: str = ""
    kinds: Counter[str] = field(default_factory=Counter)

    @property
    def canonical(self) -> bool:
        """Whether the pieces were written by Oxigraph, so that nothing in them need be looked at again."""
        return by_suffix(self.source.name) != "nt"

    def pieces(self) -> Iterator[bytes]:
        """Yield the pieces.

        Raises:
            NotPlain: see there.
            SyntaxError: it is no Turtle. N-Triples are not looked at that closely.
            LegationError: it cannot be read.
        """
        with self.source.opened() as stream:
            read = _Digesting(stream)
            for piece in self._parsed(read) if self.canonical else self._lines(read):
                if any(sign in piece for sign in _SIGNS) or (b"--" in piece and _DIRECTION.search(piece)):
                    raise NotPlain
                if b"_:" in piece and _BLANK.search(piece):
                    raise NotPlain
                self.triples += piece.count(b"\n")
                yield piece
            self.digest = read.digest.hexdigest()

    def _lines(self, stream: "_Digesting") -> Iterator[bytes]:
        size = self.source.path.stat().st_size if self.source.content is None else _MOST
        wanted = min(_MOST, max(_LEAST, size // _threads()))
        while block := stream.read(wanted):
            block += stream.readline()
            if (b"\\u" in block or b"\\U" in block) and _ESCAPED_IRI.search(block):
                raise NotPlain  # whatever it is, it is not to be seen
            yield block

    def _parsed(self, stream: "_Digesting") -> Iterator[bytes]:
        quads = ox.parse(input=stream, format=ox.RdfFormat.TURTLE, base_iri=base_iri(self.source.key))  # type: ignore[arg-type]
        size, grown = _QUADS
        for number in range(1_000_000_000):
            many = size if number < 4 else grown
            piece = ox.serialize((quad.triple for quad in islice(quads, many)), format=_NT)
            if not piece:
                return
            yield bytes(piece)


class _Digesting:
    """A stream that computes the checksum of what is read from it."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self.digest = sha256()

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size)
        self.digest.update(data)
        return data

    def readline(self) -> bytes:
        data = self._stream.readline()
        self.digest.update(data)
        return data


class _Joined:
    """A stream of pieces, and of notes when all pieces have been read."""

    def __init__(self, pieces: Iterator[bytes], notes: "Notes", facts: Facts) -> None:
        self._pieces, self._notes, self._facts = pieces, notes, facts
        self._left = memoryview(b"")
        self._done = False
        self.error: Exception | None = None

    def read(self, size: int) -> bytes:
        if not self._left and not self._done:
            try:
                piece = next(self._pieces, None)
            except Exception as error:
                self.error = error
                raise
            self._done = piece is None
            self._left = memoryview(b"\n" + self._notes.lines(self._facts.digest) if piece is None else piece)
        data, self._left = self._left[:size], self._left[size:]
        return bytes(data)


@dataclass(frozen=True, slots=True)
class Notes:
    """What the store keeps of a document: its graph, key and name, and the path of its file."""

    graph: str
    key: str
    name: str
    origin: str

    def lines(self, digest: str) -> bytes:
        """Return the notes as N-Triples."""
        values = zip(BOOKKEEPING, (content_hash(digest), self.key, self.name, self.origin), strict=True)
        graph = ox.NamedNode(self.graph)
        triples = (ox.Triple(graph, ox.NamedNode(note), ox.Literal(value)) for note, value in values if value)
        return bytes(ox.serialize(triples, format=_NT) or b"")


def content_hash(digest: str) -> str:
    """Return what is kept as the checksum of a file that was not checked; the checked one has another."""
    return f"unchecked-{digest}"


def digest_of(source: Source) -> str:
    """Return the SHA-256 of a file, unpacked.

    Raises:
        LegationError: it cannot be read.
    """
    with source.opened() as stream:
        read = _Digesting(stream)
        while read.read(1 << 20):
            pass
    return read.digest.hexdigest()


def fits(store: Store | None, source: Source) -> bool:
    """Tell whether a file can be loaded like this: N-Triples or Turtle into a store without judgements."""
    if by_suffix(source.name) not in FORMATS:
        return False
    judgements = ox.NamedNode(JUDGEMENTS_GRAPH)
    return store is None or next(store.inner.quads_for_pattern(None, None, None, judgements), None) is None


def add(store: Store, source: Source, notes: Notes, kinds: Mapping[str, str]) -> Facts:
    """Load a file into a graph that is not there yet, in one transaction; `kinds` is property -> what has it.

    Raises:
        NotPlain: see there; nothing was loaded.
        LegationError: the file cannot be read, or the store not written; nothing was loaded.
        SyntaxError: it is not well-formed; nothing was loaded.
    """
    facts = Facts(source)
    stream = _Joined(facts.pieces(), notes, facts)
    store.journal.restart()
    try:
        node = ox.NamedNode(notes.graph)
        store.inner.bulk_load(stream, format=_NT, to_graph=node, lenient=facts.canonical)  # type: ignore[arg-type]
    except Exception as error:
        raise stream.error or error from None
    facts.kinds = _count(store, notes.graph, kinds)
    return facts


def make(path: Path, source: Source, notes: Notes, kinds: Mapping[str, str]) -> Facts:
    """Make a store that holds the ontology and what a file says; it is there when it is whole. `kinds` as in `add`.

    Raises:
        NotPlain, LegationError, SyntaxError: as `add`; there is no store then.
        OSError: it cannot be put in its place.
    """
    beside = path.with_name(f".{path.name}.loading")
    beside.parent.mkdir(parents=True, exist_ok=True)
    if beside.exists():
        Store.open(beside, create=True, ontology=False).close()  # or else another process is at it
        shutil.rmtree(beside)
    try:
        with Store.open(beside, create=True) as store:
            facts = _filled(store, source, notes)
            facts.kinds = _count(store, notes.graph, kinds)
        beside.rename(path)
    except BaseException as error:
        # The frames that the error went through hold the database open, and it would write on.
        traceback.clear_frames(error.__traceback__)
        shutil.rmtree(beside, ignore_errors=True)
        raise
    return facts


def _filled(store: Store, source: Source, notes: Notes) -> Facts:
    facts, node = Facts(source), ox.NamedNode(notes.graph)
    store.journal.restart()
    loading: deque[Future[None]] = deque()
    with ThreadPoolExecutor(_threads()) as threads:
        try:
            for piece in facts.pieces():
                while len(loading) >= _threads():
                    loading.popleft().result()
                load = store.inner.bulk_load
                loading.append(threads.submit(load, piece, _NT, to_graph=node, lenient=facts.canonical))
                del piece
            while loading:
                loading.popleft().result()
        finally:
            threads.shutdown(cancel_futures=True)
    store.inner.load(notes.lines(facts.digest), _NT, to_graph=node)
    return facts


def _threads() -> int:
    return min(_THREADS, os.cpu_count() or 1)


def _count(store: Store, graph: str, kinds: Mapping[str, str]) -> Counter[str]:
    found: Counter[str] = Counter()
    for iri, kind in kinds.items():
        rows = store.inner.query(
            f"SELECT (COUNT(DISTINCT ?s) AS ?n) {{ GRAPH {ox.NamedNode(graph)} {{ ?s {ox.NamedNode(iri)} ?o }} }}"
        )
        assert isinstance(rows, ox.QuerySolutions)
        found[kind] = int(next(rows)["n"].value)
    return found
