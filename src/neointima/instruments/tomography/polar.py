"""A frame as the catheter saw it: brightness by angle and distance from its middle."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from neointima.quantities.kinds import Array

ANGLES = 512
# Distances are sampled this finely [m]: about a pixel of a console.
STEP = 10e-6
# The catheter and its sheath [m], within which nothing is looked for.
CATHETER = 0.55e-3
TURN = 2 * np.pi
RED, GREEN, BLUE = 0.299, 0.587, 0.114


class Polar(NamedTuple):
    """``values`` (angles, distances), from 0 (dark) to 1 (bright), every ``STEP`` from the middle of the picture."""

    values: Array
    angles: Array


def polar(picture: NDArray[Any], down: float, across: float) -> Polar:
    """A picture with pixels ``down`` × ``across`` [m], grey or RGB, about its middle.

    Brightness is scaled so that its 1st and 99.5th percentile within the picture's circle are 0 and 1.
    """
    from scipy.ndimage import map_coordinates

    grey = picture.astype(np.float64)
    if grey.ndim == 3:
        grey = grey @ np.array([RED, GREEN, BLUE]) if grey.shape[-1] == 3 else grey[..., 0]
    rows, columns = grey.shape
    reach = min(rows * down, columns * across) / 2
    distances = np.arange(0, reach, STEP)
    angles = np.arange(ANGLES) * TURN / ANGLES
    # The middle of a picture of n pixels lies between pixels (n − 1)/2.
    x = (columns - 1) / 2 + np.outer(np.cos(angles), distances) / across
    y = (rows - 1) / 2 + np.outer(np.sin(angles), distances) / down
    values = map_coordinates(grey, [y, x], order=1, mode="nearest")
    dark, bright = np.percentile(values, [1, 99.5])
    return Polar(np.clip((values - dark) / max(bright - dark, 1e-12), 0, None), angles)
