"""What pictures of a pullback are drawn from: plain numbers in the units of the field."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from neointima.geometry.pullback import Pullback
from neointima.geometry.pullback_morphometry import MOST_MISSED, PullbackMorphometry
from neointima.geometry.pullback_rings import ring
from neointima.geometry.stent_through_struts import middle
from neointima.geometry.strut_apposition import Apposition, is_covered, is_malapposed
from neointima.laboratory.measuring.measured import Wish
from neointima.laboratory.measuring.pullback_series import Series
from neointima.quantities.kinds import Array

# Points around each ring, and rings at most: what a page turns without a stutter and what fits into a megabyte.
AROUND, MOST_RINGS = 48, 160
COVERED, UNCOVERED, MALAPPOSED, ASIDE = "covered", "uncovered", "malapposed", "at a side branch"


class Surface(NamedTuple):
    """Rings (rings, points, 3); neighbours are joined into a surface unless ``joined`` (rings − 1,) says not."""

    name: str
    rings: Array
    joined: tuple[bool, ...]


class PullbackView(NamedTuple):
    """Areas at ``places`` along the vessel, nan where not drawn; surfaces, and struts as points of a state each.

    Lengths across are in ``unit``, 'mm', or 'px' where no scale was known; places are in ``along``, 'mm' or 'frame'.
    """

    title: str
    name: str
    frames: tuple[str, ...]
    places: Array
    lumen: Array
    stent: Array
    neointima: Array
    unit: str
    along: str
    surfaces: tuple[Surface, ...]
    struts: Mapping[str, Array]


def shown(read: PullbackMorphometry, pullback: Pullback, *, file: str, series: Series, wish: Wish) -> PullbackView:
    """The view of one pullback; of long ones every second, third, … frame is a ring."""
    lumen = [frame.lumen for frame in pullback.frames]
    stent = [frame.stent for frame in read.frames]
    places = np.array([frame.place for frame in read.frames]) * 1e3
    names = ("lumen_area", "stent_area", "neointimal_area")
    areas = [np.array([getattr(frame, name) for frame in read.frames]) * 1e6 for name in names]
    surfaces = [_surface(name, shapes, places) for name, shapes in (("lumen", lumen), ("stent", stent))]
    return PullbackView(
        title=f"{file} · {series.name}" if series.name else file,
        name=series.name,
        frames=tuple(frame.name for frame in read.frames),
        places=places,
        lumen=areas[0],
        stent=areas[1],
        neointima=areas[2],
        unit="mm" if series.is_scaled else "px",
        along="mm" if series.is_placed else "frame",
        surfaces=tuple(surface for surface in surfaces if len(surface.rings)),
        struts=_struts(read, pullback, wish),
    )


def _surface(name: str, shapes: list[Any], places: Array) -> Surface:
    known = [n for n, shape in enumerate(shapes) if shape is not None]
    step = -(-len(known) // MOST_RINGS) if known else 1
    kept = known[::step]
    rings = [np.column_stack([1e3 * ring(shapes[n], AROUND), np.full(AROUND, places[n])]) for n in kept]
    # A stent that ends is not joined to the next one.
    joined = tuple(bool(b - a <= step + MOST_MISSED) for a, b in pairwise(kept))
    return Surface(name, np.array(rings).reshape(-1, AROUND, 3), joined)


def _struts(read: PullbackMorphometry, pullback: Pullback, wish: Wish) -> dict[str, Array]:
    """Middles of struts (struts, 3) by what was found of them."""
    found: dict[str, list[Array]] = {state: [] for state in (COVERED, UNCOVERED, MALAPPOSED, ASIDE)}
    for frame, own in zip(pullback.frames, read.frames, strict=True):
        for strut, apposition in zip(frame.struts, own.struts, strict=False):
            found[_state(apposition, wish)].append(1e3 * np.append(middle(strut.shape), frame.place))
    return {state: np.array(places).reshape(-1, 3) for state, places in found.items() if places}


def _state(strut: Apposition, wish: Wish) -> str:
    if strut.is_at_side_branch:
        return ASIDE
    if is_malapposed(strut, wish.strut):
        return MALAPPOSED
    return COVERED if is_covered(strut, wish.covered) else UNCOVERED
