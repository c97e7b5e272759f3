"""Layouts of briefs: what is metadata, what is heading, what is read, and where it stands in the text."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import pytest

from legation.errors import LegationError
from legation.loaders import loaders

FIXTURES = Path(__file__).parent / "fixtures" / "brief"


def brief(module: str) -> Any:
    """Return a module of the loader, as the engine imports it."""
    loaders()
    return importlib.import_module(f"legation_loaders.brief.{module}")


layout = brief("layout")


def fixture(name: str) -> str:
    """Return the text of a brief made for these tests."""
    return (FIXTURES / name).read_text("utf-8")


def blocks(page: Any) -> list[str]:
    """Return what is read of a layout, as it is in the text."""
    return [page.text[start:end] for start, end in page.blocks]


def passages(page: Any) -> list[str]:
    """Return what is read of a layout, as it is parsed, with single spaces."""
    return [" ".join(page.passage(start, end).split()) for start, end in page.blocks]


class TestPlainText:
    """A journal's article, and texts that are less tidy."""

    page = layout.plain(fixture("monitor.txt"))

    def test_metadata(self) -> None:
        assert self.page.title == "Baltic States Draw Closer to Moldova After a Winter of Blackouts"
        assert (self.page.publication, self.page.volume, self.page.issue) == ("Chancellery Review", "7", "19")
        assert self.page.text[slice(*self.page.title_span)] == self.page.title

    def test_the_summary_is_its_bullets(self) -> None:
        assert self.page.summary == (
            "Latvia and Estonia sent generators to Moldova. Moldova condemned the strikes on its grid."
        )

    def test_sections_go_from_heading_to_heading(self) -> None:
        assert [name for name, _, _ in self.page.sections] == ["Executive Summary", "Background"]
        (_, start, end), (_, next_start, last) = self.page.sections
        assert self.page.text[start:].startswith("Executive Summary:")
        assert end == next_start
        assert last == len(self.page.text)

    def test_blocks_are_title_bullets_and_paragraphs_only(self) -> None:
        assert [block.split()[0] for block in blocks(self.page)] == [
            "Baltic", "Latvia", "Moldova", "Latvia", "Moldova",
        ]  # fmt: skip
        assert not any("Source:" in block or "•" in block for block in blocks(self.page))

    def test_a_first_line_that_is_a_sentence_is_no_title(self) -> None:
        page = layout.plain("Fiji thanked Tonga.\n\nTonga thanked Fiji.\n")
        assert page.title is None
        assert blocks(page) == ["Fiji thanked Tonga.", "Tonga thanked Fiji."]

    def test_a_line_alone_is_read_though_it_may_be_a_title(self) -> None:
        page = layout.plain("Fiji thanks Tonga for help")
        assert page.title_span is None
        assert blocks(page) == ["Fiji thanks Tonga for help"]

    @pytest.mark.parametrize(
        "line",
        [
            "2024-02-12",
            "February 12, 2024",
            "12 February 2024",
            "Feb. 12, 2024 | 10:02 AM",
            "Date: 2024-02-12",
        ],
    )
    def test_a_line_that_is_a_date(self, line: str) -> None:
        page = layout.plain(f"Fiji and Tonga\n{line}\n\nFiji thanked Tonga.\n")
        assert page.date == "2024-02-12"
        assert blocks(page) == ["Fiji and Tonga", "Fiji thanked Tonga."]

    @pytest.mark.parametrize("line", ["2024-02-31", "2024-13-01", "0000-00-00"])
    def test_an_impossible_date_is_none(self, line: str) -> None:
        assert layout.plain(f"Fiji and Tonga\n{line}\n\nFiji thanked Tonga.\n").date is None

    def test_a_byline_is_not_read(self) -> None:
        page = layout.plain("Fiji and Tonga\nBy Ana Cruz and Tomasz Lis\n\nFiji thanked Tonga.\n")
        assert blocks(page) == ["Fiji and Tonga", "Fiji thanked Tonga."]

    @pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
    def test_ends_of_lines_change_no_block(self, end: str) -> None:
        page = layout.plain(fixture("monitor.txt").replace("\n", end))
        assert blocks(page) == blocks(self.page)
        assert page.sections[1][0] == "Background"

    def test_no_newline_at_the_end(self) -> None:
        assert blocks(layout.plain(fixture("monitor.txt").rstrip("\n"))) == blocks(self.page)

    @pytest.mark.parametrize("text", ["", "\n", "  \r\n\t\n", "\ufeff", "---\n***\n"])
    def test_nothing_to_read(self, text: str) -> None:
        page = layout.plain(text)
        assert (page.blocks, page.title, page.sections, page.summary) == ([], None, [], None)

    def test_a_very_long_paragraph_is_read_in_pieces_that_end_with_sentences(self) -> None:
        text = "Fiji thanked Tonga for the boats. " * 3000
        page = layout.plain(text)
        assert len(page.blocks) > 3
        assert "".join(blocks(page)) == text.rstrip()
        assert all(block.rstrip().endswith(".") and len(block) <= 20_000 for block in blocks(page))

    def test_a_very_long_word_is_cut(self) -> None:
        assert "".join(blocks(layout.single("a" * 50_001))) == "a" * 50_001

    def test_odd_characters_keep_their_places(self) -> None:
        text = "Café \U0001f6a2 report\n\n"
        text += "\u201cFiji\u201d\u00a0thanked\u2028Tonga\u2009\u2014 twice\u2026 \u202bشكرا\u202c."
        page = layout.plain(text)
        start, end = page.blocks[-1]
        assert text[start:end].startswith("\u201cFiji\u201d\u00a0thanked")
        assert page.passage(start, end).startswith("\u201cFiji\u201d thanked Tonga \u2014")
        assert len(page.passage(start, end)) == end - start


class TestWrappedText:
    """Lines wrapped at a column are one paragraph."""

    page = layout.plain(fixture("wrapped.txt"))

    def test_lines_are_joined_to_paragraphs(self) -> None:
        read = passages(self.page)
        assert read[0] == self.page.title == "Notes on a Quiet Border"
        assert read[1].startswith("On Monday the government of Paraguay condemned Bolivia for the seizure")
        assert read[1].endswith("for the loss of the cargo.")
        assert read[-1] == "Uruguay recalled its ambassador from Bolivia two days after the seizure."
        assert self.page.date == "2021-03-03"
        assert self.page.sections == []

    def test_offsets_are_those_of_the_text_as_given(self) -> None:
        assert "condemned Bolivia for\nthe seizure" in blocks(self.page)[1]

    def test_sentences_a_line_each_are_not_joined(self) -> None:
        text = "Two Visits\n\nFiji thanked Tonga for the boats.\nTonga thanked Fiji for the rice.\nSamoa was silent.\n"
        assert len(layout.plain(text).blocks) == 4


class TestMarkdown:
    """YAML front matter, and marks that are not read."""

    page = layout.front_matter(fixture("note.md"), "note.md", markdown=True)

    def test_metadata_come_from_the_front_matter(self) -> None:
        page = self.page
        assert (page.title, page.date, page.publication, page.volume) == (
            "Ghana and Togo after the storm", "2022-06-30", "Lomé Desk", "4",
        )  # fmt: skip

    def test_the_heading_that_repeats_the_title_is_the_title(self) -> None:
        assert self.page.text[slice(*self.page.title_span)] == self.page.title
        assert [name for name, _, _ in self.page.sections] == ["Summary", "What happened"]

    def test_marks_links_notes_and_tables_are_blank_where_they_stand(self) -> None:
        assert passages(self.page)[1:] == [
            "Ghana sent forty tonnes of rice to Togo.",
            "On June 28, Togo thanked Ghana for the rice .",
            "A note that nobody reads as prose.",
        ]
        assert "Ghana** sent [forty tonnes of rice](https://example.org" in blocks(self.page)[1]
        assert self.page.summary.split()[:2] == ["Ghana", "sent"]

    def test_without_front_matter(self) -> None:
        page = layout.front_matter("# Two *visits*\n\nFiji thanked Tonga.\n", "a.md", markdown=True)
        assert passages(page) == ["Two visits", "Fiji thanked Tonga."]

    def test_a_title_of_the_front_matter_alone_leaves_the_first_line_to_the_body(self) -> None:
        page = layout.front_matter(
            "---\ntitle: Boats\n---\nTonga thanked Fiji again and again\n\nAnd so on.\n", "a.md"
        )
        assert page.title == "Boats"
        assert page.title_span is None

    @pytest.mark.parametrize(
        ("text", "line"),
        [
            ("---\ntitle: a\ndate: [2024\n---\nBody.\n", 3),
            ("---\ntitle: a: b\n---\nBody.\n", 2),
            ("---\ntitle: ok\n\ttab: no\n---\nBody.\n", 3),
            ("---\ntitle: ok\nx: \x07\n---\nBody.\n", 3),
            (f"---\nx: {'[' * 5000}\n---\nBody.\n", 2),
        ],
    )
    def test_broken_front_matter_is_told_with_its_line(self, text: str, line: int) -> None:
        with pytest.raises(LegationError) as caught:
            layout.front_matter(text, "briefs/a.md")
        message = str(caught.value)
        assert message.startswith(f"briefs/a.md, line {line}: the front matter is not YAML (")
        assert "\n" not in message

    def test_a_date_that_is_none_is_told_with_its_line(self) -> None:
        with pytest.raises(
            LegationError, match=r"^a\.md, line 3: the date 'soon' is none; write it as 2024-02-12"
        ):
            layout.front_matter("---\ntitle: a\ndate: soon\n---\nBody.\n", "a.md")

    @pytest.mark.parametrize(
        "text", ["---\n---\nFiji thanked Tonga.\n", "---\n- a\n---\nFiji thanked Tonga.\n"]
    )
    def test_front_matter_without_fields(self, text: str) -> None:
        assert "Fiji thanked Tonga." in blocks(layout.front_matter(text, "a.md"))

    @pytest.mark.parametrize(
        ("value", "date"),
        [
            ("2024", "2024"), ("2024-02", "2024-02"), ("2024-02-12T10:00:00Z", "2024-02-12"),
            ("2024/2/5", "2024-02-05"),
            ("20240212", "2024-02-12"), ("12 Feb 2024", "2024-02-12"), ("February 12, 2024", "2024-02-12"),
            ("0001-01-01", None), ("9999-12-31", None), ("2024-02-30", None), ("123456", None), ("٢٠٢٤-٠٢-١٢", None),
        ],
    )  # fmt: skip
    def test_dates_as_people_write_them(self, value: str, date: str | None) -> None:
        assert layout.iso_date(value) == date


class TestHtml:
    """Pages: the article, not what stands around it."""

    page = layout.html(fixture("page.html"))

    def test_metadata(self) -> None:
        assert (self.page.title, self.page.date, self.page.publication) == (
            "Oman & Yemen: a ferry", "2023-11-02", "The Gulf Ledger",
        )  # fmt: skip

    def test_the_text_is_the_article(self) -> None:
        assert self.page.text == (
            "Oman & Yemen: a ferry\n\n"
            "Oman’s transport minister visited Yemen on 31 October to open a ferry line.\n\n"
            "Yemen thanked Oman for the ferry – twice.\n"
        )

    @pytest.mark.parametrize(
        "markup",
        [
            "<p>Fiji thanked Tonga.",
            "<html><head><title>x</title><body><p>Fiji thanked Tonga.",
            "<title>x</title><p>Fiji thanked <![foo]>Tonga.</p></p></div>",
            "<nav><a>Home<main><p>Fiji thanked Tonga.</main></nav>",
            "<svg><title>Arrow</title></svg><svg/><p>Fiji <b>thanked</b> Tonga.<!-- Tonga attacked Fiji.",
            "<p title='<'>Fiji thanked Tonga.<script>Tonga attacked",
        ],
    )
    def test_broken_pages_are_read_as_far_as_they_go(self, markup: str) -> None:
        assert "Fiji thanked Tonga." in blocks(layout.html(markup))
        assert "attacked" not in layout.html(markup).text

    def test_a_page_without_text(self) -> None:
        assert layout.html("<html><body><script>1</script></body></html>").blocks == []
