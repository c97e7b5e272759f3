"""Writing files whole or not at all."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from legation.errors import LegationError
from legation.packing import packed, packing
from legation.suffixes import refuse_folder


@contextmanager
def written(path: str | os.PathLike[str]) -> Iterator[IO[bytes]]:
    """Give a stream whose bytes become the file `path` when all has gone well; else the file stays as it was.

    They are packed where the file's name says so (`.gz`, `.zst`).

    Raises:
        LegationError: the file cannot be written.
    """
    where = Path(path)
    refuse_folder(where)
    if where.exists() and not where.is_file():
        with where.open("wb") as stream:  # a pipe or /dev/stdout: nothing to replace
            yield stream
        return
    beside: str | None = None
    try:
        handle, beside = tempfile.mkstemp(prefix=f".{where.name[:40]}.", suffix=".part", dir=where.parent)
        with os.fdopen(handle, "wb") as stream:
            with packed(stream, packing(where)) as inner:
                yield inner
            stream.flush()
        mask = os.umask(0)
        os.umask(mask)
        Path(beside).chmod(0o666 & ~mask)  # mkstemp makes files private
        Path(beside).replace(where)
        beside = None
    except OSError as error:
        raise LegationError(f"'{where}' cannot be written: {error.strerror or error}") from error
    finally:
        if beside is not None:
            Path(beside).unlink(missing_ok=True)


def write(path: str | os.PathLike[str], data: bytes) -> None:
    """Write a file whole or not at all.

    Raises:
        LegationError: the file cannot be written.
    """
    with written(path) as stream:
        stream.write(data)
