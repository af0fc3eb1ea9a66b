"""How much of alpha may be spent when a share of the information is in (Lan & DeMets, Biometrika 1983;70:659)."""

from collections.abc import Callable
from math import e

import numpy as np
from scipy.special import ndtr, ndtri

from neointima.mistake import Mistake
from neointima.quantities.kinds import Array

Spending = Callable[[Array, float], Array]


def obrien_fleming(times: Array, alpha: float) -> Array:
    """2 − 2Φ(z_{α/2} / √t) for a one-sided α: almost nothing early."""
    return 2 * ndtr(ndtri(alpha / 2) / np.sqrt(times))


def pocock(times: Array, alpha: float) -> Array:
    """α ln(1 + (e − 1) t): nearly even."""
    return alpha * np.log1p((e - 1) * times)


def power_family(exponent: float) -> Spending:
    """α t^ρ. Source: Kim & DeMets, Biometrika 1987;74:149."""
    if not exponent > 0:
        raise Mistake(f"exponent: a positive number expected, {exponent:g} given")
    return lambda times, alpha: alpha * times**exponent
