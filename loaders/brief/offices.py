"""Offices that a paragraph names: those of the lexicon, and ministries told in words: "minister of hydrocarbons"."""

from collections.abc import Iterator

from spacy.tokens import Token

from .discourse import Office, Page
from .lexicon import Lexicon
from .refs import BLOCS

_LONGEST_OFFICE = 9
_LONGEST_PORTFOLIO = 9
# Offices that are told by what they are in charge of: "minister of ...", "secretary for ...".
_IN_CHARGE = frozenset(
    "minister secretary undersecretary commissioner commissar secretaries ministers".split()
)
# Of these the words after "of" add nothing that the lexicon's name lacks, but the holder may stand behind them.
_WIDENED = frozenset({"secretary of state", "deputy secretary of state", "assistant secretary of state",
                      "under secretary of state", "deputy minister of foreign affairs",
                      "vice minister of foreign affairs", "special representative", "minister of state",
                      "permanent secretary", "undersecretary"})  # fmt: skip
_NO_PORTFOLIO = frozenset(
    "new former then late current previous prior acting interim incoming outgoing deputy vice first senior junior "
    "assistant state prime cabinet other several all two three own top chief".split()
)
# With these another office begins.
_STARTS = frozenset("minister secretary president prime foreign chief head deputy vice ambassador speaker leader king "
                    "acting governor general chairman director commander".split())  # fmt: skip
_STATES_OF_OFFICE = frozenset("acting interim caretaker incoming outgoing new federal".split())
# Further words for what ministers and their deputies are in charge of.
_FIELDS = frozenset(
    "diplomacy investment investments hydrocarbons ecology urbanization urbanisation urban housing youth veterans "
    "diaspora religious endowments emergency emergencies situations civil aviation innovation digitalization "
    "telecommunications telecommunication post space electricity forestry livestock family gender equality population "
    "privatization nonproliferation arms control verification compliance military counterterrorism narcotics "
    "democracy human rights near eastern european eurasian western hemisphere asian pacific central east growth "
    "construction heritage antiquities expatriates logistics roads rail communities regional integration budget "
    "revenue taxation supply supplies production emiratis reconstruction reconciliation nutrition artificial "
    "intelligence cyber digital transformation entrepreneurship steel coal textiles shipping ports blue".split()
)
_BEHIND_HYPHEN = frozenset({"elect", "designate", "general", "president", "minister", "in", "at", "nominee"})
_HEADS = frozenset({"head", "chief", "boss"})
_POLICIES = frozenset({"affairs", "integration", "policy", "relations", "cooperation"})
_MINISTRIES = frozenset({"ministry", "department"})


def find_offices(page: Page, words: Lexicon) -> list[Office]:
    """Return the offices of a paragraph, the longest name at each place; needs the page's mentions."""
    found: list[Office] = []
    end = 0
    for start, stop, name in _known(page, words):
        office = _in_words(page, start, stop, name, words)
        if office.start >= end:
            found.append(office)
            end = office.end
    taken = {i for office in found for i in range(office.start, office.end)}
    found.extend(office for office in _headed(page) if office.start not in taken)
    return sorted(found, key=lambda office: office.start)


def portfolio(page: Page, start: int, words: Lexicon) -> int:
    """Return where the words for a ministry end that begin at a token: "energy and mines" before a name or a state."""
    doc = page.doc
    end = i = start
    while i < len(doc) and i - start < _LONGEST_PORTFOLIO:
        token = doc[i]
        low = token.lower_
        after_joint = i == start or doc[i - 1].lower_ in ("of", "and", "&", "the", "for")
        if low in ("the", "and", "&", "of", ",", "for"):
            if low in (",", "of", "for") and i == start:
                break
        elif i in page.mentions:
            # "African affairs"
            followed = i + 1 < len(doc) and doc[i + 1].lower_ in _POLICIES
            if not followed and page.mentions[i].entry.kind != "Region":
                break
            end = i + 1
        elif not _is_field(token, words, after_joint) or (low in words.offices and not after_joint):
            break
        else:
            end = i + 1
        i += 1
    return end


def _known(page: Page, words: Lexicon) -> Iterator[tuple[int, int, str]]:
    """Yield the offices that the lexicon knows."""
    forms = [token.text_with_ws.casefold().replace("’", "'") for token in page.doc]
    i = 0
    while i < len(forms):
        if (
            forms[i].strip() not in words.office_words
            and page.doc[i].lemma_.casefold() not in words.office_words
        ):
            i += 1
            continue
        for length in range(min(_LONGEST_OFFICE, len(forms) - i), 0, -1):
            form = " ".join("".join(forms[i : i + length]).split())
            office = words.offices.get(form)
            if office is None and length == 1:
                office = words.offices.get(page.doc[i].lemma_.casefold())
            elif office is None and form.endswith("s"):
                singular = form.replace("ministers", "minister").replace("secretaries", "secretary")
                office = words.offices.get(form[:-1]) or words.offices.get(singular)
            if office is not None and _begins_name(page, i + length):
                break
            if office is not None:
                yield i, i + length, office
                i += length - 1
                break
        i += 1


def _begins_name(page: Page, end: int) -> bool:
    """Tell whether a word for an office begins a name: "Amir" of "Amir-Hosseini"."""
    doc = page.doc
    if (
        end == 0
        or end + 1 >= len(doc)
        or doc[end].text != "-"
        or doc[end].whitespace_
        or doc[end - 1].whitespace_
    ):
        return False
    return doc[end + 1].text[:1].isupper() and doc[end + 1].lower_ not in _BEHIND_HYPHEN


def _in_words(page: Page, start: int, end: int, name: str, words: Lexicon) -> Office:
    """Return an office with the words that say what it is in charge of, before or behind."""
    doc = page.doc
    last = doc[end - 1].lower_
    if last in _IN_CHARGE and end < len(doc) and doc[end].lower_ in ("of", "for"):
        stop = portfolio(page, end + 1, words)
        if stop > end + 1:
            field = " ".join(doc[end + 1 : stop].text.split())
            full = f"{_singular(doc[start:end].text)} of {field.lower().removeprefix('the ')}"
            return Office(start, stop, words.offices.get(full, full))
    if (
        "minister" in doc[start:end].text.lower()
        and end + 1 < len(doc)
        and doc[end].lower_ in ("and", "&", ",")
    ):
        # "Minister of Energy and Natural Resources"
        stop = portfolio(page, end + 1, words) if doc[end + 1].lower_ in words.office_words else end
        behind_of = any(token.lower_ in ("of", "for") for token in doc[start:end])
        starts_office = any(doc[i].lower_ in _STARTS for i in range(end + 1, stop))
        if behind_of and stop > end + 1 and not starts_office and doc[end + 1].text[:1].isupper():
            return Office(start, stop, name)
    if name in _WIDENED and end < len(doc) and doc[end].lower_ in ("of", "for", "to"):
        stop = portfolio(page, end + 1, words)
        return Office(start, stop if stop > end + 1 else end, name)
    charge = doc[start - 1] if start else doc[start]
    if last == "commissioner" and end - start == 1 and charge.pos_ == "NOUN" and charge.dep_ == "compound":
        # "the Union's peace commissioner"
        return Office(start - 1, end, f"{charge.lower_} commissioner")
    if last in ("minister", "ministers") and end - start == 1:
        first = start
        while first > 0 and start - first < 5 and _is_before(page, first - 1, words):
            first -= 1
        while first < start and doc[first].lower_ in ("and", "&"):
            first += 1
        if first < start:
            field = " ".join(doc[first:start].text.split()).lower()
            return Office(first, end, f"minister of {field}")
    return Office(start, end, name)


def _headed(page: Page) -> Iterator[Office]:
    """Yield the heads of organisations and ministries: "head of the African Union Commission", "WHO chief"."""
    doc = page.doc
    for token in doc:
        if token.lower_ not in _HEADS or token.pos_ == "VERB":
            continue
        before = page.mentions.get(token.i - 1)
        if before is not None and before.sort == "name" and before.entry.kind in BLOCS:
            yield Office(token.i, token.i + 1, token.lower_)
            continue
        if token.i + 2 < len(doc) and doc[token.i + 1].lower_ == "of":
            at = token.i + 2 + (doc[token.i + 2].lower_ == "the")
            mention = page.mentions.get(at)
            if mention is not None and mention.sort == "name" and mention.entry.kind in BLOCS:
                yield Office(token.i, token.i + 1, token.lower_)
            elif mention is not None and mention.end + 1 < len(doc) and doc[mention.end].text in ("'s", "’s"):
                # "head of Russia's Foreign Intelligence Service"
                named = doc[mention.end + 1].text[:1].isupper()
                if named or doc[mention.end + 1].pos_ in ("NOUN", "ADJ"):
                    yield Office(token.i, token.i + 1, token.lower_)


def ministry(page: Page, token: Token, words: Lexicon) -> str | None:
    """Return the office of who heads a ministry: "minister of foreign affairs" of "the Bolivian foreign ministry"."""
    if token.lower_ not in _MINISTRIES:
        return None
    doc = page.doc
    if token.i + 1 < len(doc) and doc[token.i + 1].lower_ in ("of", "for"):
        end = portfolio(page, token.i + 2, words)
        field = " ".join(doc[token.i + 2 : end].text.lower().removeprefix("the ").split())
    else:
        first = token.i
        while first > 0 and _is_before(page, first - 1, words):
            first -= 1
        field = " ".join(doc[first : token.i].text.lower().split())
    if not field:
        return None
    return (
        words.offices.get(f"{field} minister")
        or words.offices.get(f"minister of {field}")
        or f"minister of {field}"
    )


def _is_field(token: Token, words: Lexicon, after_joint: bool) -> bool:
    """Tell whether a word may say what a minister is in charge of, rather than who the minister is."""
    if token.pos_ not in ("NOUN", "PROPN", "ADJ") and token.lower_ not in words.office_words:
        return False
    if token.lower_ in words.office_words or token.lower_ in _POLICIES or token.lower_ in _FIELDS:
        return True
    return after_joint if token.text[:1].isupper() else token.pos_ in ("NOUN", "ADJ")


def _is_before(page: Page, i: int, words: Lexicon) -> bool:
    token = page.doc[i]
    low = token.lower_
    if low in ("and", "&"):
        return i > 0 and _is_before(page, i - 1, words)
    if i in page.mentions or low in _NO_PORTFOLIO or low in words.offices or not token.is_alpha:
        return False
    if token.text[:1].isupper():
        return low in words.office_words
    return token.dep_ in ("compound", "amod", "nmod", "conj", "poss") and token.pos_ in (
        "NOUN",
        "ADJ",
        "PROPN",
    )


def _singular(text: str) -> str:
    low = " ".join(word for word in text.lower().split() if word not in _STATES_OF_OFFICE)
    return low.replace("ministers", "minister").replace("secretaries", "secretary")
