"""From mTORC1 to G1/S by two arms: S6K and 4E-BP1 to cyclin D, and p27Kip1 to CDK2."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from neointima.quantities.kinds import Array, PerSecond, PositivePure, Pure, Share


class Signal(NamedTuple):
    """Activities relative to a fully stimulated, drug-free cell; p27 relative to its level there."""

    mtorc1: Array
    s6k: Array
    four_ebp1: Array
    p27: Array
    cdk2: Array
    passage: Array


@dataclass(frozen=True, slots=True, kw_only=True)
class Mtorc1ToG1:
    """Two arms from mTORC1 activity a = growth factor drive × share of mTORC1 left free.

    u = a (1 + K) / (a + K) for substrates that a little mTORC1 keeps phosphorylated; S6K-P = a;
    4E-BP1-P = ρ + (1 − ρ) u, ρ the rapamycin-resistant part; cyclin D = w S6K-P + (1 − w) 4E-BP1-P;
    p27 → 1 + (φ − 1)(1 − u) at its turnover rate; CDK2 = (1 + κ) / (1 + κ p27);
    passage from G1 to S = cyclinʰ × CDK2, which is 1 at a = 1. All shapes (cases, cells).
    """

    substrate_reserve: PositivePure
    resistant_share: Share
    s6k_weight: Share
    cyclin_steepness: Pure
    p27_rise: Pure
    p27_turnover: PerSecond
    p27_grip: Pure

    def start(self, drive: Array) -> Signal:
        """A drug-free cell in balance with its growth factors."""
        return self._settle(drive, self.p27_target(drive))

    def step(self, signal: Signal, activity: Array, dt: float) -> Signal:
        """Advance by dt [s] at mTORC1 ``activity``; only p27 takes time, the rest follows at once."""
        return self.after(signal.p27, activity, dt)

    def after(self, p27: Array, activity: Array, dt: float) -> Signal:
        """The signal dt [s] after p27 had this level, at mTORC1 ``activity``."""
        target = self.p27_target(activity)
        return self._settle(activity, target + (p27 - target) * np.exp(-self.p27_turnover * dt))

    def p27_target(self, activity: Array) -> Array:
        """The level of p27 in balance with ``activity``."""
        return 1 + (self.p27_rise - 1) * (1 - self._kept(activity))

    def _kept(self, activity: Array) -> Array:
        return activity * (1 + self.substrate_reserve) / (activity + self.substrate_reserve)

    def _settle(self, activity: Array, p27: Array) -> Signal:
        four_ebp1 = self.resistant_share + (1 - self.resistant_share) * self._kept(activity)
        cyclin = self.s6k_weight * activity + (1 - self.s6k_weight) * four_ebp1
        cdk2 = (1 + self.p27_grip) / (1 + self.p27_grip * p27)
        passage = cyclin**self.cyclin_steepness * cdk2
        return Signal(activity, activity, four_ebp1, p27, cdk2, passage)
