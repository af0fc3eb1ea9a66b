"""A coating through which the drug diffuses to a surface that is swept clean."""

from dataclasses import dataclass

import numpy as np

from neointima.numerics.film import faded, modes
from neointima.quantities.kinds import Array, KilogramsPerMetre, Metres, PositivePure, Share, SquareMetresPerSecond
from neointima.submodels.release import Film


@dataclass(frozen=True, slots=True, kw_only=True)
class CoatingDiffusion:
    """∂c/∂t = D ∂²c/∂x² in a film of thickness L on metal, c = 0 at its surface, uniform at the start.

    The exact series: m = Σ 8 / ((2n+1)² π²) exp(−(2n+1)² π² D t / 4 L²), its tail after 200 terms in the last one.
    The state is the drug in each mode [kg/m], shape (cases, modes); a ``sequestered`` share of the dose never leaves.
    ``partition`` (polymer over tissue) changes nothing here, where the surface is swept clean; worlds that solve the
    tissue beside the film read it. Source: J. Crank, The Mathematics of Diffusion, 1975, section 4.3.
    """

    dose_per_length: KilogramsPerMetre
    coating_thickness: Metres
    coating_diffusivity: SquareMetresPerSecond
    sequestered: Share
    partition: PositivePure

    def start(self) -> Array:
        return self.dose_per_length * (1 - self.sequestered) * modes()

    def held(self, coating: Array) -> Array:
        return coating.sum(axis=1, keepdims=True) + self.dose_per_length * self.sequestered

    def step(self, coating: Array, dt: float) -> tuple[Array, Array]:
        released = coating * faded(self.coating_diffusivity / self.coating_thickness**2 * dt)
        return coating - released, released.sum(axis=1, keepdims=True)

    def film(self) -> Film:
        """The coating as a layer, for worlds that solve it with the tissue."""
        return Film(
            thickness=self.coating_thickness,
            diffusivity=self.coating_diffusivity,
            eroded_diffusivity=self.coating_diffusivity,
            erosion_rate=np.asarray(0.0),
            dissolved_share=np.asarray(1.0),
            dissolution_rate=np.asarray(0.0),
            sequestered=self.sequestered,
            dose_per_length=self.dose_per_length,
            partition=self.partition,
        )
