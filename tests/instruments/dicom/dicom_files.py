"""DICOM files written for tests: pictures in every compression, segmentations, and patients in every text tag."""

import numpy as np
from pydicom.datadict import DicomDictionary
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.sequence import Sequence
from pydicom.uid import ExplicitVRLittleEndian, generate_uid

ROOT = "1.2.840.10008.1.2."
MULTIFRAME, ULTRASOUND = "1.2.840.10008.5.1.4.1.1.7.2", "1.2.840.10008.5.1.4.1.1.3.1"
OCT, SEG = "1.2.840.10008.5.1.4.1.1.14.1", "1.2.840.10008.5.1.4.1.1.66.4"
SECRET = "Zebrowski"


def item(**values):
    dataset = Dataset()
    for name, value in values.items():
        setattr(dataset, name, value)
    return dataset


def sequence(**values):
    return Sequence([item(**values)])


def blank(kind=ULTRASOUND, syntax=str(ExplicitVRLittleEndian), modality="IVUS"):
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = kind
    meta.MediaStorageSOPInstanceUID = generate_uid(entropy_srcs=["neointima"])
    meta.TransferSyntaxUID = syntax
    dataset = FileDataset("", {}, file_meta=meta, preamble=b"\0" * 128)
    dataset.SOPClassUID = kind
    dataset.SOPInstanceUID = meta.MediaStorageSOPInstanceUID
    dataset.Modality = modality
    return dataset


def with_pictures(dataset, pictures, coded=None):
    """``pictures`` (frames, rows, columns[, 3]), uncompressed or already ``coded``, one stream a frame."""
    dataset.NumberOfFrames, dataset.Rows, dataset.Columns = pictures.shape[:3]
    dataset.SamplesPerPixel = 1 if pictures.ndim == 3 else 3
    dataset.PhotometricInterpretation = "MONOCHROME2" if pictures.ndim == 3 else "RGB"
    if pictures.ndim == 4:
        dataset.PlanarConfiguration = 0
    dataset.BitsAllocated = dataset.BitsStored = 8 * pictures.itemsize
    dataset.HighBit = dataset.BitsStored - 1
    dataset.PixelRepresentation = 0
    if coded is None:
        dataset.PixelData = pictures.tobytes()
        dataset["PixelData"].VR = "OW" if pictures.itemsize == 2 else "OB"
    else:
        dataset.PixelData = encapsulate(coded)
        dataset["PixelData"].VR = "OB"
    return dataset


def saved(dataset, path):
    dataset.save_as(path, enforce_file_format=True)
    return path


def speckle(frames=3, rows=40, columns=50, dtype="u1", samples=1):
    """Smooth enough that lossy codecs stay near, and different in every frame."""
    y, x = np.mgrid[:rows, :columns]
    top = np.iinfo(dtype).max
    pictures = [top * (0.5 + 0.4 * np.sin(x / 9 + n) * np.cos(y / 7 - n)) for n in range(frames)]
    stack = np.array(pictures).astype(dtype)
    return stack if samples == 1 else np.stack([stack, stack // 2, stack // 3], axis=-1)


def run_lengths(picture):
    """A frame as DICOM's RLE: each byte of each sample packed on its own, the higher byte first."""
    import imagecodecs

    samples = picture[..., None] if picture.ndim == 2 else picture
    planes = []
    for n in range(samples.shape[-1]):
        raw = samples[..., n].astype(f">u{samples.itemsize}").tobytes()
        planes += [raw[byte :: samples.itemsize] for byte in range(samples.itemsize)]
    packed = [imagecodecs.packbits_encode(plane) for plane in planes]
    packed = [one + b"\0" * (len(one) % 2) for one in packed]
    starts = 64 + np.concatenate([[0], np.cumsum([len(one) for one in packed])[:-1]])
    head = np.zeros(16, "<u4")
    head[0], head[1 : 1 + len(packed)] = len(packed), starts
    return head.tobytes() + b"".join(packed)


def segmentation(masks, labels, spacing=(0.02, 0.02), places=None, kind="BINARY", numbers=True):
    """A segmentation object: ``masks`` (frames of the source, segments, rows, columns), ``places`` [mm] of frames."""
    count, segments, rows, columns = masks.shape
    dataset = blank(SEG, modality="SEG")
    dataset.SegmentationType = kind
    dataset.SegmentSequence = Sequence(
        [item(SegmentNumber=n + 1, SegmentLabel=label, SegmentAlgorithmType="MANUAL") for n, label in enumerate(labels)]
    )
    groups = []
    for n in range(count):
        for segment in range(segments):
            group = item(SegmentIdentificationSequence=sequence(ReferencedSegmentNumber=segment + 1))
            if numbers:
                source = sequence(ReferencedFrameNumber=n + 1)
                group.DerivationImageSequence = sequence(SourceImageSequence=source)
            if places is not None:
                group.PlanePositionSequence = sequence(ImagePositionPatient=[0.0, 0.0, float(places[n])])
            groups.append(group)
    dataset.PerFrameFunctionalGroupsSequence = Sequence(groups)
    if spacing is not None:
        dataset.SharedFunctionalGroupsSequence = sequence(PixelMeasuresSequence=sequence(PixelSpacing=list(spacing)))
    flat = masks.reshape(count * segments, rows, columns)
    if kind == "FRACTIONAL":
        dataset.MaximumFractionalValue = 200
        return with_pictures(dataset, (flat * 200).astype("u1"))
    with_pictures(dataset, flat.astype("u1"))
    dataset.BitsAllocated = dataset.BitsStored = 1
    dataset.HighBit = 0
    packed = np.packbits(flat.astype(bool).ravel(), bitorder="little").tobytes()
    dataset.PixelData = packed + b"\0" * (len(packed) % 2)
    return dataset


TEXTS = {"PN": f"{SECRET}^Jan", "LO": SECRET, "SH": SECRET, "LT": SECRET, "ST": SECRET, "UT": SECRET, "UC": SECRET}
# What tells how to read a file must stay what it is.
KEPT = {"SpecificCharacterSet", "SegmentLabel"}


def with_a_patient(dataset):
    """The patient's name in every text tag of the dictionary at the top level, in private tags, and in labels."""
    for tag, (vr, _, _, _, keyword) in DicomDictionary.items():
        if vr in TEXTS and keyword and keyword not in KEPT and 0x00080000 < tag < 0x7FE00000 and tag not in dataset:
            dataset.add_new(tag, vr, TEXTS[vr])
    block = dataset.private_block(0x0011, SECRET, create=True)
    block.add_new(0x01, "LO", SECRET)
    block.add_new(0x02, "UN", SECRET.encode())
    for segment in dataset.get("SegmentSequence", []):
        segment.SegmentDescription = SECRET
    dataset.preamble = SECRET.encode().ljust(128, b"\0")
    return dataset
