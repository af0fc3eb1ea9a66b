"""One compound: every curve tried, the one chosen, and what can be said of its potency."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from scipy.special import stdtrit

from neointima.analysis.dose_response.choice import against_flat, best, lack_of_fit, nested, weights
from neointima.analysis.dose_response.fit import Fit, fit, observe
from neointima.analysis.dose_response.models import LETTERS, Model, model
from neointima.analysis.dose_response.variance import power_of_mean, robust
from neointima.laboratory.assay.potency_rows import Row, curve_free, levels, potencies
from neointima.mistake import Mistake
from neointima.quantities.kinds import Array, Marks

TRIED = ("log_logistic_3", "log_logistic_4", "log_logistic_5", "weibull_1", "weibull_2", "brain_cousens_5")
USUAL = "log_logistic_4"
CLEARLY_BETTER = 2.0
TOO_FEW = "lower limit taken as 0, too few doses to find it"
FLAT, STRIKING = 0.05, 0.001
MEANS_DIFFER = "the means of the doses differ, in a way that no such curve follows"
# Responses that differ by less than this share of their size differ by the rounding of the computer.
ALIKE = 1e-9


@dataclass(frozen=True, slots=True)
class Wish:
    """What the user wants: model ("auto" to choose), variance model, absolute level and percents of effect.

    ``fixed`` holds parameters by letter (b, c, d, f), ``control`` is what responses are divided by ("auto" to choose),
    ``shared`` are the letters that all compounds have in common in a fit of them together.
    """

    model: str = "auto"
    variance: str = "constant"
    absolute: float | None = None
    percents: tuple[float, ...] = (50.0,)
    fixed: Mapping[str, float] = field(default_factory=dict)
    control: str = "auto"
    shared: str = ""


class Result(NamedTuple):
    """A compound's curves, best first, the one chosen (None when flat), its rows, and wells that stand out."""

    fits: tuple[Fit, ...]
    chosen: Fit | None
    rows: tuple[Row, ...]
    outlying: Marks


def study_compound(name: str, data: tuple[Array, Array], *, unit: str, wish: Wish) -> Result:
    """Fit, choose and report; raises Mistake when the doses cannot carry a curve."""
    doses, responses = data
    fits = _fits(doses, responses, wish)
    standing = robust(_named(fits, USUAL) or fits[0])
    if not _alike(responses):
        fits = sorted((_weighted(one, wish.variance) for one in fits), key=lambda one: one.aicc)
    chosen = _choose(fits)
    # Asked of one model named beforehand: the best of six would find a curve in noise too often.
    asked = next((one for one in (_named(fits, USUAL), chosen, *fits) if one and one.df > 0), chosen)
    test = against_flat(asked)
    is_flat = not test.p < FLAT
    note = _flat_note(test.p) + (_odd_note(asked) if is_flat else "")
    rows = [Row(name, chosen.model.name, "flat line", test.f, np.nan, np.nan, "F", note, "")]
    caution = TOO_FEW if wish.model == "auto" and not _named(fits, USUAL) and "c" not in wish.fixed else ""
    for one, share in zip(fits, _shares(fits), strict=True):
        rows += _describe(name, one, share, unit=unit)
        asked_for = levels(wish.percents, wish.absolute)
        rows += potencies(name, one, asked_for, unit=unit, is_flat=is_flat, caution=caution)
    if wish.absolute is not None:
        rows.append(curve_free(name, data, wish.absolute, unit=unit, curve=None if is_flat else chosen))
    rows += _hormesis(name, fits)
    return Result(tuple(fits), None if is_flat else chosen, tuple(rows), standing.flagged)


def _fits(doses: Array, responses: Array, wish: Wish) -> list[Fit]:
    wanted = wish.model
    observed = observe(doses, responses)
    above = np.unique(doses[doses > 0]).size
    if above < 2:
        raise Mistake(f"{above} dose{'s' * (above != 1)} above zero cannot carry a curve; give more doses")
    found = (
        best(observed, [_held(one, wish.fixed) for one in TRIED])
        if wanted == "auto"
        else [fit(observed, _held(wanted, wish.fixed))]
    )
    # A curve held at zero below cannot follow responses that are all negative.
    found = [one for one in found if np.isfinite(one.misfit)]
    if not found:
        raise Mistake(f"no {wanted} curve passes near these responses; choose another --model")
    return found


def _held(name: str, fixed: Mapping[str, float]) -> Model:
    """The model with the user's parameters held; asymmetry only where the model has it."""
    chosen = model(name)
    return chosen.hold(**{letter: value for letter, value in fixed.items() if letter != "f" or 4 not in chosen.fixed})


def _weighted(one: Fit, variance: str) -> Fit:
    if variance == "robust":
        return robust(one).fit
    return power_of_mean(one).fit if variance == "power" else one


def _alike(responses: Array) -> bool:
    return bool(np.ptp(responses) <= ALIKE * np.max(np.abs(responses)))


def _odd_note(curve: Fit) -> str:
    """A warning where no curve is shown although the means of the doses differ, as where the response peaks."""
    missed = lack_of_fit(curve)
    return f"; {MEANS_DIFFER}" if missed and missed.p < STRIKING and not _alike(curve.data.y) else ""


def _choose(fits: Sequence[Fit]) -> Fit:
    """The best by AICc, but the usual 4PL unless another is better by 2 or more."""
    usual = _named(fits, USUAL)
    return usual if usual and usual.aicc < fits[0].aicc + CLEARLY_BETTER else fits[0]


def _named(fits: Sequence[Fit], name: str) -> Fit | None:
    return next((one for one in fits if one.model.name == name), None)


def _shares(fits: Sequence[Fit]) -> list[float]:
    """Akaike weights; nan where there are too few observations for any AICc."""
    return [float(share) for share in weights(fits)] if np.isfinite(fits[0].aicc) else [np.nan] * len(fits)


def _flat_note(p: float) -> str:
    if not np.isfinite(p):
        return "no P: too few observations to tell whether the dose makes a difference"
    said = f"P {p:.3g}"
    return f"{said}: the dose makes a difference" if p < FLAT else f"{said}: flat, no effect of the dose is shown"


def _describe(name: str, one: Fit, share: float, *, unit: str) -> list[Row]:
    """Parameters with delta intervals, criteria and lack of fit."""
    key, rows = one.model.name, []
    stuck = one.at_bound()
    for letter, (value, error) in one.written().items():
        reach = t_quantile(one) * error
        note = "at the bound of the search" if letter in stuck else ""
        own_unit = unit if letter == "e" else ""
        rows.append(Row(name, key, letter, value, value - reach, value + reach, "delta", note, own_unit))
    for place, value in sorted(one.model.fixed.items()):
        rows.append(Row(name, key, LETTERS[place], value, np.nan, np.nan, "held", "", ""))
    if not one.rested:
        rows.append(Row(name, key, "search", np.nan, np.nan, np.nan, "", "did not come to rest: read with care", ""))
    spread = one.variance**0.5
    rows.append(Row(name, key, "residual SD", spread, np.nan, np.nan, "", f"{one.df} degrees of freedom", ""))
    said = f"weight {share:.2f}" if np.isfinite(share) else "too few observations"
    rows.append(Row(name, key, "AICc", one.aicc, np.nan, np.nan, "", said, ""))
    missed = lack_of_fit(one)
    if missed:
        said = "the curve misses the means" if missed.p < FLAT else "the curve passes through the means"
        rows.append(Row(name, key, "lack of fit", missed.f, np.nan, np.nan, "F", f"P {missed.p:.3g}: {said}", ""))
    return rows


def t_quantile(one: Fit) -> float:
    """What a standard error is multiplied by for a 95 % interval; nan without spare observations."""
    return float(stdtrit(one.df, 0.975)) if one.df > 0 else float("nan")


def _hormesis(name: str, fits: Sequence[Fit]) -> list[Row]:
    with_it, without = _named(fits, "brain_cousens_5"), _named(fits, USUAL)
    if not with_it or not without:
        return []
    test = nested(without, with_it)
    said = "low doses stimulate; a falling curve alone does not do" if test.p < FLAT else "no stimulation shown"
    return [Row(name, with_it.model.name, "hormesis", test.f, np.nan, np.nan, "F", f"P {test.p:.3g}: {said}", "")]
