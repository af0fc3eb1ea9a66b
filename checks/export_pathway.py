"""Renews the numbers of fkbp12_mtorc1.ant from the library and writes its SBML beside it, checked by libSBML.

`python checks/export_pathway.py`. Comments and everything else in the Antimony file stay as they are written.
"""

import re
from pathlib import Path
from typing import Any

import antimony
import libsbml

from neointima.laboratory.folder import write_text
from neointima.laboratory.pathway import FILE, NUMBERS, in_file_units

NAME = "FKBP12 - limus - mTORC1 to G1/S (neointima)"
HEADER = re.compile(r"<!-- Created by libAntimony.*?-->\n")
NOTES = '<notes><body xmlns="http://www.w3.org/1999/xhtml"><p>{}</p></body></notes>'


def renewed(text: str) -> str:
    """The Antimony text with every number that the library has put to the library's value."""
    for name in NUMBERS:
        value = in_file_units(name)
        line = re.compile(rf"^(  {name} = )([^;]+)(;)( *)", re.MULTILINE)
        found = line.search(text)
        if found is None:
            raise SystemExit(f"{FILE.name}: no line '  {name} = …;'")
        # A number that agrees is left as it was written, so that 0.0008 does not become 0.0007999999999999999.
        if value is not None and abs(float(found[2]) - value) > 1e-12 * abs(value):
            shown = f"{value:.15g}"
            gap = " " * max(2, len(found[2]) + len(found[4]) - len(shown))
            text = line.sub(lambda match, new=shown + ";" + gap: match[1] + new, text)
    return text


def exported(text: str) -> str:
    """The SBML of an Antimony text; SystemExit with libSBML's complaints when it is not consistent."""
    antimony.clearPreviousLoads()
    if antimony.loadAntimonyString(text) < 0:
        raise SystemExit(f"{FILE.name}: {antimony.getLastError()}")
    # The program's versions do not belong in a file that is compared with a fresh export.
    document = libsbml.readSBMLFromString(HEADER.sub("", antimony.getSBMLString(FILE.stem)))
    model = document.getModel()
    model.setName(NAME)
    model.setNotes(NOTES.format(_heading(text)))
    for rule in model.getListOfRules():
        math = rule.getMath().deepCopy()
        _pure(math)
        rule.setMath(math)
    if complaints := [str(fault) for fault in inconsistencies(document)]:
        raise SystemExit("\n".join(complaints))
    return HEADER.sub("", libsbml.writeSBMLToString(document))


def inconsistencies(document: Any) -> list[str]:
    """Errors and warnings of every libSBML check, units included."""
    document.checkConsistency()
    return [document.getError(number).getMessage() for number in range(document.getNumErrors())]


def _pure(math: Any) -> None:
    """Declare every literal to be a pure number, which in this file they all are."""
    if math.isNumber():
        math.setUnits("dimensionless")
    for number in range(math.getNumChildren()):
        _pure(math.getChild(number))


def _heading(text: str) -> str:
    """The comment at the head of the file."""
    lines = text.split("\nmodel ", 1)[0].splitlines()
    return (
        " ".join(line.removeprefix("//").strip() for line in lines).strip().replace("&", "&amp;").replace("<", "&lt;")
    )


if __name__ == "__main__":
    source: Path = FILE
    renewed_text = renewed(source.read_text(encoding="utf-8"))
    sbml = exported(renewed_text)
    write_text(source, renewed_text)
    write_text(source.with_suffix(".xml"), sbml)
    print(f"{source.with_suffix('.xml')}: no error, no warning")
