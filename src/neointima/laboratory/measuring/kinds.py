"""Which kind of file is this, and who measures it? Told by content, the most particular kind first."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from neointima.instruments.outlines import drawing_file
from neointima.laboratory.measuring import drawings, pullback, qca_tables
from neointima.laboratory.measuring.measured import Measured, Wish
from neointima.mistake import Mistake

Measure = Callable[[Path, Wish], Measured]
TABLES = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm")


class Kind(NamedTuple):
    """A kind of file: whether a path is one, and what measures it."""

    recognises: Callable[[Path], bool]
    measured: Measure


class Unknown(Mistake):
    """A file of no kind that can be measured: a fault where it was named, and left out where its folder was."""


KINDS = (
    Kind(pullback.recognises_dicom, pullback.measured_dicom),
    Kind(qca_tables.recognises, qca_tables.measured),
    Kind(drawing_file.recognises, drawings.measured),
)


def measured_file(path: Path, wish: Wish) -> Measured:
    """Measure a file by its kind, a folder as one pullback; a Mistake when it is empty, Unknown when it is none."""
    if path.is_dir():
        return pullback.measured_folder(path, wish)
    try:
        if path.stat().st_size == 0:
            raise Mistake(f"{path.name}: an empty file; export it again")
    except OSError as error:
        raise Mistake(f"{path}: cannot be read ({error.strerror}); check the path") from None
    for kind in KINDS:
        if kind.recognises(path):
            return kind.measured(path, wish)
    if path.suffix.lower() in TABLES:
        raise Unknown(
            f"{path.name}: a table of neither contours nor angiography; points need columns contour, x [mm] and y [mm] "
            "or frame, x, y and z, and angiograms a column such as MLD post [mm]"
        )
    if path.suffix.lower() in drawing_file.SUFFIXES:
        # It looks like outlines from outside, so their reader says what is wrong inside.
        return drawings.measured(path, wish)
    raise Unknown(
        f"{path.name}: not a file that can be measured; give QuPath GeoJSON, ImageJ .roi or RoiSet .zip, label images "
        "or photographs (TIFF, PNG, JPEG), point lists, DICOM, or tables of angiography"
    )
