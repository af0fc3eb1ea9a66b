"""A coating loaded above solubility: the drug dissolves in the polymer, then diffuses to a surface swept clean."""

from dataclasses import dataclass
from typing import Annotated, NamedTuple

import numpy as np

from neointima.numerics.film import Dissolving, aged, clock, content, fresh
from neointima.quantities.kinds import (
    Array,
    KilogramsPerMetre,
    Metres,
    PerSecond,
    PositivePure,
    Share,
    SquareMetresPerSecond,
    Unit,
)
from neointima.submodels.release import Film

PositiveShare = Annotated[Array, Unit("", positive=True, most=1.0)]


class Layer(NamedTuple):
    """The film on its own clock, a tick or less ahead of the time since implantation ``age`` [s]."""

    film: Dissolving
    age: float


@dataclass(frozen=True, slots=True, kw_only=True)
class DissolvingFilm:
    """∂c/∂t = D ∂²c/∂x² + k_d s^(2/3) s₀^(1/3) (1 − c/c_s) and ∂s/∂t = −k_d …; no flux at the metal, c = 0 outside.

    Relative to the load, the solubility c_s is ``dissolved_share``, the drug dissolved at the start, and s₀ = 1 − c_s.
    Finite volumes graded towards the surface, second order in time on a clock of the film's own; between two ticks
    (4 % of the age or less) the content is a straight line, so any two steps equal one and what is released is what
    is no longer held. ``sequestered`` of the dose never leaves. The surface is swept clean, so ``partition`` (polymer
    over tissue) changes nothing here. Source: S. McGinty, G. Pontrelli, J Control Release 2015;217:327.
    """

    dose_per_length: KilogramsPerMetre
    coating_thickness: Metres
    coating_diffusivity: SquareMetresPerSecond
    dissolved_share: PositiveShare
    dissolution_rate: PerSecond
    sequestered: Share
    partition: PositivePure

    def start(self) -> Layer:
        together = np.broadcast(*(np.atleast_2d(part) for part in self.film()))
        return Layer(fresh(together.shape[0]), 0.0)

    def held(self, coating: Layer) -> Array:
        left = content(coating.film, self._ticks(coating.age))
        return self.dose_per_length * (self.sequestered + (1 - self.sequestered) * left)

    def step(self, coating: Layer, dt: float) -> tuple[Layer, Array]:
        age = coating.age + dt
        column = np.ones_like(coating.film.ticks)
        speed = self.dissolution_rate * self.coating_thickness**2 / self.coating_diffusivity
        until, solubility = self._ticks(age) * column, self.dissolved_share * column
        film = aged(coating.film, until, solubility=solubility, speed=speed * column)
        left = Layer(film, age)
        return left, self.held(coating) - self.held(left)

    def film(self) -> Film:
        """The coating as a layer, for worlds that solve it with the tissue."""
        return Film(
            thickness=self.coating_thickness,
            diffusivity=self.coating_diffusivity,
            eroded_diffusivity=self.coating_diffusivity,
            erosion_rate=np.asarray(0.0),
            dissolved_share=self.dissolved_share,
            dissolution_rate=self.dissolution_rate,
            sequestered=self.sequestered,
            dose_per_length=self.dose_per_length,
            partition=self.partition,
        )

    def _ticks(self, age: float) -> Array:
        return clock(self.coating_diffusivity / self.coating_thickness**2 * age)
