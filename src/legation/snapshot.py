"""A private, frozen copy of a database's files for a reader, made while others may write.

Opening the folder of a database that is being written is undefined in RocksDB: the writer deletes files which a
reader has not opened yet, and Oxigraph then yields errors without end. So readers work on hard links to the
files that never change, and on copies of those that grow. It costs about a millisecond.
"""

from __future__ import annotations

import os
import time

from legation.errors import LegationError

try:
    import fcntl
except ImportError:  # Windows: no snapshots there
    fcntl = None  # type: ignore[assignment]

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

SUPPORTED: Final = fcntl is not None

SNAPSHOTS: Final = "snapshots"
"""Folder inside the store where readers keep what they look at; what dead readers left is removed."""


class Snapshot:
    """A frozen copy of the database in folder `where`; `path` is its folder.

    Raises:
        LegationError: the database changes too fast.
        OSError: it cannot be read.
    """

    def __init__(self, where: str) -> None:
        self._lock: int | None = None
        home = f"{where}/{SNAPSHOTS}"
        try:
            os.makedirs(home, exist_ok=True)  # noqa: PTH103
            sweep(home)
            self.path = f"{home}/{os.getpid()}-{time.time_ns()}"
            os.mkdir(self.path)  # noqa: PTH102
            linked = True
        except OSError:
            # We may read the store but not write beside it: copy it.
            import tempfile

            self.path = tempfile.mkdtemp(prefix="legation-")
            linked = False
        try:
            self._lock = os.open(self.path, os.O_RDONLY)
            fcntl.flock(self._lock, fcntl.LOCK_EX)
            self._take(where, linked)
        except BaseException:
            self.remove()
            raise

    def _take(self, where: str, linked: bool) -> None:
        missing = ""
        for attempt in range(40):
            if attempt:
                _empty(self.path)
                time.sleep(min(0.005 * attempt, 0.1))
            try:
                if _copy(where, self.path, linked):
                    return
                missing = ""
            except FileNotFoundError as error:
                missing = os.path.basename(str(error.filename))  # noqa: PTH119
        if missing:  # time and again: that is no writer who has just deleted it
            raise LegationError(
                f"the store at '{where}' is damaged ({missing} is missing); remove the folder and load again"
            )
        raise LegationError(f"the store at '{where}' is changing too fast to be read; try again in a moment")

    def remove(self) -> None:
        """Remove the snapshot; errors are left to the next sweep."""
        _empty(self.path)
        try:  # noqa: SIM105 -- contextlib.suppress would cost every question an import
            os.rmdir(self.path)  # noqa: PTH106
        except OSError:
            pass
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None


def _copy(source: str, target: str, linked: bool) -> bool:
    """Copy a database that may be written meanwhile; False where what was copied does not fit together."""
    manifest = _read(f"{source}/CURRENT").decode().strip()
    edits = _read(f"{source}/{manifest}")
    names = os.listdir(source)  # noqa: PTH208
    logs = sorted((name for name in names if name.endswith(".log")), key=lambda name: int(name[:-4]))
    # The newest first: once there is a newer one, nothing is added to a log. So there is no gap between them.
    for name in reversed(logs):
        _write(f"{target}/{name}", _read(f"{source}/{name}"))
    for name in names:
        if name.endswith(".sst"):
            if linked:
                try:
                    os.link(f"{source}/{name}", f"{target}/{name}")
                    continue
                except PermissionError:
                    linked = False  # files of another user may not be linked everywhere
            _write(f"{target}/{name}", _read(f"{source}/{name}"))
    # Tables are deleted, and logs deleted or written over, only after the manifest says so. If it has not grown,
    # all that it names was there.
    if _read(f"{source}/CURRENT").decode().strip() != manifest:
        return False
    if os.stat(f"{source}/{manifest}").st_size != len(edits):  # noqa: PTH116
        return False
    _write(f"{target}/{manifest}", edits)
    _write(f"{target}/CURRENT", f"{manifest}\n".encode())
    return True


def sweep(home: str) -> None:
    """Remove snapshots whose readers are dead: nobody holds their lock."""
    if fcntl is None or not os.path.isdir(home):  # noqa: PTH112
        return
    for name in os.listdir(home):  # noqa: PTH208
        path = f"{home}/{name}"
        try:
            # One that is being made has no lock for an instant.
            if time.time() - os.stat(path).st_mtime < 2:  # noqa: PTH116
                continue
            lock = os.open(path, os.O_RDONLY)
        except OSError:
            continue
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            _empty(path)
            os.rmdir(path)  # noqa: PTH106
        except OSError:
            pass
        finally:
            os.close(lock)


def _empty(path: str) -> None:
    try:
        for name in os.listdir(path):  # noqa: PTH208
            unlink(f"{path}/{name}")
    except OSError:
        pass


def unlink(path: str) -> None:
    """Remove a file; one that cannot be removed stays."""
    try:  # noqa: SIM105
        os.unlink(path)  # noqa: PTH108
    except OSError:
        pass


def _read(path: str) -> bytes:
    with open(path, "rb") as stream:  # noqa: PTH123
        return stream.read()


def _write(path: str, data: bytes) -> None:
    with open(path, "wb") as stream:  # noqa: PTH123
        stream.write(data)
