"""What a loader hands to the engine: documents and the facts they state. No RDF library is needed to build them.

`triples.py` turns them into RDF. Offsets count Unicode code points in `Document.text`, as Python strings do,
`start` included and `end` excluded, so that `document.text[start:end] == quote`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

Status = Literal["occurred", "planned", "negated", "hypothetical"]
TenureStatus = Literal["current", "former", "elect"]
Stance = Literal["asserts", "denies", "suggests", "predicts"]
Measure = Literal["export", "investment", "aid-in-kind", "dependence"]


@dataclass(frozen=True, slots=True)
class Span:
    """The words of a document that state a fact."""

    quote: str
    start: int
    end: int
    citation: str | None = None
    """The source that the sentence itself names, as it stands in the text: "(TASS, July 25, 2022)"."""


@dataclass(frozen=True, slots=True)
class Agent:
    """One who acts, is acted upon, or speaks.

    `iri` is a registry IRI (state, organisation, region, known person) or one minted from content.
    `kind` is a class of the ontology: State, FormerState, IntergovernmentalOrganisation, Region, Person,
    GovernmentBody, ArmedForce, StateCompany, Group.
    `belongs_to` is the IRI of the state or organisation it acts for or belongs to, where it is not one itself.
    """

    iri: str
    kind: str
    label: str
    belongs_to: str | None = None
    registered: bool = False
    """It is described in the ontology's code lists already: no triple about it needs writing."""


@dataclass(frozen=True, slots=True)
class Tenure:
    """A person in an office of a state or organisation for an interval."""

    person: Agent
    office: str
    """In English, lower case, normalised: "president", "minister of foreign affairs"."""
    office_of: str
    """IRI of the state or organisation."""
    status: TenureStatus
    evidence: Span | None
    since: str | None = None
    until: str | None = None
    listed: str | None = None
    """IRI of the spell in the code lists that this is, if it is one; then nothing needs writing."""
    holder_name: str | None = None
    """The person's name as the document has it."""


@dataclass(frozen=True, slots=True)
class Words:
    """A stretch of a document: `document.text[start:end] == text`."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Naming:
    """Words that were taken for an agent, and why."""

    agent: Agent
    words: Words
    how: str
    """The link in words: "demonym of Peru", "surname of Ana Ruiz", "pronoun for the subject before it"."""
    via: "Naming | None" = None
    """What a word that refers stands for: the name before "he" or "the country"."""


@dataclass(frozen=True, slots=True)
class Trace:
    """How a fact was read: which words matched which entry of the lexicon, and which rule chose whom."""

    trigger: Words
    entry: str
    """The lexicon's entry as it is written there: "actor recall ambassador from target"."""
    entry_file: str
    """The file that has the entry: "sanction.yaml"."""
    actor: Naming
    actor_rule: str
    """In words: "subject of 'recalled'", "possessor of 'visit'"."""
    target: Naming | None = None
    target_rule: str | None = None
    status: tuple[str, ...] = ()
    """What made the status other than occurred, the nearest word first: "'plans' (operators.yaml: plan to act)"."""
    date: Words | None = None
    """The words that the date was read from."""
    date_rule: str | None = None
    """In words: "the date nearest to 'recalled'"."""
    speaker: Naming | None = None
    speaker_rule: str | None = None
    """In words: "subject of 'said' (speech.yaml: asserts)"."""
    beside: tuple[Words, ...] = ()
    """The other words that the entry asks for, as they stand in the text: "ambassador"."""
    changed: str | None = None
    """Why the act is of another class than the entry's, where it is: a planned visit is an announcement."""


@dataclass(frozen=True, slots=True)
class Act:
    """One agent did, or will do, or is said to have done, something to or about another (or to nobody)."""

    act_class: str
    """Local name of a class of the ontology below DiplomaticAct, as fine as the words allow."""
    event_type: str
    """PLOVER type, upper case."""
    actor: Agent
    target: Agent | None
    evidence: Span
    status: Status = "occurred"
    date: str | None = None
    """`YYYY`, `YYYY-MM` or `YYYY-MM-DD`."""
    mutual: bool = False
    speaker: Agent | None = None
    """Who asserts it, where it is not the author of the document."""
    stance: Stance = "asserts"
    place: Agent | None = None
    instrument: str | None = None
    reason: str | None = None
    actor_tenure: Tenure | None = None
    target_tenure: Tenure | None = None
    first_ever: bool = False
    trace: Trace | None = field(default=None, compare=False, repr=False)
    """How it was read, where the loader can tell; nothing of it is stored."""


@dataclass(frozen=True, slots=True)
class Flow:
    """Trade, investment, aid in kind or dependence between two states: an amount, a share, a ratio or a rank."""

    exporter: Agent
    importer: Agent
    measure: Measure
    evidence: Span
    commodity: str | None = None
    """The text's word: "mineral fertilizers"."""
    commodity_code: str | None = None
    """HS code of two, four or six digits."""
    value: str | None = None
    """A decimal number."""
    unit: str | None = None
    """Code of a unit: USD, EUR, t, percent, rank, ratio, ..."""
    year: str | None = None
    speaker: Agent | None = None
    stance: Stance = "asserts"


Fact = Act | Tenure | Flow


@dataclass(frozen=True, slots=True)
class Miss:
    """A word that the lexicon knows in a sentence of which nothing was read, and why."""

    words: Words
    act_class: str
    """What it could have told; empty for a word that only changes another."""
    entry: str
    """The entry that came nearest, as it is written in the lexicon."""
    entry_file: str
    lacks: str
    """In words: "it has no object"."""


@dataclass(slots=True)
class Document:
    """One source document: its text as given and what was read in it; or RDF that came ready-made."""

    key: str
    """Unique in a store, the same wherever the file lies: the path below the loaded folder, plus the record's id."""
    name: str
    """What the `document` column shows: the file's name or the record's id."""
    loader: str
    version: str
    text: str = ""
    title: str | None = None
    publication: str | None = None
    volume: str | None = None
    issue: str | None = None
    date: str | None = None
    summary: str | None = None
    language: str = "en"
    sections: Sequence[tuple[str, int, int]] = ()
    """Heading, start and end offset of each section."""
    paragraphs: Sequence[tuple[int, int]] = ()
    """Start and end offset of each paragraph that was read, without its bullet; headings are none."""
    legible: str | None = None
    """The text to be shown, of the same length: what is markup or metadata is the character 0. None: all is text."""
    facts: list[Fact] = field(default_factory=list)
    names: Sequence[Naming] = ()
    """Who is named in the text, in its order, where traces were asked for."""
    misses: Sequence[Miss] = ()
    """What came close, in sentences of which no act was read, where traces were asked for."""
    rdf: bytes | None = None
    """N-Triples, where the source was RDF already; then there are no facts."""
    judgements: bool = False
    """The RDF is judgements on facts of other documents, to be added to those that the store has."""


@dataclass(slots=True)
class Account:
    """A document read anew, with what is known of how."""

    document: Document
    """With its facts; acts have their `trace`."""
    names: list[Naming] = field(default_factory=list)
    """Who is named in it, in the order of the text."""
    misses: list[Miss] = field(default_factory=list)
    """What came close, in sentences of which no act was read."""
