"""What a person drew on a frame: the vessel's line, the stent and the catheter, in a file beside the frame."""

from pathlib import Path
from typing import NamedTuple

import numpy as np

from neointima.instruments.angiogram.frame_file import PICTURES
from neointima.instruments.outlines import Drawing, Outline
from neointima.instruments.outlines.imagej import read_rois
from neointima.instruments.outlines.qupath import read_geojson
from neointima.mistake import Mistake
from neointima.quantities.kinds import Array

BESIDE = (".geojson", ".roi", ".zip")
VESSEL = ("centreline", "centerline", "vessel", "lumen")
STENT, CATHETER = ("stent",), ("catheter", "cath")
NAMES = VESSEL + STENT + CATHETER
# How much of a file is looked at for a name.
LOOKED_AT = 200_000


class DrawnLines(NamedTuple):
    """Lines in pixels, (points, 2) from proximal to distal; empty where not drawn. ``stent`` are any points of it."""

    vessel: Array
    stent: Array
    catheter: Array
    source: str = ""


EMPTY = np.zeros((0, 2))


def file_beside(frame: Path) -> Path | None:
    """The file with lines that has the frame's own name, with or without the frame's suffix in it."""
    names = [frame.with_suffix(suffix) for suffix in BESIDE] + [Path(f"{frame}{suffix}") for suffix in BESIDE]
    return next((path for path in names if path.is_file()), None)


def frame_beside(lines: Path) -> Path | None:
    """The frame that a file of lines may belong to, by its name; None where there is none."""
    if lines.suffix.lower() not in BESIDE:
        return None
    names = [lines.with_suffix(suffix) for suffix in (*PICTURES, ".dcm", "")]
    return next((one for one in names if one.is_file()), None)


def has_vessel_line(path: Path) -> bool:
    """Whether a file of outlines has a line that is named as a vessel's, told by its first bytes."""
    if path.suffix.lower() == ".zip":
        try:
            return any(_role(one) == "vessel" for one in read_rois(path).outlines)
        except Mistake:
            return False
    try:
        with path.open("rb") as file:
            text = file.read(LOOKED_AT).replace(b"\0", b"").lower()
    except OSError:
        return False
    return any(name.encode() in text for name in VESSEL[:3]) and (path.suffix == ".roi" or b"linestring" in text)


def read_lines(path: Path) -> DrawnLines:
    """Lines named centreline, stent and catheter; a single line without a name is the vessel's."""
    drawing = read_rois(path) if path.suffix.lower() in (".roi", ".zip") else read_geojson(path)
    found = {"vessel": EMPTY, "stent": EMPTY, "catheter": EMPTY}
    for outline in drawing.outlines:
        role = _role(outline) or ("vessel" if _is_only_line(drawing) else "")
        if not role:
            continue
        points = _points(outline, is_area=role == "stent")
        if len(points) < 2:
            raise Mistake(f"{path.name}: '{outline.name or outline.label}' is no line; draw it as a line or polyline")
        if len(found[role]):
            raise Mistake(f"{path.name}: two lines are named as the {role}; keep one of them")
        found[role] = points
    return DrawnLines(found["vessel"], found["stent"], found["catheter"], path.name)


def _role(outline: Outline) -> str:
    """What a name says: vessel, stent, catheter or ''."""
    words = f"{outline.label} {outline.name}".lower().replace("_", " ").replace("-", " ").split()
    for role, names in (("vessel", VESSEL), ("stent", STENT), ("catheter", CATHETER)):
        if any(word.startswith(name) for word in words for name in names):
            return role
    return ""


def _is_only_line(drawing: Drawing) -> bool:
    return len(drawing.outlines) == 1 and len(drawing.outlines[0].lines) == 1


def _points(outline: Outline, *, is_area: bool) -> Array:
    if outline.lines:
        return np.asarray(outline.lines[0], dtype=np.float64)
    return np.asarray(outline.polygons[0][0], dtype=np.float64) if is_area and outline.polygons else EMPTY
