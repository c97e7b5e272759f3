"""What is written, by the suffix of the file it goes to. Nothing is imported: every question pays for it."""

from __future__ import annotations

import os

from legation.errors import LegationError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping


def format_for(
    path: str | os.PathLike[str], known: Mapping[str, str], option: str = "--format", packed: bool = False
) -> str | None:
    """Return the format that a file's suffix stands for, or None where it has no suffix.

    Args:
        path: the file to write.
        known: suffix, in lower case with its dot -> format.
        option: how the user can name the format instead.
        packed: what is written will be packed if the name ends in .gz or .zst.

    Raises:
        LegationError: the suffix stands for nothing; the message lists those that do.
    """
    suffix = os.path.splitext(os.fspath(path))[1].lower()  # noqa: PTH122
    if not suffix:
        return None
    if packed:
        from legation.packing import packing, unpacked_name

        if packing(path):
            return format_for(unpacked_name(path), known, option)
    if suffix not in known:
        raise LegationError(
            f"'{os.fspath(path)}': '{suffix}' stands for no format; end the name in one of {', '.join(known)}, or "
            f"name the format with {option}"
        )
    return known[suffix]


def refuse_folder(path: str | os.PathLike[str]) -> None:
    """Raise LegationError where a file is to be written and `path` is a folder."""
    if os.path.isdir(path):  # noqa: PTH112
        raise LegationError(f"'{os.fspath(path)}' cannot be written: it is a folder; name a file in it")
