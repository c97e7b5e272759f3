"""gzip and Zstandard, in and out, by the end of a file's name."""

import gzip
from pathlib import Path

import pytest
from facts import BRIEF, good, small_ontology, write  # noqa: F401

from legation import loading
from legation.cli import main
from legation.exporting import exported
from legation.files import written
from legation.packing import packed
from legation.sources import sources
from legation.store import Store

pytestmark = pytest.mark.usefixtures("small_ontology")

KINDS = (".gz", ".zst")


def pack(path: Path, data: bytes) -> Path:
    with path.open("wb") as stream, packed(stream, path.suffix) as inner:
        inner.write(data)
    return path


def union(kb: Path) -> bytes:
    with Store.open(kb, read_only=True) as store:
        return b"".join(exported(store, "nt"))


@pytest.mark.parametrize("kind", KINDS)
def test_a_store_goes_out_and_comes_home_packed(kind: str, tmp_path: Path) -> None:
    loading.load(tmp_path / "a.kb", [write(tmp_path / "in", a_ttl=good("a"))])
    out, plain = tmp_path / f"out.ttl{kind}", tmp_path / "out.ttl"
    for file in (out, plain):
        assert main(["export", "--store", str(tmp_path / "a.kb"), "-o", str(file)]) == 0
    (source,) = sources([out])
    assert out.read_bytes() != plain.read_bytes() == source.data()
    first = out.read_bytes()
    assert main(["export", "--store", str(tmp_path / "a.kb"), "-o", str(out)]) == 0
    assert out.read_bytes() == first
    assert loading.load(tmp_path / "b.kb", [out]).loaded == 1
    assert union(tmp_path / "b.kb") == union(tmp_path / "a.kb")
    assert main(["validate", str(out)]) == 0
    back = tmp_path / f"back.nt{kind}"
    assert main(["convert", str(out), str(back)]) == 0
    assert sources([back])[0].data() == union(tmp_path / "a.kb")


@pytest.mark.parametrize("kind", KINDS)
def test_briefs_and_records_are_read_packed(kind: str, tmp_path: Path) -> None:
    write(tmp_path / "plain", brief_txt=BRIEF, page_html=f"<p>{BRIEF.splitlines()[-1]}</p>")
    (tmp_path / "plain" / "many.jsonl").write_text(
        '{"id": "one", "text": "Peru recalled its envoy from Cuba."}\n'
    )
    (tmp_path / "packed").mkdir()
    for path in (tmp_path / "plain").iterdir():
        pack(tmp_path / "packed" / (path.name + kind), path.read_bytes())
    plain = loading.load(tmp_path / "a.kb", [tmp_path / "plain"])
    done = loading.load(tmp_path / "b.kb", [tmp_path / "packed"])
    assert (done.loaded, done.facts, done.skipped) == (3, plain.facts, [])
    assert sum(done.facts.values()) >= 4
    with Store.open(tmp_path / "b.kb", read_only=True) as store:
        keys = {key for key, _ in store.documents().values()}
    assert keys == {f"brief.txt{kind}", f"page.html{kind}", f"many.jsonl{kind}#one"}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("check", [True, False])
@pytest.mark.parametrize("harm", ["cut short", "turned", "not packed"])
def test_damage_is_told_in_a_sentence(kind: str, check: bool, harm: str, tmp_path: Path) -> None:
    data = b"".join(
        b"<https://e.org/%d> <https://e.org/p> <https://e.org/%d> .\n" % (n, n * n) for n in range(2000)
    )
    path = pack(tmp_path / f"in.nt{kind}", data)
    whole = path.read_bytes()
    middle = len(whole) // 2
    harmed = {
        "cut short": whole[:middle],
        "turned": whole[:middle]
        + bytes(255 - byte for byte in whole[middle : middle + 40])
        + whole[middle + 40 :],
        "not packed": b"<https://e.org/a> <https://e.org/p> <https://e.org/b> .\n",
    }
    path.write_bytes(harmed[harm])
    done = loading.load(tmp_path / "a.kb", [path], check=check)
    assert len(done.failed) == 1
    assert f"in.nt{kind}' is damaged or cut short" in done.failed[0]
    assert not (tmp_path / "a.kb").exists()


@pytest.mark.parametrize("check", [True, False])
def test_a_bomb_is_not_unpacked(check: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEGATION_UNPACKED_GB", "0.005")
    bomb = tmp_path / "bomb.nt.gz"
    with gzip.open(bomb, "wb") as stream:
        for _ in range(200):
            stream.write(b"<https://e.org/a> <https://e.org/b> <https://e.org/c> .\n" * 1000)
    assert bomb.stat().st_size < 100_000
    done = loading.load(tmp_path / "a.kb", [bomb], check=check)
    assert "unpacks to more than 0.005 GB; if it is meant to, set LEGATION_UNPACKED_GB" in done.failed[0]
    assert not (tmp_path / "a.kb").exists()
    monkeypatch.setenv("LEGATION_UNPACKED_GB", "0.02")
    assert loading.load(tmp_path / "a.kb", [bomb], check=check).loaded == 1
    monkeypatch.setenv("LEGATION_UNPACKED_GB", "much")
    assert "is no number of GB" in loading.load(tmp_path / "b.kb", [bomb], check=check).failed[0]


def test_the_name_given_need_not_tell_of_the_packing(tmp_path: Path) -> None:
    path = pack(tmp_path / "in.nt.gz", b"<https://e.org/a> <https://e.org/p> <https://e.org/b> .\n")
    for name, known in (("facts", "facts.nt.gz"), ("facts.nt", "facts.nt")):
        (source,) = sources([path], name)
        assert (source.name, source.suffix) == (known, ".nt")
        assert source.data().startswith(b"<https")


def test_a_failed_write_leaves_no_packed_half(tmp_path: Path) -> None:
    path = tmp_path / "out.gz"
    with pytest.raises(ValueError, match="enough"), written(path) as stream:
        stream.write(b"half")
        raise ValueError("enough")
    assert list(tmp_path.iterdir()) == []
