"""Stored queries: each parses in two parsers and gives its golden answer; parameters; what is refused."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib.plugins.sparql import prepareQuery

from legation import queries, sparql
from legation.errors import LegationError
from legation.parameters import Parameter, literal
from legation.store import ontology_files
from legation.terms import LEG, ONTOLOGY_GRAPH, PREFIXES

FIXTURES = Path(__file__).parent / "fixtures" / "queries"
STATE = PREFIXES["state"]
PAIR = {"state": "Finland", "other": "Russia"}
PARAMETERS = {
    "timeline": PAIR,
    "escalation": PAIR,
    "stance": PAIR,
    "stance-by-leader": PAIR,
    "dependence": {"state": "Egypt"},
    "alternatives": {"supplier": "Russia"},
}
CATALOGUE = queries.catalogue()
IDS = [query.name for query in CATALOGUE]
ACTS = ["document", "quote", "start", "end", "act", "type", "class", "actor", "actorCode", "target"]
ACTS += ["targetCode", "date", "status", "speaker"]
TENURES = ["document", "quote", "start", "end", "person", "office", "holderOf", "holderOfCode", "status"]
TENURES += ["from", "to"]
TRADE = ["document", "quote", "start", "end", "exporterCode", "importerCode", "commodity", "measure", "value"]
TRADE += ["unit", "year"]


@pytest.fixture(scope="module")
def store() -> ox.Store:
    """Return the facts of facts.trig and the ontology, without the list of leaders, which grows."""
    loaded = ox.Store()
    graph = ox.NamedNode(ONTOLOGY_GRAPH)
    for path in ontology_files():
        if not path.endswith("leaders.ttl"):
            loaded.bulk_load(path=path, to_graph=graph)
    loaded.bulk_load(path=FIXTURES / "facts.trig")
    return loaded


def rows(store: ox.Store, name: str, **parameters: object) -> list[dict[str, str]]:
    """Ask a query and return its rows as its CSV has them."""
    answer = queries.solve(store, queries.find(name), parameters)
    assert isinstance(answer, ox.QuerySolutions)
    text = answer.serialize(format=ox.QueryResultsFormat.CSV)
    assert text is not None
    return list(csv.DictReader(text.decode().splitlines()))


def bound(query: queries.Query, optional: bool) -> str:
    """Bind each parameter to something of its type."""
    values = {"iri": f"<{STATE}FIN>", "date": '"2022-01-01"^^<http://www.w3.org/2001/XMLSchema#date>'}
    values |= {"integer": "5", "string": '"x"'}
    wanted = [p for p in query.parameters() if optional or not p.optional]
    return sparql.bind(query.tokens, {p.variable: values[p.kind] for p in wanted})


def test_names_are_used_once_and_there_are_enough() -> None:
    """A name means one query, whatever the topic."""
    assert len(IDS) >= 27
    assert len(set(IDS)) == len(IDS)
    assert queries.names() == sorted(IDS)


@pytest.mark.parametrize("query", CATALOGUE, ids=IDS)
@pytest.mark.parametrize("optional", [True, False], ids=["all", "required"])
def test_parses_in_two_parsers(query: queries.Query, optional: bool) -> None:
    """Oxigraph and rdflib both take it, with and without its optional parameters."""
    text = bound(query, optional)
    ox.Store().query(text, prefixes=PREFIXES)
    prepareQuery(text, initNs=PREFIXES)


@pytest.mark.parametrize("query", CATALOGUE, ids=IDS)
def test_header_describes_the_query(query: queries.Query) -> None:
    """A summary, a topic among the tags, a known view, and each parameter with what a user must know of it."""
    header = query.header
    assert header["summary"]
    assert query.topic in header["tags"]
    assert header["view"] in ("table", "bar", "line", "timeline", "graph", "map")
    parameters = query.parameters()
    assert [p.name for p in parameters] == list(dict.fromkeys(p.name for p in parameters))
    assert set(header.get("params", {})) == {p.name for p in parameters}
    for parameter in parameters:
        described = header["params"][parameter.name]
        assert parameter.label and parameter.example, parameter.name
        assert ("optional" in described) == parameter.optional, parameter.name
        if parameter.kind == "iri":
            assert parameter.of.startswith("leg:"), parameter.name
        else:
            assert described["datatype"] == f"xsd:{parameter.kind}", parameter.name


@pytest.mark.parametrize("query", CATALOGUE, ids=IDS)
def test_golden_answer(query: queries.Query, store: ox.Store) -> None:
    """The fixture's answer, in its order; every row that is about one fact cites it."""
    found = rows(store, query.name, **PARAMETERS.get(query.name, {}))
    with (FIXTURES / f"{query.name}.csv").open(encoding="utf-8", newline="") as file:
        assert found == list(csv.DictReader(file))
    assert found
    if query.topic != "coverage":
        # A tenure that only the list of leaders has rests on no document.
        listed = ("Vladimir Putin", "Volodymyr Zelensky") if query.name == "persons" else ()
        assert all(row["quote"] and row["document"] for row in found if row.get("person") not in listed)


def test_no_golden_answer_without_its_query() -> None:
    """A query that is renamed takes its answer along."""
    assert {path.stem for path in FIXTURES.glob("*.csv")} == set(IDS)


def test_fixture_quotes_stand_in_their_documents(store: ox.Store) -> None:
    """The fixture itself is sound: each quote is in its text at its offsets."""
    found = rows(
        store,
        "SELECT ?text ?quote ?start ?end { ?e oa:hasSource/leg:text ?text ; oa:hasSelector ?s ."
        " ?s oa:exact ?quote ; oa:start ?start ; oa:end ?end }",
    )
    assert len(found) == 32
    assert all(row["text"][int(row["start"]) : int(row["end"])] == row["quote"] for row in found)


@pytest.mark.parametrize(("name", "columns"), [("acts", ACTS), ("tenures", TENURES), ("trade", TRADE)])
def test_contract_columns(name: str, columns: list[str], store: ox.Store) -> None:
    """Other people's scripts rest on these."""
    assert list(queries.run(store, name).columns) == columns


@pytest.mark.parametrize(
    "name", ["acts", "tenures", "trade", "claims", "timeline", "measures", "single-source"]
)
def test_one_row_a_fact_however_often_an_agent_is_described(name: str, store: ox.Store) -> None:
    """More labels, aliases and descriptions in more documents double no row, and neither does reasoning."""
    described = ox.Store()
    described.extend(store)
    rdf_type, label = (ox.NamedNode(PREFIXES[p] + n) for p, n in (("rdf", "type"), ("rdfs", "label")))
    graphs = [ox.NamedNode(f"https://w3id.org/legation/id/graph/more-{i}") for i in range(3)]
    for quad in store:
        name_of = quad.predicate.value.rsplit("#")[-1]
        if "/id/" in str(quad.subject) and name_of in ("label", "belongsTo", "officeOf", "organOf"):
            described.extend(ox.Quad(quad.subject, quad.predicate, quad.object, g) for g in graphs)
        if name_of == "label" and isinstance(quad.object, ox.Literal) and "/id/person" in str(quad.subject):
            described.add(ox.Quad(quad.subject, label, ox.Literal("Zzz " + quad.object.value), graphs[0]))
        if name_of == "eventType":
            for kind in ("DiplomaticAct", "Fact"):
                described.add(ox.Quad(quad.subject, rdf_type, ox.NamedNode(LEG + kind), graphs[1]))
    parameters = PARAMETERS.get(name, {})
    assert rows(described, name, **parameters) == rows(store, name, **parameters)


def test_class_is_the_finest_after_reasoning(store: ox.Store) -> None:
    """Superclasses that reasoning adds do not show."""
    reasoned = ox.Store()
    reasoned.extend(store)
    reasoned.update(
        "INSERT { GRAPH <https://w3id.org/legation/id/graph/inferred> { ?act a ?super } }"
        " WHERE { GRAPH ?g { ?act a ?kind } GRAPH ?o { ?kind rdfs:subClassOf+ ?super } FILTER(isIRI(?super)) }",
        prefixes=PREFIXES,
    )
    for name in ("acts", "contradictions", "sole-claims", "corroborated", "planned"):
        assert rows(reasoned, name) == rows(store, name), name


class TestParameters:
    """What a user may write for a value."""

    @pytest.mark.parametrize(
        "name", ["Finland", "finland", "FIN", "fin", "FI", "state:FIN", STATE + "FIN", "Helsinki"]
    )
    def test_a_state_by_any_name(self, name: str, store: ox.Store) -> None:
        """Name, code, prefixed name, IRI, capital."""
        assert len(rows(store, "dependence", state=name)) == 1

    def test_accents_do_not_matter(self, store: ox.Store) -> None:
        """People type without them."""
        (row,) = rows(store, "persons", person="sauli niinisto")
        assert row["person"] == "Sauli Niinistö"

    def test_filters(self, store: ox.Store) -> None:
        """Each optional parameter narrows, and what has no date is outside any period."""
        assert {row["type"] for row in rows(store, "acts", type="sanction")} == {"SANCTION"}
        assert {row["status"] for row in rows(store, "acts", status="planned")} == {"planned"}
        assert len(rows(store, "acts", state="Latvia")) == 1
        assert len(rows(store, "acts", state="Poland")) == 1
        year = rows(store, "acts", since="2022", until="2022")
        assert [row["date"][:4] for row in year] == ["2022"] * 8
        assert len(rows(store, "acts", since="2022-02-24", until="2022-02")) == 2
        assert len(rows(store, "trade", commodity="1001")) == 4
        assert len(rows(store, "dyads", top=2)) == 2

    def test_unknown_state_names_the_nearest(self, store: ox.Store) -> None:
        """A sentence, with what was probably meant."""
        with pytest.raises(LegationError, match=r"called 'Finlnd'; did you mean Finland \(state:FIN\)"):
            queries.run(store, "acts", state="Finlnd")
        with pytest.raises(LegationError, match="state:FNI"):
            queries.run(store, "acts", state="state:FNI")

    def test_missing_parameter_has_an_example(self, store: ox.Store) -> None:
        """The sentence can be copied."""
        with pytest.raises(LegationError, match=r"'timeline' needs the parameter 'other'.*-p other=Russia"):
            queries.run(store, "timeline", state="Finland")

    def test_unknown_parameter_names_the_nearest(self, store: ox.Store) -> None:
        """A typing mistake is not taken for no parameter."""
        with pytest.raises(LegationError, match="no parameter 'stat'; did you mean 'state'"):
            queries.run(store, "acts", stat="Finland")

    @pytest.mark.parametrize("value", ["yesterday", "2022-13", "2022-02-30", "22", "2022-1-1", "٢٠٢٢", ""])
    def test_a_date_is_a_date(self, value: str, store: ox.Store) -> None:
        """Anything else is a sentence with an example."""
        with pytest.raises(LegationError, match=r"'since' takes a date .*-p since=2022"):
            queries.run(store, "acts", since=value)

    @pytest.mark.parametrize("value", ["ten", "1.5", "5 OFFSET 1", "-"])
    def test_a_number_is_a_number(self, value: str, store: ox.Store) -> None:
        """It stands bare after LIMIT, so nothing but digits may pass."""
        with pytest.raises(LegationError, match="'top' takes a whole number"):
            queries.run(store, "dyads", top=value)

    @pytest.mark.parametrize(
        ("variable", "name", "kind", "optional"),
        [
            ("_state_iri", "state", "iri", False),
            ("__since_xsd_date", "since", "date", True),
            ("_top_integer", "top", "integer", False),
            ("_other_state_iri", "other_state", "iri", False),
            ("_word", "word", "string", False),
            ("_title_en", "title", "en", False),
            ("__iri", "iri", "string", True),
        ],
    )
    def test_names_of_variables(self, variable: str, name: str, kind: str, optional: bool) -> None:
        """BASIL's convention."""
        parameter = Parameter(variable)
        assert (parameter.name, parameter.kind, parameter.optional) == (name, kind, optional)


class TestInjection:
    """No value can become SPARQL."""

    QUERY = "SELECT ?x WHERE { BIND(?_v AS ?x) } # ?_v '"

    @given(st.text())
    @settings(max_examples=200, deadline=None)
    def test_any_text_comes_back_as_it_went_in(self, value: str) -> None:
        """Quotes, braces, escapes, line ends: all only text."""
        term = literal(Parameter("_v"), value)
        text = sparql.bind(sparql.tokenize(self.QUERY), {"_v": str(term)})
        (row,) = ox.Store().query(text)  # type: ignore[misc]
        assert row["x"].value == value  # type: ignore[index]

    @pytest.mark.parametrize(
        "value",
        [
            '" } ; DROP ALL #',
            "\\",
            '\\" } #',
            "\\u0022 } #",
            "'''",
            '"""',
            "\n} INSERT DATA { <a:a> <a:a> <a:a> }",
            "?_v",
            "> . ?s ?p ?o",
        ],
    )
    def test_nasty_values(self, value: str, store: ox.Store) -> None:
        """As text they match nothing; as IRIs they are refused."""
        before = len(store)
        assert rows(store, "acts", type=value) == []
        with pytest.raises(LegationError):
            queries.run(store, "acts", state=value)
        with pytest.raises(LegationError):
            queries.run(store, "acts", state=f"<http://example.org/{value}> . ?s ?p ?o")
        assert len(store) == before

    def test_only_variables_are_bound(self) -> None:
        """Strings, IRIs, comments and longer names keep what looks like the parameter."""
        text = 'SELECT ?_v2 { ?s <http://x/?_v> \'?_v\', """?_v""" ; ?p ?_v } # ?_v'
        expected = 'SELECT ?_v2 { ?s <http://x/?_v> \'?_v\', """?_v""" ; ?p  1  } # ?_v'
        assert sparql.bind(sparql.tokenize(text), {"_v": "1"}) == expected

    @given(st.text(alphabet="?$_ab:<>\"'\\#{}. \n@^-|/é"))
    @settings(max_examples=300, deadline=None)
    def test_tokens_join_to_the_text(self, text: str) -> None:
        """Whatever the text, nothing is lost; a string without end is a sentence."""
        try:
            tokens = sparql.tokenize(text)
        except LegationError as error:
            assert "does not end" in str(error)
        else:
            assert "".join(part for _, part in tokens) == text


class TestRefusals:
    """Mistakes are caught before a query runs, in a sentence that says what to do."""

    @pytest.mark.parametrize(
        "text",
        [
            "INSERT DATA { <a:a> <a:b> <a:c> }",
            "prefix a: <a:> delete where { ?s ?p ?o }",
            "LOAD <http://example.org/> # {",
            "DROP ALL # {",
            "WITH <a:a> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
        ],
    )
    def test_updates(self, text: str, store: ox.Store) -> None:
        """Queries only read."""
        with pytest.raises(LegationError, match="queries only read"):
            queries.run(store, text)

    def test_service(self, store: ox.Store) -> None:
        """No other server is asked; the word alone, in a string or a comment, is fine."""
        with pytest.raises(LegationError, match="SERVICE"):
            queries.run(store, "SELECT * { service <http://example.org/> { ?s ?p ?o } }")
        assert queries.run(store, "SELECT * { BIND('SERVICE LOAD' AS ?x) } # SERVICE")[0] == {
            "x": "SERVICE LOAD"
        }

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("SELECT * {\n ?s lag:actor ?o }", r"'lag:' at line 2.*leg:actor"),
            ("SELECT * {\n\n ?s leg:acter ?o }", r"leg:acter at line 3.*did you mean leg:actor"),
            ("SELECT * { ?s a leg:Condemnatoin }", "did you mean leg:Condemnation"),
            ("SELECT * { ?s a lege:Act }", r"did you mean 'leg:'\?"),
            ("SELECT * { ?s leg:status status:ocurred }", "did you mean status:occurred"),
            ("SELECT * { ?s leg:actor state:FIM }", "did you mean state:"),
            (f"SELECT * {{ ?s <{LEG}acter> ?o }}", "did you mean leg:actor"),
            ("SELECT * { ?s ?p 'open }", "string that does not end, at line 1"),
            ("SELECT * { ?s ?p }", "not valid SPARQL: reading stopped at line 1, column 19, at its end"),
            ("SELECT * { ?s ?p ?o }\nLIMIT many", r"stopped at line 2, column 7, near 'many'"),
            ("{ ?s ?p ?o }", "none of SELECT"),
            ("no-such-query", "no stored query and no file 'no-such-query'"),
            ("condemnation", "did you mean 'condemnations'"),
        ],
    )
    def test_sentence(self, text: str, message: str, store: ox.Store) -> None:
        """Where it is wrong, and the nearest right name."""
        with pytest.raises(LegationError, match=message):
            queries.run(store, text)

    def test_right_names_pass(self, store: ox.Store) -> None:
        """Prefixes of the query's own, terms of others, properties found in data only."""
        text = "PREFIX my: <http://example.org/> SELECT * { ?s my:x ?o ; foaf:unheardOf ?p ; leg:contentHash ?h }"
        assert len(queries.run(store, text)) == 0

    def test_without_an_ontology_no_term_is_wrong(self) -> None:
        """There is nothing to compare with."""
        assert len(queries.run(ox.Store(), "SELECT * { ?s leg:acter ?o }")) == 0


class TestHeader:
    """Headers are YAML of strings."""

    def test_everything_is_a_string(self) -> None:
        """Dates, numbers and booleans stay what is written, and no object is made."""
        query = queries.Query(
            "#+ a: 2022-01-01\n#+ b: yes\n#+ c: [1]\n#+ d: !!python/name:os.system x\nASK {}"
        )
        assert query.header == {"a": "2022-01-01", "b": "yes", "c": ["1"], "d": "x"}

    @pytest.mark.parametrize("header", ["a: b: c", "- a", "params: x", "a: [", "\tb: c"])
    def test_mistakes(self, header: str) -> None:
        """A sentence that names the file."""
        with pytest.raises(LegationError, match="header of mine"):
            _ = queries.Query(f"#+ {header}\nASK {{}}", name="mine").header

    def test_files(self, tmp_path: Path, store: ox.Store) -> None:
        """A file of one's own is asked by its path; one that is no text is a sentence."""
        path = tmp_path / "mine.rq"
        path.write_text("\ufeff#+ summary: é\nSELECT ?_n { }", encoding="utf-8")
        assert queries.find(str(path)).summary == "é"
        path.write_bytes(b"SELECT \xff")
        with pytest.raises(LegationError, match="not UTF-8"):
            queries.find(str(path))


def test_rows_are_python_values(store: ox.Store) -> None:
    """Numbers are numbers, what is missing is None."""
    found = queries.run(store, "trade")
    assert found[0]["start"] == 887
    assert {row["unit"] for row in found} == {"percent", "rank", "USD", None}
    assert [row["value"] for row in found if row["unit"] == "rank"] == [1]
    assert next(iter(found)) == found[0]


def test_ask_and_construct(store: ox.Store) -> None:
    """They have rows too."""
    assert list(queries.run(store, "ASK { ?s a leg:Visit }")) == [{"answer": True}]
    made = queries.run(store, "CONSTRUCT { ?s a ?c } WHERE { ?s a ?c FILTER(?c = leg:Summit) }")
    assert made.columns == ("subject", "predicate", "object")
    assert len(made) == 1


def test_to_pandas(store: ox.Store) -> None:
    """A data frame with the same columns."""
    if not os.environ.get("LEGATION_TEST_ALL"):
        pytest.importorskip("pandas", reason="pandas is not installed")
    frame = queries.run(store, "trade").to_pandas()
    assert list(frame.columns) == TRADE
    assert len(frame) == 7


def test_readme_example_is_a_header() -> None:
    """The header shown in queries/README.md can be read."""
    from legation.resources import folder

    text = (folder("queries") / "README.md").read_text(encoding="utf-8")
    lines = [line[2:].removeprefix(" ") for line in text.splitlines() if line.startswith("#+")]
    assert set(yaml.safe_load("\n".join(lines))) == {"summary", "tags", "defaults", "params", "view"}


def walk() -> Iterator[Path]:
    """Yield the files of the folder of stored queries."""
    from legation.resources import folder

    yield from (path for path in folder("queries").rglob("*") if path.is_file())


def test_the_folder_holds_queries_only() -> None:
    """A file with another ending would not be listed."""
    assert {path.suffix for path in walk() if path.name != "README.md"} == {".rq"}
