"""When: explicit dates, dates relative to the brief's own, and the date of a citation; as precise as the text."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

from .reckoning import parse_iso, shifted

_MONTHS = "january february march april may june july august september october november december".split()
_LONG = "January|February|March|April|May|June|July|August|September|October|November|December"
_SHORT = "Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec"
# Short forms without their full stop are months only beside a day: "Mar 5", "5 Mar".
_MONTH = rf"(?P<month>{_LONG}|(?:{_SHORT})\.)"
_MONTH_OF_DAY = rf"(?P<month>{_LONG}|(?:{_SHORT})\b\.?)"
_YEAR = r"(?P<year>1[5-9][0-9]{2}|20[0-9]{2})"
_OF_YEAR = r"(?:,?\s+(?:of\s+)?" + _YEAR + r"(?![0-9]))?"
_DAY = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?"
_TO_DAY = (
    r"(?:\s*[–-]\s*[0-9]{1,2}(?:st|nd|rd|th)?|"
    rf"\s+(?:and|to|through)\s+[0-9]{{1,2}}(?:st|nd|rd|th)?(?=,?\s+(?:[12][0-9]{{3}}|(?:{_LONG})\b)|[,.;)]))?(?![0-9])"
)
_WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
_COUNTS = "zero one two three four five six seven eight nine ten eleven twelve".split()

_RECENT = 2
"""Years: of what is longer ago than that a brief tells without the year only in a story."""
_LEADING = frozenset(
    {"", "in", "by", "during", "until", "in late", "in early", "in mid", "by late", "by early", "as of"}
)

_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        r"\b" + _MONTH_OF_DAY + r"\s+" + _DAY + _TO_DAY + _OF_YEAR,
        r"(?<![0-9:.,])\b" + _DAY + _TO_DAY + r"\s+(?:of\s+)?" + _MONTH_OF_DAY + _OF_YEAR,
        r"(?:\b(?P<last>[Ll]ast|[Tt]his|[Tt]hat|[Nn]ext)\s+)?\b" + _MONTH + _OF_YEAR + r"(?!\w)(?!\s+[0-9])",
        r"(?<![0-9-])(?P<year>1[5-9][0-9]{2}|20[0-9]{2})-(?P<monthnumber>[01][0-9])-(?P<day>[0-3][0-9])(?![0-9])",
        r"(?<![\w$€£.,/])" + _YEAR + r"(?:[–/-][0-9]{2,4})?(?![0-9]|[.,-][0-9]|s\b|%)",
        r"\b(?P<count>(?i:an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)|[0-9]{1,3})\s+"
        r"(?P<unit>day|week|month|year|decade)s?\s+(?P<way>ago|later|earlier|afterwards?|thereafter|previously|"
        r"(?:before|after)(?=[,.;]|\s+that\b))(?!\s+than\b)",
        r"(?:\b(?P<which>[Ll]ast|[Tt]his|[Nn]ext)\s+)?(?<!Black )(?<!Bloody )(?<!Good )(?<!Palm )(?<!Easter )"
        r"\b(?P<weekday>Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)\b",
        r"(?<!USA )(?<!Russia )\b(?P<relative>(?i:today|tonight|this morning|this afternoon|this evening|yesterday|"
        r"last night|tomorrow|the (?:next|following|previous|preceding) (?:day|week|month|year)|"
        r"(?:this|last|next) (?:week|month|year)|(?:that|the|that same|the same) (?:same )?"
        r"(?:year|month|day)))\b",
    )
)
CITATION = re.compile(
    r"[(\[][^()\[\]]{0,400}?,\s*(?P<when>[A-Z][a-z]+\.?\s+[0-9]{1,2}(?:,\s*[0-9]{4})?|"
    r"[0-9]{1,2}\s+[A-Z][a-z]+\.?(?:\s+[0-9]{4})?)\s*[)\]]"
)
# "May", "March", "April" and "August" are other words too: alone they are months only after one of these.
_OTHER_WORDS = frozenset({"may", "march", "april", "june", "august"})
_BEFORE_MONTH = frozenset(
    "in of by since until till early late mid from to between and during through before after for every each or".split()
)
_BEFORE_YEAR = _BEFORE_MONTH | frozenset(
    "the a an its his her their this that ’s 's around circa year as throughout within against".split()
)
# "Resolution 1701", "Flight 1549": a number, no year.
_NUMBERED = re.compile(
    r"(?:Resolution|Resolutions|resolution|Article|Flight|Order|Decree|Law|Act|No\.|Room|Section)\s$"
)
_PLURAL = re.compile(
    r"\s+(?:[a-z-]+\s+)?(?:[a-z-]+s|people|men|women|troops|percent|km|kilometers|kilometres)\b"
)
_AHEAD = re.compile(
    r"\b(?:will|shall|may|might|(?:is|are) to|invite[sd]?|invitation|upcoming|"
    r"(?:plans?|planned|scheduled|due|expected|slated|set|intends?)\s+(?:to|for))\b"
)
_SHARED_YEAR = re.compile(
    rf"\s*(?:and|or|to|through|until|[–-])\s*(?:(?:late|early|mid)[- ])?(?:[0-9]{{1,2}}\s+)?(?:{_LONG})"
    rf"(?:\s+[0-9]{{1,2}}(?:st|nd|rd|th)?\b)?,?\s+{_YEAR}(?![0-9])"
)
_RELATED = re.compile(r"(?i)the (?:next|following|previous|preceding)\b")
_RANGE = re.compile(r"\s*(?:to|until|till|through|and|[–-])\s*(?:(?:late|early|mid)[- ])?")
_FROM = re.compile(r"(?i)\b(?:from|between)\s+(?:(?:late|early|mid)[- ]|the\s+)?$")
_BOUND = re.compile(r"(?i)\b(?:since|after|before|until|till|to|from|through)\s+$")
_NAMED_DAY = re.compile(rf"(?:{_LONG}|{_SHORT})|[0-9]{{1,2}}\S*\s+(?:of\s+)?(?:{_LONG}|{_SHORT})")
_SAID = re.compile(r"\b(?:said|says|announced|told|reported|stated|declared|added)\b")


@dataclass(frozen=True, slots=True)
class When:
    """A date found in a sentence: where it stands, and what it says (`YYYY`, `YYYY-MM` or `YYYY-MM-DD`)."""

    start: int
    end: int
    value: str
    future: bool = False


@dataclass(slots=True)
class Calendar:
    """What dates without a year, weekdays, "last month" are reckoned from: the brief's date, the last one read."""

    today: date | None
    """The brief's date, the first of its month or year where it is no more precise."""
    last: str | None = None
    story: str | None = None
    """When what is told without a date happened, as far as the heading or the sentences before say so."""
    main: str | None = None
    """The date of the last sentence that has one: "two days later" is reckoned from it."""
    title: str | None = None
    """The year in the brief's title: that of paragraphs which have no date."""
    recent: str | None = None
    """The last date read, also a bare year in passing: "that year" means it."""
    news: str | None = None
    """The last day of the week before the brief that was told of."""
    source: date | None = None
    """The day of what a sentence cites, while it is read: "on Monday" is reckoned from it."""
    precision: int = 10
    """How many characters of the brief's date are known: 4 for a year, 7 for a month, 10 for a day."""

    def dates(self, text: str) -> list[When]:
        """Return the dates in a text, in its order; those of citations in brackets are left out.

        >>> [w.value for w in Calendar(date(2024, 2, 12)).dates("He came on February 3 and left last year.")]
        ['2024-02-03', '2023']
        """
        cited = [match.span() for match in CITATION.finditer(text)]
        if cited and self.source is None:
            return self._as_cited(text)
        found: list[When] = []
        for pattern in _PATTERNS:
            for match in pattern.finditer(text):
                start, end = match.span()
                if any(start < when.end and when.start < end for when in found):
                    continue
                if any(a <= start < b for a, b in cited) or _is_no_date(text, match, found):
                    continue
                earlier = [when for when in found if when.end <= start]
                # "After 2007, when it bid for the Games of 2014, ... that year": the sentence is about the first.
                before = min(earlier, key=lambda when: when.start).value if earlier else self.recent
                parts = match.groupdict()
                if "month" in parts and parts.get("year") is None:
                    # "in May and June 1940": the year serves both.
                    shared = _SHARED_YEAR.match(text, end)
                    parts["year"] = shared["year"] if shared else None
                if parts.get("way") not in (None, "ago") or _RELATED.match(parts.get("relative") or ""):
                    before = before if earlier else self.main or self.recent
                value = self._value(parts, before, _is_ahead(text, start))
                if value:
                    relative = (
                        parts.get("relative") or parts.get("which") or parts.get("last") or ""
                    ).lower()
                    found.append(When(start, end, value, relative.startswith(("tomorrow", "next"))))
        found.sort(key=lambda when: when.start)
        found = _merged(text, found)
        for when in found:
            self.recent = when.value
            # A bare year in passing ("since its construction in 1869") does not move the story there.
            leading = text[: when.start].strip().casefold() in _LEADING
            if len(when.value) > 4 or self.last is None or leading:
                self.last = when.value
        return found

    def _as_cited(self, text: str) -> list[When]:
        """Return the dates of a sentence that cites a source, as of that source's day."""
        known, precision = self.today, self.precision
        self.source = parse_iso(self.citation(text)[1]) or known or date.min
        if self.source is not date.min:
            self.today, self.precision = self.source, 10
        try:
            return self.dates(text)
        finally:
            self.today, self.precision, self.source = known, precision, None

    def head(self, title: str) -> None:
        """Take the brief's title for what it says about when: "The Crisis of 1931"."""
        value = self._of_heading(title)
        self.title = value[:4] if value else None
        self.last = self.last or value

    def turn(self, heading: str | None = None) -> None:
        """Begin a paragraph, under a heading that may be a date or have one: "March 1991", "Embassy opened, 1950".

        What is told without a date happened then; in the news, on the day that was told of last.
        """
        value = self._of_heading(heading) if heading else None
        if value:
            self.story = self.last = self.main = value
        else:
            self.story = self.news or self.title

    def tell(self, when: When | None) -> None:
        """Note when a sentence's own event was."""
        if when is not None and not when.future:
            self.main = when.value
            if self._is_news(when.value):
                self.story = self.news = when.value
            else:
                self.story = when.value[:4]

    def _is_news(self, value: str | None) -> bool:
        """Tell whether a date is a day of the week that ends with the brief's own."""
        if value is None or len(value) < 10 or self.today is None or self.precision < 10:
            return False
        return timedelta(0) <= self.today - date.fromisoformat(value) < timedelta(days=7)

    @staticmethod
    def _of_heading(heading: str) -> str | None:
        """Return the one date that a heading has, if it says when and not before or since when."""
        found = Calendar(None).dates(heading)
        if len(found) != 1 or _BOUND.search(heading[: found[0].start]):
            return None
        rest = heading[: found[0].start] + heading[found[0].end :]
        alone = not any(character.isalpha() for character in rest)
        return found[0].value if alone else found[0].value[:4]

    def citation(self, text: str) -> tuple[str | None, str | None]:
        """Return the last citation in a text and its date: "(TASS, July 25, 2022)", "2022-07-25"."""
        matches = list(CITATION.finditer(text))
        if not matches:
            return None, None
        inner = Calendar(self.today, self.last).dates(matches[-1]["when"])
        return matches[-1].group(), inner[0].value if inner else None

    def _value(self, parts: dict[str, str | None], before: str | None, ahead: bool) -> str | None:
        if parts.get("relative"):
            return self._relative((parts["relative"] or "").lower(), before)
        if parts.get("weekday"):
            return self._weekday((parts["weekday"] or "").lower(), (parts["which"] or "").lower(), ahead)
        if parts.get("unit"):
            count, unit, way = (parts["count"] or "").lower(), parts["unit"] or "", parts["way"] or ""
            number = int(count) if count.isdigit() else 1 if count in ("a", "an") else _COUNTS.index(count)
            if way == "ago":
                return self._ago(number, unit)
            return shifted(before, -number if way in ("earlier", "before", "previously") else number, unit)
        month = self._month(parts)
        year = parts.get("year")
        if month is None:
            return None if parts.get("monthnumber") else year
        day = int(parts.get("day") or 0)
        if parts.get("day") is not None and not 1 <= day <= 31:
            return None
        if year is None:
            year = self._year_of(month, day, (parts.get("last") or "").lower(), ahead)
            if year is None:
                return None
        value = f"{year}-{month:02d}" + (f"-{day:02d}" if day else "")
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

    def _year_of(self, month: int, day: int, last: str, ahead: bool) -> str | None:
        """A month without a year is that of the last date read, or else the one nearest to the brief's date.

        That is the one before it, unless the words say that it is still to come.
        """
        if self.last and last in ("", "that") and self._goes_on(f"{self.last[:4]}-{month:02d}"):
            return self.last[:4]
        if self.today is None:
            return self.last[:4] if self.last else None
        year = self.today.year
        later = (month, day) > (self.today.month, self.today.day)
        if last == "next":
            return str(year if month > self.today.month else year + 1)
        if last == "last":
            return str(year - 1 if month >= self.today.month else year)
        if last == "this":
            return str(year)
        if later:
            return str(year if ahead else year - 1)
        return str(year + 1 if ahead and month < self.today.month else year)

    def _goes_on(self, month: str) -> bool:
        """Tell whether a month of the last date's year is meant: in a story of years ago, or the next that is told."""
        if self.today is None:
            return True
        if self.today.year - int(month[:4]) > _RECENT:
            return True
        if self.main is None or month[:4] == str(self.today.year):
            return False
        return month[:4] < self.main[:7] <= month

    def _weekday(self, name: str, which: str, ahead: bool) -> str | None:
        if self.today is None or self.precision < 10:
            return None
        back = (self.today.weekday() - _WEEKDAYS.index(name)) % 7
        if which == "next" or (ahead and which != "last"):
            return (self.today + timedelta(days=7 - back)).isoformat()
        return (self.today - timedelta(days=back or (7 if which == "last" else 0))).isoformat()

    def _ago(self, number: int, unit: str) -> str | None:
        if self.today is None:
            return None
        if unit in ("year", "decade"):
            return shifted(self.today.isoformat(), -number, unit)
        if unit == "month":
            return self._months(-number)
        day = (self.today - timedelta(days=number * (7 if unit == "week" else 1))).isoformat()
        return self._known(day if unit == "day" else day[:7])

    def _relative(self, phrase: str, before: str | None) -> str | None:
        first, *_, last = phrase.split() if " " in phrase else (phrase, phrase)
        if first == "that" or "same" in phrase:
            if before is None:
                return None
            return {"year": before[:4], "day": before, "month": before[:7]}[last]
        if first == "the":
            return shifted(before, 1 if phrase.split()[1] in ("next", "following") else -1, last)
        if self.today is None:
            return None
        if last in ("today", "tonight", "morning", "afternoon", "evening"):
            return self._known(self.today.isoformat())
        if phrase in ("yesterday", "last night"):
            return self._known((self.today - timedelta(days=1)).isoformat())
        if phrase == "tomorrow":
            return self._known((self.today + timedelta(days=1)).isoformat())
        step = {"this": 0, "last": -1, "next": 1}[first]
        if last == "year":
            return str(self.today.year + step)
        if last == "month":
            return self._months(step)
        return (
            self._known((self.today + timedelta(days=7 * step)).isoformat())[:7]
            if self.precision > 7
            else None
        )

    def _months(self, step: int) -> str | None:
        if self.today is None or self.precision < 7:
            return None
        return shifted(self.today.isoformat(), step, "month")

    def _known(self, value: str) -> str:
        """A day reckoned from a brief of a month is no more precise than that month."""
        return value[: self.precision]


def _is_ahead(text: str, start: int) -> bool:
    """Tell whether the words before a date say that it is still to come: "will visit in", "planned for"."""
    before = text[max(0, start - 60) : start]
    marks = list(_AHEAD.finditer(before))
    return bool(marks) and _SAID.search(before, marks[-1].end()) is None


def _is_no_date(text: str, match: re.Match[str], found: list[When]) -> bool:
    """Tell what only looks like a date: "Theresa May", "some 2000 soldiers", "Resolution 1701"."""
    parts = match.groupdict()
    start, end = match.span()
    words = text[:start].rstrip(" -–").split()
    before = words[-1].strip('("“').lower() if words else ""
    if parts.get("weekday"):
        # "Monday, 12 February": the date says it already.
        return any(
            0 < when.start - end <= 6
            and text[end : when.start].strip(" ,the") == ""
            and _NAMED_DAY.match(text, when.start) is not None
            for when in found
        )
    alone = parts.get("day") is None and parts.get("year") is None and "month" in parts
    if alone and (parts["month"] or "").lower() in _OTHER_WORDS:
        return not parts.get("last") and before not in _BEFORE_MONTH
    if "year" in parts and "month" not in parts and "monthnumber" not in parts:
        if _NUMBERED.search(text[:start]):
            return True
        counted = _PLURAL.match(text, end) is not None
        return (
            counted and bool(before) and before not in _BEFORE_YEAR and not before.endswith((",", "’s", "'s"))
        )
    return False


def _merged(text: str, found: list[When]) -> list[When]:
    """Return dates in their order, of "from ... to ..." only the first."""
    kept: list[When] = []
    for when in found:
        if kept and _RANGE.fullmatch(text, kept[-1].end, when.start) and _FROM.search(text[: kept[-1].start]):
            kept[-1] = replace(kept[-1], end=when.end)
        else:
            kept.append(when)
    return kept
