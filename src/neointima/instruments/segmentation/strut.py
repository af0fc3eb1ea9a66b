"""One strut in the picture."""

from typing import NamedTuple

import numpy as np

from neointima.quantities.kinds import Array


class Strut(NamedTuple):
    """An outline (points, 2) and its area [pixels]; ``contrast`` from 0 to 1 says how plainly it stands out."""

    points: Array
    area: float
    is_metal: bool
    contrast: float

    def middle(self) -> Array:
        """The mean of its corners (2,)."""
        found: Array = self.points.mean(axis=0)
        return found


def usual_side(struts: list[Strut]) -> float:
    """Median side of squares as large as the struts [pixels]."""
    return float(np.median([np.sqrt(strut.area) for strut in struts]))
