"""Rays from the middle of a section: where they cross a closed line."""

import numpy as np

from neointima.quantities.kinds import Array

TURN = 2 * np.pi


def outermost(line: Array, centre: Array, angles: Array) -> Array:
    """Distance of the furthest crossing of each ray from ``centre`` with a closed line [m]; nan where it misses."""
    return np.fmax.reduce(_crossings(line, centre, angles), axis=0)


def innermost(line: Array, centre: Array, angles: Array) -> Array:
    """Distance of the nearest crossing of each ray [m]; nan where it misses."""
    return np.fmin.reduce(_crossings(line, centre, angles), axis=0)


def even_angles(rays: int) -> Array:
    """Directions of ``rays`` even rays, the first half a step from 0 [rad]."""
    return (np.arange(rays) + 0.5) * TURN / rays


def reach(line: Array, centre: Array, rays: int) -> tuple[Array, Array]:
    """Nearest and furthest crossing [m] of every even ray, as ``innermost`` and ``outermost`` find them, but quickly.

    A side of the line is met by the rays between the directions of its ends and by no other.
    """
    start = line - centre
    side = np.roll(start, -1, axis=0) - start
    angles = np.arctan2(start[:, 1], start[:, 0])
    turn = (np.roll(angles, -1) - angles + np.pi) % TURN - np.pi
    step = TURN / rays
    first = np.ceil(np.minimum(angles, angles + turn) / step - 0.5).astype(np.int64)
    met = np.ceil(np.maximum(angles, angles + turn) / step - 0.5).astype(np.int64) - first
    which = np.repeat(np.arange(len(line)), met)
    ray = np.arange(which.size) - np.repeat(np.cumsum(met) - met, met) + np.repeat(first, met)
    cos, sin = np.cos((ray + 0.5) * step), np.sin((ray + 0.5) * step)
    p, d = start[which], side[which]
    along = (p[:, 0] * d[:, 1] - p[:, 1] * d[:, 0]) / (cos * d[:, 1] - sin * d[:, 0])
    nearest, furthest = np.full(rays, np.nan), np.full(rays, np.nan)
    np.fmin.at(nearest, ray % rays, along)
    np.fmax.at(furthest, ray % rays, along)
    return nearest, furthest


def _crossings(line: Array, centre: Array, angles: Array) -> Array:
    """Distances at which rays cross each side of a closed line, (sides, rays), nan where they do not.

    A ray u from the centre meets the side from p to q where t u = p + s (q − p): t = p × (q − p) / (u × (q − p)).
    """
    start = line - centre
    side = np.roll(start, -1, axis=0) - start
    ray = np.stack([np.cos(angles), np.sin(angles)], axis=-1)
    across = ray[:, 0] * side[:, 1, None] - ray[:, 1] * side[:, 0, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        along = (start[:, 0] * side[:, 1] - start[:, 1] * side[:, 0])[:, None] / across
        share = (start[:, 0, None] * ray[:, 1] - start[:, 1, None] * ray[:, 0]) / across
    met = (along >= 0) & (share >= 0) & (share < 1)
    return np.where(met, along, np.nan)
