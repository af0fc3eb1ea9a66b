"""Growth-rate metrics, where the files give a time-zero signal."""

from collections.abc import Sequence

import numpy as np

from neointima.analysis.dose_response.growth_rate import GrowthRate, metrics
from neointima.analysis.dose_response.potency import Level
from neointima.laboratory.assay.compound import t_quantile
from neointima.laboratory.assay.normalise import Well
from neointima.laboratory.assay.potency_rows import Row, judged, potency_row, supported
from neointima.mistake import Mistake
from neointima.quantities.kinds import Array

KEY = "growth rate"
HALF = Level(False, 0.5)


def growth_rows(wells: Sequence[Well], compound: str, unit: str) -> list[Row]:
    """GR50, GEC50, GRinf, GRmax, area over the curve; nothing without time zero, a line saying why where it fails."""
    if not has_time_zero(wells):
        return []
    own = [one for one in wells if one.reading.role == "sample" and one.reading.compound == compound]
    own = [one for one in own if np.isfinite(one.reading.dose)]
    doses = np.array([one.reading.dose for one in own])
    try:
        treated, control, zero = _signals(wells, own)
        found = metrics(doses, treated, control=control, time_zero=zero)
    except Mistake as mistake:
        return [Row(compound, KEY, "GR50", np.nan, np.nan, np.nan, "", str(mistake), unit)]
    return [*_curve_rows(compound, found, unit), *_measured_rows(compound, found)]


def has_time_zero(wells: Sequence[Well]) -> bool:
    """Whether there is anything to count growth from."""
    return any(one.reading.role == "time_zero" or np.isfinite(one.reading.time_zero) for one in wells)


def _signals(wells: Sequence[Well], own: Sequence[Well]) -> tuple[Array, Array, Array]:
    """Treated, control and time-zero signals of each sample well, blanks taken off."""
    if all(np.isfinite(one.reading.time_zero) for one in own):
        table = [(one.reading.signal, one.reading.control, one.reading.time_zero) for one in own]
        treated, control, zero = np.array(table).T
        return treated, control, zero
    zeros = [one for one in wells if one.reading.role == "time_zero"]
    if not zeros:
        raise Mistake("some rows have a time-zero signal and some have none; give one for each")
    overall = _mean([one for one in wells if one.reading.role == "blank"], otherwise=0.0)
    blank = {
        plate: _mean(_in_role(wells, plate, "blank"), otherwise=overall)
        for plate in dict.fromkeys(one.reading.plate for one in wells)
    }
    start = float(np.mean([one.reading.signal - blank[one.reading.plate] for one in zeros]))
    full = {plate: _control(wells, plate) - empty for plate, empty in blank.items()}
    treated = np.array([one.reading.signal - blank[one.reading.plate] for one in own])
    return treated, np.array([full[one.reading.plate] for one in own]), np.full(len(own), start)


def _control(wells: Sequence[Well], plate: str) -> float:
    """Mean of a plate's vehicle wells, of untreated ones where there are none."""
    controls = _in_role(wells, plate, "vehicle") or _in_role(wells, plate, "untreated")
    return _mean(controls, otherwise=np.nan)


def _in_role(wells: Sequence[Well], plate: str, role: str) -> list[Well]:
    return [one for one in wells if one.reading.plate == plate and one.reading.role == role]


def _mean(wells: Sequence[Well], *, otherwise: float) -> float:
    return float(np.mean([one.reading.signal for one in wells])) if wells else otherwise


def _curve_rows(compound: str, found: GrowthRate, unit: str) -> list[Row]:
    if found.curve is None:
        said = f"flat: no effect of the dose on growth is shown, P {found.flat_p:.3g}"
        return [Row(compound, KEY, "GR50", np.nan, np.nan, np.nan, "", said, unit)]
    half = supported(found.curve, "", judged(found.curve, HALF, found.gr50))
    rows = [potency_row(compound, KEY, "GR50", found=half, method="profile", unit=unit)]
    written = found.curve.written()
    for quantity, letter in (("GEC50", "e"), ("GRinf", "c"), ("GR slope", "b")):
        value, error = written[letter]
        said = "at the bound of the search" if letter in found.curve.at_bound() else ""
        reach = t_quantile(found.curve) * error
        own_unit = unit if letter == "e" else ""
        rows.append(Row(compound, KEY, quantity, value, value - reach, value + reach, "delta", said, own_unit))
    return rows


def _measured_rows(compound: str, found: GrowthRate) -> list[Row]:
    nothing = (np.nan, np.nan)
    return [
        Row(compound, KEY, "GRmax", found.greatest, *nothing, "", "lower of the two highest doses", ""),
        Row(compound, KEY, "GR AOC", found.area, *nothing, "", "mean of 1 − GR over log dose", ""),
        Row(compound, KEY, "control doublings", found.doublings, *nothing, "", "", ""),
    ]
