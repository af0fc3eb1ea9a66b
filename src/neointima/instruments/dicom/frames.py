"""Pictures of a DICOM file one by one, so that memory holds a single frame."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from neointima.instruments.dicom.decode import CODED, decoded
from neointima.instruments.dicom.head import Head
from neointima.instruments.dicom.tags import Tags, quiet
from neointima.mistake import Mistake

PLAIN = {"1.2.840.10008.1.2": "<", "1.2.840.10008.1.2.1": "<", "1.2.840.10008.1.2.2": ">"}
BYTE = 8


def frames(path: Path, head: Head, tags: Tags) -> Iterator[NDArray[Any]]:
    """Each frame, (rows, columns) or (rows, columns, samples), in the file's numbers.

    Pixel data that end before the promised frames are a Mistake, found before the first is given where they are not
    compressed.
    """
    if tags.syntax in PLAIN:
        yield from _plain(path, head, tags)
    elif tags.syntax in CODED:
        yield from _coded(path, head, tags)
    else:
        known = "uncompressed, RLE, JPEG, JPEG-LS and JPEG 2000"
        raise Mistake(f"{head.called}: compressed in a way that is not read; {known} are; export it uncompressed")


def _plain(path: Path, head: Head, tags: Tags) -> Iterator[NDArray[Any]]:
    size, bits = frame_size(head), head.depth
    at, there = _pixels(path, tags)
    promised = -(-size * bits * head.frames // BYTE)
    if there < promised:
        whole = there * BYTE // (size * bits)
        raise Mistake(
            f"{head.called}: cut off: pixels of {whole} whole frames of {head.frames}; copy or export it again"
        )
    with path.open("rb") as file:
        for n in range(head.frames):
            # Frames of single bits follow each other without a gap.
            first, end = n * size * bits, (n + 1) * size * bits
            file.seek(at + first // BYTE)
            raw = file.read(-(-end // BYTE) - first // BYTE)
            if len(raw) < -(-end // BYTE) - first // BYTE:
                raise Mistake(f"{head.called}: cut off within frame {n + 1}; copy or export it again")
            yield _shaped(_samples(raw, head, skipped=first % BYTE, order=PLAIN[tags.syntax]), head)


def _samples(raw: bytes, head: Head, *, skipped: int, order: str) -> NDArray[Any]:
    if head.depth == 1:
        return np.unpackbits(np.frombuffer(raw, np.uint8), bitorder="little")[skipped : skipped + frame_size(head)]
    return np.frombuffer(raw, np.dtype(f"{order}{'i' if head.is_signed else 'u'}{head.depth // BYTE}"))


def _shaped(samples: NDArray[Any], head: Head) -> NDArray[Any]:
    if head.samples == 1:
        return samples.reshape(head.rows, head.columns)
    if head.is_planar:
        return np.moveaxis(samples.reshape(head.samples, head.rows, head.columns), 0, -1)
    return samples.reshape(head.rows, head.columns, head.samples)


def _coded(path: Path, head: Head, tags: Tags) -> Iterator[NDArray[Any]]:
    from pydicom.encaps import generate_frames

    if tags.at is None or tags.length is not None:
        raise Mistake(f"{head.called}: compressed, yet its pixels are not in fragments; export it again")
    with path.open("rb") as file:
        file.seek(tags.at)
        with quiet(head.called):
            streams = generate_frames(file, number_of_frames=head.frames)
        for n in range(head.frames):
            with quiet(head.called):
                stream = next(streams, None)
            if stream is None:
                raise Mistake(f"{head.called}: cut off: {n} frames of {head.frames}; copy or export it again")
            yield decoded(stream, head, tags.syntax)


def frame_size(head: Head) -> int:
    """Samples in a frame."""
    return head.rows * head.columns * head.samples


def _pixels(path: Path, tags: Tags) -> tuple[int, int]:
    """Where pixels begin, and how many bytes of them the file has."""
    assert tags.at is not None
    there = path.stat().st_size - tags.at
    return tags.at, there if tags.length is None else min(there, tags.length)
