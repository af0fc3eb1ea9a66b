"""What is written for QuPath and ImageJ comes back, and foreign files are refused with a way out."""

import json
import subprocess
import sys
import zipfile
from itertools import chain

import numpy as np
import pytest
import tifffile
from tests.drawn_section import drawn_section
from traced_contours import section_contours

from neointima.geometry.section_contours import polygon_area
from neointima.instruments.histology.canvas import canvas_around
from neointima.instruments.histology.ome_tiff import write_ome_tiff
from neointima.instruments.histology.section_outlines import body_marks, section_drawing
from neointima.instruments.outlines.classes import our_classes
from neointima.instruments.outlines.imagej import read_rois, write_roi_set
from neointima.instruments.outlines.qupath import read_geojson, write_geojson
from neointima.mistake import Mistake


@pytest.fixture(scope="module")
def section():
    return drawn_section(scale=0.4, struts=4)


@pytest.fixture(scope="module")
def canvas(section):
    return canvas_around(section.contours, 0.5e-6)


@pytest.fixture
def document(section, canvas, tmp_path):
    write_geojson(tmp_path / "a.geojson", section_drawing(section.contours, canvas), is_locked=True)
    return json.loads((tmp_path / "a.geojson").read_text())


def every(contours):
    return list(chain(contours[:4], contours.struts))


def areas(contours):
    return np.array([polygon_area(points) for points in every(contours)])


def read(document, canvas, tmp_path):
    path = tmp_path / "hostile.geojson"
    path.write_text(document if isinstance(document, str) else json.dumps(document))
    return contours_of(read_geojson(path), canvas)


def contours_of(drawing, canvas):
    return section_contours(drawing, canvas, our_classes())


def test_pixels_and_metres_are_each_others_inverse(canvas):
    points = np.random.default_rng(5).uniform(-2e-3, 2e-3, (50, 2))
    # Doubles of millimetres and thousands of pixels.
    assert np.allclose(canvas.to_metres(canvas.to_pixels(points)), points, rtol=0, atol=1e-17)
    corner = canvas.to_pixels(np.array([canvas.origin]))
    assert np.array_equal(corner, [[0.0, 0.0]])


def test_geojson_comes_back_with_every_digit(section, canvas, tmp_path):
    write_geojson(tmp_path / "a.geojson", section_drawing(section.contours, canvas))
    back = contours_of(read_geojson(tmp_path / "a.geojson"), canvas)
    assert [len(points) for points in every(back)] == [len(points) for points in every(section.contours)]
    assert np.allclose(areas(back), areas(section.contours), rtol=1e-9, atol=0)
    assert all(
        np.allclose(*pair, rtol=0, atol=1e-15) for pair in zip(every(back), every(section.contours), strict=True)
    )


def test_areas_on_the_picture_are_those_of_the_section(document, section, canvas):
    rings = [np.array(feature["geometry"]["coordinates"][0]) for feature in document["features"]]
    pixels = np.array([-polygon_area(ring[:-1]) for ring in rings])
    assert np.allclose(pixels * canvas.pixel**2, areas(section.contours), rtol=1e-9, atol=0)


def test_geojson_has_the_layout_of_qupath(document, section):
    assert document["type"] == "FeatureCollection"
    names = [feature["properties"]["name"] for feature in document["features"]]
    assert names == ["Lumen", "IEL", "EEL", "Adventitia", "Strut 1", "Strut 2", "Strut 3", "Strut 4"]
    for feature in document["features"]:
        ring = feature["geometry"]["coordinates"][0]
        assert feature["type"] == "Feature"
        assert ring[0] == ring[-1]
        assert feature["properties"]["objectType"] == "annotation"
        assert set(feature["properties"]["classification"]) == {"name", "color"}
        assert all(0 <= each <= 255 for each in feature["properties"]["classification"]["color"])
        assert np.array(ring).min() > 0


def test_bodies_are_detections_when_asked_for(section, canvas, tmp_path):
    drawing, marks = section_drawing(section.contours, canvas), body_marks(section, canvas)
    write_geojson(tmp_path / "cells.geojson", drawing, marks=marks)
    features = json.loads((tmp_path / "cells.geojson").read_text())["features"]
    cells = [feature for feature in features if feature["properties"]["objectType"] == "detection"]
    assert len(cells) == len(section.position)
    points = np.array([cell["geometry"]["coordinates"] for cell in cells])
    assert np.allclose(canvas.to_metres(points), section.position, rtol=0, atol=1e-15)
    assert len(contours_of(read_geojson(tmp_path / "cells.geojson"), canvas).struts) == 4


def test_outlines_traced_by_hand_may_run_either_way_and_be_a_bare_list(document, section, canvas, tmp_path):
    for feature in document["features"]:
        feature["geometry"]["coordinates"][0].reverse()
    strangers = [{"type": "Feature", "properties": {"classification": {"name": "Tumor"}}}, 7, None]
    back = read(document["features"][::-1] + strangers, canvas, tmp_path)
    assert np.allclose(areas(back), areas(section.contours), rtol=1e-9, atol=0)


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda all_: all_.pop(0), "no outline of class Lumen"),
        (lambda all_: all_.append(all_[1]), "IEL is there twice"),
        (lambda all_: all_[0]["geometry"]["coordinates"][0][3].__setitem__(0, float("nan")), "finite"),
        (lambda all_: all_[0]["geometry"]["coordinates"][0][3].__setitem__(0, 1e300), "finite"),
        (lambda all_: all_[0]["geometry"]["coordinates"][0][3].__setitem__(0, 10**400), "finite"),
        (lambda all_: all_[0]["geometry"]["coordinates"][0][3].__setitem__(0, "12"), "pairs of numbers"),
        (lambda all_: all_[0]["geometry"]["coordinates"][0].__setitem__(2, [1.0]), "pairs of numbers"),
        (lambda all_: all_[0]["geometry"].__setitem__("coordinates", [[]]), "pairs of numbers"),
        (
            lambda all_: all_[0]["geometry"].__setitem__("coordinates", [[[1, 1], [2, 2], [3, 3], [1, 1]]]),
            "encloses nothing",
        ),
        (lambda all_: all_[0]["geometry"]["coordinates"].append([[1, 1], [2, 1], [2, 2], [1, 1]]), "without holes"),
        (lambda all_: all_[0]["geometry"].__setitem__("coordinates", 5), "no outline"),
        (lambda all_: all_[0]["geometry"].__setitem__("type", "MultiPolygon"), "pairs of numbers"),
        (lambda all_: all_[0].__setitem__("geometry", None), "no outline"),
    ],
)
def test_a_spoiled_file_is_a_mistake(document, canvas, tmp_path, spoil, words):
    spoil(document["features"])
    with pytest.raises(Mistake, match=words):
        read(document, canvas, tmp_path)


def test_rois_come_back_to_single_precision(section, canvas, tmp_path):
    write_roi_set(tmp_path / "RoiSet.zip", section_drawing(section.contours, canvas))
    back = contours_of(read_rois(tmp_path / "RoiSet.zip"), canvas)
    # 24 bits of some 3,000 pixels of 0.5 µm: 0.06 nm.
    assert all(
        np.allclose(*pair, rtol=0, atol=1e-10) for pair in zip(every(back), every(section.contours), strict=True)
    )
    with zipfile.ZipFile(tmp_path / "RoiSet.zip") as archive:
        assert archive.namelist()[:5] == ["Lumen.roi", "IEL.roi", "EEL.roi", "Adventitia.roi", "Strut 1.roi"]


def test_roi_sets_repeat_byte_for_byte(section, canvas, tmp_path):
    for name in ("a.zip", "b.zip"):
        write_roi_set(tmp_path / name, section_drawing(section.contours, canvas))
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


def test_ome_tiff_keeps_picture_and_calibration(tmp_path):
    picture = np.random.default_rng(2).integers(0, 255, (1100, 1300, 3), dtype=np.uint8)
    write_ome_tiff(tmp_path / "a.ome.tif", picture, 0.65e-6, stain="Verhoeff-van Gieson", about="day 28, µm")
    with tifffile.TiffFile(tmp_path / "a.ome.tif") as file:
        assert file.is_ome
        assert np.array_equal(file.asarray(), picture)
        pixels = tifffile.xml2dict(file.ome_metadata)["OME"]["Image"]
        assert pixels["Name"] == "Verhoeff-van Gieson"
        assert pixels["Description"] == "day 28, µm"
        assert pixels["Pixels"]["PhysicalSizeX"] == pytest.approx(0.65, rel=1e-12)
        assert pixels["Pixels"]["PhysicalSizeY"] == pytest.approx(0.65, rel=1e-12)
        assert pixels["Pixels"]["PhysicalSizeXUnit"] == "µm"
        page = file.pages[0]
        assert page.tile == (512, 512)
        assert page.compression == tifffile.COMPRESSION.ADOBE_DEFLATE
        assert [level.shape[:2] for level in file.series[0].levels] == [(1100, 1300), (550, 650), (275, 325)]
        # Dots per centimetre, a ratio of 32-bit numbers.
        assert np.divide(*page.tags["XResolution"].value) == pytest.approx(0.01 / 0.65e-6, rel=1e-6)


def test_files_are_written_whole_or_not_at_all(section, canvas, tmp_path, monkeypatch):

    def full_disk(*_, **__):
        raise OSError(28, "No space left on device")

    path = tmp_path / "a.ome.tif"
    path.write_bytes(b"before")
    monkeypatch.setattr(tifffile.TiffWriter, "write", full_disk)
    with pytest.raises(Mistake, match="make room"):
        write_ome_tiff(path, np.zeros((40, 40, 3), np.uint8), 1e-6)
    assert path.read_bytes() == b"before"
    assert [each.name for each in tmp_path.iterdir()] == ["a.ome.tif"]
    with pytest.raises(Mistake, match="cannot be written"):
        write_geojson(tmp_path / "nowhere" / "a.geojson", section_drawing(section.contours, canvas))


def test_ome_tiff_repeats_byte_for_byte(tmp_path):
    picture = np.full((300, 300, 3), 200, np.uint8)
    for name in ("a.ome.tif", "b.ome.tif"):
        write_ome_tiff(tmp_path / name, picture, 1e-6, stain="H&E <day 3>")
    assert (tmp_path / "a.ome.tif").read_bytes() == (tmp_path / "b.ome.tif").read_bytes()


def test_the_command_line_starts_without_the_libraries_for_files():
    rooms = "import neointima.interfaces.cli, neointima.instruments.outlines.imagej, neointima.instruments.outlines.drawing_file, neointima.instruments.histology.ome_tiff"
    names = "print(*{'tifffile', 'roifile', 'shapely', 'skimage'} & set(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; {rooms}; {names}"], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == ""
