"""Frames of DICOM files: every compression gives back what was put in, and damaged files give a sentence."""

import struct
import tracemalloc

import imagecodecs
import numpy as np
import pytest
from tests.instruments.dicom.dicom_files import (
    OCT,
    ROOT,
    blank,
    item,
    run_lengths,
    saved,
    sequence,
    speckle,
    with_pictures,
)

from neointima.instruments.dicom.decode import CODED, size_2000, size_jpeg
from neointima.instruments.dicom.frames import frames
from neointima.instruments.dicom.head import read_head
from neointima.instruments.dicom.tags import is_dicom
from neointima.mistake import Mistake

# Encoders, and how far a grey level of 255 may come back from where it was: lossless codecs are exact.
CODECS = {
    f"{ROOT}5": (run_lengths, 0),
    f"{ROOT}4.50": (lambda frame: imagecodecs.jpeg8_encode(frame, level=95), 6),
    f"{ROOT}4.57": (imagecodecs.ljpeg_encode, 0),
    f"{ROOT}4.70": (imagecodecs.ljpeg_encode, 0),
    f"{ROOT}4.80": (imagecodecs.jpegls_encode, 0),
    f"{ROOT}4.90": (lambda frame: imagecodecs.jpeg2k_encode(frame, level=0, reversible=True, codecformat="j2k"), 0),
    f"{ROOT}4.91": (lambda frame: imagecodecs.jpeg2k_encode(frame, level=60, codecformat="j2k"), 6),
}


def read(path):
    head, tags = read_head(path)
    return np.array(list(frames(path, head, tags)))


@pytest.mark.parametrize("dtype", ["u1", "u2"])
@pytest.mark.parametrize("samples", [1, 3])
def test_plain_frames_come_back(tmp_path, dtype, samples):
    pictures = speckle(dtype=dtype, samples=samples)
    path = saved(with_pictures(blank(), pictures), tmp_path / "plain.dcm")
    np.testing.assert_array_equal(read(path), pictures)


@pytest.mark.parametrize("syntax", CODECS)
def test_compressed_frames_come_back(tmp_path, syntax):
    encode, far = CODECS[syntax]
    pictures = speckle()
    path = saved(
        with_pictures(blank(syntax=syntax), pictures, [bytes(encode(one)) for one in pictures]), tmp_path / "c.dcm"
    )
    np.testing.assert_allclose(read(path).astype(int), pictures.astype(int), atol=far)


@pytest.mark.parametrize("syntax", [f"{ROOT}5", f"{ROOT}4.70", f"{ROOT}4.80", f"{ROOT}4.90"])
def test_sixteen_bits_come_back(tmp_path, syntax):
    pictures = speckle(dtype="u2")
    coded = [bytes(CODECS[syntax][0](one)) for one in pictures]
    path = saved(with_pictures(blank(syntax=syntax), pictures, coded), tmp_path / "c.dcm")
    np.testing.assert_array_equal(read(path), pictures)


@pytest.mark.parametrize("syntax", [f"{ROOT}5", f"{ROOT}4.50", f"{ROOT}4.80", f"{ROOT}4.90"])
def test_colours_come_back(tmp_path, syntax):
    encode, far = CODECS[syntax]
    pictures = speckle(samples=3)
    path = saved(
        with_pictures(blank(syntax=syntax), pictures, [bytes(encode(one)) for one in pictures]), tmp_path / "c.dcm"
    )
    # Colour is kept at half the resolution by JPEG: twice as far off.
    np.testing.assert_allclose(read(path).astype(int), pictures.astype(int), atol=2 * far)


def test_planes_of_colour_are_put_together(tmp_path):
    pictures = speckle(samples=3)
    dataset = with_pictures(blank(), pictures)
    dataset.PlanarConfiguration = 1
    dataset.PixelData = np.moveaxis(pictures, -1, 1).tobytes()
    np.testing.assert_array_equal(read(saved(dataset, tmp_path / "p.dcm")), pictures)


def test_every_syntax_that_is_read_is_tested():
    untested = {f"{ROOT}4.51", f"{ROOT}4.81"}
    assert set(CODED) == set(CODECS) | untested


def test_another_compression_is_refused(tmp_path):
    dataset = with_pictures(blank(syntax=f"{ROOT}4.102"), speckle(), [b"1234"] * 3)
    with pytest.raises(Mistake, match="RLE, JPEG, JPEG-LS and JPEG 2000 are"):
        read(saved(dataset, tmp_path / "mpeg.dcm"))


def test_memory_holds_one_frame(tmp_path):
    """Sixty frames of 1 MB: more than three at a time would be 3 MB."""
    pictures = np.zeros((60, 1000, 1000), "u1")
    path = saved(with_pictures(blank(), pictures), tmp_path / "long.dcm")
    del pictures
    head, tags = read_head(path)
    tracemalloc.start()
    count = sum(1 for _ in frames(path, head, tags))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 60
    assert peak < 4e6


SPACINGS = {
    "PixelSpacing": ({"PixelSpacing": [0.02, 0.03]}, (20e-6, 30e-6)),
    "NominalScannedPixelSpacing": ({"NominalScannedPixelSpacing": [0.02, 0.02]}, (20e-6, 20e-6)),
    "region": (
        {
            "SequenceOfUltrasoundRegions": sequence(
                PhysicalUnitsXDirection=3, PhysicalUnitsYDirection=3, PhysicalDeltaX=0.002, PhysicalDeltaY=0.002
            )
        },
        (20e-6, 20e-6),
    ),
    "shared": (
        {"SharedFunctionalGroupsSequence": sequence(PixelMeasuresSequence=sequence(PixelSpacing=[0.01, 0.01]))},
        (10e-6, 10e-6),
    ),
}


@pytest.mark.parametrize("name", SPACINGS)
def test_the_size_of_a_pixel_is_read_from_any_tag(tmp_path, name):
    tags, expected = SPACINGS[name]
    dataset = with_pictures(blank(), speckle())
    dataset.update(item(**tags))
    head, _ = read_head(saved(dataset, tmp_path / "s.dcm"))
    np.testing.assert_allclose((head.spacing.down, head.spacing.across), expected, rtol=1e-12)


def test_a_region_that_is_not_in_centimetres_is_no_scale(tmp_path):
    """Doppler regions count in seconds and in hertz."""
    dataset = with_pictures(blank(), speckle())
    dataset.SequenceOfUltrasoundRegions = sequence(
        PhysicalUnitsXDirection=4, PhysicalUnitsYDirection=3, PhysicalDeltaX=0.002, PhysicalDeltaY=0.002
    )
    head, _ = read_head(saved(dataset, tmp_path / "s.dcm"))
    assert np.isnan(head.spacing.down)


DISTANCES = {
    "speed and frame time": ({"IVUSPullbackRate": 0.5, "FrameTime": 100.0}, [0, 0.05, 0.10]),
    "speed and frame times": ({"IVUSPullbackRate": 1.0, "FrameTimeVector": [0, 100, 300]}, [0, 0.1, 0.4]),
    "speed and display rate": ({"IVUSPullbackRate": 0.5, "RecommendedDisplayFrameRate": 10}, [0, 0.05, 0.10]),
    "slices": ({"SpacingBetweenSlices": 0.2}, [0, 0.2, 0.4]),
}


@pytest.mark.parametrize("name", DISTANCES)
def test_places_along_the_vessel_are_read_from_any_tag(tmp_path, name):
    tags, expected = DISTANCES[name]
    dataset = with_pictures(blank(), speckle())
    dataset.update(item(**tags))
    head, _ = read_head(saved(dataset, tmp_path / "d.dcm"))
    np.testing.assert_allclose(1e3 * head.along.places, expected, rtol=1e-12)
    assert head.along.is_guess is (name == "speed and display rate")


def test_tomography_says_where_each_frame_lies(tmp_path):
    dataset = with_pictures(blank(OCT, modality="IVOCT"), speckle())
    dataset.PerFrameFunctionalGroupsSequence = [
        item(IntravascularFrameContentSequence=sequence(IntravascularLongitudinalDistance=place))
        for place in (0.0, 0.2, 0.5)
    ]
    dataset.OCTZOffsetApplied = "NO"
    head, _ = read_head(saved(dataset, tmp_path / "o.dcm"))
    assert head.modality == "OCT"
    np.testing.assert_allclose(1e3 * head.along.places, [0, 0.2, 0.5])
    assert any("z-offset" in note for note in head.notes)


def test_without_a_tag_nothing_is_known(tmp_path):
    head, _ = read_head(saved(with_pictures(blank(), speckle()), tmp_path / "n.dcm"))
    assert np.isnan(head.spacing.down)
    assert head.along.places is None


ABSURD = {
    "Rows": 60_000,
    "Columns": 60_000,
    "NumberOfFrames": 2_000_000_000,
    "SamplesPerPixel": 200,
    "BitsAllocated": 64,
}


@pytest.mark.parametrize("name", ABSURD)
def test_an_absurd_head_is_refused_before_anything_is_read(tmp_path, name):
    dataset = with_pictures(blank(), speckle())
    setattr(dataset, name, ABSURD[name])
    path = saved(dataset, tmp_path / "absurd.dcm")
    tracemalloc.start()
    with pytest.raises(Mistake, match=r"absurd\.dcm"):
        read(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    # The DICOM dictionary takes some of these the first time that it is needed.
    assert peak < 30e6


@pytest.mark.parametrize("coded", [False, True])
@pytest.mark.parametrize("share", [0.3, 0.7, 0.97])
def test_a_file_that_was_cut_off_is_refused(tmp_path, coded, share):
    pictures = speckle(frames=20)
    syntax = f"{ROOT}4.80"
    streams = [imagecodecs.jpegls_encode(one) for one in pictures] if coded else None
    dataset = with_pictures(blank(syntax=syntax) if coded else blank(), pictures, streams)
    whole = saved(dataset, tmp_path / "whole.dcm").read_bytes()
    path = tmp_path / "cut.dcm"
    path.write_bytes(whole[: int(share * len(whole))])
    with pytest.raises(Mistake, match=r"cut\.dcm: .*(cut off|damaged)"):
        read(path)


def test_a_stream_of_another_size_than_the_head_is_refused_before_it_is_decoded(tmp_path):
    """A small stream may promise a huge picture."""
    stream = bytearray(imagecodecs.jpegls_encode(speckle()[0]))
    at = stream.index(b"\xff\xf7") + 5
    stream[at : at + 4] = struct.pack(">HH", 60_000, 60_000)
    assert size_jpeg(bytes(stream)) == (60_000, 60_000)
    dataset = with_pictures(blank(syntax=f"{ROOT}4.80"), speckle(frames=1), [bytes(stream)])
    with pytest.raises(Mistake, match="another size"):
        read(saved(dataset, tmp_path / "bomb.dcm"))


@pytest.mark.parametrize("stream", [b"", b"\xff", b"\xff\xd8\xff\xc4\x00\x00", b"\xff" * 50, b"\xff\x4f\xff\x51"])
def test_streams_that_are_none_have_no_size(stream):
    assert size_jpeg(stream) == (0, 0)
    assert size_2000(stream) == (0, 0)


def test_a_deflated_file_is_refused_unread(tmp_path):
    """A kilobyte may unfold to a gigabyte."""
    dataset = with_pictures(blank(syntax="1.2.840.10008.1.2.1.99"), speckle())
    path = saved(dataset, tmp_path / "deflated.dcm")
    with pytest.raises(Mistake, match="deflated"):
        read(path)


def test_an_element_longer_than_the_file_is_refused(tmp_path):
    dataset = with_pictures(blank(), speckle())
    dataset.add_new(0x00090010, "OB", b"x" * 16)
    content = bytearray(saved(dataset, tmp_path / "long.dcm").read_bytes())
    at = content.index(b"\x09\x00\x10\x00OB\0\0") + 8
    content[at : at + 4] = struct.pack("<I", 2_000_000)
    path = tmp_path / "long.dcm"
    path.write_bytes(bytes(content))
    with pytest.raises(Mistake, match="cut off within its head"):
        read(path)
    content[at : at + 4] = struct.pack("<I", 2_000_000_000)
    path.write_bytes(bytes(content))
    with pytest.raises(Mistake, match="head too large"):
        read(path)


def test_sequences_without_end_are_refused(tmp_path):
    path = saved(with_pictures(blank(), speckle()), tmp_path / "deep.dcm")
    content = path.read_bytes()
    one = b"\x00\x52\x30\x92SQ\0\0\xff\xff\xff\xff\xfe\xff\x00\xe0\xff\xff\xff\xff"
    at = content.index(b"\xe0\x7f\x10\x00")
    path.write_bytes(content[:at] + one * 5000 + content[at:])
    with pytest.raises(Mistake, match=r"deep\.dcm: "):
        read(path)


def test_what_is_no_dicom_is_said(tmp_path):
    path = tmp_path / "x.dcm"
    path.write_bytes(b"GIF89a")
    assert not is_dicom(path)
    assert not is_dicom(tmp_path / "absent.dcm")
    with pytest.raises(Mistake, match="not a DICOM file"):
        read(path)


def test_files_with_any_bytes_changed_end_in_frames_or_a_sentence(tmp_path):
    """Two hundred files with some bytes at random: nothing but a Mistake may come out."""
    luck = np.random.default_rng(7)
    dataset = with_pictures(blank(), speckle(frames=2, rows=8, columns=8))
    dataset.PerFrameFunctionalGroupsSequence = [
        item(IntravascularFrameContentSequence=sequence(IntravascularLongitudinalDistance=place))
        for place in (0.0, 0.2)
    ]
    whole = np.frombuffer(saved(dataset, tmp_path / "w.dcm").read_bytes(), np.uint8)
    path, refused = tmp_path / "r.dcm", 0
    for _ in range(200):
        content = whole.copy()
        content[luck.integers(132, len(whole), 6)] = luck.integers(0, 256, 6)
        path.write_bytes(content.tobytes())
        try:
            read(path)
        except Mistake:
            refused += 1
    assert 0 < refused < 200
