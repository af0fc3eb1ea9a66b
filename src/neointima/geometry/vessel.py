"""The artery before anything is done to it."""

from dataclasses import dataclass

import numpy as np

from neointima.quantities.kinds import Array, KilogramsPerCubicMetre, Metres, PositivePure, Share


@dataclass(frozen=True, slots=True, kw_only=True)
class Vessel:
    """A round artery: lumen before stenting, thickness of its layers, and what the species brings.

    ``clock`` is the pace of healing relative to the pig; ``inflammatory_share`` is the share of drug-blocked passage
    through G1 that full inflammation restores.
    """

    reference_diameter: Metres
    stent_to_artery_ratio: PositivePure
    media_thickness: Metres
    adventitia_thickness: Metres
    tissue_density: KilogramsPerCubicMetre
    clock: PositivePure
    inflammatory_share: Share

    def stretched_radius(self) -> Array:
        """Radius of the internal elastic lamina between struts once the stent is in [m]."""
        return self.reference_diameter * self.stent_to_artery_ratio / 2

    def media_area(self) -> Array:
        """Cross-section of the media [m²], which stretching keeps."""
        return np.pi * self.media_thickness * (self.reference_diameter + self.media_thickness)
