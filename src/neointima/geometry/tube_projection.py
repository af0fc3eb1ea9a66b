"""How deep a beam passes through a tube that lies in the plane of a picture."""

from typing import NamedTuple

import numpy as np

from neointima.quantities.kinds import Array


class Tube(NamedTuple):
    """A lumen: ``line`` (points, 2) [m] x and y of its middle, ``radii`` (points,) [m] across it.

    ``attenuation`` [1/m] is that of its contrast agent. ``aspect`` is its depth along the beam over its width, 1 for a
    circle.
    """

    line: Array
    radii: Array
    attenuation: float = 120.0
    aspect: float = 1.0


def projected_depth(tube: Tube, *, size: tuple[int, int], fine: float) -> Array:
    """2 a √(r² − d²) at the middle of each square of ``fine`` [m], (rows, columns); d is the distance to the line."""
    from scipy.spatial import cKDTree

    line, radii = refined(tube.line, tube.radii, fine)
    depth = np.zeros(size)
    low = np.maximum(((line - radii.max()).min(axis=0) / fine - 1).astype(int), 0)
    high = np.minimum(((line + radii.max()).max(axis=0) / fine + 2).astype(int), size[::-1])
    if np.any(high <= low):
        return depth
    x, y = np.meshgrid(np.arange(low[0], high[0]) + 0.5, np.arange(low[1], high[1]) + 0.5)
    points = np.stack([x.ravel(), y.ravel()], axis=1) * fine
    near, which = cKDTree(line).query(points, distance_upper_bound=radii.max() + fine)
    hit = np.flatnonzero(np.isfinite(near))
    distance, radius = _to_line(points[hit], line, radii, which=which[hit])
    found = np.zeros(points.shape[0])
    found[hit] = 2 * tube.aspect * np.sqrt(np.maximum(radius**2 - distance**2, 0.0))
    depth[low[1] : high[1], low[0] : high[0]] = found.reshape(x.shape)
    return depth


def refined(line: Array, radii: Array, step: float) -> tuple[Array, Array]:
    """The line and its radii at even steps along it."""
    along = np.append(0.0, np.cumsum(np.hypot(*np.diff(line, axis=0).T)))
    even = np.linspace(0, along[-1], max(2, int(np.ceil(along[-1] / step)) + 1))
    return np.stack([np.interp(even, along, one) for one in line.T], axis=1), np.interp(even, along, radii)


def _to_line(points: Array, line: Array, radii: Array, *, which: Array) -> tuple[Array, Array]:
    """Distance to the line, between its points too, and the radius there; which point is nearest is known."""
    before, after = np.maximum(which - 1, 0), np.minimum(which + 1, len(line) - 1)
    along = line[after] - line[before]
    length = np.hypot(*along.T)
    offset = points - line[which]
    ahead = np.sum(offset * along, axis=1) / length
    beyond = ((which == 0) & (ahead < 0)) | ((which == len(line) - 1) & (ahead > 0))
    distance = np.abs(offset[:, 0] * along[:, 1] - offset[:, 1] * along[:, 0]) / length
    # A tube ends as it was cut.
    distance = np.where(beyond, np.inf, distance)
    slope = (radii[after] - radii[before]) / length
    return distance, np.maximum(radii[which] + slope * ahead, 0.0)
