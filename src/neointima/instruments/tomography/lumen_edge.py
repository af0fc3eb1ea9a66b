"""The edge of the lumen: the closed line along which dark turns bright most clearly."""

from typing import NamedTuple

import numpy as np

from neointima.instruments.tomography.polar import CATHETER, STEP, Polar
from neointima.instruments.tomography.shadows import DARKER, light_left
from neointima.numerics.closed_path import closed_path
from neointima.quantities.kinds import Array, Numbers

# How far inwards must be dark and outwards bright [m]; wall that is brighter than this counts alike, so that struts
# do not draw the line to themselves.
INWARDS, OUTWARDS, BRIGHTEST = 200e-6, 120e-6, 0.7
SMOOTH_ANGLES = 2.0
# Steepest turn of the line between angles, in distances, and its price.
STEEPEST, PRICE = 5, 0.002
# A contrast that is surely seen, in brightness; how much weaker any other rise at the same angle must be, and how far
# from the line it counts as another [m]. Blood that was not flushed out has edges of its own.
CLEAR, WEAKER, APART = 0.12, 0.7, 150e-6


class LumenEdge(NamedTuple):
    """Distance of the edge at each angle [m], and at what share of angles it was the one clear edge."""

    distances: Array
    confidence: float


def lumen_edge(seen: Polar) -> LumenEdge:
    """Follow the greatest step from dark to bright around the catheter (dynamic programming on the polar picture).

    What casts a shadow, guide wire or strut, stands in front of the wall or in it: there the line is drawn again
    without looking, from one side of the shadow to the other.
    """
    from scipy.ndimage import gaussian_filter1d

    contrast = _contrast(np.minimum(seen.values, BRIGHTEST))
    smooth = gaussian_filter1d(contrast, SMOOTH_ANGLES, axis=0, mode="wrap")
    smooth[:, : int(CATHETER / STEP)] = -1.0
    path = closed_path(-smooth, STEEPEST, PRICE)
    hidden = light_left(gaussian_filter1d(seen.values, SMOOTH_ANGLES / 2, axis=0, mode="wrap"), path) < DARKER
    smooth[hidden, int(CATHETER / STEP) :] = 0.0
    path = closed_path(-smooth, STEEPEST, PRICE)
    # The line runs between the column before and the one behind.
    return LumenEdge(np.multiply(path - 0.5, STEP), _confidence(smooth, path))


def _confidence(smooth: Array, path: Numbers) -> float:
    """Share of angles at which the line is the one clear edge."""
    columns = np.arange(smooth.shape[1])
    elsewhere = np.where(np.abs(columns - path[:, None]) * STEP > APART, smooth, -1.0).max(axis=1)
    own = smooth[np.arange(len(path)), path]
    return float(np.mean((own > CLEAR) & (elsewhere < WEAKER * own)))


def _contrast(values: Array) -> Array:
    """Mean of what lies just outwards less the mean of what lies inwards, at each distance."""
    sums = np.concatenate([np.zeros((len(values), 1)), np.cumsum(values, axis=1)], axis=1)
    columns = np.arange(values.shape[1])
    inner, outer = int(INWARDS / STEP), int(OUTWARDS / STEP)
    low, high = np.maximum(columns - inner, 0), np.minimum(columns + outer, values.shape[1])
    before = (sums[:, columns] - sums[:, low]) / np.maximum(columns - low, 1)
    after = (sums[:, high] - sums[:, columns]) / np.maximum(high - columns, 1)
    return after - before
