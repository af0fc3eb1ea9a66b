"""A pullback: frames along a vessel, each with its outlines, in the order in which they lie."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from neointima.mistake import Mistake
from neointima.quantities.kinds import Array

# In usual distances between frames: from where on one is missing, and from where on the vessel would be made up.
MISSING, LONGEST_GAP = 1.75, 10.0
# Frames nearer than this share of the usual distance lie at one place.
SAME_PLACE = 1e-3
NAMED = 6


class Strut(NamedTuple):
    """One strut: ``shape`` [m] is its outline, or a point where only its bright inner edge is marked."""

    shape: Any
    is_at_side_branch: bool = False


class Frame(NamedTuple):
    """One frame ``place`` [m] along the vessel; ``lumen``, ``stent`` and ``external`` are shapely areas [m] or None."""

    name: str
    place: float
    lumen: Any = None
    stent: Any = None
    external: Any = None
    struts: tuple[Strut, ...] = ()


class Pullback(NamedTuple):
    """Frames in order, ``spacing`` [m] usual between them (nan for one frame), and what was odd."""

    frames: tuple[Frame, ...]
    spacing: float
    notes: tuple[str, ...] = ()


def in_order(frames: Sequence[Frame]) -> Pullback:
    """Frames from the least place to the greatest, one at each place.

    A frame that was given twice counts once. Frames of one place that differ are a Mistake, and so is a gap of more
    than ten usual distances.
    """
    if not frames:
        raise Mistake("a pullback without frames; give contours of at least one frame")
    if not np.all(np.isfinite([frame.place for frame in frames])):
        raise Mistake("the place of a frame along the vessel is no number; give each frame its place")
    placed = sorted(frames, key=lambda frame: frame.place)
    directions = np.sign(np.diff([frame.place for frame in frames]))
    notes = []
    if (directions > 0).any() and (directions < 0).any():
        notes.append("frames were not in order along the vessel; they were put in order by place")
    spacing = usual_spacing(np.array([frame.place for frame in placed]))
    kept = _one_at_each_place(placed, spacing, notes)
    _check_gaps(kept, spacing, notes)
    return Pullback(tuple(kept), spacing, tuple(notes))


def usual_spacing(places: Array) -> float:
    """Median distance between neighbours that do not share a place [m]; nan for one frame."""
    steps = np.diff(places)
    if not steps.size or not steps.max() > 0:
        return float("nan")
    return float(np.median(steps[steps > SAME_PLACE * steps.max()]))


def _one_at_each_place(placed: Sequence[Frame], spacing: float, notes: list[str]) -> list[Frame]:
    kept, twice = [placed[0]], []
    for frame in placed[1:]:
        before = kept[-1]
        if frame.place - before.place > SAME_PLACE * (spacing if spacing > 0 else 0.0):
            kept.append(frame)
        elif _same(before, frame):
            twice.append(frame.name)
        else:
            raise Mistake(
                f"frames {before.name} and {frame.name} both lie at {1e3 * frame.place:.3f} mm with different "
                "outlines; give each frame its own place, or each pullback its own file"
            )
    if twice:
        notes.append(f"given twice and counted once: {named(twice)}")
    return kept


def _same(one: Frame, other: Frame) -> bool:
    """Whether two frames hold the same outlines, point for point."""
    pairs = [(getattr(one, name), getattr(other, name)) for name in ("lumen", "stent", "external")]
    if len(one.struts) != len(other.struts):
        return False
    pairs += [(a.shape, b.shape) for a, b in zip(one.struts, other.struts, strict=True)]
    return all(a is b or (a is not None and b is not None and a.equals(b)) for a, b in pairs)


def _check_gaps(kept: Sequence[Frame], spacing: float, notes: list[str]) -> None:
    for before, after in pairwise(kept):
        gap = after.place - before.place
        if gap <= MISSING * spacing:
            continue
        ends = f"{1e3 * before.place:.2f} and {1e3 * after.place:.2f} mm"
        if gap > LONGEST_GAP * spacing:
            raise Mistake(
                f"no frame between {ends}, where frames otherwise lie {1e3 * spacing:.3g} mm apart; "
                "measure the two pieces as two pullbacks, or give the missing frames"
            )
        notes.append(f"no frame between {ends}; the vessel there is taken from the frames beside it")


def named(names: Sequence[str]) -> str:
    """Frames in words: all of a few, the first of many."""
    many = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return f"frame{'s' * (len(names) > 1)} {', '.join(names[:NAMED])}{many}"
