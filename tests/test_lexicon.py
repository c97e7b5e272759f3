"""The lexicon: its files parse, follow the grammar, and say one thing once."""

from __future__ import annotations

import importlib
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from legation.loaders import loaders
from legation.resources import folder

LEXICON = folder("ontology") / "lexicon"
SPECIAL = {
    "operators",
    "light-verbs",
    "speech",
    "offices",
    "groups",
    "combining-forms",
    "seats",
    "topics",
    "private",
}
TYPES = {
    "agree": "AgreementAct",
    "consult": "ConsultationAct",
    "support": "SupportAct",
    "cooperate": "CooperationAct",
    "aid": "AidAct",
    "concede": "ConcessionAct",
    "retreat": "RetreatAct",
    "request": "RequestAct",
    "accuse": "AccusationAct",
    "reject": "RejectionAct",
    "threaten": "ThreatAct",
    "protest": "ProtestAct",
    "sanction": "SanctionAct",
    "mobilize": "MobilisationAct",
    "coerce": "CoercionAct",
    "assault": "AssaultAct",
}
WORD = re.compile(r"\(?[\w’'.&|-]+\)?$")


def read(name: str) -> Any:
    """Return what a file of the lexicon holds."""
    return yaml.safe_load((LEXICON / f"{name}.yaml").read_text(encoding="utf8"))


def entries() -> Iterator[tuple[str, str, str, str, dict[str, Any]]]:
    """Yield (file, class, "verbs" or "nouns", pattern, fields)."""
    for name in TYPES:
        for act_class, kinds in read(name).items():
            for kind, items in kinds.items():
                for item in items:
                    fields = {} if isinstance(item, str) else dict(item)
                    pattern = item if isinstance(item, str) else fields.pop("pattern")
                    yield name, act_class, kind, pattern, fields


def superclasses() -> dict[str, set[str]]:
    """Return the direct superclasses of each class that the ontology names, by local name."""
    rdflib = pytest.importorskip("rdflib")
    graph = rdflib.Graph()
    for path in sorted(folder("ontology").rglob("*.ttl")):
        if path.parent.name != "codes":
            graph.parse(path)
    found: dict[str, set[str]] = defaultdict(set)
    for child, parent in graph.subject_objects(rdflib.RDFS.subClassOf):
        if isinstance(parent, rdflib.URIRef):
            found[child.split("#")[-1]].add(parent.split("#")[-1])
    return found


def test_there_is_a_file_for_each_type_and_none_besides() -> None:
    assert {path.stem for path in LEXICON.glob("*.yaml")} == set(TYPES) | SPECIAL


def test_every_class_is_one_of_the_ontology_below_the_class_of_its_type() -> None:
    parents = superclasses()

    def above(act_class: str) -> set[str]:
        found = {act_class}
        for parent in parents.get(act_class, ()):
            found |= above(parent)
        return found

    wrong = {
        (name, act_class) for name in TYPES for act_class in read(name) if TYPES[name] not in above(act_class)
    }
    assert not wrong


def test_every_class_of_an_act_has_words() -> None:
    parents = superclasses()
    acts = set(TYPES.values())
    while more := {child for child, above in parents.items() if above & acts} - acts:
        acts |= more
    counts: dict[str, int] = defaultdict(int)
    for _, act_class, _, _, _ in entries():
        counts[act_class] += 1
    # A class of the level of a type needs no words of its own: the finer ones have them.
    few = {act_class for act_class in acts - set(TYPES.values()) if counts[act_class] < 3}
    assert not few


@pytest.mark.parametrize("name", sorted(TYPES))
def test_patterns_follow_the_grammar(name: str) -> None:
    for file, act_class, kind, pattern, fields in entries():
        if file != name:
            continue
        words = pattern.split()
        where = f"{file}.yaml, {act_class}: {pattern}"
        assert kind in ("verbs", "nouns"), where
        assert all(WORD.match(word) for word in words), where
        assert not any(word.startswith("|") or word.endswith("|") or "||" in word for word in words), where
        if kind == "verbs":
            assert words[0] in ("actor", "both", "target"), where
            # The second word is the verb, which may be "target" itself.
            assert len(words) > 1 and words[1] not in ("actor", "both"), where
            assert words[2:].count("target") <= (words[0] == "actor"), where
            assert words[2:].count("actor") == (words[0] == "target") and "both" not in words[2:], where
        else:
            rest = words[1:] if words[0] == "target's" else words
            assert rest[0] not in ("actor", "target", "both"), where
            assert all(role in ("actor", "target", "both") for role in rest[2::2]), where
            assert len(rest) % 2 == 1, where
        assert set(fields) <= {"status", "not", "with", "needs", "subject"}, where
        assert fields.get("needs", "force") in ("force", "troops", "person", "people", "state"), where
        for field in ("not", "with", "subject"):
            assert all(isinstance(word, str) for word in fields.get(field, [])), where


def test_no_pattern_belongs_to_two_classes_unless_words_keep_them_apart() -> None:
    classes: dict[tuple[str, str], set[str]] = defaultdict(set)
    for _, act_class, kind, pattern, fields in entries():
        if not fields:
            classes[kind, pattern].add(act_class)
    assert not {key: found for key, found in classes.items() if len(found) > 1}


def test_patterns_are_sorted_and_not_repeated_within_a_class() -> None:
    groups: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for name, act_class, kind, pattern, _ in entries():
        groups[name, act_class, kind].append(pattern)
    for key, patterns in groups.items():
        assert patterns == sorted(set(patterns)), key


def test_the_reader_compiles_all_of_it() -> None:
    loaders()
    lexicon = importlib.import_module("legation_loaders.brief.lexicon").lexicon
    compiled = lexicon(Path(LEXICON))
    sources = {pattern.source for found in compiled.verbs.values() for pattern in found}
    assert sources >= {pattern for _, _, kind, pattern, _ in entries() if kind == "verbs"}
    assert len(compiled.nouns) > 300


def test_operators_name_classes_of_the_lexicon_and_known_statuses() -> None:
    classes = {act_class for name in TYPES for act_class in read(name)}
    seen = set()
    for item in read("operators"):
        key = item.get("pattern") or f"modal {item['modal']}"
        assert key not in seen, key
        seen.add(key)
        assert item["inner"] in ("planned", "negated", "hypothetical", "occurred", "drop"), key
        if "class" in item:
            assert item["class"] in classes, key
        if "pattern" in item:
            assert item["pattern"].endswith("act"), key


def test_speech_has_stances() -> None:
    speech = read("speech")
    for stances in (speech["verbs"], speech["phrases"]):
        assert set(stances.values()) <= {"asserts", "denies", "suggests", "predicts"}
    assert speech["verbs"]["deny"] == "denies"


def test_light_verbs_are_words_or_a_word_with_its_particle() -> None:
    for item in read("light-verbs"):
        assert isinstance(item, str) or set(item) - {"particle", "subject"} == {"verb"}, item
        assert isinstance(item, str) or item.get("subject", "target") in ("target", "either"), item


def test_offices_have_a_rank_and_no_form_means_two_offices() -> None:
    ranks = {
        *("head-of-state", "head-of-government", "minister", "envoy", "official", "military", "legislature"),
        *("party", "monarch", "organisation-head", "grade"),
    }
    owner: dict[str, str] = {}
    for office in read("offices"):
        assert office["rank"] in ranks, office
        for form in [office["name"], *office.get("forms", [])]:
            assert owner.setdefault(form, office["name"]) == office["name"], form
            assert form == form.casefold(), form
    assert owner["foreign minister"] == "minister of foreign affairs"
    assert owner["premier"] == "prime minister"
    assert owner["secretary of state"] == "secretary of state"


def test_groups_have_a_kind_and_say_whether_they_act_for_their_state() -> None:
    groups = read("groups")
    for noun, how in groups.items():
        assert isinstance(noun, str), noun
        assert set(how) == {"kind", "acts_for"}, noun
        assert how["kind"] in ("GovernmentBody", "ArmedForce", "Group", "StateCompany", "Person"), noun
        assert isinstance(how["acts_for"], bool), noun
    assert groups["troop"]["acts_for"] and not groups["refugee"]["acts_for"]
