"""Haematoxylin-eosin and Verhoeff-van Gieson: how dark each part of the tissue is in red, green and blue light.

Light through a section is white · 10^(−Σ amount · density) (Beer-Lambert, as in Ruifrok & Johnston, Anal Quant Cytol
Histol 2001;23:291). Densities of haematoxylin and eosin point where QuPath's defaults do, so that its colour
deconvolution separates them. How much of a dye a part takes up was chosen by eye.
"""

from typing import NamedTuple

import numpy as np

from neointima.mistake import Mistake
from neointima.quantities.kinds import Array

PARTS = ("nucleus", "cytoplasm", "collagen", "proteoglycan", "elastin", "fibrin")
HAEMATOXYLIN = (0.651, 0.701, 0.290)
EOSIN = (0.216, 0.801, 0.558)
VERHOEFF = (0.58, 0.60, 0.55)
FUCHSIN = (0.13, 0.84, 0.53)
PICRIC_ACID = (0.12, 0.27, 0.95)


class Stain(NamedTuple):
    """A stain as people write it, and the optical density (parts, 3) of each of PARTS in red, green and blue."""

    name: str
    density: Array


def _stain(name: str, dyes: tuple[tuple[float, ...], ...], uptake: dict[str, tuple[float, ...]]) -> Stain:
    return Stain(name, np.array([uptake[part] for part in PARTS]) @ np.array(dyes))


HAEMATOXYLIN_EOSIN = _stain(
    "haematoxylin-eosin",
    (HAEMATOXYLIN, EOSIN),
    {
        "nucleus": (0.85, 0.10),
        "cytoplasm": (0.04, 0.33),
        "collagen": (0.01, 0.22),
        "proteoglycan": (0.17, 0.06),
        "elastin": (0.00, 0.36),
        "fibrin": (0.02, 0.62),
    },
)
VERHOEFF_VAN_GIESON = _stain(
    "Verhoeff-van Gieson",
    (VERHOEFF, FUCHSIN, PICRIC_ACID),
    {
        "nucleus": (0.90, 0.05, 0.05),
        "cytoplasm": (0.13, 0.08, 0.26),
        "collagen": (0.02, 0.56, 0.10),
        "proteoglycan": (0.11, 0.04, 0.11),
        "elastin": (1.70, 0.00, 0.00),
        "fibrin": (0.05, 0.10, 0.62),
    },
)
STAINS = {
    "he": HAEMATOXYLIN_EOSIN,
    "vvg": VERHOEFF_VAN_GIESON,
}


def stain_called(name: str) -> Stain:
    """The stain of a short name, or a Mistake that lists them."""
    if name.lower() not in STAINS:
        raise Mistake(f"'{name}' is not a stain; choose one of {', '.join(STAINS)}")
    return STAINS[name.lower()]
