"""Loaders: found by content, imported from their folder, extended by other packages; the README's recipe works."""

import importlib.metadata
import re
import sys
import types
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from facts import PREFIXES, good, small_ontology, write  # noqa: F401

from legation import blank, loaders, loading
from legation.cli import main
from legation.errors import LegationError
from legation.sources import Options, Source
from legation.store import Store

README = Path(__file__).parent.parent / "loaders" / "README.md"


def source(path: Path) -> Source:
    return Source(path, path.name, path.name)


def documents(path: Path) -> list[str]:
    reader = loaders.recognise(source(path))
    assert reader is not None
    return [str(one.rdf or b"", "utf-8") for one in reader.module.documents(source(path), Options())]


@pytest.mark.parametrize(
    ("name", "content", "loader"),
    [
        ("a.ttl", good("a"), "rdf"),
        ("a.ttl", "Chile met Peru.", "rdf"),
        ("a.txt", good("a"), "rdf"),
        ("a", "<https://e.org/a> <https://e.org/b> <https://e.org/c> .\n", "rdf"),
        ("a.json", '{"@id": "https://e.org/a", "https://e.org/b": 1}', "rdf"),
        (
            "a.xml",
            '<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>',
            "rdf",
        ),
        ("a.txt", "Chile met Peru.", "brief"),
        ("a", "The minister of Chile met the minister of Peru in Lima.", "brief"),
        ("a.html", "<html><body><p>Chile met Peru.</p></body></html>", "brief"),
        ("a.jsonl", '{"id": 1, "text": "Chile met Peru."}\n', "brief"),
        ("a.json", '{"a": [1, 2, 3]}', None),
        ("a.csv", "1,2,3\n4,5,6\n", None),
    ],
)
def test_content_decides(tmp_path: Path, name: str, content: str, loader: str | None) -> None:
    (tmp_path / name).write_text(content, "utf-8")
    found = loaders.recognise(source(tmp_path / name))
    assert (found.name if found else None) == loader


def test_every_loader_says_what_it_reads(capsys: pytest.CaptureFixture[str]) -> None:
    known = loaders.loaders()
    assert {"brief", "rdf"} <= set(known)
    assert main(["loaders"]) == 0
    listed = capsys.readouterr().out
    for name, loader in known.items():
        assert loader.title and loader.layouts and loader.reads and loader.version
        assert loader.licence != "not stated"
        assert f"{name} " in listed
        assert main(["loaders", name]) == 0
        described = capsys.readouterr().out
        assert loader.title in described
        assert loader.layouts[0] in described
    assert main(["loaders", "nope"]) == 2
    assert "the loaders are " in capsys.readouterr().err


@pytest.fixture
def fresh() -> Iterator[None]:
    """Forget the loaders before and after."""
    loaders.loaders.cache_clear()
    yield
    loaders.loaders.cache_clear()


@pytest.fixture
def with_votes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fresh: None) -> Iterator[None]:
    """The loader that loaders/README.md tells how to write, beside the others."""
    blocks = re.findall(r"```(yaml|python)\n(.*?)```", README.read_text("utf-8"), re.S)
    own = tmp_path / "loaders"
    own.mkdir()
    for path in README.parent.iterdir():
        if path.is_dir():
            (own / path.name).symlink_to(path)
    (own / "votes").mkdir()
    names = {"yaml": "loader.yaml", "python": "loader.py"}
    for language, text in blocks:
        (own / "votes" / names[language]).write_text(text, "utf-8")
    before = {name: sys.modules.pop(name) for name in list(sys.modules) if name.startswith(loaders.PACKAGE)}
    monkeypatch.setattr(loaders, "folder", lambda name: own)
    yield
    for name in [name for name in sys.modules if name.startswith(loaders.PACKAGE)]:
        del sys.modules[name]
    sys.modules.update(before)


def test_the_recipe_in_the_readme_makes_a_loader(with_votes: None, tmp_path: Path) -> None:
    table = tmp_path / "votes.csv"
    table.write_text(
        "date;state;vote;on\n2024-03-01;CHL;yes;ceasefire in Gaza\n2024-03-01;PER;no;ceasefire\n"
    )
    kb = tmp_path / "test.kb"
    summary = loading.load(kb, [table])
    assert (summary.loaded, summary.failed, summary.rejected, summary.facts["acts"]) == (1, [], [], 2)
    assert loading.load(kb, [table]).unchanged == 1
    with Store.open(kb, read_only=True) as store:
        found = store.query(
            "SELECT ?code ?quote { ?act a leg:VoteInFavour ; leg:actor/leg:code ?code ; "
            "leg:evidence/oa:hasSelector/oa:exact ?quote }"
        )
        assert isinstance(found, ox.QuerySolutions)
        rows = [(row["code"].value, row["quote"].value) for row in found]
    assert rows == [("CHL", "2024-03-01;CHL;yes;ceasefire in Gaza")]
    table.write_text("date;state;vote;on\n2024-03-01;CHL;maybe;x\n")
    (failed,) = loading.load(kb, [table]).failed
    assert failed.endswith("votes.csv, line 2: the vote 'maybe' is neither yes nor no")


def module(**names: object) -> types.ModuleType:
    made = types.ModuleType("other_package.votes")
    for name, value in names.items():
        setattr(made, name, value)
    return made


class Entry:
    name = "other"

    def __init__(self, loaded: object) -> None:
        self.loaded = loaded

    def load(self) -> object:
        if isinstance(self.loaded, Exception):
            raise self.loaded
        return self.loaded


def offer(monkeypatch: pytest.MonkeyPatch, loaded: object) -> None:
    monkeypatch.setattr(
        importlib.metadata, "entry_points", lambda group: [Entry(loaded)] * (group == loaders.GROUP)
    )


def whole(name: str) -> types.ModuleType:
    return module(
        NAME=name, VERSION="1", recognises=lambda sample: False, documents=lambda source, options: iter(())
    )


def test_other_packages_add_loaders(monkeypatch: pytest.MonkeyPatch, fresh: None) -> None:
    offer(monkeypatch, whole("other"))
    assert loaders.find("other").version == "1"


@pytest.mark.parametrize(
    ("loaded", "sentence"),
    [
        (whole("rdf"), "two loaders are called 'rdf'"),
        (module(NAME="other", VERSION="1"), "has no recognises, documents"),
        (ImportError("no such thing"), "the loader 'other' of another package cannot be imported"),
    ],
)
def test_a_broken_loader_is_named(
    monkeypatch: pytest.MonkeyPatch, fresh: None, loaded: object, sentence: str
) -> None:
    offer(monkeypatch, loaded)
    with pytest.raises(LegationError, match=sentence):
        loaders.loaders()


def test_blank_nodes_get_the_same_iris_whatever_their_labels_and_order(tmp_path: Path) -> None:
    one = "_:a ex:next _:b . _:b ex:next _:c . _:c ex:next _:a ; ex:p 1 . _:lone ex:p 2 . _:other ex:p 2 .\n"
    two = "_:q ex:p 2 . _:z ex:p 1 ; ex:next _:y . _:w ex:p 2 . _:y ex:next _:x . _:x ex:next _:z .\n"
    write(tmp_path / "one", a_ttl=PREFIXES + one)
    write(tmp_path / "two", a_ttl=PREFIXES + two)
    first, second = documents(tmp_path / "one" / "a.ttl"), documents(tmp_path / "two" / "a.ttl")
    assert first == second
    assert "_:" not in first[0]
    assert len(set(re.findall(r"genid/\w+", first[0]))) == 5
    write(tmp_path / "one", b_ttl=PREFIXES + one)
    assert not set(re.findall(r"genid/\w+", first[0])) & set(
        re.findall(r"genid/\w+", documents(tmp_path / "one" / "b.ttl")[0])
    )


def test_naming_blank_nodes_ends_on_data_made_to_be_hard() -> None:
    # Every node has an edge to every other: RDFC-1.0 would try all orders.
    nodes = [ox.BlankNode(f"n{number}") for number in range(24)]
    edge = ox.NamedNode("https://example.org/edge")
    quads = [ox.Quad(one, edge, two) for one in nodes for two in nodes if one != two]
    assert len(set(blank.labels(quads).values())) == 24


def test_relative_iris_rest_on_the_key(tmp_path: Path) -> None:
    write(tmp_path, a_ttl="<> <https://e.org/p> <other.ttl> .")
    base = "https://w3id.org/legation/id/file/"
    assert documents(tmp_path / "a.ttl") == [f"<{base}a.ttl> <https://e.org/p> <{base}other.ttl> .\n"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('<https://e.org/a> <https://e.org/p> "x"@en--ltr .', "text with a direction"),
        (
            "<https://e.org/a> <https://e.org/p> <<( <https://e.org/a> <https://e.org/p> 1 )>> .",
            "triples about triples",
        ),
    ],
)
def test_what_would_be_lost_is_refused(tmp_path: Path, text: str, sentence: str) -> None:
    write(tmp_path, a_ttl=text)
    with pytest.raises(LegationError, match=sentence):
        documents(tmp_path / "a.ttl")


def test_a_graph_of_ours_comes_back_only_with_its_own_key(tmp_path: Path, small_ontology: None) -> None:  # noqa: F811
    """A graph named like one of ours, without the document that would be in it, is part of the file."""
    graph = "https://w3id.org/legation/id/graph/forged-12345678"
    write(tmp_path, a_nq=f"<https://e.org/a> <https://e.org/p> <https://e.org/b> <{graph}> .\n")
    loading.load(tmp_path / "kb", [tmp_path / "a.nq"])
    with Store.open(tmp_path / "kb", read_only=True) as store:
        assert [key for key, _ in store.documents().values()] == ["a.nq"]
        assert graph not in store.graphs()
