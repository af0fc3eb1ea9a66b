"""Outlines that a program drew, kept so that a person can correct them and everybody can see what was changed.

Of each picture there are three files: the outlines as the program drew them, which stay as they are; the same under the
name that a person opens in QuPath, corrects and saves; and what they were drawn on.
"""

import json
from hashlib import sha256
from math import isfinite
from pathlib import Path
from typing import NamedTuple

from neointima import __version__
from neointima.instruments.outlines import Drawing
from neointima.instruments.outlines.qupath import read_geojson, write_geojson
from neointima.laboratory.folder import write_text
from neointima.laboratory.measuring.files import ABOUT, AUTOMATIC
from neointima.mistake import Mistake

CORRECTED = ".geojson"
LARGEST, PIECE = 100_000, 1 << 20
WIDEST_PIXEL = 1e-3


class Beside(NamedTuple):
    """What the program drew before a person corrected it, its pixel [m] or nan, and the picture's name and hash."""

    drawing: Drawing
    pixel: float
    picture: str
    digest: str


def keep_outlines(folder: Path, stem: str, *, drawing: Drawing, picture: Path) -> Path:
    """Write the three files under ``stem`` and return the one to correct."""
    folder.mkdir(exist_ok=True)
    about = {
        "picture": picture.name,
        "sha256": digest_of(picture),
        "pixel_um": drawing.unit * 1e6 if isfinite(drawing.unit) else None,
        "drawn_by": f"neointima {__version__}",
    }
    write_text(folder / f"{stem}{ABOUT}", json.dumps(about, indent=1))
    write_geojson(folder / f"{stem}{AUTOMATIC}", drawing, is_locked=True)
    write_geojson(folder / f"{stem}{CORRECTED}", drawing)
    return folder / f"{stem}{CORRECTED}"


def beside(path: Path) -> Beside | None:
    """What was kept beside a file of outlines when a program drew them; none where a person drew them at once."""
    stem = path.name.removesuffix(CORRECTED)
    automatic, about = path.with_name(f"{stem}{AUTOMATIC}"), path.with_name(f"{stem}{ABOUT}")
    if path.suffix != CORRECTED or not (automatic.is_file() and about.is_file()):
        return None
    try:
        if about.stat().st_size > LARGEST:
            raise ValueError
        said = json.loads(about.read_text(encoding="utf-8"))
        pixel = float("nan") if said["pixel_um"] is None else 1e-6 * float(said["pixel_um"])
        picture, digest = str(said["picture"])[:200], str(said["sha256"])[:64]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        raise Mistake(f"{about.name}: not as it was written beside the outlines; restore it, or remove it") from None
    if isfinite(pixel) and not 0 < pixel < WIDEST_PIXEL:
        raise Mistake(f"{about.name}: a pixel of {pixel * 1e6:g} um is not possible; restore the file, or remove it")
    return Beside(read_geojson(automatic), pixel, picture, digest)


def digest_of(path: Path) -> str:
    """SHA-256 of a file, read piece by piece."""
    found = sha256()
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            found.update(piece)
    return found.hexdigest()
