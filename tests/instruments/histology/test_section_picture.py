"""Pictures show what the snapshot says: where the lumen is, how many nuclei, where the lamina is torn."""

import time

import numpy as np
import pytest
from PIL import Image, ImageDraw
from scipy.ndimage import center_of_mass, gaussian_filter, label
from tests.drawn_section import drawn_section

from neointima.instruments.histology import picture as picture_module
from neointima.instruments.histology.canvas import canvas_around
from neointima.instruments.histology.picture import draw, preview, render
from neointima.instruments.histology.stains import HAEMATOXYLIN_EOSIN, STAINS, VERHOEFF_VAN_GIESON, stain_called
from neointima.mistake import Mistake
from neointima.simulation.section_snapshot import FIBRIN, MACROPHAGE, MEDIA, MUSCLE

PIXEL = 1e-6


@pytest.fixture(scope="module")
def section():
    return drawn_section(scale=0.4, struts=4)


@pytest.fixture(scope="module")
def canvas(section):
    return canvas_around(section.contours, PIXEL)


@pytest.fixture(scope="module")
def pictures(section):
    return {name: render(section, stain, PIXEL) for name, stain in STAINS.items()}


def inside(outline, canvas):
    image = Image.new("1", (canvas.columns, canvas.rows))
    ImageDraw.Draw(image).polygon([tuple(point) for point in canvas.to_pixels(outline) - 0.5], fill=1)
    return np.asarray(image)


def shrunk(outline, by):
    """An outline moved towards its middle by ``by`` metres."""
    return outline * (1 - by / np.hypot(*outline.T))[:, None]


def sampled(picture, canvas, points):
    column, row = canvas.to_pixels(points).astype(int).T
    return picture[row, column].astype(float)


@pytest.mark.parametrize("name", STAINS)
def test_the_picture_covers_the_section_with_its_margin(pictures, section, canvas, name):
    assert pictures[name].shape == (canvas.rows, canvas.columns, 3)
    assert pictures[name].dtype == np.uint8
    wide, high = np.ptp(section.contours.outside, axis=0) + 120e-6
    # Rounded up to whole pixels.
    assert 0 <= canvas.columns - wide / PIXEL < 1
    assert 0 <= canvas.rows - high / PIXEL < 1


@pytest.mark.parametrize("name", STAINS)
def test_lumen_and_surroundings_are_background(pictures, section, canvas, name):
    # Two pixels of blur and rounding at the border.
    blank = inside(shrunk(section.contours.lumen, 3e-6), canvas) | ~inside(
        shrunk(section.contours.outside, -3e-6), canvas
    )
    assert blank.sum() > 100_000
    assert pictures[name][blank].min() >= 235


@pytest.mark.parametrize("name", STAINS)
def test_struts_are_dark_and_tissue_is_coloured(pictures, section, canvas, name):
    metal = np.any(
        [inside(strut.mean(axis=0) + 0.95 * (strut - strut.mean(axis=0)), canvas) for strut in section.contours.struts],
        axis=0,
    )
    assert pictures[name][metal].max() < 60
    wall = (
        inside(shrunk(section.contours.external_lamina, 5e-6), canvas)
        & ~inside(section.contours.lumen, canvas)
        & ~metal
    )
    red, green, _ = pictures[name][wall].mean(axis=0)
    assert green < red - 25


def test_the_picture_is_right_side_up(section, canvas):
    """One strut, at positive y, is in the upper half."""
    top = max(section.contours.struts, key=lambda strut: strut.mean(axis=0)[1])
    lone = section._replace(contours=section.contours._replace(struts=(top,)))
    rows = np.nonzero((draw(lone, HAEMATOXYLIN_EOSIN, canvas).max(axis=2) < 60).sum(axis=1) > 20)[0]
    assert rows.mean() < canvas.rows / 2
    assert rows.mean() == pytest.approx(canvas.to_pixels(top)[:, 1].mean(), abs=3)


def test_nuclei_in_the_media_are_as_many_as_its_cells(pictures, section, canvas):
    """Dark spots after slight smoothing, against muscle cells and macrophages within 15 µm of neither lamina nor metal."""
    radius = np.hypot(*section.position.T)
    turn = np.arctan2(*section.position.T[::-1]) % (2 * np.pi)
    low, high = (np.interp(turn, section.angles, np.hypot(*line.T), period=2 * np.pi) for line in section.contours[1:3])
    deep = (radius > low + 15e-6) & (radius < high - 15e-6)
    away = (
        np.min([np.hypot(*(section.position - strut.mean(axis=0)).T) for strut in section.contours.struts], axis=0)
        > 120e-6
    )
    counted = deep & away & np.isin(section.kind, [MUSCLE, MACROPHAGE])
    window = inside(shrunk(section.contours.external_lamina, 15e-6), canvas) & ~inside(
        shrunk(section.contours.internal_lamina, -15e-6), canvas
    )
    far = np.indices(window.shape).transpose(1, 2, 0)[..., ::-1]
    for strut in section.contours.struts:
        window &= np.hypot(*(far - canvas.to_pixels(strut.mean(axis=0)[None])[0]).transpose(2, 0, 1)) > 120
    red = gaussian_filter(pictures["he"][..., 0].astype(float), 0.8)
    spots, number = label(red < 120)
    middles = np.array(center_of_mass(spots > 0, spots, np.arange(1, number + 1))).astype(int)
    spots = window[tuple(middles.T)].sum()
    # Touching nuclei merge, and middles of drawn nuclei may fall on the other side of the window's edge.
    assert spots == pytest.approx(counted.sum(), rel=0.1)
    assert counted.sum() > 300


def test_a_body_is_drawn_where_it_is(section, canvas):
    """The nucleus of a lone cell is the darkest place of the picture besides metal."""
    lone = np.flatnonzero((section.kind == MUSCLE) & (section.layer != MEDIA))[40]
    fields = {
        name: getattr(section, name)[[lone]]
        for name in ("position", "radius", "kind", "layer", "phase", "matrix", "collagen", "synthetic")
    }
    alone = section._replace(
        **fields, contours=section.contours._replace(struts=()), endothelium=np.zeros_like(section.endothelium)
    )
    red = draw(alone, HAEMATOXYLIN_EOSIN, canvas)[..., 0].astype(float)
    row, column = np.nonzero(red < red.min() + 40)
    assert (
        np.hypot(*(np.array([column.mean(), row.mean()]) + 0.5 - canvas.to_pixels(section.position[[lone]])[0])) < 1.5
    )


def test_fibrin_is_the_reddest_tissue(pictures, section, canvas):
    """Green light is taken most where fibrin is; eosin does that."""
    fibrin = sampled(pictures["he"], canvas, section.position[section.kind == FIBRIN])
    ordinary = sampled(pictures["he"], canvas, section.position[section.kind == MUSCLE] + [8e-6, 0])
    assert np.median(fibrin[:, 1]) < np.median(ordinary[:, 1]) - 20
    assert np.median(fibrin[:, 0]) > 150


def test_verhoeff_shows_where_the_lamina_is_torn(section, canvas):
    without_cells = {
        name: getattr(section, name)[:0]
        for name in ("position", "radius", "kind", "layer", "phase", "matrix", "collagen", "synthetic")
    }
    bare = section._replace(**without_cells, contours=section.contours._replace(struts=()))
    line = section.contours.internal_lamina
    # The lamina waves by 4 µm at most, so its darkness is sought across it.
    picture = draw(bare, VERHOEFF_VAN_GIESON, canvas)
    across = np.stack([sampled(picture, canvas, shrunk(line, off * 1e-6)).mean(axis=1) for off in range(-5, 6)])
    darkest = across.min(axis=0)
    edge = section.torn != np.roll(section.torn, 3)
    edge |= section.torn != np.roll(section.torn, -3)
    assert (section.torn & ~edge).sum() > 10
    assert np.all(darkest[~section.torn & ~edge] < 90)
    assert np.all(darkest[section.torn & ~edge] > 120)


def test_endothelium_is_drawn_only_where_it_covers(section, canvas):
    covered = draw(section._replace(endothelium=np.ones_like(section.endothelium)), HAEMATOXYLIN_EOSIN, canvas)
    bare = draw(section._replace(endothelium=np.zeros_like(section.endothelium)), HAEMATOXYLIN_EOSIN, canvas)
    row, column = np.nonzero(np.any(covered != bare, axis=2))
    places = canvas.to_metres(np.column_stack([column, row]) + 0.5)
    turn = np.arctan2(*places.T[::-1]) % (2 * np.pi)
    lumen = np.interp(turn, section.angles, np.hypot(*section.contours.lumen.T), period=2 * np.pi)
    assert len(places) > 500
    # A flat nucleus is 2 µm thick and lies within; blur adds two pixels.
    assert np.all(np.abs(np.hypot(*places.T) - lumen) < 6e-6)


def test_stains_differ_and_pictures_repeat(pictures, section):
    assert np.abs(pictures["he"].astype(int) - pictures["vvg"]).mean() > 5
    assert np.array_equal(render(section, HAEMATOXYLIN_EOSIN, PIXEL), pictures["he"])


def test_bodies_may_come_in_any_order(section):
    order = np.random.default_rng(1).permutation(len(section.position))
    fields = {
        name: getattr(section, name)[order]
        for name in ("position", "radius", "kind", "layer", "phase", "matrix", "collagen", "synthetic")
    }
    mixed = section._replace(**fields)
    assert np.array_equal(render(mixed, HAEMATOXYLIN_EOSIN, 2e-6), render(section, HAEMATOXYLIN_EOSIN, 2e-6))


def test_strips_leave_no_seam(pictures, section, canvas, monkeypatch):
    """The same picture to the last bit, whether it is drawn in strips of 192 rows or of 77."""
    monkeypatch.setattr(picture_module, "STRIP", 77)
    assert np.array_equal(draw(section, HAEMATOXYLIN_EOSIN, canvas), pictures["he"])


def test_a_preview_has_the_width_asked_for_and_a_film_one_window(section):
    picture = preview(section, HAEMATOXYLIN_EOSIN, 300)
    assert picture.shape[1] == 300
    early = section._replace(contours=section.contours._replace(outside=0.95 * section.contours.outside))
    assert preview(early, HAEMATOXYLIN_EOSIN, 300, around=section.contours).shape == picture.shape


def test_an_artery_without_bodies_or_struts_can_be_drawn(section):
    fields = {
        name: getattr(section, name)[:0]
        for name in ("position", "radius", "kind", "layer", "phase", "matrix", "collagen", "synthetic")
    }
    empty = section._replace(
        **fields,
        contours=section.contours._replace(struts=()),
        angles=np.empty(0),
        endothelium=np.empty(0, bool),
        torn=np.empty(0, bool),
    )
    assert render(empty, VERHOEFF_VAN_GIESON, 4e-6).min() < 150


def test_mistakes_name_the_way_out(section):
    with pytest.raises(Mistake, match="choose one of he, vvg"):
        stain_called("giemsa")
    with pytest.raises(Mistake, match="choose a pixel larger"):
        render(section, HAEMATOXYLIN_EOSIN, 1e-8)
    with pytest.raises(Mistake, match="above zero"):
        render(section, HAEMATOXYLIN_EOSIN, -1e-6)
    with pytest.raises(Mistake, match="32 or more"):
        preview(section, HAEMATOXYLIN_EOSIN, 0)


def test_a_whole_artery_is_drawn_in_seconds(pictures):
    """15,000 bodies at 2 µm a pixel take less than 3 s of one processor; kernels are compiled by then."""
    section = drawn_section()
    begin = time.process_time()
    picture = render(section, HAEMATOXYLIN_EOSIN, 2e-6)
    assert min(picture.shape[:2]) > 1900
    assert time.process_time() - begin < 3
