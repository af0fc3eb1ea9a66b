"""What a laboratory reads off the frames of a pullback: areas, volumes, coverage and apposition."""

from collections.abc import Sequence
from math import nan
from typing import Any, NamedTuple

import numpy as np
import shapely

from neointima.geometry.along_vessel import weights
from neointima.geometry.caliper import Caliper, caliper
from neointima.geometry.pullback import LONGEST_GAP, MISSING, Frame, Pullback, named
from neointima.geometry.stent_through_struts import middle, stent_through_struts
from neointima.geometry.strut_apposition import Apposition, apposition
from neointima.quantities.kinds import Array

# Frames in the stent whose stent may be missing without the stent ending there.
MOST_MISSED = 2


class FrameMorphometry(NamedTuple):
    """One frame: lengths [m] and areas [m²], nan where nothing was drawn.

    Diameters are those of a caliper. ``stent`` is the area as drawn, or else through the struts. ``neointimal_area`` is
    stent less lumen. ``malapposed_area`` is lumen outside the stent. Eccentricity is 1 − least / greatest diameter.
    """

    name: str
    place: float
    lumen_area: float
    lumen_perimeter: float
    longest_diameter: float
    shortest_diameter: float
    external_area: float
    stent: Any
    is_stent_drawn: bool
    stent_area: float
    stent_eccentricity: float
    neointimal_area: float
    malapposed_area: float
    struts: tuple[Apposition, ...]


class Stretch(NamedTuple):
    """Frames measured together: which, and the length [m] that each stands for."""

    frames: tuple[int, ...]
    weights: Array

    def integral(self, values: Array) -> float:
        """Σ w A over the frames; nan where there are none."""
        return float(self.weights @ values[list(self.frames)]) if self.frames else nan


class PullbackMorphometry(NamedTuple):
    """All frames, the stretch in which the lumen is known, and the one in which lumen and stent are."""

    frames: tuple[FrameMorphometry, ...]
    whole: Stretch
    stented: Stretch
    notes: tuple[str, ...]


def pullback_morphometry(pullback: Pullback, rule: str) -> PullbackMorphometry:
    """Measure every frame; volumes go by the ``rule`` of that name over the whole and over the stented part only."""
    notes = list(pullback.notes)
    frames = tuple(_measured(frame) for frame in pullback.frames)
    few = [frame.name for frame, own in zip(pullback.frames, frames, strict=True) if frame.struts and own.stent is None]
    if few:
        notes.append(f"{named(few)}: struts too few or all on one side, so no stent is drawn through them")
    places = np.array([frame.place for frame in frames])
    lumens = [n for n, frame in enumerate(frames) if np.isfinite(frame.lumen_area)]
    stents = [n for n in lumens if np.isfinite(frames[n].stent_area)]
    _note_missing(frames, lumens=lumens, stents=stents, notes=notes)
    return PullbackMorphometry(
        frames,
        _stretch([lumens], places, rule),
        _stretch(_pieces(stents, places, spacing=pullback.spacing, notes=notes), places, rule),
        tuple(notes),
    )


def _through(frame: Frame) -> Any | None:
    """The stent that the struts of a frame make; None where they say too little."""
    stent = stent_through_struts(np.array([middle(strut.shape) for strut in frame.struts]).reshape(-1, 2))
    return None if stent.is_empty else stent


def _measured(frame: Frame) -> FrameMorphometry:
    lumen, stent = frame.lumen, frame.stent if frame.stent is not None else _through(frame)
    lumen_area, stent_area = (nan if shape is None else float(shape.area) for shape in (lumen, stent))
    both = lumen is not None and stent is not None
    jaws, around = (_jaws(shape) for shape in (lumen, stent))
    return FrameMorphometry(
        name=frame.name,
        place=frame.place,
        lumen_area=lumen_area,
        lumen_perimeter=nan if lumen is None else _perimeter(lumen),
        longest_diameter=jaws.longest,
        shortest_diameter=jaws.shortest,
        external_area=nan if frame.external is None else float(frame.external.area),
        stent=stent,
        is_stent_drawn=frame.stent is not None,
        stent_area=stent_area,
        stent_eccentricity=1 - around.shortest / around.longest,
        neointimal_area=stent_area - lumen_area,
        malapposed_area=float(lumen.difference(stent).area) if both else nan,
        struts=() if lumen is None else tuple(apposition(strut, lumen) for strut in frame.struts),
    )


def _jaws(area: Any | None) -> Caliper:
    return Caliper(nan, nan) if area is None else caliper(shapely.get_coordinates(area))


def _perimeter(area: Any) -> float:
    """Length of the outer lines [m]."""
    return float(sum(ring.length for ring in shapely.get_exterior_ring(shapely.get_parts(area))))


def _note_missing(
    frames: Sequence[FrameMorphometry], *, lumens: Sequence[int], stents: Sequence[int], notes: list[str]
) -> None:
    known = set(lumens)
    without = [frame.name for n, frame in enumerate(frames) if n not in known]
    if without and lumens:
        notes.append(f"{named(without)}: no lumen drawn, so left out of volumes")
    wide = [frames[n] for n in stents if frames[n].neointimal_area < 0]
    if wide:
        notes.append(
            f"{named([frame.name for frame in wide])}: lumen larger than the stent, so stent less lumen counts there "
            "as negative neointima; malapposition_area says how much lumen lies outside the stent"
        )


def _pieces(stents: Sequence[int], places: Array, *, spacing: float, notes: list[str]) -> list[list[int]]:
    """Stented frames in pieces: apart where ten usual distances, or over two frames without stent, lie between."""
    pieces: list[list[int]] = []
    for n in stents:
        apart = not pieces or n - pieces[-1][-1] > MOST_MISSED + 1
        if apart or places[n] - places[pieces[-1][-1]] > LONGEST_GAP * spacing:
            pieces.append([])
        elif places[n] - places[pieces[-1][-1]] > MISSING * spacing and n - pieces[-1][-1] > 1:
            ends = f"{1e3 * places[pieces[-1][-1]]:.2f} and {1e3 * places[n]:.2f} mm"
            notes.append(f"no stent drawn between {ends}; it is taken to go on there")
        pieces[-1].append(n)
    if len(pieces) > 1:
        notes.append(f"the stented part is in {len(pieces)} pieces; their volumes and lengths are added")
    return pieces


def _stretch(pieces: Sequence[Sequence[int]], places: Array, rule: str) -> Stretch:
    """A piece of a single frame has no length of its own and is left out."""
    long = [list(piece) for piece in pieces if len(piece) > 1]
    return Stretch(
        tuple(n for piece in long for n in piece),
        np.concatenate([np.zeros(0), *(weights(places[piece], rule) for piece in long)]),
    )
