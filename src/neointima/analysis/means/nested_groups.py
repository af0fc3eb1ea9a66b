"""Several groups against one control, sections nested in stents and stents in animals, which groups may share."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from neointima.analysis.means.joint_t import JointT
from neointima.analysis.means.nested_means import containment, satterthwaite_of_all
from neointima.analysis.means.nested_rows import NestedRows, nested_rows
from neointima.analysis.means.reml import Components, reml
from neointima.analysis.means.several_groups import Adjusted
from neointima.analysis.statements.finding import Finding
from neointima.analysis.statements.interval import Interval
from neointima.analysis.statements.null_words import no_difference
from neointima.mistake import Mistake
from neointima.quantities.kinds import Array

ALONE = "mixed model (REML)"
METHOD = "mixed model (REML), joint t"


def grouped_rows(values: Array, groups: NDArray[Any], levels: Sequence[NDArray[Any]], *, first: str = "") -> NestedRows:
    """The checked rows with a mean and a difference for every group but ``first``, in the order of their names."""
    others = [name for name in np.unique(groups) if name != first] if first else list(np.unique(groups))[1:]
    design = np.column_stack([np.ones(len(values)), *(groups == name for name in others)])
    return nested_rows(values, levels)._replace(design=design)


def nested_groups(
    values: Array, groups: NDArray[Any], levels: Sequence[NDArray[Any]], *, control: str, level: float = 0.95
) -> dict[str, Adjusted]:
    """Each group minus ``control``, the random groups ``levels`` outermost first, P and interval for all comparisons.

    A level may hold several groups: what its rows share then cancels from their differences, so animals that carry
    a stent of each group are blocks. The differences have the covariance of the fit and one number of degrees of
    freedom, the least of theirs: Satterthwaite's, at most those of containment. In balanced data with components above
    zero this is Dunnett's test of the means of the units that were treated, within blocks where there are any.
    """
    if control not in groups or np.unique(groups).size < 2:
        raise Mistake(f"control: '{control}' and at least one other group are needed to compare")
    rows = grouped_rows(values, groups, levels, first=control)
    fitted, names = reml(rows), [name for name in np.unique(groups) if name != control]
    covariance = fitted.covariance[1:, 1:]
    errors = np.sqrt(np.diag(covariance))
    if not np.all(errors > 0):
        raise Mistake("groups: no spread at all, so nothing can be tested; check the values")
    df = float(degrees_of_freedom(rows, fitted)[1:].min())
    joint = JointT(covariance / np.outer(errors, errors), df)
    reach, method, answer = joint.critical(level=level), METHOD if len(names) > 1 else ALONE, {}
    for name, difference, error in zip(names, fitted.effects[1:], errors, strict=True):
        t, value = float(difference / error), float(difference)
        null = no_difference("mean", (name, control))
        span = Interval(method, value, float(value - reach * error), float(value + reach * error), level)
        answer[str(name)] = Adjusted(Finding(method, null, value, t, df, joint.p_value(t), 2), span)
    return answer


def degrees_of_freedom(rows: NestedRows, fitted: Components) -> Array:
    """Satterthwaite's of each difference, at most those of containment; nan for the mean."""
    allowed = [np.nan]
    for effect in range(1, rows.design.shape[1]):
        others = [place for place in range(rows.design.shape[1]) if place != effect]
        allowed.append(containment(rows._replace(design=rows.design[:, [*others, effect]])))
    return np.minimum(satterthwaite_of_all(rows, fitted), allowed)
