"""Two means after adjustment for what was measured before treatment."""

import numpy as np

from neointima.analysis.means import contrast
from neointima.analysis.means.contrast import Contrast
from neointima.analysis.statements.null_words import ARMS
from neointima.mistake import Mistake
from neointima.quantities.kinds import Array, Marks


def ancova(outcome: Array, baseline: Array, treated: Marks, *, names: tuple[str, str] = ARMS) -> Contrast:
    """Least squares of outcome = α + τ treated + β baseline + error; τ with its error on n − 2 − covariates df.

    ``outcome`` and ``treated`` have shape (patients,), ``baseline`` (patients,) or (patients, covariates). Slopes
    are the same in both arms, and so is the spread of the errors. Source: Fisher 1932; Senn, Stat Med 2006;25:4334.
    """
    covariates = baseline.reshape(outcome.size, -1)
    if not 0 < np.sum(treated) < outcome.size:
        raise Mistake(f"{names[0]} and {names[1]}: both arms need patients; one of them is empty")
    design = np.column_stack([np.ones(outcome.size), treated, covariates - covariates.mean(axis=0)])
    df = outcome.size - design.shape[1]
    if df < 1 or np.linalg.matrix_rank(design) < design.shape[1]:
        raise Mistake("baseline: it says nothing apart from the arm, or there are too few patients; compare the means")
    found, *_ = np.linalg.lstsq(design, outcome, rcond=None)
    variance = np.sum((outcome - design @ found) ** 2) / df
    error = float(np.sqrt(variance * np.linalg.inv(design.T @ design)[1, 1]))
    return contrast.checked(Contrast("ANCOVA", float(found[1]), error, df, names))
