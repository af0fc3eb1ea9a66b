"""The head of a DICOM file, from the few tags that measuring needs; checked before anything large is read."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from math import isfinite, nan
from pathlib import Path
from struct import error as StructError
from typing import Any, NamedTuple
from warnings import catch_warnings, simplefilter

from neointima.mistake import Mistake

PREAMBLE, PREFIX = 128, b"DICM"
PIXELS = (0x7FE00008, 0x7FE00009, 0x7FE00010)
READ = (
    *("SOPClassUID", "Modality", "NumberOfFrames", "Rows", "Columns", "SamplesPerPixel", "PhotometricInterpretation"),
    *("PlanarConfiguration", "BitsAllocated", "BitsStored", "HighBit", "PixelRepresentation"),
    *("PixelSpacing", "NominalScannedPixelSpacing", "SequenceOfUltrasoundRegions", "SpacingBetweenSlices"),
    *("SharedFunctionalGroupsSequence", "PerFrameFunctionalGroupsSequence", "FrameIncrementPointer"),
    *("FrameTime", "FrameTimeVector", "CineRate", "RecommendedDisplayFrameRate"),
    *("IVUSAcquisition", "IVUSPullbackRate", "IVUSPullbackStartFrameNumber", "IVUSPullbackStopFrameNumber"),
    *("OCTZOffsetApplied", "SegmentSequence", "SegmentationType", "MaximumFractionalValue"),
    *("ImagerPixelSpacing", "DistanceSourceToDetector", "DistanceSourceToPatient"),
    *("EstimatedRadiographicMagnificationFactor", "PixelIntensityRelationship", "RepresentativeFrameNumber"),
    *("ExtendedOffsetTable", "ExtendedOffsetTableLengths"),
)
# A sequence of functional groups of a few thousand frames takes a few megabytes.
LARGEST_ELEMENT, MOST_ELEMENTS = 64_000_000, 20_000
UNDEFINED = 0xFFFFFFFF
DEFLATED = {"1.2.840.10008.1.2.1.99", "1.2.840.10008.1.2.8.1"}
MANGLED = (
    *(ValueError, LookupError, TypeError, AttributeError, NotImplementedError, ArithmeticError, EOFError, StructError),
    *(RecursionError, MemoryError, AssertionError, OSError),
)


class Tags(NamedTuple):
    """The tags of ``READ`` that the file has, its transfer syntax, and where its pixels begin and how long they are.

    ``length`` is None where pixels are in fragments, and both are None where there are no pixels.
    """

    dataset: Any
    syntax: str
    at: int | None
    length: int | None


def is_dicom(path: Path) -> bool:
    """Whether the file begins as DICOM files do."""
    try:
        with path.open("rb") as file:
            return file.read(PREAMBLE + len(PREFIX))[PREAMBLE:] == PREFIX
    except OSError:
        return False


@contextmanager
def quiet(called: str) -> Iterator[None]:
    """Whatever a mangled file does to its reader becomes one sentence, without any of its words."""
    import pydicom.config

    said = pydicom.config.logger.disabled
    pydicom.config.logger.disabled = True
    try:
        with catch_warnings():
            simplefilter("ignore")
            yield
    except MANGLED:
        raise Mistake(f"{called}: not a whole DICOM file, or a damaged one; export it again") from None
    finally:
        pydicom.config.logger.disabled = said


def read_tags(path: Path, called: str) -> Tags:
    """The tags of ``READ``; the file is called ``called`` in what is said of it."""
    from pydicom.filereader import read_file_meta_info, read_partial

    if not is_dicom(path):
        raise Mistake(f"{called}: not a DICOM file; its first bytes are those of something else")
    with quiet(called):
        syntax = str(read_file_meta_info(path).get("TransferSyntaxUID", ""))
        if syntax in DEFLATED:
            raise Mistake(f"{called}: a deflated DICOM file, which is not read; export it without deflation")
        with path.open("rb") as file:
            guard = _Guard(file, path.stat().st_size, called)
            dataset = read_partial(file, stop_when=guard, specific_tags=numbers_of(READ))
        return Tags(dataset, syntax, guard.at, guard.length)


class _Guard:
    """Stops at the pixels, and before anything that is longer than the file or than a head should be."""

    def __init__(self, file: Any, size: int, called: str) -> None:
        self.file, self.size, self.called = file, size, called
        self.at: int | None = None
        self.length: int | None = None
        self.seen = 0

    def __call__(self, tag: int, vr: str | None, length: int) -> bool:
        self.seen += 1
        if int(tag) in PIXELS:
            self.at, self.length = self.file.tell(), None if length == UNDEFINED else length
            return True
        if self.seen > MOST_ELEMENTS or (length != UNDEFINED and length > LARGEST_ELEMENT):
            raise Mistake(f"{self.called}: a head too large for a DICOM picture; export it again")
        if length != UNDEFINED and self.file.tell() + length > self.size:
            raise Mistake(f"{self.called}: cut off within its head; export it again")
        return False


def numbers_of(names: Sequence[str]) -> list[int]:
    """Group and element of tags as one number each."""
    from pydicom.tag import Tag

    return [int(Tag(name)) for name in names]


def number(dataset: Any, name: str, place: int = 0) -> float:
    """A number of a tag, the ``place``-th of several; nan where it has none."""
    value = dataset.get(name)
    try:
        values = value if hasattr(value, "__len__") and not isinstance(value, str) else [value]
        found = float(values[place])
    except (TypeError, ValueError, IndexError):
        return nan
    return found if isfinite(found) else nan


def whole(dataset: Any, name: str, default: int = 0) -> int:
    """A whole number of a tag."""
    found = number(dataset, name)
    return int(found) if isfinite(found) else default


def one_of(dataset: Any, name: str, words: frozenset[str]) -> str:
    """A word of a tag if it is one of ``words``, else nothing: free text never leaves the file."""
    said = str(dataset.get(name, "")).strip().upper()
    return said if said in words else ""


def item(dataset: Any, name: str, place: int = 0) -> Any:
    """The ``place``-th item of a sequence; an empty one where there is none."""
    from pydicom.dataset import Dataset

    items = dataset.get(name)
    if not hasattr(items, "__len__") or isinstance(items, str | bytes) or len(items) <= place:
        return Dataset()
    return items[place]
