"""Angiogram frames of vessels whose diameters are known: what the beam, the detector and the chest make of a lumen."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from neointima.geometry.tube_projection import Tube, projected_depth
from neointima.instruments.angiogram import Frame
from neointima.instruments.angiogram.chest import Chest, attenuation_of
from neointima.mistake import Mistake
from neointima.quantities.kinds import Array

# The finest detail that is drawn [m], and the brightest of 8 bits.
FINE, WHITE = 0.04e-3, 235.0
MOST_PIXELS = 4_000_000


class Camera(NamedTuple):
    """How a frame is taken.

    ``pixel`` [m] is the side of one in the plane of the vessel, ``blur`` [m] the SD of focal spot and detector before
    pixels, ``noise`` the SD of a pixel at full light as a share of it (quantum noise, so it grows as light falls),
    ``scatter`` the share of the light that carries no picture, ``vignetting`` the share that the corners lose.
    """

    pixel: float = 0.2e-3
    blur: float = 0.15e-3
    noise: float = 0.02
    scatter: float = 0.25
    vignetting: float = 0.15
    bits: int = 8


def render(
    vessels: Sequence[Sequence[Tube]],
    *,
    shape: tuple[int, int],
    camera: Camera,
    chest: Chest,
    luck: np.random.Generator,
) -> Frame:
    """A frame of ``shape`` (rows, columns), x to the right and y down, the corner of the first pixel at (0, 0).

    Tubes of one vessel are one lumen, where they meet the deeper counts; different vessels lie over each other. Light
    is exp(−Σ µ depth) by Beer and Lambert, then blurred, gathered by pixels, veiled by scatter, dimmed to the corners,
    counted as quanta and stored in bits.
    """
    if shape[0] * shape[1] > MOST_PIXELS:
        raise Mistake(f"frame: {shape[0]} x {shape[1]} pixels, at most {MOST_PIXELS} are rendered; choose fewer")
    from scipy.ndimage import gaussian_filter

    finer = max(2, int(np.ceil(camera.pixel / FINE)))
    fine, size = camera.pixel / finer, (shape[0] * finer, shape[1] * finer)
    exponent = attenuation_of(chest, size=size, fine=fine, luck=luck)
    for vessel in vessels:
        exponent = exponent + np.max([t.attenuation * projected_depth(t, size=size, fine=fine) for t in vessel], axis=0)
    blurred = gaussian_filter(np.exp(-exponent), camera.blur / fine, mode="nearest")
    light = blurred.reshape(shape[0], finer, shape[1], finer).mean(axis=(1, 3))
    veil = gaussian_filter(light, 15e-3 / camera.pixel, mode="nearest")
    light = ((1 - camera.scatter) * light + camera.scatter * veil) * _corners(shape, camera.vignetting)
    return Frame(_stored(light / light.max(), camera, luck), camera.pixel)


def _corners(shape: tuple[int, int], vignetting: float) -> Array:
    """1 in the middle, falling with the square of the distance to 1 − ``vignetting`` in the corners."""
    down, right = (np.linspace(-1, 1, n) for n in shape)
    return 1 - vignetting * (down[:, None] ** 2 + right**2) / 2


def _stored(light: Array, camera: Camera, luck: np.random.Generator) -> Array:
    """Quanta counted and kept as whole numbers."""
    noisy = light + camera.noise * np.sqrt(light) * luck.standard_normal(light.shape)
    white = WHITE / 255 * (2**camera.bits - 1)
    return np.clip(np.round(noisy * white), 0, 2**camera.bits - 1)
