"""Growth-rate inhibition: what the dose does to growth, whatever the time or the speed of the cells."""

from typing import NamedTuple

import numpy as np

from neointima.analysis.dose_response.choice import against_flat
from neointima.analysis.dose_response.fit import Fit, fit, observe
from neointima.analysis.dose_response.models import model
from neointima.analysis.dose_response.potency import Level, Potency, likelihood
from neointima.mistake import Mistake
from neointima.quantities.kinds import Array

FLAT = 0.05


class GrowthRate(NamedTuple):
    """GR metrics of one compound: the curve (None where a flat line does as well), GR50, and the measured extremes.

    ``greatest`` is the lower mean GR of the two highest doses; ``area`` the mean of 1 − GR over log dose;
    ``doublings`` those of the control.
    """

    curve: Fit | None
    gr50: Potency
    greatest: float
    area: float
    doublings: float
    flat_p: float


def growth_rate(treated: Array, control: Array, time_zero: Array) -> Array:
    """GR = 2^(log₂(x / x₀) / log₂(x_control / x₀)) − 1: 1 no effect, 0 no growth, below 0 cells lost.

    Source: Hafner et al., Nature Methods 2016;13:521.
    """
    if not (np.all(treated > 0) and np.all(control > 0) and np.all(time_zero > 0)):
        raise Mistake("growth rates need positive signals; check blank subtraction and the time-zero plate")
    grown = np.log2(control / time_zero)
    if np.any(grown <= 0):
        raise Mistake("the control did not grow after time zero, so growth rates mean nothing; check the two plates")
    return np.asarray(2 ** (np.log2(treated / time_zero) / grown) - 1)


def metrics(doses: Array, treated: Array, *, control: Array, time_zero: Array) -> GrowthRate:
    """GR metrics from wells of one compound; ``doses`` above zero, all shape (wells,)."""
    rates = growth_rate(treated, control, time_zero)
    bounds = {"b": (0.1, 5.0), "c": (-1.0, 1.0), "e": (doses.min() * 0.01, doses.max() * 100)}
    curve = fit(observe(doses, rates), model("log_logistic_4").hold(d=1.0), bounds=bounds)
    p = against_flat(curve).p
    levels = np.unique(doses)
    means = np.array([rates[doses == dose].mean() for dose in levels])
    logs = np.log10(levels)
    area = float(np.trapezoid(1 - means, logs) / np.ptp(logs)) if levels.size > 1 else np.nan
    gr50 = likelihood(curve, "", Level(False, 0.5))
    doublings = float(np.mean(np.log2(control / time_zero)))
    return GrowthRate(curve if p < FLAT else None, gr50, float(means[-2:].min()), area, doublings, p)
