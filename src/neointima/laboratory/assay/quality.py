"""What the plates say of themselves: controls, edges, drift, plates against each other, wells that stand out."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from neointima.analysis.dose_response.variance import NORMAL_MAD
from neointima.analysis.plate_quality.position import Effect, drift, edge
from neointima.analysis.plate_quality.separation import separation
from neointima.laboratory.assay.normalise import Well
from neointima.quantities.kinds import Array

SHAPES = ((2, 3), (4, 6), (6, 8), (8, 12), (16, 24), (32, 48))
GOOD, USABLE = 0.5, 0.0
NOTICEABLE = 0.05
VEHICLE_ACTS = 0.1
# A control this many robust SDs from the median of its kind stands out; five wells tell a median from an accident.
FAR, FEWEST = 6.0, 5


class Check(NamedTuple):
    """One line of quality.csv."""

    plate: str
    check: str
    value: float
    lower: float
    upper: float
    note: str


def check_plates(wells: Sequence[Well], expected: Array) -> list[Check]:
    """Checks of every plate; ``expected`` is the response each well should have had, nan where nothing says."""
    found: list[Check] = []
    for plate in dict.fromkeys(one.reading.plate for one in wells):
        numbers = [n for n, one in enumerate(wells) if one.reading.plate == plate]
        mine = [wells[n] for n in numbers]
        found += _controls(plate, mine)
        found += _places(plate, mine, expected[numbers])
    return found


def odd_controls(wells: Sequence[Well]) -> set[int]:
    """Numbers of blank, vehicle, untreated and time-zero wells far from the others of their kind on their plate."""
    kinds: dict[tuple[str, str], list[int]] = {}
    for number, (reading, _) in enumerate(wells):
        is_paired = reading.role == "vehicle" and bool(reading.compound) and reading.dose > 0
        if reading.role != "sample" and not is_paired:
            kinds.setdefault((reading.plate, reading.role), []).append(number)
    found: set[int] = set()
    for numbers in kinds.values():
        signals = np.array([wells[n].reading.signal for n in numbers])
        away = np.abs(signals - np.median(signals))
        scale = float(np.median(away)) / NORMAL_MAD
        if signals.size >= FEWEST and scale > 0:
            found |= {n for n, distance in zip(numbers, away, strict=True) if distance > FAR * scale}
    return found


def _signals(mine: Sequence[Well], role: str) -> Array:
    return np.array([one.reading.signal for one in mine if one.reading.role == role])


def _controls(plate: str, mine: Sequence[Well]) -> Iterator[Check]:
    nothing = (np.nan, np.nan)
    high_role = "vehicle" if _signals(mine, "vehicle").size else "untreated"
    high, low = _signals(mine, high_role), _signals(mine, "blank")
    if high.size < 2:
        if high.size:
            yield Check(plate, "Z prime", np.nan, *nothing, f"not defined: one {high_role} well")
        return
    found = separation(high, low)
    if np.isfinite(found.z_prime):
        said = "good" if found.z_prime >= GOOD else "usable" if found.z_prime > USABLE else "controls overlap"
        yield Check(plate, "Z prime", found.z_prime, *nothing, f"{said}: {high_role} against blank")
        yield Check(plate, "signal window", found.signal_window, *nothing, "in SDs of the high control")
        yield Check(plate, "signal to background", found.signal_to_background, *nothing, "")
    else:
        said = "fewer than two blank wells" if low.size < 2 else f"{high_role} wells read as the blanks do"
        yield Check(plate, "Z prime", np.nan, *nothing, f"not defined: {said}")
    yield Check(plate, f"{high_role} variation", found.variation, *nothing, "SD over mean")
    untreated = _signals(mine, "untreated")
    if high_role == "vehicle" and untreated.size:
        yield _vehicle_effect(plate, high, untreated, blank=float(low.mean()) if low.size else 0.0)


def _vehicle_effect(plate: str, vehicle: Array, untreated: Array, *, blank: float) -> Check:
    """Whether the vehicle acts by itself."""
    check, full = "vehicle over untreated", float(untreated.mean()) - blank
    if not full > 0:
        return Check(plate, check, np.nan, np.nan, np.nan, "untreated wells read no higher than the blanks")
    ratio = (float(vehicle.mean()) - blank) / full
    said = "the vehicle itself acts" if abs(ratio - 1) > VEHICLE_ACTS else ""
    return Check(plate, check, ratio, np.nan, np.nan, said)


def _places(plate: str, mine: Sequence[Well], expected: Array) -> Iterator[Check]:
    """Edge and drift, from wells over what they should read."""
    rows = np.array([one.reading.row for one in mine])
    columns = np.array([one.reading.column for one in mine])
    response = np.array([one.response for one in mine])
    known = np.isfinite(expected) & (rows > 0) & (np.abs(expected) > 0.05 * np.nanmax(np.abs(expected), initial=0))
    if known.sum() < 8:
        return
    relative = response[known] / expected[known]
    shape = next((one for one in SHAPES if rows.max() <= one[0] and columns.max() <= one[1]), SHAPES[-1])
    yield _said(
        plate, "edge effect", edge(relative, rows[known], columns[known], shape=shape), note="outer wells against inner"
    )
    yield _said(plate, "drift down rows", drift(relative, rows[known]), note="first row to last")
    yield _said(plate, "drift along columns", drift(relative, columns[known]), note="first column to last")


def _said(plate: str, check: str, effect: Effect, *, note: str) -> Check:
    if not np.isfinite(effect.size):
        return Check(plate, check, np.nan, np.nan, np.nan, "too few wells at the places compared")
    is_there = effect.p < 0.01 and abs(effect.size) > NOTICEABLE
    return Check(
        plate, check, effect.size, effect.lower, effect.upper, f"{note}, P {effect.p:.2g}{': seen' * is_there}"
    )
