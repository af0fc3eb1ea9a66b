"""Wall shear stress around the lumen of a section, solved anew as the lumen narrows."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from neointima.geometry.contours import fitted, kept_open
from neointima.geometry.lumen_surface import area_within
from neointima.geometry.section_frame import TURN
from neointima.numerics.axial_flow import axial_flow
from neointima.quantities.kinds import Array

# Flow is solved again once the area has changed by this share.
NARROWED = 0.01
RINGS, SECTORS = 24, 96
# The nearest that flow sees tissue to the middle, as a share of the mean radius.
LEAST = 0.1


class Shear(NamedTuple):
    """Shear ``rate`` [1/s] at even angles, the mean ``velocity`` [m/s], and the lumen's ``area`` [m²] then."""

    rate: Array
    velocity: float
    area: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LumenShear:
    """Developed flow of ``flow_rate`` [m³/s] of blood of ``viscosity`` [Pa s] in the lumen that there is."""

    flow_rate: float
    viscosity: float

    def start(self, lumen: Array) -> Shear:
        """For the first ``lumen`` [m]."""
        return self._solved(lumen)

    def step(self, shear: Shear, lumen: Array) -> Shear:
        """The same shear while the area is nearly the same."""
        return shear if abs(area_within(lumen) / shear.area - 1) < NARROWED else self._solved(lumen)

    def stress(self, shear: Shear) -> Array:
        """Wall shear stress at even angles [Pa]."""
        return self.viscosity * shear.rate

    def _solved(self, lumen: Array) -> Shear:
        smooth = kept_open(fitted(lumen), LEAST * float(lumen.mean()))
        flow = axial_flow(smooth.radius, flow_rate=self.flow_rate, rings=RINGS, sectors=SECTORS)
        angles = np.arange(lumen.size) * TURN / lumen.size
        rate = np.interp(angles, flow.angles, flow.shear_rate, period=TURN)
        return Shear(np.maximum(rate, 0.0), flow.mean_velocity, area_within(lumen))
