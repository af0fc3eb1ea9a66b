"""One door for every file: its kind by suffix and first bytes, and the same areas whichever way a drawing went."""

import json
import zipfile

import numpy as np
import pytest
from drawn import area, areas, around, section
from PIL import Image

from neointima.geometry.mended_outline import mended
from neointima.instruments.outlines import Drawing
from neointima.instruments.outlines.drawing_file import read_drawing, recognises
from neointima.instruments.outlines.imagej import write_roi_set
from neointima.instruments.outlines.label_image_writer import write_label_image
from neointima.instruments.outlines.point_list_writer import write_point_list
from neointima.instruments.outlines.qupath import write_geojson
from neointima.mistake import Mistake

WRITERS = {
    "a.geojson": write_geojson,
    "a_RoiSet.zip": write_roi_set,
    "a.tsv": write_point_list,
    "a.png": write_label_image,
    "a.ome.tif": write_label_image,
}


@pytest.fixture
def pixels(tmp_path):
    """A drawing along borders of pixels, which every format holds."""
    y, x = np.mgrid[:200, :220] - 100
    far = np.hypot(x, y) * (1 + 0.1 * np.sin(3 * np.arctan2(y, x)))
    labels = ((far < 90) * 1 + (far < 60) * 1 + (far < 40) * 1).astype(np.uint8)
    labels[90:96, 30:40] = 4
    Image.fromarray(labels).save(tmp_path / "drawn.png")
    return read_drawing(tmp_path / "drawn.png")


@pytest.mark.parametrize("name", WRITERS)
def test_write_read_measure_gives_identical_areas(tmp_path, pixels, name, claim):
    WRITERS[name](tmp_path / name, pixels)
    assert recognises(tmp_path / name)
    back = read_drawing(tmp_path / name)
    worst = max(abs(area(one) - area(other)) for one, other in zip(back.outlines, pixels.outlines, strict=True))
    measured = [mended(one.polygons, place=one.label).shape.area for one in back.outlines]
    claim(f"write, read, measure {name.lstrip('a._')}: areas differ by [pixels]", worst, "0", worst == 0)
    assert measured == [area(one) for one in pixels.outlines]


@pytest.mark.parametrize("name", WRITERS)
def test_every_format_written_twice_is_the_same(tmp_path, pixels, name):
    """From format to format and back; float coordinates of ROIs survive once they have been through one."""
    write_roi_set(tmp_path / "first.zip", section())
    first = read_drawing(tmp_path / "first.zip") if name not in {"a.png", "a.ome.tif"} else pixels
    WRITERS[name](tmp_path / name, first)
    back = read_drawing(tmp_path / name)
    assert areas(back) == areas(first)


def test_kinds_are_told_by_content_where_suffixes_do_not(tmp_path):
    write_geojson(tmp_path / "a.txt", section())
    assert len(read_drawing(tmp_path / "a.txt").outlines) == 8
    (tmp_path / "b.json").write_text(json.dumps({"type": "FeatureCollection", "features": []}))
    (tmp_path / "c.json").write_text('{"name": "settings"}')
    assert recognises(tmp_path / "b.json")
    assert not recognises(tmp_path / "c.json")
    with zipfile.ZipFile(tmp_path / "d.zip", "w") as archive:
        archive.writestr("a.csv", "1")
    assert not recognises(tmp_path / "d.zip")
    (tmp_path / "e.zip").write_bytes(b"PK\x03\x04")
    assert recognises(tmp_path / "e.zip")


@pytest.mark.parametrize("name", ["a.geojson", "a.json", "a.roi", "a.zip", "a.png", "a.tif", "a.csv", "a.txt"])
def test_empty_files_are_mistakes(tmp_path, name):
    (tmp_path / name).write_bytes(b"")
    with pytest.raises(Mistake, match=f"{name}: the file is empty"):
        read_drawing(tmp_path / name)


@pytest.mark.parametrize("name", ["a.geojson", "a.json", "a.roi", "a.zip", "a.png", "a.tif", "a.csv"])
@pytest.mark.parametrize("seed", range(6))
def test_noise_is_a_mistake_and_never_anything_else(tmp_path, name, seed):
    luck = np.random.default_rng(seed)
    begins = [b"", b"{", b"[[", b"Iout", b"PK\x03\x04", b"II*\0\x08\0\0\0", b"\x89PNG\r\n\x1a\n"]
    for head in begins:
        (tmp_path / name).write_bytes(head + luck.bytes(int(luck.integers(1, 400))))
        recognises(tmp_path / name)
        with pytest.raises(Mistake):
            read_drawing(tmp_path / name)


@pytest.mark.parametrize("name", [*WRITERS, "a.roi"])
def test_files_with_a_byte_turned_or_cut_are_read_or_are_mistakes(tmp_path, pixels, name):
    luck = np.random.default_rng(1)
    if name == "a.roi":
        write_roi_set(tmp_path / "b.zip", Drawing("b", section().outlines[3:4]))
        with zipfile.ZipFile(tmp_path / "b.zip") as archive:
            whole = archive.read(archive.namelist()[0])
    else:
        WRITERS[name](tmp_path / name, pixels)
        whole = (tmp_path / name).read_bytes()
    for _ in range(60):
        spoiled = bytearray(whole)
        for place in luck.integers(0, min(len(whole), 600), 3):
            spoiled[place] = luck.integers(256)
        (tmp_path / name).write_bytes(bytes(spoiled[: luck.integers(1, len(whole) + 1)]))
        try:
            drawing = read_drawing(tmp_path / name)
        except Mistake:
            continue
        assert all(np.isfinite(ring).all() for one in drawing.outlines for polygon in one.polygons for ring in polygon)


def test_other_kinds_and_missing_files_are_mistakes(tmp_path):
    (tmp_path / "a.docx").write_bytes(b"\x00")
    with pytest.raises(Mistake, match="none of the kinds"):
        read_drawing(tmp_path / "a.docx")
    with pytest.raises(Mistake, match="cannot be read"):
        read_drawing(tmp_path / "none.geojson")
    with pytest.raises(Mistake, match="cannot be read"):
        read_drawing(tmp_path)
    assert not recognises(tmp_path / "a.docx")


def test_a_section_of_four_thousand_points_is_read_in_milliseconds(tmp_path, claim):
    import time

    outlines = tuple(
        one._replace(polygons=((around(900.0 + 300 * n, 1000),),)) for n, one in enumerate(section().outlines[:4])
    )
    write_geojson(tmp_path / "a.geojson", Drawing("a", outlines))
    read_drawing(tmp_path / "a.geojson")
    times = []
    for _ in range(10):
        begun = time.perf_counter()
        for one in read_drawing(tmp_path / "a.geojson").outlines:
            mended(one.polygons, place="a")
        times.append(time.perf_counter() - begun)
    # 500 sections in 20 s on two cores leave 80 ms for each; reading may take half. The least is of a quiet moment.
    claim("section of 4,000 points read from GeoJSON and mended [s]", min(times), "0.04", min(times) < 0.04)
