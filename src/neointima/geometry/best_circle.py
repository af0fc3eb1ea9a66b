"""The circle that lies nearest to points."""

from typing import NamedTuple

import numpy as np

from neointima.quantities.kinds import Array


class Circle(NamedTuple):
    """Middle (2,) and radius in the unit of the points."""

    middle: Array
    radius: float


def best_circle(points: Array) -> Circle:
    """The circle with least squares of |p|² − 2 c·p − (r² − |c|²), which points on a circle fulfil exactly (Kåsa).

    Unlike the mean of ``points`` (points, 2), its middle is not pulled aside where some are missing.
    """
    start = points.mean(axis=0)
    own = points - start
    terms = np.column_stack([2 * own, np.full(len(own), np.abs(own).max() or 1.0)])
    found, *_ = np.linalg.lstsq(terms, (own**2).sum(axis=1), rcond=None)
    centre = found[:2]
    return Circle(start + centre, float(np.sqrt(max(0.0, found[2] * terms[0, 2] + centre @ centre))))
