"""One compressed frame decoded: which decoder reads which transfer syntax. Sizes are checked before it begins."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from neointima.instruments.dicom.head import Head
from neointima.mistake import Mistake

ROOT = "1.2.840.10008.1.2."
CODED = {
    f"{ROOT}5": "rle",
    f"{ROOT}4.50": "jpeg8",
    f"{ROOT}4.51": "jpeg8",
    f"{ROOT}4.57": "jpegsof3",
    f"{ROOT}4.70": "jpegsof3",
    f"{ROOT}4.80": "jpegls",
    f"{ROOT}4.81": "jpegls",
    f"{ROOT}4.90": "jpeg2k",
    f"{ROOT}4.91": "jpeg2k",
}
# Marks of JPEG that begin a frame, its height and width three bytes on: C0 to CF but tables, and JPEG-LS.
SIZES = {0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF, 0xF7}
ALONE = {0x01, 0xD8, *range(0xD0, 0xD8)}
# JPEG, JPEG-LS and JPEG 2000 end alike, one byte of padding after it at most.
END = b"\xff\xd9"
CODESTREAM = b"\xff\x4f\xff\x51"
RLE_HEAD, MOST_SEGMENTS = 64, 6


def decoded(stream: bytes, head: Head, syntax: str) -> NDArray[Any]:
    """A frame, (rows, columns) or (rows, columns, samples)."""
    import imagecodecs

    kind = CODED[syntax]
    if kind == "rle":
        return _run_lengths(stream, head)
    size = size_2000(stream) if kind == "jpeg2k" else size_jpeg(stream)
    if size != (head.rows, head.columns):
        raise Mistake(f"{head.called}: a frame has another size than the head says; export it again")
    # Asked first: a decoder may search for long in a stream that does not end.
    if END not in stream[-4:]:
        raise Mistake(f"{head.called}: a frame that is cut off or damaged; copy or export it again")
    try:
        picture = _decoder(imagecodecs, kind)(stream)
    except (RuntimeError, ValueError, TypeError, MemoryError):
        raise Mistake(f"{head.called}: a frame that is cut off or damaged; copy or export it again") from None
    if picture.shape[:2] != size:
        raise Mistake(f"{head.called}: a frame has another size than the head says; export it again")
    return picture


def _decoder(codecs: Any, kind: str) -> Any:
    decoders = {
        "jpeg8": codecs.jpeg8_decode,
        "jpegsof3": codecs.jpegsof3_decode,
        "jpegls": codecs.jpegls_decode,
        "jpeg2k": codecs.jpeg2k_decode,
    }
    return decoders[kind]


def size_jpeg(stream: bytes) -> tuple[int, int]:
    """Rows and columns that a JPEG or JPEG-LS stream promises; (0, 0) where it is none."""
    at = 2
    while at + 9 <= len(stream) and stream[at] == 0xFF:
        mark = stream[at + 1]
        if mark in ALONE or mark == 0xFF:
            at += 1 if mark == 0xFF else 2
            continue
        if mark in SIZES:
            return int.from_bytes(stream[at + 5 : at + 7]), int.from_bytes(stream[at + 7 : at + 9])
        at += 2 + int.from_bytes(stream[at + 2 : at + 4])
    return 0, 0


def size_2000(stream: bytes) -> tuple[int, int]:
    """Rows and columns that a JPEG 2000 stream promises; (0, 0) where it is none."""
    at = stream[:4096].find(CODESTREAM)
    if at < 0 or len(stream) < at + 24:
        return 0, 0
    width, height, left, top = (int.from_bytes(stream[at + n : at + n + 4]) for n in (8, 12, 16, 20))
    return height - top, width - left


def _run_lengths(stream: bytes, head: Head) -> NDArray[Any]:
    """DICOM's RLE: a segment for each byte of each sample, the higher byte first (PS3.5, annex G)."""
    import imagecodecs

    depth = head.depth // 8
    ends = np.frombuffer(stream[:RLE_HEAD].ljust(RLE_HEAD, b"\0"), "<u4")
    count, starts = int(ends[0]), ends[1:].tolist()
    if count != head.samples * depth or count > MOST_SEGMENTS:
        raise Mistake(
            f"{head.called}: a frame with {count} runs of bytes where {head.samples * depth} are due; export it again"
        )
    planes = []
    for n in range(count):
        segment = stream[starts[n] : starts[n + 1] if n + 1 < count else len(stream)]
        plane = _unpacked(imagecodecs, segment, head)
        planes.append(plane[: head.rows * head.columns])
    bytes_ = np.array(planes).reshape(head.samples, depth, head.rows, head.columns)
    samples = sum(bytes_[:, n].astype(f"u{depth}") << (8 * (depth - 1 - n)) for n in range(depth))
    samples = np.asarray(samples, dtype=f"u{depth}").view(f"{'i' if head.is_signed else 'u'}{depth}")
    return samples[0] if head.samples == 1 else np.moveaxis(samples, 0, -1)


def _unpacked(codecs: Any, segment: bytes, head: Head) -> NDArray[Any]:
    try:
        plain = codecs.packbits_decode(segment)
    except (RuntimeError, ValueError):
        plain = b""
    if len(plain) < head.rows * head.columns:
        raise Mistake(f"{head.called}: a frame that is cut off or damaged; copy or export it again")
    return np.frombuffer(plain, np.uint8)
