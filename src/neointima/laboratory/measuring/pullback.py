"""Pullbacks measured: contour series of coherence tomography and ultrasound, and DICOM files of them."""

from collections.abc import Sequence
from math import isfinite, nan
from pathlib import Path

from neointima.geometry.pullback import in_order
from neointima.geometry.pullback_morphometry import pullback_morphometry
from neointima.instruments.dicom.head import Head, modality_of, read_head
from neointima.instruments.dicom.segmentation import read_segmentation
from neointima.instruments.dicom.spacing import Spacing
from neointima.instruments.dicom.tags import Tags, is_dicom, quiet, read_tags
from neointima.instruments.outlines import Drawing, drawing_file
from neointima.instruments.outlines.drawing_file import read_drawing
from neointima.instruments.tomography.drawn_frames import drawn_frames
from neointima.laboratory.measuring.measured import Measured, Value, Wish
from neointima.laboratory.measuring.pullback_basis import Judged
from neointima.laboratory.measuring.pullback_series import Series, series_of
from neointima.laboratory.measuring.pullback_shown import PullbackView, shown
from neointima.laboratory.measuring.pullback_values import values_of
from neointima.laboratory.measuring.sections import classes_of
from neointima.mistake import Mistake

KIND = "pullback"
CATHETERS = frozenset({"IVUS", "OCT", "US", "SEG", "OT", "SC", ""})
NO_SCALE = "no scale: areas and thickness are in pixels; give --scale, micrometres in a pixel"
NO_SPACING = (
    "no places along the vessel: frames are taken as even, and no volumes in mm³ and no lengths are given; "
    "give --frame-spacing, micrometres between frames"
)
NO_STRUT = "malapposition is not judged: give --strut, micrometres of metal and polymer"

PIXEL_BORDERS = "outlines are borders of pixels: areas are counts, and no perimeter is given, which would be too long"

# Tissue that outlines drawn by a program tell from none [m]; see docs/pullbacks.md for how they err.
SEEN = 30e-6
THIN = f"struts drawn by a program count as covered from {1e6 * SEEN:g} um of tissue: less is not told from none"


def recognises_dicom(path: Path) -> bool:
    """A DICOM file that may come from a catheter with a camera: ultrasound, tomography or outlines, and no X-ray."""
    if not is_dicom(path):
        return False
    try:
        tags = read_tags(path, path.name)
        with quiet(path.name):
            return modality_of(tags.dataset) in CATHETERS
    except Mistake:
        # A damaged one is recognised, so that it is said what is wrong with it.
        return True


def measured_dicom(path: Path, wish: Wish) -> Measured:
    """Outlines in a segmentation object are measured; tomography is drawn by a program; ultrasound is refused.

    The result names the file as ``called`` does, and holds nothing else that its head says but sizes and spacing.
    """
    head, tags = read_head(path)
    if head.modality == "SEG":
        drawing = read_segmentation(path, classes_of(wish))
        return measured_series([drawing], wish, file=head.called)
    if head.modality == "OCT":
        return _drawn(path, (_scaled(head, wish), tags), wish)
    raise Mistake(
        f"{head.called}: {head.frames} frames of {head.modality or 'pictures'} without outlines, in which lumen and "
        f"stent are not found by themselves; trace both in QuPath or ImageJ, or store a DICOM segmentation, "
        f"and give those{options(head)}"
    )


def _scaled(head: Head, wish: Wish) -> Head:
    """The head with the person's scale where it has none; struts are told by their size."""
    if isfinite(head.spacing.down):
        return head
    if not isfinite(wish.scale):
        raise Mistake(f"{head.called}: no tag says how large a pixel is; give --scale, micrometres in a pixel")
    return head._replace(spacing=Spacing(wish.scale, wish.scale, "given"))


def _drawn(path: Path, source: tuple[Head, Tags], wish: Wish) -> Measured:
    """Frames of tomography, lumen and struts drawn by a program."""
    head, tags = source
    drawing = drawn_frames(path, head, tags)
    if not drawing.outlines:
        raise Mistake(f"{head.called}: the lumen's edge is not seen in any frame; trace it, and give the outlines")
    covered = max(wish.covered, SEEN)
    found = measured_series([drawing], wish._replace(covered=covered), file=head.called)
    if covered > wish.covered:
        found = found._replace(notes=(*found.notes, THIN))
    return found


def options(head: Head) -> str:
    """What the head says of sizes, as one would ask for it."""
    said = []
    if isfinite(head.spacing.down):
        said.append(f"--scale {1e6 * head.spacing.down:.4g}")
    if head.along.places is not None and len(head.along.places) > 1:
        step = abs(float(head.along.places[-1] - head.along.places[0])) / (len(head.along.places) - 1)
        said.append(f"--frame-spacing {1e6 * step:.4g}")
    return f" with {' '.join(said)}" if said else ""


def measured_folder(path: Path, wish: Wish) -> Measured:
    """A folder of files of outlines, of one frame or one class each, as one pullback; other files are left."""
    files = sorted(file for file in path.iterdir() if file.is_file() and drawing_file.recognises(file))
    if not files:
        raise Mistake(f"{path.name}: no files with outlines in the folder; export them into it")
    return measured_series([read_drawing(file, classes_of(wish)) for file in files], wish, file=path.name)


def measured_series(drawings: Sequence[Drawing], wish: Wish, *, file: str) -> Measured:
    """All pullbacks that some drawings hold; ``file`` is what they are called."""
    if not drawings:
        raise Mistake(f"{file}: no contours; give files with outlines of lumen and stent")
    found = series_of(drawings, wish)
    values: list[Value] = []
    notes, views, refused = list(found.notes), [], []
    for series in found.series:
        judged, view = _judged(series, wish, file)
        values += values_of(judged)
        views.append(view)
        notes += [f"{series.name}: {note}" if series.name else note for note in (*judged.read.notes, *_left(judged))]
        refused += [f"{file}: {each}" for each in _refused(judged)]
    return Measured(
        file,
        KIND,
        tuple(values),
        notes=tuple(dict.fromkeys(notes)),
        views=tuple(views),
        refused=tuple(dict.fromkeys(refused)),
    )


def _judged(series: Series, wish: Wish, file: str) -> tuple[Judged, PullbackView]:
    if not series.is_scaled:
        # A thickness in metres says nothing about pixels.
        wish = wish._replace(strut=nan, covered=0.0)
    try:
        pullback = in_order(series.frames)
        read = pullback_morphometry(pullback, wish.volume)
    except Mistake as mistake:
        raise Mistake(f"{file}: {mistake}") from None
    if not any(isfinite(frame.lumen_area) for frame in read.frames):
        raise Mistake(f"{file}: no frame has a lumen; trace the lumen, or name its class in a table of classes")
    return Judged(series, read, wish), shown(read, pullback, file=file, series=series, wish=wish)


def _refused(judged: Judged) -> list[str]:
    """Millimetres that could not be given, and the way out."""
    no_places = not judged.series.is_placed and len(judged.read.frames) > 1
    return [NO_SCALE] * (not judged.series.is_scaled) + [NO_SPACING] * no_places


def _left(judged: Judged) -> list[str]:
    """What was left out, and the way out."""
    has_struts = any(frame.struts for frame in judged.read.frames)
    left = {
        PIXEL_BORDERS: judged.series.is_pixels,
        NO_STRUT: has_struts and not isfinite(judged.wish.strut) and judged.series.is_scaled,
    }
    return [note for note, is_left in left.items() if is_left]
