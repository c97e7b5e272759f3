"""The journal of what was written to a store: it never lacks a change, and says so when it cannot tell."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
from facts import small_ontology  # noqa: F401

from legation import changes
from legation.changes import Bookmark, Change, Journal, Mark
from legation.store import Store

pytestmark = pytest.mark.usefixtures("small_ontology")

ONE = b'<http://e/a> <http://e/p> "1" .\n'
TWO = b'<http://e/a> <http://e/p> "2" .\n'
GRAPH = "http://e/g"


def said(journal: Journal, mark: Mark | None) -> list[Change]:
    """Return what was noted; the store's own notes on a graph are left out."""
    found = journal.since(mark)
    assert found is not None
    lines = [
        (graph, b"".join(sorted(line for line in data.splitlines(True) if b"/p>" in line)))
        for graph, data in found
    ]
    return [(graph, data) for graph, data in lines if data]


def test_what_is_added_replaced_and_removed_is_told(tmp_path: Path) -> None:
    with Store.open(tmp_path, create=True) as store:
        start = store.journal.mark()
        store.replace(GRAPH, ONE)
        store.replace(GRAPH, ONE + TWO)
        store.remove(GRAPH)
        assert said(store.journal, start) == [
            (GRAPH, ONE),
            (GRAPH, TWO),
            (GRAPH, ONE + TWO),
        ]
        assert store.journal.since(store.journal.mark()) == []


def test_another_process_reads_on_where_it_was(tmp_path: Path) -> None:
    with Store.open(tmp_path, create=True) as store:
        store.replace(GRAPH, ONE)
        mark = store.journal.mark()
    with Store.open(tmp_path) as store:
        store.replace(GRAPH, TWO)
    assert said(Journal(str(tmp_path)), mark) == [(GRAPH, ONE + TWO)]


def test_what_may_be_on_its_way_is_not_settled(tmp_path: Path) -> None:
    (tmp_path / "s").mkdir()
    writer, reader = Journal(str(tmp_path / "s")), Journal(str(tmp_path / "s"))
    assert reader.settled() is None
    start = writer.mark()
    assert reader.settled() is None
    writer.note([(GRAPH, ONE), (GRAPH + "2", TWO)])
    assert reader.settled() == start
    between = writer.mark()
    writer.note([(GRAPH, TWO)])
    assert reader.settled() == between
    writer.end()
    writer.rest()
    assert reader.settled() == writer.mark()
    assert said(reader, start) == [(GRAPH, ONE), (GRAPH + "2", TWO), (GRAPH, TWO)]


def test_an_update_of_unknown_reach_makes_everything_new(tmp_path: Path) -> None:
    with Store.open(tmp_path, create=True) as store:
        mark = store.journal.mark()
        store.update("INSERT DATA { <http://e/a> <http://e/p> 1 }")
        assert store.journal.since(mark) is None


def test_what_was_cut_is_passed_over_and_written_on(tmp_path: Path) -> None:
    journal = Journal(str(tmp_path))
    start = journal.mark()
    journal.note([(GRAPH, ONE)])
    journal.note([(GRAPH, TWO)])
    path = tmp_path / changes.FILE
    path.write_bytes(path.read_bytes()[:-5])
    after = Journal(str(tmp_path))
    after.note([(GRAPH, TWO)])
    assert said(after, start) == [(GRAPH, ONE), (GRAPH, TWO)]


@pytest.mark.parametrize("content", [b"", b"something else\n", b"legation changes 1 abc\nno block at all\n"])
def test_a_broken_journal_tells_nothing(tmp_path: Path, content: bytes) -> None:
    journal = Journal(str(tmp_path))
    mark = journal.mark()
    (tmp_path / changes.FILE).write_bytes(content)
    after = Journal(str(tmp_path))
    assert after.since(mark) is None
    assert after.since(Mark("abc", len(b"legation changes 1 abc\n"))) is None
    after.note([(GRAPH, ONE)])
    assert after.since(mark) is None


def test_a_journal_that_has_grown_too_long_begins_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changes, "_LONGEST", 200)
    journal = Journal(str(tmp_path))
    mark = journal.mark()
    journal.note([(GRAPH, ONE)])
    assert journal.since(mark)
    journal.note([(GRAPH, ONE * 9)])
    assert journal.since(mark) is None
    assert (tmp_path / changes.FILE).stat().st_size < 100


def test_a_bookmark_holds_for_what_it_was_made_with(tmp_path: Path) -> None:
    bookmark, mark = Bookmark(str(tmp_path), "reasoning"), Mark("abc", 7)
    assert bookmark.read("v1") is None
    bookmark.write(mark, "v1")
    assert bookmark.read("v1") == mark
    assert bookmark.read("v2") is None
    (tmp_path / "reasoning.mark").write_text("{")
    assert bookmark.read("v1") is None


def test_what_others_write_past_the_journal_is_noticed(tmp_path: Path) -> None:
    with Store.open(tmp_path, create=True) as store:
        store.replace(GRAPH, ONE)
    with Store.open(tmp_path) as store:
        mark = store.journal.mark()
    assert Journal(str(tmp_path)).settled() == mark
    ox.Store(str(tmp_path)).add(
        ox.Quad(ox.NamedNode("http://e/a"), ox.NamedNode("http://e/p"), ox.Literal("3"))
    )
    assert Journal(str(tmp_path)).settled() is None
    with Store.open(tmp_path) as store:
        assert store.journal.since(mark) is None
