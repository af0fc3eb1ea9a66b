"""Pictures of a pullback: the chart, the page on which surfaces are turned, and the VTK file."""

import json
import re

import numpy as np
import pytest
from tests.laboratory.measuring.drawn_pullbacks import MM, stented

from neointima.interfaces.report.measure.pullback_view import area_chart, draw_pullback, shape, words
from neointima.laboratory.measuring.measured import Wish
from neointima.laboratory.measuring.pullback import measured_series


def view_of(*, file="cylinder", wish=None, **drawing):
    (view,) = measured_series([stented(**drawing)], wish or Wish(), file=file).views
    return view


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    stem = tmp_path_factory.mktemp("pictures") / "0001_cylinder.csv"
    assert draw_pullback(view_of(file="<b>cylinder</b>"), stem) == "0001_cylinder.csv.svg"
    return stem


def test_the_page_asks_nothing_of_the_net_and_escapes_names(written):
    page = written.with_name(f"{written.name}.html").read_text()
    assert "<b>cylinder" not in page
    # Names of XML vocabularies are no requests.
    assert not re.findall(
        r"""(?:src|href)=["'](?!#)[^"']*|url\((?!#)|@import|fetch\(|XMLHttpRequest""", page.split("<main>")[1]
    )
    assert "turnable(document" in page


def test_what_the_script_is_given_is_plain_json(written):
    page = written.with_name(f"{written.name}.html").read_text()
    given = json.loads(
        re.search(r"getElementById\(\"surface\"\), (\{.*\})\);", page).group(1), parse_constant=pytest.fail
    )
    lumen, stent = given["surfaces"]
    assert (lumen["name"], stent["name"]) == ("lumen", "stent")
    points = np.array(stent["points"]).reshape(-1, 3)
    # 720 corners and three decimals.
    np.testing.assert_allclose(np.hypot(points[:, 0], points[:, 1]), 1.5, atol=1.5e-3)
    assert sorted(set(points[:, 2])) == [1.5, 2.0, 2.5, 3.0, 3.5, 4.0]
    assert stent["joined"] == [True] * 5


def test_the_file_for_paraview_holds_the_surfaces(written):
    lines = written.with_name(f"{written.name}.vtk").read_text().splitlines()
    assert lines[0].startswith("# vtk DataFile")
    rings = 11 + 6
    assert f"POINTS {48 * rings} double" in lines
    sides = 48 * (10 + 5)
    at = lines.index(f"POLYGONS {sides} {5 * sides}")
    corners = np.array([line.split() for line in lines[at + 1 : at + 1 + sides]], dtype=int)
    assert (corners[:, 0] == 4).all()
    assert corners[:, 1:].max() == 48 * rings - 1
    places = np.array([line.split() for line in lines[at - 48 * rings : at]], dtype=float)
    # The area of the sides of the stent: a cylinder of 2.5 mm between 1.4987, the apothem of 48 sides, and 1.5 mm.
    a, b, _, d = (places[corners[480:, n]] for n in range(1, 5))
    area = np.linalg.norm(np.cross(b - a, d - a), axis=1).sum()
    np.testing.assert_allclose(area, 2 * np.pi * 1.5 * 2.5, rtol=2e-3)


def test_the_chart_has_units_and_words():
    view = view_of()
    assert (
        words(view) == "Lumen area from 4.52 to 6.16 mm², least in frame 3 at 1.5 mm; stent area from 7.07 to 7.07 mm²."
    )
    chart = area_chart(view)
    assert chart.startswith("<svg")
    for text in ("area [mm²]", "mm along the vessel", "neointima", words(view)):
        assert text in chart


def test_without_places_lengths_are_not_said_to_be_true():
    view = view_of(places=False)
    given = shape(view)
    assert given["bar"] == 0
    assert "at " not in words(view)
    deep = np.array(given["surfaces"][0]["points"]).reshape(-1, 3)[:, 2]
    np.testing.assert_allclose(np.ptp(deep), 4 * 3.0, rtol=1e-3)


def test_a_long_pullback_is_thinned_and_this_is_said(tmp_path):
    view = view_of(count=400, spacing=0.1, unit=MM)
    given = shape(view)
    assert len(given["surfaces"][0]["points"]) == 3 * 48 * len(view.surfaces[0].rings)
    assert len(view.surfaces[0].rings) <= 160
    assert (given["step"], given["left_out"]) == (3, True)
    draw_pullback(view, tmp_path / "long")
    assert "every 3th" not in (tmp_path / "long.html").read_text()
