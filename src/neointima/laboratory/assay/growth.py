"""Growth-rate metrics, where the files give a time-zero signal."""

from collections.abc import Sequence

import numpy as np

from neointima.analysis.dose_response.growth_rate import GrowthRate, metrics
from neointima.laboratory.assay.compound import Row, potency_row
from neointima.laboratory.assay.normalise import Well
from neointima.mistake import Mistake
from neointima.quantities.kinds import Array


def growth_rows(wells: Sequence[Well], compound: str, unit: str) -> list[Row]:
    """GR50, GEC50, GRinf, GRmax, area over the curve; nothing without time zero, a line saying why where it fails."""
    if not has_time_zero(wells):
        return []
    own = [one for one in wells if one.reading.role == "sample" and one.reading.compound == compound]
    doses = np.array([one.reading.dose for one in own])
    try:
        treated, control, zero = _signals(wells, own)
        found = metrics(doses, treated, control=control, time_zero=zero)
    except Mistake as mistake:
        return [Row(compound, "growth rate", "GR50", np.nan, np.nan, np.nan, "", str(mistake), unit)]
    return _rows(compound, found, unit)


def has_time_zero(wells: Sequence[Well]) -> bool:
    """Whether there is anything to count growth from."""
    return any(one.reading.role == "time_zero" or np.isfinite(one.reading.time_zero) for one in wells)


def _signals(wells: Sequence[Well], own: Sequence[Well]) -> tuple[Array, Array, Array]:
    """Treated, control and time-zero signals of each sample well, blanks taken off."""
    if all(np.isfinite(one.reading.time_zero) for one in own):
        table = [(one.reading.signal, one.reading.control, one.reading.time_zero) for one in own]
        treated, control, zero = np.array(table).T
        return treated, control, zero
    plates = dict.fromkeys(one.reading.plate for one in wells)
    blank = {plate: _mean(wells, plate, "blank", otherwise=0.0) for plate in plates}
    zeros = [one.reading.signal - blank[one.reading.plate] for one in wells if one.reading.role == "time_zero"]
    control = [_mean(wells, one.reading.plate, "vehicle", otherwise=np.nan) - blank[one.reading.plate] for one in own]
    treated = [one.reading.signal - blank[one.reading.plate] for one in own]
    return np.array(treated), np.array(control), np.full(len(own), float(np.mean(zeros)))


def _mean(wells: Sequence[Well], plate: str, role: str, *, otherwise: float) -> float:
    found = [one.reading.signal for one in wells if one.reading.plate == plate and one.reading.role == role]
    return float(np.mean(found)) if found else otherwise


def _rows(compound: str, found: GrowthRate, unit: str) -> list[Row]:
    key = "growth rate"
    rows = []
    if found.curve is None:
        rows.append(Row(compound, key, "GR50", np.nan, np.nan, np.nan, "", f"flat, P {found.flat_p:.3g}", unit))
    else:
        rows.append(potency_row(compound, key, "GR50", found=found.gr50, method="profile", unit=unit))
        written = found.curve.written()
        for quantity, letter in (("GEC50", "e"), ("GRinf", "c"), ("GR slope", "b")):
            value, error = written[letter]
            said = "at the bound of the search" if letter in found.curve.at_bound() else ""
            low, high = value - 1.96 * error, value + 1.96 * error
            rows.append(Row(compound, key, quantity, value, low, high, "delta", said, unit if letter == "e" else ""))
    rows.append(Row(compound, key, "GRmax", found.greatest, np.nan, np.nan, "", "lower of the two highest doses", ""))
    rows.append(Row(compound, key, "GR AOC", found.area, np.nan, np.nan, "", "mean of 1 − GR over log dose", ""))
    rows.append(Row(compound, key, "control doublings", found.doublings, np.nan, np.nan, "", "", ""))
    return rows
