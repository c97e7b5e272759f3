"""The Python API: a knowledge base on disk, and what the commands do with it.

>>> import legation, tempfile, pathlib
>>> folder = pathlib.Path(tempfile.mkdtemp())
>>> _ = (folder / "facts.ttl").write_text('''
... @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
... <https://example.org/minister> rdfs:label "minister"@en .
... ''')
>>> kb = legation.open(folder / "my.kb")
>>> kb.load(folder / "facts.ttl").loaded
1
>>> rows = kb.query("SELECT ?label WHERE { <https://example.org/minister> rdfs:label ?label }")
>>> [row["label"] for row in rows]
['minister']
>>> kb.validate().conforms
True
>>> len(kb.graph())
1
>>> kb.stats().documents
1
>>> kb.close()
"""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Self

from legation import exporting, files
from legation.errors import LegationError
from legation.formats import SUFFIXES, format_of
from legation.store import Store
from legation.suffixes import format_for

if TYPE_CHECKING:
    from rdflib import Graph

    from legation.judgements import Judgement, Verdict
    from legation.loading import Progress, Summary
    from legation.reasoning import Summary as Inferred
    from legation.results import Rows
    from legation.stats import Stats
    from legation.validation import Report
    from legation.why import Explanation

PathLike = str | os.PathLike[str]


def open(path: PathLike = "legation.kb", *, create: bool = True) -> "KnowledgeBase":
    """Return the knowledge base in folder `path`.

    Args:
        path: the store's folder.
        create: make the store where there is none when something is loaded; else it must be there.

    Raises:
        LegationError: there is no store and `create` is false, or `path` is no store.
    """
    return KnowledgeBase(path, create=create)


class KnowledgeBase:
    """A store and what can be done with it.

    No lock is held between calls: other processes may load meanwhile, and the next call sees what they wrote. A call
    that writes fails at once while another process is writing.
    """

    def __init__(self, path: PathLike, *, create: bool = True) -> None:
        self.path = Path(path)
        if not create or (self.path.exists() and not _is_empty(self.path)):
            self._reader().close()

    def __repr__(self) -> str:
        return f"KnowledgeBase({str(self.path)!r})"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Nothing is open between calls; this is here so that `with` reads well."""

    def load(
        self,
        *paths: PathLike,
        loader: str | None = None,
        model: str | None = None,
        dry_run: bool = False,
        reason: bool = False,
        progress: "Progress | None" = None,
        jobs: int = 1,
        check: bool = True,
    ) -> "Summary":
        """Load files and folders; see `legation.loading.load`.

        Returns:
            What was loaded, replaced, rejected and found wrong.

        Raises:
            LegationError: there is no such file or loader, or the store cannot be written. A file that cannot be
                read is in the summary (`failed`) instead.
        """
        from legation import loading

        return loading.load(
            self.path,
            paths,
            loader=loader,
            model=model,
            dry_run=dry_run,
            reason=reason,
            progress=progress,
            jobs=jobs,
            check=check,
        )

    def query(self, query: str, /, *, timeout: float | None = None, **parameters: object) -> "Rows":
        """Ask a stored query by name, a query file, or SPARQL, over the union of all graphs.

        Args:
            query: `acts`, `my/own.rq`, or `SELECT ...`; the project's prefixes are known.
            timeout: seconds after which it is stopped; None for no limit.
            parameters: the query's parameters by name. States and persons may be given by name, code or IRI.

        Returns:
            Rows: dicts from column to value; `to_pandas()` makes a DataFrame of them.

        Raises:
            LegationError: there is no such query or parameter, it is not SPARQL, or it takes longer than `timeout`.
        """
        from legation.queries import find, run

        with self._reader() as store:
            if timeout is None:
                return run(store.inner, query, **parameters)
            from legation import timed
            from legation.results import Rows

            with timed.solve(store, find(query), parameters, timed.seconds(timeout)) as answer:
                return Rows(answer)

    def validate(self, *, full: bool = False) -> "Report":
        """Check all stated facts against the shapes, as one graph.

        Only what was loaded, replaced or removed since the last time is looked at, and what that can have changed;
        with `full` everything is. The report is the same.
        """
        from legation.checking import validator
        from legation.validation_store import validate_store

        return validate_store(self.path, validator(), full)

    def export(
        self,
        path: PathLike | None = None,
        format: str | None = None,
        *,
        document: str | None = None,
        inferred: bool = False,
        ontology: bool = False,
    ) -> bytes:
        """Write the facts as RDF; the same facts give the same bytes.

        Args:
            path: file to write, whole or not at all; none if not given.
            format: turtle, trig, nt, nq, jsonld or rdfxml; as the path's suffix says, else Turtle.
            document: only what this document says: its key, name or graph IRI.
            inferred: what was inferred too.
            ontology: the ontology too.

        Returns:
            The bytes, also when they were written to `path`.

        Raises:
            LegationError: there is no such document or format, or the file cannot be written.
        """
        form = (
            format_of(format)
            if format
            else (format_for(path, SUFFIXES, "format=", packed=True) if path else None) or "turtle"
        )
        with self._reader() as store:
            data = b"".join(exporting.exported(store, form, document, inferred=inferred, ontology=ontology))
        if path is not None:
            files.write(path, data)
        return data

    def graph(self, *, inferred: bool = False, ontology: bool = False) -> "Graph":
        """Return a copy of the facts as an rdflib Graph, for what rdflib can do."""
        from rdflib import Graph

        from legation.terms import PREFIXES

        graph = Graph()
        graph.parse(data=self.export(format="nt", inferred=inferred, ontology=ontology), format="nt")
        for prefix, namespace in PREFIXES.items():
            graph.bind(prefix, namespace, override=True)
        return graph

    def reason(self, *, full: bool = False) -> "Inferred":
        """Infer what follows from the facts and the ontology, and no more what no longer does.

        Only what was changed since the last time is looked at, unless `full`.

        Raises:
            LegationError: there is no store, or another process is writing to it.
        """
        from legation.upkeep import keep_up

        with Store.open(self.path) as store:
            return keep_up(store, full=full)

    def why(self, what: str) -> "Explanation":
        """Explain a fact: the sentence it rests on, or the rule and its premises.

        Args:
            what: the IRI of an act, tenure, flow, claim, agent or document, or a triple.

        Raises:
            LegationError: there is no such thing in the store.
        """
        from legation.why import why

        with self._reader() as store:
            return why(store.inner, what)

    def accept(
        self, *facts: str, by: str, because: str | None = None, at: str | None = None
    ) -> "list[Judgement]":
        """Accept facts that somebody has looked at; see `legation.judging.judge`."""
        return self._judge(facts, "accepted", by, because, at)

    def reject(
        self, *facts: str, by: str, because: str | None = None, at: str | None = None
    ) -> "list[Judgement]":
        """Reject facts: they are in no answer any more, until `undo`; see `legation.judging.judge`."""
        return self._judge(facts, "rejected", by, because, at)

    def correct(
        self, act: str, *, by: str, because: str | None = None, at: str | None = None, **values: str
    ) -> "Judgement":
        """Correct an act.

        Args:
            act: as `why` takes it.
            by: who judges.
            because: why.
            at: when, in UTC; now if not given.
            values: actor, target, class, date, status or speaker -> the right value, or "none".

        Raises:
            LegationError: see `legation.judging.correct`.
        """
        from legation import judging

        with Store.open(self.path) as store:
            return judging.correct(store, act, values, judging.Opinion(by, because, at))

    def undo(self, *judgements: str) -> "list[Judgement]":
        """Take judgements back and return them; see `legation.judging.undo`."""
        from legation import judging

        with Store.open(self.path) as store:
            return judging.undo(store, judgements)

    def _judge(
        self, facts: tuple[str, ...], verdict: "Verdict", by: str, because: str | None, at: str | None
    ) -> "list[Judgement]":
        from legation import judging

        with Store.open(self.path) as store:
            return judging.judge(store, facts, verdict, judging.Opinion(by, because, at))

    def stats(self) -> "Stats":
        """Count what is there: documents, facts by kind, acts by type, agents, triples."""
        from legation.stats import count

        with self._reader() as store:
            return count(store)

    def _reader(self) -> Store:
        return Store.open(self.path, read_only=True)


def _is_empty(path: Path) -> bool:
    try:
        return path.is_dir() and not any(path.iterdir())
    except OSError as error:
        raise LegationError(f"'{path}' cannot be read: {error.strerror or error}") from error
