"""Quarantine: what is rejected is kept with a report, can be retried, and goes when it is mended."""

from pathlib import Path

import pytest
from facts import BAD, PREFIXES, good, small_ontology, write  # noqa: F401

from legation import loading
from legation.cli import main
from legation.errors import LegationError
from legation.quarantine import Quarantine
from legation.store import Store

pytestmark = pytest.mark.usefixtures("small_ontology")


@pytest.fixture
def kb(tmp_path: Path, small_ontology: None) -> Path:  # noqa: F811
    """A store with a good document, and a bad one in quarantine."""
    where = tmp_path / "test.kb"
    assert loading.load(where, [write(tmp_path / "in", a_ttl=good("a"), bad_ttl=BAD)]).status == 1
    return where


def test_triples_and_report_are_kept_beside_the_store(kb: Path) -> None:
    quarantine = Quarantine(kb)
    (entry,) = quarantine.entries()
    assert quarantine.folder == kb.with_name("test.kb.quarantine")
    assert (entry.key, entry.name, entry.loader) == ("bad.ttl", "bad.ttl", "rdf")
    assert entry.violations > 0
    assert entry.reason
    assert entry.reason in quarantine.report(entry)
    assert b"TradeFlow" in quarantine.triples(entry)
    with Store.open(kb, read_only=True) as store:
        assert [key for key, _ in store.documents().values()] == ["a.ttl"]


def test_list_show_and_drop(kb: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store = ["--store", str(kb)]
    assert main(["quarantine", *store]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith("bad.ttl\t")
    assert main(["quarantine", *store, "show", "bad.ttl"]) == 0
    assert "does not conform" in capsys.readouterr().out
    assert main(["quarantine", *store, "show", "bad.ttl", "--triples"]) == 0
    assert "a leg:TradeFlow ." in capsys.readouterr().out
    assert main(["quarantine", *store, "show", "nope"]) == 2
    assert "there is no document 'nope' in quarantine" in capsys.readouterr().err
    assert main(["quarantine", *store, "drop", "bad.ttl"]) == 0
    assert main(["quarantine", *store]) == 0
    assert "Nothing is in quarantine." in capsys.readouterr().err
    assert list(Quarantine(kb).folder.iterdir()) == []


def test_retry_loads_what_conforms_now(kb: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store = ["--store", str(kb)]
    assert main(["quarantine", *store, "retry"]) == 1
    assert "0 loaded, 1 still in quarantine" in capsys.readouterr().err
    (entry,) = Quarantine(kb).entries()
    triples = Quarantine(kb).folder / f"{entry.token}.nt"
    triples.write_text('<https://example.org/flow> <https://example.org/name> "mended" .\n')
    assert main(["quarantine", *store, "retry", "bad.ttl"]) == 0
    assert Quarantine(kb).entries() == []
    with Store.open(kb, read_only=True) as opened:
        assert sorted(key for key, _ in opened.documents().values()) == ["a.ttl", "bad.ttl"]
        assert opened.query("ASK { GRAPH ?g { ?s ?p 'mended' } }")


def test_a_damaged_file_is_named(kb: Path) -> None:
    quarantine = Quarantine(kb)
    (entry,) = quarantine.entries()
    triples = quarantine.folder / f"{entry.token}.nt"
    triples.write_text("<https://example.org/flow> <broken\n")
    with pytest.raises(LegationError, match=rf"{triples.name}, line 1"):
        loading.retry(kb, [entry])
    triples.unlink()
    with pytest.raises(LegationError, match="cannot be read"):
        quarantine.triples(entry)
    (quarantine.folder / f"{entry.token}.json").write_text("{")
    with pytest.raises(LegationError, match="is damaged"):
        quarantine.entries()


def test_a_document_loaded_well_later_leaves_quarantine(kb: Path, tmp_path: Path) -> None:
    write(tmp_path / "in", bad_ttl=PREFIXES + "ex:flow ex:is ex:mended .\n")
    assert loading.load(kb, [tmp_path / "in"]).status == 0
    assert Quarantine(kb).entries() == []


def test_a_document_that_goes_back_to_what_is_stored_leaves_quarantine(kb: Path, tmp_path: Path) -> None:
    loading.load(kb, [write(tmp_path / "in", a_ttl=BAD)])
    assert len(Quarantine(kb).entries()) == 2
    assert loading.load(kb, [write(tmp_path / "in", a_ttl=good("a"))]).unchanged == 1
    assert [entry.key for entry in Quarantine(kb).entries()] == ["bad.ttl"]


def test_two_documents_of_one_name_are_told_apart_by_key(tmp_path: Path) -> None:
    folder = write(tmp_path / "in", bad_ttl=BAD)
    write(folder / "more", bad_ttl=BAD)
    loading.load(tmp_path / "kb", [folder])
    quarantine = Quarantine(tmp_path / "kb")
    assert quarantine.find("more/bad.ttl").key == "more/bad.ttl"
    assert quarantine.find("bad.ttl").key == "bad.ttl"
    quarantine.drop(quarantine.find("bad.ttl"))
    assert quarantine.find("bad.ttl").key == "more/bad.ttl"


@pytest.mark.parametrize("done", range(4))
def test_a_kill_leaves_no_report_on_other_triples(
    done: int, kb: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    quarantine = Quarantine(kb)
    (entry,) = quarantine.entries()
    old = (entry.content_hash, quarantine.report(entry), quarantine.triples(entry))
    again = write(tmp_path / "in", bad_ttl=BAD + "ex:second a leg:TradeFlow .\n")
    left = done
    replace = Path.replace

    def replace_until_killed(self: Path, target: Path) -> Path:
        nonlocal left
        if not left:
            raise KeyboardInterrupt
        left -= 1
        return replace(self, target)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", replace_until_killed)
        if done < 3:
            with pytest.raises(KeyboardInterrupt):
                loading.load(kb, [again])
        else:
            loading.load(kb, [again])
    found = quarantine.entries()
    assert len(found) == (done == 3)
    for kept in found:
        now = (kept.content_hash, quarantine.report(kept), quarantine.triples(kept))
        assert all(new != before for new, before in zip(now, old, strict=True))
