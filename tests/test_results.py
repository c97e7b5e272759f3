"""Formats of an answer, and tables that fit a terminal."""

from __future__ import annotations

import csv
import io
import json
import xml.etree.ElementTree as ET
from decimal import Decimal
from typing import Any

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from legation import results, tables
from legation.errors import LegationError
from legation.terms import ID, PREFIXES

NASTY = 'a "quoted" | <b>\n, 東京'
SELECT = f"""SELECT ?iri ?text ?number ?decimal ?flag ?none {{ VALUES (?iri ?text ?number ?decimal ?flag ?none) {{
  (<{ID}state/FIN> {ox.Literal(NASTY)} 7 0.1 true UNDEF) }} }}"""


def answer(query: str) -> results.Answer:
    """Ask an empty store."""
    return ox.Store().query(query, prefixes=PREFIXES)


def written(query: str, form: str | None = None, **more: Any) -> str:
    """Return an answer as `results.write` writes it."""
    out = io.BytesIO()
    results.write(answer(query), form, out, **more)
    return out.getvalue().decode()


def test_csv_is_the_default_and_keeps_any_text() -> None:
    """RFC 4180, IRIs in full."""
    (row,) = csv.DictReader(io.StringIO(written(SELECT), newline=""))
    assert row["iri"] == ID + "state/FIN"
    assert row["text"] == NASTY
    assert row["none"] == ""


def test_json_and_xml_are_the_w3c_formats() -> None:
    """Other tools read them."""
    bindings = json.loads(written(SELECT, "json"))["results"]["bindings"]
    assert bindings[0]["text"] == {"type": "literal", "value": NASTY}
    assert ET.fromstring(written(SELECT, "xml")).tag == "{http://www.w3.org/2005/sparql-results#}sparql"
    assert written(SELECT, "tsv").startswith("?iri\t?text\t")


def test_jsonl_has_plain_values() -> None:
    """One object a line."""
    (line,) = written(SELECT, "jsonl").splitlines()
    expected = {
        "iri": ID + "state/FIN",
        "text": NASTY,
        "number": 7,
        "decimal": 0.1,
        "flag": True,
        "none": None,
    }
    assert json.loads(line) == expected


def test_a_decimal_that_no_float_holds_stays_text() -> None:
    """No digit is lost without a word."""
    (line,) = written("SELECT (1234567890.12345678 AS ?x) {}", "jsonl").splitlines()
    assert json.loads(line) == {"x": "1234567890.12345678"}


def test_markdown_and_html_are_escaped() -> None:
    """A cell cannot end its row or become markup."""
    head, rule, row = written(SELECT, "md").splitlines()
    assert head.count("|") == rule.count("|") == row.replace("\\|", "").count("|") == 7
    assert "state:FIN" in row and "&lt;b>" in row
    assert "&lt;b&gt;" in written(SELECT, "html") and "<b>" not in written(SELECT, "html")


def test_rows_are_python_values() -> None:
    """As the Python API gives them."""
    (row,) = results.Rows(answer(SELECT))
    assert row["decimal"] == Decimal("0.1")
    assert (row["number"], row["flag"], row["none"]) == (7, True, None)


def test_ask() -> None:
    """true or false on a line; JSON and XML as the W3C has them."""
    assert written("ASK {}") == "true\n"
    assert json.loads(written("ASK { ?s ?p ?o }", "json"))["boolean"] is False


def test_graphs_are_turtle_and_the_same_each_time() -> None:
    """Sorted, each triple once, with the project's prefixes."""
    query = "CONSTRUCT { state:FIN leg:code ?c } { VALUES ?c { 'b' 'a' 'b' } }"
    text = written(query)
    assert 'state:FIN leg:code "a", "b"' in " ".join(text.split())
    assert written(query, "nt").count("\n") == 2
    with pytest.raises(LegationError, match="a graph, which csv cannot hold"):
        written(query, "csv")
    with pytest.raises(LegationError, match="a table, which turtle cannot hold"):
        written(SELECT, "turtle")


def test_piped_table_has_one_line_a_row_and_cuts_nothing() -> None:
    """Aligned columns, the quote last."""
    head, row = written('SELECT ("q u" AS ?quote) ("東京" AS ?a) ("c" AS ?b) {}', "table").splitlines()
    assert head == "a     b  quote"
    assert row == "東京  c  q u"


COLUMNS = "?document ?quote ?start ?end ?act ?actor ?actorCode ?target ?targetCode ?speaker"
ACT = f"""SELECT {COLUMNS} {{ VALUES ({COLUMNS}) {{
  ("brief.txt" "Finland joined NATO on April 4, 2023, after a year of talks." 5 65 <https://w3id.org/legation/id/act/1>
   "Finland" "FIN" "North Atlantic Treaty Organization" "NATO" UNDEF) }} }}"""


def test_on_a_terminal_the_quote_has_its_own_line() -> None:
    """Below its answer, with its source and the name to ask `why` with; an empty column is left out."""
    lines = written(ACT, "table", width=70).splitlines()
    assert lines[0].split() == ["actor", "target"]
    assert lines[1] == "Finland (FIN)  North Atlantic Treaty Organization (NATO)"
    assert lines[2] == "    “Finland joined NATO on April 4, 2023, after a year of talks.”"
    assert lines[3] == "    brief.txt 5–65 · id:act/1"
    assert lines[-1] == "1 row"
    assert "\x1b" not in "".join(lines)
    assert "\x1b[3m“Finland" in written(ACT, "table", width=70, colour=True)


@pytest.mark.parametrize("width", [20, 40, 80, 200])
def test_a_table_keeps_to_the_width(width: int) -> None:
    """Every line, whatever the terminal."""
    lines = written(ACT, "table", width=width).splitlines()
    assert max(map(len, lines)) <= width
    # Nothing is cut away: the words are all there, broken or not.
    assert "FinlandjoinedNATOonApril4,2023,afterayearoftalks." in "".join("".join(lines).split())


def test_no_rows() -> None:
    """The columns, and how many there are: none."""
    assert written("SELECT ?a ?b { VALUES (?a ?b) {} }", "table", width=80) == "a  b\n0 rows\n"
    assert written("SELECT ?a ?b { VALUES (?a ?b) {} }", "table") == "a  b\n"


@given(st.text(alphabet="ab 東é", max_size=60), st.integers(2, 30))
def test_wrap_keeps_words_and_width(text: str, room: int) -> None:
    """Lines fit and hold the same letters in the same order."""
    lines = tables.wrap(text, room)
    assert all(tables.width(line) <= room for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())
