"""Every shape of ImageJ is read from bytes made as its source says; what we write comes back; archives are not trusted."""

import struct
import zipfile

import numpy as np
import pytest
import shapely
from drawn import area, areas, around, section
from roi_bytes import roi
from tests.morphometry_cases import case

from neointima.geometry.caliper import caliper
from neointima.instruments import safe_archive
from neointima.instruments.outlines import Drawing, Outline, imagej
from neointima.instruments.outlines.classed import classed
from neointima.instruments.outlines.classes import our_classes
from neointima.instruments.outlines.imagej import read_rois, write_roi_set
from neointima.mistake import Mistake

POLYGON, RECT, OVAL, LINE, FREELINE, POLYLINE, _, FREEHAND, TRACED, ANGLE, POINT = range(11)
TEXT, ARROW, ELLIPSE, IMAGE, TURNED = range(1, 6)
SQUARE = [(0, 0), (10, 0), (10, 10), (0, 10)]


def read(tmp_path, content):
    (tmp_path / "a.roi").write_bytes(content)
    return read_rois(tmp_path / "a.roi")


def zipped(tmp_path, entries, **how):
    with zipfile.ZipFile(tmp_path / "RoiSet.zip", "w", **how) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return tmp_path / "RoiSet.zip"


def test_worked_case():
    folder, expected = case("MM03_imagej_roiset_A")
    known = classed(read_rois(folder / "RoiSet.zip"), our_classes())
    assert {each.section for each in known.outlines} == {"56", "202", "308", "393", "498", "619"}
    for each in known.outlines:
        name, shape = each.outline.label, shapely.Polygon(each.outline.polygons[0][0])
        feret = caliper(each.outline.polygons[0][0])
        assert shape.area / 1e4 == pytest.approx(expected[f"{name}_area"], rel=0.001)
        assert shape.length / 100 == pytest.approx(expected[f"{name}_perimeter"], rel=0.001)
        assert feret.longest / 100 == pytest.approx(expected[f"{name}_feret"], rel=0.002)
        assert feret.shortest / 100 == pytest.approx(expected[f"{name}_min_feret"], rel=0.005)
        assert shape.centroid.x / 100 == pytest.approx(expected[f"{name}_centroid_x"], abs=0.005)
        assert shape.centroid.y / 100 == pytest.approx(expected[f"{name}_centroid_y"], abs=0.005)
    of = {(each.kind, each.section): area(each.outline) / 1e4 for each in known.outlines}
    for number in ("56", "202", "308", "393", "498", "619"):
        wall = of["eel", number] - of["lumen", number]
        assert wall == pytest.approx(expected[f"wall_area_{number}"], rel=0.002)
        stenosis = 100 * wall / of["eel", number]
        assert stenosis == pytest.approx(expected[f"area_stenosis_{number}_percent"], abs=0.15)


@pytest.mark.parametrize("kind", [POLYGON, FREEHAND, TRACED])
@pytest.mark.parametrize("corner", [(3, 5), (40_000, 50_000), (-200, -300)])
def test_whole_corners_also_far_out_and_negative(tmp_path, kind, corner):
    left, top = corner
    found = read(tmp_path, roi(kind, box=(left, top, left + 10, top + 10), points=SQUARE, name="Lumen"))
    (outline,) = found.outlines
    assert outline.label == "Lumen"
    assert np.array_equal(outline.polygons[0][0], np.array(SQUARE) + corner)


def test_corners_between_pixels_beyond_any_short_integer(tmp_path):
    exact = [(100_000.5, 90_000.25), (100_010.5, 90_000.25), (100_010.5, 90_010.25)]
    found = read(tmp_path, roi(POLYGON, points=[(0, 0), (10, 0), (10, 10)], exact=exact))
    assert np.array_equal(found.outlines[0].polygons[0][0], exact)
    assert found.outlines[0].label == "a"


def test_a_box_may_be_exact_or_rounded(tmp_path):
    plain = read(tmp_path, roi(RECT, box=(2, 3, 12, 8))).outlines[0]
    assert area(plain) == 50
    assert plain.polygons[0][0].min(axis=0).tolist() == [2, 3]
    exact = read(tmp_path, roi(RECT, box=(2, 3, 12, 8), four=(2.25, 3.5, 10.5, 4.75), options=128)).outlines[0]
    assert area(exact) == 10.5 * 4.75
    rounded = read(tmp_path, roi(RECT, box=(0, 0, 100, 50), arc=20)).outlines[0]
    # Corners of radius 10, each 1.3e-5 of a quarter disc short; the straight sides are whole.
    assert area(rounded) == pytest.approx(5000 - (4 - np.pi) * 100, abs=1.3e-5 * np.pi * 100)
    assert shapely.Polygon(rounded.polygons[0][0]).is_valid
    assert np.ptp(rounded.polygons[0][0], axis=0) == pytest.approx([100, 50])


def test_ovals_and_ellipses_are_as_fine_as_said(tmp_path):
    oval = read(tmp_path, roi(OVAL, box=(10, 20, 50, 40))).outlines[0]
    assert area(oval) == pytest.approx(np.pi * 20 * 10, rel=1.3e-5)
    assert oval.polygons[0][0].mean(axis=0) == pytest.approx([30, 30])
    exact = read(tmp_path, roi(OVAL, four=(1.5, 2.5, 3.0, 5.0), options=128)).outlines[0]
    assert area(exact) == pytest.approx(np.pi * 1.5 * 2.5, rel=1.3e-5)
    # Ends of the long axis, and the short axis as a share of it.
    turned = read(tmp_path, roi(FREEHAND, four=(0, 0, 30, 40), subtype=ELLIPSE, parameter=0.5)).outlines[0]
    assert area(turned) == pytest.approx(np.pi * 25 * 12.5, rel=1.3e-5)
    assert caliper(turned.polygons[0][0]) == pytest.approx((50, 25), rel=1e-4)
    assert np.hypot(*(turned.polygons[0][0] - [30, 40]).T).min() < 1e-9


def test_a_turned_rectangle_lies_along_its_middle_line(tmp_path):
    found = read(tmp_path, roi(FREEHAND, four=(0, 0, 30, 40), subtype=TURNED, parameter=10)).outlines[0]
    assert area(found) == pytest.approx(500)
    assert shapely.Polygon(found.polygons[0][0]).contains(shapely.LineString([(0.3, 0.4), (29.7, 39.6)]))


@pytest.mark.parametrize("kind", [POLYLINE, FREELINE, ANGLE])
def test_lines_stay_open_and_count_from_the_corner_of_a_pixel(tmp_path, kind):
    found = read(tmp_path, roi(kind, box=(5, 5, 15, 15), points=SQUARE[:3], name="CD31")).outlines[0]
    assert found.polygons == ()
    assert np.array_equal(found.lines[0], np.array(SQUARE[:3]) + 5.5)
    straight = read(tmp_path, roi(LINE, four=(1, 2, 3.5, 4))).outlines[0]
    assert np.array_equal(straight.lines[0], [[1.5, 2.5], [4, 4.5]])


def ring(points):
    first, *others = points
    return [0, *first, *(number for point in others for number in (1, *point)), 4]


def test_composites_have_holes_parts_and_curves(tmp_path):
    outer, hole, apart = np.array(SQUARE) * 10, np.array(SQUARE) * 2 + 30, np.array(SQUARE) + 200
    for one in (hole, hole[::-1]):
        path = [*ring(outer.tolist()), *ring(one.tolist()), *ring(apart.tolist())]
        (found,) = read(tmp_path, roi(RECT, path=path, name="Wall")).outlines
        assert [len(polygon) for polygon in found.polygons] == [2, 1]
        assert area(found) == 10_000 - 400 + 100
    # The usual four cubic arcs of a circle of radius 100, themselves 2.8e-4 off in area.
    k = 100 * 0.5522847498
    arcs = [3, 100, k, k, 100, 0, 100, 3, -k, 100, -100, k, -100, 0]
    arcs += [3, -100, -k, -k, -100, 0, -100, 3, k, -100, 100, -k, 100, 0]
    (found,) = read(tmp_path, roi(RECT, path=[0, 100, 0, *arcs, 4])).outlines
    assert area(found) == pytest.approx(np.pi * 1e4, rel=4e-4)
    # A parabola over its chord encloses two thirds of the box of its own height.
    (found,) = read(tmp_path, roi(RECT, path=[0, 0, 0, 2, 50, 100, 100, 0, 4])).outlines
    assert area(found) == pytest.approx(100 * 50 * 2 / 3, rel=1e-4)


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (roi(POINT, box=(0, 0, 5, 5), points=SQUARE), "point"),
        (roi(LINE, four=(1, 2, 3, 4), subtype=ARROW), "arrow"),
        (roi(9, box=(0, 0, 1, 1)), "empty outline"),
    ],
)
def test_what_is_no_outline_is_left_and_said(tmp_path, content, what):
    path = zipped(tmp_path, [("Lumen.roi", roi(POLYGON, points=SQUARE)), ("b.roi", content)])
    found = read_rois(path)
    assert len(found.outlines) == 1
    assert found.notes == (f"RoiSet.zip: 1 of the kind '{what}' left out",)
    with pytest.raises(Mistake, match="no ROI with an outline"):
        read(tmp_path, content)


def test_splines_are_said_to_be_their_vertices(tmp_path):
    found = read(tmp_path, roi(POLYGON, points=SQUARE, options=1))
    assert area(found.outlines[0]) == 100
    assert "their vertices were used" in found.notes[0]


def test_slices_are_sections_only_where_they_differ(tmp_path):
    one, two = roi(POLYGON, points=SQUARE, position=3), roi(POLYGON, points=SQUARE, position=4)
    assert [o.section for o in read_rois(zipped(tmp_path, [("a.roi", one), ("b.roi", two)])).outlines] == ["3", "4"]
    assert [o.section for o in read_rois(zipped(tmp_path, [("a.roi", one), ("b.roi", one)])).outlines] == ["", ""]
    frames = [(f"{t}.roi", roi(POLYGON, points=SQUARE, z=2, t=t)) for t in (1, 2)]
    assert [o.section for o in read_rois(zipped(tmp_path, frames)).outlines] == ["z2 t1", "z2 t2"]


def test_numbers_among_the_properties_are_values(tmp_path):
    found = read(tmp_path, roi(POLYGON, points=SQUARE, props="Injury: 2\nby: AB\nx: nan\n", name="Strut 1"))
    assert dict(found.outlines[0].values) == {"Injury": 2.0}


def test_what_is_written_comes_back(tmp_path):
    drawing = section()
    write_roi_set(tmp_path / "RoiSet.zip", drawing)
    back = read_rois(tmp_path / "RoiSet.zip")
    # From 4096 on 24 digits are 4.9e-4 pixels apart, which a strut of 70 pixels sees most.
    assert {name: value / areas(drawing)[name] for name, value in areas(back).items()} == pytest.approx(
        dict.fromkeys(areas(drawing), 1.0), rel=0, abs=1e-6
    )
    assert [one.label for one in back.outlines] == [one.name or one.label for one in drawing.outlines]
    assert dict(back.outlines[5].values) == dict(drawing.outlines[5].values)
    assert back.outlines[7].lines[0] == pytest.approx(drawing.outlines[7].lines[0], abs=2.45e-4)
    write_roi_set(tmp_path / "again.zip", back)
    again = read_rois(tmp_path / "again.zip")
    assert areas(again) == areas(back)
    write_roi_set(tmp_path / "twice.zip", back)
    assert (tmp_path / "again.zip").read_bytes() == (tmp_path / "twice.zip").read_bytes()


def test_what_was_read_is_written_as_it_was(tmp_path):
    content = roi(POLYGON, box=(40_000, 50_000, 40_010, 50_010), points=SQUARE, name="Lumen")
    found = read(tmp_path, content)
    write_roi_set(tmp_path / "RoiSet.zip", found)
    assert np.array_equal(read_rois(tmp_path / "RoiSet.zip").outlines[0].polygons, found.outlines[0].polygons)


def test_many_points_come_back(tmp_path):
    drawing = Drawing("a", (Outline("Lumen", polygons=((around(1000.0, points=70_000).astype(np.float32),),)),))
    write_roi_set(tmp_path / "RoiSet.zip", drawing)
    assert np.array_equal(
        read_rois(tmp_path / "RoiSet.zip").outlines[0].polygons[0][0], drawing.outlines[0].polygons[0][0]
    )


def test_sections_and_names_stay_in_the_name(tmp_path):
    one = section().outlines[2]
    wall = Outline("Wall", "traced by AB", one.polygons, section="D 7")
    drawing = Drawing("a", (one._replace(section="D 6"), wall, one._replace(section="D 6", name="../Lumen:x")))
    write_roi_set(tmp_path / "RoiSet.zip", drawing)
    with zipfile.ZipFile(tmp_path / "RoiSet.zip") as archive:
        assert archive.namelist() == ["Lumen D 6.roi", "Wall D 7.roi", "Lumen D 6-1.roi"]
    assert [one.label for one in read_rois(tmp_path / "RoiSet.zip").outlines] == ["Lumen D 6", "Wall D 7", "Lumen D 6"]


def test_what_single_precision_would_spoil_is_refused(tmp_path):
    tiny = Outline("Strut", polygons=((around(0.5, middle=(4e6, 4e6)),),))
    with pytest.raises(Mistake, match="24 digits; write GeoJSON"):
        write_roi_set(tmp_path / "RoiSet.zip", Drawing("a", (tiny,)))
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"Iout",
        b"Iout" + b"\xff" * 80,
        b"x" * 100,
        roi(POLYGON, points=SQUARE)[:70],
        roi(RECT, path=[0, 1, 2, 1]),
        roi(RECT, path=[7, 1, 2, 1, 3, 4]),
        roi(RECT, path=[1, 2, 3, 4]),
        roi(POLYGON, points=SQUARE)[:16] + struct.pack(">H", 60_000) + roi(POLYGON, points=SQUARE)[18:],
        roi(RECT, path=[0, 0, 0])[:36] + struct.pack(">i", 2**31 - 1) + roi(RECT, path=[0, 0, 0])[40:],
    ],
)
def test_damaged_rois_are_mistakes(tmp_path, content):
    with pytest.raises(Mistake, match=r"no ROI"):
        read(tmp_path, content)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 1e30])
def test_coordinates_must_be_finite(tmp_path, value):
    with pytest.raises(Mistake, match="finite"):
        read(tmp_path, roi(POLYGON, points=SQUARE, exact=[(0, 0), (1, value), (2, 2), (0, 2)]))


def test_archives_are_read_from_memory_whatever_their_paths_say(tmp_path):
    good = roi(POLYGON, points=SQUARE)
    names = [
        "sub/IEL.roi",
        "../../evil.roi",
        "/etc/evil.roi",
        "C:\\evil.roi",
        "__MACOSX/._IEL.roi",
        "._x.roi",
        "readme.txt",
    ]
    found = read_rois(zipped(tmp_path, [(name, good) for name in names]))
    assert [one.label for one in found.outlines] == ["IEL"]
    assert sum("leads outside the archive" in note for note in found.notes) == 3
    assert [path.name for path in tmp_path.iterdir()] == ["RoiSet.zip"]


def test_duplicate_names_are_all_kept(tmp_path):
    with pytest.warns(UserWarning, match="Duplicate"):
        path = zipped(tmp_path, [("Strut.roi", roi(POLYGON, points=SQUARE))] * 2)
    assert len(read_rois(path).outlines) == 2


def test_bombs_are_refused_before_they_are_unpacked(tmp_path, monkeypatch):
    path = zipped(tmp_path, [("Lumen.roi", bytes(30_000_000))], compression=zipfile.ZIP_DEFLATED)
    monkeypatch.setattr(safe_archive, "_bytes", lambda *_: pytest.fail("unpacked"))
    with pytest.raises(Mistake, match=r"unpacks to 30 MB, \d+ times its size"):
        read_rois(path)
    monkeypatch.setattr(safe_archive, "MOST_ENTRIES", 2)
    with pytest.raises(Mistake, match="more than 2 files"):
        read_rois(zipped(tmp_path, [(f"{n}.txt", b"") for n in range(3)]))


def test_a_bomb_that_lies_about_its_size_is_refused_while_it_is_read(tmp_path):
    path = zipped(tmp_path, [("Lumen.roi", bytes(900_000))], compression=zipfile.ZIP_DEFLATED)
    spoiled = path.read_bytes().replace(struct.pack("<I", 900_000), struct.pack("<I", 5_000))
    path.write_bytes(spoiled)
    with pytest.raises(Mistake, match=r"damaged|not as long as it says"):
        read_rois(path)


def test_archives_cut_short_locked_or_none_are_mistakes(tmp_path, monkeypatch):
    path = zipped(tmp_path, [("Lumen.roi", roi(POLYGON, points=SQUARE))])
    whole = path.read_bytes()
    for content in (whole[:60], whole[:-10], b"", b"PK\x03\x04", b"no archive", whole.replace(b"Iout", b"Iost", 1)):
        path.write_bytes(content)
        with pytest.raises(Mistake, match="damaged, or not a zip"):
            read_rois(path)
    at = whole.rindex(b"PK\x01\x02") + 8
    path.write_bytes(whole[:at] + b"\x01" + whole[at + 1 :])
    with pytest.raises(Mistake, match="password"):
        read_rois(path)
    with pytest.raises(Mistake, match="cannot be read"):
        read_rois(tmp_path / "none.zip")
    with pytest.raises(Mistake, match="no ROI with an outline"):
        read_rois(zipped(tmp_path, [("inner.zip", whole)]))
    monkeypatch.setattr(imagej, "MOST_POINTS", 3)
    with pytest.raises(Mistake, match="simplify"):
        read_rois(zipped(tmp_path, [("Lumen.roi", roi(POLYGON, points=SQUARE))]))
