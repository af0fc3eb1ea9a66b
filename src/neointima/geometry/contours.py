"""Closed contours seen from one point: how far each surface of the wall lies, in every direction."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from neointima.mistake import Mistake
from neointima.quantities.kinds import Array

HARMONICS = 24
SAMPLES = 1024
THINNEST = 1e-6
# Of the mean radius: what the waves may miss a traced point by.
MISS = 0.03
# Widest piece of a contour without a point [rad]: a longer one would be made up.
GAP = np.pi / 2


class Contour(NamedTuple):
    """R(θ) = Σ aₖ cos kθ + bₖ sin kθ [m]; ``cosine`` and ``sine`` from k = 0."""

    cosine: Array
    sine: Array

    def radius(self, angles: Array) -> Array:
        """Distance from the centre [m]."""
        k = np.arange(self.cosine.size)
        turns = np.multiply.outer(angles, k)
        return np.cos(turns) @ self.cosine + np.sin(turns) @ self.sine

    def slope(self, angles: Array) -> Array:
        """dR/dθ [m/rad]."""
        k = np.arange(self.cosine.size)
        turns = np.multiply.outer(angles, k)
        return np.cos(turns) @ (k * self.sine) - np.sin(turns) @ (k * self.cosine)


def circle(radius: float) -> Contour:
    """A round contour about the centre."""
    return Contour(np.array([radius]), np.zeros(1))


def ellipse(width: float, height: float) -> Contour:
    """An ellipse of these diameters [m] about the centre."""
    angles = np.arange(SAMPLES) * 2 * np.pi / SAMPLES
    return fitted(width * height / 2 / np.hypot(height * np.cos(angles), width * np.sin(angles)))


def fitted(radii: Array) -> Contour:
    """The contour with ``radii`` [m] at even angles from 0, smoothed to 24 waves around."""
    waves = np.fft.rfft(radii) / radii.size
    cosine, sine = 2 * waves.real[: HARMONICS + 1], -2 * waves.imag[: HARMONICS + 1]
    cosine[0] /= 2
    return Contour(cosine, sine)


def kept_open(contour: Contour, least: float) -> Contour:
    """The contour with its waves damped alike until no radius is below ``least`` [m], its mean kept.

    A lumen that tissue has nearly closed from one side no longer holds the middle it is seen from.
    """
    radii = contour.radius(np.arange(SAMPLES) * 2 * np.pi / SAMPLES)
    mean, lowest = float(contour.cosine[0]), float(radii.min())
    if lowest >= least:
        return contour
    if mean <= least:
        return circle(least)
    share = (mean - least) / (mean - lowest)
    cosine, sine = share * contour.cosine, share * contour.sine
    cosine[0] = mean
    return Contour(cosine, sine)


def traced(points: Array, centre: Array, name: str) -> Contour:
    """The contour through ``points`` [m, (points, 2)], seen from ``centre`` [m, (2,)].

    A Mistake when the line crosses itself, does not go round the centre once, hides behind itself from there, leaves a
    quarter turn without a point, or has folds too fine for the 24 waves.
    """
    if len(points) > 1 and np.allclose(points[0], points[-1]):
        points = points[:-1]
    if len(points) < 8:
        raise Mistake(f"{name}: {len(points)} points; a contour needs eight or more")
    around = points - centre
    angles = np.unwrap(np.arctan2(around[:, 1], around[:, 0]))
    turn = np.diff(np.append(angles, angles[0] + np.sign(angles[-1] - angles[0]) * 2 * np.pi))
    total = turn.sum()
    if abs(abs(total) - 2 * np.pi) > 1e-6 or not (np.all(turn * np.sign(total) > 0)):
        raise Mistake(
            f"{name}: the contour crosses itself, or turns back as seen from the middle of the lumen; "
            "trace it once around, and smooth folds"
        )
    if np.abs(turn).max() > GAP:
        widest = np.degrees(np.abs(turn).max())
        raise Mistake(f"{name}: no point over {widest:.0f} degrees, and 90 are allowed; trace it all the way around")
    order = np.argsort(angles % (2 * np.pi))
    even = np.arange(SAMPLES) * 2 * np.pi / SAMPLES
    radii = np.hypot(*around.T)
    smooth = fitted(np.interp(even, (angles % (2 * np.pi))[order], radii[order], period=2 * np.pi))
    _check_miss(np.abs(smooth.radius(angles) - radii), MISS * float(radii.mean()), name)
    return smooth


def _check_miss(missed: Array, allowed: float, name: str) -> None:
    if missed.max() > allowed:
        raise Mistake(
            f"{name}: folds finer than {HARMONICS} waves around would be lost, by up to {1e6 * missed.max():.3g} um, "
            f"and {1e6 * allowed:.3g} are allowed; smooth the contour"
        )


def centre_of(points: Array) -> Array:
    """Centroid of the area within a closed line, shape (2,)."""
    # About their mean, for a file may count from a far corner of the slide.
    start = points.mean(axis=0)
    points = points - start
    x, y = points.T
    cross = x * np.roll(y, -1) - np.roll(x, -1) * y
    middle = points + np.roll(points, -1, axis=0)
    if abs(cross.sum()) < 1e-9 * np.abs(cross).sum():
        raise Mistake("the contour crosses itself, so that it holds no area; trace it once around")
    centroid: Array = start + (middle * cross[:, None]).sum(axis=0) / (3 * cross.sum())
    return centroid


def check_nested(contours: Sequence[Contour], names: Sequence[str]) -> None:
    """A Mistake when a contour reaches within a micrometre of the next one outside it."""
    angles = np.arange(SAMPLES) * 2 * np.pi / SAMPLES
    for inside, outside, *both in zip(contours, contours[1:], names, names[1:], strict=False):
        gap = outside.radius(angles) - inside.radius(angles)
        if gap.min() < THINNEST:
            at = np.degrees(angles[np.argmin(gap)])
            raise Mistake(f"{both[1]} does not lie outside {both[0]} at {at:.0f} degrees; mend the contours")
