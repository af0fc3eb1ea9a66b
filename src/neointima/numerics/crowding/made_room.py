"""Tissue that grew pushes what lies between it and the blood towards the blood."""

from typing import NamedTuple

import numpy as np
from scipy.ndimage import map_coordinates

from neointima.quantities.kinds import Array

TURN = 2 * np.pi
# Sectors around the wall, some cells wide each, and layers from the lamina to the middle of the lumen.
SECTORS, LAYERS = 120, 150
# Width over which growth is felt, in mean depths of bodies; share of gaps and overlaps that closes in an hour. With
# these, 12 passes over the contacts an hour come within 3 % of the area that 100 passes give without them.
WIDE, CLOSING = 4.0, 0.2


class Laid(NamedTuple):
    """Where bodies within the lamina lie [m, (bodies, 2)] and the area that each takes up [m²]."""

    position: Array
    area: Array


def made_room(before: Laid, after: Laid, *, metal: Array, lamina: float) -> Array:
    """Places of ``after`` once every body has given way to what grew between it and the lamina [m, (bodies, 2)].

    With ΔA the area gained per angle between the lamina and a body at r, it goes to √(r² − 2 ΔA): the annulus keeps its
    area. Contacts alone would carry growth from layer to layer over hundreds of passes; here it arrives at once, and
    they settle what is left. Growth is felt over a width like the tissue's depth. Of the gaps and overlaps that remain
    a share closes: bodies and ``metal`` (SECTORS, LAYERS) [m²] fill the annulus, r² = lamina² − 2 A.
    """
    if not after.area.size:
        return after.position
    there, far = _spread(after, lamina), np.hypot(*after.position.T)
    depth = max(lamina - float(far.mean()), lamina / LAYERS)
    area = (1 - CLOSING) * (there - _spread(before, lamina)) + CLOSING * (there + metal)
    behind = _behind(_smoothed(area, WIDE * depth / lamina), _place(after.position, lamina))
    squares = (1 - CLOSING) * far**2 + CLOSING * lamina**2 - 2 * behind
    inner = np.sqrt(np.maximum(squares, (0.05 * lamina) ** 2))
    moved: Array = after.position * (inner / np.maximum(far, 1e-12))[:, None]
    return moved


def _smoothed(area: Array, width: float) -> Array:
    """Area by sector and layer, spread around the wall by a Gaussian of ``width`` [rad]."""
    waves = np.arange(SECTORS // 2 + 1)
    kept = np.exp(-((waves * width) ** 2) / 2)[:, None]
    found: Array = np.fft.irfft(np.fft.rfft(area, axis=0) * kept, SECTORS, axis=0)
    return found


def _behind(area: Array, place: Array) -> Array:
    """Area per angle between the lamina and each place [m²/rad]."""
    summed = np.cumsum(area, axis=1) - area / 2
    around = np.concatenate([summed[-1:], summed, summed[:1]])
    found: Array = map_coordinates(around, place + np.array([[1.0], [0.0]]), order=1, mode="nearest") * SECTORS / TURN
    return found


def _place(position: Array, lamina: float) -> Array:
    """Sector and layer of each body, (2, bodies), middles at whole numbers; layers count from the lamina inwards."""
    angle = np.arctan2(position[:, 1], position[:, 0]) % TURN
    depth = 1 - np.hypot(*position.T) / lamina
    return np.stack([angle / TURN * SECTORS - 0.5, np.clip(depth, 0, 1) * LAYERS - 0.5])


def _spread(laid: Laid, lamina: float) -> Array:
    """Area of bodies by sector and layer [m²], (SECTORS, LAYERS); each is shared between the two nearest sectors."""
    sector, layer = _place(laid.position, lamina)
    layer = np.clip(np.rint(layer), 0, LAYERS - 1).astype(np.int64)
    low = np.floor(sector)
    share = sector - low
    found = np.zeros(SECTORS * LAYERS)
    for at, part in ((low, 1 - share), (low + 1, share)):
        cell = (at.astype(np.int64) % SECTORS) * LAYERS + layer
        found += np.bincount(cell, laid.area * part, SECTORS * LAYERS)
    return found.reshape(SECTORS, LAYERS)
