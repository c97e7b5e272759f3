"""Who trades what with whom, invests in whom, gives and depends, in the wordings that briefs have for it.

A case is a text, and indented below it every flow that must be read in it, no more; texts with none speak of trade that
is wished for, forbidden, or nobody's.
"""

from __future__ import annotations

import pytest
from sayings import brief, cases, facts_of
from test_brief_reading import told

from legation.records import Flow

CASES = """
Chile exports copper to China worth $14.5 billion.
    CHL>CHN export copper value=14500000000 unit=USD
Brazil exports soybeans, beef and iron ore to China.
    BRA>CHN export soybeans
    BRA>CHN export beef
    BRA>CHN export iron ore
Ukraine exports wheat, corn and barley to Egypt.
    UKR>EGY export wheat
    UKR>EGY export corn
    UKR>EGY export barley
In 2021, Japan imported coal from Indonesia.
    IDN>JPN export coal year=2021
Japan imports most of its coal from Indonesia.
    IDN>JPN export coal
Japan imports 40 percent of its coal from Indonesia.
    IDN>JPN export coal value=40 unit=percent
Egypt buys most of its wheat from Russia and Ukraine.
    RUS>EGY export wheat
    UKR>EGY export wheat
Egypt gets 80 percent of its wheat from Russia.
    RUS>EGY export wheat value=80 unit=percent
Some 80 percent of Egypt's wheat comes from Russia.
    RUS>EGY export wheat value=80 unit=percent
Egypt's wheat comes mostly from Russia.
    RUS>EGY export wheat
Russia supplies 80 percent of Egypt's wheat.
    RUS>EGY export wheat value=80 unit=percent
Russia provides Egypt with 80 percent of its wheat.
    RUS>EGY export wheat value=80 unit=percent
Russia supplies Egypt with wheat.
    RUS>EGY export wheat
Russia supplied wheat to Egypt.
    RUS>EGY export wheat
Russian wheat exports to Egypt grew by 12 percent in 2022.
    RUS>EGY export wheat year=2022
Russia's wheat exports to Egypt fell to 3 million tonnes.
    RUS>EGY export wheat value=3000000 unit=t
Russia shipped 3 million tonnes of wheat to Egypt in 2020.
    RUS>EGY export wheat value=3000000 unit=t year=2020
Russia sold Egypt 3 million tonnes of wheat.
    RUS>EGY export wheat value=3000000 unit=t
Russian deliveries of gas to Hungary reached 4.5 bcm in 2022.
    RUS>HUN export gas value=4500000000 unit=m3 year=2022
Shipments of Iranian oil to China rose to 1.2 million barrels per day.
    IRN>CHN export oil value=1200000 unit=bbl/d
Iran ships oil to Syria.
    IRN>SYR export oil
China is the largest buyer of Iranian oil.
    IRN>CHN export oil value=1 unit=rank
China is Iran's largest oil customer.
    IRN>CHN export oil value=1 unit=rank
India is the second-largest importer of Russian oil.
    RUS>IND export oil value=2 unit=rank
Germany is Poland's largest trading partner.
    DEU>POL export value=1 unit=rank
Germany remains Poland's biggest trade partner.
    DEU>POL export value=1 unit=rank
The United States is the third-largest market for Vietnamese coffee.
    VNM>USA export coffee value=3 unit=rank
Vietnam's largest export market is the United States.
    VNM>USA export value=1 unit=rank
Turkey is the main supplier of drones to Mali.
    TUR>MLI export drones value=1 unit=rank
Russia is the largest arms supplier to India.
    RUS>IND export arms value=1 unit=rank
Russia is Belarus's biggest supplier of gas.
    RUS>BLR export gas value=1 unit=rank
Russia accounts for 45 percent of India's arms imports.
    RUS>IND export arms value=45 unit=percent
Russia accounted for 45 percent of Indian arms imports in 2019.
    RUS>IND export arms value=45 unit=percent year=2019
China accounts for a third of Chile's exports.
    CHL>CHN export value=33 unit=percent
Arms from Russia make up 45 percent of India's imports.
    RUS>IND export arms value=45 unit=percent
Oil makes up 90 percent of Angola's exports to China.
    AGO>CHN export oil value=90 unit=percent
Bilateral trade between India and Russia reached $65 billion in 2023.
    IND>RUS export value=65000000000 unit=USD year=2023
Trade between India and Russia reached $65 billion in 2023.
    IND>RUS export value=65000000000 unit=USD year=2023
Trade between Turkey and Israel fell by 30 percent.
    TUR>ISR export
Trade turnover between Kazakhstan and Uzbekistan amounted to $4 billion.
    KAZ>UZB export value=4000000000 unit=USD
Kazakhstan's trade turnover with Uzbekistan amounted to $4 billion.
    KAZ>UZB export value=4000000000 unit=USD
Indian-Russian trade reached $65 billion.
    IND>RUS export value=65000000000 unit=USD
India's trade with Russia grew to $65 billion in 2023, up from $13 billion in 2021.
    IND>RUS export value=65000000000 unit=USD year=2023
India's imports from Russia totaled $61 billion in 2023.
    RUS>IND export value=61000000000 unit=USD year=2023
India's imports of oil from Russia totaled $61 billion.
    RUS>IND export oil value=61000000000 unit=USD
Indian imports of Russian oil rose to 2 million barrels a day.
    RUS>IND export oil value=2000000 unit=bbl/d
Imports of Russian oil by India doubled.
    RUS>IND export oil
U.S. exports to Ghana were worth $900 million.
    USA>GHA export value=900000000 unit=USD
Exports from Ghana to France rose.
    GHA>FRA export
Exports from Ghana to France reached 300 million euros in 2018.
    GHA>FRA export value=300000000 unit=EUR year=2018
Hungary depends on Russia for 80 percent of its gas.
    RUS>HUN dependence gas value=80 unit=percent
Hungary relies on Russian gas.
    RUS>HUN dependence gas
Hungary's dependence on Russian gas is growing.
    RUS>HUN dependence gas
Hungary is heavily reliant on Russia for oil and gas.
    RUS>HUN dependence oil
    RUS>HUN dependence gas
Hungary is dependent on Russian oil.
    RUS>HUN dependence oil
Serbia meets 90 percent of its gas needs with imports from Russia.
    RUS>SRB export gas value=90 unit=percent
China invested $3 billion in Serbia in 2019.
    CHN>SRB investment value=3000000000 unit=USD year=2019
China has invested heavily in Zambian copper mines.
    CHN>ZMB investment
Norwegian firms invested in Ghanaian oil.
    NOR>GHA investment
Chinese investment in Peru reached $30 billion.
    CHN>PER investment value=30000000000 unit=USD
Foreign direct investment from China in Peru reached $30 billion.
    CHN>PER investment value=30000000000 unit=USD
China's FDI in Peru stood at $30 billion in 2020.
    CHN>PER investment value=30000000000 unit=USD year=2020
China is the largest investor in Peru.
    CHN>PER investment value=1 unit=rank
Qatar pledged to invest $10 billion in Egypt.
    QAT>EGY investment value=10000000000 unit=USD
Japanese companies have invested 2 billion euros in Poland.
    JPN>POL investment value=2000000000 unit=EUR
India donated 10,000 tonnes of wheat to Afghanistan.
    IND>AFG aid-in-kind wheat value=10000 unit=t
India gave Afghanistan 10,000 tonnes of wheat.
    IND>AFG aid-in-kind wheat value=10000 unit=t
Japan donated two million doses of vaccines to Vietnam.
    JPN>VNM aid-in-kind vaccines value=2000000 unit=dose
Russia sent 25,000 tonnes of free grain to Mali.
    RUS>MLI aid-in-kind grain value=25000 unit=t
China delivered 500,000 vaccine doses to Zimbabwe as a gift.
    CHN>ZWE aid-in-kind vaccine value=500000 unit=dose
Germany supplied Ukraine with tanks.
    DEU>UKR export tanks
The United States transferred missiles to Taiwan.
    USA>TWN aid-in-kind missiles
North Korea's transfer of ballistic missiles to Russia alarmed Japan.
    PRK>RUS aid-in-kind ballistic missiles
The United States sold weapons to Saudi Arabia.
    USA>SAU export weapons
Saudi Arabia bought American weapons worth $8 billion.
    USA>SAU export weapons value=8000000000 unit=USD
Pakistan purchased fighter jets from China.
    CHN>PAK export fighter jets
Iran provided drones to Russia.
    IRN>RUS aid-in-kind drones
Turkey sold drones to Ukraine and Azerbaijan.
    TUR>UKR export drones
    TUR>AZE export drones
8 million tonnes of grain went from Ukraine to China.
    UKR>CHN export grain value=8000000 unit=t
The United States had a trade deficit with Vietnam of $100 billion.
China's exports to Russia were five times greater than its imports.
    CHN>RUS export value=5 unit=ratio
Exports of Georgian wine to Russia totaled 60 million litres.
    GEO>RUS export wine value=60000000 unit=l
Georgian wine is exported to Russia.
    GEO>RUS export wine
Copper was exported by Zambia to Belgium.
    ZMB>BEL export copper
Zambian copper goes to China.
    ZMB>CHN export copper
Qatar agreed to supply gas to Germany for 15 years.
    QAT>DEU export gas
Norway became Germany's largest gas supplier.
    NOR>DEU export gas value=1 unit=rank
Norway replaced Russia as Germany's largest supplier of gas.
    NOR>DEU export gas value=1 unit=rank
The value of Kenya's tea exports to Pakistan was $500 million last year.
    KEN>PAK export tea value=500000000 unit=USD year=2023
Laos sells 9,000 MW of electricity to Thailand.
    LAO>THA export electricity value=9000 unit=MW
Mongolia sends 90 percent of its exports to China.
    MNG>CHN export value=90 unit=percent
Some 90 percent of Mongolia's exports go to China.
    MNG>CHN export value=90 unit=percent
China takes 90 percent of Mongolia's exports.
    MNG>CHN export value=90 unit=percent
China receives 90 percent of Mongolian coal.
    MNG>CHN export coal value=90 unit=percent
Cuba received oil from Venezuela.
    VEN>CUB export oil
Oil from Venezuela flows to Cuba.
    VEN>CUB export oil
Venezuela's oil shipments to Cuba fell by half.
    VEN>CUB export oil
Purchases of Russian fertilizers by Brazil rose 20 percent.
    RUS>BRA export fertilizers
Brazil's purchases of Russian fertilizers rose.
    RUS>BRA export fertilizers
The EU's imports of Russian LNG hit a record.
    RUS>EU export lng
Slovakia gets its gas via Ukraine from Russia.
    RUS>SVK export gas
Two-way trade between the two countries reached $2 billion.
Germany's exports fell in 2023.
Russia banned exports of gasoline.
Peru and Chile discussed trade and investment.
The trade agreement between Peru and China was signed in 2009.
China opened its market to Brazilian beef.
The EU imposed tariffs on imports of Chinese steel.
The United States banned imports of Russian oil.
Ukraine did not buy gas from Russia in 2016.
Poland stopped importing Russian coal.
Trade is important to Ghana.
Japan wants to export more cars to India.
Bananas from Ecuador dominate the Russian market.
    ECU>RUS dependence bananas
Ecuador supplies nearly all bananas sold in Russia.
    ECU>RUS export bananas
Colombia exported $50 million worth of flowers to Japan in 2017.
    COL>JPN export flowers value=50000000 unit=USD year=2017
Exports of Colombian flowers to Japan, worth $50 million, rose.
    COL>JPN export flowers value=50000000 unit=USD
Sudan's main exports to Saudi Arabia are livestock and gold.
    SDN>SAU export livestock
    SDN>SAU export gold
Sudan mainly exports livestock and gold to the United Arab Emirates and Saudi Arabia.
    SDN>ARE export livestock
    SDN>ARE export gold
    SDN>SAU export livestock
    SDN>SAU export gold
The main goods that Nepal imports from India are petroleum and rice.
    IND>NPL export petroleum
    IND>NPL export rice
Armenia buys Russian gas at a discount.
    RUS>ARM export gas
Belarus, which imports oil from Russia, protested.
    RUS>BLR export oil
Moscow remains the top supplier of fertilizers to Guatemala.
    RUS>GTM export fertilizers value=1 unit=rank
Turnover between Azerbaijan and Turkey reached $7.6 billion in 2023, up from $6.3 billion in 2022.
    AZE>TUR export value=7600000000 unit=USD year=2023
Moscow has become the third-largest supplier of fertilizers to Brazil, after Canada and China.
    RUS>BRA export fertilizers value=3 unit=rank
In 2022, Beijing purchased $80 billion worth of energy from Moscow.
    RUS>CHN export energy value=80000000000 unit=USD year=2022
Ankara, which imports nearly half of its gas from Russia, has not joined the sanctions.
    RUS>TUR export gas
Nearly 40 percent of Turkey's natural gas comes from Russia.
    RUS>TUR export natural gas value=40 unit=percent
About a fifth of Moldova's electricity is imported from Romania.
    ROU>MDA export electricity value=20 unit=percent
Peruvian copper meets three quarters of Spain's demand.
    PER>ESP export copper value=75 unit=percent
Spain buys 40 percent of Peruvian exports.
    PER>ESP export value=40 unit=percent
Spain takes roughly a quarter of Peru's exports of copper.
    PER>ESP export copper value=25 unit=percent
Kenya depends on Oman for nine tenths of its imports.
    OMN>KEN dependence value=90 unit=percent
Spain paid Peru $90 million for copper.
    PER>ESP export copper value=90000000 unit=USD
The Peruvian copper cost Spain $90 million.
    PER>ESP export copper value=90000000 unit=USD
Firms from Oman have put $3 billion into Kenya.
    OMN>KEN investment value=3000000000 unit=USD
In 2021, Peru's copper exports to Spain reached $8 billion, up from $6 billion a year earlier.
    PER>ESP export copper value=8000000000 unit=USD year=2021
    PER>ESP export copper value=6000000000 unit=USD year=2020
Peru supplied 58 percent of Spain's copper, Chile 17 percent and Kenya 11 percent.
    PER>ESP export copper value=58 unit=percent
    CHL>ESP export copper value=17 unit=percent
    KEN>ESP export copper value=11 unit=percent
Peru sells Spain one and a half times as much as it buys.
    PER>ESP export value=1.5 unit=ratio
The country exports timber and gold to China.
Uzbekistan is heavily dependent on Russia for grain and on Kazakhstan for flour.
    RUS>UZB dependence grain
    KAZ>UZB dependence flour
Kyrgyzstan gets more than 90 percent of its petroleum products from Russia.
    RUS>KGZ export petroleum products value=90 unit=percent
Chinese companies have invested more than $5 billion in Tajikistan's mining sector.
    CHN>TJK investment value=5000000000 unit=USD
By 2019, Chinese direct investment in Kazakhstan had exceeded $15 billion.
    CHN>KAZ investment value=15000000000 unit=USD year=2019
The UAE pledged to invest $35 billion in Egypt.
    ARE>EGY investment value=35000000000 unit=USD
Saudi investments in Pakistan amounted to $2 billion in 2020.
    SAU>PAK investment value=2000000000 unit=USD year=2020
Germany, the largest buyer of Norwegian gas, welcomed the decision.
    NOR>DEU export gas value=1 unit=rank
The Soviet Union sold arms to Egypt through Czechoslovakia.
    SUN>EGY export arms
In 1955 Egypt bought arms from Czechoslovakia.
    CSK>EGY export arms year=1955
Exports to China account for 80 percent of Mongolia's total exports.
    MNG>CHN export value=80 unit=percent
China accounts for more than 70 percent of Turkmenistan's gas exports.
    TKM>CHN export gas value=70 unit=percent
The EU is Ukraine's largest trading partner, accounting for 40 percent of its trade.
    EU>UKR export value=1 unit=rank
Kenyan tea is sold mainly to Pakistan and Egypt.
    KEN>PAK export tea
    KEN>EGY export tea
Ghana sent 30 tonnes of rice to Niger as humanitarian aid.
    GHA>NER aid-in-kind rice value=30 unit=t
South Korea has shipped hundreds of thousands of artillery shells to Poland.
    KOR>POL export artillery shells
North Korea has delivered millions of shells to Russia in exchange for oil.
    PRK>RUS export shells
Russia, in turn, provides North Korea with oil and food.
    RUS>PRK export oil
    RUS>PRK export food
Belarusian exports to Russia grew by 20 percent, while imports from Poland fell.
    BLR>RUS export
Serbian imports from China stood at 4.5 billion euros in 2022.
    CHN>SRB export value=4500000000 unit=EUR year=2022
Lithuania's exports to Belarus dropped to €300 million.
    LTU>BLR export value=300000000 unit=EUR
Bilateral trade volume between Vietnam and Cuba was worth $100 million in 2018.
    VNM>CUB export value=100000000 unit=USD year=2018
Trade volume with Cuba reached $100 million, Hanoi said.
India, the world's second-largest wheat producer, banned exports of wheat.
U.S. merchants traded with Zanzibar, buying ivory and selling cotton cloth.
The United States and Peru signed a trade agreement in 2006.
The minister discussed the supply of grain to Egypt with his counterpart.
Kazakhstan may begin exporting uranium to France.
Libya's oil exports collapsed.
OPEC members banned petroleum exports to the Netherlands.
China accused the United States of selling weapons to Taiwan.
    USA>TWN export weapons
Sales of American weapons to Taiwan angered China.
    USA>TWN export weapons
Poland buys tanks and howitzers from South Korea.
    KOR>POL export tanks
    KOR>POL export howitzers
The largest consumers of Ecuadorian bananas are Russia and the United States.
    ECU>RUS export bananas
    ECU>USA export bananas
Peru's main export partners are China and the United States.
    CHN>PER export
    USA>PER export
Chile ships 60 percent of its copper to China.
    CHL>CHN export copper value=60 unit=percent
Bolivia sells natural gas to Brazil and Argentina at low prices.
    BOL>BRA export natural gas
    BOL>ARG export natural gas
Slovakia is almost fully dependent on Russian oil delivered through the Druzhba pipeline.
    RUS>SVK dependence oil
Niger supplies about 15 percent of France's uranium.
    NER>FRA export uranium value=15 unit=percent
French imports of uranium from Niger fell in 2021.
    NER>FRA export uranium year=2021
Morocco is the second biggest exporter of tomatoes to the European Union.
    MAR>EU export tomatoes value=2 unit=rank
Some 8 million tonnes of grain went to China and 6 million tonnes to Spain from Ukraine.
    UKR>CHN export grain value=8000000 unit=t
    UKR>ESP export grain value=6000000 unit=t
Poland is no longer transferring weapons to Ukraine.
Chad's allies within NATO purchased American weapons.
    USA>NATO export weapons
"""

# Read wrongly so far: the text, what it says, why it is missed.
GAPS = (
    (
        "Hungary's reliance on Moscow for energy worries Brussels.",
        "RUS>HUN dependence energy",
        "the parser takes 'energy worries' for one noun",
    ),
    (
        "Peru sells tin and Chile copper to Japan.",
        "CHL>JPN export copper",
        "a verb left out is not understood",
    ),
)


@pytest.fixture(scope="module")
def read() -> dict[str, list[str]]:
    """What is read in each text."""
    texts = [text for text, _ in cases(CASES)] + [text for text, _, _ in GAPS]
    return {text: [told(fact) for fact in facts] for text, facts in facts_of(texts, Flow).items()}


@pytest.mark.parametrize(("text", "expected"), cases(CASES))
def test_flows_are_read(text: str, expected: list[str], read: dict[str, list[str]]) -> None:
    assert sorted(read[text]) == sorted(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [pytest.param(text, expected, marks=pytest.mark.xfail(reason=why)) for text, expected, why in GAPS],
)
def test_a_gap(text: str, expected: str, read: dict[str, list[str]]) -> None:
    assert expected in read[text]


def test_a_surplus_is_not_the_value_of_the_flow() -> None:
    text = "Kenya's exports to Egypt exceeded its imports by $120 million."
    reading, layout = brief("reading"), brief("layout")
    [(_, facts)] = reading.read([reading.Job(layout.single(text), "x", None)])
    assert [told(fact) for fact in facts if isinstance(fact, Flow)] == ["KEN>EGY export"]


def test_trade_of_the_two_spoken_of() -> None:
    reading, layout = brief("reading"), brief("layout")
    text = "Turkey and Oman are friends. Bilateral trade reached $4 billion in 2020."
    [(_, facts)] = reading.read([reading.Job(layout.single(text), "x", None)])
    flows = [told(fact) for fact in facts if isinstance(fact, Flow)]
    assert flows == ["TUR>OMN export value=4000000000 unit=USD year=2020"]
