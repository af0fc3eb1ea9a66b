"""Which kind of file is this, and who measures it? Told by content, the most particular kind first."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from neointima.instruments.outlines import drawing_file
from neointima.laboratory.measuring import sections
from neointima.laboratory.measuring.measured import Measured, Wish
from neointima.mistake import Mistake


class Kind(NamedTuple):
    """A kind of file: its name, whether a path is one, and what measures it."""

    name: str
    recognises: Callable[[Path], bool]
    measured: Callable[[Path, Wish], Measured]


KINDS = (Kind(sections.KIND, drawing_file.recognises, sections.measured),)


def measured_file(path: Path, wish: Wish) -> Measured:
    """Measure a file by its kind; a Mistake when it is none that is known, or empty."""
    try:
        if path.stat().st_size == 0:
            raise Mistake(f"{path.name}: an empty file; export it again")
    except OSError as error:
        raise Mistake(f"{path}: cannot be read ({error.strerror}); check the path") from None
    for kind in KINDS:
        if kind.recognises(path):
            return kind.measured(path, wish)
    raise Mistake(
        f"{path.name}: not a file that can be measured; give QuPath GeoJSON, ImageJ .roi or RoiSet .zip, label images "
        "or photographs (TIFF, PNG, JPEG), point lists, DICOM, or tables of angiography"
    )
