"""Careless and hostile transport studies: refused with the reason, or right."""

from pathlib import Path

import numpy as np
import pytest

import neointima
from neointima.geometry.contours import centre_of, traced
from neointima.instruments.contour_file import read_contours
from neointima.interfaces.cli import main
from neointima.laboratory.inputs import beside, keep_inputs
from neointima.laboratory.placing import site
from neointima.laboratory.plan import plan
from neointima.laboratory.study import load
from neointima.mistake import Mistake
from neointima.protocols.drug_transport import DrugTransport
from stl_cases import swept_ring, write_stl
from wall_study import wall_study

SECTION = {"world": "wall_section", "finest": "20 um"}
SEGMENT = {"world": "wall_segment", "finest": "160 um"}
EVEN = np.linspace(0, 2 * np.pi, 400, endpoint=False)


def planned(folder, more, **own):
    path = wall_study(folder, days=1, more=more, **own)
    return plan(load(path)[0], path.name, folder=folder).batches[0]


def line(radii, centre=(0.0, 0.0)):
    return np.column_stack([radii * np.cos(EVEN), radii * np.sin(EVEN)]) + centre


def lamina(path, points):
    path.write_text("contour,x [mm],y [mm]\n" + "\n".join(f"IEL,{x},{y}" for x, y in points))


def ring(radius):
    """A closed ring of struts 0.1 mm wide and thick [mm]."""
    arc = np.linspace(0, 2 * np.pi * radius, 201)
    return swept_ring(
        np.column_stack([arc, 0.5 + 0.3 * np.sin(6 * arc / radius)]), width=0.1, thickness=0.1, radius=radius
    )


@pytest.mark.parametrize(
    ("own", "more", "reason"),
    [
        (SECTION, "strut_angles = [nan, 90]", "strut_angles: an angle"),
        (SECTION, "strut_angles = [inf, 90]", "strut_angles: an angle"),
        (SECTION, 'malapposed = { "²" = "10 um" }', "not the number of a strut"),
        (SECTION, 'malapposed = { "01" = "10 um" }', "not the number of a strut"),
        (SECTION, 'length = "1 mm"', "length: a wall_section does not read it"),
        (SEGMENT, 'stent_surface = "ring.stl"\nlength = "1 mm"', "length: a wall_segment does not read it"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(tmp_path, capsys, own, more, reason):
    assert main(["run", str(wall_study(tmp_path, more=more, **own)), "--out", str(tmp_path / "out")]) == 2
    assert reason in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_linked_folder_does_not_lead_out_of_the_study(tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "secret.csv").write_text("x")
    (tmp_path / "study").mkdir()
    (tmp_path / "study" / "way").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(Mistake, match="only files beside the study"):
        beside(tmp_path / "study", "way/secret.csv")


def test_a_study_may_itself_lie_behind_a_link(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "own.csv").write_text("x")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    assert beside(tmp_path / "link", "own.csv").read_text() == "x"


@pytest.mark.parametrize("name", ["a" * 5000, "a\0b"])
def test_a_name_that_no_file_can_have_is_refused(tmp_path, name):
    with pytest.raises(Mistake, match="not the name of a file"):
        beside(tmp_path, name)


def test_a_run_is_not_gone_on_with_when_a_file_it_reads_has_changed(tmp_path):
    lamina(tmp_path / "own.csv", line(1.5))
    study, _ = load(wall_study(tmp_path, more='contours = "own.csv"'))
    (tmp_path / "out").mkdir()
    keep_inputs(study, tmp_path, tmp_path / "out")
    keep_inputs(study, tmp_path, tmp_path / "out")
    lamina(tmp_path / "own.csv", line(1.6))
    with pytest.raises(Mistake, match="has changed since this run began"):
        keep_inputs(study, tmp_path, tmp_path / "out")


def test_two_files_of_one_name_are_both_kept(tmp_path):
    device = (Path(neointima.__file__).parent / "library" / "devices" / "cypher.toml").read_text()
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "mine.toml").write_text(device + f"# {folder}\n")
    path = wall_study(tmp_path, device="a/mine.toml", second='fast = { device = "b/mine.toml", drug = "sirolimus" }')
    (tmp_path / "out").mkdir()
    keep_inputs(load(path)[0], tmp_path, tmp_path / "out")
    assert [(tmp_path / "out" / "inputs" / each / "mine.toml").read_text()[-2] for each in "ab"] == ["a", "b"]


def test_a_field_without_end_is_refused_with_its_reason(tmp_path):
    (tmp_path / "own.csv").write_text('contour,x [mm],y [mm]\nIEL,"1,2\n' + "a" * 200_000)
    with pytest.raises(Mistake, match="not a table"):
        read_contours(tmp_path / "own.csv")


def test_a_unit_that_is_no_length_is_refused_with_the_name_of_the_file(tmp_path):
    (tmp_path / "own.csv").write_text("contour,x [pixel],y [pixel]\nIEL,1,2\n")
    with pytest.raises(Mistake, match=r"own\.csv › headings"):
        read_contours(tmp_path / "own.csv")


def test_folds_too_fine_for_the_waves_are_refused_not_smoothed_away():
    with pytest.raises(Mistake, match="folds finer"):
        traced(line(1.5e-3 * (1 + 0.1 * np.cos(40 * EVEN))), np.zeros(2), "x")


def test_a_contour_is_not_made_up_where_it_was_not_traced():
    with pytest.raises(Mistake, match="no point over 109 degrees"):
        traced(line(1.5e-3)[:280], np.zeros(2), "x")


def test_a_contour_far_from_the_corner_of_the_slide_keeps_its_middle():
    far = np.array([1e3, -1e3])
    # Round-off of numbers of the size of 1e3 m, 1e-13 m, times a few hundred sums.
    assert np.abs(centre_of(line(1.5e-3, far)) - far).max() < 1e-10


def test_where_stents_overlap_there_is_the_dose_of_both(tmp_path):
    dose = []
    for overlap in ("0 mm", "1 mm"):
        wall = DrugTransport().wall(planned(tmp_path, f'length = "2 mm"\noverlap = "{overlap}"', **SEGMENT))
        dose.append(wall.coating.held(wall.ready()[1]))
    # Two stents of 1.5 mm against one of 2 mm; round-off only.
    assert dose[1] / dose[0] == pytest.approx(3 / 2, rel=1e-12)


def test_outside_the_overlap_the_second_stent_lies_on_the_wall(tmp_path):
    batch = planned(tmp_path, 'length = "3 mm"\noverlap = "1 mm"', **SEGMENT)
    first, second = DrugTransport().segment(batch).reliefs
    middles = (second.heights[1:] + second.heights[:-1]) / 2
    beyond, within = second.outer[:, middles > 2.1e-3], second.outer[:, middles < 1.9e-3]
    thickness = batch.shape.thickness
    assert np.nanmax(beyond) == pytest.approx(np.nanmax(first.outer), rel=1e-12)
    assert np.nanmax(within) == pytest.approx(np.nanmax(first.outer) - thickness, rel=1e-12)


def test_a_stent_that_was_not_opened_touches_nothing_and_is_refused(tmp_path):
    write_stl(tmp_path / "ring.stl", ring(1.0))
    with pytest.raises(Mistake, match="touches nothing"):
        planned(tmp_path, 'stent_surface = "ring.stl"', **SEGMENT)


def test_a_stent_that_was_opened_runs_with_its_own_length(tmp_path):
    write_stl(tmp_path / "ring.stl", ring(1.5525))
    batch = planned(tmp_path, 'stent_surface = "ring.stl"', **SEGMENT)
    # Crest to crest 0.6 mm and the width of the strut, 0.1 mm, as straight pieces draw it.
    assert batch.place.length == pytest.approx(0.7e-3, rel=0.02)
    assert (
        site("again", batch.recipe, load(tmp_path / "study.toml")[0].conditions, folder=tmp_path, place="x").days == 1
    )
