"""Questions that are long: time limits, interruption, answers that stream, what --explain shows, hints in queries."""

from __future__ import annotations

import itertools
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

import legation
from legation import plans, queries, sparql, tables
from legation.errors import LegationError
from legation.results import Rows
from legation.store import Store, ontology_files
from legation.terms import ONTOLOGY_GRAPH, PREFIXES

FACTS = Path(__file__).parent / "fixtures" / "queries" / "facts.trig"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?p ?x . ?b ?q ?y . ?c ?r ?z . ?d ?s ?w FILTER(?x = ?w && ?a != ?b) }"
"""Pairs of pairs of everything: days of work before the first row."""
MANY = "SELECT ?a ?o ?b { { ?a leg:evidence ?e } { ?s rdfs:label ?o } { ?b leg:evidence ?f } } LIMIT 300000"
"""Three hundred thousand rows of about a hundred bytes, found at once."""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the path of a store with the facts of facts.trig and the ontology."""
    path = tmp_path_factory.mktemp("asking") / "facts.kb"
    with Store.open(path, create=True) as made:
        made.inner.bulk_load(path=FACTS)
    return path


def command(*words: str, store: Path) -> list[str]:
    """Return the command line of `legation query`."""
    return [sys.executable, "-m", "legation", "query", *words, "--store", str(store)]


def run(*words: str, store: Path, question: str = "") -> subprocess.CompletedProcess[str]:
    """Run `legation query` with `question` on standard input."""
    return subprocess.run(
        command(*words, store=store), input=question, capture_output=True, encoding="utf-8", timeout=60
    )


def snapshots(store: Path) -> list[str]:
    """Return the snapshots that are there."""
    folder = store / "snapshots"
    return [path.name for path in folder.iterdir()] if folder.exists() else []


def processes(of: int) -> set[int]:
    """Return the processes that a process has started, dead ones that nobody has waited for included."""
    found = set()
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[1]) == of:
                found.add(int(entry.name))
    return found


class TestTimeout:
    """--timeout and timeout=."""

    def test_a_query_that_takes_too_long_is_a_sentence(self, store: Path) -> None:
        """Exit status 2, soon after the time is up, and nothing left behind."""
        begin = time.monotonic()
        done = run("-", "--timeout", "0.7", store=store, question=ENDLESS)
        assert time.monotonic() - begin < 10
        assert done.returncode == 2
        assert done.stdout == ""
        assert done.stderr.startswith(
            "legation: the query was not answered within 0.7 seconds and was stopped;"
        )
        assert done.stderr.count("\n") == 1
        assert snapshots(store) == []

    @pytest.mark.parametrize("form", ["csv", "json", "table", "jsonl"])
    def test_a_query_in_time_gives_the_same_bytes(self, form: str, store: Path) -> None:
        """As without a limit; names and mistakes are treated alike."""
        words = ("acts", "-p", "state=Finland", "--format", form)
        limited = run(*words, "--timeout", "60", store=store)
        assert limited.returncode == 0, limited.stderr
        assert limited.stdout == run(*words, store=store).stdout != ""

    @pytest.mark.parametrize(
        "text", ["ASK { ?s a leg:Visit }", "CONSTRUCT { ?s a leg:Visit } { ?s a leg:Visit }"]
    )
    def test_other_forms(self, text: str, store: Path) -> None:
        """ASK and CONSTRUCT too."""
        limited = run("-", "--timeout", "60", store=store, question=text)
        assert limited.stdout == run("-", store=store, question=text).stdout != ""

    def test_a_file_is_written_whole_or_not_at_all(self, store: Path, tmp_path: Path) -> None:
        """Rows came, but not all of them."""
        out = tmp_path / "rows.csv"
        endless = "SELECT * { ?a ?p ?x . { ?b ?q ?y } { ?c ?r ?z } }"
        done = run("-", "--timeout", "0.7", "-o", str(out), store=store, question=endless)
        assert done.returncode == 2, done.stderr
        assert list(tmp_path.iterdir()) == []

    @pytest.mark.parametrize("limit", ["0", "-1", "soon", "nan", "inf"])
    def test_a_limit_is_a_number(self, limit: str, store: Path) -> None:
        """Of seconds, and above 0."""
        done = run("acts", f"--timeout={limit}", store=store)
        assert (done.returncode, done.stdout) == (2, "")
        assert "number of seconds above 0" in done.stderr

    @pytest.mark.parametrize("text", ["SELECT * { ?s ?p }", "SELECT * { ?s leg:acter ?o }", "DROP ALL"])
    def test_mistakes_are_the_same_sentence(self, text: str, store: Path) -> None:
        """As without a limit."""
        limited = run("-", "--timeout", "60", store=store, question=text)
        assert (limited.returncode, limited.stderr) == (2, run("-", store=store, question=text).stderr)

    @pytest.mark.skipif(not Path("/proc").exists(), reason="needs /proc")
    def test_in_python(self, store: Path) -> None:
        """The same rows; when the time is up an error, and no process and no snapshot is left."""
        kb = legation.open(store)
        assert list(kb.query("acts", state="Finland", timeout=60)) == list(kb.query("acts", state="Finland"))
        before = processes(os.getpid())
        with pytest.raises(LegationError, match=r"not answered within 0\.5 seconds"):
            kb.query(ENDLESS, timeout=0.5)
        assert processes(os.getpid()) <= before
        assert snapshots(store) == []

    def test_a_killed_process_is_a_sentence(self, store: Path) -> None:
        """Whoever kills it, such as the system when memory runs out."""
        asking = subprocess.Popen(
            command("-", "--timeout", "50", store=store),
            stdin=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )
        assert asking.stdin is not None and asking.stderr is not None
        asking.stdin.write(ENDLESS)
        asking.stdin.close()
        os.kill(wait_for(asking.pid), signal.SIGKILL)
        assert asking.stderr.read() == "legation: the query failed: its process was killed\n"
        assert asking.wait() == 2
        asking.stderr.close()


def wait_for(pid: int) -> int:
    """Return the process that another has started, once it has."""
    for _ in range(500):
        found = processes(pid)
        if found:
            return found.pop()
        time.sleep(0.02)
    raise AssertionError("no process was started")


@pytest.mark.parametrize("limit", [[], ["--timeout", "50"]], ids=["plain", "limited"])
def test_ctrl_c_ends_a_query_that_has_no_row_yet(limit: list[str], store: Path, tmp_path: Path) -> None:
    """At once, quietly, with status 130; no snapshot, no process and no half file stays."""
    asking = subprocess.Popen(
        command("-", *limit, "-o", str(tmp_path / "out.csv"), store=store),
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        # What a shell starts in the background is deaf to it.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    assert asking.stdin is not None
    asking.stdin.write(ENDLESS.encode())
    asking.stdin.close()
    for _ in range(500):
        if list(tmp_path.iterdir()) and snapshots(store):
            break
        time.sleep(0.02)
    time.sleep(0.5)
    os.killpg(asking.pid, signal.SIGINT)
    assert asking.wait(10) == 130
    assert asking.stderr is not None and asking.stderr.read() == b""
    asking.stderr.close()
    assert list(tmp_path.iterdir()) == []
    assert snapshots(store) == []


class TestStreaming:
    """Rows pass through; memory does not grow with them."""

    @pytest.mark.skipif(not hasattr(os, "wait4"), reason="needs wait4")
    @pytest.mark.parametrize("form", ["csv", "tsv", "json", "jsonl", "md", "table", "xml", "html"])
    def test_memory_does_not_grow_with_the_rows(self, form: str, store: Path) -> None:
        """Ten times the rows take less than a byte more for each of them."""
        few, many = (self.peak(MANY.replace("300000", n), form, store) for n in ("30000", "300000"))
        assert many - few < 0.1 * 270_000 * 100, (few, many)

    def peak(self, question: str, form: str, store: Path) -> int:
        """Return the peak of the process's memory in bytes; the rows are read and thrown away."""
        asking = subprocess.Popen(
            command("-", "--format", form, store=store), stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        assert asking.stdin is not None and asking.stdout is not None
        asking.stdin.write(question.encode())
        asking.stdin.close()
        while asking.stdout.read(1 << 20):
            pass
        asking.stdout.close()
        _, status, usage = os.wait4(asking.pid, 0)
        asking.returncode = status
        assert status == 0
        return usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)

    @pytest.mark.parametrize("limit", [[], ["--timeout", "50"]], ids=["plain", "limited"])
    @pytest.mark.parametrize("form", ["csv", "table", "md", "jsonl"])
    def test_head_ends_it_quietly(self, form: str, limit: list[str], store: Path) -> None:
        """The first row comes before the last is found, and who reads no further hears no complaint."""
        asking = subprocess.Popen(
            command("-", "--format", form, *limit, store=store),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        assert asking.stdin is not None and asking.stdout is not None and asking.stderr is not None
        asking.stdin.write(MANY.partition("LIMIT")[0].encode())
        asking.stdin.close()
        assert asking.stdout.readline()
        asking.stdout.close()
        assert asking.stderr.read() == b""
        assert asking.wait(20) == 141
        asking.stderr.close()

    def test_a_table_shows_its_first_rows_before_it_has_the_last(self) -> None:
        """Both kinds; what is longer further down is whole."""

        def rows() -> Iterator[list[str]]:
            for number in itertools.count():
                yield [str(number), "x" * (50 if number == 2000 else 1)]

        lines = tables.plain(["n", "text"], rows())
        assert [next(lines) for _ in range(3)] == ["n    text\n", "0    x\n", "1    x\n"]
        assert "x" * 50 + "\n" in next(itertools.islice(lines, 1998, None))
        fitted = tables.cited(["n", "text"], rows(), 20)
        found = list(itertools.islice(fitted, 2030))
        assert max(map(len, found)) <= 21
        assert sum(line.count("x") for line in found[2001:]) >= 50

    def test_a_column_that_fills_late_is_shown(self) -> None:
        """Empty in the rows that are looked at first does not mean empty."""
        late = ([str(number), "late" if number == 1500 else ""] for number in range(1600))
        found = list(tables.cited(["n", "seldom"], late, 40))
        assert found[0].split() == ["n", "seldom"]
        assert found[1501].split() == ["1500", "late"]
        assert found[-1] == "1600 rows\n"


class TestExplain:
    """--explain."""

    TEXT = """SELECT ?quote ?n { ?act a leg:Visit ; leg:evidence/oa:hasSelector [ oa:exact ?quote ] .
      { SELECT ?act (COUNT(*) AS ?n) { ?act leg:actor ?who . ?who rdfs:label ?name } GROUP BY ?act }
      OPTIONAL { ?act leg:target ?whom } FILTER(?n > 0) { ?act leg:date ?d } UNION { ?act leg:place ?d }
      BIND(STR(?d) AS ?day) MINUS { ?act leg:status status:negated } VALUES ?n { 1 2 3 } ?act leg:status ?s }"""

    def test_parts(self) -> None:
        """Each triple pattern, group and filter by itself; filters last."""
        body = sparql.tokenize(self.TEXT.partition("{")[2].rpartition("}")[0])
        assert [part.text.split("{")[0].strip() for part in plans.parts(body)] == [
            "?act a leg:Visit",
            "?act leg:evidence/oa:hasSelector [ oa:exact ?quote ]",
            "",
            "OPTIONAL",
            "",
            "BIND(STR(?d) AS ?day)",
            "MINUS",
            "VALUES ?n",
            "?act leg:status ?s",
            "FILTER(?n > 0)",
        ]

    def test_rows_are_those_of_the_query(self, store: Path) -> None:
        """The last step of the outermost group has as many rows as the query; a pattern alone has its own."""
        with Store.open(store, read_only=True) as opened:
            steps = list(plans.steps(opened.inner, self.TEXT))
            union: dict[str, object] = {"prefixes": PREFIXES, "use_default_graph_as_union": True}
            answer = opened.inner.query(self.TEXT, **union)  # type: ignore[arg-type]
            visits = opened.inner.query("SELECT * { ?act a leg:Visit }", **union)  # type: ignore[arg-type]
            assert steps[-1].rows == sum(1 for _ in answer) > 0  # type: ignore[union-attr]
            assert steps[0].alone == steps[0].rows == sum(1 for _ in visits)  # type: ignore[union-attr]
        assert [step.text for step in steps if step.depth == 1] == [
            "?act leg:actor ?who",
            "?who rdfs:label ?name",
        ]
        assert all(step.seconds >= 0 for step in steps)

    @pytest.mark.parametrize("query", queries.catalogue(), ids=lambda query: query.name)
    def test_every_stored_query_is_explained(self, query: queries.Query, store: Path) -> None:
        """None has a part that cannot be asked by itself."""
        given = {"state": "Finland", "other": "Russia", "supplier": "Russia"}
        needed = {p.name: given[p.name] for p in query.parameters() if not p.optional and p.default is None}
        with Store.open(store, read_only=True) as opened:
            shown = "".join(plans.lines(opened.inner, query, needed))
        assert "\nDearest, with " in shown
        assert "?_" not in shown.replace("?__", "")

    def test_on_the_command_line(self, store: Path) -> None:
        """The query as it is asked, then its parts."""
        done = run("-", "--explain", store=store, question="SELECT * { ?act a leg:Visit ; leg:date ?d }")
        assert done.returncode == 0, done.stderr
        assert done.stdout.startswith("SELECT * { ?act a leg:Visit ; leg:date ?d }\n")
        assert "?act leg:date ?d\n" in done.stdout
        both = run("acts", "--explain", "--timeout", "3", store=store)
        assert (both.returncode, both.stdout) == (2, "")


class TestHints:
    """A group below `#?` is there only when its optional parameters are given."""

    TEXT = "SELECT ?a { #? begin here\n { ?a leg:actor ?__state_iri } { ?a leg:date ?d } }"

    def test_goes_or_stays(self) -> None:
        """The rest of the query is untouched."""
        tokens = sparql.tokenize(self.TEXT)
        without = sparql.bind(tokens, {})
        assert "leg:actor" not in without and "leg:date" in without
        assert "{ ?a leg:actor  <a:b>  } { ?a leg:date" in sparql.bind(tokens, {"__state_iri": "<a:b>"})

    def test_a_comment_without_a_group_changes_nothing(self) -> None:
        """And neither does a hint about what is not optional."""
        for text in (
            "SELECT ?a { #? why\n ?a ?p ?__o }",
            "ASK { #? x\n { ?a ?p ?o } }",
            "ASK {} #?",
            "#?\nASK {}",
        ):
            assert sparql.bind(sparql.tokenize(text), {}) == text

    @pytest.mark.parametrize(
        "query", [q for q in queries.catalogue() if sparql.HINT in q.text], ids=lambda q: q.name
    )
    def test_a_hint_does_not_change_an_answer(self, query: queries.Query) -> None:
        """With the hints taken away by hand the rows are the same, whatever is asked for."""
        store = ox.Store()
        store.bulk_load(path=FACTS)
        for path in ontology_files():
            if not path.endswith("leaders.ttl"):
                store.bulk_load(path=path, to_graph=ox.NamedNode(ONTOLOGY_GRAPH))
        unhinted = queries.Query(_unhinted(query.text), query.name, query.topic, query.path)
        names = {p.name for p in query.parameters()}
        values = {
            "state": ["Finland", "Russia", "NATO", "China"],
            "speaker": ["United States"],
            "type": ["sanction", "CONSULT"],
        }
        values["status"] = ["planned", "occurred"]
        asked = 0
        for name in names & set(values):
            for value in values[name]:
                found = list(Rows(queries.solve(store, query, {name: value})))
                assert found == list(Rows(queries.solve(store, unhinted, {name: value}))), (name, value)
                asked += len(found)
        assert asked


def _unhinted(text: str) -> str:
    """Remove the hints with what stands below them."""
    return sparql.bind(sparql.tokenize(text), {})
