"""Volume from areas along a vessel: how much of its length each frame stands for.

The volume is Σ wᵢ Aᵢ and the length Σ wᵢ, so that volume per length is the mean area that the same rule sees.
"""

from collections.abc import Callable

import numpy as np

from neointima.mistake import Mistake
from neointima.quantities.kinds import Array


def slices(places: Array) -> Array:
    """Each frame is a slice that reaches halfway to its neighbours, and the first and the last as far outwards [m].

    With even frames the volume is the sum of areas times their distance, which ultrasound laboratories call Simpson's
    rule. It is the midpoint rule, of second order: for slices of thickness h along a vessel of length n h its error
    is −h²/24 (A′(end) − A′(start)).
    """
    if places.size < 2:
        return np.full(places.size, np.nan)
    middles = (places[1:] + places[:-1]) / 2
    edges = np.concatenate([[2 * places[0] - middles[0]], middles, [2 * places[-1] - middles[-1]]])
    return np.diff(edges)


def trapezoid(places: Array) -> Array:
    """Areas are joined by straight lines from the first frame to the last [m].

    Of second order: the error is h²/12 (A′(end) − A′(start)). Nothing lies beyond the first and the last frame.
    """
    if places.size < 2:
        return np.full(places.size, np.nan)
    halves = np.diff(places) / 2
    return np.append(halves, 0.0) + np.append(0.0, halves)


RULES: dict[str, Callable[[Array], Array]] = {"slices": slices, "trapezoid": trapezoid}
WORDS = {
    "slices": "sum of area × frame spacing, as Simpson's rule is used for pullbacks",
    "trapezoid": "trapezoid rule between the first and the last frame",
}


def weights(places: Array, rule: str) -> Array:
    """Length that each frame stands for [m], by the ``rule`` of that name; ``places`` [m] ascend."""
    if rule not in RULES:
        raise Mistake(f"'{rule}' is not a rule for volumes; choose one of {', '.join(RULES)}")
    return RULES[rule](places)


def volume(areas: Array, places: Array, rule: str = "slices") -> float:
    """Volume [m³] from ``areas`` [m²] at ``places`` [m], in any order; nan for a single frame."""
    order = np.argsort(places)
    return float(weights(np.asarray(places)[order], rule) @ np.asarray(areas)[order])
