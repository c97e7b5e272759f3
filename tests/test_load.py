"""`legation load`: keys, replacing, what cannot be read, what is passed over, and the summary."""

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from facts import BAD, BRIEF, PREFIXES, good, small_ontology, write  # noqa: F401

from legation import loading
from legation.cli import main
from legation.crew import Crew
from legation.errors import LegationError
from legation.sources import sources
from legation.store import Store
from legation.terms import GRAPH
from legation.triples import document_token

pytestmark = pytest.mark.usefixtures("small_ontology")


@pytest.fixture
def kb(tmp_path: Path) -> Path:
    return tmp_path / "test.kb"


def export(kb: Path) -> bytes:
    from legation.exporting import facts, serialised

    with Store.open(kb, read_only=True) as store:
        return serialised(facts(store), "nq")


def keys(kb: Path) -> list[str]:
    with Store.open(kb, read_only=True) as store:
        return sorted(key for key, _ in store.documents().values())


def test_loading_again_changes_nothing_and_a_changed_document_is_replaced(kb: Path, tmp_path: Path) -> None:
    folder = write(tmp_path / "in", a_ttl=good("a"), b_ttl=good("b"))
    first = loading.load(kb, [folder])
    assert (first.loaded, first.unchanged, first.status) == (2, 0, 0)
    before = export(kb)
    again = loading.load(kb, [folder])
    assert (again.loaded, again.unchanged, again.replaced) == (0, 2, [])
    assert export(kb) == before
    write(folder, a_ttl=good("other"))
    changed = loading.load(kb, [folder])
    assert (changed.loaded, changed.unchanged, changed.replaced) == (0, 1, ["a.ttl"])
    assert b"other 1" in export(kb)
    assert b"a 1" not in export(kb)
    assert "Replaced, since what they say has changed: a.ttl" in changed.text()
    write(folder, a_ttl=good("a"))
    loading.load(kb, [folder])
    assert export(kb) == before


def test_order_of_loading_does_not_matter(kb: Path, tmp_path: Path) -> None:
    folder = write(tmp_path / "in", a_ttl=good("a"), b_ttl=good("b"), c_nt=b"".decode())
    other = tmp_path / "other.kb"
    loading.load(kb, [folder / "a.ttl", folder / "b.ttl"])
    loading.load(other, [folder / "b.ttl"])
    loading.load(other, [folder / "a.ttl"])
    assert export(kb) == export(other)


def test_keys_are_paths_below_the_folder(kb: Path, tmp_path: Path) -> None:
    folder = write(tmp_path / "in", a_ttl=good("a"))
    write(folder / "2024", a_ttl=good("b"))
    write(folder / ".hidden", a_ttl=good("c"))
    loading.load(kb, [folder])
    assert keys(kb) == ["2024/a.ttl", "a.ttl"]
    loading.load(kb, [folder / "2024" / "a.ttl"])
    assert keys(kb) == ["2024/a.ttl", "a.ttl"]
    assert b"b 1" in export(kb)


def test_two_documents_of_one_key_are_refused_before_anything_is_loaded(kb: Path, tmp_path: Path) -> None:
    one, two = write(tmp_path / "one", a_ttl=good("a")), write(tmp_path / "two", a_ttl=good("b"))
    with pytest.raises(
        LegationError, match=r"one/a\.ttl' and '.*two/a\.ttl' would both be the document 'a\.ttl'"
    ):
        loading.load(kb, [one, two])
    assert not kb.exists()


def test_a_store_inside_the_folder_is_passed_over(tmp_path: Path) -> None:
    folder = write(tmp_path / "in", a_ttl=good("a"), bad_ttl=BAD)
    for _ in range(2):
        loading.load(folder / "legation.kb", [folder])
    assert [source.key for source in sources([folder])] == ["a.ttl", "bad.ttl"]


def test_good_documents_of_a_folder_are_loaded_beside_bad_ones(
    kb: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write(tmp_path / "in", a_ttl=good("a"), broken_ttl="<a> <b", bad_ttl=BAD, z_ttl=good("z"))
    (folder / "image.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0")
    (folder / "latin.txt").write_bytes("Caf\xe9 diplomacy.\n".encode("latin-1"))
    assert main(["load", str(folder), "--store", str(kb)]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert f"legation: {folder}/broken.ttl, line 1: this is not well-formed turtle" in said.err
    assert f"legation: {folder}/latin.txt, line 1: byte 0xe9 is not UTF-8" in said.err
    assert "rejected: bad.ttl: " in said.err
    assert "Passed over, since no loader recognises them: image.png" in said.err
    assert "Documents: 2 loaded, 0 replaced, 0 unchanged, 1 rejected, 2 unreadable" in said.err
    assert keys(kb) == ["a.ttl", "z.ttl"]


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        (
            "broken.ttl",
            b"@prefix ex: <https://example.org/> .\nex:a ex:b .\n",
            "broken.ttl, line 2: this is not",
        ),
        ("prose.ttl", b"A minister met a minister.", "prose.ttl, line 1: this is not well-formed turtle"),
        (
            "latin.txt",
            "A line.\nCaf\xe9 diplomacy.\n".encode("latin-1"),
            "latin.txt, line 2: byte 0xe9 is not UTF-8",
        ),
        ("wide.txt", "A minister".encode("utf-16"), "wide.txt is UTF-16 text; save it as UTF-8"),
        (
            "cut.rdf",
            b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n',
            "cut.rdf, line 2",
        ),
        ("far.jsonld", b'{"@context": "https://schema.org/", "name": "x"}', "legation fetches nothing"),
        ("noise.bin", bytes(range(256)) * 4, "noise.bin is not text"),
        ("table.csv", b"a,b\n1,2\n", "no loader recognises"),
        ("lines.jsonl", b'{"id": 1, "text": "Chile met Peru."}\n{"id": 2\n', "lines.jsonl, line 2"),
    ],
)
def test_one_unreadable_file_leaves_the_store_as_it_was(
    kb: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, content: bytes, sentence: str
) -> None:
    loading.load(kb, [write(tmp_path / "in", a_ttl=good("a"))])
    before = export(kb)
    (tmp_path / name).write_bytes(content)
    assert main(["load", str(tmp_path / name), "--store", str(kb)]) == 2
    said = capsys.readouterr().err
    assert sentence in said
    assert len(said.splitlines()) == 1
    assert export(kb) == before


def test_what_cannot_be_read_makes_no_store(kb: Path, tmp_path: Path) -> None:
    (tmp_path / "broken.ttl").write_text("<a> <b")
    assert main(["load", str(tmp_path / "broken.ttl"), "--store", str(kb)]) == 2
    assert main(["load", str(tmp_path / "missing.ttl"), "--store", str(kb)]) == 2
    assert not kb.exists()


def test_a_dry_run_reads_and_checks_but_writes_nothing(kb: Path, tmp_path: Path) -> None:
    folder = write(tmp_path / "in", a_ttl=good("a"), bad_ttl=BAD)
    summary = loading.load(kb, [folder], dry_run=True)
    assert (summary.loaded, len(summary.rejected)) == (1, 1)
    assert [path.name for path in tmp_path.iterdir()] == ["in"]
    loading.load(kb, [folder / "a.ttl"])
    before = export(kb)
    write(folder, a_ttl=good("other"))
    assert loading.load(kb, [folder], dry_run=True).replaced == ["a.ttl"]
    assert export(kb) == before
    assert not kb.with_name("test.kb.quarantine").exists()


def test_a_rejected_new_version_leaves_the_old_one(kb: Path, tmp_path: Path) -> None:
    folder = write(tmp_path / "in", a_ttl=good("a"))
    loading.load(kb, [folder])
    before = export(kb)
    write(folder, a_ttl=BAD)
    assert loading.load(kb, [folder]).status == 1
    assert export(kb) == before


def test_standard_input(kb: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Input:
        buffer = io.BytesIO(good("a").encode())

    monkeypatch.setattr(sys, "stdin", Input)
    assert main(["load", "-", "--store", str(kb), "-q"]) == 0
    assert keys(kb) == ["stdin"]
    Input.buffer.seek(0)
    assert main(["load", "-", "--name", "facts.ttl", "--store", str(kb), "-q"]) == 0
    assert keys(kb) == ["facts.ttl", "stdin"]


def test_quiet_is_quiet(kb: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path / "in", a_ttl=good("a"))
    assert main(["load", str(tmp_path / "in"), "--store", str(kb), "--quiet"]) == 0
    assert capsys.readouterr() == ("", "")


def test_an_unknown_loader_is_told_with_those_there_are(
    kb: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path / "in", a_ttl=good("a"))
    assert main(["load", str(tmp_path / "in"), "--as", "nope", "--store", str(kb)]) == 2
    assert "there is no loader 'nope'; the loaders are " in capsys.readouterr().err


def test_a_brief_in_four_layouts_is_read_once_and_known_again(kb: Path, tmp_path: Path) -> None:
    title, _, rest = BRIEF.partition("\n\n")
    date, _, text = rest.partition("\n\n")
    folder = write(
        tmp_path / "in",
        plain_txt=BRIEF,
        marked_md=f"---\ntitle: {title}\ndate: {date}\n---\n\n{text}",
        page_html=f"<html><head><title>{title}</title></head><body><h1>{title}</h1><p>{text}</p></body></html>",
        records_jsonl="".join(
            json.dumps({"id": f"r{i}", "text": text, "date": date, "title": title}) + "\n" for i in range(2)
        ),
    )
    first = loading.load(kb, [folder])
    assert first.failed == []
    assert first.rejected == []
    assert first.loaded == 5
    assert first.facts["acts"] >= 5
    assert keys(kb) == ["marked.md", "page.html", "plain.txt", "records.jsonl#r0", "records.jsonl#r1"]
    before = export(kb)
    again = loading.load(kb, [folder])
    assert (again.loaded, again.unchanged) == (0, 5)
    records = folder / "records.jsonl"
    records.write_text(records.read_text("utf-8").replace("Peru on May 5", "Bolivia on May 5", 1), "utf-8")
    changed = loading.load(kb, [folder])
    assert (changed.unchanged, changed.replaced) == (4, ["r0"])
    assert export(kb) != before


def test_quotes_stand_at_their_offsets_whatever_the_text_is_made_of(kb: Path, tmp_path: Path) -> None:
    text = "\ufeff" + BRIEF.replace("\n", "\r\n").replace("condemned", "\U0001f54a condemned")
    loading.load(kb, [write(tmp_path / "in", odd_txt=text)])
    with Store.open(kb, read_only=True) as store:
        rows = list(
            store.query(  # type: ignore[arg-type]
                "SELECT ?text ?quote ?start ?end { ?e oa:hasSource/leg:text ?text ; oa:hasSelector ?s . "
                "?s oa:exact ?quote ; oa:start ?start ; oa:end ?end }"
            )
        )
    assert rows
    for row in rows:
        assert row["text"].value[int(row["start"].value) : int(row["end"].value)] == row["quote"].value
        assert row["text"].value == text.removeprefix("\ufeff")


def test_a_failing_loader_is_named_and_the_others_go_on(
    kb: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from legation import loaders

    module = loaders.find("rdf").module
    real = module.documents

    def fails(source, options):  # type: ignore[no-untyped-def]
        if source.name == "b.ttl":
            raise ZeroDivisionError("oops")
        yield from real(source, options)

    monkeypatch.setattr(module, "documents", fails)
    summary = loading.load(kb, [write(tmp_path / "in", a_ttl=good("a"), b_ttl=good("b"), c_ttl=good("c"))])
    assert summary.loaded == 2
    assert "the loader 'rdf' failed on" in summary.failed[0]
    assert "ZeroDivisionError: oops" in summary.failed[0]


def test_reasoning_runs_when_asked_for(kb: Path, tmp_path: Path) -> None:
    folder = write(tmp_path / "in", a_ttl=PREFIXES + 'ex:a a leg:Region ; rdfs:label "a place"@en .\n')
    assert loading.load(kb, [folder]).inferred is None
    summary = loading.load(kb, [folder], reason=True)
    assert summary.inferred is not None
    new, gone = summary.inferred
    assert new > 0
    assert gone == 0
    assert f"Inferred: {new} triples more\n" in summary.text()


def test_what_follows_is_kept_up_to_date_once_it_was_inferred(kb: Path, tmp_path: Path) -> None:
    place = PREFIXES + 'ex:a a leg:Region ; rdfs:label "a place"@en .\n'
    loading.load(kb, [write(tmp_path / "in", a_ttl=place)], reason=True)
    more = place.replace("ex:a", "ex:b")
    assert loading.load(kb, [write(tmp_path / "in", b_ttl=more)]).inferred == (5, 0)
    less = PREFIXES + 'ex:b rdfs:label "no place"@en .\n'
    assert loading.load(kb, [write(tmp_path / "in", b_ttl=less)]).inferred == (0, 5)
    assert loading.load(kb, [tmp_path / "in"]).inferred is None


def test_facts_that_contradict_are_told(kb: Path, tmp_path: Path) -> None:
    place = PREFIXES + 'ex:a a leg:Region ; rdfs:label "a place"@en .\n'
    loading.load(kb, [write(tmp_path / "in", a_ttl=place)], reason=True)
    both = "<http://e/b> <http://www.w3.org/2002/07/owl#sameAs> <http://e/c> ; \n"
    both += "  <http://www.w3.org/2002/07/owl#differentFrom> <http://e/c> .\n"
    summary = loading.load(kb, [write(tmp_path / "in", b_ttl=both)])
    assert summary.loaded == 1
    assert summary.contradiction is not None
    assert "are stated to be different; 'legation reason' says where" in summary.text()
    assert summary.status == 1


def test_memory_stays_flat_over_many_records() -> None:
    """Documents are taken one by one: the second is not asked for before the first is in the store."""
    import types

    from legation.loaders import Loader
    from legation.records import Document

    log: list[str] = []

    def documents(source, options):  # type: ignore[no-untyped-def]
        for number in range(3):
            log.append(f"made {number}")
            yield Document(
                f"k{number}",
                f"k{number}",
                "x",
                "1",
                rdf=b"<https://e.org/a> <https://e.org/b> <https://e.org/c> .\n",
            )

    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "x.x")
        path.write_text("x")
        module = types.SimpleNamespace(
            NAME="x", VERSION="1", documents=documents, recognises=lambda sample: True
        )
        loader = Loader("x", "1", "x", (), "", "", 1, module)  # type: ignore[arg-type]
        run = loading._Run(
            loading._Target(Path(folder, "kb"), False, None),
            None,
            loading.Summary(),
            lambda source, done: log.append(f"done {done}"),
            Crew(1, None),
        )
        with run.target:
            run.read(sources([path])[0], loader)
    assert log == ["made 0", "done 1", "made 1", "done 2", "made 2", "done 3"]


def test_the_command_runs_as_a_module(kb: Path, tmp_path: Path) -> None:
    write(tmp_path / "in", a_ttl=good("a"))
    done = subprocess.run(
        [sys.executable, "-m", "legation", "load", str(tmp_path / "in"), "--store", str(kb)],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0
    assert done.stdout == ""
    assert "Documents: 1 loaded" in done.stderr
    with Store.open(kb, read_only=True) as store:
        assert store.graphs() == [GRAPH + document_token("a.ttl")]


def test_another_file_of_the_same_name_does_not_replace_a_document(
    kb: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = (write(tmp_path / name, x_ttl=good(name)) / "x.ttl" for name in ("a", "b"))
    into = ["--store", str(kb)]
    assert main(["load", str(first), *into]) == 0
    capsys.readouterr()
    before = export(kb)
    for paths in ([second], [second.parent]):
        assert main(["load", *map(str, paths), *into, "-q"]) == 2
        said = capsys.readouterr().err
        assert said.count("\n") == 1
        assert str(first) in said
        assert str(second) in said
        assert "--name" in said
    assert export(kb) == before

    assert main(["load", str(second), "--name", "y", *into]) == 0
    assert "1 loaded, 0 replaced" in capsys.readouterr().err
    assert keys(kb) == ["x.ttl", "y.ttl"]
    assert main(["load", str(second), "--name", "x.ttl", *into]) == 0
    assert "0 loaded, 1 replaced" in capsys.readouterr().err


def test_a_file_that_was_moved_or_copied_is_the_same_document(kb: Path, tmp_path: Path) -> None:
    first, second = (write(tmp_path / name, x_ttl=good("one")) / "x.ttl" for name in ("a", "b"))
    loading.load(kb, [first])
    assert loading.load(kb, [second]).unchanged == 1
    first.unlink()
    second.write_text(good("other"))
    assert loading.load(kb, [second]).replaced == ["x.ttl"]


def test_an_export_is_loaded_over_the_documents_it_came_from(kb: Path, tmp_path: Path) -> None:
    loading.load(kb, [write(tmp_path / "in", x_ttl=good("one"))])
    facts = tmp_path / "facts.nq"
    facts.write_bytes(export(kb).replace(b"one 1", b"one, corrected"))
    assert loading.load(kb, [facts]).failed == []


@pytest.mark.parametrize("several", [True, False])
def test_a_name_is_for_one_file(
    several: bool, kb: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write(tmp_path / "in", a_ttl=good("a"), b_ttl=good("b"))
    paths = [str(folder / "a.ttl"), str(folder / "b.ttl")] if several else [str(folder)]
    assert main(["load", *paths, "--name", "c.ttl", "--store", str(kb)]) == 2
    assert "only one file can be called 'c.ttl'" in capsys.readouterr().err
    assert not kb.exists()


def test_what_an_update_that_is_rejected_leaves_is_told(kb: Path, tmp_path: Path) -> None:
    folder = write(tmp_path / "in", a_ttl=good("a"), new_ttl=BAD)
    told = "Rejected, so the store still has what they said before: a.ttl"
    first = loading.load(kb, [folder])
    assert (first.outdated, "still has" in first.text()) == ([], False)
    before = export(kb)
    write(folder, a_ttl=BAD)
    assert told in loading.load(kb, [folder], dry_run=True).text()
    second = loading.load(kb, [folder])
    assert (second.outdated, told in second.text()) == (["a.ttl"], True)
    assert export(kb) == before
