"""One frame of an angiogram from a PNG, JPEG, TIFF or DICOM file; of the patient nothing is read."""

from math import isfinite, nan
from pathlib import Path
from typing import Any

import numpy as np

from neointima.instruments.angiogram import Frame
from neointima.instruments.dicom.called import called
from neointima.instruments.dicom.frames import frames
from neointima.instruments.dicom.head import head_of
from neointima.instruments.dicom.tags import Tags, is_dicom, number, one_of, quiet, read_tags, whole
from neointima.mistake import Mistake
from neointima.quantities.kinds import Array

PICTURES = (".png", ".jpg", ".jpeg", ".bmp", ".tif", ".tiff")
MOST_PIXELS, MOST_FRAMES = 64_000_000, 20_000
RELATIONS = frozenset({"LIN", "LOG", "DISP"})
MODALITIES = frozenset({"XA", "RF", "DX"})
# A side of a pixel at the heart outside this range [m] is no angiogram's.
FINEST, COARSEST = 0.03e-3, 0.6e-3


def read_frame(path: Path, *, frame: int = 0) -> Frame:
    """The ``frame``-th picture, from 1; 0 is the one that a DICOM file names, else the middle one."""
    if is_dicom(path):
        return _of_dicom(path, frame)
    if path.suffix.lower() not in PICTURES:
        raise Mistake(f"{path.name}: not a picture that is read; save the frame as PNG, TIFF or DICOM")
    try:
        pages, pixels, chosen = _of_picture(path, frame)
    except Mistake:
        raise
    except Exception as error:  # Whatever a damaged picture makes its reader raise.
        raise Mistake(f"{path.name}: cannot be read ({type(error).__name__}); save the frame again as PNG") from None
    return Frame(_grey(pixels), notes=_chosen(frame, chosen, pages))


def is_angiogram(path: Path) -> bool:
    """Whether a DICOM file is an X-ray film."""
    if not is_dicom(path):
        return False
    try:
        return one_of(read_tags(path, called(path)).dataset, "Modality", MODALITIES) in MODALITIES
    except Mistake:
        return False


def _of_picture(path: Path, frame: int) -> tuple[int, Any, int]:
    """How many pages there are, the pixels of one, and which it is."""
    if path.suffix.lower() in (".tif", ".tiff"):
        import tifffile

        with tifffile.TiffFile(path) as file:
            pages = len(file.pages)
            chosen = _which(frame, pages // 2 + 1, pages, name=path.name)
            page: Any = file.pages[chosen - 1]
            _check_size(path.name, page.imagewidth, page.imagelength)
            return pages, page.asarray(), chosen
    from PIL import Image

    before, Image.MAX_IMAGE_PIXELS = Image.MAX_IMAGE_PIXELS, None
    try:
        with Image.open(path) as picture:
            _check_size(path.name, *picture.size)
            chosen = _which(frame, 1, 1, name=path.name)
            plain = picture if picture.mode in ("L", "I;16", "I;16B", "I") else picture.convert("RGB")
            return 1, np.asarray(plain), chosen
    finally:
        Image.MAX_IMAGE_PIXELS = before


def _check_size(name: str, width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise Mistake(
            f"{name}: {width} x {height} pixels, at most {MOST_PIXELS // 10**6} million; an angiogram has one million"
        )


def _which(frame: int, usual: int, pages: int, *, name: str) -> int:
    if frame > pages:
        raise Mistake(f"{name}: has {pages} frames, so no frame {frame}; choose one of 1 to {pages}")
    return frame or min(max(usual, 1), pages)


def _chosen(asked: int, chosen: int, pages: int) -> tuple[str, ...]:
    if asked or pages == 1:
        return ()
    return (f"frame {chosen} of {pages} was measured, as none was named; choose with --frame",)


def _grey(pixels: Any) -> Array:
    """Light as one number a pixel."""
    values = np.asarray(pixels, dtype=np.float64)
    if values.ndim == 3:
        values = values[..., :3].mean(axis=-1)
    if values.ndim != 2:
        raise Mistake("the picture is no flat frame; save one frame as a grey picture")
    return values


def _of_dicom(path: Path, frame: int) -> Frame:
    name = called(path)
    tags = read_tags(path, name)
    with quiet(name):
        head = head_of(tags, name)
        relation = one_of(tags.dataset, "PixelIntensityRelationship", RELATIONS)
        usual = whole(tags.dataset, "RepresentativeFrameNumber") or head.frames // 2 + 1
        scale, notes = _scale(tags)
    if head.frames > MOST_FRAMES:
        raise Mistake(f"{name}: {head.frames} frames, at most {MOST_FRAMES} are read; export one film")
    chosen = _which(frame, usual, head.frames, name=name)
    pixels = _grey(next(one for k, one in enumerate(frames(path, head, tags), 1) if k == chosen))
    if head.colours == "MONOCHROME1":
        pixels = pixels.max() - pixels
    said = [*_chosen(frame, chosen, head.frames), *notes]
    if relation == "LOG":
        said.append("the file says that its pixels are logarithms of the light")
    return Frame(pixels, scale, relation == "LOG", tuple(said))


def _scale(tags: Tags) -> tuple[float, list[str]]:
    """The side of a pixel in the plane of the vessel [m], nan where the file does not tell, and how it was told."""
    own, detector = (_square(tags, name) for name in ("PixelSpacing", "ImagerPixelSpacing"))
    factor = number(tags.dataset, "EstimatedRadiographicMagnificationFactor")
    far, near = (number(tags.dataset, f"DistanceSourceTo{where}") for where in ("Detector", "Patient"))
    if isfinite(own) and own != detector:
        found, how = own, "calibrated pixels (PixelSpacing)"
    elif isfinite(detector) and factor >= 1:
        found, how = detector / factor, f"pixels of the detector over the magnification {factor:g} that the file states"
    elif isfinite(detector) and far > near > 0:
        found, how = (
            detector * near / far,
            f"pixels of the detector times {near:g} / {far:g} mm, source to patient, detector",
        )
    elif isfinite(detector):
        return nan, ["the file has the pixels of the detector but no magnification, so no scale at the heart"]
    else:
        return nan, []
    if not FINEST <= found <= COARSEST:
        return nan, [f"the file's pixel of {found * 1e3:.3g} mm cannot be that of a heart and was not taken"]
    said = f"scale {found * 1e3:.4f} mm a pixel: {how}"
    if found != own:
        said += "; a vessel off the middle of the gantry is some percent larger or smaller, which a catheter corrects"
    return found, [said]


def _square(tags: Tags, name: str) -> float:
    """A spacing [m] if its two numbers agree."""
    down, right = number(tags.dataset, name, 0), number(tags.dataset, name, 1)
    return 1e-3 * down if down > 0 and abs(down - right) <= 1e-3 * down else nan
