"""Answers kept beside the store: asked again of a store that has not changed, a question costs a file's reading.

An answer is known by what it depends on: the question's text, its parameters, the format, and the state of the
database's files, of which every write changes one. What is kept may be deleted at any time.
"""

from __future__ import annotations

import os
import time
from _blake2 import blake2b  # hashlib would load OpenSSL, which takes longer than an answer

from legation.resources import directory

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import IO, Final

FOLDER: Final = "answers"
"""Folder inside the store."""

_MOST: Final = 256
_FICKLE: Final = (b"NOW(", b"NOW (", b"RAND", b"UUID", b"BNODE")
"""Functions that answer anew each time."""
_TICK: Final = 100_000_000  # nanoseconds
_LARGEST: Final = 4_000_000


def place(store: str, source: str, details: Sequence[str]) -> str | None:
    """Return the path under which the answer to a question is kept, or None where it cannot be told.

    Args:
        store: folder of the store.
        source: name or file of a query.
        details: whatever else the answer depends on: parameters, format, width.
    """
    try:
        question = _question(source)
        if question is None:
            return None
        # Another version of legation may write the same answer otherwise.
        installed = str(os.stat(__file__).st_mtime_ns)  # noqa: PTH116
        parts = [installed, question, *details, *_state(store)]
    except OSError:
        return None
    digest = blake2b("\0".join(parts).encode(), digest_size=16).hexdigest()
    return f"{store}{os.sep}{FOLDER}{os.sep}{digest}"


def recall(path: str) -> bytes | None:
    """Return a kept answer, or None."""
    try:
        with open(path, "rb") as stream:  # noqa: PTH123
            return stream.read()
    except OSError:
        return None


class Copy:
    """Writes an answer through to `out` as it comes, and has a copy of it unless it grows very long."""

    def __init__(self, out: IO[bytes]) -> None:
        self._out = out
        self._parts: list[bytes] | None = []
        self._size = 0

    def write(self, data: bytes) -> int:
        """Write, as files do."""
        self._size += len(data)
        if self._size > _LARGEST:
            self._parts = None
        elif self._parts is not None:
            self._parts.append(bytes(data))
        return self._out.write(data)

    def flush(self) -> None:
        """Flush what is written to."""
        self._out.flush()

    def keep(self, path: str) -> None:
        """Keep the copy under a path from `place`."""
        if self._parts is not None:
            _keep(path, b"".join(self._parts))


def _keep(path: str, answer: bytes) -> None:
    """Keep an answer; a folder that cannot be written is passed over."""
    home = os.path.dirname(path)  # noqa: PTH120
    beside = f"{path}.{os.getpid()}.part"
    try:
        os.makedirs(home, exist_ok=True)  # noqa: PTH103
        kept = os.listdir(home)  # noqa: PTH208
        if len(kept) >= _MOST:
            for name in kept:
                os.unlink(f"{home}{os.sep}{name}")  # noqa: PTH108
        with open(beside, "xb") as stream:  # noqa: PTH123
            stream.write(answer)
        os.replace(beside, path)  # noqa: PTH105
    except OSError:
        return


def _question(source: str) -> str | None:
    """Return the text of a query, or None where its answer is not one to keep."""
    # A stored query comes before a file, as in `queries.find`; text of SPARQL is not kept.
    root = directory("queries")
    topic, slash, name = source.rpartition("/")
    topics = [topic] if slash else sorted(os.listdir(root))  # noqa: PTH208
    stored = [f"{root}{os.sep}{t}{os.sep}{name}.rq" for t in topics]
    path = next((p for p in (*stored, source) if os.path.isfile(p)), None)  # noqa: PTH113
    if path is None or "{" in source:
        return None
    with open(path, "rb") as stream:  # noqa: PTH123
        text = stream.read()
    if any(name in text.upper() for name in _FICKLE):
        return None
    return text.decode("latin-1")


def _state(store: str) -> list[str]:
    """Return what every write to the database changes: its logs and its manifest."""
    found = []
    newest = 0
    for name in sorted(os.listdir(store)):  # noqa: PTH208
        if name.endswith(".log") or name.startswith(("MANIFEST", "CURRENT")):
            about = os.stat(f"{store}{os.sep}{name}")  # noqa: PTH116
            found.append(f"{name} {about.st_size} {about.st_mtime_ns}")
            newest = max(newest, about.st_mtime_ns)
    if abs(time.time_ns() - newest) < _TICK:
        # File times have the grain of the kernel's clock: a second write in the same tick would not show.
        raise OSError("written to this very moment")
    return found
