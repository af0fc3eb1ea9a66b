"""What tells two bands of tissue apart, found from the bands themselves."""

from typing import NamedTuple

import numpy as np

from neointima.instruments.segmentation.tissue import Mask
from neointima.quantities.kinds import Array

FEWEST = 50
# Shares of values at each end that are drawn in, for folds, debris and fat; and a little round spread added to all.
ENDS, ROUND = 0.05, 0.02


class Parted(NamedTuple):
    """``score`` (directions, distances) is +1 as the middle of the first band and −1 as that of the second, no more.

    ``apart`` is how many spreads the two middles lie apart.
    """

    score: Array
    apart: float


def discriminant(stack: Array, first: Mask, second: Mask) -> Parted:
    """Fisher's linear discriminant (Ann Eugenics 1936;7:179) between two bands of ``stack``.

    ``stack`` has shape (features, directions, distances). Middles are medians.
    """
    inside, outside = stack[:, first], stack[:, second]
    if min(inside.shape[1], outside.shape[1]) < FEWEST:
        return Parted(np.zeros(stack.shape[1:]), 0.0)
    here, there = np.median(inside, axis=1), np.median(outside, axis=1)
    within = (_spread(inside) + _spread(outside)) / 2
    within += ROUND * np.diag(np.diag(within)) + 1e-8 * np.eye(len(within))
    weights = np.linalg.solve(within, here - there)
    squared = max(float((here - there) @ weights), 1e-9)
    off = np.tensordot(weights, stack - ((here + there) / 2)[:, None, None], axes=1)
    return Parted(np.clip(off / (squared / 2), -1.0, 1.0), float(np.sqrt(squared)))


def _spread(values: Array) -> Array:
    low, high = np.quantile(values, [ENDS, 1 - ENDS], axis=1)
    found: Array = np.cov(np.clip(values, low[:, None], high[:, None]))
    return found


def band(radii: Array, low: Array, high: Array) -> Mask:
    """Places (directions, distances) from ``low`` to ``high`` (directions,) [pixels]."""
    found: Mask = (radii >= low[:, None]) & (radii < high[:, None])
    return found
