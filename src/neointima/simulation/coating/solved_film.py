"""A coating solved as a layer of its own, together with the tissue that it touches."""

from dataclasses import dataclass

import numpy as np

from neointima.numerics.transport.advance import Moment
from neointima.numerics.transport.network import Network
from neointima.numerics.transport.pools import FREE, SOLID, Chemistry
from neointima.quantities.kinds import Array, Marks, Numbers
from neointima.simulation.coating import Joined, Surfaces
from neointima.submodels.release import Film
from neointima.submodels.stented_wall.layered_tissue import LUMEN

# Share of the surface below which what is in the blood is round-off.
SLIVER = 1e-9


THINNER = 0.85


@dataclass(frozen=True, slots=True, kw_only=True)
class SolvedFilm:
    """A column of film cells on each tissue cell in contact, and one for all the surface in the blood.

    Columns diffuse through their thickness, thinnest at the free face. There, of a face on tissue the ``uptake`` share
    touches it (flux ∝ c_p − K c_t) and the rest is bathed in blood, which takes drug at ``blood_transfer``.
    """

    film: Film
    surfaces: Surfaces
    molar_mass: float
    length: float
    uptake: float
    blood_transfer: float
    tissue_diffusivity: float
    layers: int = 16

    def join(self, tissue: Network, chemistry: Chemistry) -> Joined:
        """Tissue and film as one network whose film conductances follow the eroding polymer."""
        touched = np.flatnonzero(self.surfaces.contact > 0)
        cells = tissue.volumes.size
        known: dict[float, Network] = {}

        def networks(time: float) -> Network:
            pace = self._pace(time)
            if pace not in known:
                known.clear()
                known[pace] = self._network(tissue, touched, pace)
            return known[pace]

        volumes = networks(0.0).volumes
        inside = np.arange(volumes.size) < cells
        kind = np.where(inside, np.append(chemistry.kind, np.zeros(volumes.size - cells, dtype=np.int64)), 1)
        return Joined(networks, self._chemistry(chemistry, kind), self._load(volumes, inside), (inside, ~inside))

    def start(self) -> None:
        return None

    def feed(self, coating: None, dt: float) -> tuple[None, Array]:
        """Nothing comes from outside: the film is part of the network."""
        return None, np.zeros(1)

    def held(self, now: Moment) -> float:
        film = now.pools[:, -self._cells() :].sum(axis=0)
        return float(film @ self._volumes()) + self._dose() * self._number(self.film.sequestered)

    def swept(self, now: Moment) -> float:
        """Nothing beside what the network has counted."""
        return 0.0

    def _pace(self, time: float) -> float:
        """D(t) over D(0)."""
        left = np.exp(-self._number(self.film.erosion_rate) * time)
        ratio = self._number(self.film.eroded_diffusivity) / self._number(self.film.diffusivity)
        return float(ratio ** (1 - left))

    def _heights(self) -> Array:
        """Thickness of the film's cells, from metal to surface, each thinner than the one below."""
        steps = THINNER ** np.arange(self.layers)
        return self._number(self.film.thickness) * steps / steps.sum()

    def _areas(self) -> Array:
        """Area of each column, the one in the blood last; that one is left out where tissue touches all."""
        contact = self.surfaces.contact[self.surfaces.contact > 0]
        bathed = self.surfaces.whole - contact.sum()
        return np.append(contact, bathed) if bathed > SLIVER * self.surfaces.whole else contact

    def _volumes(self) -> Array:
        return np.outer(self._areas(), self._heights()).ravel()

    def _cells(self) -> int:
        return int(self._areas().size) * self.layers

    def _network(self, tissue: Network, touched: Numbers, pace: float) -> Network:
        areas, heights, cells = self._areas(), self._heights(), tissue.volumes.size
        diffusivity = self._number(self.film.diffusivity) * pace
        partition = self._number(self.film.partition)
        places = cells + np.arange(areas.size * self.layers).reshape(areas.size, self.layers)
        inside = np.outer(areas, diffusivity / ((heights[1:] + heights[:-1]) / 2)).ravel()
        upward = np.stack([places[:, :-1].ravel(), places[:, 1:].ravel()], axis=1)
        last = heights[-1] / 2 / diffusivity
        contact = areas[: touched.size]
        gap = tissue.volumes[touched] / (2 * contact) / self.tissue_diffusivity
        onward = self.uptake * contact / (last + partition * gap)
        across = np.stack([places[: touched.size, -1], touched], axis=1)
        exits = np.zeros((len(tissue.exits), cells + places.size))
        exits[:, :cells] = tissue.exits
        in_blood = np.append(contact * (1 - self.uptake), areas[touched.size :])
        exits[LUMEN, places[:, -1]] = in_blood / (last + partition / self.blood_transfer)
        return Network(
            np.append(tissue.volumes, self._volumes()),
            np.concatenate([tissue.pairs, upward, across]),
            np.concatenate([tissue.forward, inside, onward]),
            np.concatenate([tissue.backward, inside, onward * partition]),
            exits,
        )

    def _chemistry(self, tissue: Chemistry, kind: Numbers) -> Chemistry:
        load, dissolved = self._concentration(), self._number(self.film.dissolved_share)
        solid = load * (1 - dissolved)
        bare = Chemistry(kind, *(np.zeros(1),) * 12)
        bare = bare._replace(
            solubility=np.array([load * dissolved if solid > 0 else np.inf]),
            dissolution=np.array([self._number(self.film.dissolution_rate)]),
            solid_reference=np.array([max(solid, 1e-300)]),
        )
        return Chemistry(kind, *(np.append(one, other) for one, other in zip(tissue[1:], bare[1:], strict=True)))

    def _load(self, volumes: Array, inside: Marks) -> Array:
        pools = np.zeros((4, volumes.size))
        dissolved = self._number(self.film.dissolved_share)
        pools[FREE] = np.where(inside, 0.0, self._concentration() * dissolved)
        pools[SOLID] = np.where(inside, 0.0, self._concentration() * (1 - dissolved))
        return pools

    def _dose(self) -> float:
        return self._number(self.film.dose_per_length) * self.length / self.molar_mass

    def _concentration(self) -> float:
        """Load of the film [mol/m³]."""
        mobile = self._dose() * (1 - self._number(self.film.sequestered))
        return mobile / (self.surfaces.whole * self._number(self.film.thickness))

    @staticmethod
    def _number(value: Array) -> float:
        return float(np.max(value))
