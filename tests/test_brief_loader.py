"""The brief loader on files: what it recognises and hands over, what it says of broken ones, and that it streams."""

from __future__ import annotations

import importlib
import json
import random
import subprocess
import sys
import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from legation.errors import LegationError
from legation.exporting import serialised
from legation.loaders import Options, Source, loaders, recognise
from legation.loading import load
from legation.page import page
from legation.rdf import parse
from legation.records import Act, Document
from legation.triples import ntriples

FIXTURES = Path(__file__).parent / "fixtures" / "brief"
NAMES = ("monitor.txt", "wrapped.txt", "note.md", "page.html", "notes.jsonl")


def brief(module: str) -> Any:
    """Return a module of the loader, as the engine imports it."""
    loaders()
    return importlib.import_module(f"legation_loaders.brief.{module}")


def source(name: str, content: str | bytes) -> Source:
    """Return a source of some content."""
    data = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
    return Source(Path(name), name, name, data)


def documents(name: str, content: str | bytes) -> list[Document]:
    """Return what the loader makes of a source."""
    return list(brief("loader").documents(source(name, content), Options()))


def acts(document: Document) -> list[tuple[str, str, str | None]]:
    """Return (class, actor, target) of a document's acts."""
    found = [fact for fact in document.facts if isinstance(fact, Act)]
    return [(act.act_class, act.actor.label, act.target.label if act.target else None) for act in found]


@pytest.fixture(scope="module")
def read() -> dict[str, list[Document]]:
    """The documents of each file made for these tests."""
    return {name: documents(name, (FIXTURES / name).read_bytes()) for name in NAMES}


# What is recognised ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content", "loader"),
    [
        ("a.txt", "Fiji thanked Tonga.", "brief"),
        ("a", "Fiji thanked Tonga for the boats.", "brief"),
        ("a.note", "Fiji thanked Tonga for the boats.", "brief"),
        ("a.md", "[Fiji](https://x.y) thanked Tonga.", "brief"),
        ("a.txt", "\ufeff\r\nFiji thanked Tonga.", "brief"),
        ("a.html", "<p>Fiji", "brief"),
        ("a", "<!DOCTYPE html><p>Fiji", "brief"),
        (
            "a",
            '<?xml version="1.0"?>\n<html xmlns="http://www.w3.org/1999/xhtml"><p>Fiji</p></html>',
            "brief",
        ),
        ("a.jsonl", '{"id": 1, "text": "Fiji"}\n', "brief"),
        ("a.jsonl", '{"id": 1, "tex\n{"id": 2, "text": "Fiji"}\n', "brief"),
        ("a.jsonl", '{"text": "' + "Fiji thanked Tonga. " * 5000 + '"}\n', "brief"),
        ("a", '{"text": "Fiji thanked Tonga."}\n', "brief"),
        ("a.txt", "", "brief"),
        ("a.ttl", "<a:b> <a:c> <a:d> .", "rdf"),
        ("a", "@prefix a: <http://a.b/> .\na:b a:c a:d .\n", "rdf"),
        ("a.nt", "<http://a.b/c> <http://a.b/d> <http://a.b/e> .\n", "rdf"),
        ("a.txt", "@prefix a: <http://a.b/> .\na:b a:c a:d .\n", "rdf"),
        ("a.csv", "country,capital\nFiji,Suva\nTonga,Nukualofa\n", None),
        ("a", "country,capital\nFiji,Suva\nTonga,Nukualofa\n", None),
        ("a", "country\tcapital\nFiji\tSuva\nTonga\tNukualofa\n", None),
        ("a.jsonl", '{"id": 1, "name": "Fiji"}\n', None),
        ("a.csv", "note\nFiji thanked Tonga for the boats\n", None),
        ("a.txt", b"\x89PNG\r\n\x1a\n\x00\x00", None),
        ("a", b"\xff\xfe\x00F", None),
        ("a", "0x4f2a 993 17;; 88\n", None),
    ],
)
def test_which_loader_reads_a_source(name: str, content: str | bytes, loader: str | None) -> None:
    found = recognise(source(name, content))
    assert (found.name if found else None) == loader


# What is handed over ----------------------------------------------------------------


def test_each_layout_is_read(read: dict[str, list[Document]]) -> None:
    (monitor,), (wrapped,), (note,), (page,) = (read[name] for name in NAMES[:4])
    assert ("Condemnation", "Paraguayan government", "Bolivia") in acts(wrapped)
    assert any(actor == "Moldova" and target == "Russia" for _, actor, target in acts(monitor))
    assert any(target == "Ghana" for _, _, target in acts(note))
    assert any(kind == "Visit" and target == "Yemen" for kind, _, target in acts(page))
    assert not any("Iran" in (actor, target) or "Qatar" in (actor, target) for _, actor, target in acts(page))


def test_records_are_documents(read: dict[str, list[Document]]) -> None:
    assert [(d.key, d.name, d.title, d.date) for d in read["notes.jsonl"]] == [
        ("notes.jsonl#a-1", "a-1", "Kuwait and Lebanon", "2021-10-30"),
        ("notes.jsonl#7", "7", None, "2021-11-03"),
        ("notes.jsonl#4", "4", None, None),
    ]


def test_every_quote_stands_in_the_text_at_its_offsets(read: dict[str, list[Document]]) -> None:
    checked = 0
    for document in (document for found in read.values() for document in found):
        for fact in document.facts:
            if fact.evidence is not None:
                assert document.text[fact.evidence.start : fact.evidence.end] == fact.evidence.quote
                assert fact.evidence.citation is None or fact.evidence.citation in fact.evidence.quote
                checked += 1
    assert checked >= 8


def test_a_quote_of_wrapped_lines_keeps_its_line_ends(read: dict[str, list[Document]]) -> None:
    (wrapped,) = read["wrapped.txt"]
    quotes = [fact.evidence.quote for fact in wrapped.facts if fact.evidence]
    assert any("Bolivia for\nthe seizure" in quote for quote in quotes)


def test_a_citation_is_kept_as_it_stands(read: dict[str, list[Document]]) -> None:
    (monitor,) = read["monitor.txt"]
    assert "(, January 9, 2023)" in {fact.evidence.citation for fact in monitor.facts if fact.evidence}


@pytest.mark.parametrize("name", NAMES)
def test_the_same_input_gives_the_same_bytes(name: str, read: dict[str, list[Document]]) -> None:
    again = documents(name, (FIXTURES / name).read_bytes())
    assert [ntriples(document) for document in again] == [ntriples(document) for document in read[name]]
    assert any(document.facts for document in again)


def test_what_else_is_read_beside_it_changes_no_document(read: dict[str, list[Document]]) -> None:
    reading, layout = brief("reading"), brief("layout")
    texts = [document.text for found in read.values() for document in found]

    def facts(chosen: list[str]) -> dict[str, Any]:
        jobs = [reading.Job(layout.plain(text), text[:40], text) for text in chosen]
        return {job.context: found for job, found in reading.read(jobs)}

    alone = {text: facts([text])[text] for text in texts}
    assert facts(texts) == facts(texts[::-1]) == alone


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_ends_of_lines_change_no_act(end: str, read: dict[str, list[Document]]) -> None:
    text = (FIXTURES / "monitor.txt").read_text("utf-8")
    (document,) = documents("monitor.txt", text.replace("\n", end))
    assert acts(document) == acts(read["monitor.txt"][0])


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html", "a.jsonl", "a"])
@pytest.mark.parametrize("content", ["", "\ufeff", "\r\n \n"])
def test_an_empty_file_says_nothing(name: str, content: str) -> None:
    found = documents(name, content)
    assert [document.facts for document in found] == ([] if name == "a.jsonl" else [[]])


def test_a_file_without_text_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("\n")
    assert load(tmp_path / "kb", [tmp_path], dry_run=True).warnings == [("a.txt", "there is no text in it")]


def test_a_page_that_legation_wrote_is_no_brief(tmp_path: Path) -> None:
    found = documents("a.txt", "Fiji condemned Tonga.")
    (tmp_path / "a.txt").write_text("Fiji condemned Tonga.")
    (tmp_path / "a.html").write_text(page(found))
    done = load(tmp_path / "kb", [tmp_path], dry_run=True)
    assert (done.loaded, done.skipped) == (1, ["a.html"])


def test_what_is_too_long_to_be_a_word_does_not_hold_the_parser_up() -> None:
    text = "Fiji said " + "(" * 9000 + " and condemned Tonga."
    (document,) = documents("a.txt", text)
    assert acts(document) == [("Condemnation", "Fiji", "Tonga")]


def test_a_byte_order_mark_is_no_part_of_the_text() -> None:
    (document,) = documents("a.txt", "\ufeffFiji condemned Tonga.")
    assert document.text == "Fiji condemned Tonga."
    assert acts(document) == [("Condemnation", "Fiji", "Tonga")]


def test_a_document_that_is_not_wanted_is_not_read() -> None:
    found = brief("loader").documents(
        source("notes.jsonl", (FIXTURES / "notes.jsonl").read_bytes()),
        Options(wanted=lambda document: document.name == "7"),
    )
    assert [document.name for document in found] == ["7"]


def test_a_paragraph_longer_than_the_parser_takes_is_read() -> None:
    (document,) = documents("a.txt", "—" * 1_000_001 + ".\n\nFiji condemned Tonga.\n")
    assert ("Condemnation", "Fiji", "Tonga") in acts(document)


# What is broken ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (
            '{"text": "a"}\n{"text": \n',
            "a.jsonl, line 2: this is not a JSON record (Expecting value, column 10)",
        ),
        ('{"text": "a"}\n\n{"txt": "b"}\n', 'a.jsonl, line 3: a record needs a "text"'),
        ('{"text": "a"}\n["b"]\n', 'a.jsonl, line 2: a record needs a "text"'),
        ('{"text": 5}\n', 'a.jsonl, line 1: a record needs a "text"'),
        ('{"id": ["x"], "text": "a"}\n', 'line 1: an id is a text or a number, not ["x"]'),
        (
            '{"text": "a", "date": "5/6/2024"}\n',
            "line 1: the date '5/6/2024' is none; write it as 2024-02-12",
        ),
        ('{"text": "half \\ud83d"}\n', 'line 1: "text" has half a character'),
        ('{"text": "zero \\u0000"}\n', 'line 1: "text" has half a character or a character 0'),
        ('{"text": ' + "[" * 100_000 + "\n", "line 1: this is not a JSON record (too deep)"),
    ],
)
def test_a_broken_record_is_told_with_its_line(content: str, says: str) -> None:
    with pytest.raises(LegationError) as caught:
        documents("a.jsonl", content)
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


def test_records_of_one_id_are_all_kept() -> None:
    found = documents("a.jsonl", '{"id": "x", "text": "a"}\n{"id": "x", "text": "b"}\n')
    assert [(d.name, d.text) for d in found] == [("x", "a"), ("x", "b")]
    assert len({d.key for d in found}) == 2


def test_a_broken_record_is_found_before_any_document_is_handed_over() -> None:
    lines = [json.dumps({"id": n, "text": "Fiji thanked Tonga."}) for n in range(70)]
    stream = brief("loader").documents(source("a.jsonl", "\n".join([*lines, "{"])), Options())
    with pytest.raises(LegationError, match="line 71"):
        next(stream)


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html", "a.jsonl"])
def test_what_is_not_utf8_is_told(name: str) -> None:
    with pytest.raises(LegationError, match=r"line 2: byte 0xe9 is not UTF-8"):
        documents(name, b'{"text": "a"}\n{"text": "caf\xe9"}\n')


MARKS = [b"<![x", b"<!--", b"---\n", b"&#x", b"```\n", b"](", b"\xe2\x80\xa8", b"\xef\xbb\xbf"]


def mutated(data: bytes, chance: random.Random) -> bytes:
    """Return data cut, or with some bytes changed, doubled or left out."""
    text = bytearray(data)
    if chance.random() < 0.3:
        return bytes(text[: chance.randrange(len(text))])
    for _ in range(chance.randrange(1, 12)):
        at = chance.randrange(len(text))
        how = chance.randrange(4)
        if how == 0:
            text[at] = chance.choice(b'<>&"{}[]()#*-:|\\\n\r\t\x00\xff\xc3 0a')
        elif how == 1:
            del text[at : at + chance.randrange(1, 40)]
            text = text or bytearray(b" ")
        elif how == 2:
            text[at:at] = text[at : at + chance.randrange(1, 40)]
        else:
            text[at:at] = chance.choice(
                [b"<![x", b"<!--", b"---\n", b"&#x", b"```\n", b"](", b"\xe2\x80\xa8", b"\xef\xbb\xbf"]
            )
    return bytes(text)


@pytest.mark.parametrize("name", NAMES)
def test_mutated_files_give_documents_or_a_sentence(name: str) -> None:
    chance, loader = random.Random(name), brief("loader")
    data = (FIXTURES / name).read_bytes()
    outcomes = {"read": 0, "refused": 0}
    for _ in range(200):
        given = source(name, mutated(data, chance))
        try:
            recognise(given)
            for page, _document in loader._pages(given):
                for start, end in page.blocks:
                    assert 0 <= start < end <= len(page.text)
                    assert len(page.passage(start, end)) == end - start
            outcomes["read"] += 1
        except LegationError as error:
            assert "\n" not in str(error)
            outcomes["refused"] += 1
    assert outcomes["read"] > 5


# How it reads ----------------------------------------------------------------


def test_the_parser_is_not_imported_until_something_is_read() -> None:
    script = (
        "import sys; from legation.loaders import loaders; loaders();"
        "print([name for name in ('spacy', 'rdflib', 'numpy', 'rich') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_pipeline_that_is_not_installed_is_told() -> None:
    with pytest.raises(LegationError, match="the spaCy pipeline 'xx_none' is not installed"):
        list(brief("loader").documents(source("a.txt", "Fiji."), Options(model="xx_none")))


class Held:
    """What a caller wants back with a document's facts."""


def test_documents_are_read_as_a_stream() -> None:
    """Of 300 documents no more are held at once than two of the parser's batches, and none is kept afterwards."""
    reading, layout = brief("reading"), brief("layout")
    alive: weakref.WeakSet[Held] = weakref.WeakSet()

    def jobs() -> Iterator[Any]:
        for number in range(300):
            held = Held()
            alive.add(held)
            yield reading.Job(layout.single(f"Fiji condemned Tonga over islet {number}."), str(number), held)
            del held

    most, count = 0, 0
    for job, facts in reading.read(jobs()):
        assert job.key == str(count)
        assert len(facts) == 1
        most = max(most, len(alive))
        count += 1
    del job
    assert count == 300
    assert most <= 130
    assert len(alive) == 0


@pytest.mark.parametrize("name", ["note.txt", "notes.jsonl"])
def test_control_characters_do_not_reach_the_facts(name: str) -> None:
    text = "Chile\x01 condemned Peru\x1f on May 3, 2024.\x0cPeru recalled its envoy\ufffe from Chile."
    content = json.dumps({"id": "a\x02", "text": text}) if name.endswith("l") else text
    (document,) = brief("loader").documents(source(name, content), Options())
    assert len(document.text) == len(text)
    assert document.text.splitlines()[0] == "Chile  condemned Peru  on May 3, 2024."
    quads = parse(ntriples(document).decode(), "nt", name, name)
    assert b"condemned Peru" in serialised(quads, "rdfxml")
