"""Frames of optical coherence tomography drawn from known lumen and struts, with what makes real ones hard."""

from functools import cache
from typing import NamedTuple

import numpy as np

PIXEL, SIDE = 10e-6, 520
TURN = 2 * np.pi


class Truth(NamedTuple):
    """Points of the lumen around the catheter [m, (points, 2)], and inner edges of struts [m, (struts, 2)]."""

    picture: np.ndarray
    lumen: np.ndarray
    struts: np.ndarray


@cache
def frame(seed, *, radius=1.45e-3, struts=9, offset=0.3e-3, tissue=(0.0, 0.25e-3), apart=0.0, wire=True, haze=0.0):
    """An uneven lumen around an eccentric catheter; ``apart`` [m] is how far the last strut stands off the wall.

    Tissue is bright and fades with depth; metal is bright at its inner edge and dark behind; the guide wire hides a
    part of the wall; ``haze`` is blood that was not flushed out, as a share of the wall's brightness, in swirls; speckle
    is multiplicative; brightness is logarithmic, as consoles show it.
    """
    luck = np.random.default_rng(seed)
    waves = [(k, luck.normal(0, 0.035 / k), luck.uniform(0, TURN)) for k in (2, 3, 4)]
    shift = offset * np.array([np.cos(seed), np.sin(seed)])

    def around(angles):
        return radius * (1 + sum(a * np.cos(k * angles + p) for k, a, p in waves))

    own = np.arange(720) * TURN / 720
    lumen = shift + around(own)[:, None] * np.column_stack([np.cos(own), np.sin(own)])
    marks, edges = np.sort(luck.uniform(0, 0.35, struts) + np.arange(struts) * TURN / struts), []
    for n, angle in enumerate(marks):
        depth = luck.uniform(*tissue) if n < struts - 1 or not apart else -apart - 95e-6
        edges.append(shift + (around(angle) + depth) * np.array([np.cos(angle), np.sin(angle)]))
    edges = np.array(edges).reshape(-1, 2)
    # What the guide wire hides is nobody's to find; it lies away from the strut that stands off.
    last = np.arctan2(edges[-1, 1], edges[-1, 0]) if struts else 0.0
    hidden = (last + 2.0) % TURN if wire else None
    if wire:
        far = np.abs((np.arctan2(edges[:, 1], edges[:, 0]) - hidden + np.pi) % TURN - np.pi)
        edges = edges[far > 0.35]
    picture = _brightness(lumen, edges, luck, hidden, haze)
    return Truth(picture, lumen, edges)


def _brightness(lumen, edges, luck, hidden, haze):
    y, x = (np.mgrid[:SIDE, :SIDE] - (SIDE - 1) / 2) * PIXEL
    angle, distance = np.arctan2(y, x) % TURN, np.hypot(x, y)
    seen = np.argsort(np.arctan2(lumen[:, 1], lumen[:, 0]) % TURN)
    around = np.interp(
        angle, (np.arctan2(lumen[:, 1], lumen[:, 0]) % TURN)[seen], np.hypot(*lumen.T)[seen], period=TURN
    )
    depth = distance - around
    signal = np.where(depth > 0, np.exp(-np.clip(depth, 0, None) / 0.45e-3), 0.004)
    swirl = 0.5 + 0.5 * np.sin(2 * angle + 9e3 * distance) * np.sin(5 * angle - 4e3 * distance)
    signal += haze * swirl**2 * (depth <= 0)
    # Layers and lighter and darker places, as in tissue.
    signal *= 1 + 0.25 * np.sin(3 * angle + 1) * (depth > 0)
    for edge in edges:
        at, far = np.arctan2(edge[1], edge[0]) % TURN, np.hypot(*edge)
        aside = np.abs((angle - at + np.pi) % TURN - np.pi) * far
        wide = aside < 55e-6
        signal = np.where(wide & (distance >= far + 20e-6) & (distance < far + 2.5e-3), signal * 0.02, signal)
        bloom = np.exp(-0.5 * ((distance - far) / 18e-6) ** 2 - 0.5 * (aside / 55e-6) ** 4)
        signal = signal + 6 * bloom * (np.abs(distance - far) < 150e-6)
    if hidden is not None:
        aside = np.abs((angle - hidden + np.pi) % TURN - np.pi)
        near = 0.8e-3
        signal = np.where((aside < 0.22) & (distance > near), signal * 0.02, signal)
        signal += 8 * np.exp(-0.5 * ((distance - near) / 30e-6) ** 2) * (aside < 0.2)
    sheath = np.exp(-0.5 * ((distance - 0.45e-3) / 12e-6) ** 2) + np.exp(-0.5 * ((distance - 0.3e-3) / 12e-6) ** 2)
    signal = (signal + 3 * sheath) * luck.gamma(3.0, 1 / 3.0, signal.shape) + 0.003 * luck.gamma(2.0, 0.5, signal.shape)
    decibels = 10 * np.log10(signal)
    return np.clip(255 * (decibels + 25) / 33, 0, 255).astype(np.uint8)
