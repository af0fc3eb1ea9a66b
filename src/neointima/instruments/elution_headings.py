"""What the heading of a column in a table of drug release means."""

import re
from typing import NamedTuple

LONGEST = 100
TIMES = {
    "s": "s sec secs second seconds",
    "min": "min mins minute minutes",
    "hour": "h hr hrs hour hours",
    "day": "d day days",
    "week": "w wk wks week weeks",
}
AMOUNTS = {
    "percent": "% percent pct percentage",
    "fraction": "fraction fractions share proportion",
    "ng": "ng nanogram nanograms",
    "ug": "ug mcg microgram micrograms",
    "mg": "mg milligram milligrams",
}
TIME_UNIT = {word: unit for unit, words in TIMES.items() for word in words.split()}
AMOUNT_UNIT = {word: unit for unit, words in AMOUNTS.items() for word in words.split()}
TIME = frozenset({"time", "t", "elapsed", "timepoint"})
REMAINING = frozenset({"remaining", "remain", "remains", "retained", "left", "residual"})
INTERVAL = frozenset({"interval", "increment", "incremental", "intervals", "increments"})
RELEASED = frozenset({"release", "released", "releases", "eluted", "elution", "cumulative", "cumulated"})
SERIES = frozenset({"device", "stent", "series", "sample", "curve", "formulation", "batch", "lot", "group", "coating"})
REPLICATE = frozenset({"replicate", "rep", "repeat", "run"})
DEVIATION = frozenset({"sd", "std", "stdev", "deviation"})
ERROR = frozenset({"sem", "se", "ci"})


class Heading(NamedTuple):
    """What a column holds: ``role`` is time, released, sd, series, replicate, unused or ''.

    ``unit`` is one of TIMES or AMOUNTS, '' where none is stated, or '?' and the text of one that is not known.
    ``kind`` tells what a released column counts: cumulative, interval or remaining.
    """

    role: str
    unit: str = ""
    kind: str = ""


def elution_heading(text: str) -> Heading:
    """``time [day]``, ``hours``, ``released (%)``, ``fraction released``, ``remaining [µg]``, ``sd``, ``rep 1`` …"""
    if len(text) > LONGEST:
        return Heading("")
    folded = text.lower().replace("µ", "u").replace("μ", "u").strip()
    bracket = re.search(r"[(\[]\s*([^()\[\]]*?)\s*[)\]]", folded)
    stated = bracket[1] if bracket else ""
    words = re.findall(r"%|[a-z]+|[0-9]+", folded.replace(bracket[0], " ") if bracket else folded)
    named, bare = set(words), [word for word in words if not word.isdigit()]
    if bare and (bare[0] in TIME or (bare[0] in TIME_UNIT and len(bare[0]) > 1)):
        return Heading("time", _unit(stated, words, TIME_UNIT))
    if named & DEVIATION:
        return Heading("sd", _unit(stated, words, AMOUNT_UNIT))
    if named & ERROR:
        return Heading("unused")
    kind = "remaining" if named & REMAINING else "interval" if named & INTERVAL else "cumulative"
    numbered = len(bare) < len(words)
    is_amount = bool(named & (RELEASED | REMAINING | INTERVAL | AMOUNT_UNIT.keys())) or stated in AMOUNT_UNIT
    if is_amount or (numbered and bare and bare[0] in REPLICATE):
        return Heading("released", _unit(stated, words, AMOUNT_UNIT), kind)
    if len(bare) == 1 and bare[0] in SERIES | REPLICATE:
        return Heading("series" if bare[0] in SERIES else "replicate")
    return Heading("")


def _unit(stated: str, words: list[str], known: dict[str, str]) -> str:
    """The unit in the brackets, or else among the words."""
    if stated:
        of_dose = re.sub(r"\s+of\s+.*$", "", stated)
        return known.get(of_dose, f"?{stated}")
    return next((known[word] for word in words if word in known), "")
