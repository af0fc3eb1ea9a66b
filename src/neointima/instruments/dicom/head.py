"""What a DICOM file of pictures is: sizes, spacing and how its pixels are kept. Nothing of the patient is in it."""

from math import isfinite
from pathlib import Path
from typing import NamedTuple

from neointima.instruments.dicom.called import called
from neointima.instruments.dicom.spacing import Along, Spacing, along_vessel, pixel_spacing
from neointima.instruments.dicom.tags import Tags, one_of, quiet, read_tags, whole
from neointima.mistake import Mistake

MODALITIES = frozenset(
    {"IVUS", "IVOCT", "OCT", "US", "XA", "SEG", "OT", "SC", "CT", "MR", "OPT", "SM", "GM", "RF", "DX"}
)
COLOURS = frozenset(
    {"MONOCHROME1", "MONOCHROME2", "RGB", "YBR_FULL", "YBR_FULL_422", "YBR_RCT", "YBR_ICT", "YBR_PARTIAL_420"}
)
ANSWERS = frozenset({"YES", "NO"})
SEGMENTATIONS = {"1.2.840.10008.5.1.4.1.1.66.4": "SEG", "1.2.840.10008.5.1.4.1.1.66.7": "SEG"}
TOMOGRAPHIES = {"1.2.840.10008.5.1.4.1.1.14.1", "1.2.840.10008.5.1.4.1.1.14.2"}
# A frame of a catheter has a megapixel or less, and a pullback some hundreds of frames.
LARGEST_SIDE, LARGEST_FRAME, MOST_FRAMES = 16_384, 64_000_000, 20_000
DEPTHS = (1, 8, 16)


class Head(NamedTuple):
    """Sizes of the pictures, spacing [m], and how samples are kept.

    ``modality`` is IVUS, OCT, SEG, XA, … or ''. ``first`` and ``last`` count from 0 and bound the frames that moved.
    """

    called: str
    modality: str
    frames: int
    rows: int
    columns: int
    samples: int
    depth: int
    colours: str
    is_planar: bool
    is_signed: bool
    spacing: Spacing
    along: Along
    first: int
    last: int
    notes: tuple[str, ...]


def read_head(path: Path) -> tuple[Head, Tags]:
    """The head, and the tags it came from; absurd sizes are Mistakes before anything is read by them."""
    name = called(path)
    tags = read_tags(path, name)
    with quiet(name):
        return head_of(tags, name), tags


def head_of(tags: Tags, name: str) -> Head:
    """The head that some tags describe."""
    dataset = tags.dataset
    frames, rows, columns = whole(dataset, "NumberOfFrames", 1), whole(dataset, "Rows"), whole(dataset, "Columns")
    samples, depth = whole(dataset, "SamplesPerPixel", 1), whole(dataset, "BitsAllocated")
    if rows <= 0 or columns <= 0 or tags.at is None:
        raise Mistake(f"{name}: a DICOM file without pictures; give the one with the frames, or contours")
    sizes = f"{frames} frames of {columns} × {rows} pixels"
    if frames < 1 or frames > MOST_FRAMES or max(rows, columns) > LARGEST_SIDE or rows * columns > LARGEST_FRAME:
        raise Mistake(
            f"{name}: its head promises {sizes}, and {MOST_FRAMES} of {LARGEST_FRAME // 10**6} million are the most "
            "that is read; the head is damaged, or the file is no pullback"
        )
    if samples not in (1, 3) or depth not in DEPTHS:
        raise Mistake(
            f"{name}: {samples} samples of {depth} bits a pixel; pictures in grey or RGB of 8 or 16 bits are read"
        )
    first, last = _moved(dataset, frames)
    return Head(
        called=name,
        modality=modality_of(dataset),
        frames=frames,
        rows=rows,
        columns=columns,
        samples=samples,
        depth=depth,
        colours=one_of(dataset, "PhotometricInterpretation", COLOURS),
        is_planar=whole(dataset, "PlanarConfiguration") == 1,
        is_signed=whole(dataset, "PixelRepresentation") == 1,
        spacing=pixel_spacing(dataset),
        along=along_vessel(dataset, frames),
        first=first,
        last=last,
        notes=_notes(tags, name),
    )


def modality_of(dataset: object) -> str:
    """IVUS, OCT, SEG or another; tomography of vessels is OCT by any of its names."""
    kind = str(getattr(dataset, "SOPClassUID", ""))
    if kind in SEGMENTATIONS:
        return SEGMENTATIONS[kind]
    said = one_of(dataset, "Modality", MODALITIES)
    return "OCT" if said == "IVOCT" or kind in TOMOGRAPHIES else said


def _moved(dataset: object, frames: int) -> tuple[int, int]:
    """Frames between which the catheter was pulled; all of them where the file does not say."""
    first, last = (whole(dataset, f"IVUSPullback{end}FrameNumber") for end in ("Start", "Stop"))
    return (first - 1, last - 1) if 1 <= first < last <= frames else (0, frames - 1)


def _notes(tags: Tags, name: str) -> tuple[str, ...]:
    notes = []
    if one_of(tags.dataset, "OCTZOffsetApplied", ANSWERS) == "NO":
        notes.append(f"{name}: the catheter's z-offset is not applied, so lengths across may be wrong")
    if not isfinite(pixel_spacing(tags.dataset).down):
        notes.append(f"{name}: no tag says how large a pixel is")
    return tuple(notes)
