"""The way through a dark vessel from one point to another."""

import numpy as np

from neointima.instruments.angiogram import Frame
from neointima.instruments.angiogram.across import log_light, pixel_of
from neointima.mistake import Mistake
from neointima.quantities.kinds import Array

# Widths of vessels that are looked for [m], as SDs of a Gaussian: a tube of diameter d is best seen at d / 3.
SEEN_AT = (0.2e-3, 0.4e-3, 0.7e-3, 1.1e-3)
# A step outside any vessel costs as much as this many steps along the clearest.
DETOUR = 50.0
# What lies further than this from the box of both ends [share of their distance] is not looked at.
MARGIN = 0.5
LEAST_APART = 4e-3


def vessel_path(frame: Frame, start: tuple[float, float], end: tuple[float, float]) -> Array:
    """The cheapest line (points, 2) from ``start`` to ``end`` [pixels x, y] through what is dark and long.

    Cost is 1 / (1 / DETOUR + v), v the largest ridge strength over widths (Sato's filter), 1 at its 99th percentile.
    """
    from skimage.filters import sato
    from skimage.graph import route_through_array

    rows, columns = frame.pixels.shape
    ends = np.array([start, end], dtype=np.float64)
    if np.any(ends < 0) or np.any(ends >= [columns, rows]):
        raise Mistake(
            f"ends {start} and {end} do not lie on the frame of {columns} x {rows} pixels; give x,y,x,y in it"
        )
    pixel = pixel_of(frame)
    apart = float(np.hypot(*(ends[1] - ends[0])))
    if apart * pixel < LEAST_APART:
        raise Mistake(f"the ends lie {apart:.0f} pixels apart; give the two ends of the vessel to be measured")
    margin = MARGIN * apart + 4 * SEEN_AT[-1] / pixel
    low = np.maximum((ends.min(axis=0) - margin).astype(int), 0)
    high = np.minimum((ends.max(axis=0) + margin).astype(int) + 1, [columns, rows])
    light = log_light(frame)[low[1] : high[1], low[0] : high[0]]
    ridge = sato(  # type: ignore[no-untyped-call]
        light, sigmas=[max(one / pixel, 0.7) for one in SEEN_AT], black_ridges=True, mode="nearest"
    )
    strength = np.minimum(ridge / max(float(np.quantile(ridge, 0.99)), 1e-12), 1.0)
    first, last = ((ends - low)[k].astype(int)[::-1] for k in (0, 1))
    way, _ = route_through_array(  # type: ignore[no-untyped-call]
        1 / (1 / DETOUR + strength), tuple(first), tuple(last), fully_connected=True, geometric=True
    )
    found: Array = np.array(way, dtype=np.float64)[:, ::-1] + low + 0.5
    return found
