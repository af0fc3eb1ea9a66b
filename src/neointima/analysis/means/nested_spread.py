"""Where nested values vary: between the outermost units, within them, and what a row is then worth."""

from typing import NamedTuple

import numpy as np

from neointima.analysis.means.nested_rows import NestedRows
from neointima.analysis.means.reml import reml
from neointima.quantities.kinds import Array


class Spread(NamedTuple):
    """Variances between the groups of each level (outermost first) and the ``residual`` inside the innermost.

    ``alike`` is the correlation of two rows that share a group of each level; ``design_effect`` the variance of a mean
    of all rows over what it would be if rows were independent; ``worth`` the independent rows that all rows amount to.
    """

    between: Array
    residual: float
    alike: Array
    design_effect: float
    worth: float


def nested_spread(rows: NestedRows) -> Spread:
    """REML around the fixed effects of ``rows``. A variance of zero is a result: that level adds nothing.

    Design effect 1 + Σ_l v_l (Σ_g n_g²/n − 1) / Σ v with n_g the rows of each group of level l.
    Source: Kish, Survey Sampling, 1965, ch. 5; for unequal groups, Kish, J Off Stat 1987.
    """
    found = reml(rows)
    size, whole = rows.values.size, float(found.between.sum() + found.residual)
    squares = np.array([float(np.sum(np.bincount(group).astype(float) ** 2)) for group in rows.groups])
    effect = 1 + float(found.between @ (squares / size - 1)) / whole
    alike = np.cumsum(found.between) / whole
    return Spread(found.between, found.residual, alike, effect, size / effect)
