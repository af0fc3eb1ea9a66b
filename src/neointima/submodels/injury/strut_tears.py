"""What each strut tore: the Schwartz score one strut at a time, and the holes it left in the internal lamina."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from neointima.geometry.section_frame import SectionFrame
from neointima.quantities.kinds import Array, Metres, Numbers
from neointima.submodels.injury.strut_depth import StrutDepth


class Injury(NamedTuple):
    """Schwartz ``score`` of each strut, 0 to 3, and the ``strain`` that each met, (struts,)."""

    score: Numbers
    strain: Array


@dataclass(frozen=True, slots=True, kw_only=True)
class StrutTears:
    """Strut j scores the number of thresholds xₖ below x + σ zⱼ, so that the mean over struts is that of StrutDepth.

    x is depth / media + stretch − 1 where the strut sits, zⱼ a normal number of its own. A strut that scores tears the
    internal lamina over its width and ``tear_margin`` [m] to both sides; elsewhere cells pass through fenestrae, one
    every ``fenestra_spacing`` [m].
    """

    deployment: StrutDepth
    tear_margin: Metres
    fenestra_spacing: Metres

    def injure(self, frame: SectionFrame, *, stretch: float, media: float, luck: Array) -> Injury:
        """Scores from the ``stretch`` ratio, the ``media`` thickness [m] and a normal number for each strut."""
        strain = np.full(luck.shape, frame.depth / media + stretch - 1)
        strain = strain + float(self.deployment.tear_spread) * luck
        tears = float(self.deployment.first_tear) + float(self.deployment.tear_interval) * np.arange(3)
        return Injury((strain[:, None] > tears).sum(axis=1).astype(np.int64), strain)

    def openings(self, frame: SectionFrame, injury: Injury) -> Array:
        """Angles at which cells pass the internal lamina, rising [rad]."""
        around = 2 * np.pi * frame.lamina
        fenestrae = np.arange(0.0, around, float(self.fenestra_spacing)) / frame.lamina
        fenestrae = fenestrae[~frame.under_strut(fenestrae)]
        beside = (frame.width / 2 + float(self.tear_margin)) / frame.lamina
        torn = frame.angles[injury.score > 0]
        found: Array = np.sort(np.concatenate([fenestrae, torn - beside, torn + beside]) % (2 * np.pi))
        return found

    def torn(self, frame: SectionFrame, injury: Injury, angles: Array) -> Array:
        """Where the internal lamina is torn, at ``angles``."""
        strut, arc = frame.nearest(angles)
        reach = frame.width / 2 + float(self.tear_margin)
        return (np.abs(arc) <= reach) & (injury.score[strut] > 0)
