"""How fast flowing blood clears the lumen's surface, place by place."""

from dataclasses import dataclass

import numpy as np

from neointima.geometry.contours import Contour
from neointima.numerics.axial_flow import axial_flow, leveque_coefficient
from neointima.quantities.kinds import Array, CubicMetresPerSecond, Metres, SquareMetresPerSecond


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowingBlood:
    """k = (D² γ / 9x)^⅓ / Γ(4/3), γ the wall shear rate of developed flow in the section, x along the stent.

    A section lies ``into_stent`` from where the stent begins; the slices of a segment at their own distance. Source:
    M. A. Lévêque, Annales des Mines 1928;13:201.
    """

    flow_rate: CubicMetresPerSecond
    drug_diffusivity: SquareMetresPerSecond
    into_stent: Metres

    def transfer(self, lumen: Contour, angles: Array, heights: Array) -> Array:
        """Mass-transfer coefficient [m/s], (sectors, slices), at ``angles`` [rad] of sectors, from slice edges [m]."""
        flow = axial_flow(lumen.radius, flow_rate=float(self.flow_rate))
        shear = np.interp(angles, flow.angles, flow.shear_rate, period=2 * np.pi)
        alone = heights.size == 2
        along = np.array([float(self.into_stent)]) if alone else (heights[1:] + heights[:-1]) / 2
        return leveque_coefficient(float(self.drug_diffusivity), shear[:, None], along[None, :])
