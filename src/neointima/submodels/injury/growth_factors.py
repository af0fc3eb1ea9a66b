"""Thrombin, bFGF, PDGF and inflammation over the weeks after an injury."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from neointima.quantities.kinds import Array, Metres, Pure, Seconds, Share


class Response(NamedTuple):
    """Levels relative to their peaks after a stretch without tears, shape (cases, 1)."""

    clot: Array
    thrombin: Array
    bfgf: Array
    recruitment: Array
    inflammation: Array
    pdgf: Array
    polymer: Array
    foreign_body: Array


@dataclass(frozen=True, slots=True, kw_only=True)
class GrowthFactors:
    """Time course of the answer to an injury of given stimulus, in biological time.

    Thrombin: s (t/τ) exp(1 − t/τ), peak at ``thrombus_peak``; inflammation the same with its own peak; bFGF from
    wounded cells: s exp(−t/τ); PDGF from platelets and macrophages follows their mean within ``pdgf_delay``.
    A polymer that stays calls macrophages late, s f (t/τ) exp(1 − t/τ) with ``foreign_body`` f and its
    ``foreign_body_peak``. Each is integrated exactly over a step with its source held constant.
    """

    thrombus_peak: Seconds
    inflammation_peak: Seconds
    bfgf_decay: Seconds
    pdgf_delay: Seconds
    platelet_share: Share
    inflammation_strength: Pure
    foreign_body: Pure
    foreign_body_peak: Seconds
    mitogen_potency: Pure
    endothelial_brake: Share
    mitogen_reach: Metres

    def start(self, stimulus: Array) -> Response:
        """The moment of injury."""
        nothing = np.zeros_like(stimulus)
        primed = np.e * stimulus
        recruited, polymer = primed * self.inflammation_strength, primed * self.foreign_body
        return Response(primed, nothing, stimulus, recruited, nothing, nothing, polymer, nothing)

    def step(self, response: Response, dt: Array) -> Response:
        """Advance by dt [s] of biological time."""
        clot, thrombin = _cascade(response.clot, response.thrombin, dt / self.thrombus_peak)
        recruited, inflammation = _cascade(response.recruitment, response.inflammation, dt / self.inflammation_peak)
        polymer, foreign_body = _cascade(response.polymer, response.foreign_body, dt / self.foreign_body_peak)
        bfgf = response.bfgf * np.exp(-dt / self.bfgf_decay)
        source = self.platelet_share * thrombin + (1 - self.platelet_share) * (inflammation + foreign_body)
        pdgf = source + (response.pdgf - source) * np.exp(-dt / self.pdgf_delay)
        return Response(clot, thrombin, bfgf, recruited, inflammation, pdgf, polymer, foreign_body)

    def drive(self, response: Response, endothelium: Array, thickness: Array) -> Array:
        """Growth factor drive of a cell, 0 to 1: m / (1 + m), braked where endothelium has returned.

        Growth factors fall off with depth as exp(−x / λ), λ the ``mitogen_reach``; m is their mean over the
        neointimal ``thickness`` [m], so growth slows as tissue gathers.
        """
        return self.drive_at(response, endothelium, self.mean_reach(thickness))

    def drive_at(self, response: Response, endothelium: Array, reached: Array) -> Array:
        """The drive where growth factors arrive at a share ``reached`` of their strength at the surface."""
        mixture = (response.thrombin + response.bfgf + response.pdgf) / 3
        mitogen = self.mitogen_potency * mixture * reached * np.maximum(1 - self.endothelial_brake * endothelium, 0.0)
        return mitogen / (1 + mitogen)

    def mean_reach(self, thickness: Array) -> Array:
        """Mean of exp(−x / λ) over a tissue of this ``thickness`` [m]."""
        depth = thickness / self.mitogen_reach
        return -np.expm1(-depth) / depth

    def reach(self, depth: Array) -> Array:
        """exp(−x / λ) at a ``depth`` x under the surface [m]."""
        found: Array = np.exp(-depth / self.mitogen_reach)
        return found


def _cascade(first: Array, second: Array, share: Array) -> tuple[Array, Array]:
    """Two stages in a row with one rate, exact over a step of ``share`` of their time."""
    decay = np.exp(-share)
    return first * decay, (second + first * share) * decay
