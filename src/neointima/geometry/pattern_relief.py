"""A stent pattern, its struts given a shape, as the relief of a deployed stent."""

import numpy as np

from neointima.geometry.relief import TURN, Relief, footprint
from neointima.geometry.stent_patterns import StentPattern
from neointima.geometry.strut_shapes import StrutShape
from neointima.mistake import Mistake
from neointima.numerics.compiled import compiled
from neointima.quantities.kinds import Array

MOST_COLUMNS = 30_000_000
BYTES_A_COLUMN = 40
# Of the area of the struts; bends and joints lie on themselves a little.
LEAST_APART = 0.75


def relief_of_pattern(
    pattern: StentPattern,
    shape: StrutShape,
    *,
    outer_face: float,
    length: float,
    window: tuple[float, float],
    fine: float,
) -> Relief:
    """The stent of ``length`` opened until the outer face of its struts is at radius ``outer_face`` [m].

    ``window`` are the heights that are drawn, on a raster of columns ``fine`` wide; the stent begins at height 0, the
    relief at the window's. ``outer_face`` is the lumen's radius + how deep the outer face lies in the wall, less than
    it when malapposed. A column is metal where its middle is, so the metal is right to the order of fine / width.
    Struts that overlap and a raster that does not fit in memory are Mistakes.
    """
    radius = outer_face - shape.thickness / 2
    columns = _raster(radius, window, shape, fine=fine)
    margin = shape.width / 2
    lines = [line + np.array([0.0, margin]) for line in pattern.centre_lines(radius, length - 2 * margin)]
    segments = np.concatenate([np.hstack([line[:-1], line[1:]]) for line in lines])
    distance = _distance(segments, columns, radius=radius, window=window, reach=margin)
    half = shape.half_height(distance)
    drawn = TURN * radius * (window[1] - window[0])
    _refuse_overlap(_seen(segments, window), shape, metal=float(np.mean(~np.isnan(half))) * drawn, radius=radius)
    heights = np.linspace(0.0, window[1] - window[0], columns[1] + 1)
    return Relief(np.linspace(0, TURN, columns[0] + 1), heights, radius - half, radius + half)


def metal_to_artery(pattern: StentPattern, shape: StrutShape, outer_face: float) -> float:
    """Share of the artery's surface that lies under metal, between the ends: over two pitches in mid-stent."""
    pitch = pattern.pitch(outer_face - shape.thickness / 2)
    length, middle = 12 * pitch, (5 * pitch, 7 * pitch)
    fine = shape.width / 16
    return footprint(relief_of_pattern(pattern, shape, outer_face=outer_face, length=length, window=middle, fine=fine))


def _raster(radius: float, window: tuple[float, float], shape: StrutShape, *, fine: float) -> tuple[int, int]:
    """How many columns around and along; refused before memory is asked for."""
    if not (radius > shape.thickness and window[1] > window[0] and 0 < fine <= shape.width / 4):
        raise Mistake(
            "a stent needs a radius above its struts' thickness, a window above zero and a raster of at least four "
            f"columns a strut, here {shape.width * 2.5e5:.3g} um or finer"
        )
    columns = max(8, round(TURN * radius / fine)), max(1, round((window[1] - window[0]) / fine))
    if columns[0] * columns[1] > MOST_COLUMNS:
        memory = columns[0] * columns[1] * BYTES_A_COLUMN / 1e9
        raise Mistake(
            f"a raster of {columns[0]} by {columns[1]} columns takes {memory:.2g} GB; "
            "take a shorter window or wider columns"
        )
    return columns


def _distance(
    segments: Array, columns: tuple[int, int], *, radius: float, window: tuple[float, float], reach: float
) -> Array:
    """Distance [m] of each column's middle from the nearest line, infinite beyond ``reach``."""
    steps = TURN * radius / columns[0], (window[1] - window[0]) / columns[1]
    squares = np.full(columns, np.inf)
    _draw(squares, segments - [0.0, window[0], 0.0, window[0]], (*steps, reach))
    return np.sqrt(squares)


def _seen(segments: Array, window: tuple[float, float]) -> Array:
    """The segments whose middle lies in the window."""
    middles = (segments[:, 1] + segments[:, 3]) / 2
    return segments[(middles >= window[0]) & (middles <= window[1])]


def _refuse_overlap(segments: Array, shape: StrutShape, *, metal: float, radius: float) -> None:
    struts = float(np.hypot(*(segments[:, 2:] - segments[:, :2]).T).sum()) * shape.width
    if metal < LEAST_APART * struts:
        raise Mistake(
            f"struts of this pattern overlap at a diameter of {2e3 * radius:.3g} mm: {1 - metal / struts:.0%} of their "
            "area lies on other struts; take fewer crowns or rings, narrower struts, or open the stent further"
        )


@compiled
def _draw(squares: Array, segments: Array, scale: tuple[float, float, float]) -> None:
    """Lower ``squares`` (a, z) to the squared distance from each segment (x, z, x, z) within reach of it."""
    step, rise, reach = scale
    around, along = squares.shape
    for n in range(segments.shape[0]):
        x, z = segments[n, 0], segments[n, 1]
        dx, dz = segments[n, 2] - x, segments[n, 3] - z
        square = max(dx * dx + dz * dz, 1e-30)
        last = int(np.ceil((max(x, x + dx) + reach) / step))
        low, high = int((min(z, z + dz) - reach) / rise), int(np.ceil((max(z, z + dz) + reach) / rise))
        for i in range(int(np.floor((min(x, x + dx) - reach) / step)), last):
            across = (i + 0.5) * step - x
            for j in range(max(low, 0), min(high, along)):
                up = (j + 0.5) * rise - z
                share = min(max((across * dx + up * dz) / square, 0.0), 1.0)
                apart = (across - share * dx) ** 2 + (up - share * dz) ** 2
                if apart <= reach * reach and apart < squares[i % around, j]:
                    squares[i % around, j] = apart
