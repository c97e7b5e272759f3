"""Who holds an office: the names that the order of the words or the parse ties to it."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import repeat

from spacy.tokens import Token

from legation.records import TenureStatus

from .discourse import Office, Page, Person
from .grammar import by_agents, coordinated, is_passive, surface_subjects
from .slots import APPOINT, DISMISS, SUCCEED, TITLES, before, behind, governing, is_served

_COPULAS = frozenset({"be", "become", "remain"})
_LOSE = frozenset({"resign", "retire", "step", "leave"})
# What may stand between a verb, or a name, and the office it gives or takes.
_LEADING = frozenset(
    "as to be the a an its his her their first new serve not also later then once currently now previously formerly "
    "briefly office credentials over up down , who was is newly of one".split()
)
# Forms of address between an office and a name.
_ADDRESSES = TITLES | frozenset(
    "the hon hon. honourable honorable senior senator maj gen lieutenant dr".split()
)
_POSSESSIVES = frozenset({"its", "their", "'s", "’s"})
# How many words after an office its holder's name may stand.
_REACH = 10


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody whom the words give an office."""

    person: Person
    token: Token
    """A token of the name."""
    status: TenureStatus | None = None
    """What the verb makes of it; None where the words before the office say."""
    verb: Token | None = None
    """The verb that gives the office."""


def holders(page: Page, office: Office) -> list[Holder]:
    """Return who holds an office of a paragraph, as far as the sentence says."""
    if is_served(page, office):
        return []
    root = page.doc[office.start : office.end].root
    for rule in (_titled, _beside, _by_verb, _as, _inverted, _farther):
        found = list(rule(page, office, root))
        if found:
            return found
    return []


def inherited(page: Page, earlier: Office, later: Office) -> bool:
    """Tell whether two offices are one person's: "Deputy Prime Minister and Foreign Minister Ion Rusu"."""
    doc = page.doc
    between = doc[behind(page, earlier) : before(page, later)]
    words = [token.lower_ for token in between]
    article = (
        doc[before(page, later)].lower_ in ("the", "a", "an") if before(page, later) < later.start else False
    )
    at = behind(page, later)
    if words == [","] and article and at in page.persons and doc[earlier.start - 1].lower_ in _POSSESSIVES:
        # "its chairman, the Nigerian president Ali Keita,"
        return _ends(page, doc[at])
    return words in (["and"], ["&"], [",", "and"], ["-"], ["/"]) and not article


def is_plural(page: Page, office: Office) -> bool:
    """Tell whether a paragraph speaks of several holders: "the presidents of", "Queens"."""
    return any(token.tag_ in ("NNS", "NNPS") for token in page.doc[office.start : office.end]) or page.doc[
        office.end - 1
    ].lower_ in ("ministers", "presidents", "secretaries", "leaders")


def subjects(page: Page, verb: Token) -> list[tuple[Person, Token]]:
    """Return the persons who are a verb's subject; by the order of the words where the parse has none."""
    doc = page.doc
    found = [
        (page.persons[part.i], part)
        for subject in surface_subjects(verb)
        for part in map(_by_name, coordinated(subject), repeat(page))
        if part.i in page.persons
    ]
    if found:
        return found
    i = verb.i - 1
    while i > 0 and (doc[i].pos_ in ("AUX", "ADV", "PART") or doc[i].lower_ in ("who", ",")):
        i -= 1
    return [(page.persons[i], doc[i])] if i in page.persons and doc[i].sent == verb.sent else []


def _by_name(noun: Token, page: Page) -> Token:
    """Return the name that stands beside a noun: "the premier, Ana Pires, became"; the noun itself if none does."""
    beside = (child for child in noun.children if child.dep_ == "appos" and child.i in page.persons)
    return noun if noun.i in page.persons else next(beside, noun)


def _titled(page: Page, office: Office, root: Token) -> Iterator[Holder]:
    """ "Russian President Vladimir Putin", "Presidents Luis Campos of Peru and Rosa Vidal of Chile"."""
    at = behind(page, office)
    doc = page.doc
    if at >= len(doc) or at not in page.persons:
        return
    verb = governing(page, office)
    replaced = verb is not None and verb.lemma_ in SUCCEED and before(page, office) == verb.i + 1
    replaced = replaced and not is_passive(verb) if verb is not None else False
    yield Holder(page.persons[at], doc[at], "former" if replaced else None)
    if replaced and verb is not None:
        yield from (Holder(p, t, "current", verb) for p, t in subjects(page, verb))
    if is_plural(page, office):
        yield from (Holder(person, token) for person, token in _listed(page, page.person_heads[at][1]))


def _listed(page: Page, i: int) -> Iterator[tuple[Person, Token]]:
    """Yield the persons listed from a token on: "of Peru, Rosa Vidal of Chile and Ali Keita"."""
    doc = page.doc
    while i < len(doc):
        if i in page.persons:
            yield page.persons[i], doc[i]
            i = page.person_heads[i][1]
        elif doc[i].lower_ in (",", "and", "of", "the") or doc[i].lower_ in TITLES or i in page.mentions:
            i += 1
        else:
            return


def _beside(page: Page, office: Office, root: Token) -> Iterator[Holder]:
    """ "Ana Pires, the army chief", "the prime ministers of Chad and Niger, Ali Moussa and Omar Issa"."""
    doc = page.doc
    first, at = before(page, office), behind(page, office)
    previous: Token | None = None
    if first > 1:
        i = first - 1
        while i > 1 and (doc[i].like_num or (doc[i].text == "," and doc[i - 1].like_num)):
            i -= 1
        if doc[i].text in (",", "(", "—", "–") and i - 1 in page.persons and doc[i].sent == doc[first].sent:
            previous = doc[i - 1]
    following = None
    if at + 1 < len(doc) and doc[at].text in (",", "(", "—", "–"):
        name = at + 1
        while name + 1 < len(doc) and name not in page.persons and doc[name].lower_ in _ADDRESSES:
            name += 1
        following = next((t for t in doc[name : name + 2] if t.i in page.persons), None)
        if previous is not None and following is not None and _ends(page, following):
            # "by President Ali Keita, the king of Tonga, Tupou,": the first has an office of his own.
            start = page.person_heads[previous.i][0]
            if doc[first].lower_ == "the" and any(o.end == start for o in page.offices):
                previous = None
    for child in root.children:
        joined = child.dep_ == "conj" and child.i > 0 and doc[child.left_edge.i - 1].text == ","
        if (child.dep_ == "appos" or joined) and child.i >= office.end:
            found = [part for part in coordinated(child) if part.i in page.persons]
            if found and (previous is None or root.dep_ not in ("appos", "conj")):
                yield from (Holder(page.persons[part.i], part) for part in found)
                return
    if following is not None and (
        previous is None or (root.dep_ not in ("appos", "conj") and _ends(page, following))
    ):
        yield Holder(page.persons[following.i], following)
        if is_plural(page, office):
            end = page.person_heads[following.i][1]
            yield from (Holder(person, token) for person, token in _listed(page, end))
        return
    head = root.head
    if root.dep_ == "appos" and head.i in page.persons and head.i < office.start:
        yield Holder(page.persons[head.i], head)
    elif previous is not None:
        yield Holder(page.persons[previous.i], previous)


def _ends(page: Page, name: Token) -> bool:
    """Tell whether a name is closed by a comma: "the king, Abdullah Saleh, said"."""
    end = page.person_heads[name.i][1]
    return end < len(page.doc) and page.doc[end].text in (",", ")", "—", "–")


def _by_verb(page: Page, office: Office, root: Token) -> Iterator[Holder]:
    """ "Nuru Abdi was appointed ambassador", "served as", "succeeded Peter Mbeki as", "with Nuru Abdi as president"."""
    doc = page.doc
    first = before(page, office)
    verb = governing(page, office)
    if verb is None:
        return
    lemma = verb.lemma_.lower()
    between = [token for token in doc[verb.i + 1 : first] if token.i not in page.persons]
    if any(child.dep_ == "neg" for child in verb.children):
        return
    if lemma in SUCCEED:
        yield from _succession(page, office, verb)
        return
    offices = {i for o in page.offices for i in range(o.start, o.end)}
    if any(not _leads(page, token) and token.i not in offices for token in between):
        return
    if lemma not in _COPULAS | APPOINT | DISMISS and not any(token.lower_ == "as" for token in between):
        return
    named = [token for token in doc[verb.i + 1 : office.start] if token.i in page.persons]
    # "Paul Weaver, commissioned as consul," which the parser may take for active
    passive = is_passive(verb) or doc[verb.i - 1].text == ","
    if lemma in APPOINT | DISMISS and named and not passive:
        gained: TenureStatus | None = "former" if lemma in DISMISS else _gained(lemma)
        yield Holder(page.persons[named[-1].i], named[-1], gained, verb)
        return
    perfect = any(c.dep_ == "aux" and c.lemma_ == "have" for c in verb.children)
    if lemma in APPOINT | DISMISS and not passive and (verb.tag_ != "VBN" or perfect):
        return
    if named:
        return
    status: TenureStatus | None = None
    if lemma in _LOSE | DISMISS or is_over(page, office):
        status = "former"
    elif lemma in APPOINT:
        status = _gained(lemma)
    for person, token in subjects(page, verb):
        yield Holder(person, token, status, verb)


def _as(page: Page, office: Office, root: Token) -> Iterator[Holder]:
    """ "with Nuru Abdi as president"."""
    at = before(page, office) - 2
    if at >= 0 and page.doc[at + 1].lower_ == "as" and at in page.persons:
        yield Holder(page.persons[at], page.doc[at])


def _gained(lemma: str) -> TenureStatus | None:
    return "elect" if lemma in ("nominate", "propose", "tap", "designate") else None


def _leads(page: Page, token: Token) -> bool:
    return (
        token.lower_ in _LEADING
        or token.i in page.mentions
        or token.pos_ in ("ADV", "ADJ", "DET", "AUX", "NUM")
        or token.text in ("'s", "’s", "-", "in")
        or token.like_num
    )


def is_over(page: Page, office: Office) -> bool:
    """Tell whether a spell is told with its end: "from 1998 to 2002", "until 2019"."""
    end = behind(page, office)
    words = [token.lower_ for token in page.doc[end : end + 4]]
    return "until" in words or (words[:1] == ["from"] and words[2:3] in (["to"], ["until"], ["till"]))


def _succession(page: Page, office: Office, verb: Token) -> Iterator[Holder]:
    doc = page.doc
    passive = is_passive(verb)
    own = subjects(page, verb)
    span = doc[verb.i + 1 : office.start]
    others = [(page.persons[t.i], t) for t in span if t.i in page.persons][-1:]
    if passive:
        others = [(page.persons[t.i], t) for t in by_agents(verb) if t.i in page.persons]
        for token in doc[verb.i : office.end + _REACH]:
            if not others and token.lower_ == "by" and token.i + 1 in page.persons:
                others = [(page.persons[token.i + 1], doc[token.i + 1])]
    if not any(token.lower_ == "as" for token in span):
        return
    gone, come = (own, others) if passive else (others, own)
    yield from (Holder(person, token, None, verb) for person, token in come)
    yield from (Holder(person, token, "former", verb) for person, token in gone)


def _inverted(page: Page, office: Office, root: Token) -> Iterator[Holder]:
    """ "The first ambassador resident in Lima was Ana Pires"."""
    doc = page.doc
    for token in doc[office.end : office.end + _REACH]:
        if token.text in (",", ";", ".") or (
            token.pos_ == "VERB" and token.lemma_ not in ("name", "call", "reside")
        ):
            return
        if token.lemma_ == "be" and token.i + 1 in page.persons:
            if root.dep_ in ("nsubj", "nsubjpass", "attr", "ROOT") or root.head.dep_ in ("nsubj", "ROOT"):
                yield Holder(page.persons[token.i + 1], doc[token.i + 1])
            return


def _farther(page: Page, office: Office, root: Token) -> Iterator[Holder]:
    """ "minister of trade of the island state, Ana Pires": no verb between, a comma before."""
    doc = page.doc
    for token in doc[office.end : office.end + _REACH]:
        if token.sent.start != doc[office.start].sent.start:
            return
        if token.i in page.persons:
            if doc[token.i - 1].text == ",":
                yield Holder(page.persons[token.i], token)
            return
        if token.pos_ in ("VERB", "AUX", "SCONJ", "CCONJ") or token.text in (";", "(", ":"):
            return
