"""The lexicon: YAML patterns of `ontology/lexicon/` compiled into an index by lemma.

The grammar of a pattern is told in `ontology/lexicon/README.md`.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import yaml

from legation.errors import LegationError
from legation.records import Stance, Status
from legation.resources import folder

Role = Literal["actor", "target", "both"]
Inner = Literal["planned", "negated", "hypothetical", "occurred", "drop"]

_ROLES = ("actor", "target", "both")
_ACT = "act"
_WORD = re.compile(r"[\w|'’&.-]+$")

# Words that lead to a phrase. In a pattern such a word before `target` says where the target stands.
PREPOSITIONS = frozenset(
    "about above across after against ahead_of along_with alongside among around as at away_from because_of before "
    "behind between beyond by due_to during for from in in_favour_of in_response_to inside into near of off on onto "
    "out_of outside over regarding through throughout to together_with toward towards under unto upon via with "
    "within without".split()
)


@dataclass(frozen=True, slots=True)
class VerbPattern:
    """`actor express condemnation of target`, taken apart."""

    source: str
    act_class: str
    event_type: str
    mutual: bool
    words: tuple[frozenset[str], ...]
    """Words that must be there beside the verb, each a set of alternatives."""
    target: Literal["object", "preposition", "clause"] | None
    prepositions: frozenset[str]
    optional_preposition: bool
    infinitive: bool
    status: Status | None = None
    unless: frozenset[str] = frozenset()
    within: frozenset[str] = frozenset()
    """Words of which one must be in the object; empty for none."""
    needs: str | None = None

    @property
    def weight(self) -> tuple[int, int, int]:
        """Patterns that ask for more come first."""
        return (len(self.words), self.infinitive + (self.target is not None), self.target == "preposition")


@dataclass(frozen=True, slots=True)
class NounPattern:
    """`condemnation of|against target by actor`, taken apart."""

    source: str
    act_class: str
    event_type: str
    modifiers: frozenset[str]
    """Words that must modify the noun, of which one is enough; empty for none."""
    roles: tuple[tuple[str, Role], ...]
    """(preposition, role) pairs."""
    possessor: Role
    status: Status | None = None
    unless: frozenset[str] = frozenset()
    within: frozenset[str] = frozenset()
    """Words of which one must be in the noun's phrase ("opening of an embassy"); empty for none."""
    needs: str | None = None

    def role(self, preposition: str) -> Role | None:
        """Return the role to which a preposition leads, or None."""
        return next((role for word, role in self.roles if word == preposition), None)

    @property
    def mutual(self) -> bool:
        """Tell whether such an act can be one that two do together."""
        return any(role == "both" for _, role in self.roles)


@dataclass(frozen=True, slots=True)
class Operator:
    """A word that embeds an act and changes it: `plan to act`, `demand that act`, `modal: may`."""

    source: str
    words: tuple[frozenset[str], ...]
    complement: Literal["to", "that", "any"]
    act_class: str | None
    inner: Inner


@dataclass(slots=True)
class Lexicon:
    """All words that matter to reading, by lemma."""

    verbs: dict[str, list[VerbPattern]] = field(default_factory=lambda: defaultdict(list))
    nouns: dict[str, list[NounPattern]] = field(default_factory=lambda: defaultdict(list))
    operators: dict[str, list[Operator]] = field(default_factory=lambda: defaultdict(list))
    modals: dict[str, Inner] = field(default_factory=dict)
    light_verbs: frozenset[str] = frozenset()
    speech_verbs: dict[str, Stance] = field(default_factory=dict)
    speech_phrases: dict[str, Stance] = field(default_factory=dict)
    offices: dict[str, str] = field(default_factory=dict)
    """Form in lower case -> usual name."""
    office_ranks: dict[str, str] = field(default_factory=dict)
    """Usual name -> rank."""
    groups: dict[str, tuple[str, bool]] = field(default_factory=dict)
    """Noun lemma -> kind of agent, and whether it acts for its state."""
    types: dict[str, str] = field(default_factory=dict)
    """Act class -> PLOVER type."""


def _fail(path: Path, what: str) -> LegationError:
    return LegationError(f"{path.name}: {what}; the format is told in ontology/lexicon/README.md")


def _alternatives(word: str) -> frozenset[str]:
    return frozenset(word.split("|"))


def _tokens(pattern: str, path: Path) -> list[tuple[str, bool]]:
    """Split a pattern into (word, optional) pairs."""
    tokens = []
    for raw in pattern.split():
        optional = raw.startswith("(") and raw.endswith(")")
        word = raw[1:-1] if optional else raw
        if not _WORD.match(word):
            raise _fail(path, f"'{raw}' in the pattern '{pattern}' is not a word")
        tokens.append((word, optional))
    return tokens


def parse_verb(
    pattern: str, act_class: str, event_type: str, path: Path, **more: Any
) -> dict[str, VerbPattern]:
    """Return a verb pattern under each of its verbs' lemmas.

    Raises:
        LegationError: the pattern does not follow the grammar.
    """
    tokens = _tokens(pattern, path)
    if len(tokens) < 2 or tokens[0][0] not in ("actor", "both"):
        raise _fail(
            path, f"the verb pattern '{pattern}' must begin with 'actor' or 'both' and go on with a verb"
        )
    mutual = tokens[0][0] == "both"
    verbs = _alternatives(tokens[1][0])
    rest = tokens[2:]
    words: list[frozenset[str]] = []
    target: Literal["object", "preposition", "clause"] | None = None
    prepositions: frozenset[str] = frozenset()
    optional_preposition = False
    infinitive = False
    index = 0
    while index < len(rest):
        word, optional = rest[index]
        following = rest[index + 1][0] if index + 1 < len(rest) else ""
        if word == "target":
            target = target or "object"
        elif word == "to" and following == _ACT:
            infinitive = True
            index += 1
        elif word == "that" and following == "target":
            target = "clause"
            index += 1
        elif following == "target" and _alternatives(word) <= PREPOSITIONS:
            target, prepositions, optional_preposition = "preposition", _alternatives(word), optional
            index += 1
        elif not optional:
            words.append(_alternatives(word))
        index += 1
    compiled = VerbPattern(
        pattern,
        act_class,
        event_type,
        mutual,
        tuple(words),
        target,
        prepositions,
        optional_preposition,
        infinitive,
        **more,
    )
    return dict.fromkeys(sorted(verbs), compiled)


def parse_noun(
    pattern: str, act_class: str, event_type: str, path: Path, **more: Any
) -> dict[str, NounPattern]:
    """Return a noun pattern under each of its nouns' lemmas.

    Raises:
        LegationError: the pattern does not follow the grammar.
    """
    possessor: Role = "actor"
    text = pattern
    for role in _ROLES:
        for mark in (f"{role}'s ", f"{role}’s "):
            if text.startswith(mark):
                possessor, text = role, text[len(mark) :]  # type: ignore[assignment]
    tokens = _tokens(text, path)
    if not tokens or tokens[0][0] in _ROLES:
        raise _fail(path, f"the noun pattern '{pattern}' must begin with a noun")
    roles: list[tuple[str, Role]] = []
    index = 1
    while index < len(tokens):
        word = tokens[index][0]
        following = tokens[index + 1][0] if index + 1 < len(tokens) else ""
        if following not in _ROLES:
            raise _fail(
                path, f"after '{word}' in the noun pattern '{pattern}' one of actor, target, both must follow"
            )
        roles.extend((preposition, following) for preposition in sorted(_alternatives(word)))  # type: ignore[misc]
        index += 2
    found: dict[str, NounPattern] = {}
    for noun in sorted(_alternatives(tokens[0][0])):
        *before, head = noun.split("_")
        found[head if not before else noun] = NounPattern(
            pattern, act_class, event_type, frozenset(before), tuple(roles), possessor, **more
        )
    return found


def _entries(items: Iterable[Any], path: Path) -> Iterable[tuple[str, dict[str, Any]]]:
    for item in items or ():
        if isinstance(item, str):
            yield item, {}
            continue
        if not isinstance(item, dict) or not isinstance(item.get("pattern"), str):
            raise _fail(path, f"'{item}' is neither a pattern nor a mapping with a 'pattern'")
        unknown = set(item) - {"pattern", "status", "not", "with", "needs"}
        if unknown:
            raise _fail(
                path, f"'{sorted(unknown)[0]}' of the pattern '{item['pattern']}' is not a field of a pattern"
            )
        more: dict[str, Any] = {}
        if "status" in item:
            more["status"] = item["status"]
        if "needs" in item:
            more["needs"] = item["needs"]
        if "not" in item:
            more["unless"] = frozenset(str(word) for word in item["not"])
        if "with" in item:
            more["within"] = frozenset(str(word) for word in item["with"])
        yield item["pattern"], more


def _load(path: Path) -> Any:
    if not path.exists():
        return None
    try:
        return yaml.load(path.read_text(encoding="utf8"), Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        raise LegationError(f"{path}{line}: this is not YAML: {getattr(error, 'problem', error)}") from None


def _operator(item: dict[str, str], path: Path) -> tuple[list[str], Operator]:
    text = item["pattern"]
    words = text.split()
    complement: Literal["to", "that", "any"] = "any"
    if words[-1] == _ACT:
        words.pop()
        if words[-1] in ("to", "that"):
            complement = words.pop()  # type: ignore[assignment]
    if not words:
        raise _fail(path, f"the operator '{text}' has no word")
    first = sorted(_alternatives(words[0]))
    rest = tuple(_alternatives(word) for word in words[1:] if not word.startswith("("))
    return first, Operator(text, rest, complement, item.get("class"), item.get("inner", "planned"))  # type: ignore[arg-type]


@lru_cache(maxsize=4)
def lexicon(root: Path | None = None) -> Lexicon:
    """Return the compiled lexicon of a folder, the installed one by default.

    Raises:
        LegationError: a file is not YAML or a pattern is not of the grammar; the message names both.
    """
    root = root or folder("ontology") / "lexicon"
    found = Lexicon()
    special = {"operators", "light-verbs", "speech", "offices", "groups"}
    for path in sorted(root.glob("*.yaml")):
        if path.stem in special:
            continue
        event_type = path.stem.upper()
        for act_class, kinds in (_load(path) or {}).items():
            found.types[act_class] = event_type
            for text, more in _entries(kinds.get("verbs"), path):
                for lemma, verb in parse_verb(text, act_class, event_type, path, **more).items():
                    found.verbs[lemma].append(verb)
            for text, more in _entries(kinds.get("nouns"), path):
                for lemma, noun in parse_noun(text, act_class, event_type, path, **more).items():
                    found.nouns[lemma].append(noun)
    for verbs in found.verbs.values():
        verbs.sort(key=lambda p: (tuple(-n for n in p.weight), p.source))
    for lemma, nouns in found.nouns.items():
        found.nouns[lemma] = sorted(_merged(nouns), key=lambda p: (-len(p.modifiers), p.source))
    _words_around(root, found)
    return found


def _merged(nouns: list[NounPattern]) -> Iterable[NounPattern]:
    """Join the patterns of a noun that differ in their roles only: "talks of actor with target", "talks between both"."""
    alike: dict[tuple[object, ...], NounPattern] = {}
    for noun in nouns:
        key = (noun.act_class, noun.modifiers, noun.possessor, noun.status, noun.unless, noun.needs)
        first = alike.get(key)
        alike[key] = (
            noun if first is None else replace(first, roles=tuple(dict.fromkeys(first.roles + noun.roles)))
        )
    return alike.values()


def _words_around(root: Path, found: Lexicon) -> None:
    operators = root / "operators.yaml"
    for item in _load(operators) or ():
        if "modal" in item:
            found.modals[item["modal"]] = item.get("inner", "planned")
            continue
        lemmas, operator = _operator(item, operators)
        for lemma in lemmas:
            found.operators[lemma].append(operator)
    for listed in found.operators.values():
        listed.sort(key=lambda o: (-len(o.words), o.complement == "any", o.source))
    found.light_verbs = frozenset(
        item if isinstance(item, str) else item["verb"] for item in _load(root / "light-verbs.yaml") or ()
    )
    speech = _load(root / "speech.yaml") or {}
    found.speech_verbs = dict(speech.get("verbs") or {})
    found.speech_phrases = dict(speech.get("phrases") or {})
    for item in _load(root / "offices.yaml") or ():
        for form in [item["name"], *item.get("forms", ())]:
            found.offices[form.casefold()] = item["name"]
        found.office_ranks[item["name"]] = item.get("rank", "official")
    for noun, how in (_load(root / "groups.yaml") or {}).items():
        found.groups[noun] = (how["kind"], bool(how.get("acts_for", False)))
