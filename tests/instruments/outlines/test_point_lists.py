"""Tables of points as intravascular programs and spreadsheets write them."""

import numpy as np
import pytest
import shapely
from drawn import area, areas, around, section
from tests.morphometry_cases import case

from neointima.geometry.caliper import caliper
from neointima.instruments.contour_file import read_contours
from neointima.instruments.outlines import Drawing, Outline, point_list
from neointima.instruments.outlines.classed import classed
from neointima.instruments.outlines.classes import Classes, our_classes
from neointima.instruments.outlines.point_list import read_point_list, recognises
from neointima.instruments.outlines.point_list_writer import write_point_list
from neointima.mistake import Mistake

RING = around(1.5, points=40, middle=(4.0, 3.0))


def rows(points, before=(), after=(), separator="\t"):
    return "".join(separator.join(map(str, (*before, *point, *after))) + "\n" for point in points.tolist())


def read(tmp_path, text, name="a.csv"):
    (tmp_path / name).write_text(text, encoding="utf-8")
    return read_point_list(tmp_path / name)


def test_worked_case():
    folder, expected = case("MM01_ivus_prestent")
    assert recognises(folder / "contours.tsv")
    assert not recognises(folder / "frames_published.csv")
    drawing = read_point_list(folder / "contours.tsv")
    known = classed(drawing, our_classes()).outlines
    assert drawing.unit == 1e-3
    assert [(each.kind, each.section) for each in known][:2] == [("lumen", "D 197"), ("lumen", "D 334")]
    assert [each.outline.place for each in known] == pytest.approx([0, 4.5637, 9.5575, 14.5477, 0, 4.6293, 9.6571])
    for each in known:
        shape, name = shapely.Polygon(each.outline.polygons[0][0]), each.section.replace(" ", "_")
        # Published with two decimals.
        assert shape.area == pytest.approx(expected[f"{name}_lumen_area"], abs=0.012)
        assert shape.length == pytest.approx(expected[f"{name}_perimeter"], abs=0.012)
        longest = caliper(each.outline.polygons[0][0]).longest
        assert longest == pytest.approx(expected[f"{name}_max_diameter"], abs=0.012)


def test_tables_without_headings_are_frame_x_y_z(tmp_path):
    text = "".join(rows(RING, before=(float(frame),), after=(frame / 2,)) for frame in (12, 7))
    found = read(tmp_path, text)
    assert [(one.section, one.place) for one in found.outlines] == [("12", 6.0), ("7", 3.5)]
    assert all(np.array_equal(one.polygons[0][0], RING) for one in found.outlines)
    assert np.isnan(found.unit)
    assert "no unit" in " ".join(found.notes)
    assert "taken as the lumen" in " ".join(found.notes)


@pytest.mark.parametrize("separator", [",", ";", "\t", " "])
@pytest.mark.parametrize(
    ("x", "y", "unit"),
    [
        ("x_mm", "y_mm", 1e-3),
        ("x [mm]", "y [mm]", 1e-3),
        ("X(um)", "Y(um)", 1e-6),
        ("x_µm", "y_µm", 1e-6),
        ("x [px]", "y [px]", None),
        ("x", "y", None),
    ],
)
def test_units_stand_in_the_headings(tmp_path, separator, x, y, unit):
    if separator == " " and " " in x:
        pytest.skip("a space in a heading of a table with spaces")
    text = separator.join(("frame", x, y)) + "\n" + rows(RING, before=(3,), separator=separator)
    found = read(tmp_path, text)
    assert found.unit == unit if unit else np.isnan(found.unit)
    assert recognises(tmp_path / "a.csv")
    assert area(found.outlines[0]) == pytest.approx(shapely.Polygon(RING).area, rel=1e-12)
    assert ("no unit" in " ".join(found.notes)) == (x == "x")


def test_decimal_commas_blank_lines_and_comments(tmp_path):
    text = (
        "# from the clinic\n\nframe;x_mm;y_mm\n" + rows(RING, before=(3,), separator=";").replace(".", ",") + ";;\n"[2:]
    )
    assert area(read(tmp_path, text).outlines[0]) == pytest.approx(shapely.Polygon(RING).area, rel=1e-12)


def test_the_name_of_a_file_may_say_what_it_holds(tmp_path):
    text = rows(RING, before=(1,), after=(0.0,))
    assert {read(tmp_path, text, name).outlines[0].label for name in ("eem_contours.csv", "diastolic-EEM.txt")} == {
        "eem",
        "EEM",
    }
    assert read(tmp_path, text, "patient 3.csv").outlines[0].label == "lumen"
    classes = Classes({"catheter": "ignore", "tube": "stent"})
    (tmp_path / "tube.csv").write_text(text)
    assert read_point_list(tmp_path / "tube.csv", classes).outlines[0].label == "tube"


def test_contours_are_told_apart_by_class_and_frame_however_rows_are_mixed(tmp_path):
    pairs = [f"{label},{frame},{x},{y}\n" for x, y in RING.tolist() for label in ("lumen", "IEL") for frame in (1, 2)]
    found = read(tmp_path, "contour,frame,x_mm,y_mm\n" + "".join(pairs))
    assert [(one.label, one.section) for one in found.outlines] == [
        (a, b) for a in ("lumen", "IEL") for b in ("1", "2")
    ]
    assert all(np.array_equal(one.polygons[0][0], RING) for one in found.outlines)


def test_the_tables_of_study_files_are_read_too(tmp_path):
    path = tmp_path / "contours.csv"
    text = "contour,x [mm],y [mm]\n" + "".join(
        rows(around(r), (name,), separator=",") for name, r in (("IEL", 2.0), ("EEL", 3.0))
    )
    path.write_text(text)
    known = classed(read_point_list(path), our_classes()).outlines
    assert [each.kind for each in known] == ["iel", "eel"]
    assert set(read_contours(path)) == {1, 2}
    drawing = Drawing(
        "a", tuple(Outline(label, polygons=((around(far),),)) for label, far in (("IEL", 2.0), ("EEL", 3.0))), 1e-3
    )
    write_point_list(path, drawing)
    assert set(read_contours(path)) == {1, 2}


def test_a_contour_with_a_gap_is_a_line(tmp_path):
    whole, torn = around(1.5, points=200), around(1.5, points=200)[:150]
    text = "contour,x_mm,y_mm\n" + "".join(
        rows(ring, (name,), separator=",") for name, ring in (("lumen", whole), ("IEL", torn))
    )
    assert [(len(one.polygons), len(one.lines)) for one in read(tmp_path, text).outlines] == [(1, 0), (0, 1)]


@pytest.mark.parametrize("unit", [1e-3, 1e-6, float("nan"), 2e-5])
def test_what_is_written_comes_back(tmp_path, unit):
    drawing = section(unit)
    again = tuple(one._replace(section="D 5", place=12.5) for one in drawing.outlines)
    drawing = drawing._replace(outlines=(*again, *drawing.outlines))
    write_point_list(tmp_path / "a.tsv", drawing)
    back = read_point_list(tmp_path / "a.tsv")
    scale = 1.0 if unit != 2e-5 else 0.02
    assert back.unit == pytest.approx(unit if scale == 1 else 1e-3, nan_ok=True)
    assert len(back.outlines) == len(drawing.outlines)
    for one, other in zip(back.outlines, drawing.outlines, strict=True):
        assert (one.label, one.section) == (other.label, other.section)
        assert one.place == pytest.approx(other.place * scale, nan_ok=True)
        assert area(one) == (area(other) if scale == 1 else pytest.approx(area(other) * scale**2, rel=1e-12))
        assert [len(line) for line in one.lines] == [len(line) for line in other.lines]
    numbers = [each.number for each in classed(back, our_classes()).outlines if each.kind == "strut"]
    assert numbers == [1, 2, 1, 2]


def test_outlines_that_are_called_alike_stay_apart(tmp_path):
    drawing = section()
    struts = tuple(one._replace(name="") for one in drawing.outlines[5:7])
    write_point_list(tmp_path / "a.tsv", Drawing("a", struts))
    assert areas(read_point_list(tmp_path / "a.tsv")) == {"Strut 1": 4900, "Strut 2": 4900}
    write_point_list(tmp_path / "a.tsv", Drawing("a", (struts[0]._replace(label="=1+1"),)))
    assert "'=1+1" in (tmp_path / "a.tsv").read_text()
    assert read_point_list(tmp_path / "a.tsv").outlines[0].label == "=1+1"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no columns x and y"),
        ("name,age\nA,3\n", "no columns x and y"),
        ("frame,x_mm,y_mm\n", "no points"),
        ("x_mm,y_um\n1,2\n", "different units"),
        ("x_mm,y\n1,2\n", "different units"),
        ("x [parsec],y [parsec]\n1,2\n", "not a unit of length"),
        ("frame,x_mm,y_mm\n1,2\n", "line 2: finite numbers"),
        ("frame,x_mm,y_mm\n1,2,nan\n", "line 2: finite numbers"),
        ("frame,x_mm,y_mm\n1,2,inf\n", "line 2: finite numbers"),
        ("frame,x_mm,y_mm\n1,2,1e40\n", "line 2: finite numbers"),
        ("frame,x_mm,y_mm\n1,2,two\n", "line 2: finite numbers"),
        ("1 2 3 4 5\n", "5 columns of numbers"),
        ("\0\0\0", "no columns x and y|not a table"),
    ],
)
def test_spoiled_tables_are_mistakes(tmp_path, text, words):
    with pytest.raises(Mistake, match=words):
        read(tmp_path, text)


def test_sizes_are_limited(tmp_path, monkeypatch):
    with pytest.raises(Mistake, match="cannot be read"):
        read_point_list(tmp_path / "none.csv")
    (tmp_path / "a.csv").write_bytes(b"\xff\xfe\x00x")
    with pytest.raises(Mistake, match="not a text file"):
        read_point_list(tmp_path / "a.csv")
    for name, words in (
        ("MOST_ROWS", "more than 2 lines"),
        ("MOST_CONTOURS", "more than 2 contours"),
        ("LARGEST", "larger than"),
    ):
        monkeypatch.setattr(point_list, name, 2)
        with pytest.raises(Mistake, match=words):
            read(tmp_path, "frame,x_mm,y_mm\n" + "".join(f"{frame},1,2\n" for frame in range(9)))
        monkeypatch.undo()


@pytest.mark.parametrize(
    "text",
    [
        "animal,stent,late_loss\n1,2,3\n2,3,4\n3,4,5\n",
        "time [d],released\n1,2\n2,3\n3,4\n",
        "name,class\nEEM,eel\n",
        "1,2\n3,4\n5,6\n7,8\n",
        "frame,position,phase,lumen_area\n1,2,D,4\n",
        "x,y\n1,2\n2,3\n3,5\n",
        "not a table at all\n",
    ],
)
def test_other_tables_are_not_taken_for_contours(tmp_path, text):
    (tmp_path / "a.csv").write_text(text)
    assert not recognises(tmp_path / "a.csv")
    assert not recognises(tmp_path / "none.csv")
