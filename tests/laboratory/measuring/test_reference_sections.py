"""Real outlines give the numbers that ImageJ gave of them, through the whole way from file to table."""

import csv
from math import isfinite
from pathlib import Path

import pytest

from neointima.laboratory.measuring.kinds import measured_file
from neointima.laboratory.measuring.measured import Wish

CASES = Path(__file__).parents[4] / "shared" / "cases"
pytestmark = pytest.mark.skipif(not CASES.is_dir(), reason="the reference cases are not beside this project")


def expected(case):
    with (CASES / case / "expected.csv").open(encoding="utf-8") as file:
        return [row for row in csv.DictReader(file) if row["name"]]


def numbers(path, **wish):
    """Every value of a file, by section and endpoint."""
    return {(one.section, one.endpoint): one.value for one in measured_file(path, Wish(**wish)).values}


def check(row, value):
    known = float(row["value"])
    allowed = max(float(row["tol_abs"] or 0), float(row["tol_rel"] or 0) * abs(known))
    assert isfinite(value)
    assert value == pytest.approx(known, abs=allowed), row["name"]


LINES = {
    "perimeter": "perimeter",
    "feret": "greatest_diameter",
    "min_feret": "least_diameter",
    "centroid_x": "centre_x",
    "centroid_y": "centre_y",
}
LAYERS = {"lumen": "lumen", "eem": "external_lamina"}
OTHERS = {
    "area_stenosis": "percent_vessel_stenosis",
    "area_stenosis_percent": "percent_vessel_stenosis",
    "wall_area": "wall_area",
}


def test_an_imagej_roi_set_of_six_frames():
    found = numbers(CASES / "MM03_imagej_roiset_A" / "inputs" / "RoiSet.zip", scale=10e-6)
    rows = expected("MM03_imagej_roiset_A")
    for row in rows:
        name, rest = row["name"].split("_", 1)
        if name in LAYERS:
            frame, what = rest.split("_", 1)
            endpoint = f"{LAYERS[name]}_{LINES.get(what, what)}"
        else:
            frame, endpoint = next((part for part in row["name"].split("_") if part.isdigit()), ""), ""
            endpoint = next(ours for theirs, ours in OTHERS.items() if theirs in row["name"])
        check(row, found[frame, endpoint])
    assert len(rows) == 84


@pytest.mark.parametrize("kind", ["tif", "png"])
def test_label_images_of_three_sections(kind):
    wish = {"named": (("128", "wall"), ("255", "lumen"))} | ({"scale": 20e-6} if kind == "png" else {})
    for row in expected("MM05_label_images_A"):
        section, name = row["name"].split("_", 1)
        path = CASES / "MM05_label_images_A" / "inputs" / f"mask_{section}.{kind}"
        endpoint = {"vessel_area": "external_lamina_area", "lumen_centroid_x": "lumen_centre_x"} | OTHERS
        endpoint |= {"lumen_feret": "lumen_greatest_diameter"}
        check(row, numbers(path, **wish)["", endpoint.get(name, name)])


def test_qupath_annotations_with_a_hole_of_both_layouts():
    for row in expected("MM07_qupath_geojson_A"):
        section, name = row["name"].split("_", 1)
        path = CASES / "MM07_qupath_geojson_A" / "inputs" / f"section_{section}.geojson"
        endpoint = {"outer_area": "external_lamina_area"} | OTHERS
        check(row, numbers(path, scale=0.5e-6)["", endpoint.get(name, name)])
