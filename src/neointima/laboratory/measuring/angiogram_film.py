"""One frame from its file to its reading: scale, line, stent and catheter."""

from math import isfinite, nan
from pathlib import Path
from typing import NamedTuple

import numpy as np

from neointima.geometry.centreline import centreline, place_along
from neointima.instruments.angiogram import Frame
from neointima.instruments.angiogram.drawn_lines import EMPTY, DrawnLines, file_beside, read_lines
from neointima.instruments.angiogram.frame_file import read_frame
from neointima.instruments.angiogram.lumen import Lumen, lumen_along
from neointima.instruments.angiogram.reading import Reading, read_lumen
from neointima.instruments.angiogram.vessel_path import vessel_path
from neointima.laboratory.measuring.measured import Wish
from neointima.mistake import Mistake
from neointima.quantities.kinds import Array, Marks

FRENCH = 1e-3 / 3
# A catheter outside these is none that angiograms are taken through [m].
CATHETERS = (1.0e-3, 3.5e-3)
# Scales of the file and of the catheter that differ by more are told.
DIFFER = 0.05
# Four standard errors of a diameter below this [m]: what is said to be known to 0.05 mm.
KNOWN_TO, ERRORS = 0.05e-3, 4.0
HOW = (
    "draw a line along the vessel from proximal to distal, named 'centreline', and save it beside the frame as"
    " <frame>.geojson, .roi or .zip; or give its ends with --ends x,y,x,y"
)


class FilmReading(NamedTuple):
    """What was measured on one frame: the frame, its diameters, their reading, and notes in plain sentences."""

    frame: Frame
    lumen: Lumen
    reading: Reading
    notes: tuple[str, ...]


def read_film(path: Path, wish: Wish) -> FilmReading:
    """Measure a frame along the line that was drawn beside it or through the two ends that were given."""
    frame = read_frame(path, frame=wish.frame)
    beside = file_beside(path)
    lines = read_lines(beside) if beside else DrawnLines(EMPTY, EMPTY, EMPTY)
    notes = [*frame.notes]
    if isfinite(wish.scale):
        frame = frame._replace(scale=wish.scale)
        notes.append(f"scale {wish.scale * 1e3:.4f} mm a pixel, as given")
    blur = nan
    if len(lines.catheter) and not isfinite(wish.scale):
        frame, blur, said = _by_catheter(frame, lines.catheter, wish.catheter)
        notes += said
    elif isfinite(wish.catheter) and not len(lines.catheter):
        raise Mistake(f"{path.name}: the size of a catheter is given but none is drawn; draw a line named 'catheter'")
    drawn, said = _vessel(path, frame, lines, wish=wish)
    lumen = lumen_along(frame, drawn, blur=blur)
    reading = read_lumen(lumen, _stent(lumen, lines))
    return FilmReading(frame, lumen, reading, (*notes, *said, *reading.notes, *quality(lumen)))


def _vessel(path: Path, frame: Frame, lines: DrawnLines, *, wish: Wish) -> tuple[Array, list[str]]:
    """The line along the vessel, and where it is from."""
    if wish.ends:
        if len(wish.ends) != 4:
            raise Mistake(f"{path.name}: ends are four numbers, x,y,x,y in pixels; {len(wish.ends)} given")
        x0, y0, x1, y1 = wish.ends
        return vessel_path(frame, (x0, y0), (x1, y1)), ["the line was found between the two ends; look at the picture"]
    if not len(lines.vessel):
        raise Mistake(f"{path.name}: no line along the vessel; {HOW}")
    if len(lines.vessel) == 2:
        (x0, y0), (x1, y1) = lines.vessel
        said = "the straight line that is drawn was taken for the two ends of the vessel; look at the picture"
        return vessel_path(frame, (x0, y0), (x1, y1)), [said]
    return lines.vessel, []


def _by_catheter(frame: Frame, line: Array, size: float) -> tuple[Frame, float, list[str]]:
    """The frame with the scale that its catheter has, the blur of its edges [pixels], and what to say of it."""
    if not isfinite(size):
        return frame, nan, ["a catheter is drawn but its size is not given (--catheter 6F); it was not used"]
    if not CATHETERS[0] <= size <= CATHETERS[1]:
        raise Mistake(f"a catheter of {size * 1e3:.2f} mm is not used for angiography; give its size as 6F, or in mm")
    shaft = lumen_along(frame._replace(scale=nan), line)
    across = float(np.median(shaft.diameter[~shaft.is_disturbed]))
    scale = size / across
    error = float(np.median(shaft.error)) / across
    said = [
        f"scale {scale * 1e3:.4f} mm a pixel by the catheter: {size / FRENCH:.3g} F is {across:.2f} pixels, known to"
        f" {100 * error:.1f} %; every diameter is wrong by the same share as this scale"
    ]
    if isfinite(frame.scale) and abs(scale / frame.scale - 1) > DIFFER:
        said.append(f"the file's own scale is {frame.scale * 1e3:.4f} mm; the catheter's was used")
    return frame._replace(scale=scale), shaft.blur, said


def _stent(lumen: Lumen, lines: DrawnLines) -> tuple[float, float] | None:
    """From where to where along the vessel the stent lies."""
    if not len(lines.stent):
        return None
    step = max(1.0, float(lumen.along[-1]) / (lumen.along.size - 1))
    places = place_along(centreline(lumen.middle, step=step, smooth=1.0), lines.stent)
    return float(places.min()), float(places.max())


def quality(lumen: Lumen) -> list[str]:
    """How far the diameters may be believed."""
    notes = [
        f"contrast {np.median(lumen.contrast):.0f} times the noise of a pixel, noise {100 * lumen.noise:.1f} % of"
        f" light, blur {lumen.blur:.2f} pixels"
    ]
    if lumen.is_disturbed.any():
        share = 100 * float(lumen.is_disturbed.mean())
        notes.append(f"beside {share:.0f} % of the line lies a branch or another vessel; there its neighbours decide")
    if isfinite(lumen.scale):
        known = is_known(lumen)
        if not known.all():
            worst = 2 * float(lumen.error.max()) * lumen.scale * 1e3
            notes.append(
                f"{100 * known.mean():.0f} % of the diameters are known to 0.05 mm (four standard errors); the least"
                f" known to {worst:.2f} mm (two)"
            )
    if lumen.is_thin:
        notes.append(
            "the vessel is so thin that its width cannot be told from blur; draw the catheter too and give its size,"
            " which shows the blur"
        )
    if not lumen.settled:
        notes.append("the fit had not settled; look at the edges in the picture before you believe them")
    return notes


def is_known(lumen: Lumen) -> Marks:
    """Where a diameter is known to 0.05 mm: four of its standard errors are less."""
    found: Marks = lumen.error * lumen.scale * ERRORS <= KNOWN_TO
    return found
