"""ImageJ's outlines: a single .roi, or the RoiSet.zip of the ROI Manager."""

import logging
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np

from neointima.geometry.section_contours import polygon_area
from neointima.instruments.outlines import Drawing, Outline, Polygon
from neointima.instruments.outlines.colours import colour_of
from neointima.instruments.outlines.roi_shapes import CLOSE, HALF, MOVE, TO, shape_of
from neointima.instruments.safe_archive import Entry, unpack
from neointima.instruments.whole_file import whole_file
from neointima.mistake import Mistake
from neointima.quantities.kinds import Array

LARGEST, MOST_ROIS, MOST_POINTS, FARTHEST = 50_000_000, 20_000, 2_000_000, 1e7
SAVE_AGAIN = "save it again from ImageJ's ROI Manager with More › Save"
# What the library finds odd in a ROI is said by us, or does not matter.
logging.getLogger("roifile").addHandler(logging.NullHandler())
LONG_AGO = (1980, 1, 1, 0, 0, 0)
STROKE, STEP = 2, 1e-3


def read_rois(path: Path) -> Drawing:
    """Every area and line of a .roi or a RoiSet.zip, labelled by name; points, texts and arrows are left and said.

    Where ROIs lie on different slices or frames these are the sections. Numbers among a ROI's properties are values.
    """
    entries, notes = _entries(path)
    outlines: list[Outline] = []
    left: Counter[str] = Counter()
    splined = points = 0
    for entry in entries:
        outline, odd, is_splined = _outline(entry, path.name)
        if outline is None:
            left[odd] += 1
            continue
        splined += is_splined
        points += sum(len(ring) for polygon in outline.polygons for ring in polygon) + sum(map(len, outline.lines))
        if points > MOST_POINTS:
            raise Mistake(f"{path.name}: more than {MOST_POINTS} points; simplify the outlines in ImageJ")
        outlines.append(outline)
    if not outlines:
        raise Mistake(f"{path.name}: no ROI with an outline; draw the section's areas in ImageJ and {SAVE_AGAIN}")
    if len({outline.section for outline in outlines}) == 1:
        outlines = [outline._replace(section="") for outline in outlines]
    if splined:
        notes += (f"{path.name}: {splined} ROIs are fitted by splines in ImageJ; their vertices were used",)
    notes += tuple(f"{path.name}: {count} of the kind '{odd}' left out" for odd, count in left.items())
    return Drawing(path.name, tuple(outlines), notes=notes)


def write_roi_set(path: Path, drawing: Drawing) -> None:
    """One ROI an outline, named and coloured, whole or not at all; with holes or several parts a composite one.

    ImageJ keeps 24 binary digits of a coordinate. A Mistake where that changes an area by more than 0.1 %, as of
    something small that lies far out.
    """
    used: Counter[str] = Counter()
    sections = list(dict.fromkeys(outline.section for outline in drawing.outlines))
    with whole_file(path) as part, zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
        for outline in drawing.outlines:
            name = _name(outline)
            entry = "".join("_" if letter in '/\\:*?"<>|' or ord(letter) < 32 else letter for letter in name)
            for roi in _rois(outline, name, f"{path.name} › {name}"):
                used[entry] += 1
                roi.position = sections.index(outline.section) + 1 if len(sections) > 1 else 0
                file = f"{entry}.roi" if used[entry] == 1 else f"{entry}-{used[entry] - 1}.roi"
                archive.writestr(zipfile.ZipInfo(file, LONG_AGO), roi.tobytes(), zipfile.ZIP_DEFLATED)


def _entries(path: Path) -> tuple[tuple[Entry, ...], tuple[str, ...]]:
    if path.suffix.lower() != ".roi":
        unpacked = unpack(path, lambda name: name.lower().endswith(".roi"), way_out=SAVE_AGAIN)
        if len(unpacked.entries) > MOST_ROIS:
            raise Mistake(f"{path.name}: more than {MOST_ROIS} ROIs; save only the section's outlines")
        return unpacked.entries, unpacked.notes
    try:
        if path.stat().st_size > LARGEST:
            raise Mistake(f"{path.name}: larger than {LARGEST // 10**6} MB, so not a section's outline")
        return (Entry(path.name, path.read_bytes()),), ()
    except OSError as error:
        raise Mistake(f"{path}: cannot be read ({error.strerror}); check the path") from None


def _outline(entry: Entry, source: str) -> tuple[Outline | None, str, bool]:
    """The outline of an entry, or None and what it is; and whether ImageJ fits a spline through its vertices."""
    from roifile import ROI_OPTIONS, ImagejRoi

    try:
        roi = ImagejRoi.frombytes(entry.content)
        shape = shape_of(roi, entry.content)
        is_splined = bool(roi.options & ROI_OPTIONS.SPLINE_FIT)
    except Exception:
        # The library raises what struct, numpy and enum raise on bytes that are no ROI.
        raise Mistake(f"{source}: '{entry.name[:60]}' is no ROI, or cut short; {SAVE_AGAIN}") from None
    if shape.left:
        return None, shape.left, False
    rings = [*(ring for polygon in shape.polygons for ring in polygon), *shape.lines]
    if not all(np.all(np.abs(ring) < FARTHEST) for ring in rings):
        raise Mistake(f"{source} › {entry.name[:60]}: coordinates must be finite and within ten million pixels")
    if not any(len(ring) for ring in rings):
        return None, "empty outline", False
    name = (roi.name or Path(entry.name).stem)[:300]
    return Outline(name, name, shape.polygons, shape.lines, _position(roi), values=_values(roi.props)), "", is_splined


def _position(roi: Any) -> str:
    """The slice of a stack, or slice and frame of a hyperstack; '' where the ROI belongs to all."""
    if roi.z_position > 0 or roi.t_position > 0:
        places = (("z", roi.z_position), ("t", roi.t_position))
        return " ".join(f"{axis}{at}" for axis, at in places if at > 0)
    return str(roi.position) if roi.position > 0 else ""


def _values(properties: str) -> dict[str, float]:
    values: dict[str, float] = {}
    for line in properties.splitlines()[:1000]:
        key, _, text = line.partition(":")
        try:
            value = float(text)
        except ValueError:
            continue
        if np.isfinite(value):
            values[key.strip()] = value
    return values


def _name(outline: Outline) -> str:
    """A ROI has one name for all: its class must be in it, and its section."""
    said = outline.name if outline.name.casefold().startswith(outline.label.casefold()) else outline.label
    return " ".join(filter(None, (said, outline.section))) or "outline"


def _rois(outline: Outline, name: str, place: str) -> list[Any]:
    from roifile import ROI_TYPE

    if outline.polygons:
        _check(outline.polygons, place)
        single = len(outline.polygons) == 1 and len(outline.polygons[0]) == 1
        rois = [_plain(outline.polygons[0][0], ROI_TYPE.POLYGON) if single else _composite(outline.polygons)]
    else:
        rois = [_plain(line - HALF, ROI_TYPE.POLYLINE) for line in outline.lines]
    for roi in rois:
        roi.name = name
        roi.stroke_color = bytes([255, *colour_of(outline.label)])
        roi.stroke_width = STROKE
        roi.props = "".join(f"{key}: {value!r}\n" for key, value in outline.values.items())
    return rois


def _plain(points: Array, kind: Any) -> Any:
    from roifile import ImagejRoi

    roi = ImagejRoi.frompoints(points.astype(np.float32))
    roi.roitype = kind
    return roi


def _composite(polygons: tuple[Polygon, ...]) -> Any:
    from roifile import ROI_TYPE, ImagejRoi

    rings = [ring for polygon in polygons for ring in polygon]
    path: list[float] = []
    for ring in rings:
        for command, point in zip([MOVE, *[TO] * (len(ring) - 1)], ring.tolist(), strict=True):
            path += [command, *point]
        path.append(CLOSE)
    roi = ImagejRoi(roitype=ROI_TYPE.RECT, shape_roi_size=len(path))
    roi.multi_coordinates = np.array(path, dtype=np.float32)
    low, high = np.concatenate(rings).min(axis=0), np.concatenate(rings).max(axis=0)
    roi.left, roi.top = (int(each) for each in np.floor(low))
    roi.right, roi.bottom = (int(each) for each in np.ceil(high))
    return roi


def _check(polygons: tuple[Polygon, ...], place: str) -> None:
    for ring in (ring for polygon in polygons for ring in polygon):
        if not np.all(np.abs(ring) < FARTHEST):
            raise Mistake(f"{place}: coordinates must be finite and within ten million pixels")
        kept = ring.astype(np.float32).astype(np.float64)
        area = polygon_area(ring - ring[0])
        if abs(polygon_area(kept - kept[0]) - area) > STEP * abs(area):
            raise Mistake(f"{place}: too small and too far out for ImageJ's 24 digits; write GeoJSON instead")
