"""Measured release curves from text files and workbooks: time against drug released, one curve for each device."""

from collections.abc import Mapping, Sequence
from math import isfinite, nan
from pathlib import Path
from typing import NamedTuple

import numpy as np

from neointima.instruments.elution_headings import AMOUNTS, TIMES, Heading, elution_heading
from neointima.instruments.numbers import is_missing
from neointima.instruments.sheet import Cell, Sheet, at, number, words
from neointima.instruments.spreadsheet import cells
from neointima.instruments.wells import listed
from neointima.mistake import Mistake
from neointima.quantities.kinds import Array
from neointima.quantities.units import convert

HEADER_LINES = 200
MOST_POINTS, MOST_CURVES = 2_000, 24
# Shares of the dose that assays miss by: what a curve may fall, pass the whole dose, or hold at time zero.
DIP, OVER, START = 0.01, 0.02, 0.01
# Sums of decimals: what a share may miss a limit by and still be on it.
ROUNDING = 1e-9
UNDERSTOOD = "a table with the columns time [day] and released [%] is understood"
SAY_SO = "if the column holds what each interval released, or what remains, say so in its heading"


class Curve(NamedTuple):
    """One release curve from (0, 0): times [s], mean share of the dose released, its SD (nan), number of replicates.

    ``sds`` are zero at the start; ``notes`` say what was averaged, added, levelled or left out.
    """

    name: str
    times: Array
    fractions: Array
    sds: Array
    replicates: Array
    notes: tuple[str, ...]


class Column(NamedTuple):
    """A column of the table: where, as it was written, and what it means."""

    place: int
    text: str
    means: Heading


class Point(NamedTuple):
    """One line: its number in the file, time as written, what each replicate column says, and the SD."""

    line: int
    time: float
    values: tuple[float, ...]
    sd: float


class Layout(NamedTuple):
    """The columns that are read, ``released`` with one for each replicate; ``place`` begins every complaint."""

    place: str
    time: Column
    released: tuple[Column, ...]
    others: Mapping[str, Column]

    def kind(self) -> str:
        return self.released[0].means.kind


def read_curves(path: Path, *, dose: float = nan) -> tuple[list[Curve], list[str]]:
    """The curves of a file, and notes on the file; ``dose`` [kg] is the whole load, needed where drug is weighed.

    Refuses with the reason: no such table, no or unknown unit, times that do not rise, a negative value, a curve that
    falls by more than one percentage point, passes 100 % by more than two, or does not start at zero.
    """
    notes: list[str] = []
    for sheet in cells(path):
        found = _layout(sheet, str(path))
        notes += sheet.notes
        if found is None:
            notes += [f"sheet '{sheet.name}' holds no release curve and was passed by"]
            continue
        header, layout, said = found
        groups = _groups(sheet.rows[header + 1 :], header + 2, layout)
        curves = [_curve(name, points, layout, dose=dose) for name, points in groups.items()]
        return curves, [*notes, *said]
    raise Mistake(f"{path}: no release curve found; {UNDERSTOOD}")


def _layout(sheet: Sheet, place: str) -> tuple[int, Layout, list[str]] | None:
    """The line of the header, its columns, and notes on those that are not read."""
    for line, row in enumerate(sheet.rows[:HEADER_LINES]):
        columns = [Column(k, words(c), elution_heading(words(c))) for k, c in enumerate(row) if isinstance(c, str)]
        roles = [one.means.role for one in columns]
        if "time" in roles and "released" in roles:
            layout = _checked(columns, place)
            return line, layout, _unread(columns, layout.time)
    return None


def _checked(columns: Sequence[Column], place: str) -> Layout:
    """The layout where units are known and replicates are of one kind."""
    time = next(one for one in columns if one.means.role == "time")
    _check_unit(time, TIMES, place)
    released = [one for one in columns if one.means.role == "released"]
    unit = next((one.means.unit for one in released if one.means.unit), "")
    first = released[0]._replace(means=released[0].means._replace(unit=unit))
    _check_unit(first, AMOUNTS, place)
    for one in released:
        if one.means.unit not in ("", unit) or one.means.kind != first.means.kind:
            raise Mistake(f"{place}: '{one.text}' and '{first.text}' differ in what they hold; name replicates alike")
    others = {one.means.role: one for one in columns[::-1] if one.means.role in ("sd", "series", "replicate")}
    if "sd" in others and others["sd"].means.unit not in ("", unit):
        raise Mistake(f"{place}: '{others['sd'].text}' is not in the unit of '{first.text}'; write both in one unit")
    return Layout(place, time, (first, *released[1:]), others)


def _check_unit(column: Column, known: Mapping[str, str], place: str) -> None:
    unit, role = column.means.unit, column.means.role
    if unit not in known:
        fault = f"'{unit[1:21]}' is not a unit of it" if unit else "its heading has no unit"
        raise Mistake(f"{place}: column '{column.text[:30]}', {role}: {fault}; write {role} [{'], ['.join(known)}]")


def _unread(columns: Sequence[Column], time: Column) -> list[str]:
    taken = ("released", "sd", "series", "replicate")
    names = [repr(one.text) for one in columns if one is not time and one.means.role not in taken]
    return [f"columns that were not used: {listed(names)}"] if names else []


def _groups(rows: Sequence[Sequence[Cell]], first: int, layout: Layout) -> dict[str, list[Point]]:
    """The lines of each curve, by its name."""
    groups: dict[str, list[Point]] = {}
    series, repeat = (layout.others[key].place if key in layout.others else -1 for key in ("series", "replicate"))
    seen: dict[tuple[str, str], float] = {}
    for line, row in enumerate(rows, start=first):
        if any(cell is not None for cell in row):
            name, point = words(at(row, series)), _point(row, line, layout)
            last = seen.get((name, words(at(row, repeat))), -1.0)
            if point.time <= last:
                raise Mistake(
                    f"{layout.place}, line {line}: time {point.time:g} does not come after {last:g};"
                    " put the lines in order, name the curves in a column 'device', and repeats in a column 'replicate'"
                )
            seen[name, words(at(row, repeat))] = point.time
            groups.setdefault(name, []).append(point)
    if not groups:
        raise Mistake(f"{layout.place}: the table has no lines under its headings; choose the file that was exported")
    if len(groups) > MOST_CURVES or max(map(len, groups.values())) > MOST_POINTS:
        raise Mistake(
            f"{layout.place}: more than {MOST_CURVES} curves or {MOST_POINTS} points; save the release curves only"
        )
    return groups


def _point(row: Sequence[Cell], line: int, layout: Layout) -> Point:
    place = f"{layout.place}, line {line}"
    time = number(at(row, layout.time.place))
    if time is None or not isfinite(time) or time < 0:
        said = words(at(row, layout.time.place))[:20]
        raise Mistake(f"{place}: '{said}' is not a time; write a number, zero or more")
    values = tuple(_amount(at(row, one.place), place, one.text) for one in layout.released)
    sd = layout.others.get("sd")
    return Point(line, time, values, _amount(at(row, sd.place), place, sd.text) if sd else nan)


def _amount(cell: Cell, place: str, column: str) -> float:
    if is_missing(cell):
        return nan
    value = number(cell)
    if value is None or not isfinite(value):
        raise Mistake(f"{place}: '{words(cell)[:20]}' in '{column[:30]}' is not a number; correct it or leave it empty")
    if value < 0:
        raise Mistake(f"{place}: {value:g} in '{column[:30]}' is negative; drug released cannot be, correct it")
    return value


def _curve(name: str, points: Sequence[Point], layout: Layout, *, dose: float) -> Curve:
    """The mean of the replicates from zero on, checked and levelled."""
    here = f"{layout.place}, {name[:40]}" if name else layout.place
    unit = layout.released[0].means.unit
    scale = _scale(unit, dose, here)
    shares = _by_time(points, layout.kind(), here)
    times = np.array(sorted(shares))
    rows = [np.array(shares[time]) * scale for time in times]
    means, counts = np.array([row.mean() for row in rows]), np.array([float(row.size) for row in rows])
    sds = np.array([row.std(ddof=1) if row.size > 1 else nan for row in rows])
    notes = _missing(points, times)
    if counts.max() > 1:
        notes.append(f"means of up to {counts.max():.0f} replicates, with their SD")
    elif "sd" in layout.others:
        stated = {point.time: point.sd * scale for point in points}
        sds = np.array([stated[time] for time in times])
    if layout.kind() == "remaining":
        means = 1 - means
    unit_of_time = layout.time.means.unit
    seconds = convert(times, unit_of_time, "s")
    labels = [f"{time:g} {unit_of_time}" for time in times]
    means, said = _level(means, labels, here)
    return _from_zero(Curve(name, seconds, means, sds, counts, tuple(notes + said)), here)


def _scale(unit: str, dose: float, place: str) -> float:
    """What an amount as written is multiplied with to be a share of the dose."""
    if unit in ("percent", "fraction"):
        return 0.01 if unit == "percent" else 1.0
    if not dose > 0:
        raise Mistake(
            f"{place}: released is in {unit}, so the whole dose is needed; give --dose '180 ug', or --dose '10 ug/mm'"
            " with --length '18 mm'"
        )
    return float(convert(1.0, unit, "kg")) / dose


def _by_time(points: Sequence[Point], kind: str, place: str) -> dict[float, list[float]]:
    """The amounts at each time; what intervals released is added up, replicate by replicate."""
    amounts: dict[float, list[float]] = {}
    sums = [0.0] * len(points[0].values)
    last = -1.0
    for point in points:
        if point.time <= last:
            sums = [0.0] * len(sums)
        last = point.time
        values = point.values
        if kind == "interval":
            if any(np.isnan(values)):
                raise Mistake(f"{place}, line {point.line}: an interval is empty, so the sum is unknown; fill it in")
            sums = [so_far + value for so_far, value in zip(sums, values, strict=True)]
            values = tuple(sums)
        if written := [value for value in values if isfinite(value)]:
            amounts.setdefault(point.time, []).extend(written)
    if not amounts:
        raise Mistake(f"{place}: no amounts are written in the column of released drug; choose the exported file")
    return amounts


def _missing(points: Sequence[Point], times: Array) -> list[str]:
    empty = [f"line {point.line}" for point in points if point.time not in times]
    return [f"lines without an amount were left out: {listed(empty)}"] if empty else []


def _level(means: Array, labels: Sequence[str], place: str) -> tuple[Array, list[str]]:
    """The curve without what an assay misses by: below zero, above the whole dose, a dip; and what was done."""
    notes = []
    high, low = float(means.max()), float(means.min())
    if high > 1 + OVER + ROUNDING:
        raise Mistake(
            f"{place}: {100 * high:.4g} % released at {labels[int(means.argmax())]} passes 100 %; check dose and unit;"
            f" {SAY_SO}"
        )
    if low < -OVER - ROUNDING:
        raise Mistake(f"{place}: more remains at {labels[int(means.argmin())]} than was loaded; check dose and unit")
    if high > 1 + ROUNDING or low < -ROUNDING:
        notes.append(f"values up to {100 * max(high - 1, -low):.2g} points outside 0 to 100 % were set to the limit")
    if high <= 0:
        raise Mistake(f"{place}: no drug is released at any time, so there is no curve; check the column and its unit")
    means = means.clip(0.0, 1.0)
    highest = np.maximum.accumulate(means)
    worst = int(np.argmax(highest - means))
    dip = float(highest[worst] - means[worst])
    if dip > DIP + ROUNDING:
        raise Mistake(
            f"{place}: the curve falls from {100 * highest[worst]:.4g} % to {100 * means[worst]:.4g} % at"
            f" {labels[worst]}, and drug released cannot come back; correct it; {SAY_SO}"
        )
    if dip > ROUNDING:
        notes.append(f"dips of up to {100 * dip:.2g} points (1 is allowed) were levelled")
    return highest, notes


def _from_zero(curve: Curve, place: str) -> Curve:
    """The curve from time zero, where nothing is released yet."""
    if curve.times[0] == 0:
        if curve.fractions[0] > START + ROUNDING:
            raise Mistake(
                f"{place}: {100 * curve.fractions[0]:.3g} % are released at time zero; a curve starts at 0, so give the"
                f" time of that sample; {SAY_SO}"
            )
        said = ("the value at time zero was set to 0",) if curve.fractions[0] > 0 else ()
        curve.fractions[0] = curve.sds[0] = 0.0
        return curve._replace(notes=(*curve.notes, *said))
    times, fractions, sds = (np.append(0.0, part) for part in (curve.times, curve.fractions, curve.sds))
    notes = (*curve.notes, "the file has no time 0; a start at 0 % was added")
    return Curve(curve.name, times, fractions, sds, np.append(1.0, curve.replicates), notes)
