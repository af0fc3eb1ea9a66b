"""Do two arms differ when sections are nested in stents and stents in animals? Mixed model, small-sample df."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from neointima.analysis.means import contrast
from neointima.analysis.means.contrast import Contrast
from neointima.analysis.means.nested_rows import NestedRows, nested_rows
from neointima.analysis.means.reml import Components, reml
from neointima.analysis.statements.null_words import ARMS
from neointima.mistake import Mistake
from neointima.quantities.kinds import Array, Marks, Numbers

METHOD = "mixed model (REML; Satterthwaite df, at most those of containment)"
ADJUSTED = METHOD.replace("mixed model", "mixed model with baseline")
ROUNDING = 1e-9


def nested_means(
    values: Array,
    treated: Marks,
    levels: Sequence[NDArray[Any]],
    *,
    baseline: Array | None = None,
    names: tuple[str, str] = ARMS,
) -> Contrast:
    """Treated minus the others, the random groups ``levels`` outermost first; at one ``baseline`` where it is given.

    Degrees of freedom: Satterthwaite's, but never more than containment allows, so that sections do not count as
    animals when the variance between animals happens to come out as zero. In balanced data with components above
    zero this is the t test of the means of the units that were treated, or their ANCOVA.
    """
    rows = nested_rows(values, levels, treated=treated, baseline=baseline)
    fitted = reml(rows)
    df, method = min(satterthwaite(rows, fitted), containment(rows)), METHOD if baseline is None else ADJUSTED
    difference, error = float(fitted.effects[-1]), float(fitted.covariance[-1, -1] ** 0.5)
    return contrast.checked(Contrast(method, difference, error, df, names))


def satterthwaite(rows: NestedRows, fitted: Components) -> float:
    """Degrees of freedom of the last effect."""
    return float(satterthwaite_of_all(rows, fitted)[-1])


def satterthwaite_of_all(rows: NestedRows, fitted: Components) -> Array:
    """2 v² / (g'Ag) of each effect: v its variance, g the slope of v in the variances, A the covariance of these.

    A is the inverse of the expected information ½ tr(P V_i P V_j), as in Kenward & Roger; zero components are left out.
    Source: Giesbrecht & Burns, Biometrics 1985;41:477.
    """
    keep = [level for level, between in enumerate(fitted.between) if between > 0]
    effects, count, spread = rows.design.shape[1], len(keep) + 1, fitted.covariance
    variances, trace = np.append(fitted.between[keep], fitted.residual), np.zeros((count, count))
    first, second = np.zeros((count, effects, effects)), np.zeros((count, count, effects, effects))
    for values, design, shared in rows.blocks():
        shape = np.concatenate([shared[keep], np.eye(values.shape[1])[None]])
        inverse = np.linalg.inv(np.tensordot(variances, shape, axes=1))
        weighted, turned = inverse @ design, shape @ inverse
        first += np.einsum("gia,lij,gjb->lab", weighted, shape, weighted, optimize=True)
        trace += len(values) * np.einsum("lij,mji->lm", turned, turned)
        second += np.einsum("gia,lij,mjk,gkb->lmab", weighted, turned, shape, weighted, optimize=True)
    # tr(P V_l P V_m) with P = V⁻¹ − V⁻¹X C X'V⁻¹ and C the covariance of the effects.
    twice = np.einsum("ab,lmba->lm", spread, second)
    cross = np.einsum("ab,lbc,cd,mda->lm", spread, first, spread, first, optimize=True)
    information = (trace - twice - twice.T + cross) / 2
    slope = np.einsum("ea,lab,eb->le", spread, first, spread)
    return np.asarray(2 * np.diag(spread) ** 2 / np.sum(slope * np.linalg.solve(information, slope), axis=0))


def containment(rows: NestedRows) -> float:
    """Groups of the level that was treated, less what the levels outside it and the effects take up.

    The level is the outermost in whose groups the treatment never varies; the rows themselves if there is none.
    """
    treated, outside = rows.design[:, -1], int(np.linalg.matrix_rank(rows.design))
    for group in rows.groups:
        share = np.bincount(group, weights=treated) / np.bincount(group)
        inside = _rank_with(group, rows.design)
        if np.all((share == 0) | (share == 1)):
            return _positive(inside - outside)
        outside = inside
    return _positive(rows.values.size - outside)


def _rank_with(group: Numbers, design: Array) -> int:
    """Rank of effects and indicators of a level together: its groups, and what of the effects varies inside them."""
    count = np.bincount(group)
    means = np.column_stack([np.bincount(group, weights=column) / count for column in design.T])
    within = design - means[group]
    return count.size + int(np.linalg.matrix_rank(within, tol=ROUNDING * float(np.linalg.norm(design))))


def _positive(df: int) -> float:
    if df < 1:
        raise Mistake("arms: a single treated unit on each side leaves no degree of freedom; more animals are needed")
    return float(df)
