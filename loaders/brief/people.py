"""Persons that a brief names: "Maria Eva Lopes Pinto", "President Lopes", and whom a surname alone means."""

from collections.abc import Iterator
from functools import lru_cache

from spacy.tokens import Span, Token

from legation.registry import Entry

from .discourse import Discourse, Page, Person
from .gazetteer import Gazetteer, surname
from .lexicon import Lexicon
from .offices import find_offices
from .reckoning import parse_iso
from .slots import NAME, TITLES, behind, given_away, is_name_word

_SPEECHES = ("statement", "remarks", "speech", "address")
# Entities of these labels are persons where the words around them say so.
_TAKEN_FOR_OTHERS = ("ORG", "GPE", "NORP", "FAC", "WORK_OF_ART")
# How a name stands that may be one who acts: "Bauer said", "Bauer's envoy", "by Bauer", "met Bauer".
_PERSONS_PLACES = frozenset({"nsubj", "nsubjpass", "poss", "pobj", "dobj", "conj", "ROOT"})
# Years before and after an office in which a brief still speaks of its holder by surname alone.
_BEFORE_OFFICE, _AFTER_OFFICE = 3, 6


def find_persons(discourse: Discourse, gazetteer: Gazetteer, words: Lexicon) -> None:
    """Fill `discourse.persons` and each page's `persons` with the people the brief names."""
    for page in discourse.pages:
        page.offices = find_offices(page, words)
    spans = [
        (page, start, end, _name(page, start, end))
        for page in discourse.pages
        for start, end in _name_spans(page, words)
    ]
    # Full names first, so that a surname alone finds whom it means, before or after.
    for page, start, end, name in sorted(spans, key=lambda span: -len(span[3].split())):
        if " " in name:
            person = _same_person(discourse, name) or _new_person(discourse, name)
            _mark(page, start, end, person)
    by_surname = _by_surname(discourse)
    for page in discourse.pages:
        for token in page.doc:
            known = by_surname.get(token.text)
            if known is None or token.i in page.persons or not token.text[0].isupper():
                continue
            if token.i not in page.mentions or page.mentions[token.i].sort == "person":
                _mark(page, token.i, token.i + 1, known)
    named = _named_states(discourse)
    for page, start, end, name in spans:
        if " " in name or any(i in page.persons for i in range(start, end)):
            continue
        mention = page.mentions.get(start)
        entry = mention.entry if mention is not None and mention.sort == "person" else None
        if entry is None:
            entry = _leader(discourse, gazetteer.surnames.get(name, []), named)
        if entry is not None or _is_titled(page, start):
            person = by_surname.get(name) or _new_person(discourse, name, entry)
            by_surname[name] = person
            _mark(page, start, end, person)
    for page in discourse.pages:
        for token in page.doc:
            if token.i not in page.persons and _may_be_leader(page, token, words):
                entries = [
                    e for e in gazetteer.surnames.get(token.text, ()) if _is_surely(discourse, e, named)
                ]
                entry = _leader(discourse, entries, named)
                if entry is not None:
                    person = by_surname.get(token.text) or _new_person(discourse, token.text, entry)
                    by_surname[token.text] = person
                    _mark(page, token.i, token.i + 1, person)


def _named_states(discourse: Discourse) -> set[str]:
    """Return the IRIs of all that the brief names, and of whom they belong to."""
    mentions = [mention for page in discourse.pages for mention in page.mentions.values()]
    return {iri for m in mentions for iri in (m.entry.iri, m.entry.belongs_to) if iri is not None}


def _may_be_leader(page: Page, token: Token, words: Lexicon) -> bool:
    """Tell a name that the recogniser takes for no person's, alone and where a person may act."""
    mistaken = token.ent_type_ in _TAKEN_FOR_OTHERS and token.ent_iob_ == "B"
    unnoticed = token.pos_ == "PROPN" and not token.ent_type_
    if not (mistaken or unnoticed) or token.i in page.mentions:
        return False
    alone = not any(
        0 <= i < len(page.doc) and page.doc[i].text[:1].isupper() and page.doc[i].pos_ == "PROPN"
        for i in (token.i - 1, token.i + 1)
    )
    leading = token.dep_ == "compound" and token.head.lemma_.lower() in words.groups
    return alone and token.text.istitle() and (leading or token.dep_ in _PERSONS_PLACES)


def _is_surely(discourse: Discourse, entry: Entry, named: set[str]) -> bool:
    """Tell a leader whose state the brief names, in an undated brief one who has not left office."""
    if not entry.tenures or not any(spell.office_of in named for spell in entry.tenures):
        return False
    return discourse.date is not None or entry.tenures[-1].until is None


def _by_surname(discourse: Discourse) -> dict[str, Person]:
    """Return the persons by each word of a name that may stand for the whole."""
    found: dict[str, Person] = {}
    for person in discourse.persons:
        found.setdefault(surname(person.name), person)
        for word in person.name.split()[1:]:
            if len(word) > 3:
                found.setdefault(word, person)
        if person.entry is not None:
            for name in person.entry.names:
                found.setdefault(surname(name), person)
    return found


def _new_person(discourse: Discourse, name: str, entry: Entry | None = None) -> Person:
    person = Person(name, entry)
    discourse.persons.append(person)
    return person


def _mark(page: Page, start: int, end: int, person: Person) -> None:
    for i in range(start, end):
        page.persons[i] = person
        page.person_heads[i] = (start, end)
        # "Jordan" in a person's name is no state.
        if i in page.mentions and page.mentions[i].sort != "person":
            mention = page.mentions[i]
            for j in range(mention.start, mention.end):
                page.mentions.pop(j, None)


def _name(page: Page, start: int, end: int) -> str:
    return " ".join(page.doc[start:end].text.split()).removesuffix("’s").removesuffix("'s").strip(" ,")


def _name_spans(page: Page, words: Lexicon) -> Iterator[tuple[int, int]]:
    """Yield the stretches of tokens that are persons' names, longest first where two overlap."""
    doc = page.doc
    taken: set[int] = set()
    mentions = sorted({(m.start, m.end) for m in page.mentions.values() if m.sort == "person"})
    for start, end in mentions:
        end = _grow(page, end)
        taken.update(range(start, end))
        yield start, end
    for ent in doc.ents:
        if ent.label_ != "PERSON":
            continue
        start, end = _trim(page, ent, words)
        if start >= end or taken.intersection(range(start, end)):
            continue
        taken.update(range(start, end))
        yield start, end
    # It takes some for organisations or places: capitalised words that are "a citizen of", or are listed with people.
    for ent in doc.ents:
        if ent.label_ not in _TAKEN_FOR_OTHERS or not 2 <= len(ent) <= 4:
            continue
        inside = range(ent.start, ent.end)
        if taken.intersection(inside) or not all(is_name_word(page, i) for i in inside):
            continue
        listed = ent.root.dep_ == "conj" and ent.root.head.i in taken and ent.label_ in ("GPE", "NORP")
        if listed or _is_citizen(ent):
            taken.update(range(ent.start, ent.end))
            yield ent.start, ent.end
    yield from given_away(page, words, taken)


def _is_citizen(ent: Span) -> bool:
    return any(
        child.dep_ == "appos" and child.lemma_ in ("citizen", "national", "resident")
        for child in ent.root.children
    )


def _grow(page: Page, end: int) -> int:
    """Take "Pinto" into "Maria Lopes" + "Pinto"."""
    doc = page.doc
    while end < len(doc) and is_name_word(page, end):
        inside = doc[end].ent_type_ == "PERSON" and doc[end].ent_iob_ == "I"
        if not inside and not _continues(page, end):
            break
        end += 1
    return end


def _trim(page: Page, ent: Span, words: Lexicon) -> tuple[int, int]:
    """Take titles, states and possessive endings off the ends of what the recogniser took for a person."""
    start, end = ent.start, ent.end
    doc = page.doc
    # "NSC Spokesperson Ana Pires"
    start = max((o.end for o in page.offices if o.start < end and start < o.end < end), default=start)
    while start < end:
        token = doc[start]
        named = token.i in page.mentions and page.mentions[token.i].sort != "person"
        if token.lower_ in TITLES or token.lower_ in words.offices or named or not NAME.match(token.text):
            start += 1
            continue
        longer = next((n for n in (4, 3, 2) if doc[start : start + n].text.lower() in words.offices), 0)
        if not longer:
            break
        start += longer
    while end > start and (not NAME.match(doc[end - 1].text) or doc[end - 1].text in ("’s", "'s")):
        end -= 1
    while end < len(doc) and start < end and _continues(page, end):
        end += 1
    if (
        end + 1 < len(doc)
        and start < end
        and doc[end].text == "-"
        and doc[end + 1].text_with_ws[:1].isalpha()
    ):
        # "Kim Young-soo"
        joined = not doc[end - 1].whitespace_ and not doc[end].whitespace_
        end += 2 if joined else 0
    for i in range(start, end):
        if i > start and doc[i].text in ("’s", "'s"):
            return start, i
        if (doc[i].is_punct and doc[i].text not in ("-", ".", "’", "'")) or doc[i].text == "\n":
            return start, i
    return start, end


def _continues(page: Page, i: int) -> bool:
    token = page.doc[i]
    before = page.doc[i - 1]
    return (
        token.pos_ == "PROPN" and is_name_word(page, i) and before.dep_ == "compound" and before.head.i == i
    )


def _is_titled(page: Page, start: int) -> bool:
    if start == 0:
        return False
    return page.doc[start - 1].lower_ in TITLES or any(
        behind(page, office) == start for office in page.offices
    )


def _same_person(discourse: Discourse, name: str) -> Person | None:
    """Return a person already met under a fuller or equal name: "Joe Biden" is "Joseph R. Biden, Jr."."""
    mine = name.split()
    for person in discourse.persons:
        theirs = person.name.split()
        if set(mine) <= set(theirs) or set(theirs) <= set(mine):
            return person
        if surname(person.name) == surname(name) and person.name[:1] == name[:1]:
            return person
        if person.entry is not None and name in person.entry.names:
            return person
    return None


def _leader(discourse: Discourse, entries: list[Entry], named: set[str]) -> Entry | None:
    """Return the known leader of a surname who fits the time of the brief, or None if that is open.

    Of several, the one whose state is among those `named`.
    """
    today = parse_iso(discourse.date)
    fitting = {
        entry.iri: entry
        for entry in entries
        if entry.tenures and (today is None or _is_of_time(entry, today.year))
    }
    if len(fitting) > 1:
        fitting = {
            iri: e for iri, e in fitting.items() if any(spell.office_of in named for spell in e.tenures)
        }
    return next(iter(fitting.values())) if len(fitting) == 1 else None


def _is_of_time(entry: Entry, year: int) -> bool:
    return any(
        int((spell.since or "1900")[:4]) - _BEFORE_OFFICE
        <= year
        <= int((spell.until or "2100")[:4]) + _AFTER_OFFICE
        for spell in entry.tenures
    )


def link_leaders(discourse: Discourse, gazetteer: Gazetteer) -> None:
    """Link the brief's persons to the known leaders of the code lists by full name."""
    names = _full_names(gazetteer)
    for person in discourse.persons:
        if person.entry is not None:
            continue
        person.entry = names.get(person.name)
        if person.entry is None and " " in person.name:
            # "Joseph R. Biden, Jr." is Joe Biden: one known leader of that surname and initial.
            first = person.name[0]
            same = {
                entry.iri: entry
                for entry in gazetteer.surnames.get(surname(person.name), ())
                if entry.label[:1] == first
            }
            person.entry = next(iter(same.values())) if len(same) == 1 else None


@lru_cache(maxsize=2)
def _full_names(gazetteer: Gazetteer) -> dict[str, Entry]:
    names: dict[str, Entry] = {}
    for entries in gazetteer.surnames.values():
        for entry in entries:
            for name in entry.names:
                names.setdefault(name, entry)
    return names


def author_of(title_page: Page | None) -> Person | None:
    """Return who speaks as "I": the person of a title such as "Statement by President ...", "Remarks by ..."."""
    if title_page is None:
        return None
    doc = title_page.doc
    for token in doc[1:]:
        if token.lower_ in ("by", "from") and token.nbor(-1).lower_ in _SPEECHES:
            for following in doc[token.i + 1 : token.i + 8]:
                if following.i in title_page.persons:
                    return title_page.persons[following.i]
    return None
