"""Trials pooled by every method that suits the measure, the one asked for first."""

from collections.abc import Callable
from math import exp
from pathlib import Path
from typing import NamedTuple

import numpy as np

from neointima.analysis.pooling.between_trials import dersimonian_laird, paule_mandel, reml
from neointima.analysis.pooling.counts import TwoByTwo, log_odds_ratio, log_risk_ratio, risk_difference, two_by_two
from neointima.analysis.pooling.effects import Effects, mean_difference
from neointima.analysis.pooling.egger import Egger, egger
from neointima.analysis.pooling.heterogeneity import Heterogeneity, heterogeneity
from neointima.analysis.pooling.mantel_haenszel import (
    mantel_haenszel_odds_ratio,
    mantel_haenszel_risk_difference,
    mantel_haenszel_risk_ratio,
)
from neointima.analysis.pooling.peto import peto
from neointima.analysis.pooling.pooled import Pooled, fixed, knapp_hartung, random
from neointima.analysis.pooling.prediction import Prediction, cautious_prediction, prediction
from neointima.analysis.statements.interval import checked_level
from neointima.instruments.formula_guard import guarded
from neointima.laboratory.folder import open_results, write_table
from neointima.laboratory.pooling.trials import Trials
from neointima.laboratory.trial.line import POINTS, amount, p_words
from neointima.mistake import Mistake

MEASURES = {"rr": "risk ratio", "or": "odds ratio", "rd": "risk difference", "md": "mean difference"}
METHODS = ("reml", "dl", "fixed", "mantel_haenszel", "peto")
RANDOM = "random effects"
FEW_FOR_FUNNEL = 10
COLUMNS = ["method", "chosen", "effect", "estimate", "lower", "upper", "level", "p", "null", "position", "error"]
COLUMNS += ["tau_squared", "next_trial_lower", "next_trial_upper", "note"]
OF_COUNTS: dict[str, tuple[Callable[[TwoByTwo], Effects], Callable[..., Pooled]]] = {
    "rr": (log_risk_ratio, mantel_haenszel_risk_ratio),
    "or": (log_odds_ratio, mantel_haenszel_odds_ratio),
    "rd": (risk_difference, mantel_haenszel_risk_difference),
}


class Joint(NamedTuple):
    """One way of pooling: what it gives and the interval for the effect in a next trial (None where it has none)."""

    key: str
    name: str
    pooled: Pooled
    next_trial: Prediction | None
    note: str


class Together(NamedTuple):
    """Effects of the trials, all joint effects (the one asked for first), how far trials differ, and Egger's test."""

    measure: str
    arms: tuple[str, str]
    effects: Effects
    joint: list[Joint]
    spread: Heterogeneity
    small: Egger | None
    level: float
    warnings: list[str]

    def unit(self) -> str:
        """How an effect is said."""
        return POINTS if self.measure == "rd" else ""

    def seen(self, value: float) -> float:
        """An effect as it is read: a ratio itself, not its logarithm."""
        return exp(min(value, 700.0)) if self.effects.is_log else value

    def said(self, one: Pooled) -> str:
        """A joint effect with its interval."""
        ends = (self.seen(one.value), self.seen(one.lower), self.seen(one.upper))
        return amount(ends, self.unit())

    def null(self) -> str:
        """The null hypothesis in words."""
        return f"H0: over all trials, the {MEASURES[self.measure]} is on average {1 if self.effects.is_log else 0}"


def pool(of: Trials, measure: str, method: str, *, level: float = 0.95) -> Together:
    """All ways of pooling; a Mistake where the table does not hold the measure, or the measure not the method."""
    checked_level(level)
    tables = None
    if measure == "md":
        effects = _means(of)
    else:
        tables = _tables(of, measure)
        effects = OF_COUNTS[measure][0](tables)
    every = _random(effects, level)
    if tables is not None:
        every.append(_weighed(tables, measure, level))
        if measure == "or":
            note = "for rare events and arms of like size; biased where effects are large"
            every.append(Joint("peto", "Peto odds ratio", peto(tables, level=level), None, note))
    if method not in {one.key for one in every}:
        known = ", ".join(key for key in METHODS if key in {one.key for one in every})
        raise Mistake(f"method: {method} does not pool a {MEASURES[measure]}; choose one of {known}")
    joint = [_of_kept(one, of, effects) for one in sorted(every, key=lambda one: one.key != method)]
    spread = heterogeneity(effects, joint[0].pooled.tau_squared or reml(effects), level=level)
    return Together(measure, of.arms, effects, joint, spread, _egger(effects), level, _warnings(of, effects, spread))


def _of_kept(one: Joint, of: Trials, effects: Effects) -> Joint:
    """The weights of trials that have an effect; those left out have no weight in any method."""
    if one.pooled.weights.size == effects.value.size:
        return one
    kept = np.array([name in effects.names for name in of.names])
    return one._replace(pooled=one.pooled._replace(weights=one.pooled.weights[kept]))


def _random(effects: Effects, level: float) -> list[Joint]:
    few = effects.value.size < 2
    found = []
    tau = reml(effects)
    plain, careful = random(effects, tau, level=level), knapp_hartung(effects, tau, level=level)
    if not few and np.isfinite(careful.error):
        note = "t quantile and the scatter seen: for few trials; recommended"
        found.append(Joint("reml", "REML, Knapp–Hartung", careful, prediction(careful, level=level), note))
    for key, name, one in (
        ("reml", "REML, normal quantile", plain),
        ("dl", "DerSimonian–Laird", random(effects, dersimonian_laird(effects), level=level)),
        ("pm", "Paule–Mandel", random(effects, paule_mandel(effects), level=level)),
    ):
        note = "too sure with few trials" if key != "pm" else "as REML, by moments"
        found.append(Joint(key, name, one, cautious_prediction(one, level=level), note))
    note = "one effect shared by all trials: only where they do not differ"
    return [*found, Joint("fixed", "fixed effect, inverse variance", fixed(effects, level=level), None, note)]


def _weighed(tables: TwoByTwo, measure: str, level: float) -> Joint:
    note = "one effect shared by all trials; no zero cell is filled, so right with rare events"
    return Joint("mantel_haenszel", "Mantel–Haenszel", OF_COUNTS[measure][1](tables, level=level), None, note)


def _tables(of: Trials, measure: str) -> TwoByTwo:
    if not of.has("events", "n"):
        raise Mistake(f"measure: a {MEASURES[measure]} needs events and n of both arms; for means choose --measure md")
    x, n, y, m = (of.columns[field, arm] for arm in (0, 1) for field in ("events", "n"))
    return two_by_two(of.names, events_first=x, n_first=n, events_second=y, n_second=m)


def _means(of: Trials) -> Effects:
    if not of.has("mean", "sd", "n"):
        raise Mistake("measure: a mean difference needs mean, sd and n of both arms; for counts choose rr, or or rd")
    first, second = (np.column_stack([of.columns[field, arm] for field in ("mean", "sd", "n")]) for arm in (0, 1))
    return mean_difference(of.names, first, second)


def _egger(effects: Effects) -> Egger | None:
    try:
        return egger(effects)
    except Mistake:
        return None


def _warnings(of: Trials, effects: Effects, spread: Heterogeneity) -> list[str]:
    said = [*of.notes]
    if effects.left_out:
        said.append(f"left out, for they say nothing of this measure: {', '.join(effects.left_out)}")
    if effects.corrected:
        filled = ", ".join(effects.corrected)
        said.append(f"½ was added to the cells of {filled}, which have a zero; not by Mantel–Haenszel and Peto")
    if effects.value.size == 1:
        said.append("a single trial: nothing is pooled, and nothing is known of how trials differ")
    elif effects.value.size < FEW_FOR_FUNNEL:
        said.append("fewer than ten trials: the funnel and Egger's test can say little")
    if spread.i_squared > 0.75:
        said.append("the trials differ widely: read the interval for a next trial, and ask why, before the mean")
    return said


def sentences(of: Together) -> list[str]:
    """The joint effect for a terminal, then how far trials differ."""
    main = of.joint[0]
    p = f"  {p_words(main.pooled.p_value)}; {of.null()}" if np.isfinite(main.pooled.p_value) else "  no P"
    kept = len(of.effects.names)
    trials = "trial" if kept == 1 else "trials"
    said = [
        f"{MEASURES[of.measure]}, {of.arms[0]} against {of.arms[1]}, {kept} {trials}: {of.said(main.pooled)}, "
        f"{100 * of.level:g} % interval, {main.name}",
        p,
    ]
    if kept > 1:
        said.append(f"  {spread_words(of)}")
    if main.next_trial is not None and np.isfinite(main.next_trial.lower):
        said.append(f"  {next_words(of, main.next_trial)}")
    return said + [f"warning: {text}" for text in of.warnings]


def spread_words(of: Together) -> str:
    """Heterogeneity in words."""
    one = of.spread
    ends = f"{one.tau_squared:.3g} ({one.tau_squared_lower:.3g} to {one.tau_squared_upper:.3g})"
    q = f"Q {one.q:.1f} on {one.freedom}, {p_words(one.p_value)}"
    return f"heterogeneity: I² {100 * one.i_squared:.0f} %, τ² {ends}, {q}"


def next_words(of: Together, interval: Prediction) -> str:
    """The prediction interval in words."""
    ends = amount((np.nan, of.seen(interval.lower), of.seen(interval.upper)), of.unit())
    return f"a next trial would have a true effect within {ends.partition('(')[2].rstrip(')')}"


def save(of: Together, folder: Path) -> None:
    """findings.csv with every way of pooling and trials.csv with every effect; shares and ratios."""
    open_results(folder)
    rows = [[guarded(cell) if isinstance(cell, str) else cell for cell in _row(of, one)] for one in of.joint]
    weights = of.joint[0].pooled.weights
    error = np.sqrt(of.effects.variance)
    trial_rows = [
        (guarded(name), of.seen(float(value)), float(value), float(error[row]), _weight(weights, row, len(error)))
        for row, (name, value) in enumerate(zip(of.effects.names, of.effects.value, strict=True))
    ]
    write_table(folder / "trials.csv", ["trial", "estimate", "position", "error", "weight"], trial_rows)
    spread = [[*map(float, of.spread), *(map(float, of.small) if of.small else [np.nan] * 5)]]
    names = [*Heterogeneity._fields, *(f"egger_{field}" for field in Egger._fields)]
    write_table(folder / "heterogeneity.csv", names, spread)
    write_table(folder / "findings.csv", COLUMNS, rows)


def _weight(weights: object, row: int, count: int) -> float:
    found = np.asarray(weights, float)
    return float(found[row]) if found.size == count else np.nan


def _row(of: Together, one: Joint) -> list[object]:
    pooled = one.pooled
    ends = [of.seen(end) if np.isfinite(end) else end for end in (pooled.value, pooled.lower, pooled.upper)]
    first = [
        one.name,
        "yes" if one is of.joint[0] else "",
        f"{MEASURES[of.measure]}, {of.arms[0]} against {of.arms[1]}",
    ]
    far = [of.seen(end) if np.isfinite(end) else end for end in one.next_trial] if one.next_trial else [np.nan, np.nan]
    return [
        *first,
        *ends,
        of.level,
        pooled.p_value,
        of.null(),
        pooled.value,
        pooled.error,
        pooled.tau_squared,
        *far,
        one.note,
    ]
