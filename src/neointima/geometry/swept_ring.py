"""A closed ring of a pattern as triangles: a rectangle swept along its line."""

import numpy as np

from neointima.quantities.kinds import Array


def swept_ring(line: Array, *, width: float, thickness: float, radius: float) -> Array:
    """Triangles (t, 3, 3) [m], outward to the right hand, of a strut along a line (points, 2) that goes once around.

    The line lies on the unrolled circle of ``radius`` and its last point is its first, one turn on.
    """
    points = line[:-1]
    before, after = np.roll(points, 1, axis=0), np.roll(points, -1, axis=0)
    before[0, 0] -= 2 * np.pi * radius
    after[-1, 0] += 2 * np.pi * radius
    along = (after - before) / np.hypot(*(after - before).T)[:, None]
    across = np.stack([-along[:, 1], along[:, 0]], axis=1) * width / 2
    corners = [
        _rolled(points + side * across, radius + up * thickness / 2, radius)
        for side, up in ((-1, -1), (1, -1), (1, 1), (-1, 1))
    ]
    triangles = []
    for corner, other in zip(corners, corners[1:] + corners[:1], strict=True):
        ahead, other_ahead = np.roll(corner, -1, axis=0), np.roll(other, -1, axis=0)
        triangles += [np.stack([corner, other, other_ahead], axis=1), np.stack([corner, other_ahead, ahead], axis=1)]
    return np.concatenate(triangles)[:, ::-1]


def _rolled(points: Array, distance: float, radius: float) -> Array:
    """Unrolled points, arc length taken on ``radius``, at ``distance`` from the axis."""
    angles = points[:, 0] / radius
    return np.stack([distance * np.cos(angles), distance * np.sin(angles), points[:, 1]], axis=1)
