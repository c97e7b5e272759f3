"""What is loaded: files, the files of folders, standard input; their keys, and their text read strictly."""

from __future__ import annotations

import codecs
import io
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

from legation.errors import LegationError
from legation.packing import Unpacked, packing, unpacked_name

if TYPE_CHECKING:
    from legation.records import Document

OWN_PAGE: Final = '<meta name="generator" content="legation read">'
"""What the pages that show a brief with its facts have in their head: they are no source of facts."""

_SAMPLE: Final = 65536
_MARKS: Final = {
    codecs.BOM_UTF16_LE: "UTF-16",
    codecs.BOM_UTF16_BE: "UTF-16",
}
_TEXTUAL: Final = bytes({*range(0x20, 0x100), 0x09, 0x0A, 0x0C, 0x0D})


@dataclass(frozen=True, slots=True)
class Sample:
    """The beginning of a source, by which a loader recognises it.

    `head` are its first 64 KB; `text` is what they say, or None where they are not text in UTF-8. The `name` is
    without the end that tells of packing: what is read is what was unpacked.
    """

    name: str
    suffix: str
    """Lower case, with its dot; empty where there is none."""
    head: bytes
    text: str | None

    @property
    def binary(self) -> bool:
        """Whether it is no text in whatever encoding: a picture, an archive."""
        if self.text is not None or self.head.startswith(tuple(_MARKS)):
            return False
        # Control characters are rare in text, and one in ten of what is compressed.
        return len(self.head.translate(None, _TEXTUAL)) > len(self.head) / 50


@dataclass(frozen=True, slots=True)
class Source:
    """A file, or standard input, to read documents from.

    Attributes:
        path: where it is, for messages.
        key: what names it in a store; keys of its records begin with it.
        name: the file's name.
        asked_for: the user named it; else it was found in a folder.
        named: the user said what it is called.
    """

    path: Path
    key: str
    name: str
    content: bytes | None = field(default=None, repr=False)
    """What was read from standard input; None for a file."""
    asked_for: bool = True
    named: bool = False

    @property
    def origin(self) -> str:
        """The absolute path of the file; empty for standard input, and for what the user named."""
        return "" if self.named or self.content is not None else _printable(str(self.path.absolute()))

    @property
    def suffix(self) -> str:
        """The name's suffix in lower case, with its dot; that of what is packed, if it is."""
        return Path(unpacked_name(self.name)).suffix.lower()

    @contextmanager
    def opened(self, at_once: bool = False) -> Iterator[IO[bytes]]:
        """Give a stream of the content, unpacked where the file's name says that it is packed.

        Args:
            at_once: it will be held in memory, so less of it is let through.

        Raises:
            LegationError: it cannot be read.
        """
        try:
            with io.BytesIO(self.content) if self.content is not None else self.path.open("rb") as stream:
                kind = packing(self.path)
                yield (
                    io.BufferedReader(Unpacked(stream, kind, str(self.path), at_once), 1 << 20)
                    if kind
                    else stream
                )
        except OSError as error:
            raise _unreadable(self.path, error) from error

    def data(self) -> bytes:
        """Return the whole content.

        Raises:
            LegationError: it cannot be read.
        """
        with self.opened(at_once=True) as stream:
            return stream.read()

    def text(self) -> str:
        """Return the whole text. A byte order mark is no part of it; line ends stay as they are.

        Raises:
            LegationError: it is not UTF-8; the message names file, line and byte.
        """
        return _decode(self.data(), str(self.path), 1)

    def lines(self) -> Iterator[str]:
        """Yield the lines, without their ends, reading as they are asked for.

        Raises:
            LegationError: a line is not UTF-8; the message names file, line and byte.
        """
        with self.opened() as stream:
            yield from self._decoded(stream)

    def _decoded(self, lines: Iterable[bytes]) -> Iterator[str]:
        for number, line in enumerate(lines, 1):
            yield _decode(line, str(self.path), number).rstrip("\r\n")

    def sample(self) -> Sample:
        """Return the beginning.

        Raises:
            LegationError: it cannot be read.
        """
        with self.opened() as stream:
            head = stream.read(_SAMPLE)
        text: str | None
        try:
            # The cut may go through a character: that is no error.
            text = codecs.getincrementaldecoder("utf-8-sig")().decode(head, final=len(head) < _SAMPLE)
        except UnicodeDecodeError:
            text = None
        if text is not None and "\0" in text:
            text = None
        return Sample(unpacked_name(self.name), self.suffix, head, text)


def _everything(document: Document) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Options:
    """What the user asked of a loader.

    Attributes:
        model: the language pipeline to read with; None means the loader's own choice.
        wanted: tells of a document, complete but for its facts, whether it has to be read; it need not be where
            the store has it from the same text, loader, ontology and shapes.
        trace: the facts shall say how they were read, where the loader can tell (`Act.trace`).
    """

    model: str | None = None
    wanted: Callable[[Document], bool] = _everything
    trace: bool = False


def sources(paths: Iterable[str | os.PathLike[str]], name: str | None = None) -> list[Source]:
    """List what is to be loaded: each file, the files below each folder in order, `-` for standard input.

    Hidden files are passed over, and so are stores and what lies in their quarantine.

    Args:
        paths: files, folders, or "-".
        name: what standard input is called ("stdin" if not given), or else the one file; a file keeps its suffix
            where the name has none.

    Raises:
        LegationError: a path does not exist, two sources have one key, or a name is given to several files.
    """
    given = [os.fspath(path) for path in paths]
    if name is not None and "-" not in given:
        return [_named(given, name)]
    found: list[Source] = []
    for path in given:
        if path == "-":
            known = name or "stdin"
            found.append(Source(Path(known), known, known, sys.stdin.buffer.read()))
        else:
            found += _below(Path(path))
    seen: dict[str, Path] = {}
    for source in found:
        other = seen.setdefault(source.key, source.path)
        if other is not source.path:
            raise LegationError(
                f"'{other}' and '{source.path}' would both be the document '{source.key}'; load the folder above "
                "them, or one of them by itself under another name (--name)"
            )
    return found


def _named(paths: list[str], name: str) -> Source:
    """The one file that a name was given to."""
    if len(paths) != 1 or Path(paths[0]).is_dir():
        raise LegationError(f"only one file can be called '{name}'; load the others without --name")
    (source,) = _below(Path(paths[0]))
    packed = packing(source.path) or ""
    known = name if Path(name).suffix else name + Path(unpacked_name(source.path)).suffix + packed
    return replace(source, key=known, name=known.rpartition("/")[2] or known, named=True)


def _below(path: Path) -> list[Source]:
    if not path.exists():
        raise LegationError(f"there is no file or folder '{path}'")
    if not path.is_dir():
        name = _printable(path.name)
        return [Source(path, name, name)]
    found = []
    for folder, names, files in os.walk(path):
        names[:] = sorted(name for name in names if not _passed_over(Path(folder, name)))
        for file in sorted(files):
            if not file.startswith("."):
                where = Path(folder, file)
                key = _printable(where.relative_to(path).as_posix())
                found.append(Source(where, key, _printable(file), asked_for=False))
    if not found:
        raise LegationError(f"there is no file in the folder '{path}'")
    return found


def _passed_over(folder: Path) -> bool:
    store = (folder / "CURRENT").is_file() and (folder / "LOCK").is_file()
    quarantine = folder.name.endswith(".quarantine")
    return folder.name.startswith(".") or store or quarantine


def _printable(name: str) -> str:
    """A file's name need not be UTF-8; what is not becomes a question mark in a box."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _decode(data: bytes, where: str, line: int) -> str:
    for mark, encoding in _MARKS.items():
        if line == 1 and data.startswith(mark):
            raise LegationError(f"{where} is {encoding} text; save it as UTF-8")
    try:
        text = data.decode("utf-8-sig" if line == 1 else "utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        at = line + before.count(b"\n")
        if b"\0" in data[:_SAMPLE]:
            raise LegationError(
                f"{where} is not text (a byte 0 in it); nothing reads files of this kind"
            ) from error
        raise LegationError(
            f"{where}, line {at}: byte 0x{data[error.start]:02x} is not UTF-8; save the file as UTF-8"
        ) from error
    if "\0" in text:
        at = line + text[: text.index("\0")].count("\n")
        raise LegationError(f"{where}, line {at}: a character 0 is in it; this is not text")
    return text


def _unreadable(path: Path, error: OSError) -> LegationError:
    return LegationError(f"'{path}' cannot be read: {error.strerror or error}")
