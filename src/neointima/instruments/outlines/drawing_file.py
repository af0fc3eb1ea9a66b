"""Any file that somebody drew outlines in, read by what it is."""

import zipfile
from pathlib import Path

from neointima.instruments.outlines import Drawing, label_image, point_list
from neointima.instruments.outlines.classes import Classes
from neointima.instruments.outlines.imagej import read_rois
from neointima.instruments.outlines.qupath import read_geojson
from neointima.mistake import Mistake

GEOJSON = (".geojson", ".json")
HEAD = 4096
SUFFIXES = (*GEOJSON, ".roi", ".zip", *label_image.SUFFIXES, *point_list.SUFFIXES)


def recognises(path: Path) -> bool:
    """Whether a file holds outlines, by its suffix and its first bytes. Damaged ones of telling suffixes count."""
    suffix = path.suffix.lower()
    if suffix in {".geojson", ".roi"}:
        return True
    if suffix == ".json":
        return b'"Feature' in _head(path)
    if suffix == ".zip":
        return _may_be_roi_set(path)
    return label_image.recognises(path) or point_list.recognises(path)


def read_drawing(path: Path, classes: Classes | None = None) -> Drawing:
    """Outlines of QuPath GeoJSON, ImageJ's .roi and RoiSet.zip, label images or tables of points.

    ``classes`` help where only a file's name says what a table holds. Whatever else it is, is a Mistake.
    """
    suffix, head = path.suffix.lower(), _head(path)
    if not head and path.is_file():
        raise Mistake(f"{path.name}: the file is empty; export it again")
    if suffix in GEOJSON or head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in {b"{", b"["}:
        return read_geojson(path)
    if suffix in {".roi", ".zip"} or head.startswith((b"Iout", b"PK")):
        return read_rois(path)
    if suffix in label_image.SUFFIXES:
        return label_image.read_label_image(path)
    if suffix in point_list.SUFFIXES:
        return point_list.read_point_list(path, classes)
    raise Mistake(f"{path.name}: '{path.suffix}' is none of the kinds that hold outlines: {', '.join(SUFFIXES)}")


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(HEAD)
    except OSError as error:
        raise Mistake(f"{path}: cannot be read ({error.strerror}); check the path") from None


def _may_be_roi_set(path: Path) -> bool:
    """A zip with a ROI in it, or one that cannot be read, so that this is said."""
    try:
        with zipfile.ZipFile(path) as archive:
            return any(name.lower().endswith(".roi") for name in archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return True
