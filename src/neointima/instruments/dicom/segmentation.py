"""Segmentation objects of DICOM as drawings: binary, fractional and label maps."""

from collections.abc import Iterable
from math import isfinite, nan
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from neointima.instruments.dicom.frames import frames
from neointima.instruments.dicom.head import Head, read_head
from neointima.instruments.dicom.tags import item, number, quiet, whole
from neointima.instruments.outlines import Drawing, Outline
from neointima.instruments.outlines.classes import Classes
from neointima.mistake import Mistake

MM = 1e-3
HALF = 0.5
KINDS = frozenset({"BINARY", "FRACTIONAL", "LABELMAP"})
# Separate blobs of these are separate things.
COUNTED = frozenset({"strut"})
MOST_SEGMENTS, MOST_PARTS = 1_000, 2_000


def read_segmentation(path: Path, classes: Classes) -> Drawing:
    """Each segment of each frame as the borders of its pixels, in millimetres where the file says how large they are.

    A segment's label is only compared with the table of classes; one that is not in it is called by its number.
    """
    head, tags = read_head(path)
    if head.samples != 1:
        raise Mistake(f"{head.called}: a segmentation in colours; export it as binary, fractional or label map")
    with quiet(head.called):
        dataset = tags.dataset
        labels = _labels(dataset, classes)
        groups = list(dataset.get("PerFrameFunctionalGroupsSequence") or [])
        is_map = str(dataset.get("SegmentationType", "")).strip().upper() == "LABELMAP"
        full = number(dataset, "MaximumFractionalValue")
    if len(groups) != head.frames:
        raise Mistake(f"{head.called}: {len(groups)} descriptions for {head.frames} frames; export it again")
    names, places = _names(groups, head), head.along.places
    outlines: list[Outline] = []
    for n, picture in enumerate(frames(path, head, tags)):
        for segment, mask in _masks(picture, groups[n], head=head, is_map=is_map, full=full):
            label = labels.get(segment, f"segment {segment}")
            place = nan if places is None else float(places[n]) / _unit(head)
            outlines += _drawn(mask, label, section=f"frame {names[n]}", place=place, head=head)
    unit = MM if isfinite(head.spacing.down) else nan
    return Drawing(head.called, tuple(outlines), unit, is_pixels=True, notes=head.notes)


def _labels(dataset: Any, classes: Classes) -> dict[int, str]:
    """What each segment is, as a class of the table."""
    found = {}
    segments = dataset.get("SegmentSequence") or []
    if len(segments) > MOST_SEGMENTS:
        raise ValueError(len(segments))
    for segment in segments:
        meaning = item(segment, "SegmentedPropertyTypeCodeSequence").get("CodeMeaning", "")
        kinds = [classes.kind_of(str(text)) for text in (segment.get("SegmentLabel", ""), meaning)]
        kind = next((kind for kind in kinds if kind), "")
        if kind:
            found[whole(segment, "SegmentNumber")] = kind
    return found


def _names(groups: list[Any], head: Head) -> list[str]:
    """Which frame of the pullback each frame here belongs to: its number there, its place, or its turn."""
    numbers = [
        whole(item(item(group, "DerivationImageSequence"), "SourceImageSequence"), "ReferencedFrameNumber")
        for group in groups
    ]
    if all(each > 0 for each in numbers):
        return [str(each) for each in numbers]
    if head.along.places is not None:
        _, turn = np.unique(np.round(head.along.places, 9), return_inverse=True)
        return [str(each + 1) for each in turn.ravel().tolist()]
    seen: dict[int, int] = {}
    turns = []
    for group in groups:
        segment = whole(item(group, "SegmentIdentificationSequence"), "ReferencedSegmentNumber")
        seen[segment] = seen.get(segment, 0) + 1
        turns.append(str(seen[segment]))
    return turns


def _masks(
    picture: NDArray[Any], group: Any, *, head: Head, is_map: bool, full: float
) -> Iterable[tuple[int, NDArray[np.bool_]]]:
    if is_map:
        present = [int(each) for each in np.unique(picture) if each != 0]
        if len(present) > MOST_SEGMENTS:
            raise Mistake(f"{head.called}: more than {MOST_SEGMENTS} labels in a frame; it is no map of labels")
        return [(each, picture == each) for each in present]
    segment = whole(item(group, "SegmentIdentificationSequence"), "ReferencedSegmentNumber")
    if head.depth == 1:
        return [(segment, picture > 0)]
    return [(segment, picture >= HALF * (full if full > 0 else 255.0))]


def _drawn(mask: NDArray[np.bool_], label: str, *, section: str, place: float, head: Head) -> list[Outline]:
    polygons = borders(mask)
    if len(polygons) > MOST_PARTS:
        raise Mistake(f"{head.called}: more than {MOST_PARTS} pieces of one segment in {section}; it is noise")
    step = np.array([head.spacing.across, head.spacing.down]) / MM if isfinite(head.spacing.down) else np.ones(2)
    scaled = [tuple(ring * step for ring in polygon) for polygon in polygons]
    parts = [(polygon,) for polygon in scaled] if label in COUNTED else [tuple(scaled)] * bool(scaled)
    return [Outline(label, polygons=part, section=section, place=place) for part in parts]


def borders(mask: NDArray[np.bool_]) -> list[tuple[NDArray[np.float64], ...]]:
    """Borders of the pixels of each connected piece: outer ring and holes, x and y from the top left corner."""
    import shapely

    rows, starts, ends = _runs(mask)
    runs = shapely.box(starts, rows, ends, rows + 1)
    parts = shapely.get_parts(shapely.union_all(runs))
    found = []
    for part in parts:
        if part.geom_type == "Polygon":
            rings = [part.exterior, *part.interiors]
            found.append(tuple(shapely.get_coordinates(ring)[:-1] for ring in rings))
    return found


def _runs(mask: NDArray[np.bool_]) -> tuple[Any, Any, Any]:
    """Rows of the mask's runs, and where each begins and ends."""
    edges = np.diff(mask.astype(np.int8), axis=1, prepend=0, append=0)
    rows, starts = np.nonzero(edges == 1)
    _, ends = np.nonzero(edges == -1)
    return rows, starts, ends


def _unit(head: Head) -> float:
    return MM if isfinite(head.spacing.down) else 1.0
