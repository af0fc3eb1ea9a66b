"""Outlines of labelled pixels along their borders, so that polygon areas are counts of pixels."""

import numpy as np
from numpy.typing import NDArray

from neointima.geometry.section_contours import polygon_area
from neointima.mistake import Mistake
from neointima.quantities.kinds import Array

Integers = NDArray[np.int64]
MOST_SIDES, MOST_RINGS = 2_000_000, 20_000


def pixel_outlines(labels: NDArray[np.integer]) -> dict[int, tuple[tuple[Array, ...], ...]]:
    """Polygons, outer ring and holes, of every number but 0 in ``labels`` (rows, columns).

    Corners are whole numbers: pixel (row r, column c) spans x from c to c + 1 and y from r to r + 1. Pixels that meet
    only at a corner are apart. Sides of pixels are directed so that the label lies to one hand, and linked from corner
    to corner; where a line comes back to a corner it is cut there, so no ring touches itself. A Mistake when there are
    far more sides than outlines have.
    """
    start, end, value, pixel = _sides(labels)
    if len(start) > MOST_SIDES:
        raise Mistake(f"{len(start)} sides of pixels between labels; this is a photograph and not a label image")
    if not len(start):
        return {}
    _, which = np.unique(value, return_inverse=True)
    corners = (labels.shape[0] + 1) * (labels.shape[1] + 1)
    loops = _loops(*_following(which * corners + start, which * corners + end, pixel))
    if len(loops) > MOST_RINGS:
        raise Mistake(f"{len(loops)} patches of pixels; smooth the label image, or it is a photograph")
    rings: dict[int, list[Array]] = {}
    beside: dict[int, list[tuple[float, float]]] = {}
    for loop in loops:
        number, place = int(value[loop[0]]), start[loop]
        points = np.column_stack([place % (labels.shape[1] + 1), place // (labels.shape[1] + 1)]).astype(np.float64)
        steps = np.roll(points, -1, axis=0) - points
        rings.setdefault(number, []).append(points[np.any(steps != np.roll(steps, 1, axis=0), axis=1)])
        row, column = divmod(int(pixel[loop[0]]), labels.shape[1] + 2)
        beside.setdefault(number, []).append((column - 0.5, row - 0.5))
    return {number: _polygons(rings[number], np.array(beside[number])) for number in sorted(rings)}


def _polygons(rings: list[Array], beside: Array) -> tuple[tuple[Array, ...], ...]:
    """Outer rings, which run with positive area, and their holes; ``beside`` is in a labelled pixel at each."""
    import shapely

    areas = np.array([polygon_area(ring) for ring in rings])
    outer, inner = np.flatnonzero(areas > 0), np.flatnonzero(areas < 0)
    holes: dict[int, list[Array]] = {}
    if len(outer) == 1:
        holes[int(outer[0])] = [rings[hole] for hole in inner]
    elif len(inner):
        tree = shapely.STRtree([shapely.Polygon(rings[place]) for place in outer])
        hole, around = tree.query(shapely.points(beside[inner]), predicate="within")
        # The smallest ring around a hole's own pixel comes last and stays.
        order = np.argsort(-areas[outer[around]], kind="stable")
        for place, ring in dict(zip(inner[hole[order]].tolist(), outer[around[order]].tolist(), strict=True)).items():
            holes.setdefault(ring, []).append(rings[place])
    return tuple((rings[place], *holes.get(int(place), ())) for place in outer)


def _sides(labels: NDArray[np.integer]) -> tuple[Integers, Integers, Integers, Integers]:
    """Start and end corner, label and pixel of each side between different labels; a label's top runs to the right."""
    columns = labels.shape[1]
    padded = np.pad(labels, 1)
    row, column = np.nonzero(padded[1:, 1:-1] != padded[:-1, 1:-1])
    left = row * (columns + 1) + column
    sides = [(row + 1, column + 1, left, left + 1), (row, column + 1, left + 1, left)]
    row, column = np.nonzero(padded[1:-1, 1:] != padded[1:-1, :-1])
    top = row * (columns + 1) + column
    below = top + columns + 1
    sides += [(row + 1, column + 1, below, top), (row + 1, column, top, below)]
    parts = []
    for of_row, of_column, start, end in sides:
        value = padded[of_row, of_column].astype(np.int64)
        is_label = value != 0
        parts.append(np.stack([start, end, value, of_row * (columns + 2) + of_column])[:, is_label])
    start, end, value, pixel = np.concatenate(parts, axis=1)
    return start, end, value, pixel


def _following(starts: Integers, ends: Integers, pixel: Integers) -> tuple[list[int], dict[int, int]]:
    """The side that follows each, and those that start where another of the label does, with their corner."""
    # As many sides of a label start at a corner as end there, so both sorted lists match; where pixels meet only at
    # the corner, each goes on along itself.
    by_start, by_end = np.lexsort((pixel, starts)), np.lexsort((pixel, ends))
    following = np.empty_like(by_start)
    following[by_end] = by_start
    again = np.flatnonzero(np.diff(starts[by_start]) == 0)
    crossing = np.concatenate([by_start[again], by_start[again + 1]])
    return following.tolist(), dict(zip(crossing.tolist(), starts[crossing].tolist(), strict=True))


def _loops(following: list[int], crossing: dict[int, int]) -> list[list[int]]:
    """Closed chains of sides, cut wherever one comes to a corner for the second time."""
    seen = bytearray(len(following))
    loops = []
    for first in range(len(following)):
        if seen[first]:
            continue
        chain: list[int] = []
        places: dict[int, int] = {}
        side = first
        while not seen[side]:
            seen[side] = 1
            if side in crossing:
                begun = places.get(crossing[side])
                if begun is not None:
                    loops.append(chain[begun:])
                    del chain[begun:]
                    places = {at: place for at, place in places.items() if place < begun}
                places[crossing[side]] = len(chain)
            chain.append(side)
            side = following[side]
        loops.append(chain)
    return loops
