"""What may be said of a potency: a number, an inequality, or why there is neither."""

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from neointima.analysis.dose_response.fit import Fit
from neointima.analysis.dose_response.interpolation import interpolated
from neointima.analysis.dose_response.models import MODELS
from neointima.analysis.dose_response.potency import (
    ABOVE,
    BELOW,
    INSIDE,
    UNDEFINED,
    Level,
    Potency,
    delta,
    likelihood,
    tested,
)
from neointima.quantities.kinds import Array

STEEP = 20.0
BEYOND = 10.0
RISES = "the response rises with the dose"
FLAT_SAID = "flat: no effect of the dose is shown"


class Row(NamedTuple):
    """One line of fits.csv."""

    compound: str
    model: str
    quantity: str
    estimate: float
    lower: float
    upper: float
    interval: str
    note: str
    unit: str


def levels(percents: tuple[float, ...], absolute: float | None) -> list[tuple[str, Level]]:
    """The potencies asked for by name; ``absolute`` is the response at half of the control."""
    asked = [(f"relative IC{percent:g}", Level(True, percent / 100)) for percent in percents]
    if absolute is not None:
        asked += [(f"absolute IC{percent:g}", Level(False, 2 * absolute * (1 - percent / 100))) for percent in percents]
    return asked


def potencies(
    name: str, one: Fit, asked: list[tuple[str, Level]], *, unit: str, is_flat: bool, caution: str = ""
) -> list[Row]:
    """Every potency asked for with its profile and its delta interval; none from a flat curve.

    ``caution`` is added to the note of each number.
    """
    rows = []
    for quantity, level in asked:
        profile = by_delta = Potency(np.nan, np.nan, np.nan, UNDEFINED, FLAT_SAID)
        if not is_flat:
            profile = by_delta = supported(one, "", judged(one, level, likelihood(one, "", level)))
        if profile.place == INSIDE:
            # Whether there is a number at all is the profile's to say: a delta interval is never open.
            by_delta = judged(one, level, delta(one, "", level))
        for method, found in (("profile", profile), ("delta", by_delta)):
            if caution and found.place == INSIDE:
                found = replace(found, note=_joined(found.note, caution))  # noqa: PLW2901
            rows.append(potency_row(name, one.model.name, quantity, found=found, method=method, unit=unit))
    return rows


def supported(one: Fit, group: str, found: Potency) -> Potency:
    """The potency as an inequality where its interval leaves the range tested by more than BEYOND."""
    low, high = tested(one, group)
    if found.place != INSIDE or np.isnan(found.lower):
        return found
    is_open_above, is_open_below = found.upper > high * BEYOND, found.lower < low / BEYOND
    said = "the doses tested do not show where the curve ends"
    if is_open_above and is_open_below:
        return Potency(np.nan, 0.0, np.inf, UNDEFINED, said)
    if is_open_above:
        return Potency(np.nan, found.lower, np.inf, ABOVE, said)
    if is_open_below:
        return Potency(np.nan, 0.0, found.upper, BELOW, said)
    if found.upper > high or found.lower < low:
        note = _joined(found.note, "the interval leaves the range tested")
        return Potency(found.estimate, found.lower, found.upper, INSIDE, note)
    return found


def judged(one: Fit, level: Level, found: Potency) -> Potency:
    """The potency as an inequality where the curve stays on one side of the level, and with warnings where due."""
    if rises(one):
        return _rising(one, level, found)
    low, high = tested(one, "")
    if found.place == UNDEFINED and not level.relative:
        first, last = one.predict("", np.array([low, high]))
        if last > level.level:
            return Potency(np.nan, high, np.inf, ABOVE, "not reached in the range tested")
        if first < level.level:
            return Potency(np.nan, 0.0, low, BELOW, "passed below the range tested")
    return _stepped(one, found)


def _rising(one: Fit, level: Level, found: Potency) -> Potency:
    """Where the response rises there is no dose at which it falls to a level below its start."""
    if level.relative:
        found = _stepped(one, found)
        return Potency(found.estimate, found.lower, found.upper, found.place, _joined(RISES, found.note))
    if found.place != INSIDE:
        return Potency(np.nan, np.nan, np.nan, UNDEFINED, f"{RISES} and does not pass this level")
    return Potency(found.estimate, found.lower, found.upper, INSIDE, _joined(RISES, found.note))


def _stepped(one: Fit, found: Potency) -> Potency:
    """A warning where the slope is steeper than the doses can tell."""
    steep = abs(one.own("")[0]) > STEEP
    if steep and found.place == INSIDE and one.model.shape != MODELS["logistic_4"].shape:
        said = _joined("step-like: steeper than these doses can tell, it lies between two of them", found.note)
        return Potency(found.estimate, found.lower, found.upper, found.place, said)
    return found


def _joined(*said: str) -> str:
    return "; ".join(one for one in said if one)


def rises(one: Fit) -> bool:
    """Whether the curve ends higher than it begins, over the doses tested."""
    first, last = one.predict("", np.array(tested(one, "")))
    return bool(last > first)


def potency_row(name: str, key: str, quantity: str, *, found: Potency, method: str, unit: str) -> Row:
    """A potency as a line; where there is no estimate the interval is the inequality."""
    censored = found.place in (ABOVE, BELOW)
    sign = {ABOVE: f"> {found.lower:.4g} {unit}", BELOW: f"< {found.upper:.4g} {unit}"}.get(found.place, "")
    note = f"{found.note}: {sign}".strip() if censored else found.note
    how = "inequality" if censored else method
    return Row(name, key, quantity, found.estimate, found.lower, found.upper, how, note, unit)


def curve_free(name: str, data: tuple[Array, Array], level: float, *, unit: str, curve: Fit | None) -> Row:
    """Where the means themselves fall through ``level``; no number where ``curve`` is None (flat) or rises."""
    found = interpolated(*data, level=level)
    if curve is None and found.place != ABOVE:
        found = Potency(np.nan, np.nan, np.nan, UNDEFINED, FLAT_SAID)
    elif curve is not None and rises(curve):
        found = Potency(np.nan, np.nan, np.nan, UNDEFINED, RISES)
    return potency_row(name, "none", "interpolated IC50", found=found, method="neighbouring doses", unit=unit)
