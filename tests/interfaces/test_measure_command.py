"""neointima measure: many files, good and bad, in one table."""

import json
import struct
import zipfile
import zlib

import numpy as np
import pytest

from neointima.interfaces.cli import main
from neointima.laboratory.folder import read_table


def ring(radius, at=(0.0, 0.0), points=200):
    angles = np.arange(points) * 2 * np.pi / points
    return (np.column_stack([radius * np.cos(angles), radius * np.sin(angles)]) + np.array(at) + 5000).tolist()


def feature(kind, points, geometry="Polygon"):
    coordinates = [[*points, points[0]]] if geometry == "Polygon" else points
    return {
        "type": "Feature",
        "geometry": {"type": geometry, "coordinates": coordinates},
        "properties": {"objectType": "annotation", "classification": {"name": kind}},
    }


def drawn(path, *features):
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


def good(path):
    """A lumen of 0.5 mm radius in an internal lamina of 1 mm, at half a micrometre in a pixel."""
    return drawn(path, feature("Lumen", ring(1000)), feature("IEL", ring(2000)))


def swapped(first, second):
    points = ring(1000)
    points[first], points[second] = points[second], points[first]
    return points


def png_of(columns, rows):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", columns, rows, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")


def bomb(path):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("Lumen.roi", bytes(100_000_000))


def halved(path):
    bomb(path)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def climbing(path):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("../../Lumen.roi", b"Iout" + bytes(200))


BAD = {
    "outside.geojson": (
        lambda path: drawn(path, feature("Lumen", ring(1000, (1500, 0))), feature("IEL", ring(2000))),
        "of the lumen lies outside the internal elastic lamina",
    ),
    "crossing.geojson": (lambda path: drawn(path, feature("Lumen", swapped(10, 100))), "would change the area by"),
    "open.geojson": (lambda path: drawn(path, feature("Lumen", ring(1000)[:150], "LineString")), "the line is open"),
    "unknown.geojson": (lambda path: drawn(path, feature("Banana", ring(1000))), "no class is known among 'Banana'"),
    "empty.geojson": (lambda path: path.write_bytes(b""), "an empty file"),
    "words.geojson": (lambda path: path.write_text("hello"), "not JSON"),
    "nested.geojson": (lambda path: path.write_text("[" * 100_000), "not JSON"),
    "bomb.zip": (bomb, "unpacks to"),
    "truncated.zip": (halved, "damaged, or not a zip archive"),
    "paths.zip": (climbing, "no ROI with an outline"),
    "billion.png": (lambda path: path.write_bytes(png_of(40_000, 40_000)), "pixels"),
    "garbage.roi": (lambda path: path.write_bytes(b"Iout" + bytes(range(200))), "no ROI"),
    "formula.csv": (lambda path: path.write_text("contour,x [mm],y [mm]\n=cmd|'/c calc'!A1,1,2\n"), "formula.csv"),
}


@pytest.fixture(scope="module")
def mixed(tmp_path_factory):
    """All bad files beside a good one, measured at once: status, what was said, and the results."""
    folder = tmp_path_factory.mktemp("mixed")
    files = folder / "files"
    files.mkdir()
    for name, (make, _) in BAD.items():
        make(files / name)
    good(files / "good.geojson")
    named = [str(path) for path in sorted(files.iterdir())]
    status = main(["measure", *named, "--scale", "0.5", "--out", str(folder / "out"), "--workers", "1"])
    return status, folder / "out"


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_a_sentence_that_names_it(mixed, name):
    _, out = mixed
    said = [line["note"] for line in read_table(out / "notes.csv") if line["file"] == name]
    assert len(said) == 1
    assert said[0].startswith(name)
    assert BAD[name][1] in said[0]
    assert "Traceback" not in said[0]


def test_the_good_file_is_measured_all_the_same_and_the_status_says_that_some_failed(mixed):
    status, out = mixed
    assert status == 1
    rows = read_table(out / "measurements.csv")
    assert {row["file"] for row in rows} == {"good.geojson"}
    value = {row["endpoint"]: (float(row["value"]), row["unit"], row["basis"]) for row in rows}
    # Circles of 200 points hold 1.6e-4 less than whole ones; the ratio is exact.
    assert value["lumen_area"][0] == pytest.approx(np.pi * 0.25, rel=3e-4)
    assert value["percent_area_stenosis"] == (pytest.approx(75.0, rel=1e-9), "percent", "IEL-referenced")
    page = (out / "measured.html").read_text(encoding="utf-8")
    assert "outside.geojson" in page and "<script" not in page
    assert [row["file"] for row in read_table(out / "pictures.csv")] == ["good.geojson"]


def test_without_a_scale_pixels_are_given_and_millimetres_refused(tmp_path, capsys):
    good(tmp_path / "good.geojson")
    assert main(["measure", str(tmp_path / "good.geojson"), "--out", str(tmp_path / "out")]) == 1
    assert "no scale, so no millimetres" in capsys.readouterr().err
    rows = read_table(tmp_path / "out" / "measurements.csv")
    assert not any("mm" in row["unit"] or "um" in row["unit"] for row in rows)
    lumen = next(row for row in rows if row["endpoint"] == "lumen_area")
    assert (float(lumen["value"]), lumen["unit"]) == (pytest.approx(np.pi * 1e6, rel=3e-4), "px**2")


def test_what_mending_hardly_changes_is_mended_and_said(tmp_path):
    drawn(tmp_path / "knot.geojson", feature("Lumen", swapped(10, 11)), feature("IEL", ring(2000)))
    drawn(tmp_path / "gap.geojson", feature("Lumen", ring(1000)[:199], "LineString"), feature("IEL", ring(2000)))
    assert main(["measure", str(tmp_path), "--scale", "0.5", "--out", str(tmp_path / "out")]) == 0
    notes = " ".join(line["note"] for line in read_table(tmp_path / "out" / "notes.csv"))
    assert "the line crosses itself; mended, which changes its area by less than 0.01 %" in notes
    assert "an open line was closed" in notes


def test_other_things_in_a_folder_are_left_out_and_no_fault(tmp_path):
    good(tmp_path / "good.geojson")
    (tmp_path / "readme.md").write_text("hello")
    (tmp_path / ".hidden.geojson").write_text("hello")
    assert main(["measure", str(tmp_path), "--scale", "0.5", "--out", str(tmp_path / "out")]) == 0
    assert [line["file"] for line in read_table(tmp_path / "out" / "notes.csv")] == ["readme.md"]
    assert main(["measure", str(tmp_path / "readme.md"), "--out", str(tmp_path / "again")]) == 1


def test_a_stopped_run_goes_on_and_a_finished_one_is_kept(tmp_path, monkeypatch, capsys):
    for number in range(3):
        good(tmp_path / f"s{number}.geojson")
    asked = ["measure", *(str(tmp_path / f"s{n}.geojson") for n in range(3)), "--scale", "0.5", "--workers", "1"]
    asked += ["--out", str(tmp_path / "out")]
    from neointima.laboratory.measuring import measure_files

    whole, seen = measure_files.measured_file, []

    def stopping(path, wish):
        seen.append(path.name)
        if len(seen) == 3:
            raise KeyboardInterrupt
        return whole(path, wish)

    monkeypatch.setattr(measure_files, "measured_file", stopping)
    assert main(asked) == 130
    assert not (tmp_path / "out" / "measurements.csv").exists()
    assert main(asked) == 0
    assert seen == ["s0.geojson", "s1.geojson", "s2.geojson", "s2.geojson"]
    assert len({row["file"] for row in read_table(tmp_path / "out" / "measurements.csv")}) == 3
    assert main(asked) == 2
    assert "already holds measurements" in capsys.readouterr().err


def test_two_processes_give_the_same_files(tmp_path):
    files = tmp_path / "files"
    files.mkdir()
    for number in range(40):
        good(files / f"s{number:02d}.geojson")
    for workers in ("1", "2"):
        out = str(tmp_path / workers)
        assert main(["measure", str(files), "--scale", "0.5", "--workers", workers, "--out", out]) == 0
    for name in ("measurements.csv", "notes.csv", "pictures.csv", "struts.csv"):
        assert (tmp_path / "1" / name).read_bytes() == (tmp_path / "2" / name).read_bytes()


@pytest.mark.parametrize(
    ("option", "words"),
    [
        (["--scale", "0"], "micrometres above zero expected"),
        (["--scale", "banana"], "micrometres above zero expected"),
        (["--class", "128"], "a name and its class"),
        (["--workers", "banana"], "a number of processes"),
    ],
)
def test_a_wrong_option_is_said(tmp_path, capsys, option, words):
    with pytest.raises(SystemExit) as stop:
        main(["measure", str(good(tmp_path / "s.geojson")), *option])
    assert stop.value.code == 2
    assert words in capsys.readouterr().err


def test_files_that_are_not_there_are_said(tmp_path, capsys):
    assert main(["measure", str(tmp_path / "none.geojson"), "--out", str(tmp_path / "out")]) == 1
    assert "cannot be read (No such file or directory)" in capsys.readouterr().err
    (tmp_path / "empty").mkdir()
    assert main(["measure", str(tmp_path / "empty"), "--out", str(tmp_path / "out2")]) == 2
    wrong = ["measure", str(good(tmp_path / "s.geojson")), "--class", "Lumen=banana", "--out", str(tmp_path / "out3")]
    assert main(wrong) == 1
    assert "'banana' is not a class" in capsys.readouterr().err


def test_outlines_of_a_program_are_corrected_measured_again_and_the_change_is_kept(tmp_path):
    """The picture's scale need not be said again, and what a person has touched is no longer a program's."""
    from neointima.instruments.outlines import Drawing, Outline
    from neointima.laboratory.measuring.kept_outlines import keep_outlines

    picture = tmp_path / "slide.png"
    picture.write_bytes(b"a picture")
    sure = {"Confidence": 0.9}
    lines = (("Lumen", 1000), ("IEL", 2000))
    outlines = tuple(Outline(name, name, ((np.array(ring(size)),),), values=sure) for name, size in lines)
    path = keep_outlines(
        tmp_path / "outlines", "slide", drawing=Drawing("slide.png", outlines, 0.5e-6), picture=picture
    )

    def measured(name):
        assert main(["measure", str(tmp_path / "outlines"), "--out", str(tmp_path / name)]) == 0
        rows = {row["endpoint"]: float(row["value"]) for row in read_table(tmp_path / name / "measurements.csv")}
        return rows, " ".join(line["note"] for line in read_table(tmp_path / name / "notes.csv"))

    untouched, said = measured("first")
    assert untouched["percent_area_stenosis"] == pytest.approx(75.0)
    assert "drawn by a program" in said and "0 of 2 outlines changed" in said
    document = json.loads(path.read_text(encoding="utf-8"))
    document["features"][0]["geometry"]["coordinates"] = [[*ring(1200), ring(1200)[0]]]
    path.write_text(json.dumps(document), encoding="utf-8")
    corrected, said = measured("second")
    assert corrected["percent_area_stenosis"] == pytest.approx(64.0)
    assert "drawn by a program" not in said and "1 of 2 outlines changed" in said
    changed = {row["outline"]: row for row in read_table(tmp_path / "second" / "corrections.csv")}
    assert (changed["lumen"]["what"], changed["iel"]["what"]) == ("changed", "kept")
    # 200 pixels of half a micrometre, all around.
    assert float(changed["lumen"]["farthest_move"]) == pytest.approx(100.0, rel=1e-3)
    assert changed["lumen"]["picture"] == "slide.png" and len(changed["lumen"]["sha256"]) == 64


def test_every_kind_of_file_goes_through_the_command(tmp_path):
    """A table of angiography, a film with its line, points along a vessel, a photograph: one command, one table."""
    from PIL import Image
    from tests.degraded_photograph import Faults, photograph
    from tests.drawn_section import drawn_section
    from tests.instruments.angiogram.phantoms import phantom
    from tests.laboratory.measuring.angiogram_files import write_lines, write_png

    files = tmp_path / "files"
    files.mkdir()
    (files / "qca.csv").write_text("lesion,mld_pre,mld_post,mld_fu,rvd_fu\n1,0.8,2.7,2.5,2.9\n2,1.0,2.6,2.2,2.8\n")
    film = phantom(2101, noise=0.005, has_branch=False)
    write_png(files / "film.png", film.frame)
    write_lines(files / "film.geojson", centreline=film.drawn)
    rows = [(frame, x, y, 0.5 * frame) for frame in range(4) for x, y in (np.array(ring(1.5)) - 5000).tolist()]
    points = "\n".join(f"{frame},{x:.6f},{y:.6f},{z}" for frame, x, y, z in rows)
    (files / "lumen.csv").write_text(f"frame,x [mm],y [mm],z [mm]\n{points}\n")
    photo = photograph(drawn_section(scale=0.5, struts=6), "he", 1, Faults(pixel=4e-6, margins=(2e-4,) * 4))
    Image.fromarray(photo.picture).save(files / "photo.png")
    # A pixel of the film is 200 µm wide and one of the photograph 4: each is measured with its own scale.
    for name, scale in (("film.png", "200"), ("photo.png", "4"), ("qca.csv", "4"), ("lumen.csv", "4")):
        out = tmp_path / name
        assert main(["measure", str(files / name), "--scale", scale, "--out", str(out)]) == 0, name
        assert (out / "measured.html").stat().st_size > 1000

    def value(name, endpoint, section=""):
        found = read_table(tmp_path / name / "measurements.csv")
        return next(float(row["value"]) for row in found if (row["endpoint"], row["section"]) == (endpoint, section))

    assert value("qca.csv", "in_stent_late_lumen_loss", "1") == pytest.approx(0.2)
    assert value("film.png", "minimal_lumen_diameter") == pytest.approx(1.2, abs=0.05)
    assert value("lumen.csv", "lumen_volume", "whole") == pytest.approx(np.pi * 1.5**2 * 2.0, rel=3e-4)
    true = photo.contours.lumen
    area = abs(np.sum(true[:, 0] * np.roll(true[:, 1], -1) - true[:, 1] * np.roll(true[:, 0], -1))) / 2
    assert value("photo.png", "lumen_area") == pytest.approx(1e6 * area, rel=0.03)
    assert len(list((tmp_path / "photo.png" / "outlines").iterdir())) == 3
