import numpy as np
import pytest

from neointima.geometry.section_contours import polygon_area
from neointima.laboratory.section_film import SectionFilm
from neointima.laboratory.section_pictures import days_with_cells, outlines, snapshot
from neointima.mistake import Mistake
from small_artery import recorded

WIDTH = 200


@pytest.fixture(scope="module")
def cases():
    treated = recorded((0, 1, 3), device="cypher_prototype", drug="sirolimus")
    return {"treated": treated, "control": recorded((0, 3))}


@pytest.fixture(scope="module")
def film(cases):
    return SectionFilm(cases)


def test_a_film_has_the_days_that_every_arm_kept(film, cases):
    assert days_with_cells(cases["treated"]) == [0.0, 1.0, 3.0]
    assert film.days() == [0.0, 3.0]


def test_each_day_has_its_own_cells(cases):
    first, last = (snapshot(cases["control"], day) for day in (0.0, 3.0))
    assert (first.day, last.day) == (0.0, 3.0)
    assert snapshot(cases["control"]).day == 3.0
    together = cases["control"].values["body_x"].shape[1]
    assert len(first.position) + len(last.position) == together
    assert not np.array_equal(first.contours.lumen, last.contours.lumen)


def test_a_day_that_was_not_kept_is_refused_with_those_that_were(cases):
    with pytest.raises(Mistake, match="day 2 were not kept; choose one of 0, 1, 3"):
        snapshot(cases["treated"], 2.0)


def test_struts_stand_still_in_a_film(film):
    """All frames share a window: struts do not move in the artery, so not a pixel of them may move."""
    frames = [film.shot(arm, day, stains=["he"], width=WIDTH).pictures[0] for arm in film.cases for day in film.days()]
    assert {frame.shape for frame in frames} == {frames[0].shape}
    # Metal is 24 of 255; nuclei stay above 60.
    metal = [frame.max(axis=-1) < 40 for frame in frames]
    assert metal[0].sum() > 100
    shared = np.logical_and.reduce(metal).sum() / np.logical_or.reduce(metal).sum()
    assert shared > 0.98


def test_the_numbers_of_a_frame_are_those_of_its_outlines(film, cases):
    for place, day in ((0, 0.0), (1, 3.0)):
        shot = film.shot("control", day, stains=[], width=WIDTH)
        # A polygon through the same directions, kept as single precision.
        lumen = polygon_area(outlines(cases["control"], place).lumen)
        assert shot.lumen_area == pytest.approx(lumen, rel=1e-3)
        assert shot.pictures == []
    grown = [film.shot("control", day, stains=[], width=WIDTH).neointimal_area for day in film.days()]
    assert grown[1] > grown[0]


def test_the_width_is_that_of_the_picture(film):
    """Metal in the picture, times the size of a pixel, is the metal of the struts."""
    picture = film.shot("control", 3.0, stains=["he"], width=600).pictures[0]
    area = (picture.max(axis=-1) < 40).sum() * (film.width() / 600) ** 2
    metal = sum(polygon_area(strut) for strut in snapshot(film.cases["control"]).contours.struts)
    # Edges are blurred over a pixel of 4 µm on struts of 80 µm: up to a tenth of their area may be left out.
    assert 0.85 * metal < area < 1.02 * metal


def test_a_section_whose_cells_were_not_kept_has_no_days():
    bare = recorded(())
    assert SectionFilm({"control": bare}).days() == []
    with pytest.raises(Mistake, match="no cells were kept"):
        snapshot(bare)
