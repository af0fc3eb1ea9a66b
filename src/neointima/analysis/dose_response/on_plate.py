"""From the wells of one plate to its half-maximal dose, as plates of the laboratory are laid out."""

import numpy as np

from neointima.analysis.dose_response.choice import against_flat
from neointima.analysis.dose_response.fit import fit, observe
from neointima.analysis.dose_response.models import model
from neointima.analysis.dose_response.potency import INSIDE, likelihood
from neointima.geometry.dish import BLANK, DOSED, VEHICLE
from neointima.mistake import Mistake
from neointima.quantities.kinds import Array

FLAT, LEAST_EFFECT = 0.05, 0.05


def viability(absorbance: Array, role: Array) -> Array:
    """Signals over vehicle, blanks taken off both."""
    return against_vehicle(absorbance - absorbance[role == BLANK].mean(), role)


def against_vehicle(signal: Array, role: Array) -> Array:
    """Signals over the mean of vehicle wells."""
    return np.asarray(signal / signal[role == VEHICLE].mean())


def half_doses(dose: Array, response: Array, role: Array) -> float:
    """Relative IC50 of a 4PL in the unit of ``dose``; nan where it falls by less than 5 % or it lies outside."""
    used = (role == DOSED) | (role == VEHICLE)
    if np.ptp(response[used]) <= 1e-12:
        return np.nan
    try:
        curve = fit(observe(dose[used], response[used]), model("4PL"))
    except Mistake:
        return np.nan
    top, bottom = curve.predict("", np.array([0.0, dose[used].max()]))
    # A signal without noise makes any trifle significant: what a drug does must also be worth the name.
    falls = top - bottom > LEAST_EFFECT * abs(top)
    found = likelihood(curve, "")
    return found.estimate if against_flat(curve).p < FLAT and falls and found.place == INSIDE else np.nan
