"""Matrix is budgeted, and contours are those of a section drawn by hand."""

from dataclasses import replace

import numpy as np
import pytest

from neointima.submodels.growth.around_struts import AroundStruts, Dents
from neointima.submodels.growth.matrix_turnover import MatrixTurnover

DAY = 86400.0
ONE = np.ones((1, 1))
MM, MM2 = 1e-3, 1e-6
# Ten struts of 100 by 100 um, half sunk: 0.1 mm² of metal, 0.05 mm² of dent.
STRUTS = Dents(0.1 * MM2 * ONE, 0.05 * MM2 * ONE, 0.1 * MM * ONE, 0.05 * MM * ONE)


@pytest.fixture
def turnover():
    rates = {"proteoglycan_rate": 0.6, "collagen_rate": 0.3, "proteoglycan_removal": 0.016, "collagen_removal": 0.001}
    per_second = {name: rate / DAY * ONE for name, rate in rates.items()}
    return MatrixTurnover(**per_second, delay=7 * DAY * ONE, film_thickness=5e-6 * ONE)


def test_the_film_is_a_ring_on_the_wall(turnover):
    """π (r² − (r − film)²), rearranged: 1e-12."""
    film = turnover.start(1.5e-3 * ONE)
    np.testing.assert_allclose(film.area(), np.pi * (1.5e-3**2 - 1.495e-3**2), rtol=1e-12)
    assert film.made == film.area()
    assert film.removed == 0


def test_made_less_removed_is_the_change_of_area(turnover):
    """Limit 1e-12 of what was made, over 200 random steps."""
    luck, matrix = np.random.default_rng(2), turnover.start(1.5e-3 * ONE)
    for _ in range(200):
        cells, drive = luck.random((1, 1)) * MM2, luck.random((1, 1))
        before = matrix
        matrix = turnover.step(matrix, cells, drive=drive, dt=float(luck.choice([900.0, DAY / 3, DAY, 30 * DAY])))
        assert np.all(np.abs(matrix.made - matrix.removed - matrix.area()) <= 1e-12 * matrix.made)
        assert np.all(matrix.removed >= before.removed)
        assert np.all((matrix.proteoglycan > 0) & (matrix.collagen >= 0))


def test_two_half_steps_equal_one_at_constant_drive(turnover):
    """Exact over a step: 1e-12."""
    start, cells, drive = turnover.start(1.5e-3 * ONE), 0.7 * MM2 * ONE, 0.4 * ONE
    once = turnover.step(start, cells, drive=drive, dt=10 * DAY)
    half = turnover.step(start, cells, drive=drive, dt=5 * DAY)
    for one, two in zip(once, turnover.step(half, cells, drive=drive, dt=5 * DAY), strict=True):
        np.testing.assert_allclose(two, one, rtol=1e-12)


def test_matrix_settles_where_production_meets_removal(turnover):
    """k d V / removal; 0.016 a day for 10000 days leaves exp(−160) of the start."""
    end = turnover.step(turnover.start(1.5e-3 * ONE), MM2 * ONE, drive=0.5 * ONE, dt=10_000 * DAY)
    np.testing.assert_allclose(end.proteoglycan, 0.6 * 0.5 * MM2 / 0.016, rtol=1e-12)
    np.testing.assert_allclose(end.synthesis, 0.5, rtol=1e-15)


def test_synthesis_follows_the_drive_with_its_delay(turnover):
    """After one delay 1 − 1/e of a drive that came at once; all made is the integral, delay/e less than delay."""
    later = turnover.step(turnover.start(1.5e-3 * ONE)._replace(made=0 * ONE), MM2 * ONE, drive=ONE, dt=7 * DAY)
    np.testing.assert_allclose(later.synthesis, 1 - np.exp(-1), rtol=1e-14)
    np.testing.assert_allclose(later.made, (0.6 + 0.3) * 7 * np.exp(-1) * MM2, rtol=1e-13)


def test_without_delay_matrix_is_made_in_step_with_the_drive(turnover):
    """dA/dt = k d V − A/τ solved exactly; a delay of 1e-9 s over 10 days leaves 1e-15 of a difference."""
    at_once, removal, made = replace(turnover, delay=1e-9 * ONE), 0.016 * 10, 0.6 * 0.4 * 10 * MM2
    start = at_once.start(1.5e-3 * ONE)
    later = at_once.step(start, MM2 * ONE, drive=0.4 * ONE, dt=10 * DAY)
    in_step = start.proteoglycan * np.exp(-removal) - made * np.expm1(-removal) / removal
    np.testing.assert_allclose(later.proteoglycan, in_step, rtol=1e-13)
    np.testing.assert_allclose(later.made - start.made, 0.9 * 0.4 * 10 * MM2, rtol=1e-12)
    slow = turnover.step(start, MM2 * ONE, drive=0.4 * ONE, dt=10 * DAY)
    assert slow.proteoglycan < 0.7 * in_step


def test_a_delay_as_long_as_the_removal_is_no_singularity(turnover):
    """Both 1/0.016 days: the two exponentials are one, and the step is the limit of its neighbours (1e-9)."""
    start = turnover.start(1.5e-3 * ONE)
    ends = [
        replace(turnover, delay=delay * DAY * ONE).step(start, MM2 * ONE, drive=ONE, dt=10 * DAY).proteoglycan
        for delay in (1 / 0.016, 1 / 0.016 * (1 + 1e-10))
    ]
    np.testing.assert_allclose(*ends, rtol=1e-9)


def test_without_cells_the_film_only_goes(turnover):
    start = turnover.start(1.5e-3 * ONE)
    later = turnover.step(start, 0 * ONE, drive=ONE, dt=30 * DAY)
    np.testing.assert_allclose(later.proteoglycan, start.proteoglycan * np.exp(-0.016 * 30), rtol=1e-14)
    assert later.collagen == 0
    assert later.made == start.made


def test_matrix_that_is_hardly_removed_all_stays(turnover):
    """A removal of 1e-12 a day: the exact step neither cancels nor divides badly near its limit (1e-10)."""
    lasting = replace(turnover, collagen_removal=1e-12 / DAY * ONE)
    at_work = lasting.start(1.5e-3 * ONE)._replace(synthesis=ONE)
    later = lasting.step(at_work, MM2 * ONE, drive=ONE, dt=10 * DAY)
    np.testing.assert_allclose(later.collagen, 0.3 * 10 * MM2, rtol=1e-10)


@pytest.fixture
def growth():
    return AroundStruts(smoothing_length=0.1 * MM * ONE, covering_thickness=0.02 * MM * ONE)


def traced(growth, tissue, struts=STRUTS):
    return growth.contour(1.5 * MM * ONE, struts, tissue=tissue * MM2 * ONE, media=2.0 * MM2 * ONE)


def test_the_contour_of_an_artery_drawn_by_hand(growth):
    """Radius 1.5 mm, 2 mm² of tissue; worked with a pocket calculator to seven figures."""
    contour = traced(growth, 2.0)
    drawn = {
        "lamina_area": 7.118583 * MM2,
        "lumen_area": 5.018583 * MM2,
        "neointimal_area": 2.1 * MM2,
        "lumen_radius": 1.2639085 * MM,
        "lamina_radius": 1.5 * MM,
        "media_radius": 1.6990055 * MM,
        "thickness_between_struts": 0.2360915 * MM,
        "thickness_at_struts": 0.2908082 * MM,
        "tissue_on_struts": 0.1908082 * MM,
        "strut_coverage": 0.9999281,
    }
    for name, expected in drawn.items():
        assert float(getattr(contour, name)[0, 0]) == pytest.approx(expected, rel=3e-6), name


@pytest.mark.parametrize("tissue", [0.0, 0.1, 1.0, 4.0])
def test_thickness_at_struts_is_depth_and_between_and_the_bump(growth, tissue):
    contour = traced(growth, tissue)
    between = contour.thickness_between_struts
    bump = 0.05 * MM * np.exp(-between / (0.1 * MM))
    np.testing.assert_allclose(contour.thickness_at_struts, 0.05 * MM + between + bump, rtol=1e-14)


def test_no_tissue_leaves_the_lamina_less_the_metal(growth):
    contour = traced(growth, 0.0)
    assert contour.lumen_area == contour.lamina_area - STRUTS.metal
    np.testing.assert_allclose(contour.neointimal_area, STRUTS.metal, rtol=1e-12)


def test_more_tissue_means_less_lumen_and_more_of_everything_else(growth):
    contours = [traced(growth, tissue) for tissue in np.linspace(0, 6, 40)]
    rows = {name: np.array([getattr(one, name)[0, 0] for one in contours]) for name in contours[0]._fields}
    assert np.all(np.diff(rows["lumen_area"]) < 0)
    for name in ("neointimal_area", "thickness_between_struts", "thickness_at_struts", "strut_coverage"):
        assert np.all(np.diff(rows[name]) >= 0), name
    assert np.all((rows["strut_coverage"] >= 0) & (rows["strut_coverage"] <= 1))


def test_an_occluded_artery_keeps_a_thousandth_open(growth):
    contour = traced(growth, 100.0)
    np.testing.assert_allclose(contour.lumen_area, 1e-3 * contour.lamina_area, rtol=1e-15)


def test_struts_flush_with_the_wall_make_no_bump(growth):
    flush = STRUTS._replace(depth=STRUTS.thickness, dented=STRUTS.metal)
    contour = traced(growth, 1.0, flush)
    assert contour.thickness_at_struts == flush.depth + contour.thickness_between_struts
