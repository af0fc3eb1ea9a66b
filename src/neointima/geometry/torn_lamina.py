"""A lamina drawn in pieces: where it is torn, and the area it would enclose."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import shapely
from shapely import Geometry

from neointima.geometry.best_circle import best_circle
from neointima.mistake import Mistake
from neointima.quantities.kinds import Array

# Largest share of the area by which closing the gaps may change it, as asked of this project.
LARGEST_CHANGE = 1e-3
# Ends nearer than this many of the line's own long steps (their 90th percentile) were meant to meet.
STEPS = 3.0
TURN = 2 * np.pi


class TornLamina(NamedTuple):
    """What the pieces enclose when gaps are closed by straight lines, and those lines."""

    shape: Geometry
    gaps: Geometry


def torn_lamina(pieces: Sequence[Array], place: str) -> TornLamina:
    """Pieces of a lamina (points, 2) each, in any order and sense, joined around their common middle.

    A gap g closed straight takes g³ / (12 R) off a lamina of radius R. A Mistake when that is more than 0.1 % of the
    area, or when the pieces do not lie one after the other.
    """
    pieces = [piece for piece in pieces if len(piece) > 1]
    if not pieces:
        raise Mistake(f"{place}: no line of two or more points; draw the lamina, leaving out where it is torn")
    centre = best_circle(np.concatenate(pieces)).middle
    ordered = sorted((_anticlockwise(piece, centre) for piece in pieces), key=lambda piece: _direction(piece, centre))
    ring = np.concatenate(ordered)
    shape = shapely.Polygon(ring)
    if not shape.is_valid or shape.area == 0:
        raise Mistake(f"{place}: the pieces of the lamina cross or overlap; draw each part of it once")
    ends = [(one[-1], other[0]) for one, other in zip(ordered, [*ordered[1:], ordered[0]], strict=True)]
    step = np.quantile(np.concatenate([np.hypot(*np.diff(piece, axis=0).T) for piece in ordered]), 0.9)
    gaps = [pair for pair in ends if np.hypot(*(pair[1] - pair[0])) > STEPS * step]
    widths = np.array([np.hypot(*(end - start)) for start, end in gaps])
    change = float((widths**3).sum()) / (12 * np.sqrt(shape.area / np.pi)) / shape.area
    if change > LARGEST_CHANGE:
        raise Mistake(
            f"{place}: gaps of the lamina, the widest {widths.max() / shape.length:.0%} of its length, leave its area "
            f"open by {100 * change:.2g} %, and 0.1 are allowed; draw its course across the widest as one closed line"
        )
    return TornLamina(shape, shapely.MultiLineString([np.array(pair) for pair in gaps]))


def _anticlockwise(piece: Array, centre: Array) -> Array:
    around = np.unwrap(np.arctan2(*(piece - centre).T[::-1]))
    return piece if around[-1] > around[0] else piece[::-1]


def _direction(piece: Array, centre: Array) -> float:
    """Where a piece begins, as an angle from 0 to 2π."""
    return float(np.arctan2(*(piece[0] - centre)[::-1]) % TURN)
