"""Dates: explicit, relative to the brief's own, and those of citations; as precise as the text."""

from __future__ import annotations

import importlib
from datetime import date
from typing import Any

import pytest

from legation.loaders import loaders


def brief(module: str) -> Any:
    """Return a module of the loader, as the engine imports it."""
    loaders()
    return importlib.import_module(f"legation_loaders.brief.{module}")


dates = brief("dates")
reckoning = brief("reckoning")
WEDNESDAY = date(2024, 5, 15)


def values(text: str, today: date | None = WEDNESDAY, **more: Any) -> list[str]:
    """Return the dates in a text."""
    return [when.value for when in dates.Calendar(today, **more).dates(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Explicit.
        ("He came on March 3, 2011.", ["2011-03-03"]),
        ("He came on 3 March 2011.", ["2011-03-03"]),
        ("He came on the 3rd of March, 2011.", ["2011-03-03"]),
        ("He came on Mar 3, 2011, and left on 5 Apr. 2011.", ["2011-03-03", "2011-04-05"]),
        ("It happened in March 2011.", ["2011-03"]),
        ("It happened on 2011-03-03.", ["2011-03-03"]),
        ("It happened in 2011.", ["2011"]),
        ("The summit of March 3–5, 2011, failed.", ["2011-03-03"]),
        ("The summit of 3-5 March 2011 failed.", ["2011-03-03"]),
        ("On Thursday, 3 March 2011, he came.", ["2011-03-03"]),
        ("On February 30, 2011, he came.", ["2011-02"]),
        # Ranges of years, and years in compounds.
        ("The war of 1947–48 ended.", ["1947"]),
        ("The war (1939–1945) ended.", ["1939"]),
        ("In mid-2011 and early 2012 they met.", ["2011", "2012"]),
        ("The 2014 sanctions stay.", ["2014"]),
        # Without a year: the nearest before the brief, unless the words look ahead.
        ("They met in February.", ["2024-02"]),
        ("They met in November.", ["2023-11"]),
        ("They met on December 1.", ["2023-12-01"]),
        ("They will meet in November.", ["2024-11"]),
        ("They plan to meet in January.", ["2025-01"]),
        ("They met last May.", ["2023-05"]),
        ("They met last June.", ["2023-06"]),
        ("They meet next March.", ["2025-03"]),
        ("In 1956 the canal was seized, and in November it was closed.", ["1956", "2023-11"]),
        # Relative to the day of the brief.
        ("On Monday they met.", ["2024-05-13"]),
        ("On Wednesday they met.", ["2024-05-15"]),
        ("They will meet on Friday.", ["2024-05-17"]),
        ("He said on Friday that they will meet.", ["2024-05-10"]),
        ("They meet next Monday.", ["2024-05-20"]),
        ("Yesterday they met; today they parted.", ["2024-05-14", "2024-05-15"]),
        ("Last year they met.", ["2023"]),
        ("They met last month and meet next month.", ["2024-04", "2024-06"]),
        ("They met two years ago, three months ago, and ten days ago.", ["2022", "2024-02", "2024-05-05"]),
        # "That year" is the first of the sentence.
        ("After 2007, when it bid for 2014, that year saw a visit.", ["2007", "2014", "2007"]),
        ("On 3 March 2011 he came, and that same day he left.", ["2011-03-03", "2011-03-03"]),
        # Ranges have their beginning, and a year serves two months.
        ("From 2014 to 2016 they met.", ["2014"]),
        ("They met between May 3 and 5, 2011.", ["2011-05-03"]),
        ("In May and June 1940 they met.", ["1940-05", "1940-06"]),
        # Reckoned from the date before.
        ("On 3 March 2011 he came, and two days later he left.", ["2011-03-03", "2011-03-05"]),
        ("In March 2011 he came; a year earlier he had left.", ["2011-03", "2010"]),
        ("In 2011 he came; the following month he left.", ["2011"]),
        # A day is that of the source which is cited.
        ("They met on Monday (The Courier, March 5, 2024).", ["2024-03-04"]),
        ("They met on 30 December (The Courier, 2 January 2024).", ["2023-12-30"]),
        # No dates.
        ("They met.", []),
        ("Theresa May met April Glaspie.", []),
        ("They may march in protest.", []),
        ("Some 2000 soldiers died, and more than 1900 trucks burned.", []),
        ("Resolution 1701 and Flight 1549 were named.", []),
        ("It cost $2000, or 1,950 euros.", []),
        ("In the 1990s they met.", []),
        ("Bloody Sunday is remembered, says Russia Today.", []),
        ("On 2011-13-45 or ٢٠١١ nothing happened.", []),
    ],
)  # fmt: skip
def test_dates_in_a_text(text: str, expected: list[str]) -> None:
    assert values(text) == expected


@pytest.mark.parametrize(
    "text", ["In March it rained.", "On Monday, yesterday, last year, two days ago, that year."]
)
def test_without_a_date_of_the_brief_what_is_relative_stays_open(text: str) -> None:
    assert values(text, None) == []


def test_a_brief_of_a_month_knows_no_days() -> None:
    assert values("On Monday he came, yesterday; last month he left.", date(2024, 5, 1), precision=7) == [
        "2024-04",
        "2024-04",
    ]


def test_a_story_keeps_its_year() -> None:
    calendar = dates.Calendar(WEDNESDAY)
    calendar.dates("In 1956 the canal was seized.")
    assert [when.value for when in calendar.dates("Troops landed in November.")] == ["1956-11"]
    assert [when.value for when in calendar.dates("The same year they left.")] == ["1956"]


def test_what_is_told_later_is_reckoned_from_what_was_told_before() -> None:
    calendar = dates.Calendar(WEDNESDAY)
    calendar.tell(calendar.dates("In May 1956, a year after 1901, they met.")[0])
    assert [when.value for when in calendar.dates("Two months later they parted.")] == ["1956-07"]


@pytest.mark.parametrize(
    ("title", "heading", "story"),
    [
        ("The Crisis of 1931", None, "1931"),
        ("Relations since 1931", None, None),
        ("A Crisis", "March 1932", "1932-03"),
        ("A Crisis", "Embassy opened, March 3, 1932", "1932"),
        ("From 1931 to 1935, and 1940", None, None),
    ],
)
def test_a_title_or_heading_dates_what_stands_below(
    title: str, heading: str | None, story: str | None
) -> None:
    calendar = dates.Calendar(WEDNESDAY)
    calendar.head(title)
    calendar.turn(heading)
    assert calendar.story == story


def test_news_goes_on_in_the_next_paragraph() -> None:
    calendar = dates.Calendar(WEDNESDAY)
    calendar.tell(calendar.dates("On Monday they met.")[0])
    calendar.tell(calendar.dates("In 1956 they had quarrelled.")[0])
    assert calendar.story == "1956"
    calendar.turn()
    assert calendar.story == "2024-05-13"


def test_offsets_are_those_of_the_words() -> None:
    text = "Since then, on 3 March 2011, and in May, they met."
    found = dates.Calendar(WEDNESDAY).dates(text)
    assert [text[when.start : when.end] for when in found] == ["3 March 2011", "May"]


@pytest.mark.parametrize("today", [date(1000, 1, 1), date(2999, 12, 31), date(2024, 2, 29)])
def test_the_ends_of_the_calendar(today: date) -> None:
    text = "Yesterday, tomorrow, last month, next month, ten years ago, next Monday, 999 months ago."
    assert len(values(text, today)) == 7


@pytest.mark.parametrize(
    ("text", "citation", "cited"),
    [
        ("It met (, July 25, 2022).", "(, July 25, 2022)", "2022-07-25"),
        ("It met (The Courier, July 25, 2022).", "(The Courier, July 25, 2022)", "2022-07-25"),
        ("It met [The Courier, 25 July 2022].", "[The Courier, 25 July 2022]", "2022-07-25"),
        ("It met (The Courier, July 25).", "(The Courier, July 25)", "2023-07-25"),
        ("It met (as ever).", None, None),
    ],
)
def test_citations(text: str, citation: str | None, cited: str | None) -> None:
    assert dates.Calendar(WEDNESDAY).citation(text) == (citation, cited)
    assert values(text) == []


def test_parse_iso_takes_the_first_day() -> None:
    assert reckoning.parse_iso("2024") == date(2024, 1, 1)
    assert reckoning.parse_iso("2024-05") == date(2024, 5, 1)
    assert reckoning.parse_iso("2024-05-31") == date(2024, 5, 31)
    assert reckoning.parse_iso("soon") is None
    assert reckoning.parse_iso(None) is None
