"""Free drug that drifts and diffuses through three layers, bound to FKBP12 and to everything else."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from neointima.numerics.bernoulli import bernoulli
from neointima.numerics.reaction_diffusion import Drug, Line, Sites, advance
from neointima.quantities.kinds import (
    Array,
    CubicMetresPerMoleSecond,
    MetresPerSecond,
    MolesPerCubicMetre,
    PerSecond,
    PositiveMetresPerSecond,
    PositiveMolesPerCubicMetre,
    Share,
    SquareMetresPerSecond,
)
from neointima.submodels.wall import Mesh, Passage, Tissue


@dataclass(frozen=True, slots=True, kw_only=True)
class TwoSiteBinding:
    """∂c/∂t + ∇·(v c) = ∇·(D ∇c) − r_s − r_n − k c, with r = k_on c (B − b) − k_off b on each kind of site.

    Specific sites turn over: the complex is lost at ``complex_turnover``. Lumen and adventitia are sinks behind
    mass-transfer coefficients. Free drug above the solubility waits undissolved where it is. Fluxes follow
    Scharfetter–Gummel (monotone, second order). Sources: Tzafriri 2012, McGinty and Pontrelli 2016.
    """

    diffusivity_neointima: SquareMetresPerSecond
    diffusivity_media: SquareMetresPerSecond
    diffusivity_adventitia: SquareMetresPerSecond
    filtration_velocity: MetresPerSecond
    lumen_transfer: PositiveMetresPerSecond
    adventitial_transfer: PositiveMetresPerSecond
    specific_density: MolesPerCubicMetre
    specific_on_rate: CubicMetresPerMoleSecond
    specific_off_rate: PerSecond
    complex_turnover: PerSecond
    nonspecific_density: MolesPerCubicMetre
    nonspecific_on_rate: CubicMetresPerMoleSecond
    nonspecific_off_rate: PerSecond
    degradation_rate: PerSecond
    solubility: PositiveMolesPerCubicMetre
    uptake: Share

    def start(self, mesh: Mesh) -> Tissue:
        """A wall without drug."""
        empty = np.zeros_like(mesh.areas)
        return Tissue(empty, empty, empty, empty)

    def held(self, tissue: Tissue, mesh: Mesh) -> Array:
        """All drug in the wall [mol/m]."""
        return (sum(tissue) * mesh.areas).sum(axis=1, keepdims=True)

    def occupancy(self, tissue: Tissue) -> Array:
        """Share of specific sites that carry drug; none where there are no sites."""
        return np.divide(
            tissue.specific,
            self.specific_density,
            out=np.zeros_like(tissue.specific),
            where=np.broadcast_to(self.specific_density > 0, tissue.specific.shape),
        )

    def reshape(self, tissue: Tissue, before: Mesh, after: Mesh) -> Tissue:
        """Carry the drug along as the wall grows: amounts stay with their cells."""
        stretch = before.areas / after.areas
        return Tissue(*(pool * stretch for pool in tissue))

    def feed(self, mesh: Mesh, released: Array, *, facing: Array, covered: Array) -> Array:
        """Where drug ``released`` [mol/m] enters the wall, shape (cases, cells); the rest is swept into the lumen.

        Drug from the tissue-facing share of the coating enters the innermost media; drug from the rest enters the
        neointima where struts are covered. Of either only the ``uptake`` share escapes the blood at the strut's edge.
        """
        source = np.zeros_like(mesh.areas)
        lamina = np.count_nonzero(mesh.layers == 0)
        source[:, lamina : lamina + 1] = released * self.uptake * facing
        source[:, lamina - 1 : lamina] = released * self.uptake * (1 - facing) * covered
        return source

    def step(self, tissue: Tissue, mesh: Mesh, *, source: Array, dt: float) -> tuple[Tissue, Passage]:
        """Advance by dt with ``source`` [mol/m over the step, (cases, cells)] coming from the stent."""
        done = advance(Drug(*tissue[:3]), self.line(mesh), self.sites(len(mesh.areas)), source=source / dt, dt=dt)
        total = done.drug.free + tissue.undissolved
        free = np.minimum(total, self.solubility)
        after = Tissue(free, done.drug.specific, done.drug.nonspecific, total - free)
        return after, Passage(done.inner, done.outer, done.broken)

    def line(self, mesh: Mesh) -> Line:
        """Face coefficients of the finite volumes, Scharfetter–Gummel between centres in series."""
        layers = (self.diffusivity_neointima, self.diffusivity_media, self.diffusivity_adventitia)
        diffusivity = np.take(_columns(layers, len(mesh.areas)), mesh.layers, axis=1)
        resistance = np.diff(mesh.faces, axis=1) / 2 / diffusivity
        start, end = 1 / self.lumen_transfer + resistance[:, :1], 1 / self.adventitial_transfer + resistance[:, -1:]
        between = np.concatenate([start, resistance[:, 1:] + resistance[:, :-1], end], axis=1)
        velocity = self.filtration_velocity * mesh.faces[:, :1] / mesh.faces
        conductance = 2 * np.pi * mesh.faces / between
        drift = velocity * between
        nothing = np.zeros(len(mesh.areas))
        # B(−x) = B(x) + x
        backward = conductance * bernoulli(drift)
        return Line(mesh.areas, backward + conductance * drift, backward, nothing, nothing)

    def sites(self, cases: int) -> Sites:
        """Binding and loss for each case."""
        numbers = (
            *(self.specific_density, self.specific_on_rate, self.specific_off_rate, self.complex_turnover),
            *(self.nonspecific_density, self.nonspecific_on_rate, self.nonspecific_off_rate, self.degradation_rate),
        )
        return Sites(*_columns(numbers, cases).T)


def _columns(numbers: Sequence[Array], cases: int) -> Array:
    """Numbers side by side, each the same for all cases or a column of them; shape (cases, numbers)."""
    table = np.empty((cases, len(numbers)))
    for place, number in enumerate(numbers):
        table[:, place : place + 1] = number
    return table
