"""The wall on a radius: neointima, media and adventitia cut into cells."""

from typing import NamedTuple

import numpy as np

from neointima.quantities.kinds import Array

NEOINTIMA, MEDIA, ADVENTITIA = 10, 24, 12
CELLS_OF = (slice(0, NEOINTIMA), slice(NEOINTIMA, NEOINTIMA + MEDIA))
MUSCULAR = slice(0, NEOINTIMA + MEDIA)
LAYERS = np.repeat([0, 1, 2], [NEOINTIMA, MEDIA, ADVENTITIA])
SHARES = np.concatenate([np.arange(cells) / cells for cells in (NEOINTIMA, MEDIA, ADVENTITIA)])


class Radii(NamedTuple):
    """Radii of the four surfaces of the wall [m], shape (cases, 1)."""

    lumen: Array
    internal_elastic_lamina: Array
    external_elastic_lamina: Array
    outside: Array


def faces(radii: Radii) -> Array:
    """Radii of the cell faces [m], shape (cases, cells + 1): each layer in rings of equal area."""
    # np.take keeps a case's numbers side by side, so sums over cells are the same alone and in a batch.
    squares = np.concatenate(radii, axis=1) ** 2
    inner, ring = np.take(squares, LAYERS, axis=1), np.take(np.diff(squares), LAYERS, axis=1)
    return np.sqrt(np.append(inner + SHARES * ring, squares[:, -1:], axis=1))


def areas(edges: Array) -> Array:
    """Cell areas [m²], which are volumes per length of artery."""
    return np.pi * (edges[:, 1:] - edges[:, :-1]) * (edges[:, 1:] + edges[:, :-1])
