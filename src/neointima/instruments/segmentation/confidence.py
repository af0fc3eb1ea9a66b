"""How far each outline of a photograph may be believed, from 0 to 1."""

from typing import NamedTuple

import numpy as np

from neointima.instruments.segmentation.lamina import Lamina
from neointima.instruments.segmentation.section import Section
from neointima.quantities.kinds import Array

CONFIDENCE = "Confidence"
# Below this a line is a guess.
LOW = 0.35
# Support of a lamina that is as plain as one gets: set on development pictures.
PLAIN = 0.5
# A sixth of the turn in which little is seen is worth a sentence.
PIECES, LITTLE = 6, 0.1
WHERE = ("right", "lower right", "lower left", "left", "upper left", "upper right")


class Confidence(NamedTuple):
    """Of lumen, internal and external lamina, and of each strut; ``said`` tells where little was seen."""

    lumen: float
    internal: float
    external: float
    struts: tuple[float, ...]
    said: tuple[str, ...]


def confidence(section: Section) -> Confidence:
    """Laminae: mean support over directions, against that of a plain one. Lumen and struts: their contrast."""
    internal, external = section.laminae
    said = [
        f"the {name} is hardly seen at the {', '.join(_dim(lamina))}; check it there"
        for name, lamina in (("internal lamina", internal), ("external lamina", external))
        if _dim(lamina)
    ]
    struts = tuple(float(np.clip(strut.contrast, 0, 1)) for strut in section.struts)
    if not struts:
        said.append("no struts were found")
    return Confidence(_lumen(section), _lamina(internal), _lamina(external), struts, tuple(said))


def _lamina(lamina: Lamina) -> float:
    return float(np.clip(lamina.support.mean() / PLAIN, 0, 1))


def _lumen(section: Section) -> float:
    """How much paler than the tissue around it the lumen is, as a share of that tissue's density."""
    inside = section.seen.mean[section.room & ~section.blood]
    around = section.seen.mean[section.seen.vessel & section.seen.tissue]
    if not inside.size or not around.size:
        return 0.0
    tissue = float(np.median(around))
    return float(np.clip(1 - float(np.median(inside)) / tissue, 0, 1)) if tissue > 0 else 0.0


def _dim(lamina: Lamina) -> list[str]:
    """The sixths of the turn in which little of a line is seen; y runs down."""
    pieces: list[Array] = np.array_split(lamina.support, PIECES)
    return [where for where, piece in zip(WHERE, pieces, strict=True) if piece.mean() < LITTLE]
