"""The 5 mm beside a stent: narrower than the stent at first, and losing little."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from neointima.quantities.kinds import Array, Metres, Seconds, Share


class Edges(NamedTuple):
    """Least diameter of the edges of each patient after stenting, and what they will lose [m], shape (patients,)."""

    post: Array
    loss: Array


@dataclass(frozen=True, slots=True, kw_only=True)
class StentEdges:
    """Each edge ends ``narrower`` than the reference diameter ± ``narrower_sd`` and loses ``late_loss`` ± its SD.

    None is left below ``least_after_stenting`` of the reference. Loss grows as 1 − exp(−t / ``loss_time``). It is the
    same beside every stent: remodelling of a wall that the stent hardly touches. The least of all edges counts.
    """

    narrower: Metres
    narrower_sd: Metres
    least_after_stenting: Share
    late_loss: Metres
    late_loss_sd: Metres
    loss_time: Seconds

    def beside(self, reference_diameter: Array, post_luck: Array, loss_luck: Array) -> tuple[Array, Array]:
        """Diameter after stenting and full loss of every edge [m], luck of shape (patients, edges)."""
        post = reference_diameter[:, None] - self.narrower + self.narrower_sd * post_luck
        least = reference_diameter[:, None] * self.least_after_stenting
        return np.maximum(post, least), self.late_loss + self.late_loss_sd * loss_luck

    def narrowest(self, post: Array, loss: Array, times: Array) -> Array:
        """Least diameter of the edges of each patient at ``times`` [s], shape (patients, times)."""
        share = -np.expm1(-times / self.loss_time)
        left = post[:, :, None] - loss[:, :, None] * share
        found: Array = np.maximum(left, 0.0).min(axis=1)
        return found
