"""A simulated section as it lies on a slide: turned, flattened and bent, where the model's own is round."""

import numpy as np

from neointima.geometry.section_contours import polygon_area


def warped(snapshot, luck, strength=1.0):
    """The snapshot under a smooth map: a turn, an ellipse (axes up to 20 % apart) and three slow waves of the wall.

    Bodies and outlines move together, so the picture drawn from it has the outlines that come back with it.
    """
    flat = 1 - 0.2 * strength * luck.random()
    turn, tilt = luck.uniform(0, 2 * np.pi, 2)
    waves = [(k, strength * luck.normal(0, 0.035 / k), luck.uniform(0, 2 * np.pi)) for k in (2, 3, 4)]

    def moved(points):
        radius, angle = np.hypot(*points.T), np.arctan2(points[:, 1], points[:, 0])
        radius = radius * (1 + sum(size * np.cos(k * angle + phase) for k, size, phase in waves))
        x, y = radius * np.cos(angle + turn - tilt), radius * np.sin(angle + turn - tilt)
        x, y = x / np.sqrt(flat), y * np.sqrt(flat)
        return np.column_stack([x * np.cos(tilt) - y * np.sin(tilt), x * np.sin(tilt) + y * np.cos(tilt)])

    contours = snapshot.contours
    struts = tuple(rigidly(strut, moved) for strut in contours.struts)
    lines = [moved(line) for line in contours[:4]]
    lines = [line if polygon_area(line) > 0 else line[::-1] for line in lines]
    # Marks around the section are kept by angle about its origin: carried to the directions that they are moved to.
    angles = np.arange(len(snapshot.angles)) * 2 * np.pi / max(1, len(snapshot.angles))
    there = moved(np.column_stack([np.cos(snapshot.angles), np.sin(snapshot.angles)]))
    there = np.arctan2(there[:, 1], there[:, 0])
    nearest = np.abs((angles[:, None] - there + np.pi) % (2 * np.pi) - np.pi).argmin(axis=1)
    return snapshot._replace(
        contours=type(contours)(*lines, struts),
        position=moved(snapshot.position),
        angles=angles,
        endothelium=snapshot.endothelium[nearest],
        torn=snapshot.torn[nearest],
    )


def rigidly(strut, moved):
    """Metal does not bend: the strut goes where its middle goes, and turns with the wall."""
    middle = strut.mean(axis=0)
    out = middle / np.hypot(*middle)
    along = np.array([-out[1], out[0]]) * 20e-6
    ahead, behind = moved(np.array([middle + along, middle - along]))
    tangent = (ahead - behind) / np.hypot(*(ahead - behind))
    radial = np.array([tangent[1], -tangent[0]])
    across = (strut - middle) @ np.column_stack([out, along / 20e-6])
    return moved(middle[None])[0] + across @ np.array([radial, tangent])
