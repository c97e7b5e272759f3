"""The test bed of prose: that its annotations are complete, well-formed and enough."""

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from legation.registry import registry

BED = Path(__file__).parent / "bed"
FILES = sorted(BED.glob("sentences-*.jsonl"))
TYPES = set(
    "AGREE CONSULT SUPPORT COOPERATE AID YIELD REQUEST ACCUSE REJECT THREATEN PROTEST SANCTION MOBILIZE COERCE"
    " ASSAULT".split()
)
STATUSES = {"occurred", "planned", "negated", "hypothetical"}
FIELDS = {"id", "text", "constructions", "acts"}
ACT_FIELDS = {"actor", "type", "target", "status", "date", "speaker"}
DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")

Record = dict[str, Any]


def read(path: Path) -> list[Record]:
    """Return the records of a file of sentences."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def records() -> list[Record]:
    """Return the records of all files of sentences."""
    return [record for path in FILES for record in read(path)]


@pytest.fixture(scope="module")
def acts(records: list[Record]) -> list[tuple[str, Record]]:
    """Return all acts, each with the id of its sentence."""
    return [(record["id"], act) for record in records for act in record["acts"]]


def listed_constructions() -> set[str]:
    """Return the constructions that the bed's README explains."""
    section = (
        (BED / "README.md").read_text(encoding="utf-8").split("\n## Constructions\n")[1].split("\n## ")[0]
    )
    return set(re.findall(r"^\| `([a-z-]+)` \|", section, re.MULTILINE))


def test_records_have_the_fields_of_the_layout(records: list[Record]) -> None:
    for record in records:
        assert FIELDS <= record.keys() <= FIELDS | {"date"}, record["id"]
        assert record["text"] == record["text"].strip() != "", record["id"]
        assert "date" not in record or DATE.fullmatch(record["date"]), record["id"]


def test_acts_have_the_fields_of_the_layout(acts: list[tuple[str, Record]]) -> None:
    for name, act in acts:
        assert ACT_FIELDS <= act.keys() <= ACT_FIELDS | {"mutual"}, name
        assert act["type"] in TYPES, name
        assert act["status"] in STATUSES, name
        assert act["date"] is None or DATE.fullmatch(act["date"]), name
        assert act.get("mutual", True) is True, name


def test_ids_and_texts_occur_once(records: list[Record]) -> None:
    for field in ("id", "text"):
        counts = Counter(" ".join(record[field].split()).casefold() for record in records)
        assert [value for value, count in counts.items() if count > 1] == []


def test_codes_are_of_the_code_lists_or_name_a_group(acts: list[tuple[str, Record]]) -> None:
    known = {entry.code for entry in registry().entries.values()}
    for name, act in acts:
        for code in (act["actor"], act["target"]):
            if code is None:
                assert act["actor"] is not None, f"{name} has an act of nobody"
            else:
                assert code in known or re.fullmatch(r"[A-Z][A-Z0-9-]{3,}", code), f"{name}: {code}"
        assert act["actor"] != act["target"], name


def test_an_act_is_told_once(records: list[Record]) -> None:
    for record in records:
        told: Counter[tuple[object, ...]] = Counter()
        for act in record["acts"]:
            pair = (act["actor"], act["target"])
            if act.get("mutual"):
                pair = min(pair, pair[::-1])
            told[(*pair, act["type"], act["status"], act["date"])] += 1
        assert [act for act, count in told.items() if count > 1] == [], record["id"]


def test_a_speaker_is_named_in_the_text(records: list[Record]) -> None:
    for record in records:
        for act in record["acts"]:
            assert act["speaker"] is None or act["speaker"] in record["text"], record["id"]


def test_a_mutual_act_has_two_sides(acts: list[tuple[str, Record]]) -> None:
    assert [name for name, act in acts if act.get("mutual") and act["target"] is None] == []


def test_constructions_are_those_of_the_readme(records: list[Record]) -> None:
    listed = listed_constructions()
    for record in records:
        assert record["constructions"], record["id"]
        assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", word) for word in record["constructions"]), record["id"]
        assert len(set(record["constructions"])) == len(record["constructions"]), record["id"]
    for record in read(BED / "sentences-by-type.jsonl"):
        assert set(record["constructions"]) <= listed, record["id"]
    counts = Counter(construction for record in records for construction in record["constructions"])
    assert {construction for construction in listed if counts[construction] < 5} == set()


def test_constructions_agree_with_the_acts(records: list[Record]) -> None:
    for record in records:
        tagged = set(record["constructions"])
        assert ("no-act" in tagged) == (record["acts"] == []), record["id"]
        for status in ("planned", "hypothetical"):
            missing = status not in tagged and any(act["status"] == status for act in record["acts"])
            assert not missing, record["id"]


def test_every_type_has_sentences_enough() -> None:
    counts: Counter[str] = Counter()
    for record in read(BED / "sentences-by-type.jsonl"):
        counts.update({act["type"] for act in record["acts"]} or {"no act"})
    assert {kind for kind in TYPES if counts[kind] < 14} == set()
    assert counts["no act"] >= 40
