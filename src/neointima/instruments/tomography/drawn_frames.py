"""Frames of a pullback by coherence tomography drawn by a program: lumen and struts as a drawing, to be looked at."""

from collections.abc import Iterator
from math import isfinite, nan
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from neointima.instruments.dicom.frames import frames
from neointima.instruments.dicom.head import Head
from neointima.instruments.dicom.tags import Tags
from neointima.instruments.outlines import Drawing, Outline
from neointima.instruments.tomography.bright_struts import bright_struts
from neointima.instruments.tomography.lumen_edge import lumen_edge
from neointima.instruments.tomography.polar import polar
from neointima.quantities.kinds import Array

MM = 1e-3
# A lumen whose edge is seen at fewer angles is not drawn; a strut that is less sure is left out.
LEAST_EDGE, LEAST_STRUT = 0.65, 0.4
CONFIDENCE = "confidence"
NAMED = 8


class FrameOutlines(NamedTuple):
    """The lumen (points, 2), marks of struts (struts, 2) [m] from the picture's middle, and how sure each is."""

    lumen: Array
    struts: Array
    edge_confidence: float
    strut_confidence: Array


def frame_outlines(picture: NDArray[Any], down: float, across: float) -> FrameOutlines:
    """Lumen and struts of one frame whose pixels are ``down`` × ``across`` [m]."""
    seen = polar(picture, down, across)
    edge = lumen_edge(seen)
    struts = bright_struts(seen, edge)
    around = np.column_stack([np.cos(seen.angles), np.sin(seen.angles)])
    marks = [(one.distance * np.cos(one.angle), one.distance * np.sin(one.angle)) for one in struts]
    return FrameOutlines(
        edge.distances[:, None] * around,
        np.array(marks).reshape(-1, 2),
        edge.confidence,
        np.array([one.confidence for one in struts]),
    )


def drawn_frames(path: Path, head: Head, tags: Tags) -> Drawing:
    """All frames that moved, one by one; those in which the edge was hardly seen are left out and named."""
    spacing = head.spacing
    outlines: list[Outline] = []
    unseen, sure = [], []
    for n, picture in enumerate(frames(path, head, tags)):
        if not head.first <= n <= head.last:
            continue
        found = frame_outlines(picture, spacing.down, spacing.across)
        if found.edge_confidence < LEAST_EDGE:
            unseen.append(str(n + 1))
            continue
        sure.append(found.edge_confidence)
        place = nan if head.along.places is None else float(head.along.places[n]) / MM
        outlines += _outlines(found, f"frame {n + 1}", place)
    notes = [*head.notes, _said(head, sure)] if sure else [*head.notes]
    if unseen:
        many = "…" if len(unseen) > NAMED else ""
        said = f"frames {', '.join(unseen[:NAMED])}{many}" if len(unseen) > 1 else f"frame {unseen[0]}"
        notes.append(f"{head.called}: {said}: the lumen's edge is hardly seen, so left out; trace it")
    return Drawing(head.called, tuple(outlines), MM, notes=tuple(notes))


def _outlines(found: FrameOutlines, section: str, place: float) -> Iterator[Outline]:
    yield Outline(
        "lumen",
        polygons=((found.lumen / MM,),),
        section=section,
        place=place,
        values={CONFIDENCE: found.edge_confidence},
    )
    for mark, sure in zip(found.struts / MM, found.strut_confidence.tolist(), strict=True):
        if isfinite(sure) and sure >= LEAST_STRUT:
            yield Outline("strut", lines=(mark[None],), section=section, place=place, values={CONFIDENCE: sure})


def _said(head: Head, sure: list[float]) -> str:
    least, middle = (f"{100 * each:.0f} %" for each in (min(sure), float(np.median(sure))))
    return (
        f"{head.called}: lumen and struts drawn by a program; the edge was seen at {least} of angles or more, "
        f"{middle} in the middle frame; look at the outlines before you believe the numbers"
    )
