"""One elastic lamina, and how plainly it is seen."""

from typing import NamedTuple

import numpy as np
from scipy.ndimage import gaussian_filter1d, median_filter

from neointima.instruments.segmentation.discriminant import band
from neointima.instruments.segmentation.wall import Wall
from neointima.quantities.kinds import Array, Numbers

# How near to a line and how far from it tissue is looked at, in sides of a strut.
BESIDE = (0.05, 0.5)


class Lamina(NamedTuple):
    """Distance from the middle [pixels] and ``support``, 0 to 1, in each direction (directions,).

    Support is how far the tissues on both sides agree with what the line parts, or a line of elastin is seen; 0 where
    something hides it.
    """

    radii: Array
    support: Array


def smoothed(radii: Array, *, lone: int, width: float) -> Array:
    """Without steps of fewer than ``lone`` / 2 directions, then a Gaussian mean; directions go round."""
    found: Array = gaussian_filter1d(median_filter(radii, lone, mode="wrap"), width, mode="wrap")
    return found


def agreement(wall: Wall, score: Array, radii: Array) -> Array:
    """Half the difference of the mean scores within and beyond a line (directions,), 0 to 1; 0 where little is seen."""
    seen = ~wall.hidden & wall.solid
    means, enough = [], []
    for low, high in (
        (radii - 0.5 * wall.side, radii - 0.05 * wall.side),
        (radii + 0.05 * wall.side, radii + 0.5 * wall.side),
    ):
        here = band(wall.flat.radii, low, high) & seen
        count = here.sum(axis=1)
        means.append(np.where(here, score, 0).sum(axis=1) / np.maximum(count, 1))
        enough.append(count > 0.1 * wall.side)
    found: Array = np.where(enough[0] & enough[1], np.clip((means[0] - means[1]) / 2, 0, 1), 0.0)
    return found


def along(plane: Array, places: Numbers) -> Array:
    """Values of a plane (directions, distances) at whole ``places`` (directions, n)."""
    return np.take_along_axis(plane, np.clip(places, 0, plane.shape[1] - 1), axis=1)
