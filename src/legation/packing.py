"""Files packed with gzip or Zstandard, by the end of their name: `facts.nt.gz`, `facts.ttl.zst`.

A small file can unpack to any size; so there is a limit, which $LEGATION_UNPACKED_GB raises.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from io import RawIOBase

from legation.errors import LegationError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import IO, Any, Final

SUFFIXES: Final = (".gz", ".zst")
LIMIT: Final = "LEGATION_UNPACKED_GB"
_LIMITS: Final = {"read at once": 2.0, "read in pieces": 100.0}
"""In GB: what memory holds, and what is read as it is used."""


def packing(name: str | os.PathLike[str]) -> str | None:
    """Return what a file of this name is packed with (".gz", ".zst"), or None."""
    suffix = os.path.splitext(os.fspath(name))[1].lower()  # noqa: PTH122
    return suffix if suffix in SUFFIXES else None


def unpacked_name(name: str | os.PathLike[str]) -> str:
    """Return a file's name without the end that tells of its packing.

    >>> unpacked_name("facts.nt.gz")
    'facts.nt'
    """
    text = os.fspath(name)
    return text[: -len(packing(text) or "")] if packing(text) else text


class Unpacked(RawIOBase):
    """What a packed file holds, to be read from its beginning; reading raises LegationError, never anything else.

    Args:
        stream: the packed file.
        kind: ".gz" or ".zst".
        where: what messages call it.
        at_once: it will be held in memory.
    """

    def __init__(self, stream: IO[bytes], kind: str, where: str, at_once: bool = False) -> None:
        self._where, self._kind = where, kind
        self._limit = _limit("read at once" if at_once else "read in pieces")
        self._inner = _opened(stream, kind, "rb")
        self._given = 0

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill `buffer`, and return how many bytes there were.

        Raises:
            LegationError: it is damaged or cut short, or unpacks to more than the limit.
        """
        try:
            data = self._inner.read(len(buffer))
        except (OSError, EOFError, ValueError, _error(self._kind)) as error:
            raise LegationError(
                f"'{self._where}' is damaged or cut short: it is not a whole {self._kind} file ({error}); fetch or "
                "pack it again"
            ) from error
        self._given += len(data)
        if self._given > self._limit * 1e9:
            raise LegationError(
                f"'{self._where}' unpacks to more than {self._limit:g} GB; if it is meant to, set {LIMIT} to a larger "
                "number, or unpack it first"
            )
        buffer[: len(data)] = data
        return len(data)


@contextmanager
def packed(stream: IO[bytes], kind: str | None) -> Iterator[IO[bytes]]:
    """Give a stream that packs what is written to it into `stream`; the same bytes in give the same bytes out.

    Args:
        stream: where it goes.
        kind: ".gz", ".zst", or None to leave it as it is.
    """
    if kind is None:
        yield stream
        return
    with _opened(stream, kind, "wb") as inner:
        yield inner


def _opened(stream: IO[bytes], kind: str, mode: str) -> IO[bytes]:
    if kind == ".gz":
        import gzip

        # No time and no name in it; level 6, like gzip itself.
        return gzip.GzipFile("", mode, 6, stream, mtime=0)  # type: ignore[return-value]
    import sys

    if sys.version_info >= (3, 14):
        from compression import zstd
    else:
        from backports import zstd
    return zstd.ZstdFile(stream, mode=mode)  # type: ignore[call-overload,no-any-return]


def _error(kind: str) -> type[Exception]:
    import zlib

    if kind == ".gz":
        return zlib.error
    import sys

    if sys.version_info >= (3, 14):
        from compression.zstd import ZstdError
    else:
        from backports.zstd import ZstdError
    return ZstdError


def _limit(use: str) -> float:
    given = os.environ.get(LIMIT)
    if given is None:
        return _LIMITS[use]
    try:
        return float(given)
    except ValueError:
        raise LegationError(
            f"{LIMIT} is '{given}', which is no number of GB; set it to one, such as 20"
        ) from None
