"""Which curve, and is there one at all: F tests, lack of fit and information criteria."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy.special import fdtrc

from neointima.analysis.dose_response.fit import Fit, fit
from neointima.analysis.dose_response.least_squares import Data
from neointima.analysis.dose_response.models import Model
from neointima.mistake import Mistake
from neointima.quantities.kinds import Array

# Squares of readings that differ by a billionth of their size.
ROUNDING = 1e-18


class Test(NamedTuple):
    """An F test: the value, its degrees of freedom and P."""

    f: float
    df: int
    df_residual: int
    p: float


def nested(smaller: Fit, larger: Fit) -> Test:
    """Does the larger model fit better than the smaller one it contains?"""
    more = larger.theta.size - smaller.theta.size
    return _test(smaller.misfit - larger.misfit, more, misfit=larger.misfit, df=larger.df)


def against_flat(curve: Fit) -> Test:
    """Does dose matter at all? The curve against one mean for each group; P near 1 means a flat line does as well."""
    flat = 0.0
    for number in range(len(curve.groups)):
        mine = curve.data.group == number
        weight, y = curve.data.weight[mine], curve.data.y[mine]
        flat += float(np.sum(weight * (y - np.sum(weight * y) / np.sum(weight)) ** 2))
    # Readings that are all the same differ by rounding, which is no effect.
    if flat <= ROUNDING * float(np.sum(curve.data.weight * curve.data.y**2)):
        return Test(0.0, curve.theta.size - len(curve.groups), curve.df, 1.0)
    return _test(flat - curve.misfit, curve.theta.size - len(curve.groups), misfit=curve.misfit, df=curve.df)


def lack_of_fit(curve: Fit) -> Test | None:
    """Does the curve miss the means of replicates by more than their scatter? None without replicates."""
    data, pure, means = curve.data, 0.0, 0
    for number in range(len(curve.groups)):
        for dose in np.unique(data.x[data.group == number]):
            here = (data.group == number) & (data.x == dose)
            weight, y = data.weight[here], data.y[here]
            pure += float(np.sum(weight * (y - np.sum(weight * y) / np.sum(weight)) ** 2))
            means += 1
    df_pure = int(data.x.size - means)
    if df_pure < 1 or means <= curve.theta.size:
        return None
    return _test(curve.misfit - pure, means - curve.theta.size, misfit=pure, df=df_pure)


def best(data: Data, models: Sequence[Model], criterion: str = "aicc") -> list[Fit]:
    """Every model that the doses can carry, the best first by ``criterion`` (aic, aicc or bic)."""
    fits = []
    for model in models:
        try:
            fits.append(fit(data, model))
        except Mistake:
            continue
    fits = [one for one in fits if np.isfinite(one.misfit)]
    if not fits:
        doses = np.unique(data.x).size
        raise Mistake(f"{doses} different dose{'s' * (doses != 1)} are too few for any of the models; give more doses")
    return sorted(fits, key=lambda one: float(getattr(one, criterion)))


def weights(fits: Sequence[Fit], criterion: str = "aicc") -> Array:
    """Akaike weights: how far the criterion favours each fit, summing to 1."""
    values = np.array([float(getattr(one, criterion)) for one in fits])
    if not np.any(np.isfinite(values)):
        return np.full(values.size, 1 / values.size)
    relative = np.exp(-(values - values.min()) / 2)
    return np.asarray(relative / relative.sum())


def _test(gained: float, more: int, *, misfit: float, df: int) -> Test:
    if more < 1 or df < 1:
        return Test(np.nan, more, df, np.nan)
    value = max(gained, 0.0) / more / max(misfit / df, 1e-300)
    return Test(float(value), more, df, float(fdtrc(more, df, value)))
