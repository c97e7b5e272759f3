"""When: explicit dates, dates relative to the brief's own, and the date of a citation; as precise as the text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

_MONTHS = "january february march april may june july august september october november december".split()
_MONTH = r"(?P<month>January|February|March|April|May|June|July|August|September|October|November|December|" \
         r"Jan\.|Feb\.|Mar\.|Apr\.|Aug\.|Sept?\.|Oct\.|Nov\.|Dec\.)"  # fmt: skip
_YEAR = r"(?P<year>1[5-9]\d\d|20\d\d)"
_WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()

_LEADING = frozenset(
    {"", "in", "by", "during", "until", "in late", "in early", "in mid", "by late", "by early", "as of"}
)

_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        _MONTH + r"\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?(?!\d)(?:,?\s+(?:of\s+)?" + _YEAR + ")?",
        r"(?P<day>\b\d{1,2})(?:st|nd|rd|th)?\s+(?:of\s+)?" + _MONTH + r"(?:,?\s+(?:of\s+)?" + _YEAR + ")?",
        r"(?P<last>[Ll]ast|[Tt]his|[Tt]hat|[Nn]ext)?\s*\b"
        + _MONTH
        + r"(?:,?\s+(?:of\s+)?"
        + _YEAR
        + r")?(?!\s+\d)",
        r"\b(?P<year>1[5-9]\d\d|20\d\d)-(?P<monthnumber>[01]\d)-(?P<day>[0-3]\d)\b",
        r"\b"
        + _YEAR
        + r"(?:[–-]\d{2,4})?(?!\d|s\b)(?!\s*(?:percent|troops|soldiers|people|tons|tonnes|km|miles))",
        r"\b(?P<weekday>Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)\b",
        r"\b(?P<relative>today|tonight|yesterday|tomorrow|this week|last week|next week|this month|last month|"
        r"next month|this year|last year|next year|that year|the same year|that same year|that same day|the same day|"
        r"that day|that month)\b",
    )
)
CITATION = re.compile(
    r"[(\[][^()\[\]]{0,80}?,\s*(?P<when>(?:[A-Z][a-z]+\.?\s+\d{1,2}(?:,\s*\d{4})?))\s*[)\]]"
)


@dataclass(frozen=True, slots=True)
class When:
    """A date found in a sentence: where it stands, and what it says (`YYYY`, `YYYY-MM` or `YYYY-MM-DD`)."""

    start: int
    end: int
    value: str
    future: bool = False


@dataclass(slots=True)
class Calendar:
    """What dates without a year, weekdays and "last month" are reckoned from: the brief's date and the last one read."""

    today: date | None
    last: str | None = None
    year: str | None = None
    """The year of the last date of this paragraph: that of what is told after it without one."""
    recent: str | None = None
    """The last date read, also a bare year in passing: "that year" means it."""

    def dates(self, text: str) -> list[When]:
        """Return the dates in a text, in its order; those of citations in brackets are left out.

        >>> [w.value for w in Calendar(date(2024, 2, 12)).dates("He came on February 3 and left last year.")]
        ['2024-02-03', '2023']
        """
        cited = [match.span() for match in CITATION.finditer(text)]
        found: list[When] = []
        for pattern in _PATTERNS:
            for match in pattern.finditer(text):
                start, end = match.span()
                if any(start < when.end and when.start < end for when in found):
                    continue
                if any(a <= start < b for a, b in cited):
                    continue
                earlier = [when for when in found if when.end <= start]
                # "After 2007, when it bid for the Games of 2014, ... that year": the sentence is about the first.
                before = min(earlier, key=lambda when: when.start).value if earlier else self.recent
                value = self._value(match.groupdict(), before)
                if value:
                    relative = (match.groupdict().get("relative") or "").startswith(("tomorrow", "next"))
                    found.append(When(start, end, value, relative))
        found.sort(key=lambda when: when.start)
        for when in found:
            self.recent = when.value
            # A bare year in passing ("since its construction in 1869") does not move the story there.
            leading = text[: when.start].strip().casefold() in _LEADING
            if len(when.value) > 4 or self.last is None or leading:
                self.last = when.value
                self.year = when.value[:4]
        return found

    def citation(self, text: str) -> tuple[str | None, str | None]:
        """Return the last citation in a text and its date: "(TASS, July 25, 2022)", "2022-07-25"."""
        matches = list(CITATION.finditer(text))
        if not matches:
            return None, None
        inner = Calendar(self.today, self.last).dates(matches[-1]["when"])
        return matches[-1].group(), inner[0].value if inner else None

    def _value(self, parts: dict[str, str | None], before: str | None) -> str | None:
        if parts.get("relative"):
            return self._relative(parts["relative"] or "", before)
        if parts.get("weekday"):
            return self._weekday((parts["weekday"] or "").lower())
        month = self._month(parts)
        year = parts.get("year")
        if month is None:
            return year
        day = parts.get("day")
        if day is not None and not 1 <= int(day) <= 31:
            return None
        if year is None:
            year = self._year_of(month, int(day or 0), parts.get("last"))
            if year is None:
                return None
        value = f"{year}-{month:02d}" + (f"-{int(day):02d}" if day else "")
        if day:
            try:
                date.fromisoformat(value)
            except ValueError:
                return value[:7]
        return value

    @staticmethod
    def _month(parts: dict[str, str | None]) -> int | None:
        if parts.get("monthnumber"):
            number = int(parts["monthnumber"] or 0)
            return number if 1 <= number <= 12 else None
        if not parts.get("month"):
            return None
        short = (parts["month"] or "").lower()[:3]
        return next(i for i, month in enumerate(_MONTHS, 1) if month.startswith(short))

    def _year_of(self, month: int, day: int, last: str | None) -> str | None:
        """A month without a year is that of the last date read, or else the latest one before the brief's date."""
        if self.last and not last and not (self.today and self.last[:4] == str(self.today.year)):
            return self.last[:4]
        if self.today is None:
            return self.last[:4] if self.last else None
        year = self.today.year
        if last in ("next", "Next"):
            return str(year if month > self.today.month else year + 1)
        if (month, day) > (self.today.month, self.today.day) and not self.last:
            return str(year - 1)
        if last in ("last", "Last") and month >= self.today.month:
            return str(year - 1)
        return str(year)

    def _weekday(self, name: str) -> str | None:
        if self.today is None:
            return None
        back = (self.today.weekday() - _WEEKDAYS.index(name)) % 7
        return (self.today - timedelta(days=back)).isoformat()

    def _relative(self, phrase: str, before: str | None) -> str | None:
        if phrase.startswith("that") or phrase.startswith("the same"):
            if before is None:
                return None
            return {"year": before[:4], "day": before, "month": before[:7]}[phrase.split()[-1]]
        if self.today is None:
            return None
        day = self.today
        if phrase in ("today", "tonight"):
            return day.isoformat()
        if phrase == "yesterday":
            return (day - timedelta(days=1)).isoformat()
        if phrase == "tomorrow":
            return (day + timedelta(days=1)).isoformat()
        step = {"this": 0, "last": -1, "next": 1}[phrase.split()[0]]
        unit = phrase.split()[1]
        if unit == "year":
            return str(day.year + step)
        if unit == "month":
            months = day.year * 12 + day.month - 1 + step
            return f"{months // 12}-{months % 12 + 1:02d}"
        return (day + timedelta(days=7 * step)).isoformat()[:7]


def nearest(trigger: Token, sentence: Span, dates: list[When]) -> When | None:
    """Return the date that belongs to a trigger: in its own phrase, or beside a clause that it stands in.

    `dates` have offsets in the sentence's text. A date inside another clause (a relative clause about somebody) is not
    taken.
    """
    best: tuple[int, int, When] | None = None
    above = {trigger.i: 0}
    for steps, ancestor in enumerate(trigger.ancestors, 1):
        above[ancestor.i] = steps
    for when in dates:
        token = _token_at(sentence, when.start)
        if token is None:
            continue
        down, walk = 0, token
        while walk.i not in above and walk.head.i != walk.i:
            # Leaving a clause that the trigger does not stand in: its date is about something else.
            if walk.dep_ in ("relcl", "advcl", "acl", "ccomp", "conj") and walk.pos_ in ("VERB", "AUX"):
                down += 4
            walk = walk.head
            down += 1
        if walk.i not in above:
            continue
        cost = down + above[walk.i]
        distance = abs(token.i - trigger.i)
        if down < 8 and (best is None or (cost, distance) < best[:2]):
            best = (cost, distance, when)
    return best[2] if best else None


def _token_at(sentence: Span, offset: int) -> Token | None:
    target = sentence.start_char + offset
    for token in sentence:
        if token.idx <= target < token.idx + len(token.text_with_ws):
            return token
    return None


def parse_iso(value: str | None) -> date | None:
    """Return a full date, the first of the month or year where it is less precise, or None."""
    if not value:
        return None
    try:
        return date.fromisoformat((value + "-01-01")[:10])
    except ValueError:
        return None
