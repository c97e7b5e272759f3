"""Names in a text: states, organisations, regions, bodies and known persons, found by the words they are called."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from spacy.language import Language
from spacy.tokens import Doc, Span, Token

from legation.registry import Entry, registry

from .lexicon import lexicon

Sort = Literal["name", "demonym", "capital", "metonym", "person", "combining"]

# "anti-Russian" says nothing that Russia does.
_PREFIXES = frozenset({"anti", "pro", "non", "ex", "pan"})
# "Ethnic Turks" are citizens of where they live.
_ANCESTRY = frozenset({"ethnic", "ethnically"})
_DIRECTIONS = frozenset({"North", "South", "East", "West"})
_PLACING = frozenset({"in", "at", "near", "outside", "inside", "around"})
_MONTHS = frozenset(
    "January February March April May June July August September October November December".split()
)
# Tokens of a source's name and date, at most.
_LONGEST_SOURCE = 9
# "The South China Sea" is nobody's, and neither is "the Gulf of Aden".
_WATERS = frozenset("sea seas ocean gulf channel bay river basin".split())
# Behind these a state and a name may stand next to each other.
_POSTED = frozenset("ambassador minister envoy consul president king queen premier leader representative chancellor "
                    "secretary affairs commissioner general delegate chargé d’affaires".split())  # fmt: skip
# Here the family name comes first: "Xi" is Xi Jinping.
_FAMILY_FIRST = frozenset({"CHN", "TWN", "KOR", "PRK"})
# When two entries share a name, the first of these kinds is meant unless the text says otherwise.
_PRECEDENCE = (
    "State",
    "Territory",
    "IntergovernmentalOrganisation",
    "Bloc",
    "FormerState",
    "Organisation",
    "GovernmentBody",
    "ArmedForce",
    "StateCompany",
    "Region",
    "Group",
    "Person",
)
_PLACES = {kind: place for place, kind in enumerate(_PRECEDENCE)}
# Their names lose an article in other hands: "Organization of (the) Petroleum Exporting Countries".
_JOINED = frozenset({"IntergovernmentalOrganisation", "Bloc", "Organisation"})
_ABBREVIATED = frozenset({"State", "IntergovernmentalOrganisation", "Bloc"})


@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch of tokens `start:end` that names an agent of the code lists."""

    start: int
    end: int
    sort: Sort
    entry: Entry


class Gazetteer:
    """Finds names of the code lists in parsed texts."""

    def __init__(self, nlp: Language) -> None:
        self._phrases: dict[str, list[tuple[list[str], list[tuple[Sort, Entry]]]]] = defaultdict(list)
        """First token -> the forms that begin with it, in tokens, and what each may mean."""
        self.surnames: dict[str, list[Entry]] = defaultdict(list)
        forms: dict[str, list[tuple[Sort, Entry]]] = defaultdict(list)
        for entry in registry().entries.values():
            for sort, form in _forms(entry):
                if (sort, entry) not in forms[form]:
                    forms[form].append((sort, entry))
            if entry.kind == "Person":
                for name in entry.names:
                    if not _is_regnal(name):
                        self.surnames[surname(name)].append(entry)
                    if entry.tenures and registry().code(entry.tenures[-1].office_of) in _FAMILY_FIRST:
                        self.surnames[name.split()[0]].append(entry)
        states = {entry.code: entry for entry in registry().entries.values() if entry.kind == "State"}
        for form, code in lexicon().combining_forms.items():
            if code in states:
                forms[form].append(("combining", states[code]))
        codes = {entry.code: entry for entry in registry().entries.values()}
        self._seats = {city: codes[code] for city, code in lexicon().seats.items() if code in codes}
        for form, senses in forms.items():
            tokens = tokenise(nlp, form)
            senses.sort(key=lambda sense: _PLACES.get(sense[1].kind, len(_PLACES)))
            self._phrases[tokens[0]].append((tokens, senses))

    def mentions(self, doc: Doc, year: int | None) -> list[Mention]:
        """Return the names in a text, longest first where they overlap, in the order of the text."""
        found: list[Mention] = []
        taken: set[int] = set()
        persons = [ent for ent in doc.ents if ent.label_ == "PERSON"]
        for start, end, senses in sorted(self._matches(doc), key=lambda m: (m[0] - m[1], m[0])):
            if taken.intersection(range(start, end)):
                continue
            sort, entry = _choose(senses, year)
            if _disqualified(doc, start, end, sort, persons):
                continue
            taken.update(range(start, end))
            found.append(Mention(start, end, sort, entry))
        return sorted(found, key=lambda mention: mention.start)

    def seated(self, doc: Doc, mention: Mention, named: set[str]) -> Mention:
        """Return a mention of a capital as one of the organisation that it is the seat of, where that is meant.

        Args:
            doc: the paragraph.
            mention: a mention in it.
            named: IRIs of all that the brief names by other words than capitals.
        """
        organisation = self._seats.get(doc[mention.start : mention.end].text)
        if organisation is None or mention.sort != "capital" or mention.entry.iri in named:
            return mention
        token = doc[mention.end - 1]
        if token.dep_ == "pobj" and token.head.lower_ in _PLACING:
            return mention
        return replace(mention, sort="metonym", entry=organisation)

    def _matches(self, doc: Doc) -> Iterator[tuple[int, int, list[tuple[Sort, Entry]]]]:
        words = [token.text for token in doc]
        for start, word in enumerate(words):
            for tokens, senses in self._phrases.get(word, ()):
                end = start + len(tokens)
                if words[start:end] == tokens:
                    yield start, end, senses


def tokenise(nlp: Language, form: str) -> list[str]:
    """Return the tokens of a form as the pipeline has them.

    Words of letters alone are its tokens unless the pipeline has a rule for one ("cannot"): the tokeniser itself would
    take half a second for all forms.
    """
    words, rules = form.split(" "), getattr(nlp.tokenizer, "rules", None)
    if rules is not None and rules.keys().isdisjoint(words) and all(map(str.isalpha, words)):
        return words
    return [token.text for token in nlp.make_doc(form)]


def surname(name: str) -> str:
    """Return the last word of a name that is no "Jr." or numeral: "Joseph R. Biden, Jr." -> "Biden"."""
    words = [word.strip(",") for word in name.split()]
    while len(words) > 1 and words[-1].rstrip(".") in {"Jr", "Sr", "II", "III", "IV"}:
        words.pop()
    return words[-1] if words else name


def _is_regnal(name: str) -> bool:
    """Tell a name that has no surname: "Elizabeth II"."""
    words = name.split()
    return len(words) == 2 and not words[1].strip("IVX")


def _forms(entry: Entry) -> Iterator[tuple[Sort, str]]:
    groups: tuple[tuple[Sort, Iterable[str]], ...] = (
        ("person" if entry.kind == "Person" else "name", entry.names),
        ("demonym", entry.demonyms),
        ("capital", entry.capitals),
        ("metonym", entry.metonyms),
    )
    for sort, names in groups:
        for name in names:
            bare = name.removeprefix("the ").removeprefix("The ")
            if len(bare) < 2:
                continue
            yield sort, bare
            if " of the " in bare and entry.kind in _JOINED:
                yield sort, bare.replace(" of the ", " of ")
            if "'" in bare:
                yield sort, bare.replace("'", "’")
            if sort == "name" and bare.isupper() and len(bare) == 2 and entry.kind in _ABBREVIATED:
                yield sort, f"{bare[0]}.{bare[1]}."


def _choose(senses: list[tuple[Sort, Entry]], year: int | None) -> tuple[Sort, Entry]:
    """Prefer the sense that existed in the year the text speaks of."""
    if year is not None and len(senses) > 1:
        for sort, entry in senses:
            if entry.since is None and entry.until is None:
                continue
            since = int(entry.since[:4]) if entry.since else -9999
            until = int(entry.until[:4]) if entry.until else 9999
            if since <= year < until and entry.kind == "FormerState":
                return sort, entry
    return senses[0]


def _disqualified(doc: Doc, start: int, end: int, sort: Sort, persons: list[Span]) -> bool:
    if sort == "combining" and not (
        end + 1 < len(doc) and doc[end].text in "-–" and doc[end + 1].pos_ != "PUNCT"
    ):
        return True
    if start >= 2 and doc[start - 1].text in "-–" and doc[start - 2].lower_ in _PREFIXES:
        return True
    if start >= 1 and doc[start - 1].lower_ in _ANCESTRY:
        return True
    if end - start == 1 and (_is_part_of_name(doc, start) or _is_loose(doc, start)):
        return True
    if sort != "person" and (_is_in_waters(doc, start, end) or _is_cited(doc, start)):
        return True
    # "Jordan" within "Jordan Henderson" is a person's name, not the kingdom.
    if sort != "person" and end - start == 1:
        for person in persons:
            inside = person.start <= start and end <= person.end and len(person) > 1
            if start >= 2 and doc[start - 1].lower_ in ("to", "of", "in") and len(person) > 2:
                # "the ambassador to Chad Robert Hale"
                inside = inside and doc[start - 2].lower_ not in _POSTED
            if inside and not any(token.text in ("'s", "’s") for token in person) and person.start == start:
                following = doc[end] if end < len(doc) else None
                if following is not None and following.i < person.end and following.pos_ == "PROPN":
                    return sort != "demonym"
    return False


def _is_loose(doc: Doc, i: int) -> bool:
    """Tell "States" that are not "the States": "Member States"."""
    return doc[i].text == "States" and (i == 0 or doc[i - 1].lower_ != "the")


def _is_cited(doc: Doc, i: int) -> bool:
    """Tell a name in the reference of a source: "(Delhi Courier, April 10)"."""
    opening = next((t for t in reversed(doc[max(0, i - _LONGEST_SOURCE) : i]) if t.text in ("(", ")")), None)
    if opening is None or opening.text == ")":
        return False
    for token in doc[i : i + _LONGEST_SOURCE]:
        if token.text in ("(", ")"):
            break
        if token.text in _MONTHS or (token.like_num and len(token) == 4 and token.text.isdigit()):
            return doc[token.i - 1].text == ","
    return False


def _is_in_waters(doc: Doc, start: int, end: int) -> bool:
    """Tell a name that is part of that of a sea or another water: "the South China Sea", "the Gulf of X"."""
    if end < len(doc) and doc[end].text.istitle() and doc[end].lower_ in _WATERS:
        return True
    before = doc[start - 1 - (start > 1 and doc[start - 1].lower_ == "the")] if start else None
    return (
        before is not None
        and before.lower_ == "of"
        and before.i > 0
        and doc[before.i - 1].text.istitle()
        and doc[before.i - 1].lower_ in _WATERS
    )


def _is_part_of_name(doc: Doc, i: int) -> bool:
    """Tell a word that is part of a longer place's name: of "New Mexico", "West Virginia", "the Lower East Side"."""
    before = doc[i - 1] if i else None
    if before is not None and before.text == "New" and before.dep_ == "compound":
        return True
    if doc[i].text not in _DIRECTIONS:
        return False
    following = doc[i + 1] if i + 1 < len(doc) else None
    return any(
        token is not None and token.pos_ == "PROPN" and token.text[:1].isupper()
        for token in (before, following)
    )


@lru_cache(maxsize=2)
def gazetteer(nlp: Language) -> Gazetteer:
    """Return the gazetteer for a pipeline, made once."""
    return Gazetteer(nlp)


def span_text(tokens: list[Token]) -> str:
    """Return the words of tokens as one string with single spaces."""
    return " ".join("".join(token.text_with_ws for token in tokens).split())
