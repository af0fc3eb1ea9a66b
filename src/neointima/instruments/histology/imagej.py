"""ImageJ's RoiSet.zip: each outline a polygon with sub-pixel coordinates, as the ROI Manager opens and saves it."""

import zipfile
import zlib
from pathlib import Path

import numpy as np

from neointima.geometry.section_contours import SectionContours
from neointima.instruments.histology.canvas import Canvas
from neointima.instruments.histology.outlines import COLOURS, Outline, outlines, section_of
from neointima.instruments.whole_file import whole_file
from neointima.mistake import Mistake

LARGEST, LARGEST_UNPACKED, MOST_ROIS = 20_000_000, 50_000_000, 300
MOST_POINTS = 32_767
LONG_AGO = (1980, 1, 1, 0, 0, 0)
STROKE = 2


def write_roi_set(path: Path, contours: SectionContours, canvas: Canvas) -> None:
    """One ROI an outline, named and coloured as in QuPath, whole or not at all; coordinates to seven digits."""
    named = outlines(contours)
    if max(len(outline.points) for outline in named) > MOST_POINTS:
        raise Mistake(f"{path.name}: ImageJ's outlines hold at most {MOST_POINTS} points; resample the section's")
    with whole_file(path) as part, zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
        for outline in named:
            archive.writestr(zipfile.ZipInfo(f"{outline.name}.roi", LONG_AGO), _encoded(outline, canvas))


def read_roi_set(path: Path, canvas: Canvas) -> SectionContours:
    """Outlines [m] of a RoiSet with ROIs named Lumen, IEL, EEL, Adventitia and Strut 1 and so on; others are left."""
    try:
        if path.stat().st_size > LARGEST:
            raise Mistake(f"{path.name}: larger than {LARGEST // 10**6} MB, so not the ROIs of a section")
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            if len(entries) > MOST_ROIS or sum(entry.file_size for entry in entries) > LARGEST_UNPACKED:
                raise Mistake(
                    f"{path.name}: more than {MOST_ROIS} ROIs, or huge ones; save only the section's outlines"
                )
            rois = [entry for entry in entries if entry.filename.lower().endswith(".roi")]
            contents = [(Path(entry.filename).stem, archive.read(entry)) for entry in rois]
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
        raise Mistake(f"{path.name}: not a RoiSet; save it in ImageJ's ROI Manager with More › Save") from None
    except OSError as error:
        raise Mistake(f"{path}: cannot be read ({error.strerror}); check the path") from None
    decoded = (_decoded(content, name, path.name) for name, content in contents)
    found = [each._replace(points=canvas.to_metres(each.points)) for each in decoded if each is not None]
    return section_of(found, path.name)


def _encoded(outline: Outline, canvas: Canvas) -> bytes:
    from roifile import ROI_TYPE, ImagejRoi

    roi = ImagejRoi.frompoints(canvas.to_pixels(outline.points).astype(np.float32), name=outline.name)
    roi.roitype = ROI_TYPE.POLYGON
    roi.stroke_color = bytes([255, *COLOURS[outline.kind]])
    roi.stroke_width = STROKE
    return roi.tobytes()


def _decoded(content: bytes, entry: str, source: str) -> Outline | None:
    """A closed outline whose name begins with a known class, in pixels; None for any other ROI."""
    from roifile import ROI_TYPE, ImagejRoi

    try:
        roi = ImagejRoi.frombytes(content)
        name = roi.name or entry
        kind = next((kind for kind in COLOURS if name.split()[:1] == [kind]), None)
        if kind is None:
            return None
        points = np.asarray(roi.coordinates(), dtype=np.float64).reshape(-1, 2)
    except Exception:
        # The library raises what struct, numpy and enum raise on bytes that are no ROI.
        raise Mistake(f"{source}: holds an entry that is no ROI; save it again from ImageJ's ROI Manager") from None
    if roi.roitype not in {ROI_TYPE.POLYGON, ROI_TYPE.FREEHAND, ROI_TYPE.TRACED, ROI_TYPE.RECT}:
        raise Mistake(f"{source} › {name}: a polygon or freehand outline is expected; trace it as a closed line")
    return Outline(kind, name, points)
