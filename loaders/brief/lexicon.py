"""The lexicon: YAML patterns of `ontology/lexicon/` compiled into an index by lemma.

The grammar of a pattern is told in `ontology/lexicon/README.md`.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, cast, get_args

import yaml

from legation.errors import LegationError
from legation.records import Stance, Status
from legation.resources import folder

Role = Literal["actor", "target", "both"]
Inner = Literal["planned", "negated", "hypothetical", "occurred", "drop"]
Receiving = Literal["target", "either"]
Needs = Literal["force", "troops", "person", "people", "state"]

_JOINTS = frozenset("of for to the and in at on s".split())
_ROLES = ("actor", "target", "both")
_ACT = "act"
NUMBER = "NUMBER"
"""In a pattern: an object that is counted, such as "four trucks"."""
_WORD = re.compile(r"[\w|'’&.-]+$")
_SPECIAL = frozenset(
    {
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
)
# The C parser is six times faster where it was built.
_YAML: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

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
    subject: frozenset[str] = frozenset()
    """Words of which one must be the subject or stand before it; empty for none."""
    sources: frozenset[str] = frozenset()
    """Prepositions that lead to the actor where the subject is the target: "received rice from"."""
    file: str = ""
    """Name of the file that has it."""

    @property
    def weight(self) -> tuple[int, int, int, int]:
        """Patterns that ask for more come first; a word is more than any number."""
        counted = sum(NUMBER in words for words in self.words)
        return (
            len(self.words),
            -counted,
            self.infinitive + (self.target is not None) + bool(self.sources or self.subject),
            self.target == "preposition",
        )


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
    file: str = ""
    """Name of the file that has it."""
    parts: tuple["NounPattern", ...] = ()
    """The patterns that were joined into it."""

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
    file: str = ""
    """Name of the file that has it."""


@dataclass(frozen=True, slots=True)
class Topic:
    """The words that tell of what a passage is; see `topics.yaml`."""

    sure: frozenset[str]
    maybe: frozenset[str]
    despite: frozenset[str]
    """Words that show that a sentence tells of something else."""


@dataclass(slots=True)
class Lexicon:
    """All words that matter to reading, by lemma."""

    verbs: dict[str, list[VerbPattern]] = field(default_factory=lambda: defaultdict(list))
    nouns: dict[str, list[NounPattern]] = field(default_factory=lambda: defaultdict(list))
    operators: dict[str, list[Operator]] = field(default_factory=lambda: defaultdict(list))
    modals: dict[str, Inner] = field(default_factory=dict)
    light_verbs: frozenset[str] = frozenset()
    receiving: dict[str, Receiving] = field(default_factory=dict)
    """Light verb -> when its subject is whom the act is done to, as in "drew criticism from"."""
    speech_verbs: dict[str, Stance] = field(default_factory=dict)
    speech_phrases: dict[str, Stance] = field(default_factory=dict)
    offices: dict[str, str] = field(default_factory=dict)
    """Form in lower case -> usual name."""
    office_ranks: dict[str, str] = field(default_factory=dict)
    """Usual name -> rank."""
    office_owners: dict[str, str] = field(default_factory=dict)
    """Usual name -> code of the state or organisation whose office it is where the text does not say."""
    office_words: set[str] = field(default_factory=set)
    """Every word of the forms: what an office's name may begin with, and what ministers are in charge of."""
    groups: dict[str, tuple[str, bool]] = field(default_factory=dict)
    """Noun lemma -> kind of agent, and whether it acts for its state."""
    combining_forms: dict[str, str] = field(default_factory=dict)
    seats: dict[str, str] = field(default_factory=dict)
    """City -> code of the organisation that it stands for."""
    """Form -> code of a state: "Sino" -> "CHN"."""
    private: frozenset[str] = frozenset()
    """Noun lemmas for those who act for nobody but themselves."""
    topics: dict[str, Topic] = field(default_factory=dict)
    """Name of a topic in which states do not act -> its words."""
    types: dict[str, str] = field(default_factory=dict)
    """Act class -> PLOVER type."""
    mutual_classes: frozenset[str] = frozenset()
    """Classes of acts that two can do together: "met", "signed a treaty"."""


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
    if len(tokens) < 2 or tokens[0][0] not in _ROLES:
        raise _fail(
            path,
            f"the verb pattern '{pattern}' must begin with 'actor', 'both' or 'target' and go on with a verb",
        )
    undergone = tokens[0][0] == "target"
    mutual = tokens[0][0] == "both"
    verbs = _alternatives(tokens[1][0])
    rest = tokens[2:]
    words: list[frozenset[str]] = []
    target: Literal["object", "preposition", "clause"] | None = None
    prepositions: frozenset[str] = frozenset()
    sources: frozenset[str] = frozenset()
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
        elif undergone and following == "actor" and _alternatives(word) <= PREPOSITIONS:
            sources = _alternatives(word)
            index += 1
        elif not optional:
            words.append(_alternatives(word))
        index += 1
    if undergone and not sources:
        raise _fail(path, f"the verb pattern '{pattern}' must say behind which preposition the actor stands")
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
        sources=sources,
        file=path.name,
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
            pattern, act_class, event_type, frozenset(before), tuple(roles), possessor, file=path.name, **more
        )
    return found


def _entries(items: Any, path: Path) -> Iterable[tuple[str, dict[str, Any]]]:
    for item in _list(items, "what stands below 'verbs' or 'nouns'", path):
        if isinstance(item, str):
            yield item, {}
            continue
        if not isinstance(item, dict) or not isinstance(item.get("pattern"), str):
            raise _fail(path, f"'{item}' is neither a pattern nor a mapping with a 'pattern'")
        unknown = set(item) - {"pattern", "status", "not", "with", "needs", "subject"}
        if unknown:
            raise _fail(
                path, f"'{sorted(unknown)[0]}' of the pattern '{item['pattern']}' is not a field of a pattern"
            )
        more: dict[str, Any] = {}
        for name, allowed in (("status", get_args(Status)), ("needs", get_args(Needs))):
            if name in item:
                more[name] = _one_of(
                    item[name], allowed, f"'{name}' of the pattern '{item['pattern']}'", path
                )
        for name, attribute in (("not", "unless"), ("with", "within"), ("subject", "subject")):
            if name in item:
                more[attribute] = _words(item[name], f"'{name}' of the pattern '{item['pattern']}'", path)
        yield item["pattern"], more


def _one_of(value: Any, allowed: tuple[str, ...], what: str, path: Path) -> str:
    if value not in allowed:
        raise _fail(path, f"{what} is '{value}', which is none of {', '.join(allowed)}")
    return str(value)


def _words(value: Any, what: str, path: Path) -> frozenset[str]:
    """Check a list of words; YAML takes a bare `no` or `on` for a truth value."""
    if not isinstance(value, list):
        raise _fail(path, f"{what} must be a list of words: [word, word]")
    for word in value:
        if not isinstance(word, str):
            raise _fail(path, f"{what} has '{word}', which YAML takes for no word; put it in quotes")
    return frozenset(value)


def _load(path: Path) -> Any:
    if not path.exists():
        return None
    try:
        return yaml.load(path.read_text(encoding="utf8"), Loader=_YAML)
    except UnicodeDecodeError as error:
        raise LegationError(f"{path}: byte {error.start} is not UTF-8; save the file as UTF-8") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        raise LegationError(f"{path}{line}: this is not YAML: {getattr(error, 'problem', error)}") from None


def _mapping(value: Any, what: str, path: Path) -> dict[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise _fail(path, f"{what} must be a mapping, not '{str(value)[:40]}'")
    return value


def _list(value: Any, what: str, path: Path) -> list[Any]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise _fail(path, f"{what} must be a list, not '{str(value)[:40]}'")
    return value


def _operator(item: dict[str, Any], path: Path) -> tuple[list[str], Operator]:
    text = str(item.get("pattern") or "")
    words = text.split()
    if not words:
        raise _fail(path, f"the operator '{item}' has no pattern")
    complement: Literal["to", "that", "any"] = "any"
    if words[-1] == _ACT:
        words.pop()
        if words[-1] in ("to", "that"):
            complement = words.pop()  # type: ignore[assignment]
    if not words:
        raise _fail(path, f"the operator '{text}' has no word")
    first = sorted(_alternatives(words[0]))
    rest = tuple(_alternatives(word) for word in words[1:] if not word.startswith("("))
    inner = cast(Inner, _one_of(item.get("inner", "planned"), get_args(Inner), f"'inner' of '{text}'", path))
    return first, Operator(text, rest, complement, item.get("class"), inner, path.name)


@lru_cache(maxsize=4)
def lexicon(root: Path | None = None) -> Lexicon:
    """Return the compiled lexicon of a folder, the installed one by default.

    Raises:
        LegationError: a file is not YAML or a pattern is not of the grammar; the message names both.
    """
    root = root or folder("ontology") / "lexicon"
    found = Lexicon()
    for path in sorted(root.glob("*.yaml")):
        if path.stem in _SPECIAL:
            continue
        event_type = path.stem.upper()
        for act_class, value in _mapping(_load(path), "the file", path).items():
            kinds = _mapping(value, f"'{act_class}'", path)
            for kind in set(kinds) - {"verbs", "nouns"}:
                raise _fail(path, f"'{kind}' below '{act_class}' is neither 'verbs' nor 'nouns'")
            found.types[act_class] = event_type
            for text, more in _entries(kinds.get("verbs"), path):
                for lemma, verb in parse_verb(text, act_class, event_type, path, **more).items():
                    found.verbs[lemma].append(verb)
            for text, more in _entries(kinds.get("nouns"), path):
                for lemma, noun in parse_noun(text, act_class, event_type, path, **more).items():
                    found.nouns[lemma].append(noun)
    found.mutual_classes = frozenset(p.act_class for verbs in found.verbs.values() for p in verbs if p.mutual)
    for verbs in found.verbs.values():
        verbs.sort(key=lambda p: (tuple(-n for n in p.weight), p.source))
    for lemma, nouns in found.nouns.items():
        found.nouns[lemma] = sorted(_merged(nouns), key=lambda p: (-len(p.modifiers), not p.within, p.source))
    _words_around(root, found)
    return found


def _merged(nouns: list[NounPattern]) -> Iterable[NounPattern]:
    """Join a noun's patterns that differ in their roles only: "talks of actor with target", "talks between both".

    One that asks for more words than another may use the roles of that one too.
    """
    alike: dict[tuple[object, ...], NounPattern] = {}
    for noun in nouns:
        key = (_family(noun), noun.within)
        first = alike.get(key)
        alike[key] = noun if first is None else _with_roles(first, noun)
    for (family, within), noun in alike.items():
        general = alike.get((family, frozenset()))
        yield _with_roles(noun, general) if within and general is not None else noun


def _family(noun: NounPattern) -> tuple[object, ...]:
    return (noun.act_class, noun.modifiers, noun.possessor, noun.status, noun.unless, noun.needs)


def _with_roles(noun: NounPattern, other: NounPattern) -> NounPattern:
    parts = (*(noun.parts or (noun,)), *(other.parts or (other,)))
    return replace(noun, roles=tuple(dict.fromkeys(noun.roles + other.roles)), parts=parts)


def _words_around(root: Path, found: Lexicon) -> None:
    operators = root / "operators.yaml"
    for value in _list(_load(operators), "the file", operators):
        item = _mapping(value, "an operator", operators)
        if "modal" in item:
            inner = _one_of(
                item.get("inner", "planned"), get_args(Inner), f"'inner' of '{item['modal']}'", operators
            )
            found.modals[item["modal"]] = cast(Inner, inner)
            continue
        lemmas, operator = _operator(item, operators)
        for lemma in lemmas:
            found.operators[lemma].append(operator)
    for listed in found.operators.values():
        listed.sort(key=lambda o: (-len(o.words), o.complement == "any", o.source))
    light = root / "light-verbs.yaml"
    for item in _list(_load(light), "the file", light):
        verb = item if isinstance(item, str) else _mapping(item, "a light verb", light).get("verb")
        if not isinstance(verb, str):
            raise _fail(light, f"the light verb '{item}' is no word")
        found.light_verbs |= {verb}
        if isinstance(item, dict) and "subject" in item:
            allowed = get_args(Receiving)
            found.receiving[verb] = cast(
                Receiving, _one_of(item["subject"], allowed, f"the subject of '{verb}'", light)
            )
    speech = root / "speech.yaml"
    said = _mapping(_load(speech), "the file", speech)
    for kind, known in (("verbs", found.speech_verbs), ("phrases", found.speech_phrases)):
        for word, stance in _mapping(said.get(kind), f"'{kind}'", speech).items():
            known[word] = cast(Stance, _one_of(stance, get_args(Stance), f"the stance of '{word}'", speech))
    offices = root / "offices.yaml"
    for item in _list(_load(offices), "the file", offices):
        name = _mapping(item, "an office", offices).get("name")
        if not isinstance(name, str):
            raise _fail(offices, f"the office '{item}' has no name")
        for form in [name, *_list(item.get("forms"), f"'forms' of '{name}'", offices)]:
            found.offices[str(form).casefold()] = name
            found.office_words.update(set(re.findall(r"[^\s’'-]+", str(form).casefold())) - _JOINTS)
        found.office_ranks[name] = str(item.get("rank", "official"))
        if "of" in item:
            found.office_owners[name] = str(item["of"])
    groups = root / "groups.yaml"
    for noun, how in _mapping(_load(groups), "the file", groups).items():
        sort = _mapping(how, f"'{noun}'", groups).get("kind")
        if not isinstance(sort, str):
            raise _fail(groups, f"'{noun}' has no kind of agent; write {{kind: Group, acts_for: false}}")
        found.groups[str(noun)] = (sort, bool(how.get("acts_for", False)))
    private = root / "private.yaml"
    found.private = _words(_load(private) or [], "the file", private)
    topics = root / "topics.yaml"
    for name, value in _mapping(_load(topics), "the file", topics).items():
        told = _mapping(value, f"'{name}'", topics)
        words = {
            kind: _words(told.get(kind), f"'{kind}' of '{name}'", topics)
            for kind in ("sure", "maybe", "despite")
        }
        found.topics[str(name)] = Topic(**words)
    forms, seats = root / "combining-forms.yaml", root / "seats.yaml"
    found.combining_forms.update(_mapping(_load(forms), "the file", forms))
    found.seats.update(_mapping(_load(seats), "the file", seats))
