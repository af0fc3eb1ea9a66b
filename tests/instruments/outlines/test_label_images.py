"""Label images: areas are counts of pixels, scales are believed only when earnest, bombs are refused by their headers."""

import struct
import zlib

import numpy as np
import pytest
import tifffile
from drawn import area, areas, section
from PIL import Image
from tests.morphometry_cases import case

from neointima.geometry.caliper import caliper
from neointima.geometry.mended_outline import mended
from neointima.instruments.outlines import Drawing, Outline, label_image
from neointima.instruments.outlines.label_image import read_label_image, recognises
from neointima.instruments.outlines.label_image_writer import write_label_image
from neointima.mistake import Mistake


def disc(rows=120, dtype=np.uint8):
    y, x = np.mgrid[:rows, : rows + 10] - rows / 2
    far = np.hypot(x, y)
    return ((far < 0.4 * rows) * 128 + (far < 0.2 * rows) * 127).astype(dtype)


def tiff(path, labels, **how):
    tifffile.imwrite(path, labels, photometric=how.pop("photometric", "minisblack"), **how)
    return path


@pytest.mark.parametrize("number", [56, 308, 393])
@pytest.mark.parametrize("suffix", ["tif", "png"])
def test_worked_case(number, suffix):
    folder, expected = case("MM05_label_images_A")
    path = folder / f"mask_{number}.{suffix}"
    drawing = read_label_image(path)
    assert recognises(path)
    assert drawing.is_pixels
    # The picture has 50 pixels a mm; the PNG does not say so.
    assert drawing.unit == pytest.approx(2e-5) if suffix == "tif" else np.isnan(drawing.unit)
    wall, lumen = drawing.outlines
    mm2 = (1 / 50) ** 2
    of_lumen, of_wall = area(lumen) * mm2, area(wall) * mm2
    assert of_lumen == pytest.approx(expected[f"{number}_lumen_area"], abs=0.002)
    assert of_wall == pytest.approx(expected[f"{number}_wall_area"], abs=0.003)
    assert of_lumen + of_wall == pytest.approx(expected[f"{number}_vessel_area"], abs=0.002)
    stenosis = 100 * of_wall / (of_lumen + of_wall)
    assert stenosis == pytest.approx(expected[f"{number}_area_stenosis_percent"], abs=0.05)
    centroid = mended(lumen.polygons, place="lumen").shape.centroid.x / 50
    assert centroid == pytest.approx(expected[f"{number}_lumen_centroid_x"], abs=0.01)
    assert caliper(lumen.polygons[0][0]).longest / 50 == pytest.approx(expected[f"{number}_lumen_feret"], abs=0.05)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.uint32, np.int16, np.int32])
@pytest.mark.parametrize("how", [{}, {"compression": "lzw"}, {"compression": "zlib", "tile": (64, 64)}, {"ome": True}])
def test_whole_numbers_of_any_width_are_counted(tmp_path, dtype, how):
    labels = disc(dtype=dtype)
    labels[labels == 255] = 30_000 if labels.dtype.itemsize > 1 else 3
    found = read_label_image(tiff(tmp_path / "a.tif", labels, **how))
    counts = {f"label {number}": float((labels == number).sum()) for number in np.unique(labels) if number}
    assert areas(found) == counts
    assert recognises(tmp_path / "a.tif")


@pytest.mark.parametrize("mode", ["1", "L", "P", "I;16", "LA", "RGB"])
def test_kinds_of_png(tmp_path, mode):
    labels = (disc() > 0).astype(np.uint8)
    if mode == "P":
        image = Image.fromarray(labels)
        image.putpalette([0, 0, 0, 255, 0, 0])
    elif mode == "1":
        image = Image.fromarray(labels * 255).convert("1")
    elif mode == "I;16":
        image = Image.fromarray(labels.astype(np.uint16) * 999)
    else:
        image = Image.fromarray(labels * 7).convert(mode)
    image.save(tmp_path / "a.png")
    (outline,) = read_label_image(tmp_path / "a.png").outlines
    assert area(outline) == labels.sum()
    assert outline.label == f"label { {'1': 1, 'P': 1, 'I;16': 999}.get(mode, 7) }"
    assert recognises(tmp_path / "a.png")


@pytest.mark.parametrize(
    ("how", "pixel"),
    [
        ({"resolution": (5000, 5000), "resolutionunit": "CENTIMETER"}, 2e-6),
        ({"resolution": (12_700, 12_700), "resolutionunit": "INCH"}, 2e-6),
        ({"resolution": (50, 50), "imagej": True, "metadata": {"unit": "mm"}}, 2e-5),
        ({"resolution": (2, 2), "imagej": True, "metadata": {"unit": "micron"}}, 5e-7),
        ({"resolution": (2, 2), "imagej": True, "metadata": {"unit": "\\u00B5m"}}, 5e-7),
        ({"ome": True, "metadata": {"PhysicalSizeX": 0.5, "PhysicalSizeY": 0.5}}, 5e-7),
        (
            {"ome": True, "metadata": {f"PhysicalSize{a}{b}": c for a in "XY" for b, c in (("", 20), ("Unit", "nm"))}},
            2e-8,
        ),
        ({"resolution": (72, 72), "resolutionunit": "INCH"}, None),
        ({"resolution": (118.11, 118.11), "resolutionunit": "CENTIMETER"}, None),
        ({"resolution": (5000, 5000), "resolutionunit": "NONE"}, None),
        ({"resolution": (50, 50), "imagej": True, "metadata": {"unit": "pixel"}}, None),
        ({"resolution": (1, 1), "imagej": True}, None),
        ({"ome": True}, None),
    ],
)
def test_scales_of_tiff_are_those_said_in_earnest(tmp_path, how, pixel):
    found = read_label_image(tiff(tmp_path / "a.tif", disc(), **how))
    assert found.unit == pytest.approx(pixel, rel=1e-6) if pixel else np.isnan(found.unit)


@pytest.mark.parametrize(
    ("dots", "pixel"), [((25_400, 25_400), 1e-6), ((72, 72), None), ((300, 300), None), ((96.012, 96.012), None)]
)
def test_scales_of_png_are_those_of_a_microscope(tmp_path, dots, pixel):
    Image.fromarray(disc()).save(tmp_path / "a.png", dpi=dots)
    found = read_label_image(tmp_path / "a.png")
    assert found.unit == pytest.approx(pixel, rel=1e-5) if pixel else np.isnan(found.unit)
    assert bool(found.notes) == (pixel is None)


@pytest.mark.parametrize(
    "how",
    [
        {"resolution": (5000, 4000), "resolutionunit": "CENTIMETER"},
        {"ome": True, "metadata": {"PhysicalSizeX": 0.5, "PhysicalSizeY": 0.6}},
    ],
)
def test_pixels_that_are_not_square_are_mistakes(tmp_path, how):
    with pytest.raises(Mistake, match="not square"):
        read_label_image(tiff(tmp_path / "a.tif", disc(), **how))


def test_pages_are_sections_and_small_copies_are_not(tmp_path):
    found = read_label_image(tiff(tmp_path / "a.tif", np.stack([disc(), disc() // 255])))
    assert [(one.section, one.label) for one in found.outlines] == [
        ("1", "label 128"),
        ("1", "label 255"),
        ("2", "label 1"),
    ]
    with tifffile.TiffWriter(tmp_path / "b.tif") as file:
        file.write(disc(), photometric="minisblack")
        file.write(disc()[::2, ::2], photometric="minisblack", subfiletype=1)
    assert {one.section for one in read_label_image(tmp_path / "b.tif").outlines} == {""}


def test_what_is_no_label_image_is_not_taken_for_one(tmp_path):
    luck = np.random.default_rng(1)
    y, x = np.mgrid[:200, :200]
    shades = (120 + 60 * np.sin(x / 30) + 50 * np.cos(y / 40) + luck.normal(0, 3, x.shape)).astype(np.uint8)
    smooth = (x / 200 * 255).astype(np.uint8)
    colours = np.stack([shades, shades // 2, shades], axis=-1)
    for name, picture in (("shades", shades), ("smooth", smooth), ("colours", colours)):
        Image.fromarray(picture).save(tmp_path / f"{name}.png")
        tifffile.imwrite(tmp_path / f"{name}.tif", picture, photometric="rgb" if picture.ndim > 2 else "minisblack")
        assert not recognises(tmp_path / f"{name}.png")
        assert not recognises(tmp_path / f"{name}.tif")
    tiff(tmp_path / "float.tif", disc().astype(np.float32))
    Image.fromarray(disc()).save(tmp_path / "a.jpg")
    (tmp_path / "a.png").write_bytes(b"no picture")
    for name in ("float.tif", "a.jpg", "a.png", "none.png"):
        assert not recognises(tmp_path / name)
    for name in ("colours.png", "colours.tif", "float.tif"):
        with pytest.raises(Mistake, match="one channel of whole numbers"):
            read_label_image(tmp_path / name)
    many = np.kron(np.arange(400).reshape(20, 20), np.ones((60, 60), int)).astype(np.uint16)
    assert recognises(tiff(tmp_path / "many.tif", many))


def png(rows, columns, data=b""):
    def chunk(kind, content):
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">IIBBBBB", columns, rows, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(data)) + chunk(b"IEND", b"")


def bare_tiff(**tags):
    """A TIFF of a header and tags (number: (type, count, value)) alone."""
    known = {256: (4, 1, 10), 257: (4, 1, 10), 258: (3, 1, 8), 259: (3, 1, 1), 262: (3, 1, 1), 273: (4, 1, 8)}
    known |= {277: (3, 1, 1), 278: (4, 1, 10), 279: (4, 1, 100)} | {int(key[1:]): value for key, value in tags.items()}
    rows = b"".join(struct.pack("<HHII", tag, *known[tag]) for tag in sorted(known))
    return b"II*\0" + struct.pack("<I", 8) + struct.pack("<H", len(known)) + rows + bytes(4)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.png", png(100_000, 100_000)),
        ("a.png", png(2**31 - 1, 2**31 - 1)),
        ("a.tif", bare_tiff(t256=(4, 1, 100_000), t257=(4, 1, 100_000))),
        ("a.tif", bare_tiff(t256=(4, 1, 2**32 - 1), t257=(4, 1, 2**32 - 1), t259=(3, 1, 5))),
        ("a.tif", bare_tiff(t322=(4, 1, 2**30), t323=(4, 1, 2**30), t324=(4, 1, 8), t325=(4, 1, 9))),
    ],
)
def test_headers_of_a_billion_pixels_are_refused_before_memory_is_asked_for(tmp_path, name, content):
    import tracemalloc

    (tmp_path / name).write_bytes(content)
    tracemalloc.start()
    with pytest.raises(Mistake, match=r"pixels, more than 8e\+07; cut out the vessel"):
        read_label_image(tmp_path / name)
    assert tracemalloc.get_traced_memory()[1] < 20e6
    tracemalloc.stop()
    assert not recognises(tmp_path / name)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.png", png(10, 10, b"\0" * 3)),
        ("a.png", png(10, 10)[:40]),
        ("a.png", b"\x89PNG\r\n\x1a\n"),
        ("a.png", png(0, 0)),
        ("a.tif", b"II*\0"),
        ("a.tif", b"II*\0\xff\xff\xff\xff"),
        ("a.tif", b"II*\0" + b"\xff" * 400),
        ("a.tif", bare_tiff(t259=(3, 1, 5))),
        ("a.tif", bare_tiff(t259=(3, 1, 60_000))),
        ("a.tif", bare_tiff(t273=(4, 2**31, 8))),
    ],
)
def test_damaged_pictures_are_mistakes(tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(Mistake, match=r"damaged|no whole numbers|not one channel"):
        read_label_image(tmp_path / name)


def test_pictures_cut_short_are_mistakes(tmp_path):
    whole = tiff(tmp_path / "a.tif", disc(), compression="lzw").read_bytes()
    Image.fromarray(disc()).save(tmp_path / "a.png")
    for name, content in (
        ("a.tif", whole[:-400]),
        ("a.tif", whole[:200]),
        ("a.png", (tmp_path / "a.png").read_bytes()[:-60]),
    ):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(Mistake, match="damaged or cut short"):
            read_label_image(tmp_path / name)


def test_entities_in_a_description_are_refused(tmp_path):
    text = (
        '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><OME><Image><Pixels PhysicalSizeX="&a;"/></Image></OME>'
    )
    tiff(tmp_path / "a.tif", disc(), description=text, metadata=None)
    with pytest.raises(Mistake, match="description cannot be read"):
        read_label_image(tmp_path / "a.tif")


def test_an_empty_image_and_a_jpeg_are_mistakes(tmp_path):
    with pytest.raises(Mistake, match="every pixel is 0"):
        read_label_image(tiff(tmp_path / "a.tif", np.zeros((9, 9), np.uint8)))
    Image.fromarray(disc()).save(tmp_path / "a.jpg")
    with pytest.raises(Mistake, match="neither PNG nor TIFF"):
        read_label_image(tmp_path / "a.jpg")
    with pytest.raises(Mistake, match="cannot be read"):
        read_label_image(tmp_path / "none.png")


@pytest.mark.parametrize("name", ["b.png", "b.ome.tif"])
def test_what_is_written_comes_back_to_the_pixel(tmp_path, name):
    luck = np.random.default_rng(7)
    labels = np.kron(luck.integers(0, 4, (12, 15)), np.ones((3, 3), int)).astype(np.uint8) * 60
    drawing = read_label_image(tiff(tmp_path / "a.tif", labels, resolution=(5000, 5000), resolutionunit="CENTIMETER"))
    numbers = write_label_image(tmp_path / name, drawing, shape=labels.shape)
    assert numbers == {"label 60": 60, "label 120": 120, "label 180": 180}
    back = read_label_image(tmp_path / name)
    assert areas(back) == areas(drawing)
    assert back.unit == pytest.approx(2e-6, rel=1e-6)
    # Pillow's and tifffile's own readers see the same pixels.
    again = np.asarray(Image.open(tmp_path / name)) if name.endswith("png") else tifffile.imread(tmp_path / name)
    assert np.array_equal(again, labels)


def test_layers_are_painted_from_the_largest_to_the_smallest(tmp_path):
    drawing = section(unit=1e-6)
    layers = Drawing("a", drawing.outlines[:3], drawing.unit)
    numbers = write_label_image(tmp_path / "a.png", layers, pixel=4.0)
    assert numbers == {"EEL": 1, "IEL": 2, "Lumen": 3}
    back = read_label_image(tmp_path / "a.png")
    assert back.unit == pytest.approx(4e-6, rel=1e-5)
    eel, iel, lumen = (area(one) * 16 for one in back.outlines)
    known = areas(layers)
    # A pixel in or out along the border: of 1,500 pixels of a lumen, sqrt of which go either way.
    assert lumen == pytest.approx(known["Lumen"], rel=5e-4)
    assert lumen + iel == pytest.approx(known["IEL"], rel=5e-4)
    assert lumen + iel + eel == pytest.approx(known["EEL"], rel=5e-4)


def test_what_a_label_image_cannot_hold_is_a_mistake(tmp_path):
    drawing = section()
    lumen = drawing.outlines[2]
    two = Drawing("a", (lumen._replace(section="1"), lumen._replace(section="2")))
    far = Drawing("a", (Outline("Lumen", polygons=((lumen.polygons[0][0] - 5000,),)),))
    for spoiled, pixel in ((two, 1.0), (far, 1.0), (drawing, 0.1), (Drawing("a", drawing.outlines[-1:]), 1.0)):
        with pytest.raises(Mistake, match=r"one section|cannot hold"):
            write_label_image(tmp_path / "a.png", spoiled, pixel=pixel)
    with pytest.raises(Mistake, match="above zero"):
        write_label_image(tmp_path / "a.png", drawing, pixel=0.0)
    assert not list(tmp_path.iterdir())


def test_photographs_that_are_asked_for_are_mistakes(tmp_path):
    noise = np.random.default_rng(3).integers(0, 255, (300, 300), dtype=np.uint8)
    with pytest.raises(Mistake, match=r"a\.tif: .*photograph"):
        read_label_image(tiff(tmp_path / "a.tif", noise))
    assert (Image.MAX_IMAGE_PIXELS or np.inf) > label_image.MOST_PIXELS
