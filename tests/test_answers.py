"""Answers kept beside the store: the same while nothing changes, new when anything does."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from legation import answers

FACTS = """@prefix leg: <https://w3id.org/legation/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
<https://w3id.org/legation/id/person/FRA/{name}> a leg:Person ; rdfs:label "{name}"@en .
"""


def legation(*words: str, cwd: Path) -> str:
    done = subprocess.run([sys.executable, "-m", "legation", *words], cwd=cwd, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def here(tmp_path: Path) -> Path:
    (tmp_path / "facts.ttl").write_text(FACTS.format(name="ada"))
    (tmp_path / "people.rq").write_text(
        "SELECT ?label { ?p a leg:Person ; rdfs:label ?label MINUS { ?p leg:holder|^leg:holder ?t } } ORDER BY ?label"
    )
    legation("load", "facts.ttl", "--quiet", cwd=tmp_path)
    for path in (tmp_path / "legation.kb").iterdir():
        if path.is_file():  # a store that rests: an answer of one just written to is not kept
            os.utime(path, (path.stat().st_mtime - 10,) * 2)
    return tmp_path


def test_asked_again_is_answered_alike(here: Path) -> None:
    first = legation("query", "people.rq", cwd=here)
    assert "ada" in first
    kept = list((here / "legation.kb" / answers.FOLDER).iterdir())
    assert len(kept) == 1
    assert kept[0].read_text() == first
    assert legation("query", "people.rq", cwd=here) == first
    # What is kept is what is shown: the second time nothing else was asked.
    kept[0].write_text("kept\n")
    assert legation("query", "people.rq", cwd=here) == "kept\n"


def test_a_changed_store_is_asked_anew(here: Path) -> None:
    legation("query", "people.rq", cwd=here)
    (here / "more.ttl").write_text(FACTS.format(name="ben"))
    legation("load", "more.ttl", "--quiet", cwd=here)
    assert "ben" in legation("query", "people.rq", cwd=here)


def test_a_changed_question_and_another_format_are_asked_anew(here: Path) -> None:
    legation("query", "people.rq", cwd=here)
    assert legation("query", "people.rq", "--format", "json", cwd=here).startswith("{")
    (here / "people.rq").write_text("SELECT (42 AS ?answer) {}")
    assert "42" in legation("query", "people.rq", cwd=here)


def test_a_folder_that_cannot_be_written_costs_nothing_but_time(here: Path) -> None:
    (here / "legation.kb" / answers.FOLDER).write_text("in the way")
    assert "ada" in legation("query", "people.rq", cwd=here)
    assert "ada" in legation("query", "people.rq", cwd=here)
