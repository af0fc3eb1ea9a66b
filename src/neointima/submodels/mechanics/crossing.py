"""Cells that leave the media crawl to the nearest hole in the internal lamina and through it."""

from dataclasses import dataclass

import numpy as np

from neointima.geometry.section_frame import SectionFrame
from neointima.quantities.kinds import Array, Marks, Metres, PositiveMetresPerSecond

TURN = 2 * np.pi


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossing:
    """At ``speed`` [m/s] straight towards the nearest opening, up the gradient of what the wound gives off.

    A cell has crossed once its middle lies ``clearance`` [m] within the lamina.
    """

    speed: PositiveMetresPerSecond
    clearance: Metres

    def step(self, position: Array, openings: Array, *, frame: SectionFrame, dt: float) -> tuple[Array, Marks]:
        """Places of crossing cells [m, (cells, 2)] after dt [s], and which have crossed; ``openings`` [rad], rising."""
        far, angles = np.hypot(*position.T), np.arctan2(position[:, 1], position[:, 0]) % TURN
        around = np.concatenate([[openings[-1] - TURN], openings, [openings[0] + TURN]])
        after = np.searchsorted(around, angles)
        before = np.maximum(after - 1, 0)
        nearest = np.where(around[after] - angles < angles - around[before], around[after], around[before])
        down, along = far - (frame.lamina - float(self.clearance)), (nearest - angles) * far
        left = np.maximum(np.hypot(down, along), 1e-12)
        share = np.minimum(float(self.speed) * dt / left, 1.0)
        far, angles = far - share * down, angles + share * (nearest - angles)
        moved = far[:, None] * np.stack([np.cos(angles), np.sin(angles)], axis=-1)
        return moved, share >= 1.0
