"""What the heading of a column, or the title of a block, means."""

import re
from typing import NamedTuple

ALIASES = {
    "well": "well wells wellposition position wellname wellid",
    "row": "row rows wellrow",
    "column": "column col columns wellcolumn wellcol",
    "plate": "plate plateid platename barcode",
    "compound": "compound compounds drug treatment herbicide substance agent",
    "cell_line": "cellline celllinename",
    "series": "series replicate rep replicates",
    "role": "role roles type welltype content kind",
    "unit": "unit units doseunit concunit concentrationunit",
    "dose": "dose doses conc concs concentration concentrations",
    "signal": "response signal absorbance od value viability y cellcount count luminescence fluorescence rlu rfu",
    "control": "cellcountctrl control ctrl",
    "time_zero": "cellcounttime0 timezero time0 t0",
    "x": "x",
}
FIELDS = {alias: field for field, aliases in ALIASES.items() for alias in aliases.split()}
WAVELENGTH = re.compile(r"(?:a|od|abs|absorbance)[0-9]{3}(?:nm)?")
LONGEST = 100
LOGARITHM = re.compile(r"(?:log|log10|log2|ln)(?:dose|conc|concentration|m|mm|um|nm|pm|molar)?")
UNITS = {
    "M": "m molar moll",
    "mM": "mm millimolar mmoll",
    "uM": "um micromolar umoll",
    "nM": "nm nanomolar nmoll",
    "pM": "pm picomolar pmoll",
    "ng/mL": "ngml ugl",
    "ug/mL": "ugml mcgml mgl",
    "mg/mL": "mgml gl",
}
SPELLINGS = {spelling: unit for unit, spellings in UNITS.items() for spelling in spellings.split()}


class Heading(NamedTuple):
    """The field a heading names ('' where it names none) and the unit it states, as written."""

    field: str
    unit: str = ""


def heading(text: str) -> Heading:
    """``conc_uM``, ``Concentration (nM)``, ``dose [µM]``, ``A490`` and the like; case and punctuation do not count."""
    if len(text) > LONGEST:
        return Heading("")
    if field := _field(text):
        return Heading(field)
    bracket = re.fullmatch(r"(.+?)\s*[(\[]\s*([^()\[\]]*?)\s*[)\]]\s*", text, re.DOTALL)
    if bracket and (field := _field(bracket[1])):
        return _logarithm_or(Heading(field, bracket[2] if field in ("dose", "x") else ""))
    for separator in re.finditer(r"[\s_.\-]+", text):
        unit = text[separator.end() :]
        if _field(text[: separator.start()]) == "dose" and unit_in(unit):
            return Heading("dose", unit)
    return Heading("")


def unit_in(text: str) -> str | None:
    """One of the units of doses, however it is spelled; None where the text is another unit."""
    folded = text.replace("µ", "u").replace("μ", "u").lower()
    return SPELLINGS.get(re.sub(r"[\s/_.]|per", "", folded))


def _field(text: str) -> str:
    key = re.sub(r"[\W_]+", "", text.lower())
    if WAVELENGTH.fullmatch(key):
        return "signal"
    return "log_dose" if key.startswith("l") and LOGARITHM.fullmatch(key) else FIELDS.get(key, "")


def _logarithm_or(found: Heading) -> Heading:
    """A dose whose unit is the logarithm of one is not a dose."""
    return Heading("log_dose") if re.match(r"log|ln", found.unit.lower()) else found
