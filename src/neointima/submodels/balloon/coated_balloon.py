"""A balloon that presses part of its coating into the wall and is taken away."""

from dataclasses import dataclass

import numpy as np

from neointima.quantities.kinds import Array, KilogramsPerSquareMetre, Metres, Share


@dataclass(frozen=True, slots=True, kw_only=True)
class CoatedBalloon:
    """Solid drug, ``dose_per_area`` · ``transferred`` on the lumen's surface, spread evenly to a ``depth`` in the wall.

    The rest of the dose stays on the balloon or is lost in the blood while it is there.
    """

    dose_per_area: KilogramsPerSquareMetre
    transferred: Share
    depth: Metres

    def lodged(self, depths: Array, volumes: Array, surface: float) -> Array:
        """Drug in each cell [kg] under a ``surface`` [m²], from their ``volumes`` [m³] and ``depths`` of middles [m].

        Where no cell is as shallow as the coating is deep, the shallowest take it.
        """
        reach = max(float(np.max(self.depth)), float(depths.min()) * (1 + 1e-9))
        reached = np.where(depths <= reach, volumes, 0.0)
        return reached / reached.sum() * float(np.max(self.dose_per_area * self.transferred)) * surface
