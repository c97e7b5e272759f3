"""Between whom an act is: what two do to each other, whom an envoy is sent by and to, whose a particle is."""

from __future__ import annotations

import pytest
from sayings import about, acts

RECIPROCAL = """
Kyrgyzstan and Tajikistan accused each other of starting the fighting. | KGZ ACCUSE TJK
The two neighbours, Sudan and Chad, accused one another of harbouring rebels. | SDN ACCUSE TCD
India and Pakistan fired at each other's posts. | IND ASSAULT PAK
"""
ENVOYS = """
Beijing's ambassador in Canberra was summoned over the incident. | AUS ACCUSE CHN
The Chadian envoy to Niger was summoned on Monday. | NER ACCUSE TCD
"""
STRUCK = """
At least 20 Yemeni soldiers were killed in an American air strike. | USA ASSAULT YEM
Two Turkish soldiers were wounded during a Syrian attack. | SYR ASSAULT TUR
Five Chadian soldiers were killed in clashes with Sudanese troops. | SDN ASSAULT TCD
"""


def cases(written: str) -> list[tuple[str, str]]:
    """Return (text, act) of each line."""
    pairs = (line.split(" | ") for line in written.strip().splitlines())
    return [(text, act) for text, act in pairs]


@pytest.mark.parametrize(("text", "act"), cases(RECIPROCAL))
def test_what_two_do_to_each_other_is_one_mutual_act(text: str, act: str) -> None:
    assert [found.mutual for found in about(text, act)] == [True]
    assert len(acts(text)) == 1


@pytest.mark.parametrize(("text", "act"), cases(ENVOYS))
def test_an_envoy_is_summoned_by_those_where_he_is(text: str, act: str) -> None:
    assert len(about(text, act)) == 1
    assert len(acts(text)) == 1


@pytest.mark.parametrize(("text", "act"), cases(STRUCK))
def test_whose_attack_it_was_is_who_killed(text: str, act: str) -> None:
    assert len(about(text, act)) == 1
    assert len(acts(text)) == 1


def test_a_body_called_as_that_of_another_state_is_its_own_states() -> None:
    assert about("The Kenyan Senate criticised Uganda.", "KEN ACCUSE UGA")
    assert len(acts("The Kenyan Senate criticised Uganda.")) == 1


def test_a_particle_belongs_to_its_own_verb() -> None:
    text = "The Kenyan president called on Eritrea to pull its troops out of Ethiopia."
    assert [found.event_type for found in acts(text)] == ["REQUEST"]
    assert about("Togo called up reserves.", "TGO MOBILIZE TGO")
