"""Three anisotropic layers with laminae between them, drug bound at two kinds of site, solid above its solubility."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from neointima.geometry.faces import Faces, Surface, faces, lumen_surface, outer_surface
from neointima.geometry.wall_mesh import ADVENTITIA, MEDIA, NEOINTIMA, WallMesh
from neointima.numerics.transport.multigrid import Multigrid
from neointima.numerics.transport.network import Network, drifting, in_series, outflow
from neointima.numerics.transport.pools import Chemistry
from neointima.quantities.kinds import (
    Array,
    CubicMetresPerMoleSecond,
    Marks,
    MetresPerSecond,
    MolesPerCubicMetre,
    PerSecond,
    PositiveMetresPerSecond,
    PositiveMolesPerCubicMetre,
    Share,
    SquareMetresPerSecond,
)

LUMEN, OUTSIDE = range(2)
SWEEPS = 400


class Water(NamedTuple):
    """Flow of water [m³/s] through faces inside, in from the lumen and out of the adventitia."""

    inside: Array
    lumen: Array
    outside: Array


@dataclass(frozen=True, slots=True, kw_only=True)
class LayeredTissue:
    """∂c/∂t + ∇·(v c) = ∇·(D ∇c) − r_s − r_n − k c − dissolution, D by layer, radial and in-plane.

    Across a lamina of permeability P and reflection σ: J = P (c₁ − c₂) + (1 − σ) v c (Kedem–Katchalsky). The water
    flow v is the potential flow around the struts with the ``filtration_velocity`` at the lumen. Binding and sinks as
    in the radial wall. Free drug above the ``solubility`` turns solid at ``crystallisation_rate`` and dissolves again
    at that rate. Fluxes follow Scharfetter–Gummel, so the matrix is an M-matrix. Sources: Zunino 2004 (laminae),
    Hwang and Edelman 2002 (anisotropy), Tzafriri 2012 (binding).
    """

    diffusivity_neointima: SquareMetresPerSecond
    diffusivity_media: SquareMetresPerSecond
    diffusivity_adventitia: SquareMetresPerSecond
    in_plane_neointima: SquareMetresPerSecond
    in_plane_media: SquareMetresPerSecond
    in_plane_adventitia: SquareMetresPerSecond
    internal_lamina_permeability: PositiveMetresPerSecond
    external_lamina_permeability: PositiveMetresPerSecond
    lamina_reflection: Share
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
    crystallisation_rate: PerSecond
    uptake: Share

    def chemistry(self, cells: int) -> Chemistry:
        """Binding, loss and crystals, the same in every cell of tissue."""
        numbers = (
            *(self.specific_density, self.specific_on_rate, self.specific_off_rate, self.complex_turnover),
            *(self.nonspecific_density, self.nonspecific_on_rate, self.nonspecific_off_rate, self.degradation_rate),
            *(self.solubility, self.crystallisation_rate, self.solubility, self.crystallisation_rate),
        )
        return Chemistry(np.zeros(cells, dtype=np.int64), *(np.array([float(number)]) for number in numbers))

    def network(self, mesh: WallMesh, *, wash_out: Array | None = None) -> Network:
        """Volumes, faces and exits of the tissue; exits are the lumen and the outside of the adventitia.

        ``wash_out`` [m/s, (sectors, slices)] replaces ``lumen_transfer`` where a flow field gives it by place.
        """
        inside, lumen, outside = faces(mesh), lumen_surface(mesh), outer_surface(mesh)
        radial, in_plane = self._diffusivities()
        hindered = inside.gaps / np.where(inside.radial[:, None], radial[inside.layers], in_plane[inside.layers])
        water = self._water(mesh, inside, (lumen, outside))
        forward, backward = drifting(inside.areas / hindered.sum(axis=1), water.inside)
        lamina, ease = self._lamina(inside)
        # Only the lamina itself holds drug back; in the half cells beside it drug goes with the water.
        before, after = (drifting(inside.areas[lamina] / part, water.inside[lamina]) for part in hindered[lamina].T)
        across = drifting(inside.areas[lamina] * ease, water.inside[lamina] * (1 - float(self.lamina_reflection)))
        forward[lamina], backward[lamina] = in_series(in_series(before, across), after)
        transfer = float(self.lumen_transfer) if wash_out is None else wash_out[lumen.places]
        exits = np.zeros((2, mesh.number().max() + 1))
        ends = (lumen, transfer, -water.lumen), (outside, float(self.adventitial_transfer), water.outside)
        for kind, (surface, clearance, flow) in enumerate(ends):
            layer = mesh.grid.layers[0 if kind == LUMEN else -1]
            opens = surface.areas / (1 / clearance + surface.gaps / radial[layer])
            exits[kind, surface.cells] = drifting(opens, flow)[0]
        return Network(mesh.volumes()[mesh.tissue > 0], inside.pairs, forward, backward, exits)

    def _diffusivities(self) -> tuple[Array, Array]:
        """Radial and in-plane, by layer [m²/s]."""
        radial = self.diffusivity_neointima, self.diffusivity_media, self.diffusivity_adventitia
        in_plane = self.in_plane_neointima, self.in_plane_media, self.in_plane_adventitia
        return np.array([float(each) for each in radial]), np.array([float(each) for each in in_plane])

    def _lamina(self, inside: Faces) -> tuple[Marks, Array]:
        """Faces on a lamina, internal outside the neointima and external outside the media; permeability of each."""
        first, second = inside.layers.T
        internal = inside.radial & (first == NEOINTIMA) & (second == MEDIA)
        external = inside.radial & (first == MEDIA) & (second == ADVENTITIA)
        permeability = float(self.internal_lamina_permeability), float(self.external_lamina_permeability)
        there = internal | external
        return there, np.where(internal, *permeability)[there]

    def _water(self, mesh: WallMesh, inside: Faces, ends: tuple[Surface, Surface]) -> Water:
        """Water through each face [m³/s]: potential flow past the struts, as much in all as crosses the open lumen."""
        lumen, outside = ends
        if not self.filtration_velocity > 0:
            return Water(*(np.zeros(part.areas.size) for part in (inside, lumen, outside)))
        ease = inside.areas / inside.gaps.sum(axis=1)
        inflow, outflow_ = lumen.areas / lumen.gaps, outside.areas / outside.gaps
        cells = mesh.number().max() + 1
        exits, feed = np.zeros((2, cells)), np.zeros(cells)
        exits[LUMEN, lumen.cells], exits[OUTSIDE, outside.cells] = inflow, outflow_
        feed[lumen.cells] = inflow
        resting = Network(np.ones(cells), inside.pairs, ease, ease, exits)
        pressure, _, settled = Multigrid(outflow(resting)).solve(feed, tolerance=1e-12, most=SWEEPS)
        if not settled:
            raise ArithmeticError("the water flow through the wall did not converge")
        entering = inflow * (1 - pressure[lumen.cells])
        scale = float(self.filtration_velocity) * lumen.areas.sum() / entering.sum()
        through = ease * (pressure[inside.pairs[:, 0]] - pressure[inside.pairs[:, 1]])
        return Water(scale * through, scale * entering, scale * outflow_ * pressure[outside.cells])
