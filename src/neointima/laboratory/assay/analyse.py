"""The whole way of a plate: read, normalise, fit, check, write."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from neointima.analysis.dose_response.choice import Test, nested
from neointima.analysis.dose_response.fit import Fit, fit_shared, observe
from neointima.analysis.dose_response.models import model
from neointima.analysis.dose_response.potency import ratio_delta, ratio_fieller, ratio_likelihood
from neointima.instruments.layout import apply_layout, read_layout
from neointima.instruments.plate_reader import read_plates
from neointima.laboratory.assay.compound import Result, Row, Wish, curve_points, potency_row, study_compound
from neointima.laboratory.assay.growth import growth_rows
from neointima.laboratory.assay.normalise import Normalised, normalise, responses
from neointima.laboratory.assay.quality import Check, check_plates
from neointima.laboratory.folder import open_results, write_table
from neointima.mistake import Mistake
from neointima.quantities.kinds import Array

POINTS = 120
WELLS = ("plate", "row", "column", "role", "compound", "series", "dose", "unit", "signal", "response", "flag")
CURVES = ("compound", "model", "chosen", "dose", "response", "lower", "upper")
FRACTION = (-0.5, 2.0)


def analyse(paths: Sequence[Path], out: Path, *, layout: Path | None = None, wish: Wish, reference: str = "") -> Path:
    """Read the plates in ``paths`` and write fits.csv, wells.csv, quality.csv, curves.csv and notes.csv to ``out``.

    Raises Mistake for files that cannot be read, and where no compound can carry a curve.
    """
    plates = read_plates(paths)
    if layout:
        plates = apply_layout(plates, read_layout(layout))
    normal = normalise(plates)
    wish, notes = _absolute(normal, wish)
    compounds = list(dict.fromkeys(one.reading.compound for one in normal.wells if one.reading.role == "sample"))
    if reference and reference not in compounds:
        raise Mistake(f"'{reference}' is not on these plates; choose --reference from {', '.join(compounds[:20])}")
    found, refused = _study(normal, compounds, wish)
    notes += refused
    tables = [Findings(normal, compound, result) for compound, result in found.items()]
    rows = [row for one in tables for row in one.rows()]
    rows += _ratios(tables, reference or compounds[0])
    open_results(out)
    write_table(out / "fits.csv", Row._fields, rows)
    write_table(out / "wells.csv", WELLS, _wells(normal, tables))
    write_table(out / "quality.csv", Check._fields, check_plates(normal.wells, _expected(normal, tables)))
    write_table(out / "curves.csv", CURVES, [line for one in tables for line in one.curves()])
    write_table(out / "notes.csv", ("note",), [(note,) for note in (*normal.notes, *notes)])
    return out


class Findings:
    """One compound with its wells and its result."""

    def __init__(self, normal: Normalised, compound: str, result: Result) -> None:
        self.normal, self.compound, self.result = normal, compound, result
        self.doses, self.responses, self.numbers = responses(normal.wells, compound, normal.baseline)
        self.unit = unit_of(normal, compound)

    def rows(self) -> list[Row]:
        """All lines of fits.csv, the chosen model first."""
        chosen = self.result.chosen.model.name if self.result.chosen else ""
        lines = sorted(self.result.rows, key=lambda row: row.model != chosen)
        first = Row(self.compound, chosen or "none", "chosen", np.nan, np.nan, np.nan, "AICc", _why(self.result), "")
        more = growth_rows(self.normal.wells, self.compound, self.unit)
        return [first, *lines, *more, *self._plate_effect()]

    def curves(self) -> list[tuple[Any, ...]]:
        """Points of the chosen curve, or of the best where the compound is flat, with a 95 % band."""
        one = self.result.chosen or self.result.fits[0]
        positive = self.doses[self.doses > 0]
        grid = np.geomspace(positive.min() / 2, positive.max() * 2, POINTS)
        middle, error = curve_points(one, grid)
        reach = 1.96 * error
        marked = "yes" if self.result.chosen else "flat"
        lines = zip(grid, middle, middle - reach, middle + reach, strict=True)
        return [(self.compound, one.model.name, marked, *(float(v) for v in line)) for line in lines]

    def _plate_effect(self) -> list[Row]:
        """Whether plates need curves of their own."""
        plates = np.array([self.normal.wells[n].reading.plate for n in self.numbers])
        names = list(dict.fromkeys(plates))
        if len(names) < 2 or not self.result.chosen:
            return []
        group = np.array([names.index(plate) for plate in plates])
        try:
            apart = fit_shared(observe(self.doses, self.responses, group=group), model("4PL"), groups=names)
            joint = fit_shared(observe(self.doses, self.responses), model("4PL"), groups=("",))
        except Mistake:
            return []
        test: Test = nested(joint, apart)
        said = "plates differ; read each on its own" if test.p < 0.05 else "plates agree"
        note = f"P {test.p:.3g}: {said}"
        return [Row(self.compound, "log_logistic_4", "plate effect", test.f, np.nan, np.nan, "F", note, "")]


def _why(result: Result) -> str:
    if result.chosen is None:
        return "no curve: flat, no effect of the dose is shown"
    name = result.chosen.model.name
    return f"{name}: least AICc" if result.fits[0] is result.chosen else f"{name}: none is better by 2 of AICc"


def _study(normal: Normalised, compounds: Sequence[str], wish: Wish) -> tuple[dict[str, Result], list[str]]:
    found, refused = {}, []
    for compound in compounds:
        doses, signal, _ = responses(normal.wells, compound, normal.baseline)
        try:
            found[compound] = study_compound(compound, (doses, signal), unit=unit_of(normal, compound), wish=wish)
        except Mistake as mistake:
            refused.append(f"{compound or 'the only compound'}: not fitted; {mistake}")
    if not found:
        raise Mistake(refused[0])
    return found, refused


def unit_of(normal: Normalised, compound: str) -> str:
    """The unit of a compound's doses."""
    return next(one.reading.unit for one in normal.wells if one.reading.compound == compound)


def _absolute(normal: Normalised, wish: Wish) -> tuple[Wish, list[str]]:
    """Half of the control as the absolute level: where there is one, or where responses look like shares of one."""
    if wish.absolute is not None or wish.percents == ():
        return wish, []
    if normal.baseline != "nothing":
        return _at(wish, 0.5), []
    zero = [one.response for one in normal.wells if one.reading.dose == 0]
    if zero:
        half = float(np.mean(zero)) / 2
        return _at(wish, half), [f"absolute levels are shares of the mean at dose zero ({2 * half:.4g})"]
    values = [one.response for one in normal.wells]
    if FRACTION[0] < min(values) and max(values) < FRACTION[1]:
        return _at(wish, 0.5), ["responses are taken as shares of the control (--absolute changes this)"]
    return wish, ["no control and no level given, so no absolute IC50; give one with --absolute"]


def _at(wish: Wish, level: float) -> Wish:
    return Wish(wish.model, wish.variance, level, wish.percents)


def _expected(normal: Normalised, tables: Sequence[Findings]) -> Array:
    expected = np.full(len(normal.wells), np.nan)
    for one in tables:
        best = one.result.chosen or one.result.fits[0]
        expected[one.numbers] = best.predict("", one.doses)
    if normal.baseline in ("vehicle", "untreated"):
        for number, well in enumerate(normal.wells):
            if well.reading.role == normal.baseline:
                expected[number] = 1.0
    return expected


def _wells(normal: Normalised, tables: Sequence[Findings]) -> list[tuple[Any, ...]]:
    """Every well; those that stand out are flagged and stay in the fit."""
    flagged = {int(n) for one in tables for n in one.numbers[one.result.outlying]}
    lines = []
    for number, (reading, response) in enumerate(normal.wells):
        flag = "stands out" if number in flagged else ""
        place = (reading.plate, reading.row or "", reading.column or "", reading.role, reading.compound, reading.series)
        lines.append((*place, reading.dose, reading.unit, reading.signal, response, flag))
    return lines


def _ratios(tables: Sequence[Findings], reference: str) -> list[Row]:
    """Potency of every compound over the reference, from 4PLs fitted together, if neither is flat."""
    against = next((one for one in tables if one.compound == reference and one.result.chosen), None)
    if against is None:
        return []
    rows = []
    for one in tables:
        if one is against or not one.result.chosen or one.unit != against.unit:
            continue
        rows += _ratio(one, against)
    return rows


def _ratio(one: Findings, against: Findings) -> list[Row]:
    names = (one.compound, against.compound)
    group = np.repeat([0, 1], [one.doses.size, against.doses.size])
    doses, signal = np.append(one.doses, against.doses), np.append(one.responses, against.responses)
    try:
        together: Fit = fit_shared(observe(doses, signal, group=group), model("4PL"), groups=names)
    except Mistake:
        return []
    quantity, key = f"relative IC50 over that of {against.compound}", "log_logistic_4"
    ways = {"profile": ratio_likelihood, "delta": ratio_delta, "Fieller": ratio_fieller}
    return [
        potency_row(one.compound, key, quantity, found=way(together, *names), method=method, unit="")
        for method, way in ways.items()
    ]
