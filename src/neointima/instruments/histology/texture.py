"""Unevenness that repeats without a seam: the same on every machine and in every picture."""

from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from neointima.numerics.random_streams import stream
from neointima.quantities.kinds import Array

SIZE = 512
Sheet = NDArray[np.float32]


class Textures(NamedTuple):
    """Three sheets (512, 512), mean 0 and deviation 1: ``grain`` of a texel, ``fibre`` along x, ``cloud`` of 10."""

    grain: Sheet
    fibre: Sheet
    cloud: Sheet


@cache
def textures() -> Textures:
    """Gaussian noise smoothed over (y, x) texels."""
    return Textures(_smoothed("grain", (0.8, 0.8)), _smoothed("fibre", (0.9, 14.0)), _smoothed("cloud", (10.0, 10.0)))


def _smoothed(name: str, widths: tuple[float, float]) -> Sheet:
    noise = stream(0, "section picture", name).standard_normal((SIZE, SIZE))
    frequency = np.fft.fftfreq(SIZE)
    down, right = (np.exp(-2 * (np.pi * width * frequency) ** 2) for width in widths)
    sheet = np.fft.ifft2(np.fft.fft2(noise) * down[:, None] * right).real
    return (sheet / sheet.std()).astype(np.float32)


def sampled(sheet: Sheet, points: Array, texel: float) -> Array:
    """The sheet's values (n,) at points (n, 2) [m], where a texel is so large [m]; repeats after 512 of them."""
    column, row = np.floor(points / texel).astype(np.int64).T % SIZE
    return sheet[row, column].astype(np.float64)
