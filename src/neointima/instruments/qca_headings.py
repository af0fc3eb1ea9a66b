"""What the heading of a column in a table of quantitative coronary angiography means."""

import re
from typing import NamedTuple

LONGEST = 100
MOMENTS = ("pre", "post", "follow_up")
SEGMENTS = ("in_stent", "in_segment")
LENGTHS = {"mm": 1e-3, "millimeter": 1e-3, "millimetre": 1e-3, "cm": 1e-2, "um": 1e-6, "micron": 1e-6, "microns": 1e-6}
SHARES = frozenset({"%", "percent", "pct", "perc"})
FIELDS = {
    "mld": "mld mindiameter minimaldiameter minimumdiameter minlumendiameter minimallumendiameter minimumlumendiameter"
    " minimalluminaldiameter minimumluminaldiameter minluminaldiameter leastdiameter leastlumendiameter",
    "rvd": "rvd rd refd refdiameter referencediameter refvesseldiameter referencevesseldiameter referencevesseldiam"
    " reference interpolatedreferencediameter interpolatedrvd",
    "ds": "ds stenosis diameterstenosis diastenosis diamstenosis stenosisdiameter",
    "lesion": "lesion lesionid lesionno lesionnumber lesionname",
    "patient": "patient patientid patientno subject subjectid case caseid id",
    "group": "group arm treatment device stenttype randomisation randomization",
    "moment": "time timepoint visit moment stage film",
    "segment": "segment region location site analysissegment",
    "gain": "acutegain ag",
    "loss": "lateloss latelumenloss lateluminalloss lll ll",
}
FIELD = {spelling: field for field, spellings in FIELDS.items() for spelling in spellings.split()}
# A row of a long table says one of these of itself; they have no time or segment.
NAMES = ("lesion", "patient", "group", "moment", "segment")
PRE = "pre before preprocedure preprocedural prestent prestenting prepci preintervention preop"
POST = (
    "post after final postprocedure postprocedural poststent poststenting postpci postintervention postop immediate"
    " immediately"
)
LATER = "fu fup followup follow late reangiography control recatheterisation recatheterization"
MOMENT = (
    dict.fromkeys(PRE.split(), "pre") | dict.fromkeys(POST.split(), "post") | dict.fromkeys(LATER.split(), "follow_up")
)
SEGMENT = dict.fromkeys(["instent", "stent", "is", "withinstent"], "in_stent") | dict.fromkeys(
    ["insegment", "segment", "seg", "inlesion", "analysis", "insegm"], "in_segment"
)
# A column with one of these in its heading is meant to be read.
MEASURED = frozenset({"mld", "rvd", "ds"})
# Words that say nothing of which column it is.
FILLING = frozenset({"procedure", "procedural", "pci", "intervention", "up", "at", "the", "in", "of", "angiography"})
PERIOD = re.compile(r"([0-9]+)(d|day|days|w|wk|week|weeks|m|mo|mos|month|months|y|yr|year|years)")
UNCLEAR = frozenset({"baseline", "bl", "index"})
# 'stenting' belongs to the moment where it follows one, and 'lesion' names the row where it stands alone.
STENTING = r"pci|procedure|procedural|stenting|stent(?=$| (?:mld|rvd|ds|in))|intervention"
JOINED = (
    (rf"\b(pre|post|before|after) (?:{STENTING})\b", r"\1"),
    (r"\blate (?:lumen |luminal )?loss\b", "lateloss"),
    (r"\b(day|week|month|year)s? ([0-9]+)\b", r"\2\1"),
    (r"\bfollow ups?\b|\bf u\b", "followup"),
    (r"\bin stent\b", "instent"),
    (r"\bin (?:segment|lesion)\b", "insegment"),
    (r"\b([0-9]+) (d|days?|w|weeks?|m|mo|mos|months?|y|yrs?|years?)\b", r"\1\2"),
)


class Heading(NamedTuple):
    """The ``field`` of a column, '' for none and '?' where it cannot be told which; ``moment``, ``segment`` or ''.

    ``unit`` is metres in one of the column's unit, 0.01 for percent and 0 where the heading does not say. ``unclear``
    is a word that may be before or after stenting. ``period`` is the time of a follow-up as written, such as '9months'.
    """

    field: str
    moment: str = ""
    segment: str = ""
    unit: float = 0.0
    unclear: str = ""
    period: str = ""


def qca_heading(text: str) -> Heading:
    """``mld_pre``, ``In-stent MLD post (mm)``, ``%DS FU``, ``RVD 9 months [mm]``, ``lesion``, ``segment`` …"""
    if len(text) > LONGEST:
        return Heading("")
    words, unit = _words(text)
    bare = "".join(words)
    if bare in FIELD and FIELD[bare] in NAMES:
        return Heading(FIELD[bare])
    moment = segment = unclear = period = ""
    left: list[str] = []
    for word in words:
        if word in MOMENT:
            moment = moment or MOMENT[word]
        elif (found := PERIOD.fullmatch(word)) and found[1].strip("0"):
            moment, period = moment or "follow_up", word
        elif word in SEGMENT and not segment:
            segment = SEGMENT[word]
        elif word in UNCLEAR:
            unclear = word
        elif word not in FILLING:
            left.append(word)
    field = FIELD.get("".join(left), "?" if MEASURED & set(left) else "")
    if field in NAMES:
        return Heading("")
    return Heading(field, moment, segment, unit, unclear, period)


def moment_of(text: str) -> tuple[str, str]:
    """The moment that a cell of a long table names, and the period it states; '' where it is unclear."""
    words, _ = _words(text)
    for word in words:
        if word in MOMENT:
            return MOMENT[word], next((one for one in words if PERIOD.fullmatch(one)), "")
        if (found := PERIOD.fullmatch(word)) and found[1].strip("0"):
            return "follow_up", word
    return "", ""


def segment_of(text: str) -> str:
    """The segment that a cell names; '' where it is none of SEGMENTS."""
    words, _ = _words(text)
    return SEGMENT.get("".join(words), "")


def _words(text: str) -> tuple[list[str], float]:
    """The words of a heading in lower case, parted at signs, capitals and figures, and the unit among them."""
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=MLD|RVD)(?=[a-z])", " ", text.replace("µ", "u").replace("μ", "u"))
    folded = re.sub(r"[^a-z0-9%]+", " ", parted.lower().replace("%", " % ")).strip()
    for pattern, joined in JOINED:
        folded = re.sub(pattern, joined, folded)
    words, unit = folded.split(), 0.0
    kept = []
    for word in words:
        if word in LENGTHS:
            unit = LENGTHS[word]
        elif word in SHARES:
            unit = 0.01
        else:
            kept.append(word)
    return kept, unit
