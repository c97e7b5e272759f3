"""Persons and their offices: "the then president of Guatemala, Alejandro Giammattei Falla", "President Arévalo"."""

import re
from collections.abc import Iterator

from spacy.tokens import Span, Token

from legation.records import Agent, Tenure, TenureStatus
from legation.registry import Entry

from .agents import Agents, Ref
from .dates import parse_iso
from .discourse import Discourse, Page, Person
from .gazetteer import Gazetteer, surname
from .grammar import coordinated, prepositions
from .lexicon import Lexicon

_FORMER = frozenset("former ex then late ousted deposed outgoing erstwhile onetime previous".split())
_ELECT = frozenset("elect designate nominee incoming".split())
_ELECTIONS = frozenset({"victory", "election", "win", "triumph"})
_ELECTED = {"presidential": "president", "parliamentary": "prime minister"}
_TITLES = frozenset(
    "mr mrs ms dr sir lord lady sheikh prince princess general gen. col. colonel rev. mr. mrs. ms. dr.".split()
)
_NAME = re.compile(r"[A-ZÀ-ÞŠŽ][\w’'.-]*$")
_NO_NAME = frozenset("the a an this that he she his her its their who which monday tuesday wednesday thursday friday "
                     "saturday sunday".split())  # fmt: skip


def find_persons(discourse: Discourse, gazetteer: Gazetteer, words: Lexicon) -> None:
    """Fill `discourse.persons` and each page's `persons` with the people the brief names."""
    spans: list[tuple[Page, int, int, str]] = []
    for page in discourse.pages:
        for start, end in _name_spans(page, words):
            spans.append((page, start, end, _name(page, start, end)))
    # Full names first, so that a surname alone finds whom it means, before or after.
    for page, start, end, name in sorted(spans, key=lambda s: -len(s[3].split())):
        if " " not in name:
            continue
        person = _same_person(discourse, name) or _new_person(discourse, name)
        _mark(page, start, end, person)
    by_surname: dict[str, Person] = {}
    for person in discourse.persons:
        by_surname.setdefault(surname(person.name), person)
        for word in person.name.split()[1:]:
            if len(word) > 3:
                by_surname.setdefault(word, person)
        if person.entry is not None:
            for name in person.entry.names:
                by_surname.setdefault(surname(name), person)
    for page in discourse.pages:
        for token in page.doc:
            if token.i in page.persons or (
                token.i in page.mentions and page.mentions[token.i].sort != "person"
            ):
                continue
            known = by_surname.get(token.text)
            if known is not None and token.text[0].isupper():
                _mark(page, token.i, token.i + 1, known)
    for page, start, end, name in spans:
        if " " in name or any(i in page.persons for i in range(start, end)):
            continue
        mention = page.mentions.get(start)
        entry = mention.entry if mention is not None and mention.sort == "person" else None
        if entry is None:
            entry = _leader(discourse, gazetteer.surnames.get(name, []))
        titled = _titled(page, start, words)
        if entry is not None or titled:
            person = by_surname.get(name) or _new_person(discourse, name, entry)
            by_surname[name] = person
            _mark(page, start, end, person)


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
    # It takes some for organisations or places: two capitals that are "a citizen of", or are listed with people.
    for ent in doc.ents:
        if ent.label_ not in ("ORG", "GPE", "NORP", "FAC", "WORK_OF_ART") or len(ent) < 2 or len(ent) > 4:
            continue
        root = ent.root
        fresh = not taken.intersection(range(ent.start, ent.end)) and not any(
            i in page.mentions for i in range(ent.start, ent.end)
        )
        if not fresh or not all(_is_name_word(page, i) for i in range(ent.start, ent.end)):
            continue
        citizen = any(
            c.dep_ == "appos" and c.lemma_ in ("citizen", "national", "resident") for c in root.children
        )
        listed = root.dep_ == "conj" and root.head.i in taken and ent.label_ in ("GPE", "NORP")
        if citizen or listed:
            taken.update(range(ent.start, ent.end))
            yield ent.start, ent.end
    # The entity recogniser misses names that a title gives away: "President Arévalo", "Minister Xu Bo".
    for token in doc:
        if token.i in taken or not token.text[0].isupper() or token.lower_ not in words.offices:
            continue
        start = token.i + 1
        end = start
        while end < len(doc) and _is_name_word(page, end) and end not in taken and end - start < 4:
            end += 1
        if end > start and not (end < len(doc) and doc[end].lower_ in words.offices):
            taken.update(range(start, end))
            yield start, end


def _grow(page: Page, end: int) -> int:
    """Take "Falla" into "Alejandro Giammattei" + "Falla"."""
    doc = page.doc
    while end < len(doc) and _is_name_word(page, end):
        inside = doc[end].ent_type_ == "PERSON" and doc[end].ent_iob_ == "I"
        if not inside and not _continues(page, end):
            break
        end += 1
    return end


def _is_name_word(page: Page, i: int) -> bool:
    token = page.doc[i]
    if i in page.mentions or token.is_punct or token.lower_ in _NO_NAME:
        return False
    return bool(_NAME.match(token.text)) and token.pos_ in ("PROPN", "NOUN", "ADJ", "X")


def _trim(page: Page, ent: Span, words: Lexicon) -> tuple[int, int]:
    """Take titles, states and possessive endings off the ends of what the recogniser took for a person."""
    start, end = ent.start, ent.end
    doc = page.doc
    while start < end:
        token = doc[start]
        named = token.i in page.mentions and page.mentions[token.i].sort != "person"
        if token.lower_ in _TITLES or token.lower_ in words.offices or named or not _NAME.match(token.text):
            start += 1
            continue
        longer = next((n for n in (4, 3, 2) if doc[start : start + n].text.lower() in words.offices), 0)
        if not longer:
            break
        start += longer
    while end > start and (not _NAME.match(doc[end - 1].text) or doc[end - 1].text in ("’s", "'s")):
        end -= 1
    while end < len(doc) and start < end and doc[end].text and _continues(page, end):
        end += 1
    for i in range(start, end):
        if (doc[i].is_punct and doc[i].text not in ("-", ".", "’", "'")) or doc[i].text == "\n":
            return start, i
    return start, end


def _continues(page: Page, i: int) -> bool:
    token = page.doc[i]
    before = page.doc[i - 1]
    return (
        token.pos_ == "PROPN" and _is_name_word(page, i) and before.dep_ == "compound" and before.head.i == i
    )


def _titled(page: Page, start: int, words: Lexicon) -> bool:
    if start == 0:
        return False
    before = page.doc[start - 1].lower_
    return before in words.offices or before in _TITLES


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


def _leader(discourse: Discourse, entries: list[Entry]) -> Entry | None:
    """Return the known leader of a surname who fits the time of the brief, or None if that is open."""
    if not entries:
        return None
    by_iri = {entry.iri: entry for entry in entries}
    year = parse_iso(discourse.date)
    candidates = [entry for entry in by_iri.values() if entry.tenures]
    if len(candidates) == 1 and year is None:
        return candidates[0]
    if year is not None:
        fitting = [
            entry
            for entry in candidates
            if any(
                _years(t.since, t.until)[0] - 3 <= year.year <= _years(t.since, t.until)[1] + 6
                for t in entry.tenures
            )
        ]
        if len(fitting) == 1:
            return fitting[0]
        candidates = fitting
    if len({entry.iri for entry in candidates}) == 1:
        return candidates[0]
    return None


def _years(since: str | None, until: str | None) -> tuple[int, int]:
    return int((since or "1900")[:4]), int((until or "2100")[:4])


def link_leaders(discourse: Discourse, gazetteer: Gazetteer) -> None:
    """Link the brief's persons to the known leaders of the code lists by full name."""
    names: dict[str, Entry] = {}
    for entries in gazetteer.surnames.values():
        for entry in entries:
            for name in entry.names:
                names.setdefault(name, entry)
    for person in discourse.persons:
        if person.entry is not None:
            continue
        person.entry = names.get(person.name)
        if person.entry is None and " " in person.name:
            # "Joseph R. Biden, Jr." is Joe Biden: one known leader of that surname and initial.
            first = person.name[0]
            same = {
                e.iri: e for e in gazetteer.surnames.get(surname(person.name), ()) if e.label[:1] == first
            }
            person.entry = next(iter(same.values())) if len(same) == 1 else None


# Offices --------------------------------------------------------------------------------------------------------------


def find_tenures(discourse: Discourse, agents: Agents, words: Lexicon) -> list[Tenure]:
    """Return the tenures that the brief states, and note each person's state."""
    pending: list[tuple[Page, Span, Person, str, str | None, TenureStatus]] = []
    for page in discourse.pages:
        for start, end, office in _office_spans(page, words):
            head = page.doc[end - 1]
            for root in (page.doc[start:end].root, head):
                pairs = list(_holders(page, root, start, end))
                if pairs:
                    break
            status = _status(page, start, end)
            states = _states(page, agents, start, end, [token for _, token in pairs])
            for index, (person, _) in enumerate(pairs):
                state = states[min(index, len(states) - 1)] if states else None
                pending.append((page, page.doc[start].sent, person, office, state, status))
        for token in page.doc:
            if token.lemma_ in _ELECTIONS:
                pending.extend(_elected(page, token, words))
    found: list[Tenure] = []
    for page, sentence, person, office, state, status in pending:
        owner = state or person.state
        if owner is None and person.entry is not None:
            fitting = [t for t in person.entry.tenures if t.office == office] or person.entry.tenures
            owner = fitting[-1].office_of if fitting else None
        if owner is None:
            owner = next((s for _, _, p, _, s, _ in pending if p is person and s), None)
        if owner is None:
            owner = _state_nearby(page, sentence)
        if owner is None:
            continue
        if person.state is None:
            person.state = owner
        known = [t for t in person.tenures if t.office == office and t.office_of == owner]
        if known:
            continue
        agent = agents.person_agent(person)
        tenure = Tenure(agent, office, owner, status, page.quote(sentence), holder_name=person.name)
        person.tenures.append(tenure)
        found.append(tenure)
    return found


def _elected(
    page: Page, token: Token, words: Lexicon
) -> Iterator[tuple[Page, Span, Person, str, None, TenureStatus]]:
    """Yield who won an office: "the presidential victory of Bernardo Arévalo", "Tinubu's election as president"."""
    office = next((_ELECTED[c.lower_] for c in token.children if c.lower_ in _ELECTED), None)
    winners = [c for c in token.children if c.dep_ == "poss" and c.i in page.persons]
    for name, inner in prepositions(token):
        if name in ("of", "by") and inner.i in page.persons:
            winners.append(inner)
        elif name in ("as", "to") and office is None:
            office = words.offices.get(inner.lower_) or words.offices.get(inner.lemma_.lower())
    if office is not None:
        for winner in winners[:1]:
            yield page, token.sent, page.persons[winner.i], office, None, "elect"


def _state_nearby(page: Page, sentence: Span) -> str | None:
    """Return the one state that a sentence names: that of "President Levy Mwanawasa" among "the Zambian people"."""
    kinds = ("State", "Territory", "FormerState")
    found = {
        m.entry.iri
        for m in page.mentions.values()
        if m.entry.kind in kinds and sentence.start <= m.start < sentence.end
    }
    return found.pop() if len(found) == 1 else None


def _office_spans(page: Page, words: Lexicon) -> Iterator[tuple[int, int, str]]:
    doc = page.doc
    i = 0
    while i < len(doc):
        for length in range(min(7, len(doc) - i), 0, -1):
            form = " ".join(doc[i : i + length].text.casefold().replace("’", "'").split())
            office = words.offices.get(form)
            if office is None and length == 1:
                office = words.offices.get(doc[i].lemma_.casefold())
            elif office is None and form.endswith("s"):
                office = words.offices.get(form[:-1]) or words.offices.get(
                    form.replace("ministers", "minister")
                )
            if office is not None:
                yield i, i + length, office
                i += length - 1
                break
        i += 1


def _holders(page: Page, root: Token, start: int, end: int) -> Iterator[tuple[Person, Token]]:
    """Yield the persons whom the parse, or the order of the words, makes holders of an office."""
    doc = page.doc
    # "Russian President Vladimir Putin": the name follows at once.
    after = end
    while after < len(doc) and doc[after].text in ("-", "elect", "designate", "-elect", "Designate"):
        after += 1
    if after < len(doc) and after in page.persons:
        yield page.persons[after], doc[after]
        return
    # "the foreign ministers of Ukraine and Russia, Dmytro Kuleba and Sergey Lavrov"
    for child in root.children:
        joined = child.dep_ == "conj" and child.i > 0 and doc[child.left_edge.i - 1].text == ","
        if child.dep_ == "appos" or joined:
            found = [part for part in coordinated(child) if part.i in page.persons]
            if found:
                for part in found:
                    yield page.persons[part.i], part
                return
    # "Jake Sullivan, the national security adviser", "Putin is the president of"
    head = root.head
    if root.dep_ == "appos" and head.i in page.persons and head.i < start:
        yield page.persons[head.i], head
        return
    if root.dep_ == "attr" and head.lemma_ in ("be", "become", "remain"):
        for child in head.children:
            if child.dep_ == "nsubj" and child.i in page.persons:
                yield page.persons[child.i], child
                return
    # "minister of foreign affairs of the Central American country, Mario Búcaro": no verb between, a comma before.
    i = end
    while i < len(doc) and i - end < 10 and doc[i].sent.start == doc[start].sent.start:
        token = doc[i]
        if i in page.persons:
            if doc[i - 1].text == ",":
                yield page.persons[i], token
            return
        if token.pos_ in ("VERB", "AUX", "SCONJ", "CCONJ") or token.text in (";", "(", ":"):
            return
        i += 1
    # "Steve Witkoff, US President Donald Trump's special envoy": the phrase before the comma.
    first = min([start, *(t.i for t in root.subtree if t.i < start and t.sent.start == root.sent.start)])
    if (
        first >= 2
        and doc[first - 1].text == ","
        and first - 2 in page.persons
        and root.dep_ in ("appos", "conj", "pobj")
    ):
        yield page.persons[first - 2], doc[first - 2]


def _status(page: Page, start: int, end: int) -> TenureStatus:
    doc = page.doc
    before = {doc[i].lower_ for i in range(max(0, start - 4), start)}
    after = {doc[i].lower_ for i in range(end, min(len(doc), end + 3))}
    if (
        after & _ELECT
        or before & {"elect", "designate", "incoming", "newly"}
        or "elect" in doc[start:end].text.lower()
    ):
        return "elect"
    for i in range(start - 1, max(-1, start - 4), -1):
        if doc[i].lower_ in _FORMER and doc[i].pos_ not in ("VERB",) and not _is_sentence_adverb(doc[i]):
            return "former"
        if doc[i].pos_ in ("VERB", "AUX", "PUNCT") and doc[i].text != "-":
            break
    return "current"


def _is_sentence_adverb(token: Token) -> bool:
    """Tell "then" of "he then met President X" from "then" of "the then president"."""
    return (
        token.lower_ == "then"
        and token.i > 0
        and page_word(token.nbor(-1)) not in ("the", "his", "their", "its")
    )


def page_word(token: Token) -> str:
    """Return a token's form in lower case."""
    return token.lower_


def _states(page: Page, agents: Agents, start: int, end: int, holders: list[Token]) -> list[str]:
    """Return the IRIs of the states or organisations of an office, from the words around it."""
    doc = page.doc
    # "Russian President", "Ukraine's President", "U.S. Secretary of State"
    i = start - 1
    while i >= 0 and start - i <= 6 and doc[i].sent.start == doc[start].sent.start:
        mention = page.mentions.get(i)
        if mention is not None and mention.sort != "person":
            owner = _owner(page, agents, i)
            return [owner] if owner else []
        if i in page.persons:
            # "Donald Trump's special envoy"
            if doc[i + 1].text in ("’s", "'s") and page.persons[i].state:
                return [page.persons[i].state or ""]
            break
        if doc[i].lower_ in ("his", "her", "their") and doc[i].dep_ == "poss":
            return [
                ref.agent.belongs_to or ref.power
                for ref in agents.refs(page, doc[i])
                if _is_power(agents, ref)
            ][:1]
        if doc[i].text in (",", ";", "(") or doc[i].pos_ in ("VERB", "AUX", "ADP", "SCONJ"):
            break
        i -= 1
    # "president of Guatemala", also behind the name: "President Cyril Ramaphosa of South Africa"
    found: list[str] = []
    heads = [doc[end - 1], doc[start:end].root, *holders]
    for head in heads:
        for name, inner in prepositions(head):
            if name in ("of", "for") and not (start <= inner.i < end):
                found.extend(ref.power for ref in agents.refs(page, inner) if _is_power(agents, ref))
        if found:
            break
    return found


def _is_power(agents: Agents, ref: Ref) -> bool:
    entry = agents.discourse.registry.entry(ref.power)
    return entry is not None and entry.kind != "Person"


def _owner(page: Page, agents: Agents, i: int) -> str | None:
    entry = page.mentions[i].entry
    return entry.iri if entry.kind != "GovernmentBody" else entry.belongs_to


def nationals(discourse: Discourse, agents: Agents) -> None:
    """Note the state of persons whom the brief calls citizens of one: "Irina Litviniuk, a citizen of Belarus"."""
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
            if person.state is None and token.dep_ not in ("compound",):
                for ref in agents.modifiers(page, token):
                    if ref.agent.kind in ("State", "FormerState", "Territory"):
                        person.state = ref.agent.iri


def author_of(discourse: Discourse, title_page: Page | None) -> Person | None:
    """Return who speaks as "I": the person of a title such as "Statement by President ...", "Remarks by ..."."""
    if title_page is None:
        return None
    doc = title_page.doc
    for i, token in enumerate(doc):
        if (
            token.lower_ in ("by", "from")
            and i
            and doc[i - 1].lower_ in ("statement", "remarks", "speech", "address")
        ):
            for j in range(i + 1, min(len(doc), i + 8)):
                if j in title_page.persons:
                    return title_page.persons[j]
    return None


def unnamed(label: str, key: str, iri_maker: object = None) -> Agent:
    """Return an agent for speakers without a name or a state: "local residents"."""
    from legation.terms import mint

    return Agent(mint("speaker", key, label.casefold()), "Group", label)
