"""From what the reader saw to a share of the control: blanks taken off, controls divided out."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from neointima.instruments import Plates, Reading
from neointima.mistake import Mistake
from neointima.quantities.kinds import Array

MOLAR = {"M": 1.0, "mM": 1e-3, "uM": 1e-6, "nM": 1e-9, "pM": 1e-12}
MASS = {"mg/mL": 1.0, "ug/mL": 1e-3, "ng/mL": 1e-6}


class Well(NamedTuple):
    """A reading with its ``response``: share of the control, or the signal itself where there is none to divide by."""

    reading: Reading
    response: float


class Normalised(NamedTuple):
    """Wells of a run; ``baseline`` is what they were divided by: vehicle, untreated, paired or nothing."""

    wells: tuple[Well, ...]
    baseline: str
    notes: tuple[str, ...]


def normalise(plates: Plates, control: str = "auto") -> Normalised:
    """Every well with its response. Blanks are taken off plate by plate; each plate has its own controls.

    ``control`` asks for "vehicle" or "untreated" wells, or "none"; "auto" takes what the plates hold.
    """
    readings = [one for one in plates.readings if one.role != "empty"]
    if not any(one.role == "sample" and one.dose > 0 for one in readings):
        raise Mistake("no well holds a compound at a dose above zero; give a layout with --layout, or mend it")
    readings, notes = _read_ones(readings)
    readings = _one_unit(readings)
    baseline = _baseline(readings) if control == "auto" else _asked(readings, control)
    wells: list[Well] = []
    for plate in dict.fromkeys(one.plate for one in readings):
        mine = [one for one in readings if one.plate == plate]
        wells += _plate(plate, mine, baseline=baseline, notes=notes)
    if baseline == "nothing":
        taken = ", blanks taken off" if any(one.role == "blank" for one in readings) else ""
        notes.append(f"not divided by any control: responses are the signals as read{taken}")
    return Normalised(tuple(wells), baseline, (*plates.notes, *notes))


def _read_ones(readings: Sequence[Reading]) -> tuple[list[Reading], list[str]]:
    kept = [one for one in readings if np.isfinite(one.signal)]
    lost = len(readings) - len(kept)
    if not kept:
        raise Mistake("no well was read: every signal is missing; check the file")
    return kept, [f"{lost} well{'s' * (lost != 1)} of the layout without a signal, left out"] if lost else []


def _one_unit(readings: Sequence[Reading]) -> list[Reading]:
    """Doses of each compound in the unit it was first given in; a Mistake where units cannot be compared."""
    first: dict[str, str] = {}
    changed = []
    for one in readings:
        if one.role != "sample" and not (one.compound and np.isfinite(one.dose)):
            changed.append(one)
        elif one.dose == 0:
            # Nothing is nothing in any unit.
            changed.append(one._replace(unit=first.get(one.compound, one.unit)))
        else:
            wanted = first.setdefault(one.compound, one.unit)
            changed.append(one if one.unit == wanted else _converted(one, wanted))
    return changed


def _converted(one: Reading, wanted: str) -> Reading:
    factor = factor_between(one.unit, wanted)
    if factor is None:
        given = f"in {one.unit or 'no unit'} and in {wanted or 'no unit'}"
        raise Mistake(f"{one.compound}: doses {given} cannot be compared; give them in one unit")
    return one._replace(dose=one.dose * factor, unit=wanted)


def factor_between(unit: str, wanted: str) -> float | None:
    """What turns doses in one unit into doses in another; None where nothing does."""
    for table in (MOLAR, MASS):
        if unit in table and wanted in table:
            return table[unit] / table[wanted]
    return 1.0 if unit == wanted else None


def _baseline(readings: Sequence[Reading]) -> str:
    """What responses are divided by, from what the plates hold."""
    roles = {one.role for one in readings}
    if any(np.isfinite(one.control) for one in readings) or _paired(readings):
        return "paired"
    # Rows of a tidy table at dose zero are points of the curve; vehicle wells without a dose are there to divide by.
    if any(one.role == "vehicle" and not (one.dose == 0 and one.row == 0) for one in readings):
        return "vehicle"
    return "untreated" if "untreated" in roles else "nothing"


def _asked(readings: Sequence[Reading], control: str) -> str:
    """What the user asked responses to be divided by; a Mistake where the plates do not hold it."""
    if control != "none" and not any(one.role == control for one in readings):
        raise Mistake(f"no {control} well on these plates; choose another --control or mend the layout")
    return {"none": "nothing"}.get(control, control)


def _paired(readings: Sequence[Reading]) -> bool:
    """Whether each compound has vehicle wells of its own at the doses of its samples."""
    return any(one.role == "vehicle" and one.compound and one.dose > 0 for one in readings)


def _plate(plate: str, mine: Sequence[Reading], *, baseline: str, notes: list[str]) -> list[Well]:
    blanks = np.array([one.signal for one in mine if one.role == "blank"])
    blank = float(blanks.mean()) if blanks.size else 0.0
    if not any(one.role == "sample" for one in mine):
        # A plate read at time zero has nothing to divide; growth rates take its signals as they are.
        return [Well(one, np.nan) for one in mine]
    if not blanks.size and baseline in ("vehicle", "untreated"):
        notes.append(f"{plate}: no blank wells, so nothing was taken off")
    if baseline == "paired":
        return _against_own(mine, blank)
    if baseline == "nothing":
        return [Well(one, one.signal - blank) for one in mine]
    control = np.array([one.signal for one in mine if one.role == baseline])
    if not control.size:
        raise Mistake(f"{plate}: no {baseline} well on this plate, so nothing to divide by; mend the layout")
    return _against_all(plate, mine, (control, blanks))


def _against_all(plate: str, mine: Sequence[Reading], pair: tuple[Array, Array]) -> list[Well]:
    """Each well over the mean of the plate's controls; ``pair`` is controls and blanks."""
    control, blanks = pair
    blank = float(blanks.mean()) if blanks.size else 0.0
    full = float(control.mean()) - blank
    noise = float(blanks.std(ddof=1)) if blanks.size > 1 else 0.0
    if full <= 3 * noise or full <= 0:
        raise Mistake(
            f"{plate}: controls read {control.mean():.4g} and blanks {blank:.4g}, no higher than their noise; "
            "no cells can be told from no cells, check the plate or the layout"
        )
    return [Well(one, (one.signal - blank) / full) for one in mine]


def _against_own(mine: Sequence[Reading], blank: float) -> list[Well]:
    """Each sample over the vehicle well laid out for it, or over the control given in its row."""
    controls: dict[tuple[str, str, float], list[float]] = {}
    for one in mine:
        if one.role == "vehicle":
            controls.setdefault((one.compound, one.series, one.dose), []).append(one.signal)
    wells = []
    for one in mine:
        own = controls.get((one.compound, one.series, one.dose), [one.control])
        full = float(np.mean(own)) - blank
        if one.role == "sample" and not full > 0:
            raise Mistake(f"{one.compound} at {one.dose:g}: its own control does not read above the blank; check it")
        wells.append(Well(one, (one.signal - blank) / full))
    return wells


def responses(wells: Sequence[Well], compound: str, baseline: str) -> tuple[Array, Array, Array]:
    """Doses, responses and numbers (into ``wells``) of what a curve of ``compound`` is fitted to.

    Vehicle wells shared by all compounds of a plate stand at dose zero of each compound on that plate.
    """
    own = [one.reading.plate for one in wells if one.reading.role == "sample" and one.reading.compound == compound]
    plates = set(own)
    chosen = []
    for number, one in enumerate(wells):
        reading = one.reading
        is_sample = reading.role == "sample" and reading.compound == compound and np.isfinite(reading.dose)
        is_zero = reading.role == "vehicle" and reading.compound == compound and reading.dose == 0
        is_shared = baseline == "vehicle" and reading.role == "vehicle" and not is_zero and not reading.compound
        if is_sample or is_zero or (is_shared and reading.plate in plates):
            chosen.append(number)
    doses = [wells[n].reading.dose if wells[n].reading.role == "sample" else 0.0 for n in chosen]
    return np.array(doses), np.array([wells[n].response for n in chosen]), np.array(chosen, dtype=np.int64)
