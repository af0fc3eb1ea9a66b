"""Tables of quantitative coronary angiography: endpoints of every lesion and of every group."""

import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from neointima.instruments.qca_table import Lesion, film_of, read_qca
from neointima.instruments.wells import listed
from neointima.laboratory.measuring.measured import Measured, Wish
from neointima.laboratory.measuring.qca_endpoints import (
    RULE,
    group_summary,
    lesion_values,
    measured_endpoints,
    summary_values,
)

KIND = "qca table"
ALL = "all lesions"
NAMED = re.compile(rb"mld|(?:min\w*|least)[ _-]*(?:lum\w*[ _-]*)?diameter", re.IGNORECASE)
# How much of a file is looked at to see what it is.
LOOKED_AT = 65_536


def recognises(path: Path) -> bool:
    """Whether a table speaks of minimal lumen diameters."""
    suffix = path.suffix.lower()
    try:
        if suffix in (".csv", ".tsv", ".txt"):
            with path.open("rb") as file:
                return bool(NAMED.search(file.read(LOOKED_AT).replace(b"\0", b"")))
        if suffix in (".xlsx", ".xlsm"):
            return any(NAMED.search(part) for part in _first_parts(path))
    except (OSError, zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, EOFError, zlib.error):
        return False
    return False


def _first_parts(path: Path) -> list[bytes]:
    """The beginning of the texts of a workbook and of its first sheets."""
    with zipfile.ZipFile(path) as book:
        names = [
            name for name in book.namelist()[:200] if re.match(r"xl/(sharedStrings|worksheets/sheet\d+)\.xml", name)
        ]
        parts = []
        for name in names[:8]:
            with book.open(name) as part:
                parts.append(part.read(LOOKED_AT))
        return parts


def measured(path: Path, wish: Wish) -> Measured:
    """Every endpoint of every lesion, then the mean ± SD or rate of every group with its interval."""
    del wish
    read = read_qca(path)
    return measured_lesions(read.lesions, file=path.name, kind=KIND, notes=read.notes)


def measured_lesions(lesions: Sequence[Lesion], *, file: str, kind: str, notes: Sequence[str] = ()) -> Measured:
    """The same of lesions that somebody has read from films."""
    groups = list(dict.fromkeys(one.group for one in lesions if one.group))
    values, summaries = [], []
    for name, endpoint, numbers in measured_endpoints(lesions):
        values += lesion_values(lesions, name, endpoint=endpoint, values=numbers)
        for group in [*(groups if len(groups) > 1 else []), ALL]:
            own = np.array([group in (ALL, one.group) for one in lesions])
            summaries.append(group_summary(group, name, endpoint=endpoint, values=numbers[own]))
    values += [row for one in summaries for row in summary_values(one)]
    return Measured(file, kind, tuple(values), (*notes, *_notes(lesions)))


def _notes(lesions: Sequence[Lesion]) -> list[str]:
    """What a reader of the group's numbers must know."""
    notes = [f"binary restenosis: {RULE}"]
    for segment in ("in_stent", "in_segment"):
        films = {moment: [film_of(one, moment, segment).mld for one in lesions] for moment in ("pre", "post")}
        gains = np.array(films["post"]) - np.array(films["pre"])
        lost = [one.name[:40] for one, gain in zip(lesions, gains, strict=True) if gain <= 0]
        if lost:
            where = segment.replace("_", "-")
            notes.append(f"no {where} loss index where stenting gained nothing: {listed(lost)}")
    without = sum(np.isnan(film_of(one, "follow_up", "in_stent").mld) for one in lesions)
    if without:
        notes.append(f"{without} of {len(lesions)} lesions have no film of the stent at follow-up; they are left out")
    of_patient = Counter(one.patient for one in lesions if one.patient)
    if several := sum(count > 1 for count in of_patient.values()):
        notes.append(
            f"{several} patients have several lesions; the intervals take lesions as independent and are too narrow"
        )
    return notes
