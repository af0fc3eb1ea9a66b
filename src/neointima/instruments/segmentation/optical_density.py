"""How dark a picture is against its own background, where lamp and camera are uneven."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from neointima.mistake import Mistake
from neointima.quantities.kinds import Array

Picture = NDArray[np.uint8]
Density = NDArray[np.float32]
# Longest side of the copy on which white is found, rounds of the fit, and how far from white is still white.
SMALL, ROUNDS, DARKER, BRIGHTER = 300, 8, 0.035, 0.08
LEAST_SHARE = 0.01
BLACK = 1.0


def optical_density(picture: Picture) -> Density:
    """−log₁₀(light / white) (rows, columns, 3), not below −0.1.

    White is a quadratic surface for each channel, fitted to the logarithm of the bright pixels that it explains.
    A Mistake when the picture has no bright background.
    """
    rows, columns = picture.shape[:2]
    white = _white(picture)
    y, x = np.linspace(-1, 1, rows, dtype=np.float32), np.linspace(-1, 1, columns, dtype=np.float32)
    table = np.log10(np.maximum(np.arange(256, dtype=np.float32), BLACK))
    density = np.empty(picture.shape, np.float32)
    for channel in range(3):
        c = white[channel].astype(np.float32)
        surface = (c[0] + c[1] * x + c[3] * x * x) + (c[2] * y + c[5] * y * y)[:, None] + c[4] * np.outer(y, x)
        np.subtract(surface, table[picture[..., channel]], out=density[..., channel])
    return np.maximum(density, np.float32(-0.1))


def _white(picture: Picture) -> Array:
    """Coefficients (channels, 6) of log₁₀ white in 1, x, y, x², xy, y², each from −1 to 1 over the picture."""
    step = max(1, max(picture.shape[:2]) // SMALL)
    small = np.asarray(Image.fromarray(picture).reduce(step), np.float64)
    rows, columns = small.shape[:2]
    y, x = (grid.ravel() for grid in np.meshgrid(np.linspace(-1, 1, rows), np.linspace(-1, 1, columns), indexing="ij"))
    basis = np.column_stack([np.ones_like(x), x, y, x * x, x * y, y * y])
    light = np.log10(np.maximum(small.reshape(-1, 3), BLACK))
    if np.ptp(light) < 0.02:
        raise Mistake("the picture is one colour all over; give a photograph of a section")
    palest = light.min(axis=1)
    bright = palest > _threshold(palest)
    for turn in range(ROUNDS):
        # Straight light first: a curved surface would follow pale tissue into the corners.
        terms = basis[:, :3] if turn < ROUNDS // 2 else basis
        spread = 1e-3 * bright.sum() * np.diag([0.0, *[1.0] * (terms.shape[1] - 1)])
        normal = terms[bright].T @ terms[bright] + spread
        fit = np.linalg.solve(normal, terms[bright].T @ light[bright])
        left = terms @ fit - light
        # Half of the first band: the brightest of what is bright lies near white.
        bright = (left.max(axis=1) < DARKER) & (left.min(axis=1) > -BRIGHTER)
        if bright.mean() < LEAST_SHARE:
            raise Mistake("no bright background is seen beside the tissue; photograph the section in transmitted light")
    return fit.T


def _threshold(values: Array) -> float:
    from skimage.filters import threshold_otsu

    return float(threshold_otsu(values, nbins=128))
