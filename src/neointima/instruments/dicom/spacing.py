"""How large a pixel is and how far frames lie apart, from whichever tag says it."""

from math import isfinite, nan
from typing import Any, NamedTuple

import numpy as np

from neointima.instruments.dicom.tags import item, number
from neointima.quantities.kinds import Array

MM, CM, MS = 1e-3, 1e-2, 1e-3
CENTIMETRES = 3
# A pixel of a catheter's picture [m]: outside these it is a mistake of the writer.
SMALLEST, LARGEST = 1e-7, 1e-3


class Spacing(NamedTuple):
    """Height and width of a pixel [m], and the tag that says so; nan where none does."""

    down: float
    across: float
    source: str


class Along(NamedTuple):
    """Where each frame lies along the vessel [m], the tag that says so, and whether it is but a guess."""

    places: Array | None
    source: str
    is_guess: bool = False


def pixel_spacing(dataset: Any) -> Spacing:
    """From the ultrasound region, the pixel measures, or the spacing of the pixels."""
    for found in (_region(dataset), _measures(dataset), _plain(dataset)):
        if SMALLEST <= found.down <= LARGEST and SMALLEST <= found.across <= LARGEST:
            return found
    return Spacing(nan, nan, "")


def _region(dataset: Any) -> Spacing:
    """The largest region whose both directions are in centimetres."""
    regions = dataset.get("SequenceOfUltrasoundRegions") or []
    best, found = -1.0, Spacing(nan, nan, "")
    for region in regions:
        units = {number(region, f"PhysicalUnits{axis}Direction") for axis in "XY"}
        if units != {float(CENTIMETRES)}:
            continue
        ends = [number(region, f"RegionLocation{name}") for name in ("MinX0", "MaxX1", "MinY0", "MaxY1")]
        area = abs((ends[1] - ends[0]) * (ends[3] - ends[2])) if all(map(isfinite, ends)) else 0.0
        if area > best:
            down, across = (abs(number(region, f"PhysicalDelta{axis}")) * CM for axis in "YX")
            best, found = area, Spacing(down, across, "SequenceOfUltrasoundRegions")
    return found


def _measures(dataset: Any) -> Spacing:
    for groups in ("SharedFunctionalGroupsSequence", "PerFrameFunctionalGroupsSequence"):
        measures = item(item(dataset, groups), "PixelMeasuresSequence")
        down, across = (number(measures, "PixelSpacing", place) * MM for place in (0, 1))
        if isfinite(down) and isfinite(across):
            return Spacing(down, across, "PixelMeasuresSequence")
    return Spacing(nan, nan, "")


def _plain(dataset: Any) -> Spacing:
    for name in ("PixelSpacing", "NominalScannedPixelSpacing"):
        down, across = (number(dataset, name, place) * MM for place in (0, 1))
        if isfinite(down) and isfinite(across):
            return Spacing(down, across, name)
    return Spacing(nan, nan, "")


def along_vessel(dataset: Any, frames: int) -> Along:
    """From distances of frames, their positions, the speed of the pullback and the time of a frame, or slices."""
    for found in (_distances(dataset, frames), _positions(dataset, frames), _speed(dataset, frames)):
        if found.places is not None and np.all(np.isfinite(found.places)) and np.ptp(found.places) > 0:
            return found
    measures = item(item(dataset, "SharedFunctionalGroupsSequence"), "PixelMeasuresSequence")
    for source in (measures, dataset):
        slices = number(source, "SpacingBetweenSlices") * MM
        if slices > 0:
            return Along(slices * np.arange(float(frames)), "SpacingBetweenSlices")
    return Along(None, "")


def _of_frames(dataset: Any, frames: int) -> list[Any]:
    groups = dataset.get("PerFrameFunctionalGroupsSequence")
    return list(groups) if groups is not None and len(groups) == frames else []


def _distances(dataset: Any, frames: int) -> Along:
    found = [
        number(item(group, "IntravascularFrameContentSequence"), "IntravascularLongitudinalDistance") * MM
        for group in _of_frames(dataset, frames)
    ]
    return Along(np.array(found) if found else None, "IntravascularLongitudinalDistance")


def _positions(dataset: Any, frames: int) -> Along:
    """Positions of planes along the normal of the first."""
    groups = _of_frames(dataset, frames)
    shared = item(item(dataset, "SharedFunctionalGroupsSequence"), "PlaneOrientationSequence")
    own = item(groups[0], "PlaneOrientationSequence") if groups else shared
    turned = [
        number(own if "ImageOrientationPatient" in own else shared, "ImageOrientationPatient", n) for n in range(6)
    ]
    normal = np.cross(turned[:3], turned[3:]) if all(map(isfinite, turned)) else np.array([0.0, 0.0, 1.0])
    places = [
        [number(item(group, "PlanePositionSequence"), "ImagePositionPatient", n) * MM for n in range(3)]
        for group in groups
    ]
    return Along(np.array(places) @ normal if places else None, "ImagePositionPatient")


def _speed(dataset: Any, frames: int) -> Along:
    """The catheter's speed [mm/s] and the time between frames."""
    speed = number(dataset, "IVUSPullbackRate") * MM
    if not speed > 0:
        return Along(None, "")
    each = number(dataset, "FrameTime") * MS
    if each > 0:
        return Along(np.multiply(speed * each, np.arange(float(frames))), "IVUSPullbackRate and FrameTime")
    vector = dataset.get("FrameTimeVector")
    if vector is not None and hasattr(vector, "__len__") and len(vector) == frames:
        times = np.cumsum([number(dataset, "FrameTimeVector", n) for n in range(frames)]) * MS
        return Along(speed * times, "IVUSPullbackRate and FrameTimeVector")
    for name in ("CineRate", "RecommendedDisplayFrameRate"):
        rate = number(dataset, name)
        if rate > 0:
            return Along(speed / rate * np.arange(float(frames)), f"IVUSPullbackRate and {name}", is_guess=True)
    return Along(None, "")
