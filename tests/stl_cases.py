"""Surfaces of stents to read: a rectangle swept along a closed line, and the binary file of its triangles."""

import numpy as np

# As the format says, not as the reader does.
TRIANGLE = np.dtype([("normal", "<f4", 3), ("corners", "<f4", (3, 3)), ("attribute", "<u2")])


def swept_ring(line, *, width, thickness, radius):
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
        rolled(points + side * across, radius + up * thickness / 2, radius)
        for side, up in ((-1, -1), (1, -1), (1, 1), (-1, 1))
    ]
    triangles = []
    for corner, other in zip(corners, corners[1:] + corners[:1], strict=True):
        ahead, other_ahead = np.roll(corner, -1, axis=0), np.roll(other, -1, axis=0)
        triangles += [np.stack([corner, other, other_ahead], axis=1), np.stack([corner, other_ahead, ahead], axis=1)]
    return np.concatenate(triangles)[:, ::-1]


def rolled(points, distance, radius):
    """Unrolled points, arc length taken on ``radius``, at ``distance`` from the axis."""
    angles = points[:, 0] / radius
    return np.stack([distance * np.cos(angles), distance * np.sin(angles), points[:, 1]], axis=1)


def write_stl(path, corners):
    """Write triangles (t, 3, 3) as a binary STL file, in the unit they are given in."""
    records = np.zeros(len(corners), TRIANGLE)
    normals = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    lengths = np.linalg.norm(normals, axis=1, keepdims=True)
    records["normal"] = normals / np.where(lengths > 0, lengths, 1.0)
    records["corners"] = corners
    path.write_bytes(b"neointima".ljust(80) + len(corners).to_bytes(4, "little") + records.tobytes())
