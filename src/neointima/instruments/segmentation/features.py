"""What tells one tissue from another: colour, texture, the direction of its fibres, and lines of elastin."""

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter, map_coordinates

from neointima.instruments.segmentation.optical_density import Density
from neointima.instruments.segmentation.tissue import Mask

Plane = NDArray[np.float32]
# Of a strut's side: how far around a pixel is looked; half the width of a lamina's line.
AROUND, LINE = 0.09, 0.04
# Blue over green density above which a section is taken for an elastic stain (yellow), not haematoxylin-eosin (pink).
ELASTIC = 0.8
# Greatest less least of three densities, over their sum, below which a picture is grey.
COLOURED = 0.04


def features(density: Density, hidden: Mask, middle: tuple[float, float], *, side: float) -> list[Plane]:
    """Five planes (rows, columns): density, two shares of colour, roughness, and how much fibres run around ``middle``.

    Each is a mean over about a tenth of a strut's ``side`` [pixels]; ``hidden`` pixels, such as metal, do not count.
    """
    seen = (~hidden).astype(np.float32)
    weight = np.maximum(gaussian_filter(seen, AROUND * side), np.float32(1e-3))

    def around(values: Plane) -> Plane:
        found: Plane = gaussian_filter(values * seen, AROUND * side) / weight
        return found

    red, green, blue = (around(density[..., channel]) for channel in range(3))
    total = red + green + blue
    floor = 0.15 * float(np.quantile(total[::4, ::4], 0.9)) + 1e-3
    rough = np.sqrt(np.maximum(around(density[..., 0] ** 2) - red**2, 0))
    down, across = np.gradient(gaussian_filter(density[..., 1], 1.0))
    x, y = _outward(total.shape, middle)
    out, along = (across * x + down * y) ** 2, (down * x - across * y) ** 2
    outward, sideways = around(out), around(along)
    layered = (outward - sideways) / (outward + sideways + np.float32(1e-6))
    whole = np.maximum(total, 0) + np.float32(floor)
    return [np.log(whole), red / whole, blue / whole, rough / whole, layered]


def elastin_line(density: Density, hidden: Mask, middle: tuple[float, float], *, side: float) -> Plane:
    """How much darker a pixel is, in what elastin takes up, than the pixels just nearer to and further from ``middle``.

    In an elastic stain elastin alone is black: density of red light. In haematoxylin-eosin it takes up eosin and no
    haematoxylin: green density less the part that goes with red in the bluest of nuclei.
    """
    if is_elastic(density, hidden):
        dark = density[..., 0]
    else:
        solid = ~hidden & (density[..., 1] > 0.08)
        share = density[..., 0][solid][::7] / density[..., 1][solid][::7]
        bluest = max(0.3, float(np.quantile(share, 0.97))) if share.size else 1.0
        dark = density[..., 1] - density[..., 0] / np.float32(bluest)
    width = max(1.5, LINE * side)
    smooth = gaussian_filter(np.where(hidden, np.float32(0), dark), 0.5 * width)
    x, y = _outward(smooth.shape, middle)
    rows, columns = np.mgrid[: smooth.shape[0], : smooth.shape[1]].astype(np.float32)
    x, y = x * np.float32(width), y * np.float32(width)
    beside = [
        map_coordinates(smooth, [rows + way * y, columns + way * x], order=1, mode="nearest", output=np.float32)
        for way in (-1, 1)
    ]
    found: Plane = np.where(hidden, np.float32(0), smooth - np.maximum(*beside))
    return found


def is_elastic(density: Density, hidden: Mask) -> bool:
    """Yellow-brown sections are taken for an elastic stain, pink ones for haematoxylin-eosin."""
    solid = ~hidden & (density[..., 1] > 0.08)
    if not solid.any():
        return False
    return bool(np.median(density[..., 2][solid]) > ELASTIC * np.median(density[..., 1][solid]))


def is_stained(density: Density) -> bool:
    """Tissue in colour: red, green and blue density differ, as no grey picture's do."""
    solid = density.mean(axis=2) > 0.08
    if not solid.any():
        return True
    tissue = density[solid][::7]
    spread = np.ptp(tissue, axis=1) / np.maximum(tissue.sum(axis=1), 0.05)
    return bool(np.median(spread) > COLOURED)


def _outward(shape: tuple[int, ...], middle: tuple[float, float]) -> tuple[Plane, Plane]:
    """The unit vector away from ``middle`` at each pixel."""
    y = (np.arange(shape[0], dtype=np.float32) - np.float32(middle[1]))[:, None]
    x = (np.arange(shape[1], dtype=np.float32) - np.float32(middle[0]))[None, :]
    far = np.maximum(np.sqrt(x * x + y * y), np.float32(1))
    return x / far, y / far
