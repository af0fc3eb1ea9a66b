"""From the file of a rendered frame to its numbers: scales, lines, stents, films of a study, and what is refused."""

import numpy as np
import pytest
from PIL import Image
from tests.instruments.angiogram.phantoms import phantom
from tests.laboratory.measuring.angiogram_files import write_lines, write_png, write_xa

from neointima.instruments.angiogram.drawn_lines import frame_beside
from neointima.interfaces.report.measure.angiogram_view import draw_angiogram
from neointima.laboratory.measuring import angiograms, films_table
from neointima.laboratory.measuring.measured import Wish
from neointima.mistake import Mistake

SEED = 900
# Twice the standard error of a diameter at this noise, and 0.02 mm for a scale by catheter: within the 0.05.
CLOSE = 0.05


@pytest.fixture(scope="module")
def made():
    return phantom(SEED, noise=0.005, has_branch=False, has_catheter=True)


@pytest.fixture
def png(made, tmp_path):
    path = write_png(tmp_path / "lad.png", made.frame)
    write_lines(tmp_path / "lad.geojson", centreline=made.drawn)
    return path


def of(found, name, section=""):
    return next(row for row in found.values if (row.section, row.endpoint) == (section, name))


def test_a_frame_with_a_scale_is_read_in_millimetres(png):
    assert angiograms.recognises(png)
    found = angiograms.measured(png, Wish(scale=0.2e-3))
    assert of(found, "minimal_lumen_diameter").value == pytest.approx(1.2, abs=CLOSE)
    assert of(found, "reference_diameter").value == pytest.approx(2.91, abs=CLOSE)
    assert of(found, "diameter_stenosis").unit == "percent"
    assert of(found, "lesion_length").value == pytest.approx(8.0, abs=1.5)


def test_without_a_scale_pixels_are_given_and_millimetres_refused(png):
    found = angiograms.measured(png, Wish())
    assert {row.unit for row in found.values} == {"px", "percent"}
    assert of(found, "minimal_lumen_diameter").value == pytest.approx(1.2 / 0.2, abs=CLOSE / 0.2)
    assert any("no scale" in note for note in found.notes)


def test_a_catheter_of_known_size_gives_the_scale(png, made):
    write_lines(
        png.with_suffix(".geojson"), centreline=made.drawn, catheter=np.array([[7, 3.9], [22, 5.2], [38, 4.2]]) * 5
    )
    found = angiograms.measured(png, Wish(catheter=2.0e-3))
    assert of(found, "minimal_lumen_diameter").value == pytest.approx(1.2, abs=CLOSE)
    assert any("by the catheter: 6 F" in note for note in found.notes)


def test_two_ends_find_the_way(png, made):
    png.with_suffix(".geojson").unlink()
    (x0, y0), (x1, y1) = made.drawn[[1, -2]]
    found = angiograms.measured(png, Wish(scale=0.2e-3, ends=(x0, y0, x1, y1)))
    assert of(found, "minimal_lumen_diameter").value == pytest.approx(1.2, abs=CLOSE)


def test_a_stent_has_a_segment(png, made):
    write_lines(png.with_suffix(".geojson"), centreline=made.drawn, stent=made.drawn[[4, 6, 8]])
    found = angiograms.measured(png, Wish(scale=0.2e-3))
    stent, segment = of(found, "in_stent_length").value, of(found, "in_segment_length").value
    assert segment == pytest.approx(stent + 10, abs=0.01)
    assert of(found, "in_segment_minimal_lumen_diameter").value <= of(found, "in_stent_minimal_lumen_diameter").value


def test_a_film_of_dicom_has_its_scale_and_no_patient(made, tmp_path):
    pixels = made.frame.pixels
    path = write_xa(
        tmp_path / "Doe_Jane.dcm", [np.full_like(pixels, 100), pixels], RepresentativeFrameNumber=2,
        ImagerPixelSpacing=[0.28, 0.28], DistanceSourceToDetector=1050, DistanceSourceToPatient=750,
    )  # fmt: skip
    write_lines(tmp_path / "Doe_Jane.geojson", centreline=made.drawn)
    assert angiograms.recognises(path)
    found = angiograms.measured(path, Wish())
    assert of(found, "minimal_lumen_diameter").value == pytest.approx(1.2, abs=CLOSE)
    assert "frame 2 of 2" in " ".join(found.notes)
    assert "Doe" not in repr(found)
    assert "12345" not in repr(found)


def test_the_magnification_that_a_film_states_is_used_and_none_is_no_scale(made, tmp_path):
    spacing = {"ImagerPixelSpacing": [0.3, 0.3]}
    for name, tags, unit in (("a.dcm", {"EstimatedRadiographicMagnificationFactor": 1.5}, "mm"), ("b.dcm", {}, "px")):
        path = write_xa(tmp_path / name, [made.frame.pixels], **spacing, **tags)
        write_lines(path.with_suffix(".geojson"), centreline=made.drawn)
        assert of(angiograms.measured(path, Wish()), "minimal_lumen_diameter").unit == unit


def test_lines_belong_to_their_frame(png, tmp_path):
    assert frame_beside(png.with_suffix(".geojson")) == png
    assert frame_beside(write_lines(tmp_path / "alone.geojson", lumen=[[0, 0], [1, 1]])) is None


def test_the_picture_shows_edges_and_curve(png, tmp_path):
    (view,) = angiograms.measured(png, Wish(scale=0.2e-3)).views
    name = draw_angiogram(view, tmp_path / "shown")
    pixels = np.asarray(Image.open(tmp_path / name).convert("RGB")).reshape(-1, 3)
    for colour in ((255, 210, 63), (255, 77, 77), (42, 157, 85)):
        assert np.any(np.all(pixels == colour, axis=1))


def test_films_of_a_lesion_become_a_study(tmp_path):
    """Post and follow-up of one stent: the loss is 1.0 mm, and both films have errors of their own."""
    for film, (name, least) in enumerate((("post", 2.6), ("later", 1.6))):
        own = phantom(SEED + 1, noise=0.005, least=least, length=14, has_branch=False, film=film)
        write_png(tmp_path / f"{name}.png", own.frame)
        write_lines(tmp_path / f"{name}.geojson", centreline=own.drawn, stent=own.drawn[[3, 5, 9]])
    table = tmp_path / "films.csv"
    table.write_text(
        "lesion,time,film,scale [mm]\nA,post,post.png,0.2\nA,follow-up,later.png,0.2\nB,post,gone.png,0.2\n", "utf-8"
    )
    assert films_table.recognises(table)
    found = films_table.measured(table, Wish())
    assert of(found, "in_stent_late_lumen_loss", "A").value == pytest.approx(1.0, abs=CLOSE)
    assert of(found, "in_segment_late_lumen_loss", "A").value == pytest.approx(1.0, abs=CLOSE)
    assert of(found, "in_stent_diameter_stenosis", "A").value == pytest.approx(100 * (1 - 1.6 / 2.9), abs=3)
    assert len(found.refused) == 1
    assert "gone.png" in found.refused[0]


SCALED = Wish(scale=0.2e-3)


def refusal(path, wish=SCALED):
    with pytest.raises(Mistake) as told:
        angiograms.measured(path, wish)
    return str(told.value)


def test_what_cannot_be_measured_is_said(png, made):
    lines = png.with_suffix(".geojson")
    aside = made.drawn + np.array([0, 60])
    write_lines(lines, centreline=np.clip(aside, 0, 219))
    assert "no dark vessel" in refusal(png) or "no vessel to be seen" in refusal(png)
    write_lines(lines, centreline=made.drawn + np.array([100, 0]))
    assert "leaves the frame" in refusal(png)
    write_lines(lines, centreline=np.array([[10, 10], [11, 10], [12, 10]]))
    assert "pixels long" in refusal(png)
    write_lines(lines, stent=made.drawn, catheter=made.drawn)
    assert "no line along the vessel" in refusal(png)
    assert "x,y,x,y" in refusal(png, Wish(ends=(1.0, 2.0)))
    assert "do not lie on the frame" in refusal(png, Wish(ends=(1.0, 2.0, 900.0, 4.0)))
    assert "so no frame 3" in refusal(png, Wish(frame=3))


def test_bad_pictures_are_refused(tmp_path, made):
    for name, content in (("cut.png", b"\x89PNG\r\n\x1a\n\0\0"), ("cut.tif", b"II*\0\0\0"), ("none.gif", b"GIF89a")):
        (tmp_path / name).write_bytes(content)
        write_lines(tmp_path / name.replace(name[-3:], "geojson"), centreline=made.drawn)
        assert name in refusal(tmp_path / name)


@pytest.mark.parametrize("film", ["../up.png", "/etc/passwd", "a/b.png", ".hidden"])
def test_a_table_names_files_beside_it_only(tmp_path, film):
    table = tmp_path / "films.csv"
    table.write_text(f"lesion,time,film\nA,post,{film}\n", "utf-8")
    with pytest.raises(Mistake, match="beside the table"):
        films_table.measured(table, Wish())
