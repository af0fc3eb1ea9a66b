"""Struts: narrow shadows, and what casts them. Where the inner edge of each lies, and how sure one may be."""

from typing import NamedTuple

import numpy as np

from neointima.instruments.tomography.lumen_edge import LumenEdge
from neointima.instruments.tomography.polar import ANGLES, CATHETER, STEP, TURN, Polar
from neointima.instruments.tomography.shadows import DARKER, light_left, runs
from neointima.quantities.kinds import Array, Numbers

# From the lumen's edge [m]: how far inwards a strut may stand off the wall, and how deep tissue may cover it.
INWARDS, DEEPEST = 0.6e-3, 0.6e-3
# Widest and narrowest in angle [rad]: wider is the guide wire, narrower a speckle.
NARROWEST, WIDEST = np.radians(1.5), np.radians(18.0)
# A bright line blooms to both sides of the face that reflects: its middle at this share of its height.
HIGH = 0.85
# What casts the shadow must outshine the wall beside it by this much, and is sure at twice and more.
BRIGHTER = 0.06


class BrightStrut(NamedTuple):
    """Angle and distance of the inner edge [m], and confidence from 0 to 1."""

    angle: float
    distance: float
    confidence: float


def bright_struts(seen: Polar, edge: LumenEdge) -> tuple[BrightStrut, ...]:
    """Struts by angle."""
    from scipy.ndimage import gaussian_filter

    smooth = gaussian_filter(seen.values, (0.7, 1.5), mode=("wrap", "nearest"))
    start = np.rint(edge.distances / STEP).astype(np.int64)
    left = light_left(smooth, start)
    groups = [group for group in runs(left < DARKER) if NARROWEST <= len(group) * TURN / ANGLES <= WIDEST]
    found = (_strut(smooth, group, start=start, left=left) for group in groups)
    return tuple(strut for strut in found if strut is not None)


def _strut(smooth: Array, group: Numbers, *, start: Numbers, left: Array) -> BrightStrut | None:
    """What casts the shadow over some angles, unless it shines no brighter than the wall beside it."""
    wide = len(group)
    beside = np.concatenate([(group - wide - 2) % ANGLES, (group + wide + 2) % ANGLES])
    profile, wall = _along(smooth, group, start), _along(smooth, beside, start)
    peak = int(np.argmax(profile))
    over = float(profile[peak] - wall.max())
    if over < BRIGHTER:
        return None
    high = runs(profile >= wall.max() + HIGH * over)
    at = float(np.mean(next((run for run in high if peak in run), [peak])))
    angle = float(np.angle(np.exp(1j * TURN * group / ANGLES).sum()) % TURN)
    own = float(np.median(start[group])) * STEP - INWARDS + at * STEP
    sure = min(1.0, over / (2 * BRIGHTER)) * min(1.0, (1 - float(left[group].min())) / 0.8)
    return BrightStrut(angle, own, round(sure, 3))


def _along(smooth: Array, angles: Numbers, start: Numbers) -> Array:
    """Mean brightness over some angles along the way from ``INWARDS`` of the lumen's edge to ``DEEPEST`` behind it."""
    way = np.arange(-int(INWARDS / STEP), int(DEEPEST / STEP))
    middle = np.median(start[angles])
    columns = np.rint(middle + way).astype(np.int64)
    columns = np.clip(columns, int(CATHETER / STEP) + 5, smooth.shape[1] - 1)
    mean: Array = smooth[np.ix_(angles, columns)].mean(axis=0)
    return mean
