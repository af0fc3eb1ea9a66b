"""A transport study from file to findings, and what is refused before it starts."""

from pathlib import Path

import numpy as np
import pytest

import neointima
from neointima.interfaces.cli import main
from neointima.laboratory import memory
from neointima.laboratory import run as laboratory
from neointima.laboratory.recordings import read
from neointima.library import shelf
from wall_study import COMPARE, wall_study


def contours(folder, lines=None, heading="contour,x [mm],y [mm]"):
    angles = np.linspace(0, 2 * np.pi, 40, endpoint=False)
    made = [f"{name},{r * np.cos(a)},{r * np.sin(a)}" for name, r in (("lumen", 1.4), ("IEL", 1.5)) for a in angles]
    path = folder / "traced.csv"
    path.write_text("\n".join([heading, *(made if lines is None else lines)]))
    return path


def run(path, folder, *options):
    return main(["run", str(path), "--out", str(folder / "out"), *options])


def recorded(path, folder):
    """What a run writes before its page: the folder and the recording."""
    out = laboratory.run(path, folder / "out")
    return out, read(out / "recordings" / "slow_0001.nc")


def test_a_section_runs_from_file_to_findings(tmp_path, capsys):
    assert run(wall_study(tmp_path), tmp_path) == 0
    assert "Drug in the wall, slow, mean: " in capsys.readouterr().out
    recording = read(tmp_path / "out" / "recordings" / "slow_0001.nc")
    parts = ("coating_drug", "wall_drug", "lumen_drug", "adventitia_drug", "degraded_drug")
    total = sum(recording.values[part][0] for part in parts)
    np.testing.assert_allclose(total, total[0], rtol=1e-8)
    assert {1.0, 2.0} <= set(recording.days)
    assert recording.days.size > 10


def test_a_study_that_compares_nothing_has_a_report_all_the_same(tmp_path):
    assert run(wall_study(tmp_path, end=""), tmp_path) == 0
    assert (tmp_path / "out" / "report.html").stat().st_size > 100_000


def test_traced_contours_are_read_and_kept_with_the_run(tmp_path):
    contours(tmp_path)
    out, recording = recorded(wall_study(tmp_path, more='contours = "traced.csv"'), tmp_path)
    assert (out / "inputs" / "traced.csv").read_text().startswith("contour,")
    traced = recording.values["cell_volume"].sum()
    # A lumen of 1.4 and a lamina of 1.5 mm, media of the library's area, adventitia 150 µm; less metal, 1 % of it.
    outer = np.sqrt(1.5**2 + 0.2 * (2.7 + 0.2))
    assert traced * 1e6 == pytest.approx(np.pi * ((outer + 0.15) ** 2 - 1.4**2), rel=0.05)


def test_a_device_of_ones_own_is_read_from_beside_the_study_and_kept(tmp_path):
    library = Path(neointima.__file__).parent / "library" / "devices" / "cypher.toml"
    own = library.read_text().replace("value = 8.33", "value = 16.66")
    (tmp_path / "mine.toml").write_text(own)
    out, recording = recorded(wall_study(tmp_path, device="mine.toml"), tmp_path)
    assert (out / "inputs" / "mine.toml").read_text() == own
    held = recording.first("coating_drug")
    # 16.66 µg/mm in kg/m over kg/mol.
    assert held == pytest.approx(16.66e-6 / 0.91417, rel=1e-9)


@pytest.mark.parametrize("name", ["../mine.toml", "/etc/passwd.toml", "nowhere.toml"])
def test_a_study_reads_no_device_from_elsewhere(tmp_path, capsys, name):
    assert run(wall_study(tmp_path, device=name), tmp_path) == 2
    assert "beside the study" in capsys.readouterr().err


def test_an_oval_section_with_measured_and_malapposed_struts_runs(tmp_path):
    more = 'lamina = ["3.3 mm", "2.9 mm"]\nstrut_angles = [0, 50, 130, 200, 290]\nmalapposed = { 2 = "100 um" }'
    contact = recorded(wall_study(tmp_path, more=more), tmp_path)[1].values["coating_contact"]
    # Four of five struts touch: width and two flanks as deep as the library embeds them.
    embedding = float(shelf.load("biology", "deployment").numbers["deployment.embedding"].value)
    assert contact.sum() == pytest.approx(4 * (140e-6 + 2 * embedding * 140e-6), rel=0.03)


def test_overlapping_stents_run_in_a_segment(tmp_path):
    more = 'length = "2 mm"\noverlap = "1 mm"\ncovering = "200 um"'
    path = wall_study(tmp_path, world="wall_segment", finest="80 um", more=more)
    values = recorded(path, tmp_path)[1].values
    middle = (values["slice"] > 6) & (values["slice"] < 19)
    assert values["coating_contact"][middle].sum() > 1.3 * values["coating_contact"][~middle].sum()


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ("strut_angles = [0, 1]", "struts 1 and 2 overlap"),
        ('malapposed = { 99 = "10 um" }', "there is no strut 99"),
        ('malapposed = { one = "10 um" }', "not the number of a strut"),
        ('lamina = ["3 mm"]', "two diameters are expected"),
        ('contours = "nowhere.csv"', "cannot be read"),
        ('contours = "traced.csv"\nlamina = ["3 mm", "3 mm"]', "the contours give it already"),
        ('overlap = "1 mm"', "a wall_section does not read it"),
        ('stent_surface = "stent.stl"', "a wall_section does not read it"),
        ('covering = "2 s"', "expected, s given"),
        ('covering = "lots"', "write a number and its unit"),
        ('covering = "9 mm"', "a length from 0 to 2000 um"),
        ('finest = "1 nm"', "already"),
        ('[values]\n"deployment.embedding" = { value = 0.99, unit = "", grade = "assumed", note = "n" }\n'
         '"struts.strut_thickness" = { value = 300, unit = "um", grade = "assumed", note = "n" }', "struts leave the wall"),
        ('[values]\n"wall.diffusivity_media" = { value = 0, unit = "m**2/s", grade = "assumed", note = "n" }',
         "zero is not possible"),
        ('[values]\n"release.fractions" = { value = [0, 30, 20, 80, 90], unit = "percent", grade = "assumed", note = "n" }',
         "may not fall"),
        ('[values]\n"release.fractions" = { value = [0, 30, 50, 80, 120], unit = "percent", grade = "assumed", note = "n" }',
         "at most 1"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_the_reason(tmp_path, capsys, more, sentence):
    end = COMPARE if "[values]" not in more else ""
    path = wall_study(tmp_path, more="" if "[values]" in more else more, end=end + (more if "[values]" in more else ""))
    assert run(path, tmp_path) == 2
    said = capsys.readouterr().err
    assert "Traceback" not in said
    if sentence != "already":
        assert sentence in said
    assert not (tmp_path / "out" / "recordings").exists()


@pytest.mark.parametrize(
    ("lines", "heading", "sentence"),
    [
        (None, "contour,x,y", "with one unit"),
        (None, "contour,x [mm],y [um]", "with one unit"),
        (["lumen,1,1"] * 9, "contour,x [mm],y [mm]", "no internal elastic lamina"),
        (["plaque,1,1"], "contour,x [mm],y [mm]", "'plaque' is not a contour"),
        (["IEL,1,one"], "contour,x [mm],y [mm]", "two numbers"),
        (["IEL,1,inf"], "contour,x [mm],y [mm]", "finite"),
        (["IEL,1,1"] * 3, "contour,x [mm],y [mm]", "eight or more"),
        (
            [f"IEL,{x},{y}" for x, y in [(-1, -1), (1, 1), (1, -1), (-1, 1)] * 3],
            "contour,x [mm],y [mm]",
            "crosses itself",
        ),
    ],
)
def test_contours_that_cannot_be_are_refused(tmp_path, capsys, lines, heading, sentence):
    contours(tmp_path, lines, heading)
    assert run(wall_study(tmp_path, more='contours = "traced.csv"'), tmp_path) == 2
    assert sentence in capsys.readouterr().err


def test_a_segment_that_does_not_fit_in_memory_is_refused_with_an_estimate(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(memory, "available", lambda: 2e8)
    more = 'length = "10 mm"'
    assert run(wall_study(tmp_path, world="wall_segment", finest="50 um", more=more), tmp_path) == 2
    said = capsys.readouterr().err
    assert "cells need about" in said
    assert "0.2 GB free" in said


def test_an_open_stent_surface_is_refused(tmp_path, capsys):
    facet = "facet normal 0 0 1\nouter loop\nvertex 0 0 0\nvertex 3 0 0\nvertex 0 3 5\nendloop\nendfacet\n"
    (tmp_path / "stent.stl").write_text(f"solid one\n{facet}endsolid one\n")
    path = wall_study(tmp_path, world="wall_segment", finest="80 um", more='stent_surface = "stent.stl"')
    assert run(path, tmp_path) == 2
    assert "open" in capsys.readouterr().err


def test_a_wall_is_not_varied_by_lot(tmp_path, capsys):
    assert run(wall_study(tmp_path, end=COMPARE + '[vary]\n"wall.uptake" = "from its spread"\n'), tmp_path) == 2
    assert "solved once for each arm" in capsys.readouterr().err
