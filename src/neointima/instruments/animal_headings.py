"""What the headings of an animal study's table mean: who was treated with what, and what was measured."""

import re
from typing import NamedTuple

LONGEST = 100
ROLES = {
    "file": "file filename image imagefile picture slide path",
    "section": "section sectionid sectionno sectionnumber sectionname slice frame",
    "animal": "animal animalid animalno animalnumber pig pigid pigno pignumber swine rabbit rabbitid sheep dog subject"
    " subjectid",
    "stent": "stent stentid stentno stentnumber stentname implant implantid",
    "artery": "artery arteryid vessel vesselid coronary coronaryartery",
    "group": "group groupname device devicename arm treatment stenttype treatmentgroup",
    "day": "day days timepoint followup followupday sacrificeday",
    "segment": "segment position part",
    "strut": "strut strutid strutno strutnumber",
    "endpoint": "endpoint measure parameter variable outcome quantity",
    "value": "value result",
    "unit": "unit units",
    "basis": "basis reference referredto",
}
ROLE = {word: role for role, words in ROLES.items() for word in words.split()}
ENDPOINTS = {
    "injury_score": "injury injuryscore meaninjuryscore schwartz schwartzscore schwartzinjuryscore vesselinjuryscore",
    "inflammation_score": "inflammation inflammationscore inflammatoryscore meaninflammationscore",
    "fibrin_score": "fibrin fibrinscore fibrindeposition fibrindepositionscore",
    "endothelialisation_score": "endothelialisationscore endothelializationscore reendothelializationscore",
    "endothelialisation": "endothelialisation endothelialization reendothelialisation reendothelialization"
    " endothelialcoverage",
    "neointimal_area": "neointimalarea neointimaarea intimalarea nia",
    "neointimal_thickness": "neointimalthickness neointimathickness nit",
    "percent_area_stenosis": "areastenosis percentareastenosis percentstenosis stenosis pas",
    "lumen_area": "lumenarea luminalarea",
    "iel_area": "ielarea internalelasticlaminaarea",
    "eel_area": "eelarea externalelasticlaminaarea",
    "media_area": "mediaarea medialarea",
    "stent_area": "stentarea",
}
ENDPOINT = {word: name for name, words in ENDPOINTS.items() for word in words.split()}
PERCENT = frozenset({"percent_area_stenosis", "endothelialisation"})
UNITS = {
    "mm": "mm", "mm2": "mm²", "sqmm": "mm²", "mm3": "mm³", "um": "µm", "um2": "µm²", "cm": "cm", "cm2": "cm²",
    "percent": "%", "pct": "%", "%": "%", "ng/mg": "ng/mg", "1": "", "score": "", "points": "", "dimensionless": "",
}  # fmt: skip
BRACKET = re.compile(r"(.+?)\s*[(\[]\s*([^()\[\]]*?)\s*[)\]]\s*")
NOT_MEASURED = frozenset({"n", "no", "nr", "id", "index", "row", "line", "number", "date", "year", "comment", "remark"})


class Heading(NamedTuple):
    """A ``role`` of the design, or the ``endpoint`` that a column of numbers holds; the unit as people write it."""

    role: str
    endpoint: str = ""
    unit: str = ""


def animal_heading(text: str) -> Heading:
    """``Pig no.``, ``Device``, ``neointimal area [mm2]``, ``NIA_mm2``, ``% area stenosis``, ``fibrin score (0-3)`` …"""
    if not text.strip() or len(text) > LONGEST:
        return Heading("")
    found = BRACKET.fullmatch(text)
    stated = unit(found[2]) if found else ""
    name = found[1] if found else text
    role = ROLE.get(key(name), "")
    if role:
        return Heading(role, unit=found[2].strip() if found else "")
    if not stated:
        name, stated = _trailing(name)
    if "%" in name:
        name, stated = name.replace("%", " "), stated or "%"
    endpoint = endpoint_name(name)
    if not endpoint or key(name) in NOT_MEASURED:
        return Heading("")
    return Heading("", endpoint, stated or ("%" if endpoint in PERCENT else ""))


def endpoint_name(text: str) -> str:
    """The name of an endpoint however it is spelled; its own words where it is not one of those known."""
    return ENDPOINT.get(key(text), re.sub(r"[\W_]+", "_", text.strip().lower()).strip("_"))


def unit(text: str) -> str:
    """A unit as it is printed: mm2, mm^2 and mm**2 are mm²; a range such as 0-3 is none."""
    plain = re.sub(r"\*\*|\^|\s", "", text).replace("²", "2").replace("³", "3")
    folded = plain.replace("\N{GREEK SMALL LETTER MU}", "u").replace("\N{MICRO SIGN}", "u").lower()
    if folded in UNITS:
        return UNITS[folded]
    return text.strip() if re.search(r"[A-Za-z]", text) and len(text) <= 20 else ""


def key(text: str) -> str:
    """Letters and digits of a heading, in small letters."""
    return re.sub(r"[\W_]+", "", text.lower())


def _trailing(text: str) -> tuple[str, str]:
    """A heading and the unit at its end, as in ``NIA_mm2`` and ``lumen area mm²``."""
    parts = re.split(r"[\s_]+", text.strip())
    if len(parts) > 1:
        folded = parts[-1].replace("²", "2").replace("³", "3").replace("µ", "u").replace("μ", "u").lower()
        if UNITS.get(folded):
            return " ".join(parts[:-1]), UNITS[folded]
    return text, ""
