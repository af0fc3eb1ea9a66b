"""A coating through which the drug diffuses to a surface that is swept clean."""

from dataclasses import dataclass

import numpy as np

from neointima.quantities.kinds import Array, KilogramsPerMetre, Metres, Share, SquareMetresPerSecond

MODES = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class CoatingDiffusion:
    """∂c/∂t = D ∂²c/∂x² in a film of thickness L on metal, c = 0 at its surface, uniform at the start.

    The exact series: m = Σ 8 / ((2n+1)² π²) exp(−(2n+1)² π² D t / 4 L²), its tail after 200 terms in the last one.
    The state is the drug in each mode [kg/m], shape (cases, modes); a ``sequestered`` share of the dose never leaves.
    Source: J. Crank, The Mathematics of Diffusion, 1975, section 4.3.
    """

    dose_per_length: KilogramsPerMetre
    coating_thickness: Metres
    coating_diffusivity: SquareMetresPerSecond
    sequestered: Share

    def start(self) -> Array:
        odd = 2 * np.arange(MODES) + 1
        share = 8 / (odd * np.pi) ** 2
        share[-1] += 1 - share.sum()
        return self.dose_per_length * (1 - self.sequestered) * share[None, :]

    def held(self, coating: Array) -> Array:
        return coating.sum(axis=1, keepdims=True) + self.dose_per_length * self.sequestered

    def step(self, coating: Array, dt: float) -> tuple[Array, Array]:
        odd = (2 * np.arange(MODES) + 1)[None, :]
        rates = (odd * np.pi / 2) ** 2 * self.coating_diffusivity / self.coating_thickness**2
        released = -coating * np.expm1(-rates * dt)
        return coating - released, released.sum(axis=1, keepdims=True)
