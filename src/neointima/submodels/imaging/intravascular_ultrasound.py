"""Intravascular ultrasound: areas, without tissue too thin to be seen."""

from dataclasses import dataclass

import numpy as np

from neointima.quantities.kinds import Array, Metres


@dataclass(frozen=True, slots=True, kw_only=True)
class IntravascularUltrasound:
    """Neointima is seen where it is thicker than the ``resolution``; thinner tissue is read as bare stent."""

    resolution: Metres

    def lumen(self, stent_area: Array, lumen_area: Array) -> Array:
        """Lumen area as read, from true areas [m²] of each place."""
        thickness = np.sqrt(stent_area / np.pi) - np.sqrt(lumen_area / np.pi)
        found: Array = np.where(thickness >= self.resolution, lumen_area, stent_area)
        return found
