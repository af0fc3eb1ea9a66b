"""A folder of DICOM files with a patient in every text tag, in file and folder names: nothing of him comes out."""

import numpy as np
import pytest
from tests.instruments.dicom.dicom_files import (
    SECRET,
    blank,
    saved,
    segmentation,
    speckle,
    with_a_patient,
    with_pictures,
)

from terminal import call


def outlines():
    y, x = np.mgrid[:60, :60]
    distance = np.hypot(x - 30, y - 30)
    masks = np.tile(np.array([distance < 15, distance < 20]), (3, 1, 1, 1))
    return segmentation(masks, ["lumen", "stent"], places=np.arange(3) * 0.5)


@pytest.fixture(scope="module")
def measured(tmp_path_factory):
    folder = tmp_path_factory.mktemp("patients")
    within = folder / "heart" / f"{SECRET.upper()}^JAN"
    within.mkdir(parents=True)
    saved(with_a_patient(outlines()), within / "1.dcm")
    saved(with_a_patient(outlines()), folder / "heart" / f"{SECRET}_2.dcm")
    saved(with_a_patient(with_pictures(blank(), speckle())), folder / "heart" / f"{SECRET}_ivus.dcm")
    saved(with_a_patient(with_pictures(blank(modality="CT"), speckle())), folder / "heart" / f"ct {SECRET}.dcm")
    cut = saved(with_a_patient(outlines()), folder / "heart" / f"cut_{SECRET}.dcm")
    cut.write_bytes(cut.read_bytes()[:-200])
    return folder, call("measure", "heart", "--out", "out", "--workers", "1", cwd=folder)


def test_the_others_are_measured_and_the_faults_are_said(measured):
    folder, told = measured
    assert told.returncode == 1
    assert "neointimal_volume" in (folder / "out" / "measurements.csv").read_text()
    assert "cut off" in told.stderr
    assert "without outlines" in told.stderr


def test_nothing_of_the_patient_is_in_any_output(measured):
    folder, told = measured
    written = [path for path in (folder / "out").rglob("*") if path.is_file()]
    assert len(written) > 8
    for path in written:
        assert SECRET.lower() not in str(path.relative_to(folder)).lower()
        assert SECRET.lower().encode() not in path.read_bytes().lower(), path.name
    assert SECRET.lower() not in (told.stdout + told.stderr).lower()


def test_a_folder_made_for_the_results_is_not_named_for_the_patient(tmp_path):
    saved(with_a_patient(outlines()), tmp_path / f"{SECRET}.dcm")
    told = call("measure", f"{SECRET}.dcm", "--workers", "1", cwd=tmp_path)
    assert told.returncode == 0
    assert SECRET.lower() not in told.stdout.lower()
    assert [path.name[:6] for path in (tmp_path / "measured").iterdir()] == ["dicom-"]
