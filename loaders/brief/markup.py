"""Markup: the text of an HTML page, and Markdown with its marks blanked out where they stand."""

import re
from html.parser import HTMLParser

_COMMENT = re.compile(r"<!--.*?-->", re.S)
_FENCE = re.compile(r"^(```|~~~).*?^\1[^\n]*$", re.S | re.M)
_IMAGE = re.compile(r"!\[[^\]\n]*\]\([^)\s]*[^)\n]*\)")
_LINK = re.compile(
    r"(?P<open>\[)(?P<text>[^\[\]\n]+)(?P<target>\]\([^()\s]*(?:\([^()\s]*\)[^()\s]*)?(?:\s[^)\n]*)?\))"
)
_NOTE = re.compile(r"\[\^[^\]\s]+\]:?")
_ROW = re.compile(r"^[ \t]*\|.*$", re.M)
_EMPHASIS = re.compile(r"(?<![\w*])(\*{1,3}|_{1,3})(?=\S)|(?<=\S)(\*{1,3}|_{1,3})(?![\w*])|`")

_LINE_MARKS = re.compile(r"^[ \t]*(?:#{1,6}[ \t]+|(?:>[ \t]*)+)|[ \t]+#+[ \t]*$", re.M)
_RULE = re.compile(r"^[ \t]*(?:([-*_=])(?:[ \t]*\1){2,})[ \t]*$", re.M)


def blanked(text: str) -> str:
    """Return a Markdown text of the same length with links' targets, emphasis, code, tables and notes as spaces.

    >>> blanked("**Chad** [left](https://a.b) it").split()
    ['Chad', 'left', 'it']
    """
    for pattern in (_COMMENT, _FENCE, _IMAGE, _NOTE, _ROW):
        text = pattern.sub(lambda match: _spaces(match.group()), text)
    text = _LINK.sub(lambda match: f" {match['text']}{_spaces(match['target'])}", text)
    return _EMPHASIS.sub(lambda match: _spaces(match.group()), text)


def unmarked(text: str, body_from: int = 0) -> str:
    """Return a Markdown text of the same length, with its marks and front matter as the character 0, to be left out.

    Tables and code stay.

    Args:
        text: the text, without a character 0.
        body_from: where the front matter ends.

    >>> unmarked("# Chad **[left](x.y)**.\\n| a | b |").replace("\\0", "").strip()
    'Chad left.\\n| a | b |'
    """
    body = _spaces(text[:body_from]) + text[body_from:]
    without = _COMMENT.sub(lambda match: _spaces(match.group()), body)
    kept = list(_RULE.sub(lambda match: _spaces(match.group()), blanked(without)))
    for match in _LINE_MARKS.finditer(without):
        kept[match.start() : match.end()] = _spaces(match.group())
    for pattern in (_FENCE, _ROW):
        for match in pattern.finditer(without):
            kept[match.start() : match.end()] = match.group()
    return "".join(
        "\0" if old != new and not old.isspace() else old for old, new in zip(text, kept, strict=True)
    )


def _spaces(marks: str) -> str:
    return "".join(character if character in "\r\n" else " " for character in marks)


class Page(HTMLParser):
    """The text of an HTML page, a paragraph a line, and its metadata; no scripts, navigation or captions."""

    _SKIP = frozenset(
        "script style nav header footer aside form noscript template figcaption svg button select textarea "
        "iframe".split()
    )
    _BREAK = frozenset(
        "p div br li tr td th dt dd h1 h2 h3 h4 h5 h6 section article main blockquote ul ol dl table title body "
        "hr pre address figure".split()
    )
    _BODY = frozenset({"article", "main"})
    _META = (
        ("article:published_time", "date"),
        ("date", "date"),
        ("dc.date", "date"),
        ("dcterms.issued", "date"),
        ("dcterms.date", "date"),
        ("og:site_name", "publication"),
        ("citation_journal_title", "publication"),
        ("citation_volume", "volume"),
        ("citation_issue", "issue"),
    )

    def __init__(self, markup: str) -> None:
        """Read a page's markup, however broken."""
        super().__init__(convert_charrefs=True)
        self.title = ""
        self.meta: dict[str, str] = {}
        self._names = dict(self._META)
        self._lines: list[list[str]] = [[]]
        self._skipping: list[str] = []
        self._in_title = False
        self._in_head = False
        self._in_paragraph = False
        self._within = 0
        comment = markup.rfind("<!--")
        # A comment that is never closed goes on to the end.
        self.feed(markup if comment < 0 or "-->" in markup[comment:] else markup[:comment])
        self.close()
        self.title = " ".join(self.title.split())

    @property
    def text(self) -> str:
        """The page's paragraphs, white space within them made single, with an empty line between two."""
        lines = (" ".join("".join(parts).split()) for parts in self._lines)
        return "\n\n".join(line for line in lines if line) + "\n"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take metadata, begin a paragraph, or begin to pass over."""
        if tag == "meta":
            values = dict(attrs)
            name = self._names.get((values.get("name") or values.get("property") or "").lower())
            if name and values.get("content"):
                self.meta.setdefault(name, values["content"] or "")
        elif tag == "time":
            if not self.meta.get("date") and not self._skipping:
                self.meta["date"] = dict(attrs).get("datetime") or ""
            if not self._in_paragraph:
                self._lines.append([])
        if tag == "head":
            self._in_head = True
        elif tag in self._BREAK and tag != "title":
            # A head that is not closed ends where the body begins.
            self._in_head = False
        if tag in self._BODY:
            # Navigation that was not closed ends here as well.
            self._skipping.clear()
            self._within += 1
        elif tag in self._SKIP and not (tag == "header" and (self._within or self._skipping)):
            self._skipping.append(tag)
        self._in_title = tag == "title" and not self._skipping and not self.title
        if tag in self._BREAK:
            self._in_paragraph = tag == "p"
            self._lines.append([])

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take `<svg/>` for empty, not for the beginning of what is passed over."""
        if tag not in self._SKIP:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        """End a paragraph, the head, or what is passed over."""
        if tag == "head":
            self._in_head = False
        elif tag in self._skipping:
            while self._skipping and self._skipping.pop() != tag:
                pass
        elif tag in self._BODY:
            self._within = max(0, self._within - 1)
        self._in_title = False
        if tag in self._BREAK or (tag == "time" and not self._in_paragraph):
            self._in_paragraph = False
            self._lines.append([])

    def handle_data(self, data: str) -> None:
        """Take text."""
        if self._in_title:
            self.title += data
        elif not self._skipping and not self._in_head:
            self._lines[-1].append(data)

    def parse_html_declaration(self, i: int) -> int:
        """Pass over a declaration; the base class fails an assertion on an unknown one: "<![foo]>"."""
        try:
            return super().parse_html_declaration(i)
        except AssertionError:
            end = self.rawdata.find(">", i)
            return end + 1 if end >= 0 else len(self.rawdata)
