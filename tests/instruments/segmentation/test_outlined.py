"""The outlines of photographs with faults lie on the true ones, and what is no vessel is refused.

Constants were chosen on seeds below 36; these are others. The long table of such photographs is in
tests/validation/test_segmented_sections.py.
"""

import numpy as np
import pytest
from PIL import Image
from tests.degraded_photograph import faults, photograph
from tests.drawn_section import drawn_section
from tests.scored_outlines import scored

from neointima.instruments.segmentation.outlined import outlined
from neointima.mistake import Mistake

# As asked of this project.
DICE, AREA, RECALL = (0.97, 0.93, 0.90), 0.03, 0.95


def photo(seed, stain, severity):
    section = drawn_section(scale=0.75, struts=8, seed=seed)
    return photograph(section, stain, seed, faults(seed, severity, pixels=(4e-6,)))


@pytest.mark.parametrize(("seed", "stain"), [(2000, "he"), (2003, "vvg")])
def test_photographs_with_faults_are_outlined(seed, stain, tmp_path):
    found = scored(photo(seed, stain, 1.0), tmp_path)
    assert np.all(np.array(found.dice) >= DICE), found
    np.testing.assert_allclose(found.areas, 1.0, atol=AREA)
    assert found.recall >= RECALL


def test_a_ruined_photograph_is_doubted_and_a_clean_one_is_not(tmp_path):
    clean = scored(photo(2004, "vvg", 0.0), tmp_path)
    assert min(clean.sure) > 0.6
    try:
        ruined = min(scored(photo(2004, "vvg", 4.0), tmp_path).sure)
    except Mistake:
        # Beyond finding is as good as doubted.
        ruined = 0.0
    assert ruined < 0.5 < min(clean.sure)


def blank(luck):
    return np.full((800, 800, 3), 245) + luck.normal(0, 2, (800, 800, 3))


def noise(luck):
    return luck.uniform(0, 255, (800, 800, 3))


def stripes(luck):
    return np.where(np.arange(800)[:, None, None] // 40 % 2, 240, 120) + luck.normal(0, 2, (800, 800, 3))


@pytest.mark.parametrize("make", [blank, noise, stripes])
def test_what_is_no_vessel_is_refused(make, tmp_path):
    picture = np.clip(make(np.random.default_rng(1)), 0, 255).astype(np.uint8)
    Image.fromarray(picture).save(tmp_path / "other.png")
    with pytest.raises(Mistake, match=r"other\.png: .*"):
        outlined(tmp_path / "other.png")


def test_two_vessels_on_a_slide_are_two_sections(tmp_path):
    one = photo(2005, "he", 0.0).picture
    slide = np.full((2 * one.shape[0], 3 * one.shape[1], 3), one[:5, :5].mean(axis=(0, 1)), np.uint8)
    rows, columns = one.shape[:2]
    slide[50 : 50 + rows, 50 : 50 + columns] = one
    slide[600 : 600 + rows, 3 * columns - columns - 60 : 3 * columns - 60] = one[::-1]
    Image.fromarray(slide).save(tmp_path / "slide.png")
    drawn = outlined(tmp_path / "slide.png").drawing.outlines
    areas = [len(one.polygons) for one in drawn if one.label == "Lumen"]
    assert [one.section for one in drawn if one.label == "Lumen"] == ["1", "2"] and areas == [1, 1]


def test_a_grey_photograph_is_refused(tmp_path):
    """A section without its colours has no stain to go by."""
    grey = Image.fromarray(photo(2006, "he", 0.0).picture).convert("L").convert("RGB")
    grey.save(tmp_path / "grey.png")
    with pytest.raises(Mistake, match=r"grey\.png: the picture is grey"):
        outlined(tmp_path / "grey.png")


def test_tissue_without_a_room_in_it_is_refused(tmp_path):
    """A round piece of stained tissue, full: nothing that could be a lumen."""
    y, x = np.mgrid[:800, :800] - 400
    picture = np.full((800, 800, 3), 246, np.uint8)
    picture[np.hypot(x, y) < 300] = (200, 120, 160)
    Image.fromarray(picture).save(tmp_path / "disc.png")
    with pytest.raises(Mistake, match="no vessel is seen"):
        outlined(tmp_path / "disc.png")
