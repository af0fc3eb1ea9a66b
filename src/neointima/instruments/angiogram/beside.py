"""Where something else crosses the edge of a vessel: side branches, other vessels, wires."""

import numpy as np

from neointima.numerics.tube_fit import Profiles, Tube
from neointima.quantities.kinds import Array, Marks

# Zones beside the edge [m] that are looked at, and over how long [m] the usual light beside the vessel is taken.
ZONES = ((0.25e-3, 0.75e-3), (0.75e-3, 1.4e-3))
USUAL_OVER, USUAL_SHARE = 10e-3, 65
# Darker by this share of light, and by this many of its own SDs, is something else.
DIP, DIP_SDS = 0.05, 2.5
# Misfit near an edge of this many times the usual mean square is something else too; one sample counts up to MOST SDs.
MISFIT, MOST = 3.0, 12.0
# Smoothing along the vessel, and how far beyond its end something still disturbs [m].
SMOOTH, SMOOTH_MISFIT, AROUND, NEAR = 0.15e-3, 0.3e-3, 0.6e-3, 0.7e-3
# What is left out of a disturbed side begins at this share of the radius from the middle.
KEPT = -0.7


def without_disturbed(profiles: Profiles, tube: Tube, *, pixel: float, row: float) -> tuple[Profiles, Marks]:
    """The profiles without sides on which something else lies, and which rows (rows,) these are.

    ``row`` [m] is the distance between rows. Such rows keep their other side and what their neighbours expect of them.
    """
    from scipy.ndimage import maximum_filter1d

    seen, rows = profiles.seen.copy(), np.zeros(profiles.light.shape[0], dtype=bool)
    for side in (-1, 1):
        beyond = side * (profiles.aside - tube.middle[:, None]) - tube.radius[:, None]
        disturbed = _is_misfit(profiles, tube, beyond, pixel=pixel, row=row)
        for near, far in ZONES:
            zone = profiles.seen & (beyond > near / pixel) & (beyond < far / pixel)
            disturbed |= _is_darker(profiles.light, zone, row)
        disturbed = maximum_filter1d(disturbed.astype(np.uint8), 2 * int(AROUND / row) + 1).astype(bool)
        seen &= ~(disturbed[:, None] & (beyond > KEPT * tube.radius[:, None]))
        rows |= disturbed
    return profiles._replace(seen=seen), rows


def _is_darker(light: Array, zone: Marks, row: float) -> Marks:
    """Rows in which a zone is darker than is usual along the vessel."""
    from scipy.ndimage import gaussian_filter1d, percentile_filter

    count = zone.sum(axis=1)
    if not count.any():
        return np.zeros(light.shape[0], dtype=bool)
    mean = np.where(count > 0, (light * zone).sum(axis=1) / np.maximum(count, 1), np.nan)
    mean = np.where(np.isfinite(mean), mean, np.nanmedian(mean))
    smooth = gaussian_filter1d(mean, SMOOTH / row)
    usual = percentile_filter(smooth, USUAL_SHARE, int(USUAL_OVER / row) | 1, mode="nearest")
    spread = 1.4826 * float(np.median(np.abs(mean - usual)))
    found: Marks = smooth - usual < -max(DIP, DIP_SDS * spread)
    return found


def _is_misfit(profiles: Profiles, tube: Tube, beyond: Array, *, pixel: float, row: float) -> Marks:
    """Rows in which one side is not the shadow of a tube."""
    from scipy.ndimage import gaussian_filter1d

    near = profiles.seen & (beyond > -tube.radius[:, None]) & (beyond < NEAR / pixel)
    off = np.minimum(np.abs(profiles.light - tube.model) * profiles.quiet / tube.noise, MOST) * near
    squares, counts = (gaussian_filter1d(one, SMOOTH_MISFIT / row) for one in ((off**2).sum(1), near.sum(1) * 1.0))
    mean = squares / np.maximum(counts, 1.0)
    found: Marks = mean > MISFIT * max(float(np.median(mean)), 1.0)
    return found
