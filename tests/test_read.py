"""`legation read`: the text whole, the facts under their sentences, and a page that is safe and stands alone."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from legation.cards import cards, listed
from legation.cli import main
from legation.page import page
from legation.passages import Mark, paragraphs, shown, stretched
from legation.reading import read
from legation.records import Act, Agent, Document, Fact, Flow, Naming, Span, Status, Tenure, Trace, Words
from legation.resources import folder
from legation.transcript import transcript
from loaders.brief import layout
from loaders.brief.markup import unmarked

ROOT = Path(__file__).parent.parent
CSS = (ROOT / "src" / "legation" / "page.css").read_text(encoding="utf-8")
STATE = "https://w3id.org/legation/id/state/"
PERU, CHILE, CUBA = (
    Agent(STATE + code, "State", name, registered=True)
    for code, name in (("PER", "Peru"), ("CHL", "Chile"), ("CUB", "Cuba"))
)
SENTENCE = "On May 3, 2023, Peru recalled its ambassador from Chile."
TEXT = f"A quarrel\n\n{SENTENCE} It rained & snowed.\n"


def words(text: str, part: str) -> Words:
    start = text.index(part)
    return Words(part, start, start + len(part))


def recall(text: str, sentence: str = SENTENCE, target: Agent = CHILE, status: Status = "occurred") -> Act:
    """Return the act of SENTENCE with its trace."""
    start = text.index(sentence)
    trace = Trace(
        trigger=words(text, "recalled"),
        entry="actor recall ambassador from target",
        entry_file="sanction.yaml",
        actor=Naming(PERU, words(text, "Peru"), "name of Peru"),
        actor_rule="subject of 'recalled'",
        target=Naming(target, words(text, "Chile"), "name of Chile"),
        target_rule="object of 'from'",
        date=words(text, "May 3, 2023"),
        beside=(words(text, "ambassador"),),
    )
    return Act(
        "RecallOfAmbassador",
        "SANCTION",
        PERU,
        target,
        Span(sentence, start, start + len(sentence)),
        status,
        "2023-05-03",
        speaker=CUBA,
        trace=trace,
    )


def document(text: str = TEXT, facts: list[Fact] | None = None, title: str | None = "A quarrel") -> Document:
    found = [recall(text)] if facts is None else facts
    return Document("a.txt", "a.txt", "brief", "0.1.0", text, title, date="2023-06-01", facts=found)


class Visible(HTMLParser):
    """What a browser shows: the brief's own words (elements of class p, without their cards), and all else."""

    VOID = frozenset({"meta", "input", "br"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text = ""
        self.everything = ""
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self._open: list[tuple[str, str]] = []
        self.feed(html)
        self.close()
        assert not self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self._open.append((tag, dict(attrs).get("class") or ""))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop()[0] == tag, "elements overlap"

    def handle_data(self, data: str) -> None:
        self.everything += data
        if any("p" in of.split() for _, of in self._open) and not any(
            tag == "aside" for tag, _ in self._open
        ):
            self.text += data


def squeezed(text: str) -> str:
    return "".join(text.replace("\0", "").split())


@pytest.fixture(scope="module")
def briefs() -> list[Document]:
    failed: list[str] = []
    found = list(read([ROOT / "examples" / "briefs"], failed))
    assert not failed
    assert len(found) == 11
    return found


def test_the_text_is_shown_whole_and_exactly(briefs: list[Document]) -> None:
    for brief in briefs:
        html = Visible(page([brief]))
        assert squeezed(html.text) == squeezed(shown(brief)), brief.name
        placed = [place for p in paragraphs(brief) for sentence in p.sentences for place in sentence.facts]
        assert sorted(placed) == list(range(len(brief.facts))), f"{brief.name}: a fact is not shown once"


def test_markup_is_left_out_and_nothing_else() -> None:
    text = (
        "---\ntitle: Hard\n---\n# Hard #\n\n> **Peru** [left](https://a.b) it.\n\n- *Chile* came.\n\n"
        "| a | b |\n|---|---|\n| c_d_ | **e** |\n\n```\n# code\n```\n***\n"
    )
    found = layout.front_matter(text, "hard.md", markdown=True)
    legible = found.shown()
    assert legible is not None
    assert len(legible) == len(text)
    assert all(new in ("\0", old) for old, new in zip(text, legible, strict=True))
    assert legible.replace("\0", "").split() == (
        "Hard Peru left it. - Chile came. | a | b | |---|---| | c_d_ | **e** | ``` # code ```".split()
    )
    assert layout.plain("Peru left Chile.\n").shown() is None
    assert unmarked("a*b*c").replace("\0", "") == "a*b*c", "stars within a word are none of emphasis"


def test_marks_that_overlap_are_cut() -> None:
    marks = [Mark(0, 6, "agent", 0, "x"), Mark(4, 9, "trigger", 0, "y"), Mark(4, 6, "date", 1, "z")]
    found = list(stretched("abcdefghij", 0, 10, marks))
    assert [(s.text, [m.role for m in s.marks]) for s in found] == [
        ("abcd", ["agent"]),
        ("ef", ["agent", "trigger", "date"]),
        ("ghi", ["trigger"]),
        ("j", []),
    ]


def test_page_marks_words_and_tells_how_they_were_read() -> None:
    html = page([document()])
    seen = Visible(html)
    assert squeezed(seen.text) == squeezed(TEXT)
    assert '<a class="t material-conflict" href="#f1" data-kind="RecallOfAmbassador" data-f="f1"' in html
    assert ">recalled</a> its <a " in html
    assert 'title="Peru: name of Peru">Peru</span>' in html
    for told in (
        "recall of ambassador",
        "3 May 2023",
        "according to Cuba",
        "subject of 'recalled'",
        "sanction.yaml",
    ):
        assert told in seen.everything
    assert '<li class="card material-conflict" id="f1"' in html
    assert 'id="s2"' in html


def test_without_traces_the_sentence_is_marked_all_the_same() -> None:
    act = Act("Meeting", "CONSULT", PERU, CHILE, Span("Peru met Chile.", 0, 15), mutual=True)
    html = page([document("Peru met Chile.", [act], None)])
    assert '<span class="s has" id="s1">Peru met Chile.</span>' in html
    assert 'Peru <span class="arrow">↔</span> Chile' in html


def test_hostile_text_stays_text() -> None:
    evil = "<script>alert(1)</script> \"'&lt; </style> <!-- \x1b[2J ]]> "
    text = f"{evil}\n\n{SENTENCE} {evil}\n"
    agent = Agent(STATE + "XXX", "State", evil, registered=True)
    one = document(text, [recall(text, target=agent, status="planned")], evil.strip())
    one.publication = one.name = evil
    html = page([one])
    seen = Visible(html)
    assert squeezed(seen.text) == squeezed(text)
    assert html.count("<script>") == html.count("</script>") == html.count("</style>") == 1
    assert "<!--" not in html
    lines = "\n".join(transcript(one, 80, colour=True))
    assert "\x1b[2J" not in lines
    assert "alert(1)" in lines


def test_page_asks_nobody_for_anything() -> None:
    html = page([document(), document()])
    seen = Visible(html)
    assert not [tag for tag, _ in seen.tags if tag in {"link", "img", "iframe", "object", "base"}]
    links = [value for _, attrs in seen.tags for name, value in attrs.items() if name in {"href", "src"}]
    assert links
    assert all(value and value.startswith("#") for value in links)
    assert not re.search(r"@import|url\(|fetch\(|XMLHttpRequest|https?:", html.split("<body>")[0] + CSS)
    policy = next(attrs["content"] for tag, attrs in seen.tags if attrs.get("http-equiv"))
    assert policy is not None
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy


def test_anchors_are_there_once_and_links_lead_to_them(briefs: list[Document]) -> None:
    seen = Visible(page(briefs))
    ids = [attrs["id"] for _, attrs in seen.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    assert {(attrs["href"] or "")[1:] for _, attrs in seen.tags if "href" in attrs} <= set(ids)
    assert sum(tag == "article" for tag, _ in seen.tags) == len(briefs)
    assert sum(tag == "h1" for tag, _ in seen.tags) == 1


def test_page_has_the_same_bytes_each_time(briefs: list[Document]) -> None:
    assert page(briefs[:2]) == page(briefs[:2])


def _themes() -> dict[str, dict[str, str]]:
    light = CSS[: CSS.index("@media")]
    dark = re.findall(r"color-scheme: dark;\n(.*?)\}", CSS, re.DOTALL)
    assert len(dark) == 2
    assert dark[0] == dark[1] or squeezed(dark[0]) == squeezed(dark[1])
    return {
        name: dict(re.findall(r"--([a-z-]+): (#\w{6})", part))
        for name, part in (("l", light), ("d", dark[0]))
    }


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("theme", ["l", "d"])
def test_colours_can_be_read_in_both_themes(theme: str) -> None:
    colours = _themes()[theme]
    inks = [name for name in colours if name not in {"paper", "raised", "rule"}]
    assert len(inks) == 9
    for ground in ("paper", "raised"):
        for ink in inks:
            low, high = sorted((_luminance(colours[ground]), _luminance(colours[ink])))
            assert (high + 0.05) / (low + 0.05) >= 4.5, f"{ink} on {ground}"


def test_every_quad_has_a_colour() -> None:
    codes = (folder("ontology") / "codes" / "vocab.ttl").read_text(encoding="utf-8")
    quads = set(re.findall(r"^event-quad:([\w-]+)", codes, re.MULTILINE))
    assert len(quads) == 4
    assert all(f".{quad} {{ --k:" in CSS and f"#show-{quad}:" in CSS for quad in quads)


def test_one_card_for_one_deed_to_several() -> None:
    text = SENTENCE
    acts: list[Fact] = [recall(text, target=CHILE), recall(text, target=CUBA)]
    (card,) = cards(document(text, acts), [0, 1])
    assert card.who == "Peru → Chile and Cuba"
    assert card.places == (0, 1)
    span = Span(text, 0, len(text))
    pairs = [(PERU, CHILE), (PERU, CUBA), (CHILE, CUBA)]
    met: list[Fact] = [Act("Meeting", "CONSULT", a, b, span, mutual=True) for a, b in pairs]
    (card,) = cards(document(text, met), [0, 1, 2])
    assert card.who == "Peru, Chile and Cuba"
    # Two pairs of three: not all of them met.
    assert [c.who for c in cards(document(text, met[:2]), [0, 1])] == ["Peru ↔ Chile and Cuba"]
    apart: list[Fact] = [recall(text), recall(text, status="planned")]
    assert len(cards(document(text, apart), [0, 1])) == 2


def test_offices_and_trade_in_words() -> None:
    span = Span(SENTENCE, 0, len(SENTENCE))
    person = Agent("x", "Person", "Ana Ruiz")
    facts: list[Fact] = [
        Flow(PERU, CHILE, "export", span, "copper", "74", "1200000", "USD", "2022"),
        Tenure(person, "minister of defence", PERU.iri, "former", span, until="2021-05"),
    ]
    office, trade = cards(document(SENTENCE, facts), [0, 1])
    assert (office.who, office.badge and office.badge.label) == (
        "Ana Ruiz · minister of defence, Peru",
        "former",
    )
    assert office.notes == ["until May 2021"]
    assert (trade.who, trade.notes, trade.date) == ("Peru → Chile", ["copper", "1,200,000 USD"], "2022")
    assert listed(["a"]) == "a"


def test_terminal_without_colours() -> None:
    assert list(transcript(document(), 60)) == [
        "A quarrel",
        "1 June 2023 · a.txt",
        "",
        "On May 3, 2023, _Peru_ *recalled* its *ambassador* from",
        "_Chile_.",
        "    ▪ recall of ambassador  Peru → Chile · 3 May 2023 ·",
        "                            according to Cuba · “recalled …",
        "                            ambassador”",
        "It rained & snowed.",
    ]


def test_terminal_with_colours_says_the_same() -> None:
    coloured = list(transcript(document(), 60, colour=True))
    assert any("\x1b[1;31mrecalled\x1b[0m" in line for line in coloured)
    assert any(line.startswith("\x1b[2mIt rained") for line in coloured)
    bare = [re.sub(r"\x1b\[[\d;]*m", "", line) for line in coloured]
    assert all(len(line) <= 60 for line in bare)
    signed = squeezed("".join(transcript(document(), 60)))
    assert squeezed("".join(bare)) == signed.replace("*", "").replace("_", "")


def test_only_facts_and_how_they_were_read() -> None:
    lines = "\n".join(transcript(document(), 80, facts_only=True, trace=True))
    assert "rained" not in lines
    assert "lexicon  actor recall ambassador from target (sanction.yaml)" in lines
    assert "target   Chile: “Chile”, name of Chile (object of 'from')" in lines


@pytest.fixture
def brief(tmp_path: Path) -> Path:
    path = tmp_path / "brief.txt"
    path.write_text("A quarrel\n\nPeru recalled its ambassador from Chile on May 3, 2023. It rained.\n")
    return path


def test_command(brief: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(brief.parent)
    assert main(["read", "brief.txt"]) == 0
    out = capsys.readouterr().out
    assert "recall of ambassador  Peru → Chile · 3 May 2023" in out
    assert out.endswith("\n1 act, 0 tenures, 0 trade flows in 1 of 2 sentences, 14 words.\n")
    assert "\x1b" not in out
    assert list(brief.parent.iterdir()) == [brief], "no store is made"


def test_formats_and_output(brief: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = brief.with_name("brief.html")
    assert main(["read", str(brief), "-o", str(out)]) == 0
    assert capsys.readouterr().out == ""
    first = out.read_bytes()
    assert first.startswith(b"<!DOCTYPE html>")
    assert main(["read", str(brief), "--html"]) == 0
    assert capsys.readouterr().out.encode() == first
    assert main(["read", str(brief), "-f", "json"]) == 0
    (found,) = json.loads(capsys.readouterr().out)
    stated = [sentence for sentence in found["sentences"] if sentence["facts"]]
    assert [(s["start"], s["facts"][0]["kind"], s["facts"][0]["act_class"]) for s in stated] == [
        (11, "act", "RecallOfAmbassador")
    ]
    text = brief.with_name("out.txt")
    assert main(["read", str(brief), "-o", str(text)]) == 0
    assert "Peru → Chile" in text.read_text(encoding="utf-8")


def test_several_files_and_one_that_cannot_be_read(brief: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad, data, empty = (brief.with_name(name) for name in ("bad.txt", "data.ttl", "empty.txt"))
    bad.write_bytes(b"Peru \xff left.\n")
    data.write_text("<urn:a> <urn:b> <urn:c> .\n")
    empty.write_text("")
    assert main(["read", str(brief), str(bad), str(data), str(empty)]) == 2
    out, err = capsys.readouterr()
    assert "Peru → Chile" in out
    assert "empty.txt" in out
    assert [line.startswith("legation: ") for line in err.splitlines()] == [True, True]
    assert "not UTF-8" in err
    assert "is data, not prose" in err
    out_file = brief.with_name("none.html")
    assert main(["read", str(bad), "-o", str(out_file)]) == 2
    assert not out_file.exists()


@pytest.mark.parametrize(
    ("options", "part"),
    [
        (["nowhere.txt"], "no file or folder 'nowhere.txt'"),
        (["a.txt", "--html", "--facts-only"], "for text, not for html"),
        (["a.txt", "--html", "-f", "json"], "exclude each other"),
    ],
)
def test_mistakes(options: list[str], part: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read", *options]) == 2
    assert part in capsys.readouterr().err


def test_standard_input_in_a_pipe() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "legation", "read", "-", "--name", "note.txt", "--html"],
        input="Chile condemned Peru on May 3, 2023.\n",
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        check=True,
    )
    assert "note.txt" in done.stdout
    assert "condemnation" in done.stdout


def test_a_document_without_facts_or_text() -> None:
    html = Visible(page([document("It rained.\n", [], None)]))
    assert "It rained." in html.text
    assert not [attrs for _, attrs in html.tags if attrs.get("class") == "legend"]
    assert "There is no text" in Visible(page([document("", [], None)])).everything
