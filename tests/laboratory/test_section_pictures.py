"""What is measured on the outlines that were written is what the run measured."""

import csv
from dataclasses import replace

import numpy as np
import pytest
import tifffile
from tests.small_artery import small_study

from neointima.laboratory.folder import read_table
from neointima.laboratory.recordings import read
from neointima.laboratory.run import run
from neointima.laboratory.section_pictures import snapshot, write_pictures
from neointima.mistake import Mistake


@pytest.fixture(scope="module")
def pictured(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pictures")
    run(small_study(folder, days=1, cells="last day"), folder / "run")
    folder /= "run"
    return folder, list(write_pictures(folder))


def by_case(path):
    return {(row["case"], row["endpoint"]): float(row["value"]) for row in read_table(path)}


def test_outlines_measure_as_the_section_did(pictured):
    folder, _ = pictured
    run_values, traced = by_case(folder / "measurements.csv"), by_case(folder / "pictures" / "measurements.csv")
    both = {endpoint for _, endpoint in traced} & {endpoint for _, endpoint in run_values}
    assert both == {
        *("neointimal_area", "percent_area_stenosis", "neointimal_thickness"),
        *("neointimal_thickness_between_struts", "strut_coverage", "injury_score"),
    }
    assert {"lumen_area", "media_area", "strut_count", "tissue_over_struts"} <= {endpoint for _, endpoint in traced}
    assert {case for case, _ in traced} == {"treated_0001", "control_0001"}
    # Outlines have 720 corners, kept in single precision: areas to 2e-5 of the lumen, so 5e-4 of the neointima. Which
    # direction counts as metal differs by one in 16 of a strut; thickness then by less than a pixel, in mm here.
    pixel, one_in_16 = 1e-3, 100 / 16
    limits = dict.fromkeys(("neointimal_thickness", "neointimal_thickness_between_struts"), pixel)
    limits["strut_coverage"] = one_in_16
    for (case, endpoint), value in traced.items():
        if endpoint not in both:
            continue
        known = run_values[case, endpoint]
        assert value == pytest.approx(known, abs=limits.get(endpoint, 5e-3 * known)), endpoint


def test_every_case_has_its_files_and_pixels_their_size(pictured):
    folder, paths = pictured
    assert sorted(path.name for path in (folder / "pictures").iterdir()) == sorted(path.name for path in paths)
    assert len([path for path in paths if path.name.startswith("treated_0001")]) == 4
    (stained,) = [path for path in paths if path.name.endswith("vvg.ome.tif") or "gieson" in path.name][:1]
    with tifffile.TiffFile(stained) as file:
        assert 'PhysicalSizeX="1' in file.ome_metadata
        # A bore of 1 mm, its media and adventitia, at 1 um.
        assert 1100 < file.pages[0].shape[0] < 2500
        assert np.ptp(file.asarray()) > 100


def test_the_table_is_sorted_like_that_of_the_run(pictured):
    folder, _ = pictured
    with (folder / "pictures" / "measurements.csv").open() as file:
        assert next(csv.reader(file)) == ["case", "arm", "endpoint", "value", "unit"]


def test_without_cells_kept_there_is_no_picture_and_the_way_out_is_said(pictured):
    recording = read(pictured[0] / "recordings" / "control_0001.nc")
    values = {name: array[:, :0] if name.startswith("body_") else array for name, array in recording.values.items()}
    with pytest.raises(Mistake, match=r"run again with conditions\.cells = 'last day'"):
        snapshot(replace(recording, values=values))
