"""DICOM files measured: outlines in segmentation objects, and nothing of the patient in anything that comes out."""

import numpy as np
import pytest
from tests.instruments.dicom.dicom_files import (
    OCT,
    SECRET,
    blank,
    item,
    saved,
    segmentation,
    speckle,
    with_a_patient,
    with_pictures,
)

from neointima.instruments.dicom.called import called
from neointima.instruments.dicom.segmentation import borders, read_segmentation
from neointima.instruments.outlines.classes import Classes
from neointima.laboratory.measuring.measured import Wish
from neointima.laboratory.measuring.pullback import measured_dicom, recognises_dicom
from neointima.mistake import Mistake

SIDE, PIXEL = 120, 0.02


def discs(*radii, count=4):
    """Discs of pixels [pixels of radius], a segment each, alike in every frame; odd frames a pixel to the right."""
    y, x = np.mgrid[:SIDE, :SIDE]
    masks = np.zeros((count, len(radii), SIDE, SIDE), bool)
    for n in range(count):
        for segment, radius in enumerate(radii):
            masks[n, segment] = np.hypot(x - 60 - n % 2, y - 60) < radius
    return masks


@pytest.mark.parametrize("kind", ["BINARY", "FRACTIONAL"])
def test_a_segmentation_is_measured_to_the_pixel(tmp_path, kind):
    masks = discs(40, 50)
    dataset = segmentation(masks, ["Lumen", "Stent"], places=np.arange(4) * 0.5, kind=kind)
    found = measured_dicom(saved(dataset, tmp_path / "outlines.dcm"), Wish())
    inside = {value.endpoint: value for value in found.values if value.section == "in stent"}
    lumen, stent = (masks[0, n].sum() * PIXEL**2 for n in (0, 1))
    np.testing.assert_allclose(inside["lumen_volume"].value, lumen * 2.0, rtol=1e-10)
    np.testing.assert_allclose(inside["neointimal_volume"].value, (stent - lumen) * 2.0, rtol=1e-10)
    assert {value.section for value in found.values} >= {"frame 1 · 0.00 mm", "frame 4 · 1.50 mm", "whole"}
    assert not any(value.endpoint == "lumen_perimeter" for value in found.values)
    assert any("borders of pixels" in note for note in found.notes)


def test_pixels_need_not_be_square(tmp_path):
    masks = discs(40)
    dataset = segmentation(masks, ["lumen"], spacing=(0.02, 0.03), places=np.arange(4) * 0.5)
    found = measured_dicom(saved(dataset, tmp_path / "o.dcm"), Wish())
    area = next(value.value for value in found.values if value.endpoint == "lumen_area")
    np.testing.assert_allclose(area, masks[0, 0].sum() * 0.02 * 0.03, rtol=1e-10)


def test_a_segmentation_without_scale_or_places_takes_the_person_s(tmp_path):
    masks = discs(40, 50)
    whole = saved(segmentation(masks, ["lumen", "stent"], places=np.arange(1, 5) * 0.5), tmp_path / "w.dcm")
    bare = saved(segmentation(masks, ["lumen", "stent"], spacing=None), tmp_path / "b.dcm")
    expected = measured_dicom(whole, Wish()).values
    given = measured_dicom(bare, Wish(scale=PIXEL * 1e-3, frame_spacing=0.5e-3)).values
    assert [one._replace(value=0.0) for one in given] == [one._replace(value=0.0) for one in expected]
    np.testing.assert_allclose([one.value for one in given], [one.value for one in expected], rtol=1e-10)
    assert {value.unit for value in measured_dicom(bare, Wish()).values} == {"px", "px**2", "percent", ""}


def test_each_blob_of_a_strut_segment_is_a_strut(tmp_path):
    masks = discs(40, 1)
    masks[:, 1] = False
    for angle in np.arange(6) * np.pi / 3:
        x, y = (60 + 44 * np.cos(angle)).round().astype(int), (60 + 44 * np.sin(angle)).round().astype(int)
        masks[:, 1, y - 1 : y + 2, x - 1 : x + 2] = True
    found = measured_dicom(saved(segmentation(masks, ["lumen", "strut"]), tmp_path / "s.dcm"), Wish(frame_spacing=5e-4))
    counts = {value.section: value.value for value in found.values if value.endpoint == "strut_count"}
    assert counts["frame 1 · 0.50 mm"] == 6
    assert counts["in stent"] == 24


def test_a_label_that_no_table_knows_is_called_by_its_number(tmp_path):
    dataset = segmentation(discs(40, 50), ["lumen", SECRET])
    drawing = read_segmentation(saved(dataset, tmp_path / "s.dcm"), Classes.read())
    assert {outline.label for outline in drawing.outlines} == {"lumen", "segment 2"}


def test_borders_of_pixels_hold_the_area_with_holes_and_corners():
    mask = np.zeros((7, 9), bool)
    mask[1:6, 1:6] = True
    mask[3, 3] = False
    mask[6, 6] = mask[0, 8] = True
    import shapely

    areas = [shapely.Polygon(outer, holes).area for outer, *holes in borders(mask)]
    assert sorted(areas) == [1, 1, 24]


def everything(measured):
    return repr(measured) + "".join(str(array) for view in measured.views for array in view)


def test_nothing_of_the_patient_comes_out_of_a_segmentation(tmp_path):
    dataset = with_a_patient(segmentation(discs(40, 50), ["lumen", SECRET], places=np.arange(4) * 0.5))
    path = saved(dataset, tmp_path / f"{SECRET.upper()}_jan-2.dcm")
    assert path.read_bytes().count(SECRET.encode()) > 500
    found = measured_dicom(path, Wish())
    assert SECRET.lower() not in everything(found).lower()
    assert found.file.startswith("dicom-")


def test_nothing_of_the_patient_is_in_a_refusal(tmp_path):
    kinds = {
        "ultrasound": with_pictures(blank(), speckle()),
        "absurd": with_pictures(blank(), speckle()),
        "short": with_pictures(blank(), speckle()),
    }
    kinds["absurd"].NumberOfFrames = 10**9
    kinds["short"].PixelData = b"\0" * 8
    for name, dataset in kinds.items():
        path = saved(with_a_patient(dataset), tmp_path / f"{name} {SECRET}.dcm")
        with pytest.raises(Mistake) as refusal:
            measured_dicom(path, Wish())
        assert SECRET.lower() not in str(refusal.value).lower()
        assert refusal.value.__cause__ is None
    dataset = with_a_patient(segmentation(discs(40), ["lumen"]))
    dataset.PixelData = dataset.PixelData[:100]
    with pytest.raises(Mistake, match="cut off") as refusal:
        measured_dicom(saved(dataset, tmp_path / f"{SECRET}.dcm"), Wish())
    assert SECRET not in str(refusal.value)


def test_a_file_keeps_its_name_where_that_tells_nothing(tmp_path):
    dataset = with_pictures(blank(), speckle())
    dataset.PatientName, dataset.PatientID = "Zebrówski^Jörg", "PIG-17"
    for name, is_kept in {
        "pullback_3.dcm": True,
        "zebrowski.dcm": False,
        "x_JORG_1.dcm": False,
        "pig-17_stent.dcm": False,
        "pig 17.dcm": False,
    }.items():
        path = saved(dataset, tmp_path / name)
        assert (called(path) == name) is is_kept, name


def test_pictures_without_outlines_are_refused_with_the_way_out(tmp_path):
    dataset = with_pictures(blank(), speckle())
    dataset.PixelSpacing, dataset.IVUSPullbackRate, dataset.FrameTime = [0.02, 0.02], 0.5, 200.0
    with pytest.raises(Mistake, match=r"trace both in QuPath.* with --scale 20 --frame-spacing 100$"):
        measured_dicom(saved(dataset, tmp_path / "u.dcm"), Wish())


def test_angiograms_and_other_files_are_left_to_others(tmp_path):
    saved(with_pictures(blank(modality="XA"), speckle()), tmp_path / "xa.dcm")
    saved(with_pictures(blank(), speckle()), tmp_path / "ivus.dcm")
    saved(with_pictures(blank(OCT, modality="IVOCT"), speckle()), tmp_path / "oct.dcm")
    (tmp_path / "text.dcm").write_text("no")
    assert [recognises_dicom(tmp_path / f"{name}.dcm") for name in ("xa", "ivus", "oct", "text")] == [
        False,
        True,
        True,
        False,
    ]


def test_a_segmentation_with_too_few_descriptions_is_refused(tmp_path):
    dataset = segmentation(discs(40), ["lumen"])
    dataset.PerFrameFunctionalGroupsSequence = [item()]
    with pytest.raises(Mistake, match="1 descriptions for 4 frames"):
        measured_dicom(saved(dataset, tmp_path / "s.dcm"), Wish())
