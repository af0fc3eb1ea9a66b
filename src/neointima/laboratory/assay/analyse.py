"""The whole way of a plate: read, normalise, fit, check, write."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from neointima.analysis.dose_response.models import model
from neointima.instruments.formula_guard import guarded
from neointima.instruments.layout import apply_layout, read_layout
from neointima.instruments.plate_reader import read_plates
from neointima.laboratory.assay.compound import Result, Wish, study_compound
from neointima.laboratory.assay.joint import joint_rows
from neointima.laboratory.assay.normalise import Normalised, Well, normalise, responses
from neointima.laboratory.assay.potency_rows import Row
from neointima.laboratory.assay.quality import Check, check_plates, odd_controls
from neointima.laboratory.assay.ratios import ratio_rows
from neointima.laboratory.assay.studied import Studied, unit_of
from neointima.laboratory.folder import open_results, write_table
from neointima.mistake import Mistake
from neointima.quantities.kinds import Array

WELLS = ("plate", "row", "column", "role", "compound", "series", "dose", "unit", "signal", "response", "flag")
CURVES = ("compound", "model", "chosen", "dose", "response", "lower", "upper")
# Responses taken for shares of a control: all of them in FRACTION, those at the lowest dose near 1 on average.
FRACTION, NEAR_ONE = (-0.5, 2.0), (0.7, 1.3)


def analyse(paths: Sequence[Path], out: Path, *, layout: Path | None = None, wish: Wish, reference: str = "") -> Path:
    """Read the plates in ``paths`` and write fits.csv, wells.csv, quality.csv, curves.csv and notes.csv to ``out``.

    Raises Mistake for files that cannot be read, and where no compound can carry a curve.
    """
    if wish.model != "auto":
        model(wish.model)
    plates = read_plates(paths)
    if layout:
        plates = apply_layout(plates, read_layout(layout))
    normal = normalise(plates, wish.control)
    compounds = list(dict.fromkeys(one.reading.compound for one in normal.wells if one.reading.role == "sample"))
    if reference and reference not in compounds:
        raise Mistake(f"'{reference}' is not on these plates; choose --reference from {', '.join(compounds[:20])}")
    found, notes, refused = _study(normal, compounds, wish)
    if reference and reference not in found:
        refused.append(f"no potency ratios: the reference {reference} was not fitted")
    studied = [Studied(normal, compound, result) for compound, result in found.items()]
    rows = [row for one in studied for row in one.rows()]
    ratios = ratio_rows(studied, reference or next(iter(found)))
    # Where nobody asked for ratios, nobody asks why there is none.
    rows += [row for row in ratios if reference or np.isfinite(row.estimate)]
    joint, left_out = joint_rows(studied, wish.shared)
    rows += joint
    notes += left_out
    open_results(out)
    _write(out / "fits.csv", Row._fields, rows)
    _write(out / "wells.csv", WELLS, _wells(normal, studied))
    _write(out / "quality.csv", Check._fields, check_plates(normal.wells, _expected(normal, studied)))
    _write(out / "curves.csv", CURVES, [line for one in studied for line in one.curves()])
    _write(out / "notes.csv", ("note",), [(note,) for note in (*normal.notes, *notes, *refused)])
    return out


def _write(path: Path, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write a table in which no name is a formula."""
    write_table(path, columns, [[guarded(cell) if isinstance(cell, str) else cell for cell in row] for row in rows])


def _study(normal: Normalised, compounds: Sequence[str], wish: Wish) -> tuple[dict[str, Result], list[str], list[str]]:
    """Each compound's result, notes, and why others were refused."""
    found: dict[str, Result] = {}
    notes, refused = [], []
    for compound in compounds:
        doses, signal, _ = responses(normal.wells, compound, normal.baseline)
        unit = unit_of(normal.wells, compound)
        own, note = _level(normal, compound, wish)
        notes.append(note)
        try:
            found[compound] = study_compound(compound, (doses, signal), unit=unit, wish=own)
        except Mistake as mistake:
            refused.append(f"{compound or 'the only compound'}: not fitted; {mistake}")
    if not found:
        raise Mistake(refused[0])
    return found, [note for note in dict.fromkeys(notes) if note], refused


def _level(normal: Normalised, compound: str, wish: Wish) -> tuple[Wish, str]:
    """The wish with half of the compound's control as the absolute level, and a note on what was taken.

    The control is 1 where responses were divided by one; else the compound's own mean at dose zero; else 1 where the
    responses look like shares. There is no level where the user asked for signals as they are.
    """
    if wish.absolute is not None:
        return wish, ""
    if normal.baseline != "nothing":
        return replace(wish, absolute=0.5), ""
    if wish.control == "none":
        return wish, "signals as they are have no absolute IC50; give a level with --absolute"
    own = [one for one in normal.wells if one.reading.compound == compound]
    zero = [one.response for one in own if one.reading.dose == 0]
    if zero:
        half = float(np.mean(zero)) / 2
        note = f"{compound or 'the compound'}: absolute levels are shares of its mean at dose zero ({2 * half:.4g})"
        return (replace(wish, absolute=half), note) if half > 0 else (wish, "")
    if _are_shares(own):
        return replace(wish, absolute=0.5), "responses are taken as shares of the control (--absolute changes this)"
    return wish, "no control and no level given, so no absolute IC50; give one with --absolute"


def _are_shares(wells: Sequence[Well]) -> bool:
    used = [one for one in wells if one.reading.role == "sample" and one.reading.dose > 0]
    values = [one.response for one in used]
    lowest = min(one.reading.dose for one in used)
    first = float(np.mean([one.response for one in used if one.reading.dose == lowest]))
    return FRACTION[0] < min(values) and max(values) < FRACTION[1] and NEAR_ONE[0] < first < NEAR_ONE[1]


def _expected(normal: Normalised, studied: Sequence[Studied]) -> Array:
    """What each well should read: its curve, or 1 for the controls that others are divided by; nan elsewhere."""
    expected = np.full(len(normal.wells), np.nan)
    for one in studied:
        expected[one.numbers] = one.curve(one.doses)[0]
    for number, well in enumerate(normal.wells):
        if well.reading.role == normal.baseline and np.isfinite(well.response):
            expected[number] = 1.0
    return expected


def _wells(normal: Normalised, studied: Sequence[Studied]) -> list[tuple[Any, ...]]:
    """Every well; those that stand out are flagged and stay in the fit."""
    flagged = {int(n) for one in studied for n in one.numbers[one.result.outlying]} | odd_controls(normal.wells)
    lines = []
    for number, (reading, response) in enumerate(normal.wells):
        flag = "stands out" if number in flagged else ""
        place = (reading.plate, reading.row or "", reading.column or "", reading.role, reading.compound, reading.series)
        lines.append((*place, reading.dose, reading.unit, reading.signal, response, flag))
    return lines
