"""Layouts of briefs: what is title, publication, date, summary, heading and body, and where each stands."""

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

import yaml

from legation.errors import LegationError

from .dates import Calendar
from .markup import Page, blanked, unmarked

_PUBLICATION = re.compile(
    r"Publication:\s*(?P<publication>.+?)(?:\s+Volume:\s*(?P<volume>\S+))?(?:\s+Issue:\s*(?P<issue>\S+))?\s*$"
)
_FIELD = re.compile(r"(?P<name>Title|Date|Published|Publication date):\s*(?P<value>.+)$")
_BYLINE = re.compile(r"By:?\s+[A-Z][^.?!]{2,80}$")
_CAPTION = re.compile(r"\([^()]{1,118}(?<![.?!])\)$")
_SUMMARY = re.compile(r"(executive summary|summary|key points|key takeaways|abstract|in brief):?\s*$", re.I)
_BULLET = re.compile(r"^\s*(?:[•*·‣◦▪–-]|\d+[.)])\s+")
_MARKS = re.compile(r"^(?:#{1,6}\s+|(?:>\s*)+|[-*+]\s+)")
_HASHES = re.compile(r"^#{1,6}\s+|\s+#+$")
_FRONT_MATTER = re.compile(
    r"\A(?:\ufeff)?---[ \t]*\r?\n(?P<yaml>.*?)(?:\r?\n)?^---[ \t]*(?:\r?\n|\Z)", re.S | re.M
)
_DATE = re.compile(
    r"(?P<year>[0-9]{4})(?:[-/.](?P<month>[0-9]{1,2})(?:[-/.](?P<day>[0-9]{1,2}))?)?(?=$|[T\s])"
)
_TERMINAL = (".", "?", "!", "”", '"', "’", ":", ";", ")")
# The last line of a paragraph, or a sentence: what follows is not its continuation.
_CLOSED = (*_TERMINAL[:5], ":")
_SENTENCE_END = re.compile(r"[.?!][\"'”’)\]]*\s+(?=[\"'“‘(\[]?[A-ZÀ-Þ0-9])")
_HEAD_LINES: Final = 6
_WIDEST: Final = 130
_LONGEST: Final = 20_000
"""Characters that are parsed at once; spaCy refuses a million, and its memory grows with them."""
_NO_WORD: Final = re.compile(r"[^ ]{500,}")

_SPACES = str.maketrans(
    dict.fromkeys("\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f\x85\xa0\u2028\u2029\u202f\u205f\u3000\ufeff", " ")
    | dict.fromkeys(map(chr, range(0x2000, 0x200C)), " ")
    | {"\u2011": "-", "\u2010": "-"}
)


@dataclass(slots=True)
class Layout:
    """A brief's text taken apart: metadata, and the blocks to read as (start, end) offsets into `text`."""

    text: str
    title: str | None = None
    publication: str | None = None
    volume: str | None = None
    issue: str | None = None
    date: str | None = None
    language: str = "en"
    summary: str | None = None
    sections: list[tuple[str, int, int]] = field(default_factory=list)
    blocks: list[tuple[int, int]] = field(default_factory=list)
    title_span: tuple[int, int] | None = None
    """Where the title stands, if it is one of the blocks."""
    legible: str | None = None
    """The text with markup blanked out, of the same length; None where there is none."""
    body_from: int = 0
    """Where the front matter ends."""

    def shown(self) -> str | None:
        """Return the text for people to read, of the same length: front matter and marks are the character 0.

        Tables and code, which are not parsed, stay. It is None where the text is such already.
        """
        return None if self.legible is None else unmarked(self.text, self.body_from)

    def passage(self, start: int, end: int) -> str:
        """Return a stretch of the text as it is to be parsed, of the same length.

        Ends of lines within a paragraph, odd spaces and markup are spaces in it, and so is what is too long to be a
        word: a parser takes time with the square of its length.
        """
        text = (self.legible or self.text)[start:end].translate(_SPACES)
        return _NO_WORD.sub(lambda match: " " * len(match[0]), text)

    def heading(self, offset: int) -> str | None:
        """Return the heading of the section that an offset stands in."""
        return next((title for title, start, end in self.sections if start <= offset < end), None)

    def add(self, start: int, end: int) -> None:
        """Add a block, in pieces if it is very long."""
        while end - start > _LONGEST:
            cut = start + _LONGEST
            ends = [match.end() for match in _SENTENCE_END.finditer(self.text, start, cut)]
            space = self.text.rfind(" ", start, cut)
            cut = ends[-1] if ends else space + 1 if space > start else cut
            self.blocks.append((start, cut))
            start = cut
        self.blocks.append((start, end))


def single(text: str) -> Layout:
    """Return the layout of a text that is all body: it has no title of its own."""
    layout = Layout(text)
    start, end = _stripped(text, 0, len(text))
    if start < end:
        layout.add(start, end)
    return layout


def plain(text: str, body_from: int = 0, title: str | None = None, markdown: bool = False) -> Layout:
    """Take a plain text or Markdown apart, from an offset on.

    The first line is the title when it is no sentence or a short paragraph of its own, or when it is the `title` that
    is known already; a line that is a date, or "Publication: ... Volume: ... Issue: ...", is metadata; a short line
    without a full stop is a heading. Lines that were wrapped at a column are joined.
    """
    legible = blanked(text) if markdown else None
    layout = Layout(text, title=title, legible=legible, body_from=body_from)
    headings: list[tuple[str, int]] = []
    summary: list[str] = []
    in_summary = False
    for number, (start, end) in enumerate(_logical_lines(layout, body_from)):
        line = layout.passage(start, end)
        bare = _HASHES.sub("", line)
        if number < _HEAD_LINES and _head(layout, line, bare, number, start, end, title):
            continue
        if _CAPTION.match(line):
            continue  # "(Source: ...)", "(Part One)": a caption or a cross-reference
        if _is_heading(line):
            headings.append((bare.strip().rstrip(":"), start))
            in_summary = bool(_SUMMARY.match(bare))
            continue
        marker = _BULLET.match(line) or _MARKS.match(line)
        if marker:
            start += marker.end()
        elif in_summary and summary:
            in_summary = False
        if in_summary:
            summary.append(layout.passage(start, end).strip())
        layout.add(start, end)
    if layout.title_span is not None and layout.blocks == [layout.title_span]:
        # A line alone is what the brief says, not only what it is called.
        layout.title_span = None
    layout.summary = " ".join(summary) or None
    ends = [*(start for _, start in headings[1:]), len(text)]
    layout.sections = (
        [(title, start, stop) for (title, start), stop in zip(headings, ends, strict=True)]
        if headings
        else []
    )
    return layout


def _head(layout: Layout, line: str, bare: str, number: int, start: int, end: int, known: str | None) -> bool:
    """Take one of the first lines for what it says about the brief; tell whether it does."""
    publication = _PUBLICATION.match(line)
    if publication:
        layout.publication = publication["publication"]
        layout.volume, layout.issue = publication["volume"], publication["issue"]
        return True
    named = _FIELD.match(line)
    if named and len(line) < 200:
        if named["name"] == "Title":
            layout.title = layout.title or named["value"].strip()
        else:
            layout.date = layout.date or iso_date(named["value"])
        return True
    if layout.date is None:
        layout.date = _dateline(line)
        if layout.date is not None:
            return True
    if number and _BYLINE.match(line):
        return True
    titled = (len(line) < 200 and not line.endswith(".")) or line.startswith("# ")
    if known is not None:
        titled = " ".join(bare.split()).casefold() == known.casefold()
    elif layout.title is not None or number:
        return False
    if not titled or _BULLET.match(line):
        return False
    start += len(line) - len(re.sub(r"^#+\s+", "", line))
    layout.title = known or " ".join(bare.split())
    layout.title_span = (start, end)
    layout.blocks.append((start, end))
    return True


def _logical_lines(layout: Layout, body_from: int) -> list[tuple[int, int]]:
    """Return the lines that say something, as (start, end), without white space around them.

    Lines wrapped at a column are joined: a line is continued by the next where the first word of that would not have
    fitted into it. Where capitals begin the next line, that is believed only of a text that is wrapped elsewhere too.
    """
    text = layout.text
    lines: list[tuple[int, int, bool]] = []
    """Start, end, and whether the line directly before says something too."""
    last = -1
    for match in re.finditer(r"[^\r\n]+", text[body_from:]):
        start, end = _stripped(text, match.start() + body_from, match.end() + body_from)
        if not any(character.isalnum() for character in layout.passage(start, end)):
            continue
        breaks = re.findall(r"\r\n|\r|\n", text[last:start]) if last >= 0 else ()
        lines.append((start, end, len(breaks) == 1))
        last = end
    widest = max((end - start for start, end, _ in lines if " " in text[start:end]), default=0)
    if widest > _WIDEST:
        return [(start, end) for start, end, _ in lines]
    continued = [False] * len(lines)
    certain = 0
    for i in range(1, len(lines)):
        (start, end, close), before = lines[i], lines[i - 1]
        line, above = text[start:end], text[before[0] : before[1]]
        full = len(above) + 1 + len(line.split()[0]) > 0.9 * widest
        if not close or not full or above.endswith(_CLOSED) or _BULLET.match(line) or _MARKS.match(line):
            continue
        if above.startswith("#"):
            continue
        continued[i] = True
        certain += line[0].islower()
    joined: list[tuple[int, int]] = []
    for (start, end, _), goes_on in zip(lines, continued, strict=True):
        if goes_on and (certain > 1 or text[start].islower()):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def front_matter(text: str, where: str, markdown: bool = False) -> Layout:
    """Take a text apart that may begin with YAML front matter, which holds its metadata.

    Raises:
        LegationError: the front matter is not YAML, or its date is none; the message names file and line.
    """
    match = _FRONT_MATTER.match(text)
    if match is None:
        return plain(text, markdown=markdown)
    try:
        meta: Any = yaml.load(match["yaml"], Loader=yaml.BaseLoader)
    except (yaml.YAMLError, RecursionError) as error:
        line = _yaml_line(error, match["yaml"])
        problem = getattr(error, "problem", None) or "it cannot be parsed"
        raise LegationError(
            f"{where}, line {line}: the front matter is not YAML ({problem}); mend it or remove it"
        ) from None
    if not isinstance(meta, dict):
        # Two rules with prose between them, or nothing at all.
        return plain(text, match.end() if not match["yaml"].strip() else 0, markdown=markdown)
    known = Layout("")
    line = next(
        (
            n
            for n, row in enumerate(match["yaml"].splitlines(), 2)
            if re.match(r"(?i)(date|published)\s*:", row)
        ),
        2,
    )
    take_metadata(known, meta, f"{where}, line {line}")
    layout = plain(text, match.end(), known.title, markdown=True)
    take_metadata(layout, meta)
    return layout


def _yaml_line(error: Exception, source: str) -> int:
    mark = getattr(error, "problem_mark", None)
    if mark is not None:
        return int(mark.line) + 2
    position = getattr(error, "position", None)
    return source.count("\n", 0, position) + 2 if isinstance(position, int) else 2


def take_metadata(layout: Layout, meta: dict[str, Any], where: str | None = None) -> None:
    """Let metadata that came with a text override what its layout says; unknown fields are left alone.

    Args:
        layout: what is known so far.
        meta: fields as their source has them.
        where: file and line, for messages; without it a date that is none is passed over.

    Raises:
        LegationError: the date is none.
    """
    for name in ("title", "publication", "volume", "issue", "summary", "language"):
        value = meta.get(name) or meta.get(name.capitalize())
        if isinstance(value, str | int | float) and not isinstance(value, bool) and str(value).strip():
            setattr(layout, name, " ".join(str(value).split()))
    value = meta.get("date") or meta.get("Date") or meta.get("published")
    if isinstance(value, bool) or not isinstance(value, str | int) or not str(value).strip():
        return
    found = iso_date(str(value))
    if found is None and where is not None:
        raise LegationError(
            f"{where}: the date '{str(value)[:40]}' is none; write it as 2024-02-12 or leave it away"
        )
    layout.date = found or layout.date


def html(markup: str) -> Layout:
    """Extract the text of an HTML page, without scripts, navigation and captions, and take it apart."""
    page = Page(markup)
    layout = plain(page.text)
    meta = dict(page.meta)
    # "Talks in Chad | The Herald": the page's own heading says it better.
    if page.title and not (layout.title and layout.title.strip() in page.title):
        meta["title"] = page.title
    take_metadata(layout, meta)
    return layout


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and (text[start].isspace() or text[start] == "\ufeff"):
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _is_heading(line: str) -> bool:
    if re.match(r"#{1,6}\s", line):
        return True
    words = line.split()
    if _BULLET.match(line) or not words:
        return False
    if line.endswith(":") and len(words) <= 6:
        return True
    return len(words) <= 12 and not line.rstrip().endswith((*_TERMINAL, ",", "…"))


def iso_date(value: str) -> str | None:
    """Return a date as `YYYY`, `YYYY-MM` or `YYYY-MM-DD`, or None where a text is none.

    >>> iso_date("2024-02-12T10:00:00Z"), iso_date("12 February 2024"), iso_date("soon")
    ('2024-02-12', '2024-02-12', None)
    """
    value = value.strip()
    if re.fullmatch(r"[12][0-9]{7}", value):
        value = f"{value[:4]}-{value[4:6]}-{value[6:]}"
    match = _DATE.match(value)
    if match is None:
        return _dateline(value)
    parts = [int(part) for part in match.groups() if part]
    try:
        date(*[*parts, 1, 1][:3])
    except ValueError:
        return None
    # "Last month" is reckoned from it: keep away from the calendar's ends.
    return "-".join(f"{part:02d}" for part in parts) if 1000 <= parts[0] < 3000 else None


def _dateline(line: str) -> str | None:
    """Return the date of a short line that is little else than a date: "February 12, 2024 | 10:02 AM"."""
    if len(line) > 60:
        return None
    found = [when for when in Calendar(None).dates(line) if len(when.value) == 10]
    if len(found) == 1 and found[0].end - found[0].start >= 0.4 * len(line):
        return found[0].value
    return None
