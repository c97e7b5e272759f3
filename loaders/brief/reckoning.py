"""Arithmetic with dates as precise as a text gives them: `YYYY`, `YYYY-MM` or `YYYY-MM-DD`."""

from datetime import date, timedelta


def shifted(anchor: str | None, number: int, unit: str) -> str | None:
    """Return a date so many units after another one, or before; None where that one is not precise enough.

    >>> shifted("2011-03-03", 2, "day"), shifted("2011-03", -4, "month"), shifted("2011", 1, "day")
    ('2011-03-05', '2010-11', None)
    """
    if anchor is None:
        return None
    if unit in ("year", "decade"):
        year = int(anchor[:4]) + number * (10 if unit == "decade" else 1)
        return f"{year:04d}" if 0 < year < 10_000 else None
    if unit == "month":
        if len(anchor) < 7:
            return None
        months = int(anchor[:4]) * 12 + int(anchor[5:7]) - 1 + number
        return f"{months // 12:04d}-{months % 12 + 1:02d}" if 12 <= months < 120_000 else None
    if len(anchor) < 10:
        return None
    try:
        day = date.fromisoformat(anchor) + timedelta(days=number * (7 if unit == "week" else 1))
    except OverflowError:
        return None
    return day.isoformat()


def parse_iso(value: str | None) -> date | None:
    """Return a full date, the first of the month or year where it is less precise, or None."""
    if not value:
        return None
    try:
        return date.fromisoformat((value + "-01-01")[:10])
    except ValueError:
        return None
