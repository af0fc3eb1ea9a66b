"""Does the place of a well on the plate change what it reads?"""

from typing import NamedTuple

import numpy as np
from scipy.special import stdtr, stdtrit

from neointima.quantities.kinds import Array


class Effect(NamedTuple):
    """An effect as a share of the signal, with its 95 % interval and P; nan where there are too few wells."""

    size: float
    lower: float
    upper: float
    p: float


NOTHING = Effect(np.nan, np.nan, np.nan, np.nan)


def edge(relative: Array, rows: Array, columns: Array, *, shape: tuple[int, int]) -> Effect:
    """Outer wells against inner ones, Welch's interval for the difference.

    ``relative`` is each well over what it was expected to read, 1 where all is well.
    """
    outer = (rows == 1) | (columns == 1) | (rows == shape[0]) | (columns == shape[1])
    if outer.sum() < 3 or (~outer).sum() < 3 or np.ptp(relative) == 0:
        return NOTHING
    groups = relative[outer], relative[~outer]
    parts = [group.var(ddof=1) / group.size for group in groups]
    # Welch and Satterthwaite.
    df = sum(parts) ** 2 / sum(part**2 / (group.size - 1) for part, group in zip(parts, groups, strict=True))
    return _effect(float(groups[0].mean() - groups[1].mean()), float(np.sqrt(sum(parts))), float(df))


def drift(relative: Array, places: Array) -> Effect:
    """Change across the plate, first to last place, from a straight line through ``relative``."""
    if np.unique(places).size < 4 or np.ptp(relative) == 0:
        return NOTHING
    away = places - places.mean()
    spread = float(np.sum(away**2))
    slope = float(np.sum(away * relative)) / spread
    residuals = relative - relative.mean() - slope * away
    error = np.sqrt(np.sum(residuals**2) / (places.size - 2) / spread)
    span = float(np.ptp(places))
    return _effect(slope * span, float(error) * span, places.size - 2)


def _effect(size: float, error: float, df: float) -> Effect:
    """A size with its t interval and two-sided P."""
    reach = float(stdtrit(df, 0.975)) * error
    p = 2 * float(stdtr(df, -abs(size) / error)) if error > 0 else 0.0
    return Effect(size, size - reach, size + reach, p)
