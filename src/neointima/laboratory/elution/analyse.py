"""The whole way of an elution curve: read, fit, compare, write the tables and the device."""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from neointima.analysis.release_fit.candidates import released
from neointima.analysis.release_fit.choice import chosen, compare
from neointima.analysis.release_fit.fit import Fit, observe
from neointima.instruments.elution_curve import Curve, read_curves
from neointima.instruments.formula_guard import guarded
from neointima.laboratory.elution.device_file import Measured, device_text, in_shown, shown_unit, thickness
from neointima.laboratory.elution.wish import AUTO, IMPOSED, Wish
from neointima.laboratory.folder import open_results, write_table, write_text
from neointima.mistake import Mistake
from neointima.quantities.kinds import Array
from neointima.quantities.units import convert

CURVE = ("curve", "time_day", "released_percent", "sd_percent", "replicates", "fitted_percent", "residual_points")
MODELS = (
    *("curve", "model", "title", "chosen", "aicc", "weight", "residual_sd_points"),
    *("parameter", "estimate", "lower", "upper", "unit", "note"),
)
LINES = ("curve", "model", "time_day", "released_percent")
DRAWN = 160
# More points say little more of a curve, and a fit of two thousand takes two minutes.
MOST_FITTED = 150
FOLLOWED = "follows the points; nothing is fitted"
# A fit that misses by more than assays do, and a curve that ends before most of the dose is out.
WIDE_MISS, NEARLY_OUT = 0.03, 0.9


def analyse(path: Path, out: Path, wish: Wish) -> Path:
    """Fit the curves of ``path`` and write curve.csv, models.csv, lines.csv, notes.csv and device files to ``out``.

    Raises Mistake for a file that cannot be read, a curve that cannot be one, and options that cannot be meant.
    """
    wish.check()
    curves, notes = read_curves(path, dose=wish.load())
    found = [_study(path.name, thinned(curve), wish) for curve in curves]
    devices = [device_text(measured) for measured, _ in found]
    open_results(out)
    _write(out / "curve.csv", CURVE, [row for measured, _ in found for row in _points(measured)])
    _write(out / "models.csv", MODELS, [row for measured, fits in found for row in _models(measured, fits)])
    _write(out / "lines.csv", LINES, [row for measured, fits in found for row in _lines(measured, fits)])
    names = _file_names([measured.curve.name for measured, _ in found])
    remarks = [("", "note", note) for note in notes]
    for (measured, _), (text, warnings), name in zip(found, devices, names, strict=True):
        write_text(out / name, text)
        own = [*warnings, *_doubts(measured)]
        remarks += [(measured.curve.name, "device", name)]
        remarks += [(measured.curve.name, "warning", warning) for warning in own]
        remarks += [(measured.curve.name, "note", note) for note in measured.curve.notes]
    _write(out / "notes.csv", ("curve", "kind", "text"), remarks)
    return out


def _write(path: Path, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write a table in which no name is a formula."""
    write_table(path, columns, [[guarded(cell) if isinstance(cell, str) else cell for cell in row] for row in rows])


def thinned(curve: Curve) -> Curve:
    """The curve as it is, or of a long one points evenly chosen, which a fit cannot tell from all and can afford."""
    if curve.times.size <= MOST_FITTED:
        return curve
    kept = np.unique(np.linspace(0, curve.times.size - 1, MOST_FITTED).round().astype(int))
    note = f"fitted on {kept.size} of {curve.times.size} points, evenly chosen"
    times, fractions, sds, replicates = (
        part[kept] for part in (curve.times, curve.fractions, curve.sds, curve.replicates)
    )
    return Curve(curve.name, times, fractions, sds, replicates, (*curve.notes, note))


def _study(file: str, curve: Curve, wish: Wish) -> tuple[Measured, list[Fit]]:
    """The curve with the model chosen, and all that were compared."""
    place = f"{file}, {curve.name[:40]}" if curve.name else file
    try:
        observed = observe(curve.times, curve.fractions, sds=curve.sds, replicates=curve.replicates)
        fits = compare(observed, thickness=thickness(wish))
        own = next((one for one in fits if one.candidate.name == wish.model), None)
        if wish.model not in (AUTO, IMPOSED) and own is None:
            raise Mistake(
                f"{observed.times.size} points are too few for {wish.model}; measure more, or use --model auto"
            )
    except Mistake as mistake:
        if wish.model == IMPOSED:
            return Measured(file, curve, wish, None), []
        raise Mistake(f"{place}: {mistake}") from None
    if wish.model == IMPOSED:
        return Measured(file, curve, wish, None), fits
    return Measured(file, curve, wish, own or chosen(fits)), fits


def _points(measured: Measured) -> list[tuple[Any, ...]]:
    curve = measured.curve
    days, fitted = convert(curve.times, "s", "day"), _followed(measured, curve.times)
    columns = (days, 100 * curve.fractions, 100 * curve.sds, curve.replicates, 100 * fitted)
    rows = zip(*(column.tolist() for column in columns), strict=True)
    return [(curve.name, *row, row[1] - row[4]) for row in rows]


def _followed(measured: Measured, times: Array) -> Array:
    """The curve that the device will follow."""
    if measured.fit is None:
        curve = measured.curve
        return released(IMPOSED, {"times": curve.times, "fractions": curve.fractions}, times)[0]
    return measured.fit.released(times)


def _models(measured: Measured, fits: Sequence[Fit]) -> list[tuple[Any, ...]]:
    """A line for each parameter of each model."""
    rows: list[tuple[Any, ...]] = []
    nan = float("nan")
    for one in fits:
        name, model = measured.curve.name, one.candidate.name
        is_chosen = "yes" if measured.fit is not None and measured.fit.candidate.name == model else "no"
        head = (name, model, one.candidate.title, is_chosen, one.aicc, one.weight, 100 * one.sd)
        for parameter in one.parameters:
            numbers = in_shown(parameter[1:4], model, parameter.field)
            rows.append((*head, parameter.field, *numbers, shown_unit(model, parameter.field), parameter.flag))
    followed = "yes" if measured.fit is None else "no"
    title = "the points themselves, joined by a monotone curve"
    rows.append((measured.curve.name, IMPOSED, title, followed, nan, nan, nan, "", nan, nan, nan, "", FOLLOWED))
    return rows


def _lines(measured: Measured, fits: Sequence[Fit]) -> list[tuple[Any, ...]]:
    """Every fitted curve, drawn finely; the points' own where it was chosen."""
    last = measured.curve.times[-1]
    times = np.linspace(0, np.sqrt(last), DRAWN)[1:] ** 2
    drawn = [(one.candidate.name, one.released(times)) for one in fits]
    if measured.fit is None:
        drawn.append((IMPOSED, _followed(measured, times)))
    days = convert(times, "s", "day")
    return [
        (measured.curve.name, model, float(day), 100 * float(share))
        for model, shares in drawn
        for day, share in zip((0.0, *days), (0.0, *shares), strict=True)
    ]


def _doubts(measured: Measured) -> list[str]:
    """What is to be known before a fitted number is used."""
    one, curve = measured.fit, measured.curve
    if one is None:
        return []
    doubts = [f"{one.candidate.name}: {each.field} is {each.flag}" for each in one.parameters if each.flag]
    if one.sd > WIDE_MISS:
        doubts.append(
            f"the best model misses the points by {100 * one.sd:.2g} percentage points (residual SD); --model"
            f" {IMPOSED} follows them as they are"
        )
    if curve.fractions[-1] < NEARLY_OUT:
        doubts.append(
            f"the curve ends at {100 * curve.fractions[-1]:.3g} % released; what comes later is the model's word alone"
        )
    return doubts


def _file_names(curves: Sequence[str]) -> list[str]:
    """device.toml, or a file for each curve that no other has."""
    if len(curves) == 1:
        return ["device.toml"]
    safe = [re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")[:40] or "unnamed" for name in curves]
    return [
        f"device_{stem}.toml" if safe.count(stem) == 1 else f"device_{stem}_{place}.toml"
        for place, stem in enumerate(safe, start=1)
    ]
