"""How far the controls stand apart."""

from typing import NamedTuple

import numpy as np

from neointima.quantities.kinds import Array


class Separation(NamedTuple):
    """Z′ factor, signal window (in high-control SDs), signal to background, and the coefficient of variation of the
    high control; nan where a control has fewer than two wells.
    """

    z_prime: float
    signal_window: float
    signal_to_background: float
    variation: float


def separation(high: Array, low: Array) -> Separation:
    """From wells with full signal and wells with none.

    Z′ = 1 − 3 (s_h + s_l) / |m_h − m_l|; window = (|m_h − m_l| − 3 (s_h + s_l)) / s_h.
    Source: Zhang, Chung and Oldenburg, J Biomol Screen 1999;4:67; Sittampalam et al., same journal 1997;2:159.
    """
    if high.size < 2:
        return Separation(np.nan, np.nan, np.nan, np.nan)
    spread = float(high.std(ddof=1))
    variation = spread / float(high.mean()) if high.mean() else np.nan
    if low.size < 2:
        return Separation(np.nan, np.nan, np.nan, variation)
    apart = abs(float(high.mean() - low.mean()))
    both = 3 * (spread + float(low.std(ddof=1)))
    return Separation(
        1 - both / apart if apart > 0 else -np.inf,
        (apart - both) / spread if spread > 0 else np.inf,
        float(high.mean() / low.mean()) if low.mean() else np.inf,
        variation,
    )
