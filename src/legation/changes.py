"""What was written to a store since reasoning or validation last looked: a journal beside the database.

Before a transaction the triples that it adds or takes away are appended here. So the journal may tell of a transaction
that never came to be, and never lacks one that did: who reads it looks up in the store what holds now, and is right
as long as it takes everything told for something that may have changed. Where the journal cannot tell (it is new, was
cut, or has grown too long to be worth reading), `Journal.since` says None, and everything has to be looked at.

Somebody may write to the database past legation: the state of its files, kept when a writer closes it, tells.

The journal is a file of blocks, each a line `+ GRAPH LENGTH` and that many bytes of N-Triples; further graphs of the
same transaction follow with `-` in the place of `+`. A line `+ end 0` says that all before it was committed.
"""

from __future__ import annotations

import json
import os
import secrets
from typing import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Final

FILE: Final = "changes.journal"
"""Name of the journal in the store's folder."""

_STATE: Final = "changes.state"
"""Name of the file with the state of the database's files when its last writer closed it."""

_HEAD: Final = b"legation changes 1 "
_END: Final = b"+ end 0\n"
_LONGEST: Final = 64_000_000
"""Bytes after which a journal begins anew: to look at everything is faster then."""


class Mark(NamedTuple):
    """A place in a journal: which journal it is, and how far one has read."""

    journal: str
    position: int


Change = tuple[str, bytes]
"""A graph, and what one transaction may have added to it or taken from it, as N-Triples."""


class Journal:
    """The journal of the store in folder `store`. Only the process that writes to the store may append."""

    def __init__(self, store: str) -> None:
        self._store = store
        self._path = f"{store}{os.sep}{FILE}"
        self._checked = False
        self._ended = True

    def note(self, changes: Iterable[Change]) -> None:
        """Append what one transaction is about to add to graphs or take from them.

        Raises:
            OSError: the disk is full or may not be written.
        """
        block = b"".join(
            part
            for number, (graph, ntriples) in enumerate(changes)
            for part in (f"{'-' if number else '+'} {graph} {len(ntriples)}\n".encode(), ntriples)
        )
        if not block:
            return
        self._ready()
        if os.path.getsize(self._path) + len(block) > _LONGEST:  # noqa: PTH202
            self.restart()
            return
        with open(self._path, "ab") as stream:  # noqa: PTH123
            stream.write(block)
        self._ended = False

    def restart(self) -> None:
        """Begin anew: anything may have changed."""
        with open(self._path, "wb") as stream:  # noqa: PTH123
            stream.write(_HEAD + secrets.token_hex(8).encode() + b"\n")
        self._checked, self._ended = True, False

    def end(self) -> None:
        """Say that all that was noted has been committed."""
        if not self._ended:
            with open(self._path, "ab") as stream:  # noqa: PTH123
                stream.write(_END)
            self._ended = True

    def rest(self) -> None:
        """Keep the state of the database's files; to be called when it has been closed."""
        try:
            with open(f"{self._store}{os.sep}{_STATE}", "w", encoding="utf-8") as stream:  # noqa: PTH123
                stream.write(self._state())
        except OSError:
            return  # then it looks as if somebody else had written: everything is looked at

    def is_current(self) -> bool:
        """Tell whether the journal goes as far as the database; to be asked before that is opened to be written."""
        journal = self._journal()
        if journal is None:
            return False
        try:
            graphs = [graph for _, graph, _, _ in self._blocks(self._start(journal))]
        except ValueError:
            return False
        return not self._was_written_past(graphs[-1] if graphs else "")

    def _was_written_past(self, last: str) -> bool:
        """Tell whether the database changed since its last writer closed it; `last` is the graph of the last block."""
        if last not in ("", "end"):
            return False  # that writer is at work still, or was killed: what it did is noted
        try:
            with open(f"{self._store}{os.sep}{_STATE}", encoding="utf-8") as stream:  # noqa: PTH123
                return stream.read() != self._state()
        except OSError:
            return True

    def _state(self) -> str:
        found = []
        for name in sorted(os.listdir(self._store)):  # noqa: PTH208
            if name.endswith((".log", ".sst")) or name.startswith(("MANIFEST", "CURRENT")):
                found.append(f"{name} {os.stat(f'{self._store}{os.sep}{name}').st_size}")  # noqa: PTH116
        return "\n".join(found)

    def mark(self) -> Mark:
        """Return where the journal ends, for the process that writes; it is made where there is none."""
        self._ready()
        journal = self._journal()
        assert journal is not None
        return Mark(journal, os.path.getsize(self._path))  # noqa: PTH202

    def settled(self) -> Mark | None:
        """Return how far everything told is certainly committed, for a process that reads.

        None where that cannot be told: without a journal, with one that begins with a transaction that may be on its
        way still, or where others wrote past it. It has to be asked for before the store is opened.
        """
        journal = self._journal()
        try:
            if journal is None or next(self._blocks(self._start(journal)), None) is None:
                return None
            return self._settled(journal)
        except (OSError, ValueError):
            return None

    def _settled(self, journal: str) -> Mark | None:
        graph = ""
        before = position = self._start(journal)
        for first, graph, start, size in self._blocks(position):
            if graph == "end":
                before = start + size
            elif first:
                # What no other transaction follows may be on its way into the store.
                before = position
            position = start + size
        return None if self._was_written_past(graph) else Mark(journal, before)

    def since(self, mark: Mark | None) -> list[Change] | None:
        """Return what was noted after a mark, or None where that cannot be told."""
        journal = self._journal()
        if mark is None or journal != mark.journal:
            return None
        found: list[Change] = []
        try:
            with open(self._path, "rb") as stream:  # noqa: PTH123
                if mark.position > os.fstat(stream.fileno()).st_size:
                    return None
                for _, graph, start, size in self._blocks(mark.position):
                    if graph != "end":
                        stream.seek(start)
                        found.append((graph, stream.read(size)))
        except (OSError, ValueError):
            return None
        return found

    def _journal(self) -> str | None:
        """Return what names this journal, or None where there is none."""
        try:
            with open(self._path, "rb") as stream:  # noqa: PTH123
                line = stream.readline(100)
        except OSError:
            return None
        return line[len(_HEAD) : -1].decode("ascii", "replace") if line.startswith(_HEAD) else None

    @staticmethod
    def _start(journal: str) -> int:
        return len(_HEAD) + len(journal) + 1

    def _ready(self) -> None:
        """Make the journal, or cut off what a killed process left half written."""
        if self._checked:
            return
        journal = self._journal()
        if journal is None:
            self.restart()
            return
        try:
            end = self._start(journal)
            for _, _, start, size in self._blocks(end):
                end = start + size
            os.truncate(self._path, end)
        except ValueError:
            self.restart()
        self._checked = True

    def _blocks(self, position: int) -> Iterator[tuple[bool, str, int, int]]:
        """Yield of each whole block whether it begins a transaction, its graph, place and length.

        Raises:
            ValueError: there is something else than blocks.
        """
        with open(self._path, "rb") as stream:  # noqa: PTH123
            size = os.fstat(stream.fileno()).st_size
            stream.seek(position)
            while line := stream.readline():
                if not line.endswith(b"\n"):
                    return
                sign, graph, length = line.decode().split()
                start = stream.tell()
                if start + int(length) > size:
                    return
                yield sign == "+", graph, start, int(length)
                stream.seek(int(length), os.SEEK_CUR)


class Bookmark:
    """How far one reader of the journal has come, and what else its outcome rests on, kept in the store's folder."""

    def __init__(self, store: str, reader: str) -> None:
        self._path = f"{store}{os.sep}{reader}.mark"

    def read(self, fingerprint: str) -> Mark | None:
        """Return the mark, or None where there is none, or it was made with another fingerprint."""
        try:
            with open(self._path, encoding="utf-8") as stream:  # noqa: PTH123
                journal, position, made_with = json.load(stream)
        except (OSError, ValueError, TypeError):
            return None
        known = isinstance(journal, str) and isinstance(position, int) and made_with == fingerprint
        return Mark(journal, position) if known else None

    def write(self, mark: Mark, fingerprint: str) -> None:
        """Keep a mark; where it cannot be kept, everything is looked at the next time."""
        beside = f"{self._path}.{os.getpid()}.part"
        try:
            with open(beside, "w", encoding="utf-8") as stream:  # noqa: PTH123
                json.dump([mark.journal, mark.position, fingerprint], stream)
            os.replace(beside, self._path)  # noqa: PTH105
        except OSError:
            self.remove()

    def exists(self) -> bool:
        """Tell whether there is a mark, of whatever fingerprint."""
        return os.path.exists(self._path)  # noqa: PTH110

    def remove(self) -> None:
        """Forget the mark."""
        try:
            os.unlink(self._path)  # noqa: PTH108
        except OSError:
            return
