"""The lexicon's grammar as the reader compiles it, what it says of mistakes, and that a line adds a verb."""

from __future__ import annotations

import importlib
import shutil
from pathlib import Path
from typing import Any

import pytest

from legation.errors import LegationError
from legation.loaders import loaders
from legation.records import Act
from legation.resources import folder


def brief(module: str) -> Any:
    """Return a module of the loader, as the engine imports it."""
    loaders()
    return importlib.import_module(f"legation_loaders.brief.{module}")


lexicon = brief("lexicon")
HERE = Path("accuse.yaml")


def verb(pattern: str) -> Any:
    """Return a verb pattern compiled."""
    return next(iter(lexicon.parse_verb(pattern, "Condemnation", "ACCUSE", HERE).values()))


def noun(pattern: str) -> Any:
    """Return a noun pattern compiled."""
    return next(iter(lexicon.parse_noun(pattern, "Condemnation", "ACCUSE", HERE).values()))


class TestVerbPatterns:
    """Actor, verb, what must be there, and where the target stands."""

    def test_object(self) -> None:
        found = verb("actor condemn target")
        assert (found.target, found.words, found.mutual) == ("object", (), False)

    def test_alternatives_of_the_verb_share_a_pattern(self) -> None:
        found = lexicon.parse_verb("actor recognise|recognize target", "Recognition", "SUPPORT", HERE)
        assert sorted(found) == ["recognise", "recognize"]
        assert found["recognise"] is found["recognize"]

    def test_preposition(self) -> None:
        found = verb("actor lash out at|against target")
        assert found.target == "preposition"
        assert found.prepositions == {"at", "against"}
        assert found.words == (frozenset({"out"}),)
        assert not found.optional_preposition

    def test_optional_preposition(self) -> None:
        found = verb("actor meet (with) target")
        assert (found.target, found.optional_preposition, found.words) == ("preposition", True, ())

    def test_a_word_in_brackets_need_not_be_there(self) -> None:
        assert verb("actor condemn target (strongly)").words == ()

    def test_words_of_the_object(self) -> None:
        found = verb("actor express condemnation|anger of target")
        assert found.words == (frozenset({"condemnation", "anger"}),)
        assert found.prepositions == {"of"}

    def test_clause_and_infinitive(self) -> None:
        assert verb("actor allege that target").target == "clause"
        assert verb("actor refuse to act").infinitive

    def test_both(self) -> None:
        found = verb("both meet")
        assert (found.mutual, found.target) == (True, None)

    def test_patterns_that_ask_for_more_come_first(self) -> None:
        patterns = ["actor condemn", "actor condemn target", "actor condemn act of target"]
        assert sorted(patterns, key=lambda p: verb(p).weight) == patterns

    @pytest.mark.parametrize(
        "pattern", ["condemn target", "actor", "target condemn actor", "actor condemn !", ""]
    )
    def test_what_is_no_verb_pattern(self, pattern: str) -> None:
        with pytest.raises(LegationError, match=r"^accuse\.yaml: .*ontology/lexicon/README\.md$"):
            verb(pattern)


class TestNounPatterns:
    """The noun, and which preposition leads to whom."""

    def test_roles(self) -> None:
        found = noun("condemnation of|against target by actor")
        assert found.role("of") == found.role("against") == "target"
        assert found.role("by") == "actor"
        assert found.role("with") is None
        assert (found.possessor, found.mutual) == ("actor", False)

    def test_possessor(self) -> None:
        assert noun("target's expulsion by actor").possessor == "target"
        assert noun("target’s expulsion by actor").possessor == "target"

    def test_both(self) -> None:
        assert noun("talks between both").mutual

    def test_a_compound_is_found_by_its_whole(self) -> None:
        assert list(lexicon.parse_noun("peace_talks|truce of actor", "Negotiation", "CONSULT", HERE)) == [
            "peace_talks",
            "truce",
        ]

    @pytest.mark.parametrize("pattern", ["actor visit", "visit of", "visit of nobody", ""])
    def test_what_is_no_noun_pattern(self, pattern: str) -> None:
        with pytest.raises(LegationError, match=r"^accuse\.yaml: "):
            noun(pattern)


def write(root: Path, **files: str) -> Any:
    """Write a lexicon of the given files and compile it."""
    root.mkdir(exist_ok=True)
    for name, text in files.items():
        (root / f"{name.replace('_', '-')}.yaml").write_text(text, "utf-8")
    lexicon.lexicon.cache_clear()
    return lexicon.lexicon(root)


class TestFolder:
    """Files to index."""

    def test_types_come_from_the_files_names(self, tmp_path: Path) -> None:
        found = write(tmp_path, accuse="Criticism:\n  verbs:\n    - actor chide target\n")
        assert found.types == {"Criticism": "ACCUSE"}
        assert [p.source for p in found.verbs["chide"]] == ["actor chide target"]

    def test_nouns_that_differ_in_roles_only_are_joined(self, tmp_path: Path) -> None:
        found = write(
            tmp_path,
            consult="Negotiation:\n  nouns:\n    - talk of actor with target\n    - talk between both\n",
        )
        (talks,) = found.nouns["talk"]
        assert (talks.role("with"), talks.role("between")) == ("target", "both")

    def test_what_one_pattern_asks_for_is_not_asked_by_another(self, tmp_path: Path) -> None:
        found = write(
            tmp_path,
            support="EmbassyOpening:\n  nouns:\n    - pattern: opening of actor\n      with: [embassy]\n"
            "    - opening of actor in target\n",
        )
        asking, general = found.nouns["opening"]
        assert (asking.within, general.within) == ({"embassy"}, frozenset())
        assert asking.role("in") == general.role("in") == "target"

    @pytest.mark.parametrize(
        ("files", "says"),
        [
            ({"accuse": "Criticism:\n  verbs: [a\n"}, "accuse.yaml, line 3: this is not YAML"),
            ({"accuse": "- Criticism\n"}, "accuse.yaml: the file must be a mapping"),
            ({"accuse": "Criticism: chide\n"}, "'Criticism' must be a mapping"),
            ({"accuse": "Criticism:\n  verb: [actor chide target]\n"}, "'verb' below 'Criticism' is neither"),
            ({"accuse": "Criticism:\n  verbs: actor chide target\n"}, "must be a list"),
            ({"accuse": "Criticism:\n  verbs: [chide]\n"}, "the verb pattern 'chide' must begin with"),
            ({"accuse": "Criticism:\n  verbs: [3]\n"}, "'3' is neither a pattern nor a mapping"),
            (
                {"accuse": "Criticism:\n  verbs: [{pattern: actor chide target, when: now}]\n"},
                "'when' of the pattern",
            ),
            (
                {"accuse": "Criticism:\n  verbs: [{pattern: actor chide target, status: happend}]\n"},
                "is 'happend', which is none of occurred",
            ),
            (
                {"accuse": "Criticism:\n  verbs: [{pattern: actor chide target, needs: army}]\n"},
                "is 'army', which is none of force",
            ),
            (
                {"accuse": "Criticism:\n  verbs: [{pattern: actor chide target, not: him}]\n"},
                "must be a list of words",
            ),
            (
                {"accuse": "Criticism:\n  verbs: [{pattern: actor chide target, not: [on]}]\n"},
                "put it in quotes",
            ),
            ({"operators": "- modal: may\n  inner: perhaps\n"}, "'inner' of 'may' is 'perhaps'"),
            ({"operators": "- patern: plan to act\n"}, "has no pattern"),
            ({"operators": "- pattern: to act\n"}, "has no word"),
            ({"light_verbs": "- particle: out\n"}, "is no word"),
            ({"light_verbs": "- verb: draw\n  subject: whom\n"}, "the subject of 'draw' is 'whom'"),
            ({"aid": "Gift:\n  verbs: [target get rice]\n"}, "behind which preposition the actor stands"),
            ({"speech": "verbs:\n  say: maybe\n"}, "the stance of 'say' is 'maybe'"),
            ({"offices": "- forms: [doge]\n"}, "has no name"),
            ({"groups": "troop: {acts_for: true}\n"}, "'troop' has no kind of agent"),
        ],
    )
    def test_a_mistake_is_told_in_a_sentence(self, files: dict[str, str], says: str, tmp_path: Path) -> None:
        with pytest.raises(LegationError) as caught:
            write(tmp_path, **files)
        assert says in str(caught.value)
        assert "\n" not in str(caught.value)

    def test_a_file_that_is_not_utf8(self, tmp_path: Path) -> None:
        (tmp_path / "accuse.yaml").write_bytes(b"Criticism:\n  verbs: [actor ch\xefde target]\n")
        with pytest.raises(LegationError, match="is not UTF-8"):
            write(tmp_path)

    def test_an_empty_folder_knows_no_words(self, tmp_path: Path) -> None:
        found = write(tmp_path)
        assert (dict(found.verbs), dict(found.nouns), found.light_verbs) == ({}, {}, frozenset())


def read(text: str, words: Any, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str, str | None]]:
    """Return (class, actor, target) of the acts read in a text with a lexicon."""
    reading, layout = brief("reading"), brief("layout")
    monkeypatch.setattr(reading, "lexicon", lambda: words)
    ((_, facts),) = reading.read([reading.Job(layout.single(text), "a")])
    acts = [fact for fact in facts if isinstance(fact, Act)]
    return [(act.act_class, act.actor.label, act.target.label if act.target else None) for act in acts]


def test_a_line_adds_a_verb_and_a_noun(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tmp_path / "lexicon"
    shutil.copytree(folder("ontology") / "lexicon", root)
    text = "Chile defenestrated Peru. The defenestration of Bolivia by Argentina followed."
    assert read(text, write(root), monkeypatch) == []
    accuse = (root / "accuse.yaml").read_text("utf-8")
    line = "Condemnation:\n  verbs:\n    - actor defenestrate target\n"
    assert "Condemnation:\n  verbs:\n" in accuse
    accuse = accuse.replace("Condemnation:\n  verbs:\n", line, 1)
    before, after = accuse.split(line)
    after = after.replace("  nouns:\n", "  nouns:\n    - defenestration of target by actor\n", 1)
    found = write(root, accuse=before + line + after)
    assert read(text, found, monkeypatch) == [
        ("Condemnation", "Chile", "Peru"),
        ("Condemnation", "Argentina", "Bolivia"),
    ]
