"""The light of a frame across a line, and the two edges of the vessel that runs along it."""

from typing import NamedTuple

import numpy as np

from neointima.geometry.centreline import Centreline, centreline
from neointima.instruments.angiogram import Frame
from neointima.numerics.paired_path import paired_path
from neointima.numerics.tube_fit import Tube
from neointima.quantities.kinds import Array

# The side of a pixel [m] where nothing tells: only expectations of smoothness hang on it.
USUAL_PIXEL = 0.2e-3
# The widest lumen, and what lies beside its edge that is still looked at [m].
WIDEST, BESIDE = 5.2e-3, 1.5e-3
# How far the middle may lie from the line that was drawn, then from the line it became [m].
ASTRAY = (1.2e-3, 0.5e-3, 0.3e-3)
# How drawn lines and found middles are smoothed [m].
SMOOTH_DRAWN, SMOOTH_FOUND = 1.0e-3, 0.5e-3
# A move of half a pixel costs this share of the usual slope of light.
TURN_COST = 0.4
# Edges are searched on light smoothed by this [pixels].
SOFT = 0.7


class Edges(NamedTuple):
    """``middle`` and ``half`` width (rows,) across ``line`` in pixels."""

    line: Centreline
    middle: Array
    half: Array


def log_light(frame: Frame) -> Array:
    """Logarithm of light, (rows, columns); pixels that are logarithms already are scaled like those of 8 bits."""
    if not frame.is_log:
        return np.log(np.maximum(frame.pixels, 1.0))
    low, high = np.quantile(frame.pixels, (0.001, 0.999))
    return (frame.pixels - high) / max(high - low, 1.0)


def pixel_of(frame: Frame) -> float:
    """The side of a pixel [m], a usual one where nothing tells."""
    return frame.scale if np.isfinite(frame.scale) else USUAL_PIXEL


def sampled(coefficients: Array, points: Array) -> Array:
    """Cubic interpolation at points (..., 2) x and y, (0, 0) the corner of the first pixel; nan outside."""
    from scipy.ndimage import map_coordinates

    rows, columns = coefficients.shape
    x, y = points[..., 0], points[..., 1]
    found = map_coordinates(coefficients, [y - 0.5, x - 0.5], order=3, prefilter=False, mode="nearest")
    inside = (x >= 0) & (x <= columns) & (y >= 0) & (y <= rows)
    return np.where(inside, found, np.nan)


def find_edges(light: Array, drawn: Array, *, pixel: float, step: float) -> Edges:
    """The pair of edges that are steepest and smoothest along a drawn line, whose middle becomes the line.

    Both edges are one path of (middle, half width) by dynamic programming, so that one cannot stray to another vessel.
    """
    from scipy.ndimage import gaussian_filter, gaussian_filter1d, spline_filter

    soft = spline_filter(gaussian_filter(light, SOFT), 3)
    line = centreline(drawn, step=step, smooth=SMOOTH_DRAWN / pixel)
    for astray in ASTRAY[:-1]:
        middle, _ = _paired(soft, line, pixel=pixel, astray=astray)
        smooth = gaussian_filter1d(middle, SMOOTH_FOUND / pixel / step)
        line = centreline(line.aside(smooth), step=step, smooth=SMOOTH_FOUND / pixel)
    found = _paired(soft, line, pixel=pixel, astray=ASTRAY[-1])
    middle, half = (np.asarray(gaussian_filter1d(one, SMOOTH_FOUND / pixel / step)) for one in found)
    return Edges(line, middle, half)


def _paired(soft: Array, line: Centreline, *, pixel: float, astray: float) -> tuple[Array, Array]:
    """Middle and half width [pixels] of the best pair of edges; half a pixel is the finest step."""
    from scipy.ndimage import gaussian_filter1d

    fine = 0.5
    wander, widest = int(astray / pixel / fine), int(WIDEST / 2 / pixel / fine)
    zero = wander + widest + 4
    aside = (np.arange(2 * zero + 1) - zero) * fine
    light = sampled(soft, line.aside(np.broadcast_to(aside, (line.along.size, aside.size))))
    light = np.where(np.isfinite(light), light, np.nanmean(light))
    slope = gaussian_filter1d(gaussian_filter1d(light, 1.0, axis=0), 1.0, axis=1, order=1)
    middles, halves = np.arange(-wander, wander + 1), np.arange(1, widest + 1)
    left, right = -slope[:, zero + middles[:, None] - halves], slope[:, zero + middles[:, None] + halves]
    # A pair is as good as its weaker edge, mostly: one strong edge alone is another vessel's.
    gain = np.minimum(left, right) + 0.5 * (left + right)
    path = paired_path(gain / (np.median(np.abs(slope)) + 1e-9), turn_cost=TURN_COST)
    return fine * middles[path.middle].astype(np.float64), fine * halves[path.half].astype(np.float64)


def recentred(edges: Edges, tube: Tube, *, step: float, smooth: float) -> Edges:
    """Edges about the middle of a tube that was fitted, which becomes the line."""
    points = edges.line.aside(tube.middle)
    line = centreline(points, step=step, smooth=smooth)
    share = line.along / line.along[-1] * (points.shape[0] - 1)
    return Edges(line, np.zeros(share.size), np.interp(share, np.arange(points.shape[0]), tube.radius))
