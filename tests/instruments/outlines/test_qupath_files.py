"""GeoJSON of every version of QuPath is read, ours comes back, and spoiled files are sentences."""

import json

import numpy as np
import pytest
from drawn import area, areas, around, section, shoelace
from tests.morphometry_cases import case

from neointima.geometry.mended_outline import mended
from neointima.instruments.outlines import qupath
from neointima.instruments.outlines.classes import our_classes
from neointima.instruments.outlines.qupath import Mark, read_geojson, write_geojson
from neointima.mistake import Mistake

RING = [[0, 0], [10, 0], [10, 10], [0, 10], [0, 0]]
HOLE = [[2, 2], [2, 4], [4, 4], [4, 2], [2, 2]]


def feature(geometry=None, **properties):
    geometry = geometry or {"type": "Polygon", "coordinates": [RING]}
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def read(document, tmp_path):
    path = tmp_path / "a.geojson"
    path.write_text(document if isinstance(document, str) else json.dumps(document))
    return read_geojson(path)


@pytest.mark.parametrize("number", [56, 308, 498])
def test_worked_case_old_and_new_layout(number):
    folder, expected = case("MM07_qupath_geojson_A")
    outlines = {one.label: one for one in read_geojson(folder / f"section_{number}.geojson").outlines}
    mm2 = (0.5e-3) ** 2
    lumen, wall = area(outlines["Lumen"]) * mm2, area(outlines["Wall"]) * mm2
    outer = shoelace(outlines["Wall"].polygons[0][0]) * mm2
    assert lumen == pytest.approx(expected[f"{number}_lumen_area"], rel=0.0015)
    assert wall == pytest.approx(expected[f"{number}_wall_area"], rel=0.003)
    assert outer == pytest.approx(expected[f"{number}_outer_area"], rel=0.0015)
    assert 100 * (1 - lumen / outer) == pytest.approx(expected[f"{number}_area_stenosis_percent"], abs=0.15)
    assert outlines["Wall" if number == 308 else "Lumen"].values


def test_what_is_written_comes_back_with_every_digit(tmp_path):
    drawing = section()
    write_geojson(tmp_path / "a.geojson", drawing)
    back = read_geojson(tmp_path / "a.geojson")
    assert areas(back) == areas(drawing)
    for one, other in zip(back.outlines, drawing.outlines, strict=True):
        assert (one.label, one.name, one.values) == (other.label, other.name or other.label, other.values)
        assert all(np.array_equal(*pair) for pair in zip(one.lines, other.lines, strict=True))
    assert back.notes == ()


def test_properties_are_those_of_qupath(tmp_path):
    write_geojson(
        tmp_path / "a.geojson", section(), is_locked=True, marks=[Mark((1.0, 2.0), "Cell", (1, 2, 3), {"r": 5})]
    )
    document = json.loads((tmp_path / "a.geojson").read_text())
    *annotations, mark = document["features"]
    strut = next(each for each in annotations if each["properties"]["name"] == "Strut 1")
    assert strut["properties"] == {
        "objectType": "annotation",
        "name": "Strut 1",
        "classification": {"name": "Strut", "color": [213, 94, 0]},
        "isLocked": True,
        "measurements": {"Injury score": 2.0, "Confidence": 0.8125},
    }
    assert strut["geometry"]["coordinates"][0][0] == strut["geometry"]["coordinates"][0][-1]
    assert mark["properties"]["objectType"] == "detection"
    assert mark["geometry"] == {"type": "Point", "coordinates": [1.0, 2.0]}


def test_sections_survive_in_names(tmp_path):
    drawing = section()
    outlines = tuple(one._replace(section=place) for place in ("D 1", "D 2") for one in drawing.outlines[:3])
    write_geojson(tmp_path / "a.geojson", drawing._replace(outlines=outlines))
    back = read_geojson(tmp_path / "a.geojson").outlines
    assert [our_classes().named(one.label, one.name).section for one in back] == ["D 1"] * 3 + ["D 2"] * 3


def test_three_ways_to_hold_features(tmp_path):
    one = feature(classification={"name": "Lumen"})
    for document in ({"type": "FeatureCollection", "features": [one]}, [one], one):
        assert [each.label for each in read(document, tmp_path).outlines] == ["Lumen"]


def test_old_and_new_properties_and_derived_classes(tmp_path):
    old = feature(
        classification={"name": "Strut", "colorRGB": -377282},
        measurements=[
            {"name": "Injury", "value": 1},
            {"name": "bad", "value": "NaN"},
            {"name": "worse", "value": None},
            7,
        ],
    )
    old["id"] = "PathAnnotationObject"
    new = feature(
        objectType="annotation",
        name="Strut 4",
        classification={"names": ["Strut", "Covered"], "color": [1, 2, 3]},
        measurements={"Injury": 3.5, "none": None, "yes": True},
    )
    bare, named = feature(), feature(name="IEL")
    named["properties"]["classification"] = None
    bare["properties"] = None
    found = read([old, new, bare, named], tmp_path).outlines
    assert [each.label for each in found] == ["Strut", "Strut: Covered", "", "IEL"]
    assert [dict(each.values) for each in found] == [{"Injury": 1.0}, {"Injury": 3.5}, {}, {}]


def test_holes_parts_and_lines(tmp_path):
    found = read(
        [
            feature({"type": "Polygon", "coordinates": [RING, HOLE]}, name="a"),
            feature({"type": "MultiPolygon", "coordinates": [[RING, HOLE], [[[20, 0], [22, 0], [22, 2]]]]}, name="b"),
            feature({"type": "MultiPolygon", "coordinates": [[RING]]}, name="c"),
            feature({"type": "LineString", "coordinates": [[0, 0], [1, 5]]}, name="d"),
            feature({"type": "MultiLineString", "coordinates": [[[0, 0], [1, 5]], [[3, 3, 0], [4, 4, 0]]]}, name="e"),
        ],
        tmp_path,
    )
    assert areas(found) == {"a": 96, "b": 98, "c": 100}
    assert [len(each.lines) for each in found.outlines] == [0, 0, 0, 1, 2]
    assert found.notes == ("a.geojson: 1 outlines did not repeat their first point",)


def test_an_unclosed_ring_is_a_ring_unless_a_gap_is_left(tmp_path):
    whole, torn = around(100.0).tolist(), around(100.0)[:250].tolist()
    found = read([feature({"type": "Polygon", "coordinates": [ring]}, name="IEL") for ring in (whole, torn)], tmp_path)
    assert [(len(each.polygons), len(each.lines)) for each in found.outlines] == [(1, 0), (0, 1)]


def test_the_ellipse_tool_is_an_ellipse(tmp_path):
    octagon = [[2 + 2 * np.cos(a), 1 + np.sin(a)] for a in np.arange(9) * np.pi / 4]
    found = read(feature({"type": "Polygon", "coordinates": [octagon], "isEllipse": True}, name="Lumen"), tmp_path)
    # 720 corners: 1.3e-5 short of pi a b.
    assert area(found.outlines[0]) == pytest.approx(2 * np.pi, rel=1.3e-5)


def test_points_and_detections_are_left_and_said(tmp_path):
    cell, tile = feature(objectType="cell"), feature()
    tile["id"] = "PathTileObject"
    point = feature({"type": "Point", "coordinates": [1, 2]})
    found = read([feature(name="Lumen"), cell, cell, tile, point, 7, None, {"type": "Feature"}], tmp_path)
    assert len(found.outlines) == 1
    assert [note.split(": ", 1)[1] for note in found.notes] == [
        "2 of the kind 'cell' left out",
        "1 of the kind 'tile' left out",
        "1 of the kind 'point' left out",
        "3 of the kind 'no feature' left out",
    ]


def test_slices_are_sections(tmp_path):
    at = [feature({"type": "Polygon", "coordinates": [RING], "plane": {"c": -1, "z": z, "t": 0}}) for z in (0, 1)]
    assert [each.section for each in read(at, tmp_path).outlines] == ["", "z1"]
    assert [each.section for each in read(at[1:], tmp_path).outlines] == [""]


@pytest.mark.parametrize(
    ("geometry", "words"),
    [
        (None, "no outline"),
        ({}, "no outline"),
        ({"type": "Polygon", "coordinates": 5}, "no outline"),
        ({"type": "Polygon", "coordinates": []}, "no outline"),
        ({"type": "Polygon", "coordinates": [5]}, "pairs of numbers"),
        ({"type": "Polygon", "coordinates": [[]]}, "pairs of numbers"),
        ({"type": "Polygon", "coordinates": [[[0, 0], [1], [2, 2]]]}, "pairs of numbers"),
        ({"type": "Polygon", "coordinates": [[["0", "0"], ["1", "2"]]]}, "pairs of numbers"),
        ({"type": "Polygon", "coordinates": [[[0, 0, 0, 0], [1, 1, 1, 1]]]}, "pairs of numbers"),
        ({"type": "Polygon", "coordinates": [[[0, 0], [None, 1]]]}, "finite"),
        ({"type": "Polygon", "coordinates": [[[0, 0], [float("nan"), 1]]]}, "finite"),
        ({"type": "Polygon", "coordinates": [[[0, 0], [float("inf"), 1]]]}, "finite"),
        ({"type": "Polygon", "coordinates": [[[0, 0], [1e300, 1]]]}, "ten million"),
        ({"type": "Polygon", "coordinates": [[[0, 0], [10**400, 1]]]}, "ten million"),
        ({"type": "MultiPolygon", "coordinates": [[], [RING]]}, "without rings"),
        ({"type": "GeometryCollection", "coordinates": [1]}, "'GeometryCollection' is no outline"),
        ({"type": ["Polygon"], "coordinates": [RING]}, "is no outline"),
    ],
)
def test_a_spoiled_geometry_is_a_mistake(geometry, words, tmp_path):
    one = feature(name="Lumen")
    one["geometry"] = geometry
    with pytest.raises(Mistake, match=words):
        read([one], tmp_path)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ('{"a":' * 100_000, "not JSON"),
        ('{"features": [', "not JSON"),
        ("\x00", "not JSON"),
        ("{}", "no 'features'"),
        ("3", "no 'features'"),
        ("null", "no 'features'"),
        ('{"features": 4}', "no 'features'"),
        ("[]", "no outlines"),
    ],
)
def test_what_is_no_geojson_is_a_mistake(text, words, tmp_path):
    with pytest.raises(Mistake, match=words):
        read(text, tmp_path)


def test_sizes_are_limited(tmp_path, monkeypatch):
    (tmp_path / "b.geojson").write_bytes(b'\xff\xfe"')
    with pytest.raises(Mistake, match="not JSON"):
        read_geojson(tmp_path / "b.geojson")
    with pytest.raises(Mistake, match="cannot be read"):
        read_geojson(tmp_path / "none.geojson")
    monkeypatch.setattr(qupath, "MOST_POINTS", 3)
    with pytest.raises(Mistake, match="simplify the lines"):
        read([feature()], tmp_path)
    monkeypatch.setattr(qupath, "LARGEST", 10)
    with pytest.raises(Mistake, match="larger than"):
        read([feature()], tmp_path)


def test_nothing_that_is_not_finite_is_written(tmp_path):
    drawing = section()
    spoiled = drawing.outlines[0]._replace(values={"x": float("nan")})
    with pytest.raises(Mistake, match="not finite"):
        write_geojson(tmp_path / "a.geojson", drawing._replace(outlines=(spoiled,)))
    with pytest.raises(Mistake, match="nothing is drawn"):
        write_geojson(tmp_path / "a.geojson", drawing._replace(outlines=(spoiled._replace(polygons=()),)))
    assert not list(tmp_path.iterdir())


def test_areas_agree_with_those_of_shapely(tmp_path):
    write_geojson(tmp_path / "a.geojson", section())
    for outline in read_geojson(tmp_path / "a.geojson").outlines:
        if outline.polygons:
            found = mended(outline.polygons, place=outline.label)
            assert found.notes == ()
            assert found.shape.area == pytest.approx(area(outline), rel=1e-12)
