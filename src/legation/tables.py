"""Tables in plain text: one line a row for files and pipes, or fitted to a terminal with the quotes readable.

On a terminal the words that an answer rests on get a line of their own below it, as wide as the window, with
the document, the offsets and the name that `legation why` takes: a quote squeezed into a column cannot be
read.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

GAP = "  "
_INDENT = "    "
_SOURCE = ("quote", "document", "start", "end")
_FACTS = ("act", "tenure", "flow", "claim", "fact")
"""Columns that hold the fact's own IRI: needed to ask on, not to read."""
_NARROWEST = 6
_SPARE = 8
"""Columns of the terminal added to each where there are more rows than are looked at."""
_SEEN = 1000
"""Rows that are looked at before the first is written: memory does not grow with the others."""


def plain(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Yield lines of aligned columns, nothing cut; the quote comes last, since it is long.

    The widths are those of the first thousand rows: what is longer further down moves its line to the right.
    """
    order = sorted(range(len(columns)), key=lambda i: columns[i] == "quote")
    first, rest = _begin(rows)
    seen = [[row[i] for i in order] for row in (columns, *first)]
    widths = [max(map(width, column)) for column in zip(*seen, strict=True)]
    for row in seen:
        yield _line(row, widths) + "\n"
    for late in rest:
        yield _line([late[i] for i in order], widths) + "\n"


def cited(
    columns: Sequence[str], rows: Iterable[Sequence[str]], available: int, colour: bool = False
) -> Iterator[str]:
    """Yield lines no wider than `available` columns: each row's short cells, then its quote and where it
    stands.

    The widths suit the first thousand rows; longer cells further down are wrapped."""
    bold, dim, italic, off = ("\x1b[1m", "\x1b[2m", "\x1b[3m", "\x1b[0m") if colour else ("", "", "", "")
    available = max(available, 20)
    first, rest = _begin(rows)
    table = [dict(zip(columns, row, strict=True)) for row in first]
    shown = [c for c in columns if not _is_source(c, columns) and not _is_code_of(c, columns)]
    cells = [[_with_code(row, c) for c in shown] for row in table]
    # A column that is empty all the way down says nothing; but what is not seen yet may fill it.
    whole = len(first) < _SEEN
    kept = [i for i in range(len(shown)) if not whole or any(row[i] for row in cells)]
    kept = kept or list(range(len(shown)))
    head = [shown[i] for i in kept]
    across = list(zip(head, *([row[i] for i in kept] for row in cells), strict=True))
    least = [max((width(word) for cell in column for word in cell.split()), default=0) for column in across]
    spare = 0 if whole else _SPARE
    widths = fit([max(map(width, column)) + spare for column in across], least, available)
    if head:
        for line in _wrapped(head, widths):
            yield f"{bold}{line}{off}\n"
    count = 0
    for count, row in enumerate(_all(table, rest, columns), 1):  # noqa: B007 -- it is the number of rows
        short_cells = [_with_code(row, name) for name in head]
        yield from (f"{part}\n" for part in (_wrapped(short_cells, widths) if head else ()))
        if row.get("quote"):
            for part in wrap(f"“{row['quote']}”", available - len(_INDENT)):
                yield f"{_INDENT}{italic}{part}{off}\n"
        source = _source(row)
        for part in wrap(source, available - len(_INDENT)) if source else ():
            yield f"{_INDENT}{dim}{part}{off}\n"
        if source:
            yield "\n"
    yield f"{dim}{count} {'row' if count == 1 else 'rows'}{off}\n"


def _begin(rows: Iterable[Sequence[str]]) -> tuple[list[Sequence[str]], Iterator[Sequence[str]]]:
    """Return the rows that are looked at for widths, and those that follow."""
    rest = iter(rows)
    first: list[Sequence[str]] = []
    while len(first) < _SEEN and (row := next(rest, None)) is not None:
        first.append(row)
    return first, rest


def _all(
    first: Iterable[dict[str, str]], rest: Iterable[Sequence[str]], columns: Sequence[str]
) -> Iterator[dict[str, str]]:
    yield from first
    for row in rest:
        yield dict(zip(columns, row, strict=True))


def _is_source(column: str, columns: Sequence[str]) -> bool:
    return "quote" in columns and (column in _SOURCE or column in _FACTS)


def _is_code_of(column: str, columns: Sequence[str]) -> bool:
    return column.endswith("Code") and column.removesuffix("Code") in columns


def _with_code(row: dict[str, str], column: str) -> str:
    cell, code = row[column], row.get(f"{column}Code", "")
    return f"{cell} ({code})" if cell and code else cell or code


def _source(row: dict[str, str]) -> str:
    if "quote" not in row:
        return ""
    place = f"{row['start']}–{row['end']}" if row.get("start") and row.get("end") else ""
    fact = next((row[name] for name in _FACTS if row.get(name)), "")
    where = " ".join(part for part in (row.get("document", ""), place) if part)
    return " · ".join(part for part in (where, fact) if part)


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    return GAP.join(c + " " * (w - width(c)) for c, w in zip(cells, widths, strict=True)).rstrip()


def _wrapped(cells: Sequence[str], widths: Sequence[int]) -> Iterator[str]:
    columns = [wrap(cell, w) or [""] for cell, w in zip(cells, widths, strict=True)]
    for i in range(max(map(len, columns))):
        yield _line([column[i] if i < len(column) else "" for column in columns], widths)


def fit(wanted: Sequence[int], least: Sequence[int], available: int) -> list[int]:
    """Return column widths that fit.

    Args:
        wanted: the width of each column's longest cell.
        least: the width of its longest word, below which it goes only where nothing else helps.
        available: columns of the terminal.
    """
    widths = list(wanted)
    room = available - len(GAP) * (len(widths) - 1)
    for floor in (least, [_NARROWEST] * len(widths)):
        while sum(widths) > room:
            spare = [i for i in range(len(widths)) if widths[i] > floor[i]]
            if not spare:
                break
            widths[max(spare, key=widths.__getitem__)] -= 1
    return widths


def wrap(text: str, room: int) -> list[str]:
    """Break `text` at spaces into lines of at most `room` columns; a longer word is cut."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        joined = f"{line} {word}" if line else word
        if width(joined) <= room:
            line = joined
            continue
        if line:
            lines.append(line)
        while width(word) > room:
            cut = 1
            while width(word[: cut + 1]) <= room:
                cut += 1
            lines.append(word[:cut])
            word = word[cut:]
        line = word
    return [*lines, line] if line else lines


def width(text: str) -> int:
    """Return how many columns of a terminal `text` takes."""
    if text.isascii():
        return len(text)
    from unicodedata import combining, east_asian_width

    return sum(0 if combining(c) else 2 if east_asian_width(c) in "WF" else 1 for c in text)
