"""Contour series measured by the endpoints: exactly known pullbacks, and contours with a peer's answers."""

from math import nan

import numpy as np
import pytest
from tests.analysis.reference_cases import Case
from tests.laboratory.measuring.drawn_pullbacks import MM, box_strut, circle, outline, stented

from neointima.geometry.along_vessel import volume
from neointima.instruments.outlines import Drawing, Outline
from neointima.laboratory.measuring.drawings import measured
from neointima.laboratory.measuring.measured import Wish
from neointima.laboratory.measuring.pullback import measured_folder, measured_series
from neointima.mistake import Mistake


def by_section(found, section):
    return {value.endpoint: value for value in found.values if value.section == section}


def number(found, section, endpoint):
    return by_section(found, section)[endpoint].value


@pytest.fixture(scope="module")
def cylinder():
    return measured_series([stented()], Wish(), file="cylinder")


def test_volumes_of_a_stented_cylinder_are_exact(cylinder):
    """Six frames, 0.5 mm apart: 3 mm of stent. Areas are exact by construction: rounding."""
    stent, lumen = np.pi * 1.5**2, np.pi * 1.2**2
    expected = {
        "stented_length": 3.0,
        "stent_volume": 3 * stent,
        "lumen_volume": 3 * lumen,
        "neointimal_volume": 3 * (stent - lumen),
        "neointimal_volume_index": stent - lumen,
        "neointimal_obstruction": 100 * (1 - lumen / stent),
        "minimal_lumen_area": lumen,
        "minimal_stent_area": stent,
        "malapposition_volume": 0.0,
    }
    found = by_section(cylinder, "in stent")
    assert set(found) == set(expected)
    for name, value in expected.items():
        np.testing.assert_allclose(found[name].value, value, rtol=1e-10, atol=1e-12)
    units = {name: value.unit for name, value in found.items()}
    assert units["neointimal_volume"] == "mm**3"
    assert units["neointimal_volume_index"] == "mm**3/mm"
    assert "sum of area × frame spacing" in found["neointimal_volume"].basis
    assert "stent as drawn" in found["neointimal_volume"].basis


def test_the_whole_pullback_has_lumen_alone(cylinder):
    found = by_section(cylinder, "whole")
    np.testing.assert_allclose(found["lumen_volume"].value, np.pi * (3 * 1.2**2 + 2.5 * 1.4**2), rtol=1e-10)
    np.testing.assert_allclose(found["minimal_lumen_area"].value, np.pi * 1.2**2, rtol=1e-10)
    assert found["minimal_lumen_area"].basis.startswith("frame 3, the least of 11")


def test_each_frame_is_named_with_its_place(cylinder):
    inside, outside = by_section(cylinder, "frame 5 · 2.50 mm"), by_section(cylinder, "frame 1 · 0.50 mm")
    np.testing.assert_allclose(inside["stent_neointimal_area"].value, np.pi * (1.5**2 - 1.2**2), rtol=1e-10)
    np.testing.assert_allclose(inside["percent_stent_stenosis"].value, 36.0, rtol=1e-10)
    assert "stent_neointimal_area" not in outside
    assert "stent_area" not in outside
    np.testing.assert_allclose(outside["lumen_area"].value, np.pi * 1.4**2, rtol=1e-10)


def test_the_trapezoid_has_no_ends(cylinder):
    found = measured_series([stented()], Wish(volume="trapezoid"), file="cylinder")
    np.testing.assert_allclose(number(found, "in stent", "stented_length"), 2.5, rtol=1e-12)
    assert "trapezoid" in by_section(found, "in stent")["stent_volume"].basis
    np.testing.assert_allclose(
        number(found, "in stent", "neointimal_volume_index"),
        number(cylinder, "in stent", "neointimal_volume_index"),
        rtol=1e-12,
    )


def test_one_file_a_frame_and_one_file_a_class_measure_like_one_file(cylinder):
    whole = stented()
    frames = {each.section for each in whole.outlines}
    a_frame = [
        Drawing(
            f"{section}.roi", tuple(each._replace(section="") for each in whole.outlines if each.section == section), MM
        )
        for section in sorted(frames)
    ]
    a_class = [
        Drawing(f"{kind}.zip", tuple(each for each in whole.outlines if each.label == kind), MM)
        for kind in ("lumen", "stent")
    ]
    for drawings in (a_frame, a_class):
        found = measured_series(drawings, Wish(), file="cylinder")
        assert sorted(found.values) == sorted(cylinder.values)


def test_frames_are_numbered_where_places_are_missing(cylinder):
    found = measured_series([stented(places=False)], Wish(frame_spacing=0.5 * MM), file="cylinder")
    assert found.values == cylinder.values


def test_without_spacing_there_are_shares_and_no_lengths(cylinder):
    found = measured_series([stented(places=False)], Wish(), file="cylinder")
    inside = by_section(found, "in stent")
    assert not {"stented_length", "stent_volume", "lumen_volume", "neointimal_volume"} & set(inside)
    for name in ("neointimal_obstruction", "neointimal_volume_index"):
        np.testing.assert_allclose(inside[name].value, number(cylinder, "in stent", name), rtol=1e-10)
    assert any("--frame-spacing" in note for note in found.refused)
    assert by_section(found, "frame 5")


def test_without_scale_pixels_are_given_and_millimetres_refused():
    found = measured_series([stented(unit=nan)], Wish(strut=95e-6), file="cylinder")
    assert {value.unit for value in found.values} <= {"px", "px**2", "percent", ""}
    np.testing.assert_allclose(number(found, "frame 5", "lumen_area"), np.pi * 1.2**2, rtol=1e-10)
    assert any("--scale" in note for note in found.refused)


def test_the_person_s_scale_fills_what_the_file_does_not_say(cylinder):
    found = measured_series([stented(unit=nan, places=False)], Wish(scale=MM, frame_spacing=0.5 * MM), file="cylinder")
    assert found.values == cylinder.values


def test_files_of_one_pullback_with_and_without_scale_are_refused():
    with pytest.raises(Mistake, match="--scale"):
        measured_series([stented(), stented(unit=nan)._replace(source="b")], Wish(), file="two")


def strutted(inner, label="strut", lumen=1.4):
    """One frame with struts whose inner faces lie at ``inner`` [mm] from the middle, evenly around."""
    angles = np.arange(len(inner)) * 2 * np.pi / len(inner)
    labels = [label] * len(inner) if isinstance(label, str) else label
    struts = [outline(name, box_strut(a, r), "frame 1", 0.0) for name, a, r in zip(labels, angles, inner, strict=True)]
    return [outline("lumen", circle(lumen), "frame 1", 0.0), *struts]


def test_struts_are_covered_bare_and_malapposed():
    """Eight struts of 90 µm around a lumen of 1.4 mm: four under 0.1 mm, two bare on the wall, two 0.2 mm off it."""
    inner = [1.5, 1.5, 1.5, 1.5, 1.31, 1.31, 1.11, 1.11]
    found = by_section(
        measured_series([Drawing("one", tuple(strutted(inner)), MM)], Wish(strut=95e-6), file="one"), "in stent"
    )
    for name, value in {
        "strut_coverage": 50,
        "uncovered_struts": 50,
        "malapposed_struts": 25,
        "strut_count": 8,
    }.items():
        np.testing.assert_allclose(found[name].value, value, rtol=1e-12)
    # 0.29 mm from the wall less 95 µm; corners of a face 0.1 mm wide lie 1.1 µm nearer.
    np.testing.assert_allclose(found["maximal_malapposition"].value, 0.195, atol=0.0013)
    np.testing.assert_allclose(found["tissue_over_struts"].value, 0.05, atol=1e-4)
    assert "thicker than 0 µm" in found["strut_coverage"].basis
    assert "farther than 95 µm" in found["malapposed_struts"].basis


def test_the_threshold_of_coverage_moves_the_share():
    drawing = Drawing("one", tuple(strutted([1.41, 1.43, 1.5, 1.5])), MM)
    shares = [
        number(measured_series([drawing], Wish(covered=micrometres * 1e-6), file="one"), "in stent", "strut_coverage")
        for micrometres in (0, 20, 60, 200)
    ]
    assert shares == [100, 75, 50, 0]


def test_malapposition_is_not_judged_without_a_thickness():
    found = measured_series([Drawing("one", tuple(strutted([1.1] * 6)), MM)], Wish(), file="one")
    assert "malapposed_struts" not in by_section(found, "in stent")
    assert any("--strut" in note for note in found.notes)


@pytest.mark.parametrize("label", ["strut side branch", "Strut: side-branch", "jailed strut", "Side branch strut"])
def test_struts_across_a_side_branch_are_left_out(label):
    labels = ["strut"] * 5 + [label]
    found = measured_series(
        [Drawing("one", tuple(strutted([1.5] * 5 + [0.9], labels)), MM)], Wish(strut=95e-6), file="one"
    )
    inside = by_section(found, "in stent")
    assert inside["strut_count"].value == 5
    assert inside["malapposed_struts"].value == 0
    assert "1 at side branches left out" in inside["malapposed_struts"].basis


def test_a_stent_is_drawn_through_its_struts():
    """Eight struts with their middles on a circle of 1.5 mm, in each of four frames."""
    outlines = []
    for n in range(4):
        outlines += [each._replace(section=f"{n}", place=n * 1.0) for each in strutted([1.455] * 8, lumen=1.2)]
    found = measured_series([Drawing("four", tuple(outlines), MM)], Wish(), file="four")
    np.testing.assert_allclose(number(found, "in stent", "stent_volume"), 4 * np.pi * 1.5**2, rtol=1e-3)
    assert "closed curve through the middles of struts" in by_section(found, "in stent")["stent_volume"].basis


def test_points_and_edges_of_struts_are_struts():
    angles = np.arange(6) * np.pi / 3
    marks = [
        Outline("strut", lines=(np.array([[1.5 * np.cos(a), 1.5 * np.sin(a)]]),), section="frame 1", place=0.0)
        for a in angles
    ]
    frame = (outline("lumen", circle(1.2), "frame 1", 0.0), *marks)
    found = by_section(measured_series([Drawing("one", frame, MM)], Wish(), file="one"), "in stent")
    assert found["strut_count"].value == 6
    np.testing.assert_allclose(found["tissue_over_struts"].value, 0.3, atol=1e-4)


def test_two_lumens_of_one_frame_that_differ_are_refused():
    twice = [outline("lumen", circle(1.2), "frame 1", 0.0), outline("lumen", circle(1.3), "frame 1", 0.0)]
    with pytest.raises(Mistake, match="drawn twice"):
        measured_series([Drawing("two", tuple(twice), MM)], Wish(), file="two")
    same = [twice[0], twice[0]]
    found = measured_series([Drawing("two", tuple(same), MM)], Wish(), file="two")
    np.testing.assert_allclose(number(found, "frame 1 · 0.00 mm", "lumen_area"), np.pi * 1.44, rtol=1e-10)


def test_a_crossing_lumen_and_a_pullback_without_lumen_are_refused():
    eight = np.array([(0, 0), (1, 1), (1, 0), (0, 1)], dtype=float)
    with pytest.raises(Mistake, match="crosses itself"):
        measured_series([Drawing("bad", (outline("lumen", eight, "1", 0.0),), MM)], Wish(), file="bad")
    with pytest.raises(Mistake, match="no frame has a lumen"):
        measured_series([Drawing("bad", (outline("stent", circle(1.5), "1", 0.0),), MM)], Wish(), file="bad")
    with pytest.raises(Mistake, match="no contours"):
        measured_series([], Wish(), file="bad")


def test_a_view_holds_what_pictures_need(cylinder):
    (view,) = cylinder.views
    np.testing.assert_allclose(view.places, np.arange(1, 12) * 0.5)
    assert np.isnan(view.stent[:2]).all()
    names = {surface.name: surface for surface in view.surfaces}
    assert names["lumen"].rings.shape == (11, 48, 3)
    assert names["stent"].rings.shape == (6, 48, 3)
    # 720 corners: within 1e-5 of the circle; 48 points of it stay on it.
    np.testing.assert_allclose(np.hypot(*names["stent"].rings[..., :2].reshape(-1, 2).T), 1.5, rtol=1e-4)


@pytest.fixture(scope="module")
def ultrasound():
    case = Case("MM01")
    return case, measured(case.folder / "inputs" / "contours.tsv", Wish())


def test_traced_ultrasound_frames_agree_with_the_published_table(ultrasound):
    case, found = ultrasound
    quantities = {"lumen_area": "lumen_area", "perimeter": "lumen_perimeter", "max_diameter": "lumen_greatest_diameter"}
    frames = {tuple(value.section.split(" · ")[:2]): value.section for value in found.values}
    checked = 0
    for name in case.expected:
        phase, frame, *rest = name.split("_")
        endpoint = quantities.get("_".join(rest))
        if endpoint:
            assert case.miss(name, number(found, frames[phase, f"frame {frame}"], endpoint)) <= 1, name
            checked += 1
    assert checked == 21


def test_phases_of_one_file_are_pullbacks_of_their_own(ultrasound):
    _, found = ultrasound
    assert {view.name: len(view.frames) for view in found.views} == {"D": 4, "S": 3}
    assert "D · whole" in {value.section for value in found.values}


def test_volumes_of_the_published_table_of_areas(ultrasound):
    """Its frames are listed from the far end, unevenly spaced as gated pullbacks are."""
    case, _ = ultrasound
    for phase in "DS":
        rows = [row for row in case.table("frames_published.csv") if row["phase"] == phase]
        areas, places = (np.array([float(row[key]) for row in rows]) for key in ("lumen_area", "position"))
        assert case.miss(f"{phase}_min_lumen_area_table", areas.min()) <= 1
        found = volume(areas * 1e-6, places * 1e-3, "trapezoid") * 1e9
        assert case.miss(f"{phase}_lumen_volume_trapezoid_table", found) <= 1


def test_the_published_contours_are_recognised_as_a_pullback(ultrasound):
    _, found = ultrasound
    assert found.kind == "pullback"
    assert not found.refused


def test_a_folder_of_frames_is_one_pullback(tmp_path, cylinder):
    """A table of points for each frame and class, named by both, and a file that is something else."""
    for each in stented(places=False).outlines:
        rows = [f"{x!r},{y!r},0" for x, y in each.polygons[0][0].tolist()]
        name = f"{each.label}_{each.section.split()[1]}.csv"
        (tmp_path / name).write_text("\n".join(["x_mm,y_mm,z_mm", *rows]) + "\n")
    (tmp_path / "notes.docx").write_bytes(b"PK")
    found = measured_folder(tmp_path, Wish(frame_spacing=0.5 * MM))
    for name in ("stent_volume", "neointimal_volume", "stented_length"):
        np.testing.assert_allclose(number(found, "in stent", name), number(cylinder, "in stent", name), rtol=1e-9)
