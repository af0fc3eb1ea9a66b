"""Grid lines that crowd towards corners, and steps that crowd towards the start."""

import itertools

import numpy as np


def lines(stops: list[float], corner: float, *, finest: float, growth: float) -> np.ndarray:
    """Grid lines through every stop, spaced about ``finest`` + ``growth`` × distance to the corner.

    The corner must be one of the stops. Halving ``finest`` and ``growth`` gives a grid of the same family, twice as fine.
    """
    stops = sorted(stops)

    def count(x: float) -> float:
        """Number of cells of the ideal spacing between the corner and x, signed."""
        return np.sign(x - corner) * np.log1p(growth * abs(x - corner) / finest) / growth

    def place(n: np.ndarray) -> np.ndarray:
        return corner + np.sign(n) * finest * np.expm1(growth * np.abs(n)) / growth

    parts = []
    for low, high in itertools.pairwise(stops):
        cells = max(1, round(count(high) - count(low)))
        part = place(np.linspace(count(low), count(high), cells + 1))
        part[0], part[-1] = low, high
        parts.append(part[:-1])
    return np.append(np.concatenate(parts), stops[-1])


def clock(times: list[float], steps: int) -> list[np.ndarray]:
    """For each output time the step ends up to it: about ``steps`` in all, evenly spaced in the cube root of time."""
    roots = np.cbrt([0.0, *times])
    return [
        np.linspace(a, b, max(2, round(steps * (b - a) / roots[-1])) + 1) ** 3 for a, b in itertools.pairwise(roots)
    ]
