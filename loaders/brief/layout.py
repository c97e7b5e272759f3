"""Layouts of briefs: what is title, publication, date, summary, heading and body, and where each stands."""

import re
from dataclasses import dataclass, field
from datetime import date
from html.parser import HTMLParser
from typing import Any

import yaml

from legation.errors import LegationError

from .dates import Calendar

_PUBLICATION = re.compile(
    r"Publication:\s*(?P<publication>.+?)(?:\s+Volume:\s*(?P<volume>\S+))?(?:\s+Issue:\s*(?P<issue>\S+))?\s*$"
)
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}$")
_SUMMARY = re.compile(r"(executive summary|summary|key points|abstract|in brief):?\s*$", re.I)
_BULLET = re.compile(r"^\s*(?:[•*·‣-]|\d+[.)])\s+")
_MARKDOWN = re.compile(r"^(#{1,6}\s+|>\s+|[-*+]\s+)")
_FRONT_MATTER = re.compile(r"\A(?:\ufeff)?---[ \t]*\r?\n(?P<yaml>.*?)\r?\n---[ \t]*(?:\r?\n|\Z)", re.S)
_TERMINAL = (".", "?", "!", "”", '"', "’", ":", ";", ")")


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


def plain(text: str, body_from: int = 0) -> Layout:
    """Take a plain text or Markdown apart, from an offset on.

    The first line is the title when it is no sentence or a short paragraph of its own; a line that is an ISO date, or
    "Publication: ... Volume: ... Issue: ...", is metadata; a short line without a full stop is a heading.
    """
    layout = Layout(text)
    lines = [(m.start(), m.end()) for m in re.finditer(r"[^\r\n]+", text[body_from:])]
    lines = [
        (start + body_from, end + body_from)
        for start, end in lines
        if text[start + body_from : end + body_from].strip()
    ]
    headings: list[tuple[str, int]] = []
    summary: list[str] = []
    in_summary = False
    for number, (start, end) in enumerate(lines):
        start, end = _stripped(text, start, end)
        line = text[start:end]
        publication = _PUBLICATION.match(line)
        if publication:
            layout.publication = publication["publication"]
            layout.volume, layout.issue = publication["volume"], publication["issue"]
        elif number < 6 and _ISO.match(line):
            layout.date = layout.date or line
        elif number == 0 and ((len(line) < 200 and not line.endswith(".")) or line.startswith("# ")):
            start += len(line) - len(re.sub(r"^#+\s+", "", line))
            layout.title, layout.title_span = text[start:end], (start, end)
            layout.blocks.append((start, end))
        elif number < 6 and layout.date is None and _dateline(line):
            layout.date = _dateline(line)
        elif line.startswith("(") and line.endswith(")") and len(line) < 120:
            continue  # "(Source: ...)", "(Part One)": a caption or a cross-reference
        elif _is_heading(line):
            headings.append((re.sub(r"^#+\s+", "", line).rstrip(":"), start))
            in_summary = bool(_SUMMARY.match(re.sub(r"^#+\s+", "", line)))
        else:
            marker = _BULLET.match(line) or _MARKDOWN.match(line)
            if marker:
                start += marker.end()
            elif in_summary and summary:
                in_summary = False
            if in_summary:
                summary.append(text[start:end])
            layout.blocks.append((start, end))
    layout.summary = " ".join(summary) or None
    ends = [*(start for _, start in headings[1:]), len(text)]
    layout.sections = [(title, start, stop) for (title, start), stop in zip(headings, ends, strict=False)]
    return layout


def front_matter(text: str, where: str) -> Layout:
    """Take a Markdown text apart whose YAML front matter holds its metadata.

    Raises:
        LegationError: the front matter is not YAML; the message names file and line.
    """
    match = _FRONT_MATTER.match(text)
    if match is None:
        return plain(text)
    try:
        meta: Any = yaml.load(match["yaml"], Loader=yaml.BaseLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 2}" if mark else ""
        problem = getattr(error, "problem", "it cannot be parsed")
        raise LegationError(
            f"{where}{line}: the front matter is not YAML ({problem}); mend it or remove it"
        ) from None
    layout = plain(text, match.end())
    if isinstance(meta, dict):
        take_metadata(layout, meta)
    return layout


def take_metadata(layout: Layout, meta: dict[str, Any]) -> None:
    """Let metadata that came with a text override what its layout says; unknown fields are left alone."""
    for name in ("title", "publication", "volume", "issue", "summary", "language"):
        value = meta.get(name) or meta.get(name.capitalize())
        if isinstance(value, str | int | float) and not isinstance(value, bool):
            setattr(layout, name, str(value))
    value = meta.get("date") or meta.get("Date") or meta.get("published")
    if isinstance(value, str):
        layout.date = _iso(value) or layout.date


def html(markup: str) -> Layout:
    """Extract the text of an HTML page, without scripts, navigation and captions, and take it apart."""
    parser = _Extractor()
    parser.feed(markup)
    parser.close()
    layout = plain(parser.text())
    meta = {
        "title": parser.title,
        "date": parser.meta.get("date", ""),
        "publication": parser.meta.get("publication", ""),
    }
    if layout.title and parser.title and layout.title.strip() in parser.title:
        meta.pop("title")
    take_metadata(layout, {k: v for k, v in meta.items() if v})
    return layout


class _Extractor(HTMLParser):
    _SKIP = frozenset(
        {"script", "style", "nav", "header", "footer", "aside", "form", "noscript", "template", "figcaption"}
    )
    _BREAK = frozenset(
        "p div br li tr h1 h2 h3 h4 h5 h6 section article blockquote ul ol table time title".split()
    )
    _META = {
        "article:published_time": "date",
        "date": "date",
        "dc.date": "date",
        "dcterms.issued": "date",
        "dcterms.date": "date",
        "og:site_name": "publication",
        "citation_journal_title": "publication",
    }

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.title = ""
        self.meta: dict[str, str] = {}
        self._lines: list[list[str]] = [[]]
        self._skipping: list[str] = []
        self._in_title = False
        self._in_head = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "meta":
            values = dict(attrs)
            name = self._META.get((values.get("name") or values.get("property") or "").lower())
            if name and values.get("content"):
                self.meta.setdefault(name, values["content"] or "")
        elif tag == "time" and not self.meta.get("date"):
            self.meta["date"] = dict(attrs).get("datetime") or ""
        if tag == "head":
            self._in_head = True
        elif tag in self._SKIP and not (tag == "header" and self._skipping):
            self._skipping.append(tag)
        self._in_title = tag == "title"
        if tag in self._BREAK:
            self._lines.append([])

    def handle_endtag(self, tag: str) -> None:
        if tag == "head":
            self._in_head = False
        elif tag in self._skipping:
            while self._skipping and self._skipping.pop() != tag:
                pass
        self._in_title = False
        if tag in self._BREAK:
            self._lines.append([])

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title += data.strip()
        elif not self._skipping and not self._in_head:
            self._lines[-1].append(data)

    def text(self) -> str:
        lines = (" ".join("".join(parts).split()) for parts in self._lines)
        return "\n\n".join(line for line in lines if line) + "\n"


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
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
    return len(words) <= 12 and not line.endswith(_TERMINAL) and not line.endswith((",", "…"))


def _iso(value: str) -> str | None:
    match = re.match(r"\d{4}(-\d{2}(-\d{2})?)?", value.strip())
    if match:
        candidate = match.group()
        try:
            date.fromisoformat((candidate + "-01-01")[:10])
        except ValueError:
            return None
        return candidate
    return _dateline(value)


def _dateline(line: str) -> str | None:
    """Return the date of a short line that is little else than a date: "February 12, 2024 | 10:02 AM"."""
    if len(line) > 60:
        return None
    found = [when for when in Calendar(None).dates(line) if len(when.value) == 10]
    if len(found) == 1 and found[0].end - found[0].start >= 0.4 * len(line):
        return found[0].value
    return None
