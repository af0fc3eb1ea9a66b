"""Which release model: every candidate fitted, weighed by AICc, and the simplest of the best taken."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from neointima.analysis.release_fit.candidates import CANDIDATES
from neointima.analysis.release_fit.fit import Fit, Observed, fit

# Models within 2 of the best in AICc are not told apart by the points (Burnham and Anderson, 2002, section 2.6).
APART = 2.0


def compare(observed: Observed, *, thickness: float) -> list[Fit]:
    """Every candidate that the points can carry, the lowest AICc first, with Akaike weights that sum to 1."""
    fits = [one for one in (fit(each, observed, thickness=thickness) for each in CANDIDATES) if one is not None]
    fits.sort(key=lambda one: one.aicc)
    relative = np.exp(-(np.array([one.aicc for one in fits]) - fits[0].aicc) / 2)
    return [replace(one, weight=float(weight)) for one, weight in zip(fits, relative / relative.sum(), strict=True)]


def chosen(fits: Sequence[Fit]) -> Fit:
    """The model with the fewest numbers among those within 2 of the lowest AICc; the lower AICc of two alike."""
    near = [one for one in fits if one.aicc <= fits[0].aicc + APART]
    return min(near, key=lambda one: (one.free, one.aicc))
