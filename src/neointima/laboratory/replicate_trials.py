"""The same trial many times over: where a next one would come out, and how often it would reach its verdict."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from neointima import menu
from neointima.analysis import Summary, summarise
from neointima.laboratory import published
from neointima.laboratory.between_trials import NAME, between_trials
from neointima.laboratory.comparison_test import comparison_test
from neointima.laboratory.conditions import TrialConditions
from neointima.laboratory.folder import write_table
from neointima.laboratory.study import Compare, Study
from neointima.numerics.random_streams import stream
from neointima.quantities.kinds import Array

TABLE = "replicates.csv"
Measured = Mapping[tuple[str, str], Sequence[float]]


class Replicated(NamedTuple):
    """A comparison over replicate trials; the names are the columns of the table.

    ``lower`` and ``upper`` hold 95 % of next trials. ``probability`` is that of the published verdict, a claim made or
    not made; nan for a single arm, which claims nothing. ``split`` tells whether a published row was used to fit.
    """

    endpoint: str
    arms: str
    test: str
    unit: str
    n: str
    estimate: float
    lower: float
    upper: float
    published: float
    is_inside: str
    published_claim: str
    probability: float
    split: str


def write_replicates(path: Path, study: Study, measured: Measured) -> None:
    """One row for each comparison that has a published result beside it and values in every arm.

    Without films nobody can say where the films of a next trial come out.
    """
    conditions = study.conditions
    assert isinstance(conditions, TrialConditions)
    compared = [one for one in study.compare if one.published and has_values(one, measured)]
    rows = [replicated(study, conditions, one, measured=measured) for one in compared]
    write_table(path, Replicated._fields, rows)


def replicated(study: Study, conditions: TrialConditions, comparison: Compare, *, measured: Measured) -> Replicated:
    """Trials of the published size drawn from our patients with replacement, each analysed by the test of the study."""
    endpoint, test = menu.choose("endpoints", comparison.endpoint)(), comparison_test(comparison, "compare")
    pools = [np.array(measured[arm, comparison.endpoint]) for arm in comparison.arms]
    pools = [pool[np.isfinite(pool)] for pool in pools]
    theirs, split = published_arms(comparison, endpoint.unit, conditions.days)
    sizes = [int(arm.n) if np.isfinite(arm.n) else pool.size for pool, arm in zip(pools, theirs, strict=True)]
    trials = next_trials(study, conditions, comparison, pools=pools, sizes=sizes)
    drawn = [test.estimate(*arms) for arms in trials]
    estimates = [one.value for one in drawn]
    lower, upper = (float(limit) for limit in np.quantile(estimates, [0.025, 0.975]))
    known = test.estimate(*theirs)
    claimed = bool(known.p_value < test.alpha)
    agreed = np.mean([(one.p_value < test.alpha) == claimed for one in drawn]) if test.alpha else np.nan
    return Replicated(
        endpoint=comparison.endpoint,
        arms=" vs ".join(comparison.arms),
        test=comparison.test,
        unit=endpoint.unit,
        n=" + ".join(map(str, sizes)),
        estimate=float(np.mean(estimates)),
        lower=lower,
        upper=upper,
        published=known.value,
        is_inside="yes" if lower <= known.value <= upper else "no",
        published_claim=("yes" if claimed else "no") if test.alpha else "",
        probability=float(agreed),
        split=split,
    )


def next_trials(
    study: Study, conditions: TrialConditions, comparison: Compare, *, pools: Sequence[Array], sizes: Sequence[int]
) -> Iterator[list[Summary]]:
    """Summaries of the arms of each replicate.

    Arms that were not randomised against each other are arms of different trials, and so is one arm from the next of
    its kind: each is moved by what those differ by. Between randomised arms it is common to both, and left out.
    """
    decision = comparison.endpoint, comparison.test, *comparison.arms
    luck, other = stream(study.seed, "replicates", *decision), stream(study.seed, NAME, *decision)
    unit, apart = menu.choose("endpoints", comparison.endpoint)().unit, between_trials()
    for _ in range(conditions.replicates):
        arms = [summarise(luck.choice(pool, size)) for pool, size in zip(pools, sizes, strict=True)]
        if len(arms) == 1 or not conditions.randomised:
            arms = [apart.moved(arm, unit, float(other.standard_normal())) for arm in arms]
        yield arms


def has_values(comparison: Compare, measured: Measured) -> bool:
    """Whether every arm of the comparison has a patient with a value."""
    return all(np.any(np.isfinite(measured[arm, comparison.endpoint])) for arm in comparison.arms)


def published_arms(comparison: Compare, unit: str, end: int) -> tuple[list[Summary], str]:
    """Published summaries of the arms, and whether any of them was used to fit."""
    reference = comparison.published
    assert reference is not None
    day = end if reference.day is None else reference.day
    where: dict[str, Any] = {"day": day}
    rows = [published.result(reference.study, comparison.endpoint, arm, **where) for arm in reference.arms]
    where["unit"] = unit
    known = [published.summary(reference.study, comparison.endpoint, arm, **where) for arm in reference.arms]
    return known, "calibration" if any(row["split"] == "calibration" for row in rows) else "validation"
