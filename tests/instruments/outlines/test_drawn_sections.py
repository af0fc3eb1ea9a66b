"""Sections are what the outlines of a file say, whether these are lines, rings of tissue or labelled pixels."""

import numpy as np
import pytest
import shapely
from PIL import Image

from neointima.instruments.outlines import Drawing, Outline
from neointima.instruments.outlines.classes import our_classes
from neointima.instruments.outlines.drawn_sections import drawn_sections
from neointima.instruments.outlines.label_image import read_label_image
from neointima.mistake import Mistake


def ring(radius, at=(0.0, 0.0), points=2000):
    angles = np.arange(points) * 2 * np.pi / points
    return np.column_stack([radius * np.cos(angles), radius * np.sin(angles)]) + np.array(at)


def box(angle, inner=1.3, outer=1.4):
    across, along = np.array([inner, outer, outer, inner]), np.array([-0.05, -0.05, 0.05, 0.05])
    cos, sin = np.cos(angle), np.sin(angle)
    return np.column_stack([across * cos - along * sin, across * sin + along * cos])


def area(label, *rings, **more):
    return Outline(label, more.pop("name", label), (rings,), **more)


def only(*outlines):
    found = drawn_sections(Drawing("a file", outlines), our_classes(), 1e-3)
    assert len(found.sections) == 1
    return found.sections[0], found.notes


# Areas of 2,000-sided circles are right to 2e-6.
def disc(radius):
    return pytest.approx(np.pi * radius**2 * 1e-6, rel=3e-6)


def test_lines_are_layers_and_struts_go_by_their_numbers():
    struts = [area("Strut", box(angle), name=f"Strut {n}") for n, angle in ((2, 2.0), (1, 0.0), (3, 4.0))]
    section, _ = only(area("Lumen", ring(1.0)), area("IEL", ring(1.5)), area("EEL", ring(1.7)), *struts)
    drawn = section.drawn
    assert (drawn.lumen.area, drawn.internal_lamina.area, drawn.external_lamina.area) == (disc(1), disc(1.5), disc(1.7))
    angles = [float(np.arctan2(strut.centroid.y, strut.centroid.x)) for strut in drawn.struts]
    np.testing.assert_allclose(angles, [0.0, 2.0, 4.0 - 2 * np.pi], atol=1e-9)
    assert drawn.stent.is_empty and drawn.torn_internal.is_empty


def test_rings_of_tissue_tell_of_the_lines_between_them():
    rings = (area("Neointima", ring(1.5), ring(1.0)), area("Media", ring(1.7), ring(1.5)))
    drawn = only(area("Lumen", ring(1.0)), *rings)[0].drawn
    assert (drawn.internal_lamina.area, drawn.external_lamina.area) == (disc(1.5), disc(1.7))
    alone = only(area("Lumen", ring(1.0)), rings[1])[0].drawn
    assert (alone.internal_lamina.area, alone.external_lamina.area) == (disc(1.5), disc(1.7))
    wall = only(area("Wall", ring(1.7), ring(1.0)))[0].drawn
    assert (wall.lumen.area, wall.external_lamina.area) == (disc(1.0), disc(1.7))
    assert wall.internal_lamina.is_empty


def test_a_lamina_in_pieces_keeps_its_tears():
    whole = ring(1.5)
    pieces = (whole[20:980], whole[1000:1990])
    section, notes = only(area("Lumen", ring(1.0)), *(Outline("IEL", "IEL", lines=(piece,)) for piece in pieces))
    assert len(section.drawn.torn_internal.geoms) == 2
    assert any("drawn with 2 gaps" in note for note in notes)


def test_a_readers_scores_go_with_their_struts():
    scored = area("Strut", box(0.0), name="Strut 1", values={"Injury score": 2.0, "Inflammation": 1.0})
    drawn = only(area("Lumen", ring(1.0)), scored, area("Strut", box(2.0), name="Strut 2"))[0].drawn
    np.testing.assert_array_equal(drawn.scores["injury"], [2.0, np.nan])
    np.testing.assert_array_equal(drawn.scores["inflammation"], [1.0, np.nan])
    with pytest.raises(Mistake, match="scores run from 0 to 3"):
        only(area("Lumen", ring(1.0)), area("Strut", box(0.0), values={"injury": 7.0}))


def test_one_bad_section_of_a_file_does_not_stop_the_others():
    outlines = [area("Lumen_1", ring(1.0)), area("IEL_1", ring(1.5))]
    outlines += [area("Lumen_2", ring(1.0, at=(1.0, 0.0))), area("IEL_2", ring(1.5))]
    found = drawn_sections(Drawing("two.zip", tuple(outlines)), our_classes(), 1e-3)
    assert [section.name for section in found.sections] == ["1"]
    assert len(found.refused) == 1 and "lies outside" in found.refused[0] and "2" in found.refused[0]


def test_labelled_pixels_are_filled_from_within(tmp_path):
    """Each pixel has one label, so that of the internal lamina has a hole where the lumen is."""
    y, x = np.mgrid[:400, :400] - 199.5
    out, turn = np.hypot(x, y), np.arctan2(y, x)
    labels = np.select([out < 100, out < 150, out < 170], [1, 2, 3], 0).astype(np.uint8)
    labels[(np.abs(out - 135) < 8) & (np.abs(turn) < 0.1)] = 4
    Image.fromarray(labels).save(tmp_path / "labels.png")
    drawing = read_label_image(tmp_path / "labels.png")
    table = {"label 1": "lumen", "label 2": "iel", "label 3": "eel", "label 4": "strut"}
    named = type(our_classes())(our_classes().table | table)
    (section,) = drawn_sections(drawing, named, 1.0).sections
    drawn = section.drawn
    counts = [int((out < radius).sum()) for radius in (100, 150, 170)]
    assert [drawn.lumen.area, drawn.internal_lamina.area, drawn.external_lamina.area] == counts
    assert shapely.area(drawn.struts[0]) == (labels == 4).sum()
