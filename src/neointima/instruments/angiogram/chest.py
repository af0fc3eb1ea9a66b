"""What lies behind a coronary artery on a frame: soft tissue, ribs, diaphragm and small vessels."""

from typing import NamedTuple

import numpy as np

from neointima.quantities.kinds import Array


class Chest(NamedTuple):
    """Attenuation exponents of each layer: ``tissue`` is the SD of slow changes over ``tissue_size`` [m].

    ``rib`` and ``diaphragm`` are the steps at their edges, ``texture`` the SD of fine structure of ``texture_size``
    [m]. Zeros are an empty field.
    """

    tissue: float = 0.10
    tissue_size: float = 12e-3
    ribs: int = 2
    rib: float = 0.08
    diaphragm: float = 0.20
    texture: float = 0.006
    texture_size: float = 0.8e-3


EMPTY = Chest(0.0, 12e-3, 0, 0.0, 0.0, 0.0)


def attenuation_of(chest: Chest, *, size: tuple[int, int], fine: float, luck: np.random.Generator) -> Array:
    """The exponent of each fine pixel, (rows, columns), not counting what is the same everywhere."""
    rows, columns = size
    down, right = (np.arange(rows) + 0.5)[:, None] * fine, (np.arange(columns) + 0.5) * fine
    exponent = np.zeros(size)
    exponent += chest.tissue * _field(size, chest.tissue_size / fine, luck)
    exponent += chest.texture * _field(size, chest.texture_size / fine, luck)
    middle = np.array([rows, columns]) * fine / 2
    for _ in range(chest.ribs):
        tilt, aside, half = luck.uniform(-0.6, 0.6), luck.uniform(-0.8, 0.8) * middle[0], luck.uniform(3e-3, 6e-3)
        across = (down - middle[0] - aside) * np.cos(tilt) + (right - middle[1]) * np.sin(tilt)
        inside = _step(half - np.abs(across), 0.8e-3)
        # Bone is denser at its rims.
        exponent += chest.rib * inside * (0.6 + 0.4 * np.minimum(np.abs(across) / half, 1.0) ** 2)
    radius, along = 60e-3, luck.uniform(0.2, 0.8) * columns * fine
    depth = luck.uniform(0.6, 0.9) * rows * fine
    away = np.hypot(right - along, down - depth - radius)
    exponent += chest.diaphragm * _step(radius - away, 1.5e-3)
    return exponent


def _step(distance: Array, softness: float) -> Array:
    """0 outside, 1 inside, soft over ``softness`` [m]."""
    return 0.5 * (1 + np.tanh(distance / softness))


def _field(size: tuple[int, int], length: float, luck: np.random.Generator) -> Array:
    """A smooth random field of mean 0 and SD 1 that changes over ``length`` fine pixels."""
    from scipy.ndimage import gaussian_filter, zoom

    step = max(1, int(length / 4))
    coarse = luck.standard_normal([n // step + 8 for n in size])
    smooth = gaussian_filter(coarse, length / step, mode="wrap")
    smooth = zoom(smooth / smooth.std(), step, order=1)[: size[0], : size[1]] if step > 1 else smooth / smooth.std()
    return smooth[: size[0], : size[1]]
