"""One fit: a model, its data, the parameters of least squares and what follows from them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import log, pi
from typing import Literal, overload

import numpy as np

from neointima.analysis.dose_response import least_squares, starts
from neointima.analysis.dose_response.least_squares import FREE, Data, Layout
from neointima.analysis.dose_response.models import LETTERS, Model
from neointima.analysis.dose_response.shapes import BRAIN_COUSENS, LOGISTIC, curve
from neointima.mistake import Mistake
from neointima.quantities.kinds import Array, Numbers

STEEPEST, FLATTEST = 60.0, 0.02
Bounds = Mapping[str, tuple[float, float]]
FREELY: Bounds = {}


@dataclass(frozen=True, slots=True)
class Fit:
    """Curves of one model on one set of data; ``names`` label the parameters, e in its own unit where it is written.

    ``theta`` (parameters,) holds ln e for log-dose shapes. ``misfit`` is the weighted sum of squares; ``rested`` tells
    whether the search came to rest. ``means`` holds replicates as their mean, which has the same least squares but for
    the constant ``pure`` misfit among replicates, and is quicker to search.
    """

    model: Model
    groups: tuple[str, ...]
    names: tuple[str, ...]
    data: Data
    means: Data
    pure: float
    layout: Layout
    theta: Array
    misfit: float
    rested: bool

    @property
    def df(self) -> int:
        """Residual degrees of freedom."""
        return int(self.data.x.size - self.theta.size)

    @property
    def variance(self) -> float:
        """Residual variance (of an observation of weight 1)."""
        return self.misfit / self.df if self.df > 0 else np.nan

    @property
    def log_likelihood(self) -> float:
        """Of normal errors with their variance at its maximum, weights included."""
        n = self.data.x.size
        return float(-n / 2 * (log(2 * pi * max(self.misfit, 1e-300) / n) + 1) + np.sum(np.log(self.data.weight)) / 2)

    @property
    def aic(self) -> float:
        """Akaike's criterion, the variance counted as a parameter."""
        return 2 * (self.theta.size + 1) - 2 * self.log_likelihood

    @property
    def aicc(self) -> float:
        """Akaike's criterion corrected for few observations; infinite where there are too few."""
        k, n = self.theta.size + 1, self.data.x.size
        return self.aic + 2 * k * (k + 1) / (n - k - 1) if n > k + 1 else np.inf

    @property
    def bic(self) -> float:
        """Schwarz's criterion."""
        return (self.theta.size + 1) * log(self.data.x.size) - 2 * self.log_likelihood

    def at_bound(self) -> list[str]:
        """Parameters that ended at a bound; their own interval and those of potencies mean little."""
        low, high = self.theta <= self.layout.lower, self.theta >= self.layout.upper
        return [name for name, stuck in zip(self.names, low | high, strict=True) if stuck]

    def covariance(self, information: str = "observed") -> Array:
        """Of ``theta``, zero for parameters at a bound: residual variance × inverse information.

        "expected" takes JᵀWJ, as least squares does; "observed" the whole curvature of the misfit, as R's drc does, and
        falls back to the expected where that is not positive.
        """
        free = np.flatnonzero((self.theta > self.layout.lower) & (self.theta < self.layout.upper))
        whole = np.zeros((self.theta.size, self.theta.size))
        inverse = None
        if information == "observed":
            curved = least_squares.curvature(self.means, self.layout, self.theta)
            inverse = _inverse(curved[np.ix_(free, free)], demanding=True)
        if inverse is None:
            matrix, _ = least_squares.normal(self.means, self.layout, self.theta, FREE)
            inverse = _inverse(matrix[np.ix_(free, free)], demanding=False)
        whole[np.ix_(free, free)] = inverse * self.variance
        return whole

    def written(self, information: str = "observed") -> dict[str, tuple[float, float]]:
        """Each parameter with its standard error as people write it: e itself, not its logarithm."""
        errors = np.sqrt(np.maximum(np.diag(self.covariance(information)), 0.0))
        table = {}
        for name, value, error in zip(self.names, self.theta, errors, strict=True):
            scale = float(np.exp(value)) if name[0] == "e" and self.model.shape != LOGISTIC else 0.0
            table[name] = (scale, scale * float(error)) if scale else (float(value), float(error))
        return table

    def own(self, group: str) -> Array:
        """b, c, d, ln e, f of one curve."""
        return least_squares.own(self.layout, self.theta, self.groups.index(group))

    def predict(self, group: str, doses: Array) -> Array:
        """The curve at ``doses``."""
        slopes, q = np.empty(6), self.own(group)
        return np.array([curve(self.model.shape, q, float(dose), slopes) for dose in doses])

    def band(self, group: str, doses: Array) -> Array:
        """Standard error of the curve at ``doses``, by the delta method."""
        slopes, q, covariance = np.empty(6), self.own(group), self.covariance()
        places, errors = self.layout.places[self.groups.index(group)], []
        for dose in doses:
            curve(self.model.shape, q, float(dose), slopes)
            row = np.zeros(self.theta.size)
            for k in range(5):
                if places[k] >= 0:
                    row[places[k]] += slopes[k]
            errors.append(np.sqrt(max(float(row @ covariance @ row), 0.0)))
        return np.array(errors)

    def residuals(self) -> Array:
        """Observed less fitted, unweighted."""
        fitted = np.empty_like(self.data.y)
        for number, group in enumerate(self.groups):
            mine = self.data.group == number
            fitted[mine] = self.predict(group, self.data.x[mine])
        return np.asarray(self.data.y - fitted)


@overload
def _inverse(matrix: Array, *, demanding: Literal[True]) -> Array | None: ...
@overload
def _inverse(matrix: Array, *, demanding: Literal[False]) -> Array: ...
def _inverse(matrix: Array, *, demanding: bool) -> Array | None:
    """Inverse of a symmetric matrix; directions without information get no variance, or None when ``demanding``."""
    diagonal = np.diag(matrix)
    if demanding and not np.all(diagonal > 0):
        return None
    scale = np.sqrt(np.maximum(diagonal, 1e-300))
    values, vectors = np.linalg.eigh(matrix / np.outer(scale, scale))
    if demanding and not (values.size and values[0] > 1e-12):
        return None
    known = np.where(values > 1e-13, 1 / np.maximum(values, 1e-13), 0.0)
    return np.asarray((vectors * known) @ vectors.T / np.outer(scale, scale))


def observe(doses: Array, responses: Array, *, group: Numbers | None = None, weights: Array | None = None) -> Data:
    """The data of a fit; a Mistake for values that cannot be fitted."""
    x, y = np.array(doses, dtype=float), np.array(responses, dtype=float)
    weight = np.ones_like(x) if weights is None else np.array(weights, dtype=float)
    if x.shape != y.shape or x.ndim != 1:
        raise Mistake(f"{x.size} doses but {y.size} responses; give one response for each dose")
    if not (np.all(np.isfinite(x)) and np.all(np.isfinite(y)) and np.all(weight > 0)):
        raise Mistake("doses and responses must be numbers and weights positive; leave out wells that were not read")
    if np.any(x < 0):
        raise Mistake(f"a dose of {x.min():g} is negative; mend it (a control has dose 0)")
    number = np.zeros(x.size, dtype=np.int64) if group is None else np.array(group, dtype=np.int64)
    return Data(x, y, weight, number)


def fit(data: Data, model: Model, *, bounds: Bounds = FREELY) -> Fit:
    """Fit one curve by weighted least squares from many starts; ``bounds`` by letter, for e in its own unit."""
    return fit_shared(data, model, groups=("",), own="", bounds=bounds)


def fit_shared(data: Data, model: Model, *, groups: Sequence[str], own: str = "bcdef", bounds: Bounds = FREELY) -> Fit:
    """Fit several curves together; each has its ``own`` parameters (letters), the others are common to all."""
    means, pure = least_squares.collapse(data)
    check(means, model, curves=len(groups), own=own)
    layout, names = _layout(data, model, (tuple(groups), own), bounds=bounds)
    if len(groups) == 1:
        theta, misfit, rested = starts.search(means, layout)
    else:
        begin = _alone(means, model, layout, bounds=bounds)
        theta, misfit, rested = least_squares.descend(means, layout, begin, FREE)
    return Fit(model, tuple(groups), names, data, means, pure, layout, theta, float(misfit + pure), bool(rested))


def _alone(data: Data, model: Model, layout: Layout, *, bounds: Bounds) -> Array:
    """Where a shared search begins: means of what each curve wants by itself."""
    begin, count = np.zeros((2, layout.lower.size))
    for number in range(len(layout.places)):
        mine = data.group == number
        alone = Data(data.x[mine], data.y[mine], data.weight[mine], np.zeros(int(mine.sum()), dtype=np.int64))
        single, _ = _layout(data, model, (("",), ""), bounds=bounds)
        found, _, _ = starts.search(alone, single)
        for k in model.free():
            begin[layout.places[number, k]] += found[single.places[0, k]]
            count[layout.places[number, k]] += 1
    return np.asarray(begin / count)


def searched(known: Fit) -> Fit:
    """The same model on the data that ``known`` holds, searched anew; several curves go on from where they are."""
    means, pure = least_squares.collapse(known.data)
    if len(known.groups) == 1:
        theta, misfit, rested = starts.search(means, known.layout)
    else:
        theta, misfit, rested = least_squares.descend(means, known.layout, known.theta, FREE)
    return replace(known, means=means, pure=pure, theta=theta, misfit=float(misfit + pure), rested=bool(rested))


def refit(known: Fit, weights: Array) -> Fit:
    """The same fit with other weights, from where it stands."""
    data = known.data._replace(weight=np.array(weights, dtype=float))
    means, pure = least_squares.collapse(data)
    theta, misfit, rested = least_squares.descend(means, known.layout, known.theta, FREE)
    return replace(
        known, data=data, means=means, pure=pure, theta=theta, misfit=float(misfit + pure), rested=bool(rested)
    )


def check(data: Data, model: Model, *, curves: int, own: str) -> None:
    """A Mistake where the doses are too few for the model; ``data`` has one observation for each dose of a curve."""
    free = len(model.free())
    for number in range(curves):
        mine = data.group == number
        doses = int(mine.sum())
        if doses < free and (curves == 1 or own):
            raise Mistake(
                f"{doses} different dose{'s' * (doses != 1)} cannot carry the {free} free parameters of {model.name}; "
                "give more doses or choose a model with fewer parameters"
            )
        if not np.any(data.x[mine] > 0):
            raise Mistake("every dose is zero; a curve needs doses above zero")


def _layout(
    data: Data, model: Model, sharing: tuple[tuple[str, ...], str], *, bounds: Bounds
) -> tuple[Layout, tuple[str, ...]]:
    groups, own = sharing
    names: list[str] = []
    places = np.full((len(groups), 5), -1, dtype=np.int64)
    fixed = np.zeros((len(groups), 5))
    for k in range(5):
        if k in model.fixed:
            fixed[:, k] = model.fixed[k]
            continue
        for number, group in enumerate(groups):
            if number == 0 or LETTERS[k] in own:
                names.append(
                    LETTERS[k] if len(groups) == 1 else f"{LETTERS[k]}:{group if LETTERS[k] in own else 'shared'}"
                )
            places[number, k] = len(names) - 1
    wide = _wide(data, model)
    limits = np.array([_narrowed(name[0], model, bounds) if name[0] in bounds else wide[name[0]] for name in names])
    return Layout(model.shape, places, fixed, limits[:, 0].copy(), limits[:, 1].copy()), tuple(names)


def _narrowed(letter: str, model: Model, bounds: Bounds) -> tuple[float, float]:
    lower, upper = bounds[letter]
    return (log(lower), log(upper)) if letter == "e" and model.shape != LOGISTIC else (lower, upper)


def _wide(data: Data, model: Model) -> dict[str, tuple[float, float]]:
    """Bounds by letter: wide enough to hold whatever data can say, narrow enough to stay computable."""
    low, high = float(data.x[data.x > 0].min()), float(data.x.max())
    least, most = float(data.y.min()), float(data.y.max())
    span = max(most - least, 1e-12)
    around = (least - 20 * span, most + 20 * span)
    stimulation = (0.0, 1e3 * span / low) if model.shape == BRAIN_COUSENS else (FLATTEST, 1 / FLATTEST)
    if model.shape == LOGISTIC:
        width = max(high - low, 1e-12)
        slope, middle = STEEPEST * 10 / width, (low - 10 * width, high + 10 * width)
    else:
        slope, middle = STEEPEST, (log(low) - 12, log(high) + 12)
    return {"b": (-slope, slope), "c": around, "d": around, "e": middle, "f": stimulation}
