"""A coating of a polymer that erodes: the drug diffuses faster as the polymer goes."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from neointima.numerics.film import faded, mean_blend, modes
from neointima.quantities.kinds import (
    Array,
    KilogramsPerMetre,
    Metres,
    PerSecond,
    PositivePure,
    Share,
    SquareMetresPerSecond,
)
from neointima.submodels.release import Film


class Eroding(NamedTuple):
    """Drug in each mode [kg/m], shape (cases, modes), and the time since implantation [s]."""

    modes: Array
    age: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ErodingFilm:
    """∂c/∂t = D(t) ∂²c/∂x² with D(t) = D_intact^M D_eroded^(1−M), M = exp(−k t); else as coating_diffusion.

    D depends on time alone, so the series of coating_diffusion in the time ∫D dt is exact. The thickness stays. The
    surface is swept clean, so ``partition`` (polymer over tissue) changes nothing here.
    """

    dose_per_length: KilogramsPerMetre
    coating_thickness: Metres
    coating_diffusivity: SquareMetresPerSecond
    eroded_diffusivity: SquareMetresPerSecond
    erosion_rate: PerSecond
    sequestered: Share
    partition: PositivePure

    def start(self) -> Eroding:
        return Eroding(self.dose_per_length * (1 - self.sequestered) * modes(), 0.0)

    def held(self, coating: Eroding) -> Array:
        return coating.modes.sum(axis=1, keepdims=True) + self.dose_per_length * self.sequestered

    def step(self, coating: Eroding, dt: float) -> tuple[Eroding, Array]:
        age, k = coating.age + dt, self.erosion_rate
        log_ratio = np.log(self.coating_diffusivity / self.eroded_diffusivity)
        diffusivity = self.eroded_diffusivity * mean_blend(log_ratio, k * coating.age, k * age)
        released = coating.modes * faded(diffusivity * dt / self.coating_thickness**2)
        return Eroding(coating.modes - released, age), released.sum(axis=1, keepdims=True)

    def film(self) -> Film:
        """The coating as a layer, for worlds that solve it with the tissue."""
        return Film(
            thickness=self.coating_thickness,
            diffusivity=self.coating_diffusivity,
            eroded_diffusivity=self.eroded_diffusivity,
            erosion_rate=self.erosion_rate,
            dissolved_share=np.asarray(1.0),
            dissolution_rate=np.asarray(0.0),
            sequestered=self.sequestered,
            dose_per_length=self.dose_per_length,
            partition=self.partition,
        )
