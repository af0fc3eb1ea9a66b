"""From recordings to measurements, and from measurements to findings."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from neointima import menu
from neointima.analysis import Estimate, Summary, agree, summarise
from neointima.laboratory import published
from neointima.laboratory.comparison_test import comparison_test
from neointima.laboratory.folder import write_table
from neointima.laboratory.read_endpoints import read_endpoints
from neointima.laboratory.study import Compare, Study
from neointima.mistake import Mistake
from neointima.quantities.kinds import Array
from neointima.simulation.recording import Recording

MEASUREMENTS = ("case", "arm", "endpoint", "value", "unit")
FINDINGS = (
    *("endpoint", "arms", "estimate", "lower", "upper", "test", "p_value"),
    *("published_estimate", "published_source", "agrees", "unit"),
)
Measured = Mapping[tuple[str, str], Sequence[float]]
Row = tuple[str, str, str, float, str]


def measure(batch: Any, recording: Recording) -> list[Row]:
    """Every endpoint of every case of a batch, in the units of the field."""
    rows: list[Row] = []
    for name, values, unit in read_endpoints(recording):
        # A dose that the curve never reaches is a result of a plate; no number is a fault of an artery.
        if not np.all(np.isfinite(values)) and recording.world == "radial_artery":
            raise Mistake(f"{batch.name}: {name} came out as no number; a value of the study leads beyond the model")
        for animal, value in zip(batch.animals, values, strict=True):
            rows.append((f"{batch.recipe.arm}_{animal:04d}", batch.recipe.arm, name, float(value), unit))
    return rows


def write_findings(path: Path, study: Study, measured: Measured) -> None:
    """One row a comparison, effect and interval before P, the published value beside it."""
    write_table(path, FINDINGS, [_finding(comparison, measured, study.conditions.days) for comparison in study.compare])


def _finding(comparison: Compare, measured: Measured, day: int) -> tuple[object, ...]:
    endpoint, test = menu.choose("endpoints", comparison.endpoint)(), comparison_test(comparison, "compare")
    ours = _estimate(test, [np.array(measured[arm, comparison.endpoint]) for arm in comparison.arms])
    unit = "" if comparison.test == "ratio_of_means" else endpoint.unit
    theirs, source, verdict = np.nan, "", ""
    if comparison.published:
        known = _known(comparison, endpoint.unit, day)
        other: Estimate = test.estimate(*known)
        theirs, source = other.value, published.study(comparison.published.study)["citation"]
        verdict = _verdict(ours, other)
    shown = (ours.value, ours.lower, ours.upper, comparison.test, ours.p_value)
    return (comparison.endpoint, " vs ".join(comparison.arms), *shown, float(theirs), source, verdict, unit)


def _verdict(ours: Estimate, other: Estimate) -> str:
    """Whether they agree; a single wall has no error to judge by."""
    if not np.isfinite(ours.value):
        return "not reached"
    return "" if np.isnan(ours.error) else "yes" if agree(ours, other) else "no"


def _estimate(test: Any, values: list[Array]) -> Estimate:
    """The effect among the cases that have a value; none where an arm has not a single one."""
    reached = [one[np.isfinite(one)] for one in values]
    if not all(one.size for one in reached):
        return Estimate(*[np.nan] * 6)
    found: Estimate = test.estimate(*(summarise(one) for one in reached))
    return found


def _known(comparison: Compare, unit: str, day: int) -> list[Summary]:
    reference = comparison.published
    assert reference is not None
    day = day if reference.day is None else reference.day
    return [published.summary(reference.study, comparison.endpoint, arm, day=day, unit=unit) for arm in reference.arms]


def check_published(study: Study) -> None:
    """Every published value that the study names is on the shelf; found out before work starts."""
    for comparison in study.compare:
        if comparison.published:
            _known(comparison, menu.choose("endpoints", comparison.endpoint)().unit, study.conditions.days)
