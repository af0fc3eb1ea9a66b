"""Which kind of file is this, and who measures it? Told by content, the most particular kind first.

What measures a kind is loaded when a file of that kind is met: statistics and charts take longer to load than ten
sections take to measure.
"""

from pathlib import Path

from neointima.instruments.angiogram.drawn_lines import file_beside, frame_beside, has_vessel_line
from neointima.instruments.angiogram.frame_file import PICTURES
from neointima.instruments.dicom.called import called
from neointima.instruments.dicom.tags import is_dicom
from neointima.instruments.outlines import drawing_file, label_image
from neointima.laboratory.measuring import drawings
from neointima.laboratory.measuring.measured import Measured, Wish
from neointima.mistake import Mistake

PHOTOGRAPHS = (".tif", ".tiff", ".svs", ".ndpi", ".png", ".jpg", ".jpeg", ".bmp")
TABLES = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm")


class Unknown(Mistake):
    """A file of no kind that can be measured: a fault where it was named, and left out where its folder was."""


def measured_file(path: Path, wish: Wish) -> Measured:
    """Measure a file by its kind, a folder as one pullback; a Mistake when it is empty, Unknown when it is none."""
    if path.is_dir():
        from neointima.laboratory.measuring.pullback import measured_folder

        return measured_folder(path, wish)
    try:
        if path.stat().st_size == 0:
            raise Mistake(f"{path.name}: an empty file; export it again")
    except OSError as error:
        raise Mistake(f"{path}: cannot be read ({error.strerror}); check the path") from None
    if is_dicom(path):
        return _dicom(path, wish)
    if path.suffix.lower() in TABLES:
        return _table(path, wish)
    if path.suffix.lower() in PICTURES and (wish.ends or file_beside(path)):
        from neointima.laboratory.measuring import angiograms

        if wish.ends or angiograms.recognises(path):
            return angiograms.measured(path, wish)
    frame = frame_beside(path)
    if frame and has_vessel_line(path):
        raise Unknown(f"{path.name}: the lines of {frame.name}, with which they are measured")
    if path.suffix.lower() in PHOTOGRAPHS and not label_image.recognises(path):
        return _photograph(path, wish)
    if drawing_file.recognises(path) or path.suffix.lower() in drawing_file.SUFFIXES:
        # What looks like outlines only from outside is for their reader to explain.
        return drawings.measured(path, wish)
    raise Unknown(
        f"{path.name}: not a file that can be measured; give QuPath GeoJSON, ImageJ .roi or RoiSet .zip, label images "
        "or photographs (TIFF, PNG, JPEG), point lists, DICOM, or tables of angiography"
    )


def _dicom(path: Path, wish: Wish) -> Measured:
    from neointima.laboratory.measuring import angiograms, pullback

    if pullback.recognises_dicom(path) and not wish.ends:
        return pullback.measured_dicom(path, wish)
    try:
        return angiograms.measured(path, wish)
    except Mistake as mistake:
        # The name of a film may be the patient's.
        raise Mistake(str(mistake).replace(path.name, called(path))) from None


def _photograph(path: Path, wish: Wish) -> Measured:
    from neointima.laboratory.measuring import photographs

    return photographs.measured(path, wish)


def _table(path: Path, wish: Wish) -> Measured:
    if drawing_file.recognises(path):
        return drawings.measured(path, wish)
    from neointima.laboratory.measuring import films_table, qca_tables

    if films_table.recognises(path):
        return films_table.measured(path, wish)
    if qca_tables.recognises(path):
        return qca_tables.measured(path, wish)
    raise Unknown(
        f"{path.name}: a table of neither contours nor angiography; points need columns contour, x [mm] and y [mm] "
        "or frame, x, y and z, and angiograms a column such as MLD post [mm]"
    )
