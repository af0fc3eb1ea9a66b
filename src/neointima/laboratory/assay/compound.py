"""One compound: every curve tried, the one chosen, and what can be said of its potency."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy.special import stdtrit

from neointima.analysis.dose_response.choice import against_flat, best, lack_of_fit, nested, weights
from neointima.analysis.dose_response.fit import Fit, fit, observe
from neointima.analysis.dose_response.interpolation import interpolated
from neointima.analysis.dose_response.models import MODELS, model
from neointima.analysis.dose_response.potency import INSIDE, Level, Potency, delta, likelihood
from neointima.analysis.dose_response.variance import power_of_mean, robust
from neointima.quantities.kinds import Array, Marks

TRIED = ("log_logistic_3", "log_logistic_4", "log_logistic_5", "weibull_1", "weibull_2", "brain_cousens_5")
USUAL = "log_logistic_4"
CLEARLY_BETTER = 2.0
FLAT = 0.05
STEEP = 20.0


@dataclass(frozen=True, slots=True)
class Wish:
    """What the user wants: model ("auto" to choose), variance model, absolute level and percents of effect."""

    model: str = "auto"
    variance: str = "constant"
    absolute: float | None = None
    percents: tuple[float, ...] = (50.0,)


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


class Result(NamedTuple):
    """A compound's curves, best first, the one chosen (None when flat), its rows, and wells that stand out."""

    fits: tuple[Fit, ...]
    chosen: Fit | None
    rows: tuple[Row, ...]
    outlying: Marks


def study_compound(name: str, data: tuple[Array, Array], *, unit: str, wish: Wish) -> Result:
    """Fit, choose and report; raises Mistake when the doses cannot carry a curve."""
    doses, responses = data
    observed = observe(doses, responses)
    asked = [model(wish.model)] if wish.model != "auto" else [model(one) for one in TRIED]
    fits = best(observed, asked) if wish.model == "auto" else [fit(observed, asked[0])]
    standing = robust(_named(fits, USUAL) or fits[0])
    fits = [_weighted(one, wish.variance) for one in fits]
    chosen = _choose(fits)
    # Asked of one model named beforehand: the best of six would find a curve in noise too often.
    test = against_flat(_named(fits, USUAL) or chosen)
    is_flat = not test.p < FLAT
    rows = [Row(name, chosen.model.name, "flat line", test.f, np.nan, np.nan, "F", _flat_note(test.p), "")]
    for one, share in zip(fits, weights(fits), strict=True):
        rows += _describe(name, one, float(share), unit=unit)
        rows += _potencies(name, one, wish, unit=unit, is_flat=is_flat)
    rows += _curve_free(name, (doses, responses), wish, unit=unit)
    rows += _hormesis(name, fits)
    return Result(tuple(fits), None if is_flat else chosen, tuple(rows), standing.flagged)


def _weighted(one: Fit, variance: str) -> Fit:
    if variance == "robust":
        return robust(one).fit
    return power_of_mean(one).fit if variance == "power" else one


def _choose(fits: Sequence[Fit]) -> Fit:
    """The best by AICc, but the usual 4PL unless another is better by 2 or more."""
    usual = _named(fits, USUAL)
    return usual if usual and usual.aicc - fits[0].aicc < CLEARLY_BETTER else fits[0]


def _named(fits: Sequence[Fit], name: str) -> Fit | None:
    return next((one for one in fits if one.model.name == name), None)


def _flat_note(p: float) -> str:
    said = f"P {p:.3g}" if np.isfinite(p) else "no P: no spare observation"
    return f"{said}: the dose makes a difference" if p < FLAT else f"{said}: flat, no effect of the dose is shown"


def _describe(name: str, one: Fit, share: float, *, unit: str) -> list[Row]:
    """Parameters with delta intervals, criteria and lack of fit."""
    key, rows = one.model.name, []
    stuck = one.at_bound()
    for letter, (value, error) in one.written().items():
        reach = _t(one) * error
        note = "at the bound of the search" if letter in stuck else ""
        rows.append(
            Row(name, key, letter, value, value - reach, value + reach, "delta", note, unit if letter == "e" else "")
        )
    rows.append(
        Row(name, key, "residual SD", one.variance**0.5, np.nan, np.nan, "", f"{one.df} degrees of freedom", "")
    )
    rows.append(Row(name, key, "AICc", one.aicc, np.nan, np.nan, "", f"weight {share:.2f}", ""))
    missed = lack_of_fit(one)
    if missed:
        said = "the curve misses the means" if missed.p < FLAT else "the curve passes through the means"
        rows.append(Row(name, key, "lack of fit", missed.f, np.nan, np.nan, "F", f"P {missed.p:.3g}: {said}", ""))
    return rows


def _t(one: Fit) -> float:
    return float(stdtrit(one.df, 0.975)) if one.df > 0 else float("nan")


def _potencies(name: str, one: Fit, wish: Wish, *, unit: str, is_flat: bool) -> list[Row]:
    levels = [(f"relative IC{percent:g}", Level(True, percent / 100)) for percent in wish.percents]
    if wish.absolute is not None:
        levels += [
            (f"absolute IC{percent:g}", Level(False, wish.absolute * 2 * (1 - percent / 100)))
            for percent in wish.percents
        ]
    rows = []
    for quantity, level in levels:
        for method, how in (("profile", likelihood), ("delta", delta)):
            found = Potency(np.nan, np.nan, np.nan, "undefined", "flat: no effect of the dose is shown")
            if not is_flat:
                found = _checked(one, how(one, "", level))
            rows.append(potency_row(name, one.model.name, quantity, found=found, method=method, unit=unit))
    return rows


def _checked(one: Fit, found: Potency) -> Potency:
    """A warning where the slope is steeper than the doses can tell."""
    steep = abs(one.own("")[0]) > STEEP
    if steep and found.place == INSIDE and one.model.shape != MODELS["logistic_4"].shape:
        said = "step-like: steeper than these doses can tell, it lies between two of them"
        return Potency(found.estimate, found.lower, found.upper, found.place, said)
    return found


def potency_row(name: str, key: str, quantity: str, *, found: Potency, method: str, unit: str) -> Row:
    """A potency as a line; where there is no estimate the interval is the inequality."""
    censored = found.place in ("above", "below")
    sign = {"above": f"> {found.lower:g} {unit}", "below": f"< {found.upper:g} {unit}"}.get(found.place, "")
    note = f"{found.note}: {sign}".strip() if censored else found.note
    how = "inequality" if censored else method
    return Row(name, key, quantity, found.estimate, found.lower, found.upper, how, note, unit)


def _curve_free(name: str, data: tuple[Array, Array], wish: Wish, *, unit: str) -> list[Row]:
    if wish.absolute is None:
        return []
    found = interpolated(*data, level=wish.absolute)
    return [potency_row(name, "none", "interpolated IC50", found=found, method="neighbouring doses", unit=unit)]


def _hormesis(name: str, fits: Sequence[Fit]) -> list[Row]:
    with_it, without = _named(fits, "brain_cousens_5"), _named(fits, USUAL)
    if not with_it or not without:
        return []
    test = nested(without, with_it)
    said = "low doses stimulate; a falling curve alone does not do" if test.p < FLAT else "no stimulation shown"
    return [Row(name, with_it.model.name, "hormesis", test.f, np.nan, np.nan, "F", f"P {test.p:.3g}: {said}", "")]


def curve_points(one: Fit, doses: Array) -> tuple[Array, Array]:
    """The curve and its standard error at ``doses``."""
    return one.predict("", doses), one.band("", doses)
