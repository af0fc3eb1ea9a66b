"""Two stents in one place, and stents in a wall: what cannot be is refused."""

import numpy as np

from neointima.geometry.relief import TOUCH, Relief
from neointima.mistake import Mistake
from neointima.quantities.kinds import Array


def overlapped(first: Relief, second: Relief, *, offset: float = 0.0, turn: float = 0.0) -> tuple[Relief, Relief]:
    """``second`` moved by ``offset`` [m] along the axis and ``turn`` [rad] around it, beside ``first``.

    Their shares of cells and faces add, where both close a face to at most one. Struts of both in the same place are a
    Mistake: lay the second stent inside the first, or deeper by a strut where they cross.
    """
    moved = _moved(second, offset, turn)
    angles = np.unique(np.concatenate([first.angles, moved.angles]))
    heights = np.unique(np.concatenate([first.heights, moved.heights]))
    heights = heights[(heights >= max(first.heights[0], moved.heights[0]))]
    heights = heights[heights <= min(first.heights[-1], moved.heights[-1])]
    if heights.size > 1:
        sides = [_sampled(one, angles, heights) for one in (first, moved)]
        (inner, outer), (other_inner, other_outer) = sides
        shared = np.minimum(outer, other_outer) - np.maximum(inner, other_inner)
        if np.any(shared > TOUCH * np.maximum(outer, 1.0)):
            raise Mistake(
                f"the stents run through each other, by up to {1e6 * np.nanmax(shared):.3g} um; "
                "lay the second inside the first, its outer face no further out than the first one's inner face"
            )
    return first, moved


def within(relief: Relief, outer_lamina: float) -> Relief:
    """``relief`` if all its metal lies inside the external elastic lamina, of radius ``outer_lamina`` [m]."""
    beyond = float(np.nanmax(relief.outer, initial=0.0)) - outer_lamina
    if beyond > 0:
        raise Mistake(
            f"struts leave the wall: they reach {1e6 * beyond:.3g} um beyond the external elastic lamina; "
            "embed them less, or take an artery with a thicker media"
        )
    return relief


def _moved(relief: Relief, offset: float, turn: float) -> Relief:
    turned = (relief.angles[:-1] + turn) % (2 * np.pi)
    order = np.argsort(turned)
    edges, columns = turned[order], order
    if edges[0] > 0:
        # The column that now lies across angle 0 is cut in two.
        edges, columns = np.concatenate([[0.0], edges]), np.concatenate([order[-1:], order])
    edges = np.append(edges, 2 * np.pi)
    return Relief(edges, relief.heights + offset, relief.inner[columns], relief.outer[columns])


def _sampled(relief: Relief, angles: Array, heights: Array) -> tuple[Array, Array]:
    """Inner and outer radius on a finer raster."""
    rows = np.searchsorted(relief.angles, (angles[1:] + angles[:-1]) / 2) - 1
    columns = np.searchsorted(relief.heights, (heights[1:] + heights[:-1]) / 2) - 1
    return relief.inner[rows][:, columns], relief.outer[rows][:, columns]
