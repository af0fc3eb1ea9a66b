"""Endothelium around a section, patch by patch, and the nitric oxide it makes under shear."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from neointima.quantities.kinds import Array, Marks, Metres, Pascals
from neointima.submodels.cells.endothelium import Endothelium


class Patches(NamedTuple):
    """Hazard that each patch of the lumen still bears before endothelium covers it, (patches,); none left: covered."""

    left: Array

    def covered(self) -> Marks:
        return self.left <= 0


@dataclass(frozen=True, slots=True, kw_only=True)
class EndothelialPatches:
    """Every patch is covered at the rate of ``endothelium``, k (1 − ν block), by its own luck: the mean is its law.

    Covered patches make nitric oxide by their wall shear stress τ, n = τ / (τ + τ½), over its mean around the lumen:
    tissue grows more where shear is low, and the mean stays what the brake was fitted to. It reaches
    ``nitric_oxide_reach`` along the wall. Sources: public restenosis code for production that rises with shear; Wentzel
    et al., Circulation 2001;103:1740 for thinner neointima under higher shear.
    """

    endothelium: Endothelium
    half_shear: Pascals
    nitric_oxide_reach: Metres

    def start(self, luck: Array) -> Patches:
        """Just after the balloon; ``luck`` is a number between 0 and 1 for each patch."""
        kept = 1 - float(self.endothelium.denuded_share)
        # What is left of a uniform number above ``kept`` is uniform again.
        return Patches(np.where(luck < kept, 0.0, -np.log((1 - luck) / (1 - kept) + 1e-300)))

    def step(self, patches: Patches, block: Array, dt: float) -> Patches:
        """Advance by dt [s] of biological time; ``block`` is the drug's hold on each patch, 0 to 1."""
        rate = float(self.endothelium.regrowth_rate) * (1 - float(self.endothelium.drug_slowing) * block)
        return Patches(np.maximum(patches.left - rate * dt, 0.0))

    def brake(self, patches: Patches, shear: Array, spacing: float) -> Array:
        """How strongly endothelium acts on the tissue under each patch, 1 where it is whole under the mean shear.

        ``shear`` [Pa] at each patch, which are ``spacing`` [m] apart.
        """
        made = shear / (shear + float(self.half_shear))
        made = patches.covered() * made / made.mean()
        waves = np.arange(made.size // 2 + 1) * 2 * np.pi / (made.size * spacing)
        spread = np.exp(-((waves * float(self.nitric_oxide_reach)) ** 2) / 2)
        found: Array = np.maximum(np.fft.irfft(np.fft.rfft(made) * spread, made.size), 0.0)
        return found
