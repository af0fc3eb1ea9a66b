"""How large a pixel is, where a picture's file says so in earnest."""

from math import isfinite, nan, sqrt
from typing import Any, NamedTuple

from neointima.instruments.outlines.lengths import metres_in
from neointima.mistake import Mistake

INCH = 0.0254
# Dots per inch of screens, scanners and printers: what programs write when they know no scale.
PRINTED = (72, 75, 90, 96, 100, 120, 144, 150, 180, 192, 200, 240, 300, 350, 360, 400, 600, 720, 1200, 2400, 4800)
NEARLY = 2e-3
# A side of a pixel [m] outside this range is no micrograph's, nor an intravascular picture's.
SMALLEST, LARGEST = 1e-9, 1e-3
SQUARE = 1e-3
LONGEST_DESCRIPTION = 20_000_000


class Scale(NamedTuple):
    """The side of a pixel [m], nan where the file has none, and why not, in a plain sentence or ''."""

    pixel: float = nan
    note: str = ""


def tiff_scale(page: Any, source: str) -> Scale:
    """The scale of a TIFF's first page: of OME, of ImageJ, or of the resolution unless it is a printer's."""
    description = page.description or ""
    if len(description) > LONGEST_DESCRIPTION:
        raise Mistake(f"{source}: its description is larger than the picture; save it again without")
    if "<OME" in description[:5000]:
        return _ome(description, source)
    across, up = (_ratio(page, tag) for tag in ("XResolution", "YResolution"))
    if not (across > 0 and up > 0):
        return Scale()
    if description.startswith("ImageJ="):
        said = dict(line.partition("=")[::2] for line in description.splitlines()[:200])
        unit = metres_in(said.get("unit", "pixel"))
        if unit is None or not isfinite(unit):
            return Scale()
        if said.get("yunit", said["unit"]) != said["unit"]:
            raise Mistake(f"{source}: width and height have different units; set one scale in ImageJ")
        return Scale(_square(unit / across, unit / up, source))
    tag = page.tags.get("ResolutionUnit")
    unit = {2: INCH, 3: 0.01}.get(int(tag.value) if tag else 2, nan)
    return _of_dots(unit / across, unit / up, source)


def png_scale(dots_per_metre: tuple[float, float] | None, source: str) -> Scale:
    """The scale of a PNG's dots per metre, unless they are those of a screen or printer."""
    if dots_per_metre is None or not min(dots_per_metre) > 0:
        return Scale()
    return _of_dots(1 / dots_per_metre[0], 1 / dots_per_metre[1], source)


def _of_dots(width: float, height: float, source: str) -> Scale:
    if not isfinite(width):
        return Scale()
    dots = INCH / width
    printed = next((each for each in PRINTED if abs(dots / each - 1) < NEARLY), None)
    if printed or not SMALLEST < width < LARGEST:
        said = f"{printed or dots:g} dots an inch"
        return Scale(note=f"{source}: {said} are a screen's or printer's and were not taken for a scale")
    return Scale(_square(width, height, source))


def _ome(description: str, source: str) -> Scale:
    from defusedxml.ElementTree import fromstring  # type: ignore[import-untyped]

    try:
        root = fromstring(description)
    except Exception:
        # The parser refuses entities and external files in its own kinds of error.
        raise Mistake(f"{source}: its OME description cannot be read; save the picture again") from None
    pixels = next((each for each in root.iter() if each.tag.rpartition("}")[2] == "Pixels"), None)
    sides = []
    for axis in "XY":
        written = "" if pixels is None else pixels.get(f"PhysicalSize{axis}", "")
        unit = metres_in("µm" if pixels is None else pixels.get(f"PhysicalSize{axis}Unit", "µm"))
        try:
            side = float(written) * (unit if unit is not None else nan)
        except ValueError:
            return Scale()
        if not (isfinite(side) and side > 0):
            return Scale()
        sides.append(side)
    return Scale(_square(sides[0], sides[1], source))


def _square(width: float, height: float, source: str) -> float:
    if not (isfinite(width) and isfinite(height) and abs(width / height - 1) < SQUARE):
        raise Mistake(
            f"{source}: pixels of {width * 1e6:.4g} × {height * 1e6:.4g} µm are not square; "
            "scale the picture so that they are"
        )
    return sqrt(width * height)


def _ratio(page: Any, name: str) -> float:
    tag = page.tags.get(name)
    try:
        above, below = tag.value
        return float(above) / float(below)
    except (AttributeError, TypeError, ValueError, ZeroDivisionError):
        return nan
