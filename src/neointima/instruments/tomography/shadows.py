"""Shadows: what lies behind metal is dark. How much light is left behind the lumen's edge, at each angle."""

import numpy as np

from neointima.instruments.tomography.polar import ANGLES, CATHETER, STEP
from neointima.quantities.kinds import Array, Marks, Numbers

# From the lumen's edge [m]: where shadows are looked for, deeper than struts lie.
DEPTHS = (0.45e-3, 1.0e-3)
# Darker than this share of what is usual in the quarter turn around is a shadow.
DARKER, AROUND = 0.6, ANGLES // 4


def light_left(smooth: Array, start: Numbers) -> Array:
    """Brightness behind the columns ``start`` (angles,), as a share of what is usual around, (angles,)."""
    from scipy.ndimage import median_filter

    first, last = (int(each / STEP) for each in DEPTHS)
    columns = np.minimum(start[:, None] + np.arange(first, last), smooth.shape[1] - 1)
    behind = np.take_along_axis(smooth, columns, axis=1).mean(axis=1)
    floor = float(np.percentile(smooth[:, int(CATHETER / STEP) :], 1))
    usual = median_filter(behind, AROUND, mode="wrap")
    left: Array = (behind - floor) / np.maximum(usual - floor, 1e-6)
    return left


def runs(marked: Marks) -> list[Numbers]:
    """Runs of marked angles around the turn."""
    if marked.all() or not marked.any():
        return []
    first = int(np.flatnonzero(~marked)[0])
    edges = np.diff(np.roll(marked, -first).astype(np.int8), prepend=0, append=0)
    ends = zip(np.flatnonzero(edges == 1), np.flatnonzero(edges == -1), strict=True)
    return [(np.arange(begin, end) + first) % len(marked) for begin, end in ends]
