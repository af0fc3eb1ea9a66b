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
        """Drug in each cell [kg] under a ``surface`` [m²], by ``volumes`` [m³] and ``depths`` from and to (2, cells).

        A cell that the coating reaches in part takes part.
        """
        near, far = depths
        share = np.clip((float(np.max(self.depth)) - near) / (far - near), 0.0, 1.0)
        reached = share * volumes
        return reached / reached.sum() * float(np.max(self.dose_per_area * self.transferred)) * surface
