"""Where the agents of the races begin: a shaken lattice of cells, and the vessel of ISR3D."""

import numpy as np

# PhysiCell's default cell of 2494 um³ [um], and the lattice it is set on: neighbours press each other.
CELL = (2494 / (4 / 3 * np.pi)) ** (1 / 3)
SPACING, SHAKE, SEED = 15.0, 1.0, 1
# Radius of an agent of ISR3D's vessel [mm], and its numbers along the axis, through the wall and round.
AGENT, ALONG, THROUGH, ROUND = 0.015, 47, 5, 96
CURVATURE = 1e3


def lattice(dimension: int, side: int) -> np.ndarray:
    """``side`` cells along each axis [um], each moved by up to SHAKE along each."""
    line = (np.arange(side) - (side - 1) / 2) * SPACING
    grid = np.stack(np.meshgrid(*[line] * dimension, indexing="ij"), axis=-1).reshape(-1, dimension)
    return grid + np.random.default_rng(SEED).uniform(-SHAKE, SHAKE, grid.shape)


def vessel() -> tuple[np.ndarray, np.ndarray]:
    """Positions and radii [mm] of the 22,560 agents that ISR3D's generateSmoothCylinder makes for its case B1.

    A sheet of close-packed spheres is wrapped to a tube, so that its inner layers are squeezed, and bent a little; the
    file it is passed on in holds eight digits.
    """
    s = 2 * AGENT
    layer, ring, k = np.meshgrid(np.arange(THROUGH), np.arange(ALONG), np.arange(ROUND), indexing="ij")
    aligned = ring % 2 == layer % 2
    x = ring * s * np.sqrt(3) / 2 + np.where(layer % 2 == 0, 0.0, s / np.sqrt(12))
    angle = 2 * np.pi / ROUND * (k + np.where(aligned, 1.0, 0.5))
    mean, rise = ROUND * s / (2 * np.pi), s * np.sqrt(2 / 3)
    away = mean + (layer - (THROUGH - 1) / 2) * rise
    y, z = away * np.cos(angle), away * np.sin(angle)
    length = 1.2
    bend = (x - length / 2) / CURVATURE
    bent = np.stack([(y + CURVATURE) * np.sin(bend) + length / 2, (y + CURVATURE) * np.cos(bend) - CURVATURE, z], -1)
    radius = AGENT * (CURVATURE + y) / CURVATURE
    return _eight(bent.reshape(-1, 3)), _eight(radius.ravel())


def _eight(numbers: np.ndarray) -> np.ndarray:
    """The numbers as a file of eight digits holds them."""
    return np.array([float(f"{number:.8g}") for number in numbers.ravel()]).reshape(numbers.shape)
