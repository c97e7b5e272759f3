"""Who holds which office, whose it is and whether still, in the wordings that briefs have for it.

A case is a text, and indented below it every tenure that must be read in it, no more: person, office, code, status.
"""

from __future__ import annotations

import pytest
from sayings import brief, cases, facts_of
from test_brief_reading import told

from legation.records import Tenure

CASES = """
Peru, whose president, Rosa Vidal, is ill, condemned Chad.
    Rosa Vidal, president, PER, current
The Peruvian team was led by Foreign Minister Rosa Vidal.
    Rosa Vidal, minister of foreign affairs, PER, current
The treaty was signed for Peru by Foreign Minister Rosa Vidal.
    Rosa Vidal, minister of foreign affairs, PER, current
At the invitation of President Rosa Vidal, the President of the Republic of Chad, Ali Keita, visited Peru.
    Rosa Vidal, president, PER, current
    Ali Keita, president, TCD, current
Chad's president, Ali Keita, met his Peruvian counterpart, Senator Rosa Vidal.
    Ali Keita, president, TCD, current
    Rosa Vidal, president, PER, current
The Chadian team is led by Foreign Minister Ali Keita and the Peruvian one by his opposite number, Rosa Vidal.
    Ali Keita, minister of foreign affairs, TCD, current
    Rosa Vidal, minister of foreign affairs, PER, current
Peru's president, Rosa Vidal, blamed her predecessor, Luis Campos.
    Rosa Vidal, president, PER, current
    Luis Campos, president, PER, former
Around the table sat Chadian President Ali Keita and Peru's Rosa Vidal.
    Ali Keita, president, TCD, current
    Rosa Vidal, president, PER, current
During the presidency of Rosa Vidal in Peru (1995–2001), relations cooled.
    Rosa Vidal, president, PER, former
Peruvian President Rosa Vidal, a former ambassador to Moscow, resigned.
    Rosa Vidal, president, PER, current
    Rosa Vidal, ambassador, PER, former
The African Union, which sent its chairman, the Chadian president Ali Keita, to Lima, was praised.
    Ali Keita, chairman, AU, current
    Ali Keita, president, TCD, current
Dana Kovač, the Slovenian foreign minister, arrived on Monday.
    Dana Kovač, minister of foreign affairs, SVN, current
The Slovenian foreign minister, Dana Kovač, arrived on Monday.
    Dana Kovač, minister of foreign affairs, SVN, current
Tomas Berg served as Norway's ambassador to Chile from 1998 to 2002.
    Tomas Berg, ambassador, NOR, former
Tomas Berg was appointed ambassador to Chile by Norway.
    Tomas Berg, ambassador, NOR, current
Tomas Berg was appointed Norwegian ambassador to Chile.
    Tomas Berg, ambassador, NOR, current
Nuru Abdi was elected president of Kenya in August.
    Nuru Abdi, president, KEN, current
Nuru Abdi was sworn in as president of Kenya on Tuesday.
    Nuru Abdi, president, KEN, current
Nuru Abdi succeeded Peter Mbeki as president of Kenya.
    Nuru Abdi, president, KEN, current
    Peter Mbeki, president, KEN, former
Peter Mbeki was succeeded as president of Kenya by Nuru Abdi.
    Nuru Abdi, president, KEN, current
    Peter Mbeki, president, KEN, former
Nuru Abdi replaced Peter Mbeki as Kenya's foreign minister.
    Nuru Abdi, minister of foreign affairs, KEN, current
    Peter Mbeki, minister of foreign affairs, KEN, former
President-elect Nuru Abdi of Kenya visited Uganda.
    Nuru Abdi, president, KEN, elect
Kenya's President-elect Nuru Abdi visited Uganda.
    Nuru Abdi, president, KEN, elect
Nuru Abdi, the president-elect of Kenya, visited Uganda.
    Nuru Abdi, president, KEN, elect
Nuru Abdi, Kenya's incoming president, visited Uganda.
    Nuru Abdi, president, KEN, elect
Former Kenyan president Nuru Abdi visited Uganda.
    Nuru Abdi, president, KEN, former
Kenya's former president, Nuru Abdi, visited Uganda.
    Nuru Abdi, president, KEN, former
Nuru Abdi, a former president of Kenya, visited Uganda.
    Nuru Abdi, president, KEN, former
Kenyan ex-president Nuru Abdi visited Uganda.
    Nuru Abdi, president, KEN, former
Ex-President Nuru Abdi of Kenya visited Uganda.
    Nuru Abdi, president, KEN, former
The then Kenyan foreign minister, Nuru Abdi, visited Uganda.
    Nuru Abdi, minister of foreign affairs, KEN, former
Then-President Nuru Abdi of Kenya visited Uganda.
    Nuru Abdi, president, KEN, former
The late King Tupou of Tonga visited Fiji.
    Tupou, king, TON, former
Acting Foreign Minister Lidia Ruiz of Bolivia spoke.
    Lidia Ruiz, minister of foreign affairs, BOL, current
Bolivia's interim president, Lidia Ruiz, spoke.
    Lidia Ruiz, president, BOL, current
Lidia Ruiz, who heads the Bolivian foreign ministry, spoke.
    Lidia Ruiz, minister of foreign affairs, BOL, current
Lidia Ruiz, who was Bolivia's foreign minister until 2019, spoke.
    Lidia Ruiz, minister of foreign affairs, BOL, former
Lidia Ruiz, who became president of Bolivia in 2020, spoke.
    Lidia Ruiz, president, BOL, current
Lidia Ruiz became Bolivia's president in 2020.
    Lidia Ruiz, president, BOL, current
U.S. Ambassador to Chad Robert Hale met the press.
    Robert Hale, ambassador, USA, current
The U.S. ambassador to Chad, Robert Hale, met the press.
    Robert Hale, ambassador, USA, current
Robert Hale, U.S. ambassador to Chad, met the press.
    Robert Hale, ambassador, USA, current
Robert Hale, the American ambassador in N'Djamena, met the press.
    Robert Hale, ambassador, USA, current
Russian Ambassador to Ghana Pavel Orlov spoke.
    Pavel Orlov, ambassador, RUS, current
China's representative to the UN, Wei Han, spoke.
    Wei Han, representative, CHN, current
Minister of Foreign Affairs of Moldova Ion Rusu visited Romania.
    Ion Rusu, minister of foreign affairs, MDA, current
Moldovan Minister of Defence Ion Rusu visited Romania.
    Ion Rusu, minister of defence, MDA, current
Ion Rusu, Moldova's minister for foreign affairs, visited Romania.
    Ion Rusu, minister of foreign affairs, MDA, current
Ion Rusu, Minister of Energy and Mines of Moldova, visited Romania.
    Ion Rusu, minister of energy, MDA, current
Moldovan Deputy Prime Minister and Foreign Minister Ion Rusu visited Romania.
    Ion Rusu, deputy prime minister, MDA, current
    Ion Rusu, minister of foreign affairs, MDA, current
Moldova's Minister of Agriculture and Food Industry, Ion Rusu, visited Romania.
    Ion Rusu, minister of agriculture, MDA, current
Moldovan trade minister Ion Rusu visited Romania.
    Ion Rusu, minister of trade, MDA, current
UN Secretary-General Kofi Mensah condemned the attack.
    Kofi Mensah, secretary-general, UN, current
Kofi Mensah, Secretary General of the United Nations, condemned the attack.
    Kofi Mensah, secretary-general, UN, current
NATO chief Lars Holm visited Kosovo.
    Lars Holm, secretary-general, NATO, current
The EU's top diplomat, Ana Silva, visited Armenia.
    Ana Silva, top diplomat, EU, current
European Commission President Ana Silva visited Armenia.
    Ana Silva, president of the european commission, EU, current
The head of the African Union Commission, Moussa Diallo, visited Mali.
    Moussa Diallo, head, AU, current
IMF Managing Director Ana Silva visited Armenia.
    Ana Silva, director-general, IMF, current
Brazil's top diplomat, Ana Silva, visited Armenia.
    Ana Silva, top diplomat, BRA, current
Under President Alberto Ruiz, Paraguay expanded trade with Taiwan.
    Alberto Ruiz, president, PRY, current
The United States sent Chargé d’Affaires ad interim Paul D. Weaver to Accra.
    Paul D. Weaver, chargé d'affaires ad interim, USA, current
The American Legation opened in 1931 under Chargé d’Affaires ad interim Paul D. Weaver.
    Paul D. Weaver, chargé d'affaires ad interim, USA, current
American Minister Resident Paul D. Weaver presented his credentials to the Sultan of Muscat.
    Paul D. Weaver, envoy extraordinary and minister plenipotentiary, USA, current
U.S. Envoy Extraordinary and Minister Plenipotentiary Paul D. Weaver arrived in Bolivia.
    Paul D. Weaver, envoy extraordinary and minister plenipotentiary, USA, current
The first American Ambassador to Bolivia was Paul D. Weaver, who arrived in 1944.
    Paul D. Weaver, ambassador, USA, current
Paul D. Weaver was the first U.S. Consul in Zanzibar.
    Paul D. Weaver, consul, USA, current
Paul D. Weaver, commissioned as U.S. Consul at Zanzibar, arrived in 1837.
    Paul D. Weaver, consul, USA, current
Secretary of State Henry Webster and British Minister Arthur Fane signed the treaty.
    Henry Webster, secretary of state, USA, current
    Arthur Fane, minister, GBR, current
The treaty was signed by U.S. Secretary of State Henry Webster and Peruvian Foreign Minister Luis Campos.
    Henry Webster, secretary of state, USA, current
    Luis Campos, minister of foreign affairs, PER, current
U.S. Chargé d’Affaires Samuel Larned negotiated the treaty with Peru.
    Samuel Larned, chargé d'affaires, USA, current
Louis Ferrier, Special Envoy of the French President, visited Lebanon.
    Louis Ferrier, special envoy, FRA, current
French special envoy Louis Ferrier visited Lebanon.
    Louis Ferrier, special envoy, FRA, current
The presidents of Peru and Chile, Luis Campos and Rosa Vidal, met in Lima.
    Luis Campos, president, PER, current
    Rosa Vidal, president, CHL, current
Presidents Luis Campos of Peru and Rosa Vidal of Chile met in Lima.
    Luis Campos, president, PER, current
    Rosa Vidal, president, CHL, current
Mexican President Luis Campos and his Chilean counterpart, Rosa Vidal, met in Lima.
    Luis Campos, president, MEX, current
    Rosa Vidal, president, CHL, current
Foreign ministers Luis Campos of Peru and Rosa Vidal of Chile met.
    Luis Campos, minister of foreign affairs, PER, current
    Rosa Vidal, minister of foreign affairs, CHL, current
German Chancellor Karin Vogt hosted Polish Prime Minister Jan Nowak.
    Karin Vogt, chancellor, DEU, current
    Jan Nowak, prime minister, POL, current
Karin Vogt, Chancellor of Germany, spoke.
    Karin Vogt, chancellor, DEU, current
Jan Nowak, Poland's prime minister since 2015, spoke.
    Jan Nowak, prime minister, POL, current
Jan Nowak, prime minister of Poland from 2001 to 2005, spoke.
    Jan Nowak, prime minister, POL, former
Jan Nowak, leader of Poland, spoke.
    Jan Nowak, leader, POL, current
Kremlin spokesman Igor Belov denied the report.
    Igor Belov, spokesman, RUS, current
Russian Foreign Ministry spokeswoman Olga Belova denied the report.
    Olga Belova, foreign ministry spokeswoman, RUS, current
State Department spokesman Mark Turner denied the report.
    Mark Turner, spokesman, USA, current
White House Press Secretary Mark Turner denied the report.
    Mark Turner, white house press secretary, USA, current
National Security Advisor Mark Turner met Israeli Minister for Strategic Affairs Ron Peled.
    Mark Turner, national security advisor, USA, current
    Ron Peled, minister of security, ISR, current
Secretary of Defense Mark Turner met South Korean Defense Minister Kim Young-soo.
    Mark Turner, secretary of defense, USA, current
    Kim Young-soo, minister of defence, KOR, current
Maria Costa, a Portuguese scientist, visited Chad.
Secretary of the Security Council of Russia Igor Belov visited Iran.
    Igor Belov, secretary of the security council, RUS, current
Igor Belov, secretary of Russia's Security Council, visited Iran.
    Igor Belov, secretary, RUS, current
Speaker of the Iranian parliament Reza Amini visited Syria.
    Reza Amini, speaker of parliament, IRN, current
Iran's parliament speaker Reza Amini visited Syria.
    Reza Amini, speaker of parliament, IRN, current
Deputy Foreign Minister of Iran Reza Amini visited Syria.
    Reza Amini, deputy minister of foreign affairs, IRN, current
Reza Amini, a deputy foreign minister of Iran, visited Syria.
    Reza Amini, deputy minister of foreign affairs, IRN, current
Senegal's Macky Ndiaye, the president, visited Mali.
    Macky Ndiaye, president, SEN, current
With Macky Ndiaye as president, Senegal turned to France.
    Macky Ndiaye, president, SEN, current
Senegal named Macky Ndiaye as its ambassador to Mali.
    Macky Ndiaye, ambassador, SEN, current
Malian President Ali Keita appointed Omar Sow prime minister.
    Ali Keita, president, MLI, current
    Omar Sow, prime minister, MLI, current
Mali's military leader, Colonel Ali Keita, visited Moscow.
    Ali Keita, leader, MLI, current
Ali Keita took office as president of Mali in 1992.
    Ali Keita, president, MLI, current
Ali Keita won the presidency of Mali in May.
    Ali Keita, president, MLI, elect
Ali Keita, Mali's newly elected president, spoke.
    Ali Keita, president, MLI, elect
Nikos Pappas, the Greek prime minister, and Selim Kaya, the Turkish president, met.
    Nikos Pappas, prime minister, GRC, current
    Selim Kaya, president, TUR, current
Greek Prime Minister Nikos Pappas met President Selim Kaya in Ankara. Turkey welcomed him.
    Nikos Pappas, prime minister, GRC, current
    Selim Kaya, president, TUR, current
Turkey's foreign minister Selim Kaya and defence minister Orhan Er met Iraqi leaders.
    Selim Kaya, minister of foreign affairs, TUR, current
    Orhan Er, minister of defence, TUR, current
The Turkish president, Selim Kaya, and foreign minister, Orhan Er, met Iraqi leaders.
    Selim Kaya, president, TUR, current
    Orhan Er, minister of foreign affairs, TUR, current
Soviet Foreign Minister Andrei Volkov visited Cuba in 1962.
    Andrei Volkov, minister of foreign affairs, SUN, current
Soviet Premier Andrei Volkov visited Cuba in 1962.
    Andrei Volkov, prime minister, SUN, current
East German leader Erich Baumann visited Cuba in 1972.
    Erich Baumann, leader, DDR, current
Pope Pius XIV visited Cuba.
    Pius XIV, pope, VAT, current
Prime Minister Lord Ashcombe of Britain refused.
    Ashcombe, prime minister, GBR, current
Assistant Secretary of State for African Affairs Mark Turner visited Chad.
    Mark Turner, assistant secretary of state, USA, current
Mark Turner, Under Secretary of State for Political Affairs, visited Chad.
    Mark Turner, under secretary of state, USA, current
Mark Turner, assistant secretary of state for African affairs, visited Chad.
    Mark Turner, assistant secretary of state, USA, current
The Albanian president appointed Dritan Leka to be minister in Washington.
    Dritan Leka, minister, ALB, current
The first Albanian Minister to the United States, Dritan Leka, presented his credentials in 1922.
    Dritan Leka, minister, ALB, current
Relations were established in 1921, when Samuel Reed presented his credentials as American Chargé d’Affaires in Riga.
    Samuel Reed, chargé d'affaires, USA, current
The U.S. Legation in Tallinn was established with John Coleman as Chargé d’Affaires.
    John Coleman, chargé d'affaires, USA, current
George Tarbell was appointed the first U.S. Minister to Estonia in 1922.
    George Tarbell, minister, USA, current
British Foreign Secretary Edward Haldane and French Ambassador Paul Cambry signed the agreement.
    Edward Haldane, foreign secretary, GBR, current
    Paul Cambry, ambassador, FRA, current
Assistant to the President for National Security Affairs Kate Lin met Indian National Security Adviser Ajay Dovan.
    Kate Lin, national security advisor, USA, current
    Ajay Dovan, national security advisor, IND, current
Secretary of State Anthony Blake hosted Foreign Ministers Toshio Hara of Japan and Park Jung of South Korea.
    Anthony Blake, secretary of state, USA, current
    Toshio Hara, minister of foreign affairs, JPN, current
    Park Jung, minister of foreign affairs, KOR, current
Igor Kostin, head of Russia's Foreign Intelligence Service, met his Belarusian counterpart, Ivan Tertel.
    Igor Kostin, head, RUS, current
    Ivan Tertel, head, BLR, current
The chairman of Kazakhstan's Senate, Maulen Ashim, visited Baku.
    Maulen Ashim, chairman, KAZ, current
Uzbekistan's Minister of Investment, Industry and Trade Laziz Kudrat spoke in Kabul.
    Laziz Kudrat, minister of investment, industry and trade, UZB, current
Ms. Elena Petrova, Bulgaria's caretaker prime minister, resigned.
    Elena Petrova, prime minister, BGR, current
Pakistan's army chief, Gen. Asim Mun, visited Riyadh.
    Asim Mun, chief of the general staff, PAK, current
Gen. Asim Mun, Pakistan's army chief, visited Riyadh.
    Asim Mun, chief of the general staff, PAK, current
Henry Wheaton, a lawyer, was the author of a book on Denmark.
The Dalai Lama visited Taiwan.
Gabon's ruling general, Brice Oligui, visited Paris.
General Brice Oligui, the transitional president of Gabon, visited Paris.
    Brice Oligui, president, GAB, current
Sergei Glazin, a member of the Eurasian Economic Commission, spoke.
Russia's permanent representative to the OSCE, Alexander Lukash, objected.
    Alexander Lukash, permanent representative, RUS, current
The foreign ministers, Reza Amir-Hosseini of Iran and Prince Khalid Saleh of Oman, met.
    Reza Amir-Hosseini, minister of foreign affairs, IRN, current
    Khalid Saleh, minister of foreign affairs, OMN, current
    Khalid Saleh, prince, OMN, current
Talks took place between Chad and Nigerian leader Musa Bello.
    Musa Bello, leader, NGA, current
"""

# Read wrongly so far: the text, what it says, why it is missed.
GAPS = (
    (
        "The commander of U.S. Africa Command, General Paul Weaver, visited Niger.",
        "Paul Weaver, commander, USA, current",
        "the comma stands behind the rest of the command's name",
    ),
    (
        "Samuel Reed was sent to Riga. He became the first American minister there in 1922.",
        "Samuel Reed, minister, USA, current",
        "offices of pronouns are not read",
    ),
)


@pytest.fixture(scope="module")
def read() -> dict[str, list[str]]:
    """What is read in each text."""
    texts = [text for text, _ in cases(CASES)] + [text for text, _, _ in GAPS]
    return {text: [told(fact) for fact in facts] for text, facts in facts_of(texts, Tenure).items()}


@pytest.mark.parametrize(("text", "expected"), cases(CASES))
def test_tenures_are_read(text: str, expected: list[str], read: dict[str, list[str]]) -> None:
    assert sorted(read[text]) == sorted(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [pytest.param(text, expected, marks=pytest.mark.xfail(reason=why)) for text, expected, why in GAPS],
)
def test_a_gap(text: str, expected: str, read: dict[str, list[str]]) -> None:
    assert expected in read[text]


def test_an_office_in_a_states_own_document_is_that_states() -> None:
    reading, layout = brief("reading"), brief("layout")
    text = (
        "Readout of Vice President Dana Harrow’s Meeting with Prime Minister Kenji Mori of Japan\n\n"
        "Vice President Dana Harrow met today with Prime Minister Kenji Mori in Tokyo. She was joined by U.S. "
        "Ambassador to Japan Ron Hale. Prime Minister Mori was accompanied by Foreign Minister Yoshi Haya.\n"
    )
    [(_, facts)] = reading.read([reading.Job(layout.plain(text), "x", None)])
    found = {told(fact) for fact in facts if isinstance(fact, Tenure)}
    assert found == {
        "Dana Harrow, vice president, USA, current",
        "Kenji Mori, prime minister, JPN, current",
        "Ron Hale, ambassador, USA, current",
        "Yoshi Haya, minister of foreign affairs, JPN, current",
    }


def test_the_text_is_quoted_rather_than_the_headline() -> None:
    reading, layout = brief("reading"), brief("layout")
    text = "President Luis Campos of Peru Visits Chile\n\nPresident Luis Campos of Peru arrived in Chile.\n"
    [(_, facts)] = reading.read([reading.Job(layout.plain(text), "x", None)])
    [tenure] = [fact for fact in facts if isinstance(fact, Tenure)]
    assert tenure.evidence is not None
    assert tenure.evidence.quote == "President Luis Campos of Peru arrived in Chile."
