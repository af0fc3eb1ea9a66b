"""The diameter of a vessel along a line on a frame."""

from math import hypot, isfinite, nan
from typing import NamedTuple

import numpy as np

from neointima.instruments.angiogram import Frame
from neointima.instruments.angiogram.across import BESIDE, Edges, find_edges, log_light, pixel_of, recentred, sampled
from neointima.instruments.angiogram.beside import without_disturbed
from neointima.mistake import Mistake
from neointima.numerics.tube_fit import Profiles, State, Tube, fit_tube
from neointima.numerics.tube_prior import MIDDLE, RADIUS, UNKNOWNS, Expected
from neointima.quantities.kinds import Array, Marks

# What a vessel is expected to do before it is seen, per millimetre: chosen on rendered frames of development seeds.
BEND, FLARE, THINNING, LIGHT = 0.2, 0.1, 0.02, (0.05, 0.04, 0.03)
# Attenuation of contrast agent in blood [1/m] and its log SD; blur before pixels [m], log SD of a guess and a known.
ATTENUATION, BLUR, BLUR_GUESSED, BLUR_KNOWN = (250.0, 0.4), 0.15e-3, 0.2, 0.03
# A vessel of fewer blurs across does not show its blur, which is then unknown by this share.
THIN, BLUR_UNTOLD = 7.0, 0.1
# How the middle that was found is smoothed [m] to be the line across which widths are read.
RECENTRED = 0.4e-3
# Rounds in which flare is learnt hereabouts, over this length [m], and what it is at least.
LEARNT_ROUNDS, LEARNT_OVER, LEAST_FLARE = 4, 2.5e-3, 0.01
# Error of interpolation between pixels and of what the model leaves out, as a share of a pixel, of a diameter.
UNMODELLED = 0.04
# The share of what blur along the vessel fills in that is left after its correction.
SHARP = 1.2
LEAST_ROWS, LEAST_CONTRAST, LEAST_LENGTH = 12, 3.0, 4e-3
# Over this length [m] the contrast may fail before the line has left the vessel.
FAILING = 1.5e-3


class Lumen(NamedTuple):
    """Diameters along a vessel in pixels: ``middle`` (rows, 2), ``along`` (rows,), ``diameter`` and its SE (rows,).

    ``edges`` (2, rows, 2) are both borders. ``is_disturbed`` marks rows beside which something else lies, whose
    diameter follows from their neighbours. ``contrast`` (rows,) is the darkness of the lumen over the noise of a pixel,
    ``noise`` that noise as a share of light, ``blur`` the SD of the whole system [pixels]. ``scale`` [m] may be nan.
    ``is_thin`` where the vessel is too thin to show its blur, which nothing else tells.
    """

    middle: Array
    along: Array
    diameter: Array
    error: Array
    edges: Array
    is_disturbed: Marks
    contrast: Array
    noise: float
    blur: float
    scale: float
    settled: bool
    is_thin: bool = False


def lumen_along(frame: Frame, drawn: Array, *, blur: float = nan) -> Lumen:
    """Fit the shadow of a round, blurred tube of contrast agent along ``drawn`` (points, 2), in pixels.

    ``blur`` [pixels] is the SD of the whole system where it is known, as from a catheter on the same frame. A Mistake
    where the line is short, leaves the frame, or lies on no vessel.
    """
    pixel = pixel_of(frame)
    _check_line(frame, drawn, pixel)
    # Pixels that are finer than the blur need not be sampled twice.
    step, fine = (max(1.0, round(0.2e-3 / pixel) * 1.0), 0.5 if pixel > 0.15e-3 else 1.0)
    light, row = log_light(frame), step * pixel
    edges = find_edges(light, drawn, pixel=pixel, step=step)
    whole, expected = _profiles(light, edges, pixel=pixel, fine=fine), _expected(edges, pixel=pixel, row=row, blur=blur)
    tube = fit_tube(whole, _start(whole, edges, expected), expected)
    _check_contrast(_lumen(frame.scale, edges, tube, disturbed=np.zeros(edges.middle.size, dtype=bool)), row)
    # Once more along the middle that was found, as widths are read square to it.
    edges = recentred(edges, tube, step=step, smooth=RECENTRED / pixel)
    whole, expected = _profiles(light, edges, pixel=pixel, fine=fine), _expected(edges, pixel=pixel, row=row, blur=blur)
    tube = fit_tube(whole, _start(whole, edges, expected), expected)
    for _ in range(2):
        profiles, disturbed = without_disturbed(whole, tube, pixel=pixel, row=row)
        tube = fit_tube(profiles, tube.state, expected)
    read = profiles.light
    for _ in range(LEARNT_ROUNDS):
        expected = expected._replace(flare=_learnt_flare(tube, expected, pixel=pixel, row=row))
        profiles = profiles._replace(light=read - _blurred_along(tube, profiles, step))
        tube = fit_tube(profiles, tube.state, expected)
    lumen = _lumen(frame.scale, edges, tube, disturbed=disturbed)
    if not isfinite(blur) and float(np.median(lumen.diameter)) < THIN * lumen.blur:
        lumen = lumen._replace(error=np.hypot(lumen.error, _unknown_blur(lumen)), is_thin=True)
    _check_contrast(lumen, row)
    return lumen


def _check_line(frame: Frame, drawn: Array, pixel: float) -> None:
    length = float(np.hypot(*np.diff(drawn, axis=0).T).sum()) if len(drawn) > 1 else 0.0
    if length < max(LEAST_ROWS, LEAST_LENGTH / pixel):
        raise Mistake(
            f"the line along the vessel is {length:.0f} pixels long; draw one of {LEAST_LENGTH * 1e3:g} mm or more"
        )
    rows, columns = frame.pixels.shape
    out = (drawn < 0) | (drawn > np.array([columns, rows]))
    if out.any():
        x, y = drawn[np.flatnonzero(out.any(axis=1))[0]]
        raise Mistake(
            f"the line leaves the frame of {columns} x {rows} pixels at {x:.0f}, {y:.0f}; is it drawn on this frame?"
        )


def _profiles(light: Array, edges: Edges, *, pixel: float, fine: float) -> Profiles:
    """Light across the vessel, as far as is looked at beside its edges."""
    from scipy.ndimage import spline_filter

    reach = edges.half + BESIDE / pixel
    count = int(np.ceil(reach.max() / fine))
    aside: Array = np.arange(-count, count + 1, dtype=np.float64) * fine
    found: Array = sampled(
        spline_filter(light, 3), edges.line.aside(np.broadcast_to(aside, (edges.middle.size, aside.size)))
    )
    seen = np.isfinite(found) & (np.abs(aside - edges.middle[:, None]) <= reach[:, None])
    log = np.asarray(np.where(seen, found, 0.0), dtype=np.float64)
    return Profiles(log, seen, aside, _quiet(log, seen), fine)


def _quiet(log: Array, seen: Marks) -> Array:
    """Quantum noise is a larger share of the light where there is less: its SD goes with 1 / √light."""
    from scipy.ndimage import gaussian_filter

    smooth = gaussian_filter(log, 2.0) / np.maximum(gaussian_filter(seen * 1.0, 2.0), 1e-6)
    found: Array = np.exp(0.5 * (smooth - np.median(smooth[seen])))
    return found


def _expected(edges: Edges, *, pixel: float, row: float, blur: float) -> Expected:
    """What is said above, in pixels and rows."""
    px, h = pixel * 1e3, row * 1e3
    known = isfinite(blur)
    return Expected(
        bend=BEND * h**1.5 / px,
        flare=np.full(edges.middle.size - 2, FLARE * h**1.5 / px),
        thinning=THINNING * h**0.5,
        light=(LIGHT[0] * h**0.5, LIGHT[1] * h**0.5, LIGHT[2] * h**0.5),
        density=(ATTENUATION[0] * pixel, ATTENUATION[1]),
        blur=(blur, BLUR_KNOWN) if known else (hypot(BLUR / pixel, 12**-0.5), BLUR_GUESSED),
    )


def _start(profiles: Profiles, edges: Edges, expected: Expected) -> State:
    """Edges as found, light beside them as a line, and µ from the darkness of the wider half of the vessel."""
    away, powers = np.abs(profiles.aside - edges.middle[:, None]), profiles.powers()[:, :2]
    radius = np.maximum(edges.half - 0.2, 0.5)
    rows = np.zeros((radius.size, UNKNOWNS))
    rows[:, MIDDLE], rows[:, RADIUS] = edges.middle, radius
    outside = profiles.seen & (away > radius[:, None] + 2 * expected.blur[0])
    normal = np.einsum("mi,nm,mj->nij", powers, outside * 1.0, powers) + 1e-3 * np.eye(2)
    pull = np.einsum("mi,nm->ni", powers, outside * profiles.light)
    rows[:, 3:5] = np.linalg.solve(normal, pull[..., None])[..., 0]
    inside = profiles.seen & (away < 0.5 * radius[:, None] + 0.5)
    dark = ((rows[:, 3:5] @ powers.T - profiles.light) * inside).sum(axis=1) / np.maximum(inside.sum(axis=1), 1)
    wide = radius >= np.median(radius)
    # Across the middle half of a tube its depth is 1.85 r on average.
    mu = float(np.median(dark[wide] / (1.85 * radius[wide]))) / expected.unveiled[0]
    rows[:, 2] = np.log(max(mu, expected.density[0] / 30))
    return State(rows, np.array([np.log(expected.blur[0]), expected.unveiled[0]]))


def _learnt_flare(tube: Tube, expected: Expected, *, pixel: float, row: float) -> Array:
    """How much the vessel flares hereabouts: Σ δ² / Σ (1 − v / q²), δ second differences of radius, v their variance.

    MacKay's rule: what the light has not determined does not count as smooth.
    """
    from scipy.ndimage import gaussian_filter1d

    second = np.diff(np.eye(tube.radius.size), 2, axis=0)
    delta, variance = second @ tube.radius, np.einsum("ij,jk,ik->i", second, tube.spread, second, optimize=True)
    window = LEARNT_OVER / row
    known = np.maximum(1 - variance / expected.flare**2, 0.0)
    squares, counts = (gaussian_filter1d(one, window, mode="nearest") for one in (delta**2, known))
    least = LEAST_FLARE * (row * 1e3) ** 1.5 / (pixel * 1e3)
    return np.maximum(np.sqrt(squares / np.maximum(counts, 1e-3)), least)


def _blurred_along(tube: Tube, profiles: Profiles, step: float) -> Array:
    """What blur along the vessel adds to log light, as the fit sees it: a short narrowing is filled in by its sides.

    log(1 − f G V) − log(1 − f V), G a Gaussian over rows and f V the light that is lost.
    """
    from scipy.ndimage import gaussian_filter1d

    through = np.exp(tube.model - tube.state.rows[:, 3:] @ profiles.powers().T)
    added: Array = np.log(gaussian_filter1d(through, tube.blur / step, axis=0, mode="nearest") / through)
    return added


def _sharp(diameter: Array, blur: float, step: float) -> Array:
    """Error where the diameter turns sharply along the vessel: a share of what blur fills in there, σ² |d''| / 2."""
    from scipy.ndimage import gaussian_filter1d, maximum_filter1d

    bend = np.abs(gaussian_filter1d(diameter, max(2 * blur / step, 1.0), order=2, mode="nearest")) / step**2
    filled: Array = SHARP / 2 * blur**2 * maximum_filter1d(bend, 2 * int(2 * blur / step) + 1)
    return filled


def _unknown_blur(lumen: Lumen) -> Array:
    """Error of diameters in a vessel so thin everywhere that its blur cannot be told from its width [pixels].

    The variance of a blurred thin shadow is d²/16 + σ², so an error δ of σ makes one of 16 σ δ / d of the diameter.
    """
    return 16 * lumen.blur * BLUR_UNTOLD * lumen.blur / lumen.diameter


def _lumen(scale: float, edges: Edges, tube: Tube, *, disturbed: Marks) -> Lumen:
    line, middle, radius = edges.line, tube.middle, tube.radius
    share = float(tube.state.frame[1])
    depth = share * (1 - np.exp(-2 * tube.density * radius * np.minimum(1.0, radius / (1.25 * tube.blur))))
    points = line.aside(middle)
    step = float(line.along[-1]) / (line.along.size - 1)
    error = np.sqrt(4 * np.diag(tube.spread) + UNMODELLED**2 + _sharp(2 * radius, tube.blur, step) ** 2)
    return Lumen(
        middle=points,
        along=np.append(0.0, np.cumsum(np.hypot(*np.diff(points, axis=0).T))),
        diameter=2 * radius,
        error=error,
        edges=np.stack([line.aside(middle - radius), line.aside(middle + radius)]),
        is_disturbed=disturbed,
        contrast=-np.log(np.maximum(1 - depth, 0.02)) / tube.noise,
        noise=tube.noise,
        blur=tube.blur,
        scale=scale,
        settled=tube.settled,
    )


def _check_contrast(lumen: Lumen, row: float) -> None:
    """A line that leaves the vessel, and one that something else covers, have no diameter."""
    from scipy.ndimage import minimum_filter1d

    if float(np.median(lumen.contrast)) < LEAST_CONTRAST:
        raise Mistake(
            "the line lies on no dark vessel: it is darker than its sides by"
            f" {np.median(lumen.contrast):.1f} times the noise, and {LEAST_CONTRAST:g} is the least; draw it along the"
            " middle of the vessel"
        )
    weak = minimum_filter1d((lumen.contrast < LEAST_CONTRAST).astype(np.uint8), int(FAILING / row) | 1)
    if weak.any():
        x, y = lumen.middle[np.flatnonzero(weak)[0]]
        raise Mistake(
            f"no vessel to be seen at {x:.0f}, {y:.0f} pixels; the line leaves it there, or it is closed: its least"
            " diameter is then 0"
        )
    if lumen.is_disturbed.mean() > 0.5:
        raise Mistake(
            "another vessel or a catheter lies beside or over more than half of the line; choose another frame or view"
        )
