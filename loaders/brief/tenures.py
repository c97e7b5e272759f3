"""Offices and who holds them: "the then king of Tonga", "Norway's premier"; whose citizen somebody is."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from spacy.tokens import Span, Token

from legation.records import Tenure, TenureStatus
from legation.registry import ListedTenure

from .agents import Agents
from .discourse import Discourse, Office, Page, Person
from .grammar import by_agents, direct_objects, is_passive, is_verb, prepositions, surface_subjects
from .holders import Holder, holders, inherited, is_over, subjects
from .lexicon import Lexicon
from .offices import ministry
from .owners import Owners, appointer
from .refs import STATES
from .relations import Known, relations
from .slots import before, behind

_FORMER = frozenset("former ex then late ousted deposed outgoing erstwhile onetime previous".split())
_ELECT_BEFORE = frozenset({"elect", "designate", "incoming", "newly"})
_ELECT_AFTER = frozenset({"elect", "designate", "nominee", "incoming"})
_ELECTIONS = frozenset({"victory", "election", "win", "triumph"})
_ELECTED = {"presidential": "president", "parliamentary": "prime minister"}
_TITLES = frozenset({"ambassador", "minister", "secretary", "consul", "commissioner"})
_HEADS = frozenset({"head-of-state", "head-of-government", "monarch"})
_OVERTHROW = frozenset({"overthrow", "oust", "depose", "topple", "unseat"})
_NOBODY = Person("")
# "in Chad (1901-1905)"
_SPELL = re.compile(r"[^.;]*\(\d{4}\s?[-–]\s?\d{4}\)")


@dataclass(frozen=True, slots=True)
class _Stated:
    """An office that the brief gives somebody, before it is known whose office it is."""

    page: Page
    sentence: Span
    person: Person
    office: str
    state: str | None
    """Whose it is, as the sentence says."""
    usual: str | None
    """Whose it always is."""
    likely: str | None
    """Whose it seems to be."""
    status: TenureStatus
    giver: Person | None = None
    """Who gives it: it is an office of the giver's state."""


def find_tenures(
    discourse: Discourse, agents: Agents, words: Lexicon, title_first: bool = False
) -> list[Tenure]:
    """Return the tenures that the brief states, and note each person's state and tenures.

    Args:
        discourse: the brief.
        agents: of it.
        words: the lexicon.
        title_first: the first paragraph is the title.
    """
    owners = Owners(agents, words)
    # A headline only repeats what the text says, so it comes last.
    pages = [*discourse.pages[1:], *discourse.pages[:1]] if title_first else discourse.pages
    stated: list[_Stated] = []
    for page in pages:
        stated.extend(_stated(page, owners, words))
        stated.extend(_related(page, agents, owners, words, stated))
    found: list[Tenure] = []
    for item in stated:
        person = item.person
        owner = _owner(item, stated)
        if owner is None:
            continue
        if person.state is None:
            person.state = owner
        if item.state is None and _is_repeated(item, stated):
            continue
        if any(t.office == item.office and t.office_of == owner for t in person.tenures):
            continue
        quote = item.page.quote(item.sentence)
        agent = agents.person_agent(person)
        tenure = Tenure(agent, item.office, owner, item.status, quote, holder_name=person.name)
        person.tenures.append(tenure)
        found.append(tenure)
    return found


def tenure_on(agents: Agents, person: Person | None, date: str | None) -> Tenure | None:
    """Return the tenure in which somebody acted: a listed one that covers the date, else one the brief states.

    Args:
        agents: of the brief.
        person: who acted; None for agents that are no persons, who have no tenure.
        date: `YYYY`, `YYYY-MM` or `YYYY-MM-DD`; that of the brief where it is None.
    """
    if person is None:
        return None
    stated = next((t for t in person.tenures if t.status == "current"), next(iter(person.tenures), None))
    listed = person.entry.tenures if person.entry is not None else []
    on = date or agents.discourse.date
    covering = [t for t in listed if on is not None and _covers(t, on)]
    if stated is not None:
        covering = [t for t in covering if (t.office, t.office_of) == (stated.office, stated.office_of)]
    elif on is None:
        covering = listed[-1:]
    if not covering:
        return stated
    spell = covering[0]
    holder = agents.person_agent(person)
    return Tenure(holder, spell.office, spell.office_of, "current", None, spell.since, spell.until, spell.iri)


def _covers(spell: ListedTenure, date: str) -> bool:
    """Tell whether a spell in office and a date, each as precise as it is, can meet."""
    since, until = spell.since or "0000", spell.until or "9999"
    return since[: len(date)] <= date[: len(since)] and date[: len(until)] <= until[: len(date)]


def note_nationals(discourse: Discourse, agents: Agents) -> None:
    """Note the state of persons whom the brief calls citizens of one: "Ana Pires, a citizen of Angola"."""
    for page in discourse.pages:
        for i, person in page.persons.items():
            if person.state is not None:
                continue
            token = page.doc[i]
            for child in token.children:
                if child.dep_ == "appos" and child.pos_ in ("NOUN", "PROPN") and child.i not in page.persons:
                    refs = agents.refs(page, child) or agents.inside(page, child)
                    if refs:
                        person.state = refs[0].power
                        break
            if person.state is None and token.dep_ != "compound":
                for ref in agents.modifiers(page, token):
                    if ref.agent.kind in STATES:
                        person.state = ref.agent.iri
        for token in page.doc:
            if token.lemma_ in _OVERTHROW and is_verb(token):
                _note_usurper(page, token, agents)


def _note_usurper(page: Page, verb: Token, agents: Agents) -> None:
    """Note that who overthrows a president is of the president's state."""
    passive = is_passive(verb)
    fallen = surface_subjects(verb) if passive else direct_objects(verb)
    states = {ref.power for token in fallen for ref in agents.any(page, token) if ref.agent.belongs_to}
    for token in by_agents(verb) if passive else surface_subjects(verb):
        person = page.persons.get(token.i)
        if person is not None and person.state is None and len(states) == 1:
            person.state = next(iter(states))


# What a paragraph states ----------------------------------------------------------------------------------------------


def _stated(page: Page, owners: Owners, words: Lexicon) -> Iterator[_Stated]:
    found: list[tuple[Office, list[Holder]]] = []
    for office in page.offices:
        found.append((office, holders(page, office)))
    _share(page, found)
    claimed: set[int] = set()
    stated: list[tuple[Office, Holder, str | None]] = []
    earlier: tuple[Office, str | None] | None = None
    for office, held in found:
        if not held:
            _, used = owners.stated(page, office, Holder(_NOBODY, page.doc[office.start]), 0)
            claimed |= used
        owner: str | None = None
        for index, holder in enumerate(held):
            owner, used = owners.stated(page, office, holder, index)
            claimed |= used
            if owner is None and earlier is not None and _is_colleague(page, earlier[0], office, words):
                owner = earlier[1]
            if holder.person.state is None and words.office_ranks.get(office.name) != "grade":
                # "She was accompanied by" asks for it.
                holder.person.state = owner
            stated.append((office, holder, owner))
        if held:
            earlier = (office, owner)
    for office, holder, owner in stated:
        if words.office_ranks.get(office.name) == "grade":
            continue
        if _is_courtesy(page, office, holder, owner, stated):
            continue
        sentence = page.doc[office.start].sent
        guess = owners.usual(office.name) if owner is None else None
        likely = None if owner or guess else owners.likely(page, sentence, office, claimed, holder.person)
        status = holder.status or _status(page, office)
        giver = appointer(page, holder)
        yield _Stated(page, sentence, holder.person, office.name, owner, guess, likely, status, giver)
    for token in page.doc:
        if token.lemma_ in _ELECTIONS:
            yield from _elected(page, token, owners, words)
        elif token.lower_ == "presidency" and token.dep_ == "dobj" and token.head.lemma_ in ("win", "assume"):
            office = Office(token.i, token.i + 1, "president")
            for person, where in subjects(page, token.head):
                owner, _ = owners.stated(page, office, Holder(person, where), 0)
                status = "elect" if token.head.lemma_ == "win" else "current"
                yield _Stated(page, token.sent, person, "president", owner, None, None, status)
        elif token.lower_ == "presidency":
            yield from _presidency(page, token, owners)
        else:
            yield from _of_ministry(page, token, owners, words)


def _share(page: Page, found: list[tuple[Office, list[Holder]]]) -> None:
    """Give offices that are one person's the holders of one another: "former president and present king Tupou"."""
    for (one, held), (other, theirs) in pairwise(found):
        if page.doc[one.start].sent.start != page.doc[other.start].sent.start:
            continue
        if bool(held) == bool(theirs) or not inherited(page, one, other):
            continue
        giver, taker = (held, theirs) if held else (theirs, held)
        after = giver[0].token.i > other.start
        if held or after:
            taker.extend(Holder(h.person, h.token, None, None) for h in giver)


def _presidency(page: Page, token: Token, owners: Owners) -> Iterator[_Stated]:
    """Yield who presided: "during the presidency of Ana Pires in Chad (1901-1905)"."""
    at = token.i + 2
    if at not in page.persons or page.doc[token.i + 1].lower_ != "of":
        return
    end = page.person_heads[at][1]
    office = Office(token.i, end, "president")
    owner, _ = owners.stated(page, office, Holder(page.persons[at], page.doc[at]), 0)
    if owner is None and page.doc[end].lower_ in ("in", "of"):
        named = page.mentions.get(end + 1)
        owner = named.entry.iri if named is not None and named.entry.kind in STATES else None
    spell = _SPELL.match(page.doc[end : end + 8].text)
    likely = None if owner else owners.likely(page, token.sent, office, set())
    yield _Stated(
        page, token.sent, page.persons[at], "president", owner, None, likely, "former" if spell else "current"
    )


def _is_colleague(page: Page, earlier: Office, office: Office, words: Lexicon) -> bool:
    """Tell whether an office is of the same state as the one before: "its president, A, and foreign minister, B"."""
    doc = page.doc
    if office.start < 2 or doc[earlier.start].sent.start != doc[office.start].sent.start:
        return False
    i = before(page, office) - 1
    joined = i > 0 and doc[i].lower_ == "and"
    joined = joined and (i - 1 in page.persons or (doc[i - 1].text == "," and i - 2 in page.persons))
    ranks = {
        words.office_ranks.get(earlier.name, "minister"),
        words.office_ranks.get(office.name, "minister"),
    }
    return joined and not ranks <= _HEADS and "organisation-head" not in ranks


def _is_courtesy(
    page: Page,
    office: Office,
    holder: Holder,
    owner: str | None,
    stated: list[tuple[Office, Holder, str | None]],
) -> bool:
    """Tell whether a title is only a form of address: "Ambassador Hale, the Danish Consul General in Lima"."""
    if owner is not None or office.name not in _TITLES or behind(page, office) not in page.persons:
        return False
    sentence = page.doc[office.start].sent
    return any(
        other.person is holder.person
        and where.start != office.start
        and page.doc[where.start].sent.start == sentence.start
        and where.name not in _TITLES
        for where, other, _ in stated
    )


def _is_repeated(item: _Stated, stated: list[_Stated]) -> bool:
    """Tell whether a bare title repeats somebody's fuller one: "Minister Pires" of "Foreign Minister Ana Pires"."""
    others = {other.office for other in stated if other.person is item.person} - {item.office}
    if item.office == "senator":
        # "his counterpart, Senator Ana Pires"
        return bool(others)
    return item.office in _TITLES and any(item.office in other.split() for other in others)


def _related(
    page: Page, agents: Agents, owners: Owners, words: Lexicon, stated: list[_Stated]
) -> Iterator[_Stated]:
    """Yield who holds an office by what they are to somebody who holds it: counterparts, predecessors, successors."""
    # In the order of the text, whatever rule read them.
    known = [
        Known(item.page, item.sentence.start, item.person, item.office, _owner(item, stated))
        for item in stated
    ]
    for kin in relations(page, agents, owners, words, known):
        yield _Stated(page, kin.sentence, kin.person, kin.office, kin.owner, None, None, kin.status)


def _of_ministry(page: Page, token: Token, owners: Owners, words: Lexicon) -> Iterator[_Stated]:
    """Yield who leads a ministry: "Ana Pires, who heads the interior ministry", "head of the ministry of trade"."""
    name = ministry(page, token, words)
    if name is None:
        return
    persons: list[tuple[Person, Token]] = []
    if token.dep_ == "dobj" and token.head.lemma_ in ("head", "lead", "run"):
        persons = subjects(page, token.head)
    elif token.dep_ == "pobj" and token.head.lower_ == "of" and token.head.head.lower_ in ("head", "chief"):
        head = token.head.head
        led = Office(head.i, max(t.i for t in token.subtree) + 1, name)
        persons = [(holder.person, holder.token) for holder in holders(page, led)]
    for person, where in persons:
        office = Office(token.i, token.i + 1, name)
        owner, _ = owners.stated(page, office, Holder(person, where), 0)
        yield _Stated(page, token.sent, person, name, owner, None, None, "current")


def _elected(page: Page, token: Token, owners: Owners, words: Lexicon) -> Iterator[_Stated]:
    """Yield who won an office: "the presidential victory of Ana Pires", "Tinubu's election as president"."""
    office = next((_ELECTED[c.lower_] for c in token.children if c.lower_ in _ELECTED), None)
    winners = [c for c in token.children if c.dep_ == "poss" and c.i in page.persons]
    for name, inner in prepositions(token):
        if name in ("of", "by") and inner.i in page.persons:
            winners.append(inner)
        elif name in ("as", "to") and office is None:
            office = words.offices.get(inner.lower_) or words.offices.get(inner.lemma_.lower())
    if not winners and token.dep_ == "dobj" and token.head.lemma_ == "win":
        winners = [where for _, where in subjects(page, token.head)]
    if office is not None and winners:
        holder = Holder(page.persons[winners[0].i], winners[0])
        owner, _ = owners.stated(page, Office(token.i, token.i + 1, office), holder, 0)
        yield _Stated(page, token.sent, holder.person, office, owner, None, None, "elect")


def _status(page: Page, office: Office) -> TenureStatus:
    doc, start, end = page.doc, office.start, office.end
    preceding = {token.lower_ for token in doc[max(0, start - 4) : start] if token.sent == doc[start].sent}
    after = {token.lower_ for token in doc[end : end + 3]}
    if after & _ELECT_AFTER or preceding & _ELECT_BEFORE or "elect" in doc[start:end].text.lower():
        return "elect"
    for token in reversed(doc[max(0, start - 3) : start]):
        if token.lower_ in _FORMER and token.pos_ != "VERB" and not _is_sentence_adverb(token):
            return "former"
        if token.pos_ in ("VERB", "AUX", "PUNCT") and token.text != "-":
            break
    return "former" if is_over(page, office) else "current"


def _is_sentence_adverb(token: Token) -> bool:
    """Tell "then" of "he then met President X" from "then" of "the then president"."""
    if token.lower_ != "then" or token.i == 0:
        return False
    before = token.nbor(-1)
    return before.lower_ not in ("the", "his", "her", "their", "its", "’s", "'s") and before.text != ","


# Whose it is ----------------------------------------------------------------------------------------------------------


def _owner(item: _Stated, stated: list[_Stated]) -> str | None:
    """Return whose an office is: as the words say, or else as the person, the brief or the sentence suggests."""
    person = item.person
    if item.state:
        return item.state
    given = next((o.state for o in stated if o.person is item.giver and o.state), None)
    if given:
        return given
    listed = person.entry.tenures if person.entry is not None else []
    fitting = [t for t in listed if t.office == item.office]
    if fitting:
        return fitting[-1].office_of
    if item.usual:
        return item.usual
    if listed:
        return listed[-1].office_of
    if person.state:
        return person.state
    for other in stated:
        if other.person is person and other.state:
            return other.state
    return item.likely
