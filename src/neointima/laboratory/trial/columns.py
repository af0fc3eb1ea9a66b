"""What the headings of a trial's table mean."""

import re
from typing import NamedTuple

ALIASES = {
    "trial": "trial study author",
    "arm": "arm group treatment armname allocation",
    "events": "events event_count nevents cases withevent eventcount",
    "n": "n total patients nobs analysed analyzed size npatients",
    "percent": "percent percentage rate pct",
    "stratum": "stratum strata centre center site",
    "mean": "mean average",
    "sd": "sd stdev std standarddeviation",
    "unit": "unit units",
    "value": "value outcome result y",
    "baseline": "baseline before base pre",
    "patient": "patient subject patientid subjectid id animal animalid",
    "lesion": "lesion lesionid vessel artery segment",
    "section": "section slice sectionid",
    "time": "time followup timetoevent",
    "event": "event status",
    "cause": "cause kind typeofevent",
    "p": "p pvalue printedp",
    "items": "items scores",
}
FIELDS = {alias: field for field, aliases in ALIASES.items() for alias in aliases.replace("_", "").split()}
LONGEST = 100
WITH_UNIT = re.compile(r"(.+?)\s*[(\[]\s*([^()\[\]]*?)\s*[)\]]\s*")
MEASURED = ("time", "value", "mean", "baseline")


class Column(NamedTuple):
    """The field that a heading names ('' for none) and the unit that it states."""

    field: str
    unit: str = ""


def column(heading: str) -> Column:
    """``Events``, ``time [day]``, ``time_days``, ``value (mm)``, ``%`` and the like; case does not count."""
    if len(heading) > LONGEST:
        return Column("")
    if heading.strip() == "%":
        return Column("percent")
    if field := _field(heading):
        return Column(field)
    if found := WITH_UNIT.fullmatch(heading):
        return Column(_field(found[1]), found[2] if _field(found[1]) in MEASURED else "")
    first, _, rest = heading.strip().partition("_")
    return Column(_field(first), rest) if rest and _field(first) in MEASURED else Column("")


def _field(text: str) -> str:
    return FIELDS.get(re.sub(r"[\W_]+", "", text.lower()), "")
