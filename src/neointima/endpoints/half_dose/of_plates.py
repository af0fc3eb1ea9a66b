"""From the wells of plates to their half-maximal doses; arrays have shape (plates, wells)."""

import numpy as np

from neointima.geometry.dish import BLANK, DOSED, VEHICLE
from neointima.mistake import Mistake
from neointima.quantities.kinds import Array

FLAT, LEAST_EFFECT = 0.05, 0.05


def viability(absorbance: Array, role: Array) -> Array:
    """Signals over vehicle, blanks taken off both, plate by plate."""
    return over_vehicle(absorbance - _mean(absorbance, role == BLANK), role)


def over_vehicle(signal: Array, role: Array) -> Array:
    """Signals over the mean of the vehicle wells of their plate."""
    return np.asarray(signal / _mean(signal, role == VEHICLE))


def half_doses(dose: Array, response: Array, role: Array) -> Array:
    """Relative IC50 of a 4PL for each plate, in the unit of ``dose``, shape (plates,).

    Nan where the response falls by less than 5 %, where no effect is shown, or where the dose lies outside the range.
    """
    used = (role == DOSED) | (role == VEHICLE)
    return np.array(
        [_half_dose(*(part[wells] for part in (d, r))) for d, r, wells in zip(dose, response, used, strict=True)]
    )


def _mean(signal: Array, wells: Array) -> Array:
    return np.mean(signal, axis=1, keepdims=True, where=wells.astype(bool))


def _half_dose(dose: Array, response: Array) -> float:
    # Here, for compiled curves take seconds to load, and endpoints of plates stand in the menu of sections too.
    from neointima.analysis.dose_response.choice import against_flat
    from neointima.analysis.dose_response.fit import fit, observe
    from neointima.analysis.dose_response.models import model
    from neointima.analysis.dose_response.potency import INSIDE, likelihood

    try:
        curve = fit(observe(dose, response), model("4PL"))
    except Mistake:
        return np.nan
    top, bottom = curve.predict("", np.array([0.0, dose.max()]))
    # A signal without noise makes any trifle significant: what a drug does must also be worth the name.
    falls = top - bottom > LEAST_EFFECT * abs(top)
    found = likelihood(curve, "")
    return found.estimate if against_flat(curve).p < FLAT and falls and found.place == INSIDE else np.nan
