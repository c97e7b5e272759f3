"""Numbers with their units: money, shares, weights and ratios, as a text has them."""

import re
from dataclasses import dataclass

_CURRENCIES = {"$": "USD", "US$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "dollar": "USD", "euro": "EUR",
               "pound": "GBP", "yen": "JPY", "yuan": "CNY", "renminbi": "CNY", "ruble": "RUB", "rouble": "RUB",
               "rupee": "INR"}  # fmt: skip
CURRENCIES = frozenset(_CURRENCIES.values())
_SCALES = {"thousand": 10**3, "million": 10**6, "m": 10**6, "mn": 10**6, "billion": 10**9, "bn": 10**9,
           "trillion": 10**12, "tn": 10**12, "bcm": 10**9}  # fmt: skip
_WORDS = {
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "twelve": 12,
}
_NUMBER = r"(?P<number>\d[\d,]*(?:\.\d+)?|\b(?:two|three|four|five|six|seven|eight|nine|ten|twelve)\b)"
_SCALE = r"(?:[\s-]*(?P<scale>thousand|million|billion|trillion|mn|bn|tn|m)\b)?"
_A_DAY = r"\s+(?:of\s+(?:[a-z]+\s+){1,2})?(?:per|a|each)\s+day"
_PARTS = {"half": 2, "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
          "tenth": 10}  # fmt: skip
# "a third of", "three quarters of the"; "in the first half of the year" is no share.
_FRACTION = re.compile(r"\b(?P<count>an?|one|two|three|four|five|seven|eight|nine)[\s-]+(?P<part>"
                       + "|".join(_PARTS) + r")s?\s+of\b", re.IGNORECASE)  # fmt: skip
# "sells twice as much"
_MULTIPLES = {"one and a half times": "1.5", "twice": "2"}
_MULTIPLE = re.compile(
    r"\b(?P<times>one and a half times|twice)\s+as\s+(?:much|many|large|high)", re.IGNORECASE
)
_AMOUNTS = (
    ("money", re.compile(r"(?P<sign>US\$|\$|€|£|¥)\s?" + _NUMBER + _SCALE)),
    ("money", re.compile(_NUMBER + _SCALE + r"\s+(?:US\s+|U\.S\.\s+)?"
                         r"(?P<sign>dollar|euro|pound|yen|yuan|ruble|rouble|rupee)s?\b")),
    ("percent", re.compile(_NUMBER + r"\s*(?:percent|per cent|%)(?!\s+(?:more|less|higher|lower))")),
    ("t", re.compile(_NUMBER + _SCALE + r"\s+(?:metric\s+)?(?:tons|tonnes)\b")),
    ("bbl/d", re.compile(_NUMBER + _SCALE + r"\s+(?:barrels" + _A_DAY + r"|bpd)\b")),
    ("bbl", re.compile(_NUMBER + _SCALE + r"\s+barrels\b(?!" + _A_DAY + ")")),
    ("m3", re.compile(_NUMBER + _SCALE + r"\s+(?:cubic\s+met(?:re|er)s|m3)\b")),
    ("m3", re.compile(_NUMBER + r"\s*(?P<scale>bcm)\b")),
    ("l", re.compile(_NUMBER + _SCALE + r"\s+lit(?:re|er)s\b")),
    ("kg", re.compile(_NUMBER + _SCALE + r"\s+(?:kilograms|kilogrammes|kilos|kg)\b")),
    ("MW", re.compile(_NUMBER + r"\s*(?:MW|megawatts)\b")),
    ("GWh", re.compile(_NUMBER + r"\s*(?:GWh|gigawatt[- ]hours)\b")),
    ("dose", re.compile(_NUMBER + _SCALE + r"\s+(?:\w+\s+)?doses\b")),
    ("ratio", re.compile(r"(?P<word>\w+|\d+)\s+times\s+"
                         r"(?:greater|larger|higher|more|bigger|as\s+(?:much|many|large|high))")),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Amount:
    """A number with its unit, and where it stands in the sentence's text."""

    value: str
    unit: str
    start: int


def amounts(text: str) -> list[Amount]:
    """Return the amounts of money, shares, weights and ratios in a text, in its order.

    >>> [(a.value, a.unit) for a in amounts("worth $4.3bn, or 12 percent, five times greater than")]
    [('4300000000', 'USD'), ('12', 'percent'), ('5', 'ratio')]
    """
    found: list[Amount] = []
    for unit, pattern in _AMOUNTS:
        for match in pattern.finditer(text):
            parts = match.groupdict()
            if "word" in parts:
                word = (parts["word"] or "").lower()
                number = str(_WORDS.get(word, word))
                if not number.isdigit():
                    continue
            else:
                number = _scaled(parts["number"] or "0", parts.get("scale"))
            name = _CURRENCIES[parts["sign"] or "$"] if unit == "money" else unit
            found.append(Amount(number, name, match.start()))
    for match in _FRACTION.finditer(text):
        count = _WORDS.get(match["count"].lower(), 1)
        share = round(100 * count / _PARTS[match["part"].lower()])
        found.append(Amount(str(share), "percent", match.start()))
    for match in _MULTIPLE.finditer(text):
        ratio = _MULTIPLES[match["times"].lower()]
        found = [a for a in found if not match.start() <= a.start < match.end()]
        found.append(Amount(ratio, "ratio", match.start()))
    return sorted(found, key=lambda amount: amount.start)


def _scaled(number: str, scale: str | None) -> str:
    digits = str(_WORDS.get(number.lower(), number)).replace(",", "")
    if not scale:
        return digits
    factor = _SCALES[scale.lower()]
    whole, _, fraction = digits.partition(".")
    zeros = len(str(factor)) - 1
    return str(int(whole + fraction.ljust(zeros, "0")[:zeros]))
